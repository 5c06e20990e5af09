/* alerts - see the header. */
#include "policy/alerts.h"

#include "policy/pack_int.h"

const char *const alert_names[ALERT__COUNT] = { "late", "notice", "quota", "bulk", "fast",
	"against", "family", "lead", "declaration" };

/* ---- who is told ---- */

static enum err read_hearer(struct loading *ld, const struct node *n, struct hearer *t)
{
	if (n->kind != NODE_MAP)
		return PACK_BAD(ld->cx, n->at, "pack-missing-key", "role");
	TRY(node_known(ld->cx, n, "role after"));
	t->at = pack_place_of(ld, n->at);
	TRY(node_text(ld->cx, n, "role", true, &t->role));
	TRY(node_period(ld, n, "after", &t->after));
	return t->after.working ? PACK_BAD(ld->cx, n->at, "pack-hearers", "after") : OK;
}

enum err node_hearers(struct loading *ld, const struct node *map, const char *key,
                       struct hearers *out)
{
	const struct node *n = node_get(map, key);

	if (!n)
		return OK;
	*out = (struct hearers){ 0 };
	if (n->kind == NODE_SCALAR) {            /* one role, at once */
		out->to[out->n++] = (struct hearer){ .role = n->text, .at = pack_place_of(ld, n->at) };
		return OK;
	}
	if (n->kind != NODE_SEQ || n->nkid > HEARERS)
		return PACK_BAD(ld->cx, n->at, "pack-hearers", key);
	for (int i = 0; i < n->nkid; i++)
		TRY(read_hearer(ld, n->kid[i], &out->to[out->n++]));
	return OK;
}

/* ---- alerts ---- */

static enum err read_days(struct loading *ld, const struct node *n, struct pack_alert *a)
{
	const struct node *seq;

	TRY(node_kind_of(ld->cx, n, "inspections", NODE_SEQ, false, &seq));
	if (!seq)
		return OK;
	a->day = arena_array(ld->a, (size_t)seq->nkid + 1, sizeof *a->day);
	a->nday = 0;
	for (int i = 0; i < seq->nkid; i++) {
		enum date_form form;
		date_t d;

		if (seq->kid[i]->kind != NODE_SCALAR || !date_parse(seq->kid[i]->text, &d, &form) ||
		    !date_day(d))
			return PACK_BAD(ld->cx, seq->kid[i]->at, "pack-bad-date",
			                seq->kid[i]->kind == NODE_SCALAR ? seq->kid[i]->text.p : "[]");
		a->day[a->nday++] = d;
	}
	return OK;
}

static enum err read_numbers(struct loading *ld, const struct node *n, struct pack_alert *a)
{
	int64_t days = a->days, many = a->many, level = a->level;

	TRY(node_int(ld->cx, n, "days", false, 1, 3660, &days));
	TRY(node_int(ld->cx, n, "many", false, 1, 1000000, &many));
	TRY(node_int(ld->cx, n, "level", false, 1, 6, &level));
	a->days = (int)days;
	a->many = (int)many;
	a->level = (int)level;
	if (node_get(n, "share"))
		TRY(node_share(ld, n, "share", &a->num, &a->den));
	TRY(node_text(ld->cx, n, "procedure", false, &a->procedure));
	return read_days(ld, n, a);
}

/* What a kind cannot be worked out without. */
static enum err whole(struct loading *ld, enum alert_kind kind, const struct pack_alert *a)
{
	const char *lacks = NULL;

	if (kind == ALERT_QUOTA && (!a->procedure.n || !a->den || !a->level))
		lacks = "procedure, share, level";
	if (kind == ALERT_BULK && (!a->days || !a->many || !a->level))
		lacks = "days, many, level";
	if (kind == ALERT_FAST && (!a->days || !a->many))
		lacks = "days, many";
	if (kind != ALERT_LATE && !a->nwho)
		lacks = "who";
	return lacks && !a->off ? PACK_BAD(ld->cx, mark_at(a->at), "pack-missing-key", lacks) : OK;
}

static enum err read_alert(struct loading *ld, const struct node *key, const struct node *n)
{
	struct sought s = { .key = "alerts", .word = key->text };
	struct pack_alert *a;
	int kind = 0;

	while (kind < ALERT__COUNT && !str_eqz(key->text, alert_names[kind]))
		word_try(&s, str_of(alert_names[kind++]));
	if (kind == ALERT__COUNT)
		return word_known(ld->cx, &s, pack_place_of(ld, key->at));
	if (n->kind != NODE_MAP)
		return PACK_BAD(ld->cx, n->at, "pack-missing-key", "zh");
	a = &ld->p->alerts.kind[kind];
	TRY(node_known(ld->cx, n, "zh en off who tell procedure share level days many inspections"));
	TRY(node_text(ld->cx, n, "zh", !a->zh.n, &a->zh));
	TRY(node_text(ld->cx, n, "en", !a->en.n, &a->en));
	TRY(node_bool(ld->cx, n, "off", &a->off));
	if (node_get(n, "who"))
		TRY(node_words(ld, n, "who", '_', &a->who, &a->nwho));
	TRY(node_hearers(ld, n, "tell", &a->tell));
	TRY(read_numbers(ld, n, a));
	a->id = key->text;
	a->at = pack_place_of(ld, key->at);
	return whole(ld, (enum alert_kind)kind, a);
}

static enum err read_years(struct loading *ld, const struct node *n)
{
	struct pack_years *y = &ld->p->alerts.years;
	int64_t level = y->level;

	TRY(node_known(ld->cx, n, "close reopen level document clause"));
	y->at = pack_place_of(ld, n->at);
	if (node_get(n, "close"))
		TRY(node_words(ld, n, "close", '_', &y->close, &y->nclose));
	if (node_get(n, "reopen"))
		TRY(node_words(ld, n, "reopen", '_', &y->reopen, &y->nreopen));
	TRY(node_int(ld->cx, n, "level", !y->level, 1, 5, &level));
	y->level = (int)level;
	TRY(node_basis(ld, n, &y->basis));
	return y->nclose && !y->nreopen ?
	       PACK_BAD(ld->cx, n->at, "pack-missing-key", "reopen") : OK;
}

enum err alerts_merge(struct loading *ld, const struct node *root)
{
	const struct node *map;

	TRY(node_known(ld->cx, root, "alerts years"));
	TRY(node_kind_of(ld->cx, root, "alerts", NODE_MAP, false, &map));
	for (int i = 0; map && i < map->nkid; i += 2)
		TRY(read_alert(ld, map->kid[i], map->kid[i + 1]));
	TRY(node_kind_of(ld->cx, root, "years", NODE_MAP, false, &map));
	return map ? read_years(ld, map) : OK;
}

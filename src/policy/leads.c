/* leads - what departments' lists look like, as the pack says (leads.yaml): their columns, when a
 * row is worth a lead, what is to be checked. A child pack may state only the keys that differ. */
#include "base/money.h"
#include "policy/pack_int.h"

#define TOPICS_MAX 200
#define DUE_MAX    365

static const char *const column_names[LEAD_COL__COUNT] = { "idno", "name", "birth", "area",
	"address", "date", "month" };

/* ---- names of a column ---- */

static enum err read_syns(struct loading *ld, const struct node *n, struct lead_names *out)
{
	const char *all = NULL;
	struct str zh = { 0 };

	TRY(node_text(ld->cx, n, "zh", true, &zh));
	if (memchr(zh.p, '|', zh.n))
		return PACK_BAD(ld->cx, n->at, "pack-bar-in-text", "zh");
	TRY(node_syns(ld, n, &all));
	*out = (struct lead_names){ zh.p, all };
	return OK;
}

/* key: {zh: label, syn: [other, names]}; absent: as it was. */
static enum err read_names(struct loading *ld, const struct node *map, const char *key,
                           struct lead_names *out)
{
	const struct node *n;

	TRY(node_kind_of(ld->cx, map, key, NODE_MAP, false, &n));
	if (!n)
		return OK;
	TRY(node_known(ld->cx, n, "zh syn"));
	return read_syns(ld, n, out);
}

static enum err read_columns(struct loading *ld, const struct node *map)
{
	TRY(node_known(ld->cx, map, "idno name birth area address date month"));
	ld->lead_cols = map->at;
	for (int i = 0; i < LEAD_COL__COUNT; i++)
		TRY(read_names(ld, map, column_names[i], &ld->p->lead_col[i]));
	return OK;
}

/* ---- a topic ---- */

static enum err read_pair(struct loading *ld, const struct node *map, const char *key, bool need,
                          struct str *zh, struct str *en)
{
	const struct node *n;

	TRY(node_kind_of(ld->cx, map, key, NODE_MAP, need, &n));
	if (!n)
		return OK;
	TRY(node_known(ld->cx, n, "zh en"));
	TRY(node_text(ld->cx, n, "zh", true, zh));
	return node_text(ld->cx, n, "en", true, en);
}

static enum err read_amount(struct loading *ld, const struct node *map, struct lead_topic *t)
{
	const struct node *n;
	struct str unit = STR("yuan");

	TRY(node_kind_of(ld->cx, map, "amount", NODE_MAP, false, &n));
	if (!n)
		return OK;
	TRY(node_known(ld->cx, n, "zh syn unit"));
	TRY(read_syns(ld, n, &t->amount));
	TRY(node_text(ld->cx, n, "unit", false, &unit));
	if (!str_eqz(unit, "yuan") && !str_eqz(unit, "wan"))
		return PACK_BAD(ld->cx, node_get(n, "unit")->at, "pack-lead-unit", unit.p);
	t->amount_times = str_eqz(unit, "wan") ? 10000 : 1;
	return OK;
}

static enum err read_above(struct loading *ld, const struct node *map, struct lead_topic *t)
{
	const struct node *n = node_get(map, "above");
	bool plain = true;

	if (!n)
		return OK;
	if (n->kind != NODE_SCALAR || money_read(n->text, &t->above, &plain) != MONEY_GOOD || !plain ||
	    t->above < 0)
		return PACK_BAD(ld->cx, n->at, "pack-bad-limit",
		                n->kind == NODE_SCALAR ? n->text.p : "?", "above");
	t->has_above = true;
	return OK;
}

static enum err read_facts(struct loading *ld, const struct node *map, struct lead_topic *t)
{
	const struct node *seq;

	TRY(node_kind_of(ld->cx, map, "facts", NODE_SEQ, false, &seq));
	if (!seq)
		return OK;
	if (seq->nkid > LEAD_FACTS)
		return PACK_BAD(ld->cx, seq->at, "pack-lead-facts", t->id.p);
	t->nfact = 0;
	t->same_facts = 0;               /* they were bits of the facts before */
	for (int i = 0; i < seq->nkid; i++) {
		TRY(node_known(ld->cx, seq->kid[i], "zh syn"));
		TRY(read_syns(ld, seq->kid[i], &t->fact[t->nfact++]));
	}
	return OK;
}

/* Same person, same topic, and these the same: one fact. date, amount, or a fact's label. */
static bool same_by(struct lead_topic *t, struct str word)
{
	if (str_eqz(word, "date"))
		t->same_date = true;
	else if (str_eqz(word, "amount"))
		t->same_amount = true;
	else
		for (int i = 0;; i++) {
			if (i == t->nfact)
				return false;
			if (!str_eqz(word, t->fact[i].zh))
				continue;
			t->same_facts |= 1u << i;
			break;
		}
	return true;
}

static enum err read_same(struct loading *ld, const struct node *map, struct lead_topic *t,
                          bool fresh)
{
	const struct node *seq;

	TRY(node_kind_of(ld->cx, map, "same_by", NODE_SEQ, false, &seq));
	if (!seq) {
		if (fresh)
			t->same_date = t->same_amount = true;
		return OK;
	}
	t->same_date = t->same_amount = false;
	t->same_facts = 0;
	for (int i = 0; i < seq->nkid; i++) {
		const struct node *one = seq->kid[i];

		if (one->kind != NODE_SCALAR || one->text.n == 0)
			return PACK_BAD(ld->cx, one->at, "pack-want-text", "same_by");
		if (!same_by(t, one->text))
			return PACK_BAD(ld->cx, one->at, "pack-lead-same", one->text.p, t->id.p);
	}
	return OK;
}

static enum err read_topic(struct loading *ld, const struct node *n, bool fresh,
                           struct lead_topic *t, struct lead_mark *m)
{
	static const char *const marked[] = { "topic", "channel", "above" };
	struct mark *at[] = { &m->topic, &m->channel, &m->above };

	TRY(node_known(ld->cx, n, "zh en topic channel department amount above facts date month"
	               " due_days same_by check"));
	for (int i = 0; i < 3; i++)
		if (fresh || node_get(n, marked[i]))
			*at[i] = node_get(n, marked[i]) ? node_get(n, marked[i])->at : n->at;
	TRY(node_text(ld->cx, n, "zh", fresh, &t->zh));
	TRY(node_text(ld->cx, n, "en", fresh, &t->en));
	TRY(node_int(ld->cx, n, "topic", fresh, 0, 999999, &t->topic));
	TRY(node_int(ld->cx, n, "channel", fresh, 0, 999999, &t->channel));
	TRY(node_int(ld->cx, n, "due_days", fresh, 1, DUE_MAX, &t->due_days));
	TRY(read_pair(ld, n, "department", fresh, &t->dept_zh, &t->dept_en));
	TRY(read_pair(ld, n, "check", fresh, &t->check_zh, &t->check_en));
	TRY(read_amount(ld, n, t));
	TRY(read_above(ld, n, t));
	TRY(read_facts(ld, n, t));
	TRY(read_names(ld, n, "date", &t->date));
	TRY(read_names(ld, n, "month", &t->month));
	return read_same(ld, n, t, fresh);
}

static enum err put_topic(struct loading *ld, const struct node *key, const struct node *map)
{
	struct pack *p = ld->p;
	int i = 0;

	if (!name_good(key->text, '_', 40))
		return PACK_BAD(ld->cx, key->at, "pack-bad-name", key->text.p);
	if (map->kind != NODE_MAP)
		return PACK_BAD(ld->cx, map->at, "pack-want-map", key->text.p);
	if (!p->topic) {
		p->topic = arena_array(ld->a, TOPICS_MAX, sizeof *p->topic);
		ld->lead_mark = arena_array(ld->a, TOPICS_MAX, sizeof *ld->lead_mark);
	}
	while (i < p->ntopic && !str_eq(p->topic[i].id, key->text))
		i++;
	if (i == TOPICS_MAX)
		return PACK_FULL(ld->cx, key->at);
	if (i == p->ntopic) {
		p->topic[i] = (struct lead_topic){ .id = key->text, .amount_times = 1 };
		p->ntopic++;
		TRY(read_topic(ld, map, true, &p->topic[i], &ld->lead_mark[i]));
	} else {
		TRY(read_topic(ld, map, false, &p->topic[i], &ld->lead_mark[i]));
	}
	ld->lead_mark[i].names = key->at;
	return OK;
}

enum err leads_merge(struct loading *ld, const struct node *root)
{
	const struct node *columns, *topics;

	TRY(node_known(ld->cx, root, "columns topics"));
	TRY(node_kind_of(ld->cx, root, "columns", NODE_MAP, false, &columns));
	TRY(node_kind_of(ld->cx, root, "topics", NODE_MAP, false, &topics));
	if (columns)
		TRY(read_columns(ld, columns));
	for (int i = 0; topics && i < topics->nkid; i += 2)
		TRY(put_topic(ld, topics->kid[i], topics->kid[i + 1]));
	return OK;
}

/* ---- the merged whole ---- */

static enum err check_value(struct loading *ld, const char *list, int64_t code, struct mark at)
{
	const struct code_list *l = pack_list(ld->p, str_of(list));
	char text[24];

	for (int i = 0; l && i < l->n; i++)
		if (l->v[i].code == code)
			return OK;
	text[decimal_put(text, code, 0)] = 0;
	return PACK_BAD(ld->cx, at, "pack-lead-value", text, list);
}

struct naming {
	struct loading *ld;
	struct hmap *seen;
	const struct lead_topic *t;
	struct mark at;
};

static enum err one_name(struct naming *n, struct str name, int column)
{
	struct arena *a = n->ld->a;
	struct str key = label_fold(name, arena_alloc(a, name.n + 1));
	int64_t had;

	if (hmap_get(n->seen, key, &had))
		return PACK_BAD(n->ld->cx, n->at, "pack-lead-name-twice", name.p, n->t->id.p);
	hmap_put(n->seen, str_dup(a, key), column);
	return OK;
}

static enum err name_column(struct naming *n, const struct lead_names *c, int column)
{
	struct str rest = str_of(c->syn ? c->syn : ""), one;

	if (!c->zh)
		return OK;
	TRY(one_name(n, str_of(c->zh), column));
	while (str_next(&rest, '|', &one))
		TRY(one_name(n, str_dup(n->ld->a, one), column));
	return OK;
}

/* One header means one column of a topic. */
static enum err check_names(struct loading *ld, const struct lead_topic *t, struct mark at)
{
	struct naming n = { ld, hmap_new(ld->a, 128), t, at };
	int column = 0;

	for (int i = 0; i < LEAD_COL__COUNT; i++)
		TRY(name_column(&n, &ld->p->lead_col[i], column++));
	TRY(name_column(&n, &t->amount, column++));
	TRY(name_column(&n, &t->date, column++));
	TRY(name_column(&n, &t->month, column++));
	for (int i = 0; i < t->nfact; i++)
		TRY(name_column(&n, &t->fact[i], column++));
	if (!t->amount.zh && !t->nfact && !t->date.zh)
		return PACK_BAD(ld->cx, at, "pack-lead-tells-nothing", t->id.p);
	return OK;
}

enum err leads_check(struct loading *ld)
{
	const struct pack *p = ld->p;

	if (!p->ntopic)
		return OK;
	for (int i = 0; i < LEAD_COL__COUNT; i++)
		if (!p->lead_col[i].zh)
			return PACK_BAD(ld->cx, ld->lead_cols.file ? ld->lead_cols : ld->lead_mark[0].names,
			                "pack-lead-column", column_names[i]);
	for (int i = 0; i < p->ntopic; i++) {
		const struct lead_topic *t = &p->topic[i];
		const struct lead_mark *m = &ld->lead_mark[i];

		TRY(check_value(ld, "lead_topic", t->topic, m->topic));
		TRY(check_value(ld, "lead_channel", t->channel, m->channel));
		if (t->has_above && !t->amount.zh)
			return PACK_BAD(ld->cx, m->above, "pack-lead-above", t->id.p);
		TRY(check_names(ld, t, m->names));
	}
	return OK;
}

const struct lead_topic *pack_topic(const struct pack *p, struct str id)
{
	for (int i = 0; i < p->ntopic; i++)
		if (str_eq(p->topic[i].id, id))
			return &p->topic[i];
	return NULL;
}

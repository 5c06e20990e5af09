/* cmd_difference - where sources and the register differ: listed with both values, decided one by
 * one or by rule, in the journal. */
#include "base/date.h"
#include "base/msg.h"
#include "base/os.h"
#include "base/utf8.h"
#include "cmd/browse_face.h"
#include "cmd/talk.h"
#include "domain/register/page.h"
#include "domain/register/settle.h"
#include "fmt/json.h"

#define BLOCK      2000          /* rows whose columns line up */
#define TOGETHER   500           /* differences settled in one transaction */
#define COLUMNS    9

/* Which differences are meant. */
struct chosen {
	struct viewed v;
	struct difference_codes code;
	const char *source, *state;
	int64_t n;
};

/* ---- choosing ---- */

static bool state_meant(const struct chosen *x, const struct rec *d)
{
	const struct difference_codes *k = &x->code;
	int64_t s = d->v[DIFFERENCE_state].i, kind = d->v[DIFFERENCE_kind].i;

	if (!x->state)
		return difference_live(k, s);
	if (!strcmp(x->state, "all"))
		return true;
	if (!strcmp(x->state, "open"))
		return s == k->open && kind != k->gone;
	if (!strcmp(x->state, "gone"))
		return s == k->open && kind == k->gone;
	if (!strcmp(x->state, "enter"))
		return s == k->kept || s == k->settled_ours;
	return !difference_live(k, s);
}

static bool meant(const struct chosen *x, const struct rec *d)
{
	return state_meant(x, d) && (!x->source || str_eqz(d->v[DIFFERENCE_source].s, x->source));
}

/* The field option names a field of a household or a person. */
static enum err field_where(struct cmd *c, struct buf *where)
{
	const char *field = cmd_text(c, "field");
	struct str name = str_of(field ? field : ""), noun;
	const struct entity *e;

	if (!field)
		return OK;
	if (strchr(field, '.')) {
		str_next(&name, '.', &noun);
		e = entity_find(c->reg->model, noun);
		if (!e || entity_field(e, name) < 0)
			return err_set(c->cx, ERR_USAGE, "--field", "edit-no-field",
			               str_z(&c->cx->arena, name), str_z(&c->cx->arena, noun), NULL);
		buf_addf(where, "%sabout_entity=%s", where->n ? " and " : "", e->name);
	}
	buf_addf(where, "%sfield=%.*s", where->n ? " and " : "", STR_FMT(name));
	return OK;
}

static enum err choose(struct cmd *c, struct chosen *x, enum reg_mode mode)
{
	const char *more = cmd_text(c, "where"), *no = c->narg == 1 ? c->arg[0] : NULL;
	struct buf where BUF_AUTO = { 0 };

	TRY(cmd_open(c, mode));
	TRY(difference_codes(c->cx, c->reg, &x->code));
	x->v.e = register_entity(c->reg, TAG_difference);
	x->source = cmd_text(c, "source");
	x->state = no ? "all" : cmd_text(c, "state");
	if (x->source && !pack_source(c->reg->pack, str_of(x->source)))
		return err_set(c->cx, ERR_USAGE, "--source", "import-source-unknown", x->source,
		               pack_source_names(&c->cx->arena, c->reg->pack).p, NULL);
	buf_init(&where, 65536);
	if (no)
		buf_addf(&where, "no=%s", no);
	TRY(field_where(c, &where));
	if (more)
		buf_addf(&where, "%s%s", where.n ? " and " : "", more);
	x->v.q.e = x->v.e;
	x->v.q.where = where.n ? str_z(&c->cx->arena, buf_str(&where)) : NULL;
	x->v.q.all_columns = true;
	return OK;
}

static enum err next(struct cmd *c, struct chosen *x, struct rec **row)
{
	do
		TRY(browse_next(c->cx, x->v.b, row));
	while (*row && !meant(x, *row) && !*c->cx->stop);
	if (*c->cx->stop)
		*row = NULL;
	return OK;
}

/* ---- showing ---- */

/* What is said of a field, as that field is shown: masked by its own rules. */
static enum err side(struct cmd *c, const struct chosen *x, const struct rec *d, int which,
                     struct str *out)
{
	const struct entity *e = entity_find(c->reg->model, d->v[DIFFERENCE_about_entity].s);
	int f = e && rec_has(d, DIFFERENCE_field) ? entity_field(e, d->v[DIFFERENCE_field].s) : -1;
	struct viewed v = { .e = e, .q = { .mask = x->v.q.mask } };
	struct rec *r;

	*out = STR("");
	if (f < 0)
		return OK;
	if (!d->opened) {
		*out = STR("***");
		return OK;
	}
	r = rec_new(&c->cx->arena, e);
	r->v[f] = difference_value(&c->cx->arena, &e->fields[f], &d->v[which]);
	return cell_shown(c, &v, r, f, out);
}

static struct str label(struct cmd *c, const struct rec *d, int f)
{
	const struct list_face *l = &c->reg->model->lists;

	return rec_has(d, f) ? l->label(l->state, d->e->fields[f].list, d->v[f].i, c->cx->lang)
	                     : STR("");
}

static struct str field_label(struct cmd *c, const struct chosen *x, const struct rec *d)
{
	const struct entity *e = entity_find(c->reg->model, d->v[DIFFERENCE_about_entity].s);
	int f = e && rec_has(d, DIFFERENCE_field) ? entity_field(e, d->v[DIFFERENCE_field].s) : -1;

	if (d->v[DIFFERENCE_kind].i == x->code.gone)
		return label(c, d, DIFFERENCE_kind);
	return f >= 0 ? str_of(in_lang(c, e->fields[f].zh, e->fields[f].en)) : STR("");
}

/* Name of the person, or of the household's head. */
static enum err name_of(struct cmd *c, const struct chosen *x, const struct rec *d,
                        struct str *out)
{
	const struct entity *e = entity_find(c->reg->model, d->v[DIFFERENCE_about_entity].s);
	struct viewed v = { .e = e, .q = { .mask = x->v.q.mask } };
	int f = e ? e->tag == TAG_person ? PERSON_name : e->tag == TAG_household ? HOUSEHOLD_head_name
	                                                                         : -1
	          : -1;
	struct rec *r;
	enum err err;

	*out = STR("");
	if (f < 0)
		return OK;
	err = store_get(c->cx, c->reg->db, &c->cx->arena, e, d->v[DIFFERENCE_about].i, &r);
	if (err == ERR_NOTFOUND) {
		err_clear(c->cx);
		return OK;
	}
	TRY(err);
	return cell_shown(c, &v, r, f, out);
}

static enum err json_side(struct cmd *c, const struct chosen *x, struct json *j, const char *key,
                          const struct rec *d, int which)
{
	struct str s;

	TRY(side(c, x, d, which, &s));
	json_key(j, key);
	if (rec_has(d, which) || !d->opened)
		json_str(j, s);
	else
		json_none(j);
	return OK;
}

static void json_list(struct cmd *c, struct json *j, const char *key, const struct rec *d, int f)
{
	const struct list_face *l = &c->reg->model->lists;

	json_key(j, key);
	if (rec_has(d, f))
		json_str(j, l->label(l->state, d->e->fields[f].list, d->v[f].i, LANG_ZH));
	else
		json_none(j);
}

static enum err row_json_difference(struct cmd *c, const struct chosen *x, const struct rec *d)
{
	static const struct { const char *key; int f; } texts[] = {
		{ "no", DIFFERENCE_no }, { "source", DIFFERENCE_source },
		{ "noun", DIFFERENCE_about_entity }, { "about", DIFFERENCE_about_no },
		{ "field", DIFFERENCE_field }, { "settled_by", DIFFERENCE_settled_by },
		{ "reason", DIFFERENCE_reason },
	};
	struct json j;

	json_begin(&j, &c->out);
	json_obj(&j);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		json_key(&j, texts[i].key);
		if (rec_has(d, texts[i].f))
			json_str(&j, d->v[texts[i].f].s);
		else
			json_none(&j);
	}
	TRY(json_side(c, x, &j, "base", d, DIFFERENCE_base));
	TRY(json_side(c, x, &j, "ours", d, DIFFERENCE_ours));
	TRY(json_side(c, x, &j, "theirs", d, DIFFERENCE_theirs));
	json_list(c, &j, "kind", d, DIFFERENCE_kind);
	json_list(c, &j, "state", d, DIFFERENCE_state);
	json_list(c, &j, "answer", d, DIFFERENCE_answer);
	json_key(&j, "found_batch");
	json_int(&j, d->v[DIFFERENCE_found_batch].i);
	json_obj_end(&j);
	buf_addc(&c->out, '\n');
	return OK;
}

static struct str source_label(struct cmd *c, struct str name)
{
	const struct data_source *s = pack_source(c->reg->pack, name);

	return !s ? name : c->cx->lang == LANG_ZH ? s->zh : s->en;
}

static enum err table_row(struct cmd *c, const struct chosen *x, struct page_table *t,
                          const struct rec *d)
{
	struct str *cell = page_table_row(t);
	struct str nothing = str_of(in_lang(c, "（空）", "(none)"));
	bool gone = d->v[DIFFERENCE_kind].i == x->code.gone;
	static const int sides[] = { DIFFERENCE_theirs, DIFFERENCE_ours, DIFFERENCE_base };

	cell[0] = d->v[DIFFERENCE_no].s;
	cell[1] = d->v[DIFFERENCE_about_no].s;
	TRY(name_of(c, x, d, &cell[2]));
	cell[3] = field_label(c, x, d);
	for (int i = 0; i < 3; i++) {
		struct str *to = &cell[i < 2 ? 4 + i : 7];

		TRY(side(c, x, d, sides[i], to));
		if (!to->n && !gone && (i < 2 || rec_has(d, DIFFERENCE_base)))
			*to = nothing;
	}
	cell[6] = label(c, d, rec_has(d, DIFFERENCE_answer) ? DIFFERENCE_answer : DIFFERENCE_state);
	cell[8] = source_label(c, d->v[DIFFERENCE_source].s);
	for (int i = 0; i < COLUMNS; i++)
		cell[i] = str_dup(t->page->a, cell[i]);
	return OK;
}

static void two_sides(struct cmd *c, struct page_table *t, const struct str *cell)
{
	static const int at[] = { 4, 5, 7 };
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 65536);
	for (int i = 0; i < 3; i++) {
		if (!cell[at[i]].n)
			continue;
		buf_addz(&b, b.n ? in_lang(c, "；", "; ") : "");
		buf_adds(&b, t->cell[at[i]]);
		buf_addz(&b, in_lang(c, "：", ": "));
		buf_adds(&b, cell[at[i]]);
	}
	if (!b.n)
		return;
	buf_addz(&c->out, "      ");
	page_hang(t->page, str_dup(t->page->a, buf_str(&b)), 6);
}

/* On a narrow page each takes two lines or more: which and where it stands, then its values whole.
 * Cut, they could not be decided. */
static void by_lines(struct cmd *c, struct page_table *t)
{
	static const int at[] = { 0, 1, 2, 3, 6, 8 };
	int width[COLUMNS] = { 0 };

	for (int r = 1; r < t->nrow; r++)
		for (int i = 0; i < COLUMNS; i++) {
			int w = utf8_width(t->cell[r * COLUMNS + i]);

			width[i] = w > width[i] ? w : width[i];
		}
	for (int r = 1; r < t->nrow; r++) {
		const struct str *cell = &t->cell[r * COLUMNS];
		struct buf b BUF_AUTO = { 0 };

		buf_init(&b, 65536);
		for (int i = 0; i < 6; i++) {
			buf_addz(&b, i ? "  " : "");
			if (i < 3)
				page_fit(&b, cell[at[i]], width[at[i]], false);
			else
				buf_adds(&b, cell[at[i]]);
		}
		buf_addz(&c->out, "  ");
		page_hang(t->page, str_dup(t->page->a, buf_str(&b)), 6);
		two_sides(c, t, cell);
	}
}

static enum err block(struct cmd *c, struct chosen *x, struct arena *a, bool *more)
{
	static const char *const head[COLUMNS][2] = { { "差异编号", "Difference" },
		{ "对象编号", "Number" }, { "姓名", "Name" }, { "字段", "Field" },
		{ "来源的值", "Source says" }, { "本地的值", "Here" }, { "状态", "State" },
		{ "来源上次", "Source said" }, { "来源", "Source" } };
	struct page_table t;
	struct page p;
	struct str *cell;
	struct rec *d;
	int k = 0;

	page_begin(&p, &c->out, a, os_is_tty(1) ? os_tty_columns(1) : 10000, colour_wanted(1));
	page_table(&t, &p, COLUMNS);
	t.keep = true;
	t.least = 4;
	cell = page_table_row(&t);
	for (int i = 0; i < COLUMNS; i++)
		cell[i] = str_of(in_lang(c, head[i][0], head[i][1]));
	for (; k < BLOCK; k++) {
		TRY(next(c, x, &d));
		if (!d)
			break;
		TRY(table_row(c, x, &t, d));
	}
	x->n += k;
	*more = k == BLOCK;
	if (k && !page_table_fits(&t))
		by_lines(c, &t);
	else if (k)
		page_table_end(&t);
	return out_flush(c);
}

static enum err list_all(struct cmd *c, struct chosen *x)
{
	bool more = true;
	struct rec *d;

	if (c->json) {
		for (;;) {
			TRY(next(c, x, &d));
			if (!d)
				return OK;
			TRY(row_json_difference(c, x, d));
			TRY(out_room(c));
			x->n++;
		}
	}
	if (cmd_is_demo(c))
		put(c, "cmd-demo-data", NULL);
	while (more) {
		struct arena a;
		enum err e;

		arena_init(&a, (size_t)64 << 20);
		e = block(c, x, &a, &more);
		arena_free(&a);
		TRY(e);
	}
	say(c, x->n == 1 ? "cmd-list-one" : x->n ? "cmd-list-count" : "cmd-list-none",
	    grouped(c, x->n), NULL);
	return OK;
}

enum err cmd_difference_list(struct cmd *c)
{
	struct chosen x = { .n = 0 };
	enum mask mask;
	const char *reason;
	enum err e;

	TRY(cmd_mask(c, &mask));
	if (mask == MASK_PUBLIC)                /* who disagrees about whom is nothing to publish */
		return err_set(c->cx, ERR_DENIED, "--mask", "cmd-difference-public", NULL);
	TRY(cmd_reason(c, mask, &reason));
	x.v.q.mask = mask;
	TRY(choose(c, &x, reason ? REG_WRITE : REG_READ));
	x.v.reason = reason;
	TRY(view_told(c, &x.v, ACT_READ, 0, STR("")));
	TRY(view_begin(c, &x.v));
	e = list_all(c, &x);
	browse_close(x.v.b);
	return e;
}

/* ---- settling ---- */

static enum err answer_of(struct cmd *c, const char *text, int64_t *code)
{
	const struct list_face *l = &c->reg->model->lists;
	struct buf known BUF_AUTO = { 0 };
	struct str name;
	int64_t v;
	bool exact;

	if (list_tagged(c->reg->model, "gone_answer", text, code) ||
	    l->code(l->state, "gone_answer", str_of(text), code, &exact))
		return OK;
	buf_init(&known, 4096);
	for (int i = 0; l->nth(l->state, "gone_answer", i, &v, &name); i++) {
		buf_addz(&known, i ? msg_between(c->cx->lang) : "");
		buf_adds(&known, l->label(l->state, "gone_answer", v, c->cx->lang));
	}
	return err_set(c->cx, ERR_USAGE, "--answer", "cmd-answer-unknown", text,
	               str_z(&c->cx->arena, buf_str(&known)), NULL);
}

static enum err decision(struct cmd *c, struct settle *how)
{
	const char *take = cmd_text(c, "take"), *answer = cmd_text(c, "answer"),
		*date = cmd_text(c, "date");
	enum date_form form;

	if (!take == !answer)
		return err_set(c->cx, ERR_USAGE, "difference settle", "cmd-settle-how", NULL);
	if (date && !date_parse(str_of(date), &how->on, &form))
		return err_set(c->cx, ERR_USAGE, "--date", "cmd-settle-date", date, NULL);
	if (how->on && how->on > register_today(c->cx, c->reg))
		return err_set(c->cx, ERR_USAGE, "--date", "cmd-settle-future", date, NULL);
	if (answer) {
		how->take = SETTLE_ANSWER;
		return answer_of(c, answer, &how->answer);
	}
	how->take = strcmp(take, "ours") ? SETTLE_THEIRS : SETTLE_OURS;
	return OK;
}

/* Rules are for what is open: what was decided one by one is not swept away by them. */
static bool fits(const struct chosen *x, const struct settle *how, const struct rec *d)
{
	bool gone = d->v[DIFFERENCE_kind].i == x->code.gone;

	return gone == (how->take == SETTLE_ANSWER) &&
	       (how->take != SETTLE_THEIRS || gone || rec_has(d, DIFFERENCE_theirs));
}

static enum err collect(struct cmd *c, struct chosen *x, const struct settle *how, int64_t **id,
                        int *n)
{
	int cap = 0;
	struct rec *d;

	*n = 0;
	*id = NULL;
	for (;;) {
		TRY(next(c, x, &d));
		if (!d)
			return OK;
		if (c->narg == 0 && !fits(x, how, d))
			continue;
		if (*n == cap) {
			int64_t *more = arena_array(&c->cx->arena, (size_t)cap * 2 + 64, sizeof(*more));

			if (*n)
				memcpy(more, *id, (size_t)*n * sizeof(*more));
			*id = more;
			cap = cap * 2 + 64;
		}
		(*id)[(*n)++] = d->id;
	}
}

/* A stop takes effect between two groups; *done counts those that are in the journal. */
static enum err settle_ids(struct cmd *c, const struct chosen *x, const struct settle *how,
                           const int64_t *id, int n, int *done)
{
	for (*done = 0; *done < n && !*c->cx->stop;) {
		int end = *done + TOGETHER < n ? *done + TOGETHER : n;
		struct edits e;

		edits_begin(&e, c->reg, how->reason);
		for (int i = *done; i < end; i++)
			TRY(settle_add(c->cx, &e, &x->code, how, id[i]));
		TRY(edits_write(c->cx, &e, NULL));
		*done = end;
	}
	return register_publish(c->cx, c->reg);
}

static enum err named(struct cmd *c, const struct chosen *x, int64_t **id, int *n)
{
	*id = arena_array(&c->cx->arena, (size_t)c->narg + 1, sizeof(**id));
	*n = 0;
	for (int i = 0; i < c->narg; i++)
		TRY(view_row(c, &x->v, c->arg[i], &(*id)[(*n)++]));
	return OK;
}

enum err cmd_difference_settle(struct cmd *c)
{
	struct chosen x = { .n = 0 };
	struct settle how = { .answer = 0 };
	int64_t *id;
	int n, done;
	enum err e;

	if (c->narg == 0 && !cmd_text(c, "source") && !cmd_text(c, "field") && !cmd_text(c, "where"))
		return err_set(c->cx, ERR_USAGE, "difference settle", "cmd-settle-which", NULL);
	TRY(cmd_reason_given(c, &how.reason));
	x.v.q.mask = MASK_STAFF;
	TRY(choose(c, &x, REG_WRITE));
	TRY(decision(c, &how));
	if (c->narg) {
		TRY(named(c, &x, &id, &n));
	} else {
		x.state = how.take == SETTLE_ANSWER ? "gone" : x.state ? x.state : "open";
		TRY(view_begin(c, &x.v));
		e = collect(c, &x, &how, &id, &n);
		browse_close(x.v.b);
		TRY(e);
	}
	TRY(settle_ids(c, &x, &how, id, n, &done));
	if (*c->cx->stop)                       /* and 130 is what the command ends with */
		say(c, "cmd-settle-stopped", grouped(c, done), NULL);
	else
		say(c, done == 1 ? "cmd-settle-one" : done ? "cmd-settle-done" : "cmd-list-none",
		    grouped(c, done), NULL);
	if (c->json)
		buf_addf(&c->out, "{\"settled\":%d}\n", done);
	return OK;
}

#include "domain/register/summary.h"

#include "base/msg.h"
#include "domain/register/page.h"
#include "domain/register/show.h"

#define BATCHES 40

static const struct sql sql_households = { "summary.households",
	"SELECT area, type, monitor_type, risk_cleared, count(*) FROM household"
	" GROUP BY area, type, monitor_type, risk_cleared", SQL_SCAN_OK };
static const struct sql sql_persons = { "summary.persons",
	"SELECT area, state, count(*) FROM person GROUP BY area, state", SQL_SCAN_OK };
static const struct sql sql_findings = { "summary.findings",
	"SELECT kind, count(*) FROM finding WHERE closed IS NULL GROUP BY kind"
	" ORDER BY count(*) DESC, kind",
	    SQL_SCAN_OK };
static const struct sql sql_batches = { "summary.batches",
	"SELECT no, file, kind, state, rows, new, changed, unchanged, refused FROM batch"
	" ORDER BY id DESC LIMIT 40", SQL_SCAN_OK };    /* the last few, by key */
static const struct sql sql_batch_count = { "summary.batch_count",
	"SELECT count(*) FROM batch", SQL_SCAN_OK };

/* Of one household, for who was given households one by one; columns as above. */
static const struct sql sql_household = { "summary.household",
	"SELECT area, type, monitor_type, risk_cleared, 1 FROM household WHERE id=$1", 0 };
static const struct sql sql_members = { "summary.members",
	"SELECT area, state, count(*) FROM person WHERE household=$1 GROUP BY area, state", 0 };

const struct sql *const summary_sqls[] = { &sql_household, &sql_members, &sql_households,
	&sql_persons, &sql_findings, &sql_batches, &sql_batch_count, NULL };

/* ---- counting ---- */

struct counting {
	struct ctx *cx;
	struct reg *r;
	enum lang lang;
	struct summary *s;
	struct area_tree *t;
	struct summary_place *place;     /* one a tree node, then one for none */
	bool assigned;                   /* what is counted now is seen by household, not by place */
};

static bool outside(const struct counting *c, struct stmt *s)
{
	bool by_place = !c->r->scope || (stmt_col_is_null(s, 0) ? c->r->scope->all :
	                                 scope_area(c->r->scope, stmt_col_int(s, 0)));

	return c->assigned ? by_place : !by_place;      /* each once */
}

static struct summary_place *place_of(const struct counting *c, struct stmt *s)
{
	int i = stmt_col_is_null(s, 0) ? -1 : area_by_id(c->t, stmt_col_int(s, 0)), up;

	if (i < 0)
		return &c->place[area_count(c->t)];
	up = area_up(c->t, area_now(c->t, i), 4);
	return &c->place[up < 0 ? i : up];
}

static void tally(struct counting *c, struct summary_line **list, int *n, const char *code_list,
                  struct stmt *s, int column, int64_t count)
{
	int64_t code = stmt_col_is_null(s, column) ? -1 : stmt_col_int(s, column);
	struct summary_line *more;
	int at = 0;

	while (at < *n && (*list)[at].code != code)
		at++;
	if (at == *n) {
		more = arena_array(&c->cx->arena, (size_t)*n + 1, sizeof *more);
		if (*n)
			memcpy(more, *list, (size_t)*n * sizeof *more);
		*list = more;
		more[(*n)++].code = code;
		more[at].label = code < 0 ? str_of(msg_text(c->lang, "summary-unstated")) :
			c->r->model->lists.label(c->r->model->lists.state, code_list, code,
			    c->lang);
	}
	(*list)[at].n += count;
}

static void household(struct counting *c, struct stmt *s)
{
	struct summary_place *p = place_of(c, s);
	int64_t n = outside(c, s) ? 0 : stmt_col_int(s, 4);
	bool monitored = !stmt_col_is_null(s, 2) &&
	                 (stmt_col_is_null(s, 3) || !stmt_col_int(s, 3));

	if (!n)
		return;
	c->s->households += n;
	p->households += n;
	if (monitored) {
		c->s->monitored += n;
		p->monitored += n;
	}
	tally(c, &c->s->type, &c->s->ntype, "household_type", s, 1, n);
	if (monitored)
		tally(c, &c->s->monitor, &c->s->nmonitor, "monitor_type", s, 2, n);
}

static void person(struct counting *c, struct stmt *s)
{
	const struct list_face *l = &c->r->model->lists;
	int64_t n = outside(c, s) ? 0 : stmt_col_int(s, 2);

	c->s->persons += n;
	place_of(c, s)->persons += n;
	if (stmt_col_is_null(s, 1) || !l->has_tag(l->state, "person_state", stmt_col_int(s, 1),
	    "gone"))
		c->s->present += n;
}

static void finding(struct counting *c, struct stmt *s)
{
	struct summary_line *more = arena_array(&c->cx->arena, (size_t)c->s->nfinding + 1,
	                                        sizeof *more);

	if (c->s->nfinding)
		memcpy(more, c->s->finding, (size_t)c->s->nfinding * sizeof *more);
	c->s->finding = more;
	more += c->s->nfinding++;
	more->label = str_dup(&c->cx->arena, stmt_col_text(s, 0));
	more->n = stmt_col_int(s, 1);
	c->s->findings += more->n;
}

static void batch(struct counting *c, struct stmt *s)
{
	const struct list_face *l = &c->r->model->lists;
	struct summary_batch *b = &c->s->batch[c->s->nbatch];
	struct arena *a = &c->cx->arena;

	if (c->s->nbatch == BATCHES)
		return;
	c->s->nbatch++;
	*b = (struct summary_batch){ .no = str_dup(a, stmt_col_text(s, 0)),
		.file = str_dup(a, stmt_col_text(s, 1)), .kind = str_dup(a, stmt_col_text(s, 2)),
		.rows = stmt_col_int(s, 4), .added = stmt_col_int(s, 5),
		    .changed = stmt_col_int(s, 6),
		.unchanged = stmt_col_int(s, 7), .refused = stmt_col_int(s, 8) };
	if (!stmt_col_is_null(s, 3))
		b->state = l->label(l->state, "batch_state", stmt_col_int(s, 3), c->lang);
}

static void batch_count(struct counting *c, struct stmt *s)
{
	c->s->batches = stmt_col_int(s, 0);
}

static enum err each(struct counting *c, const struct sql *q,
                     void (*take)(struct counting *, struct stmt *))
{
	struct stmt *s;
	enum err e;
	bool row;

	TRY(db_stmt(c->cx, c->r->db, q, &s));
	while ((e = stmt_step(c->cx, s, &row)) == OK && row)
		take(c, s);
	stmt_done(s);
	return e;
}

/* Households assigned one by one, and who lives in them. */
static enum err assigned(struct counting *c)
{
	static const struct { const struct sql *q; void (*take)(struct counting *, struct stmt *); }
		both[] = { { &sql_household, household }, { &sql_members, person } };

	c->assigned = true;
	for (int i = 0; c->r->scope && i < c->r->scope->nhousehold; i++)
		for (size_t k = 0; k < sizeof both / sizeof both[0]; k++) {
			struct stmt *s;
			enum err e;
			bool row;

			TRY(db_stmt(c->cx, c->r->db, both[k].q, &s));
			stmt_int(s, 1, c->r->scope->household[i]);
			while ((e = stmt_step(c->cx, s, &row)) == OK && row)
				both[k].take(c, s);
			stmt_done(s);
			TRY(e);
		}
	c->assigned = false;
	return OK;
}

static void by_township(struct counting *c)
{
	struct arena *a = &c->cx->arena;
	int n = area_count(c->t), k = 0;

	for (int i = 0; i <= n; i++)
		k += c->place[i].households || c->place[i].persons;
	c->s->township = arena_array(a, (size_t)k + 1, sizeof *c->s->township);
	for (int i = 0; i <= n; i++) {
		struct summary_place *p = &c->s->township[c->s->ntownship];
		const struct area_node *node = area_nth(c->t, i);

		if (!c->place[i].households && !c->place[i].persons)
			continue;
		*p = c->place[i];
		p->area = node ? node->id : 0;
		p->name = node ? str_dup(a, node->name) :
		          str_of(msg_text(c->lang, "summary-unstated"));
		c->s->ntownship++;
	}
}

/* The one county of the register; none if there are several or none. */
static void county(struct counting *c)
{
	int n = area_count(c->t), found = -1;

	for (int i = 0; i < n; i++) {
		const struct area_node *node = area_nth(c->t, i);

		if (node->to || !scope_area(c->r->scope, node->id))
			continue;
		c->s->areas[0]++;
		if (node->level >= 1 && node->level <= 6)
			c->s->areas[node->level]++;
		if (node->level == 3)
			found = i;
	}
	if (c->s->areas[3] == 1)
		c->s->place = str_dup(&c->cx->arena, area_nth(c->t, found)->name);
}

static const struct sql sql_area_households = { "summary.area_households",
	"SELECT area, count(*), sum(monitor_type IS NOT NULL AND NOT coalesce(risk_cleared, 0))"
	" FROM household GROUP BY area", SQL_SCAN_OK };
static const struct sql sql_area_persons = { "summary.area_persons",
	"SELECT area, count(*) FROM person GROUP BY area", SQL_SCAN_OK };

enum err summary_by_area(struct ctx *cx, struct reg *r, const struct area_tree *t,
                         struct summary_count *out)
{
	for (int what = 0; what < 2; what++) {
		struct stmt *s;
		enum err e;
		bool row;

		TRY(db_stmt(cx, r->db, what ? &sql_area_persons : &sql_area_households, &s));
		while ((e = stmt_step(cx, s, &row)) == OK && row) {
			int64_t id = stmt_col_is_null(s, 0) ? 0 : stmt_col_int(s, 0);
			int i = id ? area_by_id(t, id) : -1;

			if (i < 0 || !scope_area(r->scope, id))
				continue;
			i = area_now(t, i);
			*(what ? &out[i].persons : &out[i].households) += stmt_col_int(s, 1);
			out[i].monitored += what ? 0 : stmt_col_int(s, 2);
		}
		stmt_done(s);
		TRY(e);
	}
	return OK;
}

enum err summary_make(struct ctx *cx, struct reg *r, enum lang lang, struct summary *out)
{
	struct counting c = { .cx = cx, .r = r, .lang = lang, .s = out };
	struct arena tmp;
	enum err e;

	*out = (struct summary){ .leaves = (int64_t)journal_next(&r->st->j) };
	out->batch = arena_array(&cx->arena, BATCHES, sizeof *out->batch);
	arena_init(&tmp, (size_t)1 << 30);
	e = area_load(cx, &tmp, r, &c.t);
	if (e == OK) {
		c.place = arena_array(&tmp, (size_t)area_count(c.t) + 1, sizeof *c.place);
		county(&c);
		e = each(&c, &sql_households, household);
	}
	if (e == OK)
		e = each(&c, &sql_persons, person);
	if (e == OK)
		e = assigned(&c);
	/* what was found and taken in is counted for the whole register, or not at all */
	if (e == OK && (!r->scope || r->scope->all)) {
		e = each(&c, &sql_findings, finding);
		if (e == OK)
			e = each(&c, &sql_batches, batch);
		if (e == OK)
			e = each(&c, &sql_batch_count, batch_count);
	}
	if (e == OK) {
		by_township(&c);
		e = register_is_demo(cx, r, &out->demo);
	}
	arena_free(&tmp);
	return e;
}

/* ---- showing ---- */

static const char *const level_key[] = { "summary-areas", "summary-provinces",
	"summary-prefectures", "summary-counties", "summary-townships", "summary-villages",
	"summary-groups" };

static struct str figure(struct arena *a, int64_t v)
{
	struct buf b BUF_AUTO = { 0 }, t BUF_AUTO = { 0 };

	buf_init(&t, 32);
	buf_init(&b, 64);
	buf_addi(&t, v);
	for (size_t i = 0; i < t.n; i++) {
		if (i && (t.n - i) % 3 == 0 && t.p[i - 1] != '-')
			buf_addc(&b, ',');
		buf_addc(&b, t.p[i]);
	}
	return str_dup(a, buf_str(&b));
}

static void pair(struct page *p, enum lang lang, const char *key, int64_t v)
{
	page_pair(p, str_of(msg_text(lang, key)), figure(p->a, v));
}

/* The sentence of a kind of finding, with … where the column would stand. */
static struct str explained(struct arena *a, enum lang lang, struct str id)
{
	const struct kind *k = kind_find(str_z(a, id));
	struct buf b BUF_AUTO = { 0 };

	if (!k)
		return (struct str){ 0 };
	buf_init(&b, 1000);
	for (const char *c = lang == LANG_ZH ? k->zh : k->en; *c; c++) {
		if (c[0] == '{' && c[1] && c[2] == '}') {
			buf_addz(&b, "…");
			c += 2;
		} else {
			buf_addc(&b, *c);
		}
	}
	return str_dup(a, buf_str(&b));
}

static void lines(struct page *p, enum lang lang, const char *title, const struct summary_line *l,
                  int n, bool kinds)
{
	struct page_table t;
	struct str *cell;

	if (!n)
		return;
	page_section(p, str_of(msg_text(lang, title)));
	page_table(&t, p, kinds ? 3 : 2);
	cell = page_table_row(&t);
	cell[0] = str_of(msg_text(lang, kinds ? "summary-kind" : "summary-type"));
	cell[1] = str_of(msg_text(lang, kinds ? "summary-times" : "summary-households"));
	t.right[1] = true;
	for (int i = 0; i < n; i++) {
		cell = page_table_row(&t);
		cell[0] = l[i].label;
		cell[1] = figure(p->a, l[i].n);
		if (kinds)
			cell[2] = explained(p->a, lang, l[i].label);
	}
	page_table_end(&t);
}

static void townships(struct page *p, enum lang lang, const struct summary *s)
{
	static const char *const head[] = { "summary-township", "summary-households",
		"summary-persons", "summary-monitored" };
	struct page_table t;
	struct str *cell;

	if (!s->ntownship)
		return;
	page_section(p, str_of(msg_text(lang, "summary-by-township")));
	page_table(&t, p, 4);
	cell = page_table_row(&t);
	for (int i = 0; i < 4; i++) {
		cell[i] = str_of(msg_text(lang, head[i]));
		t.right[i] = i > 0;
	}
	for (int i = 0; i < s->ntownship; i++) {
		const struct summary_place *q = &s->township[i];

		cell = page_table_row(&t);
		cell[0] = q->name;
		cell[1] = figure(p->a, q->households);
		cell[2] = figure(p->a, q->persons);
		cell[3] = figure(p->a, q->monitored);
	}
	page_table_end(&t);
}

static void batches(struct page *p, enum lang lang, const struct summary *s)
{
	static const char *const head[] = { "summary-file", "summary-rows", "summary-new",
		"summary-changed", "summary-unchanged", "summary-refused", "summary-state" };
	struct page_table t;
	struct str *cell;

	if (!s->nbatch)
		return;
	page_section(p, str_of(msg_text(lang, "summary-batches")));
	page_table(&t, p, 7);
	cell = page_table_row(&t);
	for (int i = 0; i < 7; i++) {
		cell[i] = str_of(msg_text(lang, head[i]));
		t.right[i] = i > 0 && i < 6;
	}
	for (int i = s->nbatch - 1; i >= 0; i--) {
		const struct summary_batch *b = &s->batch[i];
		const int64_t n[] = { b->rows, b->added, b->changed, b->unchanged, b->refused };

		cell = page_table_row(&t);
		cell[0] = b->file;
		for (int k = 0; k < 5; k++)
			cell[1 + k] = figure(p->a, n[k]);
		cell[6] = b->state;
	}
	page_table_end(&t);
}

void summary_text(struct buf *out, struct arena *a, const struct summary *s, enum lang lang,
                  bool colour, int columns)
{
	struct page p;

	page_begin(&p, out, a, columns ? columns : PAGE_COLUMNS, colour);
	page_title(&p, str_of(msg_text(lang, "summary-title")), s->place);
	if (s->demo)
		page_notice(&p, str_of(msg_text(lang, "show-demo")));
	pair(&p, lang, "summary-households", s->households);
	pair(&p, lang, "summary-persons", s->persons);
	pair(&p, lang, "summary-monitored", s->monitored);
	if (s->present != s->persons)
		pair(&p, lang, "summary-present", s->present);
	pair(&p, lang, "summary-findings", s->findings);
	pair(&p, lang, "summary-leaves", s->leaves);
	for (int i = 1; i <= 6; i++)
		if (s->areas[i])
			pair(&p, lang, level_key[i], s->areas[i]);
	page_pairs_end(&p);
	lines(&p, lang, "summary-by-type", s->type, s->ntype, false);
	lines(&p, lang, "summary-by-monitor", s->monitor, s->nmonitor, false);
	townships(&p, lang, s);
	batches(&p, lang, s);
	lines(&p, lang, "summary-by-kind", s->finding, s->nfinding, true);
}

static void json_lines(struct json *j, const char *key, const struct summary_line *l, int n,
                       const char *name)
{
	json_key(j, key);
	json_arr(j);
	for (int i = 0; i < n; i++) {
		json_obj(j);
		if (l[i].code > 0) {
			json_key(j, "code");
			json_int(j, l[i].code);
		}
		json_key(j, name);
		json_str(j, l[i].label);
		json_key(j, "n");
		json_int(j, l[i].n);
		json_obj_end(j);
	}
	json_arr_end(j);
}

static void field(struct json *j, const char *key, int64_t v)
{
	json_key(j, key);
	json_int(j, v);
}

static void text(struct json *j, const char *key, struct str s)
{
	json_key(j, key);
	json_str(j, s);
}

static void json_places(struct json *j, const struct summary *s)
{
	json_key(j, "townships");
	json_arr(j);
	for (int i = 0; i < s->ntownship; i++) {
		json_obj(j);
		text(j, "name", s->township[i].name);
		field(j, "households", s->township[i].households);
		field(j, "persons", s->township[i].persons);
		field(j, "monitored", s->township[i].monitored);
		json_obj_end(j);
	}
	json_arr_end(j);
}

static void json_batches(struct json *j, const struct summary *s)
{
	json_key(j, "batches");
	json_arr(j);
	for (int i = s->nbatch - 1; i >= 0; i--) {
		const struct summary_batch *b = &s->batch[i];

		json_obj(j);
		text(j, "no", b->no);
		text(j, "file", b->file);
		text(j, "kind", b->kind);
		text(j, "state", b->state);
		field(j, "rows", b->rows);
		field(j, "new", b->added);
		field(j, "changed", b->changed);
		field(j, "unchanged", b->unchanged);
		field(j, "refused", b->refused);
		json_obj_end(j);
	}
	json_arr_end(j);
}

void summary_json(struct json *j, const struct summary *s)
{
	static const char *const level[] = { "all", "province", "prefecture", "county", "township",
		"village", "group" };

	json_obj(j);
	json_key(j, "demo");
	json_bool(j, s->demo);
	text(j, "place", s->place);
	field(j, "households", s->households);
	field(j, "persons", s->persons);
	field(j, "present", s->present);
	field(j, "monitored", s->monitored);
	field(j, "findings", s->findings);
	field(j, "leaves", s->leaves);
	field(j, "batch_count", s->batches);
	json_key(j, "areas");
	json_obj(j);
	for (int i = 0; i < 7; i++)
		field(j, level[i], s->areas[i]);
	json_obj_end(j);
	json_lines(j, "types", s->type, s->ntype, "label");
	json_lines(j, "monitor_types", s->monitor, s->nmonitor, "label");
	json_lines(j, "finding_kinds", s->finding, s->nfinding, "kind");
	json_places(j, s);
	json_batches(j, s);
	json_obj_end(j);
}

/* amended - see the header. A change is kept as a line of texts separated by tabs: how, kind, id,
 * area, from, state, before, now, review, approval. */
#include "domain/register/amended.h"

#define CHANGES_MAX ((size_t)2 << 20)
#define VERSIONS_MOST 10000

static const struct sql sql_versions = { "amended.versions",
	"SELECT name, loaded, loaded_by, changes FROM pack_version ORDER BY id", SQL_SCAN_OK };

const struct sql *const amended_sqls[] = { &sql_versions, NULL };

/* ---- as it is kept ---- */

static void add_text(struct buf *b, struct str s)
{
	buf_addc(b, '\t');
	for (size_t i = 0; i < s.n; i++)
		buf_addc(b, s.p[i] == '\t' || s.p[i] == '\n' || s.p[i] == '\r' ? ' ' : s.p[i]);
}

/* "县司法局 2026-06-20 合法". */
static void add_act(struct buf *b, struct str by, date_t on, struct str opinion)
{
	struct buf act BUF_AUTO = { 0 };
	char day[11];

	buf_init(&act, CHANGES_MAX);
	if (by.n) {
		date_put(day, on);
		buf_addf(&act, "%.*s %s %.*s", STR_FMT(by), day, STR_FMT(opinion));
	}
	add_text(b, str_trim(buf_str(&act)));
}

static void add_change(struct ctx *cx, struct buf *b, const struct pack_change *c)
{
	static const char *const how[] = { "added", "changed", "gone" };
	const struct stated *s = c->now ? c->now : c->old;
	char from[11] = "";

	if (s->from)
		date_put(from, s->from);
	buf_addz(b, how[c->how]);
	add_text(b, str_of(stated_kind_name(s->kind)));
	add_text(b, s->id);
	add_text(b, s->area);
	add_text(b, str_of(from));
	add_text(b, str_of(s->gov ? approval_name(s->gov->state) : ""));
	add_text(b, c->old ? c->old->says : STR(""));
	add_text(b, c->now ? c->now->says : STR(""));
	add_act(b, s->gov ? s->gov->by : STR(""), s->gov ? s->gov->on : 0,
	        !s->gov ? STR("") : s->gov->unlawful ?
	        str_join(&cx->arena, STR("(unlawful) "), s->gov->opinion) : s->gov->opinion);
	add_act(b, s->gov ? s->gov->approver : STR(""), s->gov ? s->gov->approved : 0, STR(""));
	buf_addc(b, '\n');
}

enum err amended_by(struct ctx *cx, const struct reg *r, struct str stored, struct str *out)
{
	struct buf b BUF_AUTO = { 0 };
	struct pack_change *change;
	struct pack *old;
	int n;

	*out = (struct str){ 0 };
	if (pack_from_text(cx, &cx->arena, stored, &old) != OK) {
		err_clear(cx);
		return OK;
	}
	pack_changes(&cx->arena, old, r->pack, &change, &n);
	TRY(pack_changes_allowed(cx, old, r->pack, change, n, register_today(cx, r)));
	buf_init(&b, CHANGES_MAX);
	for (int i = 0; i < n && b.n < CHANGES_MAX - CHANGES_MAX / 4; i++)
		add_change(cx, &b, &change[i]);
	*out = str_dup(&cx->arena, buf_str(&b));
	return OK;
}

bool amended_next(struct str *changes, struct amended_change *out)
{
	struct str *field[] = { &out->how, &out->kind, &out->id, &out->area, &out->from,
		&out->state, &out->before, &out->now, &out->review, &out->approval };
	struct str line;

	*out = (struct amended_change){ 0 };
	if (!str_next(changes, '\n', &line) || !line.n)
		return false;
	for (size_t i = 0; i < sizeof field / sizeof *field; i++)
		if (!str_next(&line, '\t', field[i]))
			break;
	return true;
}

/* ---- the versions ---- */

enum err amended_list(struct ctx *cx, struct reg *r, struct amended_version **out, int *n)
{
	struct amended_version *v = arena_array(&cx->arena, VERSIONS_MOST, sizeof *v);
	struct stmt *s;
	bool row;

	*n = 0;
	TRY(db_stmt(cx, r->db, &sql_versions, &s));
	for (;;) {
		TRY(stmt_step(cx, s, &row));
		if (!row || *n == VERSIONS_MOST)
			break;
		v[*n] = (struct amended_version){ .name = str_dup(&cx->arena, stmt_col_text(s, 0)),
			.loaded = stmt_col_int(s, 1), .by = str_dup(&cx->arena, stmt_col_text(s, 2)),
			.changes = str_dup(&cx->arena, stmt_col_text(s, 3)), .first = *n == 0 };
		++*n;
	}
	stmt_done(s);
	*out = v;
	return OK;
}

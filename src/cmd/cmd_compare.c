/* cmd_compare - the rows that two packs judge differently, with the clauses that make it so. */
#include "base/msg.h"
#include "cmd/browse_face.h"
#include "cmd/talk.h"
#include "domain/judge/compare.h"
#include "domain/judge/judged_json.h"

#define ROW_MEMORY ((size_t)64 << 20)

struct session {
	struct cmd *c;
	struct viewed v;
	struct ctx one;              /* of the row at hand */
	struct judge a, b;
	struct str standard;
	date_t on;
	bool own;
	int64_t judged, differ, undated;
};

static struct str in(const struct session *s, struct str zh, struct str en)
{
	return s->c->cx->lang == LANG_ZH || !en.n ? zh : en;
}

static const char *word(const struct session *s, const struct judged *d)
{
	static const char *const key[] = { [TRUTH_FALSE] = "judge-not-met", [TRUTH_TRUE] = "judge-met",
		[TRUTH_UNKNOWN] = "judge-unknown", [TRUTH_ABSENT] = "judge-absent" };

	return msg_text(s->c->cx->lang, d ? key[d->state] : "judge-none-there");
}

static struct reasons reasons_of(struct session *s, const struct judge *j)
{
	return (struct reasons){ &s->one, s->c->reg, register_cells(&s->one.arena, s->c->reg),
		s->v.q.mask, j->rules->p };
}

/* ---- told ---- */

static const struct pack_document *document(const struct session *s, const struct judged *d,
                                            const struct clause *c, struct str *clause)
{
	const struct basis *b = &c->basis, *of = &d->rule->s->basis;

	*clause = b->document.n || b->clause.n ? b->clause : of->clause;
	return pack_document(s->a.rules->p, b->document.n ? b->document : of->document);
}

/* A line is told with its document. */
static void add_line_document(struct session *s, const struct pack *p, const struct judged *d,
                              struct str series)
{
	const struct basis *by = line_basis(p, d, series);
	const struct pack_document *from = by ? pack_document(p, by->document) : NULL;

	if (!from)
		return;
	buf_addz(&s->c->out, " [");
	buf_adds(&s->c->out, in(s, from->zh, from->en));
	buf_addc(&s->c->out, ']');
}

static void add_used(struct session *s, const struct pack *p, const struct judged *d,
                     const struct reason *v, int n)
{
	for (int i = 0; i < n; i++) {
		buf_addz(&s->c->out, i ? "; " : "      ");
		if (v[i].row.n && v[i].noun->tag != s->v.e->tag) {
			buf_adds(&s->c->out, v[i].row);
			buf_addz(&s->c->out, ": ");
		}
		buf_adds(&s->c->out, reason_label(p, d, s->c->cx->lang, &v[i]));
		buf_addc(&s->c->out, ' ');
		buf_adds(&s->c->out, v[i].value);
		if (v[i].line)
			add_line_document(s, p, d, v[i].item);
	}
	buf_addz(&s->c->out, n ? "\n" : "");
}

static enum err told_clause(struct session *s, const struct judged *d,
                            const struct judged_clause *c)
{
	struct reasons r = reasons_of(s, &s->a);
	const struct pack_document *from;
	struct str clause;
	struct reason *v;
	int n;

	buf_addz(&s->c->out, "    ");
	if (!c->clause) {
		buf_adds(&s->c->out, c->id);
		buf_addz(&s->c->out, ": ");
		buf_addz(&s->c->out, msg_text(s->c->cx->lang, "judge-absent"));
		buf_addc(&s->c->out, '\n');
		return OK;
	}
	from = document(s, d, c->clause, &clause);
	buf_adds(&s->c->out, c->id);
	buf_addz(&s->c->out, ": ");
	buf_adds(&s->c->out, in(s, c->clause->zh, c->clause->en));
	if (from) {
		buf_addz(&s->c->out, "  [");
		buf_adds(&s->c->out, in(s, from->zh, from->en));
		buf_addz(&s->c->out, clause.n ? ", " : "");
		buf_adds(&s->c->out, clause);
		buf_addc(&s->c->out, ']');
	}
	buf_addc(&s->c->out, '\n');
	TRY(reasons_used(&r, &c->run, &v, &n));
	add_used(s, r.pack, d, v, n);
	return OK;
}

static enum err told(struct session *s, struct str no, const struct compared *d)
{
	struct buf *out = &s->c->out;
	const struct standard *t = d->a->rule->s;

	buf_adds(out, no);
	buf_addz(out, "  ");
	buf_adds(out, in(s, t->zh, t->en));
	buf_addz(out, ": ");
	buf_adds(out, s->a.rules->p->name);
	buf_addc(out, ' ');
	buf_addz(out, word(s, d->a));
	buf_addz(out, ", ");
	buf_adds(out, s->b.rules->p->name);
	buf_addc(out, ' ');
	buf_addz(out, word(s, d->b));
	buf_addc(out, '\n');
	for (int i = 0; i < d->n; i++)
		TRY(told_clause(s, d->a, &d->a->clause[d->slot[i]]));
	return OK;
}

/* ---- as JSON: a line each ---- */

static void text(struct json *j, const char *key, struct str v)
{
	json_key(j, key);
	json_str(j, v);
}

static enum err json_line(struct session *s, struct str no, const struct compared *d)
{
	struct reasons a = reasons_of(s, &s->a), b = reasons_of(s, &s->b);
	struct json j;

	json_begin(&j, &s->c->out);
	json_obj(&j);
	text(&j, "no", no);
	text(&j, "standard", d->a->rule->s->id);
	text(&j, "pack", s->a.rules->p->name);
	text(&j, "verdict", str_of(truth_word(d->a->state)));
	text(&j, "other", s->b.rules->p->name);
	text(&j, "other_verdict", str_of(d->b ? truth_word(d->b->state) : "none"));
	json_key(&j, "clauses");
	json_arr(&j);
	for (int i = 0; i < d->n; i++)
		json_str(&j, d->a->clause[d->slot[i]].id);
	json_arr_end(&j);
	json_key(&j, "here");
	TRY(judged_json(&j, &a, d->a));
	json_key(&j, "there");
	if (d->b)
		TRY(judged_json(&j, &b, d->b));
	else
		json_none(&j);
	json_obj_end(&j);
	buf_addc(&s->c->out, '\n');
	return OK;
}

/* ---- every row ---- */

static enum err one_row(struct session *s, const struct rec *row)
{
	const struct entity *e = s->v.e;
	struct compared *d;
	struct str no = STR("");
	enum err err;
	int n;

	err = compare_row(&s->one, &s->a, &s->b, e, row->id, s->standard, s->on, s->own, &d, &n);
	if (err == ERR_INPUT && !strcmp(s->one.err.key, "judge-no-date")) {
		err_clear(&s->one);
		s->undated++;                /* one row without a date keeps nobody from the rest */
		return OK;
	}
	TRY(err);
	s->judged++;
	s->differ += n > 0;
	if (n) {
		int called = e->key >= 0 ? e->key : entity_field(e, STR("area"));
		struct cmd c = *s->c;

		c.cx = &s->one;
		if (called >= 0)
			TRY(cell_shown(&c, &s->v, row, called, &no));
	}
	for (int i = 0; i < n; i++)
		TRY(s->c->json ? json_line(s, no, &d[i]) : told(s, no, &d[i]));
	return n ? out_room(s->c) : OK;
}

static enum err every_row(struct session *s)
{
	struct rec *row;
	enum err e = OK;

	TRY(view_begin(s->c, &s->v));
	while (e == OK) {
		e = browse_next(s->c->cx, s->v.b, &row);
		if (e != OK || !row)
			break;
		arena_reset(&s->one.arena);
		e = one_row(s, row);
		if (e != OK) {
			s->c->cx->err = s->one.err;  /* its words live in that arena */
			arena_join(&s->c->cx->arena, &s->one.arena);
		}
	}
	browse_close(s->v.b);
	return e;
}

static enum err compare(struct session *s)
{
	struct cmd *c = s->c;
	const char *noun = cmd_text(c, "for"), *standard = cmd_text(c, "standard");
	const struct pack *a, *b;

	s->standard = str_of(standard ? standard : "");
	s->own = cmd_flag(c, "own");
	TRY(cmd_day(c, "on", &s->on));
	TRY(cmd_open(c, REG_READ));
	TRY(cmd_noun(c, c->reg->model, noun ? noun : "household", &s->v.e));
	s->v.q = (struct query){ .e = s->v.e, .mask = MASK_STAFF, .closed = true };
	TRY(cmd_pack(c, c->arg[0], &a));
	TRY(cmd_pack(c, c->narg > 1 ? c->arg[1] : NULL, &b));
	TRY(judge_open_by(c->cx, &c->cx->arena, c->reg, a, &s->a));
	TRY(judge_open_by(c->cx, &c->cx->arena, c->reg, b, &s->b));
	TRY(every_row(s));
	say(c, "judge-compared", grouped(c, s->judged), grouped(c, s->differ), NULL);
	if (s->undated)
		say(c, "judge-undated", grouped(c, s->undated), NULL);
	return OK;
}

enum err cmd_compare(struct cmd *c)
{
	struct session s = { .c = c };
	enum err e;

	ctx_init(&s.one, ROW_MEMORY);
	s.one.lang = c->cx->lang;
	s.one.now_ms = c->cx->now_ms;
	s.one.stop = c->cx->stop;
	e = compare(&s);
	ctx_free(&s.one);
	return e;
}

/* cmd_compare - the rows that two packs judge differently, with the clauses that make it so. */
#include "base/msg.h"
#include "cmd/browse_face.h"
#include "cmd/talk.h"
#include "domain/judge/compare.h"
#include "domain/judge/judged_json.h"
#include "domain/register/page.h"

#define ROW_MEMORY ((size_t)64 << 20)

/* What one standard came to. */
struct tally {
	int64_t judged, same, no_amount;
	int64_t clause[CLAUSES_MAX]; /* rows that it makes differ, by itself or with others */
};

/* A line that a pack states no amount of. */
struct lacking {
	const struct pack *pack;
	struct str line;
	int64_t n;
};
#define LACKING_MAX 16

struct session {
	struct cmd *c;
	struct viewed v;
	struct ctx one;              /* of the row at hand */
	struct judge a, b;
	struct str standard;
	date_t on, newest;           /* on 0: each row's data date; the newest for rows without one */
	bool own, all;
	struct tally *tally;         /* a standard of a each, as in its pack */
	struct lacking lack[LACKING_MAX];
	int nlack;
	int64_t judged, differ, undated, folded;
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

static const struct pack_document *document(const struct pack *p, const struct judged *d,
                                            const struct clause *c, struct str *clause)
{
	const struct basis *b = &c->basis, *of = &d->rule->s->basis;

	*clause = b->document.n || b->clause.n ? b->clause : of->clause;
	return pack_document(p, b->document.n ? b->document : of->document);
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

/* As people know it: by the name of any of its wordings. */
static struct str clause_name(const struct session *s, const struct judged *d, struct str id)
{
	const struct standard *t = d->rule->s;

	for (int i = 0; i < t->nclause; i++)
		if (str_eq(t->clause[i].id, id) && t->clause[i].zh.n)
			return in(s, t->clause[i].zh, t->clause[i].en);
	return id;
}

static enum err told_clause(struct session *s, const struct judge *j, const struct judged *d,
                            const struct judged_clause *c)
{
	struct reasons r = reasons_of(s, j);
	const struct pack_document *from;
	struct str clause;
	struct reason *v;
	int n;

	buf_addz(&s->c->out, "    ");
	if (!c->clause) {
		buf_adds(&s->c->out, clause_name(s, d, c->id));
		buf_addz(&s->c->out, in_lang(s->c, "：", ": "));
		buf_addz(&s->c->out, msg_text(s->c->cx->lang, "judge-absent"));
		buf_addc(&s->c->out, '\n');
		return OK;
	}
	from = document(r.pack, d, c->clause, &clause);
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
		TRY(told_clause(s, &s->a, d->a, &d->a->clause[d->slot[i]]));
	for (int i = 0; i < d->nown; i++) {
		msg_add(out, s->c->cx->lang, "judge-only-there", &s->b.rules->p->name, 1);
		TRY(told_clause(s, &s->b, d->b, &d->b->clause[d->own[i]]));
	}
	if (!d->n && !d->nown)
		msg_add(out, s->c->cx->lang, "judge-combined-otherwise", NULL, 0);
	return OK;
}

/* ---- added up ---- */

static void lacks_line(struct session *s, const struct compared *d, const struct judged *in,
                       struct str line)
{
	const struct pack *p = in == d->a ? s->a.rules->p : s->b.rules->p;
	int i = 0;

	while (i < s->nlack && (s->lack[i].pack != p || !str_eq(s->lack[i].line, line)))
		i++;
	if (i == LACKING_MAX)
		return;
	if (i == s->nlack)
		s->lack[s->nlack++] = (struct lacking){ p, str_dup(&s->c->cx->arena, line), 0 };
	s->lack[i].n++;
}

/* True: it is told one by one. */
static bool count(struct session *s, const struct compared *d)
{
	struct tally *t = &s->tally[d->a->rule - s->a.rules->standard];
	const struct judged *in;
	struct str line;

	t->judged++;
	t->same += !d->differs;
	if (!d->differs)
		return false;
	line = compared_line(d, &in);
	if (line.n) {
		t->no_amount++;
		lacks_line(s, d, in, line);
		return s->all;
	}
	for (int i = 0; i < d->n; i++)
		t->clause[d->slot[i]]++;
	return true;
}

static void sum_clauses(struct session *s, struct page_table *t, const struct standard *st,
                        const struct tally *n)
{
	for (int i = 0; i < st->nslot; i++) {
		const struct clause *c = NULL;
		struct str *cell;

		for (int k = 0; k < st->nclause && n->clause[i]; k++)
			if (str_eq(st->clause[k].id, st->slot_id[i]))
				c = &st->clause[k];
		if (!c)
			continue;
		cell = page_table_row(t);
		cell[0] = str_join(&s->c->cx->arena, STR("  "), in(s, c->zh, c->en));
		cell[3] = str_of(grouped(s->c, n->clause[i]));
	}
}

static void sums(struct session *s)
{
	static const char *const head[] = { "judge-run-standard", "judge-run-judged", "judge-same",
		"judge-differs", "judge-no-amount" };
	struct page_table t;
	struct page p;
	struct str *cell;

	page_begin(&p, &s->c->out, &s->c->cx->arena, out_columns(), colour_wanted(1));
	page_gap(&p);
	page_title(&p, str_join(&s->c->cx->arena, s->a.rules->p->name,
	                        str_join(&s->c->cx->arena, STR(" / "), s->b.rules->p->name)), STR(""));
	page_table(&t, &p, 5);
	cell = page_table_row(&t);
	for (int i = 0; i < 5; i++) {
		cell[i] = str_of(msg_text(s->c->cx->lang, head[i]));
		t.right[i] = i > 0;
	}
	for (int i = 0; i < s->a.rules->p->nstandard; i++) {
		const struct standard *st = s->a.rules->standard[i].s;
		const struct tally *n = &s->tally[i];

		if (!n->judged)
			continue;
		cell = page_table_row(&t);
		cell[0] = in(s, st->zh, st->en);
		cell[1] = str_of(grouped(s->c, n->judged));
		cell[2] = str_of(grouped(s->c, n->same));
		cell[3] = str_of(grouped(s->c, n->judged - n->same - n->no_amount));
		cell[4] = n->no_amount ? str_of(grouped(s->c, n->no_amount)) : STR("");
		sum_clauses(s, &t, st, n);
	}
	page_table_end(&t);
	for (int i = 0; i < s->nlack; i++) {
		const struct lacking *l = &s->lack[i];
		struct buf b BUF_AUTO = { 0 };

		buf_init(&b, 4096);
		msg_add(&b, s->c->cx->lang, "judge-lacks-line",
		        (struct str[]){ l->pack->name, line_label(l->pack, s->c->cx->lang, l->line),
		                        str_of(grouped(s->c, l->n)) }, 3);
		page_line(&p, str_dup(&s->c->cx->arena, buf_str(&b)));
	}
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
	json_key(&j, "other_clauses");
	json_arr(&j);
	for (int i = 0; i < d->nown; i++)
		json_str(&j, d->b->clause[d->own[i]].id);
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
	bool any = false;
	enum err err;
	int n;

	err = compare_row(&s->one, &s->a, &s->b, e, row->id, s->standard, s->on, s->own, &d, &n);
	if (err == ERR_INPUT && !strcmp(s->one.err.key, "judge-no-date")) {
		err_clear(&s->one);
		s->undated += !s->newest;    /* one row without a date keeps nobody from the rest */
		if (!s->newest)
			return OK;
		err = compare_row(&s->one, &s->a, &s->b, e, row->id, s->standard, s->newest, s->own, &d,
		                  &n);
	}
	TRY(err);
	s->judged++;
	for (int i = 0, all = n; i < all; i++) {
		if (i == 0)
			n = 0;
		any |= d[i].differs;
		if (count(s, &d[i]))
			d[n++] = d[i];
	}
	s->differ += any;
	s->folded += any && !n;
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

/* The newest data date that a row of the kind states. */
static enum err newest_date(struct session *s)
{
	int f = entity_field(s->v.e, STR("data_date"));
	struct rec *row;
	enum err e = OK;

	if (s->on || f < 0)
		return OK;
	TRY(view_begin(s->c, &s->v));
	while ((e = browse_next(s->c->cx, s->v.b, &row)) == OK && row)
		if (rec_has(row, f) && (date_t)row->v[f].i > s->newest)
			s->newest = (date_t)row->v[f].i;
	browse_close(s->v.b);
	return e;
}

static bool lives(const void *arg, const struct rec *row)
{
	const struct session *s = arg;

	return register_alive(s->c->reg, row);
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
	s->all = cmd_flag(c, "all") || c->json;
	TRY(cmd_day(c, "on", &s->on));
	TRY(cmd_open(c, REG_READ));
	TRY(cmd_noun(c, c->reg->model, noun ? noun : "household", &s->v.e));
	s->v.q = (struct query){ .e = s->v.e, .mask = MASK_STAFF, .closed = true,
		.keep = lives, .keep_arg = s };
	TRY(cmd_pack(c, c->arg[0], &a));
	TRY(cmd_pack(c, c->narg > 1 ? c->arg[1] : NULL, &b));
	TRY(judge_open_by(c->cx, &c->cx->arena, c->reg, a, &s->a));
	TRY(judge_open_by(c->cx, &c->cx->arena, c->reg, b, &s->b));
	s->tally = arena_array(&c->cx->arena, (size_t)a->nstandard + 1, sizeof *s->tally);
	TRY(newest_date(s));
	TRY(every_row(s));
	if (!c->json && s->judged)
		sums(s);
	say(c, "judge-compared", grouped(c, s->judged), grouped(c, s->differ), NULL);
	if (s->folded && !s->all)
		say(c, "judge-folded", grouped(c, s->folded), NULL);
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

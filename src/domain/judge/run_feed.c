/* run_feed - which columns runs need: those that the standards and checks read, then every other
 * clear one, so that a clause which somebody tries out is answered as fast as the pack's. */
#include "base/buf.h"
#include "base/mem.h"
#include "domain/judge/feed_read.h"
#include "domain/judge/run.h"

#define WANTS_MAX 4096
#define COARSE_MAX 64
#define ANSWERS_MAX 256
#define LEFT_COLS 8                      /* of a noun: for what is asked for otherwise */

/* Classes of sealed fields as rough as: somebody is ill, seriously ill, disabled. */
static const char *const rough_class[] = { "person.health=ill", "person.health=serious",
	"person.health=disabled", "person.health=healthy", "person.disability_grade=severe", NULL };

struct wanting {
	struct arena *a;
	struct facts_want *want, *some;
	int n;
	const char **coarse;         /* classes of sealed fields; ended by NULL */
	int ncoarse;
	struct facts_answer *answer;
	int nanswer;
	bool keys, checks;           /* checks: what they want, not what standards do */
};

static bool there(const struct wanting *k, const struct facts_want *w)
{
	for (int i = 0; i < k->n; i++) {
		const struct facts_want *x = &k->want[i];

		if (x->how == w->how && strcmp(x->noun, w->noun) == 0 && !x->field == !w->field &&
		    (!w->field || strcmp(x->field, w->field) == 0) &&
		    (w->how != FACTS_TAG || strcmp(x->tag, w->tag) == 0))
			return true;
	}
	return false;
}

static int columns_of(const struct wanting *k, const char *noun)
{
	int n = 0;

	for (int i = 0; i < k->n; i++)
		n += k->want[i].field && strcmp(k->want[i].noun, noun) == 0;
	for (int i = 0; i < k->nanswer; i++)
		n += strcmp(k->answer[i].e->root->name, noun) == 0;
	return n;
}

static void want(struct wanting *k, const struct facts_want *w)
{
	if (k->n < WANTS_MAX && !there(k, w) && columns_of(k, w->noun) < FACTS_COLS - LEFT_COLS)
		k->want[k->n++] = *w;
}

bool run_rough(struct arena *a, const struct entity *noun, int field, struct str tag)
{
	struct str of = str_join(a, str_of(noun->name), STR("."));

	of = str_join(a, str_join(a, of, str_of(noun->fields[field].name)), STR("="));
	of = str_join(a, of, tag);
	for (int i = 0; rough_class[i]; i++)
		if (str_eqz(of, rough_class[i]))
			return true;
	return false;
}

/* Of a sealed field the pack's standards may have columns that say whether it is of a class (a
 * severe disability), where there are keys, and checks those of a few classes; what else is sealed
 * is asked row by row. */
static bool want_class(struct wanting *k, const struct facts_want *w)
{
	struct buf b BUF_AUTO = { 0 };
	bool rough = !k->checks;

	if (!k->keys || w->how != FACTS_TAG || k->ncoarse == COARSE_MAX)
		return false;
	buf_init(&b, 1024);
	buf_addf(&b, "%s.%s=%s", w->noun, w->field, w->tag);
	for (int i = 0; rough_class[i] && !rough; i++)
		rough = str_eqz(buf_str(&b), rough_class[i]);
	if (!rough)
		return false;
	k->coarse[k->ncoarse++] = str_z(k->a, buf_str(&b));
	return true;
}

static void want_rows(void *state, const struct entity *e)
{
	want(state, &(struct facts_want){ .noun = e->name, .how = FACTS_KNOWN });
}

/* False: it reads what no column holds. */
static bool want_expr(struct wanting *k, const struct model *m, const struct expr *e)
{
	bool text;
	int n = e ? program_wants(e, k->some, WANTS_MAX, &text) : 0;

	for (int i = 0; i < n && !text; i++) {
		const struct facts_want *w = &k->some[i];
		const struct entity *noun = entity_find(m, str_of(w->noun));
		int f = w->field ? entity_field(noun, str_of(w->field)) : -1;

		if (w->how == FACTS_KNOWN || f < 0 || !field_sealed(&noun->fields[f]) ||
		    want_class(k, w))
			want(k, w);
		else
			text = true;
	}
	return n == 0 || !text;
}

/* What a check asks that no program can: its answer, which is no more than what its doubt would say
 * of the row in the register, anyway; the column of one about sealed values lies sealed. */
static void want_check(struct wanting *k, const struct model *m, const struct expr *e)
{
	struct facts_answer w = { .e = e };

	if (!e || want_expr(k, m, e) || k->nanswer == ANSWERS_MAX ||
	    columns_of(k, e->root->name) >= FACTS_COLS - LEFT_COLS ||
	    !feed_answer_closed(m, &w) || (w.sealed && !k->keys))
		return;
	k->answer[k->nanswer++] = w;
	feed_answer_nouns(e, want_rows, k);
}

/* The household, or below it. */
static bool hangs(const struct model *m, const struct entity *e)
{
	while (e && e->tag != TAG_household)
		e = e->parent < 0 ? NULL : entity_find(m, str_of(e->fields[e->parent].ref));
	return e != NULL;
}

/* What a noun holds in columns of its own, in clear, and is no text. */
static void want_noun(struct wanting *k, const struct entity *e)
{
	for (int i = 0; i < e->nfield; i++) {
		const struct field *f = &e->fields[i];
		struct facts_want w = { .noun = e->name, .field = f->name, .how = FACTS_VALUE };

		if (f->column >= 0 && !field_sealed(f) && !field_is_text(f) && f->type != FT_REF &&
		    f->type != FT_AREA)
			want(k, &w);
	}
}

enum err run_feed(struct ctx *cx, struct reg *main, const struct rules *rules, const char *path,
                  int threads, struct feed **out)
{
	static const char *const noun[] = { "household", "person", "income", "risk" };
	struct arena a;
	struct wanting k = { .a = &a, .keys = main->have_keys };
	struct feed_ask ask = { .path = path, .threads = threads };
	enum err err;

	arena_init(&a, (size_t)256 << 20);
	k.want = arena_array(&a, WANTS_MAX, sizeof *k.want);
	k.coarse = arena_array(&a, COARSE_MAX + 1, sizeof *k.coarse);
	ask.coarse = k.coarse;
	k.answer = arena_array(&a, ANSWERS_MAX, sizeof *k.answer);
	ask.answer = k.answer;
	k.some = arena_array(&a, WANTS_MAX, sizeof *k.some);
	for (int i = 0; i < rules->p->nstandard; i++) {
		const struct rule_standard *s = &rules->standard[i];

		for (int c = 0; s->noun->tag == TAG_household && c < s->s->nclause; c++)
			want_expr(&k, rules->m, s->met[c]);
		if (s->noun->tag == TAG_household)
			want_expr(&k, rules->m, s->topup);
	}
	for (int i = 0; i < rules->p->nindex; i++)
		for (int c = 0; c < rules->index[i].s->nclause; c++)
			want_expr(&k, rules->m, rules->index[i].met[c]);
	k.checks = true;
	for (int i = 0; i < rules->p->ncheck; i++)
		if (hangs(rules->m, rules->check[i].noun)) {
			want_check(&k, rules->m, rules->check[i].among);
			want_check(&k, rules->m, rules->check[i].fires);
		}
	for (size_t i = 0; i < sizeof noun / sizeof *noun; i++) {
		const struct entity *e = entity_find(rules->m, str_of(noun[i]));

		if (e)
			want_noun(&k, e);
	}
	ask.want = k.want;
	ask.n = k.n;
	ask.nanswer = k.nanswer;
	err = feed_open(cx, main, &ask, out);
	arena_free(&a);
	return err;
}

date_t run_newest(const struct feed *f, const struct facts_view *v)
{
	const struct facts_schema *s = feed_schema(f);
	int col = facts_column_of(s, 0, HOUSEHOLD_data_date, FACTS_VALUE, NULL);
	int64_t day, most = 0;

	for (int i = 0; col >= 0 && i < v->nseg; i++)
		for (uint32_t row = 0; row < v->seg[i]->rows[0].n; row++)
			if (facts_value(&v->seg[i]->rows[0].col[col], row, &day) && day > most)
				most = day;
	return (date_t)most;
}

enum err run_no_day(struct ctx *cx, struct feed *f)
{
	const struct facts_view *v;
	bool any;

	TRY(feed_hold(cx, f, &v));
	any = v->first[v->nseg] != 0;
	feed_release(f, v);
	return any ? err_set(cx, ERR_INPUT, "--on", "judge-no-day", NULL) :
	       err_set(cx, ERR_INPUT, "household", "judge-no-household", NULL);
}

/* Every shipped procedure, exhaustively: each gate with each act, each role at each level, each
 * combination of the conditions that the act reads. What is right stands in procedures.tsv, written
 * from the sources and read by people; the packs must say the same, and procedure_may must do it.
 * So a guard, role, clock or paper that slips out of a pack fails here (tools/mutants.sh tries). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/os.h"
#include "domain/gate/procedure_may.h"
#include "domain/office/office.h"

#include "packs_fix.h"

#define COLS 22
#define ROWS 4000

/* A line of the table: kind, pack, procedure, gate, act, and what is said of it. */
struct line { const char *col[COLS]; };
struct table { char *text; struct line *line; int n; };
enum { L_KIND, L_PACK, L_PROCEDURE, L_GATE, L_ACT, L_TO, L_WHO, L_LEVEL, L_FLAGS, L_NEEDS, L_SHARED,
	L_CHECKS, L_WHEN, L_OTHER, L_VERDICT, L_WAIT, L_WITHIN, L_REVIEW, L_EFFECTS, L_GUARD };

struct desk { struct ctx cx; struct arena a; struct pack *p[NPACK]; struct table of[NPACK], t; };

/* ---- a pack as lines ---- */

static void put_period(struct buf *b, const struct period *p)
{
	if (p->months)
		buf_addf(b, "%dm", p->months);
	else if (p->days)
		buf_addf(b, "%d%s", p->days, p->working ? "w" : "d");
	buf_addc(b, '\t');
}

static void put_bits(struct buf *b, const struct str *name, int n, uint32_t bits)
{
	bool first = true;

	for (int i = 0; i < n; i++)
		if (bits >> i & 1) {
			buf_addf(b, "%s%.*s", first ? "" : ",", STR_FMT(name[i]));
			first = false;
		}
	buf_addc(b, '\t');
}

static void put_words(struct buf *b, const struct str *w, int n)
{
	for (int i = 0; i < n; i++)
		buf_addf(b, "%s%.*s", i ? "," : "", STR_FMT(w[i]));
	buf_addc(b, '\t');
}

static void put_hearers(struct buf *b, const struct hearers *t)
{
	for (int i = 0; i < t->n; i++) {
		buf_addf(b, "%s%.*s", i ? "," : "", STR_FMT(t->to[i].role));
		if (period_is(&t->to[i].after))
			buf_addf(b, "+%d%s", t->to[i].after.days ? t->to[i].after.days :
			         t->to[i].after.months, t->to[i].after.days ? "d" : "m");
	}
}

static void put_effects(struct buf *b, const struct procedure_act *a)
{
	static const char *const how[] = { "", "day", "year", "yes", "no", "unknown" };

	for (int i = 0; i < a->nset; i++)
		buf_addf(b, "%.*s=%.*s%s;", STR_FMT(a->set[i].field), STR_FMT(a->set[i].tag),
		         how[a->set[i].kind]);
	for (int i = 0; i < a->nstatus; i++)
		buf_addf(b, "%c%.*s:%.*s;", a->status[i].ends ? '-' : '+', STR_FMT(a->status[i].scheme),
		         STR_FMT(a->status[i].why));
	for (int i = 0; i < a->nwithdraws; i++)
		buf_addf(b, "!%.*s;", STR_FMT(a->withdraws[i]));
	buf_addc(b, '\t');
}

static void put_flags(struct buf *b, const struct procedure_act *a)
{
	buf_addz(b, a->decide ? "decide " : "");
	buf_addz(b, a->kin ? "kin " : "");
	buf_addz(b, a->reason ? "reason " : "");
	buf_addz(b, a->sign ? "sign " : "");
	buf_addz(b, a->refusal ? "refusal " : "");
	buf_addz(b, a->letter ? "letter " : "");
	buf_addz(b, a->back ? "back " : "");
	buf_addz(b, a->each ? "each " : "");
	if (period_is(&a->older))
		buf_addf(b, "older%d%s ", a->older.months ? a->older.months : a->older.days,
		         a->older.months ? "m" : "d");
	buf_addc(b, '\t');
}

static void put_act(struct buf *b, const char *pack, const struct procedure *p,
                    const struct procedure_act *a)
{
	static const char *const when[] = { "published", "unopposed", "upheld", "passed", "failed" };
	static const char *const verdict[] = { "", "met", "not_met" };
	bool first = true;

	buf_addf(b, "A\t%s\t%.*s\t%.*s\t%.*s\t%.*s\t", pack, STR_FMT(p->id),
	         STR_FMT(a->gate < 0 ? STR("*") : a->gate_id), STR_FMT(a->id), STR_FMT(a->to_id));
	put_words(b, a->who, a->nwho);
	buf_addf(b, "%d", a->level);
	if (a->people > 1)
		buf_addf(b, "x%d", a->people);
	buf_addc(b, '\t');
	put_flags(b, a);
	put_bits(b, p->paper, p->npaper, a->needs);
	put_bits(b, p->paper, p->npaper, a->shared);
	put_bits(b, p->check, p->ncheck, a->checks);
	for (int i = 0; i < 5; i++)
		if (a->when >> i & 1) {
			buf_addf(b, "%s%s", first ? "" : ",", when[i]);
			first = false;
		}
	buf_addc(b, '\t');
	put_words(b, a->other, a->nother);
	buf_addf(b, "%s%s%.*s\t", verdict[a->verdict], a->verdict ? " " : "",
	         STR_FMT(a->verdict ? act_standard(p, a) : STR("")));
	put_period(b, &a->wait);
	put_period(b, &a->within);
	put_period(b, &a->review);
	put_effects(b, a);
	buf_addf(b, "%.*s\n", STR_FMT(a->guard.text));
}

static void put_gate(struct buf *b, const char *pack, const struct procedure *p,
                     const struct procedure_gate *g)
{
	static const char *const end[] = { "", "confirmed", "refused", "withdrawn" };
	static const char *const change[] = { "restart_all", "restart_changed", "amend" };
	const struct publication *u = &g->publish;
	const struct assembly *m = &g->meeting;

	buf_addf(b, "G\t%s\t%.*s\t%.*s\t%s\t", pack, STR_FMT(p->id), STR_FMT(g->id), end[g->end]);
	put_period(b, &g->clock);
	put_hearers(b, &g->tell);
	buf_addc(b, '\t');
	if (u->kind.n)
		buf_addf(b, "%.*s %s level %d %s photos %d %.*s\t", STR_FMT(u->kind),
		         u->objections ? "objections" : "result", u->level, change[u->on_change], u->photos,
		         STR_FMT(u->medium));
	else
		buf_addc(b, '\t');
	put_period(b, &u->length);
	if (m->quorum.den)
		buf_addf(b, "quorum %d/%d pass %d/%d of %s proxies %d tie %s level %d", m->quorum.num,
		         m->quorum.den, m->pass.num, m->pass.den, m->of_all ? "all" : "present", m->proxies,
		         m->tie_passes ? "passes" : "fails", m->level);
	buf_addc(b, '\n');
}

static void put_procedure(struct buf *b, const char *pack, const struct procedure *p)
{
	static const char *const state[] = { "approved", "reviewed", "draft" };

	buf_addf(b, "P\t%s\t%.*s\t\t\t%.*s\tstart %.*s\tstandard %.*s\tcalendar %.*s\t%d proxies\t"
	         "%d witnesses\t%d\t%d\t%s%s\n", pack, STR_FMT(p->id), STR_FMT(p->noun),
	         STR_FMT(p->start_id), STR_FMT(p->standard), STR_FMT(p->calendar_id), p->proxies,
	         p->witnesses, p->from, p->to, state[p->gov.state], p->campaign ? " campaign" : "");
	for (int i = 0; i < p->ngate; i++)
		put_gate(b, pack, p, &p->gate[i]);
	for (int i = 0; i < p->nact; i++)
		put_act(b, pack, p, &p->act[i]);
	for (int i = 0; i < p->nafter; i++) {
		buf_addf(b, "W\t%s\t%.*s\t%.*s\t\t", pack, STR_FMT(p->id), STR_FMT(p->after[i].id));
		put_period(b, &p->after[i].within);
		put_words(b, p->after[i].who, p->after[i].nwho);
		put_hearers(b, &p->after[i].tell);
		buf_addf(b, "\t%.*s", STR_FMT(p->after[i].met.text));
		if (p->after[i].opens.n)
			buf_addf(b, "opens %.*s of %.*s", STR_FMT(p->after[i].opens),
			         STR_FMT(p->after[i].of));
		buf_addc(b, '\n');
	}
}

/* ---- the table ---- */

static void table_read(struct desk *d, char *text, struct table *t)
{
	t->text = text;
	t->line = arena_array(&d->a, ROWS, sizeof *t->line);
	t->n = 0;
	for (char *at = text; *at;) {
		char *end = strchr(at, '\n');
		struct line *l = &t->line[t->n];
		int c = 0;

		assert_non_null(end);
		*end = 0;
		memset(l, 0, sizeof *l);
		for (char *p = at; c < COLS; c++) {
			char *tab = strchr(p, '\t');

			l->col[c] = p;
			if (!tab)
				break;
			*tab = 0;
			p = tab + 1;
		}
		for (int k = 0; k < COLS; k++)
			if (!l->col[k])
				l->col[k] = end;
		if (at[0] != '#' && at[0])
			t->n++;
		assert_true(t->n < ROWS);
		at = end + 1;
	}
}

static const char *parent_of(const struct desk *d, const char *pack)
{
	for (int i = 0; i < NPACK; i++)
		if (!strcmp(packs[i], pack))
			return d->p[i]->parent.n ? d->p[i]->parent.p : NULL;
	return NULL;
}

static bool same_key(const struct line *a, const struct line *b)
{
	bool act = a->col[L_KIND][0] == 'A';

	return a->col[L_KIND][0] == b->col[L_KIND][0] &&
	       !strcmp(a->col[L_PROCEDURE], b->col[L_PROCEDURE]) &&
	       !strcmp(a->col[L_GATE], b->col[L_GATE]) &&
	       (!act || !strcmp(a->col[L_ACT], b->col[L_ACT]));
}

/* What is expected of this line in this pack: its own, else its parent's. */
static const struct line *expected(const struct desk *d, const char *pack, const struct line *l)
{
	for (; pack; pack = parent_of(d, pack))
		for (int i = 0; i < d->t.n; i++)
			if (!strcmp(d->t.line[i].col[L_PACK], pack) && same_key(&d->t.line[i], l))
				return &d->t.line[i];
	return NULL;
}

static bool same_words(const struct line *a, const struct line *b)
{
	for (int i = 0; i < COLS; i++)
		if (i != L_PACK && strcmp(a->col[i], b->col[i]) != 0)
			return false;
	return true;
}

static struct table as_table(struct desk *d, int i)
{
	struct buf b;
	struct table t;
	char *text;

	buf_init(&b, 8 << 20);
	for (int k = 0; d->p[i] && k < d->p[i]->nprocedure; k++)
		put_procedure(&b, packs[i], &d->p[i]->procedure[k]);
	text = arena_alloc(&d->a, b.n + 1);
	if (b.n)
		memcpy(text, b.p, b.n);
	text[b.n] = 0;
	buf_free(&b);
	table_read(d, text, &t);
	return t;
}

/* JZ_PACK names one pack to look at: for many runs, one after the other. */
static void load_with_parents(struct desk *d, int i)
{
	if (d->p[i])
		return;
	if (pack_load(&d->cx, &d->a, packs[i], &d->p[i]) != OK)
		fail_msg("%s: %.*s %s", packs[i], STR_FMT(d->cx.err.where), d->cx.err.key);
	for (int k = 0; k < NPACK; k++)
		if (str_eqz(d->p[i]->parent, packs[k]))
			load_with_parents(d, k);
}

static int setup(void **state)
{
	const char *root = getenv("JZ_ROOT") ? getenv("JZ_ROOT") : ".";
	struct desk *d = calloc(1, sizeof *d);
	char path[512];
	struct str text;

	packs_open(&d->cx, &d->a);
	for (int i = 0; i < NPACK; i++)
		if (!getenv("JZ_PACK") || !strcmp(getenv("JZ_PACK"), packs[i]))
			load_with_parents(d, i);
	snprintf(path, sizeof path, "%s/tests/unit/procedures.tsv", root);
	if (os_read_file(&d->cx, path, 8 << 20, &text) != OK)
		text = STR("");
	table_read(d, (char *)(uintptr_t)str_z(&d->a, text), &d->t);
	for (int i = 0; i < NPACK; i++)
		d->of[i] = as_table(d, i);
	*state = d;
	return 0;
}

static int teardown(void **state)
{
	struct desk *d = *state;

	packs_close(&d->cx, &d->a);
	free(d);
	return 0;
}

/* Says the pack's parent just the same? */
static bool inherited(const struct desk *d, int i, const struct line *l)
{
	for (int j = 0; d->p[i]->parent.n && j < NPACK; j++) {
		if (!str_eqz(d->p[i]->parent, packs[j]))
			continue;
		for (int m = 0; m < d->of[j].n; m++)
			if (same_words(&d->of[j].line[m], l))
				return true;
	}
	return false;
}

/* JZ_WRITE=FILE writes the table as the packs have it, for people to read and compare. */
static void write_table(const struct desk *d, FILE *out)
{
	fprintf(out, "# What each act of each procedure takes: a line that a pack inherits is left "
	        "out.\n# %s\n", "kind pack procedure gate act to who level flags needs shared checks "
	        "when other_than verdict wait within review effects guard");
	for (int i = 0; i < NPACK; i++)
		for (int k = 0; k < d->of[i].n; k++) {
			const struct line *l = &d->of[i].line[k];
			int last = COLS - 1;

			if (inherited(d, i, l))
				continue;
			while (last > 0 && !*l->col[last])
				last--;
			for (int c = 0; c <= last; c++)
				fprintf(out, "%s%s", c ? "\t" : "", l->col[c]);
			fputc('\n', out);
		}
	fclose(out);
}

static int differs(const char *what, const char *pack, const struct line *l)
{
	print_message("%s: %s %s %s %s %s\n", what, pack, l->col[L_KIND], l->col[L_PROCEDURE],
	              l->col[L_GATE], l->col[L_ACT]);
	return 1;
}

static void the_packs_say_what_the_table_says(void **state)
{
	struct desk *d = *state;
	int wrong = 0, lines = 0;

	if (getenv("JZ_WRITE")) {
		write_table(d, fopen(getenv("JZ_WRITE"), "w"));
		return;
	}
	for (int i = 0; i < NPACK; i++) {
		for (int k = 0; k < d->of[i].n; k++) {
			const struct line *l = &d->of[i].line[k], *want = expected(d, packs[i], l);

			lines++;
			if (!want || !same_words(want, l))
				wrong += differs("not as the table has it", packs[i], l);
		}
		for (int k = 0; d->p[i] && k < d->t.n; k++) {  /* nothing is missing, either */
			bool there = strcmp(d->t.line[k].col[L_PACK], packs[i]) != 0;

			for (int m = 0; m < d->of[i].n && !there; m++)
				there = same_key(&d->of[i].line[m], &d->t.line[k]);
			if (!there)
				wrong += differs("the pack lacks", packs[i], &d->t.line[k]);
		}
	}
	print_message("%d lines of %d packs compared\n", lines, NPACK);
	assert_int_equal(wrong, 0);
}

/* ---- every combination ---- */

struct cond {
	bool kin, worked, other, reason, excuse, early, lapsed, overdue, gone, closed, checks;
	int with;
	bool same;                   /* the others are of his own body */
	int papers;                  /* 0 all, 1 none, 2 all but of other matters, 3 all of later, 4 all
	                              * of before the return, 5 all dated too early */
	int guard, verdict, posted, opposed, voted, signer;
};
static const struct cond good = { .with = 1, .reason = true, .checks = true, .guard = TRUTH_TRUE,
	.posted = POSTED_DONE };

static bool word_in(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = list; (p = strstr(p, word)); p += n)
		if ((p == list || p[-1] == ',' || p[-1] == ' ') && (!p[n] || p[n] == ',' || p[n] == ' '))
			return true;
	return false;
}

#define BIT(k) (UINT64_C(1) << (k))

/* "0x2": at any level, by two. */
static int people_of(const struct line *l)
{
	const char *x = strchr(l->col[L_LEVEL], 'x');

	return x ? x[1] - '0' : 1;
}

/* How many bodies are there: of two roles, his own and whatever the others stand for. */
static bool all_bodies(const struct line *l, const char *role, const struct cond *c)
{
	return !c->same && c->with + (word_in(l->col[L_WHO], role) ? 1 : 0) >= 2;
}

/* The law by the table: which kinds of things are missing. */
static uint64_t by_law(const struct line *l, const char *role, int level, const struct cond *c,
                       bool ends_withdrawn)
{
	bool met = !strncmp(l->col[L_VERDICT], "met", 3);
	bool against = *l->col[L_VERDICT] && c->verdict != (met ? TRUTH_TRUE : TRUTH_FALSE);
	bool votes = word_in(l->col[L_WHEN], "passed") || word_in(l->col[L_WHEN], "failed");
	int at_level = l->col[L_LEVEL][0] - '0';
	uint64_t m = 0;

	m |= c->closed ? BIT(LACK_CLOSED) : 0;
	m |= c->gone && !ends_withdrawn ? BIT(LACK_GONE) : 0;
	m |= !word_in(l->col[L_WHO], role) || (at_level && level != at_level) ? BIT(LACK_ROLE) : 0;
	m |= c->kin && !word_in(l->col[L_FLAGS], "kin") ? BIT(LACK_KIN) : 0;
	m |= c->worked && word_in(l->col[L_FLAGS], "decide") ? BIT(LACK_WORKED) : 0;
	if (word_in(l->col[L_FLAGS], "each"))
		m |= all_bodies(l, role, c) ? 0 : BIT(LACK_EACH);
	else
		m |= c->with + 1 < people_of(l) ? BIT(LACK_PEOPLE) : 0;
	m |= c->other && *l->col[L_OTHER] ? BIT(LACK_OTHER) : 0;
	m |= word_in(l->col[L_WHEN], "published") && c->posted != POSTED_DONE ? BIT(LACK_POSTED) : 0;
	m |= word_in(l->col[L_WHEN], "unopposed") && c->opposed != OPPOSED_NOT ? BIT(LACK_OPPOSED) : 0;
	m |= word_in(l->col[L_WHEN], "upheld") && c->opposed != OPPOSED_UPHELD ? BIT(LACK_UPHELD) : 0;
	m |= votes && c->voted == VOTED_NO_QUORUM ? BIT(LACK_QUORUM) : 0;
	if (c->voted != VOTED_NO_QUORUM) {
		m |= word_in(l->col[L_WHEN], "passed") && c->voted != VOTED_PASSED ? BIT(LACK_PASSED) : 0;
		m |= word_in(l->col[L_WHEN], "failed") && c->voted != VOTED_FAILED ? BIT(LACK_FAILED) : 0;
	}
	if (*l->col[L_NEEDS])
		m |= c->papers == 1 ? BIT(LACK_PAPER) : c->papers == 3 ? BIT(LACK_PAPER_LATER) :
		     c->papers == 4 ? BIT(LACK_PAPER_STALE) : c->papers == 5 ? BIT(LACK_PAPER_BEFORE) : 0;
	m |= c->papers == 2 && strcmp(l->col[L_NEEDS], l->col[L_SHARED]) ? BIT(LACK_PAPER_USED) : 0;
	m |= *l->col[L_CHECKS] && !c->checks ? BIT(LACK_CHECKS) : 0;
	if (*l->col[L_GUARD]) {
		m |= c->guard == TRUTH_FALSE ? BIT(LACK_GUARD) : 0;
		m |= c->guard == TRUTH_UNKNOWN ? BIT(LACK_GUARD_UNKNOWN) : 0;
	}
	m |= *l->col[L_WAIT] && c->early ? BIT(LACK_EARLY) : 0;
	m |= *l->col[L_WITHIN] && c->lapsed ? BIT(LACK_LAPSED) : 0;
	m |= word_in(l->col[L_FLAGS], "reason") && !c->reason ? BIT(LACK_REASON) : 0;
	m |= c->overdue && !c->excuse && (word_in(l->col[L_FLAGS], "letter") || !c->reason) ?
	     BIT(LACK_LATE) : 0;
	m |= against && !c->reason ? BIT(LACK_AGAINST) : 0;
	if (c->signer == SIGNED_REFUSED || c->signer == SIGNED_UNSEEN)
		m |= !word_in(l->col[L_FLAGS], "refusal") ? BIT(LACK_REFUSED) :
		     c->signer == SIGNED_UNSEEN ? BIT(LACK_UNSEEN) : 0;
	if (word_in(l->col[L_FLAGS], "sign")) {
		m |= c->signer == SIGNED_NOT ? BIT(LACK_SIGNER) : 0;
		m |= c->signer == SIGNED_NO_AUTHORITY ? BIT(LACK_AUTHORITY) : 0;
		m |= c->signer == SIGNED_NO_WITNESS ? BIT(LACK_WITNESS) : 0;
		m |= c->signer == SIGNED_TOO_MANY ? BIT(LACK_PROXIES) : 0;
		m |= c->signer == SIGNED_BY_CLERK ? BIT(LACK_PROXY_ACTS) : 0;
	}
	return m;
}

static uint64_t others_of(const struct procedure *p, const char *names)
{
	uint64_t bits = 0;
	char id[64];

	for (int g = 0; g < p->ngate; g++) {
		snprintf(id, sizeof id, "%.*s", STR_FMT(p->gate[g].id));
		bits |= word_in(names, id) ? BIT(g) : 0;
	}
	return bits;
}

struct trial {
	const struct procedure *p;
	int gate;
	const struct procedure_act *a;
	const struct line *l;
	uint64_t n, other;
	bool withdrawn;
};

static void try_one(struct trial *t, const char *role, int level, const struct cond *c)
{
	struct held_role held = { str_of(role), level };
	struct procedure_facts f = { .role = &held, .nrole = 1, .kin = c->kin, .worked = c->worked,
		.with = c->with, .acted = c->other ? t->other : 0,
		.papers = c->papers == 0 || c->papers == 2 ? UINT32_MAX : 0,
		.later = c->papers == 3 ? UINT32_MAX : 0, .stale = c->papers == 4 ? UINT32_MAX : 0,
		.before = c->papers >= 4 ? UINT32_MAX : 0,
		.used = c->papers == 2 ? UINT32_MAX : 0, .checks = c->checks ? UINT32_MAX : 0,
		.guard = (enum truth)c->guard, .verdict = (enum truth)c->verdict, .reason = c->reason,
		.excuse = c->excuse,
		.posted = (enum posted)c->posted, .opposed = (enum opposed)c->opposed,
		.voted = (enum voted)c->voted, .signer = (enum signed_by)c->signer, .early = c->early,
		.lapsed = c->lapsed, .overdue = c->overdue, .gone = c->gone, .closed = c->closed };
	struct lack out[LACKS_MAX];
	uint32_t own = procedure_roles(t->a, &held, 1);
	int n;
	uint64_t is = 0, want = by_law(t->l, role, level, c, t->withdrawn);

	for (int i = 0; i < c->with; i++)
		f.with_as[i] = c->same ? own : ~own;
	n = procedure_lacks(t->p, t->gate, t->a, &f, out);
	for (int i = 0; i < n; i++)
		is |= BIT(out[i].kind);
	t->n++;
	if (is != want)
		fail_msg("%.*s %s %s as %s at %d: lacks %llx, by law %llx", STR_FMT(t->p->id),
		         t->l->col[L_GATE], t->l->col[L_ACT], role, level, (unsigned long long)is,
		         (unsigned long long)want);
}

/* Each combination of what the act reads; what it does not read is at its best. */
static void each_cond(struct trial *t, const char *role, int level)
{
	const struct line *l = t->l;
	bool votes = strstr(l->col[L_WHEN], "ed") && (word_in(l->col[L_WHEN], "passed") ||
	             word_in(l->col[L_WHEN], "failed"));
	bool listed = word_in(l->col[L_WHEN], "published");
	bool opposed = word_in(l->col[L_WHEN], "unopposed") || word_in(l->col[L_WHEN], "upheld");
	int n[] = { word_in(l->col[L_FLAGS], "decide") ? 2 : 1, *l->col[L_OTHER] ? 2 : 1,
		*l->col[L_NEEDS] ? 6 : 1, *l->col[L_CHECKS] ? 2 : 1, *l->col[L_GUARD] ? 3 : 1,
		*l->col[L_VERDICT] ? 3 : 1, listed ? POSTED_DONE + 1 : 1, opposed ? 3 : 1,
		votes ? VOTED_LATER + 1 : 1, word_in(l->col[L_FLAGS], "sign") ? SIGNED_UNSEEN + 1 : 1,
		*l->col[L_WAIT] ? 2 : 1,
		*l->col[L_WITHIN] ? 2 : 1, 2, 3, 2, 2, 2, people_of(l) > 1 ? 3 : 1,
		word_in(l->col[L_FLAGS], "each") ? 2 : 1 };
	int dims = (int)(sizeof n / sizeof *n), at[19] = { 0 }, i;

	do {
		struct cond c = { .worked = at[0], .other = at[1], .papers = at[2], .checks = !at[3],
			.guard = n[4] > 1 ? at[4] : TRUTH_TRUE, .verdict = at[5],
			.posted = n[6] > 1 ? at[6] : POSTED_DONE, .opposed = at[7], .voted = at[8],
			.signer = at[9], .early = at[10], .lapsed = at[11], .kin = at[12], .reason = at[13] > 0,
			.excuse = at[13] == 2,
			.overdue = at[14], .gone = at[15], .closed = at[16],
			.with = n[17] > 1 ? at[17] : 1, .same = at[18] };

		try_one(t, role, level, &c);
		for (i = 0; i < dims && ++at[i] == n[i]; i++)
			at[i] = 0;
	} while (i < dims);
}

/* What an act does not read changes nothing. */
static void nothing_else(struct trial *t, const char *role, int level)
{
	for (int i = 0; i < 15; i++) {
		struct cond c = good;

		c.worked = i == 0;
		c.early = i == 1;
		c.lapsed = i == 2;
		c.papers = i == 3 ? 1 : i == 4 ? 2 : i >= 12 ? i - 9 : 0;
		c.guard = i == 5 ? TRUTH_FALSE : TRUTH_TRUE;
		c.posted = i == 6 ? POSTED_NOT : POSTED_DONE;
		c.opposed = i == 7 ? OPPOSED_OPEN : OPPOSED_NOT;
		c.voted = i == 8 ? VOTED_FAILED : VOTED_NOT;
		c.signer = i == 9 ? SIGNED_TOO_MANY : i == 11 ? SIGNED_REFUSED : SIGNED_NOT;
		c.checks = i != 10;
		try_one(t, role, level, &c);
	}
}

static bool own_words(struct desk *d, int i, const struct procedure *p)
{
	for (int k = 0; k < d->t.n; k++) {
		char id[64];

		snprintf(id, sizeof id, "%.*s", STR_FMT(p->id));
		if (!strcmp(d->t.line[k].col[L_PACK], packs[i]) &&
		    !strcmp(d->t.line[k].col[L_PROCEDURE], id))
			return true;
	}
	return false;
}

static void each_act(struct desk *d, int i, const struct procedure *p, uint64_t *n,
                     uint64_t *foreign)
{
	struct lack out[LACKS_MAX];
	struct procedure_facts none = { 0 };

	for (int g = 0; g < p->ngate; g++)
		for (int k = 0; k < p->nact; k++) {
			const struct procedure_act *a = &p->act[k];
			char gate[64], act[64], id[64];
			struct line key = { { "A", "", id, gate, act } };
			struct trial t = { .p = p, .gate = g, .a = a };

			if (procedure_act_at(p, g, a->id) != a) {
				assert_int_equal(procedure_lacks(p, g, a, &none, out), 1);
				assert_int_equal(out[0].kind, LACK_HERE);
				(*foreign)++;
				continue;
			}
			snprintf(id, sizeof id, "%.*s", STR_FMT(p->id));
			snprintf(gate, sizeof gate, "%.*s", STR_FMT(a->gate < 0 ? STR("*") : a->gate_id));
			snprintf(act, sizeof act, "%.*s", STR_FMT(a->id));
			t.l = expected(d, packs[i], &key);
			assert_non_null(t.l);
			t.other = others_of(p, t.l->col[L_OTHER]);
			t.withdrawn = p->gate[a->to].end == GATE_WITHDRAWN;
			for (int r = -1; r < ROLE__COUNT; r++)
				for (int level = 0; level <= 6; level++) {
					const char *role = r < 0 ? "nobody" : office_roles[r].id;

					each_cond(&t, role, level);
					nothing_else(&t, role, level);
				}
			*n += t.n;
		}
}

static void everything_is_decided_as_the_table_says(void **state)
{
	struct desk *d = *state;
	uint64_t n = 0, foreign = 0, procedures = 0;

	for (int i = 0; i < NPACK; i++)
		for (int k = 0; d->p[i] && k < d->p[i]->nprocedure; k++)
			if (own_words(d, i, &d->p[i]->procedure[k])) {
				each_act(d, i, &d->p[i]->procedure[k], &n, &foreign);
				procedures++;
			}
	print_message("%llu procedures, %llu combinations of gate, act, role, level and conditions, "
	              "%llu acts at gates where they are not\n", (unsigned long long)procedures,
	              (unsigned long long)n, (unsigned long long)foreign);
	assert_true(n > 1000000);
}

/* ---- ways ---- */

/* Somebody with the right role and everything in order: where does he get? */
static bool can(const struct procedure *p, int g, const struct procedure_act *a)
{
	struct held_role held = { a->who[0], a->level };
	struct procedure_facts f = { .role = &held, .nrole = 1, .with = 2,
		.with_as = { UINT32_MAX, UINT32_MAX }, .papers = UINT32_MAX,
		.checks = UINT32_MAX, .guard = TRUTH_TRUE, .reason = true, .posted = POSTED_DONE,
		.opposed = a->when & WHEN_UPHELD ? OPPOSED_UPHELD : OPPOSED_NOT,
		.voted = a->when & WHEN_FAILED ? VOTED_FAILED : VOTED_PASSED, .signer = SIGNED_SELF };
	struct lack out[LACKS_MAX];

	return procedure_lacks(p, g, a, &f, out) == 0;
}

static void every_gate_is_reached_and_left(void **state)
{
	struct desk *d = *state;

	for (int i = 0; i < NPACK; i++)
		for (int k = 0; d->p[i] && k < d->p[i]->nprocedure; k++) {
			const struct procedure *p = &d->p[i]->procedure[k];
			uint64_t seen = BIT(p->start), good_end = 0, before;
			const struct procedure_act *a;

			do {
				before = seen ^ good_end;
				for (int g = 0; g < p->ngate; g++) {
					good_end |= p->gate[g].end == GATE_CONFIRMED ? BIT(g) : 0;
					for (int x = 0; (a = procedure_act_nth(p, g, x)); x++) {
						assert_true(can(p, g, a));
						seen |= seen >> g & 1 ? BIT(a->to) : 0;
						good_end |= good_end >> a->to & 1 ? BIT(g) : 0;
					}
				}
			} while (before != (seen ^ good_end));
			for (int g = 0; g < p->ngate; g++) {
				assert_true(seen >> g & 1);
				assert_true(p->gate[g].end || good_end >> g & 1);
			}
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_packs_say_what_the_table_says),
		cmocka_unit_test(everything_is_decided_as_the_table_says),
		cmocka_unit_test(every_gate_is_reached_and_left),
	};

	const struct CMUnitTest table[] = {
		cmocka_unit_test(the_packs_say_what_the_table_says),
	};
	const char *part = getenv("JZ_PART");

	if (part && !strcmp(part, "table"))          /* tools/mutants.mjs, by the hundred */
		return cmocka_run_group_tests(table, setup, teardown);
	return cmocka_run_group_tests(tests, setup, teardown);
}

/* What-ifs: the laws that every answer keeps, whatever is assumed of whichever standard; the
 * figures are those of judging everybody again one by one; what is hidden cannot be reckoned. */
#include "demo_fix.h"

#include <sys/stat.h>

#include "domain/judge/scenario_keep.h"
#include "domain/judge/whatif_desk.h"
#include "domain/judge/whatif_json.h"

#define TRIES 6

static uint64_t dice;

static int64_t rolled(int64_t below)
{
	dice ^= dice << 13;
	dice ^= dice >> 7;
	dice ^= dice << 17;
	return (int64_t)(dice % (uint64_t)below);
}

/* ---- the laws ---- */

static void same_sum(const struct whatif_sum *a, const struct whatif_sum *b)
{
	for (int i = 0; i < 3; i++)
		assert_int_equal(a->state[i], b->state[i]);
	assert_int_equal(a->people, b->people);
	assert_int_equal(a->priced, b->priced);
	assert_int_equal(a->cost, b->cost);
}

static int64_t everybody(const struct whatif_sum *s)
{
	return s->state[0] + s->state[1] + s->state[2];
}

static void lists_keep(const struct whatif *w, enum whatif_by by, int i)
{
	const struct whatif_figures *f = whatif_at(w, by, i);
	struct whatif_row row[2000];

	for (int k = 0; k < LIST__COUNT; k++) {
		int64_t n = whatif_number(f, (enum whatif_list)k), in_parts = 0;

		assert_int_equal(whatif_rows(w, (enum whatif_list)k, by, i, 0, row, 2000), n);
		for (int64_t r = 1; r < n; r++)
			assert_true(row[r - 1].area < row[r].area || (row[r - 1].area == row[r].area &&
			            row[r - 1].id < row[r].id));
		for (int64_t at = 0; at < n; at += 7) {          /* by pages: the same rows */
			struct whatif_row page[7];

			assert_int_equal(whatif_rows(w, (enum whatif_list)k, by, i, at, page, 7), n);
			for (int64_t r = 0; r < 7 && at + r < n; r++, in_parts++)
				assert_int_equal(page[r].id, row[at + r].id);
		}
		assert_int_equal(in_parts, n);
	}
}

static void laws(const struct whatif *w)
{
	for (int by = 0; by < WHATIF__BY; by++) {
		int64_t now = 0, cost = 0, in = 0;

		for (int i = 0; i < w->now->n[by]; i++) {
			const struct whatif_figures *f = whatif_at(w, (enum whatif_by)by, i);

			assert_int_equal(f->in - f->out, f->then.state[TRUTH_TRUE] -
			                 f->now.state[TRUTH_TRUE]);
			assert_int_equal(everybody(&f->now), everybody(&f->then));
			for (int k = 0; k < 3; k++)
				assert_true(f->then.state[k] >= 0);
			assert_true(f->then.cost >= 0 && f->then.priced <= f->then.people);
			now += everybody(&f->now);
			cost += f->then.cost;
			in += f->in;
			if (everybody(&f->now))
				lists_keep(w, (enum whatif_by)by, i);
		}
		assert_int_equal(now, everybody(&whatif_at(w, WHATIF_ALL, 0)->now));
		assert_int_equal(cost, whatif_at(w, WHATIF_ALL, 0)->then.cost);
		assert_int_equal(in, whatif_at(w, WHATIF_ALL, 0)->in);
	}
}

static void all_zero(const struct whatif *w)
{
	for (int i = 0; i < w->now->total; i++) {
		same_sum(&w->figure[i].now, &w->figure[i].then);
		assert_int_equal(w->figure[i].in, 0);
		assert_int_equal(w->figure[i].out, 0);
	}
}

/* ---- everybody again, one by one ---- */

static enum truth one_by_one(struct county *k, const struct whatif *w, struct ctx *cx, int64_t id)
{
	const struct rule_standard *rule = &w->rule;
	struct judge_law law = w->then->law;
	const struct case_law face = { &law, judge_line, judge_param };
	enum truth slot[CLAUSES_MAX];
	struct judge_case *c;

	assert_int_equal(case_open(cx, k->d->r, rule->noun, id, w->then->on, &face, &c), OK);
	for (int i = 0; i < rule->s->nslot; i++) {
		const struct clause *text = standard_clause(rule->s, i, w->then->on);
		struct expr_run run = { .a = &cx->arena };
		struct expr_value v;

		slot[i] = TRUTH_ABSENT;
		if (!text)
			continue;
		assert_int_equal(case_eval(c, rule->met[text - rule->s->clause], NULL, &run, &v), OK);
		slot[i] = v.state != EXPR_KNOWN ? TRUTH_UNKNOWN : v.b ? TRUTH_TRUE : TRUTH_FALSE;
	}
	return standard_verdict(rule->s, slot);
}

static void as_one_by_one(struct county *k, const struct whatif *w)
{
	struct ctx cx;

	ctx_init(&cx, (size_t)64 << 20);
	for (int l = LIST_THEN_MET; l <= LIST_THEN_UNKNOWN; l++) {
		static const enum truth state[] = { TRUTH_TRUE, TRUTH_FALSE, TRUTH_UNKNOWN };
		struct whatif_row row[2000];
		int64_t n = whatif_rows(w, (enum whatif_list)l, WHATIF_ALL, 0, 0, row, 2000);

		for (int64_t i = 0; i < n; i++) {
			assert_int_equal(one_by_one(k, w, &cx, row[i].id), state[l - LIST_THEN_MET]);
			arena_reset(&cx.arena);
		}
	}
	ctx_free(&cx);
}

/* ---- asking ---- */

struct asking {
	struct county *k;
	struct snapshot *snapshot;
	struct whatif_desk *desk;
	struct scenario s;
	struct whatif_order o;
	void (*look)(struct asking *a, const struct whatif *w);
	int64_t met, out;
	struct str series[8];            /* lines that the standard names */
	int nseries;
};

static enum err told(void *state, const struct whatif *w)
{
	struct asking *a = state;

	a->met = whatif_at(w, WHATIF_ALL, 0)->then.state[TRUTH_TRUE];
	a->out = whatif_at(w, WHATIF_ALL, 0)->out;
	a->look(a, w);
	return OK;
}

static void ask(struct asking *a)
{
	a->o.scenario = &a->s;
	GOOD(a->k->d, whatif_desk_ask(&a->k->d->cx, a->desk, &a->o, told, a));
}

static struct asking asking(struct county *k, int threads)
{
	const struct snapshot_how how = { .no_file = true, .threads = threads };
	struct asking a = { .k = k };

	GOOD(k->d, snapshot_open(&k->d->cx, k->d->r, &how, &a.snapshot));
	GOOD(k->d, whatif_desk_open(&k->d->cx, a.snapshot, threads, &a.desk));
	return a;
}

static void done(struct asking *a)
{
	whatif_desk_close(&a->k->d->cx, a->desk);
	snapshot_close(&a->k->d->cx, a->snapshot);
}

static void look_laws(struct asking *a, const struct whatif *w)
{
	laws(w);
	as_one_by_one(a->k, w);
}

static void look_today(struct asking *a, const struct whatif *w)
{
	(void)a;
	laws(w);
	all_zero(w);
}

static void look_only(struct asking *a, const struct whatif *w)
{
	(void)a;
	laws(w);
}

/* Some lines somewhere, and now and then a clause otherwise, one less or one more. */
static void assume(struct asking *a, const struct standard *st)
{
	static const char *const area[] = { "", "@98", "@980101", "@9801011", "@77" };
	static const char *const text[] = { "per_capita_net < line(\"poverty\") * 3 / 2", "",
		"person.exists(p, age(p) >= 60)", "known(type)", "head_name.startsWith(\"王\")" };
	struct ctx *cx = &a->k->d->cx;
	const struct pack *p = a->k->judge.rules->p;
	char line[128];

	a->s = (struct scenario){ 0 };
	for (int64_t i = rolled(4); i > 0; i--) {
		struct str id = p->line[rolled(p->nline)].id;

		snprintf(line, sizeof line, "%.*s%s=%d", STR_FMT(id), area[rolled(5)],
		         (int)rolled(20000));
		GOOD(a->k->d, scenario_line(cx, &a->s, p, str_of(line)));
	}
	if (rolled(2)) {
		struct str id = rolled(4) ? st->slot_id[rolled(st->nslot)] : STR("one_more");

		snprintf(line, sizeof line, "%.*s=%s", STR_FMT(id), text[rolled(5)]);
		GOOD(a->k->d, scenario_clause(cx, &a->s, str_of(line)));
	}
}

static void test_laws(void **state)
{
	static const date_t on[] = { 20161231, 20201231, 20231231, 20251231 };
	struct county k = county("demo-province", 80, 5, 0);
	struct asking a = asking(&k, 2);

	(void)state;
	dice = 88172645463325252u;
	for (int i = 0; i < k.judge.rules->p->nstandard; i++) {
		const struct rule_standard *rule = &k.judge.rules->standard[i];

		if (rule->noun->tag != TAG_household)
			continue;
		a.o.standard = rule->s->id;
		a.s = (struct scenario){ 0 };
		a.look = look_today;
		ask(&a);
		a.look = look_laws;
		for (int t = 0; t < TRIES; t++) {
			a.o.on = on[rolled(4)];
			assume(&a, rule->s);
			ask(&a);
		}
		a.o.on = 0;
	}
	done(&a);
	county_end(&k);
}

/* Said as it is, a line changes nothing; raised step by step it lets never fewer in. */
static void test_raised(void **state)
{
	struct county k = county("cn", 150, 3, 20161231);
	struct asking a = asking(&k, 2);
	int64_t last = -1, first = 0;

	(void)state;
	a.o = (struct whatif_order){ .standard = STR("household-poor"), .on = 20161231 };
	a.look = look_today;
	GOOD(k.d, scenario_line(&k.d->cx, &a.s, k.judge.rules->p, STR("poverty=3146")));
	ask(&a);
	a.look = look_only;
	for (int yuan = 1000; yuan <= 9000; yuan += 500) {
		char line[32];

		snprintf(line, sizeof line, "poverty=%d", yuan);
		a.s = (struct scenario){ 0 };
		GOOD(k.d, scenario_line(&k.d->cx, &a.s, k.judge.rules->p, str_of(line)));
		ask(&a);
		assert_true(a.met >= last);
		if (yuan >= 3500)
			assert_int_equal(a.out, 0);
		if (last < 0)
			first = a.met;
		last = a.met;
	}
	assert_true(last > first);
	done(&a);
	county_end(&k);
}

static void look_lines(struct asking *a, const struct whatif *w)
{
	int64_t now, then;

	for (a->nseries = 0; a->nseries < 8; a->nseries++)
		if (!whatif_line(w, a->nseries, &a->series[a->nseries], &now, &then))
			return;
}

static void assume_all(struct asking *a, int yuan)
{
	char line[128];

	a->s = (struct scenario){ 0 };
	for (int i = 0; i < a->nseries; i++) {
		snprintf(line, sizeof line, "%.*s=%d", STR_FMT(a->series[i]), yuan);
		GOOD(a->k->d, scenario_line(&a->k->d->cx, &a->s, a->k->judge.rules->p, str_of(line)));
	}
}

/* Every standard does as its direction says. */
static void test_directions(void **state)
{
	struct county k = county("demo-province", 80, 6, 0);
	struct asking a = asking(&k, 2);
	int tried = 0;

	(void)state;
	for (int i = 0; i < k.judge.rules->p->nstandard; i++) {
		const struct standard *st = k.judge.rules->standard[i].s;
		int64_t last = -1;

		if (k.judge.rules->standard[i].noun->tag != TAG_household ||
		    st->direction == DIRECTION_NONE)
			continue;
		a.o.standard = st->id;
		a.s = (struct scenario){ 0 };
		a.look = look_lines;
		ask(&a);
		a.look = look_only;
		for (int yuan = 100; yuan <= 51200; yuan *= 2, tried++) {
			assume_all(&a, yuan);
			ask(&a);
			if (last >= 0 && (st->direction == DIRECTION_UP ? a.met < last : a.met > last))
				fail_msg("%.*s at %d: %d after %d", STR_FMT(st->id), yuan, (int)a.met,
				         (int)last);
			last = a.met;
		}
	}
	assert_true(tried >= 30);
	done(&a);
	county_end(&k);
}

/* Only who lies in the places of who asks is counted, and a place's figures are those of its row
 * in the table above. */
static int64_t of_place, below_place;

static void look_place(struct asking *a, const struct whatif *w)
{
	(void)a;
	laws(w);
	of_place = everybody(&whatif_at(w, WHATIF_ALL, 0)->now);
}

static void look_row(struct asking *a, const struct whatif *w)
{
	laws(w);
	for (int i = 0; i < w->now->nplace; i++) {
		below_place = everybody(&whatif_at(w, WHATIF_AREA, i)->now);
		if (below_place) {
			a->o.area = w->now->run->area[w->now->place[i]].id;
			return;
		}
	}
	fail_msg("nobody lives here");
}

static void test_places(void **state)
{
	struct county k = county("cn", 80, 9, 0);
	struct asking a = asking(&k, 1);
	struct scope scope = { 0 };
	int64_t village;

	(void)state;
	a.o = (struct whatif_order){ .standard = STR("household-poor"), .on = 20201231 };
	for (int depth = 0; depth < 2; depth++) {            /* a township, then a village of it */
		a.look = look_row;
		ask(&a);
		a.look = look_place;
		ask(&a);
		assert_int_equal(of_place, below_place);
	}
	village = a.o.area;
	scope.area = &village;
	scope.narea = 1;
	a.o.area = 0;
	a.o.scope = &scope;
	ask(&a);
	assert_int_equal(of_place, below_place);
	scope.narea = 0;
	ask(&a);
	assert_int_equal(of_place, 0);
	done(&a);
	county_end(&k);
}

/* A commit is seen by the next answer. */
static void test_fresh(void **state)
{
	struct county k = county("cn", 60, 4, 20161231);
	struct asking a = asking(&k, 2);
	int64_t before;
	char no[32];

	(void)state;
	a.o = (struct whatif_order){ .standard = STR("household-poor"), .on = 20161231 };
	a.look = look_only;
	ask(&a);
	before = a.met;
	for (int i = 0; i < 3; i++) {
		const struct facts_view *v;
		struct run_ask again = { .r = k.d->r, .f = k.feed, .rules = k.judge.rules,
			.on = 20161231 };
		struct run *x;
		int64_t id = 0;

		for (int s = 0; s < k.judge.rules->p->nstandard; s++)
			if (str_eqz(k.judge.rules->standard[s].s->id, "household-poor"))
				again.rule = &k.judge.rules->standard[s];
		GOOD(k.d, run_open(&k.d->cx, &again, &x));
		v = x->v;
		for (int s = 0; s < v->nseg; s++)
			for (uint32_t r = 0; r < v->seg[s]->rows[0].n; r++)
				if (run_state(x, s, r) == TRUTH_FALSE)
					id = facts_id(&v->seg[s]->rows[0], r);
		run_close(x);
		assert_true(id != 0);
		snprintf(no, sizeof no, "%d", 100 + i);
		change(k.d, "household", id, "per_capita_net", no);
		save(k.d);
		ask(&a);
		assert_int_equal(a.met, before + 1 + i);
	}
	done(&a);
	county_end(&k);
}

/* Of what is shown nothing small can be reckoned: neither by its row nor by its column. */
static void look_hidden(struct asking *a, const struct whatif *w)
{
	(void)a;
	for (int by = 0; by < WHATIF__BY; by++) {
		bool *hide = whatif_hidden(&a->k->d->cx.arena, w, (enum whatif_by)by, 6);
		int left[LIST__COUNT] = { 0 };

		for (int i = 0; i < w->now->n[by]; i++) {
			const bool *h = hide + (size_t)i * LIST__COUNT;

			for (int l = 0; l < LIST__COUNT; l++) {
				int64_t n = whatif_number(whatif_at(w, (enum whatif_by)by, i),
				                          (enum whatif_list)l);

				assert_true(h[l] || n == 0 || n >= 6);
				left[l] += h[l];
			}
			assert_true(h[0] + h[1] + h[2] != 1);
			assert_true(h[3] + h[4] + h[5] != 1);
			assert_true(h[LIST_NOW_MET] + h[LIST_THEN_MET] + h[LIST_IN] + h[LIST_OUT] != 1);
		}
		for (int l = 0; l < LIST__COUNT && by; l++)
			if (left[l] == 1)
				for (int i = 0; i < w->now->n[by]; i++)      /* unless all others are none */
					assert_true(hide[(size_t)i * LIST__COUNT + (size_t)l] ||
					            !whatif_number(whatif_at(w, (enum whatif_by)by, i),
					                           (enum whatif_list)l));
	}
}

static void test_hidden(void **state)
{
	struct county k = county("cn", 150, 8, 20161231);
	struct asking a = asking(&k, 2);

	(void)state;
	dice = 5;
	a.o = (struct whatif_order){ .standard = STR("household-poor"), .on = 20161231 };
	a.look = look_hidden;
	for (int i = 0; i < 10; i++) {
		char line[32];

		snprintf(line, sizeof line, "poverty=%d", 2000 + (int)rolled(3000));
		a.s = (struct scenario){ 0 };
		GOOD(k.d, scenario_line(&k.d->cx, &a.s, k.judge.rules->p, str_of(line)));
		ask(&a);
	}
	done(&a);
	county_end(&k);
}

static void test_refused(void **state)
{
	static const char *const line[] = { "poverty", "poverty=", "poverty=-1", "poverty=4.555",
		"poverty=x", "poverty@5=1", "poverty@51a=1", "poverty/16=1", "poverty=99999999999",
		"poverty=10000000.01" };
	struct county k = county("cn", 5, 4, 0);
	struct asking a = asking(&k, 1);
	const struct pack *p = k.judge.rules->p;
	struct ctx *cx = &k.d->cx;

	(void)state;
	for (size_t i = 0; i < sizeof line / sizeof *line; i++)
		REFUSED(k.d, scenario_line(cx, &a.s, p, str_of(line[i])), ERR_INPUT, "whatif-line");
	REFUSED(k.d, scenario_line(cx, &a.s, p, STR("wealth=1")), ERR_INPUT, "whatif-no-line");
	REFUSED(k.d, scenario_clause(cx, &a.s, STR("income")), ERR_INPUT, "whatif-clause");
	REFUSED(k.d, scenario_clause(cx, &a.s, STR("In come=true")), ERR_INPUT, "whatif-clause");
	GOOD(k.d, scenario_clause(cx, &a.s, STR("income=true")));
	REFUSED(k.d, scenario_clause(cx, &a.s, STR("income=false")), ERR_INPUT,
	        "whatif-clause-twice");
	a.o = (struct whatif_order){ .standard = STR("none"), .scenario = &a.s };
	REFUSED(k.d, whatif_desk_ask(cx, a.desk, &a.o, told, &a), ERR_NOTFOUND,
	        "judge-no-standard");
	a.s = (struct scenario){ 0 };
	GOOD(k.d, scenario_clause(cx, &a.s, STR("income=per_capita_ned < 4")));
	a.o.standard = STR("household-poor");
	assert_int_equal(whatif_desk_ask(cx, a.desk, &a.o, told, &a), ERR_INPUT);
	assert_true(str_starts(cx->err.where, STR("income 1:1")));
	err_clear(cx);
	done(&a);
	county_end(&k);
}

/* Who writes a clause in a page is told how many it covers, and which of them he may see: that must
 * not spell out a number that is sealed, digit by digit. */
static void test_sealed(void **state)
{
	static const char *const good[] = { "one_more=per_capita_net < yuan(9000)",
		"one_more=person.exists(p, tag(p.health, \"ill\"))", "income=",
		"one_more=head_name.startsWith(\"王\")" };
	static const char *const bad[] = { "one_more=person.exists(p, p.idno.startsWith(\"98\"))",
		"income=phone.endsWith(\"1\")",
		"income=person.exists(p, tag(p.health, \"ill\") && p.idno.size() > 2)" };
	struct county k = county("cn", 20, 4, 20161231);
	struct asking a = asking(&k, 1);
	struct ctx *cx = &k.d->cx;

	(void)state;
	a.look = look_only;
	a.o = (struct whatif_order){ .standard = STR("household-poor"), .on = 20161231 };
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		a.s = (struct scenario){ .guarded = true };
		GOOD(k.d, scenario_clause(cx, &a.s, str_of(good[i])));
		ask(&a);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		a.s = (struct scenario){ 0 };
		GOOD(k.d, scenario_clause(cx, &a.s, str_of(bad[i])));
		ask(&a);                         /* who holds the keys may */
		a.s.guarded = true;
		REFUSED(k.d, whatif_desk_ask(cx, a.desk, &a.o, told, &a), ERR_INPUT, "whatif-sealed");
	}
	done(&a);
	county_end(&k);
}

/* A clause that walks lists in lists for every household: whoever typed it in a page does not keep
 * the others waiting for hours, and whoever typed it at a prompt can end it. */
static void test_endless(void **state)
{
	struct county k = county("cn", 20, 4, 20161231);
	struct asking a = asking(&k, 1);
	struct ctx *cx = &k.d->cx;
	char list[200] = "[1", text[1000] = "income=head_name != \"\"", *at = text + strlen("income=");
	volatile int stop = 1;

	(void)state;
	for (int i = 0; i < 60; i++)
		strncat(list, ",1", sizeof list - strlen(list) - 1);
	strncat(list, "]", 2);
	for (int i = 0; i < 5; i++)
		at += snprintf(at, sizeof text - (size_t)(at - text), "%s.all(x%d, ", list, i);
	snprintf(at, sizeof text - (size_t)(at - text), "head_name != \"\")))))");
	a.look = look_only;
	a.o = (struct whatif_order){ .standard = STR("household-poor"), .on = 20161231,
		.scenario = &a.s };
	a.s = (struct scenario){ .guarded = true };
	GOOD(k.d, scenario_clause(cx, &a.s, str_of(text)));
	REFUSED(k.d, whatif_desk_ask(cx, a.desk, &a.o, told, &a), ERR_LIMIT, "whatif-by-row");
	a.s.guarded = false;
	cx->stop = &stop;
	REFUSED(k.d, whatif_desk_ask(cx, a.desk, &a.o, told, &a), ERR_CONFLICT, "feed-stopped");
	cx->stop = NULL;
	done(&a);
	county_end(&k);
}

/* Somebody who keeps very many pushes nobody else's out, and they all fit into one list. */
static void test_kept(void **state)
{
	struct desk *d = desk_open();
	struct scenario_new n = { .name = STR("一"), .standard = STR("s"), .lines = STR("a=1"),
		.result = STR("{}") };
	struct str mine, no, long_text = { NULL, 20000 };
	struct scenario_row one, *all;
	char *text = calloc(1, 20001);
	int many;

	(void)state;
	memset(text, 'x', 20000);
	long_text.p = text;
	d->cx.actor = "account:1";
	GOOD(d, scenario_keep(&d->cx, d->r, &n, &mine));
	n.clauses = long_text;
	REFUSED(d, scenario_keep(&d->cx, d->r, &n, &no), ERR_INPUT, "whatif-too-long");
	d->cx.actor = "account:2";
	n.clauses = (struct str){ text, 15000 };
	n.shared = true;
	for (int i = 0; i < 200; i++)
		GOOD(d, scenario_keep(&d->cx, d->r, &n, &no));
	REFUSED(d, scenario_keep(&d->cx, d->r, &n, &long_text), ERR_CONFLICT, "whatif-many-kept");
	GOOD(d, scenario_end(&d->cx, d->r, no));
	GOOD(d, scenario_keep(&d->cx, d->r, &n, &no));
	d->cx.actor = "account:3";
	for (int i = 0; i < 30; i++)
		GOOD(d, scenario_keep(&d->cx, d->r, &n, &no));
	n.shared = false;
	for (int i = 0; i < 160; i++)
		GOOD(d, scenario_keep(&d->cx, d->r, &n, &no));
	REFUSED(d, scenario_kept(&d->cx, d->r, mine, &one), ERR_NOTFOUND, "whatif-no-scenario");
	d->cx.actor = "account:1";
	GOOD(d, scenario_kept(&d->cx, d->r, mine, &one));
	assert_true(one.mine && str_eq(one.lines, STR("a=1")));
	REFUSED(d, scenario_kept(&d->cx, d->r, no, &one), ERR_NOTFOUND, "whatif-no-scenario");
	GOOD(d, scenarios_kept(&d->cx, d->r, &all, &many));
	assert_int_equal(many, 200);
	for (int i = 0; i < many; i++)
		assert_true(all[i].shared && all[i].clauses.n == 15000);
	free(text);
	desk_close(d);
}

/* A full disk, say, is what people must hear of, and not that the snapshot could not be filed. */
static void test_closed_after_a_failure(void **state)
{
	const struct snapshot_how how = { .threads = 1 };
	struct county k = county("cn", 20, 5, 20201231);
	struct snapshot *s;
	struct desk *d = k.d;

	(void)state;
	GOOD(d, snapshot_open(&d->cx, d->r, &how, &s));
	assert_int_equal(mkdir(d->r->path.columns, 0700), 0);    /* there no file can be put */
	err_set(&d->cx, ERR_IO, "here", "db-full", "here", NULL);
	snapshot_close(&d->cx, s);
	assert_string_equal(d->cx.err.key, "db-full");
	err_clear(&d->cx);
	GOOD(d, snapshot_open(&d->cx, d->r, &how, &s));
	snapshot_close(&d->cx, s);
	assert_int_equal(d->cx.err.kind, OK);
	assert_int_equal(rmdir(d->r->path.columns), 0);
	county_end(&k);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_closed_after_a_failure),
		cmocka_unit_test(test_laws),
		cmocka_unit_test(test_raised),
		cmocka_unit_test(test_directions),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_fresh),
		cmocka_unit_test(test_hidden),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_sealed),
		cmocka_unit_test(test_endless),
		cmocka_unit_test(test_kept),
	};

	if (argc == 3 && !strcmp(argv[1], "--child"))
		return reader_main();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

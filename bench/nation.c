/* nation - the kernel at the size of a nation: households and persons are made up, then standards,
 * checks and what-ifs are run over their columns. Prints "figure value" lines; bench/nation.sh
 * judges them. nation HOUSEHOLDS FOLDER [CSV]: CSV takes the persons' columns for a database.
 * nation --register D: of the register D, how fast it becomes columns; nation --prepare D
 * HOUSEHOLDS, then nation --verdicts D: verdicts in the register D, which has the areas. */
#include <stdio.h>
#include <stdlib.h>

#include "base/thread.h"
#include "nation.h"

/* ---- lines: 534 stretches of areas ---- */

static bool line_name(void *state, int i, struct str *name)
{
	(void)state;
	*name = i ? STR("moved") : STR("poverty");
	return i < 2;
}

static bool world_line(void *state, struct str series, int i, int32_t *from, bool *known,
                       struct ratio *fen)
{
	const struct nation *k = state;
	bool moved = str_eqz(series, "moved");

	*from = (int32_t)((int64_t)k->villages * i / 534);
	*known = true;
	*fen = ratio_of((moved ? k->line : 400000) + i % 7 * 5000);
	return i < 534;
}

static const char *const clauses[] = {
	"per_capita_net >= line(\"poverty\")",
	"safe_water && !water_hard",
	"!dangerous_house",
	"person.all(p, age(p) < 6 || age(p) > 15 || tag(p.school, \"student\"))",
	"person.all(p, p.resident_medical || p.employee_medical)",
	"person.count(p, age(p) >= 60 && p.resident_pension == false) == 0",
	"power_living && broadcast",
	"road_distance < 25",
	"land_cultivated + land_forest >= 2",
	"person.exists(p, age(p) >= 16 && age(p) < 60 && p.work_months >= 6) || no_labour",
	"person.sum(p, p.work_months) >= 6 || known(dev_help)",
	"house_area >= members * 13",
	"type != \"一般农户\" && first_identified < date(\"2020-01-01\")",
};
#define CLAUSES (int)(sizeof clauses / sizeof *clauses)

struct run {
	struct program *p;
	struct program_bound *b;
	int out[400], n;
};

static const struct expr *text(struct nation *k, const char *root, const char *z,
                               const struct expr_var *var, int nvar)
{
	struct expr_env env = { .m = k->m, .root = entity_find(k->m, str_of(root)),
		.line = line_name, .var = var, .nvar = nvar, .want = EXPR_BOOL };
	struct expr *e;

	if (expr_compile(&k->cx, &k->cx.arena, &env, str_dup(&k->cx.arena, str_of(z)), &e, NULL) != OK)
		fprintf(stderr, "%s: ", z);
	must(k, k->cx.err.kind);
	return e;
}

static struct program_world world(struct nation *k)
{
	return (struct program_world){ .state = k, .on = 20201231, .line = world_line };
}

static void bind(struct nation *k, struct run *r, struct program_world *w)
{
	*w = world(k);
	must(k, program_bind(&k->cx, r->p, w, &r->b));
}

static void add(struct nation *k, struct run *r, const struct expr *e, const int *var)
{
	must(k, program_add(&k->cx, r->p, e, var, &r->out[r->n++]));
}

static void standard(struct nation *k, struct run *r)
{
	struct expr_var var[CLAUSES];
	char all[400] = "", name[CLAUSES][8];

	*r = (struct run){ .p = program_new(k->s) };
	for (int i = 0; i < CLAUSES; i++) {
		add(k, r, text(k, "household", clauses[i], NULL, 0), NULL);
		snprintf(name[i], sizeof name[i], "c%d", i);
		var[i] = (struct expr_var){ str_dup(&k->cx.arena, str_of(name[i])), { .kind = EXPR_BOOL } };
		snprintf(all + strlen(all), sizeof all - strlen(all), "%s%s", i ? " && " : "", name[i]);
	}
	add(k, r, text(k, "household", all, var, CLAUSES), r->out);
}

/* Households of the first n, in whole villages. */
static struct program_job job(const struct nation *k, const struct run *r, uint64_t n)
{
	return (struct program_job){ .p = r->p, .b = r->b, .v = k->v, .end = n };
}

/* A kernel by two threads and by one; cells that differ from those of the plain one. */
static long kernel(struct nation *k, struct program_job *j, const char *name,
                   struct program_count *count)
{
	size_t n = (size_t)k->villages * (CLAUSES + 1);
	struct program_count *plain = calloc(n, sizeof *plain);
	char id[64];
	long differ = 0;

	j->threads = 0;
	j->kernel = "plain";
	program_counts(j, k->villages, plain);
	j->kernel = name;
	for (j->threads = 2; j->threads; j->threads--) {
		snprintf(id, sizeof id, "standard-%s%s", name, j->threads == 1 ? "-one" : "");
		figure(id, MIDDLE(5, (memset(count, 0, n * sizeof *count),
		                      program_counts(j, k->villages, count))));
		for (size_t i = 0; i < n; i++)
			differ += count[i].yes != plain[i].yes || count[i].no != plain[i].no ||
				count[i].error != plain[i].error;
	}
	free(plain);
	return differ;
}

static void standards(struct nation *k)
{
	struct program_count *count = calloc((size_t)k->villages * (CLAUSES + 1), sizeof *count);
	long differ = 0;
	struct program_world w;
	struct program_job j;
	struct run r;
	int asked, ops;

	standard(k, &r);
	bind(k, &r, &w);
	j = job(k, &r, 0);
	ops = program_ops(r.p, &asked);
	figure("standard-ops", ops);
	figure("standard-asked", asked);
	if (strcmp(program_kernel(), "v3") == 0)
		differ += kernel(k, &j, "v3", count);
	differ += kernel(k, &j, "v2", count);
	figure("standard-differ", (double)differ);
	j.kernel = NULL;
	j.threads = 0;
	j.end = 30000;
	figure("county-standard", MIDDLE(21, program_counts(&j, k->villages, count)));
	free(count);
	program_unbind(r.b);
	program_free(r.p);
}

/* ---- checks: 200 conditions of faults, as packs write them ---- */

static const char *const faults[] = {
	"members + %d != size(person)",
	"person.count(p, tag(p.relation, \"head\")) != %d",
	"safe_water && water_hard && members > %d",
	"per_capita_net < yuan(%d)",
	"person.exists(p, age(p) < 16 && p.work_months > %d)",
	"person.exists(p, p.on_dibao && age(p) > %d)",
	"known(exited_on) && known(first_identified) && exited_on < first_identified && members > %d",
	"house_built > 2000 + %d && dangerous_house",
	"person.exists(p, age(p) > 100 + %d %% 10)",
	"land_cultivated > %d * 10 && land_forest < 1",
	"relocated && !known(moved_in) && members == %d",
	"person.all(p, p.labour == \"无劳动力\") && !no_labour && members > %d",
	"known(data_date) && first_identified > data_date && land_fruit < %d",
	"road_distance > %d",
	"person.sum(p, p.work_months) > %d * 10",
	"person.exists(p, tag(p.school, \"student\") && age(p) > %d)",
};
#define FAULTS (int)(sizeof faults / sizeof *faults)

struct fired { struct lock *lock; uint64_t n[400]; uint32_t *row[400], room; };

/* Lists of rows that fired: made-up rows fire far more often than real ones, so that a list ends at
 * one row in a hundred; the rest of them is only counted. */
static void fire(struct fired *f, const struct facts_view *v, const struct program_part *part)
{
	uint32_t words = part->to > part->base ? (part->to - part->base + 63) / 64 : 0;
	uint64_t n = 0, at;

	for (uint32_t i = 0; i < words; i++)
		n += (uint64_t)__builtin_popcountll(part->yes[i]);
	if (!n)
		return;
	at = __atomic_fetch_add(&f->n[part->output], n, __ATOMIC_RELAXED);
	for (uint32_t i = 0; i < words; i++)
		for (uint64_t x = part->yes[i]; x; x &= x - 1, at++)
			if (at < f->room)
				f->row[part->output][at] = (uint32_t)v->first[part->seg] + part->base + 64 * i +
					(uint32_t)__builtin_ctzll(x);
}

static void take_fired(void *state, const struct facts_view *v, const struct program_part *part,
                       int n)
{
	for (int i = 0; i < n; i++)
		fire(state, v, part + i);
}

static void checks(struct nation *k)
{
	struct fired f = { .room = (uint32_t)(k->households / 100 + 1000) };
	struct run r = { .p = program_new(k->s) };
	struct program_world w;
	struct program_job j;
	uint64_t all = 0;

	for (int i = 0; i < 200; i++) {
		char z[300];

		snprintf(z, sizeof z, faults[i % FAULTS], 1 + i / FAULTS * 3);
		add(k, &r, text(k, "household", z, NULL, 0), NULL);
		f.row[i] = malloc(f.room * sizeof *f.row[i]);
	}
	bind(k, &r, &w);
	j = job(k, &r, 0);
	j.state = &f;
	j.take = take_fired;
	figure("checks-200", MIDDLE(1, program_run(&j)));
	for (int i = 0; i < 200; i++)
		all += f.n[i];
	figure("checks-fired", (double)all);
	j.end = 30000;
	figure("county-checks", MIDDLE(11, (memset(f.n, 0, sizeof f.n), program_run(&j))));
	for (int i = 0; i < 200; i++)
		free(f.row[i]);
	program_unbind(r.b);
	program_free(r.p);
}

/* ---- what-ifs: the unchanged clauses stand ---- */

struct what_if {
	struct nation *k;
	struct run r;
	struct program_bits today[2];        /* the other clauses, and the verdict of today */
	const struct program_bits *in[2];
	struct program_count *count;
	struct program_world w;
};

static void moved(struct what_if *f, uint64_t end, int64_t line)
{
	struct program_job j;

	f->k->line = line;
	program_unbind(f->r.b);
	bind(f->k, &f->r, &f->w);
	j = job(f->k, &f->r, end);
	j.input = f->in;
	program_counts(&j, f->k->villages, f->count);
}

/* Covered, newly in and dropping out when `clause` takes the place of the first. */
static void what_if_make(struct what_if *f, const char *clause)
{
	struct nation *k = f->k;
	struct expr_var var[3] = { { STR("others"), { .kind = EXPR_BOOL } },
		{ STR("today"), { .kind = EXPR_BOOL } }, { STR("now"), { .kind = EXPR_BOOL } } };
	char z[400];
	int in[3];

	f->r = (struct run){ .p = program_new(k->s) };
	in[0] = program_input(f->r.p, 0);
	in[1] = program_input(f->r.p, 0);
	snprintf(z, sizeof z, "others && %s", clause);
	add(k, &f->r, text(k, "household", z, var, 2), in);
	in[2] = f->r.out[0];
	add(k, &f->r, text(k, "household", "now && !today", var, 3), in);
	add(k, &f->r, text(k, "household", "today && !now", var, 3), in);
	f->r.b = NULL;
}

static void what_ifs(struct nation *k)
{
	struct what_if f = { .k = k };
	struct run r = { .p = program_new(k->s) };
	struct program_job j;
	uint64_t province = k->households < 2000000 ? k->households : 2000000;

	add(k, &r, text(k, "household", "safe_water && !dangerous_house && power_living", NULL, 0),
	    NULL);
	add(k, &r, text(k, "household", "safe_water && !dangerous_house && power_living &&"
	                " per_capita_net >= line(\"poverty\")", NULL, 0), NULL);
	bind(k, &r, &f.w);
	j = job(k, &r, 0);
	program_bits(&j, f.today);
	f.in[0] = &f.today[0];
	f.in[1] = &f.today[1];
	f.count = calloc((size_t)k->villages * 5, sizeof *f.count);
	what_if_make(&f, "per_capita_net >= line(\"moved\")");
	figure("what-if-line-nation", MIDDLE(7, moved(&f, 0, 400000 + i_ * 1000)));
	figure("what-if-line-province", MIDDLE(21, moved(&f, province, 400000 + i_ * 1000)));
	figure("what-if-line-county", MIDDLE(21, moved(&f, 30000, 400000 + i_ * 1000)));
	program_unbind(f.r.b);
	program_free(f.r.p);
	what_if_make(&f, "person.exists(p, age(p) >= 16 && age(p) < 60 && p.work_months >= 6)");
	figure("what-if-clause-nation", MIDDLE(5, moved(&f, 0, 400000)));
	figure("what-if-clause-province", MIDDLE(21, moved(&f, province, 400000)));
	program_unbind(f.r.b);
	program_free(f.r.p);
	program_bits_free(f.today, 2);
	free(f.count);
	program_unbind(r.b);
	program_free(r.p);
}

/* ---- one household ---- */

static void change_one(struct nation *k, struct facts_family *one, bool members)
{
	struct facts_change *c = facts_change_begin(k->f);

	facts_family_set(one, 0, 0, facts_column_of(k->s, 0, entity_field(k->s->noun[0]->e,
	                 STR("per_capita_net")), FACTS_VALUE, NULL), 150000 + below(k, 900000));
	if (members)
		nation_row(k, one, 1, facts_family_row(one, 1, INT32_MAX + below(k, 1000000), 0));
	must(k, facts_put(&k->cx, c, one));
	facts_change_end(c);
}

static void one_household(struct nation *k)
{
	struct facts_family one;
	struct program_world w;
	struct program_job j;
	struct run r;
	char answer[64];
	int seg;
	uint32_t row;

	facts_family_init(&one, k->s);
	facts_place(k->v, k->households / 2, &seg, &row);
	facts_get(k->v, seg, row, &one);
	facts_release(k->f, k->v);
	standard(k, &r);
	bind(k, &r, &w);
	change_one(k, &one, false);
	figure("one-change", MIDDLE(201, change_one(k, &one, false)) * 1e6);
	k->v = facts_hold(k->f);
	j = job(k, &r, 0);
	figure("one-judged", MIDDLE(201, program_one(&j, seg, row, answer)) * 1e6);
	facts_release(k->f, k->v);
	figure("one-members-change", MIDDLE(21, change_one(k, &one, true)) * 1e3);
	k->v = facts_hold(k->f);
	facts_family_free(&one);
	program_unbind(r.b);
	program_free(r.p);
}

/* ---- the county table of eight predicates ---- */

static const char *const predicates[PREDICATES] = {
	"age(birth) >= 60", "age(birth) < 16", "tag(sex, \"female\")", "tag(school, \"student\")",
	"resident_medical", "age(birth) >= 60 && resident_pension == false",
	"age(birth) >= 16 && age(birth) < 60 && work_months >= 6", "on_dibao && !medical_aid",
};

static int col(const struct nation *k, const char *field)
{
	return facts_column_of(k->s, 1, entity_field(k->s->noun[1]->e, str_of(field)), FACTS_VALUE,
	                       NULL);
}

static uint8_t small(const struct facts_col *c, uint32_t row)
{
	int64_t v;

	return facts_value(c, row, &v) ? (uint8_t)v : 255;
}

static void person_take(const struct nation *k, const struct facts_rows *r, uint32_t row,
                        struct persons *p)
{
	int64_t v;
	size_t i = p->n++;

	p->birth[i] = facts_value(&r->col[col(k, "birth")], row, &v) ? date_days((date_t)v) : -1;
	p->months[i] = facts_value(&r->col[col(k, "work_months")], row, &v) ? (uint16_t)v : 65535;
	p->sex[i] = small(&r->col[col(k, "sex")], row);
	p->school[i] = small(&r->col[col(k, "school")], row);
	p->medical[i] = small(&r->col[col(k, "resident_medical")], row);
	p->pension[i] = small(&r->col[col(k, "resident_pension")], row);
	p->dibao[i] = small(&r->col[col(k, "on_dibao")], row);
	p->aid[i] = small(&r->col[col(k, "medical_aid")], row);
}

static uint16_t county_of(const struct nation *k, int32_t village)
{
	return (uint16_t)((int64_t)village * COUNTIES / k->villages);
}

static size_t rows_in_all(const struct facts_view *v, int noun)
{
	size_t n = 0;

	for (int s = 0; s < v->nseg; s++)
		n += v->seg[s]->rows[noun].n;
	return n;
}

static void persons_take(const struct nation *k, struct persons *p, size_t n)
{
	*p = (struct persons){ .birth = malloc(n * 4), .months = malloc(n * 2), .sex = malloc(n),
		.school = malloc(n), .medical = malloc(n), .pension = malloc(n), .dibao = malloc(n),
		.aid = malloc(n), .county = malloc(n * 2), .from = calloc(COUNTIES + 2, sizeof(size_t)) };
	for (int s = 0; s < k->v->nseg; s++) {
		const struct facts_segment *g = k->v->seg[s];

		for (int a = 0; a < g->nrun; a++) {
			uint32_t end = a + 1 < g->nrun ? g->run[a + 1].first : g->rows[0].n, from, to, skip;

			facts_children(g, 1, g->run[a].first, &from, &skip);
			facts_children(g, 1, end - 1, &skip, &to);
			for (; from < to; from++) {
				p->county[p->n] = county_of(k, g->run[a].area);
				person_take(k, &g->rows[1], from, p);
			}
		}
	}
	for (size_t i = 0, c = 0; i <= p->n; i++)
		for (; c <= (i < p->n ? p->county[i] : COUNTIES); c++)
			p->from[c] = i;
}

struct half {
	void (*table)(const struct persons *, const struct asked *, uint32_t (*)[PREDICATES], size_t,
	              size_t);
	const struct persons *p;
	const struct asked *q;
	uint32_t out[COUNTIES + 1][PREDICATES];
	size_t from, to;
};

static void half_run(void *arg)
{
	struct half *h = arg;

	memset(h->out, 0, sizeof h->out);
	h->table(h->p, h->q, h->out, h->from, h->to);
}

/* Two threads, each with counters of its own. */
static void table_by(struct half *h)
{
	struct thread *t;

	h[1] = h[0];
	h[0].to = h[1].from = h[0].p->n / 2;
	h[0].from = 0;
	h[1].to = h[0].p->n;
	t = thread_start(half_run, &h[1]);
	half_run(&h[0]);
	thread_join(t);
	for (int c = 0; c < COUNTIES; c++)
		for (int i = 0; i < PREDICATES; i++)
			h[0].out[c][i] += h[1].out[c][i];
}

static void asked_make(struct nation *k, struct asked *q)
{
	const struct field *f = k->s->noun[1]->col[col(k, "school")].f;

	*q = (struct asked){ .age16 = date_days(20041231), .age60 = date_days(19601231) };
	for (int64_t code = 0; code < 255; code++) {
		q->student[code] = k->lists.has_tag(k->lists.state, f->list, code, "student");
		if (k->lists.has_tag(k->lists.state, "sex", code, "female"))
			q->female = (uint8_t)code;
	}
}

static void csv_write(const struct nation *k, const struct persons *p, const char *path)
{
	FILE *f = fopen(path, "w");

	if (!f) {
		perror(path);
		exit(1);
	}
	(void)k;
	fputs("county,birth,months,sex,school,medical,pension,dibao,aid\n", f);
	for (size_t i = 0; i < p->n; i++) {
		char t[12] = "", m[8] = "", u[6][5] = { "" };
		const uint8_t b[6] = { p->sex[i], p->school[i], p->medical[i], p->pension[i], p->dibao[i],
			p->aid[i] };

		if (p->birth[i] != -1)
			date_put(t, date_from_days(p->birth[i]));
		if (p->months[i] != 65535)
			snprintf(m, sizeof m, "%u", p->months[i]);
		for (int c = 0; c < 6; c++)
			if (b[c] != 255)
				snprintf(u[c], sizeof u[c], "%u", b[c]);
		fprintf(f, "%u,%s,%s,%s,%s,%s,%s,%s,%s\n", p->county[i], t, m, u[0], u[1], u[2], u[3],
		        u[4], u[5]);
	}
	if (fclose(f) != 0)
		exit(1);
}

static void tables(struct nation *k, const char *csv)
{
	struct program_count *count = calloc((size_t)COUNTIES * PREDICATES, sizeof *count);
	struct half *h = calloc(2, sizeof *h);
	int32_t first[COUNTIES];
	struct run r = { .p = program_new(k->s) };
	struct program_world w;
	struct program_job j;
	struct persons p;
	struct asked q;
	uint64_t sum = 0;
	long wrong = 0;

	for (int i = 0; i < PREDICATES; i++)
		add(k, &r, text(k, "person", predicates[i], NULL, 0), NULL);
	bind(k, &r, &w);
	j = job(k, &r, 0);
	for (int32_t v = k->villages - 1; v >= 0; v--)
		first[county_of(k, v)] = v;
	j.group = first;
	figure("table", MIDDLE(5, (memset(count, 0, (size_t)COUNTIES * PREDICATES * sizeof *count),
	                           program_counts(&j, COUNTIES, count))));
	persons_take(k, &p, rows_in_all(k->v, 1));
	asked_make(k, &q);
	h->p = &p;
	h->q = &q;
	h->table = table_naive;
	figure("table-naive", MIDDLE(3, table_by(h)));
	for (int c = 0; c < COUNTIES; c++)
		for (int i = 0; i < PREDICATES; i++) {
			wrong += h->out[c][i] != count[(size_t)i * COUNTIES + (size_t)c].yes;
			sum += h->out[c][i];
		}
	h->table = table_fused;
	figure("table-fused", MIDDLE(5, table_by(h)));
	for (int c = 0; c < COUNTIES; c++)
		for (int i = 0; i < PREDICATES; i++)
			wrong += h->out[c][i] != count[(size_t)i * COUNTIES + (size_t)c].yes;
	figure("table-wrong", (double)wrong);
	printf("table-sum %llu\n", (unsigned long long)sum);
	printf("table-students");
	for (int i = 0; i < 255; i++)
		if (q.student[i])
			printf(" %d", i);
	printf("\ntable-female %d\n", q.female);
	if (csv)
		csv_write(k, &p, csv);
}

/* ---- the file ---- */

/* Saves what k holds and opens it; the time of the opening in ms. */
static double again(struct nation *k, const struct facts_view *v, const struct facts_schema *s,
                    bool told)
{
	struct keyring ring = { .alg = HASH_SHA256, .id = "benchben" };
	struct facts *f;
	char path[512];
	int64_t began;
	double took;

	hmac_key_init(&ring.extract, ring.alg, "bench", 5);
	snprintf(path, sizeof path, "%s/facts", k->dir);
	began = os_mono_ns();
	must(k, facts_save(&k->cx, v, path, &ring, 1));
	if (told)
		figure("file-save", since(began));
	took = MIDDLE(5, (f = facts_new(s), must(k, facts_open(&k->cx, f, path, &ring, 1)),
	                  facts_free(f)));
	remove(path);
	return took * 1e3;
}

/* Classes of sealed fields are deciphered when the file is opened; else it is only mapped. */
static void file(struct nation *k)
{
	struct facts_schema *open;
	struct facts_builder *b;
	struct facts_family from, to;
	struct facts *f;
	const struct facts_view *v;

	figure("file-open-sealed", again(k, k->v, k->s, true));
	must(k, facts_schema_new(&k->cx, &k->cx.arena, k->m, "household", k->want, k->nwant - 3, NULL,
	                         &open));
	f = facts_new(open);
	b = facts_build(f);
	facts_family_init(&from, k->s);
	facts_family_init(&to, open);
	for (int s = 0; s < k->v->nseg; s++)
		for (uint32_t row = 0; row < k->v->seg[s]->rows[0].n; row++) {
			facts_family_start(&to, facts_id(&k->v->seg[s]->rows[0], row),
			                   facts_area(k->v->seg[s], row));
			facts_get(k->v, s, row, &from);
			for (int p = 0; p < from.kin[1].n; p++)
				facts_family_row(&to, 1, from.kin[1].id[p], 0);
			must(k, facts_build_add(&k->cx, b, &to));
		}
	must(k, facts_build_end(&k->cx, b));
	v = facts_hold(f);
	figure("file-open", again(k, v, open, false));
	facts_release(f, v);
	facts_free(f);
	facts_family_free(&from);
	facts_family_free(&to);
}

int main(int argc, char **argv)
{
	struct nation *k = calloc(1, sizeof *k);

	if (argc == 3 && strcmp(argv[1], "--register") == 0)
		return feed_figures(argv[2]);
	if (argc == 4 && strcmp(argv[1], "--prepare") == 0)
		return verdict_prepare(argv[2], strtoull(argv[3], NULL, 10));
	if (argc == 3 && strcmp(argv[1], "--verdicts") == 0)
		return verdict_figures(argv[2]);
	if (argc < 3) {
		fputs("usage: nation HOUSEHOLDS FOLDER [CSV] | nation --register D\n", stderr);
		return 2;
	}
	ctx_init(&k->cx, (size_t)1 << 30);
	k->households = strtoull(argv[1], NULL, 10);
	k->dir = argv[2];
	k->seed = 88172645463325252u;
	k->line = 400000;
	k->villages = (int32_t)((uint64_t)VILLAGES * k->households / 29500000);
	if (k->villages < COUNTIES)
		k->villages = COUNTIES;
	printf("kernel %s\n", program_kernel());
	nation_columns(k);
	nation_build(k);
	standards(k);
	checks(k);
	what_ifs(k);
	one_household(k);
	file(k);
	tables(k, argc > 3 ? argv[3] : NULL);
	return 0;
}

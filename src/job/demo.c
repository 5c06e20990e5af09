/* demo - the lists a county would receive: options, the folder, and the order of work. A county is
 * planned (where the families are, which of them get a fault), then written family by family. */
#include "job/demo_plant.h"

#include "base/os.h"

#define MARK "演示数据 demo data"
#define HOUSEHOLDS_MAX 50000000  /* as many counties as one province has codes for */
#define FILES_PER_COUNTY 3       /* of persons: some six townships each */

/* ---- options and folder ---- */
static enum err check_options(struct ctx *cx, const struct demo *d)
{
	if (d->households < 1 || d->households > HOUSEHOLDS_MAX)
		return err_set(cx, ERR_INPUT, "--households", "demo-households", NULL);
	if (d->years < 1 || d->years > DEMO_YEARS)
		return err_set(cx, ERR_INPUT, "--years", "demo-years", NULL);
	if (!d->areas != !d->county)
		return err_set(cx, ERR_INPUT, "--areas", "demo-areas-both", NULL);
	/* A year of the campaign, or one by which families have been monitored for some years. */
	if (d->date && (!date_valid(d->date) || date_day(d->date) == 0 ||
	                date_year(d->date) < THEN_FIRST ||
	                (date_year(d->date) > EXIT_LAST && date_year(d->date) < MONITOR_FIRST + 4)))
		return err_set(cx, ERR_INPUT, "--year", "demo-date", NULL);
	if (d->date && date_year(d->date) <= EXIT_LAST &&
	    (d->month || d->bench || d->format != DEMO_CSV || strcmp(d->faults, "none") != 0))
		return err_set(cx, ERR_INPUT, "--year", "demo-then", NULL);
	return OK;
}

/* README.txt has a line for each file; folders of older demos do not have them. */
static bool is_ours(struct str readme, struct str name)
{
	static const char *const single[] = { "persons.csv", "truth.csv", "README.txt",
#define SHEET(id, entity, file) file,
#define COL(sheet, field)
#include "job/demo_sheets.def"
#undef SHEET
#undef COL
	};
	struct str line;

	while (str_next(&readme, '\n', &line))
		if (str_eq(str_trim(line), name))
			return true;
	for (size_t i = 0; i < sizeof(single) / sizeof(single[0]); i++)
		if (str_eqz(name, single[i]))
			return true;
	return str_starts(name, STR("persons-")) && str_ends(name, STR(".csv"));
}

static const char *path_in(struct ctx *cx, const struct demo *d, struct str name)
{
	struct str path = str_join(&cx->arena, str_of(d->out), STR("/"));

	return str_z(&cx->arena, str_join(&cx->arena, path, name));
}

/* An empty folder, or one the demo made: its lists are taken away, nothing else is touched. */
static enum err make_room(struct ctx *cx, const struct demo *d)
{
	struct str *name, text = STR("");
	size_t n;

	TRY(os_mkdir(cx, d->out, 0755));
	TRY(os_list_dir(cx, d->out, &name, &n));
	if (n == 0)
		return OK;
	const char *readme = path_in(cx, d, STR("README.txt"));
	bool ours = os_exists(readme);
	if (ours) {
		TRY(os_read_file(cx, readme, (size_t)1 << 20, &text));
		ours = str_find(text, STR(MARK)) >= 0;
	}
	for (size_t i = 0; i < n; i++)
		if (!ours || !is_ours(text, name[i]))
			return err_set(cx, ERR_INPUT, d->out, "demo-folder",
			               str_z(&cx->arena, name[i]), NULL);
	for (size_t i = 0; i < n; i++)
		TRY(os_remove(cx, path_in(cx, d, name[i])));
	return OK;
}

static const char *const formats[] = { "csv", "xlsx", "national", "messy" };

const char *demo_format_name(enum demo_format f)
{
	return formats[f];
}

/* Written first: from then on the folder is known as a demo's, even if the rest is cut short. */
static enum err put_readme(struct gen *g)
{
	static const char zh[] =
		"本目录中的人名、证件号码、电话、账号、收入、疾病均由程序随机生成，\n"
		"不是任何真实的人。证件号码的区划部分为虚构的 98 开头\n"
		"（用 --areas 指定县时除外），电话号段未分配给用户。\n"
		"truth.csv 列出故意放入的每一处差错：文件、行（表头为第 1 行）、列、\n"
		"种类、原值、放入的值、仅凭导入能否发现。\n";
	static const char en[] =
		"Every name, ID number, phone, account, income and illness in this folder\n"
		"is made up by the program; none belongs to a real person. ID numbers lie in\n"
		"a fictional province (98) unless a county was named with --areas; phone\n"
		"numbers are of ranges given to no subscriber. truth.csv names every fault\n"
		"planted on purpose: file, row (the header is 1), column, kind, what stood\n"
		"there, what was put there, and whether an import alone can find it.\n";
	struct buf text BUF_AUTO = { 0 };

	buf_init(&text, 16384);
	buf_addf(&text, "%s\n\n%s\n%s\n", MARK, zh, en);
	buf_addf(&text, "jingzhun demo --households %lld --seed %llu --faults %s --years %d "
	         "--format %s", (long long)g->d->households, (unsigned long long)g->d->seed,
	         g->d->faults ? g->d->faults : "all", g->d->years,
	         demo_format_name(g->d->format));
	if (g->d->month)
		buf_addf(&text, " --month %d-%02d", g->d->month / 100, g->d->month % 100);
	buf_addc(&text, '\n');
	g->d->files++;
	return os_write_file(g->cx, path_in(g->cx, g->d, STR("README.txt")), buf_str(&text), 0644);
}

/* ---- a county ---- */
static enum err start_county(struct gen *g, int i)
{
	g->here = &g->county[i];
	g->here_i = i;
	g->person0[0] = 0;
	for (int64_t f = 0; f < g->here->n; f++) {
		int size = demo_family_size(g, g->here->first + f);
		g->person0[f + 1] = g->person0[f] + (uint32_t)size;
	}
	return demo_faults_plan(g);
}

static int part_of(const struct gen *g, const struct demo_family *f)
{
	return g->here->village[f->village].town * FILES_PER_COUNTY / g->here->ntown;
}

bool demo_same_file(const struct gen *g, const struct demo_family *a, const struct demo_family *b)
{
	if (g->d->format == DEMO_NATIONAL)
		return a->poor == b->poor;
	if (g->d->format == DEMO_MESSY)          /* of one village: they stand on one sheet */
		return a->village == b->village;
	return g->d->bench || part_of(g, a) == part_of(g, b);
}

static enum err put_family(struct gen *g, const struct demo_family *f)
{
	TRY(demo_put_family(g, f));
	if (!g->rows)
		return OK;
	TRY(g->d->format == DEMO_MESSY ? demo_messy_family(g, f) : demo_national_family(g, f));
	demo_forget(g);
	return OK;
}

static enum err write_county(struct gen *g)
{
	struct demo_family f;
	int part = -1;

	if (g->rows)
		TRY(g->d->format == DEMO_MESSY ? demo_messy_open(g) : demo_national_open(g));

	for (int64_t i = 0; i < g->here->n; i++) {
		demo_family_make(g, i, &f);
		int now = part_of(g, &f);
		if (now != part)
			TRY(demo_persons_next(g));
		part = now;
		if (!f.absent)
			TRY(put_family(g, &f));
		g->d->persons += f.absent ? 0 : f.members;
		if (g->cx->stop && *g->cx->stop)
			return err_set(g->cx, ERR_LIMIT, g->d->out, "demo-stopped", NULL);
	}
	TRY(demo_put_county(g));
	return !g->rows ? OK :
	       g->d->format == DEMO_MESSY ? demo_messy_close(g) : demo_national_close(g);
}

/* ---- bench: persons of a county in shuffled order ---- */
static uint64_t bench_key(const struct gen *g)
{
	return rng_mix(g->seed + 600) + (uint64_t)g->here_i;
}

int demo_first_member(const struct gen *g, const struct demo_family *f)
{
	uint64_t n = g->person0[g->here->n], first = UINT64_MAX;
	int member = 0;

	for (int i = 0; g->d->bench && i < f->n; i++) {
		uint64_t at = rng_unshuffle(bench_key(g), n, (uint64_t)f->person0 + (uint64_t)i);
		if (at < first) {
			first = at;
			member = i;
		}
	}
	return member;
}

/* The family a person of the county belongs to. */
static int64_t family_of(const struct gen *g, uint32_t person)
{
	int64_t lo = 0, hi = g->here->n;

	while (hi - lo > 1) {
		int64_t mid = (lo + hi) / 2;
		if (g->person0[mid] <= person)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}

static enum err write_shuffled(struct gen *g)
{
	uint64_t n = g->person0[g->here->n];
	struct demo_family f;

	g->d->persons += (int64_t)n;
	for (uint64_t at = 0; at < n; at++) {
		uint32_t person = (uint32_t)rng_shuffle(bench_key(g), n, at);
		int64_t i = family_of(g, person);
		demo_family_make(g, i, &f);
		TRY(demo_put_person(g, &f, (int)(person - g->person0[i])));
		if (g->cx->stop && *g->cx->stop)
			return err_set(g->cx, ERR_LIMIT, g->d->out, "demo-stopped", NULL);
	}
	return demo_put_copies(g);
}

static enum err write_all(struct gen *g)
{
	TRY(demo_files_open(g));
	TRY(demo_put_areas(g));
	TRY(demo_put_outlines(g));
	if (g->d->bench)
		TRY(demo_persons_next(g));
	for (int i = 0; i < g->ncounty; i++) {
		TRY(start_county(g, i));
		TRY(g->d->bench ? write_shuffled(g) : write_county(g));
	}
	return OK;
}

static enum err run(struct gen *g)
{
	TRY(check_options(g->cx, g->d));
	TRY(demo_month_begin(g));
	TRY(demo_fields_find(g));
	if (g->d->format >= DEMO_NATIONAL)
		g->rows = demo_rows_new(g->a);
	TRY(demo_faults_read(g));
	TRY(g->d->areas ? demo_areas_read(g) : demo_areas_make(g));
	size_t most = 1;
	for (int i = 0; i < g->ncounty; i++)
		most = (size_t)g->county[i].n > most ? (size_t)g->county[i].n : most;
	g->person0 = arena_array(g->a, most + 1, sizeof(*g->person0));
	g->plan = arena_array(g->a, most, sizeof(*g->plan));
	TRY(make_room(g->cx, g->d));
	TRY(put_readme(g));
	enum err e = write_all(g);
	enum err closed = demo_files_close(g);
	return e == OK ? closed : e;
}

enum err demo_run(struct ctx *cx, const struct model *m, struct demo *d)
{
	struct arena a;
	struct gen *g;

	arena_init(&a, (size_t)128 << 20);
	g = ARENA_NEW(&a, struct gen);
	g->cx = cx;
	g->m = m;
	g->d = d;
	g->a = &a;
	g->seed = rng_mix(d->seed + 1);
	g->date = d->date ? d->date : DEMO_DATE;
	g->year = date_year(g->date);
	g->shown = g->date;
	d->persons = d->files = d->planted = 0;
	enum err e = run(g);
	arena_free(&a);
	return e;
}

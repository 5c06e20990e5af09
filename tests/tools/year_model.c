/* year_model: twelve monthly lists of a made-up national system, what an office edits and decides
 * in between, and what must be in the register, on the list of differences and on the to-enter list
 * after each step. It shares no code with the program: cells are texts, and the rule is written
 * here once more, from its description:
 *
 *   the source says nothing: what stands here stays; it differs if it is not the source's last word
 *   it says what stands here: they agree
 *   it says its last word again: ours stays, and is to be entered there
 *   ours is its last word: its new one is taken
 *   else, or where it lists the row for the first time: a conflict; ours stays until it is decided
 *
 *   year_model SEED MONTHS DIR < BASE.csv      BASE: the 32-column list of the first month
 * writes DIR/MM-*.csv (lists), DIR/MM-edit.sh, DIR/MM-settle.sh, and DIR/MM-*.want. */
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N = 32 };
/* The exchange list: which columns are the household's, which the person's, which are nobody's or
 * only name a place; names as the program calls them. */
static const struct { const char *name; char of; } column[N] = {
	{ "", 0 }, { "data_date", 's' }, { "", 0 }, { "", 0 }, { "area", 0 }, { "group_name", 'h' },
	{ "no", 'k' }, { "no", 'n' }, { "name", 'p' }, { "idno", 'p' }, { "members", 'h' },
	{ "relation", 'p' }, { "nation", 'p' }, { "education", 'p' }, { "school", 'p' },
	{ "health", 'p' }, { "labour", 'p' }, { "work_months", 'p' }, { "critical_insurance", 'p' },
	{ "cause1", 'h' }, { "dangerous_house", 'h' }, { "safe_water", 'h' }, { "per_capita_net", 'h' },
	{ "phone", 'h' }, { "phone", 'p' }, { "first_identified", 'h' }, { "identified", 'p' },
	{ "type", 'h' }, { "monitor_type", 'h' }, { "risk_cleared", 'h' }, { "risk_found", 'h' },
	{ "risk_cleared_on", 'h' },
};
enum { HH = 6, PNO = 7, NAME = 8, ID = 9, REL = 11, EDU = 13, LAB = 16, MONTHS = 17, CAUSE = 19,
	DANGER = 20, INCOME = 22, HPHONE = 23, PPHONE = 24 };
static const int changing_h[] = { CAUSE, DANGER, INCOME, HPHONE };
static const int changing_p[] = { EDU, LAB, MONTHS, PPHONE };

struct cell {
	const char *ours, *theirs;   /* here; what the source has in its own system */
	const char *word;            /* its last word here: NULL none */
	bool open, live;             /* a conflict; a difference is on the list */
	const char *d_ours, *d_theirs;
};
struct row {                     /* a household or a person */
	struct cell c[N];
	int house;                   /* of a person */
	bool here, dead, provisional;
	bool at_source;              /* the source has it in its own system */
	bool ever, before, now;      /* compared once; on its list last month; this month */
	bool asked;                  /* where did it go? */
	bool closed_now, bad_now;
};
static struct row *house, *person;
static int nhouse, nperson;
static const char *header;
static const char *dir;
static int month;

static uint64_t state;
static uint64_t chance(uint64_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (state >> 11) % n;
}
static bool one_in(uint64_t n) { return chance(n) == 0; }

static const char *text(const char *fmt, ...)
{
	char b[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(b, sizeof b, fmt, ap);
	va_end(ap);
	return strdup(b);
}

static bool same(const char *a, const char *b) { return !strcmp(a ? a : "", b ? b : ""); }
static bool none(const char *a) { return !a || !*a; }

static FILE *out(const char *name)
{
	FILE *f = fopen(text("%s/%02d-%s", dir, month, name), "w");

	if (!f)
		exit(2);
	return f;
}

/* ---- the base ---- */

static void read_base(void)
{
	static char line[8192];
	int cap = 1 << 20;

	house = calloc((size_t)cap / 2, sizeof *house);
	person = calloc((size_t)cap / 2, sizeof *person);
	for (int n = 0; fgets(line, sizeof line, stdin); n++) {
		char *cut = line, *cell[N];

		line[strcspn(line, "\r\n")] = 0;
		if (n == 0) {
			header = strdup(line + (!strncmp(line, "\xEF\xBB\xBF", 3) ? 3 : 0));
			continue;
		}
		for (int i = 0; i < N; i++) {
			cell[i] = strsep(&cut, ",");
			if (!cell[i] || strchr(cell[i], '"'))
				exit(3);
		}
		if (!nhouse || strcmp(house[nhouse - 1].c[HH].theirs, cell[HH]))
			nhouse++;
		for (int i = 0; i < N; i++) {
			house[nhouse - 1].c[i].theirs = person[nperson].c[i].theirs = strdup(cell[i]);
			house[nhouse - 1].c[i].ours = person[nperson].c[i].ours = "";
		}
		house[nhouse - 1].at_source = person[nperson].at_source = true;
		person[nperson++].house = nhouse - 1;
	}
}

/* ---- new values ---- */

static const char *new_value(int col, const char *not)
{
	static const char *const edu[] = { "小学", "初中", "高中", "大专" };
	static const char *const lab[] = { "普通劳动力", "技能劳动力", "丧失劳动力", "无劳动力" };
	static const char *const cause[] = { "因病", "因残", "因学", "因灾", "缺土地", "缺水" };
	const char *v;

	do
		v = col == EDU ? edu[chance(4)] : col == LAB ? lab[chance(4)] :
		    col == CAUSE ? cause[chance(6)] : col == DANGER ? (one_in(2) ? "是" : "否") :
		    col == MONTHS ? text("%d", (int)chance(11) + 1) :
		    col == INCOME ? text("%d.00", 7000 + (int)chance(30000)) :
		    text("139%08d", (int)chance(100000000));
	while (same(v, not));
	return v;
}

static const char *new_id(void)
{
	static const int weight[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	static int serial;
	int sum = 0, k = serial++;
	const char *d = text("%.6s19%02d%02d%02d%03d", person[0].c[ID].theirs, 50 + k % 50,
	                     1 + k / 50 % 12, 1 + k / 600 % 28, 990 + k / 16800 % 9);

	for (int i = 0; i < 17; i++)
		sum += (d[i] - '0') * weight[i];
	return text("%s%c", d, "10X98765432"[sum % 11]);
}

static int new_person(int h)
{
	struct row *p = &person[nperson];
	const char *name[] = { "赵", "钱", "孙", "李", "周", "吴" },
		*given[] = { "明", "芳", "伟", "静", "强", "丽", "军" };

	p->house = h;
	for (int i = 0; i < N; i++) {
		p->c[i].ours = p->c[i].theirs = "";
		if (column[i].of != 'p' && column[i].of != 'n')
			p->c[i].theirs = house[h].c[i].theirs;
	}
	p->c[PNO].theirs = text("%s9%03d", house[h].c[HH].theirs, nperson % 1000);
	p->c[NAME].theirs = text("%s%s%s", name[chance(6)], given[chance(7)], given[chance(7)]);
	p->c[ID].theirs = new_id();
	p->c[REL].theirs = "其他";
	return nperson++;
}

static int new_house(void)
{
	struct row *h = &house[nhouse];
	int like = (int)chance((uint64_t)nhouse);

	for (int i = 0; i < N; i++) {
		h->c[i].ours = "";
		h->c[i].theirs = column[i].of == 'h' && i != INCOME ? "" : house[like].c[i].theirs;
	}
	h->c[HH].theirs = text("98012177%04d", nhouse);
	h->c[INCOME].theirs = new_value(INCOME, "");
	return nhouse++;
}

/* ---- the source's month ---- */

static void source_changes(struct row *r, const int *col, int n)
{
	for (int i = 0; i < n; i++) {
		struct cell *c = &r->c[col[i]];

		if (r->here && !same(c->ours, c->theirs) && !none(c->ours) && one_in(2))
			c->theirs = c->ours;            /* entered there */
		else if (one_in(40))
			c->theirs = new_value(col[i], c->theirs);
		else if (one_in(150))
			c->theirs = "";
	}
}

static void source_month(void)
{
	int people = nperson, houses = nhouse;

	for (int h = 0; month > 1 && h < houses; h++) {
		source_changes(&house[h], changing_h, 4);
		if (house[h].at_source ? one_in(120) : one_in(!house[h].here || house[h].ever ? 3 : 2))
			house[h].at_source ^= house[h].ever || house[h].here;
		if (house[h].at_source && one_in(60))
			person[new_person(h)].at_source = true;
	}
	for (int i = 0; month > 1 && i < people; i++) {
		struct row *p = &person[i];

		source_changes(p, changing_p, 4);
		if (p->at_source ? one_in(100) : one_in(3))
			p->at_source = !p->at_source;
	}
	if (month > 1 && one_in(2)) {
		int h = new_house();

		house[h].at_source = true;
		for (int i = 0; i < 3; i++)
			person[new_person(h)].at_source = true;
	}
}

static void write_list(void)
{
	FILE *f[2] = { out("a.csv"), month % 3 ? NULL : out("b.csv") };

	fprintf(f[0], "%s\r\n", header);
	if (f[1])
		fprintf(f[1], "%s\r\n", header);
	for (int h = 0; h < nhouse; h++)
		house[h].now = false;
	for (int i = 0; i < nperson; i++) {
		struct row *p = &person[i], *h = &house[p->house];
		FILE *to = f[1] && p->house % 2 ? f[1] : f[0];

		p->now = p->at_source && h->at_source;
		if (!p->now)
			continue;
		p->bad_now = month > 1 && !p->provisional && one_in(150);
		for (int k = 0; k < N; k++) {
			const char *v = column[k].of == 'p' || column[k].of == 'n' ? p->c[k].theirs
			                                                           : h->c[k].theirs;

			if (k == 1)
				v = text("2025-%02d-28", month);
			if (k == ID && p->bad_now)      /* a wrong check digit: the row is refused */
				v = text("%.17s%c", v, v[17] == '3' ? '5' : '3');
			fprintf(to, "%s%s", k ? "," : "", v);
		}
		fprintf(to, "\r\n");
	}
	fclose(f[0]);
	if (f[1])
		fclose(f[1]);
}

/* ---- its import ---- */

static struct { int took, kept, asked, waiting, entered, met, gone, back, fresh, refused; } count;

static void compare(struct row *r, int k)
{
	struct cell *c = &r->c[k];
	const char *said = c->theirs, *word = r->ever ? c->word : NULL;
	enum { NOTHING, AGREE, TAKE, KEEP, ASK } what;

	if (k == PNO && r->provisional) {
		count.took += !none(said);
		c->ours = c->word = said;
		return;
	}
	if (none(said))
		what = same(c->ours, word) ? NOTHING : KEEP;
	else if (same(said, c->ours))
		what = AGREE;
	else if (!r->ever)
		what = none(c->ours) ? TAKE : ASK;
	else
		what = same(said, word) ? KEEP : same(c->ours, word) ? TAKE : ASK;
	count.entered += what == AGREE && r->ever && !same(word, c->ours);
	count.took += what == TAKE;
	count.asked += what == ASK;
	count.waiting += what == KEEP && c->open;
	count.kept += what == KEEP && !c->open;
	if (what == TAKE)
		c->ours = said;
	if (what == ASK || what == KEEP) {
		c->open |= what == ASK;
		c->live = true;
		c->d_ours = c->ours;
	} else {
		c->open = c->live = false;
	}
	if (!none(said))
		c->word = said;
	else if (!r->ever)
		c->word = "";
	c->d_theirs = c->word;
}

static void listed(struct row *r)
{
	count.back += r->asked;
	r->closed_now |= r->asked;
	r->asked = false;
}

static void take_row(struct row *r, bool person_row)
{
	for (int k = 0; k < N; k++) {
		char of = column[k].of;

		if (person_row ? of != 'p' && of != 'n' : of != 'h')
			continue;
		if (!r->here)
			r->c[k].ours = r->c[k].word = r->c[k].theirs;
		else
			compare(r, k);
	}
	if (r->here)
		count.met += !r->ever;
	r->here = r->ever = true;
	r->provisional = false;
	listed(r);
}

static void ask(struct row *r)
{
	if (r->dead || r->asked)
		return;
	r->asked = true;
	count.gone++;
}

static void take_list(void)
{
	memset(&count, 0, sizeof count);
	for (int h = 0; h < nhouse; h++)
		house[h].closed_now = false;
	for (int i = 0; i < nperson; i++) {
		struct row *p = &person[i], *h = &house[p->house];

		if (!p->now)
			continue;
		if (p->bad_now) {
			count.refused++;
			if (h->here && !h->now) {
				bool other = false;     /* rows of it that are not refused */

				for (int k = 0; k < nperson; k++)
					other |= person[k].house == p->house && person[k].now && !person[k].bad_now;
				if (!other) {
					h->now = true;
					listed(h);
				}
			}
			if (p->here)
				listed(p);
			else
				p->now = false;         /* not known here: not on the roll */
			continue;
		}
		if (!h->now) {
			h->now = true;
			take_row(h, false);
		}
		count.fresh += !p->here;
		take_row(p, true);
	}
	for (int i = 0; i < nhouse; i++)
		if (house[i].before && !house[i].now)
			ask(&house[i]);
	for (int i = 0; i < nperson; i++) {
		struct row *p = &person[i], *h = &house[p->house];

		if (p->before && !p->now && !(h->before && !h->now))
			ask(p);
	}
	for (int i = 0; i < nperson; i++)
		if (person[i].here && !person[i].now && person[i].ever && house[person[i].house].closed_now)
			ask(&person[i]);
	for (int i = 0; i < nhouse; i++)
		house[i].before = house[i].now;
	for (int i = 0; i < nperson; i++)
		person[i].before = person[i].now;
}

/* ---- what must be ---- */

static const char *number(const struct row *r, bool person_row)
{
	return !person_row ? r->c[HH].theirs : r->provisional ? "P" : r->c[PNO].theirs;
}

static void want_counts(void)
{
	FILE *f = out("counts.want");

	fprintf(f, "\"source\":{\"took\":%d,\"kept\":%d,\"asked\":%d,\"waiting\":%d,\"entered\":%d,"
	        "\"met\":%d,\"gone\":%d,\"back\":%d}\n", count.took, count.kept, count.asked,
	        count.waiting, count.entered, count.met, count.gone, count.back);
	fprintf(f, "\"refused\":%d\n", count.refused);
	fclose(f);
}

static void want_values(const char *step)
{
	FILE *f = out(text("%s-person.want", step)), *g = out(text("%s-household.want", step));

	for (int i = 0; i < nperson; i++) {
		if (!person[i].here)
			continue;
		fprintf(f, "%s", person[i].c[ID].ours);
		for (int k = 0; k < N; k++)
			if (column[k].of == 'p' && k != ID)
				fprintf(f, ",%s", person[i].c[k].ours);
		fprintf(f, "\n");
	}
	for (int i = 0; i < nhouse; i++) {
		if (!house[i].here)
			continue;
		fprintf(g, "%s", house[i].c[HH].theirs);
		for (int k = 0; k < N; k++)
			if (column[k].of == 'h')
				fprintf(g, ",%s", house[i].c[k].ours);
		fprintf(g, "\n");
	}
	fclose(f);
	fclose(g);
}

static void want_differences(void)
{
	FILE *f = out("differences.want");

	for (int i = 0; i < nhouse + nperson; i++) {
		bool pr = i >= nhouse;
		const struct row *r = pr ? &person[i - nhouse] : &house[i];

		for (int k = 0; k < N; k++)
			if (r->c[k].live)
				fprintf(f, "%s|%s|%s|%s|%s|%s\n", pr ? "person" : "household", number(r, pr),
				        column[k].name, r->c[k].d_ours, r->c[k].d_theirs ? r->c[k].d_theirs : "",
				        r->c[k].open ? "open" : "enter");
		if (r->asked)
			fprintf(f, "%s|%s||||gone\n", pr ? "person" : "household", number(r, pr));
	}
	fclose(f);
}

static void want_to_enter(void)
{
	FILE *f = out("enter.want");

	for (int i = 0; i < nhouse + nperson; i++) {
		bool pr = i >= nhouse;
		const struct row *r = pr ? &person[i - nhouse] : &house[i];
		const char *noun = pr ? "person" : "household";
		bool lives = r->here && !r->dead && (!pr || !house[r->house].dead || r->before);

		if (!r->here)
			continue;
		if (lives && r->before) {
			for (int k = 0; k < N; k++)
				if ((column[k].of == (pr ? 'p' : 'h')) && !r->c[k].open && r->ever &&
				    !same(r->c[k].ours, r->c[k].word))
					fprintf(f, "change|%s|%s|%s|%s|%s\n", noun, number(r, pr), column[k].name,
					        r->c[k].word ? r->c[k].word : "", r->c[k].ours);
		} else if (lives && !r->asked && !(pr && house[r->house].asked)) {
			fprintf(f, "add|%s|%s|||\n", noun, number(r, pr));
		} else if (!lives && r->before) {
			fprintf(f, "remove|%s|%s|||\n", noun, number(r, pr));
		}
	}
	fclose(f);
}

/* ---- what the office does ---- */

static void settle(void)
{
	static const int fields[] = { EDU, LAB, MONTHS, PPHONE, CAUSE, DANGER, INCOME, HPHONE };
	FILE *f = out("settle.sh");

	for (int i = 0; i < 8; i++) {
		bool theirs = one_in(2);
		int k = fields[i];

		if (!one_in(3))
			continue;
		fprintf(f, "settle --source national --field %s.%s --take %s\n",
		        column[k].of == 'p' ? "person" : "household", column[k].name,
		        theirs ? "theirs" : "ours");
		for (int r = 0; r < nhouse + nperson; r++) {
			struct row *row = r < nhouse ? &house[r] : &person[r - nhouse];
			struct cell *c = &row->c[k];

			if ((r < nhouse) != (column[k].of == 'h') || !c->open)
				continue;
			c->open = false;
			if (theirs) {
				c->live = false;
				c->ours = c->d_theirs;
			} else if (same(c->ours, c->d_theirs)) {
				c->ours = c->d_ours;
			}
		}
	}
	for (int r = 0; r < nhouse + nperson; r++) {
		bool pr = r >= nhouse;
		struct row *row = pr ? &person[r - nhouse] : &house[r];
		bool stays = one_in(2);

		if (!row->asked || row->provisional || !one_in(3))
			continue;
		fprintf(f, "settle --where about_no=%s --answer %s --date 2025-%02d\n", number(row, pr),
		        stays ? "omitted" : pr ? one_in(2) ? "死亡" : "married_out" : "moved_out", month);
		row->asked = false;
		row->dead |= !stays;
	}
	fclose(f);
}

static void edit_lists(void)
{
	FILE *p = out("edit-person.csv"), *h = out("edit-household.csv"), *s = out("edit.sh");

	fprintf(p, "户编号,姓名,证件号码,文化程度,劳动技能,务工时间(月),人联系电话\r\n");
	fprintf(h, "户编号,致贫原因1,危房户,人均纯收入,户联系电话\r\n");
	for (int r = 0; r < nhouse + nperson; r++) {
		bool pr = r >= nhouse;
		struct row *row = pr ? &person[r - nhouse] : &house[r];
		const int *col = pr ? changing_p : changing_h;

		if (!row->here || row->dead)
			continue;
		if (one_in(60)) {
			fprintf(pr ? p : h, "%s", house[pr ? row->house : r].c[HH].theirs);
			if (pr)
				fprintf(p, ",%s,%s", row->c[NAME].ours, row->c[ID].ours);
			for (int i = 0; i < 4; i++) {
				struct cell *c = &row->c[col[i]];

				if (one_in(2))          /* now and then the source's own last word */
					c->ours = one_in(8) && !none(c->word) ? c->word : new_value(col[i], c->ours);
				else {
					fprintf(pr ? p : h, ",");
					continue;
				}
				fprintf(pr ? p : h, ",%s", c->ours);
			}
			fprintf(pr ? p : h, "\r\n");
		} else if (!row->provisional && one_in(400)) {
			int k = col[chance(4)];

			row->c[k].ours = one_in(2) ? "" : new_value(k, row->c[k].ours);
			fprintf(s, "set %s %s %s=%s\n", pr ? "person" : "household", number(row, pr),
			        column[k].name, row->c[k].ours);
		} else if (pr && !row->provisional && one_in(500)) {
			row->dead = true;
			fprintf(s, "set person %s 成员状态=死亡\n", number(row, true));
		}
	}
	fclose(p);
	fclose(h);
	fclose(s);
}

/* Households and persons that only this office knows. */
static void edit_new(void)
{
	FILE *f = out("edit-new.csv"), *p = out("edit-newperson.csv");
	int houses = nhouse;

	fprintf(f, "%s\r\n", header);
	fprintf(p, "户编号,姓名,证件号码,与户主关系,文化程度\r\n");
	for (int i = 0; i < 2; i++) {
		int h = new_house(), x = new_person(h);

		house[h].c[INCOME].ours = house[h].c[INCOME].theirs;
		person[x].c[EDU].theirs = new_value(EDU, "");
		for (int k = 0; k < N; k++) {
			char of = column[k].of;

			fprintf(f, "%s%s", k ? "," : "", of == 'p' || of == 'n' ? person[x].c[k].theirs
			                                                      : house[h].c[k].theirs);
			house[h].c[k].ours = house[h].c[k].theirs;
			person[x].c[k].ours = person[x].c[k].theirs;
		}
		fprintf(f, "\r\n");
		house[h].here = person[x].here = true;
		person[x].at_source = true;     /* as soon as its household is */
	}
	for (int i = 0; i < 4; i++) {
		int h = (int)chance((uint64_t)houses), x;

		if (!house[h].here || house[h].dead)
			continue;
		x = new_person(h);
		person[x].provisional = person[x].here = true;
		person[x].c[EDU].ours = new_value(EDU, "");
		person[x].c[NAME].ours = person[x].c[NAME].theirs;
		person[x].c[ID].ours = person[x].c[ID].theirs;
		person[x].c[REL].ours = person[x].c[REL].theirs;
		person[x].c[EDU].theirs = one_in(2) ? person[x].c[EDU].ours : new_value(EDU, "");
		fprintf(p, "%s,%s,%s,其他,%s\r\n", house[h].c[HH].theirs, person[x].c[NAME].ours,
		        person[x].c[ID].ours, person[x].c[EDU].ours);
	}
	fclose(f);
	fclose(p);
}

int main(int argc, char **argv)
{
	int months = argc == 4 ? atoi(argv[2]) : 0;

	if (!months)
		return 2;
	state = strtoull(argv[1], NULL, 10) * 2654435761u + 88172645463325252u;
	dir = argv[3];
	read_base();
	for (month = 1; month <= months; month++) {
		source_month();
		write_list();
		take_list();
		want_counts();
		want_values("import");
		want_differences();
		settle();
		edit_lists();
		edit_new();
		want_values("edit");
		want_to_enter();
	}
	return 0;
}

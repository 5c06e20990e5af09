/* plant_leads OUT SEED ROWS TOPICS LISTS... - departments' lists about the people of demo lists
 * (the exchange lists persons-*.csv), for every topic named in the file TOPICS (one a line), with
 * rows about nobody, wrong names, old numbers, amounts at the threshold, rows said twice and facts
 * that two departments tell. Writes OUT/TOPIC-a.csv, OUT/TOPIC-b.csv and OUT/truth.csv, a line a
 * row: file,row,class,household,person,times
 * times: how many lists tell the fact, on the row that tells it first; 0: this row makes no lead.
 * Written apart from the program: what a topic looks like stands here, too. */
#include "table.h"

#include <sys/stat.h>

enum { AMOUNT = 1, BY_FACT = 2, BY_PERSON = 4 };
static const struct kind {
	const char *topic, *group;   /* topics of one group tell facts of one kind */
	int flags;
	const char *amount[2];       /* headers; [1] in 10,000 yuan or NULL */
	long above;                  /* yuan; 0 none */
	const char *date[2], *fact[2], *cell;
} kinds[] = {
	{ "medical", "ill", AMOUNT, { "个人自付金额", "自付费用(万元)" }, 10000,
	  { "结算日期", "报销日期" }, { "病种", "主要诊断" }, "肺炎" },
	{ "hospital", "ill", AMOUNT, { "住院总费用(元)", "住院费用（万元）" }, 30000,
	  { "出院日期", "出院时间" }, { "就诊医院", "医疗机构名称" }, "县医院" },
	{ "disabled", "disabled", 0, { NULL }, 0, { "评残日期", "发证日期" },
	  { "残疾类别", "残疾类型" }, "肢体残疾" },
	{ "dropout", "dropout", 0, { NULL }, 0, { "辍学日期", "离校时间" },
	  { "失学辍学类型", "疑似辍学类型" }, "辍学" },
	{ "house", "house", 0, { NULL }, 0, { "鉴定日期", "鉴定时间" }, { "鉴定等级", "危房等级" },
	  "D级" },
	{ "disaster", "disaster", AMOUNT, { "灾害损失金额", "直接经济损失(万元)" }, 0,
	  { "受灾日期", "受灾时间" }, { "灾害种类", "灾种" }, "洪涝" },
	{ "death", "death", BY_PERSON, { NULL }, 0, { "死亡日期", "去世时间" }, { "死亡原因", "死因" },
	  "疾病" },
	{ "funeral", "death", BY_PERSON, { NULL }, 0, { "火化日期", "安葬日期" },
	  { "火化证号", "火化证编号" }, "火" },
	{ "vehicle", "vehicle", BY_FACT, { NULL }, 0, { "注册登记日期", "购车日期" },
	  { "号牌号码", "车牌号" }, "示A" },
	{ "company", "company", BY_FACT, { NULL }, 0, { "成立日期", "注册日期" },
	  { "企业名称", "市场主体名称" }, "示例合作社" },
	{ "payroll", "payroll", BY_FACT, { NULL }, 0, { "入职日期", "入编日期" },
	  { "供养单位", "发放单位" }, "示例小学" },
	{ "property", "property", BY_FACT, { NULL }, 0, { "购房日期", "网签日期" },
	  { "房屋坐落", "不动产坐落" }, "示例路" },
	{ "dibao", "dibao", AMOUNT, { "月保障金额", NULL }, 0, { "纳入日期", "审批日期" },
	  { "救助类别", "保障类别" }, "农村低保" },
	{ "work", "work", 0, { NULL }, 0, { "失业日期", "返乡时间" }, { "失业类型", "返乡类型" },
	  "返乡回流" },
	{ "uninsured", "uninsured", BY_FACT, { NULL }, 0, { NULL }, { "参保年度", "缴费年度" }, "2026" },
	{ "school_cost", "school", AMOUNT, { "年教育支出", "学费" }, 8000, { NULL },
	  { "在读院校", "录取院校" }, "示例大学" },
};
#define KINDS (int)(sizeof kinds / sizeof kinds[0])

struct person { const char *town, *village, *household, *no, *name, *idno; bool plain; };
static struct person *who;
static int nwho;
static struct hash numbers, names;

static uint64_t rng;
static uint32_t pick(uint32_t n)
{
	rng ^= rng << 13;
	rng ^= rng >> 7;
	rng ^= rng << 17;
	return (uint32_t)(rng >> 20) % n;
}

static void with_check(char no[19])
{
	static const int weight[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	int sum = 0;

	for (int i = 0; i < 17; i++)
		sum += (no[i] - '0') * weight[i];
	no[17] = "10X98765432"[sum % 11];
	no[18] = 0;
}

static const char *nameid(const struct person *p)
{
	static char key[400];

	snprintf(key, sizeof key, "%s|%.8s|%s|%s", p->name, p->idno + 6, p->town, p->village);
	return key;
}

static void read_people(char **path, int n)
{
	for (int f = 0; f < n; f++) {
		struct table *t = table_read(path[f], ',');
		int c[6] = { table_col(t, "乡"), table_col(t, "行政村"), table_col(t, "户编号"),
			table_col(t, "人编号"), table_col(t, "姓名"), table_col(t, "证件号码") };

		who = need(realloc(who, (size_t)(nwho + t->n) * sizeof *who));
		for (int i = 1; i < t->n; i++) {
			struct person *p = &who[nwho];

			*p = (struct person){ table_at(t, i, c[0]), table_at(t, i, c[1]), table_at(t, i, c[2]),
				table_at(t, i, c[3]), table_at(t, i, c[4]), table_at(t, i, c[5]), true };
			if (strlen(p->idno) != 18)
				continue;
			++*hash_at(&numbers, p->idno);
			++*hash_at(&names, nameid(p));
			nwho++;
		}
	}
	for (int i = 0; i < nwho; i++)      /* whoever shares number or name is left to other tests */
		who[i].plain = hash_get(&numbers, who[i].idno) == 1 &&
		               hash_get(&names, nameid(&who[i])) == 1;
}

/* ---- truth ---- */

struct truth { char file[64]; int row; const char *cls; const struct person *p; int fact; };
static struct truth *truths;
static int ntruth;
static int *told;                /* by fact: lists that told it */
static int nfact, *last_list, *first_truth, lists;

static void truth(const char *file, int row, const char *cls, const struct person *p, int fact)
{
	if ((ntruth & 1023) == 0)
		truths = need(realloc(truths, ((size_t)ntruth + 1024) * sizeof *truths));
	truths[ntruth] = (struct truth){ .row = row, .cls = cls, .p = p, .fact = fact };
	snprintf(truths[ntruth].file, sizeof truths[0].file, "%s", file);
	if (fact >= 0 && last_list[fact] != lists) {
		if (!told[fact])
			first_truth[fact] = ntruth;
		told[fact]++;
		last_list[fact] = lists;
	}
	ntruth++;
}

static int new_fact(void)
{
	if ((nfact & 1023) == 0) {
		size_t n = (size_t)nfact + 1024;

		told = need(realloc(told, n * sizeof *told));
		last_list = need(realloc(last_list, n * sizeof *told));
		first_truth = need(realloc(first_truth, n * sizeof *told));
	}
	told[nfact] = 0;
	last_list[nfact] = -1;
	return nfact++;
}

/* ---- a row ---- */

struct said {                    /* what a row says, so that another may say it again */
	const struct person *p;
	int fact;
	long fen;
	int y, m, d;
	char cell[64];
};

struct list {
	FILE *f;
	char file[64];
	const struct kind *k;
	int row, b;                  /* b: the second department's way of writing */
	bool wan;
};

static void put_amount(struct list *l, long fen)
{
	if (l->wan)
		fprintf(l->f, "%ld.%06ld", fen / 1000000, fen % 1000000);
	else
		fprintf(l->f, "%ld.%02ld", fen / 100, fen % 100);
}

/* number: 0 none, 1 of 18 digits, 2 the old one. */
static void put(struct list *l, const char *name, const char *idno, int number, bool birth,
                const struct person *place, const struct said *s)
{
	l->row++;
	fprintf(l->f, "%d,%s,", l->row - 1, name);
	if (number == 2)
		fprintf(l->f, "%.6s%.9s", idno, idno + 8);
	else if (number)
		fprintf(l->f, "%s", idno);
	fputc(',', l->f);
	if (birth)
		fprintf(l->f, l->b ? "%.4s.%.2s.%.2s" : "%.4s-%.2s-%.2s", idno + 6, idno + 10, idno + 12);
	fprintf(l->f, ",%s,%s", place ? place->town : "", place ? place->village : "");
	if (l->k->amount[0]) {
		fputc(',', l->f);
		put_amount(l, s->fen);
	}
	if (l->k->date[0])
		fprintf(l->f, l->b ? ",%04d/%d/%d" : ",%04d-%02d-%02d", s->y, s->m, s->d);
	fprintf(l->f, ",%s\n", s->cell);
}

/* A fact about a person; a wide mix of amounts above the threshold, dates and cells. */
static struct said say(const struct kind *k, const struct person *p, int fact)
{
	struct said s = { .p = p, .fact = fact, .y = 2025, .m = 1 + (int)pick(12),
		.d = 1 + (int)pick(28) };

	s.fen = k->above * 100 + 1 + 100 * (long)pick(2000000);
	s.fen += fact % 100 * 7;
	if (!k->above)
		s.fen = 100 * (long)(100 + pick(100000));
	snprintf(s.cell, sizeof s.cell, k->flags & BY_FACT && strcmp(k->topic, "uninsured") ?
	         "%s%d" : "%s", k->cell, fact);
	return s;
}

static void open_list(struct list *l, const char *dir, const struct kind *k, int b)
{
	char path[600];

	*l = (struct list){ .k = k, .b = b, .row = 1 };
	snprintf(l->file, sizeof l->file, "%s-%c.csv", k->topic, b ? 'b' : 'a');
	snprintf(path, sizeof path, "%s/%s", dir, l->file);
	l->f = need(fopen(path, "w"));
	l->wan = b && k->amount[1] && strstr(k->amount[1], "万");
	fprintf(l->f, b ? "序号,姓名,公民身份号码,出生年月日,所在乡镇,所在村" : "序号,姓名,身份证号,出生日期,乡镇,行政村");
	if (k->amount[0])
		fprintf(l->f, ",%s", k->amount[b && k->amount[1]]);
	if (k->date[0])
		fprintf(l->f, ",%s", k->date[b]);
	fprintf(l->f, ",%s\n", k->fact[b]);
	lists++;
}

static void stranger(char no[19])
{
	do {
		snprintf(no, 19, "9899%02u%04u%02u%02u%03u", 1 + pick(90), 1940 + pick(70), 1 + pick(12),
		         1 + pick(28), pick(1000));
		with_check(no);
	} while (hash_get(&numbers, no));
}

/* Says a known fact in one of the ways that all mean the same person. */
static void say_it(struct list *l, const struct said *s)
{
	bool old = s->p->idno[6] == '1' && s->p->idno[7] == '9';
	uint32_t way = pick(old ? 4 : 3);

	if (way == 1)
		put(l, s->p->name, s->p->idno, 0, true, s->p, s);      /* name, birth, village */
	else if (way == 2)
		put(l, "", s->p->idno, 1, false, NULL, s);             /* a number and nothing else */
	else
		put(l, s->p->name, s->p->idno, way == 3 ? 2 : 1, false, NULL, s);
	truth(l->file, l->row, way == 1 ? "name" : way == 3 ? "old" : "number", s->p, s->fact);
}

static void unmatched(struct list *l, const struct person *p, const struct person *q, int cls,
                      struct hash *used)
{
	struct said s = say(l->k, p, 0);
	char no[19], key[80];

	snprintf(key, sizeof key, "%s|%d|%s", l->k->group, cls, p->idno);
	if ((*hash_at(used, key))++)            /* it would be the same fact again */
		return;
	switch (cls) {
	case 0:
		stranger(no);
		put(l, "路人甲", no, 1, false, NULL, &s);
		truth(l->file, l->row, "no_number", NULL, new_fact());
		break;
	case 1:
		put(l, strcmp(q->name, p->name) ? q->name : "路人乙", p->idno, 1, false, NULL, &s);
		truth(l->file, l->row, "name_differs", NULL, new_fact());
		break;
	case 2:                         /* the right name and village, another birthday */
		stranger(no);
		put(l, p->name, no, 0, true, p, &s);
		truth(l->file, l->row, "no_person", NULL, new_fact());
		break;
	case 3:                         /* a stranger of that name and birthday in that village */
		stranger(no);
		memcpy(no + 6, p->idno + 6, 8);
		with_check(no);
		if (hash_get(&numbers, no))
			return;
		put(l, p->name, no, 1, false, p, &s);
		truth(l->file, l->row, "no_number", NULL, new_fact());
		break;
	case 4:
		put(l, p->name, p->idno, 0, false, p, &s);
		truth(l->file, l->row, "too_little", NULL, new_fact());
		break;
	default:
		memcpy(no, p->idno, 19);
		no[17] = no[17] == '5' ? '6' : '5';
		if (no[17] == p->idno[17])
			return;
		put(l, p->name, no, 1, false, NULL, &s);
		truth(l->file, l->row, "bad", NULL, -1);
	}
}

static void below(struct list *l, const struct person *p)
{
	struct said s = say(l->k, p, 0);

	s.fen = l->k->above * 100 - (pick(2) ? 0 : (long)pick(500000));
	put(l, p->name, p->idno, 1, false, NULL, &s);
	truth(l->file, l->row, "below", NULL, -1);
}

static const struct person *someone(bool plain)
{
	for (;;) {
		const struct person *p = &who[pick((uint32_t)nwho)];

		if (p->plain || !plain)
			return p;
	}
}

/* One topic: two departments' lists. Facts of the group that other lists told stand in `had`. */
static void plant(const char *dir, const struct kind *k, int rows, struct said **had, int *nhad,
                  struct hash *used)
{
	for (int b = 0; b < 2; b++) {
		struct list l;
		int from = *nhad, before = b || !strcmp(k->topic, "funeral") ? *nhad : 0;

		open_list(&l, dir, k, b);
		while (l.row <= rows) {
			uint32_t turn = pick(100);
			const struct person *p = someone(true);
			bool again = turn >= 72 && turn < 80 && before > 0;

			if (turn < 72 || again) {
				char key[64];

				if (again) {
					struct said s = (*had)[pick((uint32_t)before)];

					/* the other department may want more before it tells */
					if (last_list[s.fact] != lists && s.fen > k->above * 100)
						say_it(&l, &s);
					continue;
				}
				snprintf(key, sizeof key, "%s|%s", k->group, p->idno);
				if ((*hash_at(used, key))++)    /* one fact a person and group */
					continue;
				if ((*nhad & 1023) == 0)
					*had = need(realloc(*had, ((size_t)*nhad + 1024) * sizeof **had));
				(*had)[*nhad] = say(k, p, new_fact());
				say_it(&l, &(*had)[(*nhad)++]);
			} else if (turn < 85 && *nhad > from) {
				say_it(&l, &(*had)[(uint32_t)from + pick((uint32_t)(*nhad - from))]);
				truths[ntruth - 1].cls = "twice";
			} else if (turn < 90 && k->above) {
				below(&l, p);
			} else {
				unmatched(&l, p, someone(false), (int)pick(6), used);
			}
		}
		fclose(l.f);
	}
}

int main(int argc, char **argv)
{
	struct table *topics;
	char path[600];
	FILE *f;

	if (argc < 6)
		return 2;
	rng = strtoull(argv[2], NULL, 10) * 2654435761u + 88172645463325252u;
	mkdir(argv[1], 0700);
	read_people(argv + 5, argc - 5);
	topics = table_read(argv[4], ',');
	for (int t = 0; t < topics->n; t++) {
		const char *topic = table_at(topics, t, 0);
		static struct said *had[KINDS];
		static int nhad[KINDS];
		static struct hash used;
		int k = 0, first = 0;

		while (k < KINDS && strcmp(kinds[k].topic, topic))
			k++;
		if (k == KINDS) {
			fprintf(stderr, "plant_leads does not know the topic %s\n", topic);
			return 1;
		}
		while (strcmp(kinds[first].group, kinds[k].group))
			first++;
		plant(argv[1], &kinds[k], atoi(argv[3]), &had[first], &nhad[first], &used);
	}
	snprintf(path, sizeof path, "%s/truth.csv", argv[1]);
	f = need(fopen(path, "w"));
	fprintf(f, "file,row,class,household,person,times\n");
	for (int i = 0; i < ntruth; i++) {
		const struct truth *x = &truths[i];
		int times = x->fact >= 0 && first_truth[x->fact] == i ? told[x->fact] : 0;

		fprintf(f, "%s,%d,%s,%s,%s,%d\n", x->file, x->row, x->cls, x->p ? x->p->household : "",
		        x->p ? x->p->no : "", times);
	}
	return fclose(f) ? 2 : 0;
}

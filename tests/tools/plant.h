/* plant.h - faults planted into clean lists (demo --faults none) by hands that know nothing of the
 * program but docs/faults.md: which faults there are, where they fit, what is told of them. How the
 * lists are written then is the business of plant_faults.c and plant_books.c. A household gets one
 * fault at most; a row to be refused is always one that no other list speaks of. */
#ifndef TESTS_TOOLS_PLANT_H
#define TESTS_TOOLS_PLANT_H

#include "table.h"

#define FILES_MAX 64

/* ---- chance ---- */
static uint64_t state;

static int below(int n)
{
	state += 0x9E3779B97F4A7C15u;
	uint64_t x = state;
	x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
	x = (x ^ x >> 27) * 0x94D049BB133111EBu;
	return n > 0 ? (int)((x ^ x >> 31) % (uint64_t)n) : 0;
}

/* ---- the lists ---- */
static struct table *file[FILES_MAX];
static int nfile;
static struct hash spoken;       /* persons that a list other than the persons' names */
static struct hash used;         /* households that have their fault */

struct planted { struct table *t; int row, col; const char *kind; char *was, *is; };
static struct planted *truth;
static int ntruth;

static bool is_persons(const struct table *t) { return strncmp(t->name, "persons", 7) == 0; }

static struct table *list_of(const char *name)
{
	for (int i = 0; i < nfile; i++)
		if (strcmp(file[i]->name, name) == 0)
			return file[i];
	return NULL;
}

static void read_lists(int argc, char **argv)
{
	for (int i = 0; i < argc && nfile < FILES_MAX; i++) {
		struct table *t = table_read(argv[i], ',');
		int person = table_col(t, "人编号");

		if (strcmp(t->name, "truth.csv") == 0)
			continue;
		file[nfile++] = t;
		for (int r = 1; !is_persons(t) && r < t->n; r++)
			if (table_at(t, r, person)[0])
				*hash_at(&spoken, table_at(t, r, person)) = 1;
	}
}

static const char *cell(const struct table *t, int row, const char *header)
{
	return table_at(t, row, table_col(t, header));
}

static void tell(struct table *t, int row, int col, const char *kind, const char *was)
{
	truth = need(realloc(truth, ((size_t)ntruth + 1) * sizeof *truth));
	truth[ntruth++] = (struct planted){ t, row, col, kind, copy(was), copy(table_at(t, row, col)) };
}

/* Puts text into a cell and says so. */
static void plant_put(struct table *t, int row, const char *header, const char *kind,
                      const char *text)
{
	int col = table_col(t, header);
	char *was = copy(table_at(t, row, col));

	t->line[row].cell[col] = copy(text);
	tell(t, row, col, kind, was);
}

/* The household of a row; of a row that names only a person, by the demo's numbering. */
static const char *family_of(const struct table *t, int row)
{
	static char text[64];
	const char *no = cell(t, row, "户编号"), *person = cell(t, row, "人编号");

	if (no[0] || strlen(person) < 3)
		return no;
	snprintf(text, sizeof text, "%.*s", (int)strlen(person) - 2, person);
	return text;
}

static bool take(const struct table *t, int row)
{
	int *u = hash_at(&used, family_of(t, row));

	if (*u || !family_of(t, row)[0])
		return false;
	*u = 1;
	return true;
}

static bool is_head(const struct table *t, int row)
{
	return strcmp(cell(t, row, "与户主关系"), "户主") == 0;
}

static bool is_free(const struct table *t, int row)
{
	return !hash_get(&spoken, cell(t, row, "人编号"));
}

static int birth_of(const struct table *t, int row)
{
	char text[9];

	snprintf(text, sizeof text, "%.8s", cell(t, row, "证件号码") + 6);
	return atoi(text);
}
static bool is_male(const struct table *t, int row) { return (cell(t, row, "证件号码")[16] - '0') & 1; }
static int members(const struct table *t, int row) { return atoi(cell(t, row, "人数")); }

/* First and last row of a household in a persons' list, which keeps a family together. */
static int first_row(const struct table *t, int row)
{
	while (row > 1 && strcmp(cell(t, row - 1, "户编号"), cell(t, row, "户编号")) == 0)
		row--;
	return row;
}

/* ---- whom ---- */
typedef bool fits_fn(const struct table *t, int row);
static bool any(const struct table *t, int row) { return (void)t, (void)row, true; }
static bool other(const struct table *t, int row) { return !is_head(t, row) && is_free(t, row); }
static bool single(const struct table *t, int row) { return members(t, row) == 1; }
static bool lone(const struct table *t, int row) { return single(t, row) && is_free(t, row); }
static bool adult(const struct table *t, int row)
{
	return other(t, row) && birth_of(t, row) < 19980101;
}
static bool of_three(const struct table *t, int row)
{
	return members(t, row) >= 3 && !is_head(t, row);
}
static bool of_two(const struct table *t, int row)
{
	return members(t, row) >= 2 && is_head(t, row);
}
static bool grown_member(const struct table *t, int row)
{
	int first = first_row(t, row);

	if (is_head(t, row) || birth_of(t, row) > 20030101 || !is_head(t, first))
		return false;
	for (int i = first; i < t->n && i < first + members(t, first); i++)
		if (strcmp(cell(t, i, "与户主关系"), "配偶") == 0)
			return false;
	return true;
}
static bool of_heads_sex(const struct table *t, int row)
{
	return grown_member(t, row) && is_male(t, row) == is_male(t, first_row(t, row));
}
static bool son_or_daughter(const struct table *t, int row)
{
	return strcmp(cell(t, row, "与户主关系"), "之子") == 0 || strcmp(cell(t, row, "与户主关系"), "之女") == 0;
}
static bool with_phone(const struct table *t, int row)
{
	return other(t, row) && cell(t, row, "人联系电话")[0];
}
static bool with_card(const struct table *t, int row) { return cell(t, row, "残疾证号")[0] != 0; }
static bool with_ended(const struct table *t, int row) { return cell(t, row, "结束时间")[0] != 0; }
static bool with_spell(const struct table *t, int row) { return cell(t, row, "务工结束时间")[0] != 0; }
static bool with_firm(const struct table *t, int row) { return cell(t, row, "企业统一社会信用代码")[0] != 0; }
static bool was_cleared(const struct table *t, int row) { return cell(t, row, "风险消除时间")[0] != 0; }
static bool ends_x(const struct table *t, int row) { return cell(t, row, "证件号码")[17] == 'X'; }
static bool old_person(const struct table *t, int row)
{
	return birth_of(t, row) < 20000000 && birth_of(t, row) > 19000000;
}

/* ---- numbers ---- */
static char check_char(const char *id)
{
	static const int weight[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	int sum = 0;

	for (int i = 0; i < 17; i++)
		sum += (id[i] - '0') * weight[i];
	return "10X98765432"[sum % 11];
}

static bool cut_shows(const struct table *t, int row)
{
	char id[19];

	snprintf(id, sizeof id, "%.15s000", cell(t, row, "证件号码"));
	return other(t, row) && check_char(id) != '0';
}

static const char *id_of(const struct table *t, int row, const char *how)
{
	static char id[64];

	snprintf(id, sizeof id, "%s", cell(t, row, "证件号码"));
	if (strcmp(how, "long") == 0)
		strcat(id, "7");
	else if (strcmp(how, "short") == 0)
		id[17] = 0;
	else if (strcmp(how, "letter") == 0)
		id[8] = 'l';
	else if (strcmp(how, "month") == 0)
		memcpy(id + 10, "00", 2), id[17] = check_char(id);
	else if (strcmp(how, "day") == 0)
		memcpy(id + 12, "32", 2), id[17] = check_char(id);
	else if (strcmp(how, "future") == 0)
		memcpy(id + 6, "2098", 4), id[17] = check_char(id);
	else if (strcmp(how, "last") == 0)
		id[17] = id[17] == '3' ? '8' : '3';
	else if (strcmp(how, "swap") == 0 && id[15] != id[16])
		id[15] = id[16], id[16] = cell(t, row, "证件号码")[15];
	else if (strcmp(how, "swap") == 0)
		id[14] = id[14] == '4' ? '5' : '4';
	else if (strcmp(how, "cut") == 0)
		memcpy(id + 15, "000", 3);
	else if (strcmp(how, "power") == 0)
		snprintf(id, sizeof id, "%c.%.4sE+17", cell(t, row, "证件号码")[0], cell(t, row, "证件号码") + 1);
	else if (strcmp(how, "small") == 0)
		id[17] = 'x';
	else if (strcmp(how, "old") == 0)
		snprintf(id, sizeof id, "%.6s%.9s", cell(t, row, "证件号码"), cell(t, row, "证件号码") + 8);
	return id;
}

/* ---- what is put there: one of several texts; "@how" changes what stands there ---- */
struct fault {
	const char *kind, *list, *header;
	fits_fn *fits;
	const char *text[5];
};

static const struct fault fault[] = {
	{ "required_missing", "persons", "姓名", other, { "", "   " } },
	{ "list_unknown", "persons", "民族", other, { "火星族", "不知道" } },
	{ "list_unknown", "persons", "文化程度", other, { "上过几天学" } },
	{ "list_unknown", "persons", "健康状况", other, { "时好时坏" } },
	{ "list_unknown", "persons", "与户主关系", other, { "邻居" } },
	{ "list_unknown", "household", "住房结构", any, { "帐篷" } },
	{ "number_invalid", "persons", "务工时间(月)", other, { "半年左右", "n/a?", "1O" } },
	{ "number_invalid", "income", "工资性收入", any, { "一万多", "12.3.4" } },
	{ "number_decimals", "income", "财产性收入", any, { "12.345", "0.001" } },
	{ "value_range", "persons", "务工时间(月)", other, { "13", "999" } },
	{ "value_range", "persons", "人数", lone, { "0", "250" } },
	{ "money_negative", "income", "工资性收入", any, { "-1", "-1200.50" } },
	{ "yes_no_invalid", "persons", "是否参加大病保险", other, { "可能", "在办" } },
	{ "yes_no_invalid", "household", "通生活用电", any, { "有时" } },
	{ "date_invalid", "persons", "人员识别时间", other, { "记不清", "去年" } },
	{ "date_impossible", "persons", "人员识别时间", other,
		{ "2021-02-30", "2019/4/31", "2018年6月31日", "20190229" } },
	{ "date_future", "persons", "人员识别时间", other, { "2099-01-01", "2101/5/6" } },
	{ "text_too_long", "persons", "姓名", other, { "@long" } },
	{ "text_too_long", "household", "户主姓名", any, { "@long" } },
	{ "text_garbled", "persons", "姓名", other, { "锟斤拷锟斤拷", "\xEF\xBF\xBD\xEF\xBF\xBD" } },
	{ "name_invalid", "persons", "姓名", other, { "张3丰", "李@明", "王#" } },
	{ "code_invalid", "persons", "人编号", other, { "98?01", "九八〇一", "98#01" } },
	{ "id_length", "persons", "证件号码", other, { "@longer", "@short", "9801" } },
	{ "id_chars", "persons", "证件号码", other, { "@letter" } },
	{ "id_birth", "persons", "证件号码", other, { "@month", "@day", "@future" } },
	{ "id_check_digit", "persons", "证件号码", adult, { "@last", "@swap" } },
	{ "id_scientific", "persons", "证件号码", other, { "@power", "9.80121E+17" } },
	{ "id_truncated", "persons", "证件号码", cut_shows, { "@cut" } },
	{ "id_placeholder", "persons", "证件号码", other, { "111111111111111111", "000000000000000000" } },
	{ "phone_invalid", "persons", "人联系电话", with_phone, { "12345", "23800138000", "没有电话" } },
	{ "card_invalid", "household", "银行账号", any, { "6228ABCD", "123" } },
	{ "card_check_digit", "household", "银行账号", any, { "@digit" } },
	{ "dcard_invalid", "person", "残疾证号", with_card, { "@grade9" } },
	{ "uscc_invalid", "work", "企业统一社会信用代码", with_firm, { "91OI", "915" } },
	{ "uscc_check_digit", "work", "企业统一社会信用代码", with_firm, { "@check" } },
	{ "area_unknown", "household", "行政村", any, { "979999999999", "乌有村" } },
	{ "area_unknown", "persons", "行政村", lone, { "乌有之乡村" } },
	{ "household_unknown", "income", "户编号", any, { "NOSUCH-1", "1" } },
	{ "household_unknown", "helper", "户编号", any, { "NOSUCH-2" } },
	{ "person_unknown", "work", "人编号", any, { "NOSUCH-3" } },
	{ "key_missing", "persons", "户编号", lone, { "" } },
	{ "id_birth_mismatch", "person", "出生日期", any, { "1911-11-11" } },
	{ "id_sex_mismatch", "person", "性别", any, { "@sex" } },
	{ "relation_sex", "persons", "与户主关系", son_or_daughter, { "@sex" } },
	{ "date_order", "risk", "风险消除时间", was_cleared, { "2013-01-01" } },
	{ "date_order", "status", "结束时间", with_ended, { "2009-01-01" } },
	{ "date_order", "work", "务工结束时间", with_spell, { "2011-01-01" } },
	{ "birth_after", "persons", "人员识别时间", other, { "1901-05-05" } },
	{ "head_missing", "persons", "与户主关系", of_two, { "其他" } },
	{ "spouse_same_sex", "persons", "与户主关系", of_heads_sex, { "配偶" } },
	{ "household_differs", "persons", "人均纯收入", of_three, { "123.45" } },
	{ "household_differs", "persons", "户类型", of_three, { "@type" } },
	{ NULL, NULL, NULL, NULL, { NULL } }
};

static const struct fault note[] = {
	{ "spaces", "persons", "姓名", any, { "@blank" } },
	{ "full_width", "persons", "证件号码", any, { "@wide" } },
	{ "apostrophe", "persons", "证件号码", any, { "@quote" } },
	{ "id_lower_x", "persons", "证件号码", ends_x, { "@small" } },
	{ "id_from_15", "persons", "证件号码", old_person, { "@old" } },
	{ "date_form", "persons", "人员识别时间", any, { "@slashes", "@words", "@plain" } },
	{ "number_form", "income", "年收入", any, { "@grouped" } },
	{ "phone_form", "persons", "人联系电话", with_phone, { "@dashes", "@86" } },
	{ NULL, NULL, NULL, NULL, { NULL } }
};

/* Sixteen and more characters of ASCII as full-width ones. */
static void widen(char *out, const char *s)
{
	for (; *s; s++) {
		int cp = *s - '!' + 0xFF01;

		*out++ = (char)(0xE0 | cp >> 12);
		*out++ = (char)(0x80 | (cp >> 6 & 63));
		*out++ = (char)(0x80 | (cp & 63));
	}
	*out = 0;
}

static void note_text(const char *how, const char *was, char *out, size_t max)
{
	int y = 0, m = 0, d = 0;

	sscanf(was, "%d-%d-%d", &y, &m, &d);
	if (strcmp(how, "@blank") == 0)
		snprintf(out, max, "  %s ", was);
	else if (strcmp(how, "@wide") == 0)
		widen(out, was);
	else if (strcmp(how, "@quote") == 0)
		snprintf(out, max, "'%s", was);
	else if (strcmp(how, "@slashes") == 0)
		snprintf(out, max, "%d/%d/%d", y, m, d);
	else if (strcmp(how, "@words") == 0)
		snprintf(out, max, "%d年%d月%d日", y, m, d);
	else if (strcmp(how, "@plain") == 0)
		snprintf(out, max, "%04d%02d%02d", y, m, d);
	else if (strcmp(how, "@grouped") == 0)
		snprintf(out, max, "%.*s,%s", (int)strlen(was) - 6, was, was + strlen(was) - 6);
	else if (strcmp(how, "@dashes") == 0)
		snprintf(out, max, "%.3s-%.4s-%.4s", was, was + 3, was + 7);
	else
		snprintf(out, max, "+86%s", was);
}

static const char *text_for(const struct table *t, int row, const struct fault *f, const char *how)
{
	static char out[4096];
	const char *was = cell(t, row, f->header);
	size_t n = strlen(was);

	snprintf(out, sizeof out, "%s", how);
	if (how[0] != '@')
		return out;
	snprintf(out, sizeof out, "%s", was);
	if (strcmp(how, "@long") == 0) {
		out[0] = 0;
		for (int i = 0; i < 90; i++)
			strcat(out, "长");
	} else if (strcmp(how, "@longer") == 0) {
		return id_of(t, row, "long");
	} else if (strcmp(how, "@digit") == 0) {
		out[n / 2] = out[n / 2] == '7' ? '2' : '7';
	} else if (strcmp(how, "@grade9") == 0) {
		out[n - 1] = '9';
	} else if (strcmp(how, "@check") == 0) {
		out[n - 1] = out[n - 1] == 'A' ? 'B' : 'A';
	} else if (strcmp(how, "@sex") == 0) {
		snprintf(out, sizeof out, "%s", strcmp(was, "男") == 0 ? "女" : strcmp(was, "女") == 0 ? "男" :
		         strcmp(was, "之子") == 0 ? "之女" : "之子");
	} else if (strcmp(how, "@type") == 0) {
		snprintf(out, sizeof out, "%s", strcmp(was, "脱贫户") == 0 ? "一般农户" : "脱贫户");
	} else if (strcmp(f->header, "证件号码") == 0 && strcmp(how, "@wide") && strcmp(how, "@quote")) {
		return id_of(t, row, how + 1);
	} else {
		note_text(how, was, out, sizeof out);
	}
	return out;
}

/* ---- planting ---- */
static struct table *some_list(const char *name)
{
	char path[64];

	if (strcmp(name, "persons") == 0) {
		int n = 0, at;

		for (int i = 0; i < nfile; i++)
			n += is_persons(file[i]);
		at = below(n);
		for (int i = 0; i < nfile; i++)
			if (is_persons(file[i]) && at-- == 0)
				return file[i];
		return NULL;
	}
	snprintf(path, sizeof path, "%s.csv", name);
	return list_of(path);
}

/* A row of the list that fits and whose household is still whole; 0 if none is found. */
static int some_row(struct table *t, fits_fn *fits)
{
	for (int tries = 0; t && t->n > 1 && tries < 4000; tries++) {
		int row = 1 + below(t->n - 1);

		if (!hash_get(&used, family_of(t, row)) && fits(t, row))
			return row;
	}
	return 0;
}

static bool plant(const struct fault *f)
{
	struct table *t = some_list(f->list);
	int row = some_row(t, f->fits), n = 0;
	const char *text;

	if (!row)
		return false;
	while (n < 5 && f->text[n])
		n++;
	text = text_for(t, row, f, f->text[below(n)]);
	if (strcmp(text, cell(t, row, f->header)) == 0 || !take(t, row))
		return false;
	plant_put(t, row, f->header, f->kind, text);
	return true;
}

/* Two rows of one list: a number of one is given to the other, and both are named. */
static void plant_pair(const char *kind, const char *header, fits_fn *fits)
{
	struct table *t = some_list("persons");
	int a = some_row(t, fits), b;

	if (!a || !take(t, a))
		return;
	for (int tries = 0; tries < 50; tries++) {
		b = some_row(t, fits);
		if (b && is_male(t, a) == is_male(t, b) && cell(t, a, header)[0] && take(t, b)) {
			plant_put(t, b, header, kind, cell(t, a, header));
			tell(t, a, table_col(t, header), kind, cell(t, a, header));
			return;
		}
	}
}

static void plant_members(void)
{
	struct table *t = some_list("persons");
	int row = some_row(t, any), first;
	char text[16];

	if (!row || !take(t, row))
		return;
	first = first_row(t, row);
	snprintf(text, sizeof text, "%d", members(t, row) + 1 + below(2));
	for (int i = first; i < t->n && strcmp(cell(t, i, "户编号"), cell(t, first, "户编号")) == 0; i++)
		plant_put(t, i, "人数", "members_mismatch", text);
}

static void plant_heads(void)
{
	struct table *t = some_list("persons");
	int row = some_row(t, grown_member), first;

	if (!row || !take(t, row))
		return;
	first = first_row(t, row);
	plant_put(t, row, "与户主关系", "head_double", "户主");
	tell(t, first, table_col(t, "与户主关系"), "head_double", "户主");
}

static void plant_twice(void)
{
	struct table *t = some_list("persons");
	int row = some_row(t, any);
	struct line *l;

	if (!row || !take(t, row))
		return;
	l = table_line(t);
	for (int i = 0; i < t->line[row].n; i++)
		line_add(l, t->line[row].cell[i]);
	tell(t, row, -1, "row_duplicate", "");
	tell(t, t->n - 1, -1, "row_duplicate", "");
}

static void plant_extra(void)
{
	struct table *t = list_of("income.csv");
	int row = some_row(t, any);

	if (!row || !take(t, row))
		return;
	line_add(&t->line[row], copy("1"));
	tell(t, row, -1, "cells_extra", "");
}

static void plant_all(void)
{
	for (int i = 0; fault[i].kind; i++)
		for (int k = 0; k < 3 && !plant(&fault[i]); k++)
			;
	plant_pair("id_duplicate", "证件号码", adult);
	plant_pair("person_no_duplicate", "人编号", other);
	plant_pair("phone_shared", "户联系电话", single);
	plant_members();
	plant_heads();
	plant_twice();
	plant_extra();
}

/* ---- what other offices call the columns of the exchange list ---- */
struct alias { const char *zh, *en, *other[3]; };
static const struct alias alias[] = {
	{ "数据日期", "As of", { "数据时间", "截止日期" } },
	{ "县", "County", { "区县", "县(市、区)" } },
	{ "乡", "Township", { "乡镇", "乡(镇)" } },
	{ "行政村", "Village", { "村", "所在村", "行政村名称" } },
	{ "自然村", "Natural village or group", { "村民小组", "自然村(组)" } },
	{ "户编号", "Household number", { "户号", "家庭编号", "户编码" } },
	{ "人编号", "Person number", { "人员编号", "个人编号", "成员编号" } },
	{ "姓名", "Name", { "成员姓名", "家庭成员姓名" } },
	{ "证件号码", "ID number", { "身份证号", "身份证号码", "公民身份号码" } },
	{ "人数", "Members", { "家庭人口", "家庭人口数" } },
	{ "与户主关系", "Relation to head", { "与户主的关系", "户主关系" } },
	{ "民族", "Ethnic group", { "民 族", "民族 *" } },
	{ "文化程度", "Education", { "学历", "受教育程度" } },
	{ "在校生状况", "At school", { "在校状况", "在校生情况" } },
	{ "健康状况", "Health", { "身体状况", "健康情况" } },
	{ "劳动技能", "Labour", { "劳动能力", "劳动力状况" } },
	{ "务工时间(月)", "Months of work", { "务工时间（月）", "务工月数" } },
	{ "是否参加大病保险", "Critical-illness insurance", { "是否参加城乡居民大病保险", "大病保险" } },
	{ "致贫原因1", "Main cause", { "致贫原因", "主要致贫原因" } },
	{ "危房户", "Dangerous house", { "是否危房户", "是否危房" } },
	{ "是否解决安全饮用水", "Safe drinking water", { "饮水是否安全", "是否饮水安全" } },
	{ "人均纯收入", "Net income per person", { "人均纯收入(元)", "家庭人均纯收入" } },
	{ "户联系电话", "Household phone", { "户主联系电话", "户主电话" } },
	{ "人联系电话", "Person's phone", { "本人联系电话", "个人联系电话" } },
	{ "首次识别时间", "First identified", { "户首次识别时间", "首次识别日期" } },
	{ "人员识别时间", "Person identified", { "人识别时间", "人员识别日期" } },
	{ "户类型", "Household type", { "农户类型", "户类别" } },
	{ "监测对象类型", "Monitored household type", { "监测对象类别", "监测类型" } },
	{ "风险是否消除", "Risk removed", { "风险是否已消除", "是否消除风险" } },
	{ "风险识别时间", "Risk found", { "风险识别日期", "纳入监测时间" } },
	{ "风险消除时间", "Risk removed on", { "风险消除日期" } },
	{ NULL, NULL, { NULL } }
};

#endif

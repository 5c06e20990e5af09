/* reader_rows - which rows of a sheet are no data. Each test wants proof: a row with a number that
 * could be an ID, or with anything a total or a note does not have, is data. */
#include "job/reader_layout.h"

#include "base/utf8.h"
#include "job/total_word.h"

#define LONG_NUMBER 15           /* digits: an ID or a household number, no sum */

const char *layout_kind(enum row_class c)
{
	static const char *const kind[ROW_CLASSES] = {
		[ROW_BLANK] = "rows_blank", [ROW_TOTAL] = "rows_total",
		[ROW_HEADER_AGAIN] = "rows_header_again", [ROW_NOTE] = "rows_note",
		[ROW_HELP] = "rows_help", [ROW_NUMBERING] = "rows_numbering",
	};

	return kind[c];
}

/* ---- words ---- */

static bool among(const char *words, struct str s)
{
	struct str rest = str_of(words), one;

	while (str_next(&rest, '|', &one))
		if (str_eq(one, s))
			return true;
	return false;
}

/* The longest of the words that s begins with, its bytes; 0: none. */
static size_t begins(const char *words, struct str s)
{
	struct str rest = str_of(words), one;
	size_t best = 0;

	while (str_next(&rest, '|', &one))
		if (one.n > best && str_starts(s, one))
			best = one.n;
	return best;
}

static size_t digit_run(struct str s)
{
	size_t run = 0, most = 0;

	for (size_t i = 0; i < s.n; i++) {
		run = s.p[i] >= '0' && s.p[i] <= '9' ? run + 1 : 0;
		most = run > most ? run : most;
	}
	return most;
}

static bool has_digit(struct str s)
{
	return digit_run(s) > 0;
}

/* ---- totals ---- */

static enum total_word total_of(struct str plain)
{
	enum total_word is = total_word(plain);

	if (is == TOTAL_PART || is == TOTAL_ALL)
		return is;
	return plain.n >= 6 && plain.n <= 60 && !has_digit(plain) && total_word_ends(plain) ?
	       TOTAL_PART : TOTAL_NONE;
}

/* A number, a share, a count with its word, or a dash: what stands beside a total's word. */
static bool sum_like(struct str plain)
{
	size_t i = 0;

	if (among("-|--|—|——|/|\\|*|×|无", plain))
		return true;
	if (str_starts(plain, STR("共")) || str_starts(plain, STR("约")))
		plain = str_sub(plain, 3, plain.n);
	while (i < plain.n && ((plain.p[i] >= '0' && plain.p[i] <= '9') || strchr(".,+-%", plain.p[i])))
		i++;
	if (!has_digit(str_sub(plain, 0, i)) || digit_run(plain) >= LONG_NUMBER)
		return false;
	return i == plain.n || among("元|万元|户|人|个|亩|万|公顷|户次|人次|次|月|个月|行|rows",
	                             str_sub(plain, i, plain.n));
}

/* A column whose text says where, or nothing: it may be filled beside a total. */
static bool place_column(const struct layout *l, int i)
{
	const struct sheet_col *c;
	const struct field *f;

	if (i >= l->map.ncol)
		return false;
	c = &l->map.col[i];
	if (c->kind != COL_FIELD)
		return c->kind != COL_AGAIN;
	f = &l->map.part[c->part]->fields[c->field];
	return f->type == FT_AREA || !strcmp(f->name, "group_name");
}

static bool is_total(const struct layout *l, struct arena *scratch, const struct str *cells, int n)
{
	int word = -1, seen = 0;

	for (int i = 0; i < n && seen < 4 && word < 0; i++) {
		struct str p = cells[i].n > 200 ? (struct str){ 0 } : sheet_plain(scratch, cells[i]);

		if (!p.n)
			continue;
		seen++;
		if (total_of(p))
			word = i;
	}
	for (int i = 0; word >= 0 && i < n; i++) {
		struct str p;

		if (i == word || !str_trim(cells[i]).n)
			continue;
		p = sheet_plain(scratch, cells[i]);
		if (!sum_like(p) && !(place_column(l, i) && digit_run(p) < LONG_NUMBER))
			return false;
	}
	return word >= 0;
}

bool layout_subtotal(struct arena *scratch, const struct str *cells, int n)
{
	for (int i = 0; i < n; i++) {
		enum total_word word = cells[i].n > 200 ? TOTAL_NONE :
		                       total_of(sheet_plain(scratch, cells[i]));

		if (word)
			return word == TOTAL_PART;
	}
	return false;
}

/* ---- the header once more ---- */

static bool same_line(const struct layout_line *line, struct arena *scratch,
                      const struct str *cells, int n)
{
	int filled = 0, same = 0;

	for (int i = 0; i < n; i++) {
		struct str p;

		if (!cells[i].n || !(p = sheet_plain(scratch, cells[i])).n)
			continue;
		filled++;
		same += i < line->n && str_eq(p, line->cell[i]);
		if (same == 0 && filled == (line->title ? 1 : 3))
			return false;
	}
	if (line->title)
		return filled == line->filled && same == filled;
	return same >= 2 && same * 10 >= filled * 8 && same * 2 >= line->filled;
}

/* ---- notes and signatures ---- */

/* 填表人：, 审核人 ... A weak word wants its colon. */
static bool note_like(struct arena *scratch, struct str cell)
{
	static const char strong[] =
		"填表人|制表人|填报人|审核人|复核人|经办人|单位负责人|填报单位|填表单位|制表单位|填表日期|填报日期|"
		"填报时间|填表时间|制表日期|制表时间|打印时间|打印日期|主管领导|分管领导|单位盖章|单位(盖章)|"
		"(盖章)|(签字)|(签章)|数据来源|资料来源|填表说明|填写说明|填报说明|户主签字|村(盖章)|乡镇(盖章)|"
		"审核领导|负责人签字|经办人签字";
	static const char weak[] =
		"注|备注|说明|附注|审核|复核|负责人|主管|分管|联系人|联系电话|联系方式|日期|时间|校对|签字|签名|"
		"制表|填表|填报|note|notes|remark|remarks";
	struct str p = sheet_plain(scratch, cell), rest;
	size_t n;

	if (p.n == 0)
		return false;
	if (str_starts(p, STR("第")) && str_ends(p, STR("页")))
		return true;                    /* 第1页共3页 */
	if (str_starts(p, STR("共")) && str_ends(p, STR("页")))
		return true;
	n = begins(strong, p);
	rest = str_sub(p, n, p.n);
	if (n && (!rest.n || strchr(":(,.1", rest.p[0]) || str_starts(rest, STR("签")) ||
	          str_starts(rest, STR("盖"))))
		return true;
	n = begins(weak, p);
	rest = str_sub(p, n, p.n);
	if (!n)
		return false;
	if (!rest.n)                            /* sheet_plain drops a colon at the end */
		return str_find(cell, STR(":")) >= 0 || str_find(cell, STR("：")) >= 0;
	if (rest.p[0] >= '1' && rest.p[0] <= '9')
		rest = str_sub(rest, 1, rest.n);
	return rest.n && (rest.p[0] == ':' || str_starts(rest, STR("、")) || rest.p[0] == '.');
}

/* A sentence that stands alone in its row. */
static bool lone_sentence(struct str cell)
{
	return utf8_len(cell) >= 8 && digit_run(cell) < LONG_NUMBER &&
	       (str_find(cell, STR("。")) >= 0 || str_find(cell, STR("：")) >= 0 ||
	        str_find(cell, STR("，")) >= 0 || str_find(cell, STR("；")) >= 0);
}

/* 丰坝村（34）, 一组(12户，35人): the heading of a block, alone in its row. */
static bool block_heading(struct str cell)
{
	struct str rest = cell;
	int32_t cp, last = 0;
	int digits = 0, n = 0;

	for (; (cp = utf8_next(&rest)) >= 0; n++) {
		if (cp == '(' || cp == 0xFF08)
			digits = 0;
		digits += cp >= '0' && cp <= '9';
		last = cp;
	}
	return n >= 4 && digits > 0 && digits < LONG_NUMBER && (last == ')' || last == 0xFF09) &&
	       (str_find(cell, STR("(")) > 0 || str_find(cell, STR("（")) > 0);
}

/* 新坡村, 二、青湾镇: whose rows come next, alone in its row. Not where a name could stand, nor where
 * such a name is what the rows are told apart by. */
static bool place_heading(const struct layout *l, struct str cell, int col)
{
	static const char *const ends[] = { "村", "社区", "居委会", "村委会", "组", "屯", "镇", "乡", "街道" };
	const struct sheet_col *c = col < l->map.ncol ? &l->map.col[col] : NULL;

	const struct field *f = c && (c->kind == COL_FIELD || c->kind == COL_AGAIN) ?
	                        &l->map.part[c->part]->fields[c->field] : NULL;

	if (cell.n < 6 || cell.n > 60 || digit_run(cell) > 2)
		return false;
	if (f && (f->flags & E_NAME || (col == l->key_col && f->type == FT_AREA)))
		return false;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (str_ends(cell, str_of(ends[i])))
			return true;
	return false;
}

static bool is_note(const struct layout *l, struct arena *scratch, const struct str *cells, int n)
{
	int filled = 0, first = -1;
	bool label = false;

	for (int i = 0; i < n; i++) {
		struct str t = str_trim(cells[i]);

		if (!t.n)
			continue;
		filled++;
		if (first < 0) {
			first = i;
			label = note_like(scratch, t);
			continue;
		}
		if (first >= 0 && note_like(scratch, t)) {
			label = true;
		} else if (label && digit_run(t) < LONG_NUMBER && i != l->key_col) {
			label = false;          /* what the label before it asks for */
		} else {
			return false;
		}
	}
	if (first < 0)
		return false;
	return note_like(scratch, str_trim(cells[first])) ||
	       (filled == 1 && (lone_sentence(str_trim(cells[first])) ||
	                        (first == 0 && block_heading(str_trim(cells[first]))) ||
	                        place_heading(l, str_trim(cells[first]), first)));
}

/* ---- columns that are numbered ---- */

/* 1, (2), 甲, 3=1+2 */
static bool numbering_cell(struct str p, int want)
{
	int64_t v;

	if (p.n > 2 && p.p[0] == '(' && p.p[p.n - 1] == ')')
		p = str_sub(p, 1, p.n - 2);
	if (str_i64(p, &v))
		return v == want;
	if (among("甲|乙|丙|丁|戊|a|b|c|d|e|栏次|行次|列号|序号", p))
		return true;
	return p.n >= 3 && p.n < 40 && str_find(p, STR("=")) >= 0 && digit_run(p) <= 2 &&
	       p.p[0] >= '0' && p.p[0] <= '9';
}

/* Numbers in a row, and some of them where no number can stand; amid rows of data, many. */
static bool is_numbering(const struct layout *l, struct arena *scratch, const struct str *cells,
                         int n, bool amid)
{
	int filled = 0, next = 1;
	bool strange = false;

	for (int i = 0; i < n; i++) {
		struct str p = sheet_plain(scratch, cells[i]);
		const struct sheet_col *c = i < l->map.ncol ? &l->map.col[i] : NULL;
		int64_t v;

		if (!p.n)
			continue;
		if (!numbering_cell(p, next))
			return false;
		filled++;
		if (p.p[0] >= '0' && (unsigned char)p.p[0] <= '9')
			next++;
		else if (p.p[0] == '(')
			next++;
		if (c && c->kind == COL_FIELD && (str_i64(p, &v) || p.p[0] == '(')) {
			const struct field *f = &l->map.part[c->part]->fields[c->field];

			strange |= f->type == FT_IDNO || f->type == FT_LIST || f->type == FT_DATE ||
			           f->type == FT_AREA || f->flags & E_NAME || f->type == FT_PHONE;
		}
	}
	if (amid)
		return filled >= 6 && next > 6 && strange;
	return filled >= 4 && next > 3 && (strange || filled * 2 >= l->line[0].filled);
}

enum row_class layout_class(const struct layout *l, struct arena *scratch, const struct str *cells,
                            int n)
{
	bool any = false;

	for (int i = 0; i < n && !any; i++)
		any = cells[i].n > 0 && str_trim(cells[i]).n > 0;
	if (!any)
		return ROW_BLANK;
	if (layout_plainly(l, cells, n))
		return ROW_DATA;
	if (is_total(l, scratch, cells, n))
		return ROW_TOTAL;
	for (int i = 0; i < l->nline; i++)
		if (same_line(&l->line[i], scratch, cells, n))
			return ROW_HEADER_AGAIN;
	if (is_numbering(l, scratch, cells, n, true))
		return ROW_NUMBERING;
	return is_note(l, scratch, cells, n) ? ROW_NOTE : ROW_DATA;
}

/* ---- right under the header ---- */

/* The words a help text begins with, or this column's own help as the program writes it. */
static bool help_like(const struct layout *l, struct arena *scratch, struct str plain, int col)
{
	static const char words[] =
		"必填|选填|非必填|如:|例:|如2|例如|举例|请填|请选|请按|填写|单选|多选|可多选|下拉|文本|数字|格式|"
		"日期格式|不超过|最多|保留|yyyy|没有可不填|是/否|填是或否|required|optional|choose";
	const struct sheet_col *c = col < l->map.ncol ? &l->map.col[col] : NULL;
	struct str rest, half;

	if (begins(words, plain))
		return true;
	if (!c || (c->kind != COL_FIELD && c->kind != COL_AGAIN))
		return false;
	rest = str_of(l->map.part[c->part]->fields[c->field].help);
	while (rest.n && str_next(&rest, '|', &half))
		if (str_find(plain, sheet_plain(scratch, half)) >= 0)
			return true;
	return false;
}

static bool is_help(const struct layout *l, struct arena *scratch, const struct str *cells, int n)
{
	static const char marks[] = "填写说明|填表说明|填报说明|填写要求|填写示例|示例|样例|举例|例如|例|说明|"
		"字段说明|数据类型|example|sample|help";
	struct str rest;
	int filled = 0, help = 0;
	bool id = false;

	for (int i = 0; i < n; i++) {
		struct str p = sheet_plain(scratch, cells[i]);
		size_t k;

		if (!p.n)
			continue;
		k = begins(marks, p);           /* 示例, 示例1, 填写说明: ..., but not 示例县 */
		rest = str_sub(p, k, p.n);
		if (!filled && k && (!rest.n || strchr(":(123456789", rest.p[0])))
			return true;
		filled++;
		id |= digit_run(p) >= LONG_NUMBER;
		help += help_like(l, scratch, p, i);
	}
	return !id && help >= 2 && help * 2 >= filled;
}

enum row_class layout_under_header(const struct layout *l, struct arena *scratch,
                                   const struct str *cells, int n)
{
	if (is_numbering(l, scratch, cells, n, false))
		return ROW_NUMBERING;
	return is_help(l, scratch, cells, n) ? ROW_HELP : ROW_DATA;
}

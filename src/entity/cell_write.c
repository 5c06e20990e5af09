/* cell_write - a value as a person or a sheet sees it, and what each mask leaves of it. */
#include "entity/cell.h"

#include "base/money.h"
#include "base/utf8.h"

#define HIDDEN "***"

/* ---- clear ---- */

static void put_list(struct buf *out, const struct model *m, const char *list, int64_t code,
                     enum lang lang)
{
	struct str label = m->lists.label(m->lists.state, list, code, lang);

	if (label.n)
		buf_adds(out, label);
	else
		buf_addi(out, code);    /* a code that the list no longer explains */
}

static void put_set(struct buf *out, const struct model *m, const char *list, int64_t set,
                    enum lang lang)
{
	bool more = false;

	for (int code = 0; code <= 62; code++) {
		if (!(set >> code & 1))
			continue;
		if (more)
			buf_addz(out, lang == LANG_ZH ? "、" : "; ");
		put_list(out, m, list, code, lang);
		more = true;
	}
}

static void put_time(struct buf *out, int64_t ms)
{
	char day[11];
	int64_t t = ms % 86400000;

	if (t < 0)
		t += 86400000;
	date_put(day, date_of_ms(ms, 0));
	buf_addf(out, "%sT%02d:%02d:%02d.%03dZ", day, (int)(t / 3600000), (int)(t / 60000 % 60),
	         (int)(t / 1000 % 60), (int)(t % 1000));
}

static void put_int(struct buf *out, const struct model *m, const struct field *f, int64_t v,
                    enum lang lang)
{
	char t[24];

	switch (f->type) {
	case FT_MONEY:
		buf_add(out, t, money_put(t, v));
		break;
	case FT_DEC:
		buf_add(out, t, decimal_put(t, v, f->scale));
		break;
	case FT_BOOL:
		buf_addz(out, lang == LANG_ZH ? (v ? "是" : "否") : (v ? "yes" : "no"));
		break;
	case FT_DATE:
	case FT_MONTH:
		buf_add(out, t, date_put(t, (date_t)v));
		break;
	case FT_LIST:
		put_list(out, m, f->list, v, lang);
		break;
	case FT_SET:
		put_set(out, m, f->list, v, lang);
		break;
	case FT_TIME:
		put_time(out, v);
		break;
	default:        /* INT, YEAR; REF and AREA that the caller did not resolve */
		buf_addi(out, v);
		break;
	}
}

static void put_clear(struct buf *out, const struct model *m, const struct field *f,
                      const struct val *v, enum lang lang)
{
	if (v->kind == VAL_TEXT)
		buf_adds(out, v->s);
	else if (v->kind == VAL_INT)
		put_int(out, m, f, v->i, lang);
}

/* ---- masked ---- */

/* Surnames of two characters that are still borne; 欧阳建国 is 欧阳**, 张建国 is 张**. */
static const char *const compound[] = {
	"欧阳", "司马", "上官", "诸葛", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "尉迟", "公羊",
	"赫连", "澹台", "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "仲孙", "轩辕", "令狐",
	"钟离", "宇文", "长孙", "慕容", "鲜于", "闾丘", "司徒", "司空", "亓官", "司寇", "子车", "颛孙",
	"端木", "巫马", "公西", "漆雕", "乐正", "壤驷", "公良", "拓跋", "夹谷", "宰父", "谷梁", "段干",
	"百里", "东郭", "南门", "呼延", "羊舌", "微生", "梁丘", "左丘", "东门", "西门", "第五",
};

/* The number of stars says nothing about the length of the name. A name of two characters is one
 * of a single surname, whatever it begins with. */
static void put_name(struct buf *out, struct str name)
{
	struct str rest = name;
	size_t keep;

	utf8_next(&rest);
	keep = name.n - rest.n;
	for (size_t i = 0; i < sizeof compound / sizeof compound[0]; i++)
		if (str_starts(name, str_of(compound[i])) && utf8_len(name) > 2)
			keep = strlen(compound[i]);
	buf_add(out, name.p, keep);
	buf_addz(out, "**");
}

/* The first n characters and a fixed number of stars; a text too short for that is hidden. */
static void put_head(struct buf *out, struct str s, size_t n, const char *stars)
{
	if (s.n < n + 5) {
		buf_addz(out, HIDDEN);
		return;
	}
	buf_add(out, s.p, n);
	buf_addz(out, stars);
}

static void put_public(struct buf *out, const struct model *m, const struct field *f,
                       const struct val *v, enum lang lang)
{
	if (f->flags & E_NAME && v->kind == VAL_TEXT && !field_sealed(f))
		put_name(out, v->s);
	else if (field_sealed(f) || f->flags & (E_PERSONAL | E_NAME))
		buf_addz(out, HIDDEN);
	else
		put_clear(out, m, f, v, lang);
}

/* Never the last four of an ID (with the birth date they are the whole number), and no tail of a
 * phone: tails can be searched by, and searching is counted. */
static void put_staff(struct buf *out, const struct model *m, const struct field *f,
                      const struct val *v, enum lang lang)
{
	if (!field_sealed(f))
		put_clear(out, m, f, v, lang);
	else if (f->flags & E_SEAL || v->kind != VAL_TEXT)
		buf_addz(out, HIDDEN);
	else if (f->type == FT_IDNO)
		put_head(out, v->s, 6, "************");
	else if (f->type == FT_PHONE)
		put_head(out, v->s, 3, "********");
	else if (f->type == FT_CARD)
		put_head(out, v->s, 4, "************");
	else
		buf_addz(out, HIDDEN);
}

bool cell_clear(const struct field *f, enum mask mask)
{
	if (f->flags & E_NEVER)
		return false;
	return mask == MASK_NONE || (!field_sealed(f) && (mask == MASK_STAFF ||
	                                                  !(f->flags & (E_PERSONAL | E_NAME))));
}

bool cell_money(struct buf *out, const struct field *f, const struct val *v, enum mask mask)
{
	char text[32];

	if (f->type != FT_MONEY || v->kind != VAL_INT || !cell_clear(f, mask))
		return false;
	buf_add(out, text, money_show(text, v->i));
	return true;
}

void cell_write(struct buf *out, const struct model *m, const struct field *f, const struct val *v,
                enum mask mask, enum lang lang)
{
	if (v->kind == VAL_NULL)
		return;
	switch (mask) {
	case MASK_PUBLIC:
		put_public(out, m, f, v, lang);
		break;
	case MASK_STAFF:
		put_staff(out, m, f, v, lang);
		break;
	case MASK_NONE:
		if (f->flags & E_NEVER)
			buf_addz(out, HIDDEN);
		else
			put_clear(out, m, f, v, lang);
		break;
	}
}

/* village_sheet - see the header. */
#include "job/village_sheet.h"

#include "fmt/csv.h"

#define CELL_MAX (1 << 20)

int village_place_cmp(int a, int b)
{
	if (a == b)
		return 0;
	if (a < 0 || b < 0)
		return a < 0 ? 1 : -1;
	return a < b ? -1 : 1;
}

struct str village_place_name(const struct area_tree *t, int place, int level)
{
	int at = place >= 0 ? area_up(t, place, level) : -1;

	return at >= 0 ? area_nth(t, at)->name : STR("");
}

static struct str label(const struct village_sheet *v, int c)
{
	return str_of(v->lang == LANG_ZH ? v->column[c].zh : v->column[c].en);
}

static struct str text(const struct village_sheet *v, int i, int c, struct buf *b)
{
	buf_reset(b);
	if (c < v->fill)
		v->cell(v->arg, i, c, b);
	return buf_str(b);
}

enum err village_sheet_csv(struct ctx *cx, const struct village_sheet *v, const char *too_many,
                           struct buf *out)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, CELL_MAX);
	buf_addz(out, "\xEF\xBB\xBF");
	for (int i = -1; i < v->n; i++) {
		for (int c = 0; c < v->ncolumn; c++) {
			if (c)
				buf_addc(out, ',');
			csv_put(out, i < 0 ? label(v, c) : text(v, i, c, &b), ',', true);
		}
		buf_addz(out, "\r\n");
	}
	return out->full ? err_set(cx, ERR_LIMIT, "", too_many, NULL) : OK;
}

static void put_head(const struct village_sheet *v, struct xw_sheet *s)
{
	for (int c = 0; c < v->ncolumn; c++) {
		xw_width(s, c, v->column[c].width);
		xw_text(s, c, label(v, c), v->column[c].fill ? XW_MUST : XW_HEAD);
	}
	xw_next(s);
	xw_freeze(s, xw_row(s), 0);
}

/* A heading for each village, with how many there are. */
static void put_block(const struct village_sheet *v, int first, struct xw_sheet *s)
{
	struct buf b BUF_AUTO = { 0 };
	int place = v->place(v->arg, first), end = first;

	buf_init(&b, CELL_MAX);
	while (end < v->n && v->place(v->arg, end) == place)
		end++;
	if (place >= 0)
		area_path(&b, v->t, place, 4);
	else
		buf_addz(&b, v->lang == LANG_ZH ? "地区不明" : "Place unknown");
	buf_addf(&b, v->lang == LANG_ZH ? "（%d 项）" : " (%d)", end - first);
	xw_merge(s, 0, v->ncolumn - 1, 1, XW_BLOCK);
	xw_text(s, 0, buf_str(&b), XW_BLOCK);
	xw_next(s);
}

void village_sheet_put(const struct village_sheet *v, struct xw *w, struct xw_sheet *s)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, CELL_MAX);
	put_head(v, s);
	for (int i = 0; i < v->n && !xw_failed(w); i++) {
		if (i == 0 || v->place(v->arg, i) != v->place(v->arg, i - 1))
			put_block(v, i, s);
		for (int c = 0; c < v->fill; c++) {
			if (v->column[c].code)
				xw_code(s, c, text(v, i, c, &b), XW_PLAIN);
			else
				xw_text(s, c, text(v, i, c, &b), XW_NOTE);
		}
		xw_next(s);
	}
}

enum err village_sheet_end(struct ctx *cx, struct xw *w)
{
	enum err e = xw_end(cx, w);

	if (e == OK)
		e = xw_publish(cx, w, 0600);
	xw_close(w);
	return e;
}

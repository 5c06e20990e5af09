/* A sheet of somebody else's form: it is read or refused; written anew without edits it is the same
 * to the byte; with edits all other cells say what they said. The same bytes as a formula, and as a
 * list of places. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fmt/xlsx_fill_part.h"

#define INPUT_MAX 65536

static void must(int good)
{
	if (!good)
		abort();
}

static void formulas(struct str s)
{
	struct row_change c = { STR("表"), 5, 3 };
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 1 << 20);
	formula_shift(&b, s, &c, STR("表"), -1);
	buf_reset(&b);
	formula_shift(&b, s, &c, STR("别"), 2);
	buf_reset(&b);
	formula_move(&b, s, 3, 2);
	buf_reset(&b);
	places_shift(&b, s, &c);
}

static bool edited(const struct fill_edit *e, const struct fill_cell *c)
{
	return e->row == c->row && e->col == c->col;
}

/* The cells of was, but the edited one, are those of now. */
static void same_cells(const struct fill_sheet *was, const struct fill_sheet *now,
                       const struct fill_edit *e)
{
	int k = 0;

	for (int i = 0; i < was->ncell; i++) {
		while (k < now->ncell && edited(e, &now->cell[k]))
			k++;
		if (edited(e, &was->cell[i]))
			continue;
		must(k < now->ncell && was->cell[i].row == now->cell[k].row &&
		     was->cell[i].col == now->cell[k].col &&
		     was->cell[i].kind == now->cell[k].kind &&
		     str_eq(was->cell[i].text, now->cell[k].text));
		k++;
	}
}

static void sheet(struct ctx *cx, struct arena *a, struct str raw)
{
	struct fill_book b = { .a = a };
	struct fill_sheet was = { .name = STR("表") }, now = { .name = STR("表") };
	struct sheet_scan scan, again;
	struct fill_edit e = { 0, 2, 1, FILL_TEXT_CELL, STR("新 & <旧>") };
	struct buf out BUF_AUTO = { 0 };
	enum err err;

	if (sheet_scan(cx, &b, "sheet", raw, &was, &scan) != OK)
		return;
	buf_init(&out, 4 * INPUT_MAX + 65536);
	must(sheet_apply(cx, &scan, "sheet", NULL, 0, false, &out) == OK);
	must(str_eq(buf_str(&out), raw) || scan.data_closed);
	buf_reset(&out);
	err = sheet_apply(cx, &scan, "sheet", &e, 1, false, &out);
	must(err == OK || err == ERR_CONFLICT);
	if (err != OK)
		return;
	must(sheet_scan(cx, &b, "sheet", buf_str(&out), &now, &again) == OK);
	same_cells(&was, &now, &e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct ctx cx;
	struct arena a;

	if (n > INPUT_MAX)
		return 0;
	ctx_init(&cx, 0);
	arena_init(&a, (size_t)64 << 20);
	formulas((struct str){ (const char *)data, n });
	if (n >= 2)
		sheet(&cx, &a, (struct str){ (const char *)data, n });
	arena_free(&a);
	ctx_free(&cx);
	return 0;
}

/* demo_books - lists as workbooks: what can be read as what its column holds is written as that,
 * what cannot (a fault was planted) as the text it is. */
#include "job/demo_int.h"

#include "base/money.h"
#include "fmt/xlsx_write.h"

#include <stdio.h>

#define NUMBER_SCALE 6           /* decimals of a number that should have fewer */

enum err demo_book_begin(struct gen *g, struct demo_file *f)
{
	struct str path = str_join(&g->cx->arena, str_of(g->d->out), STR("/"));

	path = str_join(&g->cx->arena, path, str_of(f->name));
	xw_close(f->book);
	f->book = NULL;
	return xw_begin(g->cx, path.p, &f->book);
}

enum err demo_book_open(struct gen *g, struct demo_file *f, const char *sheet)
{
	TRY(demo_book_begin(g, f));
	snprintf(f->sheet_name, sizeof(f->sheet_name), "%s", sheet);
	f->sheet = xw_add_sheet(f->book, str_of(sheet));
	xw_freeze(f->sheet, 1, 0);
	return OK;
}

enum err demo_book_close(struct gen *g, struct demo_file *f)
{
	TRY(xw_end(g->cx, f->book));
	TRY(xw_publish(g->cx, f->book, 0644));
	xw_close(f->book);
	f->book = NULL;
	f->open = false;
	return OK;
}

void demo_book_header(struct demo_file *f, int col, struct str label)
{
	xw_text(f->sheet, col, label, XW_HEAD);
}

static bool put_number(struct demo_file *f, int col, const struct field *field, struct str text)
{
	int scale = field->type == FT_MONEY ? 2 : field->type == FT_DEC ? field->scale : 0;
	bool plain = true, money = field->type == FT_MONEY;
	int64_t v;

	if (decimal_read(text, scale, &v, &plain) != MONEY_GOOD) {
		scale = NUMBER_SCALE;
		money = false;
		if (decimal_read(text, scale, &v, &plain) != MONEY_GOOD)
			return false;
	}
	if (plain)
		xw_number(f->sheet, col, v, scale, money, XW_PLAIN);
	return plain;
}

void demo_book_cell(struct demo_file *f, int col, const struct field *field, struct str text)
{
	enum date_form form;
	bool done = false;
	date_t d;

	if (!text.n)
		return;
	switch (field ? field->type : FT_TEXT) {
	case FT_INT: case FT_YEAR: case FT_MONEY: case FT_DEC:
		done = put_number(f, col, field, text);
		break;
	case FT_DATE:
		done = date_parse(text, &d, &form) && form == DATE_ISO;
		if (done)
			xw_date(f->sheet, col, d, XW_PLAIN);
		break;
	case FT_CODE: case FT_IDNO: case FT_DCARD: case FT_PHONE: case FT_CARD: case FT_USCC:
	case FT_REF:
		xw_code(f->sheet, col, text, XW_PLAIN);
		return;
	default:
		break;
	}
	if (!done)
		xw_text(f->sheet, col, text, XW_PLAIN);
}

void demo_book_next(struct demo_file *f)
{
	xw_next(f->sheet);
}

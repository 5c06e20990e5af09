/* demo_rows - the cells of one row, written as the program writes them itself. */
#include "job/demo_int.h"

#include "base/money.h"

void row_start(struct demo_row *r, int n)
{
	r->n = n;
	r->used = 0;
	r->extra = false;
	memset(r->cell, 0, sizeof(r->cell));
}

void row_text(struct demo_row *r, int col, struct str s)
{
	size_t room = sizeof(r->store) - r->used;

	if (s.n > room)
		s.n = room;
	if (s.n)
		memcpy(r->store + r->used, s.p, s.n);
	r->cell[col] = (struct str){ r->store + r->used, s.n };
	r->used += s.n;
}

void row_copy(struct demo_row *to, const struct demo_row *from)
{
	row_start(to, from->n);
	to->extra = from->extra;
	for (int i = 0; i < from->n; i++)
		if (from->cell[i].n)
			row_text(to, i, from->cell[i]);
}

void row_money(struct demo_row *r, int col, int64_t fen)
{
	char t[24];

	row_text(r, col, (struct str){ t, money_put(t, fen) });
}

void row_date(struct demo_row *r, int col, date_t d)
{
	char t[11];

	if (d)
		row_text(r, col, (struct str){ t, date_put(t, d) });
}

void row_decimal(struct demo_row *r, int col, int64_t v, int scale)
{
	char t[24];

	row_text(r, col, (struct str){ t, decimal_put(t, v, scale) });
}

void row_int(struct demo_row *r, int col, int64_t v)
{
	row_decimal(r, col, v, 0);
}

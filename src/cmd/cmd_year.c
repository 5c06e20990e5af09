/* cmd_year - years that are closed, on the command line. */
#include "cmd/cmd_gate.h"

#include <stdio.h>

#include "domain/gate/year.h"
#include "domain/register/browse.h"

static enum err year_of(struct gate_run *x, int *year, int64_t *area)
{
	int64_t n;

	if (!str_i64(str_of(x->c->arg[0]), &n) || n < 1949 || n > 2199)
		return err_set(x->c->cx, ERR_USAGE, "year", "cmd-year-number", x->c->arg[0], NULL);
	*year = (int)n;
	return gate_area(x, cmd_text(x->c, "area"), area);
}

static enum err closed(struct gate_run *x)
{
	int64_t area;
	int year;

	TRY(year_of(x, &year, &area));
	TRY(year_close(x->c->cx, &x->g, &x->who, area, year, given_text(x->c, "reason")));
	put(x->c, "cmd-year-closed", x->c->arg[0], NULL);
	return OK;
}

enum err cmd_year_close(struct cmd *c)
{
	return gate_run(c, REG_WRITE, true, closed);
}

static enum err reopened(struct gate_run *x)
{
	int64_t area;
	int year;

	TRY(year_of(x, &year, &area));
	TRY(year_reopen(x->c->cx, &x->g, &x->who, area, year, given_text(x->c, "reason")));
	put(x->c, "cmd-year-reopened", x->c->arg[0], NULL);
	return OK;
}

enum err cmd_year_reopen(struct cmd *c)
{
	return gate_run(c, REG_WRITE, true, reopened);
}

static struct str when(struct gate_run *x, const struct rec *row, int field)
{
	return rec_has(row, field) ?
	       str_dup(&x->c->cx->arena, str_of(clock_text(x->c, row->v[field].i))) : STR("");
}

static enum err listed(struct gate_run *x)
{
	static const char *const zh[] = { "年度", "范围", "状态", "关账时间", "关账人", "重新打开", "由谁", "理由" };
	static const char *const en[] = { "Year", "Area", "State", "Closed", "By", "Opened again", "By",
		"Reason" };
	struct page_table t;
	struct rec **row;
	int n;

	TRY(year_list(x->c->cx, &x->g, &row, &n));
	gate_table(x, &t, 8, zh, en);
	for (int i = 0; i < n; i++) {
		struct buf place BUF_AUTO = { 0 };
		struct str *cell = page_table_row(&t);
		char year[12];

		buf_init(&place, 2000);
		snprintf(year, sizeof year, "%d", (int)row[i]->v[CLOSING_year].i);
		TRY(browse_place_from(x->c->cx, x->g.r, row[i]->area, 3, &place));
		cell[0] = str_dup(&x->c->cx->arena, str_of(year));
		cell[1] = str_dup(&x->c->cx->arena, buf_str(&place));
		cell[2] = gate_list_label(x, row[i], CLOSING_state, "closing_state");
		cell[3] = when(x, row[i], CLOSING_closed);
		cell[4] = gate_person(x, row[i], CLOSING_closed_by);
		cell[5] = when(x, row[i], CLOSING_reopened);
		cell[6] = gate_person(x, row[i], CLOSING_reopened_by);
		cell[7] = rec_has(row[i], CLOSING_why) ? row[i]->v[CLOSING_why].s : STR("");
	}
	if (n)
		page_table_end(&t);
	else
		say(x->c, "cmd-year-none", NULL);
	return OK;
}

enum err cmd_year_list(struct cmd *c)
{
	return gate_run(c, REG_READ, false, listed);
}

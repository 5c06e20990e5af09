/* cmd_report - somebody else's form filled from the register, and the file that binds it. */
#include <stdio.h>
#include <string.h>

#include "base/os.h"
#include "cmd/talk.h"
#include "fmt/json.h"
#include "job/report_fill.h"

struct filling_cmd {
	struct cmd *c;
	const char *reason;          /* NULL unless the mask is MASK_NONE */
	struct report_order o;
	int notes;
};

static void note(void *arg, const char *key, const char *a, const char *b, const char *c,
                 const char *d)
{
	struct filling_cmd *x = arg;

	x->notes++;
	say(x->c, key, a, b, c, d, NULL);
}

/* Before a file is written, the journal has what it shows unmasked, and why. */
static enum err on_file(void *arg, const struct clear_note *n)
{
	struct filling_cmd *x = arg;

	return cmd_journal_clear(x->c, NULL, x->reason, n);
}

static enum err read_order(struct filling_cmd *x)
{
	struct cmd *c = x->c;
	const char *period = cmd_text(c, "period"), *known = cmd_text(c, "known");
	const char *end = "-filled.xlsx";
	enum date_form form;
	struct ctx *cx = c->cx;

	TRY(cmd_mask(c, &x->o.mask));
	TRY(cmd_reason(c, x->o.mask, &x->reason));
	x->o.form = c->arg[0];
	x->o.bind = cmd_text(c, "bind");
	x->o.area = cmd_text(c, "area");
	x->o.lists = cmd_text(c, "lists");
	x->o.strip = cmd_flag(c, "strip");
	if (known && (!date_parse(str_of(known), &x->o.known, &form) || !date_day(x->o.known)))
		return err_set(cx, ERR_USAGE, "--known", "cmd-lead-due", known, NULL);
	if (period && !report_period_read(str_of(period), &x->o.period))
		return err_set(cx, ERR_USAGE, "--period", "cmd-report-period", period, NULL);
	if (period) {
		struct str s = str_join(&cx->arena, STR("-"), str_of(period));

		end = str_z(&cx->arena, str_join(&cx->arena, s, STR(".xlsx")));
	}
	x->o.out = cmd_text(c, "output") ? cmd_text(c, "output") :
	           report_beside(cx, x->o.form, end);
	if (strcmp(x->o.out, x->o.form) == 0 ||
	    (x->o.lists && strcmp(x->o.lists, x->o.form) == 0))
		return err_set(cx, ERR_USAGE, "--output", "cmd-report-over", x->o.form, NULL);
	if (x->o.lists && strcmp(x->o.lists, x->o.out) == 0)
		return err_set(cx, ERR_USAGE, "--lists", "cmd-report-lists-over", x->o.out, NULL);
	return OK;
}

enum err cmd_report_fill(struct cmd *c)
{
	struct filling_cmd x = { .c = c };
	struct report_face face = { &x, note, on_file };
	struct report_result r;
	struct json j;

	TRY(read_order(&x));
	TRY(cmd_open(c, x.reason ? REG_WRITE : REG_READ));
	TRY(report_fill(c->cx, c->reg, &x.o, &face, &r));
	if (cmd_is_demo(c))
		say(c, "cmd-demo-data", NULL);
	if (r.unbound)
		say(c, "cmd-report-unbound", grouped(c, r.unbound), NULL);
	say(c, "cmd-report-done", x.o.out, grouped(c, r.cells), grouped(c, r.numbers), NULL);
	if (x.o.known)
		say(c, "cmd-report-known", cmd_text(c, "known"), NULL);
	else
		say(c, "cmd-report-now", clock_text(c, c->cx->now_ms), NULL);
	if (x.o.lists)
		say(c, "cmd-report-lists", x.o.lists, grouped(c, r.list_rows), NULL);
	if (!c->json)
		return OK;
	json_begin(&j, &c->out);
	json_obj(&j);
	json_key(&j, "form");
	json_str(&j, str_of(x.o.out));
	json_key(&j, "cells");
	json_int(&j, r.cells);
	json_key(&j, "numbers");
	json_int(&j, r.numbers);
	json_key(&j, "unbound");
	json_int(&j, r.unbound);
	json_key(&j, "list_rows");
	json_int(&j, r.list_rows);
	json_key(&j, "notes");
	json_int(&j, x.notes);
	json_obj_end(&j);
	buf_addc(&c->out, '\n');
	return OK;
}

enum err cmd_report_bind(struct cmd *c)
{
	const char *out = cmd_text(c, "output");
	struct buf b BUF_AUTO = { 0 }, odd BUF_AUTO = { 0 };
	struct str rest, line, cell;

	if (!out)
		out = report_beside(c->cx, c->arg[0], ".yaml");
	if (strcmp(out, "-") != 0 && os_exists(out))
		return err_set(c->cx, ERR_CONFLICT, out, "cmd-report-bound", out, NULL);
	TRY(cmd_open(c, REG_READ));
	buf_init(&b, 4 << 20);
	buf_init(&odd, 1 << 20);
	TRY(report_starter(c->cx, c->reg, c->arg[0], &b, &odd));
	for (rest = buf_str(&odd); str_next(&rest, '\n', &line);) {
		str_next(&line, '\t', &cell);
		warn(c, "cmd-report-odd", str_z(&c->cx->arena, cell), str_z(&c->cx->arena, line),
		     NULL);
	}
	if (strcmp(out, "-") == 0) {
		buf_adds(&c->out, buf_str(&b));
		return OK;
	}
	TRY(os_write_file(c->cx, out, buf_str(&b), 0644));
	say(c, "cmd-report-starter", out, c->arg[0], NULL);
	return OK;
}

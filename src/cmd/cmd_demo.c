/* cmd_demo - the lists of a made-up county. */
#include "cmd/talk.h"
#include "fmt/json.h"
#include "job/demo.h"

static enum err read_month(struct cmd *c, int *out)
{
	const char *text = cmd_text(c, "month");
	enum date_form form;
	date_t d;

	if (!text)
		return OK;
	if (!date_parse(str_of(text), &d, &form) || date_day(d) || !date_month(d))
		return err_set(c->cx, ERR_USAGE, "--month", "demo-month", NULL);
	*out = d / 100;
	return OK;
}

enum err cmd_demo(struct cmd *c)
{
	struct demo d = { .out = cmd_text(c, "out"), .faults = cmd_text(c, "faults"),
		.areas = cmd_text(c, "areas"), .county = cmd_text(c, "county"),
		.bench = cmd_flag(c, "bench") };
	const char *format = cmd_text(c, "format");
	int64_t seed, years, year;
	struct model *m;
	struct pack *pack;

	if (!d.out)
		return err_set(c->cx, ERR_USAGE, "--out", "cmd-option-needed", "out", c->def->name,
		               NULL);
	if (!d.areas != !d.county)
		return err_set(c->cx, ERR_USAGE, "--areas", "cmd-demo-areas", NULL);
	TRY(cmd_int(c, "households", 30000, 1, 20000000, &d.households));
	TRY(cmd_int(c, "seed", 7, 0, INT64_MAX, &seed));
	TRY(cmd_int(c, "years", 3, 1, 20, &years));
	TRY(cmd_int(c, "year", 0, 0, 9999, &year));
	d.date = year ? (date_t)year * 10000 + 1231 : 0;
	d.seed = (uint64_t)seed;
	d.years = (int)years;
	for (int i = DEMO_CSV; format && i <= DEMO_MESSY; i++)
		if (strcmp(format, demo_format_name((enum demo_format)i)) == 0)
			d.format = (enum demo_format)i;
	TRY(read_month(c, &d.month));
	if (!d.faults)
		d.faults = "all";
	TRY(pack_load(c->cx, &c->cx->arena, "cn", &pack));
	TRY(pack_model(c->cx, &c->cx->arena, pack, &m));
	TRY(demo_run(c->cx, m, &d));
	if (d.month && d.month >= date_of_ms(c->cx->now_ms, (int)pack->zone_minutes) / 100)
		warn(c, "cmd-demo-future", cmd_text(c, "month"), NULL);
	if (c->json) {
		struct json j;

		json_begin(&j, &c->out);
		json_obj(&j);
		json_key(&j, "households");
		json_int(&j, d.households);
		json_key(&j, "persons");
		json_int(&j, d.persons);
		json_key(&j, "files");
		json_int(&j, d.files);
		json_key(&j, "planted");
		json_int(&j, d.planted);
		json_obj_end(&j);
		buf_addc(&c->out, '\n');
		return OK;
	}
	put(c, "cmd-demo-done", grouped(c, d.households), grouped(c, d.persons),
	    grouped(c, d.planted), d.out, NULL);
	say(c, "cmd-demo-next", d.out, d.format == DEMO_CSV ? "csv" : "xlsx", NULL);
	return OK;
}

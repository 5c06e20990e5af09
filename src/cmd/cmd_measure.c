/* cmd_measure - poverty and inequality, of files of microdata or of the register. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/msg.h"
#include "base/os.h"
#include "cmd/measure_index.h"
#include "cmd/measure_told.h"
#include "cmd/talk.h"
#include "domain/register/measured.h"
#include "job/measure_file.h"
#include "policy/measure_settings.h"
#include "rule/measure_json.h"

struct measuring {
	struct cmd *c;
	struct measure_settings s;
	struct measure_lines lines;
	bool has_lines;
	const char *series;          /* of the pack; NULL: none */
	struct measure_ask ask;
	struct measure_multi_in multi;
	const char *indicator[MEASURE_INDICATORS];   /* names in the reader's language */
	struct measure_data data;
	struct measured reg;
	struct measure_told told;
	struct str *code;            /* of the groups of a register */
};

/* ---- what was asked ---- */

static void text_option(struct measuring *m, const char *name, const char **to)
{
	if (cmd_text(m->c, name))
		*to = cmd_text(m->c, name);
}

static enum err number_option(struct measuring *m, const char *name, int64_t usual, int64_t most,
                              int64_t *to)
{
	return cmd_int(m->c, name, *to >= 0 ? *to : usual, 0, most, to);
}

/* "school<6": the column and its cutoff. */
static enum err one_indicator(struct measuring *m, struct str text)
{
	struct measure_indicator *x = &m->s.indicator[m->s.nindicator];
	struct arena *a = &m->c->cx->arena;
	size_t at = 0;

	while (at < text.n && !strchr("<>=!", text.p[at]))
		at++;
	*x = (struct measure_indicator){ .weight = { 0, 1 },
		.column = str_z(a, str_trim(str_sub(text, 0, at))) };
	x->zh = x->en = x->column;
	if (!*x->column || !measure_cut_read(a, str_sub(text, at, text.n), &x->cut))
		return err_set(m->c->cx, ERR_USAGE, "--indicators", "measure-cut", str_z(a, text), NULL);
	m->s.nindicator++;
	return OK;
}

static enum err indicator_option(struct measuring *m)
{
	struct str rest = str_of(cmd_text(m->c, "indicators")), one;

	m->s.nindicator = 0;
	while (rest.n) {
		str_next(&rest, ',', &one);
		if (m->s.nindicator == MEASURE_INDICATORS)
			return err_set(m->c->cx, ERR_USAGE, "--indicators", "measure-indicators", "32",
			               NULL);
		TRY(one_indicator(m, one));
	}
	for (int i = 0; i < m->s.nindicator; i++)
		for (int k = 0; k < i; k++)
			if (strcmp(m->s.indicator[i].column, m->s.indicator[k].column) == 0)
				return err_set(m->c->cx, ERR_USAGE, "--indicators",
				               "measure-indicators", "32", NULL);
	return OK;
}

static enum err weight_option(struct measuring *m)
{
	const char *given = cmd_text(m->c, "weights");
	struct str rest = str_of(given), one;
	char n[12];
	int i = 0;
	bool good = true;

	for (; rest.n && good; i++) {
		str_next(&rest, ',', &one);
		good = i < m->s.nindicator &&
		       measure_ratio_read(one, &m->s.indicator[i].weight) &&
		       m->s.indicator[i].weight.num > 0;
	}
	if (good && i == m->s.nindicator)
		return OK;
	snprintf(n, sizeof n, "%d", m->s.nindicator);
	return err_set(m->c->cx, ERR_USAGE, "--weights", "measure-weights", given, n, NULL);
}

static enum err settings_file(struct measuring *m)
{
	const char *path = cmd_text(m->c, "settings");
	struct str bytes;

	measure_settings_empty(&m->s);
	if (!path)
		return OK;
	TRY(os_read_file(m->c->cx, path, MEASURE_SETTINGS_MAX, &bytes));
	return measure_settings_read(m->c->cx, path, bytes, &m->s);
}

static enum err options(struct measuring *m)
{
	struct measure_settings *s = &m->s;
	struct cmd *c = m->c;
	const char *k = cmd_text(c, "k");

	TRY(settings_file(m));
	if (cmd_text(c, "line") || cmd_text(c, "line-column") || cmd_text(c, "lines"))
		s->line = s->line_column = NULL;
	text_option(m, "income", &s->income);
	text_option(m, "line", &s->line);
	text_option(m, "line-column", &s->line_column);
	text_option(m, "weight", &s->weight);
	text_option(m, "size", &s->size);
	text_option(m, "group", &s->group);
	text_option(m, "strata", &s->strata);
	text_option(m, "psu", &s->psu);
	text_option(m, "transfers", &s->transfers);
	s->transfers_within = s->transfers_within || cmd_flag(c, "within");
	TRY(number_option(m, "few", 0, 1000, &s->few));
	if (cmd_text(c, "indicators"))
		TRY(indicator_option(m));
	if (cmd_text(c, "weights"))
		TRY(weight_option(m));
	if (s->k.num == 0)
		s->k = (struct measure_ratio){ 1, 3 };
	if (k && (!measure_ratio_read(str_of(k), &s->k) || s->k.num == 0 || s->k.num > s->k.den))
		return err_set(c->cx, ERR_USAGE, "--k", "measure-k", k, NULL);
	return OK;
}

/* Could it be a series of the pack? */
static bool name_of_series(struct str s)
{
	return s.n && ((s.p[0] | 0x20) >= 'a' && (s.p[0] | 0x20) <= 'z');
}

/* The line: one of three ways, or none. */
static enum err line_asked(struct measuring *m)
{
	struct ctx *cx = m->c->cx;
	const char *file = cmd_text(m->c, "lines");

	if ((m->s.line != NULL) + (m->s.line_column != NULL) + (file != NULL) > 1)
		return err_set(cx, ERR_USAGE, "--line", "measure-two-lines", NULL);
	if (m->s.line && !measure_line_read(str_of(m->s.line), &m->ask.line, &m->ask.of_median)) {
		if (m->c->narg || !name_of_series(str_of(m->s.line)))
			return err_set(cx, ERR_USAGE, "--line", "measure-line-form", m->s.line, NULL);
		m->series = m->s.line;           /* looked up when the register is open */
	}
	m->has_lines = file != NULL;
	return file ? measure_lines_read(cx, file, &m->lines) : OK;
}

static enum err not_with(struct measuring *m, const char *const *option, const char *key)
{
	for (; *option; option++)
		if (cmd_text(m->c, *option))
			return err_set(m->c->cx, ERR_USAGE, *option, key, *option, NULL);
	return OK;
}

/* ---- files ---- */

static struct str data_group(void *arg, int32_t g)
{
	return measure_name(&((struct measuring *)arg)->data.group, g);
}

static enum err files(struct measuring *m)
{
	static const char *const only[] = { "area", "year", NULL };
	struct measure_columns c = { .income = m->s.income, .weight = m->s.weight, .size = m->s.size,
		.group = m->s.group, .strata = m->s.strata, .psu = m->s.psu,
		.transfers = m->s.transfers, .line = m->s.line_column,
		.lines = m->has_lines ? &m->lines : NULL, .nindicator = m->s.nindicator };
	char n[24];

	TRY(not_with(m, only, "measure-only-data"));
	if (!m->s.income && !m->s.nindicator)
		return err_set(m->c->cx, ERR_USAGE, "--income", "measure-need-income", NULL);
	for (int i = 0; i < c.nindicator; i++) {
		c.indicator[i] = m->s.indicator[i].column;
		c.cut[i] = m->s.indicator[i].cut;
	}
	TRY(measure_file_read(m->c->cx, m->c->arg, m->c->narg, &c, &m->data));
	if (m->data.n == 0) {
		snprintf(n, sizeof n, "%lld", (long long)m->data.n);
		return err_set(m->c->cx, ERR_INPUT, m->c->arg[0], "measure-no-rows", n, NULL);
	}
	m->ask.row = m->data.row;
	m->ask.n = m->data.n;
	m->ask.own = m->data.own;
	m->ask.ngroup = m->s.group ? (int32_t)m->data.group.n : 0;
	m->ask.errors = true;
	m->ask.within = m->s.transfers_within;
	m->told.place = str_of(m->c->narg == 1 ? m->c->arg[0] : "");
	m->told.group_head = m->s.group;
	m->told.name = data_group;
	return OK;
}

/* ---- the register ---- */

static struct str area_group(void *arg, int32_t g)
{
	return ((struct measuring *)arg)->reg.group[g].name;
}

static double line_of_area(void *arg, int64_t code, struct str name, int year)
{
	const struct measuring *m = arg;
	char digits[24];
	size_t n;
	int64_t at;

	(void)year;
	snprintf(digits, sizeof digits, "%lld", (long long)code);
	for (n = strlen(digits); n >= 2; n--) {  /* 220882000000 may stand as 220882 */
		if (hmap_get(m->lines.at, (struct str){ digits, n }, &at))
			return m->lines.line[at];
		if (digits[n - 1] != '0')
			break;
	}
	return hmap_get(m->lines.at, name, &at) ? m->lines.line[at] : 0;
}

static enum err from_register(struct measuring *m)
{
	static const char *const only[] = { "line-column", "weight", "size", "group", "strata", "psu",
		"transfers", "indicators", NULL };
	struct measured_order o = { .income = m->s.income, .arg = m,
		.line = m->has_lines ? line_of_area : NULL };
	char year[16];
	int64_t y;

	TRY(not_with(m, only, "measure-only-csv"));
	TRY(cmd_int(m->c, "year", 0, 1900, 2099, &y));
	o.year = (int)y;
	if (cmd_text(m->c, "area"))
		o.area = str_trim(str_of(cmd_text(m->c, "area")));
	TRY(cmd_open(m->c, REG_READ));
	if (m->series)
		o.series = pack_line(m->c->reg->pack, str_of(m->series));
	if (m->series && !o.series)
		return err_set(m->c->cx, ERR_USAGE, "--line", "measure-line-form", m->series, NULL);
	TRY(measured_take(m->c->cx, m->c->reg, &o, &m->reg));
	if (m->reg.line > 0)
		m->ask.line = m->reg.line;
	m->ask.row = m->reg.row;
	m->ask.n = m->reg.n;
	m->ask.own = m->reg.own;
	m->ask.ngroup = m->reg.ngroup;
	m->ask.within = true;
	m->s.nindicator = 0;
	m->told.place = m->reg.place;
	m->told.households = true;
	m->told.group_head = msg_text(m->c->cx->lang, "measure-area-head");
	m->told.name = area_group;
	snprintf(year, sizeof year, "%d", m->reg.year);
	if (m->reg.year) {
		struct buf b BUF_AUTO = { 0 };
		struct str arg = str_of(year);

		buf_init(&b, 1000);
		msg_add(&b, m->c->cx->lang, "measure-title-year", &arg, 1);
		m->told.title = str_dup(&m->c->cx->arena, buf_str(&b));
	}
	return OK;
}

/* ---- figures ---- */

static void naming(void *arg, int32_t g, struct str *code, struct str *name)
{
	struct measuring *m = arg;
	char digits[24];

	*name = m->told.name(m, g);
	if (!m->told.households || !m->reg.group[g].code)
		return;
	snprintf(digits, sizeof digits, "%lld", (long long)m->reg.group[g].code);
	*code = str_dup(&m->c->cx->arena, str_of(digits));
}

static void as_json(struct measuring *m, const struct measure_report *r,
                    const struct measure_multi_result *multi)
{
	struct json j;

	json_begin(&j, &m->c->out);
	json_obj(&j);
	json_key(&j, m->told.households ? "place" : "file");
	json_str(&j, m->told.place);
	if (m->told.households) {
		json_key(&j, "year");
		json_int(&j, m->reg.year);
	}
	if (r)
		measure_json(&j, r, naming, m);
	if (multi) {
		json_key(&j, "multi");
		measure_json_multi(&j, &m->multi, multi, m->indicator, naming, m);
	}
	json_obj_end(&j);
	buf_addc(&m->c->out, '\n');
}

static enum err many_dimensions(struct measuring *m)
{
	m->multi = (struct measure_multi_in){ .d = m->s.nindicator, .k = m->s.k, .row = m->data.row,
		.state = m->data.state, .n = m->data.n, .ngroup = m->ask.ngroup, .errors = true };
	for (int i = 0; i < m->s.nindicator; i++)
		m->indicator[i] = in_lang(m->c, m->s.indicator[i].zh, m->s.indicator[i].en);
	return measure_settings_weights(m->c->cx, &m->s, m->multi.weight);
}

static void show(struct measuring *m, const struct measure_report *r,
                 const struct measure_multi_result *multi)
{
	m->told.few = m->s.few;
	if (m->c->json) {
		as_json(m, r, multi);
		return;
	}
	if (m->told.households && cmd_is_demo(m->c))
		put(m->c, "cmd-demo-data", NULL);
	if (r)
		measure_told(&m->told, r);
	if (multi)
		measure_told_multi(&m->told, &m->multi, multi, m->indicator);
}

/* What nobody stated is as the pack has it: the register's, or the national one for files. */
static enum err usual(struct measuring *m)
{
	const struct pack *p = m->c->reg ? m->c->reg->pack : NULL;
	struct pack *cn;

	if (!p) {
		TRY(pack_load(m->c->cx, &m->c->cx->arena, "cn", &cn));
		p = cn;
	}
	TRY(number_option(m, "near", p->usual.near, 100, &m->s.near));
	return number_option(m, "round", p->usual.round, 1000000000, &m->s.round);
}

static enum err measure(struct measuring *m)
{
	bool values = m->c->narg == 0 || m->s.income, many = m->s.nindicator > 0;
	struct measure_multi_result multi = { 0 };
	struct measure_report r = { 0 };
	bool low;

	if (many)
		TRY(many_dimensions(m));
	TRY(usual(m));
	m->ask.near = (double)m->s.near / 100;
	m->ask.round = (double)m->s.round;
	if (values) {
		measure_report_of(&m->ask, &r);
		measure_few(&r, m->s.few);
	}
	if (many) {
		measure_multi(&m->multi, &multi);
		measure_multi_few(&multi, m->multi.ngroup, m->s.few);
	}
	low = values && m->ask.of_median.num > 0 && r.all.n > 0 && !(r.line > 0);
	if (low)
		warn(m->c, "measure-line-low", NULL);
	show(m, values ? &r : NULL, many ? &multi : NULL);
	measure_report_free(&r);
	measure_multi_free(&multi);
	return OK;
}

enum err cmd_measure(struct cmd *c)
{
	struct measuring *m = arena_alloc(&c->cx->arena, sizeof *m);
	enum err e;

	if (cmd_text(c, "multi") && !c->narg)
		return measure_index(c, cmd_text(c, "multi"));
	if (cmd_text(c, "multi"))
		return err_set(c->cx, ERR_USAGE, "--multi", "measure-only-data", "multi", NULL);

	m->c = c;
	m->told = (struct measure_told){ .c = c, .arg = m,
		.title = str_of(msg_text(c->cx->lang, "measure-title")) };
	TRY(options(m));
	TRY(line_asked(m));
	e = c->narg ? files(m) : from_register(m);
	if (e == OK)
		e = measure(m);
	measure_data_free(&m->data);
	measured_free(&m->reg);
	return e;
}

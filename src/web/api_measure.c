/* api_measure - poverty and inequality of a place, of what the caller may see. */
#include "web/api.h"
#include "web/web_int.h"

#include <math.h>
#include <stdio.h>

#include "base/msg.h"
#include "domain/judge/deprived.h"
#include "domain/judge/whatif_desk.h"
#include "domain/register/measured.h"
#include "fmt/svg_chart.h"
#include "rule/measure_cell.h"
#include "rule/measure_json.h"

#define PICTURE_MOST (4 << 20)
#define CURVE        20          /* steps of the drawn Lorenz curve */

struct measuring {
	struct web_req *q;
	struct measured m;
	struct measure_report r;
};

static enum err asked(struct web_req *q, struct measured_order *o, struct measure_ask *ask)
{
	const struct pack_usual *usual = &q->r->pack->usual;
	struct str line, area;

	*o = (struct measured_order){ 0 };
	*ask = (struct measure_ask){ .near = (double)usual->near / 100,
		.round = (double)usual->round, .within = true };
	if (!web_query(q, "line", &line) || !str_trim(line).n)
		line = usual->line;
	o->series = pack_line(q->r->pack, str_trim(line));
	if (line.n && !o->series && !measure_line_read(line, &ask->line, &ask->of_median))
		return err_set(q->cx, ERR_INPUT, "line", "measure-line-form",
		               str_z(&q->cx->arena, line), NULL);
	if (line.n && !o->series)
		TRY(web_tries_lines(q));
	o->year = (int)web_query_int(q, "year", 0, 2099);
	if (web_query(q, "area", &area))
		o->area = str_trim(area);
	return OK;
}

/* The rows are those of the view's scope, so every figure is of what the caller may see. */
static enum err measured_for(struct web_req *q, struct measuring *x)
{
	struct measured_order o;
	struct measure_ask ask;

	*x = (struct measuring){ .q = q };
	TRY(asked(q, &o, &ask));
	TRY(measured_take(q->cx, q->r, &o, &x->m));
	ask.own = x->m.own;
	if (x->m.line > 0)
		ask.line = x->m.line;
	ask.row = x->m.row;
	ask.n = x->m.n;
	ask.ngroup = x->m.ngroup;
	measure_report_of(&ask, &x->r);
	measure_few(&x->r, q->r->pack->small_cell);
	return OK;
}

static void done(struct measuring *x)
{
	measure_report_free(&x->r);
	measured_free(&x->m);
}

static struct str code_text(struct measuring *x, int64_t code)
{
	char digits[24];

	snprintf(digits, sizeof digits, "%lld", (long long)code);
	return code ? str_dup(&x->q->cx->arena, str_of(digits)) : STR("");
}

static void naming(void *arg, int32_t g, struct str *code, struct str *name)
{
	struct measuring *x = arg;

	*code = code_text(x, x->m.group[g].code);
	*name = x->m.group[g].name;
	if (!name->n)
		*name = str_of(msg_text(x->q->cx->lang, "summary-unstated"));
}

/* The pack's lines that say something of that place and year. */
static void put_lines(struct measuring *x)
{
	struct web_req *q = x->q;
	struct str code = code_text(x, x->m.place_code);

	json_key(&q->j, "lines");
	json_arr(&q->j);
	for (int i = 0; i < q->r->pack->nline; i++) {
		const struct line_series *s = &q->r->pack->line[i];
		int64_t fen;

		if (s->per == PER_HOUSEHOLD_YEAR ||
		    !lines_year(q->r->pack, s->id, code, x->m.year, &fen))
			continue;
		json_obj(&q->j);
		web_put(q, "name", s->id);
		web_put(q, "zh", s->zh);
		web_put(q, "en", s->en);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
}

enum err api_measures(struct web_req *q)
{
	struct measuring x;

	TRY(measured_for(q, &x));
	web_json(q, 200);
	json_obj(&q->j);
	web_put(q, "place", x.m.place);
	if (x.m.place_code)
		web_put(q, "code", code_text(&x, x.m.place_code));
	json_key(&q->j, "year");
	json_int(&q->j, x.m.year);
	put_lines(&x);
	web_put(q, "usual_line", q->r->pack->usual.line);
	json_key(&q->j, "few_under");
	json_int(&q->j, q->r->pack->small_cell);
	measure_json(&q->j, &x.r, naming, &x);
	json_obj_end(&q->j);
	done(&x);
	return OK;
}

/* ---- pictures ---- */

static int64_t tenths_of_percent(double v)
{
	return isfinite(v) && fabs(v) < 1e6 ? (int64_t)llround(v * 1000) : SVG_NO_VALUE;
}

/* The share of all income that the poorest have, beside what equal shares would be. */
static enum err lorenz(struct measuring *x, struct svg_chart *c, struct buf *out)
{
	static const char *const name[] = { "chart-observed", "chart-equal" };
	struct arena *a = &x->q->cx->arena;
	struct svg_series s[2];
	int64_t *v[2];
	struct str label[CURVE + 1];

	for (int k = 0; k < 2; k++) {
		v[k] = arena_array(a, CURVE + 1, sizeof **v);
		s[k] = (struct svg_series){ str_of(msg_text(c->lang, name[k])), v[k] };
	}
	for (int i = 0; i <= CURVE; i++) {
		char text[8];

		snprintf(text, sizeof text, "%d%%", (i * 100 / CURVE) % 1000);
		label[i] = str_dup(a, str_of(text));
		v[0][i] = x->r.all.few ? SVG_NO_VALUE :
		          tenths_of_percent(x->r.lorenz[i * MEASURE_POINTS / CURVE]);
		v[1][i] = i * 1000 / CURVE;
	}
	c->kind = SVG_LINES;
	c->label = label;
	c->n = x->r.all.n && !x->r.all.few ? CURVE + 1 : 0;
	c->scale = 1;
	c->series = s;
	c->nseries = 2;
	return svg_chart_put(x->q->cx, out, c);
}

/* Persons by tenths of the line, up to twice it; the eleventh column begins at the line. */
static enum err at_line(struct measuring *x, struct svg_chart *c, struct buf *out)
{
	struct str label[MEASURE_BINS];
	int64_t value[MEASURE_BINS];
	struct svg_series s = { .value = value };
	double beyond = x->r.bin[MEASURE_BINS - 1];
	struct buf note BUF_AUTO = { 0 };
	char far[32];

	for (int i = 1; i + 1 < MEASURE_BINS; i++) {
		char text[16];

		snprintf(text, sizeof text, "%d%%", ((i - 1) * 10) % 1000);
		label[i - 1] = str_dup(&x->q->cx->arena, str_of(text));
		value[i - 1] = isfinite(x->r.bin[i]) ? (int64_t)llround(x->r.bin[i]) : SVG_NO_VALUE;
	}
	c->kind = SVG_HISTOGRAM;
	c->label = label;
	c->n = x->r.lined && !x->r.all.few ? MEASURE_BINS - 2 : 0;
	buf_init(&note, 1024);
	snprintf(far, sizeof far, isfinite(beyond) ? "%.0f" : "*", beyond);
	msg_add(&note, c->lang, "chart-at-line-note", (struct str[]){ str_of(far) }, 1);
	c->note = buf_str(&note);
	c->series = &s;
	c->nseries = 1;
	return svg_chart_put(x->q->cx, out, c);
}

/* ---- many dimensions ---- */

struct indexing {
	struct web_req *q;
	const struct pack_index *index;
	struct deprived d;
};

static void index_naming(void *arg, int32_t g, struct str *code, struct str *name)
{
	struct indexing *k = arg;

	deprived_name(&k->d, &k->q->cx->arena, g, code, name);
}

static void put_indexes(struct web_req *q)
{
	const struct pack *p = q->r->pack;

	json_key(&q->j, "indexes");
	json_arr(&q->j);
	for (int i = 0; i < p->nindex; i++) {
		json_obj(&q->j);
		web_put(q, "name", p->index[i].id);
		web_put(q, "zh", p->index[i].zh);
		web_put(q, "en", p->index[i].en);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
}

/* Where fewer households are counted than may be shown, nothing is. */
static enum err index_told(void *state, const struct whatif_now *now)
{
	struct indexing *k = state;
	struct web_req *q = k->q;
	struct measure_multi_result r = { 0 };
	int64_t few = q->r->pack->small_cell;
	char on[11];

	deprived_take(q->cx, now, k->index, &k->d);
	measure_multi(&k->d.in, &r);
	measure_multi_few(&r, k->d.in.ngroup, few);
	date_put(on, now->run->on);
	web_json(q, 200);
	json_obj(&q->j);
	put_indexes(q);
	web_put(q, "index", k->index->id);
	web_put(q, "note", k->index->note);
	web_put(q, "place", now->area >= 0 ? now->run->area[now->area].name : STR(""));
	web_put(q, "on", str_of(on));
	json_key(&q->j, "few_under");
	json_int(&q->j, few);
	if (!r.all.few) {
		json_key(&q->j, "multi");
		measure_json_multi(&q->j, &k->d.in, &r, k->d.indicator, index_naming, k);
	}
	json_obj_end(&q->j);
	measure_multi_free(&r);
	deprived_free(&k->d);
	return OK;
}

enum err api_measures_multi(struct web_req *q)
{
	struct whatif_order o = { .scope = &q->scope };
	struct indexing k = { .q = q };
	struct str id = STR(""), area;

	web_query(q, "index", &id);
	k.index = pack_index(q->r->pack, str_trim(id));
	if (!k.index)
		return err_set(q->cx, ERR_NOTFOUND, "index", "measure-no-index",
		               str_z(&q->cx->arena, id), NULL);
	if (web_query(q, "area", &area) && str_trim(area).n)
		TRY(register_by_key(q->cx, q->r, register_entity(q->r, TAG_area), str_trim(area),
		                    &o.area));
	TRY(web_day_asked(q, &o.on));
	return whatif_desk_index(q->cx, q->web->whatif, k.index, &o, index_told, &k);
}

enum err api_measure_chart(struct web_req *q, struct svg_chart *c, struct buf *out)
{
	bool curve = str_eqz(q->param[0], "lorenz");
	struct measuring x;
	enum err e;

	TRY(measured_for(q, &x));
	c->title = str_of(msg_text(c->lang, curve ? "chart-lorenz" : "chart-at-line"));
	c->unit = str_of(msg_text(c->lang, curve ? "chart-percent" : "chart-persons"));
	e = curve ? lorenz(&x, c, out) : at_line(&x, c, out);
	done(&x);
	return e;
}

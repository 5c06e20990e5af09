/* report_words - what a cell of a form asks for, as people write it. */
#include "domain/register/report.h"

#include "domain/register/browse_int.h"

/* ---- periods ---- */

bool report_period_read(struct str s, struct report_period *out)
{
	enum date_form form;
	date_t d;

	*out = (struct report_period){ .text = s };
	if (s.n == 6 && (s.p[4] == 'Q' || s.p[4] == 'q') && s.p[5] >= '1' && s.p[5] <= '4' &&
	    date_parse(str_sub(s, 0, 4), &d, &form)) {
		out->from = d + (s.p[5] - '1') * 300 + 100;
		out->to = out->from + 200;
		return true;
	}
	if (!date_parse(s, &d, &form) || form != DATE_ISO)
		return false;
	out->from = out->to = d;
	return true;
}

date_t report_period_end(const struct report_period *p)
{
	date_t d = p->to;

	if (date_month(d) == 0)
		d += 1200;
	if (date_day(d) == 0)
		d = date_from_days(date_days(date_add_months(d + 1, 1)) - 1);
	return d;
}

void report_period_put(struct buf *out, const struct report_period *p, enum lang lang)
{
	static const char *const quarter[] = { "一", "二", "三", "四" };

	if (lang != LANG_ZH || !p->text.n) {
		buf_adds(out, p->text);
		return;
	}
	buf_addf(out, "%d年", date_year(p->to));
	if (p->from != p->to)
		buf_addf(out, "第%s季度", quarter[(date_month(p->to) - 1) / 3]);
	else if (date_month(p->to))
		buf_addf(out, "%d月", date_month(p->to));
	if (date_day(p->to))
		buf_addf(out, "%d日", date_day(p->to));
}

/* ---- words ---- */

enum word {
	W_NONE, W_COUNT, W_SUM, W_RATIO, W_FIELD, W_LIST, W_TEXT, W_AREA, W_PERIOD, W_TODAY, W_WHERE,
	W_WITH, W_IN, W_DECIMALS, W_PERCENT, W_ELSE,
};

static const struct { const char *en, *zh; enum word word; } words[] = {
	{ "count", "计数", W_COUNT }, { "sum", "求和", W_SUM }, { "ratio", "比率", W_RATIO },
	{ "field", "取值", W_FIELD }, { "list", "列出", W_LIST }, { "text", "文字", W_TEXT },
	{ "area-name", "地区", W_AREA }, { "period", "报告期", W_PERIOD },
	{ "today", "今天", W_TODAY }, { "where", "条件", W_WHERE }, { "with", "且有", W_WITH },
	{ "in", "单位", W_IN }, { "decimals", "小数", W_DECIMALS },
	{ "percent", "百分比", W_PERCENT }, { "else", "否则", W_ELSE },
};

static const struct { const char *name; int power; } units[] = {
	{ "元", 0 }, { "yuan", 0 }, { "百元", 2 }, { "千元", 3 }, { "万元", 4 }, { "wan", 4 },
	{ "亿元", 8 }, { "百", 2 }, { "千", 3 }, { "万", 4 }, { "亿", 8 },
};

struct asking {
	struct ctx *cx;
	struct reg *r;
	struct arena *a;
	const char *place;
	const struct report_period *p;
	struct str rest;
	struct report_expr *x;
};

static enum err bad(struct asking *k, const char *key, struct str what)
{
	return err_set(k->cx, ERR_INPUT, k->place, key, str_z(&k->cx->arena, what), NULL);
}

static struct str peek(const struct asking *k)
{
	struct str s = str_trim(k->rest);
	size_t n = 0;

	while (n < s.n && s.p[n] != ' ' && s.p[n] != '\t' && s.p[n] != '\n')
		n++;
	return str_sub(s, 0, n);
}

static struct str take(struct asking *k)
{
	struct str w = peek(k), s = str_trim(k->rest);

	k->rest = str_trim(str_sub(s, w.n, s.n));
	return w;
}

static enum word word_of(struct str s)
{
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (str_eqz(s, words[i].en) || str_eqz(s, words[i].zh))
			return words[i].word;
	return W_NONE;
}

static bool next_is(struct asking *k, enum word w)
{
	if (word_of(peek(k)) != w)
		return false;
	take(k);
	return true;
}

static const struct entity *noun_of(const struct asking *k, struct str name)
{
	const struct entity *e = entity_find(k->r->model, name);

	for (int i = 0; !e && i < k->r->model->n; i++)
		if (str_eqz(name, k->r->model->ent[i]->zh) ||
		    str_eqz(name, k->r->model->ent[i]->en))
			e = k->r->model->ent[i];
	return e;
}

/* ---- conditions: "with" cut off, periods put in ---- */

static bool quote(char c)
{
	return c == '"' || c == '\'';
}

/* " with NOUN where ..." at the end of conditions, outside of quotes; *at its place. */
static bool find_with(const struct asking *k, struct str s, size_t *at, const struct entity **e,
                      struct str *where)
{
	char open = 0;

	for (size_t i = 0; i < s.n; i++) {
		struct asking in = *k;

		if (open ? s.p[i] == open : quote(s.p[i]))
			open = open ? 0 : s.p[i];
		if (open || (i && s.p[i] != ' '))
			continue;
		in.rest = str_sub(s, i, s.n);
		if (!next_is(&in, W_WITH))
			continue;
		*e = noun_of(&in, take(&in));
		if (!*e)
			continue;
		*at = i;
		if (in.rest.n && !next_is(&in, W_WHERE))
			continue;
		*where = in.rest;
		return true;
	}
	return false;
}

static const struct { const char *en, *zh; int how; } spans[] = {
	{ " in period", " 在报告期", 0 }, { " by period", " 至报告期末", 1 },
	{ " before period", " 在报告期前", 2 },
};

/* The condition's field: back from `end` to the joint before it. */
static size_t field_begin(const struct buf *b)
{
	struct str s = buf_str(b);
	size_t i = s.n;

	while (i > 0) {
		struct str head = str_sub(s, 0, i);

		if (str_ends(head, STR(" and ")) || str_ends(head, STR("，")) ||
		    str_ends(head, STR("；")) || str_ends(head, STR("且")) ||
		    str_ends(head, STR(",")) || str_ends(head, STR(";")))
			break;
		i--;
	}
	return i;
}

static void put_span(struct asking *k, struct buf *b, int how)
{
	char from[11], to[11];
	struct str field = str_dup(k->a, str_sub(buf_str(b), field_begin(b), b->n));

	date_put(from, k->p->from);
	date_put(to, k->p->to);
	if (how == 1)
		buf_addf(b, "<=%s", to);
	else if (how == 2)
		buf_addf(b, "<%s", from);
	else if (k->p->from == k->p->to)
		buf_addf(b, "=%s", to);
	else
		buf_addf(b, ">=%s and %.*s<=%s", from, STR_FMT(field), to);
}

static enum err conditions(struct asking *k, struct str s, const char **out)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 65536);
	while (s.n) {
		struct str hit = { 0 };
		int how = 0;

		for (size_t i = 0; i < sizeof spans / sizeof spans[0] && !hit.n; i++) {
			struct str en = str_of(spans[i].en), zh = str_of(spans[i].zh);

			hit = str_starts(s, zh) ? zh : str_starts(s, en) ? en : hit;
			how = spans[i].how;
		}
		/* 报告期前 begins with 报告期, too */
		if (hit.n && how == 0 && str_starts(s, str_of(spans[2].zh))) {
			hit = str_of(spans[2].zh);
			how = 2;
		}
		if (!hit.n) {
			buf_addc(&b, *s.p);
			s = str_sub(s, 1, s.n);
			continue;
		}
		if (!k->p->text.n)
			return bad(k, "report-period-needed", k->x->text);
		put_span(k, &b, how);
		s = str_sub(s, hit.n, s.n);
	}
	*out = str_z(k->a, str_trim(buf_str(&b)));
	return OK;
}

/* Are the conditions right? Said now, with the cell that has them, not in the middle of the work.
 */
static enum err check(struct asking *k, const struct entity *e, const char *where)
{
	struct where w;
	enum err err = where_parse(k->cx, k->r, k->a, e, where, &w);

	if (err == ERR_INPUT)
		k->cx->err.where = str_dup(&k->cx->arena, str_of(k->place));
	return err;
}

static enum err filters(struct asking *k)
{
	struct report_expr *x = k->x;
	struct str all = k->rest, with_where = { 0 };
	const struct entity *with = NULL;
	size_t at;

	x->where = x->with_where = "";
	if (find_with(k, all, &at, &with, &with_where)) {
		all = str_trim(str_sub(all, 0, at));
		x->with = with;
		TRY(conditions(k, with_where, &x->with_where));
		TRY(check(k, with, x->with_where));
	}
	k->rest = all;
	if (all.n && !next_is(k, W_WHERE))
		return bad(k, "report-word", peek(k));
	TRY(conditions(k, k->rest, &x->where));
	return check(k, x->e, x->where);
}

/* ---- the kinds ---- */

static enum err options(struct asking *k)
{
	int64_t n;

	for (;;) {
		struct str w;

		if (next_is(k, W_IN)) {
			bool known = false;

			w = take(k);
			for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
				if (str_eqz(w, units[i].name)) {
					k->x->unit = units[i].power;
					known = true;
				}
			if (!known)
				return bad(k, "report-unit", w);
		} else if (next_is(k, W_DECIMALS)) {
			w = take(k);
			if (!str_i64(w, &n) || n < 0 || n > 8)
				return bad(k, "report-decimals", w);
			k->x->decimals = (int)n;
		} else if (next_is(k, W_PERCENT)) {
			k->x->percent = true;
			k->x->decimals = 1;
			if (str_i64(peek(k), &n) && n >= 0 && n <= 8) {
				take(k);
				k->x->decimals = (int)n;
			}
		} else {
			return OK;
		}
	}
}

static enum err noun_field(struct asking *k, bool sum)
{
	struct report_expr *x = k->x;
	struct str w = take(k), noun = w;
	const char *dot = w.n ? memchr(w.p, '.', w.n) : NULL;

	if (!dot)
		return bad(k, "report-field", w);
	noun.n = (size_t)(dot - w.p);
	x->e = noun_of(k, noun);
	if (!x->e)
		return bad(k, "report-noun", noun);
	x->field = where_field(x->e, str_sub(w, noun.n + 1, w.n));
	if (x->field < 0)
		return err_set(k->cx, ERR_INPUT, k->place, "browse-field-unknown",
		               str_z(&k->cx->arena, str_sub(w, noun.n + 1, w.n)), x->e->name, NULL);
	if (sum) {
		enum field_type t = x->e->fields[x->field].type;

		if ((t != FT_INT && t != FT_MONEY && t != FT_DEC) ||
		    field_sealed(&x->e->fields[x->field]))
			return bad(k, "report-sum-field", w);
	}
	return OK;
}

static enum err ratio(struct asking *k)
{
	struct report_expr *x = k->x;

	x->a = take(k);
	if (!str_eqz(take(k), "/"))
		return bad(k, "report-ratio", x->text);
	x->b = take(k);
	x->decimals = 4;
	x->otherwise = STR("--");
	TRY(options(k));
	if (next_is(k, W_ELSE)) {
		x->otherwise = k->rest;
		if (x->otherwise.n >= 2 && quote(x->otherwise.p[0]))
			x->otherwise = str_sub(x->otherwise, 1, x->otherwise.n - 2);
		k->rest = (struct str){ 0 };
	}
	if (!x->a.n || !x->b.n || k->rest.n)
		return bad(k, "report-ratio", x->text);
	return OK;
}

static enum err text(struct asking *k)
{
	struct str s = k->rest;

	if (s.n >= 2 && quote(s.p[0]) && s.p[s.n - 1] == s.p[0])
		s = str_sub(s, 1, s.n - 2);
	else if (str_starts(s, STR("“")) && str_ends(s, STR("”")) && s.n >= 6)
		s = str_sub(s, 3, s.n - 6);
	k->x->words = s;
	return OK;
}

static enum err noun(struct asking *k)
{
	struct str w = take(k);

	k->x->e = noun_of(k, w);
	return k->x->e ? OK : bad(k, "report-noun", w);
}

enum err report_parse(struct ctx *cx, struct reg *r, struct arena *a, const char *place,
                      struct str s, const struct report_period *p, struct report_expr *out)
{
	struct asking k = { cx, r, a, place, p, str_dup(a, str_trim(s)), out };
	struct str first = peek(&k);

	*out = (struct report_expr){ .text = k.rest, .field = -1, .decimals = -1 };
	take(&k);
	switch (word_of(first)) {
	case W_COUNT:
		out->what = REPORT_COUNT;
		TRY(noun(&k));
		return filters(&k);
	case W_SUM:
		out->what = REPORT_SUM;
		TRY(noun_field(&k, true));
		TRY(options(&k));
		return filters(&k);
	case W_FIELD: case W_LIST:
		out->what = word_of(first) == W_FIELD ? REPORT_FIELD : REPORT_LIST;
		TRY(noun_field(&k, false));
		return filters(&k);
	case W_RATIO:
		out->what = REPORT_RATIO;
		return ratio(&k);
	case W_TEXT:
		out->what = REPORT_TEXT;
		return text(&k);
	case W_AREA: case W_PERIOD: case W_TODAY:
		out->what = REPORT_TEXT;
		out->words = word_of(first) == W_AREA ? STR("{area}") :
		             word_of(first) == W_PERIOD ? STR("{period}") : STR("{today}");
		return k.rest.n ? bad(&k, "report-word", k.rest) : OK;
	default:
		return bad(&k, "report-what", first);
	}
}

/* ---- texts ---- */

static bool put_blank(struct buf *out, struct str name, const struct reg *r, struct ctx *cx,
                      const struct report_period *p, struct str area)
{
	char day[11];

	if (str_eqz(name, "area")) {
		buf_adds(out, area);
	} else if (str_eqz(name, "today")) {
		date_put(day, register_today(cx, r));
		buf_addz(out, day);
	} else if (str_eqz(name, "period")) {
		report_period_put(out, p, LANG_ZH);
	} else if (str_eqz(name, "period-end")) {
		date_put(day, p->text.n ? report_period_end(p) : register_today(cx, r));
		buf_addz(out, day);
	} else if (str_eqz(name, "year")) {
		buf_addf(out, "%d", date_year(p->to));
	} else if (str_eqz(name, "month")) {
		buf_addf(out, "%d", date_month(p->to));
	} else {
		return false;
	}
	return true;
}

enum err report_words(struct ctx *cx, struct reg *r, const struct report_expr *x,
                      const struct report_period *p, struct str area, struct buf *out)
{
	struct str s = x->words;

	while (s.n) {
		const char *end = s.p[0] == '{' ? memchr(s.p, '}', s.n) : NULL;
		struct str name = { s.p + 1, end ? (size_t)(end - s.p - 1) : 0 };

		if (end && !p->text.n && (str_eqz(name, "period") || str_eqz(name, "year") ||
		                          str_eqz(name, "month")))
			return err_set(cx, ERR_INPUT, "--period", "report-period-needed",
			               str_z(&cx->arena, x->text), NULL);
		if (end && put_blank(out, name, r, cx, p, area)) {
			s = str_sub(s, name.n + 2, s.n);
			continue;
		}
		buf_addc(out, *s.p);
		s = str_sub(s, 1, s.n);
	}
	return OK;
}

#include "policy/calendar.h"

#include <stdio.h>

#include "policy/pack_int.h"

#define CALENDARS_MAX 50
#define YEARS_MAX 200

const struct calendar *pack_calendar(const struct pack *p, struct str id)
{
	for (int i = 0; i < p->ncalendar; i++)
		if (str_eq(p->calendar[i].id, id))
			return &p->calendar[i];
	return NULL;
}

/* ---- reading ---- */

enum err node_period(struct loading *ld, const struct node *map, const char *key,
                     struct period *out)
{
	const struct node *n;
	struct str count = { 0 };
	int64_t days = 0, months = 0;

	TRY(node_kind_of(ld->cx, map, key, NODE_MAP, false, &n));
	if (!n)
		return OK;
	TRY(node_known(ld->cx, n, "days months count"));
	TRY(node_int(ld->cx, n, "days", false, 1, 3660, &days));
	TRY(node_int(ld->cx, n, "months", false, 1, 120, &months));
	TRY(node_text(ld->cx, n, "count", false, &count));
	if (!days == !months)
		return PACK_BAD(ld->cx, n->at, "pack-period", key);
	if (count.n && (months || !(str_eqz(count, "working") || str_eqz(count, "calendar"))))
		return PACK_BAD(ld->cx, node_get(n, "count")->at, "pack-period", key);
	*out = (struct period){ (int)days, (int)months, str_eqz(count, "working") };
	return OK;
}

/* "01-31": a day of the year. */
static enum err read_days(struct loading *ld, const struct node *map, const char *key, int year,
                          uint32_t bits[12])
{
	const struct node *seq;

	TRY(node_kind_of(ld->cx, map, key, NODE_SEQ, false, &seq));
	for (int i = 0; seq && i < seq->nkid; i++) {
		const struct node *n = seq->kid[i];
		int m = 0, d = 0, end = 0;
		bool good = n->kind == NODE_SCALAR && n->text.n == 5 &&
			sscanf(n->text.p, "%2d-%2d%n", &m, &d, &end) == 2 && end == 5 && m > 0 && d > 0;

		if (!good || !date_valid(year * 10000 + m * 100 + d))
			return PACK_BAD(ld->cx, n->at, "pack-bad-date",
			                n->kind == NODE_SCALAR ? n->text.p : "[]");
		bits[m - 1] |= UINT32_C(1) << d;
	}
	return OK;
}

static enum err read_year(struct loading *ld, const struct node *key, const struct node *n,
                          struct calendar *c)
{
	struct calendar_year y = { 0 };
	int64_t year;
	int at = 0;

	if (!str_i64(key->text, &year) || year < 1949 || year > 2199)
		return PACK_BAD(ld->cx, key->at, "pack-bad-date", key->text.p);
	y.year = (int)year;
	if (n->kind != NODE_MAP)
		return PACK_BAD(ld->cx, n->at, "pack-missing-key", "off");
	TRY(node_known(ld->cx, n, "off on document clause unconfirmed"));
	TRY(read_days(ld, n, "off", y.year, y.off));
	TRY(read_days(ld, n, "on", y.year, y.on));
	TRY(node_basis(ld, n, &y.basis));
	TRY(node_bool(ld->cx, n, "unconfirmed", &y.unconfirmed));
	while (at < c->nyear && c->year[at].year != y.year)
		at++;
	if (at == YEARS_MAX)
		return PACK_FULL(ld->cx, key->at);
	if (at == c->nyear)
		c->year = pack_grow(ld->a, c->year, c->nyear++, sizeof *c->year);
	c->year[at] = y;
	return OK;
}

static enum err read_weekend(struct loading *ld, const struct node *n, struct calendar *c)
{
	const struct node *seq;

	TRY(node_kind_of(ld->cx, n, "weekend", NODE_SEQ, false, &seq));
	if (seq)
		c->weekend = 0;
	for (int i = 0; seq && i < seq->nkid; i++) {
		int64_t d = 0;

		if (seq->kid[i]->kind != NODE_SCALAR || !str_i64(seq->kid[i]->text, &d) || d < 1 || d > 7)
			return PACK_BAD(ld->cx, seq->kid[i]->at, "pack-bad-weekday");
		c->weekend |= 1u << d;
	}
	return OK;
}

static enum err read_calendar(struct loading *ld, const struct node *n, struct calendar *c)
{
	const struct node *years;

	TRY(node_known(ld->cx, n, "zh en weekend years"));
	TRY(node_text(ld->cx, n, "zh", !c->zh.n, &c->zh));
	TRY(node_text(ld->cx, n, "en", !c->en.n, &c->en));
	TRY(read_weekend(ld, n, c));
	TRY(node_kind_of(ld->cx, n, "years", NODE_MAP, false, &years));
	for (int i = 0; years && i < years->nkid; i += 2)
		TRY(read_year(ld, years->kid[i], years->kid[i + 1], c));
	return OK;
}

enum err calendars_merge(struct loading *ld, const struct node *root)
{
	struct pack *p = ld->p;
	const struct node *map;

	TRY(node_known(ld->cx, root, "calendars"));
	TRY(node_kind_of(ld->cx, root, "calendars", NODE_MAP, true, &map));
	for (int i = 0; i < map->nkid; i += 2) {
		const struct node *key = map->kid[i];
		int at = 0;

		if (!name_good(key->text, '-', 40))
			return PACK_BAD(ld->cx, key->at, "pack-bad-name", key->text.p);
		while (at < p->ncalendar && !str_eq(p->calendar[at].id, key->text))
			at++;
		if (at == CALENDARS_MAX)
			return PACK_FULL(ld->cx, key->at);
		if (at == p->ncalendar) {
			p->calendar = pack_grow(ld->a, p->calendar, at, sizeof *p->calendar);
			p->calendar[p->ncalendar++] =
				(struct calendar){ .id = key->text, .weekend = 1u << 6 | 1u << 7 };
		}
		p->calendar[at].at = pack_place_of(ld, key->at);
		TRY(read_calendar(ld, map->kid[i + 1], &p->calendar[at]));
	}
	return OK;
}

/* ---- counting ---- */

enum err calendar_worked(struct ctx *cx, const struct calendar *c, date_t day, bool *worked)
{
	char year[8];

	snprintf(year, sizeof year, "%d", date_year(day));
	for (int i = 0; c && i < c->nyear; i++) {
		const struct calendar_year *y = &c->year[i];
		uint32_t bit = UINT32_C(1) << date_day(day);
		int m = date_month(day) - 1;

		if (y->year != date_year(day))
			continue;
		*worked = y->on[m] & bit || !(y->off[m] & bit || c->weekend >> date_weekday(day) & 1);
		return OK;
	}
	return err_set(cx, ERR_INPUT, c ? c->id.p : "calendar", "calendar-no-year", year, NULL);
}

/* The day on which the n-th counted day falls; the first that is looked at is `day`. */
static enum err count_days(struct ctx *cx, const struct calendar *c, date_t day,
                           const struct period *p, date_t *out)
{
	int32_t at = date_days(day);

	for (int left = p->days; left > 0; at++) {
		bool counts = true;

		if (p->working)
			TRY(calendar_worked(cx, c, date_from_days(at), &counts));
		left -= counts;
	}
	*out = date_from_days(at - 1);
	return OK;
}

enum err period_due(struct ctx *cx, const struct calendar *c, date_t from,
                    const struct period *p, date_t *out)
{
	*out = from;
	if (p->months)
		*out = date_add_months(from, p->months);
	else if (p->days)
		return count_days(cx, c, date_from_days(date_days(from) + 1), p, out);
	return OK;
}

enum err period_last(struct ctx *cx, const struct calendar *c, date_t from,
                     const struct period *p, date_t *out)
{
	*out = from;
	if (p->months)
		*out = date_from_days(date_days(date_add_months(from, p->months)) - 1);
	else if (p->days)
		return count_days(cx, c, from, p, out);
	return OK;
}

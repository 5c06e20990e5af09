/* lead_sheet - a topic is tried as a noun of its own, whose fields have the topic's names; what
 * sheet.c finds is then turned into fields of `lead`. So all that it knows of headers holds here,
 * too: brackets, units, blanks, what stands twice. */
#include "policy/lead_sheet.h"

#include <stdio.h>
#include <string.h>

#include "entity/fields.h"

enum { SHADOW_AMOUNT = LEAD_COL__COUNT, SHADOW_AMOUNT_OTHER, SHADOW_DATE, SHADOW_MONTH, SHADOW_FACT,
	SHADOW__COUNT = SHADOW_FACT + LEAD_FACTS };

/* Fields of `lead` that the columns every list has go to. */
static const int common[LEAD_COL__COUNT] = {
	[LEAD_COL_IDNO] = LEAD_idno, [LEAD_COL_NAME] = LEAD_name, [LEAD_COL_BIRTH] = LEAD_birth,
	[LEAD_COL_AREA] = LEAD_area, [LEAD_COL_ADDRESS] = LEAD_address,
	[LEAD_COL_DATE] = LEAD_fact_date, [LEAD_COL_MONTH] = LEAD_month,
};

struct shadow {
	struct entity e;
	struct field f[SHADOW__COUNT];
	char name[SHADOW__COUNT][16];
	int to[SHADOW__COUNT];       /* field of lead */
	int slot[SHADOW__COUNT];     /* what each is: LEAD_COL_* or SHADOW_* */
	int n;
};

static void add(struct shadow *s, const struct entity *lead, int slot, int to,
                const struct lead_names *names, const char *unit)
{
	struct field *f = &s->f[s->n];

	if (!names->zh)
		return;
	snprintf(s->name[s->n], sizeof s->name[s->n], "?%d", slot);     /* no header is called so */
	*f = (struct field){ .name = s->name[s->n], .type = lead->fields[to].type, .zh = names->zh,
		.syn = names->syn, .unit = unit, .ref = lead->fields[to].ref, .column = -1 };
	if (slot == LEAD_COL_NAME)
		f->flags = E_NAME;
	s->to[s->n] = to;
	s->slot[s->n++] = slot;
}

static void shadow_make(const struct entity *lead, const struct pack *p,
                        const struct lead_topic *t, struct shadow *s)
{
	static const char *const unit[2] = { "元|yuan", "万元|10,000 yuan" };
	bool wan = t->amount_times != 1;

	memset(s, 0, sizeof *s);
	for (int i = 0; i < LEAD_COL__COUNT; i++)
		add(s, lead, i, common[i], &p->lead_col[i], NULL);
	add(s, lead, SHADOW_AMOUNT, LEAD_amount, &t->amount, unit[wan]);
	add(s, lead, SHADOW_AMOUNT_OTHER, LEAD_amount, &t->amount, unit[!wan]);
	add(s, lead, SHADOW_DATE, LEAD_fact_date, &t->date, NULL);
	add(s, lead, SHADOW_MONTH, LEAD_month, &t->month, NULL);
	for (int i = 0; i < t->nfact; i++)
		add(s, lead, SHADOW_FACT + i, LEAD_content, &t->fact[i], NULL);
	s->e = (struct entity){ .name = lead->name, .tag = lead->tag, .flags = lead->flags,
		.zh = lead->zh, .en = lead->en, .fields = s->f, .nfield = s->n, .key = -1, .parent = -1 };
}

int lead_sheet_known(const struct sheet_map *map)
{
	int n = 0;

	for (int i = 0; i < map->ncol; i++)
		n += map->col[i].kind != COL_IGNORED && map->col[i].kind != COL_NOTHING;
	return n;
}

/* The column that states a slot, or -1. */
static int column_of(const struct shadow *s, const struct sheet_map *map, int slot)
{
	for (int i = 0; i < map->ncol; i++)
		if (map->col[i].kind == COL_FIELD && s->slot[map->col[i].field] == slot)
			return i;
	return -1;
}

/* Of two columns for one field, the topic's own is read. */
static void only_one(const struct shadow *s, struct sheet_map *map, int better, int other)
{
	int at = column_of(s, map, other);

	if (at < 0 || column_of(s, map, better) < 0)
		return;
	map->col[at].kind = COL_IGNORED;
	map->ignored++;
}

/* Fills the fit; false: this list is not of the topic. named: the user said it is. */
static bool fit_topic(const struct pack *p, const struct lead_topic *t, const struct shadow *s,
                      bool named, struct lead_fit *out)
{
	struct sheet_map *map = &out->map;
	bool number, person;
	int other;

	only_one(s, map, SHADOW_AMOUNT, SHADOW_AMOUNT_OTHER);
	only_one(s, map, SHADOW_DATE, LEAD_COL_DATE);
	only_one(s, map, SHADOW_MONTH, LEAD_COL_MONTH);
	number = column_of(s, map, LEAD_COL_IDNO) >= 0;
	person = column_of(s, map, LEAD_COL_NAME) >= 0 && column_of(s, map, LEAD_COL_BIRTH) >= 0 &&
	         column_of(s, map, LEAD_COL_AREA) >= 0;
	out->topic = t;
	other = column_of(s, map, SHADOW_AMOUNT_OTHER);
	out->amount_col = other >= 0 ? other : column_of(s, map, SHADOW_AMOUNT);
	out->amount_times = (t->amount_times == 1) == (other < 0) ? 1 : 10000;
	for (int i = SHADOW_AMOUNT; i < SHADOW__COUNT; i++)
		out->telling += column_of(s, map, i) >= 0;
	out->known = lead_sheet_known(map);
	if (!number && !person)
		map->missing = str_of(p->lead_col[LEAD_COL_IDNO].zh);
	else if (t->has_above && out->amount_col < 0)
		map->missing = str_of(t->amount.zh);
	return named || (!map->missing.n && out->telling > 0);
}

static enum err try_topic(struct ctx *cx, const struct model *m, const struct pack *p,
                          const struct lead_topic *t, const struct str *cells, int n, bool named,
                          struct lead_fit *out)
{
	const struct entity *lead = entity_by_tag(m, TAG_lead);
	struct shadow *s = ARENA_NEW(&cx->arena, struct shadow);
	struct model one = { .n = 1, .lists = m->lists };
	enum err e;

	*out = (struct lead_fit){ .amount_col = -1, .amount_times = 1 };
	shadow_make(lead, p, t, s);
	one.ent[0] = &s->e;
	e = sheet_recognise(cx, &one, cells, n, lead->name, &out->map);
	if (e == ERR_INPUT) {
		err_clear(cx);
		return OK;
	}
	TRY(e);
	if (!fit_topic(p, t, s, named, out)) {
		out->topic = NULL;
		return OK;
	}
	out->map.part[0] = lead;
	out->label = arena_array(&cx->arena, (size_t)out->map.ncol + 1, sizeof *out->label);
	for (int i = 0; i < out->map.ncol; i++) {
		struct sheet_col *c = &out->map.col[i];

		if (c->kind != COL_FIELD && c->kind != COL_AGAIN) {
			c->field = -1;
			continue;
		}
		if (s->slot[c->field] >= SHADOW_FACT)
			out->label[i] = t->fact[s->slot[c->field] - SHADOW_FACT].zh;
		c->field = (int16_t)s->to[c->field];
	}
	return OK;
}

/* More columns understood, then more that only this topic has. */
static int compare(const struct lead_fit *a, const struct lead_fit *b)
{
	return a->known != b->known ? a->known - b->known : a->telling - b->telling;
}

static enum err several(struct ctx *cx, const struct lead_fit *fit, int n,
                        const struct lead_fit *best)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4096);
	for (int i = 0; i < n; i++)
		if (fit[i].topic && compare(&fit[i], best) == 0)
			buf_addf(&b, "%s%.*s", b.n ? ", " : "", STR_FMT(fit[i].topic->id));
	return err_set(cx, ERR_INPUT, "", "lead-topic-several", str_z(&cx->arena, buf_str(&b)), NULL);
}

static enum err unknown(struct ctx *cx, const struct pack *p, const char *want)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 16384);
	for (int i = 0; i < p->ntopic; i++)
		buf_addf(&b, "%s%.*s", i ? ", " : "", STR_FMT(p->topic[i].id));
	return err_set(cx, ERR_INPUT, "", "lead-topic-unknown", want, str_z(&cx->arena, buf_str(&b)),
	               NULL);
}

enum err lead_sheet_recognise(struct ctx *cx, const struct model *m, const struct pack *p,
                              const struct str *cells, int n, const char *want,
                              struct lead_fit *out)
{
	struct lead_fit *fit = arena_array(&cx->arena, (size_t)p->ntopic + 1, sizeof *fit);
	const struct lead_fit *best = NULL;
	int equal = 0;

	*out = (struct lead_fit){ .amount_col = -1, .amount_times = 1 };
	if (want && !pack_topic(p, str_of(want)))
		return unknown(cx, p, want);
	for (int i = 0; i < p->ntopic; i++) {
		if (want && !str_eqz(p->topic[i].id, want))
			continue;
		TRY(try_topic(cx, m, p, &p->topic[i], cells, n, want != NULL, &fit[i]));
		if (!fit[i].topic)
			continue;
		if (!best || compare(&fit[i], best) > 0) {
			best = &fit[i];
			equal = 1;
		} else if (compare(&fit[i], best) == 0) {
			equal++;
		}
	}
	if (equal > 1)
		return several(cx, fit, p->ntopic, best);
	if (best)
		*out = *best;
	return OK;
}

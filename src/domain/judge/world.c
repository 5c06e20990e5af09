/* world - see the header. An amount says where it holds by the first digits of an area's code; so
 * a stretch ends wherever the set of those that fit changes. */
#include "domain/judge/world.h"

#include <stdio.h>

#include "policy/lines.h"

#define PLACES_MAX 64                    /* beyond it every area is a stretch of its own */

struct stretch {
	int32_t from;
	bool known;
	struct expr_value v;                 /* of lines: .r */
};

struct known {
	struct str name;
	bool line;
	struct stretch *s;
	int n;
	struct known *next;
};

struct world {
	struct arena *a;
	const struct judge_law *law;
	const struct area_node *area;
	int narea;
	date_t on;
	struct known *first;
	struct program_world face;
};

/* ---- places ---- */

/* Codes lo .. hi begin with the digits. */
struct place { int64_t lo, hi; };

static struct place place_of(struct str digits)
{
	struct place p = { 0, 999999999999 };
	int64_t v, unit = 1;

	if (!digits.n || digits.n > 12 || !str_i64(digits, &v))
		return p;
	for (size_t i = digits.n; i < 12; i++)
		unit *= 10;
	p.lo = v * unit;
	p.hi = p.lo + unit - 1;
	return p;
}

struct places {
	struct place p[PLACES_MAX];
	int n;
	bool many;
};

static void add_place(struct places *to, struct str digits)
{
	struct place p = place_of(digits);

	for (int i = 0; i < to->n; i++)
		if (to->p[i].lo == p.lo && to->p[i].hi == p.hi)
			return;
	to->many |= to->n == PLACES_MAX;
	if (!to->many)
		to->p[to->n++] = p;
}

static uint64_t fits(const struct places *p, int64_t code)
{
	uint64_t set = 0;

	for (int i = 0; i < p->n; i++)
		set |= (uint64_t)(code >= p->p[i].lo && code <= p->p[i].hi) << i;
	return set;
}

static void places_of_line(const struct world *w, struct str series, struct places *out)
{
	const struct line_series *l = pack_line(w->law->p, series);

	for (int i = 0; l && i < l->namount; i++)
		add_place(out, l->amount[i].area);
	for (int i = 0; i < w->law->nline; i++)
		if (str_eq(w->law->line[i].series, series))
			add_place(out, w->law->line[i].area);
}

static void places_of_param(const struct world *w, struct str name, struct places *out)
{
	for (int i = 0; i < w->law->nparam; i++)
		for (int k = 0; str_eq(w->law->param[i].id, name) && k < w->law->param[i].nvalue; k++)
			add_place(out, w->law->param[i].value[k].area);
}

bool world_range(const struct area_node *area, int n, struct str digits, int32_t *lo, int32_t *hi)
{
	struct place p = place_of(digits);

	*lo = *hi = 0;
	for (int i = 0; i < n; i++)
		if (area[i].code >= p.lo && area[i].code <= p.hi) {
			if (*lo == *hi)
				*lo = i;
			*hi = i + 1;
		}
	return *hi > *lo;
}

/* ---- stretches ---- */

static void look(const struct world *w, const struct known *k, int64_t code, struct stretch *out)
{
	char text[24];
	struct str at;

	snprintf(text, sizeof text, "%012lld", (long long)code);
	at = str_of(text);
	out->v = (struct expr_value){ .kind = EXPR_MONEY };
	if (k->line)
		out->known = judge_line((void *)(uintptr_t)w->law, k->name, at, w->on, &out->v.r);
	else
		out->known = judge_param((void *)(uintptr_t)w->law, k->name, at, w->on, &out->v);
	if (!out->known)
		out->v.state = EXPR_UNKNOWN;
}

static void stretches(struct world *w, struct known *k)
{
	struct places p = { .n = 0 };
	uint64_t last = 0;
	int room = 0;

	if (k->line)
		places_of_line(w, k->name, &p);
	else
		places_of_param(w, k->name, &p);
	for (int i = 0; i < w->narea; i++) {
		uint64_t set = fits(&p, w->area[i].code);

		if (i && set == last && !p.many)
			continue;
		last = set;
		if (k->n == room) {
			struct stretch *more = arena_array(w->a, (size_t)(room = room * 2 + 16), sizeof *more);

			if (k->n)
				memcpy(more, k->s, (size_t)k->n * sizeof *more);
			k->s = more;
		}
		k->s[k->n].from = i ? i : INT32_MIN;
		look(w, k, w->area[i].code, &k->s[k->n++]);
	}
}

static const struct known *find(const struct world *w, struct str name, bool line)
{
	const struct known *k = w->first;

	while (k && (k->line != line || !str_eq(k->name, name)))
		k = k->next;
	return k;
}

static void know(void *state, const struct expr_node *n)
{
	struct world *w = state;
	bool line = n->op == EXPR_LINE;
	struct known *k;

	if ((!line && n->op != EXPR_PARAM) || find(w, n->name, line))
		return;
	k = ARENA_NEW(w->a, struct known);
	*k = (struct known){ .name = n->name, .line = line, .next = w->first };
	stretches(w, k);
	w->first = k;
}

void world_know(struct world *w, const struct expr *e)
{
	expr_each(e->top, know, w);
}

/* ---- the face ---- */

static bool face_line(void *state, struct str series, int i, int32_t *from, bool *known,
                      struct ratio *fen)
{
	const struct known *k = find(state, series, true);

	if (!k || i >= k->n)
		return false;
	*from = k->s[i].from;
	*known = k->s[i].known;
	*fen = k->s[i].v.r;
	return true;
}

static bool face_param(void *state, const struct expr *e, struct str name, int i, int32_t *from,
                       struct expr_value *v)
{
	const struct known *k = find(state, name, false);

	(void)e;
	if (!k || i >= k->n)
		return false;
	*from = k->s[i].from;
	*v = k->s[i].v;
	return true;
}

/* As a case has it: an area that the register does not hold is nowhere. */
static bool face_within(void *state, struct str code, int32_t *from, int32_t *to)
{
	const struct world *w = state;
	int64_t want = place_of(code).lo;

	for (int i = 0; i < w->narea; i++)
		if (w->area[i].code == want) {
			*from = w->area[i].lo;
			*to = w->area[i].hi - 1;
			return true;
		}
	return false;
}

struct world *world_new(struct arena *a, const struct judge_law *law, const struct area_node *area,
                        int narea, date_t on)
{
	struct world *w = ARENA_NEW(a, struct world);

	*w = (struct world){ .a = a, .law = law, .area = area, .narea = narea, .on = on };
	w->face = (struct program_world){ w, on, face_line, face_param, face_within };
	return w;
}

const struct program_world *world_face(const struct world *w)
{
	return &w->face;
}

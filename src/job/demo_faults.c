/* demo_faults - which families get which fault. A plan is made before a county is written: spread
 * evenly, never two faults in one family, each kind as often as the others where the county has
 * families it fits. What a fault does to a cell is in demo_plant.c. */
#include "job/demo_plant.h"

/* One row in 200 shall have a fault. */
#define ROWS_PER_FAULT 200

static int fault_find(struct str id)
{
	for (int i = 0; i < demo_nfault; i++)
		if (str_eqz(id, demo_fault[i].id))
			return i;
	return -1;
}

static bool is_note(int i)
{
	const struct kind *k = kind_find(demo_fault[i].id);

	return k && strcmp(k->severity, "note") == 0;
}

const char *demo_fault_id(int kind) { return demo_fault[kind].id; }
const struct kind *demo_fault_kind(int kind) { return kind_find(demo_fault[kind].id); }

/* In a bench only the persons' list is written. */
static bool possible(const struct gen *g, int i)
{
	const struct demo_fault *k = &demo_fault[i];

	if (g->d->format == DEMO_NATIONAL)
		return k->scope == COPY || (k->change && demo_national_shows(k->sheet, k->col));
	if (g->d->format == DEMO_MESSY)
		return k->scope == COPY || (k->change && demo_messy_shows(k->sheet, k->col));
	return !g->d->bench || (k->sheet == PERSONS && !k->not_filled);
}

enum err demo_faults_read(struct gen *g)
{
	struct str rest = str_of(g->d->faults ? g->d->faults : "all"), id;

	g->wanted = arena_array(g->a, (size_t)demo_nfault, sizeof(*g->wanted));
	g->placed = arena_array(g->a, (size_t)demo_nfault, sizeof(*g->placed));
	while (str_next(&rest, ',', &id)) {
		id = str_trim(id);
		bool all = str_eqz(id, "all"), notes = str_eqz(id, "notes");
		int one = fault_find(id);
		if (one < 0 && !all && !notes && !str_eqz(id, "none"))
			return err_set(g->cx, ERR_INPUT, "--faults", "demo-fault-unknown",
			               str_z(g->a, id), NULL);
		for (int i = 0; i < demo_nfault; i++)
			if (i == one || (all && !is_note(i)) || (notes && is_note(i)))
				g->wanted[i] = possible(g, i);
	}
	for (int i = 0; i < demo_nfault; i++)
		g->nwanted += g->wanted[i];
	return OK;
}

/* In the national workbooks: a family that two of them tell of keeps what it says, for one would be
 * right; and where all rows of a family are refused, no other workbook speaks of its members. */
static bool unfit(const struct gen *g, const struct demo_fault *k, const struct demo_family *f)
{
	const struct kind *kind = kind_find(k->id);
	bool works = false;

	if (g->d->format != DEMO_NATIONAL)
		return false;
	for (int i = 0; i < f->n; i++)
		works |= f->p[i].works;
	return (f->poor && f->monitored) ||
	       (works && kind && strcmp(kind->severity, "error") == 0 &&
	        (k->scope == RECORD || k->scope == ALL_ROWS) && k->sheet != WORK);
}

/* The member a fault can be about, or -1. */
static int fitting_member(const struct gen *g, struct rng *r, const struct demo_fault *k,
                          const struct demo_family *f)
{
	int first = rng_below(r, f->n);

	if (f->absent || unfit(g, k, f))
		return -1;
	if (k->scope != ONE_ROW && k->scope != PAIR && k->scope != TWO_ROWS)
		return k->fits(g, f, &f->p[0]) ? 0 : -1;
	for (int i = 0; i < f->n; i++) {
		int m = (first + i) % f->n;
		if (!f->p[m].gone && k->fits(g, f, &f->p[m]))
			return m;
	}
	return -1;
}

/* The clean family seen last that can be the other half: found by asking the few before. */
static bool pair_up(struct gen *g, struct rng *r, int i, int64_t at, int member,
                    const struct demo_family *f)
{
	const struct demo_fault *k = &demo_fault[i];
	struct demo_family other;

	for (int64_t o = at - 1; o >= 0 && o > at - 60; o--) {
		if (g->plan[o].kind)
			continue;
		demo_family_make(g, o, &other);
		int m = fitting_member(g, r, k, &other);
		if (!demo_same_file(g, f, &other))
			return false;
		if (m < 0 || !k->matches(&f->p[member], &other.p[m]))
			continue;
		g->plan[o] = (struct demo_plan){ .kind = (uint8_t)(i + 1), .member = (int8_t)m,
			.second = true, .other = (int32_t)at, .other_member = (int8_t)member };
		g->plan[at].other = (int32_t)o;
		g->plan[at].other_member = (int8_t)m;
		return true;
	}
	return false;
}

/* How many families a kind shall have by now: kinds become due one after the other, `slots` times
 * in all so far, so that neither a place nor a kind stands out. */
static int64_t due_of(const struct gen *g, int order, int64_t slots)
{
	return slots <= order ? 0 : (slots - order - 1) / g->nwanted + 1;
}

/* Tries to give the family one of the kinds that are behind: the one most behind. */
static void plan_one(struct gen *g, int64_t at, int64_t slots)
{
	struct demo_family f;
	struct rng r = rng_of(g->seed, 300, (uint64_t)(g->here->first + at));
	bool made = false;
	int64_t most = 0;
	int best = -1, member = 0, nth = 0;

	for (int i = 0; i < demo_nfault; i++) {
		if (!g->wanted[i])
			continue;
		int order = (int)rng_shuffle(g->seed, (uint64_t)g->nwanted, (uint64_t)nth++);
		int64_t behind = due_of(g, order, slots) - g->placed[i];
		if (behind <= most)
			continue;
		if (!made)
			demo_family_make(g, at, &f);
		made = true;
		int m = fitting_member(g, &r, &demo_fault[i], &f);
		if (m < 0)
			continue;
		if (demo_fault[i].scope == PAIR && !pair_up(g, &r, i, at, m, &f))
			continue;
		if (best >= 0 && demo_fault[best].scope == PAIR)
			g->plan[g->plan[at].other].kind = 0;
		best = i;
		member = m;
		most = behind;
	}
	if (best < 0)
		return;
	g->plan[at].kind = (uint8_t)(best + 1);
	g->plan[at].member = (int8_t)member;
	g->placed[best]++;
}

enum err demo_faults_plan(struct gen *g)
{
	int64_t all = g->d->households;

	memset(g->plan, 0, sizeof(*g->plan) * (size_t)g->here->n);
	if (g->nwanted == 0)
		return OK;
	/* Families each kind shall have in the end: rows are about 3.1 times as many as families,
	 * and a fault names about 1.25 rows. */
	int64_t each = (all * 31 / 10 / ROWS_PER_FAULT * 4 / 5 + g->nwanted - 1) / g->nwanted;
	if (each < 2)
		each = 2;
	/* Where there is room for it, a fault waits a few families, so that no place is regular. */
	bool sparse = each * g->nwanted * 12 < all;
	struct rng r = rng_of(g->seed, 301, (uint64_t)g->here->first);
	int64_t full = each * g->nwanted, within = all - all / 12;    /* the rest for latecomers */
	for (int64_t i = 0; i < g->here->n; i++) {
		int64_t slots = (g->here->first + i + 1) * full / within;
		if (!g->plan[i].kind && !(sparse && rng_below(&r, 4)))
			plan_one(g, i, slots < full ? slots : full);
	}
	return OK;
}

const char *const *demo_kinds(void)
{
	return demo_kind_ids;
}

int demo_fault_copy(void)
{
	return fault_find(STR("row_duplicate"));
}

bool demo_fault_copies(const struct gen *g, int64_t in_county, int member)
{
	const struct demo_plan *p = &g->plan[in_county];

	return p->kind && demo_fault[p->kind - 1].scope == COPY && p->member == member;
}

/* Is this row one the fault names or changes? */
static bool concerns(const struct gen *g, const struct demo_plan *p, const struct demo_fault *k,
                     const struct demo_family *f, int member, int record)
{
	if (record > 0)
		return false;
	switch (k->scope) {
	case ALL_ROWS: return true;
	case RECORD: return true;
	case TWO_ROWS: return member == 0 || member == p->member;
	case FIRST_ROW: return member == 0 || member == demo_first_member(g, f);
	default: return member < 0 || member == p->member;
	}
}

/* What the fault does to the cell of this row, and what it says of it in truth.csv. */
static void plant(struct gen *g, const struct demo_fault *k, const struct demo_plan *p,
                  const struct demo_family *f, int member, struct demo_row *row,
                  struct demo_truth *out)
{
	int col = k->col - (k->sheet == PERSONS ? 0 : g->file[k->sheet].first);
	bool changes = !p->second && (k->scope != TWO_ROWS || member == p->member) &&
	               (k->scope != FIRST_ROW || member == 0);
	struct rng r = rng_of(g->seed, 302, (uint64_t)f->i);
	char text[400] = "";

	*out = (struct demo_truth){ col, row->cell[col], row->cell[col] };
	if (k->scope == COPY) {
		*out = (struct demo_truth){ .col = -1 };
	} else if (!k->change) {
		row->extra = true;
		*out = (struct demo_truth){ .col = -1 };
	} else if (changes) {
		struct planting it = { g, f, &f->p[member < 0 ? 0 : member], p, &r,
			row->cell[col] };
		k->change(&it, text, sizeof(text));
		row_text(row, col, str_of(text));
		out->planted = row->cell[col];
	}
}

int demo_faults_row(struct gen *g, const struct demo_family *f, int sheet, int member,
                    int record, struct demo_row *row, struct demo_truth *out)
{
	const struct demo_plan *p = &g->plan[f->i - g->here->first];

	if (!p->kind)
		return -1;
	const struct demo_fault *k = &demo_fault[p->kind - 1];
	if (k->sheet != sheet || !concerns(g, p, k, f, member, record))
		return -1;
	plant(g, k, p, f, member, row, out);
	if (k->scope == FIRST_ROW && member != demo_first_member(g, f))
		return -1;
	return p->kind - 1;
}

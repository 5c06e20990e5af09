/* paper_facts_house - the cases of a household on its dossier: each with all that happened, in the
 * order of its days; and what the card says that hangs in its house. */
#include "job/paper_facts_int.h"

#include "base/msg.h"
#include "domain/gate/board.h"
#include "domain/gate/story.h"

/* "Identification of poor households, P3 (2026-01-04): Confirmed" */
static struct str title(struct filling *k, const struct matter *m)
{
	struct buf b BUF_AUTO = { 0 };
	struct str name = fact_words(k, m->p->zh, m->p->en);
	struct str gate = fact_words(k, m->p->gate[m->gate].zh, m->p->gate[m->gate].en);

	buf_init(&b, 4096);
	buf_addf(&b, k->o->lang == LANG_EN ? "%.*s, %.*s, %.*s: %.*s" : "%.*s　%.*s　%.*s：%.*s",
	         STR_FMT(name), STR_FMT(m->row->v[MATTER_no].s),
	         STR_FMT(rec_has(m->round.row, ROUND_name) ? m->round.row->v[ROUND_name].s : STR("")),
	         STR_FMT(gate));
	return str_dup(&k->cx->arena, buf_str(&b));
}

static enum err one(struct filling *k, int64_t id)
{
	struct story_line *line;
	struct str *cell;
	struct matter m;
	int n;

	TRY(matter_by_id(k->cx, k->g, id, &m));
	TRY(story_of(k->cx, k->g, &m, k->clear, &line, &n));
	cell = fact_titled(k, "cases", title(k, &m), 4, n);
	for (int i = 0; i < n; i++) {
		cell[4 * i] = fact_day_short(k, line[i].on);
		cell[4 * i + 1] = line[i].what;
		cell[4 * i + 2] = line[i].who;
		cell[4 * i + 3] = line[i].told;
	}
	return OK;
}

enum err facts_cases(struct filling *k)
{
	int64_t *id;
	int n;

	if (!paper_has_rows(k->o->t, "cases"))
		return OK;
	TRY(board_household(k->cx, k->g, k->o->household, &id, &n));
	for (int i = n; i-- > 0; )
		TRY(one(k, id[i]));
	return OK;
}

/* ---- the card ---- */

/* Not yet over. Of a day that is known by its year or month only, that has to be over. */
static bool in_force(const struct filling *k, const struct rec *row, int ended)
{
	date_t d = rec_has(row, ended) ? (date_t)row->v[ended].i : 0;

	if (d && !date_month(d))
		d += 1200;
	if (d && !date_day(d))
		d += 31;
	return !d || d >= register_today(k->cx, k->g->r);
}

/* Words one after the other, each once. */
static struct str each_once(struct filling *k, const struct str *word, int n)
{
	struct str all = { 0 };

	for (int i = 0; i < n; i++) {
		bool said = !word[i].n;

		for (int j = 0; j < i; j++)
			said |= str_eq(word[i], word[j]);
		if (said)
			continue;
		if (all.n)
			all = str_join(&k->cx->arena, all, str_of(msg_between(k->o->lang)));
		all = str_join(&k->cx->arena, all, word[i]);
	}
	return all;
}

/* Whom to call. The number is whole for whoever deals with the household: it is given to the family
 * that is to call it. */
static enum err helper_phones(struct filling *k)
{
	const struct entity *e = register_entity(k->g->r, TAG_helper);
	const struct field *phone = &e->fields[HELPER_phone];
	struct buf all BUF_AUTO = { 0 };
	struct rec **row;
	int n;

	buf_init(&all, 4096);
	TRY(register_children(k->cx, k->g->r, e, k->o->household, &row, &n));
	for (int i = 0; i < n; i++) {
		if (!rec_has(row[i], HELPER_phone) || !in_force(k, row[i], HELPER_ended))
			continue;
		if (all.n)
			buf_addz(&all, msg_between(k->o->lang));
		buf_addf(&all, "%.*s ", STR_FMT(row[i]->v[HELPER_name].s));
		cell_write(&all, k->g->r->model, phone, &row[i]->v[HELPER_phone],
		           k->clear ? MASK_NONE : MASK_STAFF, k->o->lang);
	}
	fact_say(k, "helper_phone", str_dup(&k->cx->arena, buf_str(&all)));
	return OK;
}

/* What it gets now, by kind; what is only planned it does not get. */
static enum err policies(struct filling *k)
{
	const struct entity *e = register_entity(k->g->r, TAG_measure);
	struct rec **row;
	struct str *kind;
	int n;

	TRY(register_children(k->cx, k->g->r, e, k->o->household, &row, &n));
	kind = arena_array(&k->cx->arena, (size_t)n + 1, sizeof *kind);
	for (int i = 0; i < n; i++) {
		bool planned = rec_has(row[i], MEASURE_planned) && row[i]->v[MEASURE_planned].i;
		int field = rec_has(row[i], MEASURE_subkind) ? MEASURE_subkind : MEASURE_kind;

		if (!planned && in_force(k, row[i], MEASURE_ended))
			TRY(fact_cell(k, row[i], field, &kind[i]));
	}
	fact_say(k, "policies", each_once(k, kind, n));
	return OK;
}

enum err facts_card(struct filling *k)
{
	if (fact_wanted(k, "helper_phone"))
		TRY(helper_phones(k));
	return fact_wanted(k, "policies") ? policies(k) : OK;
}

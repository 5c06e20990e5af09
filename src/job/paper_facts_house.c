/* paper_facts_house - the cases of a household on its dossier: each with all that happened, in the
 * order of its days. */
#include "job/paper_facts_int.h"

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

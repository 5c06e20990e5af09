/* paper_facts_notice - a notice on paper: the frozen list for the board, and what it is checked
 * by. */
#include "job/paper_facts_int.h"

#include "domain/gate/filed.h"
#include "domain/gate/notice_page.h"
#include "fmt/picture.h"

#define PRINTED_DIGITS 16        /* of each hash; docs/notices.md */

static date_t day_of(const struct rec *row, int field)
{
	return rec_has(row, field) ? (date_t)row->v[field].i : 0;
}

/* The cells of the list but its position, which the table counts: rows of households or of places,
 * whichever it lists, and none of the other. */
static void lines(struct filling *k, const struct notice_text *t)
{
	bool places = t->column[t->ncolumn - 1] == NOTICE_PLACE;
	struct str *cell, rest = t->rows, row[NOTICE__COLUMNS];
	int n = 0;

	fact_rows(k, places ? "lines" : "places", 1, 0);
	cell = fact_rows(k, places ? "places" : "lines", t->ncolumn - 1, t->lines);
	while (n < t->lines && notice_list_row(t, &rest, row)) {
		int at = 0;

		for (int i = 0; i < t->ncolumn; i++)
			if (t->column[i] != NOTICE_POSITION)
				cell[n * (t->ncolumn - 1) + at++] = str_dup(&k->cx->arena, row[t->column[i]]);
		n++;
	}
}

static enum err checked_by(struct filling *k, const struct paper_subject *s, struct notice_page *p)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4096);
	TRY(notice_sheet_digits(k->cx, p, PRINTED_DIGITS, &b));
	fact_say(k, "head", str_dup(&k->cx->arena, buf_str(&b)));
	buf_reset(&b);
	if (s->url.n) {
		buf_addf(&b, "%.*s/p/n/%.*s", STR_FMT(s->url), STR_FMT(p->text.head.no));
		p->url = str_dup(&k->cx->arena, buf_str(&b));
		buf_reset(&b);
	}
	TRY(notice_code_text(k->cx, p, &b));
	k->o->code = str_dup(&k->cx->arena, buf_str(&b));
	return OK;
}

static enum err photos(struct filling *k, const struct rec *row)
{
	static const int of[2][2] = { { NOTICE_first_place, NOTICE_first_taken },
		{ NOTICE_last_place, NOTICE_last_taken } };
	struct paper_photo *out = arena_array(&k->cx->arena, 2, sizeof *out);
	int n = 0;

	for (int last = 0; last < 2; last++) {
		struct buf bytes BUF_AUTO = { 0 };
		enum err e;

		buf_init(&bytes, PICTURE_BYTES);
		e = notice_photo(k->cx, k->g->r, row, last, &bytes);
		if (e == ERR_NOTFOUND) {
			err_clear(k->cx);
			continue;
		}
		TRY(e);
		out[n].jpeg = str_dup(&k->cx->arena, buf_str(&bytes));
		out[n++].under = str_join(&k->cx->arena, str_join(&k->cx->arena,
			row->v[of[last][0]].s, STR("　")), fact_day_text(k, day_of(row, of[last][1])));
	}
	k->o->photo = out;
	k->o->nphoto = n;
	return OK;
}

static bool shows_photos(const struct paper_template *t)
{
	for (int i = 0; i < t->npart; i++)
		if (t->part[i].kind == PART_PHOTOS)
			return true;
	return false;
}

/* That it is under correction, or why it hangs no more: who reads the paper later is to know. */
static struct str state(struct filling *k, const struct notice_page *p)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4096);
	if (!p->shown && rec_has(p->row, NOTICE_posted))
		notice_gone_put(&b, k->o->lang, p->row, p->gone);
	else
		notice_mending_put(&b, k->o->lang, &p->mending);
	return str_dup(&k->cx->arena, buf_str(&b));
}

/* Whose announcement it is: the office of the first role that goes on at its gate once it hangs; of
 * a list without a gate the place where it hangs. */
static enum err issuer(struct filling *k, const struct rec *row)
{
	const struct procedure_act *a;
	const struct procedure *p;
	struct area_tree *tree;
	struct str name;
	int gate, at;

	TRY(area_load(k->cx, &k->cx->arena, k->g->r, &tree));
	at = area_by_id(tree, row->area);
	if (at < 0)
		return OK;
	name = area_nth(tree, at)->name;
	TRY(notice_procedure(k->cx, k->g->r, row, &p, &gate));
	for (int i = 0; gate >= 0 && (a = procedure_act_nth(p, gate, i)); i++) {
		int role = a->when & WHEN_PUBLISHED && a->nwho ? office_role(a->who[0]) : -1;

		if (role < 0)
			continue;
		name = gate_office_at(tree, at, role);
		break;
	}
	fact_say(k, "issuer", name);
	return OK;
}

/* Is every way to that gate somebody's decision? A list that hangs before it is approved says
 * nothing of an approval. */
static bool approved(const struct procedure *p, int gate)
{
	bool yes = false;

	for (int i = 0; i < p->nact; i++) {
		if (p->act[i].to != gate || p->act[i].back)
			continue;
		if (!p->act[i].decide)
			return false;
		yes = true;
	}
	return yes;
}

/* What an announcement may say of the time before it: whether anybody objected, whether all was
 * answered, whether it was approved; nothing that was not so. */
static enum err heard(struct filling *k, const struct rec *row)
{
	bool en = k->o->lang == LANG_EN, hung = false;
	struct buf b BUF_AUTO = { 0 };
	const struct procedure *p;
	int64_t n, open;
	int gate;

	TRY(notice_procedure(k->cx, k->g->r, row, &p, &gate));
	for (int i = 0; p && i < p->ngate; i++)
		hung |= p->gate[i].publish.objections;
	TRY(filed_heard(k->cx, k->g, row->id, &n, &open));
	buf_init(&b, 1000);
	if (hung && !n)
		buf_addz(&b, en ? "The notice is over and nobody objected." : "公示期满，没有收到异议。");
	else if (hung && !open)
		buf_addf(&b, en ? "The notice is over; objections: %lld, all checked and answered." :
		         "公示期满，收到异议%lld件，均已核实答复。", (long long)n);
	else if (hung)
		buf_addf(&b, en ? "The notice is over; objections: %lld, not answered yet: %lld." :
		         "公示期满，收到异议%lld件，其中%lld件尚未答复。", (long long)n, (long long)open);
	if (gate >= 0 && approved(p, gate))
		buf_addz(&b, en ? " The list was approved." : "经审核批准，");
	if (!b.n)
		buf_addz(&b, en ? "By the procedure named above." : "按规定程序，");
	fact_say(k, "heard", str_dup(&k->cx->arena, str_trim(buf_str(&b))));
	return OK;
}

enum err facts_notice(struct filling *k, const struct paper_subject *s)
{
	struct notice_page p = { 0 };
	struct rec *row;
	date_t posted;

	if (k->o->t->about != PAPER_OF_AREA)
		return err_set(k->cx, ERR_USAGE, "--notice", "paper-about",
		               str_z(&k->cx->arena, k->o->t->id), NULL);
	TRY(notice_row(k->cx, k->g->r, s->notice, &row));
	TRY(notice_page_of(k->cx, k->g->r, row, true, &p));
	if (k->o->t->notice && (k->o->t->notice == 2) != p.text.head.result)
		return err_set(k->cx, ERR_USAGE, "--notice", p.text.head.result ? "paper-of-objections" :
		               "paper-of-result", str_z(&k->cx->arena, k->o->t->id),
		               str_z(&k->cx->arena, s->notice), NULL);
	posted = day_of(row, NOTICE_posted);
	k->o->area = row->area;
	k->maker = fact_who(k, row->v[NOTICE_maker].s);
	fact_say(k, "number", p.text.head.no);
	fact_say(k, "matter", fact_words(k, p.text.head.title, p.text.head.title_en));
	fact_day(k, "from", posted ? posted : day_of(row, NOTICE_hangs_from));
	fact_day(k, "on_date", posted ? posted : day_of(row, NOTICE_hangs_from));
	fact_day(k, "to", day_of(row, NOTICE_hangs_until));
	fact_say(k, "days", p.text.head.result ? fact_words(k, STR("没有规定天数"), STR("no term")) :
	         fact_days(k, p.text.head.days, p.text.head.working));
	fact_number(k, "count", p.text.lines);
	fact_say(k, "basis", fact_basis(k, k->g->r->pack, &p.basis));
	fact_say(k, "state", state(k, &p));
	TRY(issuer(k, row));
	TRY(heard(k, row));
	lines(k, &p.text);
	if (shows_photos(k->o->t))
		TRY(photos(k, row));
	return checked_by(k, s, &p);
}

/* api_paper - papers of the pack, blank or filled in for a household. What a paper shows and masks,
 * its template says; that it was printed is a leaf of the journal before a byte goes out. */
#include "web/api.h"
#include "web/api_gate.h"
#include "web/row.h"
#include "web/web_int.h"

enum err api_papers(struct web_req *q)
{
	const struct pack *p = q->r->pack;

	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int i = 0; i < p->npaper; i++) {
		if (p->paper[i].leads && !q->web->set.site)
			continue;                       /* its code would lead nowhere */
		json_obj(&q->j);
		web_put(q, "name", p->paper[i].id);
		web_put(q, "zh", p->paper[i].zh);
		web_put(q, "en", p->paper[i].en);
		web_put(q, "about", p->paper[i].about == PAPER_OF_HOUSEHOLD ? STR("household") :
		        STR("area"));
		web_put(q, "note", p->paper[i].note);
		if (p->paper[i].after)
			web_put(q, "after", paper_after_name(p->paper[i].after));
		web_put(q, "procedure", p->paper[i].procedure);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	json_obj_end(&q->j);
	return OK;
}

static enum err find(struct web_req *q, struct str name, const struct paper_template **out)
{
	*out = pack_paper(q->r->pack, name);
	if (!*out || !q->web->set.print)
		return err_set(q->cx, ERR_NOTFOUND, "", "web-no-page", NULL);
	return OK;
}

static enum err printed(struct web_req *q, const struct web_paper *o)
{
	struct http_answer *a = &q->x->a;
	struct buf name BUF_AUTO = { 0 };

	buf_reset(&a->body);
	TRY(q->web->set.print(q->cx, q->web->set.host, q->r, o, &a->body));
	buf_init(&name, 200);
	buf_addf(&name, "inline; filename=\"%.*s.pdf\"", STR_FMT(o->t->id));
	http_answer_field(a, "Content-Type", STR("application/pdf"));
	http_answer_field(a, "Content-Disposition", buf_str(&name));
	return OK;
}

/* That somebody printed it is a leaf before a byte goes out. */
static enum err noted(struct web_req *q, const struct web_paper *o, const struct entity *e,
                      int64_t id)
{
	struct buf extra BUF_AUTO = { 0 };

	if (q->x->q.method == HTTP_HEAD)
		return OK;
	buf_init(&extra, 200);
	buf_addf(&extra, "format=pdf\nmask=%s\npaper=%.*s", o->t->public ? "public" : "staff",
	         STR_FMT(o->t->id));
	return register_note(q->cx, q->r, ACT_EXPORT, e, id, "", buf_str(&extra));
}

/* A paper about a row that is known by its number: param 0 the number, 1 the paper. */
static enum err about(struct web_req *q, uint8_t tag, struct web_paper *o)
{
	const struct entity *e = register_entity(q->r, tag);
	struct rec *row;
	int64_t id;

	TRY(find(q, q->param[1], &o->t));
	TRY(register_by_key(q->cx, q->r, e, q->param[0], &id));
	TRY(register_load(q->cx, q->r, e, id, &row));
	if ((o->t->about == PAPER_OF_HOUSEHOLD) !=
	    (tag == TAG_matter && rec_has(row, MATTER_household)))
		return err_set(q->cx, ERR_NOTFOUND, "", "web-no-page", NULL);
	o->demo = q->web->demo;
	if (q->web->set.site)
		o->site = str_of(q->web->set.site);
	o->clear = tag == TAG_meeting ? meeting_deals(q, row) :
	           case_deals(q, row->area, tag == TAG_matter && rec_has(row, MATTER_household) ?
	                      row->v[MATTER_household].i : 0);
	TRY(noted(q, o, e, id));
	return printed(q, o);
}

enum err api_paper_notice(struct web_req *q)
{
	struct web_paper o = { .notice = q->param[0] };

	return about(q, TAG_notice, &o);
}

enum err api_paper_meeting(struct web_req *q)
{
	struct web_paper o = { .meeting = q->param[0] };

	return about(q, TAG_meeting, &o);
}

enum err api_paper_case(struct web_req *q)
{
	struct web_paper o = { .matter = q->param[0] };

	web_query(q, "letter", &o.letter);
	return about(q, TAG_matter, &o);
}

enum err api_paper_blank(struct web_req *q)
{
	struct web_paper o = { .demo = q->web->demo };

	TRY(find(q, q->param[0], &o.t));
	if (o.t->leads) {
		struct str area;

		if (!q->web->set.site)
			return err_set(q->cx, ERR_NOTFOUND, "", "paper-no-site", o.t->id.p, NULL);
		o.site = str_of(q->web->set.site);
		if (web_query(q, "area", &area))
			TRY(register_by_key(q->cx, q->r, register_entity(q->r, TAG_area), area, &o.area));
	}
	return printed(q, &o);
}

enum err api_paper_filled(struct web_req *q)
{
	const struct entity *e = register_entity(q->r, TAG_household);
	struct web_paper o = { .demo = q->web->demo };
	struct rec *row;

	TRY(find(q, q->param[1], &o.t));
	if (o.t->about != PAPER_OF_HOUSEHOLD)
		return err_set(q->cx, ERR_NOTFOUND, "", "web-no-page", NULL);
	TRY(row_id(q, e, q->param[0], &o.household));
	TRY(register_load(q->cx, q->r, e, o.household, &row));
	o.clear = case_deals(q, row->area, row->id);
	o.maker = row_who(q, str_of(q->who.actor));
	TRY(noted(q, &o, e, o.household));
	return printed(q, &o);
}

/* notice_public - see the header. */
#include "domain/gate/notice_public.h"

static const struct sql sql_no = { "notice.by_no", "SELECT id FROM notice WHERE no=$1", 0 };

static enum err none(struct ctx *cx, struct str no)
{
	return err_set(cx, ERR_NOTFOUND, "notice", "notice-none", str_z(&cx->arena, no), NULL);
}

enum err notice_public(struct ctx *cx, struct reg *r, struct str no, struct notice_page *out)
{
	struct rec *row;
	struct stmt *q;
	bool there;
	int64_t id;

	TRY(db_stmt(cx, r->db, &sql_no, &q));
	stmt_text(q, 1, no);
	TRY(stmt_step(cx, q, &there));
	id = there ? stmt_col_int(q, 0) : 0;
	stmt_done(q);
	if (!id)
		return none(cx, no);
	TRY(store_get(cx, r->db, &cx->arena, register_entity(r, TAG_notice), id, &row));
	TRY(notice_page_of(cx, r, row, false, out));
	return rec_has(row, NOTICE_posted) ? OK : none(cx, no);
}

enum err notice_public_list(struct ctx *cx, struct reg *r, int from, int most,
                            struct notice_brief **out, int *n, int *all)
{
	const struct entity *e = register_entity(r, TAG_notice);
	const struct list_face *l = &r->model->lists;
	date_t today = register_today(cx, r);
	int64_t *id;
	int count;

	*n = *all = 0;
	*out = arena_array(&cx->arena, (size_t)most + 1, sizeof **out);
	TRY(notice_ids(cx, r, &id, &count));
	for (int i = 0; i < count; i++) {
		struct notice_mending mend;
		struct rec *row;

		TRY(store_get(cx, r->db, &cx->arena, e, id[i], &row));
		if (!notice_shown(r, row, today) || (*all)++ < from || *n == most)
			continue;
		TRY(notice_mending(cx, r, row, &mend));
		(*out)[(*n)++] = (struct notice_brief){ row->v[NOTICE_no].s, row->v[NOTICE_title].s,
			row->v[NOTICE_title_en].s, row->area, notice_is(r, row, today),
			(date_t)row->v[NOTICE_posted].i, notice_last_day(row),
			l->has_tag(l->state, "notice_kind", row->v[NOTICE_kind].i, "result"),
			mend.since != 0 };
	}
	return OK;
}

const struct sql *const notice_public_sqls[] = { &sql_no, NULL };

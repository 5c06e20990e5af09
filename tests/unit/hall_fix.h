/* hall_fix - the small county of office_fix with a round of a procedure, one case in it and those
 * who deal with it. */
#ifndef UNIT_HALL_FIX_H
#define UNIT_HALL_FIX_H

#include "office_fix.h"

#include <unistd.h>

#include "base/os.h"
#include "domain/gate/listing.h"
#include "domain/gate/notice.h"

#define DAY INT64_C(86400000)

struct hall {
	struct bureau b;
	struct gate g;
	struct who village, town, again, township, county;
	struct round_view round;
	struct matter m;
};

static inline struct who as(struct hall *h, const char *login)
{
	struct who w;

	GOOD(h->b.d, office_as(h->b.cx, h->b.o, str_of(login), &w));
	return w;
}

static inline void look_again(struct hall *h)
{
	gate_open(&h->b.cx->arena, h->b.d->r, h->b.o, &h->g);
	GOOD(h->b.d, matter_by_id(h->b.cx, &h->g, h->m.row->id, &h->m));
	h->round = h->m.round;
}

/* A round of a procedure since a day, with one case of it. The clerk of the village and one of the
 * township are the same person under two names. */
static inline void hall_open(struct hall *h, const char *procedure, date_t on)
{
	struct round_new n = { .procedure = str_of(procedure), .name = STR("轮次"), .on = on };
	struct matter_new take = { .round = &h->round, .n = 1, .on = on };
	struct matter_made made;
	struct bureau *b = &h->b;
	struct str no;

	bureau_open(b);
	grant(b, account_of_person(b, "village", 1), ROLE_village_clerk, b->village);
	grant(b, account_of_person(b, "town", 2), ROLE_township_clerk, b->north);
	grant(b, account_of_person(b, "again", 1), ROLE_township_clerk, b->north);
	grant(b, account_of_person(b, "approver", 3), ROLE_township_approver, b->north);
	h->village = as(h, "village");
	h->town = as(h, "town");
	h->again = as(h, "again");
	h->township = as(h, "approver");
	gate_open(&b->cx->arena, b->d->r, b->o, &h->g);
	n.area = b->north;
	GOOD(b->d, round_open(b->cx, &h->g, &h->town, &n, &no));
	GOOD(b->d, round_load(b->cx, &h->g, no, &h->round));
	take.about = &b->neighbour;
	GOOD(b->d, matter_add(b->cx, &h->g, &h->village, &take, &made));
	assert_null(made.refused);
	GOOD(b->d, matter_by_id(b->cx, &h->g, made.matter, &h->m));
}

static inline enum err act(struct hall *h, const struct who *who, const char *act, date_t on)
{
	const struct procedure_act *x = procedure_act_at(h->m.p, h->m.gate, str_of(act));
	struct matter_order o = { .act = str_of(act), .on = on, .reason = STR("理由"),
		.with = !x || x->people < 2 ? STR("") : who == &h->town ? STR("village") :
			STR("town") };
	struct matter_look look;
	struct matter_done done;
	enum err e = matter_act(h->b.cx, &h->g, who, &h->m, &o, &look, &done);

	if (e == OK)
		look_again(h);
	return e;
}

/* The case stands at another gate: as if somebody had brought it there. */
static inline void stands_at(struct hall *h, const char *gate)
{
	struct edits e;
	struct rec *now;

	edits_begin(&e, h->b.d->r, "");
	GOOD(h->b.d, edits_row(h->b.cx, &e, h->m.row->e, h->m.row->id, &now));
	rec_text(now, MATTER_gate, str_of(gate));
	GOOD(h->b.d, edits_write(h->b.cx, &e, NULL));
	look_again(h);
}

/* Another household comes to the gate, and its matter is the one at hand. */
static inline void another(struct hall *h, int64_t household, const char *gate)
{
	struct matter_new take = { .round = &h->round, .about = &household, .n = 1 };
	struct matter_made made;

	GOOD(h->b.d, matter_add(h->b.cx, &h->g, &h->village, &take, &made));
	assert_null(made.refused);
	GOOD(h->b.d, matter_by_id(h->b.cx, &h->g, made.matter, &h->m));
	stands_at(h, gate);
}

static inline struct rec *listed_by(struct hall *h, const struct who *who, const char *gate,
                                    int lines)
{
	const struct entity *e = register_entity(h->b.d->r, TAG_notice);
	struct listed *made;
	struct rec *row;
	int n;

	GOOD(h->b.d, listing_make(h->b.cx, &h->g, who, &h->round, str_of(gate), 0, 0, &made, &n));
	assert_int_equal(n, 1);
	assert_int_equal(made->made.lines, lines);
	GOOD(h->b.d, register_load(h->b.cx, h->b.d->r, e, made->made.id, &row));
	return row;
}

static inline struct rec *listed(struct hall *h, const char *gate, int lines)
{
	return listed_by(h, &h->village, gate, lines);
}

static inline date_t today_of(const struct hall *h)
{
	return register_today(h->b.cx, h->b.d->r);
}

static inline void posted(struct hall *h, const struct rec *list, const char *bytes, bool last)
{
	struct notice_photo p = { .bytes = str_of(bytes), .place = STR("村委会"),
		.taken = today_of(h) };
	struct str no = list->v[NOTICE_no].s;

	GOOD(h->b.d, last ? notice_last(h->b.cx, h->b.d->r, no, &p) :
	             notice_post(h->b.cx, h->b.d->r, no, &p));
}

static inline struct rec *list_again(struct hall *h, const struct rec *list)
{
	struct rec *now;

	GOOD(h->b.d, register_load(h->b.cx, h->b.d->r, list->e, list->id, &now));
	return now;
}

/* The lists' bytes lie beside the register. */
static inline void without_files(struct hall *h)
{
	struct str *folder, *file;
	size_t n, m;
	char top[300], path[400];

	snprintf(top, sizeof top, "%s/attachments", h->b.d->r->path.dir);
	GOOD(h->b.d, os_list_dir(h->b.cx, top, &folder, &n));
	for (size_t i = 0; i < n; i++) {
		snprintf(path, sizeof path, "%s/%.*s", top, STR_FMT(folder[i]));
		GOOD(h->b.d, os_list_dir(h->b.cx, path, &file, &m));
		for (size_t k = 0; k < m; k++) {
			snprintf(path, sizeof path, "%s/%.*s/%.*s", top, STR_FMT(folder[i]),
			         STR_FMT(file[k]));
			GOOD(h->b.d, os_remove(h->b.cx, path));
		}
		snprintf(path, sizeof path, "%s/%.*s", top, STR_FMT(folder[i]));
		assert_int_equal(rmdir(path), 0);
	}
	assert_int_equal(rmdir(top), 0);
}

#endif

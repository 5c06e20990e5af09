/* objection_deal - see objection.h: verified, answered. */
#include "domain/gate/objection_int.h"

#define FOUND_MOST 2000
#define NAMES_MOST 200

struct dealing {
	struct edits e;
	struct rec *row;
	struct str by;
};

static enum err row_of(struct ctx *cx, struct reg *r, uint8_t tag, struct str no, struct rec **row)
{
	const struct entity *e = register_entity(r, tag);
	char text[RECEIPT_TEXT];
	enum err err = ERR_NOTFOUND;
	int64_t id;

	if (receipt_read(no, text))
		err = register_by_key(cx, r, e, str_of(text), &id);
	if (err == OK)
		err = register_load(cx, r, e, id, row);
	if (err != ERR_NOTFOUND)
		return err;
	err_clear(cx);
	return err_set(cx, ERR_NOTFOUND, "receipt", "objection-no-receipt", NULL);
}

enum err objection_row(struct ctx *cx, struct reg *r, struct str no, struct rec **row)
{
	return row_of(cx, r, TAG_objection, no, row);
}

enum err declaration_row(struct ctx *cx, struct reg *r, struct str no, struct rec **row)
{
	return row_of(cx, r, TAG_declaration, no, row);
}

static enum err deal_begin(struct ctx *cx, struct reg *r, uint8_t tag, struct str no,
                           const struct objection_act *a, struct dealing *d)
{
	struct rec *old;

	edits_begin(&d->e, r, NULL);
	TRY(row_of(cx, r, tag, no, &old));
	d->by = str_trim(a->by);
	if (!d->by.n)
		d->by = str_of(cx->actor);
	if (d->by.n + a->with.n > NAMES_MOST)
		return err_set(cx, ERR_INPUT, "by", "objection-names", NULL);
	return edits_seen(cx, &d->e, old, &d->row);
}

static bool has(const struct reg *r, const struct rec *row, int field, const char *tag)
{
	const struct list_face *l = &r->model->lists;

	return l->has_tag(l->state, row->e->fields[field].list, row->v[field].i, tag);
}

/* ---- who may ---- */

/* Is one of the names in a list separated by blanks or commas? */
static bool among(struct str names, struct str list)
{
	struct str rest = names, one, other, all;

	while (rest.n) {
		size_t n = 0;

		while (n < rest.n && rest.p[n] != ' ' && rest.p[n] != ',')
			n++;
		one = str_sub(rest, 0, n);
		rest = str_sub(rest, n + 1, rest.n);
		for (all = list; one.n && all.n; all = str_sub(all, n + 1, all.n)) {
			for (n = 0; n < all.n && all.p[n] != ' ' && all.p[n] != ','; n++)
				;
			other = str_sub(all, 0, n);
			if (str_eq(one, other))
				return true;
		}
	}
	return false;
}

/* Is one of the names an actor, or the name that the actor's account goes by? */
static bool meant(struct ctx *cx, struct reg *r, struct str names, struct str actor)
{
	struct str name = register_actor(cx, r, &cx->arena, actor);

	return among(names, actor) || (name.n && among(names, name));
}

static enum err notice_of(struct ctx *cx, struct reg *r, const struct rec *row, struct rec **notice)
{
	*notice = NULL;
	return rec_has(row, OBJECTION_notice) ?
	       store_get(cx, r->db, &cx->arena, register_entity(r, TAG_notice),
	                 row->v[OBJECTION_notice].i, notice) : OK;
}

/* Who surveyed the households of the notice, or made it, does not deal with what is said of it. */
static enum err not_their_own(struct ctx *cx, struct reg *r, const struct dealing *d,
                              struct str with)
{
	struct rec *notice;
	struct str rest, one;
	bool own;

	TRY(notice_of(cx, r, d->row, &notice));
	if (!notice)
		return OK;
	one = notice->v[NOTICE_maker].s;
	own = meant(cx, r, d->by, one) || meant(cx, r, with, one);
	rest = rec_has(notice, NOTICE_surveyors) ? notice->v[NOTICE_surveyors].s : STR("");
	own |= among(d->by, rest) || among(with, rest);
	while (!own && str_next(&rest, ' ', &one))
		own = one.n && (meant(cx, r, d->by, one) || meant(cx, r, with, one));
	return own ? err_set(cx, ERR_DENIED, "by", "objection-own", NULL) : OK;
}

enum err objection_lets(struct ctx *cx, struct office *o, struct reg *r, const struct who *who,
                        const struct rec *row, bool answer)
{
	struct str rest = STR(""), one;
	struct rec *notice;
	bool own = false, kin = false;

	if (rec_has(row, OBJECTION_household))
		TRY(office_kin_of(cx, o, who, row->v[OBJECTION_household].i, &kin, NULL));
	if (kin)
		return err_set(cx, ERR_DENIED, "by", "objection-kin", NULL);
	TRY(notice_of(cx, r, row, &notice));
	if (notice)
		own = office_same(o, who, notice->v[NOTICE_maker].s);
	if (notice && rec_has(notice, NOTICE_surveyors))
		rest = notice->v[NOTICE_surveyors].s;
	while (!own && str_next(&rest, ' ', &one))
		own = one.n && office_same(o, who, one);
	if (own)
		return err_set(cx, ERR_DENIED, "by", "objection-own", NULL);
	rest = answer && rec_has(row, OBJECTION_verified_by) ? row->v[OBJECTION_verified_by].s :
		STR("");
	while (!own && str_next(&rest, ',', &one))
		own = one.n && office_same(o, who, one);
	return own ? err_set(cx, ERR_DENIED, "by", "objection-verifier", NULL) : OK;
}

enum err objection_people(struct ctx *cx, struct office *o, struct reg *r, const struct rec *row,
                          struct str names, bool answer, struct str *out)
{
	struct buf b BUF_AUTO = { 0 };
	struct str one;

	buf_init(&b, 2 * NAMES_MOST);
	while (str_next(&names, ',', &one)) {
		struct who who;
		enum err e;

		one = str_trim(one);
		if (!one.n)
			continue;
		e = office_as(cx, o, one, &who);
		if (e == OK)
			TRY(objection_lets(cx, o, r, &who, row, answer));
		err_clear(cx);                  /* no account: somebody by name */
		buf_adds(&b, b.n ? STR(",") : STR(""));
		buf_adds(&b, e == OK ? str_of(who.actor) : one);
	}
	*out = str_dup(&cx->arena, buf_str(&b));
	return b.full ? err_set(cx, ERR_INPUT, "by", "objection-names", NULL) : OK;
}

/* ---- what is done ---- */

enum err objection_verify(struct ctx *cx, struct reg *r, struct str no,
                          const struct objection_act *a)
{
	struct str with = str_trim(a->with), text, who;
	struct dealing d;

	TRY(deal_begin(cx, r, TAG_objection, no, a, &d));
	if (!has(r, d.row, OBJECTION_state, "live"))
		return err_set(cx, ERR_CONFLICT, "receipt", "objection-over", NULL);
	if (has(r, d.row, OBJECTION_state, "verified"))     /* nobody writes over what was found */
		return err_set(cx, ERR_CONFLICT, "receipt", "objection-verified", NULL);
	TRY(not_their_own(cx, r, &d, with));
	TRY(gate_text(cx, "found", a->text, FOUND_MOST, true, &text));
	who = with.n ? str_join(&cx->arena, str_join(&cx->arena, d.by, STR(",")), with) : d.by;
	rec_text(d.row, OBJECTION_verified_by, who);
	rec_int(d.row, OBJECTION_verified_on, register_today(cx, r));
	rec_text(d.row, OBJECTION_found, text);
	TRY(gate_code(cx, r, d.row, OBJECTION_state, "state", STR("verified")));
	return edits_write(cx, &d.e, NULL);
}

static bool verified_by(struct ctx *cx, struct reg *r, const struct rec *row, struct str by)
{
	struct str rest = row->v[OBJECTION_verified_by].s, one;

	if (among(by, rest))
		return true;
	while (str_next(&rest, ',', &one))
		if (one.n && meant(cx, r, by, one))
			return true;
	return false;
}

enum err objection_answer(struct ctx *cx, struct reg *r, struct str no,
                          const struct objection_act *a)
{
	struct dealing d;
	struct str text;

	TRY(deal_begin(cx, r, TAG_objection, no, a, &d));
	if (!has(r, d.row, OBJECTION_state, "verified"))
		return err_set(cx, ERR_CONFLICT, "receipt", has(r, d.row, OBJECTION_state, "live") ?
		               "objection-unverified" : "objection-over", NULL);
	if (verified_by(cx, r, d.row, d.by))
		return err_set(cx, ERR_DENIED, "by", "objection-verifier", NULL);
	TRY(not_their_own(cx, r, &d, STR("")));
	TRY(gate_code(cx, r, d.row, OBJECTION_outcome, "outcome", a->outcome));
	TRY(gate_text(cx, "answer", a->text, FOUND_MOST, true, &text));
	rec_text(d.row, OBJECTION_answer, text);
	rec_text(d.row, OBJECTION_answered_by, d.by);
	rec_int(d.row, OBJECTION_answered, register_today(cx, r));
	TRY(gate_code(cx, r, d.row, OBJECTION_state, "state", STR("answered")));
	return edits_write(cx, &d.e, NULL);
}

enum err declaration_take(struct ctx *cx, struct reg *r, struct str no,
                          const struct objection_act *a)
{
	struct dealing d;
	int64_t lead;

	TRY(deal_begin(cx, r, TAG_declaration, no, a, &d));
	if (!has(r, d.row, DECLARATION_state, "live"))
		return err_set(cx, ERR_CONFLICT, "receipt", "objection-over", NULL);
	if (a->taken.n) {
		TRY(register_by_key(cx, r, register_entity(r, TAG_lead), a->taken, &lead));
		rec_int(d.row, DECLARATION_lead, lead);
	}
	TRY(gate_code(cx, r, d.row, DECLARATION_state, "state", STR("taken")));
	return edits_write(cx, &d.e, NULL);
}

enum err declaration_answer(struct ctx *cx, struct reg *r, struct str no,
                            const struct objection_act *a)
{
	struct dealing d;
	struct str text;

	TRY(deal_begin(cx, r, TAG_declaration, no, a, &d));
	if (!has(r, d.row, DECLARATION_state, "live"))
		return err_set(cx, ERR_CONFLICT, "receipt", "objection-over", NULL);
	TRY(gate_text(cx, "answer", a->text, TROUBLE_MOST, true, &text));
	rec_text(d.row, DECLARATION_answer, text);
	rec_text(d.row, DECLARATION_answered_by, d.by);
	rec_int(d.row, DECLARATION_answered, register_today(cx, r));
	TRY(gate_code(cx, r, d.row, DECLARATION_state, "state", STR("answered")));
	return edits_write(cx, &d.e, NULL);
}

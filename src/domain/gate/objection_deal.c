/* objection_deal - see objection.h: verified, answered. */
#include "domain/gate/objection_int.h"

#include <stdio.h>

#include "base/utf8.h"
#include "domain/gate/gate.h"

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

/* Who is called so: "account:12" by the account's name, anybody else as he is written. */
static struct str called(struct ctx *cx, struct reg *r, struct str said)
{
	struct str name = register_actor(cx, r, &cx->arena, said);

	return name.n ? name : said;
}

/* One name after the other out of a list: with commas of any kind between, or blanks, as lists of a
 * round keep accounts and some people write names. */
struct said {
	struct str rest, words;
};

/* Can a word between blanks be somebody? A single ideograph is half of a name written wide; so is
 * what a name of letters has. */
static bool whole(struct str word)
{
	struct str rest = word;

	return str_starts(word, STR("account:")) ||
	       (utf8_is_han(utf8_next(&rest)) && utf8_is_han(utf8_next(&rest)));
}

/* A name with a blank in it comes as it is first, then word by word. */
static bool said_next(struct said *s, struct str *one)
{
	while (s->words.n && str_next(&s->words, ' ', one))
		if (whole(*one))
			return true;
	if (!gate_name_next(&s->rest, one))
		return false;
	s->words = str_find(*one, STR(" ")) < 0 ? STR("") : *one;
	return true;
}

/* Is one of the names, by whatever signs it is written, one of a list? Two accounts of one name may
 * be two people: whether they are one is asked of the office (theirs). */
static bool meant(struct ctx *cx, struct reg *r, struct str names, struct str list)
{
	struct said given = { .rest = names };
	struct str name, one;

	while (said_next(&given, &name)) {
		struct said s = { .rest = list };
		struct str is = called(cx, r, name);

		while (said_next(&s, &one)) {
			struct str other = called(cx, r, one);
			bool accounts = !str_eq(is, name) && !str_eq(other, one);

			if (str_eq(name, one) || (!accounts && gate_name_same(is, other)))
				return true;
		}
	}
	return false;
}

/* Is the natural person behind an account in the list, under this account, another or a name? */
static bool theirs(struct ctx *cx, struct office *o, struct reg *r, const struct who *who,
                   struct str list)
{
	struct said s = { .rest = list };
	struct str one;

	if (meant(cx, r, str_of(who->actor), list))
		return true;
	while (said_next(&s, &one)) {
		int64_t account = office_account(o, one);        /* as the command line took it down */
		char text[32];

		snprintf(text, sizeof text, "account:%lld", (long long)account);
		if (office_same(o, who, account ? str_of(text) : one))
			return true;
	}
	return false;
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
	struct str maker, seen;
	bool own;

	TRY(notice_of(cx, r, d->row, &notice));
	if (!notice)
		return OK;
	maker = notice->v[NOTICE_maker].s;
	seen = rec_has(notice, NOTICE_surveyors) ? notice->v[NOTICE_surveyors].s : STR("");
	own = meant(cx, r, d->by, maker) || meant(cx, r, with, maker) ||
	      meant(cx, r, d->by, seen) || meant(cx, r, with, seen);
	return own ? err_set(cx, ERR_DENIED, "by", "objection-own", NULL) : OK;
}

enum err objection_lets(struct ctx *cx, struct office *o, struct reg *r, const struct who *who,
                        const struct rec *row, bool answer)
{
	struct rec *notice;
	bool own = false, kin = false;

	if (rec_has(row, OBJECTION_household))
		TRY(office_kin_of(cx, o, who, row->v[OBJECTION_household].i, &kin, NULL));
	if (kin)
		return err_set(cx, ERR_DENIED, "by", "objection-kin", NULL);
	TRY(notice_of(cx, r, row, &notice));
	if (notice)
		own = theirs(cx, o, r, who, notice->v[NOTICE_maker].s) ||
		      (rec_has(notice, NOTICE_surveyors) &&
		       theirs(cx, o, r, who, notice->v[NOTICE_surveyors].s));
	if (own)
		return err_set(cx, ERR_DENIED, "by", "objection-own", NULL);
	own = answer && rec_has(row, OBJECTION_verified_by) &&
	      theirs(cx, o, r, who, row->v[OBJECTION_verified_by].s);
	return own ? err_set(cx, ERR_DENIED, "by", "objection-verifier", NULL) : OK;
}

/* The accounts that a log-in name or the name of a person means, each asked whether it may;
 * disabled ones are known by their names alone. *actor: the only one, else what was said. */
static enum err person_said(struct ctx *cx, struct office *o, struct reg *r, const struct rec *row,
                            struct str said, bool answer, struct str *actor)
{
	int64_t account = office_account(o, said);
	struct str login, name, is = said;
	struct who who;
	char text[32];
	int n = 0;

	for (int i = 0; office_account_nth(cx, o, i, &login, &name); i++) {
		int64_t id = office_account(o, login);

		if (account ? id != account : !gate_name_same(said, name))
			continue;
		snprintf(text, sizeof text, "account:%lld", (long long)id);
		is = n++ ? said : str_dup(&cx->arena, str_of(text));
		if (office_as(cx, o, login, &who) == OK)
			TRY(objection_lets(cx, o, r, &who, row, answer));
		err_clear(cx);
	}
	*actor = is;
	return OK;
}

enum err objection_people(struct ctx *cx, struct office *o, struct reg *r, const struct rec *row,
                          const char *where, struct str names, bool answer, struct str *out)
{
	struct buf b BUF_AUTO = { 0 };
	struct str one, actor;

	TRY(gate_typed_names(cx, o, where, names, NAMES_MOST));
	buf_init(&b, 2 * NAMES_MOST);
	while (gate_name_next(&names, &one)) {
		struct str words = str_find(one, STR(" ")) < 0 ? STR("") : one, word;

		TRY(person_said(cx, o, r, row, one, answer, &actor));
		buf_addf(&b, "%s%.*s", b.n ? "," : "", STR_FMT(actor));
		while (str_eq(actor, one) && str_next(&words, ' ', &word)) {
			TRY(person_said(cx, o, r, row, word, answer, &actor));
			if (!str_eq(actor, word))       /* an account among names with blanks between */
				buf_addf(&b, ",%.*s", STR_FMT(actor));
			actor = one;
		}
	}
	*out = str_dup(&cx->arena, buf_str(&b));
	return b.full ? err_set(cx, ERR_INPUT, where, "objection-names", NULL) : OK;
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

enum err objection_answer(struct ctx *cx, struct reg *r, struct str no,
                          const struct objection_act *a)
{
	struct dealing d;
	struct str text;

	TRY(deal_begin(cx, r, TAG_objection, no, a, &d));
	if (!has(r, d.row, OBJECTION_state, "verified"))
		return err_set(cx, ERR_CONFLICT, "receipt", has(r, d.row, OBJECTION_state, "live") ?
		               "objection-unverified" : "objection-over", NULL);
	if (meant(cx, r, d.by, d.row->v[OBJECTION_verified_by].s))
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

/* doubt_deal - see the header. */
#include "domain/judge/doubt_deal.h"

#include "base/utf8.h"
#include "domain/office/office.h"
#include "policy/checks.h"

#include <stdio.h>

#define SAID_MAX 1000            /* characters, as doubt.def has it */
#define WHY_MAX  500
#define NAME_MAX 100

struct deal {
	struct reg *r;
	struct doubt_edit *edit;
	int n;
	bool only_try;
};

/* ---- words and numbers ---- */

const char *doubt_refused(enum doubt_result result)
{
	static const char *const key[] = { [DEAL_UNKNOWN] = "doubt-none", [DEAL_OVER] = "doubt-over",
		[DEAL_UNEXPLAINED] = "doubt-unexplained", [DEAL_OWN] = "doubt-own",
		[DEAL_EVIDENCE] = "doubt-evidence" };

	return key[result];
}

bool doubt_no_read(struct str s, int64_t *id)
{
	s = str_trim(s);
	if (s.n && (s.p[0] == 'Q' || s.p[0] == 'q'))
		s = str_sub(s, 1, s.n);
	return s.n && str_i64(s, id) && *id > 0;
}

struct str doubt_says(const struct reg *r, const struct rec *doubt, enum lang lang)
{
	const struct check *c = rec_has(doubt, DOUBT_check_id) ?
	                        pack_check(r->pack, doubt->v[DOUBT_check_id].s) : NULL;

	return !c ? STR("") : lang == LANG_ZH || !c->en.n ? c->zh : c->en;
}

bool doubt_is(const struct reg *r, const struct rec *doubt, const char *meaning)
{
	const struct list_face *l = &r->model->lists;

	return rec_has(doubt, DOUBT_state) &&
	       l->has_tag(l->state, "doubt_state", doubt->v[DOUBT_state].i, meaning);
}

/* ---- what is asked ---- */

static enum err text(struct ctx *cx, const char *where, struct str *s, size_t most)
{
	*s = str_trim(*s);
	if (!s->n)
		return err_set(cx, ERR_INPUT, where, "doubt-text", where, NULL);
	if (utf8_len(*s) > most)
		return err_set(cx, ERR_INPUT, where, "doubt-long", where, NULL);
	return OK;
}

static enum err sensible(struct ctx *cx, const struct reg *r, struct doubt_edit *x)
{
	if (x->by.n)
		TRY(text(cx, "by", &x->by, NAME_MAX));
	switch (x->act) {
	case DOUBT_ASSIGN:
		if (x->due && x->due < register_today(cx, r))
			return err_set(cx, ERR_INPUT, "due", "doubt-due", NULL);
		return text(cx, "to", &x->to, NAME_MAX);
	case DOUBT_EXPLAIN:
		return text(cx, "said", &x->said, SAID_MAX);
	case DOUBT_EXEMPT:
		if (x->until <= register_today(cx, r) || !date_day(x->until))
			return err_set(cx, ERR_INPUT, "until", "doubt-until", NULL);
		if (x->until > date_add_months(register_today(cx, r), 12 * EXEMPT_YEARS))
			return err_set(cx, ERR_INPUT, "until", "doubt-until-far", NULL);
		return text(cx, "reason", &x->why, WHY_MAX);
	case DOUBT_UPHOLD:
		return text(cx, "reason", &x->why, WHY_MAX);
	}
	return OK;
}

/* ---- one doubt ---- */

static struct str actor_of(const struct ctx *cx, const struct doubt_edit *x)
{
	return x->by.n ? x->by : str_of(cx->actor);
}

static enum err load(struct ctx *cx, struct db *db, struct reg *r, struct arena *a, int64_t id,
                     struct rec **out, struct family *fam)
{
	const struct entity *e = register_entity(r, TAG_doubt);
	struct stmt *s;
	bool row, in;

	*out = NULL;
	TRY(db_stmt(cx, db, &e->sql->load, &s));
	stmt_int(s, 1, id);
	TRY(stmt_step(cx, s, &row));
	if (row)
		*out = store_row(a, e, s);
	stmt_done(s);
	if (!row)
		return OK;
	in = rec_has(*out, DOUBT_household);
	TRY(family_load(cx, db, r->st, in ? register_entity(r, TAG_household) : e,
	                in ? (*out)->v[DOUBT_household].i : id, fam));
	return store_open(cx, a, r->st, fam, *out);
}

/* Is the evidence an attachment of the same household? */
static enum err evidence_fits(struct ctx *cx, struct db *db, const struct reg *r, struct arena *a,
                              const struct doubt_edit *x, const struct rec *f, bool *yes)
{
	struct rec *att;
	enum err e;

	*yes = true;
	if (x->act != DOUBT_EXPLAIN || !x->evidence)
		return OK;
	e = store_get(cx, db, a, register_entity(r, TAG_attachment), x->evidence, &att);
	if (e == ERR_NOTFOUND) {
		err_clear(cx);
		*yes = false;
		return OK;
	}
	TRY(e);
	*yes = att && rec_has(att, ATTACHMENT_household) && rec_has(f, DOUBT_household) &&
	       att->v[ATTACHMENT_household].i == f->v[DOUBT_household].i;
	return OK;
}

/* -1 at the end. */
static int32_t next_letter(struct str *s)
{
	int32_t c;

	do
		c = utf8_next(s);
	while ((c >= 0 && c <= ' ') || c == 0xA0 || (c >= 0x2000 && c <= 0x200F) || c == 0x202F ||
	       c == 0x205F || c == 0x2060 || c == 0x3000 || c == 0xFEFF);
	return c;
}

/* The same name, however it is spaced: with blanks of one byte, of a whole character, of none. */
bool doubt_same_name(struct str a, struct str b)
{
	int32_t x, y;

	do {
		x = next_letter(&a);
		y = next_letter(&b);
	} while (x >= 0 && x == y);
	return x == y;
}

enum err doubt_own(struct ctx *cx, struct office *o, const struct who *who, struct str **own,
                   int *n)
{
	struct account_view *all;
	char actor[32];
	int accounts;

	*n = 0;
	TRY(office_account_list(cx, o, &all, &accounts));
	*own = arena_array(&cx->arena, (size_t)accounts * 3 + 1, sizeof **own);
	for (int i = 0; i < accounts; i++) {
		snprintf(actor, sizeof actor, "account:%lld", (long long)all[i].id);
		if (!office_same(o, who, str_of(actor)))
			continue;
		(*own)[(*n)++] = str_dup(&cx->arena, str_of(actor));
		(*own)[(*n)++] = all[i].name;
		(*own)[(*n)++] = all[i].login;
	}
	return OK;
}

static bool own_words(const struct ctx *cx, const struct doubt_edit *x, const struct rec *f)
{
	struct str said_by;
	bool own;

	if (!rec_has(f, DOUBT_said_by))
		return false;
	said_by = f->v[DOUBT_said_by].s;
	own = doubt_same_name(said_by, actor_of(cx, x));
	for (int i = 0; i < x->nown && !own; i++)
		own = doubt_same_name(said_by, x->own[i]);
	return own;
}

static enum doubt_result allowed(const struct ctx *cx, const struct reg *r,
                                 const struct doubt_edit *x, const struct rec *f)
{
	if (!f)
		return DEAL_UNKNOWN;
	if (!doubt_is(r, f, "live"))
		return DEAL_OVER;
	if (x->act != DOUBT_EXEMPT && x->act != DOUBT_UPHOLD)
		return DEALT;
	if (!doubt_is(r, f, "explained"))
		return DEAL_UNEXPLAINED;
	return own_words(cx, x, f) ? DEAL_OWN : DEALT;
}

static enum err state(struct ctx *cx, const struct reg *r, struct rec *now, const char *tag)
{
	int64_t code;

	if (!list_tagged(r->model, "doubt_state", tag, &code))
		return err_set(cx, ERR_INPUT, "doubt_state", "doubt-no-tag", tag, NULL);
	rec_int(now, DOUBT_state, code);
	return OK;
}

static enum err decide(struct ctx *cx, const struct reg *r, const struct doubt_edit *x,
                       struct rec *now)
{
	rec_text(now, DOUBT_decided_by, actor_of(cx, x));
	rec_int(now, DOUBT_decided_at, cx->now_ms);
	rec_text(now, DOUBT_reason, x->why);
	now->v[DOUBT_exempt_until] = (struct val){ 0 };
	if (x->act == DOUBT_EXEMPT)
		rec_int(now, DOUBT_exempt_until, x->until);
	return state(cx, r, now, x->act == DOUBT_EXEMPT ? "exempt" : "upheld");
}

static enum err fill(struct ctx *cx, const struct reg *r, const struct doubt_edit *x,
                     struct rec *now)
{
	switch (x->act) {
	case DOUBT_ASSIGN:
		rec_text(now, DOUBT_assigned_to, x->to);
		rec_text(now, DOUBT_assigned_by, actor_of(cx, x));
		now->v[DOUBT_due] = (struct val){ 0 };
		if (x->due)
			rec_int(now, DOUBT_due, x->due);
		return OK;
	case DOUBT_EXPLAIN:
		rec_text(now, DOUBT_said, x->said);
		now->v[DOUBT_evidence] = (struct val){ 0 };
		if (x->evidence)
			rec_int(now, DOUBT_evidence, x->evidence);
		rec_text(now, DOUBT_said_by, actor_of(cx, x));
		rec_int(now, DOUBT_said_at, cx->now_ms);
		return state(cx, r, now, "explained");
	case DOUBT_EXEMPT:
	case DOUBT_UPHOLD:
		return decide(cx, r, x, now);
	}
	return OK;
}

static enum err write_one(struct ctx *cx, struct db *db, const struct deal *d,
                          const struct doubt_edit *x, const struct rec *old,
                          const struct family *fam, struct arena *a)
{
	struct rec *now = rec_copy(a, old);
	struct txn t;
	enum err e;

	TRY(fill(cx, d->r, x, now));
	txn_begin(&t, d->r->st, ACT_EDIT);
	t.leaf.object = old->e->tag;
	t.leaf.object_id = old->id;
	t.leaf.actor = str_of(cx->actor);
	t.leaf.note = x->why;
	e = txn_rec(cx, db, &t, now, old, fam);
	if (e == OK)
		return txn_end(cx, db, &t);
	txn_drop(&t);
	return e;
}

static enum err one(struct ctx *cx, struct db *db, const struct deal *d, struct doubt_edit *x,
                    struct arena *a)
{
	struct family fam = { 0 };
	struct rec *f;
	bool yes;

	if (x->result == DEAL_UNKNOWN)
		return OK;
	TRY(load(cx, db, d->r, a, x->id, &f, &fam));
	x->result = allowed(cx, d->r, x, f);
	if (x->result != DEALT)
		return OK;
	TRY(evidence_fits(cx, db, d->r, a, x, f, &yes));
	if (!yes) {
		x->result = DEAL_EVIDENCE;
		return OK;
	}
	return d->only_try ? OK : write_one(cx, db, d, x, f, &fam, a);
}

static enum err each(struct ctx *cx, struct db *db, void *arg)
{
	struct deal *d = arg;
	struct arena a;
	enum err e = OK;

	arena_init(&a, 16 << 20);
	for (int i = 0; i < d->n && e == OK; i++) {
		arena_reset(&a);
		e = one(cx, db, d, &d->edit[i], &a);
	}
	arena_free(&a);
	return e;
}

/* On the caller's thread: does the request make sense, and who is seen? */
static enum err prepared(struct ctx *cx, struct reg *r, struct doubt_edit *edit, int n)
{
	struct rec *f;
	enum err e;

	for (int i = 0; i < n; i++) {
		TRY(sensible(cx, r, &edit[i]));
		e = register_load(cx, r, register_entity(r, TAG_doubt), edit[i].id, &f);
		edit[i].result = e == ERR_NOTFOUND ? DEAL_UNKNOWN : DEALT;
		if (e == ERR_NOTFOUND)
			err_clear(cx);
		else
			TRY(e);
	}
	return OK;
}

enum err doubt_deal(struct ctx *cx, struct reg *r, struct doubt_edit *edit, int n)
{
	struct deal d = { r, edit, n, false };

	TRY(prepared(cx, r, edit, n));
	return register_write(cx, r, each, &d);
}

enum err doubt_deal_try(struct ctx *cx, struct reg *r, struct doubt_edit *edit, int n)
{
	struct deal d = { r, edit, n, true };

	TRY(prepared(cx, r, edit, n));
	return each(cx, r->db, &d);
}

/* change - see the header. */
#include "domain/register/change.h"

#include <stdio.h>

#include "base/msg.h"
#include "base/utf8.h"
#include "domain/register/addition.h"
#include "domain/register/browse_int.h"
#include "domain/register/closing.h"
#include "domain/register/newcomer.h"

#define RUSH_MS 3600000

static const struct sql sql_waits = { "change.waits",
	"SELECT no FROM change WHERE household=$1 AND state=$2 AND about_entity=$3 ORDER BY id LIMIT 1",
	0 };
static const struct sql sql_rush = { "change.rush",
	"SELECT count(*) FROM change WHERE made>$2 AND made<=$3 AND maker=$1", 0 };

int64_t change_state(const struct reg *r, const char *tag)
{
	int64_t code;

	return list_tagged(r->model, "change_state", tag, &code) ? code : 0;
}

/* ---- proposing ---- */

void change_line(struct buf *b, struct str field, struct str cell)
{
	buf_adds(b, field);
	buf_addc(b, '\t');
	for (size_t i = 0; i < cell.n; i++)
		buf_addc(b, cell.p[i] == '\n' || cell.p[i] == '\r' || cell.p[i] == '\t' ? ' ' : cell.p[i]);
	buf_addc(b, '\n');
}

static enum err put_was(struct ctx *cx, struct reg *r, const struct rec *row, int f, struct buf *b)
{
	const struct field *fd = &row->e->fields[f];
	struct buf cell BUF_AUTO = { 0 };
	struct str text;

	buf_init(&cell, CHANGE_TEXT);
	if (rec_has(row, f) && (fd->type == FT_REF || fd->type == FT_AREA)) {
		TRY(register_ref_text(cx, r, fd, row->v[f].i, &text));
		buf_adds(&cell, text);
	} else if (rec_has(row, f)) {
		cell_write(&cell, r->model, fd, &row->v[f], MASK_NONE, LANG_ZH);
	}
	change_line(b, str_of(fd->name), buf_str(&cell));
	return OK;
}

/* ---- what a procedure decides ---- */

static bool sets(const struct procedure *p, const char *field)
{
	for (int i = 0; i < p->nact; i++)
		for (int j = 0; j < p->act[i].nset; j++)
			if (str_eqz(p->act[i].set[j].field, field))
				return true;
	return false;
}

/* Does it begin statuses of this scheme, or end them? */
static bool moves(const struct reg *r, const struct procedure *p, int64_t scheme)
{
	const struct code_list *schemes = pack_list(r->pack, STR("scheme"));
	const struct list_face *l = &r->model->lists;

	for (int i = 0; i < p->nact; i++)
		for (int j = 0; j < p->act[i].nstatus; j++) {
			const struct act_status *s = &p->act[i].status[j];
			const struct list_value *v = s->ends ? NULL : list_meant(schemes, s->scheme);

			if (v ? v->code == scheme :
			    s->ends && l->has_tag(l->state, "scheme", scheme, s->scheme.p))
				return true;
		}
	return false;
}

/* The procedures that set a field of e, or (field NULL) that begin or end statuses of a scheme. */
static struct str procedures_of(struct ctx *cx, const struct reg *r, const struct entity *e,
                                const char *field, int64_t scheme)
{
	bool zh = cx->lang == LANG_ZH;
	struct buf names BUF_AUTO = { 0 };

	buf_init(&names, 16384);
	for (int i = 0; i < r->pack->nprocedure; i++) {
		const struct procedure *p = &r->pack->procedure[i];

		if (field ? !str_eqz(p->noun, e->name) || !sets(p, field) : !moves(r, p, scheme))
			continue;
		buf_addz(&names, names.n ? msg_between(cx->lang) : "");
		buf_adds(&names, zh ? p->zh : p->en);
	}
	return str_dup(&cx->arena, buf_str(&names));
}

enum err change_undecided(struct ctx *cx, const struct reg *r, const struct rec *row)
{
	const struct list_face *l = &r->model->lists;
	struct str names;
	int64_t scheme;

	if (row->e->tag != TAG_status || !rec_has(row, STATUS_scheme))
		return OK;
	scheme = row->v[STATUS_scheme].i;
	names = procedures_of(cx, r, row->e, NULL, scheme);
	return !names.n ? OK :
	       err_set(cx, ERR_INPUT, row->e->fields[STATUS_scheme].name, "change-decided-field",
	               str_z(&cx->arena, l->label(l->state, "scheme", scheme, cx->lang)),
	               str_z(&cx->arena, names), NULL);
}

/* Nobody walks around a procedure by an edit: which ones decide the field is told. */
enum err change_undecided_field(struct ctx *cx, const struct reg *r,
                                const struct entity *e, int f)
{
	const struct field *fd = &e->fields[f];
	struct str names;

	if (!(fd->flags & E_DECIDED))
		return OK;
	names = procedures_of(cx, r, e, fd->name, 0);
	return err_set(cx, ERR_INPUT, fd->name,
	               names.n ? "change-decided-field" : "change-decided-none",
	               cx->lang == LANG_ZH ? fd->zh : fd->en, str_z(&cx->arena, names), NULL);
}

enum err change_member(struct ctx *cx, struct reg *r, const struct rec *row, int f,
                       int64_t household)
{
	const struct field *fd = &row->e->fields[f];
	struct rec *person;

	if (fd->type != FT_REF || strcmp(fd->ref, "person") != 0 || f == row->e->parent ||
	    !rec_has(row, f))
		return OK;
	TRY(register_load(cx, r, register_entity(r, TAG_person), row->v[f].i, &person));
	return person->v[PERSON_household].i == household ? OK :
	       err_set(cx, ERR_INPUT, fd->name, "change-not-member",
	               str_z(&cx->arena, person->v[PERSON_no].s), NULL);
}

struct proposal {
	struct reg *r;
	const struct rec *row;
	struct rec *now;
	int64_t household;           /* that the row belongs to; 0: none */
	struct buf set, was;
	int differ;
};

static enum err propose_cells(struct ctx *cx, struct proposal *p, const struct change_cell *set,
                              int n, int *bad)
{
	bool *set_already = arena_array(&cx->arena, (size_t)p->row->e->nfield, sizeof *set_already);

	for (int i = 0; i < n; i++) {
		const struct kind *kind;
		int f;

		*bad = i;
		TRY(edit_assign(cx, p->r, p->now, set[i].field, set[i].cell, &f, &kind));
		if (set_already[f])                     /* by its name and by its label: which holds? */
			return err_set(cx, ERR_INPUT, p->row->e->fields[f].name, "change-twice", NULL);
		set_already[f] = true;
		*bad = -1;
		if (val_eq(&p->row->v[f], &p->now->v[f]))
			continue;
		*bad = i;
		TRY(change_undecided_field(cx, p->r, p->row->e, f));
		TRY(change_member(cx, p->r, p->now, f, p->household));
		*bad = -1;
		p->differ++;
		TRY(put_was(cx, p->r, p->now, f, &p->set));     /* as sheets say it, whoever proposes */
		TRY(put_was(cx, p->r, p->row, f, &p->was));
	}
	if (!p->differ)
		return err_set(cx, ERR_INPUT, p->row->e->name, "change-nothing", NULL);
	TRY(change_undecided(cx, p->r, p->row));
	TRY(change_undecided(cx, p->r, p->now));
	return closing_change(cx, p->r, p->row, p->now);
}

static enum err why_fits(struct ctx *cx, const struct entity *change, const char *reason)
{
	int64_t most = change->fields[CHANGE_why].max;
	char number[24];

	snprintf(number, sizeof number, "%lld", (long long)most);
	return utf8_len(str_of(reason)) > (size_t)most ?
	       err_set(cx, ERR_INPUT, "reason", "gate-typed-long", number, NULL) : OK;
}

enum err change_new(struct ctx *cx, struct edits *e, const struct rec *house,
                    const struct entity *about, struct str set, const char *reason,
                    struct rec **out)
{
	struct buf no BUF_AUTO = { 0 };
	struct rec *c;

	TRY(why_fits(cx, register_entity(e->r, TAG_change), reason));
	TRY(edits_new(cx, e, register_entity(e->r, TAG_change), house, &c));
	buf_init(&no, 32);
	buf_addf(&no, "C%lld", (long long)c->id);
	rec_text(c, CHANGE_no, str_dup(&cx->arena, buf_str(&no)));
	rec_text(c, CHANGE_about_entity, str_of(about->name));
	rec_text(c, CHANGE_set, set);
	rec_text(c, CHANGE_why, str_of(reason));
	rec_int(c, CHANGE_state, change_state(e->r, "proposed"));
	rec_text(c, CHANGE_maker, str_of(cx->actor));
	rec_int(c, CHANGE_made, cx->now_ms);
	*out = c;
	return OK;
}

static enum err put_proposal(struct ctx *cx, struct proposal *p, const char *reason,
                             int64_t *change)
{
	struct rec *house, *c;
	struct edits e;
	struct str about;

	if (!p->household)
		return err_set(cx, ERR_INPUT, p->row->e->name, "change-no-household", NULL);
	TRY(register_load(cx, p->r, register_entity(p->r, TAG_household), p->household, &house));
	edits_begin(&e, p->r, reason);
	TRY(change_new(cx, &e, house, p->row->e, buf_str(&p->set), reason, &c));
	about = p->row->e->key >= 0 ? p->row->v[p->row->e->key].s : STR("");
	if (about.n)
		rec_text(c, CHANGE_about_no, about);
	rec_int(c, CHANGE_about, p->row->id);
	rec_int(c, CHANGE_about_version, p->row->version);
	rec_text(c, CHANGE_was, buf_str(&p->was));
	*change = c->id;
	return edits_write(cx, &e, NULL);
}

enum err change_propose(struct ctx *cx, struct reg *r, const struct entity *e, int64_t id,
                        int version, const struct change_cell *set, int n, const char *reason,
                        int64_t *change, int *bad)
{
	struct proposal p = { .r = r };
	struct rec *row;
	struct edits draft;
	enum err err;

	*bad = -1;
	TRY(register_load(cx, r, e, id, &row));
	if (row->version != version)
		return err_set(cx, ERR_CONFLICT, e->name, "change-stale", NULL);
	edits_begin(&draft, r, reason);
	TRY(edits_row(cx, &draft, e, id, &p.now));
	p.row = row;
	TRY(store_household(cx, r->db, r->model, row, &p.household));
	buf_init(&p.set, CHANGE_TEXT);
	buf_init(&p.was, CHANGE_TEXT);
	err = propose_cells(cx, &p, set, n, bad);
	if (err == OK && (p.set.full || p.was.full))
		err = err_set(cx, ERR_INPUT, e->name, "edit-too-many", NULL);
	if (err == OK)
		err = put_proposal(cx, &p, reason, change);
	buf_free(&p.set);
	buf_free(&p.was);
	return err;
}

/* ---- reading back ---- */

static struct str was_of(struct str lines, struct str field)
{
	struct str line, name;

	while (str_next(&lines, '\n', &line))
		if (str_next(&line, '\t', &name) && str_eq(name, field))
			return line;
	return STR("");
}

enum err change_load(struct ctx *cx, struct reg *r, int64_t id, struct change *out)
{
	static const char *const tags[] = { "proposed", "approved", "refused", "withdrawn" };
	struct str lines, line;
	int cap = 1;

	*out = (struct change){ .state = "" };
	TRY(register_load(cx, r, register_entity(r, TAG_change), id, &out->row));
	out->e = entity_find(r->model, out->row->v[CHANGE_about_entity].s);
	if (!out->e)
		return err_set(cx, ERR_TAMPER, "change", "change-no-noun", NULL);
	for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++)
		if (rec_has(out->row, CHANGE_state) &&
		    out->row->v[CHANGE_state].i == change_state(r, tags[i]))
			out->state = tags[i];
	if (!rec_has(out->row, CHANGE_set))
		return OK;                              /* sealed, and no keys */
	lines = out->row->v[CHANGE_set].s;
	for (size_t i = 0; i < lines.n; i++)
		cap += lines.p[i] == '\n';
	out->set = arena_array(&cx->arena, (size_t)cap, sizeof *out->set);
	while (str_next(&lines, '\n', &line)) {
		struct change_cell *c = &out->set[out->n];

		if (!str_next(&line, '\t', &c->field))
			continue;
		c->cell = line;
		c->was = was_of(out->row->v[CHANGE_was].s, c->field);
		out->n++;
	}
	return OK;
}

/* ---- deciding ---- */

/* The field still says what the maker saw. */
static enum err untouched(struct ctx *cx, struct reg *r, const struct rec *row,
                          const struct change_cell *c)
{
	int f = entity_field(row->e, c->field);
	struct buf now BUF_AUTO = { 0 }, seen BUF_AUTO = { 0 };

	if (f < 0)
		return err_set(cx, ERR_TAMPER, "change", "change-no-noun", NULL);
	buf_init(&now, CHANGE_TEXT);
	buf_init(&seen, CHANGE_TEXT);
	TRY(put_was(cx, r, row, f, &now));
	change_line(&seen, c->field, c->was);
	if (!str_eq(buf_str(&now), buf_str(&seen)))
		return err_set(cx, ERR_CONFLICT, row->e->name, "change-overtaken",
		               cx->lang == LANG_ZH ? row->e->fields[f].zh : row->e->fields[f].en, NULL);
	return OK;
}

static enum err apply(struct ctx *cx, struct edits *e, const struct change *c)
{
	struct rec *now, *old;
	int64_t household = c->row->v[CHANGE_household].i;

	TRY(edits_row(cx, e, c->e, c->row->v[CHANGE_about].i, &now));
	old = e->row[e->n - 1].old;
	for (int i = 0; i < c->n; i++) {
		const struct kind *kind;
		int f;

		TRY(untouched(cx, e->r, old, &c->set[i]));
		TRY(edit_assign(cx, e->r, now, c->set[i].field, c->set[i].cell, &f, &kind));
		TRY(change_undecided_field(cx, e->r, c->e, f));     /* one from before that was asked */
		TRY(change_member(cx, e->r, now, f, household));
	}
	TRY(change_undecided(cx, e->r, old));
	return change_undecided(cx, e->r, now);
}

enum err change_decide(struct ctx *cx, struct reg *r, int64_t id, enum change_act act,
                       const char *note)
{
	static const char *const state[] = { "approved", "refused", "withdrawn" };
	struct change c;
	struct edits e;
	struct rec *now;
	bool own;

	TRY(change_load(cx, r, id, &c));
	if (strcmp(c.state, "proposed") != 0)
		return err_set(cx, ERR_CONFLICT, str_z(&cx->arena, c.row->v[CHANGE_no].s),
		               "change-decided", NULL);
	own = str_eqz(c.row->v[CHANGE_maker].s, cx->actor);
	if (own != (act == CHANGE_WITHDRAW))
		return err_set(cx, ERR_DENIED, str_z(&cx->arena, c.row->v[CHANGE_no].s),
		               own ? "change-own" : "change-not-own", NULL);
	edits_begin(&e, r, str_z(&cx->arena, c.row->v[CHANGE_why].s));
	TRY(edits_seen(cx, &e, c.row, &now));
	rec_int(now, CHANGE_state, change_state(r, state[act]));
	rec_text(now, CHANGE_checker, str_of(cx->actor));
	rec_int(now, CHANGE_checked, cx->now_ms);
	if (note && *note)
		rec_text(now, CHANGE_note, str_of(note));
	if (act == CHANGE_APPROVE && rec_has(c.row, CHANGE_declaration)) {
		TRY(newcomer_make(cx, &e, &c, now));
	} else if (act == CHANGE_APPROVE && addition_is(&c)) {
		TRY(addition_make(cx, &e, &c, now));
	} else if (act == CHANGE_APPROVE) {
		TRY(apply(cx, &e, &c));
		e.object = c.e->tag;
		e.object_id = c.row->v[CHANGE_about].i;
	}
	return edits_write(cx, &e, NULL);
}

enum err change_rush(struct ctx *cx, struct reg *r, struct str maker, int64_t made_ms, int *n)
{
	struct stmt *s;
	bool row;

	*n = 0;
	TRY(db_stmt(cx, r->db, &sql_rush, &s));
	stmt_text(s, 1, maker);
	stmt_int(s, 2, made_ms - RUSH_MS);
	stmt_int(s, 3, made_ms + RUSH_MS);
	TRY(stmt_step(cx, s, &row));
	if (row)
		*n = (int)stmt_col_int(s, 0);
	stmt_done(s);
	return OK;
}

enum err change_waits(struct ctx *cx, struct reg *r, int64_t household, const struct entity *e,
                      struct str *no)
{
	struct stmt *s;
	bool row;

	*no = STR("");
	TRY(db_stmt(cx, r->db, &sql_waits, &s));
	stmt_int(s, 1, household);
	stmt_int(s, 2, change_state(r, "proposed"));
	stmt_text(s, 3, str_of(e->name));
	TRY(stmt_step(cx, s, &row));
	if (row)
		*no = str_dup(&cx->arena, stmt_col_text(s, 0));
	stmt_done(s);
	return OK;
}

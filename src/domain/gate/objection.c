/* objection - see the header: taking in, and what became of it. */
#include "domain/gate/objection_int.h"
#include "domain/gate/gate.h"

#include <stdio.h>

#include "base/codes.h"
#include "base/os.h"
#include "base/typed.h"
#include "base/utf8.h"

#define NAME_MOST    60
#define CONTENT_MOST 2000

static const struct sql sql_line = { "objection.line",
	"SELECT household FROM notice_line WHERE notice=$1 AND position=$2", 0 };
static const struct sql sql_notice = { "objection.notice", "SELECT id FROM notice WHERE no=$1", 0 };
static const struct sql sql_objection = { "objection.by_no",
	"SELECT id FROM objection WHERE no=$1", 0 };
static const struct sql sql_declaration = { "declaration.by_no",
	"SELECT id FROM declaration WHERE no=$1", 0 };

static const struct sql sql_letter = { "receipt.letter",
	"SELECT l.id FROM letter l JOIN decision d ON d.id=l.decision JOIN matter m ON m.id=l.matter"
	" WHERE l.matter=$1 AND d.to_gate=m.gate ORDER BY l.id DESC LIMIT 1", 0 };

/* ---- receipt numbers ---- */

static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";     /* without I, L, O, U */

/* 60 random bits: nobody meets another's number by trying. */
static void receipt_make(const char *prefix, char no[RECEIPT_TEXT])
{
	unsigned char r[12];
	char c[12];

	os_random(r, sizeof r);
	for (int i = 0; i < 12; i++)
		c[i] = letters[r[i] & 31];
	snprintf(no, RECEIPT_TEXT, "%s-%.4s-%.4s-%.4s", prefix, c, c + 4, c + 8);
}

bool receipt_read(struct str s, char out[RECEIPT_TEXT])
{
	char c[14];
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		char x = s.p[i];

		if (x == '-' || x == ' ')
			continue;
		x = x >= 'a' && x <= 'z' ? (char)(x - 'a' + 'A') : x;
		if (n >= 2)
			x = x == 'O' ? '0' : x == 'I' || x == 'L' ? '1' : x;
		if (n == sizeof c || (n >= 2 && (!x || !strchr(letters, x))))
			return false;
		c[n++] = x;
	}
	if (n != sizeof c || (memcmp(c, "YJ", 2) && memcmp(c, "SB", 2)))
		return false;
	snprintf(out, RECEIPT_TEXT, "%.2s-%.4s-%.4s-%.4s", c, c + 2, c + 6, c + 10);
	return true;
}

/* ---- what was typed ---- */

enum err gate_text(struct ctx *cx, const char *where, struct str s, size_t most, bool need,
                   struct str *out)
{
	struct buf b BUF_AUTO = { 0 };
	struct str rest;
	int32_t c;
	char one[4];

	s = str_trim(s);
	if (!utf8_valid(s) || utf8_len(s) > most) {
		char text[24];

		snprintf(text, sizeof text, "%zu", most);
		return err_set(cx, ERR_INPUT, where, "objection-long", text, NULL);
	}
	buf_init(&b, 4 * most + 16);
	for (rest = s; (c = utf8_next(&rest)) >= 0; )
		if (c == '\n' || !utf8_unruly(c))
			buf_add(&b, one, (size_t)utf8_put(one, c));
	*out = str_dup(&cx->arena, buf_str(&b));
	TRY(typed_text(cx, where, true, out));
	return !out->n && need ? err_set(cx, ERR_INPUT, where, "objection-empty", NULL) : OK;
}

static enum err phone_of(struct ctx *cx, struct str s, bool need, struct rec *row, int field)
{
	char digits[16];
	bool normalised;

	s = str_trim(s);
	if (!s.n && !need)
		return OK;
	if (phone_read(s, digits, &normalised) != CODE_GOOD)
		return err_set(cx, ERR_INPUT, "phone", "objection-phone", NULL);
	rec_text(row, field, str_dup(&cx->arena, str_of(digits)));
	return OK;
}

enum err gate_code(struct ctx *cx, const struct reg *r, struct rec *row, int field,
                   const char *where, struct str tag)
{
	const char *list = row->e->fields[field].list;
	int64_t code;

	if (!tag.n || !list_tagged(r->model, list, str_z(&cx->arena, tag), &code))
		return err_set(cx, ERR_INPUT, where, "objection-choose", NULL);
	rec_int(row, field, code);
	return OK;
}

static enum err id_by(struct ctx *cx, struct reg *r, const struct sql *sql, struct str no,
                      int64_t *id)
{
	struct stmt *q;
	bool row;

	*id = 0;
	TRY(db_stmt(cx, r->db, sql, &q));
	stmt_text(q, 1, no);
	TRY(stmt_step(cx, q, &row));
	if (row)
		*id = stmt_col_int(q, 0);
	stmt_done(q);
	return OK;
}

/* Which notice, and whose line of it. Only what hangs or hung can be objected to. */
static enum err against(struct ctx *cx, struct reg *r, const struct objection_new *n,
                        struct rec *row)
{
	struct rec *notice;
	struct stmt *q;
	int64_t id;
	bool there;

	TRY(id_by(cx, r, &sql_notice, str_trim(n->notice), &id));
	if (id)
		TRY(store_get(cx, r->db, &cx->arena, register_entity(r, TAG_notice), id, &notice));
	if (!id || !rec_has(notice, NOTICE_posted))
		return err_set(cx, ERR_INPUT, "notice", "notice-none", str_z(&cx->arena, n->notice), NULL);
	row->area = notice->area;
	rec_int(row, OBJECTION_notice, id);
	if (!n->position)
		return OK;
	TRY(db_stmt(cx, r->db, &sql_line, &q));
	stmt_int(q, 1, id);
	stmt_int(q, 2, n->position);
	TRY(stmt_step(cx, q, &there));
	if (there && !stmt_col_is_null(q, 0))        /* a line of places has none */
		rec_int(row, OBJECTION_household, stmt_col_int(q, 0));
	stmt_done(q);
	if (!there)
		return err_set(cx, ERR_INPUT, "position", "objection-position", NULL);
	rec_int(row, OBJECTION_position, n->position);
	return OK;
}

/* The day it came, and until when it is answered. */
static enum err clock_of(struct ctx *cx, struct reg *r, date_t received, struct rec *row, int at,
                         int due)
{
	const struct notice_policy *p = &r->pack->notices;
	struct period length = { .days = (int)p->objection_days, .working = p->objection_working };
	date_t today = register_today(cx, r), until;

	if (!received)
		received = today;
	if (!date_day(received) || received > today)
		return err_set(cx, ERR_INPUT, "received", "objection-received", NULL);
	rec_int(row, at, received);
	if (!length.days || (length.working && !p->calendar))
		return OK;
	if (period_due(cx, p->calendar, received, &length, &until) == OK)
		rec_int(row, due, until);
	err_clear(cx);               /* a year without holidays keeps nobody from objecting */
	return OK;
}

enum err objection_add(struct ctx *cx, struct reg *r, const struct objection_new *n,
                       char no[RECEIPT_TEXT])
{
	struct edits e;
	struct rec *row;
	struct str s;

	edits_begin(&e, r, NULL);
	TRY(edits_new(cx, &e, register_entity(r, TAG_objection), NULL, &row));
	row->area = n->area;
	if (n->notice.n)
		TRY(against(cx, r, n, row));
	if (!row->area)
		return err_set(cx, ERR_INPUT, "area", "objection-area", NULL);
	rec_int(row, OBJECTION_area, row->area);
	TRY(gate_code(cx, r, row, OBJECTION_topic, "topic", n->topic));
	TRY(gate_code(cx, r, row, OBJECTION_channel, "channel", n->channel));
	TRY(gate_code(cx, r, row, OBJECTION_state, "state", STR("received")));
	TRY(gate_text(cx, "content", n->content, CONTENT_MOST, true, &s));
	rec_text(row, OBJECTION_content, s);
	TRY(gate_text(cx, "name", n->name, NAME_MOST, false, &s));
	rec_int(row, OBJECTION_named, s.n != 0);
	if (s.n)
		rec_text(row, OBJECTION_name, s);
	TRY(phone_of(cx, n->phone, false, row, OBJECTION_phone));
	TRY(clock_of(cx, r, n->received, row, OBJECTION_received, OBJECTION_due));
	receipt_make("YJ", no);
	rec_text(row, OBJECTION_no, str_dup(&cx->arena, str_of(no)));
	rec_int(row, OBJECTION_made, cx->now_ms);
	rec_text(row, OBJECTION_taken_by, str_of(cx->actor));
	return edits_write(cx, &e, NULL);
}

enum err declaration_add(struct ctx *cx, struct reg *r, const struct declaration_new *n,
                         char no[RECEIPT_TEXT])
{
	struct edits e;
	struct rec *row;
	struct str s;

	edits_begin(&e, r, NULL);
	TRY(edits_new(cx, &e, register_entity(r, TAG_declaration), NULL, &row));
	if (!n->area)
		return err_set(cx, ERR_INPUT, "area", "objection-area", NULL);
	row->area = n->area;
	rec_int(row, DECLARATION_area, n->area);
	TRY(gate_code(cx, r, row, DECLARATION_topic, "topic", n->topic));
	TRY(gate_code(cx, r, row, DECLARATION_channel, "channel", n->channel));
	TRY(gate_code(cx, r, row, DECLARATION_state, "state", STR("received")));
	TRY(gate_text(cx, "name", n->name, NAME_MOST, true, &s));
	rec_text(row, DECLARATION_name, s);
	TRY(phone_of(cx, n->phone, true, row, DECLARATION_phone));
	TRY(gate_text(cx, "group", n->group, NAME_MOST, true, &s));
	rec_text(row, DECLARATION_group_name, s);
	TRY(gate_text(cx, "content", n->content, TROUBLE_MOST, true, &s));
	rec_text(row, DECLARATION_content, s);
	TRY(clock_of(cx, r, n->received, row, DECLARATION_received, DECLARATION_due));
	receipt_make("SB", no);
	rec_text(row, DECLARATION_no, str_dup(&cx->arena, str_of(no)));
	rec_int(row, DECLARATION_made, cx->now_ms);
	rec_text(row, DECLARATION_taken_by, str_of(cx->actor));
	return edits_write(cx, &e, NULL);
}

/* ---- what became of it ---- */

static struct str label(struct ctx *cx, const struct reg *r, const struct rec *row, int field)
{
	const struct list_face *l = &r->model->lists;

	if (!rec_has(row, field))
		return STR("");
	return l->label(l->state, row->e->fields[field].list, row->v[field].i, cx->lang);
}

static struct str text_of(const struct rec *row, int field)
{
	return rec_has(row, field) ? row->v[field].s : STR("");
}

static date_t day_of(const struct rec *row, int field)
{
	return rec_has(row, field) ? (date_t)row->v[field].i : 0;
}

static enum err opened(struct ctx *cx, struct reg *r, const struct entity *e, int64_t id,
                       struct rec **row)
{
	struct family fam = { 0 };

	TRY(store_get(cx, r->db, &cx->arena, e, id, row));
	TRY(family_load(cx, r->db, r->st, e, id, &fam));
	return store_open(cx, &cx->arena, r->st, &fam, *row);
}

/* Where it stands, in the words of the procedure as it is in force: those of a version that is over
 * may lack the gate, and then the state alone is told. */
static void where_it_stands(struct ctx *cx, const struct reg *r, const struct rec *m,
                            struct receipt_status *out)
{
	const struct procedure *p = pack_procedure(r->pack, text_of(m, MATTER_procedure));
	int at = p ? procedure_gate_at(p, text_of(m, MATTER_gate)) : -1;

	if (!p)
		return;
	out->way = gate_words(cx, p->zh, p->en);
	if (at < 0)
		return;
	out->gate = gate_words(cx, p->gate[at].zh, p->gate[at].en);
	out->refused = p->gate[at].end == GATE_REFUSED;
}

/* What became of the case: who declared it hears it without anybody's writing to him. */
static enum err case_status(struct ctx *cx, struct reg *r, const struct rec *row,
                            struct receipt_status *out)
{
	struct rec *m, *letter = NULL;
	struct stmt *q;
	int64_t id = 0;
	bool there;

	if (!rec_has(row, DECLARATION_gate_case))
		return OK;
	TRY(store_get(cx, r->db, &cx->arena, register_entity(r, TAG_matter),
	              row->v[DECLARATION_gate_case].i, &m));
	out->matter = label(cx, r, m, MATTER_state);
	where_it_stands(cx, r, m, out);
	out->ended = day_of(m, MATTER_ended);
	TRY(db_stmt(cx, r->db, &sql_letter, &q));
	stmt_int(q, 1, m->id);
	TRY(stmt_step(cx, q, &there));
	if (there)
		id = stmt_col_int(q, 0);
	stmt_done(q);
	if (id)
		TRY(store_get(cx, r->db, &cx->arena, register_entity(r, TAG_letter), id, &letter));
	out->letter = letter != NULL;
	out->served = letter ? day_of(letter, LETTER_served_on) : 0;
	return OK;
}

enum err receipt_status(struct ctx *cx, struct reg *r, const char *no, struct receipt_status *out)
{
	const bool d = no[0] == 'S';
	const struct entity *e = register_entity(r, d ? TAG_declaration : TAG_objection);
	struct rec *row;
	int64_t id;

	TRY(id_by(cx, r, d ? &sql_declaration : &sql_objection, str_of(no), &id));
	if (!id)
		return err_set(cx, ERR_NOTFOUND, "receipt", "objection-no-receipt", NULL);
	TRY(opened(cx, r, e, id, &row));
	*out = (struct receipt_status){ .declaration = d,
		.state = label(cx, r, row, d ? DECLARATION_state : OBJECTION_state),
		.received = day_of(row, d ? DECLARATION_received : OBJECTION_received),
		.due = day_of(row, d ? DECLARATION_due : OBJECTION_due),
		.answered = day_of(row, d ? DECLARATION_answered : OBJECTION_answered),
		.answer = text_of(row, d ? DECLARATION_answer : OBJECTION_answer) };
	if (d)
		return case_status(cx, r, row, out);
	out->outcome = label(cx, r, row, OBJECTION_outcome);
	return OK;
}

const struct sql *const objection_sqls[] = { &sql_line, &sql_notice, &sql_objection,
	&sql_declaration, &sql_letter, NULL };

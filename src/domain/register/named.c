/* named - what rows keep by the pack's own names (a procedure, its gates and acts, a standard, a
 * department's list) and by the numbers of accounts, told in words. Lists that programs read keep
 * the names. */
#include "domain/register/browse_int.h"

#include <stdio.h>

#include "base/msg.h"
#include "domain/register/pack_then.h"
#include "policy/procedures.h"
#include "policy/standards.h"

enum named { NAMED_NOT, NAMED_PROCEDURE, NAMED_GATE, NAMED_ACT, NAMED_STANDARD, NAMED_TOPIC,
	NAMED_DRAW };

static enum named kind_of(uint8_t noun, int field)
{
	static const struct { uint8_t noun; int field; enum named as; } all[] = {
		{ TAG_round, ROUND_procedure, NAMED_PROCEDURE },
		{ TAG_round, ROUND_drawn, NAMED_DRAW },
		{ TAG_matter, MATTER_procedure, NAMED_PROCEDURE },
		{ TAG_matter, MATTER_gate, NAMED_GATE },
		{ TAG_decision, DECISION_gate, NAMED_GATE },
		{ TAG_decision, DECISION_act, NAMED_ACT },
		{ TAG_decision, DECISION_to_gate, NAMED_GATE },
		{ TAG_meeting, MEETING_gate, NAMED_GATE },
		{ TAG_verdict, VERDICT_standard, NAMED_STANDARD },
		{ TAG_lead, LEAD_list_topic, NAMED_TOPIC },
	};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (all[i].noun == noun && all[i].field == field)
			return all[i].as;
	return NAMED_NOT;
}

/* Where a row names the version of the pack that it goes by; -1: it names none. */
static int version_field(uint8_t noun)
{
	return noun == TAG_round ? ROUND_pack_version : noun == TAG_matter ? MATTER_pack_version :
	       noun == TAG_verdict ? VERDICT_pack_version : -1;
}

static const struct pack *pack_of(struct ctx *cx, struct reg *r, const struct rec *row)
{
	int field = version_field(row->e->tag);

	return field < 0 ? r->pack : pack_then_of(cx, r, row, field);
}

/* The procedure that a row is of, as it was when the round began: its own, its matter's or its
 * round's. NULL: not known. */
static const struct procedure *procedure_of(struct ctx *cx, struct reg *r, struct arena *a,
                                            const struct rec *row)
{
	int through = row->e->tag == TAG_decision ? DECISION_matter :
		row->e->tag == TAG_meeting ? MEETING_round : -1;
	uint8_t noun = row->e->tag == TAG_decision ? TAG_matter : TAG_round;
	struct rec *up;

	if (row->e->tag == TAG_matter)
		return pack_procedure(pack_of(cx, r, row), row->v[MATTER_procedure].s);
	if (through < 0 || !rec_has(row, through))
		return NULL;
	if (store_get(cx, r->db, a, register_entity(r, noun), row->v[through].i, &up) != OK) {
		err_clear(cx);
		return NULL;
	}
	return pack_procedure(pack_of(cx, r, up), up->v[noun == TAG_matter ? MATTER_procedure :
	                                                ROUND_procedure].s);
}

static struct str pick(enum lang lang, struct str zh, struct str en)
{
	return lang == LANG_EN && en.n ? en : zh;
}

static struct str of_procedure(struct ctx *cx, struct reg *r, struct arena *room,
                               const struct rec *row, int field, enum named as, enum lang lang)
{
	const struct procedure *p = procedure_of(cx, r, room, row);
	int gate = !p ? -1 : procedure_gate_at(p, as == NAMED_ACT ? row->v[DECISION_gate].s :
	                                          row->v[field].s);
	const struct procedure_act *a;

	if (gate < 0)
		return STR("");
	if (as == NAMED_GATE)
		return pick(lang, p->gate[gate].zh, p->gate[gate].en);
	a = procedure_act_at(p, gate, row->v[field].s);
	return a ? pick(lang, a->zh, a->en) : STR("");
}

/* ---- the draw of a round: "STANDARD=STATE", "list" or "all", and then "[ 1/2 seed 7]: 10 of 20";
 * each filling after a ";". It is kept as a record that no language changes. ---- */

static void say_whom(struct ctx *cx, struct reg *r, const struct rec *round, struct str whom,
                     enum lang lang, struct buf *out)
{
	const struct list_face *l = &r->model->lists;
	const struct standard *s;
	struct str id, rest = whom, arg[2], label;
	int64_t code;

	if (str_find(whom, STR("=")) < 0) {
		msg_add(out, lang, str_eqz(whom, "list") ? "gate-drawn-list" : "gate-drawn-all", NULL, 0);
		return;
	}
	str_next(&rest, '=', &id);
	s = pack_standard(pack_of(cx, r, round), id);
	arg[0] = s ? pick(lang, s->zh, s->en) : id;
	arg[1] = rest;
	for (int i = 0; l->nth(l->state, "verdict_state", i, &code, &label); i++)
		if (l->has_tag(l->state, "verdict_state", code, str_z(&cx->arena, rest)))
			arg[1] = l->label(l->state, "verdict_state", code, lang);
	msg_add(out, lang, "gate-drawn-standard", arg, 2);
}

/* What is no draw stays as it is. */
static void say_draw(struct ctx *cx, struct reg *r, const struct rec *round, struct str draw,
                     enum lang lang, struct buf *out)
{
	char whom[100], share[24], seed[24], n[24], of[24];
	const char *text = str_z(&cx->arena, draw);
	struct str arg[2];
	bool part = sscanf(text, "%99s %23s seed %23[0-9]: %23s of %23s", whom, share, seed, n,
	                   of) == 5;

	if (!part && sscanf(text, "%99[^: ]: %23s of %23s", whom, n, of) != 3) {
		msg_shown(out, draw);
		return;
	}
	say_whom(cx, r, round, str_of(whom), lang, out);
	arg[0] = str_of(share);
	arg[1] = str_of(seed);
	if (part)
		msg_add(out, lang, "gate-drawn-share", arg, 2);
	arg[0] = str_of(n);
	arg[1] = str_of(of);
	msg_add(out, lang, "gate-drawn-n", arg, 2);
}

struct str register_drawn(struct ctx *cx, struct reg *r, const struct rec *round, enum lang lang)
{
	struct str rest = rec_has(round, ROUND_drawn) ? round->v[ROUND_drawn].s : STR("");
	struct buf out BUF_AUTO = { 0 };

	buf_init(&out, 32 * rest.n + 1000);
	if (str_starts(rest, STR("… "))) {
		buf_addz(&out, "… ");
		rest = str_sub(rest, STR("… ").n, rest.n);
	}
	for (struct str one; str_next(&rest, ';', &one);) {
		say_draw(cx, r, round, str_trim(one), lang, &out);
		if (rest.n)
			buf_addz(&out, lang == LANG_ZH ? "；" : "; ");
	}
	return str_dup(&cx->arena, buf_str(&out));
}

static struct str told(struct ctx *cx, struct reg *r, struct arena *room, const struct rec *row,
                       int field, enum lang lang)
{
	enum named as = kind_of(row->e->tag, field);
	struct str id = row->v[field].s;
	const struct procedure *p;
	const struct lead_topic *t;
	const struct standard *s;

	switch (as) {
	case NAMED_PROCEDURE:
		p = pack_procedure(pack_of(cx, r, row), id);
		return p ? pick(lang, p->zh, p->en) : STR("");
	case NAMED_STANDARD:
		s = pack_standard(pack_of(cx, r, row), id);
		return s ? pick(lang, s->zh, s->en) : STR("");
	case NAMED_TOPIC:
		t = pack_topic(r->pack, id);
		return t ? pick(lang, t->zh, t->en) : STR("");
	case NAMED_GATE:
	case NAMED_ACT:
		return of_procedure(cx, r, room, row, field, as, lang);
	case NAMED_DRAW:
		return register_drawn(cx, r, row, lang);
	case NAMED_NOT:
		break;
	}
	/* a doubt is told together with the login, by those who show it */
	return row->e->fields[field].flags & E_RO && row->e->tag != TAG_doubt ?
	       register_actor(cx, r, room, id) : STR("");
}

bool cells_named(struct ctx *cx, struct reg *r, const struct rec *row, int field, enum lang lang,
                 struct buf *out)
{
	struct arena room;           /* of one cell: a list may have any number */
	struct str words;

	arena_init(&room, (size_t)1 << 20);
	words = told(cx, r, &room, row, field, lang);
	buf_adds(out, words);
	arena_free(&room);
	return words.n > 0;
}

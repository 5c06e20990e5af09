/* paper_value - what stands in a paper: values of the register and those that were stated. */
#include "job/paper_int.h"

#include <stdio.h>

#include "policy/offices.h"

#define ROWS_MOST 5000
#define OFFICE_LEVEL 3           /* the county's: it answers for the register */
#define CHOICES_MOST 6           /* of a longer list the value is written */

struct str paper_in_lang(const struct composing *c, struct str zh, struct str en)
{
	return c->o->lang == LANG_EN && en.n ? en : zh;
}

static struct str keep(struct composing *c)
{
	return str_dup(&c->cx->arena, buf_str(&c->one));
}

/* ---- rows ---- */

/* What the ID number says where it is not stated. */
static void by_number(struct composing *c, struct rec *person)
{
	int male = browse_male(c->r, person);
	int64_t code;

	register_birth(person);
	if (!rec_has(person, PERSON_sex) && male >= 0 &&
	    list_tagged(c->r->model, "sex", male ? "male" : "female", &code))
		rec_int(person, PERSON_sex, code);
}

static enum err lets_through(struct composing *c, const struct rec *row, bool *yes)
{
	enum err e = browse_may_show(c->cx, c->r, row->e, row->id, c->mask);

	*yes = e == OK;
	if (e == ERR_DENIED)
		err_clear(c->cx);
	return e == ERR_DENIED ? OK : e;
}

static enum err add_rows(struct composing *c, const struct entity *e, int64_t parent, bool all,
                         struct rec **list, int *n)
{
	struct rec **row;
	int more;

	TRY(register_children(c->cx, c->r, e, parent, &row, &more));
	for (int i = 0; i < more && *n < ROWS_MOST; i++) {
		bool yes;

		if (!all && e->tag == TAG_person && !register_alive(c->r, row[i]))
			continue;
		if (e->tag == TAG_person)
			by_number(c, row[i]);
		TRY(lets_through(c, row[i], &yes));
		if (yes)
			list[(*n)++] = row[i];
	}
	return OK;
}

enum err paper_rows_of(struct composing *c, const struct entity *e, bool all, struct rec ***out,
                       int *n)
{
	const char *of = e->parent >= 0 ? e->fields[e->parent].ref : NULL;

	*n = 0;
	*out = NULL;
	if (!c->house)
		return OK;
	*out = arena_array(&c->cx->arena, ROWS_MOST, sizeof **out);
	if (e->tag == TAG_household) {
		(*out)[(*n)++] = c->house;
		return OK;
	}
	if (of && !strcmp(of, "household"))
		return add_rows(c, e, c->house->id, all, *out, n);
	if (of && !strcmp(of, "person"))
		for (int i = 0; i < c->nmember; i++)
			TRY(add_rows(c, e, c->member[i]->id, all, *out, n));
	return OK;
}

enum err paper_cell_text(struct composing *c, const struct rec *row, int field, struct str *out)
{
	const struct field *f = &row->e->fields[field];

	buf_reset(&c->one);
	if (f->type == FT_AREA && rec_has(row, field))
		TRY(browse_place(c->cx, c->r, row->v[field].i, &c->one));
	else if (!cell_money(&c->one, f, &row->v[field], c->mask))
		TRY(register_cell(c->cx, c->cells, row, field, c->mask, &c->one));
	*out = keep(c);
	return OK;
}

enum err paper_begin_values(struct composing *c)
{
	const struct paper_order *o = c->o;
	const struct list_face *l = &c->r->model->lists;

	c->area = o->area;
	if (!o->household)
		return OK;
	TRY(browse_may_show(c->cx, c->r, register_entity(c->r, TAG_household), o->household,
	                    c->mask));
	TRY(register_load(c->cx, c->r, register_entity(c->r, TAG_household), o->household,
	                  &c->house));
	c->area = c->house->area;
	TRY(register_children(c->cx, c->r, register_entity(c->r, TAG_person), o->household,
	                      &c->member, &c->nmember));
	for (int i = 0; i < c->nmember; i++)
		by_number(c, c->member[i]);
	for (int i = 0; i < c->nmember && !c->head; i++)
		if (rec_has(c->member[i], PERSON_relation) &&
		    l->has_tag(l->state, "relation", c->member[i]->v[PERSON_relation].i, "head"))
			c->head = c->member[i];
	return OK;
}

/* ---- labels ---- */

struct str paper_field_label(struct composing *c, const struct field *f)
{
	bool en = c->o->lang == LANG_EN;
	struct str unit, zh_unit, label = str_of(en ? f->en : f->zh);

	if (!f->unit)
		return label;
	unit = str_of(f->unit);
	str_next(&unit, '|', &zh_unit);
	unit = en ? unit : zh_unit;
	if (str_find(label, STR("(")) >= 0)
		return label;
	buf_reset(&c->one);
	buf_addf(&c->one, en ? "%.*s (%.*s)" : "%.*s(%.*s)", STR_FMT(label), STR_FMT(unit));
	return keep(c);
}

/* "household.no" as the noun and its field; false: no such name. */
static bool split(struct composing *c, struct str name, bool *head, const struct entity **e,
                  int *field)
{
	struct str noun;

	if (!str_next(&name, '.', &noun) || !name.n)
		return false;
	*head = str_eqz(noun, "head");
	*e = register_entity(c->r, *head ? TAG_person : TAG_household);
	*field = entity_field(*e, name);
	return *field >= 0;
}

static const struct { const char *name, *zh, *en; } known[] = {
	{ "place", "地址", "Place" }, { "village", "行政村", "Village" },
	{ "township", "乡镇", "Township" }, { "county", "县区", "County" },
	{ "today", "日期", "Date" }, { "year", "年度", "Year" }, { "office", "主管部门", "Office" },
};

struct str paper_value_label(struct composing *c, struct str name)
{
	const struct paper_template *t = c->o->t;
	const struct entity *e;
	bool head;
	int field;

	for (int i = 0; i < t->nvalue; i++)
		if (str_eq(t->value[i].name, name))
			return paper_in_lang(c, t->value[i].zh, t->value[i].en);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (str_eqz(name, known[i].name))
			return str_of(c->o->lang == LANG_EN ? known[i].en : known[i].zh);
	if (split(c, name, &head, &e, &field))
		return paper_field_label(c, &e->fields[field]);
	return name;
}

/* ---- values ---- */

/* The names of a place from one level down, without those from the next down. */
static enum err level_name(struct composing *c, int level, struct str *out)
{
	struct str whole, rest = { 0 };

	buf_reset(&c->one);
	TRY(browse_place_from(c->cx, c->r, c->area, level, &c->one));
	whole = keep(c);
	if (level < 5) {
		buf_reset(&c->one);
		TRY(browse_place_from(c->cx, c->r, c->area, level + 1, &c->one));
		rest = keep(c);
	}
	*out = str_ends(whole, rest) ? str_sub(whole, 0, whole.n - rest.n) : whole;
	return OK;
}

static enum err known_text(struct composing *c, struct str name, struct str *out)
{
	static const char *const levels[] = { "county", "township", "village" };
	const struct paper_order *o = c->o;
	date_t day = register_today(c->cx, c->r);
	char text[40];

	if (str_eqz(name, "year") || str_eqz(name, "today")) {
		if (!o->household && !o->area && !o->nvalue && !o->nrows)
			return OK;           /* blank: the day is written by hand, too */
		if (str_eqz(name, "year"))
			snprintf(text, sizeof text, "%d", date_year(day));
		else if (c->o->lang == LANG_EN)
			date_put(text, day);
		else
			snprintf(text, sizeof text, "%d年%d月%d日", date_year(day), date_month(day),
			         date_day(day));
		*out = str_dup(&c->cx->arena, str_of(text));
		return OK;
	}
	if (str_eqz(name, "office")) {
		struct str place = { 0 };

		if (c->area)
			TRY(level_name(c, OFFICE_LEVEL, &place));
		*out = office_of(&c->cx->arena, c->r->pack, OFFICE_LEVEL, place, c->o->lang);
		return OK;
	}
	if (!c->area)
		return OK;
	for (int i = 0; i < 3; i++)
		if (str_eqz(name, levels[i]))
			return level_name(c, 3 + i, out);
	if (!str_eqz(name, "place"))
		return OK;
	buf_reset(&c->one);
	TRY(browse_place_from(c->cx, c->r, c->area, 3, &c->one));
	*out = keep(c);
	return OK;
}

/* A value that was stated, or that the paper declares: its own, whatever else has the name. */
static bool own_value(const struct paper_order *o, struct str name, struct str *out)
{
	bool own = false, box = false;

	*out = (struct str){ 0 };
	for (int i = 0; i < o->t->nvalue; i++)
		if (str_eq(o->t->value[i].name, name)) {
			own = true;
			box = o->t->value[i].box;
		}
	for (int i = 0; i < o->nvalue && !out->n; i++)
		if (str_eq(o->value[i].name, name)) {
			own = true;
			*out = o->value[i].text;
		}
	if (box)
		*out = out->n ? STR("☑") : STR("☐");
	return own;
}

/* 1 yes, 0 no, -1 not known. */
static int stated(const struct rec *p, int field)
{
	return !rec_has(p, field) ? -1 : p->v[field].i != 0;
}

/* Whether somebody of the household has no basic medical insurance, as its members' rows say: one
 * who has not settles it, one of whom it is not known leaves it open. Soldiers need none. */
static enum err by_members(struct composing *c, struct rec *house)
{
	bool all_known = false, none = false, yes;

	for (int i = 0, all = 1; i < c->nmember; i++) {
		const struct rec *p = c->member[i];
		int resident = stated(p, PERSON_resident_medical);
		int employee = stated(p, PERSON_employee_medical);

		if (!register_alive(c->r, p))
			continue;
		TRY(lets_through(c, p, &yes));
		if (!yes)
			all = 0;
		else if (resident != 1 && employee != 1 && stated(p, PERSON_soldier) != 1) {
			none |= !resident && !employee;
			all &= !resident && !employee;
		}
		all_known = all;
	}
	if (all_known || none)
		rec_int(house, HOUSEHOLD_member_uninsured, none);
	return OK;
}

/* A copy of the household's row: a dossier's records show what is stated. */
static enum err derived(struct composing *c, int field, const struct rec **row)
{
	struct rec *with;

	if (!*row || field != HOUSEHOLD_member_uninsured || rec_has(*row, field))
		return OK;
	with = rec_copy(&c->cx->arena, *row);
	*row = with;
	return by_members(c, with);
}

enum err paper_value_text(struct composing *c, struct str name, struct str *out)
{
	const struct entity *e;
	const struct rec *row;
	bool head;
	int field;

	if (own_value(c->o, name, out))
		return OK;
	if (!split(c, name, &head, &e, &field))
		return known_text(c, name, out);
	row = head ? c->head : c->house;
	if (!head)
		TRY(derived(c, field, &row));
	if (!row)
		return OK;
	TRY(paper_cell_text(c, row, field, out));
	/* Lists often name the head on the household's row only, or on the member's only. */
	if (!out->n && !head && field == HOUSEHOLD_head_name && c->head)
		return paper_cell_text(c, c->head, PERSON_name, out);
	return OK;
}

/* ---- choices ---- */

static void put_choice(struct composing *c, struct str label, struct str value)
{
	buf_addz(&c->one, c->one.n ? "  " : "");
	buf_addz(&c->one, value.n && str_eq(label, value) ? "☑" : "☐");
	buf_adds(&c->one, label);
}

struct str paper_choices(struct composing *c, struct str name, struct str value)
{
	const struct list_face *l = &c->r->model->lists;
	bool head, en = c->o->lang == LANG_EN;
	const struct entity *e;
	const struct field *f;
	struct str label;
	int64_t code;
	int field;

	if (!split(c, name, &head, &e, &field))
		return value;
	f = &e->fields[field];
	buf_reset(&c->one);
	if (f->type == FT_BOOL) {
		put_choice(c, en ? STR("yes") : STR("是"), value);
		put_choice(c, en ? STR("no") : STR("否"), value);
		return keep(c);
	}
	if (f->type != FT_LIST || l->nth(l->state, f->list, CHOICES_MOST, &code, &label))
		return value;
	for (int i = 0; l->nth(l->state, f->list, i, &code, &label); i++)
		put_choice(c, l->label(l->state, f->list, code, c->o->lang), value);
	return keep(c);
}

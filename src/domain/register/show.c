#include <stdio.h>

#include "domain/register/show_int.h"

#include "base/msg.h"

/* ---- the page and its cells ---- */

enum err face_begin(struct ctx *cx, struct reg *r, const struct show *o, struct buf *out,
                    struct face **f)
{
	if (o->mask == MASK_NONE && !r->st->keys)
		return err_set(cx, ERR_DENIED, "--mask", "browse-mask-keys", NULL);
	*f = ARENA_NEW(&cx->arena, struct face);
	(*f)->cx = cx;
	(*f)->r = (*f)->cells.r = r;
	(*f)->o = o;
	buf_init(&(*f)->one, 64 << 10);
	page_begin(&(*f)->page, out, &cx->arena, o->columns ? o->columns : PAGE_COLUMNS, o->colour);
	return OK;
}

void face_end(struct face *f)
{
	buf_free(&f->one);
}

const char *face_text(const struct face *f, const char *key)
{
	return msg_text(f->o->lang, key);
}

const char *face_label(const struct face *f, const struct field *field)
{
	return f->o->lang == LANG_ZH ? field->zh : field->en;
}

static struct str unit_of(const struct face *f, const struct field *field)
{
	struct str both = str_of(field->unit ? field->unit : ""), zh = { 0 };

	str_next(&both, '|', &zh);
	if (f->o->lang != LANG_ZH && both.n)
		return both;
	return str_eqz(zh, "月") ? STR("个月") : zh;     /* "5 月" would be May */
}

/* The unit behind a value: "2 persons", "1 person". */
static void add_unit(struct face *f, struct str unit)
{
	if (f->o->lang == LANG_EN && str_eqz(buf_str(&f->one), "1") && str_ends(unit, STR("s")))
		unit.n--;
	buf_addc(&f->one, ' ');
	buf_adds(&f->one, unit);
}

/* A member's name says more on a household's page than a number. */
static bool member_name(struct face *f, int64_t person, enum err *e)
{
	for (int i = 0; i < f->nmember; i++)
		if (f->member[i]->id == person && rec_has(f->member[i], PERSON_name)) {
			*e = cells_put(f->cx, &f->cells, f->member[i], PERSON_name, f->o->mask,
			    false,
			               f->o->lang, &f->one);
			return true;
		}
	return false;
}

enum err face_cell(struct face *f, const struct rec *row, int field, bool unit, struct str *out)
{
	const struct field *d = &row->e->fields[field];
	enum err e = OK;

	buf_reset(&f->one);
	if (!(d->type == FT_REF && rec_has(row, field) && !strcmp(d->ref, "person") &&
	      member_name(f, row->v[field].i, &e)) &&
	    !cell_money(&f->one, d, &row->v[field], f->o->mask))
		e = cells_put(f->cx, &f->cells, row, field, f->o->mask, false, f->o->lang, &f->one);
	TRY(e);
	if (unit && f->one.n && d->unit && !str_eqz(buf_str(&f->one), "***"))
		add_unit(f, unit_of(f, d));
	*out = str_dup(&f->cx->arena, buf_str(&f->one));
	return OK;
}

enum err face_fields(struct face *f, const struct rec *row, const char *title, int from, int to)
{
	bool any = false;

	for (int i = from; i <= to && i < row->e->nfield; i++) {
		const struct field *d = &row->e->fields[i];
		struct str value;

		if (!rec_has(row, i) || d->flags & (E_PARENT | E_SEEK))
			continue;
		TRY(face_cell(f, row, i, true, &value));
		if (!value.n)
			continue;
		if (!any && title)
			page_section(&f->page, str_of(face_text(f, title)));
		any = true;
		page_pair(&f->page, str_of(face_label(f, d)), value);
	}
	page_pairs_end(&f->page);
	return OK;
}

/* ---- tables ---- */

void face_sort(struct rec **rows, int n, int field)
{
	for (int i = 1; i < n; i++) {
		struct rec *r = rows[i];
		int at = i;

		for (; at > 0 && rows[at - 1]->v[field].i > r->v[field].i; at--)
			rows[at] = rows[at - 1];
		rows[at] = r;
	}
}

static bool is_number(const struct field *d)
{
	return d->type == FT_INT || d->type == FT_MONEY || d->type == FT_DEC;
}

/* Where members stand by name, the column is no number. */
static const char *column_label(const struct face *f, const struct field *d)
{
	if (f->nmember && d->type == FT_REF && strcmp(d->ref, "person") == 0)
		return face_text(f, "show-member");
	return face_label(f, d);
}

enum err face_table(struct face *f, const char *title, struct rec **rows, int n,
                    const char *const *fields)
{
	const struct entity *e;
	struct page_table t;
	int column[PAGE_COLS], ncol = 0;
	struct str *cell;

	if (!n)
		return OK;
	e = rows[0]->e;
	for (int i = 0; fields[i] && ncol < PAGE_COLS; i++) {
		column[ncol] = entity_field(e, str_of(fields[i]));
		ncol += column[ncol] >= 0;
	}
	page_section(&f->page, str_of(face_text(f, title)));
	page_table(&t, &f->page, ncol);
	cell = page_table_row(&t);
	for (int c = 0; c < ncol; c++) {
		cell[c] = str_of(column_label(f, &e->fields[column[c]]));
		t.right[c] = is_number(&e->fields[column[c]]);
	}
	for (int i = 0; i < n; i++) {
		cell = page_table_row(&t);
		for (int c = 0; c < ncol; c++)
			TRY(face_cell(f, rows[i], column[c], false, &cell[c]));
	}
	page_table_end(&t);
	return OK;
}

enum err face_of_person(struct face *f, const char *noun, const struct rec *person,
                        struct rec ***rows, int *n)
{
	const struct entity *e = entity_find(f->r->model, str_of(noun));
	int link = entity_field(e, STR("person")), kept = 0;

	*n = 0;
	if (e->parent < 0 || !rec_has(person, PERSON_household))
		return OK;
	if (!strcmp(e->fields[e->parent].ref, "person"))
		return register_children(f->cx, f->r, e, person->id, rows, n);
	TRY(register_children(f->cx, f->r, e, person->v[PERSON_household].i, rows, n));
	for (int i = 0; i < *n; i++)
		if (link >= 0 && (*rows)[i]->v[link].i == person->id)
			(*rows)[kept++] = (*rows)[i];
	*n = kept;
	return OK;
}

/* ---- what every page has ---- */

enum err register_setting(struct ctx *cx, struct reg *r, const char *key, struct str *value)
{
	const struct entity *e = register_entity(r, TAG_setting);
	struct rec *row;
	int64_t id;
	enum err err = register_by_key(cx, r, e, str_of(key), &id);

	*value = (struct str){ 0 };
	if (err == ERR_NOTFOUND) {
		err_clear(cx);
		return OK;
	}
	TRY(err);
	TRY(find_row(cx, r, &cx->arena, e, id, &row));
	if (row && rec_has(row, SETTING_value))
		*value = row->v[SETTING_value].s;
	return OK;
}

enum err register_is_demo(struct ctx *cx, struct reg *r, bool *demo)
{
	struct str v;
	int64_t id;
	char code[8];

	TRY(register_setting(cx, r, "demo", &v));
	*demo = str_eq(v, STR("1"));
	if (*demo || cx->err.kind != OK || !r->pack->made_up)
		return OK;
	snprintf(code, sizeof code, "%d", (int)r->pack->made_up);
	*demo = register_by_key(cx, r, register_entity(r, TAG_area), str_of(code), &id) == OK;
	if (!*demo)
		err_clear(cx);
	return OK;
}

enum err face_title(struct face *f, struct str left, struct str right)
{
	bool demo;

	page_title(&f->page, left, right);
	TRY(register_is_demo(f->cx, f->r, &demo));
	if (demo)
		page_notice(&f->page, str_of(face_text(f, "show-demo")));
	if (!f->r->st->keys)
		page_notice(&f->page, str_of(face_text(f, "show-no-keys")));
	return OK;
}

enum err face_path(struct face *f, int64_t area, struct str *out)
{
	buf_reset(&f->one);
	TRY(area_row_path(f->cx, f->r, area, 3, &f->one));
	*out = str_dup(&f->cx->arena, buf_str(&f->one));
	return OK;
}

static void add_time(struct buf *b, const struct reg *r, int64_t ms)
{
	char text[24];

	register_clock(r, ms, text);
	buf_addz(b, text);
}

static void put_msg(struct face *f, const char *key, struct buf *b, int narg,
                    const struct str *arg)
{
	buf_reset(&f->one);
	msg_add(&f->one, f->o->lang, key, arg, narg);
	buf_adds(b, buf_str(&f->one));
}

static struct str number(struct face *f, int64_t v)
{
	buf_reset(&f->one);
	buf_addi(&f->one, v);
	return str_dup(&f->cx->arena, buf_str(&f->one));
}

enum err face_provenance(struct face *f, const struct rec *row)
{
	struct version *v;
	struct buf b BUF_AUTO = { 0 }, when BUF_AUTO = { 0 };
	struct str note, arg[4];
	uint64_t size;
	int n;

	buf_init(&b, 4096);
	buf_init(&when, 64);
	TRY(browse_history(f->cx, f->r, row->e, row->id, &v, &n));
	TRY(journal_head(f->cx, f->r->db, &note, &size));
	v = &v[n - 1];
	add_time(&when, f->r, v->leaf.time_ms);
	arg[0] = v->file;
	arg[1] = number(f, v->row);
	arg[2] = buf_str(&when);
	arg[3] = v->leaf.actor;
	put_msg(f, v->file.n && v->row ? "show-from-row" : v->file.n ? "show-from-file" :
	        "show-from-edit", &b, 4, arg);
	page_section(&f->page, str_of(face_text(f, "show-provenance")));
	page_line(&f->page, buf_str(&b));
	buf_reset(&b);
	arg[0] = number(f, row->version);
	arg[1] = number(f, row->leaf);
	arg[2] = number(f, row->ix);
	arg[3] = number(f, (int64_t)size);
	put_msg(f, "show-journal", &b, 4, arg);
	page_line(&f->page, buf_str(&b));
	return OK;
}

/* ---- other nouns ---- */

static enum err called(struct face *f, const struct rec *row, struct str *out)
{
	buf_reset(&f->one);
	TRY(register_called(f->cx, f->r, &f->cells, row, f->o->mask, &f->one));
	*out = str_dup(&f->cx->arena, buf_str(&f->one));
	return OK;
}

static enum err called_pair(struct face *f, const struct entity *e, int64_t id, const char *label)
{
	struct rec *row;
	struct str text;
	enum err err = register_load(f->cx, f->r, e, id, &row);

	if (err == ERR_NOTFOUND) {              /* it has left since */
		err_clear(f->cx);
		return OK;
	}
	TRY(err);
	TRY(called(f, row, &text));
	if (text.n)
		page_pair(&f->page, str_of(label), text);
	return OK;
}

/* What a proposal is about, in words: its row may have no number, and a household many of them. */
static enum err change_about(struct face *f, const struct rec *change)
{
	const struct entity *e = rec_has(change, CHANGE_about_entity) ?
		entity_find(f->r->model, change->v[CHANGE_about_entity].s) : NULL;
	const struct entity *house = register_entity(f->r, TAG_household);

	if (rec_has(change, CHANGE_household))
		TRY(called_pair(f, house, change->v[CHANGE_household].i,
		                face_label(f, &house->fields[HOUSEHOLD_head_name])));
	if (e && e != house && rec_has(change, CHANGE_about))
		TRY(called_pair(f, e, change->v[CHANGE_about].i, f->o->lang == LANG_ZH ? e->zh : e->en));
	return OK;
}

static enum err generic(struct face *f, const struct rec *row)
{
	const struct entity *e = row->e;
	struct str key = number(f, row->id);

	if (e->key >= 0 && rec_has(row, e->key))
		key = row->v[e->key].s;
	TRY(face_title(f, str_of(f->o->lang == LANG_ZH ? e->zh : e->en), key));
	if (e->parent >= 0) {
		struct str up;

		TRY(face_cell(f, row, e->parent, false, &up));
		page_pair(&f->page, str_of(face_label(f, &e->fields[e->parent])), up);
	}
	if (e->tag == TAG_change)
		TRY(change_about(f, row));
	TRY(face_fields(f, row, NULL, 0, e->nfield - 1));
	return face_provenance(f, row);
}

static enum err page_of(struct ctx *cx, struct reg *r, const struct entity *e, int64_t id,
                        const struct show *o, struct buf *out,
                        enum err (*make)(struct face *f, const struct rec *row))
{
	struct face *f;
	struct rec *row;
	enum err err;

	TRY(face_begin(cx, r, o, out, &f));
	err = register_load(cx, r, e, id, &row);
	if (err == OK)
		err = make(f, row);
	if (err == OK && out->full)
		err = err_set(cx, ERR_LIMIT, e->name, "show-too-long", NULL);
	face_end(f);
	return err;
}

/* ---- a person ---- */

static enum err person_lists(struct face *f, const struct rec *row)
{
	static const char *const status[] = { "scheme", "started", "ended", "basis", "amount",
	    NULL };
	static const char *const work[] = { "kind", "started", "ended", "place", "employer",
	    "months",
		"monthly_pay", NULL };
	static const char *const post[] = { "kind", "started", "ended", "unit_name", "months",
		"monthly_pay", NULL };
	static const char *const event[] = { "kind", "happened", "reason", "other_household",
	    NULL };
	static const char *const measure[] = { "kind", "subkind", "content", "started", "ended",
		"amount", NULL };
	static const char *const risk[] = { "kind", "subtype", "found", "cleared", "cleared_on",
	    NULL };
	static const struct { const char *noun, *title; const char *const *fields; } list[] = {
		{ "status", "show-statuses", status }, { "work", "show-work", work },
		{ "post", "show-posts", post }, { "risk", "show-risks", risk },
		{ "measure", "show-measures", measure }, { "member_event", "show-events", event },
	};

	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
		struct rec **rows;
		int n, by;

		TRY(face_of_person(f, list[i].noun, row, &rows, &n));
		by = n ? entity_field(rows[0]->e, str_of(list[i].fields[1])) : -1;
		if (by >= 0)
			face_sort(rows, n, by);
		TRY(face_table(f, list[i].title, rows, n, list[i].fields));
	}
	return OK;
}

static enum err person(struct face *f, const struct rec *row)
{
	struct str name = { 0 }, text;

	if (f->o->mask == MASK_PUBLIC && !person_of_age(row, register_today(f->cx, f->r)))
		return err_set(f->cx, ERR_DENIED, "--mask", "show-minor", NULL);
	TRY(face_cell(f, row, PERSON_name, false, &name));
	TRY(face_cell(f, row, PERSON_no, false, &text));
	TRY(face_title(f, name, text));
	TRY(face_cell(f, row, PERSON_household, false, &text));
	page_pair(&f->page, str_of(face_label(f, &row->e->fields[PERSON_household])), text);
	TRY(face_path(f, row->area, &text));
	if (text.n)
		page_pair(&f->page, str_of(face_text(f, "show-lives-in")), text);
	TRY(face_fields(f, row, NULL, PERSON_id_type, PERSON_nation));
	TRY(face_fields(f, row, "show-schooling", PERSON_education, PERSON_dropout));
	TRY(face_fields(f, row, "show-health", PERSON_health, PERSON_disability_grade));
	TRY(face_fields(f, row, "show-labour", PERSON_labour, PERSON_post_months));
	TRY(face_fields(f, row, "show-insurance", PERSON_resident_medical, PERSON_extreme));
	TRY(face_fields(f, row, "show-other", PERSON_soldier, row->e->nfield - 1));
	TRY(person_lists(f, row));
	return face_provenance(f, row);
}

enum err show_person(struct ctx *cx, struct reg *r, int64_t id, const struct show *o,
                     struct buf *out)
{
	return page_of(cx, r, register_entity(r, TAG_person), id, o, out, person);
}

enum err show_household(struct ctx *cx, struct reg *r, int64_t id, const struct show *o,
                        struct buf *out)
{
	return page_of(cx, r, register_entity(r, TAG_household), id, o, out, face_household);
}

enum err show_row(struct ctx *cx, struct reg *r, const struct entity *e, int64_t id,
                  const struct show *o, struct buf *out)
{
	if (e->tag == TAG_household)
		return show_household(cx, r, id, o, out);
	if (e->tag == TAG_person)
		return show_person(cx, r, id, o, out);
	return page_of(cx, r, e, id, o, out, generic);
}

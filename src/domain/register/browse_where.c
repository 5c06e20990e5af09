/* browse_where - conditions as people type them, how a row meets them, and which index finds the
 * rows that may. Three-valued: what is unknown meets no condition but "is unknown". */
#include "domain/register/browse_int.h"

#include "crypto/gram.h"
#include "domain/register/lead.h"
#include "entity/seek.h"
#include "entity/sheet.h"

#define MAX_CONDS 32
#define AREAS_BY_INDEX 2000      /* more areas than this: read all rows instead */
#define SCOPE_BY_INDEX 100       /* places and households of somebody who sees little */

/* ---- names of fields ---- */

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool same_word(struct str a, const char *z)
{
	if (!z || strlen(z) != a.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (lower(a.p[i]) != lower(z[i]))
			return false;
	return true;
}

static bool synonym(const char *syn, struct str name)
{
	struct str rest = str_of(syn ? syn : ""), one;

	while (str_next(&rest, '|', &one))
		if (str_eq(one, name))
			return true;
	return false;
}

/* name, no, idno and phone mean the noun's own name, number ... whatever it is called there. */
static int stands_for(const struct entity *e, struct str name)
{
	for (int i = 0; i < e->nfield; i++) {
		const struct field *f = &e->fields[i];

		if ((same_word(name, "name") && f->flags & E_NAME) ||
		    (same_word(name, "idno") && f->type == FT_IDNO) ||
		    (same_word(name, "phone") && f->type == FT_PHONE))
			return i;
	}
	return same_word(name, "no") ? e->key : -1;
}

/* The header of a sheet: its label with the unit, as exports write it. */
static bool is_header(const struct field *f, struct str name)
{
	struct buf b BUF_AUTO = { 0 };
	bool same = false;

	if (!f->unit)
		return false;
	buf_init(&b, 1024);
	for (int lang = LANG_ZH; lang <= LANG_EN && !same; lang++) {
		buf_reset(&b);
		sheet_label(&b, f, (enum lang)lang);
		same = str_eq(buf_str(&b), name);
	}
	return same;
}

int where_field(const struct entity *e, struct str name)
{
	for (int i = 0; i < e->nfield; i++)
		if (same_word(name, e->fields[i].name) || same_word(name, e->fields[i].zh) ||
		    same_word(name, e->fields[i].en))
			return i;
	for (int i = 0; i < e->nfield; i++)
		if (synonym(e->fields[i].syn, name) || is_header(&e->fields[i], name))
			return i;
	return stands_for(e, name);
}

/* ---- taking the text apart ---- */

struct parsing {
	struct ctx *cx;
	struct reg *r;
	struct arena *a;
	struct where *w;
};

static enum err refuse(struct parsing *p, struct str part, const char *key)
{
	return err_set(p->cx, ERR_INPUT, "--where", key, str_z(&p->cx->arena, part), p->w->e->name,
	               NULL);
}

static bool quote_opens(struct str s, struct str *close)
{
	static const struct { const char *open, *close; } pair[] = {
		{ "\"", "\"" }, { "'", "'" }, { "“", "”" }, { "「", "」" },
	};

	for (size_t i = 0; i < sizeof pair / sizeof pair[0]; i++)
		if (str_starts(s, str_of(pair[i].open))) {
			*close = str_of(pair[i].close);
			return true;
		}
	return false;
}

/* Bytes of a joint (", and 且) at the start of s; 0 if there is none. */
static size_t joint(struct str s)
{
	static const char *const word[] = { ",", "，", ";", "；", "且" };

	if (s.n > 5 && s.p[0] == ' ' && same_word(str_sub(s, 0, 5), " and "))
		return 5;
	for (size_t i = 0; i < sizeof word / sizeof word[0]; i++)
		if (str_starts(s, str_of(word[i])))
			return strlen(word[i]);
	return 0;
}

static bool digit_at(struct str s, size_t i)
{
	return i < s.n && s.p[i] >= '0' && s.p[i] <= '9';
}

/* Cuts the next condition off; joints inside quotes do not count, nor the comma of 6,000. */
static struct str next_part(struct str *rest)
{
	struct str all = *rest, close, at = all;

	while (at.n) {
		size_t skip = joint(at), before = all.n - at.n;
		ptrdiff_t end;

		if (skip == 1 && before && digit_at(all, before - 1) && digit_at(at, 1))
			skip = 0;
		if (skip) {
			*rest = str_sub(at, skip, at.n);
			return str_trim((struct str){ all.p, all.n - at.n });
		}
		skip = 1;
		if (quote_opens(at, &close)) {
			struct str in = str_sub(at, close.n, at.n);

			end = str_find(in, close);
			if (end >= 0)
				skip = close.n + (size_t)end + close.n;
		}
		at = str_sub(at, skip, at.n);
	}
	*rest = (struct str){ 0 };
	return str_trim(all);
}

static struct str unquoted(struct str s)
{
	struct str close;

	s = str_trim(s);
	if (quote_opens(s, &close) && s.n >= 2 * close.n && str_ends(s, close))
		return str_sub(s, close.n, s.n - 2 * close.n);
	return s;
}

static const struct { const char *text; enum op op; } signs[] = {
	{ "!=", OP_NE }, { "<>", OP_NE }, { "≠", OP_NE }, { "<=", OP_LE }, { ">=", OP_GE },
	{ "≤", OP_LE }, { "≥", OP_GE }, { "==", OP_EQ }, { "=", OP_EQ }, { "＝", OP_EQ },
	{ "<", OP_LT }, { ">", OP_GT }, { "~", OP_HAS }, { "～", OP_HAS },
	{ " is not ", OP_NOT }, { "不是", OP_NOT },
};

static const struct { const char *text; enum op op; } words[] = {
	{ " is not known", OP_UNKNOWN }, { " is unknown", OP_UNKNOWN }, { " is known", OP_KNOWN },
	{ "不为空", OP_KNOWN }, { "为空", OP_UNKNOWN }, { " 未知", OP_UNKNOWN }, { " 已知", OP_KNOWN },
};

static bool split(struct str part, struct str *field, enum op *op, struct str *value)
{
	for (size_t at = 0; at < part.n; at++)
		for (size_t k = 0; k < sizeof signs / sizeof signs[0]; k++) {
			struct str sign = str_of(signs[k].text);

			if (!str_starts(str_sub(part, at, part.n), sign))
				continue;
			*field = str_trim(str_sub(part, 0, at));
			*value = unquoted(str_sub(part, at + sign.n, part.n));
			*op = signs[k].op;
			if (*op == OP_NOT && same_word(*value, "known"))
				continue;
			return true;
		}
	for (size_t k = 0; k < sizeof words / sizeof words[0]; k++) {
		size_t n = strlen(words[k].text);

		if (part.n <= n || !same_word(str_sub(part, part.n - n, n), words[k].text))
			continue;
		*field = str_trim(str_sub(part, 0, part.n - n));
		*value = (struct str){ 0 };
		*op = words[k].op;
		return true;
	}
	return false;
}

/* ---- values ---- */

/* Areas in or under the one named, and former areas that have become part of it. */
static enum err area_set(struct parsing *p, struct str text, struct cond *c)
{
	const struct area_node *top;
	struct area_tree *t;
	struct arena tmp;
	struct str none = { 0 };
	enum err e;
	int i;

	arena_init(&tmp, (size_t)512 << 20);
	e = area_load(p->cx, &tmp, p->r, &t);
	if (e == OK) {
		i = area_by_name(t, none, none, text);
		if (i < 0)
			e = refuse(p, text,
			    i == -2 ? "browse-area-several" : "browse-area-unknown");
		top = area_nth(t, i);
		for (int k = 0; top && k < area_count(t); k++) {
			const struct area_node *n = area_nth(t, k);

			if (area_within(top, k) || (n->to && area_within(top, area_now(t, k))))
				ids_add(&c->areas, n->id);
		}
		ids_sort(&c->areas);
		c->most = c->areas.n > 8 && c->areas.n * 4 >= area_count(t);
	}
	arena_free(&tmp);
	return e;
}

static bool four(struct str s)
{
	if (s.n != 4)
		return false;
	for (int i = 0; i < 4; i++)
		if (!(s.p[i] >= '0' && s.p[i] <= '9') && !(i == 3 && (s.p[i] == 'X' ||
		    s.p[i] == 'x')))
			return false;
	return true;
}

static enum err by_cell(struct parsing *p, const struct field *field, struct str part,
                        struct str text, struct val *out)
{
	struct cell_cx c = { p->w->m, p->a, 0 };
	struct field f = *field;
	struct cell_result res;

	f.min = f.max = 0;              /* any number may be compared with */
	f.flags |= E_PARTIAL;
	cell_read(&c, &f, text, &res);
	if (res.state == CELL_EMPTY)
		return refuse(p, part, "browse-value-missing");
	if (res.state == CELL_BAD)
		return refuse(p, part, f.type == FT_LIST || f.type == FT_SET ? "browse-value-list" :
		              "browse-value");
	*out = res.v;
	return OK;
}

static enum err text_value(struct parsing *p, const struct field *f, struct str part,
                           struct str text, struct cond *c)
{
	struct gram g[GRAM_MAX];
	struct cell_cx cell = { p->w->m, p->a, 0 };
	struct cell_result res;

	if (c->op != OP_EQ && c->op != OP_NE && c->op != OP_HAS)
		return refuse(p, part, "browse-op-text");
	c->v = (struct val){ VAL_TEXT, 0, str_dup(p->a, text) };
	if ((f->type == FT_IDNO || f->type == FT_PHONE) && four(text)) {
		char *t = str_z(p->a, text);

		t[3] = t[3] == 'x' ? 'X' : t[3];
		c->tail = true;
		c->v.s = (struct str){ t, 4 };
		return OK;
	}
	if (c->op == OP_HAS && field_sealed(f))
		return OK;
	if (c->op != OP_HAS && f->type != FT_TEXT)
		return by_cell(p, f, part, text, &c->v);
	if (!(f->flags & E_NAME))
		return OK;
	if (gram_of_query(text, g) == 1 && g[0].kind == GRAM_INITIALS)
		c->initials = g[0].key;
	cell_read(&cell, f, text, &res);        /* one form of spaces and dots */
	if (c->op != OP_HAS && res.v.kind == VAL_TEXT)
		c->v = res.v;
	return OK;
}

static enum err date_value(struct parsing *p, struct str part, struct str text, struct cond *c)
{
	enum date_form form;
	date_t d;

	if (c->op == OP_HAS)
		return refuse(p, part, "browse-op-number");
	if (!date_parse(text, &d, &form))
		return refuse(p, part, "browse-value-date");
	c->v = (struct val){ VAL_INT, d, { 0 } };
	return OK;
}

static enum err ref_value(struct parsing *p, const struct field *f, struct str part,
    struct str text,
                          struct cond *c)
{
	const struct entity *e = entity_find(p->w->m, str_of(f->ref));
	int64_t id = 0;
	enum err err;

	if (c->op != OP_EQ && c->op != OP_NE)
		return refuse(p, part, "browse-op-text");
	err = register_by_key(p->cx, p->r, e, text, &id);
	if (err == ERR_NOTFOUND) {              /* nobody refers to what is not there */
		err_clear(p->cx);
		err = OK;
	}
	c->v = (struct val){ VAL_INT, id, { 0 } };
	return err;
}

static enum err value(struct parsing *p, struct str part, struct str text, struct cond *c)
{
	const struct field *f;

	if (!text.n)
		return refuse(p, part, "browse-value-missing");
	if (c->field == FIELD_AREA || p->w->e->fields[c->field].type == FT_AREA) {
		c->areas.a = p->a;
		if (c->op != OP_EQ && c->op != OP_NE && c->op != OP_HAS)
			return refuse(p, part, "browse-op-text");
		return area_set(p, text, c);
	}
	f = &p->w->e->fields[c->field];
	if (field_is_text(f))
		return text_value(p, f, part, text, c);
	switch (f->type) {
	case FT_DATE: case FT_MONTH: case FT_TIME:
		return date_value(p, part, text, c);
	case FT_REF:
		return ref_value(p, f, part, text, c);
	case FT_LIST: case FT_SET: case FT_BOOL:
		if (c->op == OP_HAS && f->type == FT_LIST) {
			c->label = true;
			c->v = (struct val){ VAL_TEXT, 0, str_dup(p->a, text) };
			return OK;
		}
		if (c->op != OP_EQ && c->op != OP_NE && c->op != OP_HAS)
			return refuse(p, part, "browse-op-text");
		return by_cell(p, f, part, text, &c->v);
	default:
		if (c->op == OP_HAS)
			return refuse(p, part, "browse-op-number");
		return by_cell(p, f, part, text, &c->v);
	}
}

/* "name=a or name=b" would look for somebody called "a or name=b", and find nobody. */
static bool or_follows(const struct entity *e, struct str value)
{
	static const char *const word[] = { " or ", " OR ", "或" };
	struct str field, rest;
	enum op op;

	for (size_t i = 0; i < sizeof word / sizeof word[0]; i++) {
		ptrdiff_t at = str_find(value, str_of(word[i]));

		if (at >= 0 &&
		    split(str_sub(value, (size_t)at + strlen(word[i]), value.n), &field, &op,
		          &rest) &&
		    (where_field(e, field) >= 0 || same_word(field, "area")))
			return true;
	}
	return false;
}

static enum err one(struct parsing *p, struct str part)
{
	struct cond *c = &p->w->c[p->w->n];
	const struct entity *e = p->w->e;
	struct str field, text;
	bool own;

	if (p->w->n == MAX_CONDS)
		return refuse(p, part, "browse-where-many");
	if (!split(part, &field, &c->op, &text))
		return refuse(p, part, "browse-where-part");
	if (or_follows(e, text))
		return refuse(p, part, "browse-where-or");
	c->field = where_field(e, field);
	own = c->field >= 0;
	if ((same_word(field, "area") || str_eqz(field, "区划")) && (c->field < 0 ||
	    e->fields[c->field].column == SYS_AREA))
		c->field = FIELD_AREA;
	else if (c->field < 0)
		return refuse(p, field, "browse-field-unknown");
	else if (e->fields[c->field].column == SYS_AREA)
		c->field = FIELD_AREA;
	if (c->field == FIELD_AREA && !own && e->flags & ENT_CODED && e->parent < 0 &&
	    e->tag != TAG_finding)
		return refuse(p, field, "browse-field-unknown");
	if (c->field >= 0 && field_sealed(&e->fields[c->field])) {
		p->w->sealed = true;
		if (!p->r->st->keys)
			return err_set(p->cx, ERR_DENIED, "--where", "browse-where-keys",
			               str_z(&p->cx->arena, field), NULL);
	}
	p->w->n++;
	if (c->op == OP_UNKNOWN || c->op == OP_KNOWN)
		return OK;
	if (c->op == OP_NOT) {
		c->op = OP_NE;
		c->or_unknown = true;
	}
	return value(p, part, text, c);
}

enum err where_parse(struct ctx *cx, struct reg *r, struct arena *a, const struct entity *e,
                     const char *text, struct where *out)
{
	struct parsing p = { cx, r, a, out };
	struct str rest = str_of(text ? text : "");

	*out = (struct where){ .e = e, .m = r->model,
		.zone = r->pack ? (int)r->pack->zone_minutes : 0 };
	out->c = arena_array(a, MAX_CONDS + 1, sizeof *out->c);
	while (str_trim(rest).n) {
		struct str part = next_part(&rest);

		if (part.n)
			TRY(one(&p, part));
	}
	return OK;
}

/* ---- a row against a condition ---- */

enum tri { NO, YES, UNKNOWN };

static enum tri of(bool b)
{
	return b ? YES : NO;
}

static enum tri order(enum op op, int64_t a, int64_t b)
{
	switch (op) {
	case OP_EQ: return of(a == b);
	case OP_NE: return of(a != b);
	case OP_LT: return of(a < b);
	case OP_LE: return of(a <= b);
	case OP_GT: return of(a > b);
	case OP_GE: return of(a >= b);
	default: return UNKNOWN;
	}
}

/* Compared as far as the one that was typed goes: "birth=2016" is the whole year, "birth>2016" is
 * after it. A stored date that knows less is unknown where the known parts do not decide. */
static enum tri dates(enum op op, date_t d, date_t q)
{
	date_t unit = q % 10000 == 0 ? 10000 : q % 100 == 0 ? 100 : 1;
	date_t known = d % 10000 == 0 ? 10000 : d % 100 == 0 ? 100 : 1;
	date_t common = known > unit ? known : unit;

	if (d / common != q / common || known <= unit)
		return order(op, d / common, q / common);
	return UNKNOWN;
}

static enum tri areas(const struct cond *c, int64_t area)
{
	bool in = ids_have(&c->areas, area);

	if (!area)
		return c->or_unknown ? YES : UNKNOWN;
	return of(c->op == OP_NE ? !in : in);
}

static bool has_initials(struct str name, uint64_t key)
{
	struct gram g[GRAM_MAX];
	int n = gram_of_name(name, g);

	for (int i = 0; i < n; i++)
		if (g[i].kind == GRAM_INITIALS && g[i].key == key)
			return true;
	return false;
}

static enum tri texts(const struct cond *c, struct str s)
{
	bool hit;

	if (c->tail && s.n > 18)        /* an ID number with something after it */
		s.n = 18;
	if (c->tail)
		hit = str_ends(s, c->v.s);
	else if (c->op == OP_HAS)
		hit = str_find(s, c->v.s) >= 0;
	else
		hit = str_eq(s, c->v.s);
	if (!hit && c->initials)
		hit = has_initials(s, c->initials);
	return of(c->op == OP_NE ? !hit : hit);
}

static bool label_has(const struct model *m, const struct field *f, int64_t code, struct str part)
{
	for (int lang = 0; lang < 2; lang++) {
		struct str l = m->lists.label(m->lists.state, f->list, code,
		                              lang ? LANG_EN : LANG_ZH);

		if (str_find(l, part) >= 0)
			return true;
	}
	return false;
}

static enum tri holds(const struct where *w, const struct cond *c, const struct rec *row)
{
	const struct field *f;
	const struct val *v;

	if (c->field == FIELD_AREA) {
		int64_t area = w->e->tag == TAG_area ? row->id : row->area;

		if (c->op == OP_UNKNOWN || c->op == OP_KNOWN)
			return of((area == 0) == (c->op == OP_UNKNOWN));
		return areas(c, area);
	}
	f = &w->e->fields[c->field];
	v = &row->v[c->field];
	if (c->op == OP_UNKNOWN || c->op == OP_KNOWN)
		return of((v->kind == VAL_NULL) == (c->op == OP_UNKNOWN));
	if (v->kind == VAL_NULL)
		return c->or_unknown ? YES : UNKNOWN;
	if (v->kind == VAL_TEXT)
		return texts(c, v->s);
	switch (f->type) {
	case FT_AREA:
		return areas(c, v->i);
	case FT_DATE: case FT_MONTH:
		return dates(c->op, (date_t)v->i, (date_t)c->v.i);
	case FT_TIME:
		return dates(c->op, date_of_ms(v->i, w->zone), (date_t)c->v.i);
	case FT_SET:
		return of(c->op == OP_NE ? !(v->i & c->v.i) : (v->i & c->v.i) == c->v.i);
	case FT_LIST:
		if (c->label)
			return of(label_has(w->m, f, v->i, c->v.s));
		return order(c->op, v->i, c->v.i);
	default:
		return order(c->op, v->i, c->v.i);
	}
}

bool where_holds(const struct where *w, const struct rec *row, bool sealed)
{
	for (int i = 0; i < w->n; i++) {
		const struct cond *c = &w->c[i];
		bool is = c->field >= 0 && field_sealed(&w->e->fields[c->field]);

		if (is == sealed && holds(w, c, row) != YES)
			return false;
	}
	return true;
}

/* ---- candidates ---- */

/* How well a condition narrows the rows down; 0: not at all. */
static int worth(const struct where *w, const struct cond *c)
{
	const struct entity *e = w->e;
	const struct field *f;

	if (c->field == FIELD_AREA)
		return c->op == OP_EQ && c->areas.n <= AREAS_BY_INDEX && !c->most ? 1 : 0;
	f = &e->fields[c->field];
	if (f->flags & E_NAME && f->column >= 0 && (c->op == OP_EQ || c->op == OP_HAS))
		return c->op == OP_EQ && !c->initials ? 4 : 3;
	if (c->op != OP_EQ)
		return 0;
	if (c->field == e->key && e->key >= 0 && field_is_text(f))
		return 9;
	if (c->field == e->parent)
		return 7;
	if (f->type == FT_IDNO || f->type == FT_PHONE || f->type == FT_CARD)
		return c->tail ? 5 : 8;
	return 0;
}

static int sealed_keys(const struct reg *r, const struct where *w, const struct cond *c,
                       uint64_t *key)
{
	enum field_type t = w->e->fields[c->field].type;
	enum blind b = t == FT_CARD ? BLIND_CARD :
	               t == FT_IDNO ? (c->tail ? BLIND_ID_TAIL : BLIND_ID) :
	                              (c->tail ? BLIND_PHONE_TAIL : BLIND_PHONE);
	enum seek_class cls = t == FT_CARD ? SEEK_CARD :
	                      t == FT_IDNO ? (c->tail ? SEEK_ID_TAIL : SEEK_ID) :
	                                     (c->tail ? SEEK_PHONE_TAIL : SEEK_PHONE);

	key[0] = seek_key(w->e->tag, cls, store_blind_query(r->st->keys, b, c->v.s));
	return 1;
}

static int name_keys(const struct where *w, const struct cond *c, uint64_t *key)
{
	static const enum seek_class cls[] = { [GRAM_NAME] = SEEK_NAME, [GRAM_PAIR] = SEEK_PAIR,
		[GRAM_INITIALS] = SEEK_INITIALS };
	struct gram g[GRAM_MAX];
	int n;

	if (c->initials) {
		key[0] = seek_key(w->e->tag, SEEK_INITIALS, c->initials);
		return 1;
	}
	if (c->op == OP_EQ) {
		n = gram_of_name(c->v.s, g);
		n = n > 1 ? 1 : n;              /* the whole name comes first */
	} else {
		n = gram_of_part(c->v.s, g);
	}
	for (int i = 0; i < n; i++)
		key[i] = seek_key(w->e->tag, cls[g[i].kind], g[i].key);
	return n;
}

/* From parents to children, down to the noun itself. */
static enum err down(struct ctx *cx, struct reg *r, const struct entity *e, struct ids *list)
{
	const struct entity *up;
	struct ids parents;

	if (e->parent < 0)
		return OK;
	up = entity_find(r->model, str_of(e->fields[e->parent].ref));
	TRY(down(cx, r, up, list));
	parents = *list;
	*list = (struct ids){ .a = parents.a };
	for (int i = 0; i < parents.n; i++)
		TRY(ids_by(cx, r, &e->sql->by_parent, parents.id[i], list));
	return OK;
}

/* Rows that may be without a parent lie where they say themselves: a household that is proposed and
 * not there yet, what concerns a village. They are few; whether one is meant is asked of each. */
static enum err and_alone(struct ctx *cx, struct reg *r, const struct entity *e, struct ids *out)
{
	return e->parent >= 0 && !(e->fields[e->parent].flags & E_REQ) ?
	       ids_by(cx, r, &e->sql->alone, 0, out) : OK;
}

static enum err by_areas(struct ctx *cx, struct reg *r, const struct entity *e,
                         const struct cond *c, struct ids *out, bool *scan)
{
	const struct entity *top = e;

	if (e->tag == TAG_area) {
		for (int i = 0; i < c->areas.n; i++)
			ids_add(out, c->areas.id[i]);
		return OK;
	}
	while (top->parent >= 0)
		top = entity_find(r->model, str_of(top->fields[top->parent].ref));
	if (!top->sql->by_area.text) {
		*scan = true;
		return OK;
	}
	for (int i = 0; i < c->areas.n; i++)
		TRY(ids_by(cx, r, &top->sql->by_area, c->areas.id[i], out));
	TRY(down(cx, r, e, out));
	return and_alone(cx, r, e, out);
}

static enum err by_key_text(struct ctx *cx, struct reg *r, const struct where *w,
                            const struct cond *c, struct ids *out, bool *scan)
{
	const struct entity *e = w->e;
	uint64_t key;
	struct stmt *s;
	enum err err;
	bool row;

	if (e->parent >= 0) {
		key = seek_key(e->tag, SEEK_NO, seek_hash_text(c->v.s));
		return ids_seek(cx, r, &key, 1, out, scan);
	}
	TRY(db_stmt(cx, r->db, &e->sql->by_key, &s));
	stmt_text(s, 1, c->v.s);
	while ((err = stmt_step(cx, s, &row)) == OK && row)
		ids_add(out, stmt_col_int(s, SYS_ID));
	stmt_done(s);
	return err;
}

enum err where_source(struct ctx *cx, struct reg *r, const struct where *w, struct ids *out,
                      bool *scan)
{
	const struct cond *best = NULL;
	uint64_t key[GRAM_MAX];
	int n;

	for (int i = 0; i < w->n; i++)
		if (worth(w, &w->c[i]) > (best ? worth(w, best) : 0))
			best = &w->c[i];
	*scan = false;
	if (!best) {
		*scan = true;
		return OK;
	}
	if (best->field == FIELD_AREA)
		TRY(by_areas(cx, r, w->e, best, out, scan));
	else if (best->field == w->e->key)
		TRY(by_key_text(cx, r, w, best, out, scan));
	else if (best->field == w->e->parent)
		TRY(ids_by(cx, r, &w->e->sql->by_parent, best->v.i, out));
	else {
		n = w->e->fields[best->field].flags & E_NAME ? name_keys(w, best, key) :
		    sealed_keys(r, w, best, key);
		if (n == 0)
			*scan = true;
		else
			TRY(ids_seek(cx, r, key, n, out, scan));
	}
	ids_sort(out);
	return OK;
}

enum err where_scoped(struct ctx *cx, struct reg *r, const struct entity *e, struct ids *out,
                      bool *scan)
{
	const struct scope *sc = r->scope;
	struct cond c = { .areas = { (int64_t *)(uintptr_t)sc->area, sc->narea, sc->narea, out->a } };
	int coded = e->flags & ENT_CODED && e->parent < 0;

	*scan = sc->all || coded || sc->narea + sc->nhousehold > SCOPE_BY_INDEX;
	if (*scan)
		return OK;
	TRY(by_areas(cx, r, e, &c, out, scan));
	for (int i = 0; i < sc->nhousehold && !*scan; i++) {
		struct ids one = { .a = out->a };

		if (e->tag == TAG_lead) {
			TRY(ids_by(cx, r, &lead_of_house, sc->household[i], &one));
		} else if (e->tag == TAG_household || e->parent >= 0) {
			ids_add(&one, sc->household[i]);
			TRY(down(cx, r, e, &one));
		}
		for (int k = 0; k < one.n; k++)
			ids_add(out, one.id[k]);
	}
	ids_sort(out);
	return OK;
}

#include "domain/register/doubt.h"

#include <assert.h>

#include "base/codes.h"
#include "domain/register/difference.h"

/* What comes later in meaning, and what it must not precede. */
static const struct { const char *entity, *later, *earlier; } order[] = {
	{ "household", "risk_cleared_on", "risk_found" },
	{ "household", "exited_on", "first_identified" },
	{ "income", "period_to", "period_from" },
	{ "status", "ended", "started" },
	{ "risk", "cleared_on", "found" },
	{ "work", "ended", "started" },
	{ "post", "ended", "started" },
	{ "helper", "ended", "started" },
	{ "measure", "ended", "started" },
	{ "area", "valid_to", "valid_from" },
};

/* The first day a date may mean and the last, so that "2016" is not before "2016-03". */
static bool clearly_before(date_t a, date_t b)
{
	if (!date_month(a) || !date_month(b))
		return date_year(a) < date_year(b);
	if (!date_day(a) || !date_day(b))
		return a / 100 < b / 100;
	return a < b;
}

void doubt_orders(const struct entity *e, struct doubt_orders *out)
{
	out->n = 0;
	for (size_t i = 0; i < sizeof order / sizeof order[0] && out->n < DOUBT_ORDERS; i++) {
		int later, earlier;

		if (strcmp(order[i].entity, e->name))
			continue;
		later = entity_field(e, str_of(order[i].later));
		earlier = entity_field(e, str_of(order[i].earlier));
		assert(later >= 0 && earlier >= 0);
		out->later[out->n] = later;
		out->earlier[out->n++] = earlier;
	}
}

static bool tag(const struct model *m, const char *list, int64_t code, const char *sem)
{
	return m->lists.has_tag(m->lists.state, list, code, sem);
}

unsigned doubt_relation(const struct model *m, int64_t code)
{
	static const struct { const char *sem; unsigned bit; } meaning[] = {
		{ "head", RELATION_HEAD }, { "spouse", RELATION_SPOUSE },
		{ "male", RELATION_MALE }, { "female", RELATION_FEMALE },
	};
	unsigned bits = RELATION_KNOWN;

	for (size_t i = 0; i < sizeof meaning / sizeof meaning[0]; i++)
		if (tag(m, "relation", code, meaning[i].sem))
			bits |= meaning[i].bit;
	return bits;
}

/* ---- a row alone ---- */

struct found { const struct model *m; struct doubt *out; int n; };

static void add(struct found *x, const char *kind, int field, struct str detail)
{
	if (x->n < DOUBTS_MAX)
		x->out[x->n++] = (struct doubt){ kind, field, detail };
}

static void check_person(struct found *x, const struct rec *r, unsigned relation)
{
	date_t birth = rec_has(r, PERSON_birth) ? (date_t)r->v[PERSON_birth].i : 0;
	int male = -1;

	if (rec_has(r, PERSON_sex))
		male = tag(x->m, "sex", r->v[PERSON_sex].i, "male") ? 1 :
		       tag(x->m, "sex", r->v[PERSON_sex].i, "female") ? 0 : -1;
	if (rec_has(r, PERSON_idno) && r->v[PERSON_idno].s.n >= 18) {
		struct idno id;

		if (idno_read(str_sub(r->v[PERSON_idno].s, 0, 18), 0, &id) == IDNO_GOOD) {
			if (birth && clearly_before(birth, id.birth) + clearly_before(id.birth, birth))
				add(x, "id_birth_mismatch", PERSON_birth, STR(""));
			if (male >= 0 && male != id.male)
				add(x, "id_sex_mismatch", PERSON_sex, STR(""));
			if (male < 0)
				male = id.male;
			if (!birth)
				birth = id.birth;
		}
	}
	if (male >= 0 && relation & (male ? RELATION_FEMALE : RELATION_MALE))
		add(x, "relation_sex", PERSON_relation, STR(""));
	if (birth && rec_has(r, PERSON_identified) &&
	    clearly_before((date_t)r->v[PERSON_identified].i, birth))
		add(x, "birth_after", PERSON_identified, STR(""));
}

int doubt_row(const struct model *m, const struct doubt_orders *o, const struct rec *row,
              unsigned relation, struct doubt out[DOUBTS_MAX])
{
	struct found x = { m, out, 0 };

	for (int i = 0; i < o->n; i++) {
		int later = o->later[i], earlier = o->earlier[i];

		if (rec_has(row, later) && rec_has(row, earlier) &&
		    clearly_before((date_t)row->v[later].i, (date_t)row->v[earlier].i))
			add(&x, "date_order", later, str_of(row->e->fields[earlier].zh));
	}
	if (row->e->tag == TAG_person)
		check_person(&x, row, relation);
	return x.n;
}

/* ---- in the register ---- */

static enum err members(struct ctx *cx, struct reg *r, const struct rec *house, int *count)
{
	struct rec **row;
	int n;

	*count = 0;
	TRY(register_children(cx, r, register_entity(r, TAG_person), house->id, &row, &n));
	for (int i = 0; i < n; i++)
		*count += register_alive(r, row[i]);
	return OK;
}

enum err doubt_whole(struct ctx *cx, struct reg *r, const struct rec *row,
                     struct doubt out[DOUBTS_MAX], int *n)
{
	bool person = row->e->tag == TAG_person && rec_has(row, PERSON_relation);
	struct buf b BUF_AUTO = { 0 };
	struct doubt_orders o;
	int count;

	doubt_orders(row->e, &o);
	*n = doubt_row(r->model, &o, row,
	               person ? doubt_relation(r->model, row->v[PERSON_relation].i) : 0, out);
	if (row->e->tag != TAG_household || !rec_has(row, HOUSEHOLD_members) || *n == DOUBTS_MAX)
		return OK;
	TRY(members(cx, r, row, &count));
	if (!count || row->v[HOUSEHOLD_members].i == count)     /* 0: they are kept elsewhere */
		return OK;
	buf_init(&b, 32);
	buf_addi(&b, count);
	out[(*n)++] = (struct doubt){ "members_mismatch", HOUSEHOLD_members,
		str_dup(&cx->arena, buf_str(&b)) };
	return OK;
}

/* demo_people - who lives in a family: its shape, the ages that can go together, names, numbers. */
#include "job/demo_int.h"

#include "base/codes.h"

#include <stdio.h>

struct shape { const char *roles; uint16_t weight; int lo, hi; };
static const struct shape shapes[] = {
#define FAMILY(roles, weight, lo, hi) { roles, weight, lo, hi },
#include "job/demo_family.def"
#undef FAMILY
};
#define NSHAPE (int)(sizeof(shapes) / sizeof(shapes[0]))

enum { FOR_SHAPE, FOR_PEOPLE, FOR_LIFE, FOR_PHONE, FOR_ID };

/* The first draw of a family, so that its size is known without making it. */
static const struct shape *shape_of(const struct gen *g, int64_t i)
{
	struct rng r = rng_of(g->seed, FOR_SHAPE, (uint64_t)i);
	int sum = 0;

	for (int k = 0; k < NSHAPE; k++)
		sum += shapes[k].weight;
	int x = rng_below(&r, sum);
	for (int k = 0; k < NSHAPE; k++) {
		x -= shapes[k].weight;
		if (x < 0)
			return &shapes[k];
	}
	return &shapes[0];
}

int demo_family_size(const struct gen *g, int64_t i)
{
	return (int)strlen(shape_of(g, i)->roles);
}

/* Mobile prefixes that no operator gives to subscribers: a number of the demo rings nowhere. */
void demo_phone(const struct gen *g, char out[12], uint64_t i)
{
	static const char *const prefix[] = { "142", "143", "154", "161", "163", "164" };
	uint64_t n = UINT64_C(600000000);
	uint64_t x = rng_shuffle(rng_mix(g->seed + FOR_PHONE), n, i % n);

	snprintf(out, 12, "%s%08u", prefix[x / 100000000], (unsigned)(x % 100000000));
}

void demo_id(char out[19], int64_t county, date_t birth, int seq)
{
	int64_t first17 = (county / 1000000 * 100000000 + birth) * 1000 + seq;

	for (int i = 16; i >= 0; i--, first17 /= 10)
		out[i] = (char)('0' + first17 % 10);
	out[17] = idno_check_char(out);
	out[18] = 0;
}

/* Day of the year and sequence number come from the person's number by a shuffle, so that no two
 * persons of a county share both: numbers are unique though none is remembered. */
static void person_number(const struct gen *g, int64_t nth, struct demo_person *p)
{
	const uint64_t room = UINT64_C(365) * 499;
	uint64_t v = rng_shuffle(rng_mix(g->seed + FOR_ID), room, (uint64_t)nth % room);
	int day = (int)(v % 365), seq = (int)(v / 365);
	date_t jan1 = (g->year - p->age) * 10000 + 101;
	date_t plain = date_from_days(date_days(20010101) + day);

	p->birth = jan1 - 101 + plain % 10000;
	if (p->birth > g->date)
		p->birth -= 10000;
	demo_id(p->id, g->here->code, p->birth, seq * 2 + (p->male ? 1 : 2));
	p->age = date_age(p->birth, g->date);
}

/* ---- ages ---- */
static int youngest(const struct demo_family *f, const char *roles)
{
	int age = 200;

	for (int i = 0; i < f->n; i++)
		if (strchr(roles, f->p[i].role) && f->p[i].age > 0 && f->p[i].age < age)
			age = f->p[i].age;
	return age;
}

/* Children of a couple: the mother at least 19 at the first birth, two years or more apart, and
 * at most `old`. The eldest comes first. */
static int child_age(struct rng *r, int parent, int nth, int of, int old)
{
	int left = of - nth - 1;
	int hi = parent - 19 - 3 * nth, lo = parent - 36 > 0 ? parent - 36 : 0;

	if (hi > old - 3 * nth)
		hi = old - 3 * nth;
	if (lo < 3 * left)
		lo = 3 * left;
	if (lo > hi)
		lo = hi;
	return lo < 0 ? 0 : rng_range(r, lo, hi);
}

static int role_count(const char *roles, char role)
{
	int n = 0;

	for (; *roles; roles++)
		n += *roles == role;
	return n;
}

static int descendant_age(struct rng *r, const struct demo_family *f, const char *roles, int i,
                          int nth)
{
	char role = roles[i];
	int head = youngest(f, "HS"), of = role_count(roles, role);

	switch (role) {
	case 'c':
		if (nth > 0) {
			int before = f->p[i - 1].age - rng_range(r, 2, 5);
			return before < 0 ? 0 : before;
		}
		return child_age(r, head, nth, of, 34);
	case 'a':
		return rng_range(r, 22, head - 20 < 44 ? head - 20 : 44);
	case 'y': case 'e':
		return rng_range(r, strchr(roles, 'M') ? 24 : 25, head - 21 < 42 ? head - 21 : 42);
	case 'd': case 'w': {
		int age = f->p[i - 1].age + (role == 'd' ? -rng_below(r, 4) : rng_below(r, 4));
		return age < 22 ? 22 : age;
	}
	default:
		if (nth > 0) {
			int before = f->p[i - 1].age - rng_range(r, 2, 4);
			return before < 0 ? 0 : before;
		}
		if (strpbrk(roles, "ydew"))
			return child_age(r, youngest(f, "ydew"), nth, of, 16);
		return rng_range(r, 3, head - 45 < 16 ? head - 45 : 16);
	}
}

static int member_age(struct rng *r, const struct demo_family *f, const char *roles, int i, int nth)
{
	int head = f->p[0].age, age;

	switch (roles[i]) {
	case 'S':
		age = f->male_head ? head - rng_below(r, 6) : head + rng_below(r, 5);
		return age < 21 ? 21 : age;
	case 'F': case 'f':
		age = head + rng_range(r, 22, 30);
		return age > 95 ? 95 : age;
	case 'M': case 'm':
		age = head + rng_range(r, 20, 28);
		return age > 97 ? 97 : age;
	case 'b':
		age = head - rng_range(r, 1, 9);
		return age < 20 ? 20 : age;
	case 'n':
		return rng_range(r, 6, 17);
	default:
		return descendant_age(r, f, roles, i, nth);
	}
}

/* ---- sex and relation ---- */
static bool member_male(struct rng *r, const struct demo_family *f, char role)
{
	switch (role) {
	case 'S': return !f->male_head;
	case 'y': case 'w': case 'F': case 'f': return true;
	case 'd': case 'e': case 'M': case 'm': return false;
	case 'a': case 'b': return rng_chance(r, 720);
	default: return rng_chance(r, 530);
	}
}

static enum label relation_of(const struct demo_family *f, char role, bool male)
{
	switch (role) {
	case 'H': return L_HEAD;
	case 'S': return L_SPOUSE;
	case 'c': case 'a': case 'y': case 'e': return male ? L_SON : L_DAUGHTER;
	case 'd': return L_SON_WIFE;
	case 'w': return L_DAUGHTER_HUSBAND;
	case 'g': return male ? L_GRANDSON : L_GRANDDAUGHTER;
	case 'x': return male ? L_DAUGHTER_SON : L_DAUGHTER_DAUGHTER;
	case 'F': return L_FATHER;
	case 'M': return L_MOTHER;
	case 'f': return f->male_head ? L_WIFE_FATHER : L_HUSBAND_FATHER;
	case 'm': return f->male_head ? L_WIFE_MOTHER : L_HUSBAND_MOTHER;
	case 'b': return L_SIBLING;
	default: return male ? L_NEPHEW : L_NIECE;
	}
}

/* Children and brothers have the name of the family, those who married in have their own. */
static void names(const struct gen *g, struct rng *r, struct demo_family *f)
{
	const char *family = demo_surname(r), *other = demo_surname(r);
	const char *old = demo_generation(r), *young = demo_generation(r);

	for (int i = 0; i < f->n; i++) {
		struct demo_person *p = &f->p[i];
		const char *surname = family, *generation = NULL;
		switch (p->role) {
		case 'H':
			surname = f->male_head ? family : other;
			generation = old;
			break;
		case 'S':
			surname = f->male_head ? other : family;
			break;
		case 'F': surname = f->male_head ? family : other; break;
		case 'f': surname = f->male_head ? other : family; break;
		case 'b': surname = f->male_head ? family : other; generation = old; break;
		case 'n': surname = f->male_head ? family : other; break;
		case 'd': case 'w': case 'M': case 'm': surname = demo_surname(r); break;
		case 'x': surname = i > 0 && strchr("wx", f->p[i - 1].role) ? NULL : other; break;
		default: generation = young; break;
		}
		/* A daughter's children have her husband's surname. */
		char married[8] = "";
		if (!surname) {
			size_t n = strncmp(f->p[i - 1].name, "欧阳", 6) == 0 ||
			           strncmp(f->p[i - 1].name, "上官", 6) == 0 ? 6 : 3;
			memcpy(married, f->p[i - 1].name, n);
			surname = married;
		}
		demo_person_name(r, p->name, surname, p->male, g->year - p->age, generation);
	}
}

static void numbers(const struct gen *g, int64_t in_county, struct demo_family *f)
{
	snprintf(f->no, sizeof(f->no), "%06d%06d", (int)(g->here->code / 1000000 % 1000000),
	         (int)in_county + 1);
	demo_phone(g, f->phone, (uint64_t)f->i * DEMO_MEMBERS);
	snprintf(f->account, sizeof(f->account), "62280980%010d", (int)(f->i % 1000000000));
	size_t n = strlen(f->account);
	f->account[n] = luhn_check_char((struct str){ f->account, n });
	f->account[n + 1] = 0;
	for (int i = 0; i < f->n; i++) {
		struct demo_person *p = &f->p[i];
		person_number(g, f->person0 + i, p);
		if (i == 0)
			memcpy(p->phone, f->phone, sizeof(p->phone));
		else if (g->d->bench || (p->age >= 16 && p->age < 75))
			demo_phone(g, p->phone, (uint64_t)f->i * DEMO_MEMBERS + (uint64_t)i);
	}
}

void demo_family_make(const struct gen *g, int64_t in_county, struct demo_family *f)
{
	int64_t i = g->here->first + in_county;
	const struct shape *s = shape_of(g, i);
	struct rng r = rng_of(g->seed, FOR_PEOPLE, (uint64_t)i);
	int nth = 0;

	memset(f, 0, sizeof(*f));
	f->i = i;
	f->n = (int)strlen(s->roles);
	f->person0 = g->person0[in_county];
	f->village = (int)(in_county * g->here->nvillage / g->here->n);
	f->group = rng_below(&r, g->here->village[f->village].groups);
	f->male_head = rng_chance(&r, strchr(s->roles, 'S') ? 900 : s->lo > 55 ? 560 : 640);
	if (strchr(s->roles, 'f') || (strchr(s->roles, 'm') && !strchr(s->roles, 'S')))
		f->male_head = strchr(s->roles, 'S') != NULL;
	/* Ages lean to the younger end of long ranges, as a pyramid does. */
	int span = s->hi - s->lo + 1, x = rng_below(&r, span), y = rng_below(&r, span);
	for (int k = 0; k < f->n; k++) {
		struct demo_person *p = &f->p[k];
		p->n = (int8_t)k;
		p->role = s->roles[k];
		nth = k > 0 && f->p[k - 1].role == p->role ? nth + 1 : 0;
		if (k == 0) {
			p->male = f->male_head;
			p->age = s->lo + (span > 24 && x > y ? y : x);
		} else {
			p->male = member_male(&r, f, p->role);
			p->age = member_age(&r, f, s->roles, k, nth);
		}
		p->relation = relation_of(f, p->role, p->male);
	}
	names(g, &r, f);
	numbers(g, in_county, f);
	struct rng life = rng_of(g->seed, FOR_LIFE, (uint64_t)i);
	demo_life(g, &life, f);
	demo_money(g, &life, f);
	f->members = f->n;
	if (g->d->month)
		demo_month(g, in_county, f);
}

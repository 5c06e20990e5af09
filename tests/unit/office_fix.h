/* office_fix - a small county with an office: areas, two households, accounts made as by the
 * command line, cheap passwords and a clock that the test moves. All people in it are invented. */
#ifndef UNIT_OFFICE_FIX_H
#define UNIT_OFFICE_FIX_H

#include "register_fix.h"

#include "base/codes.h"
#include "crypto/password.h"
#include "domain/office/office.h"

#define GOOD_PASSWORD "stone bridge four"

static const struct password_cost cheap = { 1, 8192 };

struct bureau {
	struct desk *d;
	struct ctx *cx;
	struct office *o;
	int64_t prefecture, county, north, south, village, other_village;        /* areas */
	int64_t house, neighbour;                                    /* households, in village */
	int people;                                                  /* for ID numbers */
};

/* A valid, invented ID number. */
static inline const char *number(struct bureau *b, int n)
{
	char t[24];

	snprintf(t, sizeof t, "98010119700101%03u", (unsigned)n % 1000);
	t[17] = idno_check_char(t);
	t[18] = 0;
	return str_z(&b->cx->arena, str_of(t));
}

static inline int64_t area(struct bureau *b, const char *code, const char *name, const char *level)
{
	return add(b->d, "area", "code", code, "name", name, "level", level, NULL)->id;
}

static inline void office_again(struct bureau *b)
{
	struct office_options options = { .cost = &cheap };

	if (b->o)
		office_close(b->cx, b->o);
	GOOD(b->d, office_open(b->cx, b->d->r, &options, &b->o));
}

static inline void bureau_open(struct bureau *b)
{
	struct rec *h;

	*b = (struct bureau){ .d = desk_open() };
	b->cx = &b->d->cx;
	b->cx->now_ms = INT64_C(1780000000000);
	b->prefecture = area(b, "110100000000", "示例市", "地级");
	b->county = area(b, "110101000000", "示例县", "县级");
	b->north = area(b, "110101100000", "北山镇", "乡级");
	b->south = area(b, "110101101000", "南河镇", "乡级");
	b->village = area(b, "110101100200", "王家湾村", "村级");
	b->other_village = area(b, "110101101200", "李家坪村", "村级");
	save(b->d);
	h = add(b->d, "household", "no", "H1", "head_name", "王示例", NULL);
	h->area = b->village;
	b->house = h->id;
	add(b->d, "person", "household", ref(b->d, h), "no", "P1", "name", "王示例", "idno",
	    number(b, 111), NULL);
	add(b->d, "person", "household", ref(b->d, h), "no", "P2", "name", "赵例子", NULL);
	h = add(b->d, "household", "no", "H2", "head_name", "周某例", NULL);
	h->area = b->village;
	b->neighbour = h->id;
	save(b->d);
	office_again(b);
}

static inline void bureau_close(struct bureau *b)
{
	office_close(b->cx, b->o);
	desk_close(b->d);
}

/* An account of the n-th person. */
static inline int64_t account_of_person(struct bureau *b, const char *login, int n)
{
	struct account_new a = { .login = str_of(login), .name = STR("测试人"),
		.password = STR(GOOD_PASSWORD) };
	int64_t id;

	if (n)
		a.idno = str_of(number(b, n));
	GOOD(b->d, office_account_make(b->cx, b->o, NULL, &a, &id));
	return id;
}

static inline int64_t account(struct bureau *b, const char *login)
{
	return account_of_person(b, login, 200 + b->people++);
}

static inline enum err try_grant(struct bureau *b, int64_t account, enum role role, int64_t area)
{
	struct grant_new g = { .account = account, .role = role, .area = area };
	int64_t id;

	return office_grant_give(b->cx, b->o, NULL, &g, &id);
}

static inline int64_t grant(struct bureau *b, int64_t account, enum role role, int64_t area)
{
	struct grant_new g = { .account = account, .role = role, .area = area };
	int64_t id;

	GOOD(b->d, office_grant_give(b->cx, b->o, NULL, &g, &id));
	return id;
}

static inline enum err sign_in(struct bureau *b, const char *login, const char *password,
                               char token[TOKEN_TEXT], struct who *who)
{
	struct login l = { .login = str_of(login), .password = str_of(password),
		.peer = STR("127.0.0.1") };

	return office_login(b->cx, b->o, &l, token, who);
}

static inline struct who signed_in(struct bureau *b, const char *login)
{
	char token[TOKEN_TEXT];
	struct who who;

	GOOD(b->d, sign_in(b, login, GOOD_PASSWORD, token, &who));
	who.second = true;               /* as if by a code; those have a test of their own */
	return who;
}

static inline struct office_object in_house(const struct bureau *b, const char *maker)
{
	return (struct office_object){ .state = STATE_PROPOSED, .area = b->village,
		.household = b->house, .placed = true, .maker = maker, .made_by = PERM_propose };
}

#endif

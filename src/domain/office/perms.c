/* perms - the tables of perms.def as arrays. */
#include "domain/office/office.h"

#define S_LIVE     (1u << STATE_LIVE)
#define S_PROPOSED (1u << STATE_PROPOSED)
#define S_DONE     (1u << STATE_DONE)
#define S_ANY      (S_LIVE | S_PROPOSED | S_DONE | 1u << STATE_DECIDED | 1u << STATE_GONE)

const struct perm_row office_perms[PERM__COUNT] = {
#define PERM(id, c, states, second, zh, en)                                                        \
	[PERM_##id] = { #id, CLASS_##c, states, second, zh, en },
#include "domain/office/perms.def"
#undef PERM
};

#define P(id)       PERM_BIT(PERM_##id)
#define L(n)        (1u << (n))
#define L_ALL       (1u << LEVEL_EVERYWHERE)
#define L_ASSIGNED  (1u << LEVEL_ASSIGNED)
#define L_EMERGENCY (1u << LEVEL_EMERGENCY)

const struct role_row office_roles[ROLE__COUNT] = {
#define ROLE(id, zh, en, levels, admin, perms)                                                     \
	[ROLE_##id] = { #id, zh, en, levels, ADMIN_##admin, perms },
#include "domain/office/perms.def"
#undef ROLE
};

#define K(c) (1u << CLASS_##c)

const struct duty_row office_duties[] = {
#define DUTY(p1, c1, p2, c2, where, zh, en) { { p1, c1 }, { p2, c2 }, DUTY_##where, zh, en },
#include "domain/office/perms.def"
#undef DUTY
};
const int office_duties_n = sizeof office_duties / sizeof office_duties[0];

int office_role(struct str id)
{
	for (int i = 0; i < ROLE__COUNT; i++)
		if (str_eqz(id, office_roles[i].id))
			return i;
	return -1;
}

int office_perm(struct str id)
{
	for (int i = 0; i < PERM__COUNT; i++)
		if (str_eqz(id, office_perms[i].id))
			return i;
	return -1;
}

bool office_role_second(enum role r)
{
	for (int p = 0; p < PERM__COUNT; p++)
		if (office_roles[r].perms & PERM_BIT(p) && office_perms[p].second)
			return true;
	return false;
}

uint64_t office_duty_perms(const struct duty_side *s)
{
	uint64_t all = s->perms;

	for (int p = 0; p < PERM__COUNT; p++)
		if (s->classes & 1u << office_perms[p].class)
			all |= PERM_BIT(p);
	return all;
}

const struct duty_row *office_duty_clash(uint64_t perms)
{
	for (int i = 0; i < office_duties_n; i++)
		if (office_duties[i].where == DUTY_PERSON &&
		    perms & office_duty_perms(&office_duties[i].one) &&
		    perms & office_duty_perms(&office_duties[i].other))
			return &office_duties[i];
	return NULL;
}

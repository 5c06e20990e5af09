/* demo_plant - what each kind of fault does to a cell, and in whom it makes sense. An error (the
 * row will be refused) is planted only in members no other list speaks of, so that one fault never
 * drags a second row along. */
#include "job/demo_plant.h"

#include "base/codes.h"
#include "base/money.h"
#include "base/utf8.h"

#include <stdio.h>

#define FIT(name) static bool name(const struct gen *g, const struct demo_family *f, \
	const struct demo_person *p)
#define USED (void)g, (void)f, (void)p
#define CHANGE(name) static void name(const struct planting *it, char *out, size_t max)

/* ---- in whom ---- */
static bool is_free(const struct gen *g, const struct demo_family *f, const struct demo_person *p)
{
	return g->d->bench || !demo_has_records(f, p->n);
}
FIT(anybody) { USED; return true; }
FIT(member) { return p->n > 0 && is_free(g, f, p); }
FIT(adult_idle) { return member(g, f, p) && p->age >= 18 && p->age < 60 && !p->works; }
FIT(with_phone) { return member(g, f, p) && p->phone[0] != 0; }
/* Without its X, which would be an odd character in a number of another length. */
FIT(all_digits) { return member(g, f, p) && p->id[17] != 'X'; }
FIT(with_zero) { return member(g, f, p) && memchr(p->id + 6, '0', 8) != NULL; }
FIT(cut_shows)
{
	char cut[19];

	memcpy(cut, p->id, 19);
	cut[15] = cut[16] = '0';
	return member(g, f, p) && idno_check_char(cut) != '0';
}
FIT(ends_with_x) { USED; return p->id[17] == 'X'; }
FIT(old_number) { USED; return p->birth / 1000000 == 19; }
FIT(grown) { return p->age >= 28 && p->role != 'S' && is_free(g, f, p); }
FIT(single) { USED; return f->n == 1; }
FIT(of_two) { USED; return f->n >= 2; }
FIT(of_three) { USED; return f->n >= 3 && p->n > 0; }
FIT(no_spouse) { USED; return p->n > 0 && f->p[1].role != 'S' && p->age >= 18 && p->role != 'S'; }
FIT(same_sex_adult)
{
	USED;
	return p->n > 0 && f->p[1].role != 'S' && p->age >= 22 && p->male == f->p[0].male;
}
FIT(single_free) { return f->n == 1 && is_free(g, f, p); }
FIT(sexed)
{
	USED;
	return p->relation == L_SON || p->relation == L_DAUGHTER || p->relation == L_FATHER ||
	       p->relation == L_MOTHER || p->relation == L_GRANDSON ||
	       p->relation == L_GRANDDAUGHTER;
}
FIT(young_member) { USED; return p->n > 0 && p->age >= 1 && p->age <= 12; }
FIT(pupil) { USED; return p->school == L_PUPIL && p->age <= 10; }
FIT(schoolchild) { USED; return p->age >= 8 && p->age <= 14; }
FIT(child) { USED; return p->age <= 14 && p->age >= 5; }
FIT(grown_student) { USED; return p->school >= L_SENIOR1 && p->age >= 16; }
FIT(junior) { USED; return p->school >= L_GRADE7 && p->school <= L_GRADE9; }
FIT(old_person) { USED; return p->labour == L_NO_LABOUR && p->age >= 70; }
FIT(older_child) { USED; return p->age >= 10 && p->age <= 15; }
FIT(at_ease) { USED; return !f->monitored; }
FIT(watched) { USED; return f->monitored && !f->cleared; }
FIT(was_watched) { USED; return f->monitored && f->cleared; }
FIT(nobody_ill)
{
	USED;
	for (int i = 0; i < f->n; i++)
		if (f->p[i].chronic || f->p[i].serious)
			return false;
	return f->monitored && f->risk != L_R_ILL;
}
FIT(worker) { USED; return p->works; }
FIT(twin_village) { USED; return g->here->village[f->village].twin; }
FIT(carded) { USED; return p->disabled; }
FIT(written_up) { USED; return demo_has_person_row(p); }

static bool same_sex(const struct demo_person *a, const struct demo_person *b)
{
	return a->male == b->male;
}
static bool any_two(const struct demo_person *a, const struct demo_person *b)
{
	return (void)a, (void)b, true;
}

/* ---- what is done ---- */
static void say(char *out, size_t max, struct str s) { snprintf(out, max, "%.*s", STR_FMT(s)); }
static void say_label(const struct planting *it, char *out, size_t max, enum label l)
{
	say(out, max, it->g->label[l]);
}
#define FIXED(name, text) CHANGE(name) { (void)it; snprintf(out, max, "%s", text); }
#define LABELLED(name, label) CHANGE(name) { say_label(it, out, max, label); }

FIXED(empty, "")
FIXED(odd_nation, "平原族")
FIXED(words, "三四个")
FIXED(perhaps, "说不清")
FIXED(vague_day, "去年开春")
FIXED(nines, "999999999999999999")
FIXED(letters, "62284804ABCD")
FIXED(much_land, "386.5")
FIXED(low_income, "862.00")
FIXED(high_income, "46830.00")
FIXED(high_pay, "68000.00")
FIXED(minus, "-350.00")
FIXED(eight, "8")
FIXED(four, "4")
FIXED(yes, "是")
FIXED(no, "否")
FIXED(garbled, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD")
FIXED(nowhere, "980199999999")
LABELLED(other_kin, L_OTHER_KIN)
LABELLED(as_spouse, L_SPOUSE)
LABELLED(head_again, L_HEAD)
LABELLED(senior_class, L_SENIOR1)
LABELLED(ordinary_labour, L_ORDINARY)
LABELLED(primary_done, L_PRIMARY)
LABELLED(risk_ill, L_R_ILL)

static int field_max(const struct planting *it, const char *entity, const char *name)
{
	const struct entity *e = entity_find(it->g->m, str_of(entity));
	const struct field *f = &e->fields[entity_field(e, str_of(name))];
	int64_t scale = 1;

	for (int i = 0; i < f->scale; i++)
		scale *= 10;
	return (int)(f->max / scale);
}

CHANGE(more_decimals) { snprintf(out, max, "%.*s7", STR_FMT(it->cell)); }
CHANGE(above_limit) { snprintf(out, max, "%d", field_max(it, "person", "work_months") + 1); }
CHANGE(one_more) { snprintf(out, max, "%d", it->f->members + 1); }
CHANGE(with_sign) { snprintf(out, max, "%.*s#", STR_FMT(it->cell)); }
CHANGE(other_number) { snprintf(out, max, "%.*s99X", STR_FMT(it->cell)); }
CHANGE(village_name) { say(out, max, it->g->here->village[it->f->village].name); }
CHANGE(net_differs)
{
	char t[24];

	say(out, max, (struct str){ t, money_put(t, it->f->income[0].per_capita + 10000) });
}
CHANGE(no_such_day)
{
	snprintf(out, max, "%d-02-30", it->p->identified / 10000);
}
CHANGE(far_future) { snprintf(out, max, "%d-01-05", it->g->year + 60); }
CHANGE(endless_name)
{
	int n = field_max(it, "person", "name") + 4;
	size_t at = 0;

	while (n-- > 0 && at + 3 < max) {
		memcpy(out + at, it->p->name, 3);
		at += 3;
	}
	out[at] = 0;
}
CHANGE(digit_in_name)
{
	snprintf(out, max, "%.3s%d%s", it->p->name, rng_below(it->r, 10), it->p->name + 3);
}

/* ---- the ID number ---- */
CHANGE(id_short)
{
	int at = rng_range(it->r, 7, 16);

	snprintf(out, max, "%.*s%s", at, it->p->id, it->p->id + at + 1);
}
CHANGE(id_letter)
{
	snprintf(out, max, "%s", it->p->id);
	*(char *)memchr(out + 6, '0', 8) = 'O';
}
CHANGE(id_month13)
{
	snprintf(out, max, "%s", it->p->id);
	out[10] = '1';
	out[11] = '3';
	out[17] = idno_check_char(out);
}
CHANGE(id_digit)
{
	snprintf(out, max, "%s", it->p->id);
	int at = rng_range(it->r, 14, 16);
	out[at] = (char)('0' + (out[at] - '0' + rng_range(it->r, 1, 9)) % 10);
	if (strcmp(out + 15, "000") == 0)
		out[15] = '5';
}
CHANGE(id_science)
{
	const char *id = it->p->id;

	snprintf(out, max, "%c.%.5sE+17", id[0], id + 1);
}
CHANGE(id_cut) { snprintf(out, max, "%.15s000", it->p->id); }
CHANGE(id_small_x) { snprintf(out, max, "%.17sx", it->p->id); }
CHANGE(id_15) { snprintf(out, max, "%.6s%.9s", it->p->id, it->p->id + 8); }

/* ---- pairs ---- */
static void other_person(const struct planting *it, struct demo_family *f)
{
	demo_family_make(it->g, it->plan->other, f);
}
CHANGE(others_id)
{
	struct demo_family f;

	other_person(it, &f);
	snprintf(out, max, "%s", f.p[it->plan->other_member].id);
}
CHANGE(others_no)
{
	struct demo_family f;

	other_person(it, &f);
	snprintf(out, max, "%s%02d", f.no, it->plan->other_member + 1);
}
CHANGE(others_phone)
{
	struct demo_family f;

	other_person(it, &f);
	snprintf(out, max, "%s", f.phone);
}

/* ---- the rest ---- */
CHANGE(short_phone) { snprintf(out, max, "%.10s", it->p->phone); }
CHANGE(card_digit)
{
	say(out, max, it->cell);
	out[10] = (char)('0' + (out[10] - '0' + rng_range(it->r, 1, 9)) % 10);
}
CHANGE(swapped_relation)
{
	static const enum label pair[][2] = { { L_SON, L_DAUGHTER }, { L_FATHER, L_MOTHER },
		{ L_GRANDSON, L_GRANDDAUGHTER } };

	for (size_t i = 0; i < 3; i++)
		for (int k = 0; k < 2; k++)
			if (it->p->relation == pair[i][k])
				say_label(it, out, max, pair[i][1 - k]);
}
static void say_date(char *out, size_t max, date_t d)
{
	char t[11];

	say(out, max, (struct str){ t, date_put(t, d) });
}
CHANGE(before_birth) { say_date(out, max, date_add_months(it->p->birth, -14)); }
CHANGE(before_found) { say_date(out, max, date_add_months(it->f->found, -5)); }
CHANGE(other_sex)
{
	say_label(it, out, max, it->p->male ? L_FEMALE : L_MALE);
}
CHANGE(other_birth) { say_date(out, max, date_add_months(it->p->birth, 13)); }
CHANGE(card_kind_9)
{
	snprintf(out, max, "%s%d%d", it->p->id, 9, it->p->card_grade);
}
CHANGE(soon_after_found)
{
	say_date(out, max, date_from_days(date_days(it->f->found) + 20));
}
CHANGE(code_cut) { snprintf(out, max, "%.11s", it->cell.p); }
CHANGE(code_digit)
{
	say(out, max, it->cell);
	out[12] = (char)('0' + (out[12] - '0' + rng_range(it->r, 1, 9)) % 10);
}

/* ---- mendings ---- */
CHANGE(spaced) { snprintf(out, max, " %.*s ", STR_FMT(it->cell)); }
CHANGE(apostrophe) { snprintf(out, max, "'%.*s", STR_FMT(it->cell)); }
CHANGE(wide)
{
	size_t at = 0;

	for (size_t i = 0; i < it->cell.n && at + 4 < max; i++)
		at += (size_t)utf8_put(out + at, it->cell.p[i] - '!' + 0xFF01);
	out[at] = 0;
}
CHANGE(slashes)
{
	date_t d = it->p->identified;

	snprintf(out, max, "%d/%d/%d", d / 10000, d / 100 % 100, d % 100);
}
CHANGE(grouped)
{
	int64_t fen = it->f->income[0].per_capita;

	snprintf(out, max, "%d,%03d.%02d", (int)(fen / 100000), (int)(fen / 100 % 1000),
	         (int)(fen % 100));
}
CHANGE(phone_spaces)
{
	const char *p = it->p->phone;

	snprintf(out, max, "%.3s %.4s %.4s", p, p + 3, p + 7);
}

/* ---- the table ---- */
#define FAULT(id, sheet, col, scope, fits, change) { id, sheet, col, scope, fits, change, NULL, 0 },
#define PAIRED(id, col, fits, change, matches) { id, PERSONS, col, PAIR, fits, change, matches, 0 },
#define BLANK(id, sheet, col, fits, change) { id, sheet, col, ONE_ROW, fits, change, NULL, 1 },
#define NOTE FAULT
const struct demo_fault demo_fault[] = {
#include "job/demo_faults.def"
};
const int demo_nfault = (int)(sizeof(demo_fault) / sizeof(demo_fault[0]));

#undef FAULT
#undef PAIRED
#undef BLANK
#undef NOTE
#define FAULT(id, sheet, col, scope, fits, change) id,
#define PAIRED(id, col, fits, change, matches) id,
#define BLANK(id, sheet, col, fits, change) id,
#define NOTE(id, sheet, col, scope, fits, change)
const char *const demo_kind_ids[] = {
#include "job/demo_faults.def"
	NULL
};

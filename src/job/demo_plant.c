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
FIT(spouse) { return p->role == 'S' && is_free(g, f, p); }
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
CHANGE(one_more) { snprintf(out, max, "%d", it->f->n + 1); }
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
CHANGE(other_sex_id)
{
	int seq = (it->p->id[14] - '0') * 100 + (it->p->id[15] - '0') * 10 + it->p->id[16] - '0';

	demo_id(out, it->g->here->code, it->p->birth, it->p->male ? seq + 1 : seq - 1);
	(void)max;
}

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
static void clear_early(struct demo_family *f)
{
	f->was = f->cleared_on;
	f->cleared_on = date_from_days(date_days(f->found) + 20);
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
#define FAULTS \
	ONE("required_missing", PERSONS, P_NAME, member, empty) \
	ONE("list_unknown", PERSONS, P_NATION, member, odd_nation) \
	ONE("number_invalid", PERSONS, P_MONTHS, adult_idle, words) \
	FAULT("number_decimals", INCOME, INCOME_wage, RECORD, anybody, more_decimals, NULL, NULL, 0) \
	ONE("value_range", PERSONS, P_MONTHS, adult_idle, above_limit) \
	FAULT("money_negative", INCOME, INCOME_property, RECORD, anybody, minus, NULL, NULL, 0) \
	ONE("yes_no_invalid", PERSONS, P_INSURED, member, perhaps) \
	ONE("date_invalid", PERSONS, P_IDENTIFIED, member, vague_day) \
	ONE("date_impossible", PERSONS, P_IDENTIFIED, member, no_such_day) \
	ONE("date_future", PERSONS, P_IDENTIFIED, member, far_future) \
	ONE("text_too_long", PERSONS, P_NAME, member, endless_name) \
	ONE("text_garbled", PERSONS, P_NAME, member, garbled) \
	ONE("name_invalid", PERSONS, P_NAME, member, digit_in_name) \
	ONE("code_invalid", PERSONS, P_NO, member, with_sign) \
	ONE("id_length", PERSONS, P_ID, member, id_short) \
	ONE("id_chars", PERSONS, P_ID, with_zero, id_letter) \
	ONE("id_birth", PERSONS, P_ID, member, id_month13) \
	ONE("id_check_digit", PERSONS, P_ID, member, id_digit) \
	ONE("id_scientific", PERSONS, P_ID, member, id_science) \
	ONE("id_truncated", PERSONS, P_ID, cut_shows, id_cut) \
	ONE("id_placeholder", PERSONS, P_ID, member, nines) \
	ONE("phone_invalid", PERSONS, P_PHONE, with_phone, short_phone) \
	FAULT("card_invalid", HOUSEHOLD, HOUSEHOLD_account, RECORD, anybody, letters, NULL, NULL, 0) \
	FAULT("card_check_digit", HOUSEHOLD, HOUSEHOLD_account, RECORD, anybody, card_digit, NULL, \
	      NULL, 0) \
	ONE("dcard_invalid", PERSON, PERSON_disability_card, carded, card_kind_9) \
	FAULT("area_unknown", HOUSEHOLD, HOUSEHOLD_area, RECORD, anybody, nowhere, NULL, NULL, 0) \
	FAULT("area_ambiguous", HOUSEHOLD, HOUSEHOLD_area, RECORD, twin_village, village_name, NULL, \
	      NULL, 0) \
	FAULT("cells_extra", INCOME, INCOME_household, RECORD, anybody, NULL, NULL, NULL, 0) \
	FAULT("row_duplicate", PERSONS, P_SEQ, COPY, anybody, NULL, NULL, NULL, 0) \
	FAULT("key_missing", INCOME, INCOME_household, RECORD, anybody, empty, NULL, NULL, 0) \
	FAULT("household_unknown", INCOME, INCOME_household, RECORD, anybody, other_number, NULL, \
	      NULL, 0) \
	ONE("person_unknown", WORK, WORK_person, worker, other_number) \
	ONE("id_birth_mismatch", PERSON, PERSON_birth, written_up, other_birth) \
	ONE("id_sex_mismatch", PERSON, PERSON_sex, written_up, other_sex) \
	ONE("relation_sex", PERSONS, P_RELATION, sexed, swapped_relation) \
	FAULT("date_order", RISK, RISK_cleared_on, RECORD, was_watched, before_found, NULL, NULL, 0) \
	ONE("birth_after", PERSONS, P_IDENTIFIED, young_member, before_birth) \
	FAULT("id_duplicate", PERSONS, P_ID, PAIR, grown, others_id, same_sex, NULL, 0) \
	FAULT("person_no_duplicate", PERSONS, P_NO, PAIR, member, others_no, any_two, NULL, 0) \
	FAULT("head_missing", PERSONS, P_RELATION, FIRST_ROW, of_two, other_kin, NULL, NULL, 0) \
	FAULT("head_double", PERSONS, P_RELATION, TWO_ROWS, no_spouse, head_again, NULL, NULL, 0) \
	ONE("spouse_same_sex", PERSONS, P_ID, spouse, other_sex_id) \
	FAULT("members_mismatch", PERSONS, P_MEMBERS, ALL_ROWS, anybody, one_more, NULL, NULL, 0) \
	ONE("household_differs", PERSONS, P_NET, of_three, net_differs) \
	FAULT("phone_shared", PERSONS, P_HPHONE, PAIR, single, others_phone, any_two, NULL, 0) \
	ONE("age_school", PERSONS, P_SCHOOL, pupil, senior_class) \
	FAULT("school_age_idle", PERSONS, P_SCHOOL, ONE_ROW, schoolchild, empty, NULL, NULL, 1) \
	ONE("age_labour", PERSONS, P_LABOUR, child, ordinary_labour) \
	ONE("student_labour", PERSONS, P_LABOUR, grown_student, ordinary_labour) \
	FAULT("education_and_school", PERSONS, P_EDUCATION, ONE_ROW, junior, primary_done, NULL, \
	      NULL, 1) \
	ONE("not_insured", PERSONS, P_INSURED, anybody, no) \
	ONE("work_no_labour", PERSONS, P_MONTHS, old_person, eight) \
	ONE("work_months_child", PERSONS, P_MONTHS, older_child, four) \
	FAULT("income_low", PERSONS, P_NET, ALL_ROWS, at_ease, low_income, NULL, NULL, 0) \
	FAULT("income_high", PERSONS, P_NET, ALL_ROWS, watched, high_income, NULL, NULL, 0) \
	FAULT("house_not_monitored", PERSONS, P_DANGER, ALL_ROWS, at_ease, yes, NULL, NULL, 0) \
	FAULT("water_not_monitored", PERSONS, P_WATER, ALL_ROWS, at_ease, no, NULL, NULL, 0) \
	FAULT("risk_no_evidence", RISK, RISK_kind, RECORD, nobody_ill, risk_ill, NULL, NULL, 0) \
	FAULT("cleared_too_soon", PERSONS, P_CLEARED_ON, ALL_ROWS, was_watched, NULL, NULL, \
	      clear_early, 0) \
	FAULT("land_implausible", HOUSEHOLD, HOUSEHOLD_land_cultivated, RECORD, anybody, much_land, \
	      NULL, NULL, 0) \
	ONE("pay_implausible", WORK, WORK_monthly_pay, worker, high_pay)
/* Not faults but what a reader mends: planted when asked for by name or as "notes". */
#define NOTES \
	ONE("spaces", PERSONS, P_NAME, member, spaced) \
	ONE("full_width", PERSONS, P_ID, member, wide) \
	ONE("apostrophe", PERSONS, P_ID, member, apostrophe) \
	ONE("id_lower_x", PERSONS, P_ID, ends_with_x, id_small_x) \
	ONE("id_from_15", PERSONS, P_ID, old_number, id_15) \
	ONE("date_form", PERSONS, P_IDENTIFIED, member, slashes) \
	FAULT("number_form", PERSONS, P_NET, ALL_ROWS, single, grouped, NULL, NULL, 0) \
	ONE("phone_form", PERSONS, P_PHONE, with_phone, phone_spaces)
#define ONE(id, sheet, col, fits, change) FAULT(id, sheet, col, ONE_ROW, fits, change, NULL, NULL, 0)

#define FAULT(id, sheet, col, scope, fits, change, matches, family, not_filled) \
	{ id, sheet, col, scope, fits, change, matches, family, not_filled },
const struct demo_fault demo_fault[] = { FAULTS NOTES };
#undef FAULT
const int demo_nfault = (int)(sizeof(demo_fault) / sizeof(demo_fault[0]));

#define FAULT(id, sheet, col, scope, fits, change, matches, family, not_filled) id,
const char *const demo_kind_ids[] = { FAULTS NULL };
#undef FAULT

/* show_household - a household as one page: who lives there, how, on what, and who helps. */
#include "domain/register/lead.h"
#include "domain/register/show_int.h"

#include "base/money.h"

#define STATEMENTS 4             /* columns of income: the latest */

static date_t page_date(const struct face *f, const struct rec *row)
{
	date_t d = (date_t)row->v[HOUSEHOLD_data_date].i;

	return rec_has(row, HOUSEHOLD_data_date) ? d : register_today(f->cx, f->r);
}

static bool hidden(const struct face *f, const struct rec *person, date_t on)
{
	return f->o->mask == MASK_PUBLIC && !person_of_age(person, on);
}

/* The head as the household's own row names it, else as the member who is the head. */
static enum err head_name(struct face *f, const struct rec *row, struct str *name)
{
	const struct list_face *l = &f->r->model->lists;

	TRY(face_cell(f, row, HOUSEHOLD_head_name, false, name));
	for (int i = 0; i < f->nmember && !name->n; i++) {
		const struct rec *p = f->member[i];

		if (rec_has(p, PERSON_relation) && !hidden(f, p, page_date(f, row)) &&
		    l->has_tag(l->state, "relation", p->v[PERSON_relation].i, "head"))
			TRY(face_cell(f, p, PERSON_name, false, name));
	}
	return OK;
}

static enum err header(struct face *f, const struct rec *row)
{
	struct str no, name, path;
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 1000);
	TRY(face_cell(f, row, HOUSEHOLD_no, false, &no));
	TRY(head_name(f, row, &name));
	TRY(face_path(f, row->area, &path));
	buf_addz(&b, face_text(f, "show-household"));
	buf_addc(&b, ' ');
	buf_adds(&b, no);
	if (name.n) {
		buf_addz(&b, "  ");
		buf_adds(&b, name);
	}
	TRY(face_title(f, buf_str(&b), path));
	if (rec_has(row, HOUSEHOLD_data_date)) {
		TRY(face_cell(f, row, HOUSEHOLD_data_date, false, &no));
		page_pair(&f->page, str_of(face_label(f, &row->e->fields[HOUSEHOLD_data_date])),
		    no);
	}
	TRY(face_fields(f, row, NULL, HOUSEHOLD_data_year, HOUSEHOLD_data_year));
	TRY(face_fields(f, row, NULL, HOUSEHOLD_group_name, HOUSEHOLD_address));
	return face_fields(f, row, NULL, HOUSEHOLD_head_id, HOUSEHOLD_account);
}

/* ---- members ---- */

static struct str age(struct face *f, const struct rec *person, date_t on)
{
	date_t birth = person_birth(person);
	int years = birth ? date_age(birth, on) : -1;

	if (f->o->mask == MASK_PUBLIC)
		return STR("***");
	if (years < 0)
		return (struct str){ 0 };
	buf_reset(&f->one);
	buf_addi(&f->one, years);
	return str_dup(&f->cx->arena, buf_str(&f->one));
}

/* The first of several fields that says something. */
static enum err either(struct face *f, const struct rec *row, int a, int b, int c, struct str *out)
{
	const int field[] = { a, b, c };

	*out = (struct str){ 0 };
	for (int i = 0; i < 3 && !out->n; i++)
		if (field[i] >= 0)
			TRY(face_cell(f, row, field[i], true, out));
	return OK;
}

static enum err member(struct face *f, const struct rec *p, date_t on, struct str *cell)
{
	TRY(face_cell(f, p, PERSON_name, false, &cell[0]));
	TRY(face_cell(f, p, PERSON_relation, false, &cell[1]));
	TRY(face_cell(f, p, PERSON_sex, false, &cell[2]));
	cell[3] = age(f, p, on);
	TRY(either(f, p, PERSON_school, PERSON_education, -1, &cell[4]));
	TRY(either(f, p, PERSON_health, PERSON_health_class, PERSON_illness, &cell[5]));
	TRY(face_cell(f, p, PERSON_labour, false, &cell[6]));
	TRY(either(f, p, PERSON_work_months, PERSON_work_area, PERSON_public_post, &cell[7]));
	return face_cell(f, p, PERSON_state, false, &cell[8]);
}

static enum err members(struct face *f, const struct rec *row)
{
	static const char *const head[] = { "show-name", "show-relation", "show-sex", "show-age",
		"show-schooling", "show-health", "show-labour", "show-work", "show-state" };
	date_t on = page_date(f, row);
	struct page_table t;
	struct str *cell, left;
	int out = 0;

	page_section(&f->page, str_of(face_text(f, "show-members")));
	page_table(&t, &f->page, 9);
	cell = page_table_row(&t);
	for (int i = 0; i < 9; i++)
		cell[i] = str_of(face_text(f, head[i]));
	t.right[3] = true;
	for (int i = 0; i < f->nmember; i++) {
		if (hidden(f, f->member[i], on)) {
			out++;
			continue;
		}
		TRY(member(f, f->member[i], on, page_table_row(&t)));
	}
	if (t.nrow > 1)
		page_table_end(&t);
	else
		page_line(&f->page, str_of(face_text(f,
		    f->nmember ? "show-minors" : "show-nobody")));
	if (out && t.nrow > 1) {
		left = str_of(face_text(f, "show-minors"));
		page_line(&f->page, left);
	}
	return OK;
}

/* ---- income and spending ---- */

static struct str period(struct face *f, const struct rec *s)
{
	date_t from = (date_t)s->v[INCOME_period_from].i, to = (date_t)s->v[INCOME_period_to].i;
	char a[11] = "", b[11] = "";

	buf_reset(&f->one);
	if (date_year(from) == date_year(to) && date_month(from) <= 1 &&
	    (date_month(to) == 0 || date_month(to) == 12)) {
		buf_addi(&f->one, date_year(from));
	} else {
		date_put(a, from / 100 * 100);
		date_put(b, to / 100 * 100);
		buf_addf(&f->one, "%s~%s", a, b);
	}
	return str_dup(&f->cx->arena, buf_str(&f->one));
}

/* Sum of the items that are stated; "" when none is, or when the mask hides them. */
static struct str sum(struct face *f, const struct rec *s, const int *item, int n)
{
	int64_t all = 0;
	bool any = false;
	char t[32];

	for (int i = 0; i < n; i++)
		if (rec_has(s, item[i]) && money_add(all, s->v[item[i]].i, &all))
			any = true;
	if (!any || f->o->mask == MASK_PUBLIC)
		return (struct str){ 0 };
	return str_dup(&f->cx->arena, (struct str){ t, money_show(t, all) });
}

static enum err item_row(struct face *f, struct page_table *t, struct rec **s, int n, int field)
{
	bool any = false;
	struct str *cell;

	for (int i = 0; i < n; i++)
		any = any || rec_has(s[i], field);
	if (!any)
		return OK;
	cell = page_table_row(t);
	cell[0] = str_of(face_label(f, &s[0]->e->fields[field]));
	for (int i = 0; i < n; i++)
		TRY(face_cell(f, s[i], field, false, &cell[1 + i]));
	return OK;
}

static void sum_row(struct face *f, struct page_table *t, struct rec **s, int n, const char *label,
                    const int *item, int nitem)
{
	struct str *cell, text[STATEMENTS];
	bool any = false;

	for (int i = 0; i < n; i++) {
		text[i] = sum(f, s[i], item, nitem);
		any = any || text[i].n;
	}
	if (!any)
		return;
	cell = page_table_row(t);
	cell[0] = str_of(face_text(f, label));
	for (int i = 0; i < n; i++)
		cell[1 + i] = text[i];
}

static enum err income(struct face *f, const struct rec *row)
{
	static const int four[] = { INCOME_wage, INCOME_operating, INCOME_property,
	    INCOME_transfer };
	static const int rigid[] = { INCOME_rigid_medical, INCOME_rigid_school, INCOME_rigid_house,
		INCOME_rigid_disaster, INCOME_rigid_accident, INCOME_rigid_other };
	struct page_table t;
	struct rec **s;
	struct str *cell;
	int n;

	TRY(register_children(f->cx, f->r, register_entity(f->r, TAG_income), row->id, &s, &n));
	if (!n)
		return face_fields(f, row, "show-income", HOUSEHOLD_per_capita_net,
		                   HOUSEHOLD_per_capita_net);
	face_sort(s, n, INCOME_period_to);
	s += n > STATEMENTS ? n - STATEMENTS : 0;
	n = n > STATEMENTS ? STATEMENTS : n;
	page_section(&f->page, str_of(face_text(f, "show-income")));
	page_table(&t, &f->page, 1 + n);
	cell = page_table_row(&t);
	cell[0] = str_of(face_text(f, "show-period"));
	for (int i = 0; i < n; i++) {
		cell[1 + i] = period(f, s[i]);
		t.right[1 + i] = true;
	}
	for (int i = 0; i < s[0]->e->nfield; i++) {
		if (s[0]->e->fields[i].type == FT_MONEY)
			TRY(item_row(f, &t, s, n, i));
		if (i == INCOME_total)
			sum_row(f, &t, s, n, "show-sum-income", four, 4);
		if (i == INCOME_rigid_other)
			sum_row(f, &t, s, n, "show-sum-rigid", rigid, 6);
	}
	page_table_end(&t);
	return OK;
}

/* ---- what happened and who helps ---- */

static enum err lists(struct face *f, const struct rec *row)
{
	static const char *const status[] = { "scheme", "started", "ended", "basis", "person",
	    "amount",
		NULL };
	static const char *const risk[] = { "kind", "found", "subtype", "person", "detail",
	    "cleared",
		"cleared_on", NULL };
	static const char *const measure[] = { "kind", "started", "subkind", "content", "ended",
		"person", "amount", NULL };
	static const char *const helper[] = { "name", "started", "unit_name", "post", "phone",
	    "ended",
		NULL };
	static const char *const event[] = { "kind", "happened", "person", "name", "reason", NULL };
	static const char *const paper[] = { "kind", "taken", "title", "file", NULL };
	static const struct { int tag; const char *title; const char *const *fields; } list[] = {
		{ TAG_status, "show-statuses", status }, { TAG_risk, "show-risks", risk },
		{ TAG_measure, "show-measures", measure }, { TAG_helper, "show-helpers", helper },
		{ TAG_member_event, "show-events", event }, { TAG_attachment, "show-papers",
		    paper },
	};

	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
		const struct entity *e = register_entity(f->r, (uint8_t)list[i].tag);
		struct rec **rows;
		int n, by = entity_field(e, str_of(list[i].fields[1]));

		TRY(register_children(f->cx, f->r, e, row->id, &rows, &n));
		if (by >= 0)
			face_sort(rows, n, by);
		TRY(face_table(f, list[i].title, rows, n, list[i].fields));
	}
	return OK;
}

static enum err work(struct face *f)
{
	static const char *const fields[] = { "person", "kind", "started", "ended", "place",
		"employer", "monthly_pay", NULL };
	static const char *const posts[] = { "person", "kind", "started", "ended", "unit_name",
		"monthly_pay", NULL };
	static const int tag[] = { TAG_work, TAG_post };

	for (int k = 0; k < 2; k++) {
		struct rec **all = arena_array(&f->cx->arena, 400, sizeof *all), **rows;
		int n = 0, more;

		for (int i = 0; i < f->nmember; i++) {
			TRY(register_children(f->cx, f->r, register_entity(f->r, (uint8_t)tag[k]),
			                      f->member[i]->id, &rows, &more));
			for (int j = 0; j < more && n < 400; j++)
				all[n++] = rows[j];
		}
		TRY(face_table(f, k ? "show-posts" : "show-work", all, n, k ? posts : fields));
	}
	return OK;
}

/* Leads name a household without belonging to it. */
static enum err leads(struct face *f, const struct rec *row)
{
	static const char *const fields[] = { "topic", "received", "channel", "content", "state",
		"outcome", NULL };
	struct rec **rows;
	int n;

	TRY(lead_of_household(f->cx, f->r, row->id, &rows, &n));
	face_sort(rows, n, LEAD_received);
	return face_table(f, "show-leads", rows, n, fields);
}

enum err face_household(struct face *f, const struct rec *row)
{
	TRY(register_children(f->cx, f->r, register_entity(f->r, TAG_person), row->id, &f->member,
	                      &f->nmember));
	TRY(header(f, row));
	TRY(face_fields(f, row, "show-identified", HOUSEHOLD_standard, HOUSEHOLD_two_daughters));
	TRY(face_fields(f, row, "show-monitored", HOUSEHOLD_monitor_type, HOUSEHOLD_dev_help));
	TRY(members(f, row));
	TRY(face_fields(f, row, "show-living", HOUSEHOLD_power_production, HOUSEHOLD_leader_led));
	TRY(face_fields(f, row, "show-land", HOUSEHOLD_land_cultivated,
	    HOUSEHOLD_forest_certified));
	TRY(face_fields(f, row, "show-relocation", HOUSEHOLD_relocated,
	                HOUSEHOLD_relocation_trouble));
	TRY(income(f, row));
	TRY(lists(f, row));
	TRY(work(f));
	TRY(leads(f, row));
	TRY(face_fields(f, row, "show-plan", HOUSEHOLD_plan_long, HOUSEHOLD_plan_head_signed));
	TRY(face_fields(f, row, "show-other", HOUSEHOLD_remark, row->e->nfield - 1));
	return face_provenance(f, row);
}

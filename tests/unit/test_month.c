/* The next month: lists of a source, edits in between, and what the register makes of both. Each
 * case is a way in which a local value could be lost, or a change of the source missed. */
#include "import_fix.h"

#include "domain/register/edit.h"
#include "domain/register/settle.h"
#include "domain/register/to_enter.h"

/* A list of a source; complete: whoever is missing is asked about. */
static void month(struct desk *d, struct heard *h, const char *source, bool complete,
                  const char *text)
{
	heard_begin(h);
	h->im.source = source;
	h->im.complete = complete;
	take_bytes(d, h, text, strlen(text));
	if (h->e != OK)
		fail_msg("import: %s, %s", d->cx.err.key, h->refused);
}

#define CAME_TO(h, t, k, a, w, e) do { \
	const struct import_counts *c_ = &(h)->im.total; \
	if (c_->took != (t) || c_->kept != (k) || c_->asked != (a) || c_->waiting != (w) || \
	    c_->entered != (e)) \
		fail_msg("took %d kept %d asked %d waiting %d entered %d\n%s", (int)c_->took, \
		         (int)c_->kept, (int)c_->asked, (int)c_->waiting, (int)c_->entered, \
		         (h)->found); \
} while (0)
#define MISSING(h, g, b) do { \
	assert_int_equal((h)->im.total.gone, (g)); \
	assert_int_equal((h)->im.total.back, (b)); \
} while (0)

/* Somebody changes a cell by hand. */
static void edit(struct desk *d, const char *name, const char *key, const char *field,
                 const char *cell_text)
{
	const struct entity *e = noun(d, name);
	const struct kind *kind;
	struct edits ed;
	struct rec *now;
	int64_t id;
	int f;

	GOOD(d, register_by_key(&d->cx, d->r, e, str_of(key), &id));
	edits_begin(&ed, d->r, "test");
	GOOD(d, edits_row(&d->cx, &ed, e, id, &now));
	GOOD(d, edit_assign(&d->cx, d->r, now, str_of(field), str_of(cell_text), &f, &kind));
	GOOD(d, edits_write(&d->cx, &ed, NULL));
}

/* "state ours theirs" of a difference, values as they are kept; "-" if there is none. */
static const char *difference(struct desk *d, const char *no)
{
	const struct entity *e = noun(d, "difference");
	const struct list_face *l = &d->r->model->lists;
	struct buf b BUF_AUTO;
	struct rec *r;
	int64_t id;

	if (register_by_key(&d->cx, d->r, e, str_of(no), &id) != OK) {
		err_clear(&d->cx);
		return "-";
	}
	GOOD(d, register_load(&d->cx, d->r, e, id, &r));
	buf_init(&b, 1000);
	buf_adds(&b, l->label(l->state, "difference_state", r->v[DIFFERENCE_state].i, LANG_ZH));
	for (int f = DIFFERENCE_ours; f <= DIFFERENCE_theirs; f++) {
		buf_addc(&b, ' ');
		buf_adds(&b, rec_has(r, f) ? r->v[f].s : STR("-"));
	}
	return str_z(&d->cx.arena, buf_str(&b));
}
#define DIFFERS(d, no, want) assert_string_equal(difference(d, no), want)

static void settle(struct desk *d, const char *no, int take, const char *answer, date_t on)
{
	struct settle how = { .take = take, .on = on, .reason = "test" };
	struct difference_codes k;
	struct edits e;
	int64_t id;

	GOOD(d, difference_codes(&d->cx, d->r, &k));
	if (answer)
		assert_true(list_tagged(d->r->model, "gone_answer", answer, &how.answer));
	GOOD(d, register_by_key(&d->cx, d->r, noun(d, "difference"), str_of(no), &id));
	edits_begin(&e, d->r, "test");
	GOOD(d, settle_add(&d->cx, &e, &k, &how, id));
	GOOD(d, edits_write(&d->cx, &e, NULL));
}

static enum err settle_fails(struct desk *d, const char *no, int take, const char *answer)
{
	struct settle how = { .take = take, .reason = "test" };
	struct difference_codes k;
	struct edits e;
	int64_t id;

	GOOD(d, difference_codes(&d->cx, d->r, &k));
	if (answer)
		assert_true(list_tagged(d->r->model, "gone_answer", answer, &how.answer));
	GOOD(d, register_by_key(&d->cx, d->r, noun(d, "difference"), str_of(no), &id));
	edits_begin(&e, d->r, "test");
	return settle_add(&d->cx, &e, &k, &how, id);
}

static void to_enter(struct desk *d, int changed, int cells, int added, int removed)
{
	struct to_enter *list, t = { .n = 0 };
	int n;

	GOOD(d, to_enter_make(&d->cx, d->r, STR("national"), STR(""), &list, &n));
	for (int i = 0; i < n; i++) {
		t.changed += list[i].changed;
		t.cells += list[i].cells;
		t.added += list[i].added;
		t.removed += list[i].removed;
	}
	if (t.changed != changed || t.cells != cells || t.added != added || t.removed != removed)
		fail_msg("changed %d cells %d added %d removed %d", (int)t.changed, (int)t.cells,
		         (int)t.added, (int)t.removed);
}

#define HEAD "户编号,人编号,姓名,与户主关系,行政村,人均纯收入,文化程度,人联系电话\n"

static struct desk *two_households(struct heard *h)
{
	struct desk *d = county_desk();

	month(d, h, "national", true, HEAD
	      "H1,P1,王小明,户主,向阳村,5000,初中,13900000001\n"
	      "H1,P2,李小红,配偶,向阳村,5000,小学,\n"
	      "H2,P3,张大山,户主,河口村,7000,高中,13900000003\n");
	COUNTS(h, 3, 0, 0, 0);
	CAME_TO(h, 0, 0, 0, 0, 0);
	return d;
}

static void an_older_part_keeps_nobody_listed(void **state)
{
	struct heard h;
	struct desk *d = two_households(&h);

	(void)state;
	month(d, &h, "national", false, "户编号,户主姓名,住房面积(平方米)\nH1,王小明,80\nH2,张大山,60\n");
	to_enter(d, 0, 0, 0, 0);
	month(d, &h, "national", true, HEAD
	      "H1,P1,王小明,户主,向阳村,5000,初中,13900000001\n"
	      "H1,P2,李小红,配偶,向阳村,5000,小学,\n");
	MISSING(&h, 1, 0);
	to_enter(d, 0, 0, 0, 0);                        /* not before it is said where they are */
	settle(d, "D1", SETTLE_ANSWER, "omitted", 0);
	to_enter(d, 0, 0, 2, 0);                        /* told once each, though two lists tell H2 */
	edit(d, "household", "H1", "house_area", "90");
	to_enter(d, 1, 1, 2, 0);
	desk_close(d);
}

static void the_four_ways_of_a_cell(void **state)
{
	struct heard h;
	struct desk *d = two_households(&h);

	(void)state;
	edit(d, "person", "P1", "education", "大专");       /* changed here only */
	edit(d, "person", "P3", "education", "大专");       /* changed on both sides */
	edit(d, "person", "P2", "phone", "13900000002");    /* filled here where the source is empty */
	to_enter(d, 3, 3, 0, 0);
	month(d, &h, "national", true, HEAD
	      "H1,P1,王小明,户主,向阳村,5000,初中,13900000009\n"
	      "H1,P2,李小红,配偶,向阳村,5000,小学,\n"
	      "H2,P3,张大山,户主,河口村,7500,本科及以上,13900000003\n");
	CAME_TO(&h, 2, 2, 1, 0, 0);
	VALUE(d, "person", "P1", "education", "大专");
	VALUE(d, "person", "P1", "phone", "13900000009");
	VALUE(d, "person", "P2", "phone", "13900000002");
	VALUE(d, "person", "P3", "education", "大专");
	VALUE(d, "household", "H2", "per_capita_net", "7500.00");
	to_enter(d, 2, 2, 0, 0);                            /* the conflict is not decided */
	/* the same list again asks nothing new */
	month(d, &h, "national", true, HEAD
	      "H1,P1,王小明,户主,向阳村,5000,初中,13900000009\n"
	      "H1,P2,李小红,配偶,向阳村,5000,小学,\n"
	      "H2,P3,张大山,户主,河口村,7500,本科及以上,13900000003\n\n");
	CAME_TO(&h, 0, 2, 0, 1, 0);
	/* entered at the source: they agree; a third value there: asked again */
	month(d, &h, "national", true, HEAD
	      "H1,P1,王小明,户主,向阳村,5000,大专,13900000009\n"
	      "H1,P2,李小红,配偶,向阳村,5000,小学,13900000002\n"
	      "H2,P3,张大山,户主,河口村,7500,小学,13900000003\n");
	CAME_TO(&h, 0, 0, 1, 0, 2);
	VALUE(d, "person", "P3", "education", "大专");
	to_enter(d, 0, 0, 0, 0);
	desk_close(d);
}

/* A list without the column, a cell left empty: the source's last word stands, and an edit of that
 * month is not taken for the source's own value. */
static void a_month_without_the_column_forgets_nothing(void **state)
{
	struct heard h;
	struct desk *d = two_households(&h);

	(void)state;
	edit(d, "person", "P1", "phone", "13911111111");
	month(d, &h, "national", false, "户编号,人编号,姓名,与户主关系,行政村,文化程度\n"
	      "H1,P1,王小明,户主,向阳村,初中\n");
	CAME_TO(&h, 0, 0, 0, 0, 0);
	month(d, &h, "national", false, HEAD
	      "H1,P1,王小明,户主,向阳村,5000,初中,13900000001\n");
	CAME_TO(&h, 0, 1, 0, 0, 0);
	VALUE(d, "person", "P1", "phone", "13911111111");
	edit(d, "person", "P3", "phone", "13933333333");
	month(d, &h, "national", false, HEAD "H2,P3,张大山,户主,河口村,7000,高中,\n");
	CAME_TO(&h, 0, 1, 0, 0, 0);
	month(d, &h, "national", false, HEAD "H2,P3,张大山,户主,河口村,7000,高中,13900000003\n");
	CAME_TO(&h, 0, 1, 0, 0, 0);
	VALUE(d, "person", "P3", "phone", "13933333333");
	month(d, &h, "national", false, HEAD "H2,P3,张大山,户主,河口村,7000,高中,13900000008\n");
	CAME_TO(&h, 0, 0, 1, 0, 0);
	VALUE(d, "person", "P3", "phone", "13933333333");
	desk_close(d);
}

/* What was settled as the source says is its last word, although it did not stand here when its
 * list was compared. */
static void a_settled_value_is_the_last_word(void **state)
{
	struct heard h;
	struct desk *d = two_households(&h);

	(void)state;
	edit(d, "person", "P1", "education", "大专");
	month(d, &h, "national", false, HEAD "H1,P1,王小明,户主,向阳村,5000,高中,13900000001\n");
	CAME_TO(&h, 0, 0, 1, 0, 0);
	settle(d, "D1", SETTLE_THEIRS, NULL, 0);
	VALUE(d, "person", "P1", "education", "高中");
	to_enter(d, 0, 0, 0, 0);
	edit(d, "person", "P1", "education", "小学");
	to_enter(d, 1, 1, 0, 0);
	month(d, &h, "national", false, HEAD "H1,P1,王小明,户主,向阳村,5000,高中,13900000001\n\n");
	CAME_TO(&h, 0, 1, 0, 0, 0);
	VALUE(d, "person", "P1", "education", "小学");
	/* decided otherwise, and back */
	settle(d, "D1", SETTLE_THEIRS, NULL, 0);
	VALUE(d, "person", "P1", "education", "高中");
	settle(d, "D1", SETTLE_OURS, NULL, 0);
	VALUE(d, "person", "P1", "education", "小学");
	REFUSED(d, settle_fails(d, "D1", SETTLE_ANSWER, "dead"), ERR_INPUT, "settle-not-gone");
	desk_close(d);
}

/* A department is right about its own field, and the note says what it replaced. */
static void a_rule_overrules_with_a_note(void **state)
{
	struct heard h;
	struct desk *d = two_households(&h);
	const char *head = "户编号,人编号,姓名,残疾证号,文化程度\nH1,P1,王小明,";
	char text[400], card[24], other[32];

	(void)state;
	snprintf(card, sizeof card, "%s", idno("98010119800101001"));
	snprintf(text, sizeof text, "%s%s%s", head, card, "11,小学\n");
	month(d, &h, "disabled_federation", false, text);
	if (h.im.total.refused)
		fail_msg("%s", h.found);
	CAME_TO(&h, 1, 1, 0, 0, 0);      /* its own field taken; ours for the rest of a first meeting */
	VALUE(d, "person", "P1", "education", "初中");
	snprintf(other, sizeof other, "%s22", card);
	edit(d, "person", "P1", "disability_card", other);
	snprintf(text, sizeof text, "%s%s%s", head, card, "43,小学\n");
	month(d, &h, "disabled_federation", false, text);
	if (h.im.total.refused)
		fail_msg("%s", h.found);
	CAME_TO(&h, 1, 1, 0, 0, 0);
	snprintf(text, sizeof text, "%s43", card);
	VALUE(d, "person", "P1", "disability_card", text);
	snprintf(text, sizeof text, "按规则采用来源 %s22 %s43", card, card);
	DIFFERS(d, "D2", text);
	/* another source's value is no change of the national system */
	month(d, &h, "national", false, HEAD "H1,P1,王小明,户主,向阳村,5000,初中,13900000001\n");
	CAME_TO(&h, 0, 0, 0, 0, 0);
	desk_close(d);
}

static void who_is_missing_is_asked_about(void **state)
{
	struct heard h;
	struct desk *d = two_households(&h);

	(void)state;
	/* one member and one household; the household is one question */
	month(d, &h, "national", true, HEAD "H1,P1,王小明,户主,向阳村,5000,初中,13900000001\n");
	MISSING(&h, 2, 0);
	VALUE(d, "person", "P2", "name", "李小红");
	to_enter(d, 0, 0, 0, 0);                        /* not decided */
	REFUSED(d, settle_fails(d, "D1", SETTLE_OURS, NULL), ERR_INPUT, "settle-gone");
	REFUSED(d, settle_fails(d, "D1", SETTLE_ANSWER, "dead"), ERR_INPUT, "settle-not-household");
	REFUSED(d, settle_fails(d, "D2", SETTLE_ANSWER, "dead"), ERR_INPUT, "settle-date-needed");
	settle(d, "D2", SETTLE_ANSWER, "dead", 20250300);
	VALUE(d, "person", "P2", "state", "死亡");
	VALUE(d, "person", "P2", "state_on", "2025-03");
	assert_int_equal(rows_of(d, "member_event"), 1);
	settle(d, "D1", SETTLE_ANSWER, "omitted", 0);
	to_enter(d, 0, 0, 2, 0);                        /* the household and its head */
	/* still missing: asked once; the dead are not asked about */
	month(d, &h, "national", true, HEAD "H1,P1,王小明,户主,向阳村,5000,初中,13900000001\n\n");
	MISSING(&h, 0, 0);
	month(d, &h, "national", true, HEAD
	      "H1,P1,王小明,户主,向阳村,5000,初中,13900000001\n"
	      "H1,P2,李小红,配偶,向阳村,5000,小学,\n"
	      "H2,P3,张大山,户主,河口村,7000,高中,13900000003\n\n\n");
	MISSING(&h, 0, 0);
	to_enter(d, 0, 0, 0, 1);                        /* the dead one is listed again */
	desk_close(d);
}

static void a_household_comes_back_without_a_member(void **state)
{
	struct heard h;
	struct desk *d = two_households(&h);

	(void)state;
	month(d, &h, "national", true, HEAD "H2,P3,张大山,户主,河口村,7000,高中,13900000003\n");
	MISSING(&h, 1, 0);
	month(d, &h, "national", true, HEAD
	      "H1,P1,王小明,户主,向阳村,5000,初中,13900000001\n"
	      "H2,P3,张大山,户主,河口村,7000,高中,13900000003\n");
	MISSING(&h, 1, 1);                              /* now the wife is asked about */
	DIFFERS(d, "D1", "来源已重新列出 - -");
	DIFFERS(d, "D2", "待定 - -");
	desk_close(d);
}

/* A refused row, a person of another household: they are on the list, nobody asks where they are.
 * And what a refused row states is not the source's last word. */
static void refused_rows_are_not_missing(void **state)
{
	struct heard h;
	struct desk *d = two_households(&h);

	(void)state;
	edit(d, "person", "P2", "education", "高中");
	month(d, &h, "national", true, HEAD
	      "H1,P1,王小明,户主,向阳村,5000,初中,13900000001\n"
	      "H1,P2,李小红,配偶,向阳村,5000,博士后,\n"
	      "H2,P3,张大山,户主,河口村,7000,高中,1390000\n");
	COUNTS(&h, 0, 0, 1, 2);
	MISSING(&h, 0, 0);
	CAME_TO(&h, 0, 0, 0, 0, 0);
	month(d, &h, "national", true, HEAD
	      "H1,P1,王小明,户主,向阳村,5000,初中,13900000001\n"
	      "H1,P2,李小红,配偶,向阳村,5000,小学,\n"
	      "H2,P3,张大山,户主,河口村,7000,高中,13900000003\n\n");
	CAME_TO(&h, 0, 1, 0, 0, 0);
	VALUE(d, "person", "P2", "education", "高中");
	MISSING(&h, 0, 0);
	desk_close(d);
}

/* The real number comes with the source's list: it is taken, and the row is known by it. */
static void a_number_made_up_here_gives_way(void **state)
{
	struct heard h;
	struct desk *d = two_households(&h);
	char text[400];

	(void)state;
	snprintf(text, sizeof text, "户编号,姓名,证件号码,文化程度\nH2,张小树,%s,小学\n",
	         idno("98010120100101001"));
	take(d, &h, text);
	COUNTS(&h, 1, 0, 0, 0);
	to_enter(d, 0, 0, 1, 0);
	snprintf(text, sizeof text, "户编号,人编号,姓名,证件号码,文化程度\nH2,P9,张小树,%s,初中\n",
	         idno("98010120100101001"));
	month(d, &h, "national", false, text);
	CAME_TO(&h, 1, 0, 1, 0, 0);
	assert_int_equal(h.im.total.met, 1);
	VALUE(d, "person", "P9", "education", "小学");
	VALUE(d, "person", "P9", "provisional", "否");
	VALUE(d, "difference", "D1", "about_no", "P9");
	desk_close(d);
}

/* A list that lacks most of what was there is a part, unless somebody says that it is all. */
static void a_township_of_its_own_is_no_disaster(void **state)
{
	const char *one = HEAD "H1,P1,王小明,户主,向阳村,5000,初中,\n";
	struct desk *d = county_desk();
	struct heard h;
	struct buf b BUF_AUTO;

	(void)state;
	buf_init(&b, 1 << 20);
	buf_addz(&b, HEAD);
	for (int i = 0; i < 300; i++)
		buf_addf(&b, "H%d,P%d,王小明,户主,向阳村,5000,初中,\n", i, i);
	month(d, &h, "national", true, b.p);
	COUNTS(&h, 300, 0, 0, 0);
	heard_begin(&h);
	h.im.source = "national";
	take_bytes(d, &h, one, strlen(one));
	assert_true(h.im.total.part);
	MISSING(&h, 0, 0);
	month(d, &h, "national", true, HEAD "H1,P1,王小明,户主,向阳村,5000,初中,\n\n");
	MISSING(&h, 299, 0);
	desk_close(d);
}

/* Two lists of one source that do not agree: neither is news each month, and no edit is asked about
 * because of them. */
static void two_lists_of_a_source_may_disagree(void **state)
{
	static const char whole[] = HEAD "H1,P1,王小明,户主,向阳村,5000,初中,13900000001\n";
	static const char phones[] = "户编号,人编号,姓名,人联系电话\nH1,P1,王小明,13900000002\n";
	struct heard h;
	struct desk *d = two_households(&h);
	char text[400];

	(void)state;
	month(d, &h, "national", false, phones);
	CAME_TO(&h, 1, 0, 0, 0, 0);
	for (int i = 1; i < 4; i++) {
		snprintf(text, sizeof text, "%s%.*s", whole, i, "\n\n\n\n");
		month(d, &h, "national", false, text);
		CAME_TO(&h, 0, i > 1, 0, 0, 0);          /* what another list has replaced is no news */
		snprintf(text, sizeof text, "%s%.*s", phones, i, "\n\n\n\n");
		month(d, &h, "national", false, text);
		CAME_TO(&h, 0, i > 1, 0, 0, 0);
		if (i == 1)
			edit(d, "person", "P1", "phone", "13900000003");
	}
	VALUE(d, "person", "P1", "phone", "13900000003");
	DIFFERS(d, "D1", "来源另一名单已更新 13900000002 13900000001");
	DIFFERS(d, "D2", "保留本地待录入 13900000003 13900000002");
	/* news in one of them is news */
	month(d, &h, "national", false, HEAD "H1,P1,王小明,户主,向阳村,5000,初中,13900000009\n");
	CAME_TO(&h, 0, 0, 1, 0, 0);
	desk_close(d);
}

/* What a source said is known by row, column and kind of list. */
static void what_was_said_is_known_by_column_and_list(void **state)
{
	struct heard h;
	struct desk *d = two_households(&h);
	struct said_ask ask = { STR("national"), STR("list32"), noun(d, "person"), NULL, INT64_MAX };
	struct said *s;
	int64_t id;

	(void)state;
	GOOD(d, register_by_key(&d->cx, d->r, ask.e, STR("P1"), &id));
	GOOD(d, said_load(&d->cx, d->r, &ask, &s));
	assert_true(said_when(s, id, PERSON_phone) > 0);
	assert_true(said_when_own(s, id, PERSON_phone) > 0);
	assert_int_equal(said_when(s, id, PERSON_illness), 0);
	assert_true(said_when(s, id, -1) > 0);
	assert_int_equal(said_when(s, id + 100, -1), 0);
	assert_int_equal(said_when(s, ((int64_t)9 << ID_SEQ_BITS) + 1, -1), 0);
	said_free(s);
	ask.kind = STR("person");
	GOOD(d, said_load(&d->cx, d->r, &ask, &s));
	assert_int_equal(said_when_own(s, id, PERSON_phone), 0);
	said_free(s);
	desk_close(d);
}

/* A line that states several risks: what it does not state of the second is not its word about it,
 * and what was noted of it here is not lost when the order changes. */
static void the_second_of_a_kind_has_columns_of_its_own(void **state)
{
	static const char head[] = "户编号,人编号,姓名,行政村,监测对象类别,识别监测时间,风险是否已消除,"
		"致贫/返贫风险1,致贫/返贫风险2\n";
	struct heard h;
	struct desk *d = two_households(&h);
	const struct entity *risk = noun(d, "risk");
	struct rec **row;
	struct edits ed;
	struct rec *now;
	char text[600];
	int64_t id, school = 0, no;
	int n;

	(void)state;
	snprintf(text, sizeof text, "%sH1,P1,王小明,向阳村,脱贫不稳定户,2024-05-01,否,因病,因学\n", head);
	month(d, &h, "national", false, text);
	GOOD(d, register_by_key(&d->cx, d->r, noun(d, "household"), STR("H1"), &id));
	GOOD(d, register_children(&d->cx, d->r, risk, id, &row, &n));
	if (n != 2)
		fail_msg("%d risks\n%s", n, h.found);
	school = row[1]->id;
	assert_false(rec_has(row[1], RISK_cleared));
	edits_begin(&ed, d->r, "test");
	GOOD(d, edits_row(&d->cx, &ed, risk, school, &now));
	rec_int(now, RISK_cleared, 1);
	GOOD(d, edits_write(&d->cx, &ed, NULL));
	snprintf(text, sizeof text, "%sH1,P1,王小明,向阳村,脱贫不稳定户,2024-05-01,否,因学,因病\n", head);
	month(d, &h, "national", false, text);
	assert_int_equal(h.im.total.asked, 1);          /* its first word about it is not ours */
	GOOD(d, register_load(&d->cx, d->r, risk, school, &now));
	no = now->v[RISK_cleared].i;
	assert_int_equal(no, 1);
	desk_close(d);
}

/* Rows that hang on a household, and rows that hang on none. */
static void other_nouns_are_compared_too(void **state)
{
	struct heard h;
	struct desk *d = two_households(&h);
	const char *risk = "户编号,风险类型,识别时间,风险是否消除,备注\nH1,因病,2024-05-01,否,%s\n";
	char text[300];
	struct rec **row;
	int64_t id;
	int n;

	(void)state;
	snprintf(text, sizeof text, risk, "国办");
	month(d, &h, "national", false, text);
	COUNTS(&h, 1, 0, 0, 0);
	snprintf(text, sizeof text, risk, "村里");
	take(d, &h, text);
	COUNTS(&h, 0, 1, 0, 0);
	snprintf(text, sizeof text, risk, "国办");
	heard_begin(&h);
	h.im.source = "national";
	h.im.again = true;
	take_bytes(d, &h, text, strlen(text));
	CAME_TO(&h, 0, 1, 0, 0, 0);
	GOOD(d, register_by_key(&d->cx, d->r, noun(d, "household"), STR("H1"), &id));
	GOOD(d, register_children(&d->cx, d->r, noun(d, "risk"), id, &row, &n));
	assert_int_equal(n, 1);
	assert_true(str_eqz(row[0]->v[RISK_remark].s, "村里"));

	month(d, &h, "national", false, "行政村,年度,总户数\n向阳村,2025,100\n");
	COUNTS(&h, 1, 0, 0, 0);
	take(d, &h, "行政村,年度,总户数\n向阳村,2025,120\n");
	COUNTS(&h, 0, 1, 0, 0);
	month(d, &h, "national", false, "行政村,年度,总户数\n向阳村,2025,110\n");
	CAME_TO(&h, 0, 0, 1, 0, 0);
	DIFFERS(d, "D2", "待定 120 110");
	settle(d, "D2", SETTLE_THEIRS, NULL, 0);
	month(d, &h, "national", false, "行政村,年度,总户数\n向阳村,2025,110\n\n");
	CAME_TO(&h, 0, 0, 0, 0, 0);
	DIFFERS(d, "D2", "已一致 110 110");
	desk_close(d);
}

static void edits_follow_the_rules_of_cells(void **state)
{
	struct heard h;
	struct desk *d = two_households(&h);
	const struct entity *e = noun(d, "person");
	const struct kind *kind;
	struct edits ed;
	struct rec *now;
	int64_t id, area, leaf;
	int f, changed;

	(void)state;
	GOOD(d, register_by_key(&d->cx, d->r, e, STR("P1"), &id));
	edits_begin(&ed, d->r, "test");
	GOOD(d, edits_row(&d->cx, &ed, e, id, &now));
	REFUSED(d, edit_assign(&d->cx, d->r, now, STR("文化程度"), STR("博士后"), &f, &kind), ERR_INPUT,
	        "edit-choice");
	REFUSED(d, edit_assign(&d->cx, d->r, now, STR("no"), STR("P7"), &f, &kind), ERR_INPUT,
	        "edit-fixed");
	REFUSED(d, edit_assign(&d->cx, d->r, now, STR("household"), STR("H2"), &f, &kind), ERR_INPUT,
	        "edit-fixed");
	REFUSED(d, edit_assign(&d->cx, d->r, now, STR("name"), STR(" "), &f, &kind), ERR_INPUT,
	        "edit-required");
	REFUSED(d, edit_assign(&d->cx, d->r, now, STR("nothing"), STR("1"), &f, &kind), ERR_INPUT,
	        "edit-no-field");
	GOOD(d, edit_assign(&d->cx, d->r, now, STR("文化程度"), STR("初中"), &f, &kind));
	leaf = (int64_t)journal_next(&d->r->st->j);
	GOOD(d, edits_write(&d->cx, &ed, &changed));
	assert_int_equal(changed, 0);                   /* as before: no leaf, no version */
	assert_int_equal((int64_t)journal_next(&d->r->st->j), leaf);
	edit(d, "person", "P1", "人联系电话", "");
	VALUE(d, "person", "P1", "phone", "");
	/* a household that moves takes its members with it */
	edit(d, "household", "H1", "area", "河口村");
	GOOD(d, register_by_key(&d->cx, d->r, noun(d, "area"), STR("河口村"), &area));
	GOOD(d, register_load(&d->cx, d->r, e, id, &now));
	assert_true(now->area == area);
	desk_close(d);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_older_part_keeps_nobody_listed),
		cmocka_unit_test(the_four_ways_of_a_cell),
		cmocka_unit_test(a_month_without_the_column_forgets_nothing),
		cmocka_unit_test(a_settled_value_is_the_last_word),
		cmocka_unit_test(a_rule_overrules_with_a_note),
		cmocka_unit_test(who_is_missing_is_asked_about),
		cmocka_unit_test(a_household_comes_back_without_a_member),
		cmocka_unit_test(refused_rows_are_not_missing),
		cmocka_unit_test(a_number_made_up_here_gives_way),
		cmocka_unit_test(a_township_of_its_own_is_no_disaster),
		cmocka_unit_test(two_lists_of_a_source_may_disagree),
		cmocka_unit_test(what_was_said_is_known_by_column_and_list),
		cmocka_unit_test(the_second_of_a_kind_has_columns_of_its_own),
		cmocka_unit_test(other_nouns_are_compared_too),
		cmocka_unit_test(edits_follow_the_rules_of_cells),
	};

	if (argc == 3 && strcmp(argv[1], "--child") == 0)
		return reader_main();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

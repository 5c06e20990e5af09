/* tally - households and what hangs on them lie in buckets, one for each area of a household, so
 * that a commit costs the areas that it touched; the rest is counted again as a whole. */
#include "domain/register/tally.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/thread.h"
#include "domain/register/lookup.h"

#define NAMES_MAX 4096                   /* households that are followed one by one */

/* ---- statements ---- */

#define HOUSEHOLD_CELLS "h.area, h.cause1, h.monitor_type, h.risk_cleared, h.risk_found/100," \
	" h.risk_cleared_on/100, max(h.data_date), count(*)"
#define HOUSEHOLD_GROUP " GROUP BY h.area, h.cause1, h.monitor_type, h.risk_cleared," \
	" h.risk_found/100, h.risk_cleared_on/100"

const struct sql tally_households = { "tally.households",
	"SELECT " HOUSEHOLD_CELLS " FROM household h" HOUSEHOLD_GROUP, SQL_SCAN_OK };
const struct sql tally_persons = { "tally.persons",
	"SELECT area, count(*) FROM person GROUP BY area", SQL_SCAN_OK };
const struct sql tally_risks = { "tally.risks",
	"SELECT area, kind, cleared, count(*) FROM risk GROUP BY area, kind, cleared", SQL_SCAN_OK };

/* The bucket goes first: of all rows, and of those of one. */
static const struct sql sql_all[] = {
	{ "tally.all.households", "SELECT h.area, " HOUSEHOLD_CELLS " FROM household h" HOUSEHOLD_GROUP
	  " ORDER BY h.area", SQL_SCAN_OK },
	{ "tally.all.persons", "SELECT h.area, c.area, count(*) FROM person c LEFT JOIN household h"
	  " ON h.id=c.household GROUP BY h.area, c.area ORDER BY h.area", SQL_SCAN_OK },
	{ "tally.all.risks", "SELECT h.area, c.area, c.kind, c.cleared, count(*) FROM risk c"
	  " LEFT JOIN household h ON h.id=c.household GROUP BY h.area, c.area, c.kind, c.cleared"
	  " ORDER BY h.area", SQL_SCAN_OK },
	{ "tally.leads", "SELECT 0, area, checked IS NOT NULL, closed IS NOT NULL, due, count(*)"
	  " FROM lead GROUP BY area, checked IS NOT NULL, closed IS NOT NULL, due", SQL_SCAN_OK },
	{ "tally.findings", "SELECT 0, area, file_batch, NULL, count(*) FROM finding"
	  " WHERE closed IS NULL AND (area IS NOT NULL OR about_no IS NULL OR"
	  " coalesce(about_entity, '')<>'household') GROUP BY area, file_batch", SQL_SCAN_OK },
	{ "tally.differences", "SELECT 0, area, state, count(*) FROM difference GROUP BY area, state",
	  SQL_SCAN_OK },
};
static const struct sql sql_one[] = {
	{ "tally.one.households", "SELECT h.area, " HOUSEHOLD_CELLS " FROM household h"
	  " WHERE h.area=$1" HOUSEHOLD_GROUP, 0 },
	{ "tally.one.persons", "SELECT h.area, c.area, count(*) FROM household h CROSS JOIN person c"
	  " WHERE h.area=$1 AND c.household=h.id GROUP BY c.area", 0 },
	{ "tally.one.risks", "SELECT h.area, c.area, c.kind, c.cleared, count(*) FROM household h"
	  " CROSS JOIN risk c WHERE h.area=$1 AND c.household=h.id GROUP BY c.area, c.kind, c.cleared",
	  0 },
};
static const struct sql sql_places = { "tally.places",
	"SELECT area FROM household WHERE id=$1 UNION SELECT area FROM household_h WHERE id=$1", 0 };
/* Findings that lie where the household with that number is now. */
static const struct sql sql_unplaced = { "tally.unplaced",
	"SELECT about_no, file_batch FROM finding WHERE closed IS NULL AND area IS NULL"
	" AND about_entity='household' AND about_no IS NOT NULL", SQL_SCAN_OK };

const struct sql *const tally_sqls[] = { &tally_households, &tally_persons, &tally_risks,
	&sql_all[0], &sql_all[1], &sql_all[2], &sql_all[3], &sql_all[4], &sql_all[5], &sql_one[0],
	&sql_one[1], &sql_one[2], &sql_places, &sql_unplaced, NULL };

static const int cells[TALLY__KINDS] = { 6, 0, 2, 3, 2, 1 };

/* ---- what is kept ---- */

struct bucket {
	int64_t area;                        /* of the households */
	struct tally_row *row;
	int n, room;
};

struct kept {                            /* by rising area; of leads and the like only one */
	struct bucket *bucket;
	int n, room;
};

struct unplaced { char no[40]; size_t len; int64_t batch; bool in_file; };

struct tally {
	struct reg *main, *view;
	struct lock *lock;                   /* what is kept: many who add up, one who counts again */
	struct kept kept[TALLY__KINDS];
	struct unplaced *unplaced;
	int nunplaced, unplaced_room;
	bool broken;                         /* a count failed: what is kept is not to be read */
	struct lock *told_lock;              /* what follows */
	struct reg_watch watch;
	int64_t id[NAMES_MAX];
	int nid;
	bool all, again[TALLY__KINDS];       /* to be counted again as a whole */
};

static void bucket_free(struct bucket *b)
{
	mem_free(b->row);
}

static void kept_clear(struct kept *k)
{
	for (int i = 0; i < k->n; i++)
		bucket_free(&k->bucket[i]);
	mem_free(k->bucket);
	*k = (struct kept){ 0 };
}

/* The bucket of an area, made if it is not there. */
static struct bucket *bucket_of(struct kept *k, int64_t area)
{
	int lo = 0, hi = k->n;

	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;

		if (k->bucket[mid].area < area)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo < k->n && k->bucket[lo].area == area)
		return &k->bucket[lo];
	if (k->n == k->room) {
		k->room = k->room ? k->room * 2 : 64;
		k->bucket = mem_grow(k->bucket, (size_t)k->room, sizeof *k->bucket);
	}
	memmove(&k->bucket[lo + 1], &k->bucket[lo], (size_t)(k->n - lo) * sizeof *k->bucket);
	k->bucket[lo] = (struct bucket){ .area = area };
	k->n++;
	return &k->bucket[lo];
}

static void bucket_add(struct bucket *b, const struct tally_row *row)
{
	if (b->n == b->room) {
		b->room = b->room ? b->room * 2 : 4;
		b->row = mem_grow(b->row, (size_t)b->room, sizeof *b->row);
	}
	b->row[b->n++] = *row;
}

/* ---- counting ---- */

void tally_take(struct stmt *s, enum tally_kind kind, int at, struct tally_row *out)
{
	*out = (struct tally_row){ .area = stmt_col_is_null(s, at) ? 0 : stmt_col_int(s, at) };
	for (int i = 0; i < cells[kind]; i++) {
		out->known[i] = !stmt_col_is_null(s, at + 1 + i);
		out->cell[i] = out->known[i] ? stmt_col_int(s, at + 1 + i) : 0;
	}
	out->n = stmt_col_int(s, at + 1 + cells[kind]);
}

static enum err count(struct ctx *cx, struct tally *t, enum tally_kind kind, const struct sql *q,
                      int64_t area)
{
	struct tally_row row;
	struct stmt *s;
	enum err err;
	bool more;

	TRY(db_stmt(cx, t->view->db, q, &s));
	if (q != &sql_all[kind])
		stmt_int(s, 1, area);
	while ((err = stmt_step(cx, s, &more)) == OK && more) {
		tally_take(s, kind, 1, &row);
		bucket_add(bucket_of(&t->kept[kind], stmt_col_is_null(s, 0) ? 0 : stmt_col_int(s, 0)),
		           &row);
	}
	stmt_done(s);
	return err;
}

static enum err read_unplaced(struct ctx *cx, struct tally *t)
{
	struct stmt *s;
	enum err err;
	bool more;

	t->nunplaced = 0;
	TRY(db_stmt(cx, t->view->db, &sql_unplaced, &s));
	while ((err = stmt_step(cx, s, &more)) == OK && more) {
		struct str no = stmt_col_text(s, 0);
		struct unplaced *u;

		if (t->nunplaced == t->unplaced_room) {
			t->unplaced_room = t->unplaced_room ? t->unplaced_room * 2 : 64;
			t->unplaced = mem_grow(t->unplaced, (size_t)t->unplaced_room, sizeof *t->unplaced);
		}
		u = &t->unplaced[t->nunplaced++];
		*u = (struct unplaced){ .len = no.n < sizeof u->no ? no.n : sizeof u->no,
			.in_file = !stmt_col_is_null(s, 1) };
		u->batch = u->in_file ? stmt_col_int(s, 1) : 0;
		memcpy(u->no, no.p, u->len);
	}
	stmt_done(s);
	return err;
}

/* Where the households with those numbers are now: a bucket of its own, beside the other. */
static enum err place_findings(struct ctx *cx, struct tally *t)
{
	struct bucket *b = bucket_of(&t->kept[TALLY_FINDING], 1);

	b->n = 0;
	for (int i = 0; i < t->nunplaced; i++) {
		const struct unplaced *u = &t->unplaced[i];
		struct tally_row row = { .n = 1, .cell = { u->batch }, .known = { u->in_file } };
		struct place at;
		bool found;

		TRY(lookup_household(cx, t->view->db, (struct str){ u->no, u->len }, &found, &at));
		row.known[1] = found && at.area;
		row.cell[1] = row.known[1] ? at.area : 0;
		bucket_add(b, &row);
	}
	return OK;
}

static enum err count_kind(struct ctx *cx, struct tally *t, enum tally_kind kind)
{
	kept_clear(&t->kept[kind]);
	TRY(count(cx, t, kind, &sql_all[kind], 0));
	return kind == TALLY_FINDING ? read_unplaced(cx, t) : OK;
}

static enum err count_area(struct ctx *cx, struct tally *t, int64_t area)
{
	for (int k = TALLY_HOUSEHOLD; k <= TALLY_RISK; k++) {
		bucket_of(&t->kept[k], area)->n = 0;
		TRY(count(cx, t, k, &sql_one[k], area));
	}
	return OK;
}

/* ---- following commits ---- */

#define BIT(tag) (UINT64_C(1) << (tag))
#define IN_HOUSEHOLDS (BIT(TAG_household) | BIT(TAG_person) | BIT(TAG_risk))

/* On the writer's thread. */
static void told(void *state, const struct touched *to)
{
	uint64_t nouns = to->nouns | to->inside;
	struct tally *t = state;

	lock_write(t->told_lock);
	t->again[TALLY_LEAD] |= (nouns & BIT(TAG_lead)) != 0;
	t->again[TALLY_FINDING] |= (nouns & BIT(TAG_finding)) != 0;
	t->again[TALLY_DIFFERENCE] |= (nouns & BIT(TAG_difference)) != 0;
	if (nouns & IN_HOUSEHOLDS) {
		t->all |= to->all || to->nouns & IN_HOUSEHOLDS || t->nid + to->n > NAMES_MAX;
		for (uint32_t i = 0; !t->all && i < to->n; i++)
			t->id[t->nid++] = to->id[i];
	}
	lock_end(t->told_lock);
}

struct due { int64_t id[NAMES_MAX]; int n; bool again[TALLY__KINDS], households; };

static bool take_due(struct tally *t, struct due *d)
{
	bool some = false;

	lock_write(t->told_lock);
	d->n = t->all ? 0 : t->nid;
	if (d->n)
		memcpy(d->id, t->id, (size_t)d->n * sizeof *d->id);
	d->households = t->all || t->nid;
	for (int k = 0; k < TALLY__KINDS; k++) {
		d->again[k] = t->again[k] || (t->all && k <= TALLY_RISK);
		some |= d->again[k];
		t->again[k] = false;
	}
	t->all = false;
	t->nid = 0;
	lock_end(t->told_lock);
	return some || d->n;
}

static void all_due(struct tally *t)
{
	lock_write(t->told_lock);
	t->all = true;
	for (int k = 0; k < TALLY__KINDS; k++)
		t->again[k] = true;
	lock_end(t->told_lock);
}

static bool due_now(struct tally *t)
{
	bool some = false;

	lock_read(t->told_lock);
	some = t->all || t->nid;
	for (int k = 0; k < TALLY__KINDS; k++)
		some |= t->again[k];
	lock_end(t->told_lock);
	return some;
}

static int by_id(const void *pa, const void *pb)
{
	int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;

	return (a > b) - (a < b);
}

/* The areas where those households are and were, in place of their ids. */
static enum err areas_due(struct ctx *cx, struct tally *t, struct due *d, int64_t **area, int *n)
{
	int room = 0;

	*area = NULL;
	*n = 0;
	for (int i = 0; i < d->n; i++) {
		struct stmt *s;
		enum err err;
		bool more;

		if (i && d->id[i] == d->id[i - 1])
			continue;
		TRY(db_stmt(cx, t->view->db, &sql_places, &s));
		stmt_int(s, 1, d->id[i]);
		while ((err = stmt_step(cx, s, &more)) == OK && more) {
			if (*n == room) {
				room = room ? room * 2 : 64;
				*area = mem_grow(*area, (size_t)room, sizeof **area);
			}
			(*area)[(*n)++] = stmt_col_is_null(s, 0) ? 0 : stmt_col_int(s, 0);
		}
		stmt_done(s);
		TRY(err);
	}
	if (*n)
		qsort(*area, (size_t)*n, sizeof **area, by_id);
	return OK;
}

static enum err count_due(struct ctx *cx, struct tally *t, struct due *d)
{
	int64_t *area;
	enum err err;
	int n;

	if (d->n)
		qsort(d->id, (size_t)d->n, sizeof *d->id, by_id);
	err = areas_due(cx, t, d, &area, &n);
	for (int k = TALLY_HOUSEHOLD; n && !area[0] && k <= TALLY_RISK; k++)
		d->again[k] = true;              /* one that lies nowhere: no index finds those */
	for (int i = 0; i < n && area[0] && err == OK; i++)
		if (i == 0 || area[i] != area[i - 1])
			err = count_area(cx, t, area[i]);
	mem_free(area);
	for (int k = 0; k < TALLY__KINDS && err == OK; k++)
		if (d->again[k])
			err = count_kind(cx, t, k);
	if (err == OK && (d->households || d->again[TALLY_FINDING]))
		err = place_findings(cx, t);
	return err;
}

/* A failure leaves everything to be counted again, also by those who waited for this one. */
static enum err freshen(struct ctx *cx, struct tally *t)
{
	struct due *d = mem_new(1, sizeof *d);
	enum err err = OK;

	lock_write(t->lock);
	if (take_due(t, d)) {
		err = db_begin_read(cx, t->view->db);
		if (err == OK)
			err = count_due(cx, t, d);
		db_end_read(t->view->db);
		if (d->again[TALLY_HOUSEHOLD])
			register_rest(t->view);
		t->broken = err != OK;
		if (t->broken)
			all_due(t);
	}
	lock_end(t->lock);
	mem_free(d);
	return err;
}

enum err tally_walk(struct ctx *cx, struct tally *t,
                    void (*take)(void *state, enum tally_kind kind, const struct tally_row *row),
                    void *state)
{
	for (;;) {
		if (due_now(t))
			TRY(freshen(cx, t));
		lock_read(t->lock);
		if (!t->broken)
			break;
		lock_end(t->lock);
	}
	for (int k = 0; k < TALLY__KINDS; k++)
		for (int i = 0; i < t->kept[k].n; i++)
			for (int r = 0; r < t->kept[k].bucket[i].n; r++)
				take(state, k, &t->kept[k].bucket[i].row[r]);
	lock_end(t->lock);
	return OK;
}

/* ---- beginning and end ---- */

enum err tally_open(struct ctx *cx, struct reg *main, struct tally **out)
{
	struct tally *t = mem_new(1, sizeof *t);
	enum err err;

	t->main = main;
	t->lock = lock_new();
	t->told_lock = lock_new();
	all_due(t);
	err = register_view(cx, main, &t->view);
	if (err == OK) {
		t->view->scope = NULL;
		register_share(t->view);
		t->watch = (struct reg_watch){ .told = told, .state = t };
		err = register_watch(cx, main, &t->watch);
	}
	if (err != OK)
		tally_close(cx, t);
	else
		*out = t;
	return err;
}

void tally_close(struct ctx *cx, struct tally *t)
{
	if (!t)
		return;
	if (t->watch.told && register_unwatch(cx, t->main, &t->watch) != OK)
		err_clear(cx);               /* the writer has ended, and tells nobody */
	if (t->view)
		register_close(cx, t->view);
	for (int k = 0; k < TALLY__KINDS; k++)
		kept_clear(&t->kept[k]);
	mem_free(t->unplaced);
	lock_free(t->lock);
	lock_free(t->told_lock);
	mem_free(t);
}

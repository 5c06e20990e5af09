/* verify_seek - the search index against the rows, without making it again: entries of one noun
 * and class are a multiset, and two multisets are equal if the product of (r - entry) modulo a
 * prime is the same for a random r. r is drawn anew for each run, twice, so that nobody can prepare
 * entries that fit: for a hundred million entries the chance is below 1 in 10^20. */
#include "entity/verify_private.h"

#include "base/os.h"
#include "entity/seek.h"

#define PRIME   ((UINT64_C(1) << 61) - 1)
#define GROUPS  1024             /* noun tag 6 bits (ENT_MOST), class 4 bits */
#define LANES   2

static const struct sql sql_blocks = { "verify.seek",
	"SELECT segment, first, block, n, data FROM seek_block ORDER BY segment, first, block",
	SQL_SCAN_OK };

struct sum { uint64_t product[LANES]; int64_t n; };

struct seek_sums {
	uint64_t r[LANES], mix[LANES];
	struct sum want[GROUPS], have[GROUPS];
};

__extension__ typedef unsigned __int128 wide;

static uint64_t mod_mul(uint64_t a, uint64_t b)
{
	wide w = (wide)a * b;
	uint64_t v = (uint64_t)(w & PRIME) + (uint64_t)(w >> 61);

	return v >= PRIME ? v - PRIME : v;
}

static uint64_t mod_add(uint64_t a, uint64_t b)
{
	uint64_t v = a + b;

	return v >= PRIME ? v - PRIME : v;
}

static void sum_add(const struct seek_sums *q, struct sum *s, uint64_t key, int64_t id)
{
	for (int i = 0; i < LANES; i++) {
		uint64_t x = mod_add(key % PRIME, mod_mul(q->mix[i], (uint64_t)id % PRIME));

		s->product[i] = mod_mul(s->product[i], mod_add(q->r[i], PRIME - x));
	}
	s->n++;
}

void seek_sums_begin(struct rows_pass *p)
{
	struct seek_sums *q = p->seek = ARENA_NEW(&p->a, struct seek_sums);

	os_random(q->r, sizeof q->r);
	os_random(q->mix, sizeof q->mix);
	for (int i = 0; i < LANES; i++) {
		q->r[i] %= PRIME;
		q->mix[i] %= PRIME;
	}
	for (int g = 0; g < GROUPS; g++)
		for (int i = 0; i < LANES; i++)
			q->want[g].product[i] = q->have[g].product[i] = 1;
}

void seek_sums_want(struct rows_pass *p, uint64_t key, int64_t id)
{
	sum_add(p->seek, &p->seek->want[key >> 44 & (GROUPS - 1)], key, id);
}

/* ---- blocks ---- */

struct at {
	int64_t segment, block;      /* of the block before; segment -1: none */
	uint64_t key;                /* the last entry */
	int64_t id;
};

/* Shortest form only, so that every byte counts. */
static bool take(struct str *s, uint64_t *out)
{
	uint64_t v = 0;

	for (int shift = 0; shift < 64 && s->n; shift += 7) {
		unsigned char b = (unsigned char)*s->p;

		s->p++;
		s->n--;
		v |= (uint64_t)(b & 127) << shift;
		if (!(b & 128)) {
			*out = v;
			return b != 0 || shift == 0;
		}
	}
	return false;
}

/* A level's segments are numbered without gaps, from 1 in level 0 and from 0 above it; blocks of a
 * segment from 0. */
static bool next_place(struct at *at, int64_t segment, int64_t block)
{
	bool same = segment == at->segment;
	bool fits;

	if (same)
		fits = block == at->block + 1;
	else if (at->segment >= 0 && segment >> 32 == at->segment >> 32)
		fits = segment == at->segment + 1 && block == 0;
	else
		fits = (segment & 0xffffffff) == (segment >> 32 == 0) && block == 0;
	if (!same)
		at->key = 0, at->id = -1;
	at->segment = segment;
	at->block = block;
	return fits;
}

static bool take_entries(struct seek_sums *q, struct at *at, uint64_t first, int64_t n,
                         struct str data)
{
	uint64_t key = first, dk, di;
	int64_t id = 0;

	for (int64_t i = 0; i < n; i++) {
		if (!take(&data, &dk) || !take(&data, &di) || (i == 0 && dk != 0))
			return false;
		key += dk;
		id = (int64_t)((uint64_t)(dk ? 0 : id) + di);
		if (key >> 54 || key < at->key || (key == at->key && id < at->id))
			return false;
		at->key = key;
		at->id = id;
		sum_add(q, &q->have[key >> 44], key, id);
	}
	return data.n == 0 && n > 0;
}

static enum err read_blocks(struct rows_pass *p)
{
	struct at at = { .segment = -1 };
	struct stmt *s;

	TRY(db_stmt(p->cx, p->db, &sql_blocks, &s));
	for (bool row = false;;) {
		TRY(stmt_step(p->cx, s, &row));
		if (!row)
			break;
		bool good = stmt_col_type(s, 4) == DB_BLOB;
		for (int i = 0; i < 4; i++)
			good &= stmt_col_type(s, i) == DB_INT;
		int64_t segment = stmt_col_int(s, 0), block = stmt_col_int(s, 2);
		good &= next_place(&at, segment, block);
		if (good)
			good = take_entries(p->seek, &at, (uint64_t)stmt_col_int(s, 1), stmt_col_int(s, 3),
			                    stmt_col_blob(s, 4));
		if (!good)
			rows_tell(p, VERIFY_TAMPERED, "verify-seek-block", "seek_block",
			          "seek_block %lld/%lld", (long long)segment, (long long)block);
	}
	stmt_done(s);
	return OK;
}

enum err seek_sums_check(struct rows_pass *p)
{
	static const char *const class_name[16] = { [SEEK_NO] = "number", [SEEK_ID] = "ID number",
		[SEEK_ID_TAIL] = "ID tail", [SEEK_PHONE] = "phone", [SEEK_PHONE_TAIL] = "phone tail",
		[SEEK_CARD] = "bank card", [SEEK_NAME] = "name", [SEEK_PAIR] = "name pairs",
		[SEEK_INITIALS] = "initials", [SEEK_NAT] = "national number",
		[SEEK_FACT] = "fact" };
	bool there;

	TRY(db_has_table(p->cx, p->db, "seek_block", &there));
	if (!there)
		return OK;                              /* schema_check has said so */
	enum err e = read_blocks(p);
	if (e != OK)
		return rows_soften(p, e, "seek_block");
	for (int g = 0; g < GROUPS; g++) {
		const struct sum *w = &p->seek->want[g], *h = &p->seek->have[g];
		const struct entity *noun = entity_by_tag(p->m, (uint8_t)(g >> 4));

		if (w->n != h->n || memcmp(w->product, h->product, sizeof w->product) != 0)
			rows_tell(p, VERIFY_TAMPERED, "verify-seek", noun ? noun->name : "", "%s, %s",
			          noun ? noun->name : "?", class_name[g & 15] ? class_name[g & 15] : "?");
	}
	return OK;
}

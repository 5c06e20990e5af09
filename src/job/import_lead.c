/* import_lead - rows of a department's list: who in the register is meant, whether the fact is
 * known already, and the lead that comes of it. Nothing but leads is written. */
#include "job/import_int.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/codes.h"
#include "crypto/gram.h"
#include "domain/register/lead.h"
#include "entity/seek.h"

#define INDEX_MAX  3000000       /* entries in memory; a larger register is asked row by row */
#define CANDIDATES 16            /* that fit; more than one are several, however many */
#define BEARERS    20000         /* rows under one key of a register too large for memory */
#define VILLAGE    5             /* level of an area */

/* Search entries of one class, sorted by key. */
struct index {
	uint8_t tag;
	enum seek_class cls;
	struct seek_entry *e;
	size_t n, cap;
	bool loaded, over;
};

enum match { M_IDNO, M_NAME, M_NO_NUMBER, M_NO_PERSON, M_SEVERAL, M_NAME_DIFFERS, M_TOO_LITTLE,
	M__COUNT };
static const struct { const char *tag, *count, *doubt; } match_of[M__COUNT] = {
	[M_IDNO] = { "idno", "lead_by_number", NULL },
	[M_NAME] = { "name", "lead_by_name", NULL },
	[M_NO_NUMBER] = { "no_number", "lead_no_number", NULL },
	[M_NO_PERSON] = { "no_person", "lead_no_person", NULL },
	[M_SEVERAL] = { "several", NULL, "lead_several" },
	[M_NAME_DIFFERS] = { "name_differs", NULL, "lead_name_differs" },
	[M_TOO_LITTLE] = { "too_little", "lead_too_little", NULL },
};

struct leads {
	const struct lead_topic *topic;
	struct index number, head, name, fact;
	int64_t code[M__COUNT];      /* of the list lead_match */
	int64_t open;                /* of the list lead_state */
	struct hmap *mine;           /* facts of this very list: key -> row */
	date_t today, due;
	struct str department;
};

/* A row on its way. */
struct one {
	struct imp *im;
	struct leads *l;
	struct reader_row *row;
	struct rec *r;
	struct str village;          /* as the list names it */
	int area;                    /* node that the list names; -1: none, -2: several are called so */
	enum match match;
	struct lead_who who;
	struct str registered;       /* whose the number is, when the name differs */
	char key[3][LEAD_KEY];       /* of the fact, by person, by number, with the name; "" none */
};

/* ---- the register's search entries, loaded once ---- */

static enum err add(void *arg, const struct seek_entry *e, size_t n)
{
	struct index *x = arg;

	(void)n;
	if (x->n == INDEX_MAX) {
		x->over = true;
		return OK;
	}
	if (x->n == x->cap) {
		x->cap = x->cap ? x->cap * 2 : 4096;
		x->e = mem_grow(x->e, x->cap, sizeof *x->e);
	}
	x->e[x->n++] = *e;
	return OK;
}

static int entry_cmp(const void *x, const void *y)
{
	const struct seek_entry *a = x, *b = y;

	return a->key != b->key ? (a->key < b->key ? -1 : 1) : a->id < b->id ? -1 : a->id > b->id;
}

static enum err load(struct imp *im, struct index *x, uint8_t tag, enum seek_class cls)
{
	if (x->loaded)
		return OK;
	x->tag = tag;
	x->cls = cls;
	x->loaded = true;
	TRY(seek_walk(im->cx, im->r->db, seek_key(tag, cls, 0), seek_key(tag, cls, ~UINT64_C(0)), add,
	              x));
	if (x->over)
		x->n = 0;
	else if (x->n)
		qsort(x->e, x->n, sizeof *x->e, entry_cmp);
	return OK;
}

/* Ids under a key: a common name has hundreds of bearers. */
struct ids { struct arena *a; int64_t *id; int n, cap; };

static enum err keep(void *arg, int64_t id)
{
	struct ids *c = arg;

	for (int i = 0; i < c->n; i++)
		if (c->id[i] == id)
			return OK;
	if (c->n == c->cap) {
		int64_t *more = arena_array(c->a, (size_t)c->cap * 2 + 16, sizeof *more);

		if (c->n)
			memcpy(more, c->id, (size_t)c->n * sizeof *more);
		c->id = more;
		c->cap = c->cap * 2 + 16;
	}
	c->id[c->n++] = id;
	return OK;
}

/* Rows that may be meant, each to be compared. */
static enum err look(struct imp *im, const struct index *x, uint64_t hash, struct ids *out)
{
	uint64_t key = seek_key(x->tag, x->cls, hash);
	size_t lo = 0, hi = x->n;

	*out = (struct ids){ .a = &im->work };
	if (x->over)
		return seek_find(im->cx, im->r->db, key, BEARERS, keep, out);
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (x->e[mid].key < key)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < x->n && x->e[lo].key == key; lo++)
		TRY(keep(out, x->e[lo].id));
	return OK;
}

/* ---- who is meant: by number ---- */

struct found { struct lead_who who[CANDIDATES]; int n; };

static enum err with_number(struct one *o, struct str no, struct found *out)
{
	struct imp *im = o->im;
	unsigned char b[BLIND_LEN];
	struct ids ids;

	out->n = 0;
	keyring_blind(&im->r->keys, BLIND_ID, no, b);
	for (int k = 0; k < 2 && !out->n; k++) {
		struct index *x = k ? &o->l->head : &o->l->number;

		TRY(load(im, x, k ? TAG_household : TAG_person, SEEK_ID));
		TRY(look(im, x, seek_hash_blind((struct str){ (char *)b, sizeof b }), &ids));
		for (int i = 0; i < ids.n && out->n < CANDIDATES; i++) {
			struct lead_who *w = &out->who[out->n];
			bool there;

			if (k)
				TRY(lead_household(im->cx, im->r, &im->work, ids.id[i], &there, w));
			else
				TRY(lead_person(im->cx, im->r, &im->work, ids.id[i], &there, w));
			out->n += there && w->has_idno && !memcmp(w->idno, b, sizeof b);
		}
	}
	return OK;
}

/* Who died or moved stands aside where somebody else of the same number is still there. */
static void prefer_present(struct found *f)
{
	int present = 0, n = 0;

	for (int i = 0; i < f->n; i++)
		present += !f->who[i].gone;
	for (int i = 0; i < f->n; i++)
		if (!present || !f->who[i].gone)
			f->who[n++] = f->who[i];
	f->n = n;
}

static void decide_number(struct one *o, struct found *f)
{
	bool named = rec_has(o->r, LEAD_name);
	int same = 0, at = 0;

	if (f->n > 1)
		prefer_present(f);
	for (int i = 0; i < f->n; i++)
		if (!named || !f->who[i].name.n ||
		    lead_same_name(f->who[i].name, o->r->v[LEAD_name].s)) {
			same++;
			at = i;
		}
	if (same > 1) {
		o->match = M_SEVERAL;
	} else if (same == 1) {
		o->match = M_IDNO;
		o->who = f->who[at];
	} else {
		o->match = M_NAME_DIFFERS;
		o->registered = f->who[0].name;
	}
}

/* ---- by name, birth and village ---- */

/* The birth date of a person whose row states none: only in the sealed number. */
static enum err sealed_birth(struct one *o, struct lead_who *w)
{
	struct imp *im = o->im;
	struct family fam;
	struct idno id;
	struct rec *p;

	if (w->birth || !w->has_idno)
		return OK;
	TRY(store_get(im->cx, im->r->db, &im->work, im->person, w->person, &p));
	TRY(family_load(im->cx, im->r->db, im->r->st, im->household, w->household, &fam));
	TRY(store_open(im->cx, &im->work, im->r->st, &fam, p));
	if (rec_has(p, PERSON_idno) && idno_read(p->v[PERSON_idno].s, 0, &id) == IDNO_GOOD)
		w->birth = id.birth;
	return OK;
}

static date_t birth_told(const struct rec *r)
{
	struct idno id;

	if (rec_has(r, LEAD_birth))
		return (date_t)r->v[LEAD_birth].i;
	if (rec_has(r, LEAD_idno) &&
	    idno_read(str_sub(r->v[LEAD_idno].s, 0, 18), 0, &id) == IDNO_GOOD)
		return id.birth;
	return 0;
}

/* Does the list's village hold the area? Where several villages are called so, the one of that
 * name in the area's own township is asked: a name and a birth date then tell which. */
static bool in_village(const struct one *o, int64_t area)
{
	const struct area_tree *t = o->im->areas;
	int at = area_by_id(t, area), county, township, village = o->area;

	if (village < 0 && at >= 0) {
		county = area_up(t, at, 3);
		township = area_up(t, at, 4);
		if (township >= 0)
			village = imp_area_at(o->im, county >= 0 ? area_nth(t, county)->name : STR(""),
			                      area_nth(t, township)->name, o->village);
	}
	return at >= 0 && village >= 0 && area_nth(t, village)->level >= VILLAGE &&
	       area_within(area_nth(t, village), at);
}

static bool village_told(const struct one *o)
{
	return o->area == -2 ? o->village.n > 0 :
	       o->area >= 0 && area_nth(o->im->areas, o->area)->level >= VILLAGE;
}

static uint64_t whole_name(struct str name, bool *known)
{
	struct gram g[GRAM_MAX];
	int n = gram_of_name(name, g);

	for (int i = 0; i < n; i++)
		if (g[i].kind == GRAM_NAME) {
			*known = true;
			return g[i].key;
		}
	*known = false;
	return 0;
}

/* numbered: the list states a number that nobody has. Somebody with another number is not meant. */
static enum err by_name(struct one *o, bool numbered)
{
	struct imp *im = o->im;
	date_t birth = birth_told(o->r);
	struct found f = { .n = 0 };
	struct ids ids;
	uint64_t hash;
	bool known = false;

	o->match = numbered ? M_NO_NUMBER : M_TOO_LITTLE;
	if (!rec_has(o->r, LEAD_name) || !date_month(birth) || !village_told(o))
		return OK;
	hash = whole_name(o->r->v[LEAD_name].s, &known);
	if (!known)
		return OK;
	TRY(load(im, &o->l->name, TAG_person, SEEK_NAME));
	TRY(look(im, &o->l->name, hash, &ids));
	for (int i = 0; i < ids.n && f.n < CANDIDATES; i++) {
		struct lead_who *w = &f.who[f.n];
		bool there;

		TRY(lead_person(im->cx, im->r, &im->work, ids.id[i], &there, w));
		if (!there || (numbered && w->has_idno) || !in_village(o, w->area) ||
		    !lead_same_name(w->name, o->r->v[LEAD_name].s))
			continue;
		TRY(sealed_birth(o, w));
		f.n += w->birth && lead_same_birth(w->birth, birth);
	}
	if (f.n > 1)
		prefer_present(&f);
	if (f.n == 1)
		o->who = f.who[0];
	if (f.n || !numbered)
		o->match = f.n > 1 ? M_SEVERAL : f.n ? M_NAME : M_NO_PERSON;
	return OK;
}

static enum err match_row(struct one *o)
{
	struct found f = { .n = 0 };
	struct str no = o->r->v[LEAD_idno].s;

	if (!rec_has(o->r, LEAD_idno))
		return by_name(o, false);
	TRY(with_number(o, no, &f));
	if (!f.n && no.n > 18)                  /* a disability card begins with the number */
		TRY(with_number(o, str_sub(no, 0, 18), &f));
	if (!f.n)
		return by_name(o, true);
	decide_number(o, &f);
	return OK;
}

static bool matched(const struct one *o)
{
	return o->match == M_IDNO || o->match == M_NAME;
}

/* ---- the fact ---- */

/* The cell that stands behind a label in what was told. */
static struct str told_cell(struct str content, const char *label)
{
	struct str rest = content, sep = STR("；"), colon = STR("："), name = str_of(label);

	while (rest.n) {
		ptrdiff_t end = str_find(rest, sep);
		struct str piece = str_sub(rest, 0, end < 0 ? rest.n : (size_t)end);

		if (str_starts(piece, name) && str_starts(str_sub(piece, name.n, piece.n), colon))
			return str_sub(piece, name.n + colon.n, piece.n);
		rest = str_sub(rest, end < 0 ? rest.n : (size_t)end + sep.n, rest.n);
	}
	return (struct str){ "", 0 };
}

static void add_key(struct one *o, int at, struct str subject)
{
	const struct lead_topic *t = o->l->topic;
	const struct rec *r = o->r;
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 1 << 20);
	buf_adds(&b, subject);
	buf_addf(&b, "|%lld", (long long)t->topic);
	if (t->same_date)
		buf_addf(&b, "|d%lld", (long long)(rec_has(r, LEAD_fact_date) ? r->v[LEAD_fact_date].i :
		         rec_has(r, LEAD_month) ? r->v[LEAD_month].i : 0));
	if (t->same_amount)
		buf_addf(&b, "|a%lld",
		         (long long)(rec_has(r, LEAD_amount) ? r->v[LEAD_amount].i : -1));
	for (int i = 0; i < t->nfact; i++)
		if (t->same_facts >> i & 1) {
			buf_addz(&b, "|f");
			buf_adds(&b, told_cell(r->v[LEAD_content].s, t->fact[i].zh));
		}
	lead_fact_key(&o->im->r->keys, buf_str(&b), o->key[at]);
}

/* Known by the person where there is one; else, and for leads that were not matched when they came,
 * by the number or by name, birth and place. A name that is not that of the number is somebody
 * else: known by both together, and never by the number alone. */
static void keys(struct one *o)
{
	const struct rec *r = o->r;
	bool named = rec_has(r, LEAD_name), numbered = rec_has(r, LEAD_idno);
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4096);
	if (matched(o)) {
		buf_addf(&b, "%c%lld", o->who.person ? 'P' : 'H',
		         (long long)(o->who.person ? o->who.person : o->who.household));
		add_key(o, 0, buf_str(&b));
	}
	buf_reset(&b);
	if (numbered && o->match != M_NAME_DIFFERS) {
		buf_addc(&b, 'I');
		buf_adds(&b, r->v[LEAD_idno].s);
		add_key(o, 1, buf_str(&b));
	}
	buf_reset(&b);
	if (!named)
		return;
	buf_addc(&b, 'N');
	buf_adds(&b, r->v[LEAD_name].s);
	buf_addc(&b, '|');
	if (numbered) {
		buf_adds(&b, r->v[LEAD_idno].s);
	} else {
		buf_addf(&b, "%d|%lld|", (int)birth_told(r),
		         (long long)(o->area >= 0 ? area_nth(o->im->areas, o->area)->id : 0));
		if (rec_has(r, LEAD_address))
			buf_adds(&b, r->v[LEAD_address].s);
	}
	add_key(o, 2, buf_str(&b));
}

static const char *own_key(const struct one *o)
{
	for (int i = 0; i < 3; i++)
		if (o->key[i][0])
			return o->key[i];
	return "";
}

/* The lead that holds this fact: *id 0 if there is none, -1 if this very list told it (at *row). */
static enum err find_fact(struct one *o, int64_t *id, int32_t *row)
{
	struct imp *im = o->im;
	int64_t at, batch;
	struct ids ids;

	*id = 0;
	for (int k = 0; k < 3 && !*id; k++) {
		struct str key = str_of(o->key[k]);

		if (!key.n)
			continue;
		if (hmap_get(o->l->mine, key, &at)) {
			*id = -1;
			*row = (int32_t)at;
			return OK;
		}
		TRY(load(im, &o->l->fact, TAG_lead, SEEK_FACT));
		TRY(look(im, &o->l->fact, seek_hash_text(key), &ids));
		for (int i = 0; i < ids.n && !*id; i++) {
			bool found;

			TRY(lead_of_fact(im->cx, im->r, ids.id[i], key, &found, &batch, row));
			if (found)
				*id = batch == im->batch ? -1 : ids.id[i];
		}
	}
	return OK;
}

/* ---- the lead ---- */

static void place(struct one *o, struct rec *to)
{
	int at = o->area, up;

	if (matched(o)) {
		rec_int(to, LEAD_household, o->who.household);
		if (o->who.person)
			rec_int(to, LEAD_person, o->who.person);
		at = area_by_id(o->im->areas, o->who.area);
		to->shard = o->who.shard;
	}
	to->v[LEAD_area] = (struct val){ 0 };
	if (at < 0)
		return;
	rec_int(to, LEAD_area, area_nth(o->im->areas, at)->id);
	to->area = to->v[LEAD_area].i;
	up = area_up(o->im->areas, at, 3);
	if (!to->shard)
		to->shard = up >= 0 ? area_nth(o->im->areas, up)->id : to->area;
}

/* "A；B" with one more, once. */
static struct str one_more(struct arena *a, struct str list, struct str more)
{
	struct str rest = list, sep = STR("；");

	while (rest.n) {
		ptrdiff_t end = str_find(rest, sep);

		if (str_eq(str_sub(rest, 0, end < 0 ? rest.n : (size_t)end), more))
			return list;
		rest = str_sub(rest, end < 0 ? rest.n : (size_t)end + sep.n, rest.n);
	}
	return list.n ? str_join(a, str_join(a, list, sep), more) : more;
}

/* One more list tells a fact that is known: a version more, with what the first did not say. */
static enum err told_again(struct one *o, int64_t id)
{
	static const int filled[] = { LEAD_name, LEAD_idno, LEAD_birth, LEAD_address, LEAD_month,
		LEAD_fact_date, LEAD_amount, LEAD_content };
	struct imp *im = o->im;
	struct arena *a = &im->chunk->a;
	struct family fam;
	struct rec *old, *now;
	bool changed;

	TRY(store_get(im->cx, im->r->db, a, im->part[0], id, &old));
	TRY(lead_seal(im->cx, im->r->db, im->r->st, old, &fam));
	TRY(store_open(im->cx, a, im->r->st, &fam, old));
	im->n.mended[kind_index("lead_again")]++;
	if (!old->opened)                       /* its key was destroyed: it stays as it is */
		return OK;
	now = imp_merge(a, old, rec_new(a, im->part[0]), &changed);
	for (size_t i = 0; i < sizeof filled / sizeof filled[0]; i++)
		if (!rec_has(now, filled[i]))
			now->v[filled[i]] = o->r->v[filled[i]];
	rec_int(now, LEAD_times, (rec_has(old, LEAD_times) ? old->v[LEAD_times].i : 1) + 1);
	if (rec_has(old, LEAD_department) && !str_eq(old->v[LEAD_department].s, o->l->department))
		rec_text(now, LEAD_also_by, one_more(a, old->v[LEAD_also_by].s, o->l->department));
	if (!rec_has(old, LEAD_household) && matched(o)) {
		place(o, now);
		rec_int(now, LEAD_matched, o->l->code[o->match]);
		rec_text(now, LEAD_fact_key, str_dup(a, str_of(own_key(o))));
	}
	now->batch = im->batch;
	now->row = o->row->row;
	o->row->outcome = ROW_CHANGED;
	return imp_write(im, now, old, &fam);
}

static enum err new_lead(struct one *o)
{
	struct imp *im = o->im;
	const struct lead_topic *t = o->l->topic;
	struct arena *a = &im->chunk->a;
	struct rec *r = o->r;
	struct family fam;

	r->id = store_new_id(im->r->st, im->part[0]);
	place(o, r);
	rec_text(r, LEAD_no, imp_provisional(im, o->row, 'L'));
	rec_int(r, LEAD_topic, t->topic);
	rec_int(r, LEAD_channel, t->channel);
	rec_text(r, LEAD_list_topic, t->id);
	rec_text(r, LEAD_department, o->l->department);
	rec_int(r, LEAD_received, o->l->today);
	rec_int(r, LEAD_due, o->l->due);
	rec_int(r, LEAD_state, o->l->open);
	rec_int(r, LEAD_matched, o->l->code[o->match]);
	rec_int(r, LEAD_times, 1);
	if (own_key(o)[0])
		rec_text(r, LEAD_fact_key, str_dup(a, str_of(own_key(o))));
	r->batch = im->batch;
	r->row = o->row->row;
	o->row->outcome = ROW_FRESH;
	fam.known = false;
	if (matched(o))
		TRY(family_load(im->cx, im->r->db, im->r->st, im->household, o->who.household, &fam));
	if (!fam.known)                         /* nobody's, or of a household that was erased */
		family_new(im->r->st, r->id, &fam);
	return imp_write(im, r, NULL, &fam);
}

/* ---- a row ---- */

static struct str row_text(struct imp *im, int32_t row)
{
	char text[16];
	int n = snprintf(text, sizeof text, "%d", (int)row);

	return str_dup(&im->chunk->a, (struct str){ text, (size_t)n });
}

/* "registered 张**, on the list 李**": both masked, as no finding holds a name. */
static void name_differs(struct one *o)
{
	const struct field *f = &o->im->part[0]->fields[LEAD_name];
	struct val v = { VAL_TEXT, 0, o->registered };
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4096);
	cell_write(&b, o->im->r->model, f, &v, MASK_PUBLIC, LANG_ZH);
	buf_addz(&b, " / ");
	cell_write(&b, o->im->r->model, f, &o->r->v[LEAD_name], MASK_PUBLIC, LANG_ZH);
	imp_found(o->im, o->row, match_of[M_NAME_DIFFERS].doubt, 0, LEAD_name,
	          str_dup(&o->im->chunk->a, buf_str(&b)));
}

/* The place as the list tells it. One that the register does not know is no reason to lose a lead:
 * it is kept with the address. */
static void find_place(struct one *o)
{
	struct arena *a = &o->im->chunk->a;
	struct rec *r = o->r;
	struct str told;

	if (r->v[LEAD_area].kind == VAL_TEXT)
		o->village = r->v[LEAD_area].s;
	o->area = -1;
	if (o->village.n || o->row->township.n)
		o->area = imp_area_at(o->im, o->row->county, o->row->township, o->village);
	if (o->area >= 0 || (!o->village.n && !o->row->township.n))
		return;
	told = str_join(a, o->row->township, o->village);
	if (rec_has(r, LEAD_address))
		told = str_join(a, str_join(a, told, STR(" ")), r->v[LEAD_address].s);
	rec_text(r, LEAD_address, told);
}

/* Worth a lead? Nothing else than the pack says what is little. */
static bool below(struct one *o)
{
	const struct lead_topic *t = o->l->topic;

	if (!t->has_above)
		return false;
	if (!rec_has(o->r, LEAD_amount)) {
		imp_found(o->im, o->row, "required_missing", 0, LEAD_amount, (struct str){ 0 });
		return true;
	}
	if (o->r->v[LEAD_amount].i > t->above)
		return false;
	o->im->n.mended[kind_index("lead_below")]++;
	return true;
}

static void count_match(struct one *o)
{
	if (match_of[o->match].count)
		o->im->n.mended[kind_index(match_of[o->match].count)]++;
	if (o->match == M_NAME_DIFFERS)
		name_differs(o);
	else if (match_of[o->match].doubt)
		imp_found(o->im, o->row, match_of[o->match].doubt, 0,
		          rec_has(o->r, LEAD_idno) ? LEAD_idno : LEAD_name, (struct str){ 0 });
}

static enum err one_row(struct one *o)
{
	struct imp *im = o->im;
	int32_t before = 0;
	int64_t id;

	if (o->row->refused || below(o))
		return OK;
	if (!rec_has(o->r, LEAD_idno) && !rec_has(o->r, LEAD_name)) {
		imp_found_col(im, o->row, "lead_nobody", -1, (struct str){ 0 });
		return OK;
	}
	if (!rec_has(o->r, LEAD_month) && im->im->lead_month)
		rec_int(o->r, LEAD_month, im->im->lead_month);
	find_place(o);
	TRY(match_row(o));
	if (matched(o) ? !imp_may(im, o->who.area) :
	    o->area >= 0 && !imp_may(im, area_nth(im->areas, o->area)->id)) {
		imp_found(im, o->row, "not_your_area", 0, LEAD_area, (struct str){ 0 });
		return OK;
	}
	keys(o);
	TRY(find_fact(o, &id, &before));
	if (id < 0) {
		imp_found_col(im, o->row, "lead_twice", -1, row_text(im, before));
		return OK;
	}
	count_match(o);
	for (int k = 0; k < 3; k++)
		if (o->key[k][0])
			hmap_put(o->l->mine, str_dup(&im->cache, str_of(o->key[k])), o->row->row);
	return id ? told_again(o, id) : new_lead(o);
}

enum err group_leads(struct imp *im, struct reader_row **row, int n)
{
	for (int i = 0; i < n; i++) {
		struct one o = { .im = im, .l = im->leads, .row = row[i], .r = row[i]->part[0] };

		TRY(one_row(&o));
		TRY(imp_settle(im, row[i]));
	}
	return OK;
}

/* ---- the list ---- */

enum err leads_begin(struct imp *im)
{
	const struct lead_topic *t = pack_topic(im->r->pack, im->rd->topic);
	struct leads *l;

	if (!t)
		return err_set(im->cx, ERR_IO, "reader", "reader-broken", NULL);
	im->leads = l = mem_new(1, sizeof *l);
	l->topic = t;
	l->mine = hmap_new(&im->cache, 4096);
	l->today = register_today(im->cx, im->r);
	l->due = date_from_days(date_days(l->today) + (int32_t)t->due_days);
	l->department = im->im->lead_department ? str_of(im->im->lead_department) : t->dept_zh;
	for (int i = 0; i < M__COUNT; i++)
		if (!list_tagged(im->r->model, "lead_match", match_of[i].tag, &l->code[i]))
			return err_set(im->cx, ERR_INPUT, "lead_match", "lead-no-match", match_of[i].tag, NULL);
	if (!list_tagged(im->r->model, "lead_state", "open", &l->open))
		return err_set(im->cx, ERR_INPUT, "lead_state", "lead-no-state", "open", NULL);
	return OK;
}

const struct entity *leads_label(struct imp *im)
{
	const struct lead_topic *t = im->leads->topic;
	struct entity *e = ARENA_NEW(&im->cache, struct entity);

	e->name = im->part[0]->name;
	e->tag = im->part[0]->tag;
	e->zh = str_z(&im->cache, str_join(&im->cache, STR("部门清单："), t->zh));
	e->en = str_z(&im->cache, str_join(&im->cache, STR("Department list: "), t->en));
	return e;
}

void leads_free(struct leads *l)
{
	if (!l)
		return;
	mem_free(l->number.e);
	mem_free(l->head.e);
	mem_free(l->name.e);
	mem_free(l->fact.e);
	mem_free(l);
}

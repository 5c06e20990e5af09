/* sheet - which header cell means which field. Every noun is tried, the best one taken; a household
 * and its persons on the same rows are the exchange list. Nothing is guessed about units: a column
 * in 万元 is not the field in 元, it is named as not known. */
#include "entity/sheet_part.h"

/* ---- labels as people write them ---- */

static bool dropped(int32_t cp)
{
	return cp == '*' || cp == '_' || cp == 0xFEFF || cp == 0x200B || cp <= ' ' || cp == 0xA0;
}

static int32_t bracket(int32_t cp)
{
	switch (cp) {
	case '[': case 0x3010: case 0x3014: case 0x300A:
		return '(';
	case ']': case 0x3011: case 0x3015: case 0x300B:
		return ')';
	default:
		return cp;
	}
}

struct str sheet_plain(struct arena *a, struct str s)
{
	bool changed = false;
	char *to;
	size_t n = 0;
	int32_t cp;

	s = cell_fold(a, s, &changed);
	to = arena_alloc(a, s.n + 1);
	while ((cp = utf8_next(&s)) >= 0) {
		if (dropped(cp))
			continue;
		cp = bracket(cp);
		if (cp >= 'A' && cp <= 'Z')
			cp += 'a' - 'A';
		if (cp == 0xFFFD)               /* shorter inputs may not grow */
			cp = '?';
		n += (size_t)utf8_put(to + n, cp);
	}
	while (n && to[n - 1] == ':')
		n--;
	return (struct str){ to, n };
}

/* A label without what stands in brackets at its end, and that text; false without brackets. */
static bool unbracket(struct str s, struct str *bare, struct str *inside)
{
	size_t at = s.n;

	if (s.n == 0 || s.p[s.n - 1] != ')')
		return false;
	while (at > 0 && s.p[at - 1] != '(')
		at--;
	if (at < 2)
		return false;
	*bare = str_sub(s, 0, at - 1);
	*inside = str_sub(s, at, s.n - at - 1);
	return true;
}

/* s is a plain header; word as a descriptor writes it, with blanks and capitals. */
static bool same_word(struct str word, struct str s)
{
	size_t k = 0;

	for (size_t i = 0; i < word.n; i++) {
		char c = word.p[i];

		if (c == ' ')
			continue;
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (k == s.n || s.p[k++] != c)
			return false;
	}
	return k == s.n;
}

static bool one_of(const char *words, struct str s)
{
	struct str rest = str_of(words), word;

	while (str_next(&rest, '|', &word))
		if (same_word(word, s))
			return true;
	return false;
}

/* Does a bracket say the field's own unit, or nothing about the value? */
static bool bracket_fits(const struct field *f, struct str inside)
{
	static const char *const same[] = {
		"元|yuan|元/年|元/人|人民币元", "亩|mu", "人|persons|人数", "月|months|个月|月数",
		"千米|km|公里", "平方米|m2|㎡|平米|m²", "户|households|户数",
	};

	if (one_of("必填|必填项|选填|可选|单选|多选|可多选|是/否|是否|有/无|required|optional|"
	           "yyyy-mm-dd|yyyymmdd|年月日|年-月-日|年/月/日|yyyy-mm|yyyy", inside))
		return true;
	if (!f->unit)
		return false;
	if (one_of(f->unit, inside))
		return true;
	for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
		struct str unit = str_of(f->unit), zh;

		if (str_next(&unit, '|', &zh) && one_of(same[i], zh) && one_of(same[i], inside))
			return true;
	}
	return false;
}

/* ---- the names a noun's fields are known by ---- */

struct alias {
	struct str full, bare;       /* bare: without brackets, empty if there are none */
	int16_t field;
	uint8_t rank;                /* 0 zh label, 1 en label or name, 2 synonym */
};

struct names {
	const struct entity *e;
	struct alias *v;
	int n, cap;
};

#define RANK_BARE 3     /* the header lacks the label's unit, or has one the label lacks */
#define RANKS 4

static void names_add(struct arena *a, struct names *s, int field, struct str label, int rank)
{
	struct alias *x;
	struct str inside;

	if (label.n == 0)
		return;
	if (s->n == s->cap) {
		int cap = s->cap ? s->cap * 2 : 64;
		struct alias *v = arena_array(a, (size_t)cap, sizeof *v);

		if (s->n)
			memcpy(v, s->v, (size_t)s->n * sizeof *v);
		s->v = v;
		s->cap = cap;
	}
	x = &s->v[s->n++];
	*x = (struct alias){ .full = sheet_plain(a, label), .field = (int16_t)field,
		.rank = (uint8_t)rank };
	if (!unbracket(x->full, &x->bare, &inside) || !bracket_fits(&s->e->fields[field], inside))
		x->bare = (struct str){ "", 0 };
}

static void names_of(struct arena *a, const struct entity *e, struct names *out)
{
	*out = (struct names){ .e = e };
	for (int i = 0; i < e->nfield; i++) {
		const struct field *f = &e->fields[i];
		struct str rest = str_of(f->syn ? f->syn : ""), syn;

		names_add(a, out, i, str_of(f->zh ? f->zh : ""), 0);
		names_add(a, out, i, str_of(f->en ? f->en : ""), 1);
		names_add(a, out, i, str_of(f->name), 0);
		while (str_next(&rest, '|', &syn))
			names_add(a, out, i, syn, 2);
	}
}

struct hit { int field, rank; };

static struct hit names_find(const struct names *s, struct str header)
{
	struct hit best = { -1, RANKS };
	struct str bare = { "", 0 }, inside = { "", 0 };
	bool brackets = unbracket(header, &bare, &inside);

	for (int i = 0; i < s->n; i++) {
		const struct alias *x = &s->v[i];
		int rank = RANKS;

		if (str_eq(x->full, header))
			rank = x->rank;
		else if (x->bare.n && str_eq(x->bare, header))
			rank = RANK_BARE;
		else if (brackets && str_eq(x->bare.n ? x->bare : x->full, bare) &&
		         bracket_fits(&s->e->fields[x->field], inside))
			rank = RANK_BARE;
		if (rank < best.rank)
			best = (struct hit){ x->field, rank };
	}
	return best;
}

/* ---- one noun against a header row ---- */

struct trial {
	const struct entity *e;
	struct hit *hit;             /* one a column */
	bool *got;                   /* one a field: some column states it */
	int score, matched;
	const char *missing;         /* label of a necessary column that is absent */
};

struct header {
	const struct str *plain;
	int n, filled;
};

/* Is some field with this flag or type stated? */
static bool states(const struct trial *t, unsigned flag, enum field_type type)
{
	for (int i = 0; i < t->e->nfield; i++)
		if (t->got[i] && (t->e->fields[i].flags & flag || t->e->fields[i].type == type))
			return true;
	return false;
}

/* What a row of this noun cannot do without: what names it, and whose it is. A noun with a number
 * of its own may be named by an ID or a name instead (numbers are given out then). */
static const char *missing_column(const struct trial *t)
{
	const struct entity *e = t->e;
	const char *parent = NULL;

	for (int i = 0; i < e->nfield; i++) {
		const struct field *f = &e->fields[i];

		if (f->flags & E_PARENT && !parent)
			parent = f->zh;
		if (f->flags & E_ROWKEY && !(f->flags & E_RO) && f->flags & E_REQ && !t->got[i])
			return f->zh;
		if (f->flags & E_KEY && !t->got[i] && !states(t, E_NAME, FT_IDNO))
			return f->zh;
	}
	return parent && !states(t, E_PARENT, FT__COUNT) ? parent : NULL;
}

static void trial_run(struct arena *a, const struct entity *e, const struct header *h,
                      struct trial *t)
{
	static const int worth[RANKS] = { 10, 9, 8, 7 };
	struct names names;

	*t = (struct trial){ .e = e };
	t->hit = arena_array(a, (size_t)h->n + 1, sizeof *t->hit);
	t->got = arena_array(a, (size_t)e->nfield + 1, sizeof *t->got);
	names_of(a, e, &names);
	for (int i = 0; i < h->n; i++) {
		struct hit x = { -1, RANKS };

		if (h->plain[i].n)
			x = names_find(&names, h->plain[i]);
		t->hit[i] = x;
		if (x.field < 0 || e->fields[x.field].flags & E_RO || t->got[x.field])
			continue;
		t->got[x.field] = true;
		t->score += worth[x.rank];
		t->matched++;
	}
	t->missing = missing_column(t);
}

/* ---- household and person on one row ---- */

static bool got_flag(const struct trial *t, unsigned flag)
{
	return states(t, flag, FT__COUNT);
}

/* A column of relations to the head: only lists of all members have one. */
static bool tells_kin(const struct trial *t)
{
	for (int f = 0; f < t->e->nfield; f++)
		if (t->got[f] && t->e->fields[f].list && !strcmp(t->e->fields[f].list, "relation"))
			return true;
	return false;
}

static bool is_exchange(const struct trial *hh, const struct trial *person, int n)
{
	int only_hh = 0, only_person = 0;

	for (int i = 0; i < n; i++) {
		bool h = hh->hit[i].field >= 0, p = person->hit[i].field >= 0;

		only_hh += h && !p && !(hh->e->fields[hh->hit[i].field].flags & E_RO);
		only_person += p && !h;
	}
	return only_hh && only_person && got_flag(hh, E_KEY) &&
	       (got_flag(person, E_KEY) ||
	        (got_flag(person, E_NAME) && (states(person, 0, FT_IDNO) || tells_kin(person))));
}

/* Score of the pair: every column by its better side. */
static int pair_score(const struct trial *hh, const struct trial *person, int n)
{
	int score = 0;

	for (int i = 0; i < n; i++) {
		int h = hh->hit[i].field >= 0 ? 10 - hh->hit[i].rank : 0;
		int p = person->hit[i].field >= 0 ? 10 - person->hit[i].rank : 0;

		score += h > p ? h : p;
	}
	return score;
}

/* ---- columns ---- */

/* Columns that say where a row lies, above and below the village; and those that say nothing. */
static enum col_kind place_kind(struct str plain)
{
	if (one_of("县|县区|区县|县(区)|县(市)|县(市区)|县(市、区)|县市区|县名|县名称|所在县|所属县|县级|"
	           "区县名称|county", plain))
		return COL_COUNTY;
	if (one_of("乡|镇|乡镇|乡(镇)|乡(镇、街道)|乡镇街道|乡镇(街道)|乡(镇)名称|乡名|镇名|乡镇名|乡镇名称|"
	           "所在乡|所在乡镇|所属乡镇|乡级|township", plain))
		return COL_TOWNSHIP;
	if (one_of("自然村|村民小组|组|小组|屯|自然村(组)|所在组", plain))
		return COL_GROUP_PATH;
	return COL_IGNORED;
}

static bool says_nothing(struct str plain)
{
	return plain.n == 0 ||
	       one_of("序号|行号|no.|#|省|市|州|省份|地市|市州|市(州)|省名称|市名称|province|prefecture",
	              plain);
}

static bool areal(const struct entity *e)
{
	for (int i = 0; i < e->nfield; i++)
		if (e->fields[i].type == FT_AREA && !(e->fields[i].flags & E_RO))
			return true;
	return false;
}

struct plan {
	struct sheet_map *map;
	const struct trial *part[2];
	const struct str *plain;
	int *owner[2];               /* column that has a field, or -1 */
	uint8_t *rank;               /* of each column, once it has a field */
};

/* Which part's field a header means that both parts know. */
static int prefer(const struct plan *p, struct arena *a, int i)
{
	const struct field *f;
	int h = p->part[0]->hit[i].rank, q = p->part[1]->hit[i].rank;

	for (int k = 0; k < list32_n; k++)
		if (list32[k].part >= 0 &&
		    str_eq(p->plain[i], sheet_plain(a, str_of(list32[k].header))))
			return list32[k].part;
	if (h != q)
		return h < q ? 0 : 1;
	f = &p->part[0]->e->fields[p->part[0]->hit[i].field];
	return f->flags & E_KEY ? 0 : 1;
}

static bool give(struct plan *p, int i, int part)
{
	const struct trial *t = p->part[part];
	struct sheet_col *col = &p->map->col[i];
	int field = t->hit[i].field;

	if (p->owner[part][field] >= 0)
		return false;
	p->owner[part][field] = i;
	p->rank[i] = (uint8_t)t->hit[i].rank;
	col->part = (uint8_t)part;
	col->field = (int16_t)field;
	/* the program's own are known, but not read */
	col->kind = t->e->fields[field].flags & E_RO ? COL_NOTHING : COL_FIELD;
	return true;
}

/* Gives column i its field if it is known with this rank. A field taken by a better name is not
 * taken twice; by an equally good one, the header stands twice. */
static void place_column(struct plan *p, struct arena *a, int i, int rank, bool *placed)
{
	bool known[2] = { false, false };
	int first;

	for (int k = 0; k < p->map->npart; k++)
		known[k] = p->part[k]->hit[i].field >= 0;
	if (placed[i] || !(known[0] || known[1]))
		return;
	first = known[0] && known[1] ? prefer(p, a, i) : known[0] ? 0 : 1;
	if (p->part[first]->hit[i].rank != rank)
		return;
	placed[i] = true;
	if (give(p, i, first) || (known[!first] && give(p, i, !first)))
		return;
	if (p->rank[p->owner[first][p->part[first]->hit[i].field]] == rank && !p->map->twice.n)
		p->map->twice = p->map->col[i].header;
	p->map->ignored++;
}

static void place_all(struct arena *a, struct plan *p)
{
	struct sheet_map *m = p->map;
	bool *placed = arena_array(a, (size_t)m->ncol + 1, sizeof *placed);
	bool has_area = areal(m->part[0]);

	for (int k = 0; k < m->npart; k++) {
		int n = m->part[k]->nfield;

		p->owner[k] = arena_array(a, (size_t)n + 1, sizeof *p->owner[k]);
		for (int f = 0; f < n; f++)
			p->owner[k][f] = -1;
	}
	p->rank = arena_array(a, (size_t)m->ncol + 1, sizeof *p->rank);
	for (int rank = 0; rank < RANKS; rank++)
		for (int i = 0; i < m->ncol; i++)
			place_column(p, a, i, rank, placed);
	for (int i = 0; i < m->ncol; i++) {
		enum col_kind kind;

		if (placed[i])
			continue;
		kind = has_area ? place_kind(p->plain[i]) : COL_IGNORED;
		if (kind == COL_IGNORED && says_nothing(p->plain[i]))
			kind = COL_NOTHING;
		m->col[i].kind = kind;
		m->ignored += kind == COL_IGNORED;
	}
}

/* ---- choosing ---- */

static bool allowed(const struct entity *e, const char *kind)
{
	return !(e->flags & ENT_CODED) && (!kind || strcmp(e->name, kind) == 0);
}

static bool fits(const struct trial *t, const struct header *h)
{
	return t->matched >= 2 || (t->matched == 1 && t->matched == h->filled);
}

/* Better: more columns understood, nothing necessary missing, then the smaller noun. */
static bool better(const struct trial *a, const struct trial *b)
{
	int x = a->score * 2 - (a->missing ? 25 : 0), y = b->score * 2 - (b->missing ? 25 : 0);

	return x != y ? x > y : a->e->nfield < b->e->nfield;
}

static struct str first_twice(struct arena *a, const struct str *cells, const struct header *h)
{
	struct hmap *seen = hmap_new(a, (size_t)h->n + 1);
	int64_t at;

	for (int i = 0; i < h->n; i++) {
		if (h->plain[i].n == 0)
			continue;
		if (hmap_get(seen, h->plain[i], &at))
			return str_dup(a, cells[i]);
		hmap_put(seen, h->plain[i], i);
	}
	return (struct str){ "", 0 };
}

static void fill_map(struct arena *a, const struct str *cells, const struct header *h,
                     const struct trial *t0, const struct trial *t1, struct sheet_map *out)
{
	struct plan p = { .map = out, .part = { t0, t1 }, .plain = h->plain };
	const char *missing = t0->missing;

	*out = (struct sheet_map){ .part = { t0->e, t1 ? t1->e : NULL }, .npart = t1 ? 2 : 1,
		.ncol = h->n, .twice = { "", 0 }, .missing = { "", 0 } };
	out->col = arena_array(a, (size_t)h->n + 1, sizeof *out->col);
	for (int i = 0; i < h->n; i++)
		out->col[i] = (struct sheet_col){ .field = -1, .header = str_dup(a, cells[i]) };
	out->twice = first_twice(a, cells, h);
	if (!t1 && missing)
		out->missing = str_of(missing);
	place_all(a, &p);
}

static void read_header(struct arena *a, const struct str *cells, int n, struct header *h)
{
	struct str *plain = arena_array(a, (size_t)n + 1, sizeof *plain);

	*h = (struct header){ .plain = plain, .n = n };
	for (int i = 0; i < n; i++) {
		plain[i] = sheet_plain(a, cells[i]);
		h->filled += plain[i].n > 0;
	}
}

/* The nouns to try for a kind; "list" is the exchange list. */
static bool asks_for_list(const char *kind)
{
	return kind && one_of("list|list32|exchange", str_of(kind));
}

enum err sheet_recognise(struct ctx *cx, const struct model *m, const struct str *cells, int n,
                         const char *kind, struct sheet_map *out)
{
	struct arena *a = &cx->arena;
	struct trial *trial = arena_array(a, (size_t)m->n + 1, sizeof *trial);
	const struct trial *best = NULL, *hh = NULL, *person = NULL;
	bool list = asks_for_list(kind), known = list || !kind;
	struct header h;

	*out = (struct sheet_map){ .twice = { "", 0 }, .missing = { "", 0 } };
	read_header(a, cells, n, &h);
	for (int i = 0; i < m->n; i++) {
		struct trial *t = &trial[i];

		if (!allowed(m->ent[i], list ? NULL : kind))
			continue;
		known = true;
		trial_run(a, m->ent[i], &h, t);
		if (strcmp(t->e->name, "household") == 0)
			hh = t;
		if (strcmp(t->e->name, "person") == 0)
			person = t;
		if ((fits(t, &h) || (kind && t->matched)) && (!best || better(t, best)))
			best = t;
	}
	if (!known)
		return err_set(cx, ERR_USAGE, kind, "sheet-kind-unknown", kind, NULL);
	if (hh && person && is_exchange(hh, person, n) &&
	    (list || !best || pair_score(hh, person, n) >= best->score))
		fill_map(a, cells, &h, hh, person, out);
	else if (best && !list)
		fill_map(a, cells, &h, best, NULL, out);
	else
		return err_set(cx, ERR_INPUT, NULL, "sheet-header-unknown", NULL);
	return OK;
}

/* sheet - which header cell means which field. Every noun is tried, the best one taken; a household
 * and its persons on the same rows are the exchange list; a shape of the pack says its nouns
 * itself. Nothing is guessed: a column whose unit cannot be the field's is named as not known. */
#include "entity/sheet_part.h"

/* ---- one noun against a header row ---- */

struct trial {
	const struct entity *e;
	int noun;
	struct hit *hit;             /* one a column */
	bool *got;                   /* one a field: some column states it */
	int score, matched;
	const char *missing;         /* label of a necessary column that is absent */
};

/* The columns of one request, made ready once for all nouns. */
struct header {
	const struct sheet_index *ix;
	const struct model *m;
	const struct sheet_head *head;
	const struct sheet_choice **said;    /* one a column: what was said of it, or NULL */
	int *like;                   /* one a column: an earlier one with the same header, or -1 */
	const struct unit *const *title;
	int n, filled;
};

static bool states(const struct trial *t, unsigned flag, enum field_type type)
{
	for (int i = 0; i < t->e->nfield; i++)
		if (t->got[i] && (t->e->fields[i].flags & flag || t->e->fields[i].type == type))
			return true;
	return false;
}

/* What a row of this noun cannot do without: what names it, and whose it is. A noun with a number
 * of its own may be named by an ID or a name instead (numbers are given out then), if it says of
 * what kind it is. */
static const char *missing_column(const struct trial *t)
{
	const struct entity *e = t->e;
	const char *parent = NULL;
	bool fresh = e->key >= 0 && !t->got[e->key];     /* no row could be one that is there */

	for (int i = 0; i < e->nfield; i++) {
		const struct field *f = &e->fields[i];

		if (fresh && f->flags & E_REQ && f->type == FT_LIST && !t->got[i])
			return f->zh;            /* a lead says what it is about */

		if (f->flags & E_PARENT && !parent)
			parent = f->zh;
		if (f->flags & E_ROWKEY && !(f->flags & E_RO) && f->flags & E_REQ && !t->got[i])
			return f->zh;
		if (f->flags & E_KEY && !t->got[i] && !states(t, E_NAME, FT_IDNO))
			return f->zh;
	}
	return parent && !states(t, E_PARENT, FT__COUNT) ? parent : NULL;
}

/* The unit that a header whose field was said names, if the field can take it. */
static struct hit hit_said(const struct field *f, int field, struct str plain)
{
	struct hit x = { field, 0, NULL, { 0, 0 }, false, -1 };
	struct str bare, inside;
	const struct unit *u = NULL;

	if (sheet_unbracket(plain, &bare, &inside)) {
		x.says_unit = unit_find(inside) != NULL;
		if (sheet_bracket(f, inside, &u, &x.factor) == BRACKET_UNIT)
			x.unit = u;
	} else if ((u = unit_at_end(plain, &bare)) != NULL &&
	           unit_factor(u, unit_of_pair(f->unit), &x.factor)) {
		x.says_unit = true;
		if (x.factor.num != x.factor.den)
			x.unit = u;
	}
	return x;
}

static struct hit find_one(const struct header *h, int noun, int instance, int i)
{
	const struct sheet_choice *said = h->said[i];
	const struct sheet_head *head = &h->head[i];
	struct hit none = { -1, RANKS, NULL, { 0, 0 }, false, -1 }, x;

	if (said && (said->kind != COL_FIELD || said->noun != noun || said->instance != instance))
		return none;
	if (said)
		return hit_said(&h->m->ent[noun]->fields[said->field], said->field,
		                head->n ? head->name[0] : (struct str){ "", 0 });
	for (int k = 0; instance == 0 && k < head->n; k++) {
		x = sheet_names_find(h->ix, noun, head->name[k]);
		if (x.field >= 0)
			return x;
		if (none.near < 0)
			none.near = x.near;
	}
	return none;
}

static void trial_run(struct arena *a, const struct header *h, int noun, int instance,
                      struct trial *t)
{
	static const int worth[RANKS] = { 10, 9, 8, 7, 6, 6 };
	const struct entity *e = h->m->ent[noun];

	*t = (struct trial){ .e = e, .noun = noun };
	t->hit = arena_array(a, (size_t)h->n + 1, sizeof *t->hit);
	t->got = arena_array(a, (size_t)e->nfield + 1, sizeof *t->got);
	for (int i = 0; i < h->n; i++) {
		struct hit x = { -1, RANKS, NULL, { 0, 0 }, false, -1 };

		if (h->head[i].n || h->said[i])
			x = find_one(h, noun, instance, i);
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
	if (sheet_one_of("县|县区|区县|县(区)|县(市)|县(市区)|县(市、区)|县市区|县名|县名称|所在县|所属县|"
	                 "县级|区县名称|county", plain))
		return COL_COUNTY;
	if (sheet_one_of("乡|镇|乡镇|乡(镇)|乡(镇、街道)|乡镇街道|乡镇(街道)|乡(镇)名称|乡名|镇名|乡镇名|"
	                 "乡镇名称|所在乡|所在乡镇|所属乡镇|乡级|township", plain))
		return COL_TOWNSHIP;
	if (sheet_one_of("自然村|村民小组|组|小组|屯|自然村(组)|所在组", plain))
		return COL_GROUP_PATH;
	return COL_IGNORED;
}

static bool says_nothing(struct str plain)
{
	return plain.n == 0 ||
	       sheet_one_of("序号|行号|编号顺序|no.|#|省|市|州|省份|地市|市州|市(州)|省名称|市名称|province|"
	                    "prefecture", plain);
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
	const struct header *h;
	const struct trial *part[SHEET_PARTS];
	int *owner[SHEET_PARTS];     /* column that has a field, or -1 */
	uint8_t *rank;               /* of each column, once it has a field */
	bool *placed;
};

/* Which of household and person a header means that both know. */
static int prefer(const struct plan *p, struct arena *a, int i)
{
	const struct field *f;
	int h = p->part[0]->hit[i].rank, q = p->part[1]->hit[i].rank;

	for (int k = 0; k < list32_n; k++)
		if (list32[k].part >= 0 &&
		    str_eq(p->h->head[i].name[0], sheet_plain(a, str_of(list32[k].header))))
			return list32[k].part;
	if (h != q)
		return h < q ? 0 : 1;
	f = &p->part[0]->e->fields[p->part[0]->hit[i].field];
	return f->flags & E_KEY ? 0 : 1;
}

/* A group's unit counts where the column's own header names none, a title's where neither does. */
static void unit_of_column(const struct plan *p, struct sheet_col *col, const struct field *f,
                           const struct hit *x)
{
	const struct unit *own = unit_of_pair(f->unit), *u = x->unit;
	const struct unit *group = p->h->head[col - p->map->col].group;

	col->factor = x->factor;
	if (!u && !x->says_unit && own && p->h->title) {
		u = group && group->dim == own->dim ? group : p->h->title[own->dim];
		if (u && (!unit_factor(u, own, &col->factor) || col->factor.num == col->factor.den))
			u = NULL;
	}
	if (u)
		col->unit = unit_name(u);
	else
		col->factor = (struct factor){ 0, 0 };
}

static bool give(struct plan *p, int i, int part)
{
	const struct trial *t = p->part[part];
	struct sheet_col *col = &p->map->col[i];
	int field = t->hit[i].field;

	if (field < 0 || p->owner[part][field] >= 0)
		return false;
	p->owner[part][field] = i;
	p->rank[i] = (uint8_t)t->hit[i].rank;
	col->part = (uint8_t)part;
	col->field = (int16_t)field;
	/* the program's own are known, but not read */
	col->kind = t->e->fields[field].flags & E_RO ? COL_NOTHING : COL_FIELD;
	unit_of_column(p, col, &t->e->fields[field], &t->hit[i]);
	return true;
}

/* Gives column i its field if it is known with this rank. A field taken by a better name is not
 * taken twice; by an equally good one, the field is stated twice. */
static void place_column(struct plan *p, struct arena *a, int i, int rank)
{
	int first = -1, n = 0, at;

	if (p->placed[i] || p->h->like[i] >= 0)
		return;
	for (int k = p->map->npart - 1; k >= 0; k--)
		if (p->part[k]->hit[i].field >= 0) {
			first = k;
			n++;
		}
	if (!n)
		return;
	if (n > 1 && !p->map->shape)
		first = prefer(p, a, i);
	if (p->part[first]->hit[i].rank != rank)
		return;
	p->placed[i] = true;
	if (give(p, i, first))
		return;
	for (int k = 0; k < p->map->npart; k++)
		if (give(p, i, k))
			return;
	at = p->owner[first][p->part[first]->hit[i].field];
	if (p->rank[at] == rank && p->map->col[at].kind == COL_FIELD) {
		p->map->col[i] = (struct sheet_col){ .kind = COL_AGAIN, .part = p->map->col[at].part,
			.field = p->map->col[at].field, .same = (int16_t)at,
			.header = p->map->col[i].header };
		unit_of_column(p, &p->map->col[i], &p->part[first]->e->fields[p->map->col[i].field],
		               &p->part[first]->hit[i]);
	} else {
		p->map->ignored++;
	}
}

/* What is left: places, columns of no use, repeated headers, and what is not known. */
static void place_rest(struct plan *p, int i, bool has_area)
{
	struct sheet_map *m = p->map;
	const struct sheet_head *head = &p->h->head[i];
	enum col_kind kind = COL_IGNORED;

	if (p->h->said[i] && p->h->said[i]->kind != COL_FIELD) {
		kind = p->h->said[i]->kind;
	} else if (p->h->like[i] >= 0) {
		struct str header = m->col[i].header;

		m->col[i] = m->col[p->h->like[i]];
		m->col[i].header = header;
		if (m->col[i].kind == COL_FIELD)
			m->col[i].same = (int16_t)p->h->like[i];
		kind = m->col[i].kind == COL_FIELD ? COL_AGAIN : m->col[i].kind;
	} else if (!p->h->said[i]) {
		for (int k = 0; k < head->n && has_area && kind == COL_IGNORED; k++)
			kind = place_kind(head->name[k]);
		if (kind == COL_IGNORED && (head->n == 0 || says_nothing(head->name[head->n - 1])))
			kind = COL_NOTHING;
	}
	m->col[i].kind = kind;
	m->ignored += kind == COL_IGNORED;
	for (int k = 0; kind == COL_IGNORED && k < m->npart && m->col[i].field < 0; k++)
		if (p->part[k]->hit[i].near >= 0) {
			m->col[i].part = (uint8_t)k;
			m->col[i].field = (int16_t)p->part[k]->hit[i].near;
		}
}

static void place_all(struct arena *a, struct plan *p)
{
	struct sheet_map *m = p->map;
	bool has_area = areal(m->part[0]);

	p->placed = arena_array(a, (size_t)m->ncol + 1, sizeof *p->placed);
	for (int k = 0; k < m->npart; k++) {
		int n = m->part[k]->nfield;

		p->owner[k] = arena_array(a, (size_t)n + 1, sizeof *p->owner[k]);
		for (int f = 0; f < n; f++)
			p->owner[k][f] = -1;
	}
	p->rank = arena_array(a, (size_t)m->ncol + 1, sizeof *p->rank);
	for (int rank = 0; rank < RANKS; rank++)
		for (int i = 0; i < m->ncol; i++)
			place_column(p, a, i, rank);
	for (int i = 0; i < m->ncol; i++)
		if (!p->placed[i])
			place_rest(p, i, has_area);
	for (int i = 0; i < m->ncol; i++)
		m->known += m->col[i].kind != COL_IGNORED && m->col[i].kind != COL_NOTHING;
}

/* ---- choosing ---- */

static bool allowed(const struct entity *e, const char *kind)
{
	return !(e->flags & ENT_CODED) && (!kind || strcmp(e->name, kind) == 0);
}

/* One column alone makes a list only if it names its rows: a lone 说明 or 备注 is a remark. */
static bool fits(const struct trial *t, const struct header *h)
{
	return t->matched >= 2 ||
	       (t->matched == 1 && t->matched == h->filled &&
	        states(t, E_KEY | E_ROWKEY | E_PARENT | E_NAME, FT_IDNO));
}

/* Better: more columns understood, nothing necessary missing, then the smaller noun. */
static bool better(const struct trial *a, const struct trial *b)
{
	int x = a->score * 2 - (a->missing ? 25 : 0), y = b->score * 2 - (b->missing ? 25 : 0);

	return x != y ? x > y : a->e->nfield < b->e->nfield;
}

static void fill_map(struct arena *a, const struct header *h, const struct trial *const *t, int n,
                     const struct sheet_shape *shape, struct sheet_map *out)
{
	struct plan p = { .map = out, .h = h };

	*out = (struct sheet_map){ .npart = n, .ncol = h->n, .twice = { "", 0 }, .missing = { "", 0 },
		.shape = shape };
	for (int k = 0; k < n; k++) {
		p.part[k] = t[k];
		out->part[k] = t[k]->e;
	}
	out->col = arena_array(a, (size_t)h->n + 1, sizeof *out->col);
	for (int i = 0; i < h->n; i++)
		out->col[i] = (struct sheet_col){ .field = -1, .same = -1,
			.header = str_dup(a, h->head[i].shown), .unit = { "", 0 } };
	if ((n == 1 || shape) && t[0]->missing)
		out->missing = str_of(t[0]->missing);
	place_all(a, &p);
}

bool sheet_at_place(struct str plain, int col)
{
	int64_t v;

	return plain.n > 1 && plain.p[0] == '@' && str_i64(str_sub(plain, 1, plain.n), &v) &&
	       v == col + 1;
}

/* What was said of each column: by the user, then by the shape. */
static void take_choices(const struct header *h, const struct sheet_choice *c, int n)
{
	for (int i = 0; i < h->n; i++) {
		const struct sheet_head *head = &h->head[i];
		int nth = 1;

		for (int k = 0; k < i; k++)
			nth += head->n && h->head[k].n && str_eq(h->head[k].name[0], head->name[0]);
		for (int k = 0; k < n && !h->said[i]; k++) {
			if (sheet_at_place(c[k].header, i))
				h->said[i] = &c[k];
			for (int j = 0; j < head->n && !h->said[i]; j++)
				if (str_eq(c[k].header, head->name[j]) && (!c[k].nth || c[k].nth == nth))
					h->said[i] = &c[k];
		}
	}
}

/* Columns whose header has stood before, and of which nothing else was said. */
static void find_alike(struct arena *a, struct header *h)
{
	struct hmap *seen = hmap_new(a, (size_t)h->n + 1);
	int64_t at;

	for (int i = 0; i < h->n; i++) {
		h->like[i] = -1;
		if (!h->head[i].n || !h->head[i].name[0].n)
			continue;
		if (!hmap_get(seen, h->head[i].name[0], &at))
			hmap_put(seen, h->head[i].name[0], i);
		else if (h->said[i] == h->said[at] && (!h->said[i] || !h->said[i]->nth))
			h->like[i] = (int)at;
	}
}

static void read_header(struct arena *a, const struct sheet_index *ix, const struct model *m,
                        const struct sheet_request *q, struct header *h)
{
	*h = (struct header){ .ix = ix, .m = m, .head = q->head, .n = q->n, .title = q->title };
	h->said = arena_array(a, (size_t)q->n + 1, sizeof *h->said);
	h->like = arena_array(a, (size_t)q->n + 1, sizeof *h->like);
	for (int i = 0; i < q->n; i++)
		h->filled += q->head[i].n && q->head[i].name[0].n > 0;
	if (q->nchoice)
		take_choices(h, q->choice, q->nchoice);
}

static bool has_header(const struct header *h, struct str plain)
{
	for (int i = 0; i < h->n; i++)
		for (int k = 0; k < h->head[i].n; k++)
			if (str_eq(h->head[i].name[k], plain))
				return true;
	return false;
}

/* The shape of the pack whose headers are all there; of several the one that asks for most. */
static const struct sheet_shape *find_shape(const struct header *h, const char *kind)
{
	const struct sheet_book *b = h->m->book;
	const struct sheet_shape *best = NULL;

	for (int i = 0; b && i < b->nshape; i++) {
		const struct sheet_shape *s = &b->shape[i];
		bool all = !kind || str_eqz(s->id, kind) ||
		           (s->npart == 1 && !strcmp(h->m->ent[s->noun[0]]->name, kind));

		for (int k = 0; all && k < s->nmatch; k++)
			all = has_header(h, s->match[k]);
		if (all && (!best || s->nmatch > best->nmatch))
			best = s;
	}
	return best;
}

static void take_shape(struct arena *a, struct header *h, const struct sheet_shape *s,
                       struct sheet_map *out)
{
	struct trial *trial = arena_array(a, SHEET_PARTS, sizeof *trial);
	const struct trial *t[SHEET_PARTS];

	take_choices(h, s->choice, s->nchoice);
	find_alike(a, h);
	for (int k = 0; k < s->npart; k++) {
		int instance = 0;

		for (int j = 0; j < k; j++)
			instance += s->noun[j] == s->noun[k];
		trial_run(a, h, s->noun[k], instance, &trial[k]);
		for (int j = 0; j < s->ncopy; j++)      /* what the shape itself states is not missing */
			if (s->copy[j].part == k)
				trial[k].got[s->copy[j].field] = true;
		trial[k].missing = missing_column(&trial[k]);
		t[k] = &trial[k];
	}
	fill_map(a, h, t, s->npart, s, out);
}

/* The nouns to try for a kind; "list" is the exchange list. */
static bool asks_for_list(const char *kind)
{
	return kind && sheet_one_of("list|list32|exchange", str_of(kind));
}

static enum err take_noun(struct ctx *cx, struct header *h, const char *kind,
                          struct sheet_map *out)
{
	struct arena *a = &cx->arena;
	struct trial *trial = arena_array(a, (size_t)h->m->n + 1, sizeof *trial);
	const struct trial *best = NULL, *pair[2] = { NULL, NULL };
	bool list = asks_for_list(kind), known = list || !kind;

	find_alike(a, h);
	for (int i = 0; i < h->m->n; i++) {
		struct trial *t = &trial[i];

		if (!allowed(h->m->ent[i], list ? NULL : kind))
			continue;
		known = true;
		trial_run(a, h, i, 0, t);
		if (strcmp(t->e->name, "household") == 0)
			pair[0] = t;
		if (strcmp(t->e->name, "person") == 0)
			pair[1] = t;
		if ((fits(t, h) || (kind && t->matched)) && (!best || better(t, best)))
			best = t;
	}
	if (!known)
		return err_set(cx, ERR_USAGE, kind, "sheet-kind-unknown", kind, NULL);
	if (pair[0] && pair[1] && is_exchange(pair[0], pair[1], h->n) &&
	    (list || !best || pair_score(pair[0], pair[1], h->n) >= best->score))
		fill_map(a, h, pair, 2, NULL, out);
	else if (best && !list)
		fill_map(a, h, &best, 1, NULL, out);
	else
		return err_set(cx, ERR_INPUT, NULL, "sheet-header-unknown", NULL);
	return OK;
}

enum err sheet_recognise_heads(struct ctx *cx, const struct sheet_index *ix,
                               const struct sheet_request *q, struct sheet_map *out)
{
	const struct sheet_shape *shape;
	struct header h;

	*out = (struct sheet_map){ .twice = { "", 0 }, .missing = { "", 0 } };
	read_header(&cx->arena, ix, sheet_index_model(ix), q, &h);
	shape = find_shape(&h, q->kind);
	if (!shape)
		return take_noun(cx, &h, q->kind, out);
	take_shape(&cx->arena, &h, shape, out);
	return OK;
}

enum err sheet_recognise(struct ctx *cx, const struct model *m, const struct str *cells, int n,
                         const char *kind, struct sheet_map *out)
{
	struct sheet_head *head = arena_array(&cx->arena, (size_t)n + 1, sizeof *head);
	struct sheet_request q = { .head = head, .n = n, .kind = kind };

	for (int i = 0; i < n; i++) {
		head[i].shown = cells[i];
		head[i].name[0] = sheet_plain(&cx->arena, cells[i]);
		head[i].n = head[i].name[0].n > 0;
	}
	return sheet_recognise_heads(cx, sheet_index_new(&cx->arena, m), &q, out);
}

/* lists - code lists of a pack: read, merged over the parent's, checked, and looked up fast.
 * A lookup is one hash of the cell as it stands; only a cell nobody wrote that way before is
 * folded and looked up again. */
#include "base/mem.h"
#include "base/utf8.h"
#include "policy/pack_int.h"

#define VALUE_MAX 4096               /* of one list */
#define SYN_MAX 64                   /* of one value */
#define CODE_MAX 999999

static struct str with_prefix(struct loading *ld, struct str sys, struct str v)
{
	return str_join(ld->a, str_join(ld->a, sys, STR(":")), v);
}

/* One entry of syn: text, or {sys, v}, which is kept as "sys:v". */
static enum err read_syn(struct loading *ld, const struct node *n, struct str *out)
{
	struct str sys, v;

	if (n->kind == NODE_SCALAR) {
		if (n->text.n == 0 || str_trim(n->text).n != n->text.n)
			return PACK_BAD(ld->cx, n->at, "pack-want-text", "syn");
		*out = n->text;
		return OK;
	}
	TRY(node_known(ld->cx, n, "sys v"));
	TRY(node_text(ld->cx, n, "sys", true, &sys));
	TRY(node_text(ld->cx, n, "v", true, &v));
	*out = with_prefix(ld, sys, v);
	return OK;
}

static enum err read_syns(struct loading *ld, const struct node *map, struct list_value *v,
                          struct mark **marks)
{
	const struct node *list;
	struct str gb = { 0 };
	int n = 0;

	TRY(node_kind_of(ld->cx, map, "syn", NODE_SEQ, false, &list));
	TRY(node_text(ld->cx, map, "gb", false, &gb));
	if (list && list->nkid > SYN_MAX)
		return PACK_FULL(ld->cx, list->at);
	v->syn = arena_array(ld->a, (size_t)(list ? list->nkid : 0) + 1, sizeof *v->syn);
	*marks = arena_array(ld->a, (size_t)(list ? list->nkid : 0) + 1, sizeof **marks);
	for (int i = 0; list && i < list->nkid; i++) {
		(*marks)[n] = list->kid[i]->at;
		TRY(read_syn(ld, list->kid[i], &v->syn[n++]));
	}
	if (gb.n) {
		(*marks)[n] = node_get(map, "gb")->at;
		v->syn[n++] = with_prefix(ld, STR("GB"), gb);
	}
	v->nsyn = n;
	return OK;
}

/* " head self ": one space between and at both ends; each tag a-z 0-9 _. */
static enum err read_sem(struct loading *ld, const struct node *map, struct str *out)
{
	struct str text = { 0 }, rest, word, sem = STR(" ");

	TRY(node_text(ld->cx, map, "sem", false, &text));
	rest = text;
	while (str_next(&rest, ' ', &word)) {
		if (!name_good(word, '_', 32))
			return PACK_BAD(ld->cx, node_get(map, "sem")->at, "pack-bad-tag", text.p);
		sem = str_join(ld->a, str_join(ld->a, sem, word), STR(" "));
	}
	*out = text.n ? sem : STR("");
	return OK;
}

static enum err read_value(struct loading *ld, const struct node *n, struct list_value *v,
                           struct mark **syn_marks)
{
	int64_t from = 0, to = 0;

	TRY(node_known(ld->cx, n, "code zh en sem syn gb from to"));
	*v = (struct list_value){ 0 };
	TRY(node_int(ld->cx, n, "code", true, 0, CODE_MAX, &v->code));
	TRY(node_text(ld->cx, n, "zh", true, &v->zh));
	TRY(node_text(ld->cx, n, "en", true, &v->en));
	TRY(node_int(ld->cx, n, "from", false, 1900, 2199, &from));
	TRY(node_int(ld->cx, n, "to", false, 1900, 2199, &to));
	if (from && to && to < from)
		return PACK_BAD(ld->cx, node_get(n, "to")->at, "pack-years-reversed", v->zh.p);
	v->from = (int)from;
	v->to = (int)to;
	TRY(read_sem(ld, n, &v->sem));
	return read_syns(ld, n, v, syn_marks);
}

static int value_at(const struct code_list *l, int64_t code)
{
	for (int i = 0; i < l->n; i++)
		if (l->v[i].code == code)
			return i;
	return -1;
}

/* The list of this name, made if new. */
static int list_slot(struct loading *ld, struct str name)
{
	struct pack *p = ld->p;

	for (int i = 0; i < p->nlist; i++)
		if (str_eq(p->lists[i].name, name))
			return i;
	if ((p->nlist & (p->nlist - 1)) == 0) {        /* room doubles at each power of two */
		size_t n = p->nlist ? (size_t)p->nlist * 2 : 1;
		struct code_list *l = arena_array(ld->a, n, sizeof *l);
		struct list_mark *m = arena_array(ld->a, n, sizeof *m);

		if (p->nlist) {
			memcpy(l, p->lists, (size_t)p->nlist * sizeof *l);
			memcpy(m, ld->mark, (size_t)p->nlist * sizeof *m);
		}
		p->lists = l;
		ld->mark = m;
	}
	p->lists[p->nlist].name = name;
	return p->nlist++;
}

/* Values of one file over those inherited: the same code replaces in place, a new one is added. */
static enum err merge_values(struct loading *ld, int slot, const struct node *seq)
{
	struct code_list *l = &ld->p->lists[slot];
	struct list_mark *m = &ld->mark[slot];
	int had = l->n, room = l->n + seq->nkid;
	struct list_value *v = arena_array(ld->a, (size_t)room, sizeof *v);
	struct mark *at = arena_array(ld->a, (size_t)room, sizeof *at);
	struct mark **syn = arena_array(ld->a, (size_t)room, sizeof *syn);
	bool *mine = arena_array(ld->a, (size_t)room, sizeof *mine);

	if (room > VALUE_MAX)
		return PACK_FULL(ld->cx, seq->at);
	if (had) {
		memcpy(v, l->v, (size_t)had * sizeof *v);
		memcpy(at, m->value, (size_t)had * sizeof *at);
		memcpy(syn, m->syn, (size_t)had * sizeof *syn);
	}
	l->v = v;
	m->value = at;
	m->syn = syn;
	for (int i = 0; i < seq->nkid; i++) {
		struct list_value one;
		struct mark *marks = NULL;
		int k;

		TRY(read_value(ld, seq->kid[i], &one, &marks));
		k = value_at(l, one.code);
		if (k >= 0 && mine[k])
			return PACK_BAD(ld->cx, seq->kid[i]->at, "pack-code-twice",
			                node_get(seq->kid[i], "code")->text.p, l->name.p,
			                mark_text(ld->cx, at[k]));
		if (k < 0)
			k = l->n++;
		mine[k] = true;
		v[k] = one;
		at[k] = seq->kid[i]->at;
		syn[k] = marks;
	}
	return OK;
}

enum err lists_merge(struct loading *ld, const struct node *root)
{
	const struct node *lists, *values;

	TRY(node_known(ld->cx, root, "lists"));
	TRY(node_kind_of(ld->cx, root, "lists", NODE_MAP, true, &lists));
	for (int i = 0; i < lists->nkid; i += 2) {
		const struct node *key = lists->kid[i], *n = lists->kid[i + 1];
		struct code_list *l;
		int slot;

		if (!name_good(key->text, '_', 40))
			return PACK_BAD(ld->cx, key->at, "pack-bad-name", key->text.p);
		TRY(node_known(ld->cx, n, "zh en source values"));
		slot = list_slot(ld, key->text);
		l = &ld->p->lists[slot];
		ld->mark[slot].at = key->at;
		TRY(node_text(ld->cx, n, "zh", l->zh.n == 0, &l->zh));
		TRY(node_text(ld->cx, n, "en", l->en.n == 0, &l->en));
		TRY(node_text(ld->cx, n, "source", false, &l->source));
		TRY(node_kind_of(ld->cx, n, "values", NODE_SEQ, l->n == 0, &values));
		if (values)
			TRY(merge_values(ld, slot, values));
		if (l->n == 0)
			return PACK_BAD(ld->cx, key->at, "pack-list-empty", key->text.p);
	}
	return OK;
}

struct str label_fold(struct str s, char *out)
{
	struct str rest = s;
	char *w = out;
	int32_t cp;
	bool same = true;

	while ((cp = utf8_next(&rest)) >= 0) {
		int32_t to = cp;

		if (cp >= 0xFF01 && cp <= 0xFF5E)
			to = cp - 0xFEE0;
		else if (cp == 0x3001)
			to = ',';
		if (to >= 'A' && to <= 'Z')
			to += 'a' - 'A';
		if (to == ' ' || to == '\t' || to == 0x00A0 || to == 0x3000 || to == 0xFEFF ||
		    (to >= 0x2000 && to <= 0x200D)) {
			same = false;
			continue;
		}
		same = same && to == cp && cp != 0xFFFD;
		w += utf8_put(w, cp == 0xFFFD ? '?' : to);
	}
	return same ? s : (struct str){ out, (size_t)(w - out) };
}

/* Every label, English label and synonym of a list means one code. */
static enum err claim(struct loading *ld, struct hmap *seen, const struct code_list *l,
                      struct str label, int value, struct mark at, const struct list_mark *m)
{
	struct str key = label_fold(label, arena_alloc(ld->a, label.n + 1));
	int64_t other;

	if (key.n == 0)
		return PACK_BAD(ld->cx, at, "pack-want-text", label.p);
	if (!hmap_get(seen, key, &other)) {
		hmap_put(seen, key, value);
		return OK;
	}
	if (other == value)
		return PACK_BAD(ld->cx, at, "pack-label-again", label.p, l->name.p);
	return PACK_BAD(ld->cx, at, "pack-label-clash", label.p, l->name.p, l->v[other].zh.p,
	                mark_text(ld->cx, m->value[other]));
}

enum err lists_check(struct loading *ld)
{
	for (int i = 0; i < ld->p->nlist; i++) {
		const struct code_list *l = &ld->p->lists[i];
		const struct list_mark *m = &ld->mark[i];
		struct hmap *seen = hmap_new(ld->a, (size_t)l->n * 4);

		for (int k = 0; k < l->n; k++) {
			const struct list_value *v = &l->v[k];

			TRY(claim(ld, seen, l, v->zh, k, m->value[k], m));
			TRY(claim(ld, seen, l, v->en, k, m->value[k], m));
			for (int j = 0; j < v->nsyn; j++)
				TRY(claim(ld, seen, l, v->syn[j], k, m->syn[k][j], m));
		}
	}
	return OK;
}

const struct code_list *pack_list(const struct pack *p, struct str name)
{
	for (int i = 0; i < p->nlist; i++)
		if (str_eq(p->lists[i].name, name))
			return &p->lists[i];
	return NULL;
}

/* --- lookups ----------------------------------------------------------------------------- */

struct table {
	const struct code_list *l;
	struct hmap *raw;            /* as written in the pack -> value index * 2 + exact */
	struct hmap *folded;         /* folded -> value index */
	int *by_code;                /* value indexes in the order of codes */
};

struct face {
	struct hmap *name;           /* list name -> index into table */
	struct table *table;
};

static const struct table *table_of(const struct face *f, const char *list)
{
	int64_t i;

	return hmap_get(f->name, str_of(list), &i) ? &f->table[i] : NULL;
}

static const struct list_value *value_of(const struct face *f, const char *list, int64_t code)
{
	const struct table *t = table_of(f, list);
	int lo = 0, hi = t ? t->l->n : 0;

	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;
		int64_t c = t->l->v[t->by_code[mid]].code;

		if (c == code)
			return &t->l->v[t->by_code[mid]];
		if (c < code)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

#define FOLD_MAX 512                 /* no label is longer: a longer cell is none */

static bool face_code(void *state, const char *list, struct str label, int64_t *code, bool *exact)
{
	const struct face *f = state;
	const struct table *t = table_of(f, list);
	char room[FOLD_MAX] FILLED_LATER;
	int64_t hit;

	*exact = false;
	if (!t || label.n == 0)
		return false;
	if (hmap_get(t->raw, label, &hit)) {
		*exact = hit & 1;
		*code = t->l->v[hit >> 1].code;
		return true;
	}
	if (label.n > sizeof room)
		return false;
	if (!hmap_get(t->folded, label_fold(label, room), &hit))
		return false;
	*code = t->l->v[hit].code;
	return true;
}

static struct str face_label(void *state, const char *list, int64_t code, enum lang lang)
{
	const struct list_value *v = value_of(state, list, code);

	return !v ? STR("") : lang == LANG_EN ? v->en : v->zh;
}

static bool face_has_tag(void *state, const char *list, int64_t code, const char *sem)
{
	const struct list_value *v = value_of(state, list, code);
	struct str rest, word;

	if (!v)
		return false;
	rest = v->sem;
	while (str_next(&rest, ' ', &word))
		if (word.n && str_eqz(word, sem))
			return true;
	return false;
}

static bool face_nth(void *state, const char *list, int i, int64_t *code, struct str *label)
{
	const struct table *t = table_of(state, list);

	if (!t || i < 0 || i >= t->l->n)
		return false;
	*code = t->l->v[i].code;
	*label = t->l->v[i].zh;
	return true;
}

static void put_label(struct arena *a, struct table *t, struct str label, int value, bool exact)
{
	hmap_put(t->raw, label, (int64_t)value * 2 + exact);
	hmap_put(t->folded, label_fold(label, arena_alloc(a, label.n + 1)), value);
}

static void table_build(struct arena *a, struct table *t, const struct code_list *l)
{
	size_t n = 0;

	for (int i = 0; i < l->n; i++)
		n += 2 + (size_t)l->v[i].nsyn;
	t->l = l;
	t->raw = hmap_new(a, n);
	t->folded = hmap_new(a, n);
	t->by_code = arena_array(a, (size_t)l->n, sizeof *t->by_code);
	for (int i = 0; i < l->n; i++) {
		const struct list_value *v = &l->v[i];
		int k = i;

		put_label(a, t, v->en, i, false);
		for (int j = 0; j < v->nsyn; j++)
			put_label(a, t, v->syn[j], i, false);
		put_label(a, t, v->zh, i, true);
		while (k > 0 && l->v[t->by_code[k - 1]].code > v->code) {   /* nearly sorted */
			t->by_code[k] = t->by_code[k - 1];
			k--;
		}
		t->by_code[k] = i;
	}
}

enum err pack_list_face(struct ctx *cx, struct arena *a, const struct pack *p,
                        struct list_face *out)
{
	struct face *f = ARENA_NEW(a, struct face);

	f->name = hmap_new(a, (size_t)p->nlist);
	f->table = arena_array(a, (size_t)p->nlist + 1, sizeof *f->table);
	for (int i = 0; i < p->nlist; i++) {
		table_build(a, &f->table[i], &p->lists[i]);
		hmap_put(f->name, p->lists[i].name, i);
	}
	if (arena_full(a))
		return err_set(cx, ERR_LIMIT, p->name.p, "pack-too-many-nodes", NULL);
	*out = (struct list_face){ f, face_code, face_label, face_has_tag, face_nth };
	return OK;
}

/* ---- by meaning ---- */

static int words_of(struct str s, struct str all, bool *has_all)
{
	struct str word;
	int n = 0;

	*has_all = true;
	while (s.n) {
		struct str rest = all, one;
		bool found = false;

		if (!str_next(&s, ' ', &word)) {
			word = s;
			s = (struct str){ 0 };
		}
		n += word.n > 0;
		while (word.n && !found && str_next(&rest, ' ', &one))
			found = str_eq(one, word);
		*has_all = *has_all && (found || !word.n || str_eq(rest, word));
	}
	return n;
}

const struct list_value *list_meant(const struct code_list *l, struct str tags)
{
	const struct list_value *best = NULL;
	int fewest = 0;

	for (int i = 0; l && i < l->n; i++) {
		bool yes, all;
		int n = words_of(l->v[i].sem, l->v[i].sem, &all);

		words_of(tags, l->v[i].sem, &yes);
		if (yes && tags.n && (!best || n < fewest)) {
			best = &l->v[i];
			fewest = n;
		}
	}
	return best;
}

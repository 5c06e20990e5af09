/* facts_schema - which fields become columns. */
#include "rule/facts.h"

#include "crypto/digest.h"
#include "rule/expr.h"

int facts_noun_of(const struct facts_schema *s, const struct entity *e)
{
	for (int i = 0; i < s->nnoun; i++)
		if (s->noun[i]->e == e)
			return i;
	return -1;
}

int facts_column_of(const struct facts_schema *s, int noun, int field, enum facts_how how,
                    const char *tag)
{
	const struct facts_noun *n = s->noun[noun];

	for (int i = 0; i < n->ncol; i++)
		if (n->col[i].field == field && n->col[i].how == how &&
		    (how != FACTS_TAG || strcmp(n->col[i].tag, tag) == 0))
			return i;
	return -1;
}

int facts_answer_of(const struct facts_schema *s, int noun, const struct expr *e)
{
	const struct facts_noun *n = s->noun[noun];

	for (int i = 0; i < n->ncol; i++)
		if (n->col[i].how == FACTS_ANSWER && str_eq(n->col[i].e->text, e->text))
			return i;
	return -1;
}

/* The noun in the schema, put there with those above it; -1: it does not belong to the root. */
static int noun_add(struct arena *a, const struct model *m, struct facts_schema *s,
                    const struct entity *e, int depth)
{
	int at = facts_noun_of(s, e), up;
	const struct entity *above;

	if (at >= 0)
		return at;
	if (e->parent < 0 || depth > 2 || s->nnoun == FACTS_NOUNS)
		return -1;
	above = entity_find(m, str_of(e->fields[e->parent].ref));
	up = above ? noun_add(a, m, s, above, depth + 1) : -1;
	if (up < 0 || s->nnoun == FACTS_NOUNS)
		return -1;
	s->noun[s->nnoun] = ARENA_NEW(a, struct facts_noun);
	s->noun[s->nnoun]->e = e;
	s->noun[s->nnoun]->up = up;
	return s->nnoun++;
}

static bool is_coarse(const char *const *coarse, const struct facts_want *w)
{
	size_t noun = strlen(w->noun), field = strlen(w->field);

	for (; coarse && *coarse; coarse++) {
		const char *c = *coarse;

		if (strncmp(c, w->noun, noun) == 0 && c[noun] == '.' &&
		    strncmp(c + noun + 1, w->field, field) == 0 && c[noun + 1 + field] == '=' &&
		    strcmp(c + noun + field + 2, w->tag) == 0)
			return true;
	}
	return false;
}

/* The codes below 256 that carry the tag. */
static void tag_codes(const struct model *m, struct facts_column *c)
{
	const struct list_face *l = &m->lists;
	struct str label;
	int64_t code;

	for (int i = 0; l->nth && l->nth(l->state, c->f->list, i, &code, &label); i++)
		if (code >= 0 && code < 256 && l->has_tag(l->state, c->f->list, code, c->tag))
			c->codes[code >> 6] |= (uint64_t)1 << (code & 63);
}

/* Room for one more, or NULL. */
static struct facts_column *column_add(struct facts_noun *n)
{
	return n->ncol == FACTS_COLS ? NULL : &n->col[n->ncol++];
}

static enum err want_add(struct ctx *cx, struct arena *a, const struct model *m,
                         struct facts_schema *s, const struct facts_want *w,
                         const char *const *coarse)
{
	const struct entity *e = entity_find(m, str_of(w->noun));
	int noun = e ? noun_add(a, m, s, e, 0) : -1;
	int field = e && w->field ? entity_field(e, str_of(w->field)) : -1;
	struct facts_column *c;
	const struct field *f;

	if (noun >= 0 && !w->field)
		return OK;                           /* its rows are counted */
	if (noun < 0 || field < 0)
		return err_set(cx, ERR_NOTFOUND, w->noun, "facts-no-field", w->noun,
		               w->field ? w->field : "", NULL);
	if (facts_column_of(s, noun, field, w->how, w->tag) >= 0)
		return OK;
	f = &e->fields[field];
	if (w->how == FACTS_VALUE && field_is_text(f) && !field_sealed(f))
		return err_set(cx, ERR_INPUT, w->field, "facts-text", w->noun, w->field, NULL);
	if (field_sealed(f) &&
	    (w->how == FACTS_VALUE || (w->how == FACTS_TAG && !is_coarse(coarse, w))))
		return err_set(cx, ERR_DENIED, w->field, "facts-sealed", w->noun, w->field, NULL);
	if (w->how == FACTS_TAG && f->type != FT_LIST && f->type != FT_SET)
		return err_set(cx, ERR_INPUT, w->field, "facts-no-list", w->noun, w->field, NULL);
	c = column_add(s->noun[noun]);
	if (!c)
		return err_set(cx, ERR_LIMIT, w->noun, "facts-columns", w->noun, NULL);
	*c = (struct facts_column){ .f = f, .field = field, .how = w->how, .tag = w->tag };
	c->date = w->how == FACTS_VALUE && (f->type == FT_DATE || f->type == FT_MONTH);
	c->sealed = field_sealed(f);
	s->sealed |= c->sealed;
	if (w->how == FACTS_TAG)
		tag_codes(m, c);
	return OK;
}

static void hash_text(struct digest *d, const char *z)
{
	digest_add(d, z ? z : "", z ? strlen(z) + 1 : 1);
}

/* What a file must agree with: nouns and columns in their order, and what a tag meant. */
static void schema_hash(struct facts_schema *s)
{
	struct digest d;

	digest_init(&d, HASH_SHA256);
	for (int i = 0; i < s->nnoun; i++) {
		const struct facts_noun *n = s->noun[i];
		unsigned char head[2] = { (unsigned char)(n->up + 1), (unsigned char)n->ncol };

		hash_text(&d, n->e->name);
		digest_add(&d, head, sizeof head);
		for (int k = 0; k < n->ncol; k++) {
			const struct field *f = n->col[k].f;
			unsigned char how[2] = { (unsigned char)n->col[k].how,
				f ? (unsigned char)f->type : 0 };

			hash_text(&d, f ? f->name : NULL);
			digest_add(&d, how, sizeof how);
			hash_text(&d, n->col[k].tag);
			if (n->col[k].e)
				digest_add(&d, n->col[k].e->text.p, n->col[k].e->text.n);
			digest_add(&d, n->col[k].codes, sizeof n->col[k].codes);
		}
	}
	digest_end(&d, s->hash);
}

enum err facts_schema_new(struct ctx *cx, struct arena *a, const struct model *m, const char *root,
                          const struct facts_want *want, int nwant, const char *const *coarse,
                          struct facts_schema **out)
{
	struct facts_schema *s = ARENA_NEW(a, struct facts_schema);
	const struct entity *e = entity_find(m, str_of(root));

	if (!e)
		return err_set(cx, ERR_NOTFOUND, root, "facts-no-field", root, "", NULL);
	s->noun[0] = ARENA_NEW(a, struct facts_noun);
	s->noun[0]->e = e;
	s->noun[0]->up = -1;
	s->nnoun = 1;
	for (int i = 0; i < nwant; i++)
		TRY(want_add(cx, a, m, s, &want[i], coarse));
	schema_hash(s);
	*out = s;
	return OK;
}

enum err facts_schema_answer(struct ctx *cx, struct arena *a, const struct model *m,
                             struct facts_schema *s, const struct facts_answer *w)
{
	const char *name = w->e->root->name;
	int noun = noun_add(a, m, s, w->e->root, 0);
	struct facts_column *c;

	if (noun < 0)
		return err_set(cx, ERR_NOTFOUND, name, "facts-no-field", name, "", NULL);
	if (facts_answer_of(s, noun, w->e) >= 0)
		return OK;
	c = column_add(s->noun[noun]);
	if (!c)
		return err_set(cx, ERR_LIMIT, name, "facts-columns", name, NULL);
	*c = (struct facts_column){ .field = -1, .how = FACTS_ANSWER, .e = w->e,
		.sealed = w->sealed, .dated = w->dated };
	s->sealed |= w->sealed;
	schema_hash(s);
	return OK;
}

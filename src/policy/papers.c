/* papers - see the header. */
#include "policy/papers.h"

#include "policy/pack_int.h"

#define PAPERS_MAX 200
#define PARTS_MAX 200
#define ITEMS_MAX 200

const char *const paper_known[] = { "place", "village", "township", "county", "today", "year",
	"office", NULL };

const struct paper_template *pack_paper(const struct pack *p, struct str id)
{
	for (int i = 0; i < p->npaper; i++)
		if (str_eq(p->paper[i].id, id))
			return &p->paper[i];
	return NULL;
}

bool paper_serves(const struct paper_template *t, struct str procedure)
{
	struct str rest = t->procedure, one;

	while (str_next(&rest, ' ', &one))
		if (str_eq(one, procedure))
			return true;
	return !t->procedure.n;
}

bool paper_has_rows(const struct paper_template *t, const char *name)
{
	for (int i = 0; i < t->npart; i++)
		if (str_eqz(t->part[i].rows, name))
			return true;
	return false;
}

bool paper_text_next(struct str *rest, struct str *words, struct str *name)
{
	ptrdiff_t open = str_find(*rest, STR("{")), close;

	*name = (struct str){ 0 };
	*words = *rest;
	if (!rest->n)
		return false;
	close = open < 0 ? -1 : str_find(str_sub(*rest, (size_t)open, rest->n), STR("}"));
	if (close < 0) {
		*rest = (struct str){ 0 };
		return true;
	}
	*words = str_sub(*rest, 0, (size_t)open);
	*name = str_sub(*rest, (size_t)open + 1, (size_t)close - 1);
	*rest = str_sub(*rest, (size_t)(open + close) + 1, rest->n);
	return true;
}

/* ---- reading ---- */

static enum err read_labels(struct loading *ld, const struct node *n, bool need, struct str *zh,
                            struct str *en)
{
	TRY(node_text(ld->cx, n, "zh", need, zh));
	return node_text(ld->cx, n, "en", need, en);
}

/* One of the words, separated by spaces; the first if nothing is said. */
static enum err read_word(struct loading *ld, const struct node *n, const char *key,
                          const char *words, int *out)
{
	struct str rest = str_of(words), word, said = { 0 };
	int i = 0;

	*out = 0;
	TRY(node_text(ld->cx, n, key, false, &said));
	if (!said.n)
		return OK;
	for (; str_next(&rest, ' ', &word); i++)
		if (str_eq(word, said)) {
			*out = i;
			return OK;
		}
	return PACK_BAD(ld->cx, node_get(n, key)->at, "pack-paper-word", said.p, words);
}

static enum err read_item(struct loading *ld, const struct node *n, struct paper_item *out)
{
	int64_t width = 0;

	out->at = pack_place_of(ld, n->at);
	if (n->kind == NODE_SCALAR) {
		out->of = n->text;
		return OK;
	}
	TRY(node_known(ld->cx, n, "of zh en width wide left"));
	TRY(node_text(ld->cx, n, "of", false, &out->of));
	TRY(read_labels(ld, n, !out->of.n, &out->zh, &out->en));
	TRY(node_int(ld->cx, n, "width", false, 1, 100, &width));
	out->width = (int)width;
	TRY(node_bool(ld->cx, n, "left", &out->left));
	return node_bool(ld->cx, n, "wide", &out->wide);
}

static enum err read_items(struct loading *ld, const struct node *n, const char *key, int most,
                           struct paper_part *out)
{
	const struct node *seq;

	TRY(node_kind_of(ld->cx, n, key, NODE_SEQ, true, &seq));
	if (!seq->nkid || seq->nkid > most)
		return PACK_BAD(ld->cx, seq->at, "pack-paper-many", key);
	out->item = arena_array(ld->a, (size_t)seq->nkid, sizeof *out->item);
	for (int i = 0; i < seq->nkid; i++)
		TRY(read_item(ld, seq->kid[i], &out->item[out->nitem++]));
	return OK;
}

static enum err read_words(struct loading *ld, const struct node *n, const char *key,
                           struct paper_part *out)
{
	const struct node *map;

	TRY(node_kind_of(ld->cx, n, key, NODE_MAP, true, &map));
	TRY(node_known(ld->cx, map, "zh en style known"));
	TRY(node_bool(ld->cx, map, "known", &out->known));
	TRY(read_word(ld, map, "style", "left centre right paragraph", &out->style));
	return read_labels(ld, map, true, &out->zh, &out->en);
}

static enum err read_table(struct loading *ld, const struct node *n, struct paper_part *out)
{
	const struct node *table = node_get(n, "table");

	TRY(node_known(ld->cx, n, "table rows columns least height"));
	if (table->kind == NODE_SCALAR && name_good(table->text, '_', 40))
		out->noun = table->text;
	else
		return PACK_BAD(ld->cx, table->at, "pack-want-text", "table");
	if (str_eqz(out->noun, "rows")) {
		TRY(node_text(ld->cx, n, "rows", true, &out->rows));
		out->noun = (struct str){ 0 };
	}
	return read_items(ld, n, "columns", 16, out);
}

static enum err read_photos(struct loading *ld, const struct node *n, struct paper_part *out)
{
	int of;

	TRY(read_word(ld, n, "photos", "household notice", &of));
	out->noun = of ? STR("notice") : STR("household");
	return OK;
}

static enum err read_part(struct loading *ld, const struct node *n, struct paper_part *out)
{
	static const char *const kinds[] = { [PART_TITLE] = "title", [PART_TEXT] = "text",
		[PART_NOTE] = "note",
		[PART_HEADING] = "heading", [PART_GRID] = "grid", [PART_TABLE] = "table",
		[PART_RECORDS] = "records", [PART_BOXES] = "boxes", [PART_PHOTOS] = "photos",
		[PART_SPACE] = "space",
		[PART_PAGE] = "page" };
	int64_t columns = 2, height = 0, least = 0;
	int kind = -1, found = 0;

	out->at = pack_place_of(ld, n->at);
	for (int i = 0; n->kind == NODE_MAP && i <= PART_PAGE; i++)
		if (node_get(n, kinds[i])) {
			kind = i;
			found++;
		}
	if (found != 1)
		return PACK_BAD(ld->cx, n->at, "pack-paper-part");
	out->kind = (enum paper_part_kind)kind;
	if (kind != PART_TABLE)
		TRY(node_known(ld->cx, n, "title text note heading grid records boxes photos space page "
		               "columns height choices"));
	TRY(node_int(ld->cx, n, kind == PART_SPACE ? "space" : "height", false, 1, 240, &height));
	TRY(node_int(ld->cx, n, "least", false, 0, 500, &least));
	if (kind != PART_TABLE)
		TRY(node_int(ld->cx, n, "columns", false, 1, 8, &columns));
	TRY(node_bool(ld->cx, n, "choices", &out->choices));
	out->columns = (int)columns;
	out->height = (int)height;
	out->least = (int)least;
	switch (out->kind) {
	case PART_TITLE: case PART_TEXT: case PART_NOTE: case PART_HEADING:
		return read_words(ld, n, kinds[kind], out);
	case PART_GRID: case PART_BOXES:
		return read_items(ld, n, kinds[kind], ITEMS_MAX, out);
	case PART_TABLE:
		return read_table(ld, n, out);
	case PART_RECORDS:
		return node_text(ld->cx, n, "records", true, &out->noun);
	case PART_PHOTOS:
		return read_photos(ld, n, out);
	case PART_SPACE: case PART_PAGE:
		break;
	}
	return OK;
}

static enum err read_values(struct loading *ld, const struct node *n, struct paper_template *t)
{
	const struct node *map;

	TRY(node_kind_of(ld->cx, n, "values", NODE_MAP, false, &map));
	if (!map)
		return OK;
	t->value = arena_array(ld->a, (size_t)map->nkid / 2 + 1, sizeof *t->value);
	for (int i = 0; i < map->nkid; i += 2) {
		struct paper_named *v = &t->value[t->nvalue++];

		v->name = map->kid[i]->text;
		if (!name_good(v->name, '_', 40))
			return PACK_BAD(ld->cx, map->kid[i]->at, "pack-bad-name", v->name.p);
		TRY(node_known(ld->cx, map->kid[i + 1], "zh en box"));
		TRY(node_bool(ld->cx, map->kid[i + 1], "box", &v->box));
		TRY(read_labels(ld, map->kid[i + 1], true, &v->zh, &v->en));
	}
	return OK;
}

#define AFTERS "anything letter confirmed answer"        /* enum paper_after */

struct str paper_after_name(enum paper_after after)
{
	struct str rest = STR(AFTERS), word = { 0 };

	for (int i = 0; i <= (int)after; i++)
		str_next(&rest, ' ', &word);
	return word;
}

/* A paper of the parent with the same id is replaced as a whole. */
static enum err read_paper(struct loading *ld, const struct node *key, const struct node *n)
{
	struct pack *p = ld->p;
	struct paper_template t = { .id = key->text, .at = pack_place_of(ld, key->at), .code = true };
	const struct node *parts;
	int at = 0, about, mask, after;

	if (!name_good(key->text, '-', 40))
		return PACK_BAD(ld->cx, key->at, "pack-bad-name", key->text.p);
	TRY(node_known(ld->cx, n, "zh en note document clause about mask code leads size wide notice"
	               " after procedure values parts"));
	TRY(read_labels(ld, n, true, &t.zh, &t.en));
	TRY(node_text(ld->cx, n, "note", false, &t.note));
	TRY(node_basis(ld, n, &t.basis));
	TRY(read_word(ld, n, "about", "household area", &about));
	TRY(read_word(ld, n, "mask", "staff public", &mask));
	TRY(read_word(ld, n, "leads", "itself declare", &t.leads));
	TRY(read_word(ld, n, "size", "A4 A3 A1", &t.size));
	TRY(read_word(ld, n, "notice", "any objections result", &t.notice));
	TRY(read_word(ld, n, "after", AFTERS, &after));
	TRY(node_text(ld->cx, n, "procedure", false, &t.procedure));
	TRY(node_bool(ld->cx, n, "wide", &t.wide));
	TRY(node_bool(ld->cx, n, "code", &t.code));
	t.after = (enum paper_after)after;
	t.about = (enum paper_about)about;
	t.public = mask == 1;
	TRY(read_values(ld, n, &t));
	TRY(node_kind_of(ld->cx, n, "parts", NODE_SEQ, true, &parts));
	if (!parts->nkid || parts->nkid > PARTS_MAX)
		return PACK_BAD(ld->cx, parts->at, "pack-paper-many", "parts");
	t.part = arena_array(ld->a, (size_t)parts->nkid, sizeof *t.part);
	for (int i = 0; i < parts->nkid; i++)
		TRY(read_part(ld, parts->kid[i], &t.part[t.npart++]));
	while (at < p->npaper && !str_eq(p->paper[at].id, t.id))
		at++;
	if (at == PAPERS_MAX)
		return PACK_FULL(ld->cx, key->at);
	if (at == p->npaper)
		p->paper = pack_grow(ld->a, p->paper, p->npaper++, sizeof t);
	p->paper[at] = t;
	return OK;
}

enum err papers_merge(struct loading *ld, const struct node *root)
{
	const struct node *map;

	TRY(node_known(ld->cx, root, "papers"));
	TRY(node_kind_of(ld->cx, root, "papers", NODE_MAP, true, &map));
	for (int i = 0; i < map->nkid; i += 2)
		TRY(read_paper(ld, map->kid[i], map->kid[i + 1]));
	return OK;
}

/* ---- against the nouns ---- */

static enum err unknown(struct ctx *cx, struct pack_place at, struct str name)
{
	return PACK_BAD(cx, mark_at(at), "pack-paper-value", str_z(&cx->arena, name));
}

static void try_fields(struct ctx *cx, struct expr_near *near, const char *before,
                       const struct entity *e)
{
	for (int i = 0; e && i < e->nfield; i++)
		expr_near_try(near, str_join(&cx->arena, str_of(before), str_of(e->fields[i].name)));
}

/* A value that this paper has not, and the one that may be meant. */
static enum err no_value(struct ctx *cx, const struct paper_template *t, const struct model *m,
                         struct pack_place at, struct str name)
{
	struct expr_near near = { .what = name };
	struct str best;

	for (int i = 0; paper_known[i]; i++)
		expr_near_try(&near, str_of(paper_known[i]));
	for (int i = 0; i < t->nvalue; i++)
		expr_near_try(&near, t->value[i].name);
	if (t->about == PAPER_OF_HOUSEHOLD) {
		try_fields(cx, &near, "household.", entity_find(m, STR("household")));
		try_fields(cx, &near, "head.", entity_find(m, STR("person")));
	}
	best = expr_near_best(&near);
	return best.n ? PACK_BAD(cx, mark_at(at), "pack-paper-value-near", str_z(&cx->arena, name),
	                         str_z(&cx->arena, best)) : unknown(cx, at, name);
}

/* A table or records of a noun that is none, a column that the noun has not. */
static enum err no_name(struct ctx *cx, const struct model *m, const struct entity *e,
                        struct pack_place at, struct str name)
{
	struct sought s = { .key = e ? e->name : "table", .word = name };

	for (int i = 0; e && i < e->nfield; i++)
		word_try(&s, str_of(e->fields[i].name));
	for (int i = 0; !e && i < m->n; i++)
		if (!(m->ent[i]->flags & ENT_CODED))
			word_try(&s, str_of(m->ent[i]->name));
	return s.found ? unknown(cx, at, name) : word_known(cx, &s, at);
}

static bool is_value(const struct paper_template *t, const struct model *m, struct str name)
{
	struct str rest = name, noun, field;
	const struct entity *e;

	for (int i = 0; paper_known[i]; i++)
		if (str_eqz(name, paper_known[i]))
			return true;
	for (int i = 0; i < t->nvalue; i++)
		if (str_eq(t->value[i].name, name))
			return true;
	if (t->about != PAPER_OF_HOUSEHOLD || !str_next(&rest, '.', &noun) ||
	    !str_next(&rest, '.', &field) || rest.n)
		return false;
	e = str_eqz(noun, "household") ? entity_find(m, noun) :
	    str_eqz(noun, "head") ? entity_find(m, STR("person")) : NULL;
	return e && entity_field(e, field) >= 0;
}

static enum err text_fits(struct ctx *cx, const struct paper_template *t, const struct model *m,
                          const struct paper_part *part, struct str text)
{
	struct str words, name;

	while (paper_text_next(&text, &words, &name))
		if (name.n && !is_value(t, m, name))
			return no_value(cx, t, m, part->at, name);
	return OK;
}

static enum err part_fits(struct ctx *cx, const struct paper_template *t, const struct model *m,
                          const struct paper_part *part)
{
	const struct entity *e = part->noun.n ? entity_find(m, part->noun) : NULL;

	if (part->kind == PART_PHOTOS)           /* people may stand in them: not for the public */
		return t->public || str_eqz(part->noun, "household") != (t->about == PAPER_OF_HOUSEHOLD) ?
		       unknown(cx, part->at, part->noun) : OK;
	TRY(text_fits(cx, t, m, part, part->zh));
	TRY(text_fits(cx, t, m, part, part->en));
	if (part->noun.n && (!e || t->about != PAPER_OF_HOUSEHOLD))
		return no_name(cx, m, NULL, part->at, part->noun);
	for (int i = 0; i < part->nitem; i++) {
		const struct paper_item *it = &part->item[i];

		if (part->kind == PART_BOXES) {
			TRY(text_fits(cx, t, m, part, it->zh));
			TRY(text_fits(cx, t, m, part, it->en));
		}
		if (!it->of.n)
			continue;
		if (part->kind != PART_TABLE) {
			if (!is_value(t, m, it->of))
				return no_value(cx, t, m, it->at, it->of);
		} else if (!str_eqz(it->of, "#") && (!e || entity_field(e, it->of) < 0)) {
			return no_name(cx, m, e, it->at, it->of);
		}
	}
	return OK;
}

enum err papers_fit(struct ctx *cx, const struct pack *p, const struct model *m)
{
	for (int i = 0; i < p->npaper; i++)
		for (int k = 0; k < p->paper[i].npart; k++)
			TRY(part_fits(cx, &p->paper[i], m, &p->paper[i].part[k]));
	return OK;
}

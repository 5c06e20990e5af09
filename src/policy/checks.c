#include "policy/pack_int.h"

#define CHECKS_MAX 2000
#define NONE_MAX 1000

const struct check *pack_check(const struct pack *p, struct str id)
{
	for (int i = 0; i < p->ncheck; i++)
		if (str_eq(p->check[i].id, id))
			return &p->check[i];
	return NULL;
}

static enum err one_of(struct loading *ld, const struct node *n, const char *names, int *out)
{
	struct str rest = str_of(names), word;

	for (*out = 0; n->kind == NODE_SCALAR && str_next(&rest, ' ', &word); (*out)++)
		if (str_eq(word, n->text))
			return OK;
	return PACK_BAD(ld->cx, n->at, "pack-one-of", names);
}

static enum err read_cross(struct loading *ld, const struct node *n, struct check *c)
{
	const struct node *kind, *field;
	int k;

	TRY(node_known(ld->cx, n, "kind field fields"));
	kind = node_get(n, "kind");
	field = node_get(n, "field");
	if (!kind)
		return PACK_BAD(ld->cx, n->at, "pack-missing-key", "kind");
	TRY(one_of(ld, kind, "duplicate shared village_sum", &k));
	c->cross = (enum check_cross)(k + 1);
	c->cross_field = NULL;
	c->ncross_field = 0;
	TRY(node_words(ld, n, "fields", '_', &c->cross_field, &c->ncross_field));
	if ((field != NULL) == (c->ncross_field > 0))
		return PACK_BAD(ld->cx, n->at, "pack-missing-key", "field");
	if (field) {
		c->cross_field = arena_array(ld->a, 1, sizeof *c->cross_field);
		c->ncross_field = 1;
		TRY(node_text(ld->cx, n, "field", true, &c->cross_field[0]));
	}
	return OK;
}

static enum err read_check(struct loading *ld, const struct node *n, struct check *c, bool fresh)
{
	const struct node *severity = node_get(n, "severity"), *cross;
	struct str noun = { 0 };
	int k;

	TRY(node_known(ld->cx, n,
	               "for zh en todo severity among fires cross parameters show covers document "
	               "clause from to off"));
	TRY(node_text(ld->cx, n, "for", fresh, &noun));
	if (noun.n && c->noun.n && !str_eq(noun, c->noun))
		return PACK_BAD(ld->cx, node_get(n, "for")->at, "pack-noun-changed", c->noun.p);
	if (noun.n)
		c->noun = noun;
	TRY(node_text(ld->cx, n, "zh", fresh, &c->zh));
	TRY(node_text(ld->cx, n, "en", fresh, &c->en));
	if (node_get(n, "todo")) {
		const struct node *todo = node_get(n, "todo");

		TRY(node_known(ld->cx, todo, "zh en"));
		TRY(node_text(ld->cx, todo, "zh", true, &c->todo_zh));
		TRY(node_text(ld->cx, todo, "en", true, &c->todo_en));
	}
	if (severity) {
		TRY(one_of(ld, severity, "error missing contradiction either doubt", &k));
		c->severity = (enum check_severity)k;
	} else if (fresh) {
		return PACK_BAD(ld->cx, n->at, "pack-missing-key", "severity");
	}
	TRY(node_expr(ld, n, "among", false, &c->among));
	TRY(node_expr(ld, n, "fires", false, &c->fires));
	TRY(node_kind_of(ld->cx, n, "cross", NODE_MAP, false, &cross));
	if (cross)
		TRY(read_cross(ld, cross, c));
	if ((c->fires.text.n > 0) == (c->cross != CROSS_NONE))
		return PACK_BAD(ld->cx, n->at, "pack-check-fires", c->id.p);
	TRY(params_read(ld, n, &c->param, &c->nparam));
	TRY(node_words(ld, n, "show", '_', &c->show, &c->nshow));
	TRY(node_words(ld, n, "covers", 0, &c->covers, &c->ncovers));
	TRY(node_basis(ld, n, &c->basis));
	TRY(node_span(ld->cx, n, &c->from, &c->to));
	return node_bool(ld->cx, n, "off", &c->off);
}

static enum err read_none(struct loading *ld, const struct node *n)
{
	struct pack *p = ld->p;
	struct check_none v = { 0 };

	TRY(node_known(ld->cx, n, "rule zh en"));
	TRY(node_text(ld->cx, n, "rule", true, &v.rule));
	TRY(node_text(ld->cx, n, "zh", true, &v.zh));
	TRY(node_text(ld->cx, n, "en", true, &v.en));
	if (p->nnone == NONE_MAX)
		return PACK_FULL(ld->cx, n->at);
	p->none = pack_grow(ld->a, p->none, p->nnone, sizeof *p->none);
	p->none[p->nnone++] = v;
	return OK;
}

enum err checks_merge(struct loading *ld, const struct node *root)
{
	struct pack *p = ld->p;
	const struct node *map, *none;

	TRY(node_known(ld->cx, root, "checks none"));
	TRY(node_kind_of(ld->cx, root, "checks", NODE_MAP, true, &map));
	for (int i = 0; i < map->nkid; i += 2) {
		const struct node *key = map->kid[i];
		int at = 0;

		if (!name_good(key->text, '_', 60))
			return PACK_BAD(ld->cx, key->at, "pack-bad-name", key->text.p);
		while (at < p->ncheck && !str_eq(p->check[at].id, key->text))
			at++;
		if (at == CHECKS_MAX)
			return PACK_FULL(ld->cx, key->at);
		if (at == p->ncheck) {
			p->check = pack_grow(ld->a, p->check, at, sizeof *p->check);
			p->check[p->ncheck++] = (struct check){ .id = key->text };
		}
		p->check[at].at = pack_place_of(ld, key->at);
		TRY(read_check(ld, map->kid[i + 1], &p->check[at], p->check[at].noun.n == 0));
	}
	TRY(node_kind_of(ld->cx, root, "none", NODE_SEQ, false, &none));
	for (int i = 0; none && i < none->nkid; i++)
		TRY(read_none(ld, none->kid[i]));
	return OK;
}

/* Those left out go; a rule of another system is answered for once. */
enum err checks_check(struct loading *ld)
{
	struct pack *p = ld->p;
	struct hmap *seen = hmap_new(ld->a, 512);
	int64_t by;
	int kept = 0;

	for (int i = 0; i < p->ncheck; i++)
		if (!p->check[i].off)
			p->check[kept++] = p->check[i];
	p->ncheck = kept;

	for (int i = 0; i < p->ncheck; i++)
		for (int k = 0; k < p->check[i].ncovers; k++) {
			if (hmap_get(seen, p->check[i].covers[k], &by))
				return PACK_BAD(ld->cx, mark_at(p->check[i].at), "pack-covers-twice",
				                p->check[i].covers[k].p, p->check[by].id.p);
			hmap_put(seen, p->check[i].covers[k], i);
		}
	for (int i = 0; i < p->nnone; i++) {
		if (hmap_get(seen, p->none[i].rule, &by))
			return err_set(ld->cx, ERR_INPUT, p->name.p, "pack-covers-twice",
			               p->none[i].rule.p, "none", NULL);
		hmap_put(seen, p->none[i].rule, 0);
	}
	return OK;
}

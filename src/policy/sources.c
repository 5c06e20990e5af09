#include "policy/pack_int.h"

#define SOURCES_MAX 200
#define RULES_MAX 2000

static enum err read_way(struct loading *ld, const struct node *n, enum way *out)
{
	static const char *const names[] = { "ask", "ours", "theirs" };

	for (int i = 0; n->kind == NODE_SCALAR && i < 3; i++)
		if (str_eqz(n->text, names[i])) {
			*out = (enum way)i;
			return OK;
		}
	return PACK_BAD(ld->cx, n->at, "pack-source-way", n->kind == NODE_SCALAR ? n->text.p : "{}");
}

static enum err way_of(struct loading *ld, const struct node *map, const char *key, enum way *out)
{
	const struct node *n = node_get(map, key);

	return n ? read_way(ld, n, out) : OK;
}

static struct str place(struct loading *ld, struct mark at)
{
	return str_dup(ld->a, str_of(mark_text(ld->cx, at)));
}

/* "household.phone", found or made with the source's own ways. */
static enum err rule_at(struct loading *ld, struct data_source *s, const struct node *key,
                        struct source_rule **out)
{
	struct str rest = key->text, entity;

	if (key->kind != NODE_SCALAR || !str_next(&rest, '.', &entity) ||
	    !name_good(entity, '_', 40) || !name_good(rest, '_', 60))
		return PACK_BAD(ld->cx, key->at, "pack-source-field",
		                key->kind == NODE_SCALAR ? key->text.p : "[]");
	for (int i = 0; i < s->nrule; i++)
		if (str_eq(s->rule[i].entity, entity) && str_eq(s->rule[i].field, rest)) {
			*out = &s->rule[i];
			return OK;
		}
	if (s->nrule == RULES_MAX)
		return PACK_FULL(ld->cx, key->at);
	if (!s->rule)
		s->rule = arena_array(ld->a, RULES_MAX, sizeof *s->rule);
	*out = &s->rule[s->nrule++];
	**out = (struct source_rule){ str_dup(ld->a, entity), str_dup(ld->a, rest), s->conflict,
		s->first, false, place(ld, key->at) };
	return OK;
}

static enum err read_rules(struct loading *ld, const struct node *n, struct data_source *s)
{
	const struct node *map, *seq;
	struct source_rule *rule;

	TRY(node_kind_of(ld->cx, n, "fields", NODE_MAP, false, &map));
	for (int i = 0; map && i < map->nkid; i += 2) {
		const struct node *v = map->kid[i + 1];

		TRY(rule_at(ld, s, map->kid[i], &rule));
		if (v->kind == NODE_SCALAR) {
			TRY(read_way(ld, v, &rule->conflict));
			rule->first = rule->conflict;
			continue;
		}
		TRY(node_known(ld->cx, v, "conflict first"));
		TRY(way_of(ld, v, "conflict", &rule->conflict));
		TRY(way_of(ld, v, "first", &rule->first));
	}
	TRY(node_kind_of(ld->cx, n, "stamps", NODE_SEQ, false, &seq));
	for (int i = 0; seq && i < seq->nkid; i++) {
		TRY(rule_at(ld, s, seq->kid[i], &rule));
		rule->stamp = true;
	}
	return OK;
}

static enum err read_full(struct loading *ld, const struct node *n, struct data_source *s)
{
	const struct node *seq;

	TRY(node_kind_of(ld->cx, n, "full", NODE_SEQ, false, &seq));
	if (!seq)
		return OK;
	s->full = arena_array(ld->a, (size_t)seq->nkid + 1, sizeof *s->full);
	s->nfull = 0;
	for (int i = 0; i < seq->nkid; i++) {
		if (seq->kid[i]->kind != NODE_SCALAR || !name_good(seq->kid[i]->text, '_', 40))
			return PACK_BAD(ld->cx, seq->kid[i]->at, "pack-want-text", "full");
		s->full[s->nfull++] = seq->kid[i]->text;
	}
	return OK;
}

static enum err read_source(struct loading *ld, struct str name, const struct node *n)
{
	struct pack *p = ld->p;
	struct data_source *s = NULL;

	TRY(node_known(ld->cx, n, "zh en conflict first full missing_most stamps fields"));
	for (int i = 0; i < p->nsource; i++)
		if (str_eq(p->source[i].name, name))
			s = &p->source[i];
	if (!s) {
		if (p->nsource == SOURCES_MAX)
			return PACK_FULL(ld->cx, n->at);
		if (!p->source)
			p->source = arena_array(ld->a, SOURCES_MAX, sizeof *p->source);
		s = &p->source[p->nsource++];
		s->name = name;
		s->missing_most = 20;
	}
	TRY(node_text(ld->cx, n, "zh", !s->zh.n, &s->zh));
	TRY(node_text(ld->cx, n, "en", !s->en.n, &s->en));
	TRY(way_of(ld, n, "conflict", &s->conflict));
	TRY(way_of(ld, n, "first", &s->first));
	TRY(read_full(ld, n, s));
	TRY(node_int(ld->cx, n, "missing_most", false, 1, 100, &s->missing_most));
	return read_rules(ld, n, s);
}

enum err sources_merge(struct loading *ld, const struct node *root)
{
	const struct node *map;

	TRY(node_known(ld->cx, root, "sources"));
	TRY(node_kind_of(ld->cx, root, "sources", NODE_MAP, true, &map));
	for (int i = 0; i < map->nkid; i += 2) {
		if (!name_good(map->kid[i]->text, '_', 40))
			return PACK_BAD(ld->cx, map->kid[i]->at, "pack-bad-name", map->kid[i]->text.p);
		TRY(read_source(ld, map->kid[i]->text, map->kid[i + 1]));
	}
	return OK;
}

enum err sources_fit(struct ctx *cx, const struct pack *p, const struct model *m)
{
	for (int i = 0; i < p->nsource; i++)
		for (int k = 0; k < p->source[i].nrule; k++) {
			const struct source_rule *r = &p->source[i].rule[k];
			const struct entity *e = entity_find(m, r->entity);

			if (!e || entity_field(e, r->field) < 0)
				return err_set(cx, ERR_INPUT, r->at.p, "pack-source-no-field", r->entity.p,
				               r->field.p, NULL);
		}
	return OK;
}

const struct data_source *pack_source(const struct pack *p, struct str name)
{
	for (int i = 0; i < p->nsource; i++)
		if (str_eq(p->source[i].name, name))
			return &p->source[i];
	return NULL;
}

struct str pack_source_names(struct arena *a, const struct pack *p)
{
	struct str all = { 0 };

	for (int i = 0; i < p->nsource; i++)
		all = str_join(a, str_join(a, all, i ? STR(", ") : STR("")), p->source[i].name);
	return all;
}

struct source_rule source_rule_of(const struct data_source *s, struct str entity, struct str field)
{
	for (int i = 0; i < s->nrule; i++)
		if (str_eq(s->rule[i].entity, entity) && str_eq(s->rule[i].field, field))
			return s->rule[i];
	return (struct source_rule){ entity, field, s->conflict, s->first, false, { 0 } };
}

bool source_full(const struct data_source *s, struct str kind)
{
	for (int i = 0; i < s->nfull; i++)
		if (str_eq(s->full[i], kind))
			return true;
	return false;
}

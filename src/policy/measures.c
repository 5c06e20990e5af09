/* measures - see the header. */
#include "policy/measures.h"

#include "policy/pack_int.h"
#include "rule/measure_cell.h"

#define INDEXES_MAX 50

const struct pack_index *pack_index(const struct pack *p, struct str id)
{
	for (int i = 0; i < p->nindex; i++)
		if (!id.n || str_eq(p->index[i].id, id))
			return &p->index[i];
	return NULL;
}

static enum err read_ratio(struct loading *ld, const struct node *n, const char *key,
                           struct measure_ratio *out)
{
	struct str s = { 0 };

	TRY(node_text(ld->cx, n, key, true, &s));
	if (!measure_ratio_read(s, out) || out->num == 0 || out->num > out->den)
		return PACK_BAD(ld->cx, node_get(n, key)->at, "pack-ratio", key);
	return OK;
}

static enum err read_indicator(struct loading *ld, const struct node *n, struct pack_index *x)
{
	struct standard *s = &x->as;
	struct clause c = { .at = pack_place_of(ld, n->at), .depth = ld->depth,
		.slot = s->nclause };

	TRY(node_known(ld->cx, n, "id zh en deprived weight document clause"));
	TRY(node_text(ld->cx, n, "id", true, &c.id));
	if (!name_good(c.id, '_', 40))
		return PACK_BAD(ld->cx, node_get(n, "id")->at, "pack-bad-name", c.id.p);
	for (int i = 0; i < s->nclause; i++)
		if (str_eq(s->clause[i].id, c.id))
			return PACK_BAD(ld->cx, node_get(n, "id")->at, "pack-word-twice", c.id.p,
			                "indicators");
	TRY(node_text(ld->cx, n, "zh", true, &c.zh));
	TRY(node_text(ld->cx, n, "en", true, &c.en));
	TRY(node_expr(ld, n, "deprived", true, &c.met));
	TRY(node_basis(ld, n, &c.basis));
	TRY(read_ratio(ld, n, "weight", &x->share[s->nclause]));
	s->slot_id[s->nslot++] = c.id;
	s->clause[s->nclause++] = c;
	return OK;
}

static enum err read_indicators(struct loading *ld, const struct node *n, struct pack_index *x)
{
	const struct node *seq;

	TRY(node_kind_of(ld->cx, n, "indicators", NODE_SEQ, true, &seq));
	if (seq->nkid < 1 || seq->nkid > MEASURE_INDICATORS)
		return PACK_BAD(ld->cx, seq->at, "measure-indicators", "32");
	x->as.clause = arena_array(ld->a, (size_t)seq->nkid, sizeof *x->as.clause);
	x->as.slot_id = arena_array(ld->a, CLAUSES_MAX, sizeof *x->as.slot_id);
	for (int i = 0; i < seq->nkid; i++)
		TRY(read_indicator(ld, seq->kid[i], x));
	if (!measure_common(x->share, x->as.nclause, x->weight))
		return PACK_BAD(ld->cx, seq->at, "pack-ratio", "weight");
	x->as.verdict = arena_array(ld->a, 1, sizeof *x->as.verdict);
	x->as.nverdict = 1;                  /* slot 0: never asked for */
	return OK;
}

static enum err read_index(struct loading *ld, const struct node *key, const struct node *n)
{
	struct pack *p = ld->p;
	struct pack_index x = { .id = key->text };
	int at = 0;

	if (!name_good(key->text, '-', 40))
		return PACK_BAD(ld->cx, key->at, "pack-bad-name", key->text.p);
	TRY(node_known(ld->cx, n, "zh en note k indicators parameters"));
	TRY(node_text(ld->cx, n, "zh", true, &x.zh));
	TRY(node_text(ld->cx, n, "en", true, &x.en));
	TRY(node_text(ld->cx, n, "note", false, &x.note));
	TRY(read_ratio(ld, n, "k", &x.k));
	x.as = (struct standard){ .id = x.id, .zh = x.zh, .en = x.en, .noun = STR("household"),
		.at = pack_place_of(ld, key->at) };
	TRY(params_read(ld, n, &x.as.param, &x.as.nparam));
	TRY(read_indicators(ld, n, &x));
	while (at < p->nindex && !str_eq(p->index[at].id, x.id))
		at++;
	if (at == INDEXES_MAX)
		return PACK_FULL(ld->cx, key->at);
	if (at == p->nindex)
		p->index = pack_grow(ld->a, p->index, p->nindex++, sizeof *p->index);
	p->index[at] = x;
	return OK;
}

static enum err read_usual(struct loading *ld, const struct node *n)
{
	struct pack_usual *u = &ld->p->usual;
	struct measure_ratio part;
	double line;

	TRY(node_known(ld->cx, n, "line near round"));
	TRY(node_text(ld->cx, n, "line", false, &u->line));
	if (node_get(n, "line") && !measure_line_read(u->line, &line, &part) &&
	    !pack_line(ld->p, u->line))
		return PACK_BAD(ld->cx, node_get(n, "line")->at, "measure-line-form", u->line.p);
	TRY(node_int(ld->cx, n, "near", false, 0, 100, &u->near));
	return node_int(ld->cx, n, "round", false, 0, 1000000000, &u->round);
}

enum err measures_merge(struct loading *ld, const struct node *root)
{
	const struct node *map, *usual, *multi;

	TRY(node_known(ld->cx, root, "measures"));
	TRY(node_kind_of(ld->cx, root, "measures", NODE_MAP, true, &map));
	TRY(node_known(ld->cx, map, "usual multi"));
	TRY(node_kind_of(ld->cx, map, "usual", NODE_MAP, false, &usual));
	if (usual)
		TRY(read_usual(ld, usual));
	TRY(node_kind_of(ld->cx, map, "multi", NODE_MAP, false, &multi));
	for (int i = 0; multi && i < multi->nkid; i += 2)
		TRY(read_index(ld, multi->kid[i], multi->kid[i + 1]));
	return OK;
}

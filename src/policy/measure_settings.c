/* measure_settings - a YAML file that says how a sample is measured. */
#include "policy/measure_settings.h"

#include <stdio.h>
#include <string.h>

#include "policy/pack_int.h"

#define INDICATOR_KEYS "column zh en deprived weight"
#define KEYS "income weight size strata psu group transfers transfers_within line line_column " \
	"near round few k indicators"

void measure_settings_empty(struct measure_settings *out)
{
	*out = (struct measure_settings){ .near = -1, .round = -1, .few = -1, .k = { 0, 1 } };
}

static enum err word(struct ctx *cx, const struct node *map, const char *key, const char **out)
{
	struct str s = { 0 };

	TRY(node_text(cx, map, key, false, &s));
	if (s.n)
		*out = str_z(&cx->arena, s);
	return OK;
}

static enum err ratio(struct ctx *cx, const struct node *map, const char *key, const char *bad,
                      struct measure_ratio *out)
{
	struct str s = { 0 };

	TRY(node_text(cx, map, key, false, &s));
	if (s.n && (!measure_ratio_read(s, out) || out->num == 0))
		return PACK_BAD(cx, node_get(map, key)->at, bad, s.p);
	return OK;
}

static enum err indicator(struct ctx *cx, const struct node *n, struct measure_settings *s)
{
	struct measure_indicator *x = &s->indicator[s->nindicator];
	struct str cut = { 0 };

	if (n->kind != NODE_MAP)
		return PACK_BAD(cx, n->at, "measure-cut", n->text.p ? n->text.p : "-");
	TRY(node_known(cx, n, INDICATOR_KEYS));
	*x = (struct measure_indicator){ .weight = { 0, 1 } };
	TRY(word(cx, n, "column", &x->column));
	if (!x->column)
		return PACK_BAD(cx, n->at, "measure-cut", "-");
	x->zh = x->en = x->column;
	TRY(word(cx, n, "zh", &x->zh));
	TRY(word(cx, n, "en", &x->en));
	TRY(node_text(cx, n, "deprived", false, &cut));
	if (!measure_cut_read(&cx->arena, cut, &x->cut))
		return PACK_BAD(cx, node_get(n, "deprived")->at, "measure-cut", cut.p);
	TRY(ratio(cx, n, "weight", "measure-weight", &x->weight));
	s->nindicator++;
	return OK;
}

static enum err indicators(struct ctx *cx, const struct node *m, struct measure_settings *s)
{
	const struct node *list;

	TRY(node_kind_of(cx, m, "indicators", NODE_SEQ, false, &list));
	if (list && list->nkid > MEASURE_INDICATORS)
		return PACK_BAD(cx, list->at, "measure-indicators", "32");
	for (int i = 0; list && i < list->nkid; i++)
		TRY(indicator(cx, list->kid[i], s));
	return OK;
}

static enum err columns(struct ctx *cx, const struct node *m, struct measure_settings *s)
{
	const struct { const char *key; const char **to; } of[] = {
		{ "income", &s->income }, { "weight", &s->weight }, { "size", &s->size },
		{ "strata", &s->strata }, { "psu", &s->psu }, { "group", &s->group },
		{ "transfers", &s->transfers }, { "line_column", &s->line_column },
		{ "line", &s->line },
	};

	for (size_t i = 0; i < sizeof of / sizeof of[0]; i++)
		TRY(word(cx, m, of[i].key, of[i].to));
	return OK;
}

enum err measure_settings_read(struct ctx *cx, const char *path, struct str bytes,
                               struct measure_settings *out)
{
	const struct node *m;
	struct node *root;
	struct str yes = { 0 };
	struct measure_ratio part;
	double line;

	measure_settings_empty(out);
	TRY(yaml_read(cx, &cx->arena, path, bytes, &root));
	TRY(node_known(cx, root, "measure"));
	TRY(node_kind_of(cx, root, "measure", NODE_MAP, true, &m));
	TRY(node_known(cx, m, KEYS));
	TRY(columns(cx, m, out));
	if (out->line && !measure_line_read(str_of(out->line), &line, &part))
		return PACK_BAD(cx, node_get(m, "line")->at, "measure-line-form", out->line);
	TRY(node_text(cx, m, "transfers_within", false, &yes));
	out->transfers_within = str_eqz(yes, "true");
	if (yes.n && !out->transfers_within && !str_eqz(yes, "false"))
		return PACK_BAD(cx, node_get(m, "transfers_within")->at, "measure-true-false", yes.p);
	TRY(node_int(cx, m, "near", false, 0, 100, &out->near));
	TRY(node_int(cx, m, "round", false, 0, 1000000000, &out->round));
	TRY(node_int(cx, m, "few", false, 0, 1000, &out->few));
	TRY(ratio(cx, m, "k", "measure-k", &out->k));
	if (out->k.num > out->k.den)
		return PACK_BAD(cx, node_get(m, "k")->at, "measure-k", node_get(m, "k")->text.p);
	return indicators(cx, m, out);
}

enum err measure_settings_weights(struct ctx *cx, const struct measure_settings *s, int64_t *whole)
{
	struct measure_ratio w[MEASURE_INDICATORS];
	int stated = 0;

	for (int i = 0; i < s->nindicator; i++) {
		w[i] = s->indicator[i].weight;
		stated += w[i].num > 0;
	}
	for (int i = 0; i < s->nindicator && !stated; i++)
		w[i] = (struct measure_ratio){ 1, 1 };
	if ((stated && stated < s->nindicator) || !measure_common(w, s->nindicator, whole)) {
		char n[12];

		snprintf(n, sizeof n, "%d", s->nindicator);
		return err_set(cx, ERR_INPUT, "", "measure-weights-stated", n, NULL);
	}
	return OK;
}

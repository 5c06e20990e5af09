#include "policy/pack_int.h"

#define SERIES_MAX 200

const struct line_series *pack_line(const struct pack *p, struct str series)
{
	for (int i = 0; i < p->nline; i++)
		if (str_eq(p->line[i].id, series))
			return &p->line[i];
	return NULL;
}

const struct dated *lines_at(const struct pack *p, struct str series, struct str area, date_t on)
{
	const struct line_series *l = pack_line(p, series);

	return l ? dated_at(l->amount, l->namount, area, on) : NULL;
}

bool line_holds(const struct line_series *l, date_t on)
{
	for (int i = 0; i < l->namount; i++)
		if (dated_at(&l->amount[i], 1, l->amount[i].area, on))
			return true;
	return false;
}

bool lines_year(const struct pack *p, struct str series, struct str area, int year, int64_t *fen)
{
	const struct dated *d = lines_at(p, series, area, (date_t)year * 10000 + 1231);

	if (d)
		*fen = d->v;
	return d != NULL;
}

static enum err read_per(struct loading *ld, const struct node *n, enum line_per *out)
{
	static const char *const names[] = { "person-year", "person-month", "household-year" };

	for (int i = 0; n && n->kind == NODE_SCALAR && i < 3; i++)
		if (str_eqz(n->text, names[i])) {
			*out = (enum line_per)i;
			return OK;
		}
	return n ? PACK_BAD(ld->cx, n->at, "pack-bad-per") : OK;
}

static enum err read_series(struct loading *ld, const struct node *key, const struct node *n)
{
	struct pack *p = ld->p;
	struct line_series *l = NULL;
	const struct node *amounts;

	if (!name_good(key->text, '_', 40))
		return PACK_BAD(ld->cx, key->at, "pack-bad-name", key->text.p);
	TRY(node_known(ld->cx, n, "zh en per note amounts"));
	for (int i = 0; i < p->nline; i++)
		if (str_eq(p->line[i].id, key->text))
			l = &p->line[i];
	if (!l) {
		if (p->nline == SERIES_MAX)
			return PACK_FULL(ld->cx, key->at);
		p->line = pack_grow(ld->a, p->line, p->nline, sizeof *p->line);
		l = &p->line[p->nline++];
		*l = (struct line_series){ .id = key->text };
	}
	l->at = pack_place_of(ld, key->at);
	TRY(node_text(ld->cx, n, "zh", !l->zh.n, &l->zh));
	TRY(node_text(ld->cx, n, "en", !l->en.n, &l->en));
	TRY(node_text(ld->cx, n, "note", false, &l->note));
	TRY(read_per(ld, node_get(n, "per"), &l->per));
	TRY(node_kind_of(ld->cx, n, "amounts", NODE_SEQ, false, &amounts));
	return amounts ? dated_read(ld, amounts, 1 << VALUE_MONEY, &l->amount, &l->namount) : OK;
}

enum err lines_merge(struct loading *ld, const struct node *root)
{
	const struct node *map;

	TRY(node_known(ld->cx, root, "lines"));
	TRY(node_kind_of(ld->cx, root, "lines", NODE_MAP, true, &map));
	for (int i = 0; i < map->nkid; i += 2)
		TRY(read_series(ld, map->kid[i], map->kid[i + 1]));
	return OK;
}

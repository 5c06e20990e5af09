/* pack_fields - extra fields of a pack: the same struct field as a line of a .def file. */
#include "base/money.h"
#include "policy/pack_int.h"

#define FIELDS_MAX 2000

struct name_value {
	const char *name;
	unsigned value;
};

/* What a pack may add. Keys, parents and times are the program's own business. */
static const struct name_value types[] = {
	{ "text", FT_TEXT }, { "code", FT_CODE }, { "int", FT_INT }, { "money", FT_MONEY },
	{ "dec", FT_DEC }, { "bool", FT_BOOL }, { "date", FT_DATE }, { "month", FT_MONTH },
	{ "year", FT_YEAR }, { "list", FT_LIST }, { "set", FT_SET }, { "area", FT_AREA },
	{ "idno", FT_IDNO }, { "dcard", FT_DCARD }, { "phone", FT_PHONE }, { "card", FT_CARD },
	{ "uscc", FT_USCC },
};

static const struct name_value flags[] = {
	{ "required", E_REQ }, { "seal", E_SEAL }, { "personal", E_PERSONAL },
	{ "partial", E_PARTIAL }, { "sum", E_SUM }, { "later", E_LATER },
	{ "decided", E_DECIDED },
};

static bool look(const struct name_value *t, size_t n, struct str name, unsigned *out)
{
	for (size_t i = 0; i < n; i++)
		if (str_eqz(name, t[i].name)) {
			*out = t[i].value;
			return true;
		}
	return false;
}

static enum err read_type(struct loading *ld, const struct node *n, struct field *f)
{
	struct str name;
	unsigned v;

	TRY(node_text(ld->cx, n, "type", true, &name));
	if (!look(types, sizeof types / sizeof *types, name, &v))
		return PACK_BAD(ld->cx, node_get(n, "type")->at, "pack-bad-type", name.p,
		                "text code int money dec bool date month year list set area"
		                " idno dcard phone card uscc");
	f->type = (enum field_type)v;
	return OK;
}

static enum err read_flags(struct loading *ld, const struct node *n, struct field *f)
{
	const struct node *seq;
	unsigned v;

	TRY(node_kind_of(ld->cx, n, "flags", NODE_SEQ, false, &seq));
	for (int i = 0; seq && i < seq->nkid; i++) {
		const struct node *one = seq->kid[i];

		if (one->kind != NODE_SCALAR)
			return PACK_BAD(ld->cx, one->at, "pack-want-text", "flags");
		if (!look(flags, sizeof flags / sizeof *flags, one->text, &v))
			return PACK_BAD(ld->cx, one->at, "pack-bad-flag", one->text.p,
			                "required seal personal partial sum later decided");
		if (v == E_PARTIAL && f->type != FT_DATE)
			return PACK_BAD(ld->cx, one->at, "pack-not-for-type", one->text.p,
			                node_get(n, "type")->text.p);
		f->flags |= v;
	}
	return OK;
}

/* {zh: 亩, en: mu} -> "亩|mu". Neither part may hold the separator. */
static enum err read_pair(struct loading *ld, const struct node *map, const char *key,
                          const char **out)
{
	const struct node *n;
	struct str zh, en;

	TRY(node_kind_of(ld->cx, map, key, NODE_MAP, false, &n));
	if (!n)
		return OK;
	TRY(node_known(ld->cx, n, "zh en"));
	TRY(node_text(ld->cx, n, "zh", true, &zh));
	TRY(node_text(ld->cx, n, "en", true, &en));
	if (memchr(zh.p, '|', zh.n) || memchr(en.p, '|', en.n))
		return PACK_BAD(ld->cx, n->at, "pack-bar-in-text", key);
	*out = str_join(ld->a, str_join(ld->a, zh, STR("|")), en).p;
	return OK;
}

enum err node_syns(struct loading *ld, const struct node *map, const char **out)
{
	const struct node *seq;
	struct str all = { 0 };

	TRY(node_kind_of(ld->cx, map, "syn", NODE_SEQ, false, &seq));
	for (int i = 0; seq && i < seq->nkid; i++) {
		const struct node *one = seq->kid[i];

		if (one->kind != NODE_SCALAR || one->text.n == 0)
			return PACK_BAD(ld->cx, one->at, "pack-want-text", "syn");
		if (memchr(one->text.p, '|', one->text.n))
			return PACK_BAD(ld->cx, one->at, "pack-bar-in-text", "syn");
		if (i)
			all = str_join(ld->a, all, STR("|"));
		all = str_join(ld->a, all, one->text);
	}
	if (all.n)
		*out = str_z(ld->a, all);
	return OK;
}

/* A limit is written as it stands on a sheet: yuan for money, a decimal for dec. */
static enum err read_limit(struct loading *ld, const struct node *map, const char *key,
                           const struct field *f, int64_t *out)
{
	const struct node *n = node_get(map, key);
	bool plain = true, good;

	if (!n)
		return OK;
	if (n->kind != NODE_SCALAR)
		return PACK_BAD(ld->cx, n->at, "pack-want-text", key);
	switch (f->type) {
	case FT_MONEY:
		good = money_read(n->text, out, &plain) == MONEY_GOOD && plain;
		break;
	case FT_DEC:
		good = decimal_read(n->text, f->scale, out, &plain) == MONEY_GOOD && plain;
		break;
	case FT_TEXT: case FT_CODE:
		good = str_i64(n->text, out) && *out >= 0 && *out <= 10000;
		break;
	case FT_INT: case FT_YEAR:
		good = str_i64(n->text, out);
		break;
	default:
		return PACK_BAD(ld->cx, n->at, "pack-not-for-type", key,
		                node_get(map, "type")->text.p);
	}
	return good ? OK : PACK_BAD(ld->cx, n->at, "pack-bad-limit", n->text.p, key);
}

static enum err read_limits(struct loading *ld, const struct node *n, struct field *f)
{
	int64_t scale = 0;

	TRY(node_int(ld->cx, n, "scale", f->type == FT_DEC, 0, 6, &scale));
	if (node_get(n, "scale") && f->type != FT_DEC)
		return PACK_BAD(ld->cx, node_get(n, "scale")->at, "pack-not-for-type", "scale",
		                node_get(n, "type")->text.p);
	f->scale = (int)scale;
	TRY(read_limit(ld, n, "min", f, &f->min));
	TRY(read_limit(ld, n, "max", f, &f->max));
	if (f->min > f->max)
		return PACK_BAD(ld->cx, n->at, "pack-limits-reversed", f->name);
	return OK;
}

static enum err read_field(struct loading *ld, struct str name, const struct node *n,
                           struct field *f)
{
	struct str text = { 0 };
	bool coded;

	TRY(node_known(ld->cx, n, "type zh en flags list unit help syn nat min max scale"));
	*f = (struct field){ .name = str_z(ld->a, name), .column = -1, .pack = true };
	TRY(read_type(ld, n, f));
	TRY(read_flags(ld, n, f));
	TRY(node_text(ld->cx, n, "zh", true, &text));
	f->zh = text.p;
	TRY(node_text(ld->cx, n, "en", true, &text));
	f->en = text.p;
	coded = f->type == FT_LIST || f->type == FT_SET;
	text = (struct str){ 0 };
	TRY(node_text(ld->cx, n, "list", coded, &text));
	if (text.n && !coded)
		return PACK_BAD(ld->cx, node_get(n, "list")->at, "pack-not-for-type", "list",
		                node_get(n, "type")->text.p);
	f->list = text.n ? text.p : NULL;
	text = (struct str){ 0 };
	TRY(node_text(ld->cx, n, "nat", false, &text));
	f->nat = text.n ? text.p : NULL;
	TRY(read_pair(ld, n, "unit", &f->unit));
	TRY(read_pair(ld, n, "help", &f->help));
	TRY(node_syns(ld, n, &f->syn));
	return read_limits(ld, n, f);
}

static enum err put_field(struct loading *ld, struct str entity, const struct node *key,
                          const struct field *f)
{
	struct pack *p = ld->p;
	int i = 0;

	while (i < p->nfield && !(str_eqz(entity, p->field_entity[i]) &&
	                          strcmp(f->name, p->fields[i].name) == 0))
		i++;
	if (i == FIELDS_MAX)
		return PACK_FULL(ld->cx, key->at);
	if (!p->fields) {
		p->fields = arena_array(ld->a, FIELDS_MAX, sizeof *p->fields);
		p->field_entity = arena_array(ld->a, FIELDS_MAX, sizeof *p->field_entity);
		ld->field_mark = arena_array(ld->a, FIELDS_MAX, sizeof *ld->field_mark);
	}
	if (i < p->nfield && p->fields[i].type != f->type)
		return PACK_BAD(ld->cx, key->at, "pack-type-changed", f->name,
		                mark_text(ld->cx, ld->field_mark[i]));
	p->fields[i] = *f;
	p->field_entity[i] = str_z(ld->a, entity);
	ld->field_mark[i] = key->at;
	if (i == p->nfield)
		p->nfield++;
	return OK;
}

enum err fields_merge(struct loading *ld, const struct node *root)
{
	const struct node *ents;

	TRY(node_known(ld->cx, root, "fields"));
	TRY(node_kind_of(ld->cx, root, "fields", NODE_MAP, true, &ents));
	for (int i = 0; i < ents->nkid; i += 2) {
		const struct node *key = ents->kid[i], *map = ents->kid[i + 1];

		if (!name_good(key->text, '_', 40))
			return PACK_BAD(ld->cx, key->at, "pack-bad-name", key->text.p);
		if (map->kind != NODE_MAP)
			return PACK_BAD(ld->cx, map->at, "pack-want-map", key->text.p);
		for (int k = 0; k < map->nkid; k += 2) {
			struct field f;

			if (!name_good(map->kid[k]->text, '_', 40))
				return PACK_BAD(ld->cx, map->kid[k]->at, "pack-bad-name",
				                map->kid[k]->text.p);
			TRY(read_field(ld, map->kid[k]->text, map->kid[k + 1], &f));
			TRY(put_field(ld, key->text, map->kid[k], &f));
		}
	}
	return OK;
}

enum err fields_check(struct loading *ld)
{
	const struct pack *p = ld->p;

	for (int i = 0; i < p->nfield; i++) {
		const struct field *f = &p->fields[i];
		const struct code_list *l;

		if (!f->list)
			continue;
		l = pack_list(p, str_of(f->list));
		if (!l)
			return PACK_BAD(ld->cx, ld->field_mark[i], "pack-no-such-list", f->list,
			                f->name);
		for (int k = 0; f->type == FT_SET && k < l->n; k++)
			if (l->v[k].code > PACK_SET_CODE_MAX)
				return PACK_BAD(ld->cx, ld->field_mark[i], "pack-set-code", f->list,
				                l->v[k].zh.p);
	}
	return OK;
}

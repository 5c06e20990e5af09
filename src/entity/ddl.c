/* ddl - the table, its history and the statements of one noun, from its descriptor. */
#include "entity/model_check.h"
#include "entity/store_private.h"

#include <stdlib.h>

const char *const entity_sys_cols[SYS__COUNT] = {
	"id", "version", "area", "shard", "leaf", "ix", "batch", "row", "sealed", "ext",
	"undo", "removed",
};

static const char *const type_sql[FT__COUNT] = {
	[FT_TEXT] = "TEXT", [FT_CODE] = "TEXT", [FT_INT] = "BIGINT", [FT_MONEY] = "BIGINT",
	[FT_DEC] = "BIGINT", [FT_BOOL] = "BIGINT", [FT_DATE] = "BIGINT", [FT_MONTH] = "BIGINT",
	[FT_YEAR] = "BIGINT", [FT_LIST] = "BIGINT", [FT_SET] = "BIGINT", [FT_REF] = "BIGINT",
	[FT_AREA] = "BIGINT", [FT_IDNO] = "TEXT", [FT_DCARD] = "TEXT", [FT_PHONE] = "TEXT",
	[FT_CARD] = "TEXT", [FT_USCC] = "TEXT", [FT_TIME] = "BIGINT", [FT_HASH] = "TEXT",
};

#define MAX_COLS 400

struct layout {
	const char *name[MAX_COLS], *type[MAX_COLS];
	int n;
};

static int layout_add(struct layout *l, const char *name, const char *type)
{
	if (l->n == MAX_COLS)
		abort();
	l->name[l->n] = name;
	l->type[l->n] = type;
	return l->n++;
}

static char *name_with(struct arena *a, const char *name, const char *suffix)
{
	return str_z(a, str_join(a, str_of(name), str_of(suffix)));
}

/* System columns, the seed's hash, then each clear field; a sealed number leaves its blind
 * index. */
static void layout_make(struct arena *a, const struct entity *e, struct layout *l,
                        struct entity_sql *q)
{
	for (int s = 0; s < SYS__COUNT; s++)
		layout_add(l, entity_sys_cols[s], s == SYS_SEALED || s == SYS_EXT ? "BLOB" : "BIGINT");
	q->seed_h = -1;
	if (e->has_sealed || e->flags & ENT_SEED)
		q->seed_h = layout_add(l, "seed_h", "BLOB");
	q->blind = arena_array(a, (size_t)e->nfield + 1, sizeof *q->blind);
	q->tail = arena_array(a, (size_t)e->nfield + 1, sizeof *q->tail);
	for (int i = 0; i < e->nfield; i++) {
		struct field *f = &e->fields[i];

		q->blind[i] = q->tail[i] = f->column = -1;
		if (f->pack)
			continue;
		if (field_sealed(f)) {
			if (f->type == FT_IDNO || f->type == FT_PHONE || f->type == FT_CARD)
				q->blind[i] = layout_add(l, name_with(a, f->name, "_b"), "BLOB");
			if (f->type == FT_IDNO || f->type == FT_PHONE)
				q->tail[i] = layout_add(l, name_with(a, f->name, "_t"), "BIGINT");
		} else if (!strcmp(f->name, "area")) {
			f->column = SYS_AREA;
		} else {
			f->column = layout_add(l, f->name, type_sql[f->type]);
		}
	}
}

static void add_columns(struct buf *b, const struct layout *l)
{
	for (int i = 0; i < l->n; i++)
		buf_addf(b, "%s%s", i ? "," : "", l->name[i]);
}

static bool has_index(const struct entity *e, const char *column)
{
	int i = entity_field(e, str_of(column));
	const struct field *f = i >= 0 ? &e->fields[i] : NULL;

	return f && (f->flags & (E_PARENT | E_INDEX) || (f->flags & E_KEY && e->parent < 0));
}

void entity_index_ddl(struct buf *b, const struct entity *e, const char *column)
{
	if (has_index(e, column))
		buf_addf(b, "CREATE INDEX %s_%s ON %s(%s);\n", e->name, column, e->name, column);
}

/* Indexes over several columns: of lists that are asked for in an order of their own. */
static const struct { const char *noun, *name, *columns; } wide[] = {
	{ "matter", "matter_due", "round, gate, due, id, area, household, assigned_to" },
	{ "matter", "matter_place", "round, gate, area, due" },
};

static void make_ddl(struct buf *b, const struct entity *e, const struct layout *l)
{
	for (int h = 0; h < 2; h++) {
		buf_addf(b, "CREATE TABLE %s%s(", e->name, h ? "_h" : "");
		for (int i = 0; i < l->n; i++)
			buf_addf(b, "\n  %s %s%s,", l->name[i],
			         i == SYS_ID && !h ? "INTEGER" : l->type[i],
			         i == SYS_ID && !h ? " PRIMARY KEY" :
			         i <= SYS_VERSION || i == SYS_LEAF || i == SYS_IX ? " NOT NULL" : "");
		if (h)
			buf_addz(b, "\n  until BIGINT NOT NULL,\n  PRIMARY KEY(id, version)\n);\n");
		else {
			b->n--;                         /* the last comma */
			buf_addz(b, "\n);\n");
		}
	}
	for (int i = SYS__COUNT; i < l->n; i++)
		entity_index_ddl(b, e, l->name[i]);
	for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
		if (!strcmp(wide[i].noun, e->name))
			buf_addf(b, "CREATE INDEX %s ON %s(%s);\n", wide[i].name, e->name, wide[i].columns);
	if (e->parent < 0 && !(e->flags & ENT_CODED))
		buf_addf(b, "CREATE INDEX %s_area ON %s(area);\n", e->name, e->name);
}

static struct sql text(struct arena *a, const struct entity *e, const char *verb, struct buf *b,
                       unsigned flags)
{
	struct buf n;
	struct sql q;

	buf_init(&n, 200);
	buf_addf(&n, "%s.%s", e->name, verb);
	q = (struct sql){ str_z(a, buf_str(&n)), str_z(a, buf_str(b)), flags };
	buf_free(&n);
	buf_reset(b);
	return q;
}

static void make_writes(struct arena *a, const struct entity *e, const struct layout *l,
                        struct entity_sql *q, struct buf *b)
{
	buf_addf(b, "INSERT INTO %s(", e->name);
	add_columns(b, l);
	buf_addz(b, ") VALUES(");
	for (int i = 0; i < l->n; i++)
		buf_addf(b, "%s$%d", i ? "," : "", i + 1);
	buf_addc(b, ')');
	q->insert = text(a, e, "insert", b, SQL_WRITE);

	buf_addf(b, "UPDATE %s SET ", e->name);
	for (int i = 1; i < l->n; i++)
		buf_addf(b, "%s%s=$%d", i > 1 ? "," : "", l->name[i], i + 1);
	buf_addf(b, " WHERE id=$1 AND version=$%d", l->n + 1);
	q->update = text(a, e, "update", b, SQL_WRITE);

	/* An index is written again for every column that is named, whether it changes or not. */
	q->indexed = arena_array(a, (size_t)l->n, sizeof *q->indexed);
	buf_addf(b, "UPDATE %s SET version=$2", e->name);
	for (int i = 2; i < l->n; i++) {
		q->indexed[i] = i == SYS_AREA || (i >= SYS__COUNT && has_index(e, l->name[i]));
		if (!q->indexed[i])
			buf_addf(b, ",%s=$%d", l->name[i], i + 1);
	}
	buf_addf(b, " WHERE id=$1 AND version=$%d", l->n + 1);
	q->update_beside = text(a, e, "update_beside", b, SQL_WRITE);

	buf_addf(b, "INSERT INTO %s_h(", e->name);
	add_columns(b, l);
	buf_addz(b, ",until) SELECT ");
	add_columns(b, l);
	buf_addf(b, ",$3 FROM %s WHERE id=$1 AND version=$2", e->name);
	q->keep = text(a, e, "keep", b, SQL_WRITE);

	buf_addf(b, "DELETE FROM %s WHERE id=$1 AND version=$2", e->name);
	q->leave = text(a, e, "leave", b, SQL_WRITE);

	buf_addf(b, "INSERT INTO %s_h(", e->name);
	add_columns(b, l);
	buf_addz(b, ",until) VALUES(");
	for (int i = 0; i <= l->n; i++)
		buf_addf(b, "%s$%d", i ? "," : "", i + 1);
	buf_addc(b, ')');
	q->bury = text(a, e, "bury", b, SQL_WRITE);
}

static struct sql select_text(struct arena *a, const struct entity *e, const struct layout *l,
                              struct buf *b, const char *verb, const char *table,
                              const char *where, unsigned flags)
{
	buf_addz(b, "SELECT ");
	add_columns(b, l);
	buf_addf(b, " FROM %s%s %s", e->name, table, where);
	return text(a, e, verb, b, flags);
}

static void make_reads(struct arena *a, const struct entity *e, const struct layout *l,
                       struct entity_sql *q, struct buf *b)
{
	struct buf w;

	buf_init(&w, 4096);
	q->load = select_text(a, e, l, b, "load", "", "WHERE id=$1", 0);
	q->history = select_text(a, e, l, b, "history", "_h", "WHERE id=$1 ORDER BY version", 0);
	q->as_of = select_text(a, e, l, b, "as_of", "_h",
	                       "WHERE id=$1 AND leaf<=$2 AND until>$2 ORDER BY version DESC LIMIT 1",
	                       0);
	q->scan = select_text(a, e, l, b, "scan", "", "ORDER BY id", SQL_SCAN_OK);
	q->scan_after =
		select_text(a, e, l, b, "scan_after", "", "WHERE id>$1 ORDER BY id LIMIT $2", 0);
	/* The versions that were in force after leaf $3: a version in history was so until the leaf
	 * that ended it; one that says its row has left never was. */
	buf_addz(b, "SELECT ");
	add_columns(b, l);
	buf_addf(b, " FROM %s WHERE id>$1 AND leaf<=$3 UNION ALL SELECT ", e->name);
	add_columns(b, l);
	buf_addf(b, " FROM %s_h WHERE id>$1 AND leaf<=$3 AND until>$3 ORDER BY id LIMIT $2", e->name);
	q->scan_past = text(a, e, "scan_past", b, 0);
	if (e->parent >= 0) {
		buf_addf(&w, "WHERE %s=$1 ORDER BY id", e->fields[e->parent].name);
		q->by_parent = select_text(a, e, l, b, "by_parent", "", w.p, 0);
		buf_reset(&w);
		buf_addf(&w, "WHERE %s IS NULL AND id>$1 ORDER BY id", e->fields[e->parent].name);
		q->alone = select_text(a, e, l, b, "alone", "", w.p, 0);
	} else if (!(e->flags & ENT_CODED)) {
		q->by_area = select_text(a, e, l, b, "by_area", "", "WHERE area=$1 ORDER BY id", 0);
	}
	if (e->key >= 0 && e->parent < 0) {
		buf_reset(&w);
		buf_addf(&w, "WHERE %s=$1 ORDER BY id", e->fields[e->key].name);
		q->by_key = select_text(a, e, l, b, "by_key", "", w.p, 0);
	}
	buf_free(&w);
	if (e->key >= 0 && e->fields[e->key].column >= 0) {
		buf_addf(b, "SELECT id FROM %s_h h WHERE %s=$1 AND NOT EXISTS(SELECT 1 FROM %s r WHERE"
		         " r.id=h.id) ORDER BY id DESC", e->name, e->fields[e->key].name, e->name);
		q->left = text(a, e, "left", b, SQL_SCAN_OK);
	}
	/* of rows that have left, too: an id is never used again */
	buf_addf(b, "SELECT max(id) FROM (SELECT max(id) AS id FROM %s WHERE id<$1 UNION ALL"
	         " SELECT max(id) FROM %s_h WHERE id<$1) AS ids", e->name, e->name);
	q->max_id = text(a, e, "max_id", b, 0);
}

/* Which noun names where a row belongs in an ordered walk: its parent, or the area it lies in. */
static const char *belongs_to(const struct entity *e)
{
	int area = entity_field(e, STR("area"));

	if (e->parent >= 0)
		return e->fields[e->parent].ref;
	return e->key < 0 && !(e->flags & ENT_CODED) && area >= 0 && e->fields[area].flags & E_REQ ?
	       "area" : NULL;
}

/* What a column sorts by: a reference by the number it is shown as. */
static void order_term(struct buf *b, const struct entity *e, const struct field *f)
{
	if (f->type == FT_AREA)
		buf_addf(b, ",(SELECT code FROM area WHERE area.id=%s.%s)", e->name, f->name);
	else if (f->type == FT_REF && (!strcmp(f->ref, "person") || !strcmp(f->ref, "household")))
		buf_addf(b, ",(SELECT no FROM %s r WHERE r.id=%s.%s)", f->ref, e->name, f->name);
	else
		buf_addf(b, ",%s.%s", e->name, f->name);
}

static void order_terms(struct buf *b, const struct entity *e)
{
	if (e->key >= 0) {              /* a number is enough, but where two have the same */
		order_term(b, e, &e->fields[e->key]);
		for (int i = 0; i < e->nfield; i++)
			if (e->fields[i].flags & E_NAME && e->fields[i].column >= SYS__COUNT)
				order_term(b, e, &e->fields[i]);
		return;
	}
	for (int rowkey = 1; rowkey >= 0; rowkey--)
		for (int i = 0; i < e->nfield; i++)
			if (e->fields[i].column >= SYS__COUNT && i != e->parent &&
			    !(e->fields[i].flags & E_ROWKEY) == !rowkey)
				order_term(b, e, &e->fields[i]);
	buf_addf(b, ",%s.ext", e->name);
}

/* Walked from the outside in, so that indexes give the order and only the rows of one household, or
 * of one village, are sorted. A required parent is there: no row is missed. */
static void make_ordered(struct arena *a, const struct entity *e, const struct layout *l,
                         struct entity_sql *q, struct buf *b)
{
	const char *up = belongs_to(e);
	bool person = up && !strcmp(up, "person");
	struct buf terms;

	buf_addz(b, "SELECT ");
	for (int i = 0; i < l->n; i++)
		buf_addf(b, "%s%s.%s", i ? "," : "", e->name, l->name[i]);
	buf_addz(b, " FROM ");
	if (person)
		buf_addz(b, "household h CROSS JOIN ");
	if (up)
		buf_addf(b, "%s p CROSS JOIN ", up);
	buf_addz(b, e->name);
	if (person)
		buf_addz(b, " WHERE p.household=h.id AND ");
	else if (up)
		buf_addz(b, " WHERE ");
	if (up)
		buf_addf(b, "%s.%s=p.id", e->name, e->parent >= 0 ? e->fields[e->parent].name : "area");
	buf_addz(b, " ORDER BY ");
	if (person)
		buf_addz(b, "h.no,h.id,");
	if (up)
		buf_addf(b, "p.%s,p.id", !strcmp(up, "area") ? "code" : "no");
	buf_init(&terms, 32768);
	order_terms(&terms, e);
	buf_addf(&terms, ",%s.id", e->name);
	buf_adds(b, str_sub(buf_str(&terms), !up, terms.n));    /* each begins with a comma */
	buf_free(&terms);
	q->ordered = text(a, e, "ordered", b, SQL_SCAN_OK);
}

static void make_refs(struct arena *a, const struct entity *e, struct entity_sql *q, struct buf *b)
{
	struct buf verb;

	q->refs = arena_array(a, (size_t)e->nfield + 1, sizeof *q->refs);
	buf_init(&verb, 200);
	for (int i = 0; i < e->nfield; i++) {
		const struct field *f = &e->fields[i];

		if ((f->type != FT_REF && f->type != FT_AREA) || f->column < SYS__COUNT)
			continue;
		buf_reset(&verb);
		buf_addf(&verb, "refs_%s", f->name);
		buf_addf(b, "SELECT %s,id FROM %s WHERE %s IS NOT NULL", f->name, e->name, f->name);
		q->refs[i] = text(a, e, verb.p, b, SQL_SCAN_OK);
	}
	buf_free(&verb);
	buf_addf(b, "SELECT area FROM %s WHERE area IS NOT NULL", e->name);
	q->area_of = text(a, e, "area_of", b, SQL_SCAN_OK);
}

/* Columns by rising number, leaf and ix left out: they say where the commitment is. */
static void make_canon(struct arena *a, const struct layout *l, struct entity_sql *q)
{
	int n = 0;

	q->number = arena_array(a, (size_t)l->n, sizeof *q->number);
	q->canon = arena_array(a, (size_t)l->n, sizeof *q->canon);
	for (int i = 0; i < l->n; i++) {
		int at = n;

		q->number[i] = entity_number(l->name[i]);
		if (i == SYS_LEAF || i == SYS_IX)
			continue;
		while (at > 0 && q->number[q->canon[at - 1]] > q->number[i]) {
			q->canon[at] = q->canon[at - 1];
			at--;
		}
		q->canon[at] = i;
		n++;
	}
}

static void by_number(const struct entity *e, int *v, int *n, int field)
{
	int at = (*n)++;

	for (; at > 0 && e->fields[v[at - 1]].number > e->fields[field].number; at--)
		v[at] = v[at - 1];
	v[at] = field;
}

/* Fields whose values lie packed in one column: the sealed ones, and those of packs. */
static void make_packed(struct arena *a, const struct entity *e, struct entity_sql *q)
{
	q->sealed = arena_array(a, (size_t)e->nfield + 1, sizeof *q->sealed);
	q->packed = arena_array(a, (size_t)e->nfield + 1, sizeof *q->packed);
	for (int i = 0; i < e->nfield; i++) {
		if (field_sealed(&e->fields[i]))
			by_number(e, q->sealed, &q->nsealed, i);
		else if (e->fields[i].pack)
			by_number(e, q->packed, &q->npacked, i);
	}
}

const struct entity_sql *entity_sql_make(struct arena *a, const struct entity *e)
{
	struct entity_sql *q = ARENA_NEW(a, struct entity_sql);
	struct layout *l = ARENA_NEW(a, struct layout);
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 1 << 20);
	layout_make(a, e, l, q);
	q->ncol = l->n;
	q->type = arena_array(a, (size_t)l->n, sizeof *q->type);
	memcpy(q->type, l->type, (size_t)l->n * sizeof *q->type);
	q->col = arena_array(a, (size_t)l->n, sizeof *q->col);
	memcpy(q->col, l->name, (size_t)l->n * sizeof *q->col);
	make_ddl(&b, e, l);
	q->ddl = str_z(a, buf_str(&b));
	buf_reset(&b);
	make_writes(a, e, l, q, &b);
	make_reads(a, e, l, q, &b);
	make_refs(a, e, q, &b);
	make_ordered(a, e, l, q, &b);
	make_canon(a, l, q);
	make_packed(a, e, q);
	return q;
}

const char *entity_column_type(const struct entity *e, int column)
{
	return e->sql->type[column];
}

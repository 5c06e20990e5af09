/* verify_schema - what is in the file besides rows: every table, index, trigger and view must be
 * one that the migrations and the nouns make, with the very text they make it with. Tables of nouns
 * may lack columns (a register made by an older program) and have them in another order. */
#include "entity/model_check.h"
#include "entity/verify_private.h"

#include <stdio.h>

#define WANT_MAX 256

/* An object that should be there. */
struct want {
	const char *type;
	struct str name, table, text;        /* text normalised; empty: the engine's own */
	bool noun;                           /* a noun's table: compared piece by piece */
	bool seen;
};

struct schema {
	struct want want[WANT_MAX];
	int n;
};

static const struct sql sql_version = { "verify.schema-version",
	"SELECT version FROM schema_version", SQL_SCAN_OK };

/* One blank for each run of white space, none beside brackets and commas. */
static struct str normal(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';

		if (blank && (n == 0 || strchr(" (,", out[n - 1])))
			continue;
		if ((c == ')' || c == ',' || c == '(') && n && out[n - 1] == ' ')
			n--;
		out[n++] = blank ? ' ' : c;
	}
	while (n && out[n - 1] == ' ')
		n--;
	return (struct str){ out, n };
}

/* Name after "CREATE TABLE " or "CREATE INDEX ". */
static struct str name_in(struct str text, size_t at)
{
	size_t n = 0;

	while (at + n < text.n && text.p[at + n] != '(' && text.p[at + n] != ' ')
		n++;
	return str_sub(text, at, n);
}

static void want_add(struct schema *w, struct want one)
{
	if (w->n < WANT_MAX)
		w->want[w->n++] = one;
}

/* A table whose key is not its row number gets an index from the engine. */
static void want_auto(struct arena *a, struct schema *w, struct str table, struct str text)
{
	if (str_find(text, STR("PRIMARY KEY(")) < 0)
		return;
	want_add(w, (struct want){ .type = "index", .table = table,
		.name = str_join(a, str_join(a, STR("sqlite_autoindex_"), table), STR("_1")) });
}

static void want_texts(struct arena *a, struct schema *w, struct str ddl, bool noun)
{
	struct str piece;

	while (str_next(&ddl, ';', &piece)) {
		struct str text = normal(a, piece);

		if (str_starts(text, STR("CREATE TABLE "))) {
			struct str name = name_in(text, 13);

			want_add(w, (struct want){ .type = "table", .name = name, .table = name,
				.text = text, .noun = noun });
			want_auto(a, w, name, text);
		} else if (str_starts(text, STR("CREATE INDEX "))) {
			ptrdiff_t on = str_find(text, STR(" ON "));

			want_add(w, (struct want){ .type = "index", .name = name_in(text, 13),
				.table = name_in(text, (size_t)on + 4), .text = text });
		}
	}
}

/* ---- a noun's table ---- */

/* The next column or constraint of "CREATE TABLE x(a, b(1, 2), c)". */
static bool next_piece(struct str *rest, struct str *piece)
{
	int depth = 0;

	for (size_t i = 0; i < rest->n; i++) {
		char c = rest->p[i];

		depth += (c == '(') - (c == ')');
		if ((c == ',' && depth == 0) || depth < 0) {
			*piece = str_sub(*rest, 0, i);
			*rest = depth < 0 ? STR("") : str_sub(*rest, i + 1, rest->n);
			return true;
		}
	}
	return false;
}

/* What stands in the brackets. *all: nothing but "CREATE TABLE name(...)" stands there; a comment
 * before or after the brackets could hide another table. */
static struct str inside(struct str text, struct str name, bool *all)
{
	struct str rest, piece;
	size_t head = 14 + name.n;                      /* CREATE TABLE, blank, name, bracket */

	*all = str_starts(text, STR("CREATE TABLE ")) && text.n > head && text.p[head - 1] == '(' &&
	       str_eq(str_sub(text, 13, name.n), name);
	if (!*all)
		return STR("");
	rest = str_sub(text, head, text.n);
	while (next_piece(&rest, &piece))
		*all = piece.p + piece.n + 1 == text.p + text.n;
	return str_sub(text, head, text.n);
}

static bool has_piece(struct str text, struct str name, struct str wanted, bool as_name)
{
	struct str rest, piece;
	bool all;

	rest = inside(text, name, &all);
	while (next_piece(&rest, &piece))
		if (str_eq(piece, wanted) || (as_name && str_starts(piece, wanted) &&
		    piece.n > wanted.n && piece.p[wanted.n] == ' '))
			return true;
	return false;
}

static void tell_piece(struct rows_pass *p, const struct want *w, struct str piece)
{
	rows_tell(p, VERIFY_TAMPERED, "verify-object-changed", "table", "%.*s: %.*s",
	          STR_FMT(w->name), (int)(piece.n < 100 ? piece.n : 100), piece.p);
}

static void check_noun(struct rows_pass *p, const struct want *w, struct str text)
{
	struct str rest, piece;
	bool all, ours;

	rest = inside(text, w->name, &all);
	while (next_piece(&rest, &piece))
		if (!has_piece(w->text, w->name, piece, false))
			tell_piece(p, w, piece);
	rest = inside(w->text, w->name, &ours);
	while (next_piece(&rest, &piece))
		if ((str_ends(piece, STR(" NOT NULL")) || str_find(piece, STR("PRIMARY KEY")) >= 0) &&
		    !has_piece(text, w->name, piece, false))
			tell_piece(p, w, piece);
	if (!all)                                       /* WITHOUT ROWID, STRICT, comments ... */
		rows_tell(p, VERIFY_TAMPERED, "verify-object-changed", "table", "%.*s", STR_FMT(w->name));
}

/* ---- what is there against what should be ---- */

static struct want *want_find(struct schema *w, const char *type, struct str name)
{
	for (int i = 0; i < w->n; i++)
		if (str_eq(w->want[i].name, name) && !strcmp(w->want[i].type, type))
			return &w->want[i];
	return NULL;
}

static void check_object(struct rows_pass *p, struct schema *w, const struct db_object *o)
{
	char type[16];
	struct want *one;

	snprintf(type, sizeof type, "%.*s", STR_FMT(o->type));
	one = want_find(w, type, o->name);
	if (!one || !str_eq(one->table, o->table)) {
		rows_tell(p, VERIFY_TAMPERED, "verify-object-unknown", type, "%s %.*s", type,
		          (int)(o->name.n < 100 ? o->name.n : 100), o->name.p);
		return;
	}
	struct str text = normal(&p->a, o->text);
	one->seen = true;
	if (one->noun && !strcmp(type, "table"))
		check_noun(p, one, text);
	else if (!str_eq(text, one->text))
		rows_tell(p, VERIFY_TAMPERED, "verify-object-changed", type, "%s %.*s", type,
		          STR_FMT(o->name));
	if (one->noun)
		one->text = text;                       /* as it is: tells which columns are there */
}

/* An index on a column that an old register does not have yet is not missed. */
static bool may_lack(struct schema *w, const struct want *index)
{
	const struct want *table = want_find(w, "table", index->table);
	ptrdiff_t open = str_find(index->text, STR("("));

	if (!table || open < 0)
		return false;
	if (!table->seen)
		return true;                            /* the table is told already */
	return !has_piece(table->text, table->name, str_sub(index->text, (size_t)open + 1,
	                                       index->text.n - (size_t)open - 2), true);
}

static void check_missing(struct rows_pass *p, struct schema *w)
{
	for (int i = 0; i < w->n; i++) {
		const struct want *one = &w->want[i];

		if (one->seen || (!strcmp(one->type, "index") && one->text.n && may_lack(w, one)))
			continue;
		rows_tell(p, VERIFY_TAMPERED, "verify-object-missing", one->type, "%s %.*s", one->type,
		          STR_FMT(one->name));
	}
}

/* ---- the number of the schema ---- */

static int last_step(void)
{
	return store_migrations[store_migrations_n - 1].version;
}

static bool step_known(int64_t version)
{
	for (int i = 0; i < journal_migrations_n; i++)
		if (journal_migrations[i].version == version)
			return true;
	for (int i = 0; i < store_migrations_n; i++)
		if (store_migrations[i].version == version)
			return true;
	return false;
}

/* Exactly one row with the number of a step we know; otherwise *version is the last step. */
static enum err read_version(struct rows_pass *p, int64_t *version)
{
	struct stmt *s;
	int64_t n = 0;
	bool there, row = false, good = true;

	*version = last_step();
	TRY(db_has_table(p->cx, p->db, "schema_version", &there));
	if (!there)
		return OK;
	TRY(db_stmt(p->cx, p->db, &sql_version, &s));
	for (;; n++) {
		TRY(stmt_step(p->cx, s, &row));
		if (!row)
			break;
		good &= n == 0 && stmt_col_type(s, 0) == DB_INT && step_known(stmt_col_int(s, 0));
		if (good)
			*version = stmt_col_int(s, 0);
	}
	stmt_done(s);
	if (!good || n != 1)
		rows_tell(p, VERIFY_TAMPERED, "verify-schema-version", "", "schema_version");
	return OK;
}

static void want_all(struct rows_pass *p, struct schema *w, int64_t version)
{
	want_texts(&p->a, w, STR("CREATE TABLE schema_version(version INTEGER NOT NULL)"), false);
	for (int i = 0; i < journal_migrations_n; i++)
		if (journal_migrations[i].version <= version)
			want_texts(&p->a, w, str_of(journal_migrations[i].text), false);
	for (int i = 0; i < store_migrations_n; i++)
		if (store_migrations[i].version <= version)
			want_texts(&p->a, w, str_of(store_migrations[i].text), false);
	for (int i = 0; i < p->m->n; i++)
		want_texts(&p->a, w, str_of(p->m->ent[i]->sql->ddl), true);
}

enum err schema_check(struct rows_pass *p)
{
	struct schema *w = ARENA_NEW(&p->a, struct schema);
	int64_t version, user, application;
	struct db_object *o;
	int n;

	TRY(read_version(p, &version));
	want_all(p, w, version);
	TRY(db_objects(p->cx, p->db, &o, &n));
	for (int i = 0; i < n; i++)
		if (str_eqz(o[i].type, "table"))            /* first: indexes ask which columns are there */
			check_object(p, w, &o[i]);
	for (int i = 0; i < n; i++)
		if (!str_eqz(o[i].type, "table"))
			check_object(p, w, &o[i]);
	check_missing(p, w);
	TRY(db_stamps(p->cx, p->db, &user, &application));
	if (user || application)
		rows_tell(p, VERIFY_TAMPERED, "verify-stamp", "", "user_version %lld, application_id %lld",
		          (long long)user, (long long)application);
	return OK;
}

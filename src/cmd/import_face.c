/* import_face - an import seen from outside: for programs a line per event, for people a line per
 * file, a table of what was found, and the next step. */
#include "cmd/import_face.h"

#include <stdio.h>

#include "base/msg.h"
#include "cmd/import_told.h"
#include "cmd/talk.h"
#include "domain/register/page.h"
#include "fmt/json.h"

#define KINDS 250

/* What one kind of finding came to, with the first place as an example. */
struct tally {
	int64_t n;
	struct str file, sheet, column, reason;
	int32_t row;
};

struct face {
	struct cmd *c;
	struct progress bar;
	struct tally by_kind[KINDS];
	struct buf batches;          /* JSON numbers, separated by commas */
	struct told *asked;          /* columns that are not known, and what to type; by file */
	struct told *notes;          /* how sheets were read; by what was understood */
	const struct import *im;
	int64_t errors, doubts;
	enum err e;                  /* writing failed: told at the end */
};

static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* "error" and "file": something did not get in. */
static bool refuses(const struct kind *k)
{
	return strcmp(k->severity, "error") == 0 || strcmp(k->severity, "file") == 0;
}

/* Each line is out before work goes on: what was acknowledged can be relied on. */
static void line_end(struct face *f)
{
	buf_addc(&f->c->out, '\n');
	if (f->e == OK)
		f->e = out_flush(f->c);
	if (f->e != OK)
		*f->c->cx->stop = 1;
}

/* ---- what was found ---- */

struct finding {
	const char *file;
	int32_t row;
	struct str sheet, column, hint, reason;
	const char *kind, *severity;
};

static void finding_json(struct face *f, const struct finding *x)
{
	struct json j;

	json_begin(&j, &f->c->out);
	json_obj(&j);
	json_key(&j, "file");
	json_z(&j, file_name(x->file));
	json_key(&j, "sheet");
	json_str(&j, x->sheet);
	json_key(&j, "row");
	json_int(&j, x->row);
	json_key(&j, "column");
	json_str(&j, x->column);
	json_key(&j, "kind");
	json_z(&j, x->kind);
	json_key(&j, "severity");
	json_z(&j, x->severity);
	json_key(&j, "reason");
	json_str(&j, x->reason);
	json_key(&j, "suggestion");
	json_str(&j, x->hint);
	json_obj_end(&j);
	line_end(f);
}

static void tally(struct face *f, const struct kind *k, const struct finding *x)
{
	int i = kind_index(k->id);
	struct arena *a = &f->c->cx->arena;

	if (i < 0 || i >= KINDS)
		return;
	if (f->by_kind[i].n++ == 0) {
		f->by_kind[i].file = str_dup(a, str_of(file_name(x->file)));
		f->by_kind[i].sheet = str_dup(a, x->sheet);
		f->by_kind[i].column = str_dup(a, x->column);
		f->by_kind[i].reason = str_dup(a, x->reason);
		f->by_kind[i].row = x->row;
	}
	if (refuses(k))
		f->errors++;
	else if (strcmp(k->severity, "note") != 0)
		f->doubts++;
}

#define ASKED_MOST 40            /* questions that are written out */

/* As it was given on the command line. */
static const char *path_of(const struct face *f, const char *name)
{
	for (int i = 0; i < f->im->nfile; i++)
		if (!strcmp(file_name(f->im->file[i]), name))
			return f->im->file[i];
	return name;
}

/* The options of this run that decide what is taken, but for --map: what it said is remembered. */
static void put_options(struct face *f, struct buf *b)
{
	static const char *const again[] = { "keys", "passphrase-file", "mode", "source", "complete",
		"part", "lead", "department", "month", "as-of", "reason" };

	for (size_t i = 0; i < sizeof again / sizeof again[0]; i++)
		for (int k = 0; k < f->c->ngiven; k++) {
			const struct given *g = &f->c->given[k];

			if (strcmp(g->opt->name, again[i]) != 0)
				continue;
			buf_addf(b, " --%s", again[i]);
			if (g->opt->type != OPT_FLAG)
				shell_word(b, g->value);
		}
}

/* The line to type, with the likeliest meaning in it. A list is only full with all its files. */
static void put_line(struct face *f, struct buf *b, const char *file,
                     const struct import_question *q)
{
	struct arena *a = &f->c->cx->arena;
	struct str target = q->nnear ? q->near[0].target :
	                    str_of(in_lang(f->c, "种类.字段", "KIND.FIELD"));

	buf_addz(b, "    jingzhun import");
	if (f->im->kind)
		shell_word(b, f->im->kind);
	buf_addz(b, " --data");
	shell_word(b, f->c->reg->path.dir);
	put_options(f, b);
	buf_addz(b, " --map ");
	shell_quoted(b, str_join(a, str_join(a, q->header, STR("=")), target));
	if (f->im->complete)
		for (int i = 0; i < f->im->nfile; i++)
			shell_word(b, f->im->file[i]);
	else
		shell_word(b, path_of(f, file));
}

/* What is not known is asked, with what it may be; no column is lost without a word. */
static void on_asked(void *arg, const char *file, const struct import_question *q)
{
	struct face *f = arg;
	struct buf room BUF_AUTO = { 0 }, *b = &room;
	struct arena *a = &f->c->cx->arena;
	struct str name = str_of(file_name(file)), key;

	if (f->c->json || told_count(f->asked) >= ASKED_MOST)
		return;
	buf_init(b, 65536);
	buf_addz(b, in_lang(f->c, "“", "\""));
	msg_shown(b, q->header);
	buf_addz(b, in_lang(f->c, "”", "\""));
	for (int i = 0; i < 2 && q->example[i].n; i++) {
		buf_addz(b, i ? msg_between(f->c->cx->lang) : in_lang(f->c, "，内容如 ", ", such as "));
		msg_shown(b, q->example[i]);
	}
	buf_addc(b, '\n');
	for (int i = 0; i < q->nnear; i++) {
		buf_addz(b, i ? in_lang(f->c, "；", "; ") : in_lang(f->c, "    像是 ", "    may be "));
		buf_adds(b, q->near[i].target);
		buf_addc(b, ' ');
		buf_adds(b, q->near[i].label);
	}
	if (q->nnear)
		buf_addc(b, '\n');
	put_line(f, b, file, q);
	key = str_join(a, str_join(a, name, STR("\n")), q->header);
	told_add(f->asked, key, name, q->sheet, buf_str(b), buf_str(b));
}

/* How a sheet was read: what is no fault, but was not as it stands. The rows that were left out are
 * others in each sheet. */
static void note(struct face *f, const struct import_finding *in, struct str reason)
{
	struct arena *a = &f->c->cx->arena;
	bool rows = strncmp(in->kind->id, "rows_", 5) == 0;
	struct str key = str_join(a, str_of(in->kind->id), rows ? STR("") : reason);
	struct buf many BUF_AUTO = { 0 };

	buf_init(&many, 65536);
	kind_add(&many, f->c->cx->lang, in->kind, in->column,
	         rows ? str_of(in_lang(f->c, "各表行号不同", "in each sheet others")) : in->detail);
	told_add(f->notes, key, str_of(file_name(in->file)), in->sheet, reason, buf_str(&many));
}

static void on_found(void *arg, const struct import_finding *in)
{
	struct face *f = arg;
	struct buf reason BUF_AUTO = { 0 };
	struct finding x = { .file = in->file, .sheet = in->sheet, .row = in->row,
		.column = in->column, .hint = in->hint,
		.kind = in->kind->id, .severity = in->kind->severity };

	buf_init(&reason, 65536);
	kind_add(&reason, f->c->cx->lang, in->kind, in->column, in->detail);
	x.reason = buf_str(&reason);
	tally(f, in->kind, &x);
	if (strcmp(x.severity, "note") == 0 && strcmp(x.kind, "column_ignored") != 0)
		note(f, in, x.reason);
	if (f->c->json)
		finding_json(f, &x);
}

/* The fault kind of a refused file: by its own name, or by the message that tells it. */
static const struct kind *kind_of_refusal(const char *key)
{
	static const struct {
		const char *key, *kind;
	} known[] = {
		{ "import-header-twice", "header_duplicate" },
		{ "import-header-missing", "header_missing" },
		{ "sheet-header-unknown", "header_unknown" },
		{ "lead-topic-several", "header_unknown" },
		{ "lead-topic-unknown", "header_unknown" },
		{ "lead-or-noun", "header_unknown" },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(key, known[i].key) == 0)
			return kind_find(known[i].kind);
	return kind_find(key) ? kind_find(key) : kind_find("file_unreadable");
}

static struct str label(struct face *f, struct str file, struct str sheet)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4096);
	msg_shown(&b, file);
	if (sheet.n) {
		buf_addz(&b, " [");
		msg_shown(&b, sheet);
		buf_addc(&b, ']');
	}
	return str_dup(&f->c->cx->arena, buf_str(&b));
}

/* The place of a refused file: "row 12", "row 12, column 3", or a cell, "Sheet!C12". */
static int32_t row_of(struct str where, struct str *column)
{
	ptrdiff_t at = str_find(where, STR("row "));
	size_t i = at < 0 ? where.n : (size_t)at + 4, from;
	int32_t row = 0;

	if (at < 0)
		while (i > 0 && where.p[i - 1] != '!')
			i--;
	if (at < 0 && i == 0)
		return 0;
	for (from = i; i < where.n && where.p[i] >= 'A' && where.p[i] <= 'Z'; i++)
		;
	*column = str_sub(where, from, i - from);
	for (; i < where.n; i++) {
		if (where.p[i] < '0' || where.p[i] > '9' || row > 99999999)
			break;
		row = row * 10 + (where.p[i] - '0');
	}
	return row;
}

static void on_refused(void *arg, const char *file, const char *sheet, const struct err_info *why)
{
	struct face *f = arg;
	const struct kind *k = kind_of_refusal(why->key ? why->key : "");
	struct buf reason BUF_AUTO = { 0 };
	struct finding x = { .file = file, .sheet = str_of(sheet), .severity = "file" };

	progress_end(&f->bar);
	x.row = row_of(why->where, &x.column);
	buf_init(&reason, 65536);
	sentence_add(&reason, f->c->cx->lang, why);
	if (why->key && msg_typed(why->key)) {
		buf_addc(&reason, ' ');
		msg_add(&reason, f->c->cx->lang, msg_typed(why->key), why->arg, why->narg);
	}
	x.reason = buf_str(&reason);
	x.kind = k->id;
	if (strncmp(k->id, "header_", 7) == 0) {
		x.row = x.row ? x.row : 1;
		x.column = why->narg ? why->arg[0] : STR("");
	}
	tally(f, k, &x);
	if (f->c->json) {
		finding_json(f, &x);
		return;
	}
	if (*sheet) {
		file = str_z(&f->c->cx->arena, label(f, str_of(file), x.sheet));
		warn(f->c, "cmd-import-refused-sheet", file, str_z(&f->c->cx->arena, x.reason), NULL);
	} else if (x.row) {
		char row[16];

		snprintf(row, sizeof(row), "%d", x.row);
		warn(f->c, "cmd-import-refused-row", file, row, str_z(&f->c->cx->arena, x.reason),
		     NULL);
	} else {
		warn(f->c, "cmd-import-refused", file, str_z(&f->c->cx->arena, x.reason), NULL);
	}
}

/* ---- as it goes on ---- */

static void on_begin(void *arg, const char *file, const struct entity *e, bool list32, int64_t rows)
{
	struct face *f = arg;
	const char *what;

	what = list32 ? in_lang(f->c, "32 列交换表", "32-column exchange list") : in_lang(f->c, e->zh,
	                                                                              e->en);
	progress_begin(&f->bar, f->c, file_name(file));
	if (!f->c->json)
		say(f->c, rows == 1 ? "cmd-import-begin-one" : "cmd-import-begin", file, what,
		    grouped(f->c, rows), NULL);
}

static void on_saved(void *arg, int64_t rows)
{
	struct face *f = arg;

	if (!f->c->json)
		return;
	buf_addz(&f->c->out, "{\"committed_rows\":");
	buf_addi(&f->c->out, rows);
	buf_addc(&f->c->out, '}');
	line_end(f);
}

static void on_progress(void *arg, int64_t done, int64_t rows)
{
	progress_show(&((struct face *)arg)->bar, done, rows);
}

/* The last count, and behind it the rows that are no data, so that all rows add up. */
static const char *last_counts(struct cmd *c, const struct import_counts *n)
{
	struct arena *a = &c->cx->arena;
	struct str text = str_of(grouped(c, n->refused));

	if (n->left_out)
		text = str_join(a, str_join(a, text, str_of(in_lang(c, "，略过 ", ", left out "))),
		                str_of(grouped(c, n->left_out)));
	return str_z(a, text);
}

static const char *batch_text(struct cmd *c, int64_t batch)
{
	char no[32];

	snprintf(no, sizeof no, "B%lld", (long long)batch);
	return str_z(&c->cx->arena, str_of(no));
}

static void on_end(void *arg, const char *file, const struct import_counts *n)
{
	struct face *f = arg;
	struct cmd *c = f->c;

	progress_end(&f->bar);
	if (n->batch > 0) {
		if (f->batches.n)
			buf_addc(&f->batches, ',');
		buf_addi(&f->batches, n->batch);
	}
	if (c->json)
		return;
	if (n->again)
		say(c, n->refused ? "cmd-import-again-refused" : "cmd-import-again", file,
		    batch_text(c, n->batch), grouped(c, n->refused), NULL);
	if (n->resumed)
		say(c, "cmd-import-resumed", NULL);
	say(c, "cmd-import-counts", grouped(c, n->fresh), grouped(c, n->changed),
	    grouped(c, n->unchanged), last_counts(c, n), NULL);
	if (n->part)
		say(c, "cmd-import-part", NULL);
	if (n->unasked)
		say(c, "cmd-import-unasked", NULL);
}

/* ---- the end ---- */

static void kinds_json(struct json *j, const char *key, const struct import_counts *n, bool leads)
{
	const struct kind *k;

	json_key(j, key);
	json_obj(j);
	for (int i = 0; n->mended && (k = kind_nth(i)) != NULL; i++)
		if (n->mended[i] && (strncmp(k->id, "lead_", 5) == 0) == leads) {
			json_key(j, k->id);
			json_int(j, n->mended[i]);
		}
	json_obj_end(j);
}

static void source_json(struct json *j, const struct import_counts *n)
{
	const struct { const char *key; int64_t n; } all[] = {
		{ "took", n->took }, { "kept", n->kept }, { "asked", n->asked },
		{ "waiting", n->waiting }, { "entered", n->entered }, { "met", n->met },
		{ "gone", n->gone }, { "back", n->back },
	};

	json_key(j, "source");
	json_obj(j);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		json_key(j, all[i].key);
		json_int(j, all[i].n);
	}
	json_obj_end(j);
}

/* What became of the values that the source states otherwise than the register. */
static void source_lines(struct face *f, struct page *p, const struct import *im)
{
	const struct import_counts *n = &im->total;
	const struct { const char *key; int64_t n; } all[] = {
		{ "cmd-import-took", n->took }, { "cmd-import-kept", n->kept },
		{ "cmd-import-asked", n->asked }, { "cmd-import-waiting", n->waiting },
		{ "cmd-import-entered", n->entered }, { "cmd-import-met", n->met },
		{ "cmd-import-gone", n->gone }, { "cmd-import-back", n->back },
	};
	struct cmd *c = f->c;
	const struct data_source *s =
		im->source ? pack_source(c->reg->pack, str_of(im->source)) : NULL;

	if (!n->source || !s)
		return;
	page_section(p, str_join(p->a, c->cx->lang == LANG_ZH ? s->zh : s->en,
	                         str_of(msg_text(c->cx->lang, "cmd-import-source"))));
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (!all[i].n && i > 2)
			continue;
		buf_addz(&c->out, "  ");
		page_fit(&c->out, str_of(grouped(c, all[i].n)), 9, true);
		buf_addz(&c->out, "  ");
		buf_addz(&c->out, msg_text(c->cx->lang, all[i].key));
		buf_addc(&c->out, '\n');
	}
	if (n->asked + n->waiting + n->gone)
		put(c, "cmd-import-differ-next", data_said(c), im->source, NULL);
	if (n->kept)
		put(c, "cmd-import-enter-next", data_said(c), im->source, NULL);
}

static void total_json(struct face *f, const struct import *im)
{
	const struct import_counts *n = &im->total;
	struct json j;

	json_begin(&j, &f->c->out);
	json_obj(&j);
	json_key(&j, "batch");
	json_int(&j, n->batch);
	json_key(&j, "new");
	json_int(&j, n->fresh);
	json_key(&j, "changed");
	json_int(&j, n->changed);
	json_key(&j, "unchanged");
	json_int(&j, n->unchanged);
	json_key(&j, "refused");
	json_int(&j, n->refused);
	json_key(&j, "left_out");
	json_int(&j, n->left_out);
	kinds_json(&j, "normalised", n, false);
	kinds_json(&j, "leads", n, true);
	if (n->source)
		source_json(&j, n);
	json_key(&j, "batches");
	json_raw(&j, str_join(&f->c->cx->arena, str_join(&f->c->cx->arena, STR("["),
	         buf_str(&f->batches)), STR("]")));
	json_key(&j, "files_refused");
	json_int(&j, im->files_refused);
	json_key(&j, "dry_run");
	json_bool(&j, im->dry_run);
	json_obj_end(&j);
	line_end(f);
}

static struct str place_of(struct face *f, const struct tally *t)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 8192);
	buf_adds(&b, label(f, t->file, t->sheet));
	if (t->row)
		buf_addf(&b, ":%d", t->row);
	return str_dup(&f->c->cx->arena, buf_str(&b));
}

/* Findings by kind: how many, the first place, what is wrong there. Refused files have been told
 * one by one already. */
static void found_table(struct face *f, struct page *p, bool errors)
{
	struct cmd *c = f->c;
	const struct kind *k;
	struct buf *out = &c->out;

	page_section(p, str_of(msg_text(c->cx->lang, errors ? "cmd-import-errors" :
	                                "cmd-import-doubts")));
	for (int i = 0; (k = kind_nth(i)) != NULL && i < KINDS; i++) {
		const struct tally *x = &f->by_kind[i];

		if (!x->n || strcmp(k->severity, "note") == 0 || refuses(k) != errors ||
		    strcmp(k->severity, "file") == 0)
			continue;
		buf_addz(out, "  ");
		page_fit(out, str_of(k->id), 22, false);
		page_fit(out, str_of(grouped(c, x->n)), 9, true);
		buf_addz(out, "   ");
		buf_addz(out, in_lang(c, "如 ", "e.g. "));
		buf_adds(out, place_of(f, x));
		buf_addc(out, '\n');
		buf_addz(out, "      ");
		buf_adds(out, x->reason);
		buf_addc(out, '\n');
	}
}

/* Cells put in order, or (leads) what became of the rows of departments' lists. */
static void mended_lines(struct face *f, struct page *p, const struct import_counts *n, bool leads)
{
	struct cmd *c = f->c;
	struct buf *out = &c->out;
	const struct kind *k;
	bool any = false;

	for (int i = 0; n->mended && (k = kind_nth(i)) != NULL; i++) {
		if (!n->mended[i] || (strncmp(k->id, "lead_", 5) == 0) != leads)
			continue;
		if (!any)
			page_section(p, str_of(msg_text(c->cx->lang, leads ? "cmd-import-leads" :
			                                "cmd-import-mended")));
		any = true;
		buf_addz(out, "  ");
		page_fit(out, str_of(grouped(c, n->mended[i])), 9, true);
		buf_addz(out, "  ");
		buf_addz(out, in_lang(c, k->zh, k->en));
		buf_addc(out, '\n');
	}
}

/* Lines kept while it ran, under a heading; `next` (may be NULL) is the way on. */
static void kept_lines(struct face *f, struct page *p, const struct told *told,
                       const char *heading, const char *next)
{
	struct buf lines BUF_AUTO = { 0 };
	struct cmd *c = f->c;
	struct str rest, line;

	if (!told_count(told))
		return;
	buf_init(&lines, 1 << 22);
	told_put(&lines, told, c->cx->lang);
	rest = buf_str(&lines);
	page_section(p, str_of(msg_text(c->cx->lang, heading)));
	while (str_next(&rest, '\n', &line)) {  /* not broken: some are to be typed */
		buf_addz(&c->out, "  ");
		msg_shown(&c->out, line);
		buf_addc(&c->out, '\n');
	}
	if (next)
		page_line(p, str_of(msg_text(c->cx->lang, next)));
}

static bool made_leads(const struct import_counts *n)
{
	bool any = false;

	for (int i = 0; n->mended && kind_nth(i); i++)
		any |= n->mended[i] && strncmp(kind_nth(i)->id, "lead_", 5) == 0;
	return any;
}

static void next_step(struct face *f, const struct import *im)
{
	struct cmd *c = f->c;

	if (im->dry_run)
		say(c, "cmd-import-next-dry", NULL);
	else if (f->errors > im->files_refused || im->total.refused)
		say(c, "cmd-import-next-mend", NULL);
	else if (im->files_refused)
		say(c, "cmd-import-next-file", NULL);
	else if (im->kind && strcmp(im->kind, "area") == 0)
		say(c, "cmd-areas-next", c->reg->path.dir, NULL);
	else if (made_leads(&im->total))
		say(c, "cmd-lead-next", c->reg->path.dir, NULL);
	else
		say(c, "cmd-import-next", c->reg->path.dir, NULL);
}

static void total_people(struct face *f, const struct import *im)
{
	struct cmd *c = f->c;
	struct page p;

	page_begin(&p, &c->out, &c->cx->arena, out_columns(), colour_wanted(1));
	if (cmd_is_demo(c))
		page_notice(&p, str_of(msg_text(LANG_ZH, "cmd-demo-data")));
	if (f->errors > im->files_refused)
		found_table(f, &p, true);
	if (f->doubts)
		found_table(f, &p, false);
	kept_lines(f, &p, f->asked, "cmd-import-columns", "cmd-import-columns-next");
	kept_lines(f, &p, f->notes, "cmd-import-notes", NULL);
	mended_lines(f, &p, &im->total, true);
	mended_lines(f, &p, &im->total, false);
	source_lines(f, &p, im);
	if (c->out.n)
		page_gap(&p);
	if (im->files_refused && !im->total.rows)        /* no row was looked at: noughts say nothing */
		put(c, "cmd-import-total-none", NULL);
	else
		put(c, im->dry_run ? "cmd-import-total-dry" : "cmd-import-total",
		    grouped(c, im->total.fresh), grouped(c, im->total.changed),
		    grouped(c, im->total.unchanged), last_counts(c, &im->total), NULL);
	next_step(f, im);
}

enum err import_files(struct cmd *c, struct import *im)
{
	struct face *f = ARENA_NEW(&c->cx->arena, struct face);
	enum err e;

	f->c = c;
	f->im = im;
	buf_init(&f->batches, 1 << 20);
	f->asked = told_new(&c->cx->arena);
	f->notes = told_new(&c->cx->arena);
	im->face = (struct import_face){ .arg = f, .begin = on_begin, .found = on_found,
		.asked = on_asked, .saved = on_saved, .progress = on_progress, .end = on_end,
		.refused = on_refused };
	e = import_run(c->cx, c->reg, im);
	progress_end(&f->bar);
	if (f->e != OK)
		e = f->e;
	if (f->e == OK && *c->cx->stop) {                /* what is done is safe: no failure */
		err_clear(c->cx);
		e = OK;
		say(c, "cmd-import-stopped", NULL);
	} else if (e == OK || (e == ERR_INPUT && im->files_refused)) {
		if (c->json)
			total_json(f, im);
		else
			total_people(f, im);
		if (e == ERR_INPUT)                      /* each file has been told why */
			err_clear(c->cx);
		e = f->e;
		c->status = f->errors || im->total.refused || im->files_refused ? 1 : 0;
	}
	buf_free(&f->batches);
	return e;
}

/* demo_files - the lists as files: headers from the descriptors, rows in order, and truth.csv,
 * which names every planted fault by file, row and column. */
#include "job/demo_plant.h"

#include "base/os.h"
#include "fmt/csv.h"
#include "fmt/xlsx_write.h"

#include <stdio.h>

#define FLUSH_AT ((size_t)1 << 20)
#define BOM "\xEF\xBB\xBF"

struct sheet { const char *entity, *file; };
static const struct sheet sheets[] = {
#define SHEET(id, entity, file) { entity, file },
#define COL(sheet, field)
#include "job/demo_sheets.def"
#undef SHEET
#undef COL
};

struct column { int sheet; const char *field; };
static const struct column columns[] = {
#define SHEET(id, entity, file)
#define COL(sheet, field) { sheet, #field },
#include "job/demo_sheets.def"
#undef SHEET
#undef COL
};

/* ---- columns and values ---- */
static enum err no_field(struct gen *g, const char *field, const char *entity)
{
	return err_set(g->cx, ERR_BUG, field, "demo-field", entity, NULL);
}

static enum err find_columns(struct gen *g)
{
	for (int c = 0; c < COL__COUNT; c++) {
		struct demo_file *f = &g->file[columns[c].sheet];
		int i = entity_field(f->e, str_of(columns[c].field));
		if (i < 0)
			return no_field(g, columns[c].field, f->e->name);
		g->field[c] = &f->e->fields[i];
		if (f->n++ == 0)
			f->first = c;
	}
	return OK;
}

/* The pack's label for each value of the table: itself, or what the pack has made of it. */
static enum err find_labels(struct gen *g)
{
	static const struct { const char *list, *zh; } want[] = {
		{ NULL, NULL },
#define LABEL(id, list, zh) { #list, zh },
#include "job/demo_lists.def"
#undef LABEL
	};
	const struct list_face *l = &g->m->lists;

	g->label[L_NONE] = STR("");
	for (int i = 1; i < L__COUNT; i++) {
		int64_t code;
		bool exact;
		if (!l->code(l->state, want[i].list, str_of(want[i].zh), &code, &exact))
			return err_set(g->cx, ERR_INPUT, want[i].list, "demo-list-value",
			               want[i].zh, NULL);
		g->label[i] = str_dup(g->a, l->label(l->state, want[i].list, code, LANG_ZH));
	}
	return OK;
}

enum err demo_fields_find(struct gen *g)
{
	for (int s = 0; s < SHEET__COUNT; s++) {
		if (s == PERSONS)
			continue;
		g->file[s].e = entity_find(g->m, str_of(sheets[s].entity));
		if (!g->file[s].e)
			return no_field(g, sheets[s].entity, sheets[s].entity);
	}
	if (list32_n != P__COUNT)
		return no_field(g, "list32", "person");
	for (int i = 0; i < P__COUNT; i++) {
		const struct entity *e = entity_find(g->m, list32[i].part == 0 ? STR("household")
		                                                               : STR("person"));
		if (list32[i].part >= 0)
			g->list32[i] = &e->fields[entity_field(e, str_of(list32[i].field))];
	}
	TRY(find_columns(g));
	return find_labels(g);
}

/* ---- files ---- */
static const char *path_of(struct gen *g, const char *name)
{
	struct str path = str_join(&g->cx->arena, str_of(g->d->out), STR("/"));

	return str_join(&g->cx->arena, path, str_of(name)).p;
}

static enum err flush(struct gen *g, struct demo_file *f, size_t at)
{
	if (!f->open || f->book || f->out.n < at)
		return OK;
	TRY(os_append_file(g->cx, path_of(g, f->name), buf_str(&f->out), 0644));
	buf_reset(&f->out);
	return OK;
}

static void header_of(const struct gen *g, const struct demo_file *f, int col, struct buf *out)
{
	if (f->e)
		sheet_label(out, g->field[f->first + col], LANG_ZH);
	else
		buf_addz(out, list32[col].header);
}

static void end_line(struct demo_file *f)
{
	if (f->book)
		demo_book_next(f);
	else
		buf_addz(&f->out, "\r\n");
	f->row++;
}

/* README.txt names every file, so that a later run knows which are the demo's. */
enum err demo_file_made(struct gen *g, const char *name)
{
	struct buf line BUF_AUTO = { 0 };

	buf_init(&line, 1024);
	buf_addf(&line, "  %s\n", name);
	g->d->files++;
	return os_append_file(g->cx, path_of(g, "README.txt"), buf_str(&line), 0644);
}

static enum err start_file(struct gen *g, struct demo_file *f, const char *name)
{
	snprintf(f->name, sizeof(f->name), "%s", name);
	if (!f->open)
		buf_init(&f->out, 4 * FLUSH_AT);
	buf_reset(&f->out);
	buf_addz(&f->out, BOM);
	f->row = 0;
	f->open = true;
	return demo_file_made(g, name);
}

static enum err start_book(struct gen *g, struct demo_file *f, const char *name)
{
	const char *dot = strrchr(name, '.');

	snprintf(f->name, sizeof(f->name), "%.*s.xlsx", (int)(dot - name), name);
	f->row = 0;
	f->open = true;
	TRY(demo_file_made(g, f->name));
	return demo_book_open(g, f, f->e ? f->e->zh : "人员");
}

static enum err start_sheet(struct gen *g, int sheet, const char *name)
{
	struct demo_file *f = &g->file[sheet];
	struct buf label BUF_AUTO = { 0 };
	bool book = g->d->format == DEMO_XLSX && sheet != AREA;

	buf_init(&label, 4096);
	TRY(book ? start_book(g, f, name) : start_file(g, f, name));
	for (int i = 0; i < (f->e ? f->n : list32_n); i++) {
		buf_reset(&label);
		header_of(g, f, i, &label);
		if (book)
			demo_book_header(f, i, buf_str(&label));
		else if (i > 0)
			buf_addc(&f->out, ',');
		if (!book)
			csv_put(&f->out, buf_str(&label), ',', false);
	}
	end_line(f);
	return OK;
}

static enum err end_file(struct gen *g, struct demo_file *f)
{
	enum err e = OK;

	if (!f->open)
		return OK;
	if (f->book)
		e = demo_book_close(g, f);
	else
		e = flush(g, f, 1);
	return e;
}

enum err demo_persons_next(struct gen *g)
{
	char name[32];

	if (g->rows)
		return OK;
	TRY(end_file(g, &g->file[PERSONS]));
	if (g->d->bench)
		snprintf(name, sizeof(name), "persons.csv");
	else
		snprintf(name, sizeof(name), "persons-%02d.csv", ++g->persons_files);
	return start_sheet(g, PERSONS, name);
}

enum err demo_files_open(struct gen *g)
{
	for (int s = 0; s < SHEET__COUNT; s++)
		if (s != PERSONS && ((!g->d->bench && !g->rows) || s == AREA))
			TRY(start_sheet(g, s, sheets[s].file));
	TRY(start_file(g, &g->truth, "truth.csv"));
	buf_addz(&g->truth.out, "file,sheet,row,column,kind,original,planted,import_checkable");
	end_line(&g->truth);
	return OK;
}

enum err demo_files_close(struct gen *g)
{
	enum err e = OK;

	for (int i = 0; i < DEMO_VIEWS; i++)     /* still open after an error only */
		xw_close(g->view[i].book);
	for (int s = 0; s <= SHEET__COUNT; s++) {
		struct demo_file *f = s < SHEET__COUNT ? &g->file[s] : &g->truth;

		if (e == OK)
			e = end_file(g, f);
		xw_close(f->book);
		f->book = NULL;
		buf_free(&f->out);
		f->open = false;
	}
	return e;
}

/* ---- rows ---- */
enum err demo_truth_put(struct gen *g, const struct demo_file *f, int kind, struct str label,
                        struct str original, struct str planted)
{
	const struct kind *k = demo_fault_kind(kind);
	struct buf *out = &g->truth.out;

	buf_addz(out, f->name);
	buf_addc(out, ',');
	csv_put(out, str_of(f->book ? f->sheet_name : ""), ',', false);
	buf_addc(out, ',');
	buf_addi(out, f->row);
	buf_addc(out, ',');
	csv_put(out, label, ',', false);
	buf_addc(out, ',');
	buf_addz(out, demo_fault_id(kind));
	buf_addc(out, ',');
	csv_put(out, original, ',', false);
	buf_addc(out, ',');
	csv_put(out, planted, ',', false);
	buf_addz(out, k && !k->importable ? ",0" : ",1");
	end_line(&g->truth);
	g->d->planted++;
	return flush(g, &g->truth, FLUSH_AT);
}

static enum err put_truth(struct gen *g, const struct demo_file *f, int kind,
                          const struct demo_truth *t)
{
	struct buf label BUF_AUTO = { 0 };

	buf_init(&label, 4096);
	if (t->col >= 0)
		header_of(g, f, t->col, &label);
	return demo_truth_put(g, f, kind, buf_str(&label), t->original, t->planted);
}

static void put_cells(struct gen *g, struct demo_file *f, const struct demo_row *row)
{
	for (int i = 0; i < row->n; i++) {
		if (f->book) {
			demo_book_cell(f, i, f->e ? g->field[f->first + i] : g->list32[i],
			               row->cell[i]);
			continue;
		}
		if (i > 0)
			buf_addc(&f->out, ',');
		csv_put(&f->out, row->cell[i], ',', false);
	}
	if (row->extra && f->book)
		demo_book_cell(f, row->n, NULL, STR("1"));
	else if (row->extra)
		buf_addz(&f->out, ",1");
	end_line(f);
}

enum err demo_put_row(struct gen *g, int sheet, const struct demo_family *f, int member,
                      int record)
{
	struct demo_file *file = &g->file[sheet];
	struct demo_row *row = &g->row;
	struct demo_truth t;
	int kind = f ? demo_faults_row(g, f, sheet, member, record, row, &t) : -1;

	if (g->rows && sheet != AREA) {
		demo_keep(g, sheet, member, record, kind, &t,
		          kind >= 0 && sheet == PERSONS &&
		          demo_fault_copies(g, f->i - g->here->first, member));
		return OK;
	}
	put_cells(g, file, row);
	if (kind >= 0) {
		TRY(put_truth(g, file, kind, &t));
		if (sheet == PERSONS && demo_fault_copies(g, f->i - g->here->first, member) &&
		    g->ncopy < DEMO_MEMBERS)
			row_copy(&g->copy[g->ncopy++], row);
	}
	return flush(g, file, FLUSH_AT);
}

enum err demo_put_copies(struct gen *g)
{
	struct demo_file *file = &g->file[PERSONS];
	struct demo_truth t = { .col = -1 };
	int kind = demo_fault_copy();

	for (int i = 0; i < g->ncopy; i++) {
		put_cells(g, file, &g->copy[i]);
		TRY(put_truth(g, file, kind, &t));
	}
	g->ncopy = 0;
	return flush(g, file, FLUSH_AT);
}

/* cmd_batch - what was taken in, list by list, and taking a list back. */

#include "base/msg.h"
#include "cmd/import_face.h"
#include "cmd/talk.h"
#include "domain/register/batch.h"
#include "domain/register/page.h"
#include "fmt/json.h"
#include "job/errors.h"
#include "job/undo.h"

#define KEPT_SHOWN 40            /* rows that stayed, on a page; --json shows all */

static struct str text_of(const struct rec *b, int field)
{
	return rec_has(b, field) ? b->v[field].s : STR("");
}

static struct str number_of(struct cmd *c, const struct rec *b, int field)
{
	return rec_has(b, field) ? str_of(grouped(c, b->v[field].i)) : STR("");
}

static struct str time_of(struct cmd *c, const struct rec *b, int field)
{
	return rec_has(b, field) ? str_of(clock_text(c, b->v[field].i)) : STR("");
}

static struct str state_of(struct cmd *c, const struct rec *b)
{
	const struct list_face *l = &c->reg->model->lists;

	return rec_has(b, BATCH_state) ? l->label(l->state, "batch_state", b->v[BATCH_state].i,
	                                          c->cx->lang) : STR("");
}

static struct str kind_of(struct cmd *c, const struct rec *b)
{
	struct str kind = text_of(b, BATCH_kind);
	const struct sheet_book *book = c->reg->pack->book;
	const struct entity *e = entity_find(c->reg->model, kind);

	if (str_eqz(kind, "list32"))
		return str_of(in_lang(c, "32 列交换表", "exchange list"));
	for (int i = 0; book && i < book->nshape; i++)
		if (str_eq(book->shape[i].id, kind))
			return c->cx->lang == LANG_EN ? book->shape[i].en : book->shape[i].zh;
	return e ? str_of(in_lang(c, e->zh, e->en)) : kind;
}

/* "B12" of a reference to a batch. */
static struct str batch_no(struct cmd *c, int64_t id)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 40);
	buf_addf(&b, "B%lld", (long long)id);
	return str_dup(&c->cx->arena, buf_str(&b));
}

/* ---- JSON: the fields of the noun by their names, then what hangs on it ---- */

static void fields_json(struct cmd *c, struct json *j, const struct rec *b)
{
	static const int texts[] = { BATCH_no, BATCH_file, BATCH_sheet, BATCH_file_hash, BATCH_kind,
		BATCH_source, BATCH_encoding, BATCH_actor, BATCH_reason, BATCH_undone_by,
		BATCH_undo_reason };
	static const int numbers[] = { BATCH_rows, BATCH_new, BATCH_changed, BATCH_unchanged,
		BATCH_refused, BATCH_normalised, BATCH_started, BATCH_ended, BATCH_undone,
		BATCH_undo_removed, BATCH_undo_restored, BATCH_undo_kept, BATCH_met, BATCH_took,
		BATCH_kept, BATCH_asked, BATCH_waiting, BATCH_entered, BATCH_gone, BATCH_back };

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		if (rec_has(b, texts[i])) {
			json_key(j, b->e->fields[texts[i]].name);
			json_str(j, b->v[texts[i]].s);
		}
	json_key(j, "state");
	json_z(j, batch_state(c->reg, b));
	if (rec_has(b, BATCH_corrects)) {
		json_key(j, "corrects");
		json_str(j, batch_no(c, b->v[BATCH_corrects].i));
	}
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		if (rec_has(b, numbers[i])) {
			json_key(j, b->e->fields[numbers[i]].name);
			json_int(j, b->v[numbers[i]].i);
		}
}

/* ---- list ---- */

enum err cmd_batch_list(struct cmd *c)
{
	static const struct { const char *zh, *en; bool right; } head[] = {
		{ "批次", "Batch", 0 }, { "文件", "File", 0 }, { "行数", "Rows", 1 }, { "新增", "New", 1 },
		{ "变更", "Changed", 1 }, { "拒收", "Refused", 1 }, { "状态", "State", 0 },
		{ "时间", "When", 0 }, { "种类", "Kind", 0 }, { "何人", "Who", 0 },
	};
	const int ncol = sizeof head / sizeof head[0];
	struct page_table t;
	struct rec **b;
	struct page p;
	struct str *cell;
	int64_t limit;
	int n;

	TRY(cmd_int(c, "limit", 0, 0, INT64_MAX, &limit));
	TRY(cmd_open(c, REG_READ));
	TRY(batch_newest(c->cx, c->reg, limit, &b, &n));
	for (int i = n; c->json && i-- > 0;) {
		struct json j;

		json_begin(&j, &c->out);
		json_obj(&j);
		fields_json(c, &j, b[i]);
		json_obj_end(&j);
		buf_addc(&c->out, '\n');
		TRY(out_room(c));
	}
	if (c->json)
		return OK;
	page_begin(&p, &c->out, &c->cx->arena, out_columns(), colour_wanted(1));
	page_table(&t, &p, ncol);
	cell = page_table_row(&t);
	for (int i = 0; i < ncol; i++) {
		cell[i] = str_of(in_lang(c, head[i].zh, head[i].en));
		t.right[i] = head[i].right;
	}
	for (int i = n; i-- > 0;) {
		cell = page_table_row(&t);
		cell[0] = text_of(b[i], BATCH_no);
		cell[1] = text_of(b[i], BATCH_file);
		if (rec_has(b[i], BATCH_sheet))
			cell[1] = str_join(&c->cx->arena, str_join(&c->cx->arena, cell[1], STR(" ")),
			                   text_of(b[i], BATCH_sheet));
		cell[2] = number_of(c, b[i], BATCH_rows);
		cell[3] = number_of(c, b[i], BATCH_new);
		cell[4] = number_of(c, b[i], BATCH_changed);
		cell[5] = number_of(c, b[i], BATCH_refused);
		cell[6] = state_of(c, b[i]);
		cell[7] = str_sub(time_of(c, b[i], BATCH_started), 0, 10);
		cell[8] = kind_of(c, b[i]);
		cell[9] = text_of(b[i], BATCH_actor);
	}
	t.least = 16;                            /* names tell more than the last columns */
	t.whole = 2;
	if (n)
		page_table_end(&t);
	else
		say(c, "batch-list-none", NULL);
	return OK;
}

/* ---- show ---- */

struct shown {
	struct cmd *c;
	struct json *j;
	struct page_table *t;
	int64_t n;
};

static enum err kept_one(void *arg, const struct batch_kept *k)
{
	struct shown *s = arg;
	struct cmd *c = s->c;
	struct buf why BUF_AUTO = { 0 };
	struct str *cell;

	s->n++;
	if (!s->j && s->n > KEPT_SHOWN)
		return OK;
	buf_init(&why, 4096);
	kind_add(&why, c->cx->lang, k->why, STR(""), k->detail);
	if (s->j) {
		json_obj(s->j);
		json_key(s->j, "noun");
		json_z(s->j, k->e->name);
		json_key(s->j, "no");
		json_str(s->j, k->no);
		json_key(s->j, "row");
		json_int(s->j, k->row);
		json_key(s->j, "kind");
		json_z(s->j, k->why->id);
		json_key(s->j, "reason");
		json_str(s->j, buf_str(&why));
		json_obj_end(s->j);
		return out_room(c);
	}
	cell = page_table_row(s->t);
	cell[0] = str_of(in_lang(c, k->e->zh, k->e->en));
	cell[1] = str_dup(&c->cx->arena, k->no);
	cell[2] = k->row ? str_of(grouped(c, k->row)) : STR("");
	cell[3] = str_dup(&c->cx->arena, buf_str(&why));
	return OK;
}

static enum err show_json(struct cmd *c, const struct rec *b, const struct batch_kind *k, int n)
{
	struct shown s = { .c = c };
	int64_t *id;
	struct json j;
	int nid;

	json_begin(&j, &c->out);
	json_obj(&j);
	fields_json(c, &j, b);
	json_key(&j, "findings");
	json_obj(&j);
	for (int i = 0; i < n; i++) {
		json_key(&j, k[i].kind->id);
		json_obj(&j);
		json_key(&j, "open");
		json_int(&j, k[i].open);
		json_key(&j, "closed");
		json_int(&j, k[i].closed);
		json_obj_end(&j);
	}
	json_obj_end(&j);
	TRY(batch_corrections(c->cx, c->reg->db, b->id, &id, &nid));
	json_key(&j, "corrections");
	json_arr(&j);
	for (int i = 0; i < nid; i++)
		json_str(&j, batch_no(c, id[i]));
	json_arr_end(&j);
	json_key(&j, "kept");
	json_arr(&j);
	s.j = &j;
	TRY(batch_each_kept(c->cx, c->reg, b->id, kept_one, &s));
	json_arr_end(&j);
	json_obj_end(&j);
	buf_addc(&c->out, '\n');
	return OK;
}

static void pair(struct cmd *c, struct page *p, const struct rec *b, int field, struct str value)
{
	const struct field *f = &b->e->fields[field];

	if (value.n)
		page_pair(p, str_of(in_lang(c, f->zh, f->en)), value);
}

static void pairs(struct cmd *c, struct page *p, const struct rec *b)
{
	static const int numbers[] = { BATCH_rows, BATCH_new, BATCH_changed, BATCH_unchanged,
		BATCH_refused, BATCH_normalised, BATCH_took, BATCH_kept, BATCH_asked, BATCH_waiting,
		BATCH_entered, BATCH_met, BATCH_gone, BATCH_back };
	static const int undo[] = { BATCH_undo_removed, BATCH_undo_restored, BATCH_undo_kept };

	pair(c, p, b, BATCH_kind, kind_of(c, b));
	pair(c, p, b, BATCH_source, text_of(b, BATCH_source));
	pair(c, p, b, BATCH_sheet, text_of(b, BATCH_sheet));
	pair(c, p, b, BATCH_encoding, text_of(b, BATCH_encoding));
	pair(c, p, b, BATCH_started, time_of(c, b, BATCH_started));
	pair(c, p, b, BATCH_ended, time_of(c, b, BATCH_ended));
	pair(c, p, b, BATCH_actor, text_of(b, BATCH_actor));
	pair(c, p, b, BATCH_reason, text_of(b, BATCH_reason));
	if (rec_has(b, BATCH_corrects))
		pair(c, p, b, BATCH_corrects, batch_no(c, b->v[BATCH_corrects].i));
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		pair(c, p, b, numbers[i], number_of(c, b, numbers[i]));
	pair(c, p, b, BATCH_undone, time_of(c, b, BATCH_undone));
	pair(c, p, b, BATCH_undone_by, text_of(b, BATCH_undone_by));
	pair(c, p, b, BATCH_undo_reason, text_of(b, BATCH_undo_reason));
	for (size_t i = 0; i < sizeof undo / sizeof undo[0]; i++)
		pair(c, p, b, undo[i], number_of(c, b, undo[i]));
	pair(c, p, b, BATCH_file_hash, text_of(b, BATCH_file_hash));
	page_pairs_end(p);
}

static void kinds_table(struct cmd *c, struct page *p, const struct batch_kind *k, int n)
{
	struct page_table t;
	struct buf what BUF_AUTO = { 0 };
	struct str *cell;

	if (!n)
		return;
	buf_init(&what, 4096);
	page_section(p, str_of(in_lang(c, "差错和疑点", "Findings")));
	page_table(&t, p, 4);
	cell = page_table_row(&t);
	cell[0] = str_of(in_lang(c, "种类", "Kind"));
	cell[1] = str_of(in_lang(c, "待处理", "Open"));
	cell[2] = str_of(in_lang(c, "已处理", "Closed"));
	cell[3] = str_of(in_lang(c, "说明", "What it means"));
	t.right[1] = t.right[2] = true;
	for (int i = 0; i < n; i++) {
		cell = page_table_row(&t);
		cell[0] = str_of(k[i].kind->id);
		cell[1] = str_of(k[i].open ? grouped(c, k[i].open) : "");
		cell[2] = str_of(k[i].closed ? grouped(c, k[i].closed) : "");
		buf_reset(&what);
		kind_add(&what, c->cx->lang, k[i].kind, STR("…"), STR("…"));
		cell[3] = str_dup(&c->cx->arena, buf_str(&what));
	}
	page_table_end(&t);
}

static void kept_begin(struct cmd *c, struct page_table *t, struct page *p)
{
	struct str *cell;

	page_table(t, p, 4);
	cell = page_table_row(t);
	cell[0] = str_of(in_lang(c, "对象", "What"));
	cell[1] = str_of(in_lang(c, "编号", "Number"));
	cell[2] = str_of(in_lang(c, "原行号", "Row"));
	cell[3] = str_of(in_lang(c, "为什么保留", "Why it stayed"));
	t->right[2] = true;
}

static void kept_end(struct cmd *c, struct page *p, const struct shown *s)
{
	page_section(p, str_of(in_lang(c, "撤销时保留的记录", "Records that the undo left")));
	page_table_end(s->t);
	if (s->n > KEPT_SHOWN)
		page_line(p, str_of(in_lang(c, "只列出前 40 条，其余见 --json。",
		                            "The first 40 only; --json shows all.")));
}

enum err cmd_batch_show(struct cmd *c)
{
	struct page_table t;
	struct shown s = { .c = c, .t = &t };
	struct batch_kind *k;
	struct rec *b;
	struct page p;
	int n;

	TRY(cmd_open(c, REG_READ));
	TRY(batch_by_name(c->cx, c->reg, c->arg[0], &b));
	TRY(batch_kinds(c->cx, c->reg, b->id, &k, &n));
	if (c->json)
		return show_json(c, b, k, n);
	page_begin(&p, &c->out, &c->cx->arena, out_columns(), colour_wanted(1));
	page_title(&p, str_join(&c->cx->arena, str_join(&c->cx->arena, text_of(b, BATCH_no), STR("  ")),
	                        text_of(b, BATCH_file)), state_of(c, b));
	pairs(c, &p, b);
	kinds_table(c, &p, k, n);
	kept_begin(c, &t, &p);
	TRY(batch_each_kept(c->cx, c->reg, b->id, kept_one, &s));
	if (s.n)
		kept_end(c, &p, &s);
	return OK;
}

/* ---- errors ---- */

enum err cmd_batch_errors(struct cmd *c)
{
	struct errors_ask ask = { .path = cmd_text(c, "output"), .doubts = cmd_flag(c, "doubts"),
		.force = cmd_flag(c, "force") };
	struct errors *x;
	struct rec *b;
	enum err e;

	if (!ask.path)
		return err_set(c->cx, ERR_USAGE, "--output", "cmd-option-needed", "output", c->def->name,
		               NULL);
	TRY(cmd_may_write(c, ask.path));
	TRY(cmd_open(c, REG_WRITE));
	TRY(batch_by_name(c->cx, c->reg, c->arg[0], &b));
	ask.log = c->reg;
	TRY(errors_begin(c->cx, &ask, &x));
	e = errors_of_file(c->cx, x, c->reg, b, c->arg[1]);
	if (e == OK)
		e = errors_told(c, x);
	c->status = errors_rows(x) ? 1 : 0;
	errors_free(x);
	return e;
}

/* ---- import undo ---- */

static void on_progress(void *arg, int64_t done, int64_t rows)
{
	progress_show(arg, done, rows);
}

struct undoing {
	struct progress bar;         /* first: on_progress takes it */
	struct shown s;
};

static enum err on_kept(void *arg, const struct batch_kept *k)
{
	return kept_one(&((struct undoing *)arg)->s, k);
}

static void undone_json(struct cmd *c, struct json *j, const struct undo *u)
{
	json_arr_end(j);
	json_key(j, "batch");
	json_str(j, u->no);
	json_key(j, "file");
	json_str(j, u->file);
	json_key(j, "removed");
	json_int(j, u->removed);
	json_key(j, "restored");
	json_int(j, u->restored);
	json_key(j, "findings_closed");
	json_int(j, u->closed);
	json_key(j, "dry_run");
	json_bool(j, u->dry_run);
	json_obj_end(j);
	buf_addc(&c->out, '\n');
}

enum err cmd_import_undo(struct cmd *c)
{
	struct undo u = { .batch = c->arg[0], .reason = cmd_text(c, "reason"),
		.dry_run = cmd_flag(c, "dry-run") };
	struct undoing *x = ARENA_NEW(&c->cx->arena, struct undoing);
	struct page_table t;
	struct page p;
	struct json j;
	enum err e;

	TRY(cmd_open(c, u.dry_run ? REG_READ : REG_WRITE));
	page_begin(&p, &c->out, &c->cx->arena, out_columns(), colour_wanted(1));
	kept_begin(c, &t, &p);
	x->s = (struct shown){ .c = c, .t = &t, .j = c->json ? &j : NULL };
	if (c->json) {
		json_begin(&j, &c->out);
		json_obj(&j);
		json_key(&j, "kept");
		json_arr(&j);
	}
	progress_begin(&x->bar, c, in_lang(c, "撤销", "undo"));
	u.arg = x;
	u.progress = on_progress;
	u.kept = on_kept;
	e = undo_run(c->cx, c->reg, &u);
	progress_end(&x->bar);
	if (e != OK)
		buf_reset(&c->out);              /* no half object */
	TRY(e);
	c->status = u.kept_rows ? 1 : 0;
	if (c->json) {
		undone_json(c, &j, &u);
		return OK;
	}
	if (x->s.n)
		kept_end(c, &p, &x->s);
	if (u.resumed)
		say(c, "undo-resumed", NULL);
	put(c, u.dry_run ? "undo-total-dry" : "undo-total", str_z(&c->cx->arena, u.no),
	    grouped(c, u.removed), grouped(c, u.restored), grouped(c, u.kept_rows), NULL);
	if (u.kept_rows)
		say(c, "undo-again", str_z(&c->cx->arena, u.no), NULL);
	if (!u.dry_run)
		say(c, "undo-next", str_z(&c->cx->arena, u.no), c->reg->path.dir, NULL);
	return OK;
}

/* cmd_to_enter - what was decided here and a source does not have yet: as a table to read, as a
 * sheet with the source's columns to work through, as sums. */
#include <stddef.h>

#include "base/msg.h"
#include "base/os.h"
#include "cmd/browse_face.h"
#include "cmd/enter_sheet.h"
#include "cmd/talk.h"
#include "domain/register/page.h"
#include "fmt/json.h"

#define BLOCK 2000

const char *enter_action_label(enum lang lang, enum enter_action a)
{
	static const char *const name[][2] = { [ENTER_CHANGE] = { "修改", "change" },
		[ENTER_ADD] = { "新增", "add" }, [ENTER_REMOVE] = { "移除", "remove" } };

	return name[a][lang == LANG_EN];
}

enum err enter_shown(struct entering *x, const struct rec *r, int f, struct str *out)
{
	struct viewed v = { .e = r->e, .q = { .mask = x->mask } };
	const struct field *fd = &r->e->fields[f];
	struct buf b BUF_AUTO = { 0 };
	int at;

	*out = STR("");
	if (fd->type == FT_AREA && rec_has(r, f)) {
		at = area_by_id(x->areas, r->v[f].i);
		*out = at >= 0 ? area_nth(x->areas, at)->name : STR("");
		return OK;
	}
	if (fd->type == FT_REF || !rec_has(r, f))
		return cell_shown(x->c, &v, r, f, out);
	buf_init(&b, 1 << 20);
	cell_write(&b, x->c->reg->model, fd, &r->v[f], x->mask, x->lang);
	*out = str_dup(&x->c->cx->arena, buf_str(&b));
	return OK;
}

/* The value that the source states, as its field is shown. */
enum err enter_was(struct entering *x, const struct enter_item *i, int k, struct str *out)
{
	struct rec *r = rec_new(&x->c->cx->arena, i->e);

	r->v[i->cell[k].field] = i->cell[k].was;
	return enter_shown(x, r, i->cell[k].field, out);
}

struct str enter_list_label(struct entering *x)
{
	const struct sheet_book *b = x->c->reg->pack->book;
	const struct entity *e = entity_find(x->c->reg->model, x->t->kind);
	bool en = x->lang == LANG_EN;

	if (str_eqz(x->t->kind, "list32"))
		return str_of(en ? "32-column exchange list" : "32 列交换表");
	for (int i = 0; b && i < b->nshape; i++)
		if (str_eq(b->shape[i].id, x->t->kind))
			return en ? b->shape[i].en : b->shape[i].zh;
	return e ? str_of(en ? e->en : e->zh) : x->t->kind;
}

static struct str key_of(const struct rec *r)
{
	return r && r->e->key >= 0 && rec_has(r, r->e->key) ? r->v[r->e->key].s : STR("");
}

static enum err name_of(struct entering *x, const struct enter_item *i, struct str *out)
{
	*out = STR("");
	if (i->person)
		return enter_shown(x, i->person, PERSON_name, out);
	return i->household ? enter_shown(x, i->household, HOUSEHOLD_head_name, out) : OK;
}

/* ---- as lines ---- */

static enum err item_json(struct entering *x, const struct enter_item *i)
{
	static const char *const names[] = { "change", "add", "remove" };
	struct cmd *c = x->c;
	struct str s;
	struct json j;

	json_begin(&j, &c->out);
	json_obj(&j);
	json_key(&j, "list");
	json_str(&j, x->t->kind);
	json_key(&j, "action");
	json_z(&j, names[i->action]);
	json_key(&j, "noun");
	json_z(&j, i->e->name);
	json_key(&j, "no");
	json_str(&j, key_of(i->row));
	json_key(&j, "household");
	json_str(&j, key_of(i->household));
	json_key(&j, "person");
	json_str(&j, key_of(i->person));
	json_key(&j, "cells");
	json_arr(&j);
	for (int k = 0; k < i->ncell; k++) {
		json_obj(&j);
		json_key(&j, "field");
		json_z(&j, i->e->fields[i->cell[k].field].name);
		TRY(enter_was(x, i, k, &s));
		json_key(&j, "was");
		json_str(&j, s);
		TRY(enter_shown(x, i->row, i->cell[k].field, &s));
		json_key(&j, "now");
		json_str(&j, s);
		json_obj_end(&j);
	}
	json_arr_end(&j);
	json_obj_end(&j);
	buf_addc(&c->out, '\n');
	return out_room(c);
}

/* Of a risk, a measure, a job: which one, where the table has no number for it. */
static enum err which(struct entering *x, const struct enter_item *i, struct str *out)
{
	*out = STR("");
	for (int f = 0; f < i->e->nfield && i->e->key < 0; f++)
		if (i->e->fields[f].flags & E_REQ && f != i->e->parent && rec_has(i->row, f))
			return enter_shown(x, i->row, f, out);
	return OK;
}

static enum err lines_of(struct entering *x, struct page_table *t, const struct enter_item *i)
{
	struct cmd *c = x->c;
	struct str nothing = str_of(in_lang(c, "（空）", "(none)"));

	for (int k = 0; k < i->ncell || k == 0; k++) {
		struct str *cell = page_table_row(t);

		cell[0] = str_of(enter_action_label(c->cx->lang, i->action));
		cell[1] = key_of(i->household);
		cell[2] = i->row == i->household ? STR("") : key_of(i->person ? i->person : i->row);
		TRY(name_of(x, i, &cell[3]));
		if (k == i->ncell) {
			cell[4] = str_of(in_lang(c, i->e->zh, i->e->en));
			TRY(which(x, i, &cell[6]));
		} else {
			const struct field *f = &i->e->fields[i->cell[k].field];

			cell[4] = str_of(in_lang(c, f->zh, f->en));
			TRY(enter_was(x, i, k, &cell[5]));
			TRY(enter_shown(x, i->row, i->cell[k].field, &cell[6]));
			cell[5] = cell[5].n ? cell[5] : nothing;
			cell[6] = cell[6].n ? cell[6] : nothing;
		}
		for (int n = 0; n < 7; n++)
			cell[n] = str_dup(t->page->a, cell[n]);
	}
	return OK;
}

static enum err table(struct entering *x, int from)
{
	static const char *const head[7][2] = { { "办理", "Action" }, { "户编号", "Household" },
		{ "人编号", "Person" }, { "姓名", "Name" }, { "字段", "Field" },
		{ "来源的值", "Source says" }, { "本地的值", "Here" } };
	struct cmd *c = x->c;
	struct page_table t;
	struct page p;
	struct str *cell;
	struct arena a;
	enum err e = OK;

	arena_init(&a, (size_t)64 << 20);
	page_begin(&p, &c->out, &a, os_is_tty(1) ? os_tty_columns(1) : 10000, colour_wanted(1));
	page_table(&t, &p, 7);
	t.least = 4;
	cell = page_table_row(&t);
	for (int i = 0; i < 7; i++)
		cell[i] = str_of(in_lang(c, head[i][0], head[i][1]));
	for (int i = from; e == OK && i < x->t->n && i < from + BLOCK; i++)
		if (!x->t->item[i].again)
			e = lines_of(x, &t, &x->t->item[i]);
	if (e == OK)
		page_table_end(&t);
	arena_free(&a);
	return e == OK ? out_flush(c) : e;
}

/* ---- the sums ---- */

struct sums { int64_t entered, kept, asked, waiting, met, gone, back; struct str last; };

static enum err last_list(struct entering *x, struct sums *s)
{
	static const struct { int f; size_t at; } fields[] = {
		{ BATCH_entered, offsetof(struct sums, entered) },
		{ BATCH_kept, offsetof(struct sums, kept) },
		{ BATCH_asked, offsetof(struct sums, asked) },
		{ BATCH_waiting, offsetof(struct sums, waiting) },
		{ BATCH_met, offsetof(struct sums, met) }, { BATCH_gone, offsetof(struct sums, gone) },
		{ BATCH_back, offsetof(struct sums, back) },
	};
	struct ctx *cx = x->c->cx;
	struct roll_batch *b;
	int n, last = -1;

	*s = (struct sums){ 0 };
	TRY(roll_batches(cx, x->c->reg, x->t->source, &b, &n));
	for (int i = 0; i < n; i++)
		if (str_eq(b[i].kind, x->t->kind))
			last = i;
	for (int i = 0; last >= 0 && i < n; i++) {
		struct rec *r;

		if (b[i].delivery != b[last].delivery || !str_eq(b[i].kind, x->t->kind))
			continue;
		TRY(store_get(cx, x->c->reg->db, &cx->arena, register_entity(x->c->reg, TAG_batch),
		              b[i].id, &r));
		for (size_t k = 0; k < sizeof(fields) / sizeof(fields[0]); k++)
			if (rec_has(r, fields[k].f))
				*(int64_t *)((char *)s + fields[k].at) += r->v[fields[k].f].i;
		s->last = r->v[BATCH_file].s;
	}
	return OK;
}

static void add_sums(struct sums *to, const struct sums *s)
{
	to->entered += s->entered;
	to->kept += s->kept;
	to->asked += s->asked;
	to->waiting += s->waiting;
	to->met += s->met;
	to->gone += s->gone;
	to->back += s->back;
}

/* What is to be entered now, on all lists together. */
static struct to_enter now_all(const struct entering *x)
{
	struct to_enter t = { .n = 0 };

	for (int i = 0; i < x->n; i++) {
		t.changed += x->list[i].changed;
		t.cells += x->list[i].cells;
		t.added += x->list[i].added;
		t.removed += x->list[i].removed;
		t.undecided += x->list[i].undecided;
	}
	return t;
}

static void check_json(struct entering *x, const struct sums *s)
{
	const struct to_enter now = now_all(x);
	const struct { const char *key; int64_t n; } all[] = {
		{ "entered", s->entered }, { "missing", s->kept }, { "different", s->asked },
		{ "still_different", s->waiting }, { "listed", s->met }, { "gone", s->gone },
		{ "back", s->back }, { "now_rows_changed", now.changed }, { "now_cells", now.cells },
		{ "now_rows_added", now.added }, { "now_rows_removed", now.removed },
		{ "now_undecided", now.undecided },
	};
	struct json j;

	json_begin(&j, &x->c->out);
	json_obj(&j);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		json_key(&j, all[i].key);
		json_int(&j, all[i].n);
	}
	json_obj_end(&j);
	buf_addc(&x->c->out, '\n');
}

static void now_said(struct entering *x)
{
	const struct to_enter now = now_all(x);
	struct cmd *c = x->c;

	put(c, "cmd-enter-now", grouped(c, now.changed), grouped(c, now.cells),
	    grouped(c, now.added), grouped(c, now.removed), NULL);
	if (now.undecided)
		put(c, "cmd-enter-undecided", grouped(c, now.undecided), data_said(c),
		    str_z(&c->cx->arena, x->list->source), NULL);
}

static enum err check(struct entering *x)
{
	struct cmd *c = x->c;
	struct sums all = { 0 };

	for (int i = 0; i < x->n; i++) {
		struct sums s;

		x->t = &x->list[i];
		TRY(last_list(x, &s));
		add_sums(&all, &s);
		if (c->json)
			continue;
		put(c, "cmd-enter-last", str_z(&c->cx->arena, s.last), NULL);
		put(c, "cmd-enter-cells", grouped(c, s.entered), grouped(c, s.kept),
		    grouped(c, s.asked + s.waiting), NULL);
		put(c, "cmd-enter-rows", grouped(c, s.met), grouped(c, s.gone), grouped(c, s.back), NULL);
	}
	if (c->json)
		check_json(x, &all);
	else
		now_said(x);
	return OK;
}

/* ---- the command ---- */

/* Something to show that no list before has shown. */
static bool told(const struct to_enter *t)
{
	for (int i = 0; i < t->n; i++)
		if (!t->item[i].again)
			return true;
	return false;
}

static enum err to_people(struct entering *x)
{
	struct cmd *c = x->c;

	TRY(enter_journal(x, STR(""), "table", NULL));
	if (!c->json && cmd_is_demo(c))
		put(c, "cmd-demo-data", NULL);
	for (int k = 0; k < x->n; k++) {
		x->t = &x->list[k];
		if (!c->json && x->n > 1 && told(x->t))
			put(c, "cmd-enter-list", str_z(&c->cx->arena, enter_list_label(x)), NULL);
		for (int i = 0; c->json && i < x->t->n; i++)
			if (!x->t->item[i].again)
				TRY(item_json(x, &x->t->item[i]));
		for (int i = 0; !c->json && told(x->t) && i < x->t->n; i += BLOCK)
			TRY(table(x, i));
	}
	if (!c->json)
		now_said(x);
	return OK;
}

static enum err made(struct entering *x)
{
	struct cmd *c = x->c;
	const char *kind = cmd_text(c, "kind"), *path = cmd_text(c, "output");

	if (!cmd_flag(c, "check"))
		TRY(cmd_may_write(c, path));
	TRY(to_enter_make(c->cx, c->reg, str_of(cmd_text(c, "source")), str_of(kind ? kind : ""),
	                  &x->list, &x->n));
	if (cmd_flag(c, "check"))
		return check(x);
	TRY(area_load(c->cx, &x->tree, c->reg, &x->areas));
	return path ? enter_file(x, path) : to_people(x);
}

enum err cmd_to_enter(struct cmd *c)
{
	struct entering x = { .c = c, .lang = c->cx->lang };
	const char *source = cmd_text(c, "source");
	enum err e;

	if (!source)
		return err_set(c->cx, ERR_USAGE, "--source", "cmd-option-needed", "source", c->def->name,
		               NULL);
	TRY(cmd_mask(c, &x.mask));
	if (x.mask == MASK_PUBLIC)
		return err_set(c->cx, ERR_DENIED, "--mask", "cmd-difference-public", NULL);
	TRY(cmd_reason(c, x.mask, &x.reason));
	TRY(cmd_open(c, x.reason ? REG_WRITE : REG_READ));
	if (!pack_source(c->reg->pack, str_of(source)))
		return err_set(c->cx, ERR_USAGE, "--source", "import-source-unknown", source,
		               pack_source_names(&c->cx->arena, c->reg->pack).p, NULL);
	arena_init(&x.tree, (size_t)512 << 20);
	e = made(&x);
	arena_free(&x.tree);
	return e;
}

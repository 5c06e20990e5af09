/* cmd_notice - notices: made, shown, posted, watched, taken down; what hangs as static files. */
#include <stdio.h>
#include <unistd.h>

#include "base/msg.h"
#include "base/os.h"
#include "cmd/talk.h"
#include "domain/gate/publish.h"
#include "domain/register/browse.h"
#include "domain/register/page.h"
#include "fmt/json.h"
#include "job/picture_child.h"
#include "web/asset.h"

#define FILE_MOST ((size_t)32 << 20)
#define HOUSES_MOST 50000

static const char *style(void)
{
	for (const struct asset *a = asset_table; a->path; a++)
		if (!strcmp(a->path, "/a/public.css"))
			return a->body;
	return "";
}

static size_t style_size(void)
{
	for (const struct asset *a = asset_table; a->path; a++)
		if (!strcmp(a->path, "/a/public.css"))
			return (size_t)(a->body_end - a->body);
	return 0;
}

static enum err day_option(struct cmd *c, const char *name, date_t *day)
{
	*day = 0;
	return cmd_day(c, name, day);
}

/* ---- making ---- */

static enum err by_number(struct cmd *c, int64_t *id, int *n)
{
	const struct entity *e = register_entity(c->reg, TAG_household);

	for (int i = 0; i < c->narg; i++)
		TRY(register_by_key(c->cx, c->reg, e, str_of(c->arg[i]), &id[(*n)++]));
	return OK;
}

static enum err by_condition(struct cmd *c, const char *area, int64_t *id, int *n)
{
	struct query q = { .e = register_entity(c->reg, TAG_household), .mask = MASK_STAFF,
		.by_number = true, .closed = true };
	struct buf where BUF_AUTO = { 0 };
	struct browse *b;
	struct rec *row;
	enum err e = OK;

	buf_init(&where, 65536);
	buf_addf(&where, "area=\"%s\" and %s", area, cmd_text(c, "where"));
	q.where = str_z(&c->cx->arena, buf_str(&where));
	TRY(browse_open(c->cx, c->reg, &q, &b));
	while (e == OK && (e = browse_next(c->cx, b, &row)) == OK && row) {
		if (*n == HOUSES_MOST)
			e = err_set(c->cx, ERR_LIMIT, "household", "notice-long", NULL);
		else if (register_alive(c->reg, row))
			id[(*n)++] = row->id;
	}
	browse_close(b);
	return e;
}

static void made_told(struct cmd *c, const struct notice_made *m)
{
	struct json j;

	if (c->json) {
		json_begin(&j, &c->out);
		json_obj(&j);
		json_key(&j, "no");
		json_str(&j, m->no);
		json_key(&j, "lines");
		json_int(&j, m->lines);
		json_key(&j, "withheld");
		json_int(&j, m->withheld);
		json_obj_end(&j);
		buf_addc(&c->out, '\n');
		return;
	}
	put(c, "cmd-notice-made", str_z(&c->cx->arena, m->no), grouped(c, m->lines), NULL);
	if (m->withheld)
		say(c, "cmd-notice-withheld", grouped(c, m->withheld), NULL);
}

enum err cmd_notice_make(struct cmd *c)
{
	const char *area = cmd_text(c, "area"), *subject = cmd_text(c, "subject");
	const char *surveyors = cmd_text(c, "surveyors");
	struct notice_order o = { 0 };
	struct notice_made m;
	int64_t *id;

	if (!area || !subject || (!c->narg && !cmd_text(c, "where")))
		return err_set(c->cx, ERR_USAGE, c->def->name, "cmd-notice-what", NULL);
	TRY(cmd_open(c, REG_WRITE));
	o.subject = str_of(subject);
	o.surveyors = str_of(surveyors ? surveyors : "");
	TRY(day_option(c, "from", &o.from));
	TRY(register_by_key(c->cx, c->reg, register_entity(c->reg, TAG_area), str_of(area), &o.area));
	id = arena_array(&c->cx->arena, HOUSES_MOST + (size_t)c->narg, sizeof *id);
	TRY(by_number(c, id, &o.n));
	if (cmd_text(c, "where"))
		TRY(by_condition(c, area, id, &o.n));
	o.about = id;
	TRY(notice_make(c->cx, c->reg, &o, cmd_text(c, "reason"), &m));
	made_told(c, &m);
	return OK;
}

/* ---- reading ---- */

static struct str word(struct cmd *c, const struct rec *row, int field)
{
	const struct list_face *l = &c->reg->model->lists;

	return l->label(l->state, row->e->fields[field].list, row->v[field].i, c->cx->lang);
}

static struct str day_text(struct cmd *c, date_t day)
{
	char text[11];

	if (!day)
		return STR("");
	date_put(text, day);
	return str_dup(&c->cx->arena, str_of(text));
}

static struct str date_text(struct cmd *c, const struct rec *row, int field)
{
	return day_text(c, rec_has(row, field) ? (date_t)row->v[field].i : 0);
}

static const char *state_key(const char *state)
{
	static const struct { const char *state, *key; } all[] = {
		{ "made", "notice-state-made" }, { "hanging", "notice-state-hanging" },
		{ "stopped", "notice-state-stopped" }, { "done", "notice-state-done" },
		{ "down", "notice-state-down" }, { "superseded", "notice-state-superseded" },
	};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (!strcmp(all[i].state, state))
			return all[i].key;
	return all[0].key;
}

static enum err list_json(struct cmd *c, const struct rec *row, const char *state, struct str place)
{
	struct json j;

	json_begin(&j, &c->out);
	json_obj(&j);
	json_key(&j, "no");
	json_str(&j, row->v[NOTICE_no].s);
	json_key(&j, "state");
	json_z(&j, state);
	json_key(&j, "title");
	json_str(&j, row->v[NOTICE_title].s);
	json_key(&j, "place");
	json_str(&j, place);
	json_key(&j, "lines");
	json_int(&j, row->v[NOTICE_lines].i);
	json_key(&j, "posted");
	json_str(&j, date_text(c, row, NOTICE_posted));
	json_key(&j, "until");
	json_str(&j, day_text(c, notice_last_day(row)));
	json_obj_end(&j);
	buf_addc(&c->out, '\n');
	return out_room(c);
}

static struct str state_text(struct cmd *c, const struct rec *row, const char *state)
{
	bool open = notice_unproven(c->reg, row, register_today(c->cx, c->reg));

	return str_of(msg_text(c->cx->lang, open ? "notice-state-unproven" : state_key(state)));
}

static void list_head(struct cmd *c, struct page *p, struct page_table *t)
{
	static const char *const zh[] = { "编号", "地方", "标题", "户数", "状态", "张贴", "截至" };
	static const char *const en[] = { "No", "Place", "Title", "Lines", "State", "Posted", "Until" };
	struct str *cell;

	page_begin(p, &c->out, &c->cx->arena, os_is_tty(1) ? os_tty_columns(1) : 10000,
	           colour_wanted(1));
	page_table(t, p, 7);
	t->right[3] = true;
	cell = page_table_row(t);
	for (int i = 0; i < 7; i++)
		cell[i] = str_of(in_lang(c, zh[i], en[i]));
}

static enum err list_row(struct cmd *c, struct page_table *t, const struct rec *row)
{
	const char *state = notice_is(c->reg, row, register_today(c->cx, c->reg));
	struct buf place BUF_AUTO = { 0 };
	struct str *cell;

	buf_init(&place, 4096);
	TRY(browse_place(c->cx, c->reg, row->area, &place));
	if (c->json)
		return list_json(c, row, state, str_dup(&c->cx->arena, buf_str(&place)));
	cell = page_table_row(t);
	cell[0] = str_dup(&c->cx->arena, row->v[NOTICE_no].s);
	cell[1] = str_dup(&c->cx->arena, buf_str(&place));
	cell[2] = str_dup(&c->cx->arena, c->cx->lang == LANG_EN ? row->v[NOTICE_title_en].s :
	                  row->v[NOTICE_title].s);
	cell[3] = str_of(grouped(c, row->v[NOTICE_lines].i));
	cell[4] = state_text(c, row, state);
	cell[5] = date_text(c, row, NOTICE_posted);
	cell[6] = day_text(c, notice_last_day(row));
	return OK;
}

enum err cmd_notice_list(struct cmd *c)
{
	const char *area = cmd_text(c, "area");
	struct query q = { .mask = MASK_STAFF };
	struct buf where BUF_AUTO = { 0 };
	struct page_table t;
	struct browse *b;
	struct page p;
	struct rec *row;
	enum err e = OK;

	TRY(cmd_open(c, REG_READ));
	buf_init(&where, 4096);
	buf_addf(&where, "area=\"%s\"", area ? area : "");
	q.e = register_entity(c->reg, TAG_notice);
	q.where = area ? where.p : NULL;
	TRY(browse_open(c->cx, c->reg, &q, &b));
	if (!c->json)
		list_head(c, &p, &t);
	while (e == OK && (e = browse_next(c->cx, b, &row)) == OK && row)
		e = list_row(c, &t, row);
	browse_close(b);
	if (e == OK && !c->json)
		page_table_end(&t);
	return e;
}

static void show_pair(struct cmd *c, struct page *p, const char *zh, const char *en, struct str v)
{
	if (v.n)
		page_pair(p, str_of(in_lang(c, zh, en)), str_dup(&c->cx->arena, v));
}

/* The day of making; that of the list itself, too, if it was entered later. */
static struct str made_text(struct cmd *c, const struct rec *row)
{
	date_t from, made = date_of_ms(row->v[NOTICE_made].i, (int)c->reg->pack->zone_minutes);
	struct buf b BUF_AUTO = { 0 };
	struct str args[2];
	char day[11], first[11];
	bool later;

	from = notice_earliest(c->reg, row, &later);
	date_put(day, made);
	date_put(first, from);
	if (!later)
		return str_dup(&c->cx->arena, str_of(day));
	args[0] = str_of(day);
	buf_init(&b, 400);
	buf_addf(&b, "%s ", first);
	msg_add(&b, c->cx->lang, "notice-entered-later", args, 1);
	return str_dup(&c->cx->arena, buf_str(&b));
}

static enum err show_facts(struct cmd *c, struct page *p, const struct notice_page *x)
{
	const struct rec *row = x->row;
	struct buf sheet BUF_AUTO = { 0 };

	buf_init(&sheet, 4096);
	TRY(notice_sheet_text(c->cx, x, &sheet));
	page_title(p, x->text.head.place, row->v[NOTICE_no].s);
	page_line(p, c->cx->lang == LANG_EN ? x->text.head.title_en : x->text.head.title);
	show_pair(c, p, "类别", "Kind", word(c, row, NOTICE_kind));
	show_pair(c, p, "状态", "State", state_text(c, row, x->state));
	show_pair(c, p, "制作", "Made", made_text(c, row));
	show_pair(c, p, "张贴", "Posted", date_text(c, row, NOTICE_posted));
	show_pair(c, p, "截至", "Until", day_text(c, notice_last_day(row)));
	if (x->day)
		show_pair(c, p, "第几天", "Day", str_join(&c->cx->arena,
		          str_join(&c->cx->arena, str_of(grouped(c, x->day)), STR("/")),
		          str_of(grouped(c, x->text.head.days))));
	show_pair(c, p, "首日照片", "First photo", rec_has(row, NOTICE_first_place) ?
	          row->v[NOTICE_first_place].s : STR(""));
	show_pair(c, p, "末日照片", "Last photo", rec_has(row, NOTICE_last_place) ?
	          row->v[NOTICE_last_place].s : STR(""));
	show_pair(c, p, "发现缺失", "Found missing", date_text(c, row, NOTICE_missing_since));
	show_pair(c, p, "核对码", "Check code", buf_str(&sheet));
	page_pairs_end(p);
	return OK;
}

static void show_lines(struct cmd *c, struct page *p, const struct notice_page *x)
{
	static const char *const head[] = { "notice-col-position", "notice-col-name",
		"notice-col-group", "notice-col-members", "notice-col-place" };
	struct str rest = x->text.rows, cells[NOTICE__COLUMNS], *cell;
	struct page_table t;

	page_gap(p);
	page_table(&t, p, x->text.ncolumn);
	cell = page_table_row(&t);
	for (int i = 0; i < x->text.ncolumn; i++)
		cell[i] = str_of(msg_text(c->cx->lang, head[x->text.column[i]]));
	while (notice_list_row(&x->text, &rest, cells)) {
		cell = page_table_row(&t);
		for (int i = 0; i < x->text.ncolumn; i++)
			cell[i] = cells[x->text.column[i]];
	}
	page_table_end(&t);
}

enum err cmd_notice_show(struct cmd *c)
{
	bool board = cmd_flag(c, "board");
	struct notice_page x;
	struct page p;
	struct rec *row;
	struct str bytes;

	TRY(cmd_open(c, REG_READ));
	TRY(notice_row(c->cx, c->reg, str_of(c->arg[0]), &row));
	if (cmd_flag(c, "list")) {
		TRY(notice_bytes(c->cx, c->reg, row, board, &bytes));
		buf_adds(&c->out, bytes);
		return OK;
	}
	TRY(notice_page_of(c->cx, c->reg, row, board, &x));
	if (c->json) {
		struct buf place BUF_AUTO = { 0 };

		buf_init(&place, 4096);
		TRY(browse_place(c->cx, c->reg, row->area, &place));
		return list_json(c, row, x.state, buf_str(&place));
	}
	page_begin(&p, &c->out, &c->cx->arena, out_columns(), colour_wanted(1));
	TRY(show_facts(c, &p, &x));
	show_lines(c, &p, &x);
	return OK;
}

/* ---- the sheet ---- */

enum err cmd_notice_sheet(struct cmd *c)
{
	const char *to = cmd_text(c, "out"), *url = cmd_text(c, "url");
	struct buf b BUF_AUTO = { 0 }, at BUF_AUTO = { 0 };
	struct notice_page x;
	struct rec *row;

	TRY(cmd_may_write(c, to));
	TRY(cmd_open(c, REG_READ));
	TRY(notice_row(c->cx, c->reg, str_of(c->arg[0]), &row));
	TRY(notice_page_of(c->cx, c->reg, row, true, &x));
	buf_init(&at, 4096);
	if (url) {
		buf_addf(&at, "%s/p/n/%s", url, c->arg[0]);
		x.url = buf_str(&at);
	}
	buf_init(&b, FILE_MOST);
	publish_page_begin(&b, c->cx->lang, x.text.head.no, NULL);
	buf_addz(&b, "<style>");
	buf_add(&b, style(), style_size());
	buf_addz(&b, "</style>");
	publish_page_body(&b);
	notice_page_put(&b, c->reg, &x);
	TRY(notice_page_proof(c->cx, &b, &x));
	publish_page_end(&b);
	if (to)
		return os_write_file(c->cx, to, buf_str(&b), 0644);
	buf_adds(&c->out, buf_str(&b));
	return OK;
}

/* ---- while it hangs ---- */

static enum err photo_of(struct cmd *c, struct notice_photo *out, struct buf *bytes)
{
	const char *file = cmd_text(c, "photo"), *place = cmd_text(c, "place");
	struct picture p;

	if (!file || !place)
		return err_set(c->cx, ERR_USAGE, c->def->name, "notice-photo", NULL);
	buf_init(bytes, PICTURE_BYTES + 1);
	TRY(picture_of_file(c->cx, file, &p, bytes));
	if (p.kind == PICTURE_PDF)
		return err_set(c->cx, ERR_INPUT, file, "picture-unknown", NULL);
	*out = (struct notice_photo){ .bytes = buf_str(bytes), .place = str_of(place) };
	TRY(day_option(c, "taken", &out->taken));
	if (!out->taken)
		out->taken = p.taken;
	return OK;
}

enum err cmd_notice_post(struct cmd *c)
{
	struct buf bytes BUF_AUTO = { 0 };
	struct notice_photo p;

	TRY(photo_of(c, &p, &bytes));
	TRY(cmd_open(c, REG_WRITE));
	TRY(notice_post(c->cx, c->reg, str_of(c->arg[0]), &p));
	say(c, "cmd-notice-posted", c->arg[0], NULL);
	return OK;
}

enum err cmd_notice_last(struct cmd *c)
{
	struct buf bytes BUF_AUTO = { 0 };
	struct notice_photo p;

	TRY(photo_of(c, &p, &bytes));
	TRY(cmd_open(c, REG_WRITE));
	TRY(notice_last(c->cx, c->reg, str_of(c->arg[0]), &p));
	say(c, "cmd-notice-last", c->arg[0], NULL);
	return OK;
}

enum err cmd_notice_missing(struct cmd *c)
{
	date_t since;

	TRY(day_option(c, "since", &since));
	TRY(cmd_open(c, REG_WRITE));
	TRY(notice_missing(c->cx, c->reg, str_of(c->arg[0]), since, cmd_text(c, "reason")));
	say(c, "cmd-notice-missing", c->arg[0], NULL);
	return OK;
}

enum err cmd_notice_down(struct cmd *c)
{
	const char *by = cmd_text(c, "by");

	TRY(cmd_open(c, REG_WRITE));
	TRY(notice_down(c->cx, c->reg, str_of(c->arg[0]), str_of(by ? by : ""),
	                cmd_text(c, "reason")));
	say(c, "cmd-notice-down", c->arg[0], NULL);
	return OK;
}

/* ---- static files ---- */

enum err cmd_publish(struct cmd *c)
{
	struct publish_order o = { .dir = cmd_text(c, "out"), .url = cmd_text(c, "url") };
	int n;

	if (!o.dir)
		return err_set(c->cx, ERR_USAGE, "--out", "cmd-option-needed", "out", c->def->name, NULL);
	TRY(cmd_open(c, REG_READ));
	o.css = str_z(&c->cx->arena, (struct str){ style(), style_size() });
	TRY(publish(c->cx, c->reg, &o, &n));
	say(c, "cmd-published", grouped(c, n), o.dir, NULL);
	return OK;
}

/* cmd_area - the tree of areas: taking it in, one place with what lies above and below, lists. */
#include <stdio.h>
#include <string.h>

#include "base/os.h"
#include "cmd/import_face.h"
#include "cmd/talk.h"
#include "domain/register/area.h"
#include "domain/register/outline.h"
#include "fmt/json.h"

enum err cmd_area_import(struct cmd *c)
{
	struct import im = { .file = c->arg, .nfile = c->narg, .kind = "area",
		.dry_run = cmd_flag(c, "dry-run"), .again = cmd_flag(c, "again") };

	TRY(cmd_open(c, REG_WRITE));
	return import_files(c, &im);
}

enum err cmd_area_outline(struct cmd *c)
{
	const char *slash = strrchr(c->arg[0], '/');
	struct outline o;
	struct str text;

	TRY(cmd_open(c, REG_WRITE));
	TRY(os_read_file(c->cx, c->arg[0], GEO_TEXT_MAX, &text));
	TRY(outline_put(c->cx, c->reg, str_of(slash ? slash + 1 : c->arg[0]), text, &o));
	TRY(register_publish(c->cx, c->reg));
	say(c, "cmd-area-outline", grouped(c, o.shapes), grouped(c, o.left_out), NULL);
	return OK;
}

static enum err find_area(struct cmd *c, const struct area_tree *t, const char *typed, int *at)
{
	struct str none = { 0 };

	*at = area_by_name(t, none, none, str_trim(str_of(typed)));
	if (*at == -2)
		return err_set(c->cx, ERR_CONFLICT, typed, "cmd-area-several", typed, NULL);
	if (*at < 0)
		return err_set(c->cx, ERR_NOTFOUND, typed, "cmd-area-unknown", typed, NULL);
	return OK;
}

/* A code in as many digits as its level has; groups have more than a village's twelve. */
static void digits_add(struct buf *out, int64_t code, int level)
{
	static const int digits[] = { 0, 2, 4, 6, 9, 12 };
	char text[24];
	int n = snprintf(text, sizeof(text), "%012lld", (long long)code);

	buf_add(out, text, (size_t)(level >= 1 && level <= 5 ? digits[level] : n));
}

static void code_add(struct buf *out, const struct area_node *n)
{
	digits_add(out, n->code, n->level);
}

/* What the place was before, and what an ended one became. */
static void past_json(struct json *j, const struct area_tree *t, int i)
{
	const struct area_node *n = area_nth(t, i);
	struct buf text BUF_AUTO = { 0 };
	struct area_past was;
	int at = 0, to;

	buf_init(&text, 64);
	json_key(j, "before");
	json_arr(j);
	while (area_past(t, i, &at, &was)) {
		buf_reset(&text);
		digits_add(&text, was.code ? was.code : n->code, n->level);
		json_obj(j);
		json_key(j, "code");
		json_str(j, buf_str(&text));
		json_key(j, "name");
		json_str(j, was.name.n ? was.name : n->name);
		json_key(j, "merged");
		json_bool(j, was.merged);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_key(j, "successors");
	json_arr(j);
	for (int k = 0; (to = area_successor(t, i, k)) >= 0; k++) {
		buf_reset(&text);
		code_add(&text, area_nth(t, to));
		json_str(j, buf_str(&text));
	}
	json_arr_end(j);
}

static void area_json(struct cmd *c, const struct area_tree *t, int i, bool past)
{
	const struct area_node *n = area_nth(t, i);
	struct buf text BUF_AUTO = { 0 };
	struct json j;
	char to[11];

	buf_init(&text, 4096);
	json_begin(&j, &c->out);
	json_obj(&j);
	code_add(&text, n);
	json_key(&j, "code");
	json_str(&j, buf_str(&text));
	json_key(&j, "name");
	json_str(&j, n->name);
	json_key(&j, "level");
	json_int(&j, n->level);
	buf_reset(&text);
	area_path(&text, t, i, 1);
	json_key(&j, "path");
	json_str(&j, buf_str(&text));
	json_key(&j, "below");
	json_int(&j, n->hi - n->lo - 1);
	json_key(&j, "valid_to");
	date_put(to, n->to);
	if (n->to)
		json_z(&j, to);
	else
		json_none(&j);
	if (past)
		past_json(&j, t, i);
	json_obj_end(&j);
	buf_addc(&c->out, '\n');
}

static void area_line(struct cmd *c, const struct area_tree *t, int i, int indent)
{
	const struct area_node *n = area_nth(t, i);

	if (c->json) {
		area_json(c, t, i, false);
		return;
	}
	for (int k = 0; k < indent; k++)
		buf_addz(&c->out, "  ");
	code_add(&c->out, n);
	buf_addz(&c->out, "  ");
	buf_adds(&c->out, n->name);
	if (n->to)
		buf_addz(&c->out, in_lang(c, "（已停用）", " (no longer valid)"));
	buf_addc(&c->out, '\n');
}

static enum err load_tree(struct cmd *c, struct area_tree **t)
{
	TRY(cmd_open(c, REG_READ));
	TRY(area_load(c->cx, &c->reg->arena, c->reg, t));
	if (area_count(*t) == 0)
		say(c, "cmd-area-none", NULL);
	return OK;
}

static void past_line(struct cmd *c, int indent, const char *what, int64_t code, int level,
                      struct str name)
{
	for (int k = 0; k < indent; k++)
		buf_addz(&c->out, "  ");
	buf_addz(&c->out, what);
	digits_add(&c->out, code, level);
	buf_addz(&c->out, "  ");
	buf_adds(&c->out, name);
	buf_addc(&c->out, '\n');
}

static void past_lines(struct cmd *c, const struct area_tree *t, int i, int indent)
{
	const struct area_node *n = area_nth(t, i), *next;
	struct area_past was;
	int at = 0;

	while (area_past(t, i, &at, &was))
		past_line(c, indent, was.merged ? in_lang(c, "并入：", "merged into it: ") :
		          in_lang(c, "曾用：", "known as: "), was.code ? was.code : n->code,
		          n->level, was.name.n ? was.name : n->name);
	for (int k = 0; (next = area_nth(t, area_successor(t, i, k))) != NULL; k++)
		past_line(c, indent, in_lang(c, "现为：", "became: "), next->code, next->level,
		          next->name);
}

enum err cmd_area_show(struct cmd *c)
{
	struct area_tree *t;
	int at, indent = 0, up[16], n = 0;

	TRY(load_tree(c, &t));
	TRY(find_area(c, t, c->arg[0], &at));
	if (c->json) {
		area_json(c, t, at, true);
		return OK;
	}
	for (int i = area_nth(t, at)->parent; i >= 0 && n < 16; i = area_nth(t, i)->parent)
		up[n++] = i;
	while (n > 0)
		area_line(c, t, up[--n], indent++);
	area_line(c, t, at, indent++);
	past_lines(c, t, at, indent);
	for (int i = at + 1; i < area_nth(t, at)->hi; i++) {
		if (area_nth(t, i)->parent != at)
			continue;
		area_line(c, t, i, indent);
		TRY(out_room(c));
	}
	return OK;
}

enum err cmd_area_list(struct cmd *c)
{
	struct area_tree *t;
	int64_t level;
	int at = -1, lo, hi, top;

	TRY(cmd_int(c, "level", 0, 0, 6, &level));
	TRY(load_tree(c, &t));
	if (c->narg)
		TRY(find_area(c, t, c->arg[0], &at));
	lo = at < 0 ? 0 : area_nth(t, at)->lo;
	hi = at < 0 ? area_count(t) : area_nth(t, at)->hi;
	top = lo < hi ? area_nth(t, lo)->level : 0;
	for (int i = lo; i < hi; i++) {
		const struct area_node *n = area_nth(t, i);

		if (level && n->level != level)
			continue;
		area_line(c, t, i, level || n->level < top ? 0 : n->level - top);
		TRY(out_room(c));
	}
	return OK;
}

#include "cmd/map_option.h"

#include <stdio.h>

#include "base/os.h"
#include "cmd/talk.h"

#define MAP_MOST     2000
#define MAP_FILE_MAX ((size_t)256 << 10)

/* "header = noun.field" or "header: noun.field", with quotes around the header or without. */
static bool one_item(struct str item, struct import_said *out)
{
	struct str s = str_trim(item), head;
	size_t at = s.n;

	while (at > 0 && s.p[at - 1] != '=')
		at--;
	if (!at)
		for (at = s.n; at > 0 && !(s.p[at - 1] == ':' && at < s.n && s.p[at] == ' '); at--)
			;
	if (!at)
		return false;
	head = str_trim(str_sub(s, 0, at - 1));
	if (head.n > 1 && (head.p[0] == '"' || head.p[0] == '\'') && head.p[head.n - 1] == head.p[0])
		head = str_sub(head, 1, head.n - 2);
	out->header = head;
	out->target = str_trim(str_sub(s, at, s.n));
	if (out->target.n > 1 && out->target.p[0] == '"')
		out->target = str_sub(out->target, 1, out->target.n - 2);
	out->used = false;
	return head.n && out->target.n;
}

static enum err add(struct cmd *c, struct import *im, struct import_said one)
{
	if (!im->said)
		im->said = arena_array(&c->cx->arena, MAP_MOST, sizeof *im->said);
	if (im->nsaid == MAP_MOST)
		return err_set(c->cx, ERR_LIMIT, "map", "mapping-too-many", NULL);
	im->said[im->nsaid++] = one;
	return OK;
}

static enum err from_list(struct cmd *c, struct import *im, struct str list)
{
	struct str item;

	while (str_next(&list, ',', &item)) {
		struct import_said one;

		if (!str_trim(item).n)
			continue;
		if (!one_item(item, &one))
			return err_set(c->cx, ERR_USAGE, "map", "cmd-map-item",
			               str_z(&c->cx->arena, item), NULL);
		TRY(add(c, im, one));
	}
	return OK;
}

static enum err from_file(struct cmd *c, struct import *im, const char *path)
{
	struct str text, line;
	char number[24];
	int n = 0;

	TRY(os_read_file(c->cx, path, MAP_FILE_MAX, &text));
	if (str_starts(text, STR("\xEF\xBB\xBF")))
		text = str_sub(text, 3, text.n);
	while (str_next(&text, '\n', &line)) {
		struct import_said one;

		n++;
		line = str_trim(line);
		if (!line.n || line.p[0] == '#')
			continue;
		if (!one_item(line, &one)) {
			snprintf(number, sizeof number, "%d", n);
			return err_set(c->cx, ERR_USAGE, path, "cmd-map-line", path, number, NULL);
		}
		TRY(add(c, im, one));
	}
	return OK;
}

enum err map_option(struct cmd *c, struct import *im)
{
	const char *text, *as_of = cmd_text(c, "as-of");
	enum date_form form;

	for (int i = 0; (text = cmd_text_nth(c, "map", i)) != NULL; i++)
		TRY(strchr(text, '=') ? from_list(c, im, str_of(text)) : from_file(c, im, text));
	if (as_of && !date_parse(str_of(as_of), &im->as_of, &form))
		return err_set(c->cx, ERR_USAGE, "--as-of", "cmd-as-of", as_of, NULL);
	return OK;
}

void map_unused(struct cmd *c, const struct import *im)
{
	for (int i = 0; i < im->nsaid && !im->dry_run; i++)
		if (!im->said[i].used)
			warn(c, "cmd-import-map-unused", str_z(&c->cx->arena, im->said[i].header), NULL);
}

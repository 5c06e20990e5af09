#include "cmd/import_told.h"

#include <string.h>

#include "base/hash.h"

#define TOLD_MOST 20000          /* different things; what comes after them is not written out */

struct line {
	struct str file, sheet;      /* the first that it was said of */
	struct str last_file, last_sheet;
	struct str line, many;
	int sheets, files;
};

struct told {
	struct arena *a;
	struct hmap *at;
	struct line *v;
	int n, cap;
};

struct told *told_new(struct arena *a)
{
	struct told *t = ARENA_NEW(a, struct told);

	*t = (struct told){ .a = a, .at = hmap_new(a, 256) };
	return t;
}

int told_count(const struct told *t)
{
	return t->n;
}

static struct line *added(struct told *t)
{
	struct line *more;

	if (t->n == t->cap) {
		t->cap = t->cap ? 2 * t->cap : 64;
		more = arena_array(t->a, (size_t)t->cap, sizeof *more);
		if (t->n)
			memcpy(more, t->v, (size_t)t->n * sizeof *more);
		t->v = more;
	}
	return &t->v[t->n++];
}

bool told_add(struct told *t, struct str key, struct str file, struct str sheet, struct str line,
              struct str many)
{
	struct line *x;
	int64_t at;

	if (hmap_get(t->at, key, &at)) {
		x = &t->v[at];
		if (str_eq(x->last_file, file) && str_eq(x->last_sheet, sheet))
			return false;
		x->sheets++;
		x->files += !str_eq(x->last_file, file);
		x->last_file = str_dup(t->a, file);
		x->last_sheet = str_dup(t->a, sheet);
		return false;
	}
	if (t->n == TOLD_MOST)
		return true;
	hmap_put(t->at, str_dup(t->a, key), t->n);
	x = added(t);
	*x = (struct line){ .file = str_dup(t->a, file), .sheet = str_dup(t->a, sheet),
		.line = str_dup(t->a, line), .many = str_dup(t->a, many), .sheets = 1, .files = 1 };
	x->last_file = x->file;
	x->last_sheet = x->sheet;
	return true;
}

static void put_sheets(struct buf *out, const struct line *x, bool zh)
{
	msg_shown(out, x->file);
	if (x->sheet.n) {
		buf_addz(out, " [");
		msg_shown(out, x->sheet);
		buf_addc(out, ']');
	}
	if (x->sheets == 1)
		return;
	buf_addf(out, zh ? " 等 %d 张表" : x->sheets == 2 ? " and %d more sheet" :
	              " and %d more sheets", zh ? x->sheets : x->sheets - 1);
	if (x->files > 1)
		buf_addf(out, zh ? "（%d 个文件）" : " (%d files)", x->files);
}

void told_put(struct buf *out, const struct told *t, enum lang lang)
{
	for (int i = 0; i < t->n; i++) {
		const struct line *x = &t->v[i];

		put_sheets(out, x, lang == LANG_ZH);
		buf_addz(out, lang == LANG_ZH ? "：" : ": ");
		buf_adds(out, x->sheets > 1 ? x->many : x->line);
		buf_addc(out, '\n');
	}
}

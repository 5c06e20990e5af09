#include "fmt/xlsx.h"

#include "base/mem.h"
#include "crypto/stream.h"
#include "fmt/xlsx_part.h"

static bool xlsx_is(const unsigned char *head, size_t n)
{
	return n >= 4 && (!memcmp(head, "PK\3\4", 4) || !memcmp(head, "PK\5\6", 4) ||
	                  !memcmp(head, "PK\7\10", 4));
}

/* The spool's key asks for randomness, which may look for its source the first time. */
static enum err xlsx_preload(struct ctx *cx)
{
	struct stream_key k;

	(void)cx;
	stream_key_new(&k);
	stream_key_wipe(&k);
	return OK;
}

static void xlsx_close(void *src)
{
	struct xlsx_book *b = src;

	mem_free(b->sheet);
	mem_free(b->style);
	mem_free(b->string_at);
	spool_window_free(&b->window);
	arena_free(&b->a);
	mem_free(b);
}

static enum err xlsx_open(struct ctx *cx, int fd, struct spool *s, void **out)
{
	struct xlsx_book *b = mem_new(1, sizeof *b);
	enum err e;

	b->spool = s;
	arena_init(&b->a, 8 << 20);
	e = xlsx_book_open(cx, b, fd);
	if (e != OK) {
		xlsx_close(b);
		return e;
	}
	*out = b;
	return OK;
}

static int xlsx_sheets(const void *src)
{
	return ((const struct xlsx_book *)src)->nsheet;
}

static struct str xlsx_sheet_name(const void *src, int sheet)
{
	return ((const struct xlsx_book *)src)->sheet[sheet].name;
}

static bool xlsx_sheet_hidden(const void *src, int sheet)
{
	return ((const struct xlsx_book *)src)->sheet[sheet].hidden;
}

static bool xlsx_from_1904(const void *src)
{
	return ((const struct xlsx_book *)src)->from_1904;
}

static enum err xlsx_read(struct ctx *cx, void *src, int sheet, int64_t enough, struct rows *to)
{
	return xlsx_sheet_read(cx, src, sheet, enough, to);
}

const struct table_source xlsx_source = {
	.kind = TABLE_XLSX, .encoding = "XLSX", .is = xlsx_is, .preload = xlsx_preload,
	.open = xlsx_open, .close = xlsx_close, .sheets = xlsx_sheets,
	.sheet_name = xlsx_sheet_name, .sheet_hidden = xlsx_sheet_hidden, .from_1904 = xlsx_from_1904,
	.read = xlsx_read,
};

/* sniff - marks at the beginning, names inside ZIP archives, tags of web pages. */
#include "fmt/sniff.h"

#include <sys/stat.h>

#include "base/mem.h"
#include "base/os.h"

/* A mark at an offset; `n` bytes of it count. */
struct mark {
	size_t at, n;
	const char *bytes, *key;
};

static const struct mark marks[] = {
	{ 0, 5, "%PDF-", "sniff-pdf" },
	{ 0, 6, "Rar!\x1A\x07", "sniff-rar" },
	{ 0, 6, "7z\xBC\xAF\x27\x1C", "sniff-7z" },
	{ 0, 3, "\x1F\x8B\x08", "sniff-gzip" },
	{ 0, 6, "\xFD" "7zXZ", "sniff-gzip" },
	{ 0, 10, "BZh91AY&SY", "sniff-gzip" },
	{ 0, 8, "\x89PNG\r\n\x1A\n", "sniff-picture" },
	{ 0, 3, "\xFF\xD8\xFF", "sniff-picture" },
	{ 0, 6, "GIF89a", "sniff-picture" },
	{ 0, 6, "GIF87a", "sniff-picture" },
	{ 0, 4, "II*\0", "sniff-picture" },
	{ 0, 4, "MM\0*", "sniff-picture" },
	{ 8, 4, "WEBP", "sniff-picture" },
	{ 4, 8, "ftypheic", "sniff-picture" },
	{ 4, 8, "ftypmif1", "sniff-picture" },
	{ 0, 5, "{\\rtf", "sniff-word" },
	{ 0, 15, "SQLite format 3", "sniff-database" },
	{ 4, 15, "Standard Jet DB", "sniff-database" },
	{ 4, 15, "Standard ACE DB", "sniff-database" },
	{ 0, 4, "\x7F" "ELF", "sniff-program" },
};

/* Names inside a ZIP that tell what it is; the first that is there decides. A workbook that holds
 * a document has its own name, too, and is one all the same. */
static const struct { const char *name, *key; } inside[] = {
	{ "xl/workbook.xml", NULL },
	{ "xl/workbook.bin", "sniff-xlsb" },
	{ "word/document.xml", "sniff-word" },
	{ "ppt/presentation.xml", "sniff-slides" },
	{ "OFD.xml", "sniff-pdf" },
	{ "Index/Document.iwa", "sniff-numbers" },
};

static bool has_mark(struct str s, const struct mark *m)
{
	return s.n >= m->at + m->n && memcmp(s.p + m->at, m->bytes, m->n) == 0;
}

/* BMP has two letters only: the size of the file stands behind them, and the place of the dots. */
static bool is_bmp(struct str s)
{
	static const struct mark bm = { 0, 2, "BM", NULL }, zero = { 6, 4, "\0\0\0\0", NULL };

	return has_mark(s, &bm) && has_mark(s, &zero);
}

/* A program of Windows: the place of its second header is in the first. */
static bool is_exe(struct str s)
{
	static const struct mark mz = { 0, 2, "MZ", NULL };

	return has_mark(s, &mz) && s.n > 64 && !s.p[62] && !s.p[63];
}

/* dBASE and FoxPro: day of the last change, length of the header in whole fields. */
static bool is_dbf(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	unsigned head;

	if (s.n < 65 || (p[0] != 0x03 && p[0] != 0x30 && p[0] != 0x83 && p[0] != 0xF5))
		return false;
	head = p[8] | (unsigned)p[9] << 8;
	return p[2] >= 1 && p[2] <= 12 && p[3] >= 1 && p[3] <= 31 && head >= 65 &&
	       (head % 32 == 1 || head % 32 == 8 || head % 32 == 0);
}

/* ---- ZIP ---- */

static bool has_name(struct str tail, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i + 46 + n <= tail.n; i++) {
		const unsigned char *p = (const unsigned char *)tail.p + i;

		if (memcmp(p, "PK\x01\x02", 4) == 0 && (p[28] | (size_t)p[29] << 8) == n &&
		    memcmp(p + 46, name, n) == 0)
			return true;
	}
	return false;
}

/* OpenDocument files say it in their first entry, which is not compressed. */
static const char *of_zip(struct str head, struct str tail)
{
	static const struct mark mime = { 30, 46,
		"mimetypeapplication/vnd.oasis.opendocument.spr", NULL };
	static const struct mark other = { 30, 43,
		"mimetypeapplication/vnd.oasis.opendocument.", NULL };

	if (has_mark(head, &mime))
		return "sniff-ods";
	if (has_mark(head, &other))
		return "sniff-word";
	for (size_t i = 0; i < sizeof inside / sizeof inside[0]; i++)
		if (has_name(tail, inside[i].name))
			return inside[i].key;
	return NULL;
}

/* ---- pages ---- */

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* Whether s has the word, which is in small letters, within its first bytes. */
static bool has(struct str s, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= s.n; i++) {
		size_t k = 0;

		while (k < n && lower(s.p[i + k]) == word[k])
			k++;
		if (k == n)
			return true;
	}
	return false;
}

static bool begins(struct str s, const char *word)
{
	return has(str_sub(s, 0, strlen(word)), word);
}

/* Web pages and XML: what stands in the file is text, but no list. A list may have a first cell
 * that begins with "<", too: a tag that pages have must follow. */
static const char *of_page(struct str s)
{
	if (begins(s, "\xEF\xBB\xBF"))
		s = str_sub(s, 3, s.n);
	s = str_trim(s);
	if (begins(s, "mime-version:"))
		return "sniff-html";
	if (!s.n || s.p[0] != '<')
		return NULL;
	if (has(s, "urn:schemas-microsoft-com:office:spreadsheet"))
		return has(s, "<html") ? "sniff-html" : "sniff-xml-sheet";
	if (has(s, "opendocument:xmlns:office"))
		return "sniff-ods";
	if (has(s, "<html") || has(s, "<table") || has(s, "<!doctype html") || has(s, "<meta") ||
	    has(s, "<body") || has(s, "<div") || has(s, "<style"))
		return "sniff-html";
	return begins(s, "<?xml") ? "sniff-xml" : NULL;
}

/* ---- the file ---- */

static bool is_zip(struct str head)
{
	static const struct mark pk = { 0, 4, "PK\x03\x04", NULL };

	return has_mark(head, &pk);
}

const char *sniff_bytes(struct str head, struct str tail)
{
	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
		if (has_mark(head, &marks[i]))
			return marks[i].key;
	if (is_zip(head))
		return of_zip(head, tail);
	if (is_bmp(head))
		return "sniff-picture";
	if (is_exe(head))
		return "sniff-program";
	if (is_dbf(head))
		return "sniff-dbf";
	return of_page(head);
}

const char *sniff_foreign(int fd)
{
	char head[SNIFF_HEAD], *tail = NULL;
	ssize_t n, k = 0;
	struct stat st;
	const char *key;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return NULL;
	n = os_pread_full(fd, head, sizeof head, 0);
	if (n <= 0)
		return NULL;
	if (is_zip((struct str){ head, (size_t)n })) {
		int64_t from = st.st_size > SNIFF_TAIL ? st.st_size - SNIFF_TAIL : 0;

		tail = mem_new(SNIFF_TAIL, 1);
		k = os_pread_full(fd, tail, SNIFF_TAIL, from);
	}
	key = sniff_bytes((struct str){ head, (size_t)n },
	                  (struct str){ tail ? tail : "", k > 0 ? (size_t)k : 0 });
	mem_free(tail);
	return key;
}

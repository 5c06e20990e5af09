/* xlsx_xml - one part through expat, a window at a time. What expat must keep (an unfinished tag,
 * the names it has met) is bounded: no allocation above TOKEN_MAX, no more than NAMES_MAX names. */
#include "fmt/xlsx_part.h"

#include <stdio.h>
#include <stdlib.h>

#include <expat.h>

#include "base/mem.h"
#include "base/os.h"

#define STEP      (64 << 10)
#define RAW       (256 << 10)            /* offered at once; the first holds the tag, or none */
#define TOKEN_MAX ((size_t)2 << 20)
#define NAMES_MAX 2000
#define NAMES_SLOTS 8192                 /* a power of two, well above NAMES_MAX */

struct reader {
	struct ctx *cx;
	struct xlsx_xml *x;
	XML_Parser p;
	struct str part;
	enum err e;
	int real, depth;             /* elements open; without wrappers */
	int skip;                    /* real depth of what is left out, or 0 */
	uint64_t wrapper;            /* bit per real depth: this element is not shown */
	int64_t before;              /* bytes that expat did not see */
	bool utf8;
	int nname;
	uint32_t name[NAMES_SLOTS];  /* hashes of names met, 0: free */
};

static void stop(struct reader *r, enum err e)
{
	if (r->e == OK)
		r->e = e;
	XML_StopParser(r->p, XML_FALSE);
}

static void refuse(struct reader *r, const char *key, const char *arg)
{
	char *part = str_z(&r->cx->arena, r->part);

	if (r->e == OK)
		stop(r, err_set(r->cx, ERR_INPUT, part, key, part, arg, NULL));
}

/* Counts a name that was not met before. expat keeps every name until the end of a part. */
static void note_name(struct reader *r, const char *name)
{
	uint32_t h = 2166136261u, i;

	for (const char *c = name; *c; c++)
		h = (h ^ (unsigned char)*c) * 16777619u;
	h += !h;
	for (i = h % NAMES_SLOTS; r->name[i]; i = (i + 1) % NAMES_SLOTS)
		if (r->name[i] == h)
			return;
	if (r->nname == NAMES_MAX) {
		refuse(r, "xlsx-names", NULL);
		return;
	}
	r->name[i] = h;
	r->nname++;
}

static const char *local(const char *name)
{
	for (const char *c = name; *c; c++)
		if (*c == ':')
			name = c + 1;
	return name;
}

static void XMLCALL on_begin(void *arg, const char *full, const char **att)
{
	struct reader *r = arg;
	const char *name = local(full);
	bool wrapper;

	if (r->e != OK)
		return;
	if (++r->real > XLSX_DEPTH) {
		refuse(r, "xlsx-depth", "64");
		return;
	}
	if (full[1])
		note_name(r, full);
	for (const char **a = att; *a; a += 2)
		if ((*a)[1])
			note_name(r, *a);
	if (r->skip)
		return;
	wrapper = !strcmp(name, "AlternateContent") || !strcmp(name, "Fallback");
	if (!strcmp(name, "Choice")) {
		r->skip = r->real;
		return;
	}
	r->wrapper &= ~(UINT64_C(1) << (r->real - 1));
	if (wrapper) {
		r->wrapper |= UINT64_C(1) << (r->real - 1);
		return;
	}
	r->depth++;
	if (r->e == OK && (r->e = r->x->begin(r->cx, r->x, r->depth, name, att)) != OK)
		stop(r, r->e);
}

static void XMLCALL on_end(void *arg, const char *full)
{
	struct reader *r = arg;

	if (r->e != OK || r->x->stop)
		return;
	r->real--;
	if (r->skip) {
		if (r->real < r->skip)
			r->skip = 0;
		return;
	}
	if (r->wrapper >> r->real & 1)
		return;
	r->e = r->x->end(r->cx, r->x, r->depth, local(full));
	r->depth--;
	if (r->e != OK || r->x->stop)
		stop(r, r->e);
}

static void XMLCALL on_text(void *arg, const char *p, int n)
{
	struct reader *r = arg;

	if (r->e == OK && !r->skip && n > 0)
		r->x->text(r->x, p, (size_t)n);
}

static void XMLCALL on_doctype(void *arg, const char *name, const char *sys, const char *pub,
                               int subset)
{
	(void)name;
	(void)sys;
	(void)pub;
	(void)subset;
	refuse(arg, "xlsx-doctype", NULL);
}

/* ---- memory of expat: any single piece is bounded ---- */

static void *bounded_new(size_t n)
{
	return n > TOKEN_MAX ? NULL : mem_grow(NULL, n, 1);
}

static void *bounded_grow(void *p, size_t n)
{
	return n > TOKEN_MAX ? NULL : mem_grow(p, n, 1);
}

static void bounded_free(void *p)
{
	mem_free(p);
}

static void broken(struct reader *r)
{
	enum XML_Error why = XML_GetErrorCode(r->p);
	char at[32];

	snprintf(at, sizeof at, "%lld", (long long)(r->before + XML_GetCurrentByteIndex(r->p) + 1));
	if (why == XML_ERROR_UNKNOWN_ENCODING || why == XML_ERROR_INCORRECT_ENCODING)
		refuse(r, "xlsx-encoding", NULL);
	else if (why == XML_ERROR_NO_MEMORY)
		refuse(r, "xlsx-long", at);
	else
		refuse(r, "xlsx-xml", at);
}

/* What expat says to a piece; false: r->e, or stopped. */
static bool parse(struct reader *r, const char *p, size_t n, bool last)
{
	enum XML_Status st = XML_Parse(r->p, p, (int)n, last);

	if (r->e == OK && !r->x->stop && st == XML_STATUS_ERROR)
		broken(r);
	return r->e == OK && !r->x->stop;
}

static enum err feed(struct reader *r, struct xlsx_unpack *u)
{
	for (;;) {
		void *room = XML_GetBuffer(r->p, STEP);
		enum XML_Status st;
		size_t n;

		if (!room) {
			refuse(r, "xlsx-long", "-");
			return r->e;
		}
		TRY(xlsx_unpack_read(r->cx, u, room, STEP, &n));
		st = XML_ParseBuffer(r->p, (int)n, n == 0);
		if (r->e == OK && !r->x->stop && st == XML_STATUS_ERROR)
			broken(r);
		if (!n || r->e != OK || r->x->stop)
			return r->e;
	}
}

/* Fills win behind its first *n bytes; *n grows by nothing only at the part's end. */
static enum err fill(struct reader *r, struct xlsx_unpack *u, char *win, size_t *n)
{
	size_t got = 1;

	while (*n < RAW && got) {
		TRY(xlsx_unpack_read(r->cx, u, win + *n, RAW - *n, &got));
		*n += got;
	}
	win[*n] = 0;
	return OK;
}

/* Whatever of the window the taker takes, and of the windows after it; the rest is expat's. */
static enum err offer(struct reader *r, struct xlsx_unpack *u, char *win, size_t n, size_t at)
{
	bool more = true;

	for (;;) {
		size_t taken, before = n - at;

		TRY(r->x->raw(r->cx, r->x, win + at, n - at, &taken, &more));
		r->before += (int64_t)taken;
		at += taken;
		if (r->x->stop)
			return OK;
		if (!more)
			break;
		memmove(win, win + at, n - at);
		n -= at;
		before = n;
		at = 0;
		TRY(fill(r, u, win, &n));
		if (n == before)                 /* the part's end, or a row longer than the window */
			break;
	}
	return parse(r, win + at, n - at, false) ? OK : r->e;
}

/* The part's beginning: through expat up to the tag whose content somebody reads faster. */
static enum err feed_raw(struct reader *r, struct xlsx_unpack *u, char *win)
{
	size_t n = 0, len = strlen(r->x->raw_tag), at;
	char *tag;

	TRY(fill(r, u, win, &n));
	tag = memmem(win, n, r->x->raw_tag, len);
	at = tag ? (size_t)(tag - win) + len : n;
	if (!parse(r, win, at, false))
		return r->e;
	if (tag && r->utf8 && r->real == r->depth && !r->skip)
		TRY(offer(r, u, win, n, at));
	else if (tag && !parse(r, win + at, n - at, false))
		return r->e;
	return r->x->stop ? OK : feed(r, u);
}

static void XMLCALL on_declaration(void *arg, const char *version, const char *encoding, int alone)
{
	struct reader *r = arg;

	(void)version;
	(void)alone;
	r->utf8 = !encoding || !strcmp(encoding, "UTF-8") || !strcmp(encoding, "utf-8");
}

enum err xlsx_xml_read(struct ctx *cx, const struct xlsx_zip *z, const struct xlsx_part *p,
                       struct xlsx_xml *x)
{
	static const XML_Memory_Handling_Suite memory = { bounded_new, bounded_grow, bounded_free };
	struct reader *r = mem_new(1, sizeof *r);
	struct xlsx_unpack *u = NULL;
	char *win = NULL;
	unsigned long salt;
	enum err e;

	r->cx = cx;
	r->x = x;
	r->part = p->name;
	x->stop = false;
	r->p = XML_ParserCreate_MM(NULL, &memory, NULL);
	if (!r->p)
		abort();
	os_random(&salt, sizeof salt);
	XML_SetHashSalt(r->p, salt | 1);
	XML_SetUserData(r->p, r);
	XML_SetElementHandler(r->p, on_begin, on_end);
	if (x->text)
		XML_SetCharacterDataHandler(r->p, on_text);
	XML_SetStartDoctypeDeclHandler(r->p, on_doctype);
	XML_SetXmlDeclHandler(r->p, on_declaration);
	r->utf8 = true;
	e = xlsx_unpack_open(cx, z, p, &u);
	if (e == OK && x->raw_tag) {
		win = mem_grow(NULL, RAW + 1, 1);
		e = feed_raw(r, u, win);
	} else if (e == OK) {
		e = feed(r, u);
	}
	mem_free(win);
	xlsx_unpack_close(u);
	XML_ParserFree(r->p);
	mem_free(r);
	return e;
}

const char *xlsx_att(const char **att, const char *name)
{
	for (; *att; att += 2)
		if (!strcmp(local(att[0]), name))
			return att[1];
	return NULL;
}

bool xlsx_true(const char *v)
{
	return v && (!strcmp(v, "1") || !strcmp(v, "true") || !strcmp(v, "on"));
}

/* publish_check - see the header. */
#include "domain/gate/publish_check.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/os.h"
#include "crypto/sign.h"
#include "domain/gate/notice_list.h"

#define FILE_MOST ((size_t)32 << 20)
#define LEAF_MOST 65536
#define DIGITS_LEAST 16

static enum err wrong(struct ctx *cx, const char *key)
{
	return err_set(cx, ERR_TAMPER, "notice", key, NULL);
}

/* What was found is told, and the checking goes on. */
static enum err tell(struct publish_check *k, enum err e, const char *what,
                     const struct published *of)
{
	if (e == ERR_BUG)
		return e;
	if (e != OK)
		k->wrong++;
	k->told(k->arg, what, e == OK ? of : NULL);
	err_clear(k->cx);
	return OK;
}

/* ---- heads ---- */

/* A note that the key signed; its three lines, whole. */
static enum err signed_head(const struct publish_check *k, struct str note, struct str *body)
{
	unsigned char pub[SIGN_PUB];
	struct str name, rest, origin;

	if (!sign_vkey_read(k->key, &name, pub))
		return err_set(k->cx, ERR_INPUT, "--key", "journal-vkey", NULL);
	if (!sign_note_open(note, name, pub, body))
		return wrong(k->cx, "published-head");
	rest = *body;
	if (!str_next(&rest, '\n', &origin) || !str_eq(origin, name))
		return wrong(k->cx, "published-head");
	return OK;
}

static bool head_parts(struct str body, struct str *size, unsigned char root[HASH_LEN])
{
	struct buf b BUF_AUTO = { 0 };
	struct str origin, root64;

	buf_init(&b, 64);
	if (!str_next(&body, '\n', &origin) || !str_next(&body, '\n', size) ||
	    !str_next(&body, '\n', &root64) || !base64_read(&b, root64) || b.n != HASH_LEN)
		return false;
	memcpy(root, b.p, HASH_LEN);
	return true;
}

/* Where the first empty line begins, and what is behind it. */
static size_t before(struct str text)
{
	ptrdiff_t at = str_find(text, STR("\n\n"));

	return at < 0 ? text.n : (size_t)at;
}

static struct str behind(struct str text)
{
	size_t at = before(text);

	return at == text.n ? STR("") : str_sub(text, at + 2, text.n);
}

static struct str hex_of(struct ctx *cx, const unsigned char *p)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 2 * HASH_LEN + 1);
	hex_put(&b, p, HASH_LEN);
	return str_dup(&cx->arena, buf_str(&b));
}

/* ---- one list ---- */

struct checking {
	struct publish_check *k;
	const char *dir;
	struct str no, newest;       /* newest: the three lines of the checkpoint */
	struct leaf leaf;
	enum hash_alg alg;
};

static enum err file_of(const struct checking *x, const char *end, struct str *out)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 8192);
	buf_addf(&b, "%s/n/%.*s%s", x->dir, STR_FMT(x->no), end);
	return os_read_file(x->k->cx, str_z(&x->k->cx->arena, buf_str(&b)), FILE_MOST, out);
}

/* The value of a line of a text's head. */
static bool labelled(struct str text, const char *label, struct str *value)
{
	struct str line;

	while (str_next(&text, '\n', &line) && line.n)
		if (str_starts(line, str_of(label))) {
			*value = str_sub(line, strlen(label), line.n);
			return true;
		}
	return false;
}

static enum err leaf_of(struct checking *x, struct str proof)
{
	unsigned char log_id[LOG_ID_LEN], salt[16];
	struct buf data BUF_AUTO = { 0 };
	struct hash commit;
	struct str v, kept;

	buf_init(&data, LEAF_MOST);
	if (!labelled(proof, "hash ", &v) || !hash_alg_from(v, &x->alg) ||
	    !labelled(proof, "leaf ", &v) || !base64_read(&data, v))
		return wrong(x->k->cx, "journal-proof-malformed");
	kept = str_dup(&x->k->cx->arena, buf_str(&data));
	if (!leaf_decode(kept, &x->leaf, log_id, salt, &commit))
		return wrong(x->k->cx, "journal-proof-leaf");
	return OK;
}

/* The leaf says it once: notice=NO HASH. */
static bool told_by_leaf(const struct checking *x, struct str hash)
{
	struct str rest = x->leaf.extra, line, no, said;
	int n = 0, good = 0;

	while (str_next(&rest, '\n', &line)) {
		if (!str_starts(line, STR("notice=")))
			continue;
		said = str_sub(line, 7, line.n);
		if (!str_next(&said, ' ', &no) || !str_eq(no, x->no))
			continue;
		n++;
		good += str_eq(said, hash);
	}
	return n == 1 && good == 1;
}

static bool as_many_lines(const struct notice_text *t)
{
	struct str rest = t->rows, line;
	int n = 0;

	while (str_next(&rest, '\n', &line))
		n++;
	return n == t->lines;
}

static enum err list_of(struct checking *x, struct published *out)
{
	unsigned char hash[HASH_LEN];
	struct notice_text text;
	struct str bytes, alg;

	TRY(file_of(x, ".txt", &bytes));
	if (!notice_list_read(bytes, &text) || !labelled(bytes, "hash ", &alg))
		return wrong(x->k->cx, "notice-no-list");
	if (!str_eq(text.head.no, x->no))
		return err_set(x->k->cx, ERR_TAMPER, "notice", "published-other-no",
		               str_z(&x->k->cx->arena, text.head.no), NULL);
	if (!as_many_lines(&text))
		return wrong(x->k->cx, "published-lines");
	if (!str_eqz(alg, hash_alg_name(x->alg)))
		return wrong(x->k->cx, "published-alg");
	/* on whichever side of the earth the day was */
	out->late = date_of_ms(x->leaf.time_ms, -14 * 60) > text.head.from;
	digest_of(x->alg, bytes.p, bytes.n, hash);
	out->hash = hex_of(x->k->cx, hash);
	return told_by_leaf(x, out->hash) ? OK : wrong(x->k->cx, "published-changed");
}

/* Its leaf stands in the log that was published. */
static enum err in_log(struct checking *x, struct str proof)
{
	struct str body;

	TRY(journal_proof_check(x->k->cx, proof, x->k->key));
	TRY(signed_head(x->k, behind(proof), &body));
	return str_eq(body, x->newest) ? OK : wrong(x->k->cx, "published-other-head");
}

/* What hangs was frozen under a head that the published log grew from. */
static enum err grown(struct checking *x, struct published *out)
{
	unsigned char root[HASH_LEN];
	struct str head, growth, body, now;
	char size[24];

	TRY(file_of(x, ".head", &head));
	TRY(file_of(x, ".growth", &growth));
	TRY(signed_head(x->k, head, &body));
	snprintf(size, sizeof size, "%llu", (unsigned long long)x->leaf.seq + 1);
	if (!head_parts(body, &out->size, root) || !str_eqz(out->size, size))
		return wrong(x->k->cx, "published-moment");
	if (journal_growth_check(x->k->cx, growth, head, x->k->key) != OK)
		return wrong(x->k->cx, "published-growth");
	TRY(signed_head(x->k, behind(growth), &now));
	if (!str_eq(now, x->newest))
		return wrong(x->k->cx, "published-other-head");
	out->root = hex_of(x->k->cx, root);
	return OK;
}

/* A log of one size has one root, in all folders: an office that went on from an older copy made
 * two logs of one, even where both hold the same list. */
static enum err one_log(const struct publish_check *k, const struct published *of)
{
	for (int i = 0; i < k->n; i++)
		if (str_eq(k->list[i].size, of->size) && !str_eq(k->list[i].root, of->root))
			return wrong(k->cx, "published-fork");
	return OK;
}

static enum err one_list(struct checking *x, struct published *out)
{
	struct str proof;

	TRY(file_of(x, ".proof", &proof));
	TRY(leaf_of(x, proof));
	TRY(list_of(x, out));
	TRY(in_log(x, proof));
	TRY(grown(x, out));
	out->no = x->no;
	out->time_ms = x->leaf.time_ms;
	for (int i = 0; i < x->k->n; i++)
		if (str_eq(x->k->list[i].no, x->no) && !(str_eq(x->k->list[i].hash, out->hash) &&
		    str_eq(x->k->list[i].size, out->size)))
			return wrong(x->k->cx, "published-two");
	return one_log(x->k, out);
}

/* Texts of a list live only while it is looked at; these stay. */
static void keep(struct publish_check *k, struct arena *a, struct published *of)
{
	of->no = str_dup(a, of->no);
	of->size = str_dup(a, of->size);
	of->root = str_dup(a, of->root);
	of->hash = str_dup(a, of->hash);
	k->list = mem_grow(k->list, (size_t)k->n + 1, sizeof *k->list);
	k->list[k->n++] = *of;
}

/* ---- a folder ---- */

static const char *in(struct ctx *cx, const char *dir, const char *name)
{
	return str_z(&cx->arena, str_join(&cx->arena, str_of(dir), str_of(name)));
}

/* In a context of its own: a folder may hold many. */
static enum err list_at(struct publish_check *k, const char *dir, struct str newest,
                        struct str name)
{
	struct checking x = { .k = k, .dir = dir, .newest = newest,
		.no = str_sub(name, 0, name.n - 4) };
	struct published one = { 0 };
	struct ctx *cx = k->cx, turn;
	struct buf what BUF_AUTO = { 0 };
	enum err e;

	ctx_init(&turn, (size_t)128 << 20);
	turn.lang = cx->lang;
	buf_init(&what, 8192);
	buf_addf(&what, "%s/n/%.*s", dir, STR_FMT(name));
	k->cx = &turn;
	e = one_list(&x, &one);
	if (e == OK)
		keep(k, &cx->arena, &one);
	e = tell(k, e, what.p, &one);
	k->cx = cx;
	ctx_free(&turn);
	return e == OK ? OK : err_set(cx, e, dir, "published-unread", NULL);
}

static int by_name(const void *pa, const void *pb)
{
	return str_cmp(*(const struct str *)pa, *(const struct str *)pb);
}

static enum err lists(struct publish_check *k, const char *dir, struct str newest)
{
	struct str *name;
	size_t n;

	TRY(os_list_dir(k->cx, in(k->cx, dir, "/n"), &name, &n));
	qsort(name, n, sizeof *name, by_name);
	for (size_t i = 0; i < n; i++)
		if (str_ends(name[i], STR(".txt")))
			TRY(list_at(k, dir, newest, name[i]));
	return OK;
}

/* The newest head is kept like that of a list, without a number. */
static enum err newest_head(struct publish_check *k, struct str newest)
{
	struct published of = { 0 };
	unsigned char root[HASH_LEN];

	if (!head_parts(newest, &of.size, root))
		return wrong(k->cx, "published-head");
	of.root = hex_of(k->cx, root);
	TRY(one_log(k, &of));
	keep(k, &k->cx->arena, &of);
	return OK;
}

enum err publish_check_folder(struct publish_check *k, const char *dir)
{
	struct str text, newest;
	enum err e = os_read_file(k->cx, in(k->cx, dir, "/checkpoint"), FILE_MOST, &text);

	/* A reader may take the key that stands there for the one it was checked with. */
	if (e == OK && !str_eq(str_sub(text, 0, before(text)), str_trim(k->key)))
		e = wrong(k->cx, "published-key");
	if (e == OK)
		e = signed_head(k, behind(text), &newest);
	if (e != OK)
		return tell(k, e, dir, NULL);
	/* A second log is told, and its lists are looked at all the same. */
	if ((e = newest_head(k, newest)) != OK)
		TRY(tell(k, e, dir, NULL));
	e = lists(k, dir, newest);
	return e == OK ? OK : tell(k, e, dir, NULL);
}

/* ---- a sheet ---- */

static bool printed(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f')))
			return false;
	return s.n >= DIGITS_LEAST && s.n <= 2 * HASH_LEN;
}

static enum err one_sheet(const struct publish_check *k, struct str sheet, struct published *out)
{
	struct str part[4] = { 0 };
	int n = 0;

	for (size_t i = 0; i < sheet.n && n <= 4;) {
		size_t from = i;

		while (i < sheet.n && sheet.p[i] != ' ' && sheet.p[i] != '.')
			i++;
		if (i > from && n < 4)
			part[n] = str_sub(sheet, from, i - from);
		n += i > from;
		i++;
	}
	if (n != 4 || !printed(part[2]) || !printed(part[3]))
		return err_set(k->cx, ERR_INPUT, "--sheet", "published-sheet-form", NULL);
	for (int i = 0; i < k->n; i++) {
		if (!str_eq(k->list[i].no, part[0]))
			continue;
		*out = k->list[i];
		if (!str_eq(out->size, part[1]) || !str_starts(out->root, part[2]))
			return wrong(k->cx, "published-sheet-log");
		return str_starts(out->hash, part[3]) ? OK : wrong(k->cx, "published-sheet-list");
	}
	return err_set(k->cx, ERR_NOTFOUND, "--sheet", "published-sheet-none", NULL);
}

enum err publish_check_sheet(struct publish_check *k, struct str sheet)
{
	struct published found = { 0 };
	enum err e = one_sheet(k, sheet, &found);

	return tell(k, e, str_z(&k->cx->arena, sheet), &found);
}

void publish_check_end(struct publish_check *k)
{
	mem_free(k->list);
	k->list = NULL;
	k->n = 0;
}

/* parcel - see the header. */
#include "crypto/parcel.h"

#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/msg.h"
#include "base/os.h"
#include "base/os_draft.h"
#include "crypto/digest.h"
#include "crypto/sign.h"

#define MAGIC       "jingzhun-parcel 1"
#define ID_MAGIC    "jingzhun-identity 1"
#define PREFIX      "jzpub-"
#define SUM_LEN     4
#define HEADER_MAX  8192
#define CHUNK       65536
#define SEALED      (CHUNK + crypto_secretstream_xchacha20poly1305_ABYTES)
#define STREAM_HEAD crypto_secretstream_xchacha20poly1305_HEADERBYTES
#define BOX_LEN     (32 + crypto_box_SEALBYTES)
#define FINAL       crypto_secretstream_xchacha20poly1305_TAG_FINAL

/* ---- public keys ---- */

static void hash_of(const void *p, size_t n, unsigned char out[HASH_LEN])
{
	struct digest d;

	digest_init(&d, HASH_SHA256);
	digest_add(&d, p, n);
	digest_end(&d, out);
}

void parcel_public_put(struct buf *out, const struct parcel_public *p)
{
	unsigned char all[32 + SUM_LEN], h[HASH_LEN];

	hash_of(p->key, sizeof p->key, h);
	memcpy(all, p->key, 32);
	memcpy(all + 32, h, SUM_LEN);
	buf_addz(out, PREFIX);
	base64_put(out, all, sizeof all);
}

bool parcel_public_read(struct str text, struct parcel_public *out)
{
	struct buf b BUF_AUTO = { 0 };
	unsigned char h[HASH_LEN];

	text = str_trim(text);
	if (!str_starts(text, STR(PREFIX)))
		return false;
	buf_init(&b, 64);
	if (!base64_read(&b, str_sub(text, sizeof PREFIX - 1, text.n)) || b.n != 32 + SUM_LEN)
		return false;
	hash_of(b.p, 32, h);
	if (memcmp(b.p + 32, h, SUM_LEN) != 0)
		return false;
	memcpy(out->key, b.p, 32);
	return true;
}

/* ---- identities ---- */

static void identity_text(struct buf *b, const struct parcel_identity *id)
{
	buf_addz(b, ID_MAGIC "\n# ");
	buf_addz(b, msg_text(LANG_ZH, "parcel-identity-note"));
	buf_addz(b, "\n# ");
	buf_addz(b, msg_text(LANG_EN, "parcel-identity-note"));
	buf_addz(b, "\npublic ");
	parcel_public_put(b, &id->pub);
	buf_addz(b, "\nsecret ");
	base64_put(b, id->secret, sizeof id->secret);
	buf_addc(b, '\n');
}

enum err parcel_keygen(struct ctx *cx, const char *path, struct parcel_public *out)
{
	struct parcel_identity id;
	struct buf b;
	enum err e;

	if (os_exists(path))
		return err_set(cx, ERR_CONFLICT, path, "parcel-identity-there", path, NULL);
	os_random(id.secret, sizeof id.secret);
	crypto_scalarmult_base(id.pub.key, id.secret);
	buf_init(&b, 4096);
	buf_room(&b, 4096);                      /* at once: growing would leave copies behind */
	identity_text(&b, &id);
	e = os_write_file(cx, path, buf_str(&b), 0600);
	sodium_memzero(b.p, b.cap);
	buf_free(&b);
	*out = id.pub;
	parcel_identity_wipe(&id);
	return e;
}

static bool secret_read(struct str text, struct parcel_identity *id)
{
	size_t n;

	return sodium_base642bin(id->secret, sizeof id->secret, text.p, text.n, NULL, &n, NULL,
	                         sodium_base64_VARIANT_ORIGINAL) == 0 && n == sizeof id->secret;
}

/* The public key in the file is checked against the secret: a slip in either is noticed. */
static bool identity_parse(struct str text, struct parcel_identity *id)
{
	struct parcel_public told;
	bool have_public = false, have_secret = false;
	struct str line;

	if (!str_next(&text, '\n', &line) || !str_eqz(str_trim(line), ID_MAGIC))
		return false;
	while (str_next(&text, '\n', &line)) {
		line = str_trim(line);
		if (str_starts(line, STR("public ")))
			have_public = parcel_public_read(str_sub(line, 7, line.n), &told);
		else if (str_starts(line, STR("secret ")))
			have_secret = secret_read(str_sub(line, 7, line.n), id);
	}
	if (!have_public || !have_secret || crypto_scalarmult_base(id->pub.key, id->secret) != 0)
		return false;
	return memcmp(told.key, id->pub.key, sizeof told.key) == 0;
}

enum err parcel_identity_open(struct ctx *cx, const char *path, struct parcel_identity *out)
{
	char text[4096];
	struct stat st;
	int64_t size;
	ssize_t n;
	bool good;
	int fd;

	TRY(os_open_read(cx, path, &fd, &size));
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_mode & (S_IRWXG | S_IRWXO)) {
		close(fd);
		return err_set(cx, ERR_DENIED, path, "parcel-identity-open", path, NULL);
	}
	n = os_read_full(fd, text, sizeof text);
	close(fd);
	good = n > 0 && identity_parse((struct str){ text, (size_t)n }, out);
	sodium_memzero(text, sizeof text);
	if (good)
		return OK;
	parcel_identity_wipe(out);
	return err_set(cx, ERR_INPUT, path, "parcel-no-identity", path, NULL);
}

void parcel_identity_wipe(struct parcel_identity *id)
{
	sodium_memzero(id, sizeof *id);
}

/* ---- the stream of chunks ---- */

struct flow {
	struct ctx *cx;
	const char *from, *to;           /* for messages */
	int in, out;                     /* out -1: nothing is written */
	unsigned char key[32], header_hash[HASH_LEN], hash[HASH_LEN];
	crypto_secretstream_xchacha20poly1305_state state;
	unsigned char plain[CHUNK], sealed[SEALED];
};

static enum err read_failed(struct flow *f)
{
	return err_set(f->cx, ERR_IO, f->from, "backup-read", f->from, NULL);
}

static enum err seal_all(struct flow *f)
{
	unsigned char head[STREAM_HEAD];
	unsigned long long n;
	struct digest d;
	ssize_t got;

	digest_init(&d, HASH_SHA256);
	crypto_secretstream_xchacha20poly1305_init_push(&f->state, head, f->key);
	TRY(os_write_named(f->cx, f->out, f->to, head, sizeof head));
	do {
		got = os_read_full(f->in, f->plain, CHUNK);
		if (got < 0)
			return read_failed(f);
		digest_add(&d, f->plain, (size_t)got);
		crypto_secretstream_xchacha20poly1305_push(&f->state, f->sealed, &n, f->plain,
			(unsigned long long)got, f->header_hash, sizeof f->header_hash,
			got < CHUNK ? FINAL : 0);
		TRY(os_write_named(f->cx, f->out, f->to, f->sealed, (size_t)n));
	} while (got == CHUNK);
	digest_end(&d, f->hash);
	return OK;
}

static enum err damaged(struct flow *f)
{
	return err_set(f->cx, ERR_TAMPER, f->from, "parcel-damaged", f->from, NULL);
}

/* From behind the header lines to the end; f->hash of what was inside. */
static enum err open_all(struct flow *f)
{
	unsigned char head[STREAM_HEAD], tag = 0;
	unsigned long long n;
	struct digest d;
	ssize_t got;

	digest_init(&d, HASH_SHA256);
	if (os_read_full(f->in, head, sizeof head) != sizeof head ||
	    crypto_secretstream_xchacha20poly1305_init_pull(&f->state, head, f->key) != 0)
		return damaged(f);
	while (tag != FINAL) {
		got = os_read_full(f->in, f->sealed, SEALED);
		if (got < 0)
			return read_failed(f);
		if (crypto_secretstream_xchacha20poly1305_pull(&f->state, f->plain, &n, &tag,
			f->sealed, (unsigned long long)got, f->header_hash,
			sizeof f->header_hash) != 0)
			return damaged(f);
		digest_add(&d, f->plain, (size_t)n);
		if (f->out >= 0)
			TRY(os_write_named(f->cx, f->out, f->to, f->plain, (size_t)n));
	}
	if (os_read_full(f->in, f->sealed, 1) != 0)      /* more behind the end */
		return damaged(f);
	digest_end(&d, f->hash);
	return OK;
}

static void flow_free(struct flow *f)
{
	if (f->in >= 0)
		close(f->in);
	sodium_memzero(f, sizeof *f);
	mem_free(f);
}

static struct flow *flow_new(struct ctx *cx, const char *from, const char *to)
{
	struct flow *f = mem_new(1, sizeof *f);

	f->cx = cx;
	f->from = from;
	f->to = to;
	f->in = f->out = -1;
	return f;
}

/* ---- sealing ---- */

static void header_put(struct buf *b, const struct flow *f, const struct parcel_public *pub, int n)
{
	unsigned char box[BOX_LEN];

	buf_addz(b, MAGIC "\n");
	for (int i = 0; i < n; i++) {
		crypto_box_seal(box, f->key, sizeof f->key, pub[i].key);
		buf_addz(b, "to ");
		parcel_public_put(b, &pub[i]);
		buf_addc(b, ' ');
		base64_put(b, box, sizeof box);
		buf_addc(b, '\n');
	}
	buf_addz(b, "---\n");
}

/* What stands on the disk, opened again with the key still at hand. */
static enum err read_back(struct flow *f, int fd, size_t header)
{
	unsigned char hash[HASH_LEN];
	int source = f->in;
	enum err e;

	memcpy(hash, f->hash, sizeof hash);
	if (fsync(fd) != 0 || lseek(fd, (off_t)header, SEEK_SET) < 0)
		return err_set(f->cx, ERR_IO, f->to, "backup-read", f->to, NULL);
	f->in = fd;
	f->out = -1;
	f->from = f->to;
	e = open_all(f);
	f->in = source;
	if (e == OK && memcmp(hash, f->hash, sizeof hash) != 0)
		e = damaged(f);
	return e;
}

static enum err seal_draft(struct flow *f, struct os_draft *d, const struct parcel_public *pub,
                           int n)
{
	struct buf header BUF_AUTO = { 0 };

	buf_init(&header, HEADER_MAX);
	os_random(f->key, sizeof f->key);
	header_put(&header, f, pub, n);
	hash_of(header.p, header.n, f->header_hash);
	f->out = d->fd;
	TRY(os_write_named(f->cx, d->fd, f->to, header.p, header.n));
	TRY(seal_all(f));
	return read_back(f, d->fd, header.n);
}

enum err parcel_seal(struct ctx *cx, const char *from, const char *to,
                     const struct parcel_public *pub, int n)
{
	struct flow *f = flow_new(cx, from, to);
	struct os_draft d = { .fd = -1 };
	int64_t size;
	enum err e = OK;

	if (sodium_init() < 0 || n < 1 || n > PARCEL_TO_MAX)
		e = err_set(cx, ERR_INPUT, to, "parcel-keys", NULL);
	if (e == OK && os_exists(to))
		e = err_set(cx, ERR_CONFLICT, to, "backup-there", to, NULL);
	if (e == OK)
		e = os_open_read(cx, from, &f->in, &size);
	if (e == OK)
		e = os_draft_begin(cx, to, &d);
	if (e == OK)
		e = seal_draft(f, &d, pub, n);
	if (e == OK)
		e = os_draft_publish(cx, &d, 0600);
	os_draft_drop(&d);
	flow_free(f);
	return e;
}

/* ---- opening ---- */

bool parcel_is(const char *path)
{
	char head[sizeof MAGIC];
	struct ctx quiet;
	int64_t size;
	bool is = false;
	int fd;

	ctx_init(&quiet, 1 << 16);
	if (os_open_read(&quiet, path, &fd, &size) == OK) {
		is = os_read_full(fd, head, sizeof MAGIC - 1) == sizeof MAGIC - 1 &&
			memcmp(head, MAGIC, sizeof MAGIC - 1) == 0;
		close(fd);
	}
	ctx_free(&quiet);
	return is;
}

/* "PUBLIC BOX" of a line; true if the box opens with this identity. */
static bool box_open(struct flow *f, struct str line, const struct parcel_identity *id)
{
	struct buf box BUF_AUTO = { 0 };
	struct parcel_public pub;
	struct str text;

	buf_init(&box, 256);
	return str_next(&line, ' ', &text) && parcel_public_read(text, &pub) &&
		memcmp(pub.key, id->pub.key, sizeof pub.key) == 0 && base64_read(&box, line) &&
		box.n == BOX_LEN && crypto_box_seal_open(f->key, (const unsigned char *)box.p,
			box.n, id->pub.key, id->secret) == 0;
}

/* Reads the header lines, leaves f->in behind them and the file key in f->key. */
static enum err header_read(struct flow *f, const struct parcel_identity *id)
{
	char text[HEADER_MAX];
	ssize_t got = os_read_full(f->in, text, sizeof text);
	struct str all = { text, got > 0 ? (size_t)got : 0 }, rest, line;
	ptrdiff_t end = str_find(all, STR("\n---\n"));
	bool mine = false;

	if (!str_starts(all, STR(MAGIC "\n")) || end < 0)
		return err_set(f->cx, ERR_INPUT, f->from, "parcel-none", f->from, NULL);
	all.n = (size_t)end + 5;
	rest = all;
	while (str_next(&rest, '\n', &line))
		if (!mine && str_starts(line, STR("to ")))
			mine = box_open(f, str_sub(line, 3, line.n), id);
	if (!mine)
		return err_set(f->cx, ERR_DENIED, f->from, "parcel-not-for", f->from, NULL);
	hash_of(all.p, all.n, f->header_hash);
	return lseek(f->in, (off_t)all.n, SEEK_SET) < 0 ? read_failed(f) : OK;
}

enum err parcel_open(struct ctx *cx, const char *from, const struct parcel_identity *id,
                     const char *to)
{
	struct flow *f = flow_new(cx, from, to);
	struct os_draft d = { .fd = -1 };
	int64_t size;
	enum err e = OK;

	if (sodium_init() < 0)
		e = err_set(cx, ERR_BUG, to, "parcel-none", from, NULL);
	if (e == OK)
		e = os_open_read(cx, from, &f->in, &size);
	if (e == OK)
		e = header_read(f, id);
	if (e == OK)
		e = os_draft_begin(cx, to, &d);
	if (e == OK) {
		f->out = d.fd;
		e = open_all(f);
	}
	if (e == OK)
		e = os_draft_publish(cx, &d, 0600);
	os_draft_drop(&d);
	flow_free(f);
	return e;
}

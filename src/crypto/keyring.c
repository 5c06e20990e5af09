/* The file is lines of "name value", so that a person can see what it is, copy it by hand if it
 * must be, and be told which line is wrong. The ring's id is made from the master and the public
 * key from the signing seed: a slip in a hand-copied character is noticed, not believed. */
#include "crypto/keyring.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/msg.h"
#include "base/os.h"
#include "crypto/seal.h"
#include "crypto/sign.h"

#define FILE_MAX  8192
#define MAGIC     "jingzhun-keys"
#define VERSION   "1"
#define SALT_LEN  crypto_pwhash_SALTBYTES
#define NONCE_LEN crypto_aead_xchacha20poly1305_ietf_NPUBBYTES

/* What an attacker would have to guess; the only secrets there are, the rest is derived. */
struct secrets {
	unsigned char master[32];
	unsigned char sign_seed[32];
};
#define WRAP_LEN (NONCE_LEN + sizeof(struct secrets) + crypto_aead_xchacha20poly1305_ietf_ABYTES)

/* The file, decoded. */
struct key_file {
	enum hash_alg alg;
	unsigned char id[8];
	unsigned char public[SIGN_PUB];
	struct secrets secrets;
	unsigned char salt[SALT_LEN];
	unsigned char wrapped[WRAP_LEN];         /* nonce | secrets | tag */
	int64_t ops, mem_kib;
	unsigned have;                           /* bit per row of `lines` */
};

/* Bounds on what a file may ask of Argon2id: a file is not believed blindly. */
#define OPS_MAX     16
#define MEM_KIB_MIN 8192
#define MEM_KIB_MAX (1 << 20)

enum form { FORM_HASH, FORM_NUMBER, FORM_HEX, FORM_BASE64 };
enum line { LINE_HASH, LINE_ID, LINE_PUBLIC, LINE_MASTER, LINE_SIGN,
            LINE_SALT, LINE_OPS, LINE_MEM, LINE_SEALED, LINE__COUNT };
#define BIT(line) (1u << (line))
#define HEAD_BITS    (BIT(LINE_HASH) | BIT(LINE_ID) | BIT(LINE_PUBLIC))
#define CLEAR_BITS   (BIT(LINE_MASTER) | BIT(LINE_SIGN))
#define WRAPPED_BITS (BIT(LINE_SALT) | BIT(LINE_OPS) | BIT(LINE_MEM) | BIT(LINE_SEALED))

#define AT(member) offsetof(struct key_file, member), sizeof(((struct key_file *)0)->member)
static const struct {
	const char *name;
	enum form form;
	size_t at, size;
	int64_t min, max;
} lines[LINE__COUNT] = {
	[LINE_HASH]   = { "hash",   FORM_HASH,   AT(alg), 0, 0 },
	[LINE_ID]     = { "id",     FORM_HEX,    AT(id), 0, 0 },
	[LINE_PUBLIC] = { "public", FORM_BASE64, AT(public), 0, 0 },
	[LINE_MASTER] = { "master", FORM_BASE64, AT(secrets.master), 0, 0 },
	[LINE_SIGN]   = { "sign",   FORM_BASE64, AT(secrets.sign_seed), 0, 0 },
	[LINE_SALT]   = { "salt",   FORM_BASE64, AT(salt), 0, 0 },
	[LINE_OPS]    = { "ops",    FORM_NUMBER, AT(ops), 1, OPS_MAX },
	[LINE_MEM]    = { "mem",    FORM_NUMBER, AT(mem_kib), MEM_KIB_MIN, MEM_KIB_MAX },
	[LINE_SEALED] = { "sealed", FORM_BASE64, AT(wrapped), 0, 0 },
};

static const char *const blind_names[BLIND__COUNT] = {
	[BLIND_ID] = "id",
	[BLIND_ID_TAIL] = "id-tail",
	[BLIND_PHONE] = "phone",
	[BLIND_PHONE_TAIL] = "phone-tail",
	[BLIND_CARD] = "card",
};

/* ---- deriving ---- */

static void ring_id(enum hash_alg alg, const unsigned char master[32], unsigned char id[8])
{
	const struct str ikm = { (const char *)master, 32 };

	hkdf(alg, ikm, STR(""), STR("jingzhun ring id v1"), id, 8);
}

static void ring_derive(enum hash_alg alg, const struct secrets *s, struct keyring *out)
{
	const struct str master = { (const char *)s->master, sizeof s->master };
	unsigned char key[HASH_LEN];

	*out = (struct keyring){ .alg = alg };
	memcpy(out->master, s->master, sizeof out->master);
	crypto_sign_seed_keypair(out->sign_public, out->sign_secret, s->sign_seed);
	ring_id(alg, s->master, out->id);
	for (int i = 0; i < BLIND__COUNT; i++) {
		char info[48];
		int n = snprintf(info, sizeof info, "jingzhun blind %s v1", blind_names[i]);
		hkdf(alg, master, STR(""), (struct str){ info, (size_t)n }, key, sizeof key);
		hmac_key_init(&out->blind[i], alg, key, sizeof key);
	}
	hmac_key_init(&out->extract, alg, s->master, sizeof s->master);
	sodium_memzero(key, sizeof key);
}

void keyring_wipe(struct keyring *k)
{
	sodium_memzero(k, sizeof *k);
}

void keyring_blind(const struct keyring *k, enum blind which, struct str value,
                   unsigned char out[BLIND_LEN])
{
	unsigned char mac[HASH_LEN];

	hmac_of(&k->blind[which], value.p, value.n, mac);
	memcpy(out, mac, BLIND_LEN);
}

/* ---- the file's text ---- */

static void line_put(struct buf *out, const struct key_file *f, enum line line)
{
	const char *p = (const char *)f + lines[line].at;

	buf_addz(out, lines[line].name);
	buf_addc(out, ' ');
	if (lines[line].form == FORM_HASH)
		buf_addz(out, hash_alg_name(f->alg));
	else if (lines[line].form == FORM_NUMBER)
		buf_addi(out, line == LINE_OPS ? f->ops : f->mem_kib);
	else if (lines[line].form == FORM_HEX)
		hex_put(out, p, lines[line].size);
	else
		base64_put(out, p, lines[line].size);
	buf_addc(out, '\n');
}

/* The lines that are not secret; under a passphrase they are sealed in as associated data, so that
 * nobody can put another hash or public key beside the secrets. */
static void head_put(struct buf *out, const struct key_file *f)
{
	buf_addz(out, MAGIC " " VERSION "\n");
	line_put(out, f, LINE_HASH);
	line_put(out, f, LINE_ID);
	line_put(out, f, LINE_PUBLIC);
}

static bool base64_exact(void *out, size_t n, struct str s)
{
	size_t got;

	return sodium_base642bin(out, n, s.p, s.n, NULL, &got, NULL,
	                         sodium_base64_VARIANT_ORIGINAL) == 0 && got == n;
}

/* Reads "name value" into f. False: unknown name, second time, or no such value. */
static bool line_read(struct str text, struct key_file *f)
{
	struct str name;

	if (!str_next(&text, ' ', &name))
		return false;
	for (int i = 0; i < LINE__COUNT; i++) {
		char *p = (char *)f + lines[i].at;
		int64_t *number = i == LINE_OPS ? &f->ops : &f->mem_kib;
		if (!str_eqz(name, lines[i].name))
			continue;
		if (f->have & BIT(i))
			return false;
		f->have |= BIT(i);
		switch (lines[i].form) {
		case FORM_HASH:
			return hash_alg_from(text, &f->alg);
		case FORM_NUMBER:
			return str_i64(text, number) && *number >= lines[i].min &&
			       *number <= lines[i].max;
		case FORM_HEX:
			return hex_read(p, lines[i].size, text);
		case FORM_BASE64:
			return base64_exact(p, lines[i].size, text);
		}
	}
	return false;
}

static enum err need_lines(struct ctx *cx, const char *path, const struct key_file *f,
                           unsigned bits)
{
	for (int i = 0; i < LINE__COUNT; i++)
		if (bits & ~f->have & BIT(i))
			return err_set(cx, ERR_INPUT, path, "keyring-line-missing", path,
			               lines[i].name, NULL);
	return OK;
}

static enum err not_a_key_file(struct ctx *cx, const char *path)
{
	return err_set(cx, ERR_INPUT, path, "keyring-not-a-key-file", path, NULL);
}

static enum err file_read(struct ctx *cx, const char *path, struct str text, struct key_file *f)
{
	struct str line;
	int number = 0;

	while (str_next(&text, '\n', &line)) {
		line = str_trim(line);
		if (++number == 1) {
			if (!str_starts(line, STR(MAGIC " ")))
				return not_a_key_file(cx, path);
			if (!str_eqz(line, MAGIC " " VERSION))
				return err_set(cx, ERR_INPUT, path, "keyring-too-new", path, NULL);
		} else if (line.n && line.p[0] != '#' && !line_read(line, f)) {
			char at[16];
			snprintf(at, sizeof at, "%d", number);
			return err_set(cx, ERR_INPUT, path, "keyring-line-bad", path, at, NULL);
		}
	}
	if (number == 0)
		return not_a_key_file(cx, path);
	TRY(need_lines(cx, path, f, HEAD_BITS));
	return need_lines(cx, path, f, f->have & WRAPPED_BITS ? WRAPPED_BITS : CLEAR_BITS);
}

/* ---- the passphrase ---- */

static enum err wrap_key(struct ctx *cx, const char *path, const struct key_file *f,
                         const char *passphrase, unsigned char key[32])
{
	char mib[24];

	if (crypto_pwhash(key, 32, passphrase, strlen(passphrase), f->salt,
	                  (unsigned long long)f->ops, (size_t)f->mem_kib * 1024,
	                  crypto_pwhash_ALG_ARGON2ID13) == 0)
		return OK;
	snprintf(mib, sizeof mib, "%lld", (long long)(f->mem_kib / 1024));
	return err_set(cx, ERR_LIMIT, path, "keyring-memory", path, mib, NULL);
}

static enum err wrap(struct ctx *cx, const char *path, struct key_file *f, const char *passphrase)
{
	BUF_AUTO struct buf head;
	unsigned char key[32];

	buf_init(&head, FILE_MAX);
	os_random(f->salt, sizeof f->salt);
	os_random(f->wrapped, NONCE_LEN);
	f->ops = crypto_pwhash_OPSLIMIT_MODERATE;
	f->mem_kib = crypto_pwhash_MEMLIMIT_MODERATE / 1024;
	TRY(wrap_key(cx, path, f, passphrase, key));
	head_put(&head, f);
	crypto_aead_xchacha20poly1305_ietf_encrypt(f->wrapped + NONCE_LEN, NULL,
		(const unsigned char *)&f->secrets, sizeof f->secrets,
		(const unsigned char *)head.p, head.n, NULL, f->wrapped, key);
	sodium_memzero(key, sizeof key);
	return OK;
}

static enum err unwrap(struct ctx *cx, const char *path, struct key_file *f, const char *passphrase)
{
	BUF_AUTO struct buf head;
	unsigned char key[32];
	int bad;

	buf_init(&head, FILE_MAX);
	if (!passphrase || !*passphrase)
		return err_set(cx, ERR_DENIED, path, "keyring-passphrase-needed", path, NULL);
	TRY(wrap_key(cx, path, f, passphrase, key));
	head_put(&head, f);
	bad = crypto_aead_xchacha20poly1305_ietf_decrypt((unsigned char *)&f->secrets, NULL, NULL,
		f->wrapped + NONCE_LEN, WRAP_LEN - NONCE_LEN,
		(const unsigned char *)head.p, head.n, f->wrapped, key);
	sodium_memzero(key, sizeof key);
	if (bad)
		return err_set(cx, ERR_DENIED, path, "keyring-passphrase-wrong", path, NULL);
	return OK;
}

/* ---- create ---- */

static enum err file_write(struct ctx *cx, const char *path, const struct key_file *f, bool wrapped)
{
	static const enum lang langs[] = { LANG_ZH, LANG_EN };
	struct buf text;
	enum err e;

	buf_init(&text, FILE_MAX);
	buf_room(&text, FILE_MAX);               /* at once: growing would leave copies behind */
	buf_addz(&text, MAGIC " " VERSION "\n");
	for (size_t i = 0; i < sizeof langs / sizeof langs[0]; i++) {
		buf_addz(&text, "# ");
		buf_addz(&text, msg_text(langs[i], "keyring-file-note"));
		buf_addc(&text, '\n');
	}
	for (int i = 0; i < LINE__COUNT; i++)
		if (BIT(i) & (HEAD_BITS | (wrapped ? WRAPPED_BITS : CLEAR_BITS)))
			line_put(&text, f, (enum line)i);
	if (text.full)
		e = err_set(cx, ERR_BUG, path, "keyring-damaged", path, NULL);
	else
		e = os_write_file(cx, path, buf_str(&text), 0600);
	sodium_memzero(text.p, text.cap);
	buf_free(&text);
	return e;
}

static enum err ready(struct ctx *cx, const char *path, enum hash_alg alg)
{
	if (!seal_available(alg))                /* starts libsodium, too */
		return err_set(cx, ERR_IO, path, "keyring-no-sm4", path, NULL);
	return OK;
}

enum err keyring_create(struct ctx *cx, const char *path, enum hash_alg alg,
                        const char *passphrase, struct keyring *out)
{
	struct key_file f = { .alg = alg };
	struct keyring ring = { 0 };
	enum err e = OK;

	TRY(ready(cx, path, alg));
	if (passphrase && !*passphrase)
		return err_set(cx, ERR_INPUT, path, "keyring-passphrase-empty", NULL);
	if (os_exists(path))
		return err_set(cx, ERR_CONFLICT, path, "keyring-exists", path, NULL);
	os_random(&f.secrets, sizeof f.secrets);
	ring_derive(alg, &f.secrets, &ring);
	memcpy(f.id, ring.id, sizeof f.id);
	memcpy(f.public, ring.sign_public, sizeof f.public);
	if (passphrase)
		e = wrap(cx, path, &f, passphrase);
	if (e == OK)
		e = file_write(cx, path, &f, passphrase != NULL);
	if (e == OK)
		*out = ring;
	keyring_wipe(&ring);
	sodium_memzero(&f, sizeof f);
	return e;
}

/* ---- open ---- */

/* Whole file into text[]; *n stays 0 unless it is one that may be used. */
static enum err file_load(struct ctx *cx, const char *path, char text[FILE_MAX], size_t *n)
{
	struct stat st;
	ssize_t got;
	int64_t size;
	int fd;

	if (!os_exists(path))
		return err_set(cx, ERR_NOTFOUND, path, "keyring-missing", path, NULL);
	TRY(os_open_read(cx, path, &fd, &size));
	/* asked of the open file, not of the path, which somebody could exchange in between */
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || size > FILE_MAX) {
		close(fd);
		return not_a_key_file(cx, path);
	}
	if (st.st_mode & (S_IRWXG | S_IRWXO)) {
		close(fd);
		return err_set(cx, ERR_DENIED, path, "keyring-open-to-others", path, NULL);
	}
	got = os_read_full(fd, text, FILE_MAX);
	if (got < 0)
		err_set(cx, ERR_IO, path, "os-io", path, strerror(errno), NULL);
	close(fd);
	if (got < 0)
		return ERR_IO;
	*n = (size_t)got;
	return OK;
}

/* The decoded file to a ring, if its parts fit each other. */
static enum err ring_of(struct ctx *cx, const char *path, struct key_file *f,
                        const char *passphrase, struct keyring *ring)
{
	TRY(ready(cx, path, f->alg));
	if (f->have & WRAPPED_BITS)
		TRY(unwrap(cx, path, f, passphrase));
	ring_derive(f->alg, &f->secrets, ring);
	if (memcmp(ring->id, f->id, sizeof f->id) != 0 ||
	    memcmp(ring->sign_public, f->public, sizeof f->public) != 0)
		return err_set(cx, ERR_INPUT, path, "keyring-damaged", path, NULL);
	return OK;
}

enum err keyring_open(struct ctx *cx, const char *path, const char *passphrase,
                      struct keyring *out)
{
	struct key_file f = { 0 };
	struct keyring ring = { 0 };
	char text[FILE_MAX];
	size_t n = 0;
	enum err e = file_load(cx, path, text, &n);

	if (e == OK)
		e = file_read(cx, path, (struct str){ text, n }, &f);
	if (e == OK)
		e = ring_of(cx, path, &f, passphrase, &ring);
	if (e == OK)
		*out = ring;
	keyring_wipe(&ring);
	sodium_memzero(&f, sizeof f);
	sodium_memzero(text, sizeof text);
	return e;
}

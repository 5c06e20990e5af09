/* The signed note as C2SP's signed-note.md describes it; Ed25519 by libsodium, which also refuses
 * public keys of small order and signatures that are not in their one canonical form. */
#include "crypto/sign.h"

#include <assert.h>
#include <sodium.h>

#include "base/utf8.h"

#define ALG_ED25519   1
#define KEY_ID_LEN    4
#define SIG_LEN       crypto_sign_BYTES
#define NOTE_MAX      (1u << 20)
#define NOTE_SIGS_MAX 100                /* C2SP: a limit there must be, of 16 at least */
#define SIG_MAX       8192               /* bytes of one signature, of any algorithm */
#define DASH          "\xe2\x80\x94 "    /* U+2014 and a space */

static void put_be32(unsigned char *p, uint32_t v)
{
	for (int i = 3; i >= 0; i--, v >>= 8)
		p[i] = (unsigned char)v;
}

static uint32_t get_be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* ---- text forms of bytes ---- */

void base64_put(struct buf *out, const void *p, size_t n)
{
	size_t len = (n + 2) / 3 * 4;
	char *room = buf_room(out, len);

	if (!room)
		return;
	/* the NUL that libsodium adds falls on the one that buf keeps behind its bytes */
	sodium_bin2base64(room, len + 1, p, n, sodium_base64_VARIANT_ORIGINAL);
	out->n += len;
}

bool base64_read(struct buf *out, struct str s)
{
	size_t n = s.n / 4 * 3, got = 0;
	char *room;

	if (s.n % 4 != 0)
		return false;
	for (size_t i = 1; i <= 2 && i <= s.n && s.p[s.n - i] == '='; i++)
		n--;
	room = buf_room(out, n);
	if (!room)
		return false;
	if (s.n && (sodium_base642bin((unsigned char *)room, n, s.p, s.n, NULL, &got, NULL,
	                              sodium_base64_VARIANT_ORIGINAL) != 0 || got != n)) {
		*room = 0;
		return false;
	}
	out->n += n;
	return true;
}

void hex_put(struct buf *out, const void *p, size_t n)
{
	char *room = buf_room(out, 2 * n);

	if (!room)
		return;
	sodium_bin2hex(room, 2 * n + 1, p, n);
	out->n += 2 * n;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool hex_read(void *out, size_t n, struct str s)
{
	unsigned char *p = out;

	if (s.n != 2 * n)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (hex_digit(s.p[i]) < 0)
			return false;
	for (size_t i = 0; i < n; i++)
		p[i] = (unsigned char)(hex_digit(s.p[2 * i]) << 4 | hex_digit(s.p[2 * i + 1]));
	return true;
}

/* ---- verifier keys ---- */

bool sign_name_ok(struct str name)
{
	struct str rest = name;
	int32_t cp;

	if (name.n == 0 || !utf8_valid(name))
		return false;
	while ((cp = utf8_next(&rest)) >= 0) {
		/* control characters, and all that Unicode calls White_Space */
		if (cp <= 0x20 || cp == '+' || cp == 0x7f || cp == 0x85 || cp == 0xa0 ||
		    cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200a) || cp == 0x2028 ||
		    cp == 0x2029 || cp == 0x202f || cp == 0x205f || cp == 0x3000)
			return false;
	}
	return true;
}

uint32_t sign_key_id(struct str name, const unsigned char pub[SIGN_PUB])
{
	static const unsigned char middle[2] = { '\n', ALG_ED25519 };
	unsigned char hash[HASH_LEN];
	struct digest d;

	digest_init(&d, HASH_SHA256);            /* by the specification, in every profile */
	digest_add(&d, name.p, name.n);
	digest_add(&d, middle, sizeof middle);
	digest_add(&d, pub, SIGN_PUB);
	digest_end(&d, hash);
	return get_be32(hash);
}

void sign_vkey_put(struct buf *out, struct str name, const unsigned char pub[SIGN_PUB])
{
	unsigned char key[1 + SIGN_PUB] = { ALG_ED25519 }, id[KEY_ID_LEN];

	assert(sign_name_ok(name));
	memcpy(key + 1, pub, SIGN_PUB);
	put_be32(id, sign_key_id(name, pub));
	buf_adds(out, name);
	buf_addc(out, '+');
	hex_put(out, id, sizeof id);
	buf_addc(out, '+');
	base64_put(out, key, sizeof key);
}

bool sign_vkey_read(struct str vkey, struct str *name, unsigned char pub[SIGN_PUB])
{
	BUF_AUTO struct buf key;
	struct str who, hash;
	unsigned char id[KEY_ID_LEN];

	buf_init(&key, 1 + SIGN_PUB);
	/* base64 may hold a '+' too: the first two divide */
	if (!str_next(&vkey, '+', &who) || !sign_name_ok(who) || !str_next(&vkey, '+', &hash))
		return false;
	if (!hex_read(id, sizeof id, hash) || !base64_read(&key, vkey) || key.n != 1 + SIGN_PUB ||
	    key.p[0] != ALG_ED25519)
		return false;
	if (get_be32(id) != sign_key_id(who, (const unsigned char *)key.p + 1))
		return false;
	*name = who;
	memcpy(pub, key.p + 1, SIGN_PUB);
	return true;
}

/* ---- notes ---- */

/* Valid UTF-8 without control characters other than the newline. */
static bool text_ok(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 && s.p[i] != '\n')
			return false;
	return utf8_valid(s);
}

void sign_note(struct buf *out, struct str body, struct str name, const struct keyring *k)
{
	unsigned char sig[KEY_ID_LEN + SIG_LEN];

	assert(sign_name_ok(name));
	assert(body.n > 0 && body.p[body.n - 1] == '\n' && text_ok(body));
	put_be32(sig, sign_key_id(name, k->sign_public));
	crypto_sign_detached(sig + KEY_ID_LEN, NULL, (const unsigned char *)body.p, body.n,
	                     k->sign_secret);
	buf_adds(out, body);
	buf_addz(out, "\n" DASH);
	buf_adds(out, name);
	buf_addc(out, ' ');
	base64_put(out, sig, sizeof sig);
	buf_addc(out, '\n');
}

/* Divides "text \n\n signatures" at the last empty line; the text keeps its final newline. */
static bool note_split(struct str note, struct str *body, struct str *sigs)
{
	if (note.n == 0 || note.n > NOTE_MAX || note.p[note.n - 1] != '\n' || !text_ok(note))
		return false;
	for (size_t i = note.n - 1; i >= 1; i--) {
		if (note.p[i - 1] == '\n' && note.p[i] == '\n') {
			*body = str_sub(note, 0, i);
			*sigs = str_sub(note, i + 1, note.n - i - 1);
			return sigs->n > 0;
		}
	}
	return false;
}

/* Takes "— name base64" apart into the name and the decoded bytes. */
static bool sig_read(struct str line, struct str *name, struct buf *sig)
{
	if (!str_starts(line, STR(DASH)))
		return false;
	line = str_sub(line, strlen(DASH), line.n);
	if (!str_next(&line, ' ', name) || !sign_name_ok(*name))
		return false;
	buf_reset(sig);
	return base64_read(sig, line) && sig->n > KEY_ID_LEN;
}

bool sign_note_open(struct str note, struct str name, const unsigned char pub[SIGN_PUB],
                    struct str *body)
{
	const uint32_t id = sign_key_id(name, pub);
	BUF_AUTO struct buf sig;
	struct str text, sigs, line, who;
	int lines = 0, good = 0;

	buf_init(&sig, SIG_MAX);
	if (!note_split(note, &text, &sigs))
		return false;
	sigs.n--;                                /* the last newline ends a line, it begins none */
	while (str_next(&sigs, '\n', &line)) {
		const unsigned char *p;
		if (++lines > NOTE_SIGS_MAX || !sig_read(line, &who, &sig))
			return false;
		p = (const unsigned char *)sig.p;
		if (!str_eq(who, name) || get_be32(p) != id)
			continue;
		if (sig.n != KEY_ID_LEN + SIG_LEN ||
		    crypto_sign_verify_detached(p + KEY_ID_LEN, (const unsigned char *)text.p,
		                                text.n, pub) != 0)
			return false;
		good++;
	}
	if (good == 0)
		return false;
	*body = text;
	return true;
}

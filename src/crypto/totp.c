/* totp - see the header. */
#include "crypto/totp.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>

#define STEP_MS 30000
#define DIGITS  6
#define AROUND  1                /* steps that a clock may be off */

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

int64_t totp_step(int64_t unix_ms)
{
	return unix_ms / STEP_MS;
}

uint32_t totp_code(const void *secret, size_t n, int64_t step, int digits)
{
	unsigned char counter[8], mac[EVP_MAX_MD_SIZE] = { 0 };
	unsigned len = 0;
	uint32_t code, most = 1;
	int at;

	for (int i = 0; i < 8; i++)
		counter[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
	HMAC(EVP_sha1(), secret, (int)n, counter, sizeof counter, mac, &len);
	at = mac[19] & 15;
	code = (uint32_t)(mac[at] & 127) << 24 | (uint32_t)mac[at + 1] << 16 |
	       (uint32_t)mac[at + 2] << 8 | mac[at + 3];
	for (int i = 0; i < digits && i < 9; i++)
		most *= 10;
	return code % most;
}

bool totp_check(const unsigned char secret[TOTP_SECRET], struct str code, int64_t unix_ms,
                int64_t used, int64_t *step)
{
	int64_t now = totp_step(unix_ms);
	bool good = false;

	code = str_trim(code);
	if (code.n != DIGITS)
		return false;
	for (int64_t s = now - AROUND; s <= now + AROUND; s++) {
		char want[16];

		snprintf(want, sizeof want, "%06u", totp_code(secret, TOTP_SECRET, s, DIGITS));
		if (CRYPTO_memcmp(want, code.p, DIGITS) == 0 && s > used && !good) {
			good = true;
			*step = s;
		}
	}
	return good;
}

void totp_secret_text(const unsigned char secret[TOTP_SECRET], char out[TOTP_TEXT])
{
	for (int i = 0; i < TOTP_TEXT - 1; i++) {
		int bit = i * 5, byte = bit / 8, off = bit % 8;
		unsigned next = byte + 1 < TOTP_SECRET ? secret[byte + 1] : 0u;
		unsigned two = (unsigned)secret[byte] << 8 | next;

		out[i] = letters[two >> (11 - off) & 31];
	}
	out[TOTP_TEXT - 1] = 0;
}

bool totp_secret_read(struct str text, unsigned char out[TOTP_SECRET])
{
	unsigned bits = 0, have = 0;
	int n = 0;

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i] >= 'a' && text.p[i] <= 'z' ? (char)(text.p[i] - 32) : text.p[i];
		const char *at = c ? strchr(letters, c) : NULL;

		if (c == ' ' || c == '-' || c == '=')
			continue;
		if (!at)
			return false;
		bits = (bits << 5 | (unsigned)(at - letters)) & 0xfffff;
		have += 5;
		if (have >= 8) {
			if (n == TOTP_SECRET)
				return false;
			have -= 8;
			out[n++] = (unsigned char)(bits >> have);
		}
	}
	return n == TOTP_SECRET;
}

/* What stands in an address as it is; everything else as %XX. */
static void add_escaped(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		    c == '-' || c == '.' || c == '_')
			buf_addc(out, (char)c);
		else
			buf_addf(out, "%%%02X", c);
	}
}

void totp_uri(struct buf *out, struct str issuer, struct str login,
              const unsigned char secret[TOTP_SECRET])
{
	char text[TOTP_TEXT];

	totp_secret_text(secret, text);
	buf_addz(out, "otpauth://totp/");
	add_escaped(out, issuer);
	buf_addc(out, ':');
	add_escaped(out, login);
	buf_addf(out, "?secret=%s&issuer=", text);
	add_escaped(out, issuer);
	buf_addz(out, "&algorithm=SHA1&digits=6&period=30");
	OPENSSL_cleanse(text, sizeof text);
}

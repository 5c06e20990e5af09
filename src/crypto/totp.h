/* totp - codes of a second factor that change each half minute (RFC 6238: HMAC-SHA-1, six digits,
 * 30 seconds), as the usual programs on phones show them. */
#ifndef CRYPTO_TOTP_H
#define CRYPTO_TOTP_H

#include "base/buf.h"

#define TOTP_SECRET 20           /* bytes */
#define TOTP_TEXT   33           /* the secret in base32, with the NUL */

/* Step that a moment lies in. */
int64_t totp_step(int64_t unix_ms);
/* The code of a step, without leading zeros lost: a number below 10 to the power of digits (6 to
 * 8). */
uint32_t totp_code(const void *secret, size_t n, int64_t step, int digits);
/* Six digits against the step of now, the one before and the one after. Steps up to `used` are
 * refused: a code is good once. *step: the step that fits, to be kept as the next `used`. */
bool totp_check(const unsigned char secret[TOTP_SECRET], struct str code, int64_t unix_ms,
                int64_t used, int64_t *step);
/* Base32 without padding, capital letters; reading takes small ones and blanks, too. */
void totp_secret_text(const unsigned char secret[TOTP_SECRET], char out[TOTP_TEXT]);
bool totp_secret_read(struct str text, unsigned char out[TOTP_SECRET]);
/* otpauth://totp/ISSUER:LOGIN?secret=...: what a QR code for the phone holds. */
void totp_uri(struct buf *out, struct str issuer, struct str login,
              const unsigned char secret[TOTP_SECRET]);

#endif

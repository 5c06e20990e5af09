/* sign - Ed25519 signatures in the C2SP signed-note form (tlog-checkpoint, note). */
#ifndef CRYPTO_SIGN_H
#define CRYPTO_SIGN_H

#include "base/buf.h"
#include "crypto/keyring.h"

/* Key id of a note: first 4 bytes of SHA-256(name || "\n" || 0x01 || public key). */
uint32_t sign_key_id(struct str name, const unsigned char pub[SIGN_PUB]);
/* Verifier key "name+hash8+base64(0x01 || public)". */
void sign_vkey_put(struct buf *out, struct str name, const unsigned char pub[SIGN_PUB]);
bool sign_vkey_read(struct str vkey, struct str *name, unsigned char pub[SIGN_PUB]);
/* What C2SP allows as a key name: UTF-8, not empty, no spaces, no '+'. Check names that people
 * choose; the functions above and sign_note take only good ones. */
bool sign_name_ok(struct str name);
/* Appends body + "\n— name base64(keyid || signature)\n". The body is not empty, ends with "\n" and
 * holds no other control characters. */
void sign_note(struct buf *out, struct str body, struct str name, const struct keyring *k);
/* Verifies a note against one verifier key; body is the text before the blank line (with its
 * final newline). Signature lines of other keys are ignored, as C2SP asks; every line of this key
 * must be good, and there must be one. False too for what is no note at all, or over 1 MiB. */
bool sign_note_open(struct str note, struct str name, const unsigned char pub[SIGN_PUB],
                    struct str *body);
/* Appends standard base64 / decodes it; false, and nothing appended, if it is not base64 (with its
 * padding, without white space) or if out is full. */
void base64_put(struct buf *out, const void *p, size_t n);
bool base64_read(struct buf *out, struct str s);
void hex_put(struct buf *out, const void *p, size_t n);
/* Exactly 2n hexadecimal digits of either case to n bytes; out is untouched otherwise. */
bool hex_read(void *out, size_t n, struct str s);

#endif

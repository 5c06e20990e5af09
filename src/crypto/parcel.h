/* parcel - a file that only those can open to whom it was sealed: backups go to a safe and to the
 * level above, and the machine that makes them cannot read its own old ones.
 * File (docs/backup.md): text lines "jingzhun-parcel 1", one "to PUBLIC BOX" for each key, "---";
 * then XChaCha20-Poly1305 chunks of 64 KiB (libsodium secretstream) under a random file key, which
 * each BOX holds (crypto_box_seal: X25519). The hash of the header lines is authenticated with
 * every chunk; the last chunk is marked, so a file cut short is noticed. */
#ifndef CRYPTO_PARCEL_H
#define CRYPTO_PARCEL_H

#include "base/buf.h"
#include "base/err.h"

#define PARCEL_TO_MAX 20

struct parcel_public { unsigned char key[32]; };

struct parcel_identity {
	struct parcel_public pub;
	unsigned char secret[32];
};

/* "jzpub-" and 48 letters; four bytes of hash among them find a slip in copying. */
void parcel_public_put(struct buf *out, const struct parcel_public *p);
bool parcel_public_read(struct str text, struct parcel_public *out);

/* Makes a pair and writes it to path, 0600. ERR_CONFLICT: path is there. */
enum err parcel_keygen(struct ctx *cx, const char *path, struct parcel_public *out);
/* ERR_NOTFOUND; ERR_DENIED: others can read it; ERR_INPUT: no identity. Wipe it after use. */
enum err parcel_identity_open(struct ctx *cx, const char *path, struct parcel_identity *out);
void parcel_identity_wipe(struct parcel_identity *id);

/* Does the file begin like a parcel? False too when it cannot be read. */
bool parcel_is(const char *path);
/* Seals file `from` to n keys (1 .. PARCEL_TO_MAX) as file `to`, which is not there before, and has
 * no name until it is whole, synced, and read back the same. */
enum err parcel_seal(struct ctx *cx, const char *from, const char *to,
                     const struct parcel_public *pub, int n);
/* Opens `from` into file `to`, 0600, which appears only when every byte was authentic. ERR_DENIED:
 * not sealed to this identity; ERR_TAMPER: changed or cut short; ERR_INPUT: no parcel. */
enum err parcel_open(struct ctx *cx, const char *from, const struct parcel_identity *id,
                     const char *to);

#endif

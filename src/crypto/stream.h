/* stream - hides bytes that one process lays aside for itself and for nobody later: ChaCha20 under
 * a key that is made here, is never stored, and dies with the process. It hides and does not
 * vouch: who can change the file under the process can change what it reads. */
#ifndef CRYPTO_STREAM_H
#define CRYPTO_STREAM_H

#include <stddef.h>
#include <stdint.h>

struct stream_key {
	unsigned char key[32];
};

/* Loads what loads late, then a random key. Wipe it after use. */
void stream_key_new(struct stream_key *k);
void stream_key_wipe(struct stream_key *k);
/* Encrypts or decrypts, in place, n bytes that stand at byte `off` of the file. A place is written
 * once: twice under one key would show the difference of the two. */
void stream_xor(const struct stream_key *k, int64_t off, void *p, size_t n);

#endif

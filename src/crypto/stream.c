#include "crypto/stream.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 64

static_assert(crypto_stream_chacha20_KEYBYTES == sizeof((struct stream_key *)0)->key, "key layout");

static const unsigned char no_nonce[crypto_stream_chacha20_NONCEBYTES];  /* a key, a file */

void stream_key_new(struct stream_key *k)
{
	if (sodium_init() < 0)
		abort();                        /* only without a source of randomness */
	randombytes_buf(k->key, sizeof k->key);
}

void stream_key_wipe(struct stream_key *k)
{
	sodium_memzero(k, sizeof *k);
}

void stream_xor(const struct stream_key *k, int64_t off, void *p, size_t n)
{
	unsigned char *at = p, part[BLOCK];
	uint64_t block = (uint64_t)off / BLOCK;
	size_t skip = (size_t)((uint64_t)off % BLOCK), take = BLOCK - skip;

	if (skip) {                             /* the rest of a block that was begun */
		if (take > n)
			take = n;
		memset(part, 0, sizeof part);
		memcpy(part + skip, at, take);
		crypto_stream_chacha20_xor_ic(part, part, sizeof part, no_nonce, block++, k->key);
		memcpy(at, part + skip, take);
		sodium_memzero(part, sizeof part);
		at += take;
		n -= take;
	}
	if (n)
		crypto_stream_chacha20_xor_ic(at, at, n, no_nonce, block, k->key);
}

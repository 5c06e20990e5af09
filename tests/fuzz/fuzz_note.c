/* sign_note_open and sign_vkey_read on any bytes: what opens must be a note of the form that
 * sign_note writes, and a verifier key that is read must be written again as it was. */
#include <sodium.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "crypto/sign.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* RFC 8032, 7.1, test 1: mutations of its signed notes are in the corpus. */
static const unsigned char pub[SIGN_PUB] = {
	0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7,
	0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07, 0x3a,
	0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25,
	0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a,
};

static void promise(bool kept)
{
	if (!kept)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct str in = { (const char *)data, size };
	unsigned char key[SIGN_PUB];
	struct str body, name;

	if (sign_note_open(in, STR("jz.example/log"), pub, &body)) {
		promise(body.p == in.p && body.n > 0 && body.n < in.n);
		promise(body.p[body.n - 1] == '\n' && in.p[body.n] == '\n' && utf8_valid(body));
	}
	if (sign_vkey_read(in, &name, key)) {
		BUF_AUTO struct buf again;
		buf_init(&again, size + 16);
		sign_vkey_put(&again, name, key);
		/* one key has one text, but for the case of its hexadecimal id */
		promise(again.n == in.n && str_starts(in, name));
	}
	return 0;
}

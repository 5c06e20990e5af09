/* msg - the table of sentences, found by a hash index that is built at the first use. */
#include "base/msg.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

struct sentence {
	const char *key, *text[2];      /* by enum lang */
};

static const struct sentence sentences[] = {
#define MSG(key, zh, en) { key, { zh, en } },
#include "base/msg.def"
#undef MSG
};

static const char *const keys[] = {
#define MSG(key, zh, en) key,
#include "base/msg.def"
#undef MSG
	NULL
};

#define COUNT (sizeof sentences / sizeof sentences[0])
#define SLOTS 8192
_Static_assert(COUNT <= SLOTS / 2, "make SLOTS larger");

/* Position + 1 in sentences, 0: free. Written once behind `once`, const from then on. */
static uint16_t slot[SLOTS];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void build(void)
{
	for (size_t i = 0; i < COUNT; i++) {
		size_t at = str_hash(str_of(sentences[i].key)) % SLOTS;

		while (slot[at])
			at = (at + 1) % SLOTS;
		slot[at] = (uint16_t)(i + 1);
	}
}

static const struct sentence *sentence(const char *key)
{
	size_t at;

	pthread_once(&once, build);
	for (at = str_hash(str_of(key)) % SLOTS; slot[at]; at = (at + 1) % SLOTS)
		if (strcmp(sentences[slot[at] - 1].key, key) == 0)
			return &sentences[slot[at] - 1];
	return NULL;
}

const char *msg_text(enum lang lang, const char *key)
{
	const struct sentence *s = key ? sentence(key) : NULL;

	return !key ? "" : s ? s->text[lang == LANG_EN] : key;
}

const char *msg_typed(const char *key)
{
	const struct sentence *s;
	char name[80];

	if (!key || snprintf(name, sizeof name, "%s-typed", key) >= (int)sizeof name)
		return NULL;
	s = sentence(name);
	return s ? s->key : NULL;
}

void msg_shown(struct buf *out, struct str s)
{
	while (s.n) {
		const char *p = s.p;

		if (utf8_unruly(utf8_next(&s)))
			buf_addc(out, '?');
		else
			buf_add(out, p, (size_t)(s.p - p));
	}
}

/* A place {N} whose argument was not given stays empty: better a gap than braces. */
void msg_add(struct buf *out, enum lang lang, const char *key, const struct str *arg, int narg)
{
	const char *p = msg_text(lang, key);

	while (*p) {
		size_t plain = strcspn(p, "{");

		buf_add(out, p, plain);
		p += plain;
		if (p[0] == '{' && p[1] >= '0' && p[1] < '0' + ERR_ARGS && p[2] == '}') {
			if (p[1] - '0' < narg)
				msg_shown(out, arg[p[1] - '0']);
			p += 3;
		} else if (*p) {
			buf_addc(out, *p++);
		}
	}
}

const char *const *msg_keys(void)
{
	return keys;
}

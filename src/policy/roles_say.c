#include "policy/roles_say.h"

/* Of roles.def only the words. */
static const struct { const char *id, *text[2]; } known[] = {
#define ROLE(id, zh, en, levels, admin, perms) { #id, { zh, en } },
#include "policy/roles.def"
#undef ROLE
};

void roles_say(struct buf *b, const struct str *role, int n, enum lang lang)
{
	for (int i = 0; i < n; i++) {
		struct str word = role[i];

		for (size_t k = 0; k < sizeof known / sizeof *known; k++)
			if (str_eqz(role[i], known[k].id))
				word = str_of(known[k].text[lang == LANG_EN]);
		buf_addz(b, b->n ? msg_between(lang) : "");
		buf_adds(b, word);
	}
}

/* kinds - the table of faults and mendings, from kinds.def. */
#include "entity/cell.h"

#include "base/msg.h"

static const struct kind kinds[] = {
#define KIND(id, severity, importable, zh, en) { (id), (severity), (importable), (zh), (en) },
#include "entity/kinds.def"
#undef KIND
};

static const int n_kinds = sizeof kinds / sizeof kinds[0];

const struct kind *kind_find(const char *id)
{
	for (int i = 0; i < n_kinds; i++)
		if (strcmp(kinds[i].id, id) == 0)
			return &kinds[i];
	return NULL;
}

const struct kind *kind_nth(int i)
{
	return i >= 0 && i < n_kinds ? &kinds[i] : NULL;
}

int kind_index(const char *id)
{
	for (int i = 0; kind_nth(i); i++)
		if (!strcmp(kind_nth(i)->id, id))
			return i;
	return -1;
}

void kind_sentence(struct buf *out, enum lang lang, const struct kind *k, struct str column,
                   struct str detail)
{
	const char *p = lang == LANG_ZH ? k->zh : k->en;

	while (*p) {
		size_t plain = strcspn(p, "{");

		buf_add(out, p, plain);
		p += plain;
		if (strncmp(p, "{0}", 3) == 0 || strncmp(p, "{1}", 3) == 0) {
			msg_shown(out, p[1] == '0' ? column : detail);
			p += 3;
		} else if (*p) {
			buf_addc(out, *p++);
		}
	}
}

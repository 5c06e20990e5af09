/* kinds - the table of faults and mendings, from kinds.def. */
#include "entity/cell.h"

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

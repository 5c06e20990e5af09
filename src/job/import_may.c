/* import_may - whose area a list is about: who may import for one township changes no other. Rows
 * that lie elsewhere are refused, each by itself; what they say is not compared with anything. */
#include "job/import_int.h"

bool imp_may(const struct imp *im, int64_t area)
{
	return scope_area(im->im->may, area);
}

enum err imp_may_list(struct imp *im)
{
	uint8_t tag = im->leads ? 0 : im->part[0]->tag;

	if (!im->im->may || (tag != TAG_area && tag != TAG_area_event))
		return OK;
	for (int i = 0; i < area_count(im->areas); i++)
		if (!area_nth(im->areas, i)->to && !imp_may(im, area_nth(im->areas, i)->id))
			return err_set(im->cx, ERR_DENIED, im->name, "import-not-yours", NULL);
	return OK;
}

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

/* Of what lies above the townships nobody keeps rows: a county is the place of a register that
 * knows its province, too. */
int64_t imp_place(const struct imp *im)
{
	int first = -1, last = -1, place = -1;

	for (int i = 0; i < area_count(im->areas); i++) {
		const struct area_node *n = area_nth(im->areas, i);

		if (n->to || n->level < 4 || !imp_may(im, n->id))
			continue;
		first = first < 0 ? i : first;
		last = i;
	}
	for (int i = 0; first >= 0 && i <= first; i++)
		if (area_within(area_nth(im->areas, i), first) &&
		    area_within(area_nth(im->areas, i), last))
			place = i;               /* the last of them is the lowest: children follow */
	return place < 0 ? 0 : area_nth(im->areas, place)->id;
}

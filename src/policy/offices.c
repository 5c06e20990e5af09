#include "policy/offices.h"

#include "policy/pack_int.h"

struct str office_name(const struct pack *p, int level, enum lang lang)
{
	if (level < 1 || level > 6)
		return STR("");
	return lang == LANG_EN ? p->office_en[level] : p->office_zh[level];
}

struct str office_of(struct arena *a, const struct pack *p, int level, struct str place,
                     enum lang lang)
{
	struct str name = office_name(p, level, lang);

	if (!name.n || !place.n)
		return name.n ? name : place;
	return lang == LANG_EN ? str_join(a, str_join(a, name, STR(" of ")), place) :
	       str_join(a, place, name);
}

enum err offices_read(struct ctx *cx, const struct node *root, struct pack *p)
{
	const struct node *seq;

	TRY(node_kind_of(cx, root, "offices", NODE_SEQ, false, &seq));
	for (int i = 0; seq && i < seq->nkid; i++) {
		const struct node *n = seq->kid[i];
		int64_t level = 0;

		TRY(node_known(cx, n, "level zh en"));
		TRY(node_int(cx, n, "level", true, 1, 6, &level));
		TRY(node_text(cx, n, "zh", true, &p->office_zh[level]));
		TRY(node_text(cx, n, "en", true, &p->office_en[level]));
	}
	return OK;
}

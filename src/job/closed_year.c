#include "job/closed_year.h"

#include "base/utf8.h"
#include "domain/office/office.h"

#define WORDS_MOST 100           /* of a finding's detail */

/* As much of s as leaves room for `after`, never half a character. */
static void add_some(struct buf *b, struct str s, size_t after)
{
	size_t room = WORDS_MOST - after > b->n ? WORDS_MOST - after - b->n : 0, n = s.n;

	for (n = n < room ? n : room; n > 0 && n < s.n && ((unsigned char)s.p[n] & 0xC0) == 0x80; n--)
		;
	buf_adds(b, str_sub(s, 0, n));
}

static enum err words(struct ctx *cx, struct reg *r, struct arena *a, int64_t closing,
                      struct str *out)
{
	const struct pack_years *y = &r->pack->alerts.years;
	struct buf b BUF_AUTO = { 0 };
	struct rec *row;

	TRY(store_get(cx, r->db, a, register_entity(r, TAG_closing), closing, &row));
	buf_init(&b, 200);
	buf_addi(&b, row->v[CLOSING_year].i);
	buf_addz(&b, "; ");
	add_some(&b, register_actor(cx, r, a, row->v[CLOSING_closed_by].s), 40);
	for (int i = 0; i < y->nreopen; i++) {
		int role = office_role(y->reopen[i]);

		buf_addz(&b, i ? "/" : "; ");
		if (role >= 0)
			add_some(&b, str_of(cx->lang == LANG_ZH ? office_roles[role].zh :
			                    office_roles[role].en), 1);
	}
	*out = str_dup(a, buf_str(&b));
	return OK;
}

enum err closed_year_keeps(struct ctx *cx, struct reg *r, struct area_tree *tree, struct arena *a,
                           const struct rec *old, const struct rec *now, struct str *why)
{
	int64_t id;

	*why = STR("");
	TRY(closing_holds(cx, r, tree, old, now, &id));
	return id ? words(cx, r, a, id, why) : OK;
}

/* import_again - see import_again.h. */
#include "job/import_again.h"

#include <stdio.h>
#include <string.h>

#include "base/os.h"
#include "journal/journal.h"

/* Has the noun a field whose change by a list is told? */
static bool is_decided(const struct entity *e)
{
	for (int i = 0; i < e->nfield; i++)
		if (e->fields[i].flags & E_DECIDED)
			return true;
	return false;
}

void again_begin(struct import *im, const struct store *st, const struct import_list *l)
{
	uint64_t h = 0;

	memcpy(im->first, st->next, sizeof im->first);
	memcpy(im->began, st->next, sizeof im->began);
	im->asked_leaf = -1;
	for (int i = 0; i < l->n; i++) {
		int64_t changed = 0;
		char file[80];

		os_changed_ms(l->f[i].path, &changed);
		snprintf(file, sizeof file, "%llx/%lld/%lld", (unsigned long long)h,
		         (long long)l->f[i].size, (long long)changed);
		h = str_hash(str_of(file)) ^ str_hash(str_of(l->f[i].label));
	}
	im->files_hash = (int64_t)(h >> 1);
}

void again_extra(struct buf *out, const struct imp *im)
{
	const struct model *m = im->r->model;

	buf_addf(out, "files=%lld\n", (long long)im->im->files_hash);
	for (int i = 0; i < m->n; i++) {
		const struct entity *e = m->ent[i];

		if (is_decided(e))
			buf_addf(out, "first.%d=%lld\n", e->tag, (long long)im->im->began[e->tag]);
	}
}

static bool of_these_files(const struct import *o, struct str extra)
{
	struct str text;
	int64_t hash;

	return leaf_extra(extra, "files", &text) && str_i64(text, &hash) && hash == o->files_hash;
}

void again_read(struct imp *im, struct str extra)
{
	struct import *o = im->im;
	struct str text;
	int64_t was;

	if (!of_these_files(o, extra))
		return;
	for (int tag = 0; tag < ENT_MOST; tag++) {
		char key[40];

		snprintf(key, sizeof key, "first.%d", tag);
		if (leaf_extra(extra, key, &text) && str_i64(text, &was) && was < o->began[tag])
			o->began[tag] = was;
	}
}

enum err again_made(struct imp *im, const struct rec *old, bool *yes)
{
	int64_t seq = old->id & (((int64_t)1 << ID_SEQ_BITS) - 1);
	struct import *o = im->im;
	struct leaf l;

	*yes = ID_NODE(old->id) == im->r->st->node && seq >= o->began[old->e->tag];
	if (!*yes || seq >= o->first[old->e->tag])
		return OK;
	if (o->asked_leaf != old->leaf) {
		TRY(journal_leaf(im->cx, im->r->db, (uint64_t)old->leaf, &l));
		o->asked_leaf = old->leaf;
		o->leaf_ours = of_these_files(o, l.extra);
	}
	*yes = o->leaf_ours;
	return OK;
}

/* notices - see the header. */
#include "policy/notices.h"

#include "policy/pack_int.h"

#define ENTRIES_MAX 200
#define NEVER_MAX   500

const char *const notice_column_name[NOTICE__COLUMNS] = { "position", "name", "group", "members",
	"place" };

const struct notice_medium *pack_medium(const struct pack *p, struct str id)
{
	for (int i = 0; i < p->notices.nmedium; i++)
		if (str_eq(p->notices.medium[i].id, id))
			return &p->notices.medium[i];
	return NULL;
}

const struct notice_subject *pack_subject(const struct pack *p, struct str id)
{
	for (int i = 0; i < p->notices.nsubject; i++)
		if (str_eq(p->notices.subject[i].id, id))
			return &p->notices.subject[i];
	return NULL;
}

/* ---- one of several words ---- */

static enum err choice(struct loading *ld, const struct node *n, const char *key,
                       const char *const *word, int nword, int *out)
{
	struct buf all BUF_AUTO = { 0 };
	struct str s = { 0 };

	TRY(node_text(ld->cx, n, key, true, &s));
	buf_init(&all, 400);
	for (*out = 0; *out < nword; ++*out) {
		if (str_eqz(s, word[*out]))
			return OK;
		buf_addf(&all, "%s%s", *out ? ", " : "", word[*out]);
	}
	return PACK_BAD(ld->cx, node_get(n, key)->at, "pack-notice-choice", key, s.p, all.p);
}

static enum err counted(struct loading *ld, const struct node *n, int64_t *days, bool *working)
{
	static const char *const count[] = { "calendar", "working" };
	int which = 0;

	TRY(node_int(ld->cx, n, "days", true, 1, 1000, days));
	TRY(choice(ld, n, "count", count, 2, &which));
	*working = which == 1;
	return OK;
}

/* ---- media ---- */

static enum err columns(struct loading *ld, const struct node *n, struct notice_medium *m)
{
	const struct node *list;
	bool named = false;

	TRY(node_kind_of(ld->cx, n, "columns", NODE_SEQ, true, &list));
	for (int i = 0; i < list->nkid; i++) {
		int c = 0;

		while (c < NOTICE_PLACE && !str_eqz(list->kid[i]->text, notice_column_name[c]))
			c++;
		for (int k = 0; k < m->ncolumn && c < NOTICE_PLACE; k++)
			if (m->column[k] == (enum notice_column)c)
				c = NOTICE_PLACE;
		if (c == NOTICE_PLACE)
			return PACK_BAD(ld->cx, list->kid[i]->at, "pack-notice-column",
			                list->kid[i]->text.n ? list->kid[i]->text.p : "-");
		named |= c == NOTICE_NAME;
		m->column[m->ncolumn++] = (enum notice_column)c;
	}
	return named ? OK : PACK_BAD(ld->cx, list->at, "pack-notice-column", "-");
}

static enum err read_medium(struct loading *ld, const struct node *key, const struct node *n)
{
	static const char *const left[] = { "surname", "ends", "whole" };
	struct notice_policy *p = &ld->p->notices;
	struct notice_medium m = { .id = key->text, .at = pack_place_of(ld, key->at) };
	int at = 0, names = 0;

	if (!name_good(key->text, '-', 60))
		return PACK_BAD(ld->cx, key->at, "pack-bad-name", key->text.p);
	TRY(node_known(ld->cx, n, "zh en names columns document clause unconfirmed"));
	TRY(node_text(ld->cx, n, "zh", true, &m.zh));
	TRY(node_text(ld->cx, n, "en", true, &m.en));
	TRY(choice(ld, n, "names", left, 3, &names));
	m.names = (enum name_left)names;
	if (m.names == NAME_WHOLE && str_eqz(m.id, "web"))
		return PACK_BAD(ld->cx, node_get(n, "names")->at, "pack-notice-web");
	TRY(columns(ld, n, &m));
	TRY(node_basis(ld, n, &m.basis));
	if (!m.basis.document.n)
		return PACK_BAD(ld->cx, key->at, "pack-notice-basis", key->text.p);
	TRY(node_bool(ld->cx, n, "unconfirmed", &m.unconfirmed));
	while (at < p->nmedium && !str_eq(p->medium[at].id, m.id))
		at++;
	if (at == ENTRIES_MAX)
		return PACK_FULL(ld->cx, key->at);
	if (at == p->nmedium)
		p->medium = pack_grow(ld->a, p->medium, p->nmedium++, sizeof m);
	p->medium[at] = m;
	return OK;
}

/* ---- what is posted ---- */

static enum err read_subject(struct loading *ld, const struct node *key, const struct node *n)
{
	static const char *const kind[] = { "objections", "result" };
	struct notice_policy *p = &ld->p->notices;
	struct notice_subject s = { .id = key->text, .at = pack_place_of(ld, key->at) };
	int at = 0, which = 0;

	if (!name_good(key->text, '-', 60))
		return PACK_BAD(ld->cx, key->at, "pack-bad-name", key->text.p);
	TRY(node_known(ld->cx, n, "zh en kind days count level document clause unconfirmed"));
	TRY(node_text(ld->cx, n, "zh", true, &s.zh));
	TRY(node_text(ld->cx, n, "en", true, &s.en));
	TRY(choice(ld, n, "kind", kind, 2, &which));
	s.result = which == 1;
	TRY(counted(ld, n, &s.days, &s.working));
	TRY(node_int(ld->cx, n, "level", true, 1, 6, &s.level));
	TRY(node_basis(ld, n, &s.basis));
	TRY(node_bool(ld->cx, n, "unconfirmed", &s.unconfirmed));
	while (at < p->nsubject && !str_eq(p->subject[at].id, s.id))
		at++;
	if (at == ENTRIES_MAX)
		return PACK_FULL(ld->cx, key->at);
	if (at == p->nsubject)
		p->subject = pack_grow(ld->a, p->subject, p->nsubject++, sizeof s);
	p->subject[at] = s;
	return OK;
}

/* ---- the file ---- */

static enum err each(struct loading *ld, const struct node *map, const char *key,
                     enum err (*read)(struct loading *, const struct node *, const struct node *))
{
	const struct node *list;

	TRY(node_kind_of(ld->cx, map, key, NODE_MAP, false, &list));
	for (int i = 0; list && i < list->nkid; i += 2)
		TRY(read(ld, list->kid[i], list->kid[i + 1]));
	return OK;
}

static enum err never(struct loading *ld, const struct node *map)
{
	struct notice_policy *p = &ld->p->notices;
	struct str *word = NULL;
	int n = 0;

	TRY(node_words(ld, map, "never", 0, &word, &n));
	for (int i = 0; i < n; i++) {
		if (p->nnever == NEVER_MAX)
			return PACK_FULL(ld->cx, node_get(map, "never")->at);
		p->never = pack_grow(ld->a, p->never, p->nnever++, sizeof *word);
		p->never[p->nnever - 1] = word[i];
	}
	return OK;
}

enum err notices_merge(struct loading *ld, const struct node *root)
{
	struct notice_policy *p = &ld->p->notices;
	const struct node *map, *objection, *keep;

	TRY(node_known(ld->cx, root, "notices"));
	TRY(node_kind_of(ld->cx, root, "notices", NODE_MAP, true, &map));
	TRY(node_known(ld->cx, map, "hotline calendar objection keep media subjects never"));
	TRY(node_text(ld->cx, map, "hotline", false, &p->hotline));
	TRY(node_text(ld->cx, map, "calendar", false, &p->calendar_id));
	if (p->calendar_id.n) {
		p->calendar = pack_calendar(ld->p, p->calendar_id);
		if (!p->calendar && node_get(map, "calendar"))
			return PACK_BAD(ld->cx, node_get(map, "calendar")->at, "pack-notice-calendar",
			                p->calendar_id.p);
	}
	TRY(node_kind_of(ld->cx, map, "objection", NODE_MAP, false, &objection));
	if (objection) {
		TRY(node_known(ld->cx, objection, "days count"));
		TRY(counted(ld, objection, &p->objection_days, &p->objection_working));
	}
	TRY(node_kind_of(ld->cx, map, "keep", NODE_MAP, false, &keep));
	if (keep) {
		TRY(node_known(ld->cx, keep, "objections result"));
		TRY(node_int(ld->cx, keep, "objections", false, 0, 1000, &p->keep[0]));
		TRY(node_int(ld->cx, keep, "result", false, 0, 1000, &p->keep[1]));
	}
	TRY(each(ld, map, "media", read_medium));
	TRY(each(ld, map, "subjects", read_subject));
	return never(ld, map);
}

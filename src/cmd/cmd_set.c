/* cmd_set - one row changed by hand: by the rules of a cell, with a reason, in the journal. */
#include "base/msg.h"
#include "cmd/browse_face.h"
#include "cmd/talk.h"
#include "domain/register/doubt.h"
#include "domain/register/edit.h"

#define SET_MAX 100

enum err cmd_reason_given(struct cmd *c, const char **reason)
{
	const char *given = cmd_text(c, "reason");

	if (!given)
		TRY(ask(c, "cmd-ask-reason-edit", false, &given));
	if (!given || !str_trim(str_of(given)).n)
		return err_set(c->cx, ERR_USAGE, "--reason", "cmd-reason-edit", NULL);
	*reason = str_z(&c->cx->arena, str_trim(str_of(given)));
	return OK;
}

struct assigned { int field; const struct kind *kind; };

static enum err assign(struct cmd *c, struct rec *now, const char *text, struct assigned *out)
{
	const char *eq = strchr(text, '=');
	struct str field;

	if (!eq || eq == text)
		return err_set(c->cx, ERR_USAGE, text, "cmd-set-form", text, NULL);
	field = (struct str){ text, (size_t)(eq - text) };
	return edit_assign(c->cx, c->reg, now, field, str_of(eq + 1), &out->field, &out->kind);
}

/* What was said and what it means now: shown under the staff mask like any list. */
static enum err tell(struct cmd *c, const struct viewed *v, const struct rec *old,
                     const struct rec *now, const struct assigned *x)
{
	const struct field *f = &v->e->fields[x->field];
	struct buf reason BUF_AUTO = { 0 };
	struct str was, is;

	TRY(cell_shown(c, v, old, x->field, &was));
	TRY(cell_shown(c, v, now, x->field, &is));
	if (x->kind) {
		buf_init(&reason, 65536);
		kind_add(&reason, c->cx->lang, x->kind, str_of(f->zh), STR(""));
		say(c, "cmd-set-note", str_z(&c->cx->arena, buf_str(&reason)), NULL);
	}
	if (val_eq(&old->v[x->field], &now->v[x->field]))
		return OK;
	if (f->flags & E_DECIDED)
		say(c, "cmd-set-decided", in_lang(c, f->zh, f->en), NULL);
	put(c, "cmd-set-changed", in_lang(c, f->zh, f->en),
	    was.n ? str_z(&c->cx->arena, was) : in_lang(c, "（空）", "(none)"),
	    is.n ? str_z(&c->cx->arena, is) : in_lang(c, "（空）", "(none)"), NULL);
	return OK;
}

/* What of the row does not go together, as an import would say. */
static enum err doubts(struct cmd *c, const struct rec *now)
{
	struct doubt found[DOUBTS_MAX];
	int n;

	TRY(doubt_whole(c->cx, c->reg, now, found, &n));
	for (int i = 0; i < n; i++) {
		const struct field *f = &now->e->fields[found[i].field];
		struct buf text BUF_AUTO = { 0 };

		buf_init(&text, 65536);
		kind_add(&text, c->cx->lang, kind_find(found[i].kind), str_of(in_lang(c, f->zh, f->en)),
		         found[i].detail);
		say(c, "cmd-set-note", str_z(&c->cx->arena, buf_str(&text)), NULL);
	}
	return OK;
}

enum err cmd_set(struct cmd *c)
{
	struct viewed v = { .q = { .mask = MASK_STAFF } };
	struct assigned *set = arena_array(&c->cx->arena, (size_t)c->narg, sizeof(*set));
	const char *reason;
	struct edits e;
	struct rec *now;
	int64_t id;
	int changed;

	if (c->narg - 2 > SET_MAX)
		return err_set(c->cx, ERR_LIMIT, "set", "edit-too-many", NULL);
	TRY(cmd_reason_given(c, &reason));
	TRY(cmd_open(c, REG_WRITE));
	TRY(cmd_noun(c, c->reg->model, c->arg[0], &v.e));
	TRY(view_row(c, &v, c->arg[1], &id));
	edits_begin(&e, c->reg, reason);
	TRY(edits_row(c->cx, &e, v.e, id, &now));
	for (int i = 2; i < c->narg; i++)
		TRY(assign(c, now, c->arg[i], &set[i - 2]));
	TRY(edits_write(c->cx, &e, &changed));
	TRY(register_publish(c->cx, c->reg));
	for (int i = 2; i < c->narg; i++)
		TRY(tell(c, &v, e.row[0].old, now, &set[i - 2]));
	if (!changed)
		say(c, "cmd-set-same", NULL);
	return doubts(c, now);
}

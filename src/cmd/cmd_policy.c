/* cmd_policy - how far the changes of a pack have come: drafts, what was reviewed, what is approved
 * and from when; and which versions a register was judged by. */
#include "base/msg.h"
#include "cmd/talk.h"
#include "domain/register/amended.h"
#include "fmt/json.h"

static struct str word(const struct cmd *c, const char *key)
{
	return str_of(msg_text(c->cx->lang, key));
}

static struct str in(const struct cmd *c, struct str zh, struct str en)
{
	return c->cx->lang == LANG_ZH || !en.n ? zh : en;
}

static void json_pair(struct json *j, const char *key, struct str v)
{
	if (!v.n)
		return;
	json_key(j, key);
	json_str(j, v);
}

/* ---- what a pack states with an approval of its own ---- */

static struct str day(struct cmd *c, date_t d)
{
	char t[11] = "";

	if (d)
		date_put(t, d);
	return str_dup(&c->cx->arena, str_of(t));
}

static struct str place(struct cmd *c, struct pack_place at)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 8192);
	buf_addf(&b, "%s:%d", at.file ? at.file : "", at.line);
	return str_dup(&c->cx->arena, buf_str(&b));
}

static const char *kind_key(struct str kind)
{
	static const char *const name[] = { "line", "parameter", "clause", "standard", "name",
		"document", "pack" };
	static const char *const key[] = { "policy-line", "policy-parameter", "policy-clause",
		"policy-standard", "policy-name", "policy-document", "policy-pack" };

	for (int i = 0; i < 7; i++)
		if (str_eqz(kind, name[i]))
			return key[i];
	return "policy-check";
}

static const char *state_key(struct str state)
{
	return str_eqz(state, "draft") ? "policy-draft" :
		str_eqz(state, "reviewed") ? "policy-reviewed" : "policy-approved";
}

/* "    reviewed: 县司法局 2026-06-20 合法" */
static void told_act(struct cmd *c, const char *key, struct str act)
{
	if (!act.n)
		return;
	buf_addz(&c->out, "      ");
	buf_adds(&c->out, word(c, key));
	buf_adds(&c->out, act);
	buf_addc(&c->out, '\n');
}

static struct str act(struct cmd *c, struct str by, date_t on, struct str opinion)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 1 << 20);
	if (by.n)
		buf_addf(&b, "%.*s %s %.*s", STR_FMT(by), day(c, on).p, STR_FMT(opinion));
	return str_dup(&c->cx->arena, str_trim(buf_str(&b)));
}

/* "draft  Line poverty [9812]  from 2026-07-01: 9000.00" */
static void told_head(struct cmd *c, struct str state, struct str kind, struct str id,
                      struct str area, struct str from)
{
	struct buf *o = &c->out;

	buf_addz(o, "  ");
	if (state.n) {
		buf_adds(o, word(c, state_key(state)));
		buf_addz(o, "  ");
	}
	buf_adds(o, word(c, kind_key(kind)));
	buf_addc(o, ' ');
	buf_adds(o, id);
	if (area.n)
		buf_addf(o, " [%.*s]", STR_FMT(area));
	if (from.n) {
		buf_addz(o, "  ");
		buf_adds(o, word(c, "policy-from"));
		buf_adds(o, from);
	}
}

static void told_stated(struct cmd *c, const struct stated *s)
{
	told_head(c, str_of(approval_name(s->gov->state)), str_of(stated_kind_name(s->kind)), s->id,
	          s->area, day(c, s->from));
	buf_addz(&c->out, "  ");
	buf_adds(&c->out, in(c, s->zh, s->en));
	buf_addz(&c->out, "\n      ");
	buf_adds(&c->out, s->says);
	buf_addz(&c->out, "\n");
	told_act(c, s->gov->unlawful ? "policy-unlawful" : "policy-review",
	         act(c, s->gov->by, s->gov->on, s->gov->opinion));
	told_act(c, "policy-approval", act(c, s->gov->approver, s->gov->approved, STR("")));
	told_act(c, "policy-note", s->note);
	told_act(c, "policy-place", place(c, s->at));
}

static void json_stated(struct cmd *c, const struct stated *s)
{
	struct json j;

	json_begin(&j, &c->out);
	json_obj(&j);
	json_pair(&j, "state", str_of(approval_name(s->gov->state)));
	json_pair(&j, "kind", str_of(stated_kind_name(s->kind)));
	json_pair(&j, "id", s->id);
	json_pair(&j, "name", in(c, s->zh, s->en));
	json_pair(&j, "area", s->area);
	json_pair(&j, "from", day(c, s->from));
	json_pair(&j, "to", day(c, s->to));
	json_pair(&j, "says", s->says);
	json_pair(&j, "document", s->basis.document);
	json_pair(&j, "clause", s->basis.clause);
	json_pair(&j, "review", act(c, s->gov->by, s->gov->on, s->gov->opinion));
	if (s->gov->by.n)
		json_pair(&j, "outcome", s->gov->unlawful ? STR("unlawful") : STR("lawful"));
	json_pair(&j, "approval", act(c, s->gov->approver, s->gov->approved, STR("")));
	json_pair(&j, "note", s->note);
	json_pair(&j, "pack", s->pack);
	json_pair(&j, "place", place(c, s->at));
	json_obj_end(&j);
	buf_addc(&c->out, '\n');
}

static void told_layers(struct cmd *c, const struct pack *p)
{
	for (int i = p->nlayer - 1; i >= 0; i--) {
		const struct pack_layer *l = &p->layer[i];

		buf_adds(&c->out, l->name);
		if (l->by.n) {
			buf_addz(&c->out, "  ");
			buf_adds(&c->out, word(c, "policy-issued"));
			buf_adds(&c->out, act(c, l->by, l->issued, STR("")));
		}
		buf_addc(&c->out, '\n');
	}
}

enum err cmd_policy(struct cmd *c)
{
	const struct pack *p;
	struct pack *named;
	struct model *m;
	struct stated *s;
	int n, told = 0;

	if (c->narg) {
		TRY(pack_load(c->cx, &c->cx->arena, c->arg[0], &named));
		TRY(pack_model(c->cx, &c->cx->arena, named, &m));    /* its expressions compile */
		p = named;
	} else {
		TRY(cmd_open(c, REG_READ));
		p = c->reg->pack;
	}
	pack_stated(&c->cx->arena, p, &s, &n);
	if (!c->json)
		told_layers(c, p);
	for (int k = APPROVAL_DRAFT; k >= APPROVAL_APPROVED; k--)
		for (int i = 0; i < n; i++) {
			if (!s[i].gov || (int)s[i].gov->state != k ||
			    (k == APPROVAL_APPROVED && !s[i].gov->by.n))
				continue;
			c->json ? json_stated(c, &s[i]) : told_stated(c, &s[i]);
			told++;
			TRY(out_room(c));
		}
	if (!told)
		say(c, "policy-none", NULL);
	return OK;
}

/* ---- the versions that a register was judged by ---- */

static const char *how_key(struct str how)
{
	return str_eqz(how, "added") ? "policy-added" :
		str_eqz(how, "gone") ? "policy-gone" : "policy-changed";
}

static void told_change(struct cmd *c, const struct amended_change *x)
{
	buf_addz(&c->out, "  ");
	buf_adds(&c->out, word(c, how_key(x->how)));
	told_head(c, x->state, x->kind, x->id, x->area, x->from);
	buf_addz(&c->out, "\n      ");
	buf_adds(&c->out, x->before);
	if (x->before.n && x->now.n && !str_eq(x->before, x->now))
		buf_addz(&c->out, "\n   -> ");
	if (!str_eq(x->before, x->now))
		buf_adds(&c->out, x->now);
	buf_addc(&c->out, '\n');
	told_act(c, "policy-review", x->review);
	told_act(c, "policy-approval", x->approval);
}

static void json_change(struct json *j, const struct amended_change *x)
{
	json_obj(j);
	json_pair(j, "how", x->how);
	json_pair(j, "kind", x->kind);
	json_pair(j, "id", x->id);
	json_pair(j, "area", x->area);
	json_pair(j, "from", x->from);
	json_pair(j, "state", x->state);
	json_pair(j, "before", x->before);
	json_pair(j, "now", x->now);
	json_pair(j, "review", x->review);
	json_pair(j, "approval", x->approval);
	json_obj_end(j);
}

static void told_version(struct cmd *c, const struct amended_version *v)
{
	struct str rest = v->changes;
	struct amended_change x;

	buf_addz(&c->out, clock_text(c, v->loaded));
	buf_addz(&c->out, "  ");
	buf_adds(&c->out, v->name);
	buf_addz(&c->out, "  ");
	buf_adds(&c->out, word(c, v->first ? "policy-first" : "policy-loaded"));
	buf_adds(&c->out, v->by);
	buf_addc(&c->out, '\n');
	while (amended_next(&rest, &x))
		told_change(c, &x);
}

static void json_version(struct cmd *c, const struct amended_version *v)
{
	struct str rest = v->changes;
	struct amended_change x;
	struct json j;

	json_begin(&j, &c->out);
	json_obj(&j);
	json_pair(&j, "pack", v->name);
	json_pair(&j, "loaded", str_of(clock_text(c, v->loaded)));
	json_pair(&j, "by", v->by);
	json_key(&j, "changes");
	json_arr(&j);
	while (amended_next(&rest, &x))
		json_change(&j, &x);
	json_arr_end(&j);
	json_obj_end(&j);
	buf_addc(&c->out, '\n');
}

enum err cmd_policy_history(struct cmd *c)
{
	struct amended_version *v;
	int n;

	TRY(cmd_open(c, REG_READ));
	TRY(amended_list(c->cx, c->reg, &v, &n));
	for (int i = 0; i < n; i++) {
		c->json ? json_version(c, &v[i]) : told_version(c, &v[i]);
		TRY(out_room(c));
	}
	return OK;
}

enum err cmd_policy_load(struct cmd *c)
{
	struct amended_version *v;
	int n;

	TRY(cmd_open(c, REG_WRITE));             /* takes over what the folder has, or refuses it */
	TRY(amended_list(c->cx, c->reg, &v, &n));
	if (!c->reg->adopted)
		say(c, "policy-same", NULL);
	else
		c->json ? json_version(c, &v[n - 1]) : told_version(c, &v[n - 1]);
	return OK;
}

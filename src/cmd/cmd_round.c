/* cmd_round - a round filled with many households, and how far it has come. */
#include "cmd/cmd_gate.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/os.h"
#include "domain/gate/round_fill.h"
#include "domain/register/browse.h"

/* ---- filling ---- */

/* "all", or STANDARD=met|not_met|unknown. */
static enum err from_of(struct cmd *c, struct round_from *f)
{
	static const char *const state[] = { "not_met", "met", "unknown" };
	const char *text = cmd_text(c, "from");
	struct str rest = str_of(text ? text : "");

	if (!text || !strcmp(text, "all"))
		return OK;
	if (str_next(&rest, '=', &f->standard))
		for (int i = 0; i < 3; i++)
			if (str_eqz(rest, state[i])) {
				f->state = (enum truth)i;
				return OK;
			}
	return err_set(c->cx, ERR_USAGE, "--from", "cmd-round-from", text, NULL);
}

/* "1/10" or "10%". */
static enum err share_of(struct cmd *c, struct round_from *f)
{
	const char *text = cmd_text(c, "share");
	uint64_t seed;
	int64_t said;

	if (!text)
		return OK;
	if (!round_share(text, &f->num, &f->den))
		return err_set(c->cx, ERR_USAGE, "--share", "gate-fill-share", text, NULL);
	os_random(&seed, sizeof seed);
	TRY(cmd_int(c, "seed", (int64_t)(seed % 1000000000), 0, INT64_MAX, &said));
	f->seed = (uint64_t)said;
	return OK;
}

/* The households that meet --where. */
static enum err among(struct gate_run *x, struct round_from *f)
{
	struct query q = { .e = register_entity(x->g.r, TAG_household), .mask = MASK_STAFF,
		.where = cmd_text(x->c, "where") };
	int cap = 4096;
	struct browse *b;
	struct rec *row;
	int64_t *id;
	enum err e;

	if (!q.where)
		return OK;
	id = arena_array(&x->c->cx->arena, (size_t)cap, sizeof *id);
	TRY(browse_open(x->c->cx, x->g.r, &q, &b));
	while ((e = browse_next(x->c->cx, b, &row)) == OK && row) {
		if (f->namong == cap) {
			int64_t *more = arena_array(&x->c->cx->arena, (size_t)cap * 2, sizeof *more);

			memcpy(more, id, (size_t)cap * sizeof *more);
			id = more;
			cap *= 2;
		}
		id[f->namong++] = row->id;
	}
	browse_close(b);
	f->among = id;
	return e;
}

enum err round_filled_cmd(struct gate_run *x, struct round_view *v)
{
	struct round_from f = { 0 };
	struct round_filled n;
	char seed[40] = "";

	TRY(from_of(x->c, &f));
	TRY(share_of(x->c, &f));
	TRY(among(x, &f));
	TRY(cmd_day(x->c, "on", &f.on));
	TRY(round_fill(x->c->cx, &x->g, &x->who, v, &f, &n));
	if (f.den)
		snprintf(seed, sizeof seed, "%llu", (unsigned long long)f.seed);
	put(x->c, f.den ? "cmd-round-drawn" : "cmd-round-all", grouped(x->c, n.drawn),
	    grouped(x->c, n.of), seed, NULL);
	put(x->c, "cmd-round-filled", grouped(x->c, n.made), grouped(x->c, n.there),
	    grouped(x->c, n.refused), NULL);
	return OK;
}

static enum err filled(struct gate_run *x)
{
	struct round_view v;

	TRY(round_load(x->c->cx, &x->g, str_of(x->c->arg[0]), &v));
	return round_filled_cmd(x, &v);
}

enum err cmd_round_fill(struct cmd *c)
{
	return gate_run(c, REG_WRITE, true, filled);
}

/* ---- how far ---- */

static enum err told(struct gate_run *x)
{
	static const char *const zh[] = { "", "件数", "办结", "办结率", "确认", "未通过", "撤回", "超期" };
	static const char *const en[] = { "", "Cases", "Ended", "Share", "Confirmed", "Refused",
		"Withdrawn", "Late" };
	const char *by = cmd_text(x->c, "by") ? cmd_text(x->c, "by") : "township";
	enum progress_by how = 0;
	struct round_view v;
	struct round_part *p;
	struct page_table t;
	date_t on;
	int n;

	while (how < BY__COUNT && strcmp(progress_names[how], by))
		how++;
	if (how == BY__COUNT)
		return err_set(x->c->cx, ERR_USAGE, "--by", "gate-progress-by", by, NULL);
	TRY(cmd_day(x->c, "on", &on));
	TRY(round_load(x->c->cx, &x->g, str_of(x->c->arg[0]), &v));
	TRY(round_progress(x->c->cx, &x->g, &v, how, on, &p, &n));
	if (rec_has(v.row, ROUND_drawn))
		put(x->c, "cmd-round-of",
		    str_z(&x->c->cx->arena, register_drawn(x->c->cx, x->g.r, v.row, x->c->cx->lang)), NULL);
	gate_table(x, &t, 8, zh, en);
	for (int i = 1; i < 8; i++)
		t.right[i] = true;
	for (int i = 0; i < n; i++) {
		const int64_t count[] = { p[i].all, p[i].ended, 0, p[i].confirmed, p[i].refused,
			p[i].withdrawn, p[i].late };
		struct str *cell = page_table_row(&t);
		char share[16];

		snprintf(share, sizeof share, "%lld%%", (long long)(p[i].ended * 100 / p[i].all));
		cell[0] = !p[i].name.n ? str_of(in_lang(x->c, "未分派", "nobody yet")) :
			how == BY_PERSON ? office_actor_name(x->c->cx, x->o, p[i].name) : p[i].name;
		for (int k = 0; k < 7; k++)
			cell[k + 1] = k == 2 ? str_dup(&x->c->cx->arena, str_of(share)) :
				str_of(grouped(x->c, count[k]));
	}
	page_table_end(&t);
	return OK;
}

enum err cmd_round_progress(struct cmd *c)
{
	return gate_run(c, REG_READ, false, told);
}

/* api_round_fill - a round filled with many households at once, tried first; and how far it has
 * come, by place, group, person or household. */
#include "web/api_gate.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/os.h"
#include "domain/gate/round_fill.h"

#define PARTS 1000

/* ---- filling ---- */

static enum err state_of(struct web_req *q, struct str text, enum truth *out)
{
	static const char *const state[] = { "not_met", "met", "unknown" };

	for (int i = 0; i < 3; i++)
		if (str_eqz(text, state[i])) {
			*out = (enum truth)i;
			return OK;
		}
	return err_set(q->cx, ERR_INPUT, "state", "gate-fill-state", str_z(&q->cx->arena, text),
	               NULL);
}

/* A draw that is tried tells its seed: with it, what was tried is what is taken. */
static enum err share_of(struct web_req *q, const struct web_body *b, struct round_from *f)
{
	struct str share = str_trim(web_text(b, "share")), text = str_trim(web_text(b, "seed"));
	uint64_t chance;
	int64_t seed;

	if (!share.n)
		return OK;
	if (!round_share(str_z(&q->cx->arena, share), &f->num, &f->den))
		return err_set(q->cx, ERR_INPUT, "share", "gate-fill-share", str_z(&q->cx->arena, share),
		               NULL);
	os_random(&chance, sizeof chance);
	seed = (int64_t)(chance % 1000000000);
	if (text.n && (text.n > 18 || !str_i64(text, &seed) || seed < 0))
		return err_set(q->cx, ERR_INPUT, "seed", "gate-fill-seed", str_z(&q->cx->arena, text),
		               NULL);
	f->seed = (uint64_t)seed;
	return OK;
}

static enum err from_of(struct web_req *q, const struct web_body *b, struct round_from *f)
{
	*f = (struct round_from){ .standard = str_trim(web_text(b, "standard")),
		.channel = web_text(b, "channel") };
	if (f->standard.n)
		TRY(state_of(q, web_text(b, "state"), &f->state));
	TRY(share_of(q, b, f));
	TRY(ask_area(q, b, &f->area));
	return ask_day(q, b, "on", &f->on);
}

/* Who may open rounds there learns how many it would be; nothing is written. */
static enum err tried(struct web_req *q, struct gate *g, const struct round_view *v,
                      const struct round_from *f, struct round_filled *out)
{
	struct office_object o = placed(v->row, STATE_LIVE);
	int64_t *id;
	int n;

	*out = (struct round_filled){ 0 };
	TRY(office_need(q->cx, q->office, &q->who, PERM_round, &o));
	TRY(round_draw(q->cx, g, v, f, &id, &n, &out->of));
	out->drawn = n;
	return OK;
}

enum err api_round_fill(struct web_req *q)
{
	struct round_filled n;
	struct round_from f;
	struct round_view v;
	struct web_body b;
	struct gate *g = gate_of(q);
	bool dry;

	TRY(web_body(q, &b));
	TRY(round_load(q->cx, g, q->param[0], &v));
	TRY(from_of(q, &b, &f));
	dry = web_true(&b, "dry");
	TRY(dry ? tried(q, g, &v, &f, &n) : round_fill(q->cx, g, &q->who, &v, &f, &n));
	web_json(q, 200);
	json_obj(&q->j);
	put_flag(q, "dry", dry);
	put_number(q, "of", n.of);
	put_number(q, "drawn", n.drawn);
	put_number(q, "made", n.made);
	put_number(q, "there", n.there);
	put_number(q, "refused", n.refused);
	if (f.den) {
		char seed[24];

		snprintf(seed, sizeof seed, "%" PRIu64, f.seed);
		web_put(q, "seed", str_of(seed));
	}
	json_obj_end(&q->j);
	return OK;
}

/* ---- how far ---- */

static enum err by_asked(struct web_req *q, enum progress_by *by)
{
	struct str v;

	*by = BY_TOWNSHIP;
	if (!web_query(q, "by", &v) || !v.n)
		return OK;
	for (*by = 0; *by < BY__COUNT; ++*by)
		if (str_eqz(v, progress_names[*by]))
			return OK;
	return err_set(q->cx, ERR_USAGE, "by", "gate-progress-by", str_z(&q->cx->arena, v), NULL);
}

static void put_part(struct web_req *q, const struct area_tree *t, enum progress_by by,
                     const struct round_part *p)
{
	int at = p->area ? area_by_id(t, p->area) : -1;

	json_obj(&q->j);
	web_put(q, "name", by == BY_PERSON && p->name.n ? row_who(q, p->name) : p->name);
	if (at >= 0 && by <= BY_VILLAGE) {
		char code[24];

		snprintf(code, sizeof code, "%lld", (long long)area_nth(t, at)->code);
		web_put(q, "code", str_of(code));
	}
	put_number(q, "all", p->all);
	put_number(q, "ended", p->ended);
	put_number(q, "confirmed", p->confirmed);
	put_number(q, "refused", p->refused);
	put_number(q, "withdrawn", p->withdrawn);
	put_number(q, "late", p->late);
	json_obj_end(&q->j);
}

enum err api_round_progress(struct web_req *q)
{
	struct area_tree *t;
	struct round_part *p;
	struct round_view v;
	enum progress_by by;
	struct gate *g = gate_of(q);
	int n;

	TRY(round_load(q->cx, g, q->param[0], &v));
	TRY(by_asked(q, &by));
	TRY(area_load(q->cx, &q->cx->arena, q->r, &t));
	TRY(round_progress(q->cx, g, &v, by, 0, &p, &n));
	web_json(q, 200);
	json_obj(&q->j);
	if (rec_has(v.row, ROUND_drawn))
		web_put(q, "drawn", register_drawn(q->cx, q->r, v.row, q->cx->lang));
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int i = 0; i < n && i < PARTS; i++)
		put_part(q, t, by, &p[i]);
	json_arr_end(&q->j);
	put_flag(q, "more", n > PARTS);
	json_obj_end(&q->j);
	return OK;
}

/* cmd_judge_run - every household under the standards in force (judge_all), told. */
#include <string.h>

#include "base/msg.h"
#include "cmd/judge_run.h"
#include "cmd/talk.h"
#include "domain/judge/judged_json.h"
#include "domain/judge/judge_all.h"
#include "domain/judge/snapshot.h"
#include "domain/register/page.h"

struct ran {
	struct cmd *c;
	struct judge judge;
	struct judge_all all;
	struct judge_all_of *of;
	int n;
};

static struct str in(const struct ran *s, struct str zh, struct str en)
{
	return s->c->cx->lang == LANG_ZH || !en.n ? zh : en;
}

static struct str word(const struct ran *s, const char *key)
{
	return str_of(msg_text(s->c->cx->lang, key));
}

/* ---- told ---- */

/* Lines that these standards ask for and that nobody states: why so much is unknown. */
static void told_lines(struct ran *s, struct page *p, struct str on)
{
	const struct pack *pack = s->judge.rules->p;
	struct buf b BUF_AUTO = { 0 };
	bool asked;

	buf_init(&b, 4096);
	for (int i = 0; i < pack->nline; i++) {
		asked = false;
		for (int k = 0; k < s->n; k++)
			asked |= standard_uses_line(s->of[k].rule->s, pack->line[i].id);
		if (!asked || line_holds(&pack->line[i], s->all.on))
			continue;
		buf_reset(&b);
		msg_add(&b, s->c->cx->lang, "judge-run-no-line",
		        (struct str[]){ in(s, pack->line[i].zh, pack->line[i].en), on,
		                        pack->line[i].id }, 3);
		page_line(p, str_dup(&s->c->cx->arena, buf_str(&b)));
	}
}

/* What was kept, and what was not because a later day's stands. */
static void told_kept(struct ran *s, struct page *p, struct str on)
{
	struct buf b BUF_AUTO = { 0 };
	int kept = 0;

	buf_init(&b, 4096);
	for (int i = 0; i < s->n; i++) {
		const struct standard *st = s->of[i].rule->s;

		kept += !s->of[i].n.later;
		if (!s->of[i].n.later)
			continue;
		buf_reset(&b);
		msg_add(&b, s->c->cx->lang, "judge-run-told", (struct str[]){ on, in(s, st->zh, st->en) },
		        2);
		page_line(p, str_dup(&s->c->cx->arena, buf_str(&b)));
	}
	buf_reset(&b);
	msg_add(&b, s->c->cx->lang, "judge-run-kept", &on, 1);
	if (kept)
		page_line(p, buf_str(&b));
}

static void told(struct ran *s)
{
	static const char *const head[] = { "judge-run-standard", "judge-run-judged", "judge-met",
		"judge-not-met", "judge-unknown", "judge-run-first",
		"judge-run-changed" };
	struct page_table t;
	struct page p;
	char on[11];
	struct str *cell;

	date_put(on, s->all.on);
	page_begin(&p, &s->c->out, &s->c->cx->arena, out_columns(), colour_wanted(1));
	page_title(&p, word(s, "judge-run-title"), str_of(on));
	if (!s->n) {
		page_line(&p, word(s, "judge-none"));
		return;
	}
	page_table(&t, &p, 7);
	t.whole = 1;
	cell = page_table_row(&t);
	for (int i = 0; i < 7; i++) {
		cell[i] = word(s, head[i]);
		t.right[i] = i > 0;
	}
	for (int i = 0; i < s->n; i++) {
		const struct verdict_counts *n = &s->of[i].n;
		const struct standard *st = s->of[i].rule->s;

		cell = page_table_row(&t);
		cell[0] = in(s, st->zh, st->en);
		cell[1] = str_of(grouped(s->c, n->judged));
		cell[2] = str_of(grouped(s->c, n->met));
		cell[3] = str_of(grouped(s->c, n->not_met));
		cell[4] = str_of(grouped(s->c, n->unknown));
		cell[5] = str_of(grouped(s->c, n->fresh));
		cell[6] = str_of(grouped(s->c, n->changed - n->fresh));
	}
	page_table_end(&t);
	page_gap(&p);
	told_lines(s, &p, str_of(on));
	told_kept(s, &p, str_of(on));
	page_line(&p, word(s, "judge-run-proposes"));
}

static void told_json(struct ran *s)
{
	struct json j;
	char on[11];

	date_put(on, s->all.on);
	json_begin(&j, &s->c->out);
	for (int i = 0; i < s->n; i++) {
		const struct verdict_counts *n = &s->of[i].n;

		json_obj(&j);
		json_key(&j, "standard");
		json_str(&j, s->of[i].rule->s->id);
		json_key(&j, "on");
		json_z(&j, on);
		json_key(&j, "judged");
		json_int(&j, n->judged);
		json_key(&j, "met");
		json_int(&j, n->met);
		json_key(&j, "not_met");
		json_int(&j, n->not_met);
		json_key(&j, "unknown");
		json_int(&j, n->unknown);
		json_key(&j, "kept");
		json_bool(&j, !n->later);
		json_key(&j, "changed");
		json_int(&j, n->changed - n->fresh);
		json_key(&j, "first");
		json_int(&j, n->fresh);
		json_obj_end(&j);
		buf_addc(&s->c->out, '\n');
		json_begin(&j, &s->c->out);
	}
}

enum err cmd_judge_run(struct cmd *c, date_t on)
{
	struct ran s = { .c = c };
	const char *noun = cmd_text(c, "for"), *standard = cmd_text(c, "standard");
	const struct snapshot_how how = { 0 };
	struct snapshot *snapshot;
	enum err err;

	if (noun && strcmp(noun, "household") != 0)
		return err_set(c->cx, ERR_USAGE, "--for", "judge-run-households", noun, NULL);
	TRY(cmd_open(c, REG_WRITE));
	TRY(snapshot_open(c->cx, c->reg, &how, &snapshot));
	s.judge = *snapshot_judge(snapshot);
	s.all = (struct judge_all){ .r = c->reg, .rules = s.judge.rules, .on = on,
		.standard = str_of(standard ? standard : ""), .reason = cmd_text(c, "reason") };
	err = snapshot_feed(c->cx, snapshot, &s.all.feed);
	if (err == OK)
		err = judge_all(c->cx, &s.all, &s.of, &s.n);
	if (err == OK) {
		if (c->json)
			told_json(&s);
		else
			told(&s);
	}
	snapshot_close(c->cx, snapshot);
	return err;
}

/* measure_index - see the header. */
#include "cmd/measure_index.h"

#include <string.h>

#include "base/msg.h"
#include "cmd/measure_told.h"
#include "cmd/talk.h"
#include "domain/judge/deprived.h"
#include "domain/judge/whatif_desk.h"
#include "rule/measure_json.h"

struct asking {
	struct cmd *c;
	const struct pack_index *index;
	struct deprived d;
	int64_t few;
};

static struct str group_name(void *arg, int32_t group)
{
	struct asking *k = arg;
	struct str code, name;

	deprived_name(&k->d, &k->c->cx->arena, group, &code, &name);
	return name;
}

static void naming(void *arg, int32_t group, struct str *code, struct str *name)
{
	struct asking *k = arg;

	deprived_name(&k->d, &k->c->cx->arena, group, code, name);
}

static struct str place_name(const struct whatif_now *now)
{
	return now->area >= 0 ? now->run->area[now->area].name : STR("");
}

static void as_json(struct asking *k, const struct whatif_now *now,
                    const struct measure_multi_result *r)
{
	struct json j;
	char on[11];

	date_put(on, now->run->on);
	json_begin(&j, &k->c->out);
	json_obj(&j);
	json_key(&j, "index");
	json_str(&j, k->index->id);
	json_key(&j, "place");
	json_str(&j, place_name(now));
	json_key(&j, "on");
	json_z(&j, on);
	json_key(&j, "multi");
	measure_json_multi(&j, &k->d.in, r, k->d.indicator, naming, k);
	json_obj_end(&j);
	buf_addc(&k->c->out, '\n');
}

static enum err told(void *state, const struct whatif_now *now)
{
	struct asking *k = state;
	struct measure_multi_result r = { 0 };
	struct measure_told t = { .c = k->c, .arg = k, .place = place_name(now), .few = k->few,
		.title = str_of(in_lang(k->c, k->index->zh.p, k->index->en.p)), .households = true,
		.group_head = msg_text(k->c->cx->lang, "measure-area-head"), .name = group_name };

	deprived_take(k->c->cx, now, k->index, &k->d);
	measure_multi(&k->d.in, &r);
	measure_multi_few(&r, k->d.in.ngroup, k->few);
	if (k->c->json)
		as_json(k, now, &r);
	else
		measure_told_multi(&t, &k->d.in, &r, k->d.indicator);
	measure_multi_free(&r);
	deprived_free(&k->d);
	return OK;
}

static void which(struct cmd *c)
{
	const struct pack *p = c->reg->pack;

	for (int i = 0; i < p->nindex; i++)
		buf_addf(&c->out, "%.*s  %s\n", STR_FMT(p->index[i].id),
		         in_lang(c, p->index[i].zh.p, p->index[i].en.p));
}

enum err measure_index(struct cmd *c, const char *id)
{
	const char *area = cmd_text(c, "area");
	struct asking k = { .c = c };
	struct whatif_order o = { 0 };
	struct snapshot_how how = { 0 };
	struct snapshot *snapshot;
	struct whatif_desk *desk;
	enum err err;

	TRY(cmd_day(c, "on", &o.on));
	TRY(cmd_int(c, "few", 0, 0, 1000, &k.few));
	TRY(cmd_open(c, REG_READ));
	if (strcmp(id, "list") == 0) {
		which(c);
		return OK;
	}
	k.index = pack_index(c->reg->pack, str_of(id));
	if (!k.index)
		return err_set(c->cx, ERR_NOTFOUND, "--multi", "measure-no-index", id, NULL);
	if (area)
		TRY(register_by_key(c->cx, c->reg, register_entity(c->reg, TAG_area), str_of(area),
		                    &o.area));
	TRY(snapshot_open(c->cx, c->reg, &how, &snapshot));
	if (cmd_is_demo(c) && !c->json)
		put(c, "cmd-demo-data", NULL);
	err = whatif_desk_open(c->cx, snapshot, 0, &desk);
	if (err == OK) {
		err = whatif_desk_index(c->cx, desk, k.index, &o, told, &k);
		whatif_desk_close(c->cx, desk);
	}
	snapshot_close(c->cx, snapshot);
	return err;
}

/* cmd_duplicate - households and persons that may be one and the same: listed, merged, told
 * apart. */
#include "base/msg.h"
#include "base/os.h"
#include "cmd/browse_face.h"
#include "cmd/talk.h"
#include "domain/register/duplicate.h"
#include "domain/register/page.h"
#include "fmt/json.h"

#define COLUMNS 6

/* ---- list ---- */

static struct str why_text(struct cmd *c, const struct duplicate *p)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4096);
	for (int i = 0; i < DUPLICATE_REASONS; i++) {
		if (!(p->why & 1u << i))
			continue;
		buf_addz(&b, b.n ? in_lang(c, "，", ", ") : "");
		buf_addz(&b, msg_text(c->cx->lang, duplicate_why(i)));
	}
	return str_dup(&c->cx->arena, buf_str(&b));
}

static enum err side(struct cmd *c, const struct duplicate *p, int64_t id, struct str *no,
                     struct str *name, struct str *place)
{
	struct viewed v = { .e = p->e, .q = { .mask = MASK_STAFF } };
	struct buf path BUF_AUTO = { 0 };
	struct rec *row;

	TRY(register_load(c->cx, c->reg, p->e, id, &row));
	*no = duplicate_label(c->cx, row);
	TRY(cell_shown(c, &v, row, p->e->tag == TAG_person ? PERSON_name : HOUSEHOLD_head_name, name));
	buf_init(&path, 4096);
	if (row->area)
		TRY(browse_place(c->cx, c->reg, row->area, &path));
	*place = str_dup(&c->cx->arena, buf_str(&path));
	return OK;
}

static void json_side(struct json *j, const char *key, struct str no, struct str name,
                      struct str place)
{
	json_key(j, key);
	json_obj(j);
	json_key(j, "no");
	json_str(j, no);
	json_key(j, "name");
	json_str(j, name);
	json_key(j, "place");
	json_str(j, place);
	json_obj_end(j);
}

static enum err pair_json(struct cmd *c, const struct duplicate *p)
{
	struct str no, name, place;
	struct json j;

	json_begin(&j, &c->out);
	json_obj(&j);
	json_key(&j, "noun");
	json_z(&j, p->e->name);
	TRY(side(c, p, p->a, &no, &name, &place));
	json_side(&j, "a", no, name, place);
	TRY(side(c, p, p->b, &no, &name, &place));
	json_side(&j, "b", no, name, place);
	json_key(&j, "why");
	json_arr(&j);
	for (int i = 0; i < DUPLICATE_REASONS; i++)
		if (p->why & 1u << i)
			json_z(&j, msg_text(c->cx->lang, duplicate_why(i)));
	json_arr_end(&j);
	json_obj_end(&j);
	buf_addc(&c->out, '\n');
	return out_room(c);
}

/* What the two have in common, or what each has. */
static struct str both(struct cmd *c, const struct str x[2])
{
	struct buf b BUF_AUTO = { 0 };

	if (str_eq(x[0], x[1]))
		return x[0];
	buf_init(&b, 8192);
	buf_adds(&b, x[0]);
	buf_addz(&b, " / ");
	buf_adds(&b, x[1]);
	return str_dup(&c->cx->arena, buf_str(&b));
}

static enum err pair_row(struct cmd *c, struct page_table *t, const struct duplicate *p)
{
	struct str *cell = page_table_row(t), name[2], place[2];

	cell[0] = str_of(in_lang(c, p->e->zh, p->e->en));
	TRY(side(c, p, p->a, &cell[1], &name[0], &place[0]));
	TRY(side(c, p, p->b, &cell[2], &name[1], &place[1]));
	cell[4] = why_text(c, p);
	cell[3] = both(c, name);
	cell[5] = both(c, place);
	return OK;
}

static enum err table(struct cmd *c, const struct duplicates *d)
{
	static const char *const head[COLUMNS][2] = { { "类别", "Kind" }, { "编号", "Number" },
		{ "另一编号", "The other" }, { "姓名", "Name" }, { "为什么", "Why" }, { "地区", "Place" } };
	struct page_table t;
	struct page p;
	struct str *cell;

	page_begin(&p, &c->out, &c->cx->arena, os_is_tty(1) ? os_tty_columns(1) : 10000,
	           colour_wanted(1));
	page_table(&t, &p, COLUMNS);
	cell = page_table_row(&t);
	for (int i = 0; i < COLUMNS; i++)
		cell[i] = str_of(in_lang(c, head[i][0], head[i][1]));
	for (int i = 0; i < d->n; i++)
		TRY(pair_row(c, &t, &d->v[i]));
	if (d->n)
		page_table_end(&t);
	return out_flush(c);
}

static enum err narrowed(struct cmd *c, struct scope *out)
{
	const char *area = cmd_text(c, "area");
	struct str none = { 0 };
	struct area_tree *t;
	int64_t *id;
	int at;

	*out = (struct scope){ .all = true };
	if (!area)
		return OK;
	TRY(area_load(c->cx, &c->cx->arena, c->reg, &t));
	at = area_by_name(t, none, none, str_of(area));
	if (at < 0)
		return err_set(c->cx, ERR_INPUT, "--area", at == -2 ? "browse-area-several" :
		               "browse-area-unknown", area, NULL);
	id = arena_array(&c->cx->arena, (size_t)area_count(t) + 1, sizeof *id);
	*out = (struct scope){ .area = id };
	for (int i = 0; i < area_count(t); i++)
		if (area_within(area_nth(t, at), i))
			id[out->narea++] = area_nth(t, i)->id;
	out->narea = scope_sort(id, out->narea);
	return OK;
}

enum err cmd_duplicate_list(struct cmd *c)
{
	struct duplicate_query q = { 0 };
	struct duplicates d;
	struct scope about;
	int64_t limit;

	TRY(cmd_int(c, "limit", DUPLICATES_MOST, 1, DUPLICATES_MOST, &limit));
	TRY(cmd_open(c, REG_READ));
	TRY(narrowed(c, &about));
	q.about = &about;
	q.limit = (int)limit;
	TRY(duplicate_list(c->cx, c->reg, &q, &d));
	if (c->json) {
		for (int i = 0; i < d.n; i++)
			TRY(pair_json(c, &d.v[i]));
		return OK;
	}
	if (cmd_is_demo(c))
		put(c, "cmd-demo-data", NULL);
	TRY(table(c, &d));
	if (d.more)
		say(c, "cmd-duplicate-more", grouped(c, d.n), grouped(c, d.total), NULL);
	else
		say(c, d.n == 1 ? "cmd-list-one" : d.n ? "cmd-list-count" : "cmd-list-none",
		    grouped(c, d.n), NULL);
	return OK;
}

/* ---- deciding ---- */

static enum err row_of(struct cmd *c, const struct entity *e, const char *no, int64_t *id)
{
	struct viewed v = { .e = e, .q = { .mask = MASK_STAFF } };
	struct rec *row;

	if (no[0] != '#' || !str_i64(str_of(no + 1), id))
		return view_row(c, &v, no, id);
	return register_load(c->cx, c->reg, e, *id, &row);
}

static enum err two_rows(struct cmd *c, const struct entity **e, int64_t id[2],
                         const char **reason)
{
	TRY(cmd_reason_given(c, reason));
	TRY(cmd_open(c, REG_WRITE));
	TRY(cmd_noun(c, c->reg->model, c->arg[0], e));
	if ((*e)->tag != TAG_household && (*e)->tag != TAG_person)
		return err_set(c->cx, ERR_USAGE, c->arg[0], "duplicate-noun", NULL);
	TRY(row_of(c, *e, c->arg[1], &id[0]));
	return row_of(c, *e, c->arg[2], &id[1]);
}

enum err cmd_duplicate_merge(struct cmd *c)
{
	struct duplicate_merged n;
	const struct entity *e;
	const char *reason;
	int64_t id[2];

	TRY(two_rows(c, &e, id, &reason));
	TRY(duplicate_merge(c->cx, c->reg, e, id[0], id[1], reason, &n));
	TRY(register_publish(c->cx, c->reg));
	say(c, "cmd-duplicate-merged", c->arg[2], c->arg[1], grouped(c, n.filled), grouped(c, n.moved),
	    NULL);
	if (n.conflicts)
		say(c, "cmd-duplicate-conflicts", grouped(c, n.conflicts), c->arg[2], NULL);
	if (c->json)
		buf_addf(&c->out, "{\"filled\":%d,\"moved\":%d,\"left\":%d,\"conflicts\":%d}\n", n.filled,
		         n.moved, n.left, n.conflicts);
	return OK;
}

enum err cmd_duplicate_distinct(struct cmd *c)
{
	const struct entity *e;
	const char *reason;
	int64_t id[2];

	TRY(two_rows(c, &e, id, &reason));
	TRY(duplicate_distinct(c->cx, c->reg, e, id[0], id[1], reason));
	TRY(register_publish(c->cx, c->reg));
	say(c, "cmd-duplicate-distinct", c->arg[1], c->arg[2], NULL);
	if (c->json)
		buf_addz(&c->out, "{\"distinct\":true}\n");
	return OK;
}

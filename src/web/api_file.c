/* api_file - lists and sheets as files. Every export is a leaf of the journal, before the first
 * byte goes out. */
#include "web/api.h"
#include "web/row.h"
#include "web/web_int.h"

#include <stdio.h>
#include <unistd.h>

#include "base/os.h"
#include "base/typed.h"
#include "fmt/csv.h"
#include "policy/checks.h"

#define XLSX "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#define FLUSH 65536

/* "户-2026-11-22.xlsx": what the browser calls the file. */
static void named(struct web_req *q, struct str what, const char *ending)
{
	struct buf name BUF_AUTO = { 0 }, field BUF_AUTO = { 0 };
	char day[11];

	buf_init(&name, 1024);
	buf_init(&field, 8192);
	date_put(day, register_today(q->cx, q->r));
	buf_adds(&name, what);
	buf_addf(&name, "-%s.%s", day, ending);
	buf_addz(&field, "attachment; filename*=UTF-8''");
	for (size_t i = 0; i < name.n; i++)
		buf_addf(&field, "%%%02X", (unsigned char)name.p[i]);
	http_answer_field(&q->x->a, "Content-Disposition", buf_str(&field));
}

/* What was searched for among sealed values stands in no journal: that it was, does. */
static enum err told(struct web_req *q, const struct entity *e, const char *form, const char *where)
{
	struct buf extra BUF_AUTO = { 0 };

	buf_init(&extra, 3900);
	buf_addf(&extra, "format=%s\nmask=staff\nwhere=", form);
	for (const char *c = where ? where : ""; *c && extra.n < 3000; c++)
		buf_addc(&extra, *c == '\n' ? ' ' : *c);
	if (q->x->q.method == HTTP_HEAD)
		return OK;
	return register_note(q->cx, q->r, ACT_EXPORT, e, 0, "", buf_str(&extra));
}

/* The query of the address, and how the journal words its conditions. */
static enum err query_of(struct web_req *q, struct query *ask, const char **noted)
{
	struct browse *b;
	struct str v;
	enum err e;

	*ask = (struct query){ .mask = MASK_STAFF, .narrow = true };
	TRY(row_noun(q, q->param[0], &ask->e));
	ask->where = list_where(q);
	if (web_query(q, "fields", &v) && v.n)
		ask->columns = str_z(&q->cx->arena, v);
	TRY(browse_open(q->cx, q->r, ask, &b));
	*noted = browse_asks_sealed(b) ? "***" : ask->where;
	e = list_counted(q, b);
	browse_close(b);
	return e;
}

/* ---- CSV ---- */

static enum err csv_rows(struct web_req *q, struct browse *b, int fd)
{
	const enum lang lang = q->cx->lang;
	struct buf out BUF_AUTO = { 0 }, cell BUF_AUTO = { 0 };
	const int *field;
	int n = browse_columns(b, &field);
	struct rec *row;

	buf_init(&out, 4 << 20);
	buf_init(&cell, 1 << 20);
	buf_addz(&out, "\xEF\xBB\xBF");
	for (int i = 0; i < n; i++) {
		const struct field *f = &q->row_of->fields[field[i]];

		buf_addz(&out, i ? "," : "");
		csv_put(&out, str_of(lang == LANG_EN ? f->en : f->zh), ',', true);
	}
	for (;;) {
		TRY(browse_next(q->cx, b, &row));
		buf_addz(&out, "\r\n");
		if (!row || out.n > FLUSH) {
			TRY(os_write_all(q->cx, fd, out.p, out.n));
			buf_reset(&out);
		}
		if (!row)
			return OK;
		for (int i = 0; i < n; i++) {
			buf_reset(&cell);
			TRY(browse_cell(q->cx, b, row, field[i], false, lang, &cell));
			buf_addz(&out, i ? "," : "");
			csv_put(&out, buf_str(&cell), ',', true);
		}
	}
}

enum err api_list_csv(struct web_req *q)
{
	const char *noted;
	struct query ask;
	struct browse *b;
	enum err e;
	int fd;

	TRY(query_of(q, &ask, &noted));
	q->row_of = ask.e;
	TRY(os_spool(q->cx, q->web->set.uploads, &fd));
	e = browse_open(q->cx, q->r, &ask, &b);
	if (e == OK) {
		e = csv_rows(q, b, fd);
		browse_close(b);
	}
	if (e == OK)
		e = told(q, ask.e, "csv", noted);
	if (e != OK) {
		close(fd);
		return e;
	}
	q->x->a.fd = fd;
	q->x->a.size = lseek(fd, 0, SEEK_END);
	lseek(fd, 0, SEEK_SET);
	http_answer_field(&q->x->a, "Content-Type", STR("text/csv; charset=utf-8"));
	named(q, str_of(q->cx->lang == LANG_EN ? ask.e->en : ask.e->zh), "csv");
	return OK;
}

/* ---- workbooks, made by the room beside ---- */

char *file_scratch(struct web_req *q, const char *ending)
{
	unsigned char salt[12];
	struct buf b BUF_AUTO = { 0 };

	os_random(salt, sizeof salt);
	buf_init(&b, 8192);
	buf_addf(&b, "%s/file-", q->web->set.uploads);
	for (size_t i = 0; i < sizeof salt; i++)
		buf_addf(&b, "%02x", salt[i]);
	buf_addz(&b, ending);
	return str_z(&q->cx->arena, buf_str(&b));
}

static enum err made(struct web_req *q, const char *maker, const struct web_make *order,
                     struct str what)
{
	const struct web_maker *m = q->web->set.makers;
	char *path = file_scratch(q, ".xlsx");
	enum err e;

	while (m && m->name && strcmp(m->name, maker))
		m++;
	if (!m || !m->name)
		return err_set(q->cx, ERR_NOTFOUND, "", "web-no-page", NULL);
	TRY(m->make(q->cx, q->r, order, path));
	e = os_open_read(q->cx, path, &q->x->a.fd, &q->x->a.size);
	TRY(os_remove(q->cx, path));
	TRY(e);
	http_answer_field(&q->x->a, "Content-Type", STR(XLSX));
	named(q, what, "xlsx");
	return OK;
}

enum err api_list_xlsx(struct web_req *q)
{
	const char *noted;
	struct query ask;
	struct web_make order = { .q = &ask };

	TRY(query_of(q, &ask, &noted));
	TRY(told(q, ask.e, "xlsx", noted));
	return made(q, "list", &order, str_of(q->cx->lang == LANG_EN ? ask.e->en : ask.e->zh));
}

enum err api_template(struct web_req *q)
{
	struct web_make order = { 0 };

	TRY(row_noun(q, q->param[0], &order.e));
	if (order.e->flags & ENT_CODED)
		return err_set(q->cx, ERR_NOTFOUND, "", "web-noun", order.e->name, NULL);
	return made(q, "template", &order,
	            str_of(q->cx->lang == LANG_EN ? order.e->en : order.e->zh));
}

enum err api_to_enter(struct web_req *q)
{
	struct web_make order = { 0 };

	if (!web_query(q, "source", &order.source) || !order.source.n ||
	    !pack_source(q->r->pack, order.source))
		return err_set(q->cx, ERR_USAGE, "source", "web-source", NULL);
	TRY(told(q, register_entity(q->r, TAG_difference), "to-enter", ""));
	return made(q, "to-enter", &order, q->cx->lang == LANG_EN ? STR("to-enter") : STR("待录入清单"));
}

/* What the checks found in ?area=, of ?check=, to be explained by villages. */
enum err api_doubts_sheet(struct web_req *q)
{
	struct web_make order = { .state = "live" };
	struct str check, area;

	if (web_query(q, "check", &check) && check.n) {
		if (!pack_check(q->r->pack, check))
			return err_set(q->cx, ERR_NOTFOUND, "check", "doubt-no-check",
			               str_z(&q->cx->arena, check), NULL);
		order.check = str_z(&q->cx->arena, check);
	}
	if (web_query(q, "area", &area) && area.n && !str_i64(area, &order.area))
		return err_set(q->cx, ERR_INPUT, "area", "browse-area-unknown",
		               str_z(&q->cx->arena, area), NULL);
	TRY(told(q, register_entity(q->r, TAG_doubt), "doubts", order.check ? order.check : ""));
	return made(q, "doubts", &order, q->cx->lang == LANG_EN ? STR("doubts") : STR("疑点清单"));
}

enum err file_reason(struct web_req *q, int64_t batch)
{
	struct str reason;

	if (!web_query(q, "reason", &reason) || !(reason = str_trim(reason)).n)
		return err_set(q->cx, ERR_INPUT, "reason", "web-reason", NULL);
	TRY(typed_text(q->cx, "reason", true, &reason));
	if (!reason.n)
		return err_set(q->cx, ERR_INPUT, "reason", "web-reason", NULL);
	if (q->x->q.method == HTTP_HEAD)
		return OK;
	return register_note(q->cx, q->r, ACT_EXPORT, register_entity(q->r, TAG_batch), batch,
	                     str_z(&q->cx->arena, reason), STR("format=xlsx\nmask=none"));
}

/* The error list that the import of a batch left behind, for who imported it. Its values are clear,
 * as they were in the list: a reason is asked, and kept. */
enum err api_errors(struct web_req *q)
{
	const struct entity *e = register_entity(q->r, TAG_batch);
	struct buf path BUF_AUTO = { 0 };
	struct rec *batch;
	int64_t id;

	TRY(row_id(q, e, q->param[0], &id));
	TRY(register_load(q->cx, q->r, e, id, &batch));
	if (!str_eqz(batch->v[BATCH_actor].s, q->cx->actor))
		return err_set(q->cx, ERR_DENIED, "", "web-errors-own", NULL);
	buf_init(&path, 8192);
	buf_addf(&path, "%s/errors-B%lld.xlsx", q->web->set.uploads, (long long)id);
	if (!os_is_file(path.p))
		return err_set(q->cx, ERR_NOTFOUND, "", "web-errors-none", NULL);
	TRY(file_reason(q, id));
	TRY(os_open_read(q->cx, path.p, &q->x->a.fd, &q->x->a.size));
	http_answer_field(&q->x->a, "Content-Type", STR(XLSX));
	named(q, q->cx->lang == LANG_EN ? STR("errors") : STR("差错表"), "xlsx");
	return OK;
}

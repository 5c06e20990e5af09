/* api_attachment - photographs and documents of a household, a case or a meeting: taken in, and
 * shown. What was sent is looked at and written anew by a child that the room beside starts;
 * nothing here decodes it. */
#include "web/api_gate.h"

#include <stdio.h>
#include <unistd.h>

#include "base/msg.h"
#include "base/os.h"
#include "domain/gate/matter_paper.h"
#include "fmt/picture.h"

#define NAME_MOST 200

/* A file without a name, open for reading; what was sent may be one already. */
static enum err as_file(struct web_req *q, int *fd, bool *ours)
{
	const struct http_request *h = &q->x->q;

	*fd = h->body_fd;
	*ours = *fd < 0;
	if (!*ours)
		return OK;
	TRY(os_spool(q->cx, q->web->set.uploads, fd));
	return os_write_all(q->cx, *fd, h->body.p, h->body.n);
}

static enum err whole(struct web_req *q, int fd, struct buf *out)
{
	int64_t size = q->x->q.body_fd < 0 ? (int64_t)q->x->q.body.n : q->x->q.body_size;
	char *room = buf_room(out, (size_t)size);

	if (!room || os_pread_full(fd, room, (size_t)size, 0) != (ssize_t)size)
		return os_fail(q->cx, "file");
	out->n += (size_t)size;
	return OK;
}

enum err body_picture(struct web_req *q, struct picture *p, struct buf *out)
{
	bool ours = false;
	int fd = -1;
	enum err e = as_file(q, &fd, &ours);

	if (e == OK && !q->web->set.clean)
		e = err_set(q->cx, ERR_NOTFOUND, "", "web-no-page", NULL);
	if (e == OK)
		e = q->web->set.clean(q->cx, fd, p, out);
	if (e == OK && p->kind == PICTURE_PDF)
		e = whole(q, fd, out);
	if (ours && fd >= 0)
		close(fd);
	return e;
}

enum err body_whole(struct web_req *q, struct str *out)
{
	const struct http_request *h = &q->x->q;
	char *to;

	*out = h->body;
	if (h->body_fd < 0)
		return OK;
	to = arena_alloc(&q->cx->arena, (size_t)h->body_size + 1);
	if (os_pread_full(h->body_fd, to, (size_t)h->body_size, 0) != (ssize_t)h->body_size)
		return os_fail(q->cx, "file");
	*out = (struct str){ to, (size_t)h->body_size };
	return OK;
}

static struct str param(struct web_req *q, const char *name)
{
	struct str s;

	return web_query(q, name, &s) ? str_trim(s) : STR("");
}

struct str body_name(struct web_req *q)
{
	struct str s = param(q, "name");
	struct buf b BUF_AUTO = { 0 };

	for (size_t i = s.n; i > 0; i--)
		if (s.p[i - 1] == '/' || s.p[i - 1] == '\\') {
			s = str_sub(s, i, s.n);
			break;
		}
	if (!s.n || s.n > NAME_MOST)
		return STR("");
	buf_init(&b, 4 * NAME_MOST);
	msg_shown(&b, s);
	return str_dup(&q->cx->arena, buf_str(&b));
}

struct added { int64_t id, size; const char *type; };

static void put_added(void *arg, struct buf *out)
{
	const struct added *a = arg;

	buf_addf(out, "{\"id\":\"%lld\",\"type\":\"%s\",\"size\":%lld}", (long long)a->id, a->type,
	         (long long)a->size);
}

/* Whose it is and whether who asks may add it is asked before what was sent is looked at. */
typedef enum err letting(struct web_req *q, struct attachment_new *n);

static enum err of_household(struct web_req *q, struct attachment_new *n)
{
	const struct entity *e = register_entity(q->r, TAG_household);
	struct office_object o = { .state = STATE_LIVE, .placed = true };
	struct rec *house;
	int64_t id;

	TRY(row_id(q, e, q->param[0], &id));
	TRY(register_load(q->cx, q->r, e, id, &house));
	o.area = house->area;
	o.household = id;
	n->of = house;
	return office_need(q->cx, q->office, &q->who, PERM_attach, &o);
}

static enum err of_case(struct web_req *q, struct attachment_new *n)
{
	struct gate *g = gate_of(q);
	struct matter m;

	TRY(matter_load(q->cx, g, q->param[0], &m));
	return matter_paper_let(q->cx, g, &q->who, &m, n);
}

static enum err of_meeting(struct web_req *q, struct attachment_new *n)
{
	struct gate *g = gate_of(q);
	struct filed_meeting m;

	TRY(filed_meeting(q->cx, g, q->param[0], &m));
	return meeting_paper_let(q->cx, g, &q->who, &m, n);
}

static enum err taken_in(struct web_req *q, letting *let)
{
	struct added done = { 0 };
	struct receipt once = { .status = 201, .answer = put_added, .arg = &done };
	struct attachment_new n = { .media_type = "image/jpeg" };
	struct buf bytes BUF_AUTO = { 0 };
	struct picture p;
	enum err err;

	TRY(again_of(q, &once));
	if (once.known) {
		again_put(q, &once);
		return OK;
	}
	n.file = body_name(q);
	if (!n.file.n)
		return err_set(q->cx, ERR_USAGE, "name", "web-upload-name", NULL);
	n.kind = param(q, "kind");
	n.title = param(q, "title");
	TRY(let(q, &n));
	buf_init(&bytes, PICTURE_BYTES + 1);
	TRY(body_picture(q, &p, &bytes));
	n.bytes = buf_str(&bytes);
	if (p.kind == PICTURE_PDF)
		n.media_type = "application/pdf";
	n.placed = p.placed;
	n.lat = p.lat;
	n.lon = p.lon;
	n.taken = p.taken;
	n.taken_by = str_z(&q->cx->arena, row_who(q, str_of(q->who.actor)));
	done = (struct added){ .size = (int64_t)bytes.n, .type = n.media_type };
	q->r->receipt = once.key.n ? &once : NULL;
	err = attachment_add(q->cx, q->r, &n, &done.id);
	q->r->receipt = NULL;
	return again_end(q, &once, err);
}

enum err api_attachment_add(struct web_req *q) { return taken_in(q, of_household); }
enum err api_case_paper(struct web_req *q) { return taken_in(q, of_case); }
enum err api_meeting_paper(struct web_req *q) { return taken_in(q, of_meeting); }

/* A picture may stand in a page, anything else is only to be saved; neither may do anything. */
enum err api_attachment_content(struct web_req *q)
{
	const struct entity *e = register_entity(q->r, TAG_attachment);
	struct http_answer *a = &q->x->a;
	struct rec *row;
	int64_t id;
	bool picture;

	if (!str_i64(q->param[0], &id) || id < 1)
		return err_set(q->cx, ERR_NOTFOUND, "", "attachment-none", NULL);
	TRY(register_load(q->cx, q->r, e, id, &row));
	picture = str_eqz(row->v[ATTACHMENT_media_type].s, "image/jpeg");
	buf_reset(&a->body);
	TRY(attachment_open(q->cx, q->r, row, &a->body));
	web_read(q, e, id);
	http_answer_field(a, "Content-Type", picture ? STR("image/jpeg") : STR("application/pdf"));
	http_answer_field(a, "Content-Disposition", picture ? STR("inline; filename=\"photo.jpg\"") :
	                  STR("attachment; filename=\"document.pdf\""));
	http_answer_field(a, "Content-Security-Policy", STR("sandbox"));
	return OK;
}

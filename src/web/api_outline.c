/* api_outline - outlines of places, for maps: what there is, and new ones taken in. */
#include "web/api.h"
#include "web/web_int.h"

#include "domain/register/outline.h"

static enum err put(struct web_req *q, const struct outline *o)
{
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "shapes");
	json_int(&q->j, o->shapes);
	web_put(q, "name", o->name);
	json_key(&q->j, "left_out");
	json_int(&q->j, o->left_out);
	json_obj_end(&q->j);
	return OK;
}

enum err api_outlines(struct web_req *q)
{
	struct outline o;

	TRY(outline_about(q->cx, q->r, &o));
	return put(q, &o);
}

enum err api_outlines_put(struct web_req *q)
{
	struct str name = body_name(q), text;
	struct outline o;

	if (!name.n)
		return err_set(q->cx, ERR_USAGE, "name", "web-upload-name", NULL);
	TRY(body_whole(q, &text));
	q->r->scope = NULL;                     /* places have no rights of their own */
	TRY(outline_put(q->cx, q->r, name, text, &o));
	__atomic_store_n(&q->web->outlines, true, __ATOMIC_RELAXED);
	return put(q, &o);
}

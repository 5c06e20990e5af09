/* api_case_act - what is done with cases: acts, one by one or several at once, each answered by
 * itself; given to somebody. All goes through matter_act: nothing decides here. */
#include "web/api_gate.h"

#include "base/msg.h"
#include "domain/gate/conversation.h"
#include "domain/gate/letter.h"

struct acted {
	struct web_req *q;
	const struct matter *m;
	struct matter_look look;
	struct matter_done done;
};

static void put_done(struct json *j, const struct acted *x)
{
	const struct procedure_gate *to = &x->m->p->gate[x->done.to];

	json_key(j, "gate");
	json_obj(j);
	json_key(j, "id");
	json_str(j, to->id);
	json_key(j, "name");
	json_str(j, gate_says(x->q, to->zh, to->en));
	json_obj_end(j);
	json_key(j, "decision");
	json_str(j, x->done.decision);
	if (x->done.letter.n) {
		json_key(j, "letter");
		json_str(j, x->done.letter);
	}
	json_key(j, "against");
	json_bool(j, x->look.against);
}

static void put_acted(void *arg, struct buf *out)
{
	struct acted *x = arg;
	struct json j;

	/* the gate it goes to is known before it is there */
	x->done.to = x->look.act->to;
	json_begin(&j, out);
	json_obj(&j);
	put_done(&j, x);
	json_obj_end(&j);
}

/* What in the order would mend it; of what lies elsewhere, the act. */
static struct str field_of(const struct lack *l)
{
	const struct { enum lack_kind kind; const char *field; } at[] = {
		{ LACK_PEOPLE, "with" }, { LACK_EACH, "with" },
		{ LACK_CHECKS, "checks" }, { LACK_REASON, "reason" },
		{ LACK_LATE, l->which ? "excuse" : "reason" }, { LACK_AGAINST, "reason" },
		{ LACK_SIGNER, "signer" },
		{ LACK_AUTHORITY, "authority" }, { LACK_WITNESS, "witness" }, { LACK_PROXIES, "proxy" },
		{ LACK_PROXY_ACTS, "proxy" }, { LACK_REFUSED, "signer" },
		{ LACK_UNSEEN, "witness" }, { LACK_EARLY, "on" }, { LACK_LAPSED, "on" },
		{ LACK_PAPER_LATER, "on" }, { LACK_PASSED, l->which ? "on" : "act" },
		{ LACK_FAILED, l->which ? "on" : "act" },
	};

	for (size_t i = 0; i < sizeof at / sizeof *at; i++)
		if (at[i].kind == l->kind)
			return str_of(at[i].field);
	return STR("act");
}

/* Everything that is missing, not only the first. */
static void put_refused(struct web_req *q, const struct matter *m, const struct matter_look *l)
{
	struct buf *out = &q->x->a.body;

	web_problem(q, 0);
	out->n--;                                /* its last brace */
	buf_addz(out, ",\"errors\":");
	json_begin(&q->j, out);
	json_arr(&q->j);
	for (int i = 0; i < l->nlack; i++) {
		json_obj(&q->j);
		web_put(q, "field", field_of(&l->lack[i]));
		web_put(q, "code", str_of(lack_key(l->lack[i].kind)));
		web_put(q, "detail", lack_says(q->cx, m, l, &l->lack[i]));
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	buf_addc(out, '}');
}

/* The act of this gate that takes a case back or sends it back: packs name them as they like. */
static enum err named_act(struct web_req *q, const struct matter *m, bool back, struct str *act)
{
	const struct procedure_act *a;

	for (int i = 0; (a = procedure_act_nth(m->p, m->gate, i)); i++)
		if (back ? a->back : m->p->gate[a->to].end == GATE_WITHDRAWN) {
			*act = a->id;
			return OK;
		}
	return err_set(q->cx, ERR_INPUT, "case", back ? "web-case-no-back" :
	               "web-case-no-withdraw", NULL);
}

enum act_way { BY_NAME, BACK, WITHDRAW };

static enum err act(struct web_req *q, enum act_way way)
{
	struct acted x = { .q = q };
	struct receipt p = { .status = 200, .answer = put_acted, .arg = &x };
	struct matter_order o;
	struct web_body b;
	struct str seen;
	struct matter m;
	struct gate *g = gate_of(q);
	enum err e;

	TRY(again_of(q, &p));
	if (p.known) {
		again_put(q, &p);
		return OK;
	}
	TRY(web_body(q, &b));
	TRY(order_of(q, &b, &o));
	TRY(matter_load(q->cx, g, q->param[0], &m));
	x.m = &m;
	seen = web_text(&b, "gate");
	if (seen.n && !str_eq(seen, m.p->gate[m.gate].id))
		return err_set(q->cx, ERR_CONFLICT, "matter", "gate-moved", NULL);
	if (way != BY_NAME)
		TRY(named_act(q, &m, way == BACK, &o.act));
	q->r->receipt = p.key.n ? &p : NULL;
	e = matter_act(q->cx, g, &q->who, &m, &o, &x.look, &x.done);
	q->r->receipt = NULL;
	if (e == ERR_DENIED && x.look.nlack) {
		put_refused(q, &m, &x.look);
		return OK;
	}
	return again_end(q, &p, e);
}

enum err api_case_act(struct web_req *q) { return act(q, BY_NAME); }
enum err api_case_return(struct web_req *q) { return act(q, BACK); }
enum err api_case_withdraw(struct web_req *q) { return act(q, WITHDRAW); }

/* ---- the letter handed over ---- */

static enum err served(struct web_req *q)
{
	struct letter_served s;
	struct web_body b;
	struct matter m;
	struct gate *g = gate_of(q);

	TRY(web_body(q, &b));
	s = (struct letter_served){ .no = web_text(&b, "letter"), .signer = web_text(&b, "signer"),
		.proxy = web_text(&b, "proxy"), .relation = web_text(&b, "relation"),
		.witness = web_text(&b, "witness"), .post_no = web_text(&b, "post_no") };
	TRY(ask_day(q, &b, "on", &s.on));
	TRY(matter_load(q->cx, g, q->param[0], &m));
	return letter_serve(q->cx, g, &q->who, &m, &s);
}

enum err api_case_served(struct web_req *q)
{
	return done_once(q, served);
}

/* ---- a conversation ---- */

static enum err noted(struct web_req *q)
{
	struct conversation_new n;
	struct web_body b;
	struct matter m;
	struct str no;
	struct gate *g = gate_of(q);

	TRY(web_body(q, &b));
	n = (struct conversation_new){ .held_by = web_text(&b, "by"), .with = web_text(&b, "with"),
		.manner = web_text(&b, "manner"), .said = web_text(&b, "text") };
	TRY(ask_day(q, &b, "on", &n.on));
	TRY(matter_load(q->cx, g, q->param[0], &m));
	return conversation_add(q->cx, g, &q->who, &m, &n, &no);
}

enum err api_case_note(struct web_req *q)
{
	return done_once(q, noted);
}

/* ---- several ---- */

/* What went wrong with this one, and not with the whole. */
static bool of_one(enum err e)
{
	return e == ERR_DENIED || e == ERR_CONFLICT || e == ERR_NOTFOUND || e == ERR_INPUT;
}

static void put_why(struct web_req *q, const struct matter *m, const struct matter_look *l)
{
	struct buf b BUF_AUTO = { 0 };

	json_key(&q->j, "why");
	json_arr(&q->j);
	for (int i = 0; m && i < l->nlack; i++)
		json_str(&q->j, lack_says(q->cx, m, l, &l->lack[i]));
	if (!m || !l->nlack) {
		buf_init(&b, 65536);
		web_sentence(&b, q->cx->lang, &q->cx->err);
		json_str(&q->j, buf_str(&b));
	}
	json_arr_end(&q->j);
}

static enum err one_of_many(struct web_req *q, struct gate *g, struct str no,
                            const struct matter_order *o)
{
	struct acted x = { .q = q };
	bool loaded = false;
	struct matter m;
	enum err e = matter_load(q->cx, g, no, &m);

	if (e == OK) {
		loaded = true;
		x.m = &m;
		e = matter_act(q->cx, g, &q->who, &m, o, &x.look, &x.done);
	}
	if (e != OK && !of_one(e))
		return e;
	json_obj(&q->j);
	web_put(q, "no", no);
	put_flag(q, "done", e == OK);
	if (e == OK) {
		x.done.to = x.look.act->to;
		put_done(&q->j, &x);
	} else {
		put_why(q, loaded ? &m : NULL, &x.look);
		err_clear(q->cx);
	}
	json_obj_end(&q->j);
	return OK;
}

/* Each is a step of its own. Asked again, those that went on are told to have no such act any more:
 * nothing is done twice. */
enum err api_cases_act(struct web_req *q)
{
	struct matter_order o;
	struct web_body b;
	struct gate *g = gate_of(q);
	struct str *no;
	int n;

	TRY(web_body(q, &b));
	TRY(order_of(q, &b, &o));
	TRY(body_array(q, &b, "nos", CASES_AT_ONCE, &no, &n));
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int i = 0; i < n; i++)
		TRY(one_of_many(q, g, no[i], &o));
	json_arr_end(&q->j);
	json_obj_end(&q->j);
	return OK;
}

/* ---- whose ---- */

enum err api_cases_assign(struct web_req *q)
{
	struct web_body b;
	struct gate *g = gate_of(q);
	struct str *no;
	int n;

	TRY(web_body(q, &b));
	TRY(body_array(q, &b, "nos", CASES_AT_ONCE, &no, &n));
	web_json(q, 200);
	json_obj(&q->j);
	json_key(&q->j, "items");
	json_arr(&q->j);
	for (int i = 0; i < n; i++) {
		struct matter m;
		enum err e = matter_load(q->cx, g, no[i], &m);

		if (e == OK)
			e = matter_assign(q->cx, g, &q->who, &m, web_text(&b, "to"));
		if (e != OK && !of_one(e))
			return e;
		json_obj(&q->j);
		web_put(q, "no", no[i]);
		put_flag(q, "done", e == OK);
		if (e != OK)
			put_why(q, NULL, NULL);
		err_clear(q->cx);
		json_obj_end(&q->j);
	}
	json_arr_end(&q->j);
	json_obj_end(&q->j);
	return OK;
}

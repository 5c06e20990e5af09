/* Any text as an expression: refused with a place, or a tree that is the same when written and read
 * again, and that comes to a value, an unknown or an error for a household and for nobody. */
#include <assert.h>

#include "base/msg.h"
#include "entity/fields.h"
#include "rule/expr.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* ---- a model with one list for all, and a family of four ---- */
static bool list_code(void *state, const char *list, struct str label, int64_t *code, bool *exact)
{
	(void)state;
	(void)list;
	*exact = true;
	*code = str_eqz(label, "a") ? 1 : 2;
	return str_eqz(label, "a") || str_eqz(label, "b");
}

static struct str list_label(void *state, const char *list, int64_t code, enum lang lang)
{
	(void)state;
	(void)list;
	(void)lang;
	return code == 1 ? STR("a") : code == 2 ? STR("b") : STR("");
}

static bool list_tag(void *state, const char *list, int64_t code, const char *sem)
{
	(void)state;
	(void)list;
	return code == 1 && strcmp(sem, "t") == 0;
}

static bool list_nth(void *state, const char *list, int i, int64_t *code, struct str *label)
{
	(void)list;
	*code = i + 1;
	*label = list_label(state, list, i + 1, LANG_ZH);
	return i >= 0 && i < 2;
}

#define PERSONS 3
struct family {
	struct ctx cx;
	struct model *m;
	struct rec *h;
	const struct rec *p[PERSONS];
};

static bool down(void *state, const struct rec *of, const struct entity *noun, int via,
                 const struct rec *const **rows, int *n)
{
	struct family *f = state;

	(void)via;
	*rows = f->p;
	*n = noun->tag == TAG_person && of == f->h ? PERSONS : 0;
	return noun->tag != TAG_lead;
}

static bool up(void *state, const struct rec *of, const struct entity *noun, int via,
               const struct rec **row)
{
	struct family *f = state;

	(void)of;
	(void)via;
	*row = noun->tag == TAG_household ? f->h : NULL;
	return noun->tag != TAG_county;
}

static bool any_name(void *state, int i, struct str *name)
{
	(void)state;
	*name = STR("poverty");
	return i == 0;
}

static bool any_param(void *state, int i, struct str *name, struct expr_type *type)
{
	*type = (struct expr_type){ .kind = EXPR_DATE };
	return any_name(state, i, name);
}

static bool line(void *state, struct str series, int64_t area, struct ratio *fen)
{
	(void)state;
	(void)series;
	(void)area;
	*fen = (struct ratio){ 400000, 3 };
	return true;
}

static struct family *family_new(void)
{
	static struct family f;
	struct list_face lists = { NULL, list_code, list_label, list_tag, list_nth };
	enum err e;

	if (f.m)
		return &f;
	ctx_init(&f.cx, 0);
	e = entity_model(&f.cx, &f.cx.arena, &lists, &f.m);
	assert(e == OK);
	e = entity_setup(&f.cx, &f.cx.arena, f.m);
	assert(e == OK);
	f.h = rec_new(&f.cx.arena, entity_find(f.m, STR("household")));
	f.h->opened = true;
	rec_int(f.h, HOUSEHOLD_type, 1);
	rec_int(f.h, HOUSEHOLD_per_capita_net, INT64_MAX);
	rec_int(f.h, HOUSEHOLD_members, INT64_MIN);
	rec_int(f.h, HOUSEHOLD_exited_on, 20200000);
	rec_int(f.h, HOUSEHOLD_safe_water, 1);
	rec_int(f.h, HOUSEHOLD_other_causes, 6);
	rec_text(f.h, HOUSEHOLD_head_name, STR("某某"));
	for (int i = 0; i < PERSONS; i++) {
		struct rec *p = rec_new(&f.cx.arena, entity_find(f.m, STR("person")));

		p->id = i;
		rec_int(p, PERSON_household, 0);
		rec_text(p, PERSON_name, STR("某"));
		if (i)
			rec_int(p, PERSON_birth, i == 1 ? 20000229 : 19601200);
		f.p[i] = p;
	}
	return &f;
}

static void check_value(const struct expr_value *v, const struct expr_run *run)
{
	assert(v->state <= EXPR_ERROR && !v->vague);
	if (v->state == EXPR_ERROR)
		assert(msg_text(LANG_EN, v->error) != v->error);
	if (v->state == EXPR_UNKNOWN && !run->more_gaps) {
		bool any = false;

		for (int i = 0; i < EXPR_MAX_GAPS; i++)
			any = any || (expr_gap_in(v, i) && i < run->ngap);
		assert(any);
	}
}

static struct expr_value come_to(struct ctx *cx, struct family *f, const struct expr *e)
{
	struct expr_world w = { .state = f, .on = 20201231, .down = down, .up = up, .line = line };
	struct expr_run run = { .a = &cx->arena, .explain = true };
	struct expr_value v;
	struct buf out;

	expr_eval(e, &w, e->root ? f->h : NULL, &run, &v);
	check_value(&v, &run);
	buf_init(&out, 64 << 20);
	expr_value_text(&out, f->m, &e->top->type, &v, LANG_ZH);
	assert(out.n > 0 || v.state == EXPR_KNOWN);
	buf_free(&out);
	return v;
}

static void try_text(struct family *f, struct str text, bool nobody)
{
	struct expr_env env = { .m = f->m, .root = nobody ? NULL : f->h->e, .line = any_name,
		.param = any_param, .unchecked = nobody };
	struct expr_place place;
	struct expr_value v, again;
	struct expr *e, *twice;
	struct buf out;
	struct ctx cx;

	ctx_init(&cx, 0);
	buf_init(&out, 1 << 24);
	if (expr_compile(&cx, &cx.arena, &env, text, &e, &place) != OK) {
		assert(msg_text(LANG_EN, cx.err.key) != cx.err.key);
		assert(place.from <= text.n && place.line > 0 && place.column > 0);
		assert(cx.err.kind == ERR_INPUT || cx.err.kind == ERR_LIMIT);
	} else if (nobody) {
		come_to(&cx, f, e);
	} else {
		v = come_to(&cx, f, e);
		expr_text(&out, e, e->top);
		assert(!out.full);
		if (expr_compile(&cx, &cx.arena, &env, buf_str(&out), &twice, NULL) == OK) {
			assert(expr_same(e->top, twice->top) && e->nuse == twice->nuse);
			again = come_to(&cx, f, twice);
			assert(v.state == again.state && v.kind == again.kind);
		} else {
			assert(cx.err.kind == ERR_LIMIT);        /* more brackets */
		}
	}
	buf_free(&out);
	ctx_free(&cx);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct family *f = family_new();
	struct str text = { size ? (const char *)data : "", size };

	try_text(f, text, false);
	try_text(f, text, true);
	return 0;
}

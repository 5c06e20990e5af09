/* expr_fix - a household with its rows in memory, the cn pack's lists, and short ways to compile
 * and evaluate a text. */
#ifndef UNIT_EXPR_FIX_H
#define UNIT_EXPR_FIX_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/msg.h"
#include "entity/fields.h"
#include "policy/pack.h"
#include "rule/expr.h"

#define WORLD_ROWS 64

struct world {
	struct ctx cx;
	struct arena a, scratch;         /* scratch: of the last evaluation */
	struct pack *p;
	struct model *m;
	struct rec *row[WORLD_ROWS];
	int n;
	bool closed;                     /* related rows cannot be seen */
	struct expr_world w;
	struct expr_run run;
	const struct rec *root;
	const struct expr_var *var;
	int nvar;
	struct expr_place place;
};

static bool fix_line_name(void *state, int i, struct str *name)
{
	static const char *const names[] = { "poverty", "nowhere" };

	(void)state;
	if (i > 1)
		return false;
	*name = str_of(names[i]);
	return true;
}

static bool fix_param_name(void *state, int i, struct str *name, struct expr_type *type)
{
	(void)state;
	*name = STR("limit");
	*type = (struct expr_type){ .kind = EXPR_INT };
	return i == 0;
}

/* The line is 4,000 yuan, 3,100 in area 7. */
static bool fix_line(void *state, struct str series, int64_t area, struct ratio *fen)
{
	(void)state;
	*fen = ratio_of(area == 7 ? 310000 : 400000);
	return str_eqz(series, "poverty");
}

static bool fix_param(void *state, struct str name, int64_t area, struct expr_value *v)
{
	(void)state;
	(void)name;
	v->i = 6;
	return area != 7;
}

static int fix_within(void *state, int64_t area, struct str code)
{
	(void)state;
	return str_eqz(code, "99") ? -1 : str_eqz(code, "11") && area == 1;
}

static bool fix_down(void *state, const struct rec *of, const struct entity *noun, int via,
                     const struct rec *const **rows, int *n)
{
	struct world *w = state;
	const struct rec **hit = arena_array(&w->scratch, WORLD_ROWS, sizeof *hit);

	*n = 0;
	for (int i = 0; i < w->n; i++) {
		const struct rec *r = w->row[i];

		if (r->e == noun && (via < 0 ? r->area == of->area
		                             : r->v[via].kind == VAL_INT && r->v[via].i == of->id))
			hit[(*n)++] = r;
	}
	*rows = hit;
	return !w->closed;
}

static bool fix_up(void *state, const struct rec *of, const struct entity *noun, int via,
                   const struct rec **row)
{
	struct world *w = state;

	*row = NULL;
	for (int i = 0; i < w->n; i++)
		if (w->row[i]->e == noun && (via < 0 ? w->row[i]->area == of->area
		                                     : w->row[i]->id == of->v[via].i))
			*row = w->row[i];
	return !w->closed;
}

static inline struct world *world_new(void)
{
	struct world *w = calloc(1, sizeof *w);

	ctx_init(&w->cx, 0);
	w->cx.lang = LANG_EN;
	arena_init(&w->a, (size_t)256 << 20);
	arena_init(&w->scratch, (size_t)64 << 20);
	assert_int_equal(setenv("JINGZHUN_POLICY", "policy", 1), 0);
	assert_int_equal(pack_load(&w->cx, &w->a, "cn", &w->p), OK);
	assert_int_equal(pack_model(&w->cx, &w->a, w->p, &w->m), OK);
	w->w = (struct expr_world){ .state = w, .on = 20201215, .down = fix_down, .up = fix_up,
		.line = fix_line, .param = fix_param, .within = fix_within };
	return w;
}

static inline void world_free(struct world *w)
{
	arena_free(&w->a);
	arena_free(&w->scratch);
	ctx_free(&w->cx);
	free(w);
}

static inline struct rec *put_row(struct world *w, const char *noun, int64_t id)
{
	struct rec *r = rec_new(&w->a, entity_find(w->m, str_of(noun)));

	assert_true(w->n < WORLD_ROWS);
	r->id = id;
	r->area = 1;
	r->opened = true;
	w->row[w->n++] = r;
	return r;
}

static inline void set_int(struct rec *r, const char *field, int64_t i)
{
	int f = entity_field(r->e, str_of(field));

	assert_true(f >= 0);
	rec_int(r, f, i);
}

static inline void set_text(struct rec *r, const char *field, const char *s)
{
	int f = entity_field(r->e, str_of(field));

	assert_true(f >= 0);
	rec_text(r, f, str_of(s));
}

/* Compiles for the noun of w->root (none: only variables). */
static inline enum err compile_str(struct world *w, struct str text, struct expr **e)
{
	struct expr_env env = { .m = w->m, .root = w->root ? w->root->e : NULL, .var = w->var,
		.nvar = w->nvar, .line = fix_line_name, .param = fix_param_name };

	err_clear(&w->cx);
	return expr_compile(&w->cx, &w->a, &env, text, e, &w->place);
}

static inline struct expr *compiled(struct world *w, const char *text)
{
	struct expr *e = NULL;

	if (compile_str(w, str_of(text), &e) != OK) {
		struct buf b BUF_AUTO = { 0 };

		buf_init(&b, 4096);
		msg_add(&b, LANG_EN, w->cx.err.key, w->cx.err.arg, w->cx.err.narg);
		fail_msg("%s: %.*s %s", text, STR_FMT(w->cx.err.where), b.p);
	}
	return e;
}

static inline struct expr_value evaluated(struct world *w, const char *text)
{
	struct expr *e = compiled(w, text);
	struct expr_value v;

	arena_reset(&w->scratch);
	w->run = (struct expr_run){ .a = &w->scratch, .explain = true };
	expr_eval(e, &w->w, w->root, &w->run, &v);
	return v;
}

/* As a person reads it, in English; errors by their key. */
static inline void gives(struct world *w, const char *text, const char *want)
{
	struct expr *e = compiled(w, text);
	struct expr_value v = evaluated(w, text);
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 1 << 20);
	if (v.state == EXPR_ERROR)
		buf_addz(&b, v.error);
	else
		expr_value_text(&b, w->m, &e->top->type, &v, LANG_EN);
	if (!str_eqz(buf_str(&b), want))
		fail_msg("%s gave \"%.*s\", not \"%s\"", text, (int)b.n, b.p, want);
}

/* Does not compile, for this reason, at LINE:COLUMN; `says` is part of the English sentence. */
static inline void refused(struct world *w, const char *text, const char *key, const char *where,
                           const char *says)
{
	struct expr *e = NULL;
	struct buf b BUF_AUTO = { 0 };
	enum err rc = compile_str(w, str_of(text), &e);

	if (rc == OK)
		fail_msg("%s compiled", text);
	buf_init(&b, 4096);
	msg_add(&b, LANG_EN, w->cx.err.key, w->cx.err.arg, w->cx.err.narg);
	if (strcmp(w->cx.err.key, key) != 0 || !str_eqz(w->cx.err.where, where) ||
	    str_find(buf_str(&b), str_of(says)) < 0)
		fail_msg("%s: %.*s %s: %s", text, STR_FMT(w->cx.err.where), w->cx.err.key, b.p);
}

#endif

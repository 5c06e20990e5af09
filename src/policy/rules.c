#include "policy/pack_int.h"
#include "policy/phases.h"
#include "policy/rules.h"
#include "rule/never.h"

struct compiling {
	struct ctx *cx;
	struct arena *a;
	const struct pack *p;
	const struct model *m;
	const struct parameter *param;
	int nparam;
};

static bool nth_line(void *state, int i, struct str *name)
{
	const struct compiling *k = state;

	if (i >= k->p->nline)
		return false;
	*name = k->p->line[i].id;
	return true;
}

enum expr_kind param_kind(const struct parameter *param)
{
	int scale = 0;

	for (int i = 0; i < param->nvalue; i++)
		scale = param->value[i].scale > scale ? param->value[i].scale : scale;
	switch (param->value[0].kind) {
	case VALUE_MONEY: return EXPR_MONEY;
	case VALUE_DATE: return EXPR_DATE;
	default: return scale ? EXPR_DEC : EXPR_INT;
	}
}

static bool nth_param(void *state, int i, struct str *name, struct expr_type *type)
{
	const struct compiling *k = state;

	if (i >= k->nparam)
		return false;
	*name = k->param[i].id;
	*type = (struct expr_type){ .kind = param_kind(&k->param[i]) };
	return true;
}

/* The fault of an expression told where it stands: exact while the text stands on one line. */
static enum err refuse(struct compiling *k, struct str id, const struct pack_expr *text,
                       const struct expr_place *at)
{
	struct err_info e = k->cx->err;
	struct mark m = mark_at(text->at);
	const char *arg[ERR_ARGS] = { 0 };
	struct str where;

	if (at->line == 1)
		m.column += at->column - 1 + text->quoted;
	for (int i = 0; i < e.narg; i++)
		arg[i] = str_z(&k->cx->arena, e.arg[i]);
	where = str_join(&k->cx->arena, str_of(mark_text(k->cx, m)), STR(" "));
	where = str_join(&k->cx->arena, where, id);
	err_clear(k->cx);
	return err_set(k->cx, e.kind, str_z(&k->cx->arena, where), e.key, arg[0], arg[1], arg[2],
	               NULL);
}

static enum err compile(struct compiling *k, const struct entity *noun, struct str id,
                        const struct pack_expr *text, enum expr_kind want, struct expr **out)
{
	struct expr_env env = { .m = k->m, .root = noun, .state = k, .line = nth_line,
		.param = nth_param, .want = want };
	struct expr_place at = { 1, 1, 0, 0 };

	if (expr_compile(k->cx, k->a, &env, text->text, out, &at) == OK)
		return OK;
	return refuse(k, id, text, &at);
}

static enum err noun_of(struct compiling *k, struct str name, struct pack_place at,
                        const struct entity **out)
{
	*out = entity_find(k->m, name);
	if (!*out || (*out)->flags & ENT_CODED)
		return PACK_BAD(k->cx, mark_at(at), "pack-no-noun", name.p);
	return OK;
}

/* ---- standards ---- */
/* A clause that nobody or everybody meets decides nothing. */
static enum err can_differ(struct compiling *k, struct str id, const struct pack_expr *text,
                           const struct expr_node *met)
{
	const struct expr_node *at;

	if (expr_never(k->m, NULL, met, &at))
		return PACK_BAD(k->cx, mark_at(text->at), "pack-clause-unmet",
		                str_z(&k->cx->arena, id),
		                str_z(&k->cx->arena, str_sub(text->text, at->from, at->to - at->from)));
	if (expr_always(k->m, met))
		return PACK_BAD(k->cx, mark_at(text->at), "pack-clause-always",
		                str_z(&k->cx->arena, id));
	return OK;
}

static enum err compile_standard(struct compiling *k, const struct standard *s,
                                 struct rule_standard *out)
{
	out->s = s;
	k->param = s->param;
	k->nparam = s->nparam;
	TRY(noun_of(k, s->noun, s->at, &out->noun));
	out->met = arena_array(k->a, (size_t)s->nclause + 1, sizeof *out->met);
	for (int i = 0; i < s->nclause; i++) {
		struct str id = str_join(k->a, str_join(k->a, s->id, STR(".")), s->clause[i].id);

		TRY(compile(k, out->noun, id, &s->clause[i].met, EXPR_BOOL, &out->met[i]));
		if (k->p->from_files)        /* what a register keeps goes on judging as it did */
			TRY(can_differ(k, id, &s->clause[i].met, out->met[i]->top));
	}
	return s->topup.text.n ? compile(k, out->noun, s->id, &s->topup, EXPR_MONEY, &out->topup) : OK;
}

enum err rules_clause(struct ctx *cx, struct arena *a, const struct rules *rules,
                      const struct rule_standard *of, struct str id, struct str text,
                      struct expr **out)
{
	struct compiling k = { .cx = cx, .a = a, .p = rules->p, .m = rules->m, .param = of->s->param,
		.nparam = of->s->nparam };
	struct expr_env env = { .m = k.m, .root = of->noun, .state = &k, .line = nth_line,
		.param = nth_param, .want = EXPR_BOOL };
	struct expr_place at = { 1, 1, 0, 0 };
	struct err_info e;
	const char *arg[ERR_ARGS] = { 0 };
	struct buf where BUF_AUTO = { 0 };

	if (expr_compile(cx, a, &env, text, out, &at) == OK)
		return OK;
	e = cx->err;
	for (int i = 0; i < e.narg; i++)
		arg[i] = str_z(&cx->arena, e.arg[i]);
	buf_init(&where, 4096);
	buf_adds(&where, id);
	buf_addf(&where, " %d:%d", at.line, at.column);
	err_clear(cx);
	return err_set(cx, e.kind, str_z(&cx->arena, buf_str(&where)), e.key, arg[0], arg[1], arg[2],
	               NULL);
}

/* ---- checks ---- */
static enum err fields_of(struct compiling *k, const struct check *c, const struct entity *noun,
                          const struct str *names, int n, int **out)
{
	*out = arena_array(k->a, (size_t)n + 1, sizeof **out);
	for (int i = 0; i < n; i++) {
		(*out)[i] = entity_field(noun, names[i]);
		if ((*out)[i] < 0)
			return PACK_BAD(k->cx, mark_at(c->at), "pack-check-field", c->id.p, noun->name,
			                names[i].p);
	}
	return OK;
}

static enum err contradicts(struct compiling *k, const struct check *c,
                            const struct pack_expr *text, const struct expr_node *at)
{
	struct str piece = str_sub(text->text, at->from, at->to - at->from);

	return PACK_BAD(k->cx, mark_at(text->at), "pack-check-never", c->id.p,
	                str_z(&k->cx->arena, piece));
}

static enum err can_fire(struct compiling *k, const struct check *c, const struct rule_check *r)
{
	const struct expr_node *among = r->among ? r->among->top : NULL, *at;

	if (among && expr_never(k->m, NULL, among, &at))
		return contradicts(k, c, &c->among, at);
	if (r->fires && expr_never(k->m, among, r->fires->top, &at))
		return contradicts(k, c, &c->fires, at);
	return OK;
}

static enum err compile_check(struct compiling *k, const struct check *c, struct rule_check *out)
{
	out->c = c;
	k->param = c->param;
	k->nparam = c->nparam;
	TRY(noun_of(k, c->noun, c->at, &out->noun));
	if (c->among.text.n)
		TRY(compile(k, out->noun, c->id, &c->among, EXPR_BOOL, &out->among));
	if (c->fires.text.n)
		TRY(compile(k, out->noun, c->id, &c->fires, EXPR_BOOL, &out->fires));
	TRY(can_fire(k, c, out));
	TRY(fields_of(k, c, out->noun, c->cross_field, c->ncross_field, &out->cross_field));
	return fields_of(k, c, out->noun, c->show, c->nshow, &out->show);
}

/* ---- procedures ---- */
static enum err settable(struct compiling *k, const struct procedure_act *a,
                         const struct act_set *s, const struct entity *noun)
{
	static const enum field_type want[] = { [SET_TAG] = FT_LIST, [SET_DAY] = FT_DATE,
		[SET_YEAR] = FT_YEAR, [SET_YES] = FT_BOOL, [SET_NO] = FT_BOOL };
	int f = entity_field(noun, s->field);
	const struct field *fd = f >= 0 ? &noun->fields[f] : NULL;
	struct sought named = { .key = "set", .word = s->field };

	for (int i = 0; !fd && i < noun->nfield; i++)
		if (noun->fields[i].flags & E_DECIDED)
			word_try(&named, str_of(noun->fields[i].name));
	if (!fd)
		return word_known(k->cx, &named, s->at);
	if (!(fd->flags & E_DECIDED)) {          /* else people could set it without the procedure */
		for (int i = 0; i < noun->nfield; i++)
			if (noun->fields[i].flags & E_DECIDED)
				word_try(&named, str_of(noun->fields[i].name));
		return word_known(k->cx, &named, s->at);
	}
	if (fd->flags & (E_RO | E_KEY | E_PARENT | E_REQ) ||
	    (s->kind != SET_UNKNOWN && fd->type != want[s->kind]))
		return PACK_BAD(k->cx, mark_at(s->at), "pack-set-field", a->id.p, s->field.p);
	return s->kind == SET_TAG ? word_tag(k->cx, k->p, s->at, fd->name, fd->list, s->tag) : OK;
}

static enum err compile_procedure(struct compiling *k, const struct procedure *p,
                                  struct rule_procedure *out)
{
	const struct standard *s = p->standard.n ? pack_standard(k->p, p->standard) : NULL;

	out->p = p;
	k->param = s ? s->param : NULL;
	k->nparam = s ? s->nparam : 0;
	TRY(noun_of(k, p->noun, p->at, &out->noun));
	out->guard = arena_array(k->a, (size_t)p->nact + 1, sizeof *out->guard);
	out->after = arena_array(k->a, (size_t)p->nafter + 1, sizeof *out->after);
	for (int i = 0; i < p->nact; i++) {
		struct str id = str_join(k->a, str_join(k->a, p->id, STR(".")), p->act[i].id);

		if (p->act[i].guard.text.n)
			TRY(compile(k, out->noun, id, &p->act[i].guard, EXPR_BOOL, &out->guard[i]));
		for (int j = 0; j < p->act[i].nset; j++)
			TRY(settable(k, &p->act[i], &p->act[i].set[j], out->noun));
	}
	for (int i = 0; i < p->nafter; i++)
		if (p->after[i].met.text.n)
			TRY(compile(k, out->noun, p->after[i].id, &p->after[i].met, EXPR_BOOL,
			            &out->after[i]));
	return OK;
}

enum err rules_compile(struct ctx *cx, struct arena *a, const struct pack *p, const struct model *m,
                       struct rules **out)
{
	struct compiling k = { .cx = cx, .a = a, .p = p, .m = m };
	struct rules *r = ARENA_NEW(a, struct rules);

	r->p = p;
	r->m = m;
	r->standard = arena_array(a, (size_t)p->nstandard + 1, sizeof *r->standard);
	r->check = arena_array(a, (size_t)p->ncheck + 1, sizeof *r->check);
	for (int i = 0; i < p->nstandard; i++)
		TRY(compile_standard(&k, &p->standard[i], &r->standard[i]));
	r->index = arena_array(a, (size_t)p->nindex + 1, sizeof *r->index);
	for (int i = 0; i < p->nindex; i++)
		TRY(compile_standard(&k, &p->index[i].as, &r->index[i]));
	for (int i = 0; i < p->ncheck; i++)
		TRY(compile_check(&k, &p->check[i], &r->check[i]));
	*out = r;
	return OK;
}

/* What a track says of rows: a field of its noun, with a value of that meaning. */
static enum err holdable(struct compiling *k, const struct entity *noun,
                         const struct phase_step *s)
{
	struct sought named = { .key = "holds", .word = s->field };
	int f = entity_field(noun, s->field);

	if (!s->field.n)
		return OK;
	for (int i = 0; i < noun->nfield; i++)
		if (noun->fields[i].type == FT_LIST || noun->fields[i].type == FT_BOOL)
			word_try(&named, str_of(noun->fields[i].name));
	TRY(word_known(k->cx, &named, s->at));
	if (noun->fields[f].type == FT_LIST)
		return word_tag(k->cx, k->p, s->at, noun->fields[f].name, noun->fields[f].list, s->tag);
	named = (struct sought){ .key = noun->fields[f].name, .word = s->tag };
	word_try(&named, STR("yes"));
	return word_known(k->cx, &named, s->at);
}

static enum err compile_track(struct compiling *k, const struct phase_track *t)
{
	const struct entity *noun;

	TRY(noun_of(k, t->noun, t->at, &noun));
	for (int i = 0; i < t->nstep; i++)
		TRY(holdable(k, noun, &t->step[i]));
	return holdable(k, noun, &t->again);
}

enum err rules_procedures(struct ctx *cx, struct arena *a, struct rules *r)
{
	const struct pack *p = r->p;
	struct compiling k = { .cx = cx, .a = a, .p = p, .m = r->m };

	r->procedure = arena_array(a, (size_t)p->nprocedure + 1, sizeof *r->procedure);
	for (int i = 0; i < p->nprocedure; i++)
		TRY(compile_procedure(&k, &p->procedure[i], &r->procedure[i]));
	for (int i = 0; i < p->ntrack; i++)
		TRY(compile_track(&k, &p->track[i]));
	return OK;
}

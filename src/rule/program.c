/* program - programs as a whole: which columns they need, their registers, which kernel runs. */
#include "rule/program.h"

#include "base/mem.h"
#include "base/os.h"
#include "rule/program_int.h"

struct program *program_new(const struct facts_schema *s)
{
	struct program *p = mem_new(1, sizeof *p);

	arena_init(&p->a, (size_t)256 << 20);
	p->used[0] = true;
	p->s = s;
	return p;
}

void program_free(struct program *p)
{
	if (!p)
		return;
	arena_free(&p->a);
	mem_free(p->op);
	mem_free(p->table);
	mem_free(p->pair);
	mem_free(p->scalar);
	mem_free(p->out);
	mem_free(p);
}

/* ---- what must be a column ---- */

struct wants {
	const struct expr *e;
	struct facts_want *want;
	int n, room;
	bool text;
};

static void want(struct wants *k, const struct entity *noun, int field, enum facts_how how,
                 const char *tag)
{
	const char *name = field < 0 ? NULL : noun->fields[field].name;

	for (int i = 0; i < k->n; i++)
		if (strcmp(k->want[i].noun, noun->name) == 0 && k->want[i].how == how &&
		    (name ? k->want[i].field && strcmp(k->want[i].field, name) == 0 :
		     !k->want[i].field) &&
		    (how != FACTS_TAG || strcmp(k->want[i].tag, tag) == 0))
			return;
	if (k->n < k->room)
		k->want[k->n++] = (struct facts_want){ noun->name, name, how, tag };
}

static void want_field(struct wants *k, const struct expr_node *n, const struct expr_node *asked)
{
	const struct entity *e = n->kid[0]->type.noun;
	const struct field *f = &e->fields[n->field];

	if (asked && asked->op == EXPR_IS_KNOWN && (field_is_text(f) || field_sealed(f)))
		want(k, e, n->field, FACTS_KNOWN, NULL);
	else if (asked && asked->op == EXPR_TAG && field_sealed(f))
		want(k, e, n->field, FACTS_TAG, asked->name.p);
	else if (field_is_text(f) || field_sealed(f))
		k->text = true;
	else if (f->type != FT_AREA || strcmp(e->name, "household") != 0)
		want(k, e, n->field, FACTS_VALUE, NULL);
}

/* Rows and areas that lie outside of the judged household. */
static bool outside(const struct expr_node *n)
{
	switch (n->op) {
	case EXPR_UP: return n->field < 0 || n->field != n->kid[0]->type.noun->parent;
	case EXPR_DOWN: return n->field < 0 || n->field != n->noun->parent;
	case EXPR_WITHIN:
		return n->kid[0]->op == EXPR_FIELD &&
		       strcmp(n->kid[0]->kid[0]->type.noun->name, "household") != 0;
	default: return n->op == EXPR_REFUSED;
	}
}

static void want_node(struct wants *k, const struct expr_node *n, const struct expr_node *above)
{
	if (outside(n))
		k->text = true;
	if (n->op == EXPR_FIELD && above && above->op == EXPR_WITHIN)
		;                                /* the area that the rows lie in anyway */
	else if (n->op == EXPR_FIELD)
		want_field(k, n, above);
	if (n->op == EXPR_DOWN)
		want(k, n->noun, -1, FACTS_KNOWN, NULL);
	for (int i = 0; i < n->nkid; i++)
		want_node(k, n->kid[i], n);
}

int program_wants(const struct expr *e, struct facts_want *out, int room, bool *text)
{
	struct wants k = { e, out, 0, room, false };

	if (e->root)
		want(&k, e->root, -1, FACTS_KNOWN, NULL);
	want_node(&k, e->top, NULL);
	*text = k.text;
	return k.n;
}

int program_ops(const struct program *p, int *asked)
{
	*asked = 0;
	for (int i = 0; i < p->nop; i++)
		*asked += p->op[i].code == OP_ASK || p->op[i].code == OP_NUM_ASK;
	return p->nop;
}

/* ---- registers ---- */

#define TAKES_MOST (3 + 2 * PAIR_MOST)

/* The operations whose results o takes. */
static int takes(const struct program *p, const struct op *o, int use[TAKES_MOST])
{
	const struct pair *pair = o->code == OP_PAIR ? &p->pair[o->index] : NULL;
	int n = 0;

	use[n++] = o->a;
	use[n++] = o->b;
	use[n++] = o->code == OP_DATE_FN ? NONE : o->c;
	for (int i = 0; pair && i < pair->n; i++) {
		use[n++] = pair->rel[i].x;
		use[n++] = pair->rel[i].y;
	}
	return n;
}

/* A register is free again after the last operation that takes it; what is given out stays. */
void program_order(struct program *p)
{
	int *last = mem_new((size_t)p->nop + 1, sizeof *last);
	int *spare = mem_new((size_t)p->nop + 1, sizeof *spare);

	for (int i = 0; i < p->nop; i++)
		p->op[i].dead = true;
	for (int i = 0; i < p->nout; i++)
		if (p->out[i].op != NONE)
			p->op[p->out[i].op].dead = false;
	for (int i = p->nop - 1; i >= 0; i--) {
		int use[TAKES_MOST], n = takes(p, &p->op[i], use);

		for (int k = 0; k < n && !p->op[i].dead; k++)
			if (use[k] != NONE) {
				p->op[use[k]].dead = false;
				if (last[use[k]] < i)
					last[use[k]] = i;
			}
	}
	for (int i = 0; i < p->nout; i++)
		if (p->out[i].op != NONE)
			last[p->out[i].op] = INT32_MAX;
	memset(p->nreg, 0, sizeof p->nreg);
	for (int i = 0; i < p->nop; i++) {
		struct op *o = &p->op[i];
		int kind = !op_is_bits(o->code), reg = 0;

		if (o->dead)
			continue;
		memset(spare, 0, ((size_t)p->nop + 1) * sizeof *spare);
		for (int k = 0; k < i; k++)
			if (!p->op[k].dead && p->op[k].axis == o->axis && last[k] >= i &&
			    !op_is_bits(p->op[k].code) == kind)
				spare[p->op[k].reg] = 1;
		while (spare[reg])
			reg++;
		o->reg = reg;
		if (reg >= p->nreg[o->axis][kind])
			p->nreg[o->axis][kind] = reg + 1;
	}
	mem_free(last);
	mem_free(spare);
	p->ready = true;
}

/* ---- kernels ---- */

const struct kernel *kernel_choose(const char *name)
{
#if defined(__x86_64__)
	bool v2, v3;

	__builtin_cpu_init();
	v2 = __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt");
	v3 = v2 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
	     __builtin_cpu_supports("bmi2");
	if (v3 && (!name || strcmp(name, "v3") == 0))
		return &kernel_v3;
	if (v2 && (!name || strcmp(name, "plain") != 0))
		return &kernel_v2;
#endif
	(void)name;
	return &kernel_plain;
}

const char *program_kernel(void)
{
	return kernel_choose(os_env("JINGZHUN_KERNEL"))->name;
}

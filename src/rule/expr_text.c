/* expr_text - trees, types and values as text. A tree's text is canonical: compiled again, it is
 * the same tree. */
#include "base/money.h"
#include "base/msg.h"
#include "base/utf8.h"
#include "rule/expr_int.h"

/* ---- types ---- */
static const struct { const char *zh, *en; } kind_names[] = {
	[EXPR_ANY] = { "任意值", "anything" }, [EXPR_NULL] = { "空值", "null" },
	[EXPR_BOOL] = { "是非", "true or false" }, [EXPR_INT] = { "整数", "a whole number" },
	[EXPR_REAL] = { "双精度数", "a double" }, [EXPR_TEXT] = { "文本", "a text" },
	[EXPR_DATE] = { "日期", "a date" }, [EXPR_SPAN] = { "时长", "a duration" },
	[EXPR_MONEY] = { "金额", "money" }, [EXPR_DEC] = { "小数", "a decimal" },
	[EXPR_CODE] = { "代码值", "a value" }, [EXPR_SET] = { "多个代码值", "several values" },
	[EXPR_AREA] = { "区划", "an area" }, [EXPR_RECORD] = { "一条记录", "a row" },
	[EXPR_ROWS] = { "各行", "rows" }, [EXPR_LIST] = { "列表", "a list" },
};

void expr_type_text(struct buf *out, const struct expr_type *t, enum lang lang)
{
	bool en = lang == LANG_EN;

	switch (t->kind) {
	case EXPR_CODE: case EXPR_SET:
		buf_addf(out, en ? "%s of the list %s" : "%s（列表 %s）",
		         en ? kind_names[t->kind].en : kind_names[t->kind].zh, t->list);
		break;
	case EXPR_RECORD: case EXPR_ROWS:
		if (!t->noun)
			buf_addz(out, en ? kind_names[t->kind].en : kind_names[t->kind].zh);
		else if (en)
			buf_addf(out, "%s of %s", kind_names[t->kind].en, t->noun->name);
		else
			buf_addf(out, t->kind == EXPR_ROWS ? "%s的各行" : "一条%s记录", t->noun->zh);
		break;
	default:
		buf_addz(out, en ? kind_names[t->kind].en : kind_names[t->kind].zh);
	}
}

struct str expr_type_name(struct expr_work *k, const struct expr_type *t)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 4096);
	expr_type_text(&b, t, k->cx->lang);
	return str_dup(k->a, buf_str(&b));
}

/* ---- constants ---- */
static void put_quoted(struct buf *out, struct str s)
{
	static const char plain[] = "\a\b\f\n\r\t\v\\\"", named[] = "abfnrtv\\\"";

	buf_addc(out, '"');
	for (size_t i = 0; i < s.n; i++) {
		const char *at = s.p[i] ? strchr(plain, s.p[i]) : NULL;

		if (at)
			buf_addf(out, "\\%c", named[at - plain]);
		else if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7F)
			buf_addf(out, "\\x%02x", (unsigned)(unsigned char)s.p[i]);
		else
			buf_addc(out, s.p[i]);
	}
	buf_addc(out, '"');
}

/* Always with a point or exponent. */
static void put_real(struct buf *out, double d)
{
	char text[40];

	expr_real_put(text, d);
	buf_addz(out, text);
	if (!strpbrk(text, ".en"))               /* "inf" and "nan" have an n */
		buf_addz(out, ".0");
}

/* As a decimal when it ends, else false. */
static bool put_decimal(struct buf *out, struct ratio r)
{
	char text[24];
	int64_t den = 1;
	int scale = 0;

	while (den % r.den != 0 && scale < 18) {
		den *= 10;
		scale++;
	}
	if (den % r.den != 0 || __builtin_mul_overflow(r.num, den / r.den, &r.num))
		return false;
	buf_add(out, text, decimal_put(text, r.num, scale));
	return true;
}

static void put_ratio(struct buf *out, struct ratio r)
{
	if (!put_decimal(out, r))
		buf_addf(out, "%lld/%lld", (long long)r.num, (long long)r.den);
}

static struct ratio yuan_of(struct ratio fen)
{
	struct ratio yuan;

	return ratio_div(fen, ratio_of(100), &yuan) ? yuan : fen;
}

static void put_date(struct buf *out, int64_t days)
{
	char text[11];

	date_put(text, date_from_days((int32_t)days));
	buf_addz(out, text);
}

static void put_const(struct buf *out, const struct expr *e, const struct expr_node *n)
{
	const struct expr_value *v = &n->val;
	struct str label;

	switch ((enum expr_kind)v->kind) {
	case EXPR_NULL: buf_addz(out, "null"); break;
	case EXPR_BOOL: buf_addz(out, v->b ? "true" : "false"); break;
	case EXPR_INT: buf_addi(out, v->i); break;
	case EXPR_REAL: put_real(out, v->d); break;
	case EXPR_TEXT: put_quoted(out, v->s); break;
	case EXPR_CODE:
		label = e->m->lists.label(e->m->lists.state, n->type.list, v->i, LANG_ZH);
		if (label.n)
			put_quoted(out, label);
		else
			buf_addi(out, v->i);
		break;
	case EXPR_DATE:
		buf_addz(out, "date(\"");
		put_date(out, v->i);
		buf_addz(out, "\")");
		break;
	case EXPR_SPAN: buf_addf(out, "duration(\"%llds\")", (long long)v->i); break;
	case EXPR_MONEY:
		buf_addz(out, "yuan(\"");
		put_ratio(out, yuan_of(v->r));
		buf_addz(out, "\")");
		break;
	case EXPR_DEC:
		buf_addz(out, "dec(\"");
		put_ratio(out, v->r);
		buf_addz(out, "\")");
		break;
	default: break;
	}
}

/* ---- trees ---- */
static const char *sign_of(enum expr_op op)
{
	switch (op) {
	case EXPR_ADD: return " + ";
	case EXPR_SUB: return " - ";
	case EXPR_MUL: return " * ";
	case EXPR_DIV: return " / ";
	case EXPR_MOD: return " % ";
	case EXPR_EQ: return " == ";
	case EXPR_NE: return " != ";
	case EXPR_LT: return " < ";
	case EXPR_LE: return " <= ";
	case EXPR_GT: return " > ";
	case EXPR_GE: return " >= ";
	case EXPR_IN: return " in ";
	case EXPR_AND: return " && ";
	case EXPR_OR: return " || ";
	default: return "";
	}
}

static int strength(const struct expr_node *n)
{
	switch (n->op) {
	case EXPR_COND: return 0;
	case EXPR_OR: return 1;
	case EXPR_AND: return 2;
	case EXPR_EQ: case EXPR_NE: case EXPR_LT: case EXPR_LE: case EXPR_GT: case EXPR_GE:
	case EXPR_IN:
		return 3;
	case EXPR_ADD: case EXPR_SUB: return 4;
	case EXPR_MUL: case EXPR_DIV: case EXPR_MOD: return 5;
	case EXPR_NOT: case EXPR_NEG: return 6;
	case EXPR_CONST:
		return (n->val.kind == EXPR_INT && n->val.i < 0) ||
		       (n->val.kind == EXPR_REAL && n->val.d < 0) ? 6 : 8;
	default: return 8;
	}
}

/* In brackets where it would else bind otherwise. */
static void put_within(struct buf *out, const struct expr *e, const struct expr_node *n, int least)
{
	bool brackets = strength(n) < least;

	if (brackets)
		buf_addc(out, '(');
	expr_text(out, e, n);
	if (brackets)
		buf_addc(out, ')');
}

static void put_signs(struct buf *out, const struct expr *e, const struct expr_node *n)
{
	int own = strength(n);

	for (int i = 0; i < n->nkid; i++) {
		if (i)
			buf_addz(out, sign_of(n->op));
		put_within(out, e, n->kid[i], own + (i > 0 || n->op == EXPR_AND || n->op == EXPR_OR));
	}
}

static void put_list(struct buf *out, const struct expr *e, const struct expr_node *n, int from)
{
	for (int i = from; i < n->nkid; i++) {
		if (i > from)
			buf_addz(out, ", ");
		expr_text(out, e, n->kid[i]);
	}
}

static bool is_variable(const struct expr *e, const char *name)
{
	for (int i = 0; i < e->nvar; i++)
		if (str_eqz(e->var[i].name, name))
			return true;
	return false;
}

/* p.field; bare when the record is the root, and no variable has the name. */
static void put_of_record(struct buf *out, const struct expr *e, const struct expr_node *n,
                          const char *name)
{
	if (n->kid[0]->op != EXPR_LOCAL || n->kid[0]->slot != 0 || is_variable(e, name)) {
		put_within(out, e, n->kid[0], 8);
		buf_addc(out, '.');
	}
	buf_addz(out, name);
}

static void put_macro(struct buf *out, const struct expr *e, const struct expr_node *n)
{
	put_within(out, e, n->kid[0], 8);
	buf_addf(out, ".%s(", expr_macro_name(n->op));
	if (n->nkid == 2) {
		buf_adds(out, n->name);
		buf_addz(out, ", ");
		expr_text(out, e, n->kid[1]);
	}
	buf_addc(out, ')');
}

static void put_call(struct buf *out, const struct expr *e, const struct expr_node *n)
{
	const char *takes = expr_fn_takes(n->fn);
	bool method = takes && takes[1] == '.';

	if (method) {
		put_within(out, e, n->kid[0], 8);
		buf_addc(out, '.');
	}
	buf_addf(out, "%s(", expr_fn_name(n->fn));
	put_list(out, e, n, method);
	buf_addc(out, ')');
}

static void put_asked(struct buf *out, const struct expr *e, const struct expr_node *n,
                      const char *name, bool named)
{
	buf_addf(out, "%s(", name);
	if (n->nkid && !(n->op == EXPR_WITHIN && n->kid[0]->op == EXPR_LOCAL &&
	                 n->kid[0]->slot == 0)) {
		put_list(out, e, n, 0);
		if (named)
			buf_addz(out, ", ");
	}
	if (named)
		put_quoted(out, n->name);
	buf_addc(out, ')');
}

void expr_text(struct buf *out, const struct expr *e, const struct expr_node *n)
{
	switch (n->op) {
	case EXPR_CONST: put_const(out, e, n); break;
	case EXPR_VAR: buf_adds(out, n->name); break;
	case EXPR_LOCAL:
		if (n->slot == 0)
			buf_addz(out, n->type.noun->name);
		else
			buf_adds(out, n->name);
		break;
	case EXPR_ON: buf_addz(out, "on"); break;
	case EXPR_LINE: put_asked(out, e, n, "line", true); break;
	case EXPR_PARAM: put_asked(out, e, n, "param", true); break;
	case EXPR_FIELD:
		put_of_record(out, e, n, n->kid[0]->type.noun->fields[n->field].name);
		break;
	case EXPR_UP:
		put_of_record(out, e, n, n->field < 0 ? n->noun->name :
		              n->kid[0]->type.noun->fields[n->field].name);
		break;
	case EXPR_DOWN: put_of_record(out, e, n, n->noun->name); break;
	case EXPR_NOT: case EXPR_NEG:
		buf_addc(out, n->op == EXPR_NOT ? '!' : '-');
		put_within(out, e, n->kid[0], 7);
		break;
	case EXPR_COND:
		put_within(out, e, n->kid[0], 1);
		buf_addz(out, " ? ");
		expr_text(out, e, n->kid[1]);
		buf_addz(out, " : ");
		expr_text(out, e, n->kid[2]);
		break;
	case EXPR_TAG: put_asked(out, e, n, "tag", true); break;
	case EXPR_IS_KNOWN: put_asked(out, e, n, "known", false); break;
	case EXPR_HAS: put_asked(out, e, n, "has", false); break;
	case EXPR_WITHIN: put_asked(out, e, n, "within", true); break;
	case EXPR_LISTOF:
		buf_addc(out, '[');
		put_list(out, e, n, 0);
		buf_addc(out, ']');
		break;
	case EXPR_INDEX:
		put_within(out, e, n->kid[0], 8);
		buf_addc(out, '[');
		expr_text(out, e, n->kid[1]);
		buf_addc(out, ']');
		break;
	case EXPR_ALL: case EXPR_EXISTS: case EXPR_ONE: case EXPR_FILTER: case EXPR_MAP:
	case EXPR_COUNT: case EXPR_SUM: case EXPR_MIN: case EXPR_MAX: case EXPR_LATEST:
		put_macro(out, e, n);
		break;
	case EXPR_CALL: put_call(out, e, n); break;
	default: put_signs(out, e, n); break;
	}
}

/* ---- the same tree? ---- */
static bool same_const(const struct expr_value *x, const struct expr_value *y)
{
	if (x->kind != y->kind)
		return false;
	switch ((enum expr_kind)x->kind) {
	case EXPR_NULL: return true;
	case EXPR_BOOL: return x->b == y->b;
	case EXPR_REAL: return memcmp(&x->d, &y->d, sizeof x->d) == 0;
	case EXPR_TEXT: return str_eq(x->s, y->s);
	case EXPR_MONEY: case EXPR_DEC: return x->r.num == y->r.num && x->r.den == y->r.den;
	default: return x->i == y->i;
	}
}

bool expr_same(const struct expr_node *x, const struct expr_node *y)
{
	if (x->op != y->op || x->nkid != y->nkid || !expr_type_same(&x->type, &y->type) ||
	    x->fn != y->fn || x->noun != y->noun || x->field != y->field || x->slot != y->slot ||
	    x->index != y->index || !str_eq(x->name, y->name))
		return false;
	if (x->op == EXPR_CONST && !same_const(&x->val, &y->val))
		return false;
	for (int i = 0; i < x->nkid; i++)
		if (!expr_same(x->kid[i], y->kid[i]))
			return false;
	return true;
}

/* ---- values ---- */
static void put_set(struct buf *out, const struct model *m, const char *list, int64_t bits,
                    enum lang lang)
{
	bool first = true;

	for (int i = 0; i < 63; i++) {
		if (!(bits >> i & 1))
			continue;
		if (!first)
			buf_addz(out, msg_between(lang));
		buf_adds(out, m->lists.label(m->lists.state, list, i, lang));
		first = false;
	}
}

static void put_list_value(struct buf *out, const struct model *m, const struct expr_type *t,
                           const struct expr_value *v, enum lang lang)
{
	for (int i = 0; i < v->list.n; i++) {
		if (i)
			buf_addz(out, msg_between(lang));
		expr_value_text(out, m, t->of, &v->list.v[i], lang);
	}
}

void expr_value_text(struct buf *out, const struct model *m, const struct expr_type *t,
                     const struct expr_value *v, enum lang lang)
{
	bool en = lang == LANG_EN;
	char text[32];

	if (v->state != EXPR_KNOWN) {
		msg_add(out, lang, v->state == EXPR_ERROR ? v->error : "expr-value-unknown", NULL, 0);
		return;
	}
	switch ((enum expr_kind)v->kind) {
	case EXPR_NULL: buf_addz(out, en ? "null" : "空"); break;
	case EXPR_BOOL:
		msg_add(out, lang, v->b ? "expr-value-true" : "expr-value-false", NULL, 0);
		break;
	case EXPR_INT: buf_addi(out, v->i); break;
	case EXPR_REAL: put_real(out, v->d); break;
	case EXPR_TEXT: msg_shown(out, v->s); break;
	case EXPR_DATE: put_date(out, v->i); break;
	case EXPR_SPAN:
		if (v->i % 86400 == 0)
			buf_addf(out, en ? "%lld days" : "%lld天", (long long)(v->i / 86400));
		else
			buf_addf(out, en ? "%lld seconds" : "%lld秒", (long long)v->i);
		break;
	case EXPR_MONEY:
		buf_add(out, text, money_show(text, ratio_nearest(v->r)));
		buf_addz(out, en ? " yuan" : "元");
		break;
	case EXPR_DEC: put_ratio(out, v->r); break;
	case EXPR_CODE: buf_adds(out, m->lists.label(m->lists.state, t->list, v->i, lang)); break;
	case EXPR_SET: put_set(out, m, t->list, v->i, lang); break;
	case EXPR_AREA: buf_addi(out, v->i); break;
	case EXPR_RECORD:
		if (!v->rec)
			msg_add(out, lang, "expr-value-absent", NULL, 0);
		else
			buf_addf(out, "%s %lld", en ? v->rec->e->en : v->rec->e->zh,
			         (long long)v->rec->id);
		break;
	case EXPR_ROWS: buf_addf(out, en ? "%d rows" : "%d行", v->rows.n); break;
	case EXPR_LIST: put_list_value(out, m, t, v, lang); break;
	default: break;
	}
}

const char *expr_gap_key(enum expr_gap_kind kind)
{
	static const char *const keys[] = {
		[GAP_FIELD] = "expr-gap-field", [GAP_PART] = "expr-gap-part",
		[GAP_ROWS] = "expr-gap-rows", [GAP_CLOSED] = "expr-gap-closed",
		[GAP_LINE] = "expr-gap-line", [GAP_PARAM] = "expr-gap-param",
		[GAP_AREA] = "expr-gap-area", [GAP_VAR] = "expr-gap-var",
	};

	return keys[kind];
}

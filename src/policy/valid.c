#include <stdlib.h>

#include "base/money.h"
#include "policy/pack_int.h"

void *pack_grow(struct arena *a, void *old, int n, size_t size)
{
	void *wide;

	if (n && (n < 8 || (n & (n - 1))))
		return old;
	wide = arena_array(a, (size_t)(n < 8 ? 8 : 2 * n), size);
	if (n)
		memcpy(wide, old, (size_t)n * size);
	return wide;
}

struct pack_place pack_place_of(struct loading *ld, struct mark at)
{
	if (!ld->place_file || strcmp(ld->place_file, at.file) != 0)
		ld->place_file = str_z(ld->a, str_of(at.file));
	return (struct pack_place){ ld->place_file, at.line, at.column };
}

struct mark mark_at(struct pack_place at)
{
	return (struct mark){ at.file, at.line, at.column };
}

enum err node_bool(struct ctx *cx, const struct node *map, const char *key, bool *out)
{
	const struct node *n = node_get(map, key);

	if (!n)
		return OK;
	if (n->kind != NODE_SCALAR || !n->plain ||
	    !(str_eqz(n->text, "true") || str_eqz(n->text, "false")))
		return PACK_BAD(cx, n->at, "pack-want-yes", key);
	*out = str_eqz(n->text, "true");
	return OK;
}

/* "2016", "2016-08" or "2016-08-06"; of a shorter one the first or the last day. */
enum err node_day(struct ctx *cx, const struct node *map, const char *key, bool last, date_t *out)
{
	const struct node *n = node_get(map, key);
	enum date_form form;
	date_t d;

	if (!n)
		return OK;
	if (n->kind != NODE_SCALAR || !date_parse(n->text, &d, &form) || form != DATE_ISO)
		return PACK_BAD(cx, n->at, "pack-bad-date",
		                n->kind == NODE_SCALAR ? n->text.p : "[]");
	if (!date_month(d))
		d += last ? 1231 : 101;
	else if (!date_day(d))
		d = last ? date_add_months(d + 31, 0) : d + 1;
	*out = d;
	return OK;
}

enum err node_span(struct ctx *cx, const struct node *map, date_t *from, date_t *to)
{
	TRY(node_day(cx, map, "from", false, from));
	TRY(node_day(cx, map, "to", true, to));
	if (*from && *to && *from > *to)
		return PACK_BAD(cx, node_get(map, "to")->at, "pack-days-reversed");
	return OK;
}

enum err node_words(struct loading *ld, const struct node *map, const char *key, char extra,
                    struct str **out, int *n)
{
	const struct node *seq;

	TRY(node_kind_of(ld->cx, map, key, NODE_SEQ, false, &seq));
	if (!seq)
		return OK;
	*out = arena_array(ld->a, (size_t)seq->nkid + 1, sizeof **out);
	*n = 0;
	for (int i = 0; i < seq->nkid; i++) {
		const struct node *k = seq->kid[i];

		if (k->kind != NODE_SCALAR || (extra && !name_good(k->text, extra, 60)) || !k->text.n)
			return PACK_BAD(ld->cx, k->at, "pack-bad-name",
			                k->kind == NODE_SCALAR ? k->text.p : "[]");
		for (int j = 0; j < *n; j++)
			if (str_eq((*out)[j], k->text))
				return PACK_BAD(ld->cx, k->at, "pack-word-twice", k->text.p, key);
		(*out)[(*n)++] = k->text;
	}
	return OK;
}

enum err node_expr(struct loading *ld, const struct node *map, const char *key, bool need,
                   struct pack_expr *out)
{
	const struct node *n = node_get(map, key);

	TRY(node_text(ld->cx, map, key, need, &out->text));
	if (n)
		*out = (struct pack_expr){ n->text, pack_place_of(ld, n->at), !n->plain };
	return OK;
}

/* --- documents ------------------------------------------------------------------------------ */

const struct pack_document *pack_document(const struct pack *p, struct str id)
{
	for (int i = 0; i < p->ndocument; i++)
		if (str_eq(p->document[i].id, id))
			return &p->document[i];
	return NULL;
}

static enum err read_document_clause(struct loading *ld, const struct node *n,
                                     struct pack_document *d)
{
	struct document_clause c = { 0 };

	TRY(node_known(ld->cx, n, "id zh en from to"));
	TRY(node_text(ld->cx, n, "id", true, &c.id));
	for (int i = 0; i < d->nclause; i++)
		if (str_eq(d->clause[i].id, c.id))
			return PACK_BAD(ld->cx, node_get(n, "id")->at, "pack-clause-twice", c.id.p,
			                d->id.p);
	TRY(node_text(ld->cx, n, "zh", true, &c.zh));
	TRY(node_text(ld->cx, n, "en", true, &c.en));
	TRY(node_span(ld->cx, n, &c.from, &c.to));
	d->clause[d->nclause++] = c;
	return OK;
}

static enum err read_document(struct loading *ld, const struct node *n, int own)
{
	struct pack *p = ld->p;
	struct pack_document d = { .at = pack_place_of(ld, n->at) };
	const struct node *clauses;
	struct str text = { 0 };
	enum date_form form;
	int at = p->ndocument;

	TRY(node_known(ld->cx, n, "id zh en no date from to clauses unconfirmed"));
	TRY(node_text(ld->cx, n, "id", true, &d.id));
	if (!name_good(d.id, '-', 60))
		return PACK_BAD(ld->cx, node_get(n, "id")->at, "pack-bad-name", d.id.p);
	for (int i = 0; i < p->ndocument; i++)
		if (str_eq(p->document[i].id, d.id)) {
			if (i >= own)
				return PACK_BAD(ld->cx, node_get(n, "id")->at, "pack-document-twice",
				                d.id.p);
			at = i;
		}
	TRY(node_text(ld->cx, n, "zh", true, &d.zh));
	TRY(node_text(ld->cx, n, "en", true, &d.en));
	TRY(node_text(ld->cx, n, "no", false, &d.no));
	TRY(node_text(ld->cx, n, "date", false, &text));
	if (text.n && !(date_parse(text, &d.date, &form) && form == DATE_ISO))
		return PACK_BAD(ld->cx, node_get(n, "date")->at, "pack-bad-date", text.p);
	TRY(node_span(ld->cx, n, &d.from, &d.to));
	TRY(node_bool(ld->cx, n, "unconfirmed", &d.unconfirmed));
	TRY(node_kind_of(ld->cx, n, "clauses", NODE_SEQ, false, &clauses));
	d.clause = clauses ? arena_array(ld->a, (size_t)clauses->nkid + 1, sizeof *d.clause) : NULL;
	for (int i = 0; clauses && i < clauses->nkid; i++)
		TRY(read_document_clause(ld, clauses->kid[i], &d));
	if (at == p->ndocument)
		p->document = pack_grow(ld->a, p->document, p->ndocument++, sizeof *p->document);
	p->document[at] = d;
	return OK;
}

enum err documents_merge(struct loading *ld, const struct node *root)
{
	const struct node *docs;
	int own = ld->p->ndocument;

	TRY(node_kind_of(ld->cx, root, "documents", NODE_SEQ, false, &docs));
	for (int i = 0; docs && i < docs->nkid; i++)
		TRY(read_document(ld, docs->kid[i], own));
	return OK;
}

enum err node_basis(struct loading *ld, const struct node *map, struct basis *out)
{
	const struct pack_document *d;

	TRY(node_text(ld->cx, map, "document", false, &out->document));
	TRY(node_text(ld->cx, map, "clause", false, &out->clause));
	if (!out->document.n)
		return OK;
	d = pack_document(ld->p, out->document);
	if (!d)
		return PACK_BAD(ld->cx, node_get(map, "document")->at, "pack-no-document",
		                out->document.p);
	for (int i = 0; i < d->nclause; i++)
		if (str_eq(d->clause[i].id, out->clause))
			return OK;
	if (d->nclause && out->clause.n)
		return PACK_BAD(ld->cx, node_get(map, "clause")->at, "pack-no-clause", out->clause.p,
		                d->id.p);
	return OK;
}

/* What holds from a day to a day rests on a document that was in force on some of them. */
enum err basis_holds(struct loading *ld, const struct basis *b, date_t from, date_t to,
                     struct pack_place at)
{
	const struct pack_document *d = b->document.n ? pack_document(ld->p, b->document) : NULL;

	if (d && ((d->to && from > d->to) || (to && d->from > to)))
		return PACK_BAD(ld->cx, mark_at(at), "pack-document-over", d->id.p);
	return OK;
}

/* --- approval -------------------------------------------------------------------------------- */

static enum err read_state(struct loading *ld, const struct node *n, enum approval *out)
{
	static const char *const names[] = { "approved", "reviewed", "draft" };

	for (int k = 0; k < 3; k++)
		if (n->kind == NODE_SCALAR && str_eqz(n->text, names[k])) {
			*out = (enum approval)k;
			return OK;
		}
	return PACK_BAD(ld->cx, n->at, "pack-bad-status");
}

/* by and on of a review or an approval. */
static enum err read_act(struct loading *ld, const struct node *n, struct str *by, date_t *on)
{
	TRY(node_text(ld->cx, n, "by", true, by));
	if (!node_get(n, "on"))
		return PACK_BAD(ld->cx, n->at, "pack-missing-key", "on");
	return node_day(ld->cx, n, "on", true, on);
}

/* White space and width do not make another of somebody. */
static bool same_person(struct loading *ld, struct str x, struct str y)
{
	return str_eq(label_fold(x, arena_alloc(ld->a, x.n + 1)),
	              label_fold(y, arena_alloc(ld->a, y.n + 1)));
}

/* opinion, by, on, and what it came to: an opinion that finds it unlawful is no review to go on. */
static enum err read_review(struct loading *ld, const struct node *n, struct governed *out)
{
	const struct node *outcome;

	TRY(node_known(ld->cx, n, "opinion outcome by on"));
	TRY(node_text(ld->cx, n, "opinion", true, &out->opinion));
	outcome = node_get(n, "outcome");
	if (!outcome)                        /* what a register keeps may be older than the key */
		return ld->p->from_files ? PACK_BAD(ld->cx, n->at, "pack-no-outcome")
		                         : read_act(ld, n, &out->by, &out->on);
	out->unlawful = outcome->kind == NODE_SCALAR && str_eqz(outcome->text, "unlawful");
	if (!out->unlawful && !(outcome->kind == NODE_SCALAR && str_eqz(outcome->text, "lawful")))
		return PACK_BAD(ld->cx, outcome->at, "pack-no-outcome");
	return read_act(ld, n, &out->by, &out->on);
}

/* Another than the reviewer approves, not before the review; and what is approved cannot hold from
 * an earlier day. An amount of a year holds for the year in which it was approved. */
static enum err approval_fits(struct loading *ld, const struct node *map, const struct node *n,
                              const struct governed *g)
{
	date_t from = 0;

	if (str_eq(g->approver, g->by) || (ld->p->from_files && same_person(ld, g->approver, g->by)))
		return PACK_BAD(ld->cx, n->at, "pack-own-approval", g->by.p);
	if (g->approved < g->on)
		return PACK_BAD(ld->cx, n->at, "pack-approved-early");
	if (node_get(map, "year")) {
		int64_t year = 0;

		TRY(node_int(ld->cx, map, "year", true, 1949, 2199, &year));
		from = (date_t)year * 10000 + 1231;
	}
	TRY(node_day(ld->cx, map, "from", false, &from));
	if (!from)
		return PACK_BAD(ld->cx, n->at, "pack-approved-when");
	return from >= g->approved ? OK : PACK_BAD(ld->cx, n->at, "pack-back-dated");
}

enum err node_governed(struct loading *ld, const struct node *map, struct governed *out)
{
	const struct node *status = node_get(map, "status"), *review, *approval;

	TRY(node_kind_of(ld->cx, map, "review", NODE_MAP, false, &review));
	TRY(node_kind_of(ld->cx, map, "approval", NODE_MAP, false, &approval));
	if (status)
		TRY(read_state(ld, status, &out->state));
	if (review)
		TRY(read_review(ld, review, out));
	if (!status && !review && !approval)
		return OK;
	if (!review && (approval || out->state != APPROVAL_DRAFT))
		return PACK_BAD(ld->cx, status ? status->at : approval->at, "pack-no-review");
	if (out->state != APPROVAL_APPROVED)
		return approval ? PACK_BAD(ld->cx, approval->at, "pack-approval-draft") : OK;
	if (!approval)
		return PACK_BAD(ld->cx, status ? status->at : review->at, "pack-no-approval");
	TRY(node_known(ld->cx, approval, "by on"));
	TRY(read_act(ld, approval, &out->approver, &out->approved));
	if (out->unlawful)
		return PACK_BAD(ld->cx, approval->at, "pack-unlawful");
	return approval_fits(ld, map, approval, out);
}

/* --- values by area and time ------------------------------------------------------------------ */

/* "010" is eight to some readers of YAML and ten to others; "-0" is nothing. */
static bool clear_number(const struct loading *ld, struct str t)
{
	bool minus = t.n && t.p[0] == '-';
	size_t at = minus;

	if (!ld->p->from_files)
		return true;
	return !(t.n > at + 1 && t.p[at] == '0' && t.p[at + 1] >= '0' && t.p[at + 1] <= '9') &&
		!str_eqz(t, "-0");
}

static enum err read_value(struct loading *ld, const struct node *n, struct dated *d)
{
	static const char *const keys[] = { "amount", "number", "day" };
	const struct node *v = NULL;
	bool plain;
	int k;

	for (k = 0; k < 3 && !v; k++)
		v = node_get(n, keys[k]);
	if (!v)
		return PACK_BAD(ld->cx, n->at, "pack-missing-key", "amount");
	d->kind = (enum value_kind)(k - 1);
	if (d->kind == VALUE_DATE) {
		date_t day = 0;

		TRY(node_day(ld->cx, n, "day", false, &day));
		d->v = day;
		return OK;
	}
	if (v->kind != NODE_SCALAR || !v->plain || !clear_number(ld, v->text))
		return PACK_BAD(ld->cx, v->at, "pack-bad-amount",
		                v->kind == NODE_SCALAR ? v->text.p : "[]");
	if (d->kind == VALUE_MONEY) {
		if (money_read(v->text, &d->v, &plain) != MONEY_GOOD || !plain || d->v < 0)
			return PACK_BAD(ld->cx, v->at, "pack-bad-amount", v->text.p);
		return OK;
	}
	while (decimal_read(v->text, d->scale, &d->v, &plain) != MONEY_GOOD || !plain)
		if (++d->scale > 6)
			return PACK_BAD(ld->cx, v->at, "pack-bad-amount", v->text.p);
	return OK;
}

static enum err read_years(struct loading *ld, const struct node *n, struct dated *d)
{
	int64_t year = 0;

	TRY(node_int(ld->cx, n, "year", false, 1949, 2199, &year));
	if (year && (node_get(n, "from") || node_get(n, "to")))
		return PACK_BAD(ld->cx, node_get(n, "year")->at, "pack-year-and-from");
	TRY(node_span(ld->cx, n, &d->from, &d->to));
	if (year) {
		d->from = (date_t)year * 10000 + 101;
		d->to = (date_t)year * 10000 + 1231;
	}
	return OK;
}

/* "980000" and "980100000000" are "98" and "9801": one area is written in one way. */
static enum err read_area(struct loading *ld, const struct node *n, struct str *out)
{
	static const size_t ends[] = { 2, 4, 6, 9, 12, 15 };
	int level = 0;

	TRY(node_text(ld->cx, n, "area", false, out));
	for (size_t i = 0; i < out->n; i++)
		if (out->p[i] < '0' || out->p[i] > '9' || out->n > 15)
			return PACK_BAD(ld->cx, node_get(n, "area")->at, "pack-bad-area", out->p);
	while (level < 6 && ends[level] < out->n)
		level++;
	if (!out->n)
		return OK;
	if (ends[level] != out->n && ld->p->from_files)
		return PACK_BAD(ld->cx, node_get(n, "area")->at, "pack-bad-area", out->p);
	for (; level && ends[level] == out->n; level--) {
		for (size_t i = ends[level - 1]; i < out->n; i++)
			if (out->p[i] != '0')
				return OK;
		*out = str_dup(ld->a, str_sub(*out, 0, ends[level - 1]));
	}
	return OK;
}

static enum err read_dated(struct loading *ld, const struct node *n, struct dated *d)
{
	TRY(node_known(ld->cx, n,
	               "area year from to amount number day document clause note unconfirmed "
	               "status review approval"));
	d->at = pack_place_of(ld, n->at);
	d->depth = ld->depth;
	TRY(read_area(ld, n, &d->area));
	TRY(read_years(ld, n, d));
	TRY(read_value(ld, n, d));
	TRY(node_text(ld->cx, n, "note", false, &d->note));
	TRY(node_bool(ld->cx, n, "unconfirmed", &d->unconfirmed));
	TRY(node_basis(ld, n, &d->basis));
	TRY(basis_holds(ld, &d->basis, d->from, d->to, d->at));
	return node_governed(ld, n, &d->gov);
}

int dated_order(const void *x, const void *y)
{
	const struct dated *p = *(const struct dated *const *)x, *q = *(const struct dated *const *)y;
	int c = str_cmp(p->area, q->area);

	if (!c)
		c = (p->depth > q->depth) - (p->depth < q->depth);
	if (!c)
		c = (p->from > q->from) - (p->from < q->from);
	return c ? c : (p > q) - (p < q);
}

/* Two values that would hold in one area on one day. One without an end gives way to a later. */
static enum err no_clash(struct loading *ld, const struct dated *v, int n)
{
	const struct dated **by = arena_array(ld->a, (size_t)n + 1, sizeof(struct dated *));
	const struct dated *last = NULL, *longest = NULL;
	int count = 0;

	for (int i = 0; i < n; i++)
		if (v[i].gov.state == APPROVAL_APPROVED)
			by[count++] = &v[i];
	qsort(by, (size_t)count, sizeof *by, dated_order);
	for (int i = 0; i < count; i++) {
		const struct dated *d = by[i], *other = NULL;

		if (last && (last->depth != d->depth || !str_eq(last->area, d->area)))
			last = longest = NULL;
		if (last && last->from == d->from)
			other = last;
		else if (longest && longest->to >= d->from)
			other = longest;
		if (other)                           /* told at the later of the two in the file */
			return PACK_BAD(ld->cx, mark_at((other > d ? other : d)->at),
			                "pack-values-overlap",
			                mark_text(ld->cx, mark_at((other > d ? d : other)->at)));
		last = d;
		if (d->to && (!longest || d->to > longest->to))
			longest = d;
	}
	return OK;
}

enum err dated_read(struct loading *ld, const struct node *seq, int kinds, struct dated **v, int *n)
{
	for (int i = 0; i < seq->nkid; i++) {
		struct dated d = { 0 };

		TRY(read_dated(ld, seq->kid[i], &d));
		if (!(kinds >> d.kind & 1))
			return PACK_BAD(ld->cx, seq->kid[i]->at, "pack-missing-key",
			                kinds == 1 << VALUE_MONEY ? "amount" : "number");
		if (*n && (*v)[0].kind != d.kind)
			return PACK_BAD(ld->cx, seq->kid[i]->at, "pack-values-kind",
			                mark_text(ld->cx, mark_at((*v)[0].at)));
		*v = pack_grow(ld->a, *v, *n, sizeof **v);
		(*v)[(*n)++] = d;
	}
	return no_clash(ld, *v, *n);
}

/* Is x to be taken before y, when both hold? */
static bool before(const struct dated *x, const struct dated *y)
{
	if (x->depth != y->depth)
		return x->depth > y->depth;
	if (x->area.n != y->area.n)
		return x->area.n > y->area.n;
	return x->from > y->from;
}

const struct dated *dated_at(const struct dated *v, int n, struct str area, date_t on)
{
	const struct dated *best = NULL;

	if (!date_month(on))
		on += 1231;
	for (int i = 0; i < n; i++)
		if (v[i].gov.state == APPROVAL_APPROVED && v[i].from <= on &&
		    (!v[i].to || on <= v[i].to) && str_starts(area, v[i].area) &&
		    (!best || before(&v[i], best)))
			best = &v[i];
	return best;
}

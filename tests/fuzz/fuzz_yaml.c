/* The pack loader on any bytes: the first byte chooses how they come in: as a stored pack text, as
 * one of the files of a small pack, or as two versions of its lines, with a NUL between. What loads
 * must load again the same from its own text, every label must find its code, and of two versions
 * each change is told once. */
#include <stdio.h>
#include <stdlib.h>

#include "policy/versions.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void promise(bool kept)
{
	if (!kept)
		abort();
}

static void add_file(struct buf *b, const char *name, struct str bytes)
{
	buf_addf(b, "file a/%s %zu\n", name, bytes.n);
	buf_adds(b, bytes);
	buf_addc(b, '\n');
}

static void as_text(struct buf *b, int way, struct str in)
{
	static const char *const names[] = { "lists.yaml", "fields.yaml", "lines.yaml",
		"standards.yaml", "checks.yaml", "provisions.yaml", "leads.yaml", "sources.yaml",
		"sheets.yaml", "measures.yaml" };
	const struct str head = STR("name: a\nzh: 试\nen: Trial\n");

	if (way == 0) {
		buf_adds(b, in);
		return;
	}
	buf_addz(b, "jingzhun-pack 1\n");
	add_file(b, "pack.yaml", way == 1 ? in : head);
	if (way > 1)
		add_file(b, names[(way - 2) % (int)(sizeof names / sizeof *names)], in);
}

/* However the clauses turn out, the verdict is one; what decides it decides whatever is unknown. */
static void check_standard(const struct standard *s)
{
	enum truth slot[CLAUSES_MAX], v;

	promise(s->nslot > 0 && s->nslot <= CLAUSES_MAX);
	for (int turn = 0; turn < 64; turn++) {
		for (int i = 0; i < s->nslot; i++)
			slot[i] = (enum truth)(((turn >> (i % 5)) + i * turn / 7) & 3);
		v = standard_verdict(s, slot);
		promise(v <= TRUTH_UNKNOWN);
		promise(s->nslot > 1 || slot[0] != TRUTH_UNKNOWN || v == TRUTH_UNKNOWN);
	}
	for (int i = 0; i < s->nclause; i++) {
		const struct clause *c = &s->clause[i], *now;

		promise(c->slot >= 0 && c->slot < s->nslot);
		promise(str_eq(s->slot_id[c->slot], c->id));
		now = standard_clause(s, c->slot, c->from ? c->from : 20200101);
		promise(!now || (now->slot == c->slot && now->gov.state == APPROVAL_APPROVED));
	}
}

/* The amount told for a day holds on it. */
static void check_line(const struct line_series *l)
{
	for (int i = 0; i < l->namount; i++) {
		date_t on = l->amount[i].from ? l->amount[i].from : 20200101;
		const struct dated *d = dated_at(l->amount, l->namount, l->amount[i].area, on);

		promise(!d || (d->from <= on && (!d->to || on <= d->to) && d->v >= 0));
		promise(d || l->amount[i].gov.state != APPROVAL_APPROVED || l->amount[i].to);
	}
}

/* Nothing changes nothing; what one way adds, the other way drops. */
static void check_versions(struct ctx *cx, struct arena *a, const struct pack *p,
                           const struct pack *q)
{
	struct pack_change *there, *back;
	int n, m, added = 0, gone = 0;

	pack_changes(a, p, q, &there, &n);
	pack_changes(a, q, p, &back, &m);
	promise(n == m && (p != q || n == 0));
	for (int i = 0; i < n; i++) {
		promise(there[i].how == CHANGE_ADDED ? !there[i].old && there[i].now :
		        there[i].how == CHANGE_GONE ? there[i].old && !there[i].now :
		        there[i].old && there[i].now);
		added += there[i].how == CHANGE_ADDED;
		gone += back[i].how == CHANGE_GONE;
	}
	promise(added == gone);
	if (pack_changes_allowed(cx, p, q, there, n, 20260101) != OK)
		err_clear(cx);
}

static void check(struct ctx *cx, struct arena *a, const struct pack *p)
{
	struct pack *again;
	struct list_face f;

	promise(pack_from_text(cx, a, p->text, &again) == OK);
	promise(str_eq(p->text, again->text) && memcmp(p->hash, again->hash, 32) == 0);
	check_versions(cx, a, p, p);
	for (int i = 0; i < p->nstandard; i++)
		check_standard(&p->standard[i]);
	for (int i = 0; i < p->nline; i++)
		check_line(&p->line[i]);
	promise(pack_list_face(cx, a, p, &f) == OK);
	for (int i = 0; i < p->nlist; i++)
		for (int k = 0; k < p->lists[i].n; k++) {
			const struct list_value *v = &p->lists[i].v[k];
			int64_t code;
			bool exact;

			promise(f.code(f.state, p->lists[i].name.p, v->zh, &code, &exact));
			promise(exact && code == v->code);
		}
}

static void two_versions(struct ctx *cx, struct arena *a, struct str in)
{
	struct pack *p[2];
	struct str one;

	for (int i = 0; i < 2; i++) {
		BUF_AUTO struct buf text;

		buf_init(&text, (size_t)1 << 20);
		if (!str_next(&in, 0, &one))
			one = STR("");
		as_text(&text, 4, one);
		if (text.full || pack_from_text(cx, a, buf_str(&text), &p[i]) != OK)
			return;
	}
	check_versions(cx, a, p[0], p[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ctx cx;
	struct arena a;
	struct pack *p;
	BUF_AUTO struct buf text;

	buf_init(&text, (size_t)1 << 20);
	if (size == 0)
		return 0;
	ctx_init(&cx, (size_t)64 << 20);
	arena_init(&a, (size_t)64 << 20);
	as_text(&text, data[0] & 15, (struct str){ (const char *)data + 1, size - 1 });
	if ((data[0] & 15) == 15)
		two_versions(&cx, &a, (struct str){ (const char *)data + 1, size - 1 });
	else if (!text.full && pack_from_text(&cx, &a, buf_str(&text), &p) == OK)
		check(&cx, &a, p);
	arena_free(&a);
	ctx_free(&cx);
	return 0;
}

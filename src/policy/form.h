/* form - the binding file of somebody else's form: which cell, column or line of which sheet shows
 * what. A small YAML file beside the workbook (docs/forms.md); only its shape is judged here, what
 * the words ask for by whoever fills the form.
 *
 *   sheets:
 *     附表1:
 *       names: A            # column of the printed names of places ("A,B": township, village),
 *       from: 6             # or a line: names: 4. First row (column) of them,
 *       to: 25              # and last; or each: village, and row `from` is repeated for every one
 *       cells:   {B2: area-name}
 *       columns: {C: count household}
 *       lines:   {6: count household}
 *   numbers:
 *     monitored: count household where monitor_type is known */
#ifndef POLICY_FORM_H
#define POLICY_FORM_H

#include "base/err.h"

#define FORM_BINDINGS 20000

enum form_kind { FORM_CELL, FORM_COLUMN, FORM_LINE };

struct form_binding {
	enum form_kind kind;
	struct str place;            /* "B2", "C", "6" */
	struct str ask;              /* what it shows; empty: not bound yet */
	const char *at;              /* where it was written, for errors */
};

struct form_sheet {
	struct str name;
	struct str names, each;      /* empty: none */
	struct str from, to;         /* as written: row numbers or column letters */
	const char *at;
	struct form_binding *b;
	int n;
};

struct form {
	struct form_sheet *sheet;
	int nsheet;
	struct { struct str name, ask; const char *at; } *number;
	int nnumber;
};

/* ERR_INPUT with file:line:column. file names it in errors. All memory in `a`. */
enum err form_read(struct ctx *cx, struct arena *a, const char *file, struct str text,
                   struct form *out);

#endif

/* enter_sheet - the to-enter list as a file with the columns of the source's own list: CSV, or a
 * workbook in which what is to be typed stands out. */
#ifndef CMD_ENTER_SHEET_H
#define CMD_ENTER_SHEET_H

#include "cmd/command.h"
#include "domain/register/area.h"
#include "domain/register/to_enter.h"
#include "entity/cell.h"

struct entering {
	struct cmd *c;
	struct to_enter *list;       /* of each kind of list */
	int n;
	struct to_enter *t;          /* the one being shown */
	struct area_tree *areas;
	struct arena tree;
	enum mask mask;
	enum lang lang;              /* of what is shown; sheets are in the source's own */
	const char *reason;
};

/* ---- cmd_to_enter.c ---- */
/* A value as it is shown: masked, places by name. Text in the context's arena. */
enum err enter_shown(struct entering *x, const struct rec *r, int f, struct str *out);
/* What the source says of the k-th changed cell. */
enum err enter_was(struct entering *x, const struct enter_item *i, int k, struct str *out);
/* The name of the kind of list that is being shown. */
struct str enter_list_label(struct entering *x);
const char *enter_action_label(enum lang lang, enum enter_action a);

/* ---- enter_sheet.c ---- */
/* Who asked for it and why, with a hash of the bytes, before anything is shown; only when a reason
 * was wanted. path NULL: no file. */
enum err enter_journal(struct entering *x, struct str bytes, const char *form, const char *path);
/* Writes the file: .xlsx or CSV by its name, "-" is CSV on standard output. */
enum err enter_file(struct entering *x, const char *path);

#endif

/* summary - a register in figures: areas by level, households and persons, by type and by township,
 * batches, findings by kind. Counted from the rows, each time it is asked for. */
#ifndef DOMAIN_REGISTER_SUMMARY_H
#define DOMAIN_REGISTER_SUMMARY_H

#include "domain/register/area.h"
#include "fmt/json.h"

struct summary_line {
	int64_t code;                /* of a list; -1: not stated */
	struct str label;            /* in the language asked for; a kind's id for findings */
	int64_t n;
};
struct summary_place {
	int64_t area;                /* 0: none stated */
	struct str name;
	int64_t households, persons, monitored;
};
struct summary_batch {
	struct str no, file, kind, state;
	int64_t rows, added, changed, unchanged, refused;
};
struct summary {
	bool demo;
	struct str place;            /* the county, if there is one */
	int64_t areas[7];            /* by level 1 .. 6; 0: all */
	int64_t households, persons, monitored, present;
	struct summary_line *type, *monitor, *finding;
	int ntype, nmonitor, nfinding;
	struct summary_place *township;
	int ntownship;
	struct summary_batch *batch; /* the latest, at most 40 */
	int nbatch;
	int64_t batches, findings, leaves;
};

/* In cx's arena. */
enum err summary_make(struct ctx *cx, struct reg *r, enum lang lang, struct summary *out);
struct area_tree;
struct summary_count { int64_t households, persons, monitored; };
/* Households (monitored ones, too) and persons that lie in each node of the tree itself, by its
 * index, within r's scope: out has room for all and is zeroed. */
enum err summary_by_area(struct ctx *cx, struct reg *r, const struct area_tree *t,
                         struct summary_count *out);
/* For a terminal of so many columns (0: 80). */
void summary_text(struct buf *out, struct arena *a, const struct summary *s, enum lang lang,
                  bool colour, int columns);
/* {"households":..., "persons":..., "areas":{"county":...}, "types":[{"code","label","n"}], ...} */
void summary_json(struct json *j, const struct summary *s);

extern const struct sql *const summary_sqls[];

#endif

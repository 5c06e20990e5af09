/* valid - what every entry of a pack's policy files may say about itself: the document and clause
 * it rests on, from when to when it holds, how far its approval has come; and values that differ
 * by area and time. Texts belong to the pack's arena.
 *
 * A change of a line or a clause is itself governed: draft, then reviewed (an opinion on its
 * legality, by whom, on which day), then approved by somebody else and in force from a day not
 * before that. Only what is approved is in force; an entry that says nothing was approved with its
 * pack. What a later entry replaces stays in the file, so that an old year is judged by the old
 * words; versions.h tells what a next version of a pack may change. */
#ifndef POLICY_VALID_H
#define POLICY_VALID_H

#include "base/date.h"

struct pack;

/* Where something stands in a pack's file, for people; lines and columns from 1. */
struct pack_place {
	const char *file;
	int line, column;
};

enum approval { APPROVAL_APPROVED, APPROVAL_REVIEWED, APPROVAL_DRAFT };

struct governed {
	enum approval state;
	struct str opinion, by;      /* the legality review; empty if none is stated */
	bool unlawful;               /* what the review came to */
	date_t on;
	struct str approver;         /* whose approval; empty: with its pack, or not yet */
	date_t approved;
};

/* The document and its clause; both may be empty. The document is one of the pack's. */
struct basis {
	struct str document, clause;
};

/* An expression as it was written; rule/expr compiles it. `quoted`: its first character stands
 * one column after `at`. */
struct pack_expr {
	struct str text;             /* empty: none */
	struct pack_place at;
	bool quoted;
};

struct document_clause {
	struct str id, zh, en;
	date_t from, to;
};

struct pack_document {
	struct str id, zh, en, no;
	date_t date;                 /* of issue; may be a year or month alone; 0 not told */
	date_t from, to;             /* in force; 0 open */
	struct document_clause *clause;
	int nclause;                 /* 0: its clauses are not listed */
	bool unconfirmed;            /* from memory: to be compared with the document itself */
	struct pack_place at;
};

enum value_kind { VALUE_MONEY, VALUE_NUMBER, VALUE_DATE };

/* A value that holds in an area, from a day to a day. */
struct dated {
	struct str area;             /* digits of an area code; empty: wherever the pack holds */
	date_t from, to;             /* both included; 0 open */
	int depth;                   /* of the pack that states it: 0 the oldest parent */
	enum value_kind kind;
	int64_t v;                   /* fen; a number times 10^scale; a date_t */
	int scale;
	struct basis basis;
	struct str note;
	struct governed gov;
	bool unconfirmed;
	struct pack_place at;
};

/* The value that holds on a day in the area with this code ("510304" and all its parts), or NULL.
 * A child pack's word goes before its parent's, then the nearest area's before a larger one's.
 * `on` is a whole date; a year is judged by its last day. */
const struct dated *dated_at(const struct dated *v, int n, struct str area, date_t on);

/* A document of the pack or its parents by its id, or NULL. */
const struct pack_document *pack_document(const struct pack *p, struct str id);

#endif

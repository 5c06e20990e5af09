/* papers - what is printed for people to read and to sign (papers.yaml): its texts in both
 * languages, which values of the register it shows, its tables, and the boxes to sign in. A paper
 * prints blank, to be filled in by hand, or with what is known; docs/packs.md has the form.
 *
 * A value is named noun.field of the household the paper is about (household.no), of its head
 * (head.name), one that the paper declares under `values` and whoever prints it states, or one of
 * paper_known. */
#ifndef POLICY_PAPERS_H
#define POLICY_PAPERS_H

#include "base/err.h"
#include "policy/valid.h"

struct model;

enum paper_about { PAPER_OF_HOUSEHOLD, PAPER_OF_AREA };
/* Of a case: whenever; where a letter of refusal was made; where it was confirmed; where a review
 * was answered. */
enum paper_after { PAPER_ANYTIME, PAPER_AFTER_LETTER, PAPER_AFTER_CONFIRMED, PAPER_AFTER_ANSWER };
struct str paper_after_name(enum paper_after after);     /* as packs and JSON write it */
enum paper_part_kind { PART_TITLE, PART_TEXT, PART_NOTE, PART_HEADING, PART_GRID, PART_TABLE,
	PART_RECORDS, PART_BOXES, PART_PHOTOS, PART_SPACE, PART_PAGE };

/* A cell of a grid, a column of a table, a box. */
struct paper_item {
	struct str of;               /* the value's name, of a table the field's; empty: written by
	                                hand; "#" in a table: the row's number */
	struct str zh, en;           /* its label; empty: the field's or the value's own */
	int width;                   /* share of the columns; 0: as the others */
	bool wide;                   /* takes the whole line of a grid */
	bool left;                   /* a column whose cells hold sentences: not centred */
	struct pack_place at;
};

struct paper_part {
	enum paper_part_kind kind;
	struct str zh, en;           /* the words of a text; {name} stands for a value */
	bool known;                  /* of words: left out where a value of theirs is not known */
	int style;                   /* 0 left, 1 centre, 2 right, 3 its first line begins later */
	struct str noun;             /* rows of a table or of records; "household": the paper's own;
	                                of photos: "household" or "notice" */
	struct str rows;             /* a table of rows that whoever prints it states */
	int columns;                 /* pairs in a line of a grid, boxes in a line */
	int height;                  /* millimetres: of lines to write in */
	bool choices;                /* a grid: what can be chosen is printed, with boxes to mark */
	int least;                   /* rows that a table has, blank ones included */
	struct paper_item *item;
	int nitem;
	struct pack_place at;
};

struct paper_named {
	struct str name, zh, en;
	bool box;                    /* prints as a box, ticked where the value is known */
};

struct paper_template {
	struct str id, zh, en, note;
	struct basis basis;
	enum paper_about about;
	bool public;                 /* masked for the public, else for the office's people */
	bool code;                   /* a code on the first page names paper and row */
	int leads;                   /* 1: the code leads to the public page of declarations */
	int size;                    /* 0 A4, 1 A3, 2 A1 */
	bool wide;                   /* landscape */
	int notice;                  /* 0 of any; 1 of those that invite objections, 2 of results */
	enum paper_after after;      /* of a case: not before */
	struct str procedure;        /* of cases of these procedures only, by spaces; empty: of any */
	struct paper_named *value;   /* what whoever prints it may state */
	int nvalue;
	struct paper_part *part;
	int npart;
	struct pack_place at;
};

/* Whether it is a paper of cases of a procedure. */
bool paper_serves(const struct paper_template *t, struct str procedure);
/* Whether a table of the paper is of rows of this name. */
bool paper_has_rows(const struct paper_template *t, const char *name);
/* Values that every paper has: place, village, township, county, today, year. */
extern const char *const paper_known[];

const struct paper_template *pack_paper(const struct pack *p, struct str id);
/* Whether every value and field that the papers name is there. ERR_INPUT at its place. */
enum err papers_fit(struct ctx *cx, const struct pack *p, const struct model *m);
/* Cuts a text at its values: the words before the next {name}, and the name, empty at the end.
 * False when nothing is left. */
bool paper_text_next(struct str *rest, struct str *words, struct str *name);

#endif

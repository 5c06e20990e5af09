/* import_int - what the parts of import share: import.c (files, batches), import_group.c (one
 * household's rows), import_match.c (rows already there), import_row.c (values into rows),
 * import_chunk.c (transactions on a thread of their own), import_twins.c (doubts across
 * households), import_lead.c (departments' lists). Nobody else includes it. */
#ifndef JOB_IMPORT_INT_H
#define JOB_IMPORT_INT_H

#include "base/hash.h"
#include "base/thread.h"
#include "domain/register/doubt.h"
#include "domain/register/area.h"
#include "domain/register/closing.h"
#include "job/import.h"
#include "job/reader.h"

#define CHUNK_ROWS   6000        /* rows of the sheet, at least, in one transaction */
#define CHUNK_SHORT  800         /* the same while others wait for the writer */
#define GROUP_MAX    4000        /* rows that may state one household before it is cut */
#define KIND_MAX     250

/* What one chunk carries to the writer thread. */
struct chunk {
	struct arena a;
	struct prow *row;
	size_t n, cap;
	int64_t done;                /* rows of the sheet, in reading order, that this ends at */
	int64_t rows;                /* of them in this chunk */
	int64_t idle;                /* rows that are no data, which take memory all the same */
	struct str extra;            /* progress and counts so far, for the leaf */
	struct closing_at *year;     /* that its rows state something of, to be asked once more */
	size_t nyear, cyear;
};

/* Known numbers -> ids of persons, so that most rows need no look-up. */
struct known;
struct leads;                    /* import_lead.c */
enum known_answer { KNOWN_NO, KNOWN_ONE, KNOWN_ASK };

struct imp {
	struct ctx *cx;
	struct reg *r;
	struct import *im;
	const char *name;            /* of the file, without folders */
	struct str sheet;            /* of a workbook; empty: it is none */
	struct reader *rd;
	const struct entity *part[SHEET_PARTS];
	/* pairs of dates that have an order */
	struct doubt_orders order[SHEET_PARTS];
	/* fields that the sheet's columns state, by part */
	int *stated[SHEET_PARTS], nstated[SHEET_PARTS];
	const struct entity *household, *person, *finding, *batch_e;
	struct area_tree *areas;
	struct hmap *area_cache;     /* "county\ttownship\tvillage" -> node index */
	char last_place[512];        /* the last area path asked for, and its answer */
	size_t last_place_n;
	int last_place_at;
	uint8_t relation[256];       /* meanings of relation codes, 0: not asked yet */
	struct arena cache;          /* as long as the file */
	struct arena work;           /* as long as a household's rows are looked at */
	struct known *known;
	struct leads *leads;         /* a department's list; else NULL */
	bool fresh_part;             /* no rows of the last part were there before this batch */
	bool fresh_household;
	int64_t batch;               /* the batch that rows count as */
	int64_t self;                /* the file's own: another one for a corrected error list */
	struct amend *amend;           /* of a corrected error list */
	int64_t closed_at;           /* the leaf that closed the batch it corrects; 0: not asked yet */
	const char *list;            /* the file that findings name, and its sheet */
	struct str list_sheet;
	unsigned char file_hash[32], number_hash[32];    /* provisional numbers begin with the latter */
	struct import_counts n;
	int64_t done;                /* rows read, in reading order */
	struct chunk *chunk;         /* being filled */
	struct committer *committer;
	struct hmap *codes;          /* areas of this batch: code -> id */
	int64_t told;                /* rows acknowledged to the caller */
	bool last;                   /* no further file waits: bulk work ends with this one */
	bool reading;                /* a snapshot is held on the reading connection */
	struct month *month;         /* of a list with a source, else NULL: import_month.h */
	struct str resumed_source;   /* of the batch taken up again */
	int64_t opened;              /* the leaf that opened the batch that is taken up again */
	int64_t delivery;            /* first batch of this list in this run */
	bool more;                   /* another file of this kind waits */
	struct preview *preview;     /* rows that are to be shown; NULL: none yet */
	struct skips *skips;         /* rows that were no data, by kind */
	struct val *fixed;           /* what the shape itself states, one a copy of it */
	bool left[SHEET_PARTS];      /* told that nothing of this part is taken */
	int64_t added; /* households, persons new or changed: whether twins are worth it */
};

/* ---- import_chunk.c ---- */
struct committer;
enum err committer_start(struct ctx *cx, const struct imp *im, struct committer **out);
/* Hands a full chunk over and gives an empty one back. Errors of earlier chunks come out here. */
enum err committer_put(struct ctx *cx, struct committer *c, struct chunk **chunk);
/* Waits for all that was handed over. */
enum err committer_drain(struct ctx *cx, struct committer *c);
/* Rows durable so far; changes as chunks are committed. */
int64_t committer_saved(struct committer *c);
void committer_stop(struct committer *c);
struct prow *chunk_room(struct chunk *c);
/* Keeps in mind of which years and places this change states something. */
void chunk_years(struct chunk *c, const struct rec *old, const struct rec *now);

/* ---- import_known.c ---- */
enum err known_load(struct ctx *cx, struct reg *r, const struct entity *person, struct known **out);
enum known_answer known_get(const struct known *k, uint64_t key, int64_t *id);
void known_free(struct known *k);

/* ---- import_may.c ---- */
/* May this import touch what lies there? */
bool imp_may(const struct imp *im, int64_t area);
/* The area that all rows of this import lie in, since no others may be touched: who may see all of
 * it sees the batch. 0: there is none. */
int64_t imp_place(const struct imp *im);
/* Refuses a list of places by those who do not hold them all: ERR_DENIED. */
enum err imp_may_list(struct imp *im);

/* ---- import_row.c ---- */
void imp_found(struct imp *im, struct reader_row *row, const char *kind, int part, int field,
               struct str detail);
void imp_found_col(struct imp *im, struct reader_row *row, const char *kind, int col,
				   struct str detail);
/* Column of the sheet that a field came from, or -1. */
int imp_col(const struct imp *im, int part, int field);
/* Reports and stores one thing found in a row; `column` as a sheet shows it. */
enum err imp_tell(struct imp *im, const struct reader_row *row, const struct reader_finding *f);
/* Reports and stores what was found in a row; counts it. Called once a row, when all is known. */
enum err imp_settle(struct imp *im, struct reader_row *row);
unsigned imp_relation(struct imp *im, int64_t code);
/* Area of a row from its cells; a finding and row->refused if it cannot be told. -1. */
int imp_area(struct imp *im, struct reader_row *row, int part, int field);
/* Node of an area by what a row says, or -1, -2 (several); answers are remembered. */
int imp_area_at(struct imp *im, struct str county, struct str township, struct str cell);
/* Which pairs of dates of a part have an order; once, at the start of a file. */
void imp_resolve_order(struct imp *im, int part);
/* Required fields, dates in order, and the like, of one part; for a new row. */
void imp_check_row(struct imp *im, struct reader_row *row, int part, bool fresh);
/* A list may say otherwise than what procedures decided here, or what none decided yet: of a row
 * that was there before this import it is taken, and looked at. */
enum err imp_check_decided(struct imp *im, struct reader_row *row, int part, const struct rec *old,
                       const struct rec *now);
/* Old values with what is stated put over; *changed tells whether anything differs. */
struct rec *imp_merge(struct arena *a, const struct rec *old, const struct rec *stated,
					  bool *changed);
/* Prepares a row for the chunk and counts it. */
enum err imp_write(struct imp *im, const struct rec *rec, const struct rec *old,
                   const struct family *fam);
struct str imp_provisional(struct imp *im, struct reader_row *row, char letter);

/* ---- import_sheet.c ---- */
/* What was understood of the sheet: its shape, units, repeated and unknown columns, what was said
 * of headers. Told once, before its rows. */
enum err sheet_tell(struct imp *im);
/* The questions alone: of a sheet that lacks a necessary column. */
void sheet_ask(struct imp *im);
/* Everything said of headers, as the child takes it: now (im may be NULL), and as remembered. */
enum err sheet_said(struct ctx *cx, struct reg *r, const struct import *im, struct str *out);
/* Remembers what was said now and held for this sheet. */
enum err sheet_remember(struct imp *im);
/* Before the first row: whether there is room to remember it. */
enum err sheet_may_remember(struct imp *im);
/* A row that is no data: counted by its kind; what it states against the rows is a doubt. */
enum err sheet_skipped(struct imp *im, struct reader_row *row);
/* Which rows were left out, a line a kind. */
enum err sheet_tell_skips(struct imp *im);

/* A noun beside households of which nothing is taken, since this field is stated nowhere. */
void sheet_tell_left(struct imp *im, const struct entity *e, const struct field *f);

/* ---- import_preview.c ---- */
void preview_columns(struct imp *im);
/* A row was judged: it may be one to be shown. */
void preview_row(struct imp *im, const struct reader_row *row);
/* Tells the rows; asks the child for their cells, so it must wait. */
enum err preview_rows(struct imp *im);
/* Does the column hold what is kept sealed? */
bool preview_secret(const struct imp *im, int col);

/* ---- import_beside.c ---- */
struct beside_noun {             /* a household's rows of one noun, those of this list among them */
	const struct entity *e;
	struct rec **row;            /* `taken`: a row of the list speaks of it */
	int n;
};

struct beside {                  /* whose rows they are */
	const struct rec *house, *stated;    /* as it is now; as these rows state it */
	struct family *fam;
	bool fresh;                  /* the household is new: it has no rows yet */
	struct beside_noun *noun;    /* loaded so far; room for every noun of the model */
	int nnoun;
};
/* Loaded once a household: a second part that states the same finds what the first has written. */
enum err beside_rows(struct imp *im, struct beside *b, const struct entity *e,
                     struct beside_noun **out);
/* Reads what the shape of the sheet states itself. */
enum err beside_begin(struct imp *im);
/* Fills fields of a part that the sheet has no column for. household may be NULL. */
void beside_copies(struct imp *im, struct rec *r, int part, const struct rec *household);
/* Does the row state anything of the part? */
bool beside_states(const struct imp *im, const struct reader_row *row, int part);
/* What the rows say of a part together, in the first that says something of it; NULL: nothing. */
struct rec *beside_together(struct imp *im, struct reader_row **row, int n, int part,
                            struct reader_row **first);
/* The parts after household and person, of one household's rows. */
enum err beside_write(struct imp *im, struct reader_row **row, int n, struct beside *b);

/* ---- import_closed.c ---- */
/* Refuses a row that would make `now` of `old` (NULL: new) in a year that is closed. */
enum err closed_row(struct imp *im, struct reader_row *row, int part, const struct rec *old,
                    const struct rec *now, bool *held);
/* The same of all parts beside a household, before anything of its rows is written. b->house NULL:
 * it is new. area: where it lives. */
enum err closed_beside(struct imp *im, struct reader_row **row, int n, struct beside *b,
                       int64_t area);

/* ---- import_late.c ---- */
/* Of a corrected error list: cells of the row that another list or a person has changed since the
 * batch was closed keep what stands now; that is told, and they are taken out of `stated`. */
enum err late_cells(struct imp *im, struct reader_row *row, int part, struct rec *old,
                    struct rec *stated, const struct family *fam);
/* Refuses the rows of a household of which the source has said something newer already. */
enum err late_list(struct imp *im, struct reader_row **row, int n, struct rec *old,
                   const struct rec *stated, const struct family *fam);

/* ---- import_move.c ---- */
/* The household was in `from` and is elsewhere now: what hangs on it, and on its members, and was
 * not stated by these rows, goes along. row: the row that moved it. */
enum err move_household(struct imp *im, struct beside *b, int64_t from, int32_t row);

/* ---- import_jump.c ---- */
/* Doubts amounts that jump against the row they change. */
void imp_check_jump(struct imp *im, struct reader_row *row, int part, const struct rec *stated,
                    const struct rec *old);
/* The same for a new row of a noun with periods, against the period before among `other`. */
void imp_check_last(struct imp *im, struct reader_row *row, int part, const struct rec *stated,
                    struct rec *const *other, int n);

/* ---- import_match.c ---- */
struct parent {                  /* a household (or person) that rows hang on */
	int64_t id, area, shard;
	bool found, fresh;
	struct family fam;
	bool fam_loaded;
};
enum err match_household(struct imp *im, struct str no, struct rec **out);
enum err match_parent_household(struct imp *im, struct str no, struct parent *out);
enum err match_person(struct imp *im, const struct rec *stated, struct rec *const *member,
					  int nmember, struct rec **out);
enum err match_person_ref(struct imp *im, struct str no, struct parent *out, int64_t *household);
enum err match_children(struct imp *im, const struct entity *e, int64_t parent, struct family *fam,
                        struct rec ***out, int *n);
struct rec *match_rowkey(const struct rec *stated, struct rec *const *old, int n);
enum err match_family(struct imp *im, struct parent *p);

/* ---- import_amend.c: all of these do nothing for other lists ---- */
/* An error list by its header: finds the batch it corrects. */
enum err amend_begin(struct imp *im);
/* Loads what is open there. old: this list was broken off. */
enum err amend_load(struct imp *im, const struct rec *old);
/* The batch that is corrected, or 0. */
int64_t amend_of(const struct imp *im);
/* The leaf that closed it, or its newest correction; of another list INT64_MAX. */
int64_t amend_leaf(const struct imp *im);
/* The row takes the number it had; false, and refused, if it has none: it is no row of the batch.
 * */
bool amend_row(struct imp *im, struct reader_row *row);
/* Was the very same found in the row before? Then that finding stands, with its number and with
 * what was said of it. Before amend_settled. */
bool amend_same(struct imp *im, const struct reader_row *row, const struct reader_finding *f,
                struct str column);
/* Closes what was found in the row before and is not any more. */
enum err amend_settled(struct imp *im, const struct reader_row *row);
/* Cells that were emptied, since they are wrong and nobody knows better: what the row stated before
 * is taken back in `now`, down to what stood there before the batch. What was changed since stays.
 * fam opens older versions. */
enum err amend_emptied(struct imp *im, int part, const struct reader_row *row, struct rec *old,
                       const struct family *fam, struct rec *now, bool *changed);
/* Rows that shared a number with a row of this list: are doubts of them open? Those of a kind are
 * closed if their record is not among the twins there are still, each under its key. */
bool amend_has_twins(const struct imp *im);
struct str amend_twin_key(char key[48], const char *kind, int64_t id);
enum err amend_partners(struct imp *im, const char *kind, const struct hmap *twins);
/* Closes doubts between rows that the rows of this list do not raise any more: after all rows. */
enum err amend_end(struct imp *im);
/* Was a row that stands at this leaf written by this list? True for other lists. */
bool amend_wrote(const struct imp *im, int64_t leaf);
void amend_extra(struct buf *out, const struct imp *im);
void amend_extra_read(struct imp *im, struct str key, int64_t v);
/* The corrected batch with its new counts; *now NULL: there is none. */
enum err amend_batch(struct imp *im, struct rec **old, struct rec **now, int64_t mended);

/* ---- import_group.c, import_child.c, import_area.c ---- */
enum err group_households(struct imp *im, struct reader_row **row, int n);
enum err group_children(struct imp *im, struct reader_row **row, int n);
enum err group_areas(struct imp *im, struct reader_row **row, int n);
/* The area that an event befell: by its code, although the area may have ended by it since. */
enum err area_event_area(struct imp *im, struct reader_row *row);
/* What happened to an area (a row of area_event): findings if it cannot be; codes and names before
 * are filled in where the list leaves them out (fresh). */
enum err area_event_check(struct imp *im, struct reader_row *row, bool fresh);
/* Its outcome in the area's own row, in the same transaction: a new code or name, or the end. No
 * other row changes, since they refer to areas by id. */
enum err area_event_apply(struct imp *im, const struct rec *event);

/* ---- import_lead.c ---- */
/* Looks up topic and codes of a department's list; free what it leaves in im->leads. */
enum err leads_begin(struct imp *im);
enum err group_leads(struct imp *im, struct reader_row **row, int n);
/* The noun as a list of this topic is called to people: only name and labels. */
const struct entity *leads_label(struct imp *im);
void leads_free(struct leads *l);

/* ---- import.c ---- */
/* Hands the chunk over if it is full (last: in any case, and waits until all is written). */
enum err imp_flush(struct imp *im, bool last);

/* ---- import_twins.c ---- */
enum err twins_find(struct imp *im);

#endif

/* demo_int - what the files of the demo share: the made-up county, its families, their sheets and
 * the faults planted in them. Every family is a pure function of the seed and its number, so that
 * it can be made again at any time and no list of persons is ever held in memory. */
#ifndef JOB_DEMO_INT_H
#define JOB_DEMO_INT_H

#include "entity/cell.h"
#include "entity/sheet.h"
#include "job/demo.h"

/* ---- chance ---- */
struct rng { uint64_t s; };
uint64_t rng_mix(uint64_t x);
struct rng rng_of(uint64_t seed, uint64_t purpose, uint64_t i);
uint64_t rng_next(struct rng *r);
int rng_below(struct rng *r, int n);                     /* 0 .. n-1; 0 when n < 1 */
int rng_range(struct rng *r, int lo, int hi);            /* both included */
bool rng_chance(struct rng *r, int permille);
int rng_pick(struct rng *r, const uint16_t *weight, int n);
/* A shuffle of 0 .. n-1 that needs no table, and its inverse. */
uint64_t rng_shuffle(uint64_t key, uint64_t n, uint64_t i);
uint64_t rng_unshuffle(uint64_t key, uint64_t n, uint64_t i);

/* ---- values of code lists the demo uses (demo_lists.def) ---- */
enum label {
	L_NONE,
#define LABEL(id, list, zh) id,
#include "job/demo_lists.def"
#undef LABEL
	L__COUNT
};

/* ---- areas ---- */
/* Sums of a village's families: land by kind first (1/100 mu). */
enum { V_LAND, V_HOMES = 7, V_PEOPLE, V_WATCHED, V_WATCHED_PEOPLE, V_DANGER, V_DRY, V_DIBAO,
	V_EXTREME, V_WOMEN, V_LABOUR, V_MIGRANTS, V_DISABLED, V__COUNT };
struct demo_village {
	int64_t code;
	int16_t town;
	int16_t groups;
	struct str name;
	int64_t sum[V__COUNT];       /* what its families come to */
	bool twin;                   /* another village of the county has this name */
};
struct demo_town { int64_t code; struct str name; int first, n; };
struct demo_area { int64_t code; struct str name; };
struct demo_county {
	int64_t code;
	struct str name;
	struct demo_area above[2];   /* province, prefecture; code 0: none */
	struct demo_town *town;
	int ntown;
	struct demo_village *village;
	int nvillage;
	int64_t first, n;            /* its families, numbered through all counties */
};

#define DEMO_COUNTY_MAX 40000    /* families of one county: keeps ID numbers unique */
#define DEMO_MEMBERS 8
#define DEMO_YEARS 20

/* ---- people ---- */
/* The years between which the campaign registered and released families. */
enum { REGISTER_FIRST = 2013, EXIT_FIRST = 2015, EXIT_LAST = 2020, MONITOR_FIRST = 2020 };
#define THEN_FIRST 2016          /* the first year of which lists can be made */
enum { JOINED_WITH, JOINED_BORN, JOINED_MARRIED };
#define RISK_KINDS 10
#define DEMO_POST_PAY 500        /* yuan a month for a public post */

struct demo_person {
	int8_t n;                    /* position in the family, 0 .. */
	char role;                   /* letter of the family's shape */
	bool male;
	date_t birth, identified;
	int age;
	char id[19], name[28], phone[12];
	enum label relation, education, school, labour;
	bool chronic, serious, disabled, works;
	const char *illness;
	char card[24];               /* disability card: ID number, kind, grade */
	int card_kind, card_grade;
	int months, pay;             /* work of the data year; pay in yuan a month */
	int post_months;             /* public post of the data year */
	int8_t joined;
	bool gone;                   /* died or left in a later month */
};

struct demo_income {             /* fen */
	int year;
	int64_t wage, operating, expense, property, dibao, extreme, pension, eco, other;
	int64_t planning, transfer, net, per_capita;
};

struct demo_family {
	int64_t i;                   /* number through all counties */
	int64_t person0;             /* number of its head within the county */
	char no[20], phone[12], account[20];
	int village, group, n;
	int members;                 /* of n, those who have not gone */
	bool absent;                 /* not in the register in this month */
	struct demo_person p[DEMO_MEMBERS];
	bool male_head, poor;        /* poor: registered and exited; else an ordinary family */
	bool monitored, cleared, danger, dry, on_dibao, on_extreme, relocated, no_labour, toilet;
	bool then, out;              /* a year of the campaign; out of poverty by the data date */
	bool struck, dark, mute, hungry;     /* only then: an open risk, no power, no TV, no food */
	bool housed;                 /* only then: a low-rent home while its own house is unsafe */
	enum label nation, spouse_nation, monitor, cause, risk, clear_mode;
	enum label structure, road, fuel, grade;
	date_t identified, exited, found, cleared_on;
	int64_t land[7], house;      /* 1/100 mu, 1/100 m2 */
	int built, road_m;
	int nincome;
	struct demo_income income[DEMO_YEARS];   /* latest first */
};

/* ---- faults ---- */
struct demo_plan {
	uint8_t kind;                /* index of demo_faults + 1; 0: clean */
	int8_t member;               /* the person it is about */
	bool second;                 /* the other half of a pair: named, but unchanged */
	int8_t other_member;
	int32_t other;               /* family within the county of the other half */
};

enum {
#define SHEET(id, entity, file) id,
#define COL(sheet, field)
#include "job/demo_sheets.def"
#undef SHEET
#undef COL
	SHEET__COUNT
};

/* Columns the demo fills, numbered through all sheets: HOUSEHOLD_no, INCOME_wage ... */
enum demo_col {
#define SHEET(id, entity, file)
#define COL(sheet, field) sheet##_##field,
#include "job/demo_sheets.def"
#undef SHEET
#undef COL
	COL__COUNT
};
/* Columns of the persons' exchange list, in its order. */
enum { P_SEQ, P_DATE, P_COUNTY, P_TOWN, P_VILLAGE, P_GROUP, P_HNO, P_NO, P_NAME, P_ID, P_MEMBERS,
	P_RELATION, P_NATION, P_EDUCATION, P_SCHOOL, P_HEALTH, P_LABOUR, P_MONTHS, P_INSURED,
	P_CAUSE, P_DANGER, P_WATER, P_NET, P_HPHONE, P_PHONE, P_FIRST, P_IDENTIFIED, P_TYPE,
	P_MONITOR, P_CLEARED, P_FOUND, P_CLEARED_ON, P__COUNT };

#define ROW_CELLS 48
struct demo_row {
	struct str cell[ROW_CELLS];
	int n;
	char store[6000];
	size_t used;
	bool extra;                  /* one cell more than the header */
};

struct xw;
struct xw_sheet;
struct demo_file {
	char name[96];
	const struct entity *e;      /* NULL: the persons' exchange list */
	int first, n;                /* its columns among demo_col; n of them */
	struct buf out;              /* of a CSV */
	struct xw *book;             /* or the workbook */
	struct xw_sheet *sheet;
	char sheet_name[96];
	int64_t row;                 /* last row written; the header is 1 */
	bool open;
};

struct demo_truth {              /* what a planting did to one cell */
	int col;                     /* column within the row, -1: the whole row */
	struct str original, planted;
};

#define DEMO_VIEWS 8
struct demo_rows;
struct gen {
	struct ctx *cx;
	const struct model *m;
	struct demo *d;
	uint64_t seed;
	date_t date;
	int year;
	int months;                  /* since the data date */
	date_t shown;                /* data date of the lists: `date`, or the end of the month */
	struct arena *a;             /* for the whole run */
	struct str label[L__COUNT];
	const struct field *field[COL__COUNT];
	const struct field *list32[P__COUNT];    /* NULL: 序号, 县, 乡 */
	struct demo_county *county;
	int ncounty;
	/* the county being written */
	struct demo_county *here;
	int here_i;
	uint32_t *person0;           /* person number of each family's head; here->n + 1 entries */
	struct demo_plan *plan;
	bool *wanted;                /* fault kinds asked for */
	int64_t *placed;             /* families given to each */
	int nwanted;
	struct demo_file file[SHEET__COUNT];
	struct demo_file truth;
	struct demo_row copy[DEMO_MEMBERS];      /* rows to be written a second time */
	int ncopy;
	struct demo_row row;
	int persons_files;           /* how many files of persons so far */
	/* other workbooks than the lists themselves (demo_view.h) */
	struct demo_rows *rows;      /* of the family being written; NULL: only lists are written */
	struct demo_file view[DEMO_VIEWS];
	char seq[24];
	struct { int town, village; bool open; int64_t n; } messy;
	struct {
		int town, village;
		bool open;
		int64_t n, village_sum[8], town_sum[8];      /* 10,000 yuan, six decimals */
	} income;
};

/* demo_areas.c */
const char *demo_group(int i);
enum err demo_areas_make(struct gen *g);
enum err demo_areas_read(struct gen *g);
/* demo_names.c */
void demo_person_name(struct rng *r, char out[28], const char *surname, bool male, int born,
                      const char *generation);
const char *demo_surname(struct rng *r);
const char *demo_generation(struct rng *r);
/* demo_people.c */
int demo_family_size(const struct gen *g, int64_t i);
void demo_family_make(const struct gen *g, int64_t in_county, struct demo_family *f);
void demo_id(char out[19], int64_t county, date_t birth, int seq);
void demo_phone(const struct gen *g, char out[12], uint64_t i);
/* A long illness or a grave one, with its name. */
void demo_fall_ill(struct rng *r, struct demo_person *p, bool serious);
/* demo_life.c: school, health, work, money, house of a family whose members are there */
void demo_life(const struct gen *g, struct rng *r, struct demo_family *f);
/* demo_money.c */
void demo_money(const struct gen *g, struct rng *r, struct demo_family *f);
/* demo_month.c: what has happened to a family since the data date */
enum err demo_month_begin(struct gen *g);
void demo_month(const struct gen *g, int64_t in_county, struct demo_family *f);
/* demo_rows.c: the cells of a row */
void row_start(struct demo_row *r, int n);
void row_text(struct demo_row *r, int col, struct str s);
void row_money(struct demo_row *r, int col, int64_t fen);
void row_date(struct demo_row *r, int col, date_t d);
void row_int(struct demo_row *r, int col, int64_t v);
void row_decimal(struct demo_row *r, int col, int64_t v, int scale);
void row_copy(struct demo_row *to, const struct demo_row *from);
/* demo_files.c: the lists as files */
enum err demo_fields_find(struct gen *g);
enum err demo_files_open(struct gen *g);
enum err demo_file_made(struct gen *g, const char *name);
enum err demo_files_close(struct gen *g);
/* The next file of persons; the one before is complete. */
enum err demo_persons_next(struct gen *g);
/* Writes g->row to a list, after planting what is planned for it. f NULL: no family's row. */
enum err demo_put_row(struct gen *g, int sheet, const struct demo_family *f, int member,
                      int record);
/* Writes the copies that are planted as duplicates. */
enum err demo_put_copies(struct gen *g);
/* demo_books.c: the same as workbooks */
enum err demo_book_open(struct gen *g, struct demo_file *f, const char *sheet);
/* A workbook without sheets. */
enum err demo_book_begin(struct gen *g, struct demo_file *f);
enum err demo_book_close(struct gen *g, struct demo_file *f);
/* A header cell; a row's cells as what they are: numbers, dates, text. demo_book_next ends rows. */
void demo_book_header(struct demo_file *f, int col, struct str label);
void demo_book_cell(struct demo_file *f, int col, const struct field *field, struct str text);
void demo_book_next(struct demo_file *f);
/* Names a fault at the last row of a file; label: its column, empty for the whole row. */
enum err demo_truth_put(struct gen *g, const struct demo_file *f, int kind, struct str label,
                        struct str original, struct str planted);
/* demo_view.c: rows kept for the workbooks that show them otherwise */
void demo_keep(struct gen *g, int sheet, int member, int record, int kind,
               const struct demo_truth *t, bool twice);
void demo_forget(struct gen *g);
struct demo_rows *demo_rows_new(struct arena *a);
/* demo_national.c: the national system's workbooks of one county */
enum err demo_national_open(struct gen *g);
enum err demo_national_close(struct gen *g);
enum err demo_national_family(struct gen *g, const struct demo_family *f);
enum err demo_national_village(struct gen *g, int village);
/* Does one of them show this column of a list? */
bool demo_national_shows(int sheet, int col);
/* demo_messy.c, demo_messy_income.c: what villages and townships of one county fill in */
enum err demo_messy_open(struct gen *g);
enum err demo_messy_close(struct gen *g);
enum err demo_messy_family(struct gen *g, const struct demo_family *f);
bool demo_messy_shows(int sheet, int col);
enum err demo_messy_income_open(struct gen *g);
enum err demo_messy_income_close(struct gen *g);
enum err demo_messy_income(struct gen *g, const struct demo_family *f);
bool demo_messy_income_shows(int sheet, int col);
/* demo_sheets.c: which fact goes into which column */
enum err demo_put_areas(struct gen *g);
enum err demo_put_person(struct gen *g, const struct demo_family *f, int member);
enum err demo_put_family(struct gen *g, const struct demo_family *f);
/* demo_outline.c: the shapes of the made-up places, as GeoJSON; not of places the user named */
#define DEMO_OUTLINES "outlines.geojson"
enum err demo_put_outlines(struct gen *g);
/* demo_places.c: lists of villages and counties */
enum err demo_put_county(struct gen *g);
/* demo_records.c: what happened to a family */
enum err demo_put_records(struct gen *g, const struct demo_family *f);
/* Does another list than the persons' speak of the member? */
bool demo_has_records(const struct demo_family *f, int member);
bool demo_has_person_row(const struct demo_person *p);
/* demo_faults.c */
enum err demo_faults_read(struct gen *g);
enum err demo_faults_plan(struct gen *g);
/* Changes a row about to be written (member -1: a row of the household) and tells what it did.
 * Returns the kind of fault, or -1 when the row stays as it is and is not named. */
int demo_faults_row(struct gen *g, const struct demo_family *f, int sheet, int member,
                    int record, struct demo_row *row, struct demo_truth *out);
/* The kind that copies rows; whether a member's row is to be copied. */
int demo_fault_copy(void);
bool demo_fault_copies(const struct gen *g, int64_t in_county, int member);
const char *demo_fault_id(int kind);
const struct kind *demo_fault_kind(int kind);

#endif

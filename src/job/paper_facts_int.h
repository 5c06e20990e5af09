/* paper_facts_int - what the parts of paper_facts share. Nobody else includes it. */
#ifndef JOB_PAPER_FACTS_INT_H
#define JOB_PAPER_FACTS_INT_H

#include "job/paper_facts.h"

struct filling {
	struct ctx *cx;
	struct gate *g;
	struct paper_order *o;
	struct paper_value *value;
	int n, most;
	struct cells *cells;
	struct str maker;            /* who made what it is about */
	struct str checker;          /* who decided on it; empty: left to be written */
	bool clear;                  /* with what was said of the family */
};

/* Has the paper a value of this name that nobody stated? */
bool fact_wanted(const struct filling *k, const char *name);
/* A value of the paper, if it has one of this name and nobody stated it; empty texts are left
 * out. */
void fact_say(struct filling *k, const char *name, struct str text);
void fact_number(struct filling *k, const char *name, int64_t n);
void fact_day(struct filling *k, const char *name, date_t day);
/* In the paper's language. */
struct str fact_words(const struct filling *k, struct str zh, struct str en);
/* "7天", "7个工作日", "7 working days". */
struct str fact_days(struct filling *k, int64_t n, bool working);
/* "60天", "2个月". */
struct str fact_period(struct filling *k, const struct period *p);
struct str fact_day_text(struct filling *k, date_t day);
/* 2026-11-06: in narrow cells of tables. */
struct str fact_day_short(struct filling *k, date_t day);
struct str fact_int(struct filling *k, int64_t n);
/* A document as people cite it, with the clause. */
struct str fact_basis(struct filling *k, const struct pack *p, const struct basis *b);
/* Whose account an actor is; empty: none. */
struct str fact_who(struct filling *k, struct str actor);
/* A cell as the office reads it. */
enum err fact_cell(struct filling *k, const struct rec *row, int field, struct str *out);
/* Another table of rows: n * ncol cells, which the caller fills. */
struct str *fact_rows(struct filling *k, const char *name, int ncol, int n);
/* The same with a heading over them: a part of that name prints all such tables. */
struct str *fact_titled(struct filling *k, const char *name, struct str title, int ncol, int n);
/* What a sealed text says to who reads this paper. */
struct str fact_sealed(const struct filling *k, const struct rec *row, int field);

enum err facts_notice(struct filling *k, const struct paper_subject *s);
enum err facts_meeting(struct filling *k, struct str no);
/* What stands on a dossier: the household of the order. */
enum err facts_cases(struct filling *k);
/* What the household of the order is told on its card: whom to call, what it gets. */
enum err facts_card(struct filling *k);
enum err facts_matter(struct filling *k, struct str no, struct str letter);

#endif

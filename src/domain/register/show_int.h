/* show_int - shared by the pages of show; nobody else includes it. */
#ifndef DOMAIN_REGISTER_SHOW_INT_H
#define DOMAIN_REGISTER_SHOW_INT_H

#include "domain/register/browse_int.h"
#include "domain/register/page.h"
#include "domain/register/show.h"

/* A page being made. */
struct face {
	struct ctx *cx;
	struct reg *r;
	const struct show *o;
	struct page page;
	struct cells cells;
	struct buf one;              /* one cell */
	struct rec **member;         /* whose names stand for their numbers */
	int nmember;
};
enum err face_begin(struct ctx *cx, struct reg *r, const struct show *o, struct buf *out,
                    struct face **f);
void face_end(struct face *f);

const char *face_text(const struct face *f, const char *key);
const char *face_label(const struct face *f, const struct field *field);
/* Shown text of a value, in cx's arena; empty when unknown. unit: with its unit behind it. */
enum err face_cell(struct face *f, const struct rec *row, int field, bool unit, struct str *out);
/* Label and value of the known fields among from .. to, under a title if there are any. */
enum err face_fields(struct face *f, const struct rec *row, const char *title, int from, int to);
/* A table of rows: title, columns by field name, closed by NULL. Nothing when there are no rows. */
enum err face_table(struct face *f, const char *title, struct rec **rows, int n,
                    const char *const *fields);
/* Sorts rows by an integer field, unknown first. */
void face_sort(struct rec **rows, int n, int field);
/* Title line with the demo notice under it. */
enum err face_title(struct face *f, struct str left, struct str right);
/* File, line, date, leaf of the row, and the journal's head. */
enum err face_provenance(struct face *f, const struct rec *row);
/* Path of an area from its county down. */
enum err face_path(struct face *f, int64_t area, struct str *out);
/* Rows of a noun under a household that name a person, for that person's page. */
enum err face_of_person(struct face *f, const char *noun, const struct rec *person,
                        struct rec ***rows, int *n);
/* The page of a household (show_household.c). */
enum err face_household(struct face *f, const struct rec *row);

#endif

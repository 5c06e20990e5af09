/* pack - policy as files: policy/NAME/ holds pack.yaml (name, parent, documents), lists.yaml (code
 * lists), fields.yaml (extra fields), sheets.yaml (headers, shapes of sheets), lines.yaml,
 * standards.yaml, checks.yaml, provisions.yaml, papers.yaml ... A pack inherits from its parent and
 * overrides by id. Loading validates everything and reports file:line:column. What is loaded is
 * hashed; a decision names the version that made it.
 *
 * lists.yaml:
 *   lists:
 *     relation:
 *       zh: 与户主关系
 *       en: Relation to head
 *       source: 国办系统; GB/T 4761-2008
 *       values:
 *         - {code: 2, zh: 户主, en: Head, sem: head, syn: [本人, 户主本人], gb: "02", from: 2014, to: 2020}
 * code: integer, unique in its list, never reused (0..62 if the list is used by a SET field).
 * sem: one or more tags C may know (see docs/tags.md); syn: other labels and numbers seen in other
 * systems, each as text or as {sys: "R-GD", v: "03"}. from/to: years of validity. */
#ifndef POLICY_PACK_H
#define POLICY_PACK_H

#include "entity/entity.h"
#include "policy/checks.h"
#include "policy/lines.h"
#include "policy/papers.h"
#include "policy/notices.h"
#include "policy/phases.h"
#include "policy/procedures.h"
#include "policy/measures.h"
#include "policy/provisions.h"
#include "policy/sources.h"

struct list_value {
	int64_t code;
	struct str zh, en;
	struct str sem; /* tags separated by spaces, with one at both ends: " head self " */
	int from, to;                /* years, 0 open */
	struct str *syn;
	int nsyn;
};

struct code_list {
	struct str name, zh, en, source;
	struct list_value *v;
	int n;
};

/* What a column of a department's list may be called: the first name is the label. */
struct lead_names { const char *zh, *syn; };     /* syn separated by '|'; NULL: none */
enum lead_column { LEAD_COL_IDNO, LEAD_COL_NAME, LEAD_COL_BIRTH, LEAD_COL_AREA, LEAD_COL_ADDRESS,
	LEAD_COL_DATE, LEAD_COL_MONTH, LEAD_COL__COUNT };
#define LEAD_FACTS 6

/* A kind of list that a department sends (leads.yaml): what its columns are called, and what its
 * rows mean. */
struct lead_topic {
	struct str id, zh, en, dept_zh, dept_en, check_zh, check_en;
	int64_t topic, channel;      /* values of the lists lead_topic and lead_channel */
	struct lead_names amount;    /* .zh NULL: no amount */
	int64_t amount_times;        /* 1 yuan, 10000 wan: what a header without a unit means */
	bool has_above;              /* a row becomes a lead only if its amount is above this */
	int64_t above;               /* fen */
	struct lead_names fact[LEAD_FACTS], date, month;
	int nfact;
	int64_t due_days;
	bool same_date, same_amount; /* what must agree, with person and topic, to be the same fact */
	unsigned same_facts;         /* likewise; bits of fact[] */
};

#define PACK_PARENTS_MAX 8
#define PACK_FILES_MAX 160

/* A file of the chain whose entries versions.h does not tell one by one. */
struct pack_file { struct str path, hash; };             /* "cn/procedures.yaml", 16 hex digits */

/* One pack of a chain. What it states without saying more was approved when it was issued. */
struct pack_layer {
	struct str name, by;         /* by: who issued it; empty: not told */
	date_t issued;
};

struct pack {
	struct pack_layer layer[PACK_PARENTS_MAX];       /* the oldest parent first */
	int nlayer;
	struct str name, parent, zh, en;
	int64_t zone_minutes;        /* the office's clock: minutes east of UTC */
	int64_t small_cell;          /* figures of fewer households are not shown by area; 0: all are */
	struct str small_by;         /* which of the chain says so; empty: none does */
	int64_t made_up;             /* first two digits of area codes that no real place has; 0 none */
	struct code_list *lists;     /* with those inherited */
	int nlist;
	struct field *fields;        /* extra fields; .name etc. NUL-terminated in the arena */
	const char **field_entity;   /* which entity each belongs to */
	int nfield;
	struct lead_names lead_col[LEAD_COL__COUNT];     /* columns of every topic */
	struct lead_topic *topic;
	int ntopic;
	struct data_source *source;  /* who states the values of lists: sources.h */
	int nsource;
	struct pack_document *document;      /* with those inherited */
	int ndocument;
	struct line_series *line;    /* lines.h */
	int nline;
	struct standard *standard;   /* standards.h */
	int nstandard;
	struct check *check;         /* checks.h */
	int ncheck;
	struct check_none *none;
	int nnone;
	struct provision *provision; /* provisions.h */
	int nprovision;
	struct paper_template *paper;        /* papers.h */
	int npaper;
	struct notice_policy notices;        /* notices.h */
	struct calendar *calendar;   /* calendar.h */
	int ncalendar;
	struct checklist *checklist; /* procedures.h */
	int nchecklist;
	struct str *off;             /* procedures of a parent that a child does without */
	int noff;
	struct procedure *procedure;
	int nprocedure;
	struct str office_zh[7], office_en[7];       /* by level: offices.h */
	struct phase_track *track;   /* phases.h */
	int ntrack;
	struct pack_alerts alerts;   /* alerts.h */
	struct pack_usual usual;     /* measures.h */
	struct pack_index *index;
	int nindex;
	struct sheet_book *book;     /* headers, shapes of other systems' sheets (sheets.yaml) */
	bool from_files;             /* just read, not out of a register: its expressions are tried */
	struct pack_file file[PACK_FILES_MAX];
	int nfile;
	unsigned char hash[32];      /* SHA-256 over the files, parents first */
	struct str text;             /* canonical text of what was loaded (stored in the register) */
};

/* Finds NAME in the policy folders and loads it with its parents. All memory in `a`.
 * ERR_NOTFOUND, ERR_INPUT (file:line:column in the error's place). */
enum err pack_load(struct ctx *cx, struct arena *a, const char *name, struct pack **out);
/* Loads again from the canonical text that was stored. */
enum err pack_from_text(struct ctx *cx, struct arena *a, struct str text, struct pack **out);
/* Code lists of a pack as the entity layer wants them (hash tables made in `a`). */
enum err pack_list_face(struct ctx *cx, struct arena *a, const struct pack *p,
                        struct list_face *out);
/* A topic by its id, or NULL. */
const struct lead_topic *pack_topic(const struct pack *p, struct str id);
const struct code_list *pack_list(const struct pack *p, struct str name);
/* The value that means just this: it has all the tags ("poor new") and the fewest others. NULL. */
const struct list_value *list_meant(const struct code_list *l, struct str tags);
/* Pack + model in one go: pack lists, pack fields, entity_setup. */
enum err pack_model(struct ctx *cx, struct arena *a, const struct pack *p, struct model **out);

#endif

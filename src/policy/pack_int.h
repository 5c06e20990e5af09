/* pack_int - what the files of this room share: the strict YAML reader (pack_yaml.c), the loader
 * (pack.c), extra fields (pack_fields.c) and code lists (lists.c). Nobody else includes it. */
#ifndef POLICY_PACK_INT_H
#define POLICY_PACK_INT_H

#include "base/hash.h"
#include "policy/pack.h"
#include "rule/near.h"

#define PACK_FILE_MAX ((size_t)4 << 20)
#define PACK_DEPTH_MAX 12
#define PACK_NODE_MAX 200000
#define PACK_SET_CODE_MAX 62

/* A place in a file, for people: "cn/lists.yaml:12:7" (lines and columns from 1). */
struct mark {
	const char *file;
	int line, column;
};

enum node_kind { NODE_SCALAR, NODE_MAP, NODE_SEQ };

/* A parsed value. A map keeps its pairs as key, value, key, value in `kid`. */
struct node {
	enum node_kind kind;
	struct mark at;
	struct str text;             /* NODE_SCALAR, NUL-ended in the arena */
	bool plain;                  /* written without quotes */
	struct node **kid;
	int nkid;
};

/* ERR_INPUT at a place. Up to three arguments, then NULL. */
#define PACK_BAD(cx, at, ...) err_set((cx), ERR_INPUT, mark_text((cx), (at)), __VA_ARGS__, NULL)
#define PACK_FULL(cx, at) \
	err_set((cx), ERR_LIMIT, mark_text((cx), (at)), "pack-too-many-nodes", NULL)
const char *mark_text(struct ctx *cx, struct mark at);

/* One document whose root is a map. Refused: aliases, anchors, tags, two documents, a key stated
 * twice, keys that are no scalars, depth, more nodes than PACK_NODE_MAX. */
enum err yaml_read(struct ctx *cx, struct arena *a, const char *file, struct str bytes,
                   struct node **root);

struct loading;

/* Refuses characters that cannot be seen or that turn a line about, and names on two lines. */
enum err node_seen(struct ctx *cx, const struct node *n);

/* The value of a key, or NULL. */
const struct node *node_get(const struct node *map, const char *key);
/* Every key must be one of `known` (names separated by spaces); else the error names them. */
enum err node_known(struct ctx *cx, const struct node *map, const char *known);
/* Typed children; `need` false: absent leaves *out as it is. */
enum err node_text(struct ctx *cx, const struct node *map, const char *key, bool need,
                   struct str *out);
enum err node_int(struct ctx *cx, const struct node *map, const char *key, bool need, int64_t min,
                  int64_t max, int64_t *out);
/* A map or list child; absent: NULL. */
enum err node_kind_of(struct ctx *cx, const struct node *map, const char *key,
                      enum node_kind kind, bool need, const struct node **out);
/* Other names of a column, joined by |; absent: *out as it is. */
enum err node_syns(struct loading *ld, const struct node *map, const char **out);
/* a-z first, then a-z 0-9 and `extra`; at most max bytes. */
bool name_good(struct str s, char extra, size_t max);

/* Where each value and each synonym was written; kept beside the pack while loading. */
struct list_mark {
	struct mark at;              /* of the list's latest mention */
	struct mark *value;          /* one per value */
	struct mark **syn;           /* one per synonym of each value */
};

struct loading {
	struct ctx *cx;
	struct arena *a;
	struct pack *p;
	struct list_mark *mark;      /* one per list of p */
	struct mark *field_mark;     /* one per field of p */
	struct lead_mark { struct mark topic, channel, above, names; } *lead_mark;  /* per topic */
	struct mark lead_cols;
	const struct node *sheets[PACK_PARENTS_MAX]; /* the sheets.yaml of each pack, parents first */
	int nsheets;
	int depth;                   /* of the pack being merged: 0 the oldest parent */
	const char *place_file;      /* the last file named in a place */
};

/* lists.c: merges one lists.yaml into the pack; the check of the merged whole. */
enum err lists_merge(struct loading *ld, const struct node *root);
enum err lists_check(struct loading *ld);
/* A label as it is compared: full-width forms narrowed, spaces dropped, Latin letters small.
 * Points to s itself when nothing changes, else into `out` (at least s.n bytes). */
struct str label_fold(struct str s, char *out);

/* pack_fields.c: merges one fields.yaml; checks the merged whole. */
enum err fields_merge(struct loading *ld, const struct node *root);
enum err fields_check(struct loading *ld);

/* leads.c: merges one leads.yaml, key by key over the parent's topics; checks the merged whole. */
enum err leads_merge(struct loading *ld, const struct node *root);
enum err leads_check(struct loading *ld);
/* sources.c: merges one sources.yaml. Its rules are checked with the model: sources_fit. */
enum err sources_merge(struct loading *ld, const struct node *root);
/* pack_sheets.c: what all sheets.yaml say together, against the nouns with the pack's fields. */
enum err sheets_build(struct loading *ld);

/* valid.c: what entries say about themselves; see valid.h. */
enum err documents_merge(struct loading *ld, const struct node *root);
enum err node_bool(struct ctx *cx, const struct node *map, const char *key, bool *out);
enum err node_day(struct ctx *cx, const struct node *map, const char *key, bool last, date_t *out);
enum err node_span(struct ctx *cx, const struct node *map, date_t *from, date_t *to);
/* A list of names, none twice; extra 0: any text. */
enum err node_words(struct loading *ld, const struct node *map, const char *key, char extra,
                    struct str **out, int *n);
enum err node_expr(struct loading *ld, const struct node *map, const char *key, bool need,
                   struct pack_expr *out);
/* document and clause, which must be there. */
enum err node_basis(struct loading *ld, const struct node *map, struct basis *out);
enum err basis_holds(struct loading *ld, const struct basis *b, date_t from, date_t to,
                     struct pack_place at);
enum err node_governed(struct loading *ld, const struct node *map, struct governed *out);
/* sound.c: what is asked of a pack just read, not of one that a register keeps already: a document
 * behind every standard and amount, in force as long as what rests on it. */
enum err pack_sound(struct ctx *cx, struct arena *a, const struct pack *p);
/* sound_words.c: the same of words that name something else: roles, media, procedures. */
enum err pack_words_sound(struct ctx *cx, const struct pack *p);
/* A word that must be one of several: each is tried, word_known then says whether it was among
 * them, or, at its place, what there is and what is nearest. `key`: what it was written behind. */
#define WORD_CHOICES 40          /* that are named */
struct sought {
	const char *key;
	struct str word;
	bool found;
	struct expr_near near;
	struct str name[WORD_CHOICES];
	int n;
};
void word_try(struct sought *s, struct str name);
enum err word_known(struct ctx *cx, const struct sought *s, struct pack_place at);
/* Tags that a value of the list must have, all of them. */
enum err word_tag(struct ctx *cx, const struct pack *p, struct pack_place at, const char *key,
                  const char *list, struct str tags);
/* Adds values to *v; kinds: bits of enum value_kind. Refused: two that hold in one area at once. */
enum err dated_read(struct loading *ld, const struct node *seq, int kinds, struct dated **v,
                    int *n);
/* Of pointers to values, for qsort: area, pack, from, place. */
int dated_order(const void *x, const void *y);
/* Room for one more than n elements; what was there moves along. */
void *pack_grow(struct arena *a, void *old, int n, size_t size);
struct pack_place pack_place_of(struct loading *ld, struct mark at);
struct mark mark_at(struct pack_place at);

/* Each merges one file (files.def), or checks the whole. */
enum err lines_merge(struct loading *ld, const struct node *root);
enum err standards_merge(struct loading *ld, const struct node *root);
enum err standards_check(struct loading *ld);
enum err params_read(struct loading *ld, const struct node *n, struct parameter **list, int *count);
enum err verdict_read(struct loading *ld, struct standard *s);
enum err checks_merge(struct loading *ld, const struct node *root);
enum err checks_check(struct loading *ld);
enum err provisions_merge(struct loading *ld, const struct node *root);
enum err measures_merge(struct loading *ld, const struct node *root);
enum err papers_merge(struct loading *ld, const struct node *root);
enum err notices_merge(struct loading *ld, const struct node *root);
/* calendar.c, procedures.c, procedures_check.c */
enum err calendars_merge(struct loading *ld, const struct node *root);
/* "days: 5, count: working" or "months: 6"; "2/3". Absent: *out as it is; a share must be there. */
enum err node_period(struct loading *ld, const struct node *map, const char *key,
                     struct period *out);
enum err node_share(struct loading *ld, const struct node *map, const char *key, int *num,
                    int *den);
/* alerts.c: a role, or a list of {role, after}. */
enum err node_hearers(struct loading *ld, const struct node *map, const char *key,
                       struct hearers *out);
enum err alerts_merge(struct loading *ld, const struct node *root);
enum err procedures_merge(struct loading *ld, const struct node *root);
/* A gate of the procedure: word_known. */
enum err gate_word(struct loading *ld, const struct procedure *p, const char *key, struct str gate,
                   struct pack_place at);
enum err procedures_check(struct loading *ld);
/* offices.c: offices of a pack.yaml, over the parent's. */
enum err offices_read(struct ctx *cx, const struct node *root, struct pack *p);
/* phases.c: the tracks that a procedures.yaml states; are a procedure's words among them? */
enum err phases_merge(struct loading *ld, const struct node *root);
enum err phases_check(struct loading *ld, const struct procedure *p);

#endif

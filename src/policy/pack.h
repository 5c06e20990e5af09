/* pack - policy as files: policy/NAME/ holds pack.yaml (name, parent, documents), lists.yaml (code
 * lists) and fields.yaml (extra fields), later lines, standards, procedures ... A pack inherits
 * from its parent and overrides by id. Loading validates everything and reports
 * file:line:column. What is loaded is hashed; a decision names the version that made it.
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

struct pack {
	struct str name, parent, zh, en;
	int64_t zone_minutes;        /* the office's clock: minutes east of UTC */
	int64_t made_up;             /* first two digits of area codes that no real place has; 0 none */
	struct code_list *lists;     /* with those inherited */
	int nlist;
	struct field *fields;        /* extra fields; .name etc. NUL-terminated in the arena */
	const char **field_entity;   /* which entity each belongs to */
	int nfield;
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
const struct code_list *pack_list(const struct pack *p, struct str name);
/* Pack + model in one go: pack lists, pack fields, entity_setup. */
enum err pack_model(struct ctx *cx, struct arena *a, const struct pack *p, struct model **out);

#endif

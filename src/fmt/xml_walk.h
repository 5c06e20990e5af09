/* xml_walk - a part of a workbook from its first tag to its last, with the place of every tag in
 * the bytes, so that what is not understood can be copied as it stands. UTF-8 only; a DOCTYPE,
 * other encodings, and more than XML_DEPTH elements inside each other are refused. Names come
 * without their prefix. */
#ifndef FMT_XML_WALK_H
#define FMT_XML_WALK_H

#include "base/err.h"

#define XML_DEPTH 64

struct xml_walk {
	struct ctx *cx;
	const char *part;            /* for the error's place */
	struct str raw;
	void *arg;
	/* Any of them may be NULL. atts: name, value, ..., NULL. */
	void (*start)(struct xml_walk *w, struct str name, const char **atts);
	void (*end)(struct xml_walk *w, struct str name);
	void (*text)(struct xml_walk *w, struct str s);
	/* of the tag that is told */
	size_t at, after;            /* its bytes are [at, after); the end of <a/> has none */
	int depth;                   /* 1: the root */
	enum err e;                  /* set by a callback: stops */
	void *parser;
};

/* ERR_INPUT fill-xml-*: what is wrong and in which part; or what a callback set. */
enum err xml_walk(struct xml_walk *w);
/* An attribute by its name without prefix, or NULL. */
const char *xml_att(const char **atts, const char *name);
/* Text as it may stand in an element or attribute; characters XML cannot hold become '?'. */
struct buf;
void xml_escape(struct buf *out, struct str s);

#endif

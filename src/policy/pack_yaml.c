/* pack_yaml - a small, strict tree of a YAML file on libyaml's events. A policy file is data that
 * people read aloud in meetings: what could mean two things (aliases, tags, repeated keys) is
 * refused with its place instead of being interpreted. */
#include <stdio.h>
#include <yaml.h>

#include "base/utf8.h"
#include "policy/pack_int.h"

#define CHAIN_ROOM ((size_t)64 << 20)
#define TEXT_MOST  4000          /* characters of one text; the longest that is shipped has 450 */

/* A map or list being filled; kids are collected in a chain and made an array at its end. */
struct link {
	struct node *node;
	struct link *next;
};

struct frame {
	struct node *node;
	struct link *first, *last;
	struct hmap *keys;           /* of a map */
	bool value_next;             /* of a map: the key is read */
};

struct reader {
	struct ctx *cx;
	struct arena *a, chain;      /* chain: what is only needed while it is read */
	const char *file;
	struct frame frame[PACK_DEPTH_MAX];
	int depth, nodes;
	struct node *root;
};

const char *mark_text(struct ctx *cx, struct mark at)
{
	char b[48];
	struct str name = str_of(at.file ? at.file : "");

	if (at.line <= 0)
		return str_z(&cx->arena, name);
	snprintf(b, sizeof b, ":%d:%d", at.line, at.column);
	return str_z(&cx->arena, str_join(&cx->arena, name, str_of(b)));
}

static struct mark mark_of(const struct reader *r, const yaml_mark_t *m)
{
	return (struct mark){ r->file, (int)m->line + 1, (int)m->column + 1 };
}

static struct node *node_new(struct reader *r, enum node_kind kind, const yaml_event_t *e)
{
	struct node *n = ARENA_NEW(r->a, struct node);

	n->kind = kind;
	n->at = mark_of(r, &e->start_mark);
	return n;
}

/* Hangs a finished or begun value under the open map or list. */
static enum err attach(struct reader *r, struct node *n)
{
	struct frame *f;
	struct link *l;
	int64_t seen;

	if (++r->nodes > PACK_NODE_MAX || arena_full(r->a) || arena_full(&r->chain))
		return PACK_FULL(r->cx, n->at);
	if (r->depth == 0) {
		if (n->kind != NODE_MAP)
			return PACK_BAD(r->cx, n->at, "pack-root-not-map");
		r->root = n;
		return OK;
	}
	f = &r->frame[r->depth - 1];
	if (f->node->kind == NODE_MAP && !f->value_next) {
		if (n->kind != NODE_SCALAR)
			return PACK_BAD(r->cx, n->at, "pack-key-not-text");
		if (hmap_get(f->keys, n->text, &seen))
			return PACK_BAD(r->cx, n->at, "pack-key-twice", n->text.p);
		hmap_put(f->keys, n->text, 1);
	}
	f->value_next = f->node->kind == NODE_MAP && !f->value_next;
	l = ARENA_NEW(&r->chain, struct link);
	l->node = n;
	if (f->last)
		f->last->next = l;
	else
		f->first = l;
	f->last = l;
	f->node->nkid++;
	return OK;
}

static enum err open_frame(struct reader *r, const yaml_event_t *e, enum node_kind kind)
{
	struct node *n = node_new(r, kind, e);

	TRY(attach(r, n));
	if (r->depth == PACK_DEPTH_MAX)
		return err_set(r->cx, ERR_LIMIT, mark_text(r->cx, n->at), "pack-too-deep", NULL);
	r->frame[r->depth++] = (struct frame){
		.node = n, .keys = kind == NODE_MAP ? hmap_new(&r->chain, 8) : NULL,
	};
	return OK;
}

static void close_frame(struct reader *r)
{
	struct frame *f = &r->frame[--r->depth];
	int i = 0;

	f->node->kid = arena_array(r->a, (size_t)f->node->nkid, sizeof *f->node->kid);
	for (struct link *l = f->first; l; l = l->next)
		f->node->kid[i++] = l->node;
}

static enum err scalar(struct reader *r, const yaml_event_t *e)
{
	struct node *n = node_new(r, NODE_SCALAR, e);
	struct str text = { (const char *)e->data.scalar.value, e->data.scalar.length };

	if (e->data.scalar.anchor || e->data.scalar.tag)
		return PACK_BAD(r->cx, n->at, "pack-yaml-tag");
	if (memchr(text.p, 0, text.n))
		return PACK_BAD(r->cx, n->at, "pack-text-nul");
	n->text = str_dup(r->a, text);
	n->plain = e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	return attach(r, n);
}

static enum err on_event(struct reader *r, const yaml_event_t *e)
{
	switch (e->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (r->root)
			return PACK_BAD(r->cx, mark_of(r, &e->start_mark), "pack-two-documents");
		return OK;
	case YAML_ALIAS_EVENT:
		return PACK_BAD(r->cx, mark_of(r, &e->start_mark), "pack-yaml-alias");
	case YAML_SCALAR_EVENT:
		return scalar(r, e);
	case YAML_SEQUENCE_START_EVENT:
		if (e->data.sequence_start.anchor || e->data.sequence_start.tag)
			return PACK_BAD(r->cx, mark_of(r, &e->start_mark), "pack-yaml-tag");
		return open_frame(r, e, NODE_SEQ);
	case YAML_MAPPING_START_EVENT:
		if (e->data.mapping_start.anchor || e->data.mapping_start.tag)
			return PACK_BAD(r->cx, mark_of(r, &e->start_mark), "pack-yaml-tag");
		return open_frame(r, e, NODE_MAP);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		close_frame(r);
		return OK;
	default:
		return OK;
	}
}

static enum err syntax_error(struct reader *r, const yaml_parser_t *p)
{
	struct mark at = mark_of(r, &p->problem_mark);

	if (p->error == YAML_MEMORY_ERROR)
		return err_set(r->cx, ERR_LIMIT, r->file, "pack-too-many-nodes", NULL);
	if (p->error == YAML_READER_ERROR)
		return PACK_BAD(r->cx, ((struct mark){ r->file, 0, 0 }), "pack-not-utf8");
	return PACK_BAD(r->cx, at, "pack-yaml-syntax", p->problem ? p->problem : "?");
}

/* 1-based line and column of the first byte that is no UTF-8. */
static struct mark bad_byte(const char *file, struct str bytes)
{
	struct mark at = { file, 1, 1 };
	struct str rest = bytes;

	while (rest.n) {
		struct str before = rest;
		int32_t cp = utf8_next(&rest);

		if (cp == 0xFFFD && !str_starts(before, STR("\xEF\xBF\xBD")))
			break;
		if (cp == '\n') {
			at.line++;
			at.column = 1;
		} else {
			at.column++;
		}
	}
	return at;
}

enum err yaml_read(struct ctx *cx, struct arena *a, const char *file, struct str bytes,
                   struct node **root)
{
	struct reader r = { .cx = cx, .a = a, .file = file };
	yaml_parser_t parser;
	enum err err = OK;
	bool more = true;

	if (bytes.n > PACK_FILE_MAX)
		return err_set(cx, ERR_LIMIT, file, "pack-file-too-large", NULL);
	if (!utf8_valid(bytes))
		return PACK_BAD(cx, bad_byte(file, bytes), "pack-not-utf8");
	if (str_starts(bytes, STR("\xEF\xBB\xBF")))     /* as some editors begin a file */
		bytes = str_sub(bytes, 3, bytes.n);
	if (!yaml_parser_initialize(&parser))
		return err_set(cx, ERR_LIMIT, file, "pack-too-many-nodes", NULL);
	arena_init(&r.chain, CHAIN_ROOM);
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)bytes.p, bytes.n);
	while (err == OK && more) {
		yaml_event_t event;

		if (!yaml_parser_parse(&parser, &event)) {
			err = syntax_error(&r, &parser);
			break;
		}
		err = on_event(&r, &event);
		more = event.type != YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	arena_free(&r.chain);
	TRY(err);
	if (!r.root)
		return PACK_BAD(cx, ((struct mark){ file, 1, 1 }), "pack-root-not-map");
	*root = r.root;
	return OK;
}

/* Control characters, what has no width, what turns the direction of writing. */
static bool unseen(int32_t cp)
{
	return (cp < ' ' && cp != '\n' && cp != '\t') || (cp >= 0x7F && cp < 0xA0) || cp == 0x061C ||
		(cp >= 0x200B && cp <= 0x200F) || (cp >= 0x2028 && cp <= 0x202E) ||
		(cp >= 0x2060 && cp <= 0x206F) || cp == 0xFEFF;
}

static enum err text_seen(struct ctx *cx, const struct node *n, bool one_line)
{
	struct str rest = n->text;
	size_t long_as = utf8_len(rest);
	int32_t cp;
	char code[24], most[24];

	if (long_as > TEXT_MOST) {
		snprintf(code, sizeof code, "%zu", long_as);
		snprintf(most, sizeof most, "%d", TEXT_MOST);
		return PACK_BAD(cx, n->at, "pack-text-long", code, most);
	}
	while ((cp = utf8_next(&rest)) >= 0) {
		if (!unseen(cp) && !(one_line && (cp == '\n' || cp == '\t')))
			continue;
		snprintf(code, sizeof code, "U+%04X", (unsigned)cp);
		return PACK_BAD(cx, n->at, "pack-unseen", code);
	}
	return OK;
}

enum err node_seen(struct ctx *cx, const struct node *n)
{
	static const struct str names = { " zh en no by name id opinion ", 29 };

	if (n->kind == NODE_SCALAR)
		return text_seen(cx, n, false);
	for (int i = 0; i < n->nkid; i++) {
		const struct node *k = n->kid[i];
		bool named = false;

		if (n->kind == NODE_MAP && i % 2) {
			struct str key = n->kid[i - 1]->text;

			named = str_find(names, str_join(&cx->arena, str_join(&cx->arena, STR(" "), key),
			                                 STR(" "))) >= 0;
		}
		TRY(k->kind == NODE_SCALAR ? text_seen(cx, k, named || (n->kind == NODE_MAP && !(i % 2)))
		                           : node_seen(cx, k));
	}
	return OK;
}

const struct node *node_get(const struct node *map, const char *key)
{
	for (int i = 0; i + 1 < map->nkid; i += 2)
		if (str_eqz(map->kid[i]->text, key))
			return map->kid[i + 1];
	return NULL;
}

enum err node_known(struct ctx *cx, const struct node *map, const char *known)
{
	if (map->kind != NODE_MAP)
		return PACK_BAD(cx, map->at, "pack-want-map", known);
	for (int i = 0; i < map->nkid; i += 2) {
		struct str rest = str_of(known), word;
		bool found = false;

		while (!found && str_next(&rest, ' ', &word))
			found = str_eq(word, map->kid[i]->text);
		if (!found)
			return PACK_BAD(cx, map->kid[i]->at, "pack-unknown-key",
			                map->kid[i]->text.p, known);
	}
	return OK;
}

enum err node_text(struct ctx *cx, const struct node *map, const char *key, bool need,
                   struct str *out)
{
	const struct node *n = node_get(map, key);

	if (!n)
		return need ? PACK_BAD(cx, map->at, "pack-missing-key", key) : OK;
	if (n->kind != NODE_SCALAR || str_trim(n->text).n != n->text.n || n->text.n == 0)
		return PACK_BAD(cx, n->at, "pack-want-text", key);
	*out = n->text;
	return OK;
}

enum err node_int(struct ctx *cx, const struct node *map, const char *key, bool need, int64_t min,
                  int64_t max, int64_t *out)
{
	const struct node *n = node_get(map, key);
	char lo[24], hi[24];
	int64_t v;

	if (!n)
		return need ? PACK_BAD(cx, map->at, "pack-missing-key", key) : OK;
	snprintf(lo, sizeof lo, "%lld", (long long)min);
	snprintf(hi, sizeof hi, "%lld", (long long)max);
	if (n->kind != NODE_SCALAR || !n->plain || !str_i64(n->text, &v) || v < min || v > max)
		return PACK_BAD(cx, n->at, "pack-want-number", key, lo, hi);
	*out = v;
	return OK;
}

enum err node_kind_of(struct ctx *cx, const struct node *map, const char *key,
                      enum node_kind kind, bool need, const struct node **out)
{
	*out = node_get(map, key);
	if (!*out)
		return need ? PACK_BAD(cx, map->at, "pack-missing-key", key) : OK;
	if ((*out)->kind != kind)
		return PACK_BAD(cx, (*out)->at,
		                kind == NODE_MAP ? "pack-want-map" : "pack-want-list", key);
	return OK;
}

bool name_good(struct str s, char extra, size_t max)
{
	if (s.n == 0 || s.n > max || s.p[0] < 'a' || s.p[0] > 'z')
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == extra))
			return false;
	}
	return true;
}

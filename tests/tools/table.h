/* table.h - CSV files in memory, for the proofs. Written apart from the program's own reader, so
 * that one mistake does not hide another. Rows count as a spreadsheet shows them: the first is
 * 1. */
#ifndef TESTS_TOOLS_TABLE_H
#define TESTS_TOOLS_TABLE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct line { char **cell; int n; };
struct table {
	char name[256];              /* of the file, without folders */
	struct line *line;           /* line[0] is the header */
	int n, room;
};

static inline void *need(void *p)
{
	if (!p) {
		perror("memory");
		exit(2);
	}
	return p;
}

static inline char *copy(const char *s) { return need(strdup(s)); }

static inline char *slurp(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	char *text;

	if (!f) {
		perror(path);
		exit(2);
	}
	fseek(f, 0, SEEK_END);
	*size = (size_t)ftell(f);
	rewind(f);
	text = need(malloc(*size + 2));
	if (fread(text, 1, *size, f) != *size) {
		perror(path);
		exit(2);
	}
	text[*size] = 0;
	fclose(f);
	return text;
}

static inline struct line *table_line(struct table *t)
{
	if (t->n == t->room) {
		t->room = t->room ? 2 * t->room : 256;
		t->line = need(realloc(t->line, (size_t)t->room * sizeof *t->line));
	}
	t->line[t->n] = (struct line){ NULL, 0 };
	return &t->line[t->n++];
}

static inline void line_add(struct line *l, char *cell)
{
	if ((l->n & 63) == 0)
		l->cell = need(realloc(l->cell, ((size_t)l->n + 64) * sizeof *l->cell));
	l->cell[l->n++] = cell;
}

/* One cell from *p on, unquoted in place; leaves *p at what ended it. */
static inline char *table_cell(char **p, const char *end, char sep)
{
	char *from = *p, *to = *p, *s = *p;

	if (*s == '"') {
		for (s++; s < end; s++) {
			if (*s == '"' && s[1] != '"')
				break;
			s += *s == '"';
			*to++ = *s;
		}
		s += s < end;
	} else {
		while (s < end && *s != sep && *s != '\n' && *s != '\r')
			s++;
		to = s;
	}
	*p = s;
	if (to < s)
		*to = 0;             /* else the caller ends it where it ends the cell */
	return from;
}

static inline struct table *table_read(const char *path, char sep)
{
	struct table *t = need(calloc(1, sizeof *t));
	size_t size;
	char *p = slurp(path, &size), *end = p + size;
	const char *slash = strrchr(path, '/');

	snprintf(t->name, sizeof t->name, "%s", slash ? slash + 1 : path);
	if (size >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0)
		p += 3;
	while (p < end) {
		struct line *l = table_line(t);
		char stop;

		do {
			char *cell = table_cell(&p, end, sep);

			stop = p < end ? *p : '\n';
			*p = 0;
			p += p < end;
			line_add(l, cell);
		} while (stop == sep);
		if (stop == '\r' && p < end && *p == '\n')
			p++;
	}
	return t;
}

static inline const char *table_at(const struct table *t, int row, int col)
{
	return col >= 0 && row < t->n && col < t->line[row].n ? t->line[row].cell[col] : "";
}

/* Are two headers the same but for a unit in brackets at the end of one? */
static inline bool same_header(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);

	if (n > m) {
		const char *s = a;
		size_t k = n;

		a = b, b = s;
		n = m, m = k;
	}
	return strncmp(a, b, n) == 0 && (b[n] == 0 || (n > 0 && b[n] == '(' && b[m - 1] == ')'));
}

static inline int table_col(const struct table *t, const char *header)
{
	for (int pass = 0; t->n && pass < 2; pass++)
		for (int i = 0; i < t->line[0].n; i++)
			if (pass ? same_header(t->line[0].cell[i], header) :
			    strcmp(t->line[0].cell[i], header) == 0)
				return i;
	return -1;
}

/* ---- text -> number ---- */
struct hash { struct slot { char *key; int value; } *slot; size_t n, room; };

static inline struct slot *hash_slot(const struct hash *h, const char *key)
{
	uint64_t x = 1469598103934665603u;

	for (const char *p = key; *p; p++)
		x = (x ^ (unsigned char)*p) * 1099511628211u;
	for (size_t i = x >> 7 & (h->room - 1);; i = (i + 1) & (h->room - 1))
		if (!h->slot[i].key || strcmp(h->slot[i].key, key) == 0)
			return &h->slot[i];
}

/* The number kept for key, to read and to set; starts as 0. */
static inline int *hash_at(struct hash *h, const char *key)
{
	struct slot *s;

	if (h->n * 2 >= h->room) {
		struct hash old = *h;

		h->room = old.room ? 2 * old.room : 1024;
		h->slot = need(calloc(h->room, sizeof *h->slot));
		for (size_t i = 0; i < old.room; i++)
			if (old.slot[i].key)
				*hash_slot(h, old.slot[i].key) = old.slot[i];
		free(old.slot);
	}
	s = hash_slot(h, key);
	if (!s->key) {
		s->key = copy(key);
		h->n++;
	}
	return &s->value;
}

static inline int hash_get(const struct hash *h, const char *key)
{
	struct slot *s = h->room ? hash_slot(h, key) : NULL;

	return s && s->key ? s->value : 0;
}

#endif

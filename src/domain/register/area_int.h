/* area_int - shared by the parts of area; nobody else includes it. */
#ifndef DOMAIN_REGISTER_AREA_INT_H
#define DOMAIN_REGISTER_AREA_INT_H

#include "domain/register/area.h"

/* A former or other name or code of a node. */
struct alias {
	int64_t code;                /* 0: none */
	struct str name;
	int node;
};

struct successor { int from, to; };

struct area_tree {
	int n;
	struct area_node *node;
	int32_t *by_code, *by_id;    /* places of nodes in the order of codes, of ids */
	struct alias *alias;         /* by code */
	int nalias;
	struct successor *turn;      /* by from */
	int nturn;
	/* names: buckets of chains through nodes (0 .. n-1) and aliases (n ..); -1 ends */
	int32_t *bucket, *chain;
	uint32_t mask;
};

int64_t area_code_number(struct str s);      /* 0: not a number of at most 18 digits */
int64_t area_code_full(int64_t code);        /* filled up to 12 digits */
void area_names_make(struct arena *a, struct area_tree *t);

#endif

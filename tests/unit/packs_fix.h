/* packs_fix - the packs that are shipped, for tests of what holds of all of them. */
#ifndef PACKS_FIX_H
#define PACKS_FIX_H

#include <stdio.h>
#include <stdlib.h>

#include "policy/pack.h"

/* Parents stand before their children. */
static const char *const packs[] = { "cn", "cn-2021", "cn-2026", "cn-daan", "cn-tonghua",
	"cn-guangyuan", "cn-zhongwei", "cn-kalaqin", "demo-province", "demo-county", "graduation" };
#define NPACK (int)(sizeof packs / sizeof *packs)

/* Room for all of them; they are read from JINGZHUN_POLICY or, where that is not set, the tree. */
static void packs_open(struct ctx *cx, struct arena *a)
{
	const char *root = getenv("JZ_ROOT") ? getenv("JZ_ROOT") : ".";
	char path[512];

	ctx_init(cx, (size_t)256 << 20);
	arena_init(a, (size_t)512 << 20);
	snprintf(path, sizeof path, "%s/policy", root);
	setenv("JINGZHUN_POLICY", path, 0);
}

static void packs_close(struct ctx *cx, struct arena *a)
{
	arena_free(a);
	ctx_free(cx);
}

#endif

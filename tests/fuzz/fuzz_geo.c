/* A boundary file from anywhere: read within limits or refused with a line; what was read is drawn,
 * and every point lies on the globe and in some ring. */
#include <assert.h>
#include <stdlib.h>

#include "fmt/svg_chart.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void draw(struct ctx *cx, const struct geo *g)
{
	static const int64_t value[] = { 1, 2, SVG_NO_VALUE };
	struct str label[3] = { STR("a"), STR("b"), STR("c") }, key[3];
	struct svg_series s = { STR("s"), value };
	struct svg_chart c = { .kind = SVG_MAP, .label = label, .n = 3, .series = &s, .nseries = 1,
		.geo = g, .key = key };
	struct buf out;

	for (int i = 0; i < 3; i++)
		key[i] = str_of(g->shape[i % g->nshape].code);
	buf_init(&out, 32 << 20);
	assert(svg_chart_put(cx, &out, &c) == OK);
	buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct geo g;
	struct ctx cx;
	int at = 0;

	if (size > 1 << 20)
		return 0;
	ctx_init(&cx, 64 << 20);
	if (geo_read(&cx, (struct str){ (const char *)data, size }, &g) == OK) {
		assert(g.nshape > 0);
		for (int i = 0; i < g.nshape; i++)
			assert(g.shape[i].n > 0 && g.shape[i].first + g.shape[i].n <= g.nring);
		for (int i = 0; i < g.nring; at += g.ring[i++].n)
			assert(g.ring[i].n > 0 && g.ring[i].first >= at);
		for (int i = 0; i < g.npoint; i++)
			assert(abs(g.point[i].lon) <= 180000000 && abs(g.point[i].lat) <= 90000000);
		draw(&cx, &g);
	} else {
		assert(cx.err.key);
	}
	ctx_free(&cx);
	return 0;
}

/* Microdata of any kind: refused with a sentence, or measured; nothing crashes, no figure is
 * endless, and shares lie between 0 and 1. */
#include <assert.h>
#include <math.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/msg.h"
#include "job/measure_file.h"
#include "rule/measure_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void no_name(void *arg, int32_t g, struct str *code, struct str *name)
{
	*name = measure_name(&((struct measure_data *)arg)->group, g);
	(void)code;
}

static bool share(double v)
{
	return isnan(v) || (v >= 0 && v <= 1 + 1e-9);
}

static void sound(const struct measure_place *p)
{
	for (int a = 0; a < 3; a++)
		assert(share(p->at.fgt[a]));
	assert(!(p->at.fgt[1] > p->at.fgt[0] * (1 + 1e-9)) &&
	       !(p->at.fgt[2] > p->at.fgt[1] * (1 + 1e-9)));
	assert(!isinf(p->spread.theil_t) && !isinf(p->spread.theil_l) && !isinf(p->at.watts));
}

static void measured(struct measure_data *d, const struct measure_columns *c)
{
	struct measure_ask ask = { .row = d->row, .n = d->n, .ngroup = (int32_t)d->group.n,
		.of_median = { 60, 100 }, .errors = true, .near = 0.1, .round = 100 };
	struct measure_multi_in in = { .d = 2, .weight = { 1, 2 }, .k = { 1, 3 }, .row = d->row,
		.state = d->state, .n = d->n, .ngroup = (int32_t)d->group.n, .errors = true };
	struct measure_multi_result multi;
	struct measure_report r;
	struct json j;
	struct buf out;

	buf_init(&out, 64 << 20);
	for (int own = 0; own < 2; own++) {
		ask.own = own ? d->own : NULL;
		measure_report_of(&ask, &r);
		assert(r.all.n <= d->n);
		sound(&r.all);
		for (int32_t g = 0; g < r.ngroup; g++)
			sound(&r.group[g]);
		measure_few(&r, 3);
		json_begin(&j, &out);
		json_obj(&j);
		measure_json(&j, &r, no_name, d);
		json_obj_end(&j);
		measure_report_free(&r);
	}
	measure_multi(&in, &multi);
	assert(share(multi.all.h) && share(multi.all.a) && share(multi.all.m0));
	json_begin(&j, &out);
	measure_json_multi(&j, &in, &multi, c->indicator, no_name, d);
	measure_multi_free(&multi);
	buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct measure_columns c = { .income = "income", .weight = "weight", .size = "size",
		.group = "group", .strata = "stratum", .psu = "psu", .transfers = "aid", .line = "line",
		.indicator = { "one", "two" }, .nindicator = 2 };
	int fd = memfd_create("fuzz", 0);
	struct measure_data d = { 0 };
	struct ctx cx;

	assert(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	ctx_init(&cx, 0);
	c.cut[1] = (struct measure_cut){ .op = MEASURE_LESS, .limit = 6 };
	if (measure_file_take(&cx, fd, "file", &c, &d) == OK) {
		measure_file_settle(&d);
		measured(&d, &c);
	} else {
		assert(msg_text(LANG_EN, cx.err.key) != cx.err.key);
	}
	measure_data_free(&d);
	ctx_free(&cx);
	close(fd);
	return 0;
}

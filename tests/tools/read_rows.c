/* read_rows DATA FILE: a list through the reading child to typed rows in the parent, and nothing
 * else: what reading costs. Prints rows, milliseconds to the header, milliseconds in all, and the
 * cells that were stated. Linked with the program's library. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/os.h"
#include "domain/register/register.h"
#include "fmt/table.h"
#include "job/reader.h"

static int fails(const struct ctx *cx)
{
	fprintf(stderr, "%s at %.*s\n", cx->err.key, STR_FMT(cx->err.where));
	return 1;
}

static int64_t cells(const struct reader *r, const struct reader_row *row)
{
	int64_t n = 0;

	for (int p = 0; p < r->map.npart; p++)
		for (int f = 0; f < r->map.part[p]->nfield; f++)
			n += row->part[p]->v[f].kind != VAL_NULL;
	return n;
}

int main(int argc, char **argv)
{
	int64_t from = os_mono_ns(), header, n = 0, stated = 0;
	struct reader_order o = { 0 };
	struct arena a, texts;
	struct reader_row *row;
	struct reader *r;
	struct reg *reg;
	struct ctx cx;
	int fd, spool = -1;

	if (argc == 3 && !strcmp(argv[1], "--child"))
		return reader_main();
	ctx_init(&cx, 0);
	if (argc != 3 || register_open(&cx, argv[1], NULL, NULL, REG_READ, &reg) != OK)
		return fails(&cx);
	fd = open(argv[2], O_RDONLY);
	if (fd >= 0 && table_wants_spool(fd) && os_spool(&cx, argv[1], &spool) != OK)
		return fails(&cx);
	o.pack = reg->pack->text;
	o.today = register_today(&cx, reg);
	o.spool = spool > 0 ? spool : 0;
	from = os_mono_ns();
	if (reader_start(&cx, reg->model, fd, &o, &r) != OK)
		return fails(&cx);
	header = os_mono_ns();
	arena_init(&a, 64 << 20);
	arena_init(&texts, 64 << 20);
	for (;;) {
		if (reader_next(&cx, r, &a, &texts, &row) != OK)
			return fails(&cx);
		if (!row)
			break;
		stated += cells(r, row);
		if (++n % 64 == 0) {
			arena_reset(&a);
			arena_reset(&texts);
		}
	}
	printf("%lld %lld %lld %lld\n", (long long)n, (long long)((header - from) / 1000000),
	       (long long)((os_mono_ns() - from) / 1000000), (long long)stated);
	reader_end(r);
	register_close(&cx, reg);
	return 0;
}

/* Backups by themselves: when they are due, what is remembered of them, what a banner says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/os.h"
#include "job/backup_plan.h"

#define MINUTE INT64_C(60000)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)
/* 2026-05-29 00:00 in Beijing, which is 16:00 of the day before in UTC */
#define MIDNIGHT (INT64_C(1779984000) * 1000)
#define ZONE   480

struct desk {
	struct ctx cx;
	char dir[64], file[96];
};

static struct desk *open_desk(void)
{
	struct desk *d = calloc(1, sizeof *d);

	os_test_clock(MIDNIGHT);
	ctx_init(&d->cx, 4 << 20);
	d->cx.lang = LANG_EN;
	snprintf(d->dir, sizeof d->dir, "/tmp/jz_plan_XXXXXX");
	assert_non_null(mkdtemp(d->dir));
	snprintf(d->file, sizeof d->file, "%s.backup", d->dir);
	return d;
}

static void close_desk(struct desk *d)
{
	remove(d->file);
	assert_int_equal(rmdir(d->dir), 0);
	ctx_free(&d->cx);
	os_test_clock(0);
	free(d);
}

static bool due(int64_t made, int64_t failed, int64_t now)
{
	struct backup_state s = { .made_ms = made, .failed_ms = failed };

	return backup_due(&s, now, 2, ZONE);
}

static void once_a_day_at_its_hour(void **state)
{
	int64_t two = MIDNIGHT + 2 * HOUR;

	assert_false(due(two - DAY + MINUTE, 0, two - MINUTE));
	assert_true(due(two - DAY + MINUTE, 0, two));
	assert_false(due(two, 0, two + MINUTE));
	assert_false(due(two + 5 * MINUTE, 0, two + 21 * HOUR));
	/* the machine was off at two: at once when it is on again */
	assert_true(due(two - DAY, 0, two + 7 * HOUR));
	assert_true(due(0, 0, two - HOUR));              /* never yet */
	/* a failure is tried again after half an hour, not every minute */
	assert_false(due(two - DAY, two + MINUTE, two + 20 * MINUTE));
	assert_true(due(two - DAY, two + MINUTE, two + 31 * MINUTE));
	/* a clock that was set back */
	assert_true(due(two + 300 * DAY, 0, two));
	assert_true(due(two - 2 * DAY, two + 300 * DAY, two));
	(void)state;
}

static void every_day_has_exactly_one(void **state)
{
	for (int hour = 0; hour < 24; hour++) {
		struct backup_state s = { .made_ms = MIDNIGHT - DAY };
		int n = 0;

		for (int64_t t = MIDNIGHT; t < MIDNIGHT + 10 * DAY; t += 7 * MINUTE)
			if (backup_due(&s, t, hour, ZONE)) {
				s.made_ms = t;
				n++;
			}
		assert_in_range(n, 10, 11);
	}
	(void)state;
}

static void what_became_of_it_is_remembered(void **state)
{
	struct desk *d = open_desk();
	struct backup_state s;

	assert_int_equal(backup_state(&d->cx, d->dir, &s), OK);
	assert_string_equal(backup_banner(&d->cx, &s), "No backup has been made yet.");
	assert_int_equal(backup_note_made(&d->cx, d->dir, "/srv/a b\n/c.jzb"), OK);
	assert_int_equal(backup_note_tried(&d->cx, d->dir, "x"), OK);
	assert_int_equal(backup_state(&d->cx, d->dir, &s), OK);
	assert_true(s.made_ms == MIDNIGHT && s.tried_ms == MIDNIGHT && !s.failed_ms);
	assert_true(str_eqz(s.made, "/srv/a b /c.jzb"));
	assert_null(backup_banner(&d->cx, &s));
	/* a failure: with its reason; the last good one is not forgotten */
	err_set(&d->cx, ERR_IO, "/mnt", "os-disk-full", "/mnt", NULL);
	assert_int_equal(backup_note_failed(&d->cx, d->dir, false), OK);
	err_clear(&d->cx);
	assert_int_equal(backup_state(&d->cx, d->dir, &s), OK);
	assert_true(s.made_ms == MIDNIGHT && s.failed_ms == MIDNIGHT);
	assert_non_null(strstr(backup_banner(&d->cx, &s), "The last backup failed"));
	assert_non_null(strstr(backup_banner(&d->cx, &s), "/mnt"));
	assert_int_equal(backup_note_made(&d->cx, d->dir, "y"), OK);
	assert_int_equal(backup_state(&d->cx, d->dir, &s), OK);
	assert_null(backup_banner(&d->cx, &s));
	/* a failed trial stays told until a trial is good, whatever backups are made */
	err_set(&d->cx, ERR_TAMPER, "y", "parcel-damaged", "y", NULL);
	assert_int_equal(backup_note_failed(&d->cx, d->dir, true), OK);
	err_clear(&d->cx);
	assert_int_equal(backup_note_made(&d->cx, d->dir, "z"), OK);
	assert_int_equal(backup_state(&d->cx, d->dir, &s), OK);
	assert_non_null(strstr(backup_banner(&d->cx, &s), "trial"));
	assert_int_equal(backup_note_tried(&d->cx, d->dir, "z"), OK);
	assert_int_equal(backup_state(&d->cx, d->dir, &s), OK);
	assert_null(backup_banner(&d->cx, &s));
	close_desk(d);
	(void)state;
}

static void old_ones_are_told(void **state)
{
	struct desk *d = open_desk();
	struct backup_state s = { .made_ms = MIDNIGHT - 3 * DAY };

	assert_string_equal(backup_banner(&d->cx, &s), "The last good backup is 3 days old.");
	s.made_ms = MIDNIGHT - DAY;
	s.tried_ms = MIDNIGHT - 10 * DAY;
	assert_string_equal(backup_banner(&d->cx, &s), "No restore was tried for 10 days.");
	s.tried_ms = MIDNIGHT - 8 * DAY;
	assert_null(backup_banner(&d->cx, &s));
	close_desk(d);
	(void)state;
}

static void a_spoilt_note_is_no_failure(void **state)
{
	struct desk *d = open_desk();
	struct backup_state s;

	assert_int_equal(os_write_file(&d->cx, d->file,
		STR("jingzhun-backup-state 9\nmade x y\nmade\n\nlater 12 word\nmade 77 a b\n"), 0600), OK);
	assert_int_equal(backup_state(&d->cx, d->dir, &s), OK);
	assert_int_equal(s.made_ms, 77);
	assert_true(str_eqz(s.made, "a b"));
	close_desk(d);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(once_a_day_at_its_hour),
		cmocka_unit_test(every_day_has_exactly_one),
		cmocka_unit_test(what_became_of_it_is_remembered),
		cmocka_unit_test(old_ones_are_told),
		cmocka_unit_test(a_spoilt_note_is_no_failure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

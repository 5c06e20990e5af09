/* picture_exif - where and when a photograph was taken, and how it is to be held. Offsets point
 * anywhere, so each is looked at before it is followed, and none is followed twice. */
#include "fmt/picture.h"

#include <stdlib.h>

#define ENTRIES_MOST 512
#define DEGREE       INT64_C(1000000)

struct tiff { struct str b; bool little; };

static uint32_t number(const struct tiff *t, size_t at, int bytes)
{
	uint32_t v = 0;

	if (at > t->b.n || t->b.n - at < (size_t)bytes)
		return 0;
	for (int i = 0; i < bytes; i++) {
		int k = t->little ? bytes - 1 - i : i;

		v = v << 8 | (unsigned char)t->b.p[at + (size_t)k];
	}
	return v;
}

struct entry { uint32_t tag, type, n; size_t at; };

/* Where an entry's value stands: in itself if it is short. 0: nowhere. */
static struct entry entry_at(const struct tiff *t, size_t at)
{
	static const uint32_t size[] = { 0, 1, 1, 2, 4, 8 };
	struct entry e = { number(t, at, 2), number(t, at + 2, 2), number(t, at + 4, 4), 0 };
	size_t bytes = e.type > 0 && e.type <= 5 && e.n <= 1000 ? size[e.type] * e.n : 0;

	if (!bytes)
		return e;
	e.at = bytes <= 4 ? at + 8 : number(t, at + 8, 4);
	if (e.at > t->b.n || t->b.n - e.at < bytes)
		e.at = 0;
	return e;
}

static bool find(const struct tiff *t, size_t ifd, uint32_t tag, struct entry *out)
{
	uint32_t n = ifd ? number(t, ifd, 2) : 0;

	for (uint32_t i = 0; i < n && i < ENTRIES_MOST; i++) {
		*out = entry_at(t, ifd + 2 + (size_t)i * 12);
		if (out->tag == tag && out->at)
			return true;
	}
	return false;
}

static size_t folder(const struct tiff *t, size_t ifd, uint32_t tag)
{
	struct entry e;

	return find(t, ifd, tag, &e) && e.type == 4 && e.n == 1 ? number(t, e.at, 4) : 0;
}

/* Degrees, minutes, seconds, each a fraction; -1 if it is none. */
static int64_t angle(const struct tiff *t, size_t ifd, uint32_t tag, int64_t most)
{
	int64_t sum = 0, part = 1;
	struct entry e;

	if (!find(t, ifd, tag, &e) || e.type != 5 || e.n != 3)
		return -1;
	for (size_t i = 0; i < 3; i++) {
		int64_t over = number(t, e.at + i * 8, 4), under = number(t, e.at + i * 8 + 4, 4);

		if (!under && over)
			return -1;
		sum += under ? over * DEGREE / (under * part) : 0;
		part *= 60;
	}
	return sum <= most * DEGREE ? sum : -1;
}

static char letter(const struct tiff *t, size_t ifd, uint32_t tag)
{
	struct entry e;

	return find(t, ifd, tag, &e) && e.type == 2 ? t->b.p[e.at] : 0;
}

static void place(const struct tiff *t, size_t gps, struct picture *out)
{
	int64_t lat = angle(t, gps, 2, 90), lon = angle(t, gps, 4, 180);
	char ns = letter(t, gps, 1), ew = letter(t, gps, 3);

	/* 0, 0 is what a phone writes that does not know where it is */
	if (lat < 0 || lon < 0 || (!lat && !lon) || (ns != 'N' && ns != 'S') ||
	    (ew != 'E' && ew != 'W'))
		return;
	out->placed = true;
	out->lat = ns == 'S' ? -lat : lat;
	out->lon = ew == 'W' ? -lon : lon;
}

/* "2024:05:06 12:00:00" */
static date_t day(const struct tiff *t, size_t ifd, uint32_t tag)
{
	struct entry e;
	enum date_form form;
	char text[11] = "";
	date_t d = 0;

	if (!find(t, ifd, tag, &e) || e.type != 2 || e.n < 11)
		return 0;
	memcpy(text, t->b.p + e.at, 10);
	text[4] = text[7] = '-';
	return date_parse(str_of(text), &d, &form) && date_day(d) ? d : 0;
}

void picture_exif(struct str b, struct picture *out)
{
	struct tiff t = { b, b.n > 8 && b.p[0] == 'I' };
	size_t first;
	struct entry e;

	if (b.n <= 8 || memcmp(b.p, t.little ? "II*\0" : "MM\0*", 4) != 0)
		return;
	first = number(&t, 4, 4);
	if (find(&t, first, 0x0112, &e) && e.type == 3 && e.n == 1) {
		uint32_t turn = number(&t, e.at, 2);

		out->turn = turn >= 1 && turn <= 8 ? (int)turn : 1;
	}
	place(&t, folder(&t, first, 0x8825), out);
	out->taken = day(&t, folder(&t, first, 0x8769), 0x9003);
	if (!out->taken)
		out->taken = day(&t, first, 0x0132);
}

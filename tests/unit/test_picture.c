/* Photographs as phones, cameras and enemies send them: what is measured before anything is
 * decoded, what EXIF may tell and break, and what comes out upright, small and bare. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <png.h>

#include "fmt/picture_part.h"

struct shop { struct ctx cx; struct buf jpeg, png, out; };

static struct shop *shop_open(void)
{
	struct shop *s = calloc(1, sizeof *s);

	ctx_init(&s->cx, (size_t)256 << 20);
	buf_init(&s->jpeg, 8 << 20);
	buf_init(&s->png, 8 << 20);
	buf_init(&s->out, 8 << 20);
	return s;
}

static void shop_close(struct shop *s)
{
	buf_free(&s->jpeg);
	buf_free(&s->png);
	buf_free(&s->out);
	ctx_free(&s->cx);
	free(s);
}

/* Red above, blue below; the left half of the red is white. */
static unsigned char *paint(struct shop *s, int w, int h)
{
	unsigned char *p = arena_alloc(&s->cx.arena, (size_t)w * (size_t)h * 3);

	for (int y = 0; y < h; y++)
		for (int x = 0; x < w; x++) {
			unsigned char *c = p + ((size_t)y * (size_t)w + (size_t)x) * 3;
			bool top = y < h / 2, left = x < w / 2;

			c[0] = top ? 255 : 0;
			c[1] = top && left ? 255 : 0;
			c[2] = top ? left ? 255 : 0 : 255;
		}
	return p;
}

static struct str jpeg(struct shop *s, int w, int h)
{
	buf_reset(&s->jpeg);
	assert_int_equal(picture_write(&s->cx, paint(s, w, h), w, h, &s->jpeg), OK);
	return buf_str(&s->jpeg);
}

static void png_out(png_structp png, png_bytep p, size_t n)
{
	buf_add(png_get_io_ptr(png), p, n);
}

/* Half of it is not there at all, if alpha; interlaced as old scanners write them. */
static struct str png(struct shop *s, int w, int h, bool alpha)
{
	png_structp to = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png_create_info_struct(to);
	unsigned char *row = calloc((size_t)w, 4);

	buf_reset(&s->png);
	png_set_write_fn(to, &s->png, png_out, NULL);
	png_set_IHDR(to, info, (png_uint_32)w, (png_uint_32)h, 8,
	             alpha ? PNG_COLOR_TYPE_RGB_ALPHA : PNG_COLOR_TYPE_GRAY,
	             alpha ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, 0, 0);
	png_write_info(to, info);
	for (int pass = png_set_interlace_handling(to); pass > 0; pass--)
		for (int y = 0; y < h; y++)
			png_write_row(to, row);
	png_write_end(to, info);
	png_destroy_write_struct(&to, &info);
	free(row);
	return buf_str(&s->png);
}

static const char *refused(struct shop *s, struct str bytes)
{
	struct picture p;
	const char *key;
	int w, h;

	err_clear(&s->cx);
	buf_reset(&s->out);
	if (picture_look(&s->cx, bytes, &p) == OK &&
	    (p.kind == PICTURE_PDF || picture_make(&s->cx, bytes, &p, &s->out, &w, &h) == OK))
		return "";
	key = s->cx.err.key;
	err_clear(&s->cx);
	return key;
}

/* The colour at a place given in eighths: r, w, b. */
static char colour_at(struct shop *s, int w, int h, int x8, int y8)
{
	struct picture p;
	struct shrink got;
	const unsigned char *c;

	assert_int_equal(picture_look(&s->cx, buf_str(&s->out), &p), OK);
	assert_int_equal(p.width, w);
	assert_int_equal(p.height, h);
	assert_int_equal(picture_jpeg(&s->cx, buf_str(&s->out), &p, &got), OK);
	c = got.rgb + ((size_t)(got.dh * y8 / 8) * (size_t)got.dw + (size_t)(got.dw * x8 / 8)) * 3;
	return c[0] > 200 ? c[1] > 200 ? 'w' : 'r' : 'b';
}

static void what_a_file_is_its_bytes_say(void **state)
{
	struct shop *s = shop_open();

	(void)state;
	assert_int_equal(picture_sniff(STR("")), PICTURE_NONE);
	assert_int_equal(picture_sniff(STR("<svg onload=alert(1)>")), PICTURE_NONE);
	assert_int_equal(picture_sniff(STR("GIF89a..............................")), PICTURE_NONE);
	assert_int_equal(picture_sniff(STR("%PDF-1.4 but no end")), PICTURE_NONE);
	assert_int_equal(picture_sniff(STR("%PDF-1.4\n%%EOF\n")), PICTURE_NONE);
	assert_int_equal(picture_sniff(STR("%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n")), PICTURE_PDF);
	assert_int_equal(picture_sniff(jpeg(s, 8, 8)), PICTURE_JPEG);
	assert_int_equal(picture_sniff(png(s, 8, 8, false)), PICTURE_PNG);
	shop_close(s);
}

/* A small file that says to be huge is refused by what it says. */
static void a_bomb_is_measured_and_not_opened(void **state)
{
	static const struct { unsigned w, h; const char *key; } say[] = {
		{ 65535, 65535, "picture-large" }, { 20001, 1, "picture-large" },
		{ 1, 20001, "picture-large" }, { 10000, 5001, "picture-large" },
		{ 0, 9, "picture-broken" }, { 9, 0, "picture-broken" }, { 3000, 3000, "picture-broken" },
	};
	struct shop *s = shop_open();

	(void)state;
	for (size_t i = 0; i < sizeof say / sizeof *say; i++) {
		struct str f = jpeg(s, 16, 16);
		char *sof = memmem(f.p, f.n, "\xFF\xC0", 2), *png_size;

		sof[5] = (char)(say[i].h >> 8);
		sof[6] = (char)say[i].h;
		sof[7] = (char)(say[i].w >> 8);
		sof[8] = (char)say[i].w;
		assert_string_equal(refused(s, f), say[i].key);
		f = png(s, 16, 16, false);
		png_size = s->png.p + 16;
		memcpy(png_size, (char[8]){ 0, 0, (char)(say[i].w >> 8), (char)say[i].w, 0, 0,
		       (char)(say[i].h >> 8), (char)say[i].h }, 8);
		assert_string_equal(refused(s, f), say[i].key);
	}
	shop_close(s);
}

static void half_a_picture_is_none(void **state)
{
	struct shop *s = shop_open();
	struct str f = jpeg(s, 64, 48);

	(void)state;
	for (size_t n = 0; n + 2 < f.n; n += 7)
		assert_string_not_equal(refused(s, str_sub(f, 0, n)), "");
	f = png(s, 64, 48, true);
	for (size_t n = 0; n + 12 < f.n; n++)
		assert_string_not_equal(refused(s, str_sub(f, 0, n)), "");
	shop_close(s);
}

/* Whatever one byte becomes: a picture or a refusal, and never more than it may be. */
static void any_byte_may_be_another(void **state)
{
	struct shop *s = shop_open();
	struct str f = jpeg(s, 24, 16);

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < f.n; i++) {
			char *p = (char *)(uintptr_t)f.p, old = p[i];

			for (int k = 0; k < 3; k++) {
				p[i] = k == 0 ? (char)~old : k == 1 ? 0 : (char)0xFF;
				(void)refused(s, f);
				assert_true(s->out.n < 1 << 20);
			}
			p[i] = old;
			if (i % 16 == 0)
				arena_reset(&s->cx.arena);
		}
		f = png(s, 24, 16, true);
	}
	shop_close(s);
}

static void large_ones_become_small_and_stay_what_they_show(void **state)
{
	struct shop *s = shop_open();
	struct picture p;
	int w, h;

	(void)state;
	assert_int_equal(picture_look(&s->cx, jpeg(s, 5000, 500), &p), OK);
	assert_int_equal(picture_make(&s->cx, buf_str(&s->jpeg), &p, &s->out, &w, &h), OK);
	assert_int_equal(w, 2000);
	assert_int_equal(h, 200);
	assert_int_equal(colour_at(s, 2000, 200, 1, 1), 'w');
	assert_int_equal(colour_at(s, 2000, 200, 7, 1), 'r');
	assert_int_equal(colour_at(s, 2000, 200, 1, 7), 'b');
	/* what is not painted is paper */
	assert_string_equal(refused(s, png(s, 40, 20, true)), "");
	assert_int_equal(colour_at(s, 40, 20, 4, 4), 'w');
	shop_close(s);
}

/* ---- EXIF ---- */

static size_t exif_put(unsigned char *t, int turn, bool little)
{
	static const unsigned char plain[] = {
		'M', 'M', 0, '*', 0, 0, 0, 8, 0, 2,
		1, 0x12, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0,
		0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38, 0, 0, 0, 0,
		0, 4, 0, 1, 0, 2, 0, 0, 0, 2, 'S', 0, 0, 0, 0, 2, 0, 5, 0, 0, 0, 3, 0, 0, 0, 92,
		0, 3, 0, 2, 0, 0, 0, 2, 'W', 0, 0, 0, 0, 4, 0, 5, 0, 0, 0, 3, 0, 0, 0, 116, 0, 0, 0, 0,
		0, 0, 0, 27, 0, 0, 0, 1, 0, 0, 0, 15, 0, 0, 0, 1, 0, 0, 0x0E, 0x10, 0, 0, 0, 100,
		0, 0, 0, 106, 0, 0, 0, 1, 0, 0, 0, 30, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0,
	};

	memcpy(t, plain, sizeof plain);
	t[19] = (unsigned char)turn;
	if (little)
		memcpy(t, "II*\0\x08\0\0\0", 8);
	return sizeof plain;
}

static void exif_tells_where(void **state)
{
	struct picture p = { .turn = 1 };
	unsigned char t[256];
	size_t n = exif_put(t, 6, false);

	(void)state;
	picture_exif((struct str){ (char *)t, n }, &p);
	assert_int_equal(p.turn, 6);
	assert_true(p.placed);
	assert_int_equal(p.lat, -27260000);
	assert_int_equal(p.lon, -106500000);
}

static void broken_exif_tells_nothing_wrong(void **state)
{
	unsigned char t[256];
	size_t n = exif_put(t, 1, false);

	(void)state;
	for (size_t i = 0; i < n; i++)
		for (int v = 0; v < 256; v++) {
			unsigned char *one = malloc(n - i % 40);         /* its own block, so that a byte too
			                                                 * many shows */
			struct picture p = { .turn = 1 };

			memcpy(one, t, n - i % 40);
			if (i < n - i % 40)
				one[i] = (unsigned char)v;
			picture_exif((struct str){ (char *)one, n - i % 40 }, &p);
			assert_in_range(p.turn, 1, 8);
			assert_true(p.lat >= -90000000 && p.lat <= 90000000);
			assert_true(p.lon >= -180000000 && p.lon <= 180000000);
			free(one);
		}
}

/* The white corner of the picture as it is held: top left of what the camera saw when it lay. */
static void pictures_come_out_upright(void **state)
{
	static const struct { int turn, w, h, x, y; } at[] = {
		{ 1, 64, 32, 1, 1 }, { 2, 64, 32, 6, 1 }, { 3, 64, 32, 6, 6 }, { 4, 64, 32, 1, 6 },
		{ 5, 32, 64, 1, 1 }, { 6, 32, 64, 6, 1 }, { 7, 32, 64, 6, 6 }, { 8, 32, 64, 1, 6 },
	};
	struct shop *s = shop_open();

	(void)state;
	for (size_t i = 0; i < 8; i++) {
		struct str f = jpeg(s, 64, 32);
		struct picture p;
		int w, h;

		assert_int_equal(picture_look(&s->cx, f, &p), OK);
		p.turn = at[i].turn;
		buf_reset(&s->out);
		assert_int_equal(picture_make(&s->cx, f, &p, &s->out, &w, &h), OK);
		assert_int_equal(colour_at(s, at[i].w, at[i].h, at[i].x, at[i].y), 'w');
		for (int k = 0; k < 4; k++) {
			int x = k & 1 ? 6 : 1, y = k & 2 ? 6 : 1;

			if (x != at[i].x || y != at[i].y)
				assert_int_not_equal(colour_at(s, at[i].w, at[i].h, x, y), 'w');
		}
	}
	shop_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_file_is_its_bytes_say),
		cmocka_unit_test(a_bomb_is_measured_and_not_opened),
		cmocka_unit_test(half_a_picture_is_none),
		cmocka_unit_test(any_byte_may_be_another),
		cmocka_unit_test(large_ones_become_small_and_stay_what_they_show),
		cmocka_unit_test(exif_tells_where),
		cmocka_unit_test(broken_exif_tells_nothing_wrong),
		cmocka_unit_test(pictures_come_out_upright),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

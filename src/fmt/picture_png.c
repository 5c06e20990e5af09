/* picture_png - PNG in, by libpng: on white, in eight bits, three colours. Blocks that are not the
 * picture are not kept, and none of them may unfold to much. */
#include "fmt/picture_part.h"

#include <setjmp.h>

#include <png.h>

#define CHUNK_MEMORY (1 << 20)
#define CHUNKS_MOST  64

struct png_in {
	png_structp png;
	png_infop info;
	struct str rest;
	jmp_buf jump;
	unsigned char *all, **row;   /* of an interlaced picture: the whole of it */
};

static void on_error(png_structp png, const char *text)
{
	struct png_in *p = png_get_error_ptr(png);

	(void)text;
	longjmp(p->jump, 1);
}

static void on_warning(png_structp png, const char *text)
{
	(void)png;
	(void)text;
}

static void on_read(png_structp png, png_bytep to, size_t n)
{
	struct png_in *p = png_get_io_ptr(png);

	if (n > p->rest.n)
		png_error(png, "end");
	memcpy(to, p->rest.p, n);
	p->rest = str_sub(p->rest, n, p->rest.n);
}

static void plain_rgb(struct png_in *p)
{
	png_color_16 white = { .red = 255, .green = 255, .blue = 255, .gray = 255 };

	png_set_expand(p->png);
	png_set_scale_16(p->png);
	png_set_gray_to_rgb(p->png);
	png_set_background(p->png, &white, PNG_BACKGROUND_GAMMA_SCREEN, 0, 1.0);
}

static void rows(struct png_in *p, struct arena *a, struct shrink *s)
{
	size_t wide = png_get_rowbytes(p->png, p->info);
	bool whole = png_get_interlace_type(p->png, p->info) != PNG_INTERLACE_NONE;
	size_t n = whole ? (size_t)s->sh : 1;

	if (wide != (size_t)s->sw * 3)
		longjmp(p->jump, 1);
	p->all = arena_alloc(a, wide * n);
	p->row = arena_array(a, n, sizeof *p->row);
	for (size_t i = 0; i < n; i++)
		p->row[i] = p->all + wide * i;
	if (whole)
		png_read_image(p->png, p->row);
	for (int y = 0; y < s->sh; y++) {
		if (!whole)
			png_read_row(p->png, p->all, NULL);
		shrink_row(s, whole ? p->row[y] : p->all);
	}
	shrink_end(s);
	png_read_end(p->png, NULL);
}

enum err picture_png(struct ctx *cx, struct str bytes, const struct picture *want, struct shrink *s)
{
	struct png_in *p = ARENA_NEW(&cx->arena, struct png_in);

	p->rest = bytes;
	p->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, p, on_error, on_warning);
	p->info = p->png ? png_create_info_struct(p->png) : NULL;
	if (!p->info) {
		png_destroy_read_struct(&p->png, &p->info, NULL);
		return picture_broken(cx);
	}
	if (setjmp(p->jump)) {
		png_destroy_read_struct(&p->png, &p->info, NULL);
		return picture_broken(cx);
	}
	png_set_user_limits(p->png, PICTURE_SIDE, PICTURE_SIDE);
	png_set_chunk_malloc_max(p->png, CHUNK_MEMORY);
	png_set_chunk_cache_max(p->png, CHUNKS_MOST);
	png_set_read_fn(p->png, p, on_read);
	png_read_info(p->png, p->info);
	if ((int64_t)png_get_image_width(p->png, p->info) != want->width ||
	    (int64_t)png_get_image_height(p->png, p->info) != want->height)
		longjmp(p->jump, 1);
	plain_rgb(p);
	png_set_interlace_handling(p->png);
	png_read_update_info(p->png, p->info);
	shrink_begin(s, &cx->arena, want->width, want->height);
	rows(p, &cx->arena, s);
	png_destroy_read_struct(&p->png, &p->info, NULL);
	return OK;
}

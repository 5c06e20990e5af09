/* picture_jpeg - JPEG in and out by libjpeg-turbo. Its errors come by longjmp; nothing that is
 * changed after setjmp lives on the stack. */
#include "fmt/picture_part.h"

#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>

#include <jerror.h>

#define SCANS_MOST 100           /* a progressive file may have very many */
#define QUALITY    85
#define PIECE      65536

struct fault { struct jpeg_error_mgr mgr; jmp_buf jump; };

static void on_error(j_common_ptr c)
{
	longjmp(((struct fault *)c->err)->jump, 1);
}

/* A file that ends too early is no whole picture; other complaints are those of many cameras. */
static void on_message(j_common_ptr c, int level)
{
	if (level < 0 && (c->err->msg_code == JWRN_JPEG_EOF || c->err->msg_code == JWRN_HIT_MARKER))
		on_error(c);
}

static void on_output(j_common_ptr c)
{
	(void)c;
}

static void on_progress(j_common_ptr c)
{
	if (((j_decompress_ptr)c)->input_scan_number > SCANS_MOST)
		on_error(c);
}

static struct jpeg_error_mgr *fault_begin(struct fault *f)
{
	jpeg_std_error(&f->mgr);
	f->mgr.error_exit = on_error;
	f->mgr.emit_message = on_message;
	f->mgr.output_message = on_output;
	return &f->mgr;
}

/* ---- in ---- */

struct jpeg_in {
	struct jpeg_decompress_struct c;
	struct fault fault;
	struct jpeg_progress_mgr progress;
	unsigned char *row;
};

/* The library halves and quarters while it decodes; the rest is done by us. */
static void choose_scale(struct jpeg_decompress_struct *c)
{
	unsigned longer = c->image_width > c->image_height ? c->image_width : c->image_height;

	c->scale_denom = 8;
	c->scale_num = 8;
	while (c->scale_num > 1 && (uint64_t)longer * (c->scale_num - 1) / 8 >= PICTURE_OUT)
		c->scale_num--;
}

enum err picture_jpeg(struct ctx *cx, struct str bytes, const struct picture *p, struct shrink *s)
{
	struct jpeg_in *j = ARENA_NEW(&cx->arena, struct jpeg_in);

	j->c.err = fault_begin(&j->fault);
	if (setjmp(j->fault.jump)) {
		jpeg_destroy_decompress(&j->c);
		return picture_broken(cx);
	}
	jpeg_create_decompress(&j->c);
	j->progress.progress_monitor = on_progress;
	j->c.progress = &j->progress;
	jpeg_mem_src(&j->c, (const unsigned char *)bytes.p, (unsigned long)bytes.n);
	jpeg_read_header(&j->c, TRUE);
	if ((int64_t)j->c.image_width != p->width || (int64_t)j->c.image_height != p->height)
		longjmp(j->fault.jump, 1);      /* what was measured is what is decoded */
	choose_scale(&j->c);
	j->c.out_color_space = JCS_RGB;
	jpeg_start_decompress(&j->c);
	shrink_begin(s, &cx->arena, (int)j->c.output_width, (int)j->c.output_height);
	j->row = arena_alloc(&cx->arena, (size_t)j->c.output_width * 3);
	while (j->c.output_scanline < j->c.output_height) {
		JSAMPROW row = j->row;

		jpeg_read_scanlines(&j->c, &row, 1);
		shrink_row(s, j->row);
	}
	shrink_end(s);
	jpeg_finish_decompress(&j->c);
	jpeg_destroy_decompress(&j->c);
	return OK;
}

/* ---- out ---- */

struct jpeg_out {
	struct jpeg_compress_struct c;
	struct fault fault;
	struct jpeg_destination_mgr to;
	struct buf *out;
	unsigned char piece[PIECE];
};

static void to_begin(j_compress_ptr c)
{
	struct jpeg_out *j = c->client_data;

	j->to.next_output_byte = j->piece;
	j->to.free_in_buffer = PIECE;
}

static boolean to_more(j_compress_ptr c)
{
	struct jpeg_out *j = c->client_data;

	buf_add(j->out, j->piece, PIECE);
	to_begin(c);
	return TRUE;
}

static void to_end(j_compress_ptr c)
{
	struct jpeg_out *j = c->client_data;

	buf_add(j->out, j->piece, PIECE - j->to.free_in_buffer);
}

enum err picture_write(struct ctx *cx, const unsigned char *rgb, int width, int height,
                       struct buf *out)
{
	struct jpeg_out *j = ARENA_NEW(&cx->arena, struct jpeg_out);

	j->c.err = fault_begin(&j->fault);
	if (setjmp(j->fault.jump)) {
		jpeg_destroy_compress(&j->c);
		return picture_broken(cx);
	}
	jpeg_create_compress(&j->c);
	j->out = out;
	j->to = (struct jpeg_destination_mgr){ .init_destination = to_begin,
		.empty_output_buffer = to_more, .term_destination = to_end };
	j->c.client_data = j;
	j->c.dest = &j->to;
	j->c.image_width = (JDIMENSION)width;
	j->c.image_height = (JDIMENSION)height;
	j->c.input_components = 3;
	j->c.in_color_space = JCS_RGB;
	jpeg_set_defaults(&j->c);
	jpeg_set_quality(&j->c, QUALITY, TRUE);
	jpeg_start_compress(&j->c, TRUE);
	while (j->c.next_scanline < j->c.image_height) {
		JSAMPROW row = (JSAMPROW)(uintptr_t)(rgb + (size_t)j->c.next_scanline * (size_t)width * 3);

		jpeg_write_scanlines(&j->c, &row, 1);
	}
	jpeg_finish_compress(&j->c);
	jpeg_destroy_compress(&j->c);
	return out->full ? err_set(cx, ERR_LIMIT, "file", "picture-large", NULL) : OK;
}

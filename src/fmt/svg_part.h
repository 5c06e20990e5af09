/* svg_part - private to the svg_* files: the pen they draw with. Lengths in hundredths of a pixel.
 * A kind of chart draws from pen.y downward and leaves y below what it drew. */
#ifndef FMT_SVG_PART_H
#define FMT_SVG_PART_H

#include "fmt/svg.h"
#include "fmt/svg_chart.h"

#define PX(n) ((int64_t)(n) * 100)

#define SVG_CLASSES 5

struct svg_colours {
	const char *panel, *ink, *ink2, *line;
	const char *series[SVG_SERIES_MAX];
	const char *ramp[SVG_CLASSES], *outline, *none;
};

struct pen {
	struct buf *b;
	const struct svg_chart *c;
	const struct svg_colours *k;
	int64_t w, y;
	char id[24];
	bool hatch;                              /* some value is not known */
	struct ctx *cx;
};

enum anchor { AT_START, AT_MIDDLE, AT_END };

/* ---- svg_pen.c: text and marks ---- */
int64_t svg_width(struct str s, int size);           /* size in pixels */
/* One line of text, cut to `room` with …; class is jz-CLASS. */
void svg_line_text(struct pen *p, int64_t x, int64_t y, enum anchor at, int size,
                   const char *class, struct str s, int64_t room);
/* In the middle of a coloured area, in a colour that reads on it; on a pattern, in a box. */
void svg_on_text(struct pen *p, int64_t x, int64_t y, int size, const char *fill, struct str s,
                 int64_t room);
void svg_boxed_text(struct pen *p, int64_t x, int64_t y, int size, struct str s, int64_t room);
/* A value with separators and its decimals, "--" when it is not known. In the context's arena. */
struct str svg_value(const struct pen *p, int64_t v);
/* The same, without zeros at the end of its decimals. */
struct str svg_tick(const struct pen *p, int64_t v);
/* " key=\"12.5\"" */
void svg_attr(struct pen *p, const char *key, int64_t v);
void svg_rect(struct pen *p, int64_t x, int64_t y, int64_t w, int64_t h);    /* open: end it */
/* What fills series s: its colour, or its pattern. */
void svg_fill(struct pen *p, int s);
/* A mark of label i and series s: what a pointer over it tells, where it leads. */
void svg_mark(struct pen *p, int i, int s);
void svg_mark_end(struct pen *p);
void svg_grid(struct pen *p, int64_t x1, int64_t y1, int64_t x2, int64_t y2, const char *class);
/* Names of the series with their patterns, if there is more than one. */
void svg_legend(struct pen *p);
void svg_line_sample(struct pen *p, int64_t x, int64_t y, int s);     /* svg_axis.c */

static inline int64_t svg_of(const struct svg_chart *c, int s, int i)
{
	return c->series[s].value[i];
}

/* ---- the kinds ---- */
void svg_bars(struct pen *p);                /* svg_rows.c */
void svg_funnel(struct pen *p);
void svg_columns(struct pen *p);             /* svg_axis.c: columns, histogram */
void svg_stacked(struct pen *p);
void svg_lines(struct pen *p);
void svg_tiles(struct pen *p);               /* svg_area.c */
void svg_map(struct pen *p);

#endif

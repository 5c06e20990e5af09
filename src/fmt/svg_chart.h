/* svg_chart - pictures of numbers as SVG: the same bytes from the same numbers on every machine.
 * Each reads without colour (series differ in pattern, dash and mark; values stand as text) and
 * without eyes (title, and a description with the values). Nothing in it is a style or a script:
 * colours are attributes, and every part has a class (jz-…) by which a page's style sheet may give
 * its own. Marks carry data-tip, and data-href where a link was given. */
#ifndef FMT_SVG_CHART_H
#define FMT_SVG_CHART_H

#include "base/buf.h"
#include "base/err.h"
#include "fmt/geo.h"

enum svg_kind {
	SVG_BARS,        /* a row for each label, its bars to the right */
	SVG_COLUMNS,
	SVG_LINES,
	SVG_STACKED,     /* a column for each label, one series on the other; no negative values */
	SVG_FUNNEL,      /* one series: stages from the first to the last */
	SVG_HISTOGRAM,   /* one series: columns without gaps, a label is a range */
	SVG_TILES,       /* one series: a tile for each label, coloured by class */
	SVG_MAP,         /* one series: areas of `geo` coloured by class; labels by `key`. No series:
	                    the shapes alone; marks and labels carry data-key, so that a page can
	                    give them colours and write a figure into .jz-figure */
};

enum svg_theme { SVG_LIGHT, SVG_DARK, SVG_MONO };        /* SVG_MONO: for print, black on white */

#define SVG_NO_VALUE    INT64_MIN
#define SVG_VALUE_MAX   INT64_C(10000000000000)          /* 10^13, either sign; sums, too */
#define SVG_SERIES_MAX  6
#define SVG_LABELS_MAX  2000

struct svg_series {
	struct str name;
	const int64_t *value;            /* one for each label; SVG_NO_VALUE: not known */
};

struct svg_chart {
	enum svg_kind kind;
	enum svg_theme theme;
	enum lang lang;
	int width;                       /* pixels, 240 to 4000; 0: 640 */
	int scale;                       /* decimals of the values: 1234 with 2 is 12.34; 0 to 6 */
	struct str id;                   /* letters and digits; apart in one page. Empty: "c" */
	struct str title, unit, note;    /* unit: 户, people; note: a line below. May be empty */
	const struct str *label;
	int n;                           /* labels; 0: a picture that says so */
	const struct svg_series *series;
	int nseries;
	const struct str *href;          /* where a label leads to; NULL: nowhere */
	const struct str *key;           /* area codes of the labels, for SVG_MAP */
	const struct geo *geo;           /* for SVG_MAP */
};

/* Appends the picture. ERR_LIMIT svg-limit: more labels, series or larger values than above, or out
 * is full. Texts may be anything; what does not fit is cut with …. */
enum err svg_chart_put(struct ctx *cx, struct buf *out, const struct svg_chart *c);

#endif

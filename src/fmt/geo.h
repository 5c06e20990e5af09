/* geo - outlines of areas from a GeoJSON file (RFC 7946): polygons with their area codes. Read in
 * one pass with memory for the points only, since such files come large and from anywhere; numbers
 * become millionths of a degree. What is no polygon is passed over. */
#ifndef FMT_GEO_H
#define FMT_GEO_H

#include "base/err.h"

#define GEO_TEXT_MAX    (32u << 20)
#define GEO_SHAPES_MAX  5000
#define GEO_RINGS_MAX   50000
#define GEO_POINTS_MAX  1000000

struct geo_point { int32_t lon, lat; };          /* millionths of a degree */
struct geo_ring { int first, n; };               /* points; the last is not the first again */

struct geo_shape {
	char code[13];               /* 12 digits, filled up with zeros; empty: the file has none */
	struct str name;             /* as the file has it; may be empty */
	int first, n;                /* rings: outlines and holes, to be filled by even and odd */
};

struct geo {
	struct geo_shape *shape;
	struct geo_ring *ring;
	struct geo_point *point;
	int nshape, nring, npoint;
	int passed_over;             /* features that are no polygons */
	struct geo_point low, high;  /* the corners of everything */
};

/* Everything in cx's arena (its ceiling applies). ERR_INPUT: geo-… says what is wrong and on which
 * line; ERR_LIMIT: more than the limits. */
enum err geo_read(struct ctx *cx, struct str text, struct geo *out);
/* An area code as it is compared: 6 to 12 digits, with zeros behind. False: it is none. */
bool geo_code(struct str text, char out[13]);

#endif

/* geo - see the header. A reader of JSON of its own: jansson would make an object of every number,
 * some 150 bytes a point. It is as strict, but for what it passes over, where it looks at brackets
 * and strings only. */
#include "fmt/geo.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"

#define DEPTH_MAX 64
#define NAME_MAX_BYTES 200

struct reader {
	struct ctx *cx;
	const char *p, *end, *start;
	struct geo *g;
	size_t shape_room, ring_room, point_room;
	int depth;
	/* the feature being read */
	enum { GEOM_NONE, GEOM_POLYGON, GEOM_MULTI, GEOM_OTHER } type;
	int ring_depth;              /* nesting of its rings within "coordinates"; 0: none yet */
	char code[13];
	struct str name;
	int code_rank;               /* how good the property was that gave the code */
};

static enum err wrong(struct reader *r, const char *key)
{
	char line[24];
	int64_t n = 1;

	for (const char *q = r->start; q < r->p && q < r->end; q++)
		n += *q == '\n';
	snprintf(line, sizeof line, "%lld", (long long)n);
	return err_set(r->cx, ERR_INPUT, "", key, line, NULL);
}

static enum err too_much(struct reader *r, const char *key, int64_t most)
{
	char text[24];

	snprintf(text, sizeof text, "%lld", (long long)most);
	return err_set(r->cx, ERR_LIMIT, "", key, text, NULL);
}

/* ---- JSON ---- */

static char peek(struct reader *r)
{
	while (r->p < r->end && (*r->p == ' ' || *r->p == '\t' || *r->p == '\n' || *r->p == '\r'))
		r->p++;
	return r->p < r->end ? *r->p : 0;
}

static enum err expect(struct reader *r, char c)
{
	if (peek(r) != c)
		return wrong(r, "geo-not-json");
	r->p++;
	return OK;
}

static int hex4(const char *p)
{
	int v = 0;

	for (int i = 0; i < 4; i++) {
		int c = (unsigned char)p[i], low = c | 0x20;

		if (c >= '0' && c <= '9')
			v = v << 4 | (c - '0');
		else if (low >= 'a' && low <= 'f')
			v = v << 4 | (low - 'a' + 10);
		else
			return -1;
	}
	return v;
}

/* \uXXXX, with its second half if it is the first of two. */
static bool escape(struct reader *r, struct buf *out)
{
	static const char plain[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
	const char *at;
	char bytes[4];
	int cp, low;

	if (r->p >= r->end)
		return false;
	at = memchr(plain, *r->p, sizeof plain - 1);
	if (at) {
		buf_addc(out, means[at - plain]);
		r->p++;
		return true;
	}
	if (*r->p != 'u' || r->end - r->p < 5 || (cp = hex4(r->p + 1)) < 0)
		return false;
	r->p += 5;
	if (cp >= 0xd800 && cp < 0xdc00 && r->end - r->p >= 6 && r->p[0] == '\\' &&
	    r->p[1] == 'u' && (low = hex4(r->p + 2)) >= 0xdc00 && low < 0xe000) {
		cp = 0x10000 + ((cp - 0xd800) << 10) + (low - 0xdc00);
		r->p += 6;
	}
	if (cp >= 0xd800 && cp < 0xe000)
		cp = 0xfffd;
	buf_add(out, bytes, (size_t)utf8_put(bytes, cp));
	return true;
}

/* A string, cut to what out holds: names are short, and nothing else is kept. */
static enum err read_string(struct reader *r, struct buf *out)
{
	buf_reset(out);
	TRY(expect(r, '"'));
	while (r->p < r->end && *r->p != '"') {
		const char *from = r->p;

		if ((unsigned char)*from < 0x20)
			return wrong(r, "geo-not-json");
		if (*from == '\\') {
			r->p++;
			if (!escape(r, out))
				return wrong(r, "geo-not-json");
			continue;
		}
		while (r->p < r->end && *r->p != '"' && *r->p != '\\' &&
		       (unsigned char)*r->p >= 0x20)
			r->p++;
		buf_add(out, from, (size_t)(r->p - from));
	}
	return expect(r, '"');
}

static bool digit(const struct reader *r)
{
	return r->p < r->end && *r->p >= '0' && *r->p <= '9';
}

#define HUGE_NUMBER INT64_C(1000000000000000000)

/* Digits onto *v; those that have no room any more are counted in *lost. Returns how many. */
static int digits(struct reader *r, int64_t *v, int64_t *lost)
{
	int n = 0;

	for (; digit(r); r->p++, n++) {
		if (*v < HUGE_NUMBER / 10)
			*v = *v * 10 + (*r->p - '0');
		else
			++*lost;
	}
	return n;
}

static enum err read_exponent(struct reader *r, int64_t *exp)
{
	int64_t e = 0, lost = 0;
	bool minus;

	if (r->p >= r->end || (*r->p | 0x20) != 'e')
		return OK;
	r->p++;
	minus = r->p < r->end && *r->p == '-';
	r->p += r->p < r->end && (*r->p == '-' || *r->p == '+');
	if (!digits(r, &e, &lost))
		return wrong(r, "geo-not-json");
	e = e > 1000 || lost ? 1000 : e;
	*exp += minus ? -e : e;
	return OK;
}

/* A number of JSON in millionths, the rest cut off; 10^18 for what is larger. */
static enum err read_number(struct reader *r, int64_t *out)
{
	bool minus = peek(r) == '-', zero;
	int64_t v = 0, exp = 0, lost = 0, after;
	int n;

	r->p += minus;
	zero = r->p < r->end && *r->p == '0';
	n = digits(r, &v, &lost);
	if (n == 0 || (zero && n > 1))
		return wrong(r, "geo-not-json");
	exp = lost;
	if (r->p < r->end && *r->p == '.') {
		r->p++;
		after = lost;
		n = digits(r, &v, &lost);
		if (n == 0)
			return wrong(r, "geo-not-json");
		exp -= n - (lost - after);
	}
	TRY(read_exponent(r, &exp));
	for (exp += 6; exp > 0 && v && v < HUGE_NUMBER; exp--)
		v = v > HUGE_NUMBER / 10 ? HUGE_NUMBER : v * 10;
	for (; exp < 0 && v; exp++)
		v /= 10;
	*out = minus ? -v : v;
	return OK;
}

/* Passes over one value of any kind without keeping anything. */
static enum err skip(struct reader *r)
{
	struct buf text BUF_AUTO = { 0 };
	int depth = 0;

	buf_init(&text, 16);
	do {
		char c = peek(r);

		if (c == '"') {
			TRY(read_string(r, &text));
		} else if (c == '{' || c == '[') {
			if (++depth > DEPTH_MAX)
				return wrong(r, "geo-deep");
			r->p++;
		} else if ((c == '}' || c == ']') && depth) {
			depth--;
			r->p++;
		} else if (c && depth && (c == ',' || c == ':')) {
			r->p++;
		} else {
			const char *from = r->p;

			while (r->p < r->end && ((*r->p >= '0' && *r->p <= '9') ||
			       ((*r->p | 0x20) >= 'a' && (*r->p | 0x20) <= 'z') ||
			       *r->p == '-' || *r->p == '+' || *r->p == '.'))
				r->p++;
			if (r->p == from)
				return wrong(r, "geo-not-json");
		}
	} while (depth);
	return OK;
}

/* Walks an object: each key is handed over, whose value the callee reads. */
static enum err members(struct reader *r, enum err (*member)(struct reader *, struct str key))
{
	struct buf key BUF_AUTO = { 0 };

	buf_init(&key, NAME_MAX_BYTES);
	TRY(expect(r, '{'));
	if (peek(r) == '}') {
		r->p++;
		return OK;
	}
	for (;;) {
		TRY(read_string(r, &key));
		TRY(expect(r, ':'));
		TRY(member(r, key.full ? STR("") : buf_str(&key)));
		if (peek(r) != ',')
			return expect(r, '}');
		r->p++;
	}
}

/* ---- room that doubles; the old stays in the arena until it goes as a whole ---- */

static void *room_for(struct reader *r, void *list, size_t size, int n, size_t *room)
{
	size_t more = *room ? *room * 2 : 256;
	void *p;

	if ((size_t)n < *room)
		return list;
	p = arena_array(&r->cx->arena, more, size);
	if (n)
		memcpy(p, list, (size_t)n * size);
	*room = more;
	return p;
}

static enum err add_point(struct reader *r, int64_t lon, int64_t lat)
{
	struct geo *g = r->g;

	if (lon < -180000000 || lon > 180000000 || lat < -90000000 || lat > 90000000)
		return wrong(r, "geo-not-degrees");
	if (g->npoint == GEO_POINTS_MAX || arena_full(&r->cx->arena))
		return too_much(r, "geo-points-many", GEO_POINTS_MAX);
	g->point = room_for(r, g->point, sizeof *g->point, g->npoint, &r->point_room);
	g->point[g->npoint++] = (struct geo_point){ (int32_t)lon, (int32_t)lat };
	return OK;
}

/* ---- coordinates ---- */

/* The rest of a position, behind its bracket. Heights and what else may follow mean nothing. */
static enum err position(struct reader *r)
{
	int64_t v[2], more;

	TRY(read_number(r, &v[0]));
	TRY(expect(r, ','));
	TRY(read_number(r, &v[1]));
	while (peek(r) == ',') {
		r->p++;
		TRY(read_number(r, &more));
	}
	TRY(expect(r, ']'));
	return add_point(r, v[0], v[1]);
}

/* The end of a list of positions: it becomes a ring, closed or not. */
static enum err end_ring(struct reader *r, int first, int depth)
{
	struct geo *g = r->g;
	struct geo_point a, b;

	if (r->ring_depth && r->ring_depth != depth)
		return wrong(r, "geo-shape");
	r->ring_depth = depth;
	a = g->point[first];
	b = g->point[g->npoint - 1];
	if (g->npoint - first > 1 && a.lon == b.lon && a.lat == b.lat)
		g->npoint--;
	if (g->nring == GEO_RINGS_MAX)
		return too_much(r, "geo-rings-many", GEO_RINGS_MAX);
	g->ring = room_for(r, g->ring, sizeof *g->ring, g->nring, &r->ring_room);
	g->ring[g->nring++] = (struct geo_ring){ first, g->npoint - first };
	return OK;
}

/* An array of "coordinates", `depth` levels in. Tells whether it was a position. */
static enum err coordinates(struct reader *r, int depth, bool *was_position)
{
	int first = r->g->npoint;
	bool any = false, inner, more = true;

	*was_position = false;
	TRY(expect(r, '['));
	if (depth > 5)
		return wrong(r, "geo-shape");
	if (peek(r) == ']') {
		r->p++;
		return OK;
	}
	if (peek(r) != '[') {
		*was_position = true;
		return position(r);
	}
	for (int i = 0; more; i++) {
		TRY(coordinates(r, depth + 1, &inner));
		if (i && inner != any)
			return wrong(r, "geo-shape");
		any = inner;
		more = peek(r) == ',';
		r->p += more;
	}
	TRY(expect(r, ']'));
	return any ? end_ring(r, first, depth) : OK;
}

static enum err geometry_member(struct reader *r, struct str key)
{
	struct buf text BUF_AUTO = { 0 };
	bool alone;

	if (str_eqz(key, "coordinates"))
		return peek(r) == '[' ? coordinates(r, 1, &alone) : skip(r);
	if (!str_eqz(key, "type") || peek(r) != '"')
		return skip(r);
	buf_init(&text, NAME_MAX_BYTES);
	TRY(read_string(r, &text));
	r->type = str_eqz(buf_str(&text), "Polygon") ? GEOM_POLYGON :
	          str_eqz(buf_str(&text), "MultiPolygon") ? GEOM_MULTI : GEOM_OTHER;
	return OK;
}

/* ---- features ---- */

bool geo_code(struct str text, char out[13])
{
	text = str_trim(text);
	if (text.n < 2 || text.n > 12)
		return false;
	for (size_t i = 0; i < 12; i++) {
		out[i] = i < text.n ? text.p[i] : '0';
		if (out[i] < '0' || out[i] > '9')
			return false;
	}
	out[12] = 0;
	return true;
}

/* Which property has the code: the more particular its name, the better. */
static int code_rank(struct str key)
{
	static const char *const name[] = { "id", "pac", "PAC", "区划码", "代码", "code", "adcode",
		"area_code", "行政区划代码", "区划代码", "行政代码" };

	for (int i = 0; i < (int)(sizeof name / sizeof name[0]); i++)
		if (str_eqz(key, name[i]))
			return i + 1;
	return 0;
}

static bool is_name(struct str key)
{
	return str_eqz(key, "name") || str_eqz(key, "NAME") || str_eqz(key, "名称");
}

static void take_code(struct reader *r, struct str text, int rank)
{
	char code[13];

	if (rank > r->code_rank && geo_code(text, code)) {
		memcpy(r->code, code, sizeof r->code);
		r->code_rank = rank;
	}
}

static enum err property(struct reader *r, struct str key)
{
	int rank = code_rank(key);
	struct buf text BUF_AUTO = { 0 };
	const char *from;

	if (!rank && !is_name(key))
		return skip(r);
	buf_init(&text, NAME_MAX_BYTES);
	if (peek(r) == '"') {
		TRY(read_string(r, &text));
		if (rank)
			take_code(r, buf_str(&text), rank);
		else if (!text.full && utf8_valid(buf_str(&text)))
			r->name = str_dup(&r->cx->arena, buf_str(&text));
		return OK;
	}
	from = r->p;
	TRY(skip(r));
	take_code(r, (struct str){ from, (size_t)(r->p - from) }, rank);
	return OK;
}

static enum err feature_member(struct reader *r, struct str key)
{
	if (str_eqz(key, "geometry") && peek(r) == '{')
		return members(r, geometry_member);
	if (str_eqz(key, "properties") && peek(r) == '{')
		return members(r, property);
	if (str_eqz(key, "id"))
		return property(r, key);
	return skip(r);
}

static enum err feature(struct reader *r)
{
	struct geo *g = r->g;
	int ring = g->nring, point = g->npoint, depth;

	r->type = GEOM_NONE;
	r->ring_depth = r->code_rank = 0;
	r->code[0] = 0;
	r->name = STR("");
	TRY(members(r, feature_member));
	depth = r->type == GEOM_POLYGON ? 2 : r->type == GEOM_MULTI ? 3 : 0;
	if (!depth || g->nring == ring) {
		g->nring = ring;
		g->npoint = point;
		g->passed_over++;
		return OK;
	}
	if (r->ring_depth != depth)
		return wrong(r, "geo-shape");
	if (g->nshape == GEO_SHAPES_MAX)
		return too_much(r, "geo-shapes-many", GEO_SHAPES_MAX);
	g->shape = room_for(r, g->shape, sizeof *g->shape, g->nshape, &r->shape_room);
	g->shape[g->nshape] = (struct geo_shape){ .name = r->name, .first = ring,
		.n = g->nring - ring };
	memcpy(g->shape[g->nshape++].code, r->code, sizeof r->code);
	return OK;
}

static enum err collection_member(struct reader *r, struct str key)
{
	if (!str_eqz(key, "features") || peek(r) != '[')
		return skip(r);
	r->p++;
	if (peek(r) == ']') {
		r->p++;
		return OK;
	}
	for (;;) {
		TRY(feature(r));
		if (peek(r) != ',')
			return expect(r, ']');
		r->p++;
	}
}

static void find_corners(struct geo *g)
{
	g->low = (struct geo_point){ 180000000, 90000000 };
	g->high = (struct geo_point){ -180000000, -90000000 };
	for (int i = 0; i < g->npoint; i++) {
		struct geo_point p = g->point[i];

		g->low.lon = p.lon < g->low.lon ? p.lon : g->low.lon;
		g->low.lat = p.lat < g->low.lat ? p.lat : g->low.lat;
		g->high.lon = p.lon > g->high.lon ? p.lon : g->high.lon;
		g->high.lat = p.lat > g->high.lat ? p.lat : g->high.lat;
	}
}

enum err geo_read(struct ctx *cx, struct str text, struct geo *out)
{
	struct reader r = { .cx = cx, .p = text.p, .start = text.p, .end = text.p + text.n,
		.g = out };

	*out = (struct geo){ 0 };
	if (text.n > GEO_TEXT_MAX)
		return too_much(&r, "geo-large", GEO_TEXT_MAX >> 20);
	if (str_starts(text, STR("\xef\xbb\xbf")))
		r.p += 3;
	TRY(members(&r, collection_member));
	if (peek(&r) || r.p != r.end)
		return wrong(&r, "geo-not-json");
	if (out->nshape == 0)
		return err_set(cx, ERR_INPUT, "", "geo-nothing", NULL);
	find_corners(out);
	return OK;
}

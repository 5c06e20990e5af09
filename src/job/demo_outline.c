/* demo_outline - the shapes of the made-up places, so that the demo has maps: a blob of cells in
 * the open sea, divided into counties, these into townships, these into villages. Regions grow cell
 * by cell from seeds, so that none falls apart; the corners of cells are shaken and then smoothed
 * along the borders of villages, which all larger places share. No real place looks like it. */
#include "job/demo_int.h"

#include "base/os.h"

#define CELLS        36          /* of a village, about */
#define VILLAGES_MAX 1000        /* of all counties; more are drawn by nobody */
#define ONE          256         /* a cell's side in the units of a corner's place */
#define SHAKE        90
#define ROUNDS       4           /* of smoothing */
#define CELL_DEGREES 4500        /* millionths: half a kilometre */
#define TEXT_MOST    (24u << 20)

enum { WHOLE, BY_COUNTY, BY_TOWN, BY_VILLAGE, LAYERS };

struct corner { int x, y; };
struct sea {
	struct gen *g;
	struct rng r;
	int w, h;                    /* cells; those at the rim stay empty */
	int *of[LAYERS];             /* the place of each cell, numbered through; -1: none */
	int *queue, *region, *seed;
	int nregion;
	struct corner *at;           /* of each corner, (w + 1) * (h + 1) */
	uint8_t *told;               /* sides of cells that stand in a ring already: a bit a layer */
};

static int step_of(const struct sea *s, int way)
{
	const int step[] = { 1, s->w, -1, -s->w };       /* east, south, west, north */

	return step[way & 3];
}

/* ---- growing ---- */

/* Cells of `within` that are of place `parent` get the number of the seed that reaches them. A cell
 * often waits a turn before it grows on: borders are not straight. */
static void grow(struct sea *s, const int *within, int parent, int *out, int first, int n, int most)
{
	int size = s->w * s->h, head = 0, waiting = 0, taken = 0;

	for (int i = 0; i < n; i++) {
		out[s->seed[i]] = first + i;
		s->queue[waiting++] = s->seed[i];
		taken++;
	}
	while (waiting) {
		int c = s->queue[head];

		head = (head + 1) % size;
		waiting--;
		if (rng_chance(&s->r, 450)) {
			s->queue[(head + waiting++) % size] = c;
			continue;
		}
		for (int way = 0; way < 4 && taken < most; way++) {
			int to = c + step_of(s, way);

			if (within[to] != parent || out[to] >= 0)
				continue;
			out[to] = out[c];
			s->queue[(head + waiting++) % size] = to;
			taken++;
		}
	}
}

static int64_t far(const struct sea *s, int a, int b)
{
	int64_t x = a % s->w - b % s->w, y = a / s->w - b / s->w;

	return x * x + y * y;
}

/* The first seeds lie apart: of some cells, the one that is farthest from those chosen. */
static void choose_seeds(struct sea *s, int n)
{
	for (int i = 0; i < n; i++) {
		int64_t best = -1;

		for (int t = 0; t < 12; t++) {
			int c = s->region[rng_below(&s->r, s->nregion)];
			int64_t near = INT64_MAX;

			for (int k = 0; k < i; k++)
				near = far(s, c, s->seed[k]) < near ? far(s, c, s->seed[k]) : near;
			if (near > best) {
				best = near;
				s->seed[i] = c;
			}
		}
	}
}

/* Seeds move to the middle of what they have got; that is given back. */
static void centre_seeds(struct sea *s, int *out, int first, int n)
{
	for (int i = 0; i < n; i++) {
		int64_t x = 0, y = 0, count = 0, best = INT64_MAX;
		int middle;

		for (int k = 0; k < s->nregion; k++)
			if (out[s->region[k]] == first + i) {
				x += s->region[k] % s->w;
				y += s->region[k] / s->w;
				count++;
			}
		if (!count)
			continue;
		middle = (int)(y / count) * s->w + (int)(x / count);
		for (int k = 0; k < s->nregion; k++)
			if (out[s->region[k]] == first + i && far(s, s->region[k], middle) < best) {
				best = far(s, s->region[k], middle);
				s->seed[i] = s->region[k];
			}
	}
	for (int k = 0; k < s->nregion; k++)
		out[s->region[k]] = -1;
}

static void divide(struct sea *s, int layer, int parent, int first, int n)
{
	s->nregion = 0;
	for (int c = 0; c < s->w * s->h; c++)
		if (s->of[layer - 1][c] == parent)
			s->region[s->nregion++] = c;
	choose_seeds(s, n);
	for (int i = 0; i < 4; i++) {
		if (i)
			centre_seeds(s, s->of[layer], first, n);
		grow(s, s->of[layer - 1], parent, s->of[layer], first, n, INT32_MAX);
	}
}

/* Lakes are filled: what the sea cannot reach is land. */
static void fill(struct sea *s)
{
	int n = 0, *sea = s->of[BY_COUNTY], *land = s->of[WHOLE];

	s->queue[n++] = 0;
	sea[0] = 0;
	while (n) {
		int c = s->queue[--n];

		for (int way = 0; way < 4; way++) {
			int to = c + step_of(s, way), x = to % s->w - c % s->w;

			if (to < 0 || to >= s->w * s->h || x < -1 || x > 1 || sea[to] >= 0 || land[to] == 0)
				continue;
			sea[to] = 0;
			s->queue[n++] = to;
		}
	}
	for (int c = 0; c < s->w * s->h; c++) {
		land[c] = sea[c] < 0 ? 0 : -1;
		sea[c] = -1;
	}
}

static void make_land(struct sea *s, int cells)
{
	int size = s->w * s->h, *water = s->region;      /* -1, and a rim that nothing enters */

	for (int c = 0; c < size; c++) {
		int x = c % s->w, y = c / s->w;

		water[c] = x < 2 || y < 2 || x > s->w - 3 || y > s->h - 3 ? -2 : -1;
	}
	s->seed[0] = s->h / 2 * s->w + s->w / 2;
	grow(s, water, -1, s->of[WHOLE], 0, 1, cells);
	fill(s);
}

static void make_places(struct sea *s)
{
	const struct gen *g = s->g;
	int town = 0, village = 0;

	divide(s, BY_COUNTY, 0, 0, g->ncounty);
	for (int i = 0; i < g->ncounty; i++) {
		const struct demo_county *c = &g->county[i];

		divide(s, BY_TOWN, i, town, c->ntown);
		for (int t = 0; t < c->ntown; t++) {
			divide(s, BY_VILLAGE, town + t, village, c->town[t].n);
			village += c->town[t].n;
		}
		town += c->ntown;
	}
}

/* ---- borders ---- */

static int at_cell(const struct sea *s, int x, int y)
{
	return x < 0 || y < 0 || x >= s->w || y >= s->h ? -1 : s->of[BY_VILLAGE][y * s->w + x];
}

/* Is the way from a corner to the next one east, south, west or north a border of villages? */
static bool is_border(const struct sea *s, int x, int y, int way)
{
	switch (way) {
	case 0: return at_cell(s, x, y - 1) != at_cell(s, x, y);
	case 1: return at_cell(s, x - 1, y) != at_cell(s, x, y);
	case 2: return at_cell(s, x - 1, y - 1) != at_cell(s, x - 1, y);
	default: return at_cell(s, x - 1, y - 1) != at_cell(s, x, y - 1);
	}
}

static struct corner smoothed(const struct sea *s, const struct corner *at, int x, int y)
{
	static const int dx[] = { 1, 0, -1, 0 }, dy[] = { 0, 1, 0, -1 };
	int wide = s->w + 1, n = 2;
	struct corner p = at[y * wide + x], sum = { 2 * p.x, 2 * p.y };

	for (int way = 0; way < 4; way++) {
		int nx = x + dx[way], ny = y + dy[way];

		if (nx < 0 || ny < 0 || nx > s->w || ny > s->h || !is_border(s, x, y, way))
			continue;
		sum.x += at[ny * wide + nx].x;
		sum.y += at[ny * wide + nx].y;
		n++;
	}
	return (struct corner){ sum.x / n, sum.y / n };
}

static void place_corners(struct sea *s)
{
	int n = (s->w + 1) * (s->h + 1);
	struct corner *from = arena_array(s->g->a, (size_t)n, sizeof *from), *swap;

	s->at = arena_array(s->g->a, (size_t)n, sizeof *s->at);
	for (int i = 0; i < n; i++)
		s->at[i] = (struct corner){ i % (s->w + 1) * ONE + rng_range(&s->r, -SHAKE, SHAKE),
			i / (s->w + 1) * ONE + rng_range(&s->r, -SHAKE, SHAKE) };
	for (int k = 0; k < ROUNDS; k++) {
		swap = from;
		from = s->at;
		s->at = swap;
		for (int i = 0; i < n; i++)
			s->at[i] = smoothed(s, from, i % (s->w + 1), i / (s->w + 1));
	}
}

/* ---- writing ---- */

static void put_degrees(struct buf *b, int64_t millionths)
{
	int64_t abs = millionths < 0 ? -millionths : millionths;

	buf_addf(b, "%s%lld.%06lld", millionths < 0 ? "-" : "", (long long)(abs / 1000000),
	         (long long)(abs % 1000000));
}

static void put_corner(struct buf *b, const struct sea *s, int corner, const char *before)
{
	buf_addz(b, before);
	buf_addc(b, '[');
	put_degrees(b, ((int64_t)s->at[corner].x - (int64_t)s->w * ONE / 2) * CELL_DEGREES / ONE);
	buf_addc(b, ',');
	put_degrees(b, ((int64_t)s->h * ONE / 2 - s->at[corner].y) * CELL_DEGREES / ONE);
	buf_addc(b, ']');
}

/* A ring from side `way` of a cell on: land to the right. The format wants it to the left: the
 * corners are gathered in s->queue and written backwards. */
static void put_ring(struct buf *b, struct sea *s, int layer, int cell, int way)
{
	const int *of = s->of[layer];
	static const int dx[] = { 1, 1, 0, 0 }, dy[] = { 0, 1, 1, 0 };
	int place = of[cell], n = 0;

	while (!(s->told[cell * 4 + way] >> layer & 1)) {
		int ahead = cell + step_of(s, way), left = ahead + step_of(s, way + 3);

		s->told[cell * 4 + way] |= (uint8_t)(1 << layer);
		s->queue[n++] = (cell / s->w + dy[way]) * (s->w + 1) + cell % s->w + dx[way];
		if (of[ahead] != place) {
			way = (way + 1) & 3;
		} else if (of[left] != place) {
			cell = ahead;
		} else {
			cell = left;
			way = (way + 3) & 3;
		}
	}
	for (int i = n; i-- > 0;)
		put_corner(b, s, s->queue[i], i + 1 < n ? "," : "[");
	put_corner(b, s, s->queue[n - 1], ",");
	buf_addc(b, ']');
}

/* The first ring that is met is the outer one; the others are holes. */
static void put_place(struct buf *b, struct sea *s, int layer, int place, int64_t code,
                      struct str name)
{
	const int *of = s->of[layer];
	bool any = false;

	buf_addf(b, "%s\n{\"type\":\"Feature\",\"properties\":{\"code\":\"%012lld\",\"name\":\"%.*s\"},"
	         "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[",
	         b->p[b->n - 1] == '[' ? "" : ",", (long long)code, STR_FMT(name));
	for (int c = 0; c < s->w * s->h; c++)
		for (int way = 0; of[c] == place && way < 4; way++) {
			if (of[c + step_of(s, way + 3)] == place || (s->told[c * 4 + way] >> layer & 1))
				continue;
			buf_addz(b, any ? "," : "");
			put_ring(b, s, layer, c, way);
			any = true;
		}
	buf_addz(b, "]}}");
}

static void put_places(struct buf *b, struct sea *s)
{
	const struct gen *g = s->g;
	int town = 0, village = 0;

	for (int i = 0; i < g->ncounty; i++) {
		const struct demo_county *c = &g->county[i];

		put_place(b, s, BY_COUNTY, i, c->code, c->name);
		for (int t = 0; t < c->ntown; t++)
			put_place(b, s, BY_TOWN, town++, c->town[t].code, c->town[t].name);
		for (int v = 0; v < c->nvillage; v++)
			put_place(b, s, BY_VILLAGE, village++, c->village[v].code, c->village[v].name);
	}
}

/* ---- all of it ---- */

static void make_room(struct sea *s, int villages)
{
	struct arena *a = s->g->a;
	size_t size;

	while ((int64_t)s->w * s->w < (int64_t)villages * CELLS * 9 / 5)
		s->w++;
	s->w += 6;
	s->h = s->w;
	size = (size_t)s->w * (size_t)s->h;
	for (int i = 0; i < LAYERS; i++) {
		s->of[i] = arena_array(a, size, sizeof **s->of);
		for (size_t c = 0; c < size; c++)
			s->of[i][c] = -1;
	}
	s->queue = arena_array(a, size * 4, sizeof *s->queue);
	s->region = arena_array(a, size, sizeof *s->region);
	s->seed = arena_array(a, size, sizeof *s->seed);
	s->told = arena_array(a, size * 4, sizeof *s->told);
}

enum err demo_put_outlines(struct gen *g)
{
	struct sea s = { .g = g, .r = rng_of(g->seed, 300, 0) };
	struct buf b BUF_AUTO = { 0 };
	int villages = 0;
	struct str path;

	for (int i = 0; i < g->ncounty; i++)
		villages += g->county[i].nvillage;
	if (g->d->areas || g->d->bench || villages > VILLAGES_MAX)
		return OK;
	make_room(&s, villages);
	make_land(&s, villages * CELLS);
	make_places(&s);
	place_corners(&s);
	buf_init(&b, TEXT_MOST);
	buf_addz(&b, "{\"type\":\"FeatureCollection\",\"features\":[");
	put_places(&b, &s);
	buf_addz(&b, "\n]}\n");
	path = str_join(&g->cx->arena, str_of(g->d->out), STR("/" DEMO_OUTLINES));
	TRY(demo_file_made(g, DEMO_OUTLINES));
	return os_write_file(g->cx, str_z(&g->cx->arena, path), buf_str(&b), 0644);
}

/* area_find - from a code, a name or a path to a place in the tree. */
#include "domain/register/area_int.h"

#include "base/utf8.h"

int area_count(const struct area_tree *t)
{
	return t->n;
}

const struct area_node *area_nth(const struct area_tree *t, int i)
{
	return i >= 0 && i < t->n ? &t->node[i] : NULL;
}

/* ---- by number ---- */

int area_by_id(const struct area_tree *t, int64_t id)
{
	int lo = 0, hi = t->n;
	int64_t guess;

	if (!t->n || id < t->node[t->by_id[0]].id)
		return -1;
	guess = id - t->node[t->by_id[0]].id;
	if (guess < t->n && t->node[t->by_id[guess]].id == id)
		return t->by_id[guess];
	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;

		if (t->node[t->by_id[mid]].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < t->n && t->node[t->by_id[lo]].id == id ? t->by_id[lo] : -1;
}

int area_now(const struct area_tree *t, int i)
{
	for (int hops = 0; hops < 16; hops++) {
		int lo = 0, hi = t->nturn;

		if (i < 0 || t->node[i].to == 0)
			return i;
		while (lo < hi) {
			int mid = lo + (hi - lo) / 2;

			if (t->turn[mid].from < i)
				lo = mid + 1;
			else
				hi = mid;
		}
		if (lo == t->nturn || t->turn[lo].from != i)
			return i;
		for (int k = lo + 1; k < t->nturn && t->turn[k].from == i; k++)
			if (t->turn[k].to != t->turn[lo].to)
				return i;               /* split: nobody knows which part */
		i = t->turn[lo].to;
	}
	return i;
}

bool area_past(const struct area_tree *t, int i, int *at, struct area_past *out)
{
	for (; *at < t->nalias + t->nturn; ++*at) {
		int k = *at - t->nalias;

		if (k < 0 && t->alias[*at].node == i)
			*out = (struct area_past){ t->alias[*at].code, t->alias[*at].name, false };
		else if (k >= 0 && t->turn[k].to == i)
			*out = (struct area_past){ t->node[t->turn[k].from].code,
				t->node[t->turn[k].from].name, true };
		else
			continue;
		++*at;
		return true;
	}
	return false;
}

int area_successor(const struct area_tree *t, int i, int k)
{
	for (int n = 0; n < t->nturn; n++)
		if (t->turn[n].from == i && k-- == 0)
			return t->turn[n].to;
	return -1;
}

static int node_with_code(const struct area_tree *t, int64_t code)
{
	int lo = 0, hi = t->n;

	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;

		if (t->node[t->by_code[mid]].code < code)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < t->n && t->node[t->by_code[lo]].code == code ? t->by_code[lo] : -1;
}

static int alias_with_code(const struct area_tree *t, int64_t code)
{
	int lo = 0, hi = t->nalias;

	while (lo < hi) {
		int mid = lo + (hi - lo) / 2;

		if (t->alias[mid].code < code)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < t->nalias && t->alias[lo].code == code ? t->alias[lo].node : -1;
}

int area_by_code(const struct area_tree *t, int64_t code)
{
	int i;

	code = area_code_full(code);
	if (!code)
		return -1;
	i = node_with_code(t, code);
	if (i < 0)
		i = alias_with_code(t, code);
	return area_now(t, i);
}

int area_level_read(const struct reg *r, struct str word)
{
	static const char *const tag[] = { "province", "prefecture", "county", "township", "village",
		"group" };
	const struct list_face *l = &r->model->lists;
	int64_t code;
	bool exact;

	if (!l->code(l->state, "area_level", word, &code, &exact))
		return 0;
	for (int i = 0; i < 6; i++)
		if (l->has_tag(l->state, "area_level", code, tag[i]))
			return i + 1;
	return 0;
}

int area_up(const struct area_tree *t, int i, int level)
{
	while (i >= 0 && t->node[i].level > level)
		i = t->node[i].parent;
	return i >= 0 && t->node[i].level == level ? i : -1;
}

void area_path(struct buf *out, const struct area_tree *t, int i, int from_level)
{
	int way[32], n = 0;

	for (; i >= 0 && n < 32 && t->node[i].level >= from_level; i = t->node[i].parent)
		way[n++] = i;
	while (n > 0)
		buf_adds(out, t->node[way[--n]].name);
}

/* ---- names ---- */

#define PLAIN_MAX 240

/* The name without its committee: 向阳村村民委员会, 向阳村委会 -> 向阳村; 向阳社区居委会 -> 向阳社区. */
static struct str plain_name(struct str s, char room[PLAIN_MAX])
{
	static const struct { const char *end, *put; } office[] = {
		{ "村村民委员会", "村" }, { "村民委员会", "村" }, { "村村委会", "村" }, { "村委会", "村" },
		{ "社区居民委员会", "社区" }, { "社区居委会", "社区" }, { "居民委员会", "居委会" },
	};
	size_t n;

	if (s.n > PLAIN_MAX - 8 || !str_ends(s, STR("会")))
		return s;
	for (size_t i = 0; i < sizeof office / sizeof office[0]; i++) {
		struct str end = str_of(office[i].end);

		if (!str_ends(s, end) || s.n == end.n)
			continue;
		n = s.n - end.n;
		memcpy(room, s.p, n);
		memcpy(room + n, office[i].put, strlen(office[i].put));
		return (struct str){ room, n + strlen(office[i].put) };
	}
	return s;
}

static bool same_name(struct str a, struct str b)
{
	char ra[PLAIN_MAX], rb[PLAIN_MAX];

	return str_eq(a, b) || str_eq(plain_name(a, ra), plain_name(b, rb));
}

static uint32_t bucket_of(const struct area_tree *t, struct str name)
{
	char room[PLAIN_MAX];

	return (uint32_t)str_hash(plain_name(name, room)) & t->mask;
}

static struct str entry_name(const struct area_tree *t, int entry)
{
	return entry < t->n ? t->node[entry].name : t->alias[entry - t->n].name;
}

static int entry_node(const struct area_tree *t, int entry)
{
	return entry < t->n ? entry : t->alias[entry - t->n].node;
}

void area_names_make(struct arena *a, struct area_tree *t)
{
	uint32_t size = 64;

	while (size < (uint32_t)t->n)
		size *= 2;
	t->mask = size - 1;
	t->bucket = arena_array(a, size, sizeof *t->bucket);
	t->chain = arena_array(a, (size_t)t->n + (size_t)t->nalias + 1, sizeof *t->chain);
	memset(t->bucket, 0xFF, size * sizeof *t->bucket);
	for (int e = t->n + t->nalias - 1; e >= 0; e--) {
		struct str name = entry_name(t, e);
		uint32_t b;

		if (!name.n)
			continue;
		b = bucket_of(t, name);
		t->chain[e] = t->bucket[b];
		t->bucket[b] = e;
	}
}

/* Is i called so, now or before? A code counts as a name. */
static bool node_named(const struct area_tree *t, int i, struct str name)
{
	int64_t code = area_code_number(name);

	if (same_name(t->node[i].name, name) || (code && t->node[i].code == code))
		return true;
	for (int e = t->bucket[bucket_of(t, name)]; e >= 0; e = t->chain[e])
		if (e >= t->n && t->alias[e - t->n].node == i && same_name(entry_name(t, e), name))
			return true;
	return false;
}

/* Names of ancestors that must be met going up, nearest first; some levels may be left out. */
struct above {
	struct str name[16];
	int n;
	struct str joined;           /* all in one, without separators; or empty */
};

static bool lies_under(const struct area_tree *t, int i, const struct above *up)
{
	struct str rest = up->joined;
	int want = 0;

	for (i = t->node[i].parent; i >= 0; i = t->node[i].parent) {
		if (want < up->n && node_named(t, i, up->name[want]))
			want++;
		if (rest.n && t->node[i].name.n && str_ends(rest, t->node[i].name))
			rest.n -= t->node[i].name.n;
	}
	return want == up->n && rest.n == 0;
}

struct best { int node, rank; bool several; };

/* Lower is better: the very name before its plain form, valid before expired, now before former. */
static void consider(const struct area_tree *t, int entry, struct str name, struct best *b)
{
	int i = entry_node(t, entry), rank = 0;

	if (entry >= t->n)
		rank += 4;
	if (t->node[i].to != 0)
		rank += 2;
	if (!str_eq(entry_name(t, entry), name))
		rank += 1;
	i = area_now(t, i);
	if (b->node < 0 || rank < b->rank)
		*b = (struct best){ i, rank, false };
	else if (rank == b->rank && i != b->node)
		b->several = true;
}

static int named(const struct area_tree *t, struct str name, const struct above *up)
{
	struct best b = { -1, 0, false };

	if (!name.n)
		return -1;
	for (int e = t->bucket[bucket_of(t, name)]; e >= 0; e = t->chain[e])
		if (same_name(entry_name(t, e), name) && lies_under(t, entry_node(t, e), up))
			consider(t, e, name, &b);
	return b.several ? -2 : b.node;
}

/* 示例县青山镇向阳村: each ending may be the name, what stands before it the ancestors. */
static int named_joined(const struct area_tree *t, struct str text, const struct above *given)
{
	struct str rest = text;
	int found = -1;

	while (utf8_next(&rest) >= 0 && rest.n) {
		struct above up = *given;
		int i;

		up.joined = (struct str){ text.p, text.n - rest.n };
		i = named(t, rest, &up);
		if (i == -2 || (found >= 0 && i >= 0 && i != found))
			return -2;
		if (i >= 0)
			found = i;
	}
	return found;
}

static bool is_sep(int32_t cp)
{
	return cp == '/' || cp == '\\' || cp == '>' || cp == ' ' || cp == '\t' || cp == 0x3000 ||
	       cp == 0xFF0F || cp == 0xA0;
}

static int split(struct str text, struct str part[16])
{
	struct str rest = text;
	const char *from = text.p;
	int n = 0;

	while (n < 16) {
		const char *at = rest.p;
		int32_t cp = utf8_next(&rest);

		if (cp >= 0 && !is_sep(cp))
			continue;
		if (at > from)
			part[n++] = (struct str){ from, (size_t)(at - from) };
		from = rest.p;
		if (cp < 0)
			break;
	}
	return n;
}

static bool among(struct str s, const struct str *list, int n)
{
	for (int i = 0; i < n; i++)
		if (same_name(s, list[i]))
			return true;
	return false;
}

static int by_text(const struct area_tree *t, struct str text, const struct above *given)
{
	struct above up = { 0 };
	struct str part[16];
	int64_t code = area_code_number(text);
	int i = code ? area_by_code(t, code) : named(t, text, given), n;

	if (code && i >= 0 && !lies_under(t, i, given))
		return -1;
	if (i != -1)
		return i;
	n = split(text, part);
	if (n < 2)
		return named_joined(t, text, given);
	for (int k = n - 2; k >= 0; k--)
		up.name[up.n++] = part[k];
	for (int k = 0; k < given->n && up.n < 16; k++)
		if (!among(given->name[k], part, n - 1))
			up.name[up.n++] = given->name[k];
	code = area_code_number(part[n - 1]);
	i = code ? area_by_code(t, code) : -1;
	if (i >= 0)
		return lies_under(t, i, &up) ? i : -1;
	return named(t, part[n - 1], &up);
}

int area_by_name(const struct area_tree *t, struct str county, struct str township,
                 struct str village)
{
	struct above up = { 0 };
	struct str target;

	county = str_trim(county);
	township = str_trim(township);
	target = str_trim(village);
	if (!target.n) {
		target = township;
		township = (struct str){ 0 };
	}
	if (!target.n) {
		target = county;
		county = (struct str){ 0 };
	}
	if (township.n)
		up.name[up.n++] = township;
	if (county.n)
		up.name[up.n++] = county;
	return by_text(t, target, &up);
}

struct str area_named(struct arena *a, const struct area_tree *t, int i)
{
	struct buf b BUF_AUTO = { 0 };
	struct str none = { 0 };
	int from = t->node[i].level < 4 ? t->node[i].level : 4;

	buf_init(&b, 4096);
	for (; from >= 1; from--) {
		buf_reset(&b);
		area_path(&b, t, i, from);
		if (b.n && area_by_name(t, none, none, buf_str(&b)) == i)
			return str_dup(a, buf_str(&b));
	}
	buf_reset(&b);
	buf_addf(&b, "%012lld", (long long)t->node[i].code);
	return str_dup(a, buf_str(&b));
}

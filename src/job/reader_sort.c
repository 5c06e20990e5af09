#include "job/reader_sort.h"

/* Few items, or many that are nearly in order. */
static void sort_few(struct order_item *v, int64_t n)
{
	for (int64_t i = 1; i < n; i++) {
		struct order_item t = v[i];
		int64_t k = i;

		for (; k > 0 && (v[k - 1].key > t.key || (v[k - 1].key == t.key && v[k - 1].row > t.row));
		     k--)
			v[k] = v[k - 1];
		v[k] = t;
	}
}

static uint64_t sort_word(const struct order_item *it, bool by_row)
{
	return by_row ? it->row : it->key;
}

/* Every item to the part of its digit, by swaps: at[] are the parts' begins, end[] their ends. */
static void to_parts(struct order_item *v, int64_t at[256], const int64_t end[256], int shift,
                     bool by_row)
{
	for (int d = 0; d < 256; d++)
		while (at[d] < end[d]) {
			struct order_item *it = &v[at[d]], t = *it;
			int to = (int)(sort_word(it, by_row) >> shift & 255);

			if (to != d) {
				*it = v[at[to]];
				v[at[to]] = t;
			}
			at[to]++;
		}
}

/* Radix sort from the highest digit that differs, in place, since the array is the child's largest
 * piece of memory; lists that are in order already, as most are, cost one pass. Equal keys are
 * sorted by row. (McIlroy, Bostic, McIlroy: Engineering Radix Sort, 1993: American flag sort.) */
static void sort_items(struct order_item *v, int64_t n, bool by_row)
{
	int64_t at[256] = { 0 }, end[256], sum = 0;
	uint64_t differ = 0;
	bool sorted = true;
	int shift;

	if (n <= 16) {
		sort_few(v, n);
		return;
	}
	for (int64_t i = 1; i < n; i++) {
		differ |= sort_word(&v[i], by_row) ^ sort_word(&v[0], by_row);
		sorted &= v[i - 1].key < v[i].key || (v[i - 1].key == v[i].key && v[i - 1].row < v[i].row);
	}
	if (sorted)
		return;
	if (!differ) {
		sort_items(v, n, true);
		return;
	}
	shift = 56 - __builtin_clzll(differ);
	shift = shift > 0 ? shift : 0;
	for (int64_t i = 0; i < n; i++)
		at[sort_word(&v[i], by_row) >> shift & 255]++;
	for (int d = 0; d < 256; d++) {
		int64_t count = at[d];

		at[d] = sum;
		end[d] = sum += count;
	}
	to_parts(v, at, end, shift, by_row);
	for (int d = 0; d < 256; d++) {
		int64_t begin = d ? end[d - 1] : 0;

		if (end[d] - begin > 1)
			sort_items(v + begin, end[d] - begin, by_row);
	}
}

void order_sort(struct order_item *v, int64_t n)
{
	sort_items(v, n, false);
}

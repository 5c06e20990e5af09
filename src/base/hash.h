/* hash - small hash tables of the process: text to number, number to number. Not for untrusted
 * keys. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/str.h"

struct arena;

struct hmap;                              /* text -> int64 */
struct hmap *hmap_new(struct arena *a, size_t expected);
/* Adds or replaces; the key is not copied and must outlive the map. */
void hmap_put(struct hmap *m, struct str key, int64_t value);
bool hmap_get(const struct hmap *m, struct str key, int64_t *value);
size_t hmap_count(const struct hmap *m);

#endif

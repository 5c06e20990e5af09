/* gram - search keys of a name: the whole name, its character pairs, its pinyin initials.
 * Keys are 44-bit numbers made without a secret (names are stored in clear), so `verify` can make
 * them again. A search for "王小" looks up the pair; for "wxm" the initials; for "王小明" the name. */
#ifndef CRYPTO_GRAM_H
#define CRYPTO_GRAM_H

#include "base/str.h"

enum gram_kind { GRAM_NAME, GRAM_PAIR, GRAM_INITIALS };
#define GRAM_MAX 24

struct gram { uint8_t kind; uint64_t key; };

/* Keys of a stored name, at most GRAM_MAX, no two the same: the name, the pairs of its first 16
 * characters, up to 8 of its initials. Middle dots, spaces and letter case are folded, full-width
 * letters become ASCII; a Latin letter is its own initial. A character with several readings gives
 * each combination of initials; a character without a known reading leaves the name without any. */
int gram_of_name(struct str name, struct gram out[GRAM_MAX]);
/* Key(s) under which a typed query would be found; all of them must match. Returns their number
 * (0: too short to search). ASCII letters: the initials. Two characters: the pair. Three: the name.
 * Four and more: the pairs, so that half a long name finds it; the last pair comes first, since
 * given names tell more than surnames: drive the look-up by out[0]. */
int gram_of_query(struct str query, struct gram out[GRAM_MAX]);
/* The pairs of a query of any length: "欧阳小" is three characters but not a whole name. To be tried
 * when gram_of_query found nobody. 0: no pair in it. */
int gram_of_part(struct str query, struct gram out[GRAM_MAX]);
/* Bit mask of possible initials (bit 0 = a) of a Han character, 0 if none is known. */
uint32_t gram_initials(int32_t cp);
/* 44-bit key of any bytes under a small number: FNV-1a 64 folded; shared with entity/seek. The
 * numbers below 8 are taken (enum gram_kind). */
uint64_t gram_key(unsigned salt, struct str s);

#endif

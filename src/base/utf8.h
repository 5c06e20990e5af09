/* utf8 - checking and walking UTF-8 (RFC 3629: no surrogates, no overlong forms, <= U+10FFFF). */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/str.h"

/* Length of the well-formed character at p, where n > 0 bytes are; 0: there is none. */
size_t utf8_char(const unsigned char *p, size_t n);
bool utf8_valid(struct str s);
/* Takes the next code point off *s; 0xFFFD for a bad byte; -1 at the end. */
int32_t utf8_next(struct str *s);
size_t utf8_len(struct str s);                       /* code points */
int utf8_put(char out[4], int32_t cp);               /* bytes written */
/* Columns on a terminal: East Asian wide and full-width count 2, combining marks 0. */
int utf8_width(struct str s);
bool utf8_is_han(int32_t cp);
/* What a terminal would obey instead of show: C0, C1, marks that turn the direction; also bad
 * bytes (U+FFFD). */
bool utf8_unruly(int32_t cp);
/* What stands in a text and nobody sees, or sees as nothing but a gap:
 * Default_Ignorable_Code_Point, general category Cf, and spaces (Zs) but U+0020 and U+3000, the
 * space of Chinese texts. Names that differ by it alone look the same; UTS #39, 3.1 shuts it out of
 * identifiers, too. */
bool utf8_unseen(int32_t cp);
/* The sign for comparing names: full-width ASCII as ASCII, no upper case (of Latin, Greek and
 * Cyrillic letters). Ideographs are left as they are, but for the compatibility ones that GBK has
 * (Unicode's canonical decompositions). */
int32_t utf8_fold(int32_t cp);
/* Letters, ideographs and digits: what tells one name from another. Neither spaces, dots and
 * strokes of any kind, marks that are set on letters, nor pictures. */
bool utf8_names(int32_t cp);
/* The first sign of a name that a reader takes for another: a form that Unicode keeps for old code
 * pages (a compatibility ideograph, a radical, a letter of formulas), or a letter of a second
 * alphabet, which a name has only beside ideographs and only if it is Latin; 0: none. Stricter than
 * "highly restrictive" of UTS #39, 5.2: kana and bopomofo beside ideographs are signs, too. */
int32_t utf8_alike(struct str name);
/* utf8_names, and no digit. */
bool utf8_is_letter(int32_t cp);
/* May it stand in a person's name: a letter or an ideograph, or what stands between them (a space,
 * a dot, an apostrophe, a hyphen, a full stop)? No digit does, no bracket. */
bool utf8_in_name(int32_t cp);

#endif

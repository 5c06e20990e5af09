/* xlsx - workbooks of Office Open XML (transitional and strict), read in a stream: only the
 * directory, the chosen sheet and what it needs are looked at. Macros, formulas, links to other
 * files, pictures and whatever else may be inside are never opened.
 *
 * Refusals (ERR_INPUT; the place is a part of the package, a sheet, or a cell as "Sheet!C5"):
 *   the package  xlsx-zip-broken, -volumes, -entries, -name, -twice, -overlap, -encrypted, -method,
 *                -sum, -ratio, -lies; xlsx-not for what is none (sniff.h knows many by name)
 *   the XML      xlsx-xml, -doctype, -depth, -encoding, -names, -long
 *   the content  xlsx-part, -external, -sheets, -none, -ref, -columns, -string, -styles; rows-* of
 *                rows.h
 *
 * Cells: strings as they are, without phonetic guides; numbers by numeral.h, dates by their format;
 * formulas by the value computed last ("#N/A" when none was ever). Rows and columns keep their
 * places, whatever the sheet says of its size. */
#ifndef FMT_XLSX_H
#define FMT_XLSX_H

#include "fmt/table_part.h"

#define XLSX_PARTS     1000                      /* in a package */
#define XLSX_BYTES     ((int64_t)512 << 20)      /* unpacked, all parts together */
#define XLSX_RATIO     200                       /* unpacked to packed ... */
#define XLSX_RATIO_OF  ((int64_t)1 << 20)        /* ... of what is longer than this */
#define XLSX_DEPTH     64                        /* elements in elements */
#define XLSX_SHEETS    255
#define XLSX_COLUMNS   16384                     /* that a cell may name */

extern const struct table_source xlsx_source;

#endif

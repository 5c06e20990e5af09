/* binary - numbers as XLS files store them, taken apart without floating point: the 64 bits of IEEE
 * 754, and the short form (RK), as decimal text for number.h. */
#ifndef FMT_BINARY_H
#define FMT_BINARY_H

#include "base/str.h"

#define BINARY_TEXT 48               /* room for any text made here, its NUL included */

/* Minus? m * 2^exp / 10^dec */
struct binary {
	bool neg, none;              /* none: infinite, or no number */
	uint64_t m;
	int exp, dec;
};

struct binary binary_of_bits(uint64_t ieee754);
struct binary binary_of_rk(uint32_t rk);
/* The shortest decimal text that gives the number back, without an exponent: 0.1, 43210, -12.5; at
 * most 22 decimals. Bytes written; 0: no such text (above 1e36, or none). */
size_t binary_put(char out[BINARY_TEXT], struct binary v);

#endif

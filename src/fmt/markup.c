/* markup - see the header. */
#include "fmt/markup.h"

void markup_text(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		switch (s.p[i]) {
		case '&': buf_addz(out, "&amp;"); break;
		case '<': buf_addz(out, "&lt;"); break;
		case '>': buf_addz(out, "&gt;"); break;
		case '"': buf_addz(out, "&quot;"); break;
		case '\'': buf_addz(out, "&#39;"); break;
		default: buf_addc(out, s.p[i]);
		}
}

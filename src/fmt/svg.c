/* svg - see the header. */
#include "fmt/svg.h"

#include "base/utf8.h"

void svg_text(struct buf *out, struct str s)
{
	int32_t cp;

	while ((cp = utf8_next(&s)) >= 0) {
		char bytes[4];

		switch (cp) {
		case '&': buf_addz(out, "&amp;"); break;
		case '<': buf_addz(out, "&lt;"); break;
		case '>': buf_addz(out, "&gt;"); break;
		case '"': buf_addz(out, "&quot;"); break;
		case '\'': buf_addz(out, "&#39;"); break;
		default:
			/* XML knows no control characters, and not these two */
			if (utf8_unruly(cp) || cp == 0xfffe || cp == 0xffff)
				cp = 0xfffd;
			buf_add(out, bytes, (size_t)utf8_put(bytes, cp));
		}
	}
}

void svg_num(struct buf *out, int64_t v)
{
	int64_t whole, part;

	if (v < 0)
		buf_addc(out, '-');
	whole = (v < 0 ? -v : v) / 100;
	part = (v < 0 ? -v : v) % 100;
	if (whole || !part)
		buf_addi(out, whole);
	if (part)
		buf_addf(out, part % 10 ? ".%02d" : ".%d", (int)(part % 10 ? part : part / 10));
}

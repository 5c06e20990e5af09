/* Any text: refused with a place, or a flat object; written again it is read as the same. */
#include <assert.h>

#include "base/msg.h"
#include "base/utf8.h"
#include "fmt/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_pairs(struct buf *out, const struct json_pair *p, int n)
{
	struct json j;

	json_begin(&j, out);
	json_obj(&j);
	for (int i = 0; i < n; i++) {
		json_keys(&j, p[i].key);
		if (p[i].type == JSON_TEXT)
			json_str(&j, p[i].text);
		else if (p[i].type == JSON_INT)
			json_int(&j, p[i].i);
		else if (p[i].type == JSON_BOOL)
			json_bool(&j, p[i].i);
		else if (p[i].type == JSON_NULL)
			json_none(&j);
		else
			json_raw(&j, p[i].text);
	}
	json_obj_end(&j);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };
	struct json_pair *a, *b;
	struct ctx cx;
	struct buf out;
	struct json j;
	int na, nb;
	enum err e;

	ctx_init(&cx, 0);
	buf_init(&out, 64 << 20);
	if (json_flat(&cx, text, &a, &na) == OK) {
		write_pairs(&out, a, na);
		e = json_flat(&cx, buf_str(&out), &b, &nb);
		assert(e == OK ? na == nb : out.n > JSON_MAX_TEXT);
		for (int i = 0; i < nb; i++) {
			assert(str_eq(a[i].key, b[i].key) && a[i].type == b[i].type);
			assert(a[i].i == b[i].i);
			assert(a[i].type == JSON_INT || str_eq(a[i].text, b[i].text));
		}
	} else {
		assert(msg_text(LANG_EN, cx.err.key) != cx.err.key);
	}
	/* Bytes of any kind become a text that is read. */
	buf_reset(&out);
	json_begin(&j, &out);
	json_obj(&j);
	json_key(&j, "t");
	json_str(&j, text);
	json_obj_end(&j);
	err_clear(&cx);
	assert(utf8_valid(buf_str(&out)));
	if (out.n <= JSON_MAX_TEXT && !memchr(data ? (const char *)data : "", 0, size)) {
		e = json_flat(&cx, buf_str(&out), &a, &na);
		assert(e == OK && na == 1 && a[0].type == JSON_TEXT);
		assert(!utf8_valid(text) || str_eq(a[0].text, text));
	}
	buf_free(&out);
	ctx_free(&cx);
	return 0;
}

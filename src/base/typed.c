#include "base/typed.h"

#include "base/utf8.h"

bool typed_line(struct str name)
{
	static const char *const line[] = { "name", "login", "unit", "place", "chair", "phone",
		"relation", "proxy", NULL };
	int i = 0;

	while (line[i] && !str_eqz(name, line[i]))
		i++;
	return line[i];
}

enum err typed_text(struct ctx *cx, const char *where, bool lines, struct str *text)
{
	struct str rest = *text;
	bool seen = false, unseen = false;
	int32_t c;

	while ((c = utf8_next(&rest)) >= 0) {
		bool hidden = utf8_unseen(c);

		if (utf8_unruly(c) && !(lines && (c == '\n' || c == '\r' || c == '\t')))
			return err_set(cx, ERR_INPUT, where, "gate-typed-signs", NULL);
		unseen |= hidden;
		seen |= !hidden && c > ' ' && c != 0x3000;
	}
	if (unseen && !lines)
		return err_set(cx, ERR_INPUT, where, "gate-typed-signs", NULL);
	if (!seen)
		*text = STR("");
	return OK;
}

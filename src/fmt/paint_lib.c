/* paint_lib - see the header. */
#include "fmt/paint_lib.h"

#include <dlfcn.h>

struct wanted {
	const char *name;
	bool file;                   /* a library; else a function of the one before */
	size_t at;                   /* where in struct paint_lib */
};

static const struct wanted wanted[] = {
#define IN(file) { file, true, 0 },
#define FN(name) { #name, false, offsetof(struct paint_lib, name) },
#include "fmt/paint_lib.def"
#undef FN
#undef IN
};

enum err paint_lib_open(struct ctx *cx, struct paint_lib *out)
{
	const char *file = "";
	void *lib = NULL;

	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		void *found;

		if (wanted[i].file) {
			file = wanted[i].name;
			lib = dlopen(file, RTLD_NOW | RTLD_LOCAL);
			if (!lib)
				return err_set(cx, ERR_NOTFOUND, "", "paper-library", file, NULL);
			continue;
		}
		found = dlsym(lib, wanted[i].name);
		if (!found)
			return err_set(cx, ERR_NOTFOUND, "", "paper-library", file, NULL);
		memcpy((char *)out + wanted[i].at, &found, sizeof found);
	}
	return OK;
}

/* paint_lib - cairo, pango and fontconfig, opened when a page is to be drawn: by the child that
 * draws it, and by nobody else. So the program starts as fast without them, its server holds none
 * of their memory, and a machine that prints nothing needs none of them. */
#ifndef FMT_PAINT_LIB_H
#define FMT_PAINT_LIB_H

#include <cairo-pdf.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>

#include "base/err.h"

struct paint_lib {
#define IN(file)
#define FN(name) __typeof__(name) *name;
#include "fmt/paint_lib.def"
#undef FN
#undef IN
};

/* ERR_NOTFOUND paper-library: names the library that is missing. They stay open. */
enum err paint_lib_open(struct ctx *cx, struct paint_lib *out);

#endif

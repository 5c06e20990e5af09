/* asset - the files of the app, carried in the program: made by the build from ui/
 * (tools/assets.sh). Without them the API works, and pages of the app say that they are not there.
 * */
#ifndef WEB_ASSET_H
#define WEB_ASSET_H

#include <stddef.h>

struct asset {
	const char *path;            /* "/a/app-0a1b2c3d4e.js", "/shell.html" */
	const char *type;
	const char *cache;           /* "immutable", "revalidate", "never" */
	const char *body, *body_end;
	const char *br, *br_end;     /* NULL: there is no such twin */
	const char *gz, *gz_end;
};
extern const struct asset asset_table[];         /* ended by a row without path */
/* Hashes of what stands in the shell itself: "'sha256-...' ...", for the page's policy. */
extern const char *const asset_script_hash, *const asset_style_hash;

#endif

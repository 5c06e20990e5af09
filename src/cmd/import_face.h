/* import_face - how an import shows itself: JSON lines, or files, findings by kind and what to do
 * next for a person. */
#ifndef CMD_IMPORT_FACE_H
#define CMD_IMPORT_FACE_H

#include "cmd/command.h"
#include "job/import.h"

/* Runs an import with its face on; sets c->status 1 when rows or files were refused. */
enum err import_files(struct cmd *c, struct import *im);
/* Ends error lists and says where they are. */
struct errors;
enum err errors_told(struct cmd *c, struct errors *x);

#endif

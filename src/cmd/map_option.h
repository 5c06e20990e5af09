/* map_option - import --map and --as-of: what a person says of headers and dates. */
#ifndef CMD_MAP_OPTION_H
#define CMD_MAP_OPTION_H

#include "cmd/command.h"
#include "job/import.h"

/* Reads both into im; --map may be given several times, as a list or as a file. */
enum err map_option(struct cmd *c, struct import *im);
/* Tells which headers no file had. */
void map_unused(struct cmd *c, const struct import *im);

#endif

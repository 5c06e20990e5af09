/* measure_index - `measure --multi`: an index of the pack over the register. */
#ifndef CMD_MEASURE_INDEX_H
#define CMD_MEASURE_INDEX_H

#include "cmd/command.h"

/* id "list": which there are. ERR_NOTFOUND measure-no-index. */
enum err measure_index(struct cmd *c, const char *id);

#endif

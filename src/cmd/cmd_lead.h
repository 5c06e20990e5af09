/* cmd_lead - options of departments' lists that import and lead import share. */
#ifndef CMD_CMD_LEAD_H
#define CMD_CMD_LEAD_H

#include "cmd/command.h"
#include "job/import.h"

/* --department and --month. */
enum err lead_options(struct cmd *c, struct import *im);
/* A topic of the open register's pack; the error suggests the nearest. */
enum err lead_topic_option(struct cmd *c, const char *name, struct import *im);

#endif

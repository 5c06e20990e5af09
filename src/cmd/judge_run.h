/* judge_run - jingzhun judge without a household: all of them. */
#ifndef CMD_JUDGE_RUN_H
#define CMD_JUDGE_RUN_H

#include "base/date.h"
#include "cmd/command.h"

/* on 0: the newest data date that a household states. */
enum err cmd_judge_run(struct cmd *c, date_t on);

#endif

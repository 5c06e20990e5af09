/* serve_jobs - the kinds of long work that a server does: what web hands on and job does. */
#ifndef CMD_SERVE_JOBS_H
#define CMD_SERVE_JOBS_H

#include "web/job.h"

extern const struct job_kind serve_jobs[];       /* ended by a row without a name */

#endif

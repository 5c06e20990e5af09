/* serve_judge - the jobs of a server that ask the pack's rules of everybody: its checks, over what
 * who asks may see, and its standards, kept. */
#ifndef CMD_SERVE_JUDGE_H
#define CMD_SERVE_JUDGE_H

#include "cmd/serve_jobs.h"
#include "domain/judge/doubts.h"

/* Result: what each check that fired came to, the sum, and "kept": was it stored? Who does not see
 * all learns of the progress in percent. */
enum err serve_checks(struct ctx *cx, struct job *j);
/* Every household under the standards in force on the data date; the route asks that who starts it
 * sees all. Result: the counts of each standard. */
enum err serve_verdicts(struct ctx *cx, struct job *j);
/* Counts of checks as keys of the object that is being written. */
void serve_counted(struct json *j, const struct doubts_count *n);

#endif

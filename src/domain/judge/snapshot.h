/* snapshot - the one column snapshot of a register, for all who ask about everybody: what-ifs,
 * checks, runs of standards. It lies in D/columns between two runs of the program; when that is not
 * of the register as it is, it is made anew by a scan.
 *
 * A server opens it behind its back: it is there a moment after it started, and follows every
 * commit by a thread of its own, so that who asks finds it fresh. */
#ifndef DOMAIN_JUDGE_SNAPSHOT_H
#define DOMAIN_JUDGE_SNAPSHOT_H

#include "domain/judge/feed.h"
#include "domain/judge/judge.h"

struct snapshot;

struct snapshot_how {
	bool behind;                     /* by a thread of its own; main is open for writing */
	bool no_file;                    /* for tests, and what is thrown away anyway */
	int threads;                     /* of scans; 0: as many as there are processors */
};
/* The pack's rules are compiled now; the columns are there when snapshot_feed says so. main
 * outlives it. ERR_DENIED: columns of sealed classes need the keys. */
enum err snapshot_open(struct ctx *cx, struct reg *main, const struct snapshot_how *how,
                       struct snapshot **out);
/* After all who use it. The file is written if the register was open for writing. */
void snapshot_close(struct ctx *cx, struct snapshot *s);

/* The register's standards and checks; its r is main. */
const struct judge *snapshot_judge(const struct snapshot *s);
/* Waits until it is made, if it is being made. The failure, if it could not be. Any thread. */
enum err snapshot_feed(struct ctx *cx, struct snapshot *s, struct feed **out);
/* Without waiting: NULL while it is being made, and where it could not be. */
struct feed *snapshot_now(struct snapshot *s);

#endif

/* verify (structure) - everything about the log that can be said without looking at the rows:
 * leaves decode, number 0..n-1, belong to this log, times do not run back, sub-roots fit the
 * packed hashes, notes fit their commitments, every head is signed by the trusted key and equals
 * the root recomputed from the leaves at its size (so heads are consistent with each other), the
 * newest head covers the last leaf, and nothing is missing against heads kept elsewhere. */
#ifndef JOURNAL_VERIFY_H
#define JOURNAL_VERIFY_H

#include "journal/journal.h"

enum verify_class { VERIFY_TAMPERED = 1, VERIFY_UNREADABLE = 2, VERIFY_ROLLED_BACK = 3 };

/* One thing found: class, message key, object in words ("leaf 12", "household 98…, version 2"). */
typedef void verify_report(void *arg, enum verify_class cls, const char *key, const char *object);

struct verify {
	verify_report *report;
	void *arg;
	int64_t found;                       /* reports so far */
	bool anchored;                       /* a key from outside the data folder was used */
	/* filled by verify_log */
	uint64_t leaves;
	enum hash_alg alg;
	unsigned char log_id[LOG_ID_LEN];
	struct hash root;
	struct str last_head;
};

/* head_files: D.head and what --head names (vkey + note, or a bare note); may be absent (NULL).
 * Only ERR_IO and the like are returned; what is found is reported. */
enum err verify_log(struct ctx *cx, struct db *db, const char *const *head_files, int n,
                    struct verify *v);

#endif

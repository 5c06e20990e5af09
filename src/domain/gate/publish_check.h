/* publish_check - what `publish` wrote, held against itself, against other copies of it and against
 * the sheets that somebody photographed: offline, without a register and without a key but the one
 * that checks. The same as tools/verify-notice.mjs, which strangers use. docs/notices.md */
#ifndef DOMAIN_GATE_PUBLISH_CHECK_H
#define DOMAIN_GATE_PUBLISH_CHECK_H

#include "journal/journal.h"

/* A list that agrees with the log. Texts live in the arena of the checking. */
struct published {
	struct str no, size;         /* its number; of the log when it was frozen */
	struct str root, hash;       /* hexadecimal: of that log, of its bytes */
	int64_t time_ms;             /* when it was frozen */
	bool late;                   /* after the day from which it says that it hangs */
};

struct publish_check {
	struct ctx *cx;
	struct str key;              /* the verifier key */
	/* Told of each list and sheet: of is set where it is good, else cx's error says what is
	 * wrong with `what`. */
	void (*told)(void *arg, const char *what, const struct published *of);
	void *arg;
	int wrong;                   /* how often it told of something wrong */
	struct published *list;
	int n;
};

/* Each list of a folder. What is wrong or cannot be read is told; an error is returned only if
 * memory fails. Several folders are copies: two lists under one number are wrong. */
enum err publish_check_folder(struct publish_check *k, const char *dir);
/* What is printed on a sheet (number, size, root, list, separated by spaces or dots), held against
 * the lists of the folders so far. */
enum err publish_check_sheet(struct publish_check *k, struct str sheet);
void publish_check_end(struct publish_check *k);

#endif

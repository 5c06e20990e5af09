/* err - how a call can fail, and the context that carries the details.
 * A function returns one of a dozen kinds; the first failure's place and message key are kept in
 * the context. No prose in C: a key is translated by msg.h at the edge. Callees set, callers
 * pass on with TRY, only cmd, job and web report, once. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

enum err {
	OK = 0,
	ERR_INPUT,      /* what came in is wrong; the caller can mend it   exit 1 */
	ERR_USAGE,      /* the command line is wrong                       exit 2 */
	ERR_NOTFOUND,   /*                                                 exit 3 */
	ERR_DENIED,     /* not allowed, or keys are missing                exit 4 */
	ERR_CONFLICT,   /* somebody else was faster, or holds the lock     exit 5 */
	ERR_LIMIT,      /* a ceiling was reached                           exit 6 */
	ERR_IO,         /* disk, pipe, child process                       exit 7 */
	ERR_UNKNOWN,    /* a commit failed: done or not done is unknown    exit 8 */
	ERR_TAMPER,     /* the data is not what the journal says           exit 9 */
	ERR_BUG,        /* a promise inside the program was broken         exit 70 */
};

#define ERR_ARGS 4

struct err_info {
	enum err kind;
	const char *key;                /* message key of msg.def */
	struct str where;               /* field, file or object; in the context's arena */
	struct str arg[ERR_ARGS];       /* {0} .. {3} of the message */
	int narg;
};

enum lang { LANG_ZH, LANG_EN };

/* What travels down every call: memory, the first error, who, when, which language. */
struct ctx {
	struct arena arena;
	struct err_info err;
	const char *actor;              /* "cli:0", later an account */
	int64_t now_ms;                 /* UTC, set once per request by ctx_init */
	enum lang lang;
	volatile int *stop;             /* set by a signal: finish the chunk and return; may be NULL */
};

/* Default ceiling 64 MiB; takes time from os_now_ms() and the user from os_user(). */
void ctx_init(struct ctx *cx, size_t arena_ceiling);
void ctx_free(struct ctx *cx);

/* Records the failure unless one is recorded already, and returns kind. The variadic part is
 * up to ERR_ARGS `const char *` ended by NULL; they are copied. */
enum err err_set(struct ctx *cx, enum err kind, const char *where, const char *key, ...)
	__attribute__((sentinel));
/* Forgets a failure that was expected. */
void err_clear(struct ctx *cx);
/* The failure of another context told in this one, in place of what was recorded: its words are
 * copied. Returns e. */
enum err err_copy(struct ctx *cx, enum err e, const struct err_info *from);

/* One of many, in memory of its own: a loop over a county would fill the context it was given.
 * Nothing of a turn may be kept but what is copied into cx. */
void turn_begin(const struct ctx *cx, struct ctx *turn);
/* What failed in it is told in cx. Returns e. */
enum err turn_end(struct ctx *cx, struct ctx *turn, enum err e);

#define TRY(call) do { enum err try_e_ = (call); if (try_e_ != OK) return try_e_; } while (0)

#endif

/* talk - how commands speak: data on standard output, everything else on standard error, in the
 * reader's language; a progress bar only where somebody watches. */
#ifndef CMD_TALK_H
#define CMD_TALK_H

#include "cmd/command.h"
#include "entity/cell.h"

/* A sentence of msg.def on standard error, with up to ERR_ARGS texts ended by NULL. say is silent
 * under --quiet; warn is not. */
void say(struct cmd *c, const char *key, ...) __attribute__((sentinel));
void warn(struct cmd *c, const char *key, ...) __attribute__((sentinel));
/* The same on standard output, as a line. */
void put(struct cmd *c, const char *key, ...) __attribute__((sentinel));
/* A recorded failure, once: command, place, sentence. */
void report(struct cmd *c, const struct err_info *e);
/* The sentence of a failure: its key is one of msg.def or a fault kind. */
void sentence_add(struct buf *out, enum lang lang, const struct err_info *e);
/* The sentence of a fault kind; {0} is the column, {1} the detail. */
void kind_add(struct buf *out, enum lang lang, const struct kind *k, struct str column,
              struct str detail);
const char *in_lang(const struct cmd *c, const char *zh, const char *en);

/* Writes what stands in c->out; cmd_room does so when there is much. */
enum err out_flush(struct cmd *c);
static inline enum err out_room(struct cmd *c)
{
	return c->out.n < 65536 ? OK : out_flush(c);
}

/* 1234567 as "1,234,567"; text in the arena. */
const char *grouped(struct cmd *c, int64_t n);
/* Unix time by the office's clock, in UTC when no register is open; in the arena. */
const char *clock_text(struct cmd *c, int64_t ms);
/* What a journal entry is about, in the reader's language. */
const char *action_text(struct cmd *c, int action);
bool colour_wanted(int fd);
int out_columns(void);

/* Parts of a command that is told to be typed: '户主(称呼)'; a word after a blank, quoted only if a
 * shell would take it apart; " --data DIR" if this run was given one, else "". */
void shell_quoted(struct buf *b, struct str text);
void shell_word(struct buf *b, const char *text);
const char *data_said(struct cmd *c);

/* Asks a line on the terminal; hidden: without echo. *out NULL when there is no terminal. */
enum err ask(struct cmd *c, const char *key, bool hidden, const char **out);

/* A line on standard error that is drawn over, with rate and time left. */
struct progress {
	struct cmd *c;
	const char *what;
	int64_t began_ns, drawn_ns, first;
	bool on, drawn;
};
void progress_begin(struct progress *p, struct cmd *c, const char *what);
/* total 0: unknown. */
void progress_show(struct progress *p, int64_t done, int64_t total);
void progress_end(struct progress *p);

#endif

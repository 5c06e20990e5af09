/* help - every text that is made from the command table. */
#ifndef CMD_HELP_H
#define CMD_HELP_H

#include "cmd/command.h"

/* What may stand for KIND: every noun, closed by a NULL name. written: by the program alone. */
struct help_noun {
	const char *name, *zh;
	bool written;
};
extern const struct help_noun help_nouns[];

/* All commands by group; on standard output, or on standard error when it answers a mistake (the
 * error is then returned, already reported). */
enum err help_overview(struct cmd *c, enum err why);
enum err help_page(struct cmd *c, const struct command *def);
/* Puts what stands on standard output on standard error: it answers a mistake. Returns why. */
enum err help_instead(struct cmd *c, enum err why);
/* The commands that begin with this word; false if there are none. */
bool help_family(struct cmd *c, const char *word);
void help_markdown(struct buf *out, enum lang lang);      /* docs/commands.md */
void help_man(struct buf *out, enum lang lang);           /* roff */
/* shell: bash, zsh or fish. */
void help_completion(struct buf *out, const char *shell);

#endif

/* main - the only entry: the locked-down children first, then the command table. */
#include <signal.h>
#include <string.h>

#include "cmd/command.h"
#include "job/filler.h"
#include "job/paper_child.h"
#include "job/picture_child.h"
#include "job/raw_rows.h"
#include "job/reader.h"

/* Set by a signal; whoever works long looks at it through ctx.stop. A second Ctrl-C ends at once,
 * which loses nothing that was acknowledged. */
static volatile int stop;

static void on_signal(int number)
{
	(void)number;
	stop = 1;
}

/* Once: the handler is gone after the first. Slow reads return, so that a question ends, too. */
static void listen_to(int number)
{
	struct sigaction act = { .sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND };

	sigemptyset(&act.sa_mask);
	sigaction(number, &act, NULL);
}

struct role {
	const char *name;
	int (*run)(void);
};

static const struct role roles[] = {
	{ "reader", reader_main },
	{ "filler", filler_main },
	{ "rows", raw_rows_main },
	{ "picture", picture_main },
	{ "paper", paper_main },
};

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--child") == 0) {
		for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
			if (strcmp(argv[2], roles[i].name) == 0)
				return roles[i].run();
		return 2;
	}
	listen_to(SIGINT);
	listen_to(SIGTERM);
	signal(SIGPIPE, SIG_IGN);
	return command_main(argc, argv, &stop);
}

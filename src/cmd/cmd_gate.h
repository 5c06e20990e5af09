/* cmd_gate - what the commands of procedures share: register, office and pack open together. */
#ifndef CMD_CMD_GATE_H
#define CMD_CMD_GATE_H

#include "cmd/talk.h"
#include "domain/gate/matter.h"
#include "domain/register/page.h"

struct gate_run {
	struct cmd *c;
	struct gate g;
	struct office *o;
	struct who who;              /* of --as; account 0: nobody was named */
	struct page page;
};
/* Opens all, runs work, closes the office. as: --as is needed. */
enum err gate_run(struct cmd *c, enum reg_mode mode, bool as,
                  enum err (*work)(struct gate_run *x));
/* Fills an open round as the options say (cmd_round.c). */
enum err round_filled_cmd(struct gate_run *x, struct round_view *v);
/* A table of n columns on standard output with this header. */
void gate_table(struct gate_run *x, struct page_table *t, int n, const char *const *zh,
                const char *const *en);
struct str gate_day(struct gate_run *x, const struct rec *row, int field);
/* The account's name of an actor, or the actor. */
struct str gate_person(struct gate_run *x, const struct rec *row, int field);
/* An area of --area or the register's top. */
enum err gate_area(struct gate_run *x, const char *text, int64_t *area);
struct str gate_list_label(struct gate_run *x, const struct rec *row, int field, const char *list);
struct str given_text(const struct cmd *c, const char *option);

#endif

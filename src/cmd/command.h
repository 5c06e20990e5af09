/* command - the one table of subcommands, and what a running one has in its hands. From the table
 * come parsing, --help, the manual page, completions and docs/commands.md, so they cannot differ.
 *
 * To add a subcommand: a row of command_table.c, its prototype below, its function in a cmd_*.c. */
#ifndef CMD_COMMAND_H
#define CMD_COMMAND_H

#include "domain/register/register.h"
#include "job/files.h"

enum opt_type {
	OPT_FLAG,      /* no value */
	OPT_TEXT,
	OPT_FILE,
	OPT_DIR,
	OPT_INT,
	OPT_CHOICE,    /* arg is "one|two|three" */
	OPT_FILES,     /* every argument up to the next option; may be given again */
};

struct opt {
	const char *name;            /* without dashes */
	char letter;                 /* short form, 0: none */
	enum opt_type type;
	const char *arg;             /* how help names the value, or the choices */
	const char *zh, *en;
};

/* What help shows together, in this order. */
enum group { GROUP_START, GROUP_DATA, GROUP_READ, GROUP_OFFICE, GROUP_TRUST, GROUP_HELP,
	GROUP__COUNT };

#define TAKES_DATA 1u            /* --data --keys --passphrase-file */
#define TAKES_JSON 2u            /* --json */
#define TAKES_MASK 4u            /* --mask --reason */
#define UNTIL_STOPPED 8u         /* runs until a signal comes: that ends it well */

struct cmd;
struct command {
	const char *name;            /* one word, or two: "area import" */
	enum group group;
	unsigned takes;
	const char *args;            /* synopsis of the arguments */
	int min, max;                /* how many; max -1: any number */
	const char *zh, *en;         /* what it does, one line */
	const char *zh_more, *en_more;       /* paragraphs of its page; may be NULL */
	const struct opt *opt;       /* ended by a row without name; may be NULL */
	const char *const *example;  /* ended by NULL */
	enum err (*run)(struct cmd *c);
};

extern const struct command commands[];          /* ended by a row without name */

/* One run of the program. */
struct cmd {
	struct ctx *cx;
	const struct command *def;
	const char **arg;            /* what is not an option */
	int narg;
	struct given { const struct opt *opt; const char *value; } *given;
	int ngiven;
	bool quiet, json;
	int status;                  /* exit code of a run that did not fail */
	struct reg *reg;             /* opened by cmd_open, closed when the run ends */
	struct buf out;              /* standard output, not yet written */
	int out_fd;                  /* where it goes instead; 0: to standard output */
	bool out_failed, out_closed; /* writing failed; because nobody reads any more */
};

/* The whole program but for main(): returns the exit code. stop is set by a signal. */
int command_main(int argc, char **argv, volatile int *stop);
/* Exit code of a failure. */
int command_exit(enum err kind);

/* ---- options; asking for one that the command does not take is a bug ---- */
bool cmd_flag(const struct cmd *c, const char *name);
const char *cmd_text(const struct cmd *c, const char *name);             /* NULL: not given */
/* i-th value of an option that takes several, NULL past the end. */
const char *cmd_text_nth(const struct cmd *c, const char *name, int i);
enum err cmd_int(struct cmd *c, const char *name, int64_t fallback, int64_t min, int64_t max,
                 int64_t *out);
enum err cmd_mask(struct cmd *c, enum mask *out);
/* --format, else what path (may be NULL) ends with: "csv", "xlsx", "jsonl"; NULL: neither says.
 * ERR_USAGE cmd-format-ending: they say different things. */
enum err cmd_format(struct cmd *c, const char *path, const char **format);
const char *cmd_data(const struct cmd *c);       /* --data, JINGZHUN_DATA, or "data" */
const struct opt *command_option(const struct command *def, const char *name);
/* i-th option of a command: its own, then those that many share; NULL past the end. */
const struct opt *command_option_nth(const struct command *def, int i);
/* The command of these words; *words tells how many were used. NULL: none. */
const struct command *command_find(const char *const *word, int n, int *words);
/* Nearest of the names to what was typed, or NULL when none is near. */
const char *command_nearest(const char *typed, const char *const *name, int n);

/* ---- what most commands need ---- */
enum err cmd_open(struct cmd *c, enum reg_mode mode);
/* Passphrase from --passphrase-file or the environment; *out NULL if there is none. */
enum err cmd_passphrase(struct cmd *c, const char **out);
/* The nouns: of the register named with --data if it is there, else of the national pack. */
enum err cmd_model(struct cmd *c, struct model **out);
/* A noun by its name or label; the error suggests the nearest. */
enum err cmd_noun(struct cmd *c, const struct model *m, const char *name,
                  const struct entity **out);
/* A pack of the policy folders by name; NULL: that of the open register. (cmd_judge.c) */
enum err cmd_pack(struct cmd *c, const char *name, const struct pack **out);
/* The files of --font, ended by NULL. (cmd_paper.c) */
enum err cmd_fonts(struct cmd *c, const char *const **out);
/* A whole day of an option; 0: not given. (cmd_judge.c) */
enum err cmd_day(struct cmd *c, const char *name, date_t *day);
/* Is this register a made-up one? */
bool cmd_is_demo(struct cmd *c);
/* --mask none wants a reason: --reason, or asked on the terminal. *reason NULL for other masks. */
/* "account:12", or how somebody signs in, as name and log-in name; anything else as it is. In cx's
 * arena. */
enum err cmd_actor(struct cmd *c, struct str actor, struct str *out);
enum err cmd_login(struct cmd *c, struct str login, struct str *out);
/* ERR_CONFLICT if a file is at path already and --force was not given: somebody may have worked in
 * it. path NULL or "-": no file. Before anything is written. */
enum err cmd_may_write(struct cmd *c, const char *path);
enum err cmd_reason(struct cmd *c, enum mask mask, const char **reason);
/* A change wants a reason: --reason, or asked on the terminal. (cmd_set.c) */
enum err cmd_reason_given(struct cmd *c, const char **reason);
/* One leaf that says what was shown and why. Needs the register open for writing. */
enum err cmd_journal(struct cmd *c, enum action act, const struct entity *e, int64_t id,
                     const char *reason, struct str extra);
/* The same for clear values that are written: with a file's name, `files` knows it from then on.
 * Without a reason nothing is clear, and nothing is done. */
enum err cmd_journal_clear(struct cmd *c, const struct entity *e, const char *reason,
                           const struct clear_note *n);

/* ---- the commands ---- */
enum err cmd_serve(struct cmd *c);
enum err cmd_init(struct cmd *c);
enum err cmd_area_import(struct cmd *c);
enum err cmd_area_outline(struct cmd *c);
enum err cmd_area_show(struct cmd *c);
enum err cmd_area_list(struct cmd *c);
enum err cmd_demo(struct cmd *c);
enum err cmd_import(struct cmd *c);
enum err cmd_import_undo(struct cmd *c);
enum err cmd_batch_list(struct cmd *c);
enum err cmd_batch_show(struct cmd *c);
enum err cmd_batch_errors(struct cmd *c);
enum err cmd_files_list(struct cmd *c);
enum err cmd_files_purge(struct cmd *c);
enum err cmd_mapping_list(struct cmd *c);
enum err cmd_mapping_forget(struct cmd *c);
enum err cmd_template(struct cmd *c);
enum err cmd_list(struct cmd *c);
enum err cmd_show(struct cmd *c);
enum err cmd_history(struct cmd *c);
enum err cmd_summary(struct cmd *c);
enum err cmd_measure(struct cmd *c);
enum err cmd_expr(struct cmd *c);
enum err cmd_judge(struct cmd *c);
enum err cmd_check(struct cmd *c);
enum err cmd_doubt_list(struct cmd *c);
enum err cmd_doubt_show(struct cmd *c);
enum err cmd_doubt_assign(struct cmd *c);
enum err cmd_doubt_explain(struct cmd *c);
enum err cmd_doubt_exempt(struct cmd *c);
enum err cmd_doubt_uphold(struct cmd *c);
enum err cmd_doubt_export(struct cmd *c);
enum err cmd_doubt_import(struct cmd *c);
enum err cmd_simulate(struct cmd *c);
enum err cmd_notice_make(struct cmd *c);
enum err cmd_notice_list(struct cmd *c);
enum err cmd_notice_show(struct cmd *c);
enum err cmd_notice_sheet(struct cmd *c);
enum err cmd_notice_post(struct cmd *c);
enum err cmd_notice_last(struct cmd *c);
enum err cmd_notice_missing(struct cmd *c);
enum err cmd_notice_down(struct cmd *c);
enum err cmd_publish(struct cmd *c);
enum err cmd_notice_verify(struct cmd *c);
enum err cmd_procedure_list(struct cmd *c);
enum err cmd_procedure_show(struct cmd *c);
enum err cmd_procedure_chart(struct cmd *c);
enum err cmd_round_open(struct cmd *c);
enum err cmd_round_list(struct cmd *c);
enum err cmd_round_show(struct cmd *c);
enum err cmd_round_close(struct cmd *c);
enum err cmd_round_publish(struct cmd *c);
enum err cmd_round_fill(struct cmd *c);
enum err cmd_round_progress(struct cmd *c);
enum err cmd_case_add(struct cmd *c);
enum err cmd_case_list(struct cmd *c);
enum err cmd_case_show(struct cmd *c);
enum err cmd_case_paper(struct cmd *c);
enum err cmd_case_act(struct cmd *c);
enum err cmd_case_withdraw(struct cmd *c);
enum err cmd_case_return(struct cmd *c);
enum err cmd_case_assign(struct cmd *c);
enum err cmd_case_carry(struct cmd *c);
enum err cmd_case_served(struct cmd *c);
enum err cmd_case_note(struct cmd *c);
enum err cmd_meeting_hold(struct cmd *c);
enum err cmd_meeting_paper(struct cmd *c);
enum err cmd_year_close(struct cmd *c);
enum err cmd_year_reopen(struct cmd *c);
enum err cmd_year_list(struct cmd *c);
enum err cmd_task_list(struct cmd *c);
enum err cmd_task_show(struct cmd *c);
enum err cmd_task_done(struct cmd *c);
enum err cmd_task_run(struct cmd *c);
enum err cmd_objection_add(struct cmd *c);
enum err cmd_objection_list(struct cmd *c);
enum err cmd_objection_show(struct cmd *c);
enum err cmd_objection_verify(struct cmd *c);
enum err cmd_objection_answer(struct cmd *c);
enum err cmd_declaration_add(struct cmd *c);
enum err cmd_declaration_list(struct cmd *c);
enum err cmd_declaration_show(struct cmd *c);
enum err cmd_declaration_take(struct cmd *c);
enum err cmd_declaration_answer(struct cmd *c);
enum err cmd_compare(struct cmd *c);
enum err cmd_policy(struct cmd *c);
enum err cmd_policy_history(struct cmd *c);
enum err cmd_policy_load(struct cmd *c);
enum err cmd_export(struct cmd *c);
enum err cmd_lead_import(struct cmd *c);
enum err cmd_lead_topics(struct cmd *c);
enum err cmd_lead_list(struct cmd *c);
enum err cmd_lead_show(struct cmd *c);
enum err cmd_lead_summary(struct cmd *c);
enum err cmd_lead_check(struct cmd *c);
enum err cmd_lead_explain(struct cmd *c);
enum err cmd_lead_close(struct cmd *c);
enum err cmd_lead_reopen(struct cmd *c);
enum err cmd_lead_assign(struct cmd *c);
enum err cmd_finding_list(struct cmd *c);
enum err cmd_finding_show(struct cmd *c);
enum err cmd_finding_close(struct cmd *c);
enum err cmd_finding_explain(struct cmd *c);
enum err cmd_finding_reopen(struct cmd *c);
enum err cmd_finding_export(struct cmd *c);
enum err cmd_finding_import(struct cmd *c);
enum err cmd_report_fill(struct cmd *c);
enum err cmd_report_bind(struct cmd *c);
enum err cmd_paper_list(struct cmd *c);
enum err cmd_paper(struct cmd *c);
enum err cmd_set(struct cmd *c);
enum err cmd_difference_list(struct cmd *c);
enum err cmd_difference_settle(struct cmd *c);
enum err cmd_duplicate_list(struct cmd *c);
enum err cmd_duplicate_merge(struct cmd *c);
enum err cmd_duplicate_distinct(struct cmd *c);
enum err cmd_to_enter(struct cmd *c);
enum err cmd_user_add(struct cmd *c);
enum err cmd_user_list(struct cmd *c);
enum err cmd_user_passwd(struct cmd *c);
enum err cmd_user_disable(struct cmd *c);
enum err cmd_user_enable(struct cmd *c);
enum err cmd_user_totp(struct cmd *c);
enum err cmd_user_kin(struct cmd *c);
enum err cmd_user_rules(struct cmd *c);
enum err cmd_user_demo(struct cmd *c);
enum err cmd_role_list(struct cmd *c);
enum err cmd_grant_give(struct cmd *c);
enum err cmd_grant_list(struct cmd *c);
enum err cmd_grant_end(struct cmd *c);
enum err cmd_verify(struct cmd *c);
enum err cmd_head(struct cmd *c);
enum err cmd_log(struct cmd *c);
enum err cmd_proof(struct cmd *c);
enum err cmd_proof_since(struct cmd *c);
enum err cmd_proof_check(struct cmd *c);
enum err cmd_backup(struct cmd *c);
enum err cmd_backup_keygen(struct cmd *c);
enum err cmd_backup_check(struct cmd *c);
enum err cmd_backup_daily(struct cmd *c);
enum err cmd_backup_state(struct cmd *c);
enum err cmd_restore(struct cmd *c);
enum err cmd_tls_init(struct cmd *c);
enum err cmd_tls_show(struct cmd *c);
enum err cmd_tls_qr(struct cmd *c);
enum err cmd_dictionary(struct cmd *c);
enum err cmd_openapi(struct cmd *c);
enum err cmd_explain(struct cmd *c);
enum err cmd_help(struct cmd *c);
enum err cmd_man(struct cmd *c);
enum err cmd_completion(struct cmd *c);
enum err cmd_version(struct cmd *c);

#endif

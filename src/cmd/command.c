/* command - from the command line to a running command, and the end of a run. */
#include "cmd/command.h"

#include <assert.h>
#include <stdio.h>

#include "base/os.h"
#include "base/typed.h"
#include "base/utf8.h"
#include "cmd/help.h"
#include "cmd/talk.h"

#define OUT_MAX ((size_t)256 << 20)

/* Options that several commands take; `takes` 0: all of them. */
struct shared_opt {
	unsigned takes;
	struct opt opt;
};

static const struct shared_opt shared[] = {
	{ TAKES_DATA, { "data", 'D', OPT_DIR, "DIR",
		"登记库所在的数据文件夹（默认 $JINGZHUN_DATA，否则 ./data）",
		"the data folder (default $JINGZHUN_DATA, else ./data)" } },
	{ TAKES_DATA, { "keys", 0, OPT_FILE, "FILE",
		"密钥文件（默认在数据文件夹旁：DIR.keys）",
		"the keyring (default beside the data folder: DIR.keys)" } },
	{ TAKES_DATA, { "passphrase-file", 0, OPT_FILE, "FILE",
		"口令取自该文件第一行（也可用 $JINGZHUN_PASSPHRASE；否则在终端询问）",
		"take the passphrase from the file's first line (or $JINGZHUN_PASSPHRASE; else "
		"asked)" } },
	{ TAKES_MASK, { "mask", 0, OPT_CHOICE, "public|staff|none",
		"遮盖程度：public 可公示，staff 工作用（默认），none 不遮盖（须说明事由并留痕）",
		"what is hidden: public for notices, staff for work (default), none (wants a "
		"reason, kept)" } },
	{ TAKES_MASK, { "reason", 0, OPT_TEXT, "TEXT",
		"查看未遮盖数据的事由，记入日志", "why unmasked data is needed; kept in the journal" } },
	{ TAKES_JSON, { "json", 0, OPT_FLAG, NULL,
		"输出 JSON，每行一个对象", "JSON, one object a line" } },
	{ 0, { "lang", 0, OPT_CHOICE, "zh|en", "语言（默认取自 LC_ALL、LC_MESSAGES、LANG）",
		"language (default from LC_ALL, LC_MESSAGES, LANG)" } },
	{ 0, { "quiet", 'q', OPT_FLAG, NULL, "不显示提示和进度，只报告错误",
		"no hints and no progress, only errors" } },
	{ 0, { "help", 'h', OPT_FLAG, NULL, "显示本命令的帮助", "show the help of this command" } },
};

const struct opt *command_option_nth(const struct command *def, int i)
{
	const struct opt *o = def->opt;

	for (; o && o->name; o++)
		if (i-- == 0)
			return o;
	for (size_t k = 0; k < sizeof(shared) / sizeof(shared[0]); k++)
		if ((shared[k].takes == 0 || def->takes & shared[k].takes) && i-- == 0)
			return &shared[k].opt;
	return NULL;
}

const struct opt *command_option(const struct command *def, const char *name)
{
	const struct opt *o;

	for (int i = 0; (o = command_option_nth(def, i)) != NULL; i++)
		if (strcmp(o->name, name) == 0)
			return o;
	return NULL;
}

static const struct opt *option_of_letter(const struct command *def, char letter)
{
	const struct opt *o;

	for (int i = 0; (o = command_option_nth(def, i)) != NULL; i++)
		if (o->letter == letter)
			return o;
	return NULL;
}

const struct command *command_find(const char *const *word, int n, int *words)
{
	const struct command *best = NULL;

	*words = 0;
	for (const struct command *d = commands; d->name; d++) {
		const char *space = strchr(d->name, ' ');
		struct str first = { d->name, space ? (size_t)(space - d->name) : strlen(d->name) };

		if (n < 1 || !str_eqz(first, word[0]))
			continue;
		if (!space && *words < 1) {
			best = d;
			*words = 1;
		} else if (space && n > 1 && strcmp(space + 1, word[1]) == 0) {
			best = d;
			*words = 2;
		}
	}
	return best;
}

/* ---- the nearest name ---- */

#define NEAR_MAX 40

static int least(int a, int b)
{
	return a < b ? a : b;
}

/* Edits from a to b: a letter changed, left out, added, or two neighbours swapped. */
static int edits(const char *a, const char *b)
{
	int row[3][NEAR_MAX + 1], la = (int)strlen(a), lb = (int)strlen(b);

	if (la > NEAR_MAX || lb > NEAR_MAX)
		return NEAR_MAX;
	for (int j = 0; j <= lb; j++)
		row[0][j] = j;
	for (int i = 1; i <= la; i++) {
		int *now = row[i % 3], *up = row[(i + 2) % 3], *up2 = row[(i + 1) % 3];

		now[0] = i;
		for (int j = 1; j <= lb; j++) {
			now[j] = least(least(now[j - 1], up[j]) + 1,
			               up[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = least(now[j], up2[j - 2] + 1);
		}
	}
	return row[la % 3][lb];
}

const char *command_nearest(const char *typed, const char *const *name, int n)
{
	const char *best = NULL;
	int best_edits = (int)strlen(typed) / 3 + 1;

	for (int i = 0; i < n; i++) {
		int d = edits(typed, name[i]);

		if (strlen(typed) >= 3 && strncmp(typed, name[i], strlen(typed)) == 0)
			d = 1;
		if (d < best_edits || (d == best_edits && !best)) {
			best = name[i];
			best_edits = d;
		}
	}
	return best;
}

static enum err unknown_option(struct cmd *c, const char *typed)
{
	const char *name[64], *near;
	const struct opt *o;
	int n = 0;

	for (int i = 0; (o = command_option_nth(c->def, i)) != NULL && n < 64; i++)
		name[n++] = o->name;
	near = command_nearest(typed + strspn(typed, "-"), name, n);
	if (near)
		return err_set(c->cx, ERR_USAGE, c->def->name, "cmd-option-near", typed, near,
		               NULL);
	return err_set(c->cx, ERR_USAGE, c->def->name, "cmd-option-unknown", typed, c->def->name,
	               NULL);
}

static const char *two_words(struct arena *a, const char *const *word)
{
	return str_z(a, str_join(a, str_join(a, str_of(word[0]), STR(" ")), str_of(word[1])));
}

static enum err unknown_command(struct cmd *c, const char *const *word, int n)
{
	const char *name[96], *near;
	const char *typed = word[0];
	int k = 0;

	if (n > 1 && strcmp(word[1], "--help") != 0)     /* "area improt": one word is good */
		for (const struct command *d = commands; d->name; d++)
			if (strncmp(d->name, word[0], strlen(word[0])) == 0 &&
			    d->name[strlen(word[0])] == ' ')
				typed = two_words(&c->cx->arena, word);
	for (const struct command *d = commands; d->name && k < 96; d++)
		name[k++] = d->name;
	near = command_nearest(typed, name, k);
	if (near)
		return err_set(c->cx, ERR_USAGE, "", "cmd-unknown-near", typed, near, NULL);
	return err_set(c->cx, ERR_USAGE, "", "cmd-unknown", typed, NULL);
}

/* ---- parsing ---- */

static bool choice_has(const char *choices, const char *value)
{
	struct str rest = str_of(choices), piece;

	while (str_next(&rest, '|', &piece))
		if (str_eqz(piece, value))
			return true;
	return false;
}

static enum err take(struct cmd *c, const struct opt *o, const char *value)
{
	if (o->type == OPT_CHOICE && !choice_has(o->arg, value))
		return err_set(c->cx, ERR_USAGE, o->name, "cmd-option-choice", o->name, value,
		               o->arg, NULL);
	if (value && !utf8_valid(str_of(value)) && o->type == OPT_TEXT)
		return err_set(c->cx, ERR_USAGE, o->name, "cmd-option-utf8", o->name, NULL);
	if (value && o->type == OPT_TEXT) {
		struct str text = str_of(value), name = str_of(o->name);

		TRY(typed_text(c->cx, str_z(&c->cx->arena, str_join(&c->cx->arena, STR("--"), name)),
		               !typed_line(name), &text));
		value = text.n ? value : "";
	}
	c->given[c->ngiven++] = (struct given){ o, value };
	return OK;
}

struct words {
	char **argv;
	int n, at;
};

/* Values of an option that takes several: up to the next option. */
static enum err take_files(struct cmd *c, const struct opt *o, const char *joined, struct words *w)
{
	int got = 0;

	if (joined) {
		TRY(take(c, o, joined));
		got++;
	} else {
		for (; w->at < w->n && (w->argv[w->at][0] != '-' || !w->argv[w->at][1]); got++)
			TRY(take(c, o, w->argv[w->at++]));
	}
	if (!got)
		return err_set(c->cx, ERR_USAGE, o->name, "cmd-option-value", o->name, o->arg,
		               NULL);
	return OK;
}

static enum err take_option(struct cmd *c, const char *word, struct words *w)
{
	const struct opt *o;
	const char *joined = NULL;

	if (word[1] == '-') {
		const char *eq = strchr(word, '=');
		struct str name = { word + 2, eq ? (size_t)(eq - word - 2) : strlen(word + 2) };

		o = command_option(c->def, str_z(&c->cx->arena, name));
		joined = eq ? eq + 1 : NULL;
	} else {
		o = option_of_letter(c->def, word[1]);
		joined = word[2] ? word + 2 + (word[2] == '=') : NULL;
	}
	if (!o)
		return unknown_option(c, word);
	if (o->type == OPT_FLAG) {
		if (joined)
			return err_set(c->cx, ERR_USAGE, o->name, "cmd-option-no-value", o->name,
			               NULL);
		return take(c, o, NULL);
	}
	if (o->type == OPT_FILES)
		return take_files(c, o, joined, w);
	if (!joined && w->at >= w->n)
		return err_set(c->cx, ERR_USAGE, o->name, "cmd-option-value", o->name,
		               o->arg ? o->arg : "", NULL);
	return take(c, o, joined ? joined : w->argv[w->at++]);
}

/* An option, or an expression that begins with a minus: of a number, in brackets or with blanks,
 * and no letter of an option. */
static bool is_option(const struct cmd *c, const char *word)
{
	if (word[0] != '-' || !word[1])
		return false;
	if (word[1] == '-' || option_of_letter(c->def, word[1]))
		return true;
	return !strchr("0123456789.(", word[1]) && !strchr(word, ' ');
}

static enum err parse(struct cmd *c, struct words *w)
{
	bool options = true;

	while (w->at < w->n) {
		const char *word = w->argv[w->at++];

		if (options && strcmp(word, "--") == 0)
			options = false;
		else if (options && is_option(c, word))
			TRY(take_option(c, word, w));
		else
			c->arg[c->narg++] = word;
	}
	return OK;
}

static enum err settle(struct cmd *c)
{
	c->quiet = cmd_flag(c, "quiet");
	c->json = c->def->takes & TAKES_JSON && cmd_flag(c, "json");
	if (cmd_text(c, "lang"))
		c->cx->lang = strcmp(cmd_text(c, "lang"), "en") == 0 ? LANG_EN : LANG_ZH;
	if (cmd_flag(c, "help"))
		return OK;
	if (c->narg < c->def->min)
		return err_set(c->cx, ERR_USAGE, c->def->name, "cmd-too-few", c->def->name,
		               c->def->args, c->def->example ? c->def->example[0] : c->def->name,
		               NULL);
	if (c->def->max >= 0 && c->narg > c->def->max)
		return err_set(c->cx, ERR_USAGE, c->def->name, "cmd-too-many", c->arg[c->def->max],
		               c->def->name, NULL);
	return OK;
}

/* ---- what commands ask ---- */

const char *cmd_text_nth(const struct cmd *c, const char *name, int i)
{
	const struct opt *o = command_option(c->def, name);

	assert(o && "the command does not take this option");
	for (int k = 0; k < c->ngiven; k++)
		if (c->given[k].opt == o && i-- == 0)
			return c->given[k].value;
	return NULL;
}

bool cmd_flag(const struct cmd *c, const char *name)
{
	const struct opt *o = command_option(c->def, name);

	assert(o && "the command does not take this option");
	for (int k = 0; k < c->ngiven; k++)
		if (c->given[k].opt == o)
			return true;
	return false;
}

/* The last one counts, so that a script's default can be overridden behind it. */
const char *cmd_text(const struct cmd *c, const char *name)
{
	const char *value = NULL, *next;

	for (int i = 0; (next = cmd_text_nth(c, name, i)) != NULL; i++)
		value = next;
	return value;
}

enum err cmd_int(struct cmd *c, const char *name, int64_t fallback, int64_t min, int64_t max,
                 int64_t *out)
{
	const char *value = cmd_text(c, name);
	char range[64];

	*out = fallback;
	if (!value || (str_i64(str_of(value), out) && *out >= min && *out <= max))
		return OK;
	snprintf(range, sizeof(range), max == INT64_MAX ? "%lld" : "%lld..%lld", (long long)min,
	         (long long)max);
	return err_set(c->cx, ERR_USAGE, name,
	               max == INT64_MAX ? "cmd-option-least" : "cmd-option-int", name, value,
	               range, NULL);
}

enum err cmd_mask(struct cmd *c, enum mask *out)
{
	const char *value = cmd_text(c, "mask");

	*out = !value ? MASK_STAFF : strcmp(value, "none") == 0 ? MASK_NONE :
	       strcmp(value, "public") == 0 ? MASK_PUBLIC : MASK_STAFF;
	return OK;
}

const char *cmd_data(const struct cmd *c)
{
	const char *given = cmd_text(c, "data"), *env = os_env("JINGZHUN_DATA");

	return given ? given : env && *env ? env : "data";
}

/* ---- a run ---- */

int command_exit(enum err kind)
{
	return kind == ERR_BUG ? 70 : (int)kind;
}

static enum lang language(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *v = os_env(names[i]);

		if (v && *v)
			return strncmp(v, "zh", 2) == 0 ? LANG_ZH : LANG_EN;
	}
	return LANG_EN;
}

/* Options that all commands take may stand in front: jingzhun --lang en list ... */
static int leading(int argc, char **argv)
{
	int at = 1;

	for (; at < argc && argv[at][0] == '-' && argv[at][1] && strcmp(argv[at], "--") != 0; at++)
		if (strcmp(argv[at], "--lang") == 0)
			at++;
	return at < argc ? at : argc;
}

static enum err dispatch(struct cmd *c, int argc, char **argv)
{
	int at = leading(argc, argv), words = 0;
	const char *const *word = (const char *const *)(argv + at);
	struct words front = { argv, at, 1 }, rest = { argv, argc, at };

	c->arg = arena_array(&c->cx->arena, (size_t)argc + 1, sizeof(*c->arg));
	c->given = arena_array(&c->cx->arena, (size_t)argc + 1, sizeof(*c->given));
	c->def = command_find((const char *const[]){ "help" }, 1, &words);
	if (argc == 2 && (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0))
		return cmd_version(c);
	if (at == argc) {
		TRY(parse(c, &front));
		TRY(settle(c));
		return help_overview(c, cmd_flag(c, "help") ? OK : ERR_USAGE);
	}
	words = 0;
	if (!command_find(word, argc - at, &words)) {
		TRY(parse(c, &front));
		TRY(settle(c));
		if (at + 1 < argc && strcmp(argv[at + 1], "--help") == 0 &&
		    help_family(c, argv[at]))
			return out_flush(c);
		if (at + 1 == argc && help_family(c, argv[at]))
			return help_instead(c, ERR_USAGE);
		return unknown_command(c, word, argc - at);
	}
	c->def = command_find(word, argc - at, &words);
	rest.at += words;
	TRY(parse(c, &front));
	TRY(parse(c, &rest));
	TRY(settle(c));
	return cmd_flag(c, "help") ? help_page(c, c->def) : c->def->run(c);
}

int command_main(int argc, char **argv, volatile int *stop)
{
	struct ctx cx;
	struct cmd c = { .cx = &cx };
	enum err e;

	ctx_init(&cx, (size_t)512 << 20);
	cx.lang = language();
	cx.stop = stop;
	buf_init(&c.out, OUT_MAX);
	e = dispatch(&c, argc, argv);
	if (e == OK || !c.out_failed) {
		enum err late = out_flush(&c);

		e = e == OK ? late : e;
	}
	if (c.reg)
		register_close(&cx, c.reg);
	if (e == OK && cx.err.kind != OK && c.status == 0)       /* closing failed */
		e = cx.err.kind;
	if (e != OK && !c.out_closed)
		report(&c, &cx.err);
	buf_free(&c.out);
	ctx_free(&cx);
	if (c.out_closed)
		return 128 + 13;                 /* as a program that SIGPIPE ended */
	if (e == OK && *stop && !(c.def && c.def->takes & UNTIL_STOPPED))
		return 128 + 2;
	return e == OK ? c.status : command_exit(e);
}

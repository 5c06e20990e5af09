/* help_shell - the manual page and the completions of three shells, from the command table. */
#include "cmd/help.h"

#include "base/msg.h"
#include "entity/cell.h"

const struct help_noun help_nouns[] = {
#define ENTITY(n, t, f, z, e) { #n, z, ((f) & ENT_CODED) != 0 },
#include "entity/defs/entities.def"
#undef ENTITY
	{ NULL, NULL, false }
};

static const char *either(enum lang lang, const char *zh, const char *en)
{
	return lang == LANG_ZH ? zh : en;
}

/* ---- roff ---- */

/* A backslash and a leading dot or quote mean something to roff; a hyphen is to stay one. */
static void roff(struct buf *out, struct str s)
{
	bool start = true;

	for (size_t i = 0; i < s.n; i++) {
		char ch = s.p[i];

		if (start && (ch == '.' || ch == '\''))
			buf_addz(out, "\\&");
		if (ch == '\\')
			buf_addz(out, "\\e");
		else if (ch == '-')
			buf_addz(out, "\\-");
		else
			buf_addc(out, ch);
		start = ch == '\n';
	}
}

static void roffz(struct buf *out, const char *z)
{
	roff(out, str_of(z));
}

static void man_option(struct buf *out, enum lang lang, const struct opt *o)
{
	buf_addz(out, ".TP\n");
	if (o->letter)
		buf_addf(out, "\\fB\\-%c\\fR, ", o->letter);
	buf_addz(out, "\\fB");
	roffz(out, "--");
	roffz(out, o->name);
	buf_addz(out, "\\fR");
	if (o->type != OPT_FLAG) {
		buf_addz(out, " \\fI");
		roffz(out, o->arg ? o->arg : "TEXT");
		buf_addz(out, "\\fR");
	}
	buf_addz(out, "\n");
	roffz(out, either(lang, o->zh, o->en));
	buf_addz(out, "\n");
}

static void man_command(struct buf *out, enum lang lang, const struct command *d)
{
	struct str more = str_of(either(lang, d->zh_more, d->en_more)), line;
	const struct opt *o;

	buf_addz(out, ".SS \"jingzhun ");
	roffz(out, d->name);
	if (d->args) {
		buf_addc(out, ' ');
		roffz(out, d->args);
	}
	buf_addz(out, "\"\n");
	roffz(out, either(lang, d->zh, d->en));
	buf_addz(out, "\n");
	while (str_next(&more, '\n', &line)) {
		buf_addz(out, ".PP\n");
		roff(out, line);
		buf_addz(out, "\n");
	}
	for (o = d->opt; o && o->name; o++)
		man_option(out, lang, o);
	for (int i = 0; d->example && d->example[i]; i++) {
		buf_addz(out, i ? ".br\n" : ".PP\n");
		buf_addz(out, "$ ");
		roffz(out, d->example[i]);
		buf_addz(out, "\n");
	}
}

/* Options that many commands share are told once, before the commands. */
static void man_shared(struct buf *out, enum lang lang)
{
	static const struct command all = { .name = "",
		.takes = TAKES_DATA | TAKES_JSON | TAKES_MASK };
	const struct opt *o;

	for (int i = 0; (o = command_option_nth(&all, i)) != NULL; i++)
		man_option(out, lang, o);
}

static void man_section(struct buf *out, const char *title)
{
	buf_addz(out, ".SH \"");
	roffz(out, title);
	buf_addz(out, "\"\n");
}

void help_man(struct buf *out, enum lang lang)
{
	buf_addz(out, ".TH JINGZHUN 1 \"\" \"jingzhun " JZ_VERSION "\"\n.nh\n.ad l\n");
	man_section(out, msg_text(lang, "cmd-man-name"));
	buf_addz(out, "jingzhun \\- ");
	roffz(out, msg_text(lang, "cmd-help-title"));
	buf_addz(out, "\n");
	man_section(out, msg_text(lang, "cmd-man-synopsis"));
	buf_addz(out, "\\fBjingzhun\\fR \\fICOMMAND\\fR [\\fB\\-\\-data\\fR \\fIDIR\\fR] "
		"[\\fIOPTION\\fR]...\n");
	man_section(out, msg_text(lang, "cmd-man-description"));
	roffz(out, msg_text(lang, "cmd-help-what"));
	buf_addz(out, "\n");
	man_section(out, msg_text(lang, "cmd-man-shared"));
	man_shared(out, lang);
	man_section(out, msg_text(lang, "cmd-man-commands"));
	for (const struct command *d = commands; d->name; d++)
		man_command(out, lang, d);
	man_section(out, msg_text(lang, "cmd-help-exits"));
	roffz(out, msg_text(lang, "cmd-help-exit-list"));
	buf_addz(out, "\n");
}

/* ---- completions ---- */

/* First words once each: "area import" and "area list" give "area". */
static bool first_of_family(const struct command *d)
{
	size_t n = strcspn(d->name, " ");

	for (const struct command *x = commands; x < d; x++)
		if (strcspn(x->name, " ") == n && memcmp(x->name, d->name, n) == 0)
			return false;
	return true;
}

static void words_first(struct buf *out)
{
	for (const struct command *d = commands; d->name; d++)
		if (first_of_family(d))
			buf_addf(out, "%s%.*s", d == commands ? "" : " ", (int)strcspn(d->name,
				" "), d->name);
}

/* What may stand as an argument of d, as words; files come from the shell. */
static void words_args(struct buf *out, const struct command *d)
{
	const struct kind *k;

	if (strcmp(d->name, "explain") == 0) {
		for (int i = 0; (k = kind_nth(i)) != NULL; i++)
			buf_addf(out, " %s", k->id);
	} else if (strcmp(d->name, "completion") == 0) {
		buf_addz(out, " bash zsh fish");
	} else if (strcmp(d->name, "help") == 0) {
		buf_addc(out, ' ');
		words_first(out);
	} else if (d->args && strstr(d->args, "KIND")) {
		for (int i = 0; help_nouns[i].name; i++)
			buf_addf(out, " %s", help_nouns[i].name);
		buf_addz(out, " list32");
	}
}

static void words_options(struct buf *out, const struct command *d)
{
	const struct opt *o;

	for (int i = 0; (o = command_option_nth(d, i)) != NULL; i++)
		buf_addf(out, " --%s", o->name);
}

static void spaced(struct buf *out, const char *choices)
{
	for (; *choices; choices++)
		buf_addc(out, *choices == '|' ? ' ' : *choices);
}

/* A "case" of shell with the words of each command, for bash and zsh (through bashcompinit). */
static void bash_commands(struct buf *out)
{
	for (const struct command *d = commands; d->name; d++) {
		buf_addf(out, "\t\"%s\")\n\t\topts=\"", d->name);
		words_options(out, d);
		buf_addz(out, "\" args=\"");
		words_args(out, d);
		buf_addz(out, "\" ;;\n");
	}
}

static void bash_families(struct buf *out)
{
	for (const struct command *d = commands; d->name; d++) {
		size_t n = strcspn(d->name, " ");

		if (!d->name[n] || !first_of_family(d))
			continue;
		buf_addf(out, "\t\"%.*s\") args=\"", (int)n, d->name);
		for (const struct command *x = commands; x->name; x++)
			if (strncmp(x->name, d->name, n + 1) == 0)
				buf_addf(out, " %s", x->name + n + 1);
		buf_addz(out, "\" ;;\n");
	}
}

static void bash_choices(struct buf *out)
{
	const struct opt *o;

	for (const struct command *d = commands; d->name; d++)
		for (int i = 0; (o = command_option_nth(d, i)) != NULL; i++) {
			if (o->type != OPT_CHOICE)
				continue;
			buf_addf(out, "\t\"%s --%s\") COMPREPLY=($(compgen -W \"", d->name,
			         o->name);
			spaced(out, o->arg);
			buf_addz(out, "\" -- \"$cur\")); return ;;\n");
		}
}

static void bash(struct buf *out)
{
	buf_addz(out,
		"_jingzhun()\n{\n"
		"\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
		"\tlocal name=${COMP_WORDS[1]} opts= args=\n"
		"\tCOMPREPLY=()\n"
		"\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n"
		"\t\tCOMPREPLY=($(compgen -W \"");
	words_first(out);
	buf_addz(out, "\" -- \"$cur\"))\n\t\treturn\n\tfi\n"
		"\tcase \"$name ${COMP_WORDS[2]}\" in\n");
	for (const struct command *d = commands; d->name; d++)
		if (strchr(d->name, ' '))
			buf_addf(out, "\t\"%s\") [ \"$COMP_CWORD\" -eq 2 ] || name=\"%s\" ;;\n",
			         d->name, d->name);
	buf_addz(out, "\tesac\n\tcase \"$name $prev\" in\n");
	bash_choices(out);
	buf_addz(out, "\tesac\n\tcase \"$name\" in\n");
	bash_commands(out);
	buf_addz(out, "\tesac\n\tif [ \"$COMP_CWORD\" -eq 2 ]; then\n\tcase \"$name\" in\n");
	bash_families(out);
	buf_addz(out, "\tesac\n\tfi\n"
		"\tcase \"$cur\" in\n"
		"\t-*) COMPREPLY=($(compgen -W \"$opts\" -- \"$cur\")) ;;\n"
		"\t*) COMPREPLY=($(compgen -W \"$args\" -- \"$cur\") $(compgen -f -- \"$cur\")) "
		";;\n"
		"\tesac\n}\ncomplete -o filenames -F _jingzhun jingzhun\n");
}

static void fish_quoted(struct buf *out, const char *z)
{
	buf_addc(out, '\'');
	for (; *z; z++) {
		if (*z == '\'' || *z == '\\')
			buf_addc(out, '\\');
		buf_addc(out, *z);
	}
	buf_addc(out, '\'');
}

static void fish_command(struct buf *out, const struct command *d)
{
	size_t n = strcspn(d->name, " ");
	const struct opt *o;

	if (!d->name[n]) {
		buf_addf(out, "complete -c jingzhun -n __fish_use_subcommand -a %s -d ", d->name);
		fish_quoted(out, d->en);
	} else {
		buf_addf(out,
		         "complete -c jingzhun -n '__fish_seen_subcommand_from %.*s' -a %s -d ",
		(int)n,
		         d->name, d->name + n + 1);
		fish_quoted(out, d->en);
		if (first_of_family(d))
			buf_addf(out, "\ncomplete -c jingzhun -n __fish_use_subcommand -a %.*s",
			         (int)n, d->name);
	}
	buf_addc(out, '\n');
	for (int i = 0; (o = command_option_nth(d, i)) != NULL; i++) {
		buf_addf(out, "complete -c jingzhun -n '__fish_seen_subcommand_from %.*s' -l %s",
		         (int)n,
		         d->name, o->name);
		if (o->letter)
			buf_addf(out, " -s %c", o->letter);
		if (o->type == OPT_CHOICE) {
			buf_addz(out, " -x -a '");
			spaced(out, o->arg);
			buf_addc(out, '\'');
		} else if (o->type != OPT_FLAG) {
			buf_addz(out, " -r");
		}
		buf_addz(out, " -d ");
		fish_quoted(out, o->en);
		buf_addc(out, '\n');
	}
}

static void fish_args(struct buf *out, const struct command *d)
{
	struct buf words BUF_AUTO = { 0 };

	buf_init(&words, 65536);
	words_args(&words, d);
	if (words.n)
		buf_addf(out, "complete -c jingzhun -n '__fish_seen_subcommand_from %s' -a '%s'\n",
		         d->name,
		         words.p + 1);
}

void help_completion(struct buf *out, const char *shell)
{
	if (strcmp(shell, "fish") == 0) {
		for (const struct command *d = commands; d->name; d++) {
			fish_command(out, d);
			if (!strchr(d->name, ' '))
				fish_args(out, d);
		}
		return;
	}
	if (strcmp(shell, "zsh") == 0)
		buf_addz(out, "#compdef jingzhun\nautoload -U +X compinit bashcompinit\n"
			"whence compdef >/dev/null || compinit\nbashcompinit\n");
	bash(out);
}

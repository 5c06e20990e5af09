/* help - pages for the terminal and docs/commands.md, from the command table. */
#include "cmd/help.h"

#include "base/msg.h"
#include "base/os.h"
#include "base/utf8.h"
#include "cmd/talk.h"
#include "domain/register/page.h"

#define NAME_WIDTH 18            /* columns for the longest name of a command */

static const char *const group_key[GROUP__COUNT] = {
	"cmd-group-start", "cmd-group-data", "cmd-group-read", "cmd-group-office",
	"cmd-group-trust", "cmd-group-help",
};

static const char *either(enum lang lang, const char *zh, const char *en)
{
	return lang == LANG_ZH ? zh : en;
}

/* "-o, --out DIR" as help, manual and documents write it. */
static void option_add(struct buf *out, const struct opt *o)
{
	if (o->letter)
		buf_addf(out, "-%c, ", o->letter);
	buf_addf(out, "--%s", o->name);
	if (o->type != OPT_FLAG)
		buf_addf(out, " %s", o->arg ? o->arg : "TEXT");
	if (o->type == OPT_FILES)
		buf_addz(out, "...");
}

static void usage_add(struct buf *out, const struct command *d)
{
	buf_addf(out, "jingzhun %s", d->name);
	if (d->args)
		buf_addf(out, " %s", d->args);
	buf_addz(out, d->takes & TAKES_DATA ? " [--data DIR] [OPTION]..." : " [OPTION]...");
}

static void command_line(struct cmd *c, const struct command *d)
{
	struct buf *out = &c->out;

	buf_addz(out, "  ");
	page_fit(out, str_of(d->name), NAME_WIDTH, false);
	buf_addc(out, ' ');
	buf_addz(out, in_lang(c, d->zh, d->en));
	buf_addc(out, '\n');
}

enum err help_instead(struct cmd *c, enum err why)
{
	os_write_all(c->cx, 2, c->out.p, c->out.n);
	buf_reset(&c->out);
	c->cx->err = (struct err_info){ .kind = why };   /* without a key: nothing more is said */
	return why;
}

enum err help_overview(struct cmd *c, enum err why)
{
	struct page p;

	page_begin(&p, &c->out, &c->cx->arena, out_columns(), why == OK && colour_wanted(1));
	page_line(&p, str_of(msg_text(c->cx->lang, "cmd-help-what")));
	page_gap(&p);
	put(c, "cmd-help-usage", "jingzhun COMMAND [--data DIR] [OPTION]...", NULL);
	for (int g = 0; g < GROUP__COUNT; g++) {
		page_section(&p, str_of(msg_text(c->cx->lang, group_key[g])));
		for (const struct command *d = commands; d->name; d++)
			if ((int)d->group == g)
				command_line(c, d);
	}
	buf_addc(&c->out, '\n');
	page_line(&p, str_of(msg_text(c->cx->lang, "cmd-help-more")));
	if (why == OK)
		return out_flush(c);
	return help_instead(c, why);
}

bool help_family(struct cmd *c, const char *word)
{
	size_t n = strlen(word);
	bool any = false;

	for (const struct command *d = commands; d->name; d++) {
		if (strncmp(d->name, word, n) != 0 || d->name[n] != ' ')
			continue;
		any = true;
		command_line(c, d);
	}
	return any;
}

static void options_show(struct cmd *c, struct page *p, const struct command *def)
{
	const struct opt *o;
	struct buf left BUF_AUTO = { 0 };

	buf_init(&left, 256);
	for (int i = 0; (o = command_option_nth(def, i)) != NULL; i++) {
		buf_reset(&left);
		buf_addz(&left, "  ");
		if (!o->letter)
			buf_addz(&left, "    ");
		option_add(&left, o);
		if (utf8_width(buf_str(&left)) > 29) {
			buf_adds(&c->out, buf_str(&left));
			buf_addz(&c->out, "\n");
			buf_reset(&left);
		}
		page_fit(&c->out, buf_str(&left), 30, false);
		page_hang(p, str_of(in_lang(c, o->zh, o->en)), 30);
	}
}

/* What may stand for KIND. */
static void kinds_show(struct cmd *c, struct page *p, const struct command *def)
{
	struct buf line BUF_AUTO = { 0 };
	bool in = strcmp(def->name, "import") == 0 || strcmp(def->name, "template") == 0;

	if (!def->args || !strstr(def->args, "KIND") || strcmp(def->name, "explain") == 0)
		return;
	buf_init(&line, 4096);
	buf_addz(&line, msg_text(c->cx->lang, "cmd-help-kinds"));
	if (in)
		buf_addz(&line, in_lang(c, "list32 32 列交换表、", "list32, "));
	for (const struct help_noun *k = help_nouns; k->name; k++) {
		if (in && k->written)
			continue;
		buf_addz(&line, k == help_nouns ? "" : msg_between(c->cx->lang));
		buf_addz(&line, k->name);
		if (c->cx->lang == LANG_ZH)
			buf_addf(&line, " %s", k->zh);
	}
	page_gap(p);
	page_line(p, buf_str(&line));
}

enum err help_page(struct cmd *c, const struct command *def)
{
	struct page p;
	struct buf usage BUF_AUTO = { 0 };
	struct str more = str_of(in_lang(c, def->zh_more, def->en_more)), line;

	buf_init(&usage, 1024);
	usage_add(&usage, def);
	page_begin(&p, &c->out, &c->cx->arena, out_columns(), colour_wanted(1));
	buf_addf(&c->out, in_lang(c, "jingzhun %s：%s\n\n", "jingzhun %s: %s\n\n"), def->name,
	         in_lang(c, def->zh, def->en));
	put(c, "cmd-help-usage", usage.p, NULL);
	if (more.n)
		page_gap(&p);
	while (str_next(&more, '\n', &line))
		page_line(&p, line);
	kinds_show(c, &p, def);
	page_section(&p, str_of(msg_text(c->cx->lang, "cmd-help-options")));
	options_show(c, &p, def);
	if (def->example) {
		page_section(&p, str_of(msg_text(c->cx->lang, "cmd-help-examples")));
		for (int i = 0; def->example[i]; i++)
			buf_addf(&c->out, "  %s\n", def->example[i]);
	}
	return out_flush(c);
}

/* ---- docs/commands.md ---- */

static void markdown_text(struct buf *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '|' || *text == '<')
			buf_addc(out, '\\');
		buf_addc(out, *text);
	}
}

static void markdown_command(struct buf *out, enum lang lang, const struct command *d)
{
	const struct opt *o;
	struct str more = str_of(either(lang, d->zh_more, d->en_more)), line;
	struct buf name BUF_AUTO = { 0 };

	buf_init(&name, 256);
	buf_addf(out, "\n### jingzhun %s\n\n", d->name);
	markdown_text(out, either(lang, d->zh, d->en));
	buf_addz(out, "\n\n```\n");
	usage_add(out, d);
	buf_addz(out, "\n```\n\n");
	while (str_next(&more, '\n', &line)) {
		buf_adds(out, line);
		buf_addz(out, "\n\n");
	}
	buf_addf(out, "| %s | |\n|---|---|\n", msg_text(lang, "cmd-help-option"));
	for (int i = 0; (o = command_option_nth(d, i)) != NULL; i++) {
		buf_reset(&name);
		option_add(&name, o);
		buf_addz(out, "| `");
		markdown_text(out, name.p);
		buf_addz(out, "` | ");
		markdown_text(out, either(lang, o->zh, o->en));
		buf_addz(out, " |\n");
	}
	if (!d->example)
		return;
	buf_addz(out, "\n```\n");
	for (int i = 0; d->example[i]; i++)
		buf_addf(out, "%s\n", d->example[i]);
	buf_addz(out, "```\n");
}

void help_markdown(struct buf *out, enum lang lang)
{
	buf_addf(out, "# %s\n\n%s\n\n%s\n", msg_text(lang, "cmd-help-title"),
	         msg_text(lang, "cmd-help-what"), msg_text(lang, "cmd-help-generated"));
	for (int g = 0; g < GROUP__COUNT; g++) {
		buf_addf(out, "\n## %s\n", msg_text(lang, group_key[g]));
		for (const struct command *d = commands; d->name; d++)
			if ((int)d->group == g)
				markdown_command(out, lang, d);
	}
	buf_addf(out, "\n## %s\n\n%s\n", msg_text(lang, "cmd-help-exits"),
	         msg_text(lang, "cmd-help-exit-list"));
}

/* cmd_about - the dictionary, the API, explanations, help in its forms, the version. */
#include <stdio.h>

#include "base/msg.h"
#include "base/os.h"
#include "cmd/help.h"
#include "cmd/talk.h"
#include "domain/register/page.h"
#include "entity/dictionary.h"
#include "web/openapi.h"

enum err cmd_dictionary(struct cmd *c)
{
	struct model *m, one;
	const struct entity *e;

	TRY(cmd_model(c, &m));
	if (c->narg) {
		TRY(cmd_noun(c, m, c->arg[0], &e));
		one = *m;
		one.n = 0;
		one.ent[one.n++] = (struct entity *)e;
		m = &one;
	}
	if (c->json)
		dictionary_json(&c->out, m);
	else
		dictionary_put(&c->out, m);
	return OK;
}

enum err cmd_openapi(struct cmd *c)
{
	struct model *m;

	TRY(cmd_model(c, &m));
	if (cmd_flag(c, "markdown"))
		openapi_markdown(&c->out, m);
	else
		openapi_json(&c->out, m);
	return OK;
}

/* ---- explain ---- */

static const char *severity_key(const struct kind *k)
{
	return strcmp(k->severity, "error") == 0 ? "cmd-severity-error" :
	       strcmp(k->severity, "file") == 0 ? "cmd-severity-file" :
	       strcmp(k->severity, "note") == 0 ? "cmd-severity-note" : "cmd-severity-doubt";
}

/* The sentence without a column: {0} and {1} become words. */
static void kind_general(struct buf *out, enum lang lang, const struct kind *k)
{
	kind_add(out, lang, k, lang == LANG_ZH ? STR("某列") : STR("the column"), STR("…"));
}

static void kind_json(struct cmd *c, const struct kind *k)
{
	struct json j;

	json_begin(&j, &c->out);
	json_obj(&j);
	json_key(&j, "kind");
	json_z(&j, k->id);
	json_key(&j, "severity");
	json_z(&j, k->severity);
	json_key(&j, "import_checkable");
	json_bool(&j, k->importable);
	json_key(&j, "zh");
	json_z(&j, k->zh);
	json_key(&j, "en");
	json_z(&j, k->en);
	json_obj_end(&j);
	buf_addc(&c->out, '\n');
}

static void markdown_kinds(struct buf *out)
{
	static const char *const severity[] = { "error", "file", "doubt", "note" };
	const struct kind *k;

	buf_addz(out, "# Fault kinds\n\n");
	buf_addz(out, msg_text(LANG_EN, "cmd-faults-intro"));
	buf_addz(out, "\n");
	for (size_t s = 0; s < sizeof(severity) / sizeof(severity[0]); s++) {
		bool any = false;

		for (int i = 0; (k = kind_nth(i)) != NULL; i++) {
			if (strcmp(k->severity, severity[s]) != 0)
				continue;
			if (!any)
				buf_addf(out, "\n## %s\n\n%s\n\n| kind | import | 中文 | English |\n"
				         "|---|---|---|---|\n", severity[s],
				         msg_text(LANG_EN, severity_key(k)));
			any = true;
			buf_addf(out, "| `%s` | %s | ", k->id, k->importable ? "yes" : "no");
			kind_general(out, LANG_ZH, k);
			buf_addz(out, " | ");
			kind_general(out, LANG_EN, k);
			buf_addz(out, " |\n");
		}
	}
}

static const char *severity_word(struct cmd *c, const struct kind *k)
{
	char key[64];

	snprintf(key, sizeof(key), "cmd-level-%s", k->severity);
	return msg_text(c->cx->lang, key);
}

static void kind_lines(struct cmd *c)
{
	struct page p;
	struct page_table t;
	const struct kind *k;
	struct str *cell;

	page_begin(&p, &c->out, &c->cx->arena, out_columns(), colour_wanted(1));
	page_table(&t, &p, 3);
	cell = page_table_row(&t);
	cell[0] = str_of(in_lang(c, "种类", "Kind"));
	cell[1] = str_of(in_lang(c, "程度", "Severity"));
	cell[2] = str_of(in_lang(c, "说明", "What is wrong"));
	for (int i = 0; (k = kind_nth(i)) != NULL; i++) {
		struct buf text BUF_AUTO = { 0 };

		buf_init(&text, 4096);
		kind_general(&text, c->cx->lang, k);
		cell = page_table_row(&t);
		cell[0] = str_of(k->id);
		cell[1] = str_of(severity_word(c, k));
		cell[2] = str_dup(&c->cx->arena, buf_str(&text));
	}
	page_table_end(&t);
}

static enum err explain_one(struct cmd *c, const char *id)
{
	const struct kind *k = kind_find(id);
	const char *name[160], *near;
	int n = 0;

	if (!k) {
		for (int i = 0; n < 160 && kind_nth(i); i++)
			name[n++] = kind_nth(i)->id;
		near = command_nearest(id, name, n);
		if (near)
			return err_set(c->cx, ERR_NOTFOUND, "", "cmd-kind-near", id, near, NULL);
		return err_set(c->cx, ERR_NOTFOUND, "", "cmd-kind-unknown", id, NULL);
	}
	if (c->json) {
		kind_json(c, k);
		return OK;
	}
	buf_addf(&c->out, in_lang(c, "%s（%s）\n", "%s (%s)\n"), k->id, severity_word(c, k));
	kind_general(&c->out, c->cx->lang, k);
	buf_addz(&c->out, "\n\n");
	put(c, severity_key(k), NULL);
	if (!k->importable)
		put(c, "cmd-kind-later", NULL);
	return OK;
}

enum err cmd_explain(struct cmd *c)
{
	if (cmd_flag(c, "markdown"))
		markdown_kinds(&c->out);
	else if (c->narg)
		return explain_one(c, c->arg[0]);
	else if (c->json)
		for (int i = 0; kind_nth(i); i++)
			kind_json(c, kind_nth(i));
	else
		kind_lines(c);
	return OK;
}

/* ---- help ---- */

enum err cmd_help(struct cmd *c)
{
	const struct command *d;
	int words = 0;

	if (cmd_flag(c, "markdown")) {
		help_markdown(&c->out, c->cx->lang);
		return OK;
	}
	if (c->narg == 0)
		return help_overview(c, OK);
	d = command_find(c->arg, c->narg, &words);
	if (d && words == c->narg)
		return help_page(c, d);
	if (c->narg == 1 && help_family(c, c->arg[0]))
		return OK;
	return err_set(c->cx, ERR_USAGE, "", "cmd-unknown", c->arg[0], NULL);
}

enum err cmd_man(struct cmd *c)
{
	help_man(&c->out, c->cx->lang);
	return OK;
}

enum err cmd_completion(struct cmd *c)
{
	const char *shell = c->arg[0];

	if (strcmp(shell, "bash") != 0 && strcmp(shell, "zsh") != 0 && strcmp(shell, "fish") != 0)
		return err_set(c->cx, ERR_USAGE, "", "cmd-shell-unknown", shell, NULL);
	help_completion(&c->out, shell);
	return OK;
}

enum err cmd_version(struct cmd *c)
{
	if (c->json)
		buf_addz(&c->out, "{\"name\":\"jingzhun\",\"version\":\"" JZ_VERSION "\"}\n");
	else
		buf_addz(&c->out, "jingzhun " JZ_VERSION "\n");
	return OK;
}

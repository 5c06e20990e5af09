/* cmd_mapping - what was said of headers and is remembered. */
#include "cmd/command.h"
#include "cmd/talk.h"
#include "domain/register/mapping.h"
#include "domain/register/page.h"
#include "fmt/json.h"

static void line_json(struct cmd *c, const struct mapping *m)
{
	struct json j;

	json_begin(&j, &c->out);
	json_obj(&j);
	json_key(&j, "sheet");
	json_str(&j, m->shape);
	json_key(&j, "kind");
	json_str(&j, m->noun);
	json_key(&j, "header");
	json_str(&j, m->header);
	json_key(&j, "field");
	json_str(&j, m->target);
	json_obj_end(&j);
	buf_addc(&c->out, '\n');
}

static void line_text(struct cmd *c, const struct mapping *m)
{
	page_fit(&c->out, m->shape, 16, false);
	buf_addz(&c->out, "  ");
	page_fit(&c->out, m->noun, 14, false);
	buf_addz(&c->out, "  ");
	page_fit(&c->out, m->header, 28, false);
	buf_addz(&c->out, "  ");
	buf_adds(&c->out, m->target);
	buf_addc(&c->out, '\n');
}

enum err cmd_mapping_list(struct cmd *c)
{
	struct mapping *v;
	int n;

	TRY(cmd_open(c, REG_READ));
	TRY(mapping_list(c->cx, c->reg, &v, &n));
	for (int i = 0; i < n; i++) {
		(c->json ? line_json : line_text)(c, &v[i]);
		TRY(out_room(c));
	}
	if (!n && !c->json)
		say(c, "cmd-mapping-none", NULL);
	return OK;
}

enum err cmd_mapping_forget(struct cmd *c)
{
	struct str shape = str_of(c->arg[0]);
	int n;

	TRY(cmd_open(c, REG_WRITE));
	TRY(mapping_forget(c->cx, c->reg, str_eqz(shape, "all") ? (struct str){ 0 } : shape, &n));
	if (!n && !str_eqz(shape, "all"))
		return err_set(c->cx, ERR_NOTFOUND, c->arg[0], "cmd-mapping-no-shape", c->arg[0], NULL);
	say(c, "cmd-mapping-forgot", grouped(c, n), NULL);
	return OK;
}

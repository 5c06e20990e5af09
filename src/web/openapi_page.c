/* openapi_page - the API as a page for people: routes, what is sent, what may go wrong. */
#include "web/openapi_int.h"

#include <stdio.h>

static const struct api_schema *sent(const struct route *t)
{
	for (const struct api_schema *s = api_schemas; t->sends && s->name; s++)
		if (!strcmp(s->name, t->sends))
			return s;
	return NULL;
}

static void takes(struct buf *out, const struct route *t)
{
	bool any = false;

	for (const struct api_param *p = api_params; p->key; p++) {
		if (!strcmp(p->in, "path") || !strcmp(p->key, "lang") || !strcmp(p->key, "X-JZ") ||
		    !openapi_takes(t, p))
			continue;
		buf_addf(out, "%s`%s`%s", any ? " " : "", p->name, p->required ? "\\*" : "");
		any = true;
	}
	if (t->sends)
		buf_addf(out, "%s%s", any ? "; " : "", t->sends);
}

static void answers(struct buf *out, const struct route *t)
{
	buf_addf(out, "%d", openapi_status(t));
	if (t->schema)
		buf_addf(out, " %s;", t->schema);
	for (const struct api_status *s = api_statuses; s->status; s++)
		if (openapi_fault(t, s->status))
			buf_addf(out, " %d", s->status);
}

/* The path with an example for each hole, and what must or may well stand in the query. */
static void example(struct buf *out, const struct route *t)
{
	const char *path = t->path;
	char mark = '?';

	buf_addf(out, "`%s ", openapi_method(t, false));
	while (*path) {
		const struct api_param *p = api_params;
		size_t n = strcspn(path, "}");

		while (*path == '{' && p->key &&
		       (strlen(p->key) != n - 1 || strncmp(p->key, path + 1, n - 1)))
			p++;
		if (*path != '{' || !p->key) {
			buf_addc(out, *path++);
			continue;
		}
		buf_addz(out, p->example);
		path += n + 1;
	}
	for (const struct api_param *p = api_params; p->key; p++) {
		if (strcmp(p->in, "query") || !p->example || !openapi_takes(t, p))
			continue;
		buf_addf(out, "%c%s=%s", mark, p->name, p->example);
		mark = '&';
	}
	buf_addc(out, '`');
}

static void line(struct buf *out, const struct route *t)
{
	buf_addf(out, "| %s | `%s` | %s · %s | %s | ", openapi_method(t, false), t->path, t->zh, t->en,
	         t->perm != PERM__COUNT ? office_perms[t->perm].id : t->flags & ROUTE_OPEN ? "—" : "·");
	takes(out, t);
	buf_addz(out, " | ");
	answers(out, t);
	buf_addz(out, " | ");
	example(out, t);
	buf_addz(out, " |\n");
}

static void cell(struct buf *out, const char *text)
{
	for (; *text; text++)
		buf_addf(out, *text == '|' ? "\\%c" : "%c", *text);
}

/* Each once, in the order of the routes. */
static void bodies(struct buf *out)
{
	for (const struct route *t = routes; t->path; t++) {
		const struct api_schema *s = sent(t);
		const struct route *first = routes;

		while (s && sent(first) != s)
			first++;
		if (!s || first != t || !*s->members)
			continue;
		buf_addf(out, "| %s | %s · %s | `", s->name, s->zh, s->en);
		cell(out, s->members);
		buf_addz(out, "` |\n");
	}
}

static void parameters(struct buf *out)
{
	for (const struct api_param *p = api_params; p->key; p++) {
		buf_addf(out, "| `%s` | %s | %s · ", p->name, p->in, p->zh);
		cell(out, p->en);
		buf_addz(out, " |\n");
	}
}

static const char head[] =
	"# 接口 · The API\n\n"
	"由路由表生成（`make meta`）；给程序用的描述是 [openapi.json](../snapshot/openapi.json)，"
	"`jingzhun openapi` 也输出它。\n\n"
	"Made of the table of routes (`make meta`). For programs: "
	"[openapi.json](../snapshot/openapi.json) (OpenAPI 3.1), which `jingzhun openapi` prints, too."
	"\n\n"
	"- 先 `POST /login` 取得登录状态；修改类请求另带 `X-JZ: 1`。\n"
	"  Sign in by `POST /login`; requests that change something carry `X-JZ: 1` as well.\n"
	"- 程序可用访问令牌：`POST /api/v1/tokens` 建立（只显示一次），每次请求带 `Authorization: Bearer ...`，"
	"不需要 `X-JZ`。\n"
	"  Programs may use a token made by `POST /api/v1/tokens` (shown once), sent as "
	"`Authorization: Bearer ...`, without `X-JZ`.\n"
	"- 范围之外的资料一律是 404，列表、计数、历史都一样。\n"
	"  What lies outside one's own area is 404 everywhere, in lists, counts and history alike.\n"
	"- 修改是申请（202），由他人审核；须带所见版本 `If-Match`，过期是 412 并附双方内容。\n"
	"  A change is a proposal (202) that somebody else approves. It carries the version that was "
	"seen in `If-Match`; when that has passed, 412 tells both.\n"
	"- 差错是 `application/problem+json`：`code` 给程序，`detail` 给人（`?lang=zh|en`）。\n"
	"  Errors are `application/problem+json`: `code` for programs, `detail` for people "
	"(`?lang=zh|en`).\n"
	"- 翻页：`next` 放进下一次的 `cursor`，为 null 即到头。\n"
	"  Pages: `next` goes into the next `cursor`; null is the end.\n\n"
	"```sh\n"
	"curl -c jar -d login=county -d password=... http://127.0.0.1:8080/login\n"
	"curl -b jar 'http://127.0.0.1:8080/api/v1/household?f.members.ge=5&limit=2&count=1'\n"
	"curl -b jar -H 'X-JZ: 1' -H 'If-Match: \"v1\"' -H 'Idempotency-Key: 7d41' -X PATCH \\\n"
	"     -d '{\"set\":{\"address\":\"桥头12号\"},\"reason\":\"搬家\"}' \\\n"
	"     http://127.0.0.1:8080/api/v1/household/1\n"
	"```\n";
static const char columns[] =
	"\n## 地址 · Routes\n\n`*` 必带 · required; `·` 登录即可 · any account; `—` 公开 · public\n\n"
	"| | 地址 · Address | 用途 · What for | 权限 · Permission | 带 · Takes | 回答 · Answers | "
	"例 · Example |\n|---|---|---|---|---|---|---|\n";
static const char members[] =
	"\n## 内容 · Bodies\n\n`?` 可省 · may be absent; `s` 文字 text, `n` 数字串 digits, "
	"`d` 日期 date, `b` 是否 yes/no, `h` 上传编号 id of an upload, `[x]` 列表 list, `{x}` 对象 object"
	"\n\n| | | |\n|---|---|---|\n";

void openapi_markdown(struct buf *out, const struct model *m)
{
	buf_addz(out, head);
	buf_addz(out, columns);
	for (const struct route *t = routes; t->path; t++)
		if (openapi_has(t))
			line(out, t);
	buf_addz(out, "\n## 参数 · Parameters\n\n| | | |\n|---|---|---|\n");
	parameters(out);
	buf_addz(out, members);
	bodies(out);
	buf_addz(out, "\n## 差错 · Errors\n\n| | | |\n|---|---|---|\n");
	for (const struct api_status *s = api_statuses; s->status; s++)
		buf_addf(out, "| %d | %s | %s |\n", s->status, s->zh, s->en);
	buf_addz(out, "\n## 资料种类 · Nouns\n\n");
	for (int i = 0; i < m->n; i++)
		buf_addf(out, "%s`%s` %s", i ? ", " : "", m->ent[i]->name, m->ent[i]->zh);
	buf_addz(out, "\n");
}

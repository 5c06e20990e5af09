/* publish - see the header. */
#include "domain/gate/publish.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/msg.h"
#include "base/os.h"
#include "base/os_many.h"
#include "crypto/sign.h"
#include "fmt/markup.h"

#define FILE_MOST ((size_t)32 << 20)

#define NEXT "/.next"            /* what is written takes the place of the old when it is whole */

struct publishing {
	struct reg *r;
	const struct publish_order *o;
	const char *to;              /* where it is written */
	struct journal_tree *tree;   /* one pass over the log for all proofs */
	struct buf index[2];         /* zh, en */
	int n;
};

static const char *const ending[2] = { ".html", ".en.html" };

void publish_page_begin(struct buf *out, enum lang lang, struct str title, const char *css_href)
{
	buf_addz(out, lang == LANG_EN ? "<!doctype html><html lang=\"en\">" :
	         "<!doctype html><html lang=\"zh-CN\">");
	buf_addz(out, "<head><meta charset=\"utf-8\"><meta name=\"viewport\""
	         " content=\"width=device-width,initial-scale=1\">"
	         "<meta name=\"robots\" content=\"noindex\"><title>");
	markup_text(out, title);
	buf_addz(out, "</title>");
	if (css_href)
		buf_addf(out, "<link rel=\"stylesheet\" href=\"%s\">", css_href);
}

void publish_page_body(struct buf *out)
{
	buf_addz(out, "</head><body><main>\n");
}

void publish_page_end(struct buf *out)
{
	buf_addz(out, "</main></body></html>\n");
}

/* ---- files ---- */

static const char *path_in(struct ctx *cx, const struct publishing *p, const char *folder,
                           struct str name, const char *end)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 8192);
	buf_addf(&b, "%s/%s%.*s%s", p->to, folder, STR_FMT(name), end);
	return str_z(&cx->arena, buf_str(&b));
}

static enum err put_file(struct ctx *cx, const struct publishing *p, const char *folder,
                         struct str name, const char *end, const struct buf *b)
{
	if (b->full)
		return err_set(cx, ERR_LIMIT, end, "notice-long", NULL);
	return os_write_new(cx, path_in(cx, p, folder, name, end), buf_str(b), 0644);
}

/* ---- one notice ---- */

static enum err page(struct ctx *cx, const struct publishing *p, struct notice_page *x,
                     enum lang lang)
{
	struct buf b BUF_AUTO = { 0 };
	struct str no = x->text.head.no;

	buf_init(&b, FILE_MOST);
	x->lang = lang;
	publish_page_begin(&b, lang, no, "../page.css");
	publish_page_body(&b);
	buf_addf(&b, "<nav><a href=\"../index%s\">%s</a> <a href=\"%.*s%s\">%s</a></nav>",
	         ending[lang], msg_text(lang, "notice-page-all"), STR_FMT(no), ending[!lang],
	         lang == LANG_EN ? "中文" : "English");
	notice_page_put(&b, p->r, x);
	TRY(notice_page_proof(cx, &b, x));
	buf_addf(&b, "<p><a href=\"%.*s.txt\">%s</a> <a href=\"%.*s.proof\">%s</a></p>",
	         STR_FMT(no), msg_text(lang, "notice-page-bytes"), STR_FMT(no),
	         msg_text(lang, "notice-page-path"));
	publish_page_end(&b);
	return put_file(cx, p, "n/", no, ending[lang], &b);
}

static enum err proofs(struct ctx *cx, const struct publishing *p, const struct notice_page *x)
{
	struct buf b BUF_AUTO = { 0 };
	struct str no = x->text.head.no;

	buf_init(&b, FILE_MOST);
	buf_adds(&b, x->frozen);
	TRY(put_file(cx, p, "n/", no, ".head", &b));
	buf_reset(&b);
	TRY(notice_proof(cx, p->r, x->row, p->tree, &b));
	TRY(put_file(cx, p, "n/", no, ".proof", &b));
	buf_reset(&b);
	TRY(notice_growth(cx, p->r, x->row, p->tree, &b));
	return put_file(cx, p, "n/", no, ".growth", &b);
}

static void listed(struct publishing *p, const struct notice_page *x)
{
	for (int lang = 0; lang < 2; lang++) {
		struct buf *b = &p->index[lang];
		const struct notice_head *h = &x->text.head;
		date_t on = h->result ? (date_t)x->row->v[NOTICE_posted].i : notice_last_day(x->row);
		char day[11] = "";

		if (on)
			date_put(day, on);
		buf_addf(b, "<li><a href=\"n/%.*s%s\">", STR_FMT(h->no), ending[lang]);
		markup_text(b, h->place);
		buf_addc(b, ' ');
		markup_text(b, lang == LANG_EN ? h->title_en : h->title);
		buf_addf(b, "</a> %s %s", msg_text((enum lang)lang, h->result ?
		         "notice-page-announced" : on ? "notice-page-until" : "notice-page-stopped"), day);
		if (x->mending.since)
			buf_addf(b, " <strong>%s</strong>", msg_text((enum lang)lang, "notice-mending-short"));
		buf_addz(b, "</li>\n");
	}
}

static enum err one(struct ctx *cx, struct publishing *p, const struct rec *row)
{
	struct notice_page x;
	struct buf bytes BUF_AUTO = { 0 }, url BUF_AUTO = { 0 };
	struct str list;

	TRY(notice_page_of(cx, p->r, row, false, &x));
	if (!x.shown)
		return OK;
	buf_init(&url, 4096);
	if (p->o->url) {
		buf_addf(&url, "%s/p/n/%.*s", p->o->url, STR_FMT(x.text.head.no));
		x.url = buf_str(&url);
	}
	TRY(notice_bytes(cx, p->r, row, false, &list));
	buf_init(&bytes, FILE_MOST);
	buf_adds(&bytes, list);
	TRY(put_file(cx, p, "n/", x.text.head.no, ".txt", &bytes));
	TRY(proofs(cx, p, &x));
	TRY(page(cx, p, &x, LANG_ZH));
	TRY(page(cx, p, &x, LANG_EN));
	listed(p, &x);
	p->n++;
	return OK;
}

/* ---- the folder ---- */

static enum err checkpoint(struct ctx *cx, const struct publishing *p)
{
	struct buf b BUF_AUTO = { 0 };
	struct str note;
	uint64_t size;

	if (!p->r->have_keys)
		return err_set(cx, ERR_DENIED, "", "publish-no-keys", NULL);
	TRY(journal_head(cx, p->r->db, &note, &size));
	buf_init(&b, 65536);
	sign_vkey_put(&b, p->r->st->j.origin, p->r->keys.sign_public);
	buf_addz(&b, "\n\n");
	buf_adds(&b, note);
	return put_file(cx, p, "", STR("checkpoint"), "", &b);
}

static enum err begin_index(struct publishing *p)
{
	for (int lang = 0; lang < 2; lang++) {
		struct str title = str_of(msg_text((enum lang)lang, "notice-page-all"));

		buf_init(&p->index[lang], FILE_MOST);
		publish_page_begin(&p->index[lang], (enum lang)lang, title, "page.css");
		publish_page_body(&p->index[lang]);
		buf_addf(&p->index[lang], "<nav><a href=\"index%s\">%s</a></nav><h1>", ending[!lang],
		         lang == LANG_EN ? "中文" : "English");
		markup_text(&p->index[lang], title);
		buf_addz(&p->index[lang], "</h1><ul>\n");
	}
	return OK;
}

static enum err end_index(struct ctx *cx, struct publishing *p)
{
	for (int lang = 0; lang < 2; lang++) {
		buf_addz(&p->index[lang], "</ul>\n<p>");
		markup_text(&p->index[lang], str_of(msg_text((enum lang)lang, "publish-check")));
		buf_addz(&p->index[lang], "</p>");
		publish_page_end(&p->index[lang]);
		TRY(put_file(cx, p, "", STR("index"), ending[lang], &p->index[lang]));
	}
	return OK;
}

static bool is_ours(struct str name)
{
	static const char *const ours[] = { ".txt", ".proof", ".head", ".growth", ".html" };

	for (size_t k = 0; k < sizeof ours / sizeof *ours; k++)
		if (str_ends(name, str_of(ours[k])))
			return name.p[0] >= '0' && name.p[0] <= '9';
	return false;
}

static int by_name(const void *pa, const void *pb)
{
	return str_cmp(*(const struct str *)pa, *(const struct str *)pb);
}

/* Our files in a folder's n that are not among these are gone from it. */
static enum err clear(struct ctx *cx, const struct publishing *p, const struct str *but,
                      size_t nbut)
{
	struct str *name;
	size_t n;

	TRY(os_list_dir(cx, path_in(cx, p, "n", STR(""), ""), &name, &n));
	for (size_t i = 0; i < n; i++)
		if (is_ours(name[i]) &&
		    !(nbut && bsearch(&name[i], but, nbut, sizeof *but, by_name)))
			TRY(os_remove(cx, path_in(cx, p, "n/", name[i], "")));
	return OK;
}

static enum err move(struct ctx *cx, const struct publishing *from, const struct publishing *to,
                     const char *folder, struct str name)
{
	return os_rename(cx, path_in(cx, from, folder, name, ""), path_in(cx, to, folder, name, ""));
}

/* All that was written is whole: it takes the place of what was there, which needs no room. What
 * hangs no more goes last. */
static enum err take_place(struct ctx *cx, const struct publishing *next)
{
	static const char *const top[] = { "checkpoint", "page.css", "index.html", "index.en.html" };
	struct publishing old = *next;
	struct str *name;
	size_t n;

	old.to = old.o->dir;
	TRY(os_sync_disk(cx, next->to));
	TRY(os_mkdir(cx, path_in(cx, &old, "n", STR(""), ""), 0755));
	TRY(os_list_dir(cx, path_in(cx, next, "n", STR(""), ""), &name, &n));
	qsort(name, n, sizeof *name, by_name);
	for (size_t i = 0; i < n; i++)
		TRY(move(cx, next, &old, "n/", name[i]));
	for (size_t i = 0; i < sizeof top / sizeof *top; i++)
		TRY(move(cx, next, &old, "", str_of(top[i])));
	TRY(os_fsync_path(cx, path_in(cx, &old, "n", STR(""), "")));
	TRY(os_fsync_path(cx, old.to));
	return clear(cx, &old, name, n);
}

/* What is left of one that failed, or was killed once. */
static enum err empty_next(struct ctx *cx, const struct publishing *p)
{
	static const char *const left[] = { "checkpoint", "page.css", "index.html", "index.en.html" };

	TRY(clear(cx, p, NULL, 0));
	for (size_t i = 0; i < sizeof left / sizeof *left; i++)
		TRY(os_remove(cx, path_in(cx, p, "", str_of(left[i]), "")));
	return OK;
}

static enum err drop_next(struct ctx *cx, const struct publishing *p)
{
	TRY(empty_next(cx, p));
	TRY(os_remove(cx, path_in(cx, p, "n", STR(""), "")));
	return os_remove(cx, path_in(cx, p, "", STR(""), ""));
}

/* Files of ours are removed in these folders: a link would make them other people's. */
static enum err no_links(struct ctx *cx, const struct publishing *p)
{
	const char *at[] = { p->to, path_in(cx, p, "n", STR(""), ""),
		str_z(&cx->arena, str_join(&cx->arena, str_of(p->o->dir), STR("/n"))) };

	for (size_t i = 0; i < sizeof at / sizeof *at; i++)
		if (os_is_link(at[i]))
			return err_set(cx, ERR_INPUT, at[i], "publish-link", at[i], NULL);
	return OK;
}

static enum err all(struct ctx *cx, struct publishing *p)
{
	struct buf css BUF_AUTO = { 0 };
	int64_t *id;
	int n;

	TRY(checkpoint(cx, p));
	TRY(journal_tree(cx, p->r->db, &p->r->st->j, &p->tree));
	buf_init(&css, FILE_MOST);
	buf_addz(&css, p->o->css);
	TRY(put_file(cx, p, "", STR("page"), ".css", &css));
	TRY(begin_index(p));
	TRY(notice_ids(cx, p->r, &id, &n));
	for (int i = 0; i < n; i++) {
		struct ctx turn;
		struct rec *row;
		enum err e;

		turn_begin(cx, &turn);
		e = register_load(&turn, p->r, register_entity(p->r, TAG_notice), id[i], &row);
		if (e == OK)
			e = one(&turn, p, row);
		TRY(turn_end(cx, &turn, e));
	}
	return end_index(cx, p);
}

enum err publish(struct ctx *cx, struct reg *r, const struct publish_order *o, int *n)
{
	struct publishing p = { .r = r, .o = o,
		.to = str_z(&cx->arena, str_join(&cx->arena, str_of(o->dir), STR(NEXT))) };
	struct err_info said;
	enum err e;

	TRY(no_links(cx, &p));
	TRY(os_mkdir(cx, path_in(cx, &p, "n", STR(""), ""), 0755));
	TRY(empty_next(cx, &p));
	TRY(db_begin_read(cx, r->db));
	e = all(cx, &p);
	db_end_read(r->db);
	buf_free(&p.index[0]);
	buf_free(&p.index[1]);
	*n = p.n;
	if (e == OK)
		e = take_place(cx, &p);
	said = cx->err;
	if (drop_next(cx, &p) != OK && e != OK)
		cx->err = said;
	return e;
}

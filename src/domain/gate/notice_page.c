/* notice_page - see the header. */
#include "domain/gate/notice_page.h"

#include <stdio.h>

#include "base/msg.h"
#include "crypto/sign.h"
#include "fmt/markup.h"
#include "fmt/qr.h"

#define CODE_DIGITS 32           /* of each hash in a QR code */

static void say(struct buf *out, enum lang lang, const char *key)
{
	markup_text(out, str_of(msg_text(lang, key)));
}

static void day(struct buf *out, date_t d)
{
	char text[11];

	date_put(text, d);
	buf_addf(out, "<time>%s</time>", text);
}

/* What says that it hangs: its subject, or the gate of its procedure. */
static enum err basis_of(struct ctx *cx, struct reg *r, const struct rec *row, struct basis *out)
{
	const struct notice_subject *s = pack_subject(pack_then_of(cx, r, row, NOTICE_pack_version),
	                                              row->v[NOTICE_subject].s);
	const struct procedure *p;
	int gate;

	*out = s ? s->basis : (struct basis){ 0 };
	if (s)
		return OK;
	TRY(notice_procedure(cx, r, row, &p, &gate));
	if (p)
		*out = gate >= 0 && p->gate[gate].basis.document.n ? p->gate[gate].basis : p->basis;
	return OK;
}

enum err notice_page_of(struct ctx *cx, struct reg *r, const struct rec *row, bool board,
                        struct notice_page *out)
{
	date_t today = register_today(cx, r);
	struct str bytes;

	*out = (struct notice_page){ .row = row, .lang = cx->lang,
		.state = notice_is(r, row, today), .shown = notice_shown(r, row, today) };
	if (notice_day(cx, r, row, today, &out->day) != OK)
		err_clear(cx);       /* a year was taken out of the calendar: without the count */
	TRY(basis_of(cx, r, row, &out->basis));
	TRY(notice_mending(cx, r, row, &out->mending));
	if (!out->shown)
		TRY(notice_gone(cx, r, row, &out->gone));
	TRY(notice_bytes(cx, r, row, board, &bytes));
	if (!notice_list_read(bytes, &out->text))
		return err_set(cx, ERR_TAMPER, "notice", "notice-no-list", NULL);
	out->made = date_of_ms(row->v[NOTICE_made].i, (int)r->pack->zone_minutes);
	return notice_frozen_head(cx, r, row, &out->frozen);
}

/* ---- what it says ---- */

static void put_title(struct buf *out, const struct notice_page *p)
{
	const struct notice_head *h = &p->text.head;

	buf_addz(out, "<h1>");
	markup_text(out, h->place);
	buf_addz(out, p->lang == LANG_EN ? ": " : "");
	markup_text(out, p->lang == LANG_EN && h->title_en.n ? h->title_en : h->title);
	buf_addz(out, "</h1>");
}

static struct str number(char text[24], int64_t n)
{
	snprintf(text, 24, "%lld", (long long)n);
	return str_of(text);
}

static void put_days(struct buf *out, const struct notice_page *p)
{
	bool made = !strcmp(p->state, "made");   /* a sheet to be hung up: the days as planned */
	const struct rec *row = p->row;
	char x[2][24];

	buf_addz(out, "<p class=\"days\">");
	if (p->text.head.result) {       /* it states what was decided: no term runs */
		say(out, p->lang, "notice-page-announced");
		buf_addc(out, ' ');
		day(out, made ? p->text.head.from : (date_t)row->v[NOTICE_posted].i);
		buf_addz(out, "</p>");
		return;
	}
	say(out, p->lang, "notice-page-hangs");
	buf_addc(out, ' ');
	if (made) {              /* its term counts from the photograph */
		struct str n = number(x[0], p->text.head.days);

		msg_add(out, p->lang, p->text.head.working ? "notice-page-planned-working" :
		        "notice-page-planned", &n, 1);
		buf_addc(out, ' ');
	}
	day(out, made ? p->text.head.from : (date_t)row->v[NOTICE_posted].i);
	if (made || notice_last_day(row)) {
		buf_addz(out, p->lang == LANG_EN ? " to " : " 至 ");
		day(out, made ? p->text.head.until : notice_last_day(row));
	}
	if (p->live && p->day) {
		struct str n[2] = { number(x[0], p->day), number(x[1], p->text.head.days) };

		buf_addz(out, p->lang == LANG_EN ? " <span class=\"noprint\">(" :
		         "<span class=\"noprint\">（");
		msg_add(out, p->lang, p->text.head.working ? "notice-page-day-working" :
		        "notice-page-day", n, 2);
		buf_addz(out, p->lang == LANG_EN ? ")</span>" : "）</span>");
	}
	if (!strcmp(p->state, "stopped")) {
		buf_addz(out, " <strong>");
		say(out, p->lang, "notice-page-stopped");
		buf_addz(out, "</strong>");
	}
	buf_addz(out, "</p>");
}

static void put_table(struct buf *out, const struct notice_page *p)
{
	static const char *const head[] = { "notice-col-position", "notice-col-name",
		"notice-col-group", "notice-col-members", "notice-col-place" };
	struct str rest = p->text.rows, cell[NOTICE__COLUMNS];
	int to = p->most ? p->from + p->most : p->text.lines;

	buf_addz(out, "<table><thead><tr>");
	for (int i = 0; i < p->text.ncolumn; i++) {
		buf_addz(out, "<th scope=col>");
		say(out, p->lang, head[p->text.column[i]]);
	}
	buf_addz(out, "</thead><tbody>\n");
	for (int n = 0; n < to && notice_list_row(&p->text, &rest, cell); n++) {
		if (n < p->from)
			continue;
		buf_addz(out, "<tr>");
		for (int i = 0; i < p->text.ncolumn; i++) {
			buf_addz(out, "<td>");
			markup_text(out, cell[p->text.column[i]]);
		}
		buf_addc(out, '\n');
	}
	buf_addz(out, "</table>\n");
}

void notice_basis_put(struct buf *out, const struct pack *p, enum lang lang, const struct basis *b)
{
	const struct pack_document *d = pack_document(p, b->document);

	if (!d)
		return;
	markup_text(out, lang == LANG_EN && d->en.n ? d->en : d->zh);
	if (d->no.n) {
		buf_addc(out, ' ');
		markup_text(out, d->no);
	}
	if (b->clause.n) {
		buf_addc(out, ' ');
		markup_text(out, b->clause);
	}
}

void notice_page_put(struct buf *out, const struct reg *r, const struct notice_page *p)
{
	put_title(out, p);
	put_days(out, p);
	if (p->mending.since) {
		buf_addz(out, "<p class=\"mending\"><strong>");
		notice_mending_put(out, p->lang, &p->mending);
		buf_addz(out, "</strong></p>");
	}
	put_table(out, p);
	buf_addz(out, "<p>");
	say(out, p->lang, p->text.head.result ? "notice-page-result" : "notice-page-object");
	if (r->pack->notices.hotline.n) {
		buf_addc(out, ' ');
		say(out, p->lang, "notice-page-hotline");
		buf_addz(out, " <strong>");
		markup_text(out, r->pack->notices.hotline);
		buf_addz(out, "</strong>");
	}
	buf_addz(out, "</p>\n");
	if (pack_document(r->pack, p->basis.document)) {
		buf_addz(out, "<p class=\"small\">");
		say(out, p->lang, "notice-page-basis");
		buf_addc(out, ' ');
		notice_basis_put(out, r->pack, p->lang, &p->basis);
		buf_addz(out, "</p>\n");
	}
}

void notice_page_gone(struct buf *out, const struct notice_page *p)
{
	put_title(out, p);
	buf_addz(out, "<p>");
	notice_gone_put(out, p->lang, p->row, p->gone);
	if (p->lang == LANG_EN)
		buf_addc(out, ' ');
	say(out, p->lang, "notice-page-hidden");
	buf_addz(out, "</p>\n");
}

/* ---- proof ---- */

/* Size and root out of a head's three lines. */
static bool head_parts(struct str note, struct str *size, unsigned char root[HASH_LEN])
{
	struct buf b BUF_AUTO = { 0 };
	struct str origin, root64;

	buf_init(&b, 64);
	if (!str_next(&note, '\n', &origin) || !str_next(&note, '\n', size) ||
	    !str_next(&note, '\n', &root64) || !base64_read(&b, root64) || b.n != HASH_LEN)
		return false;
	memcpy(root, b.p, HASH_LEN);
	return true;
}

enum err notice_sheet_digits(struct ctx *cx, const struct notice_page *p, size_t digits,
                             struct buf *out)
{
	unsigned char root[HASH_LEN];
	struct str size;

	if (!head_parts(p->frozen, &size, root))
		return err_set(cx, ERR_TAMPER, "head", "journal-head-malformed", NULL);
	buf_addf(out, "%.*s %.*s ", STR_FMT(p->text.head.no), STR_FMT(size));
	hex_put(out, root, digits / 2);
	buf_addc(out, ' ');
	buf_adds(out, str_sub(p->row->v[NOTICE_list_hash].s, 0, digits));
	return OK;
}

enum err notice_sheet_text(struct ctx *cx, const struct notice_page *p, struct buf *out)
{
	return notice_sheet_digits(cx, p, 2 * HASH_LEN, out);
}

enum err notice_code_text(struct ctx *cx, const struct notice_page *p, struct buf *out)
{
	struct buf what BUF_AUTO = { 0 };

	buf_init(&what, 1024);
	if (p->url.n) {
		buf_adds(out, p->url);
		buf_addc(out, '#');
	}
	TRY(notice_sheet_digits(cx, p, CODE_DIGITS, &what));
	for (size_t i = 0; i < what.n; i++)
		buf_addc(out, what.p[i] == ' ' ? '.' : what.p[i]);
	return OK;
}

static enum err put_qr(struct ctx *cx, struct buf *out, const struct notice_page *p)
{
	struct qr *q = arena_alloc(&cx->arena, sizeof *q);
	struct buf text BUF_AUTO = { 0 };

	buf_init(&text, QR_MAX_BYTES);
	TRY(notice_code_text(cx, p, &text));
	TRY(qr_make(cx, buf_str(&text), q));
	buf_addz(out, "<div class=\"qr\">");
	qr_svg(out, q, str_of(msg_text(p->lang, "notice-page-qr")));
	buf_addz(out, "</div>");
	return OK;
}

/* Frozen before it was posted; or entered afterwards: nobody can tell what hung till then. */
static void put_when(struct buf *out, const struct notice_page *p)
{
	char text[11];
	struct str made = { text, 10 };

	if (p->made <= p->text.head.from) {
		say(out, p->lang, "notice-page-proof");
		return;
	}
	date_put(text, p->made);
	msg_add(out, p->lang, "notice-page-late", &made, 1);
}

enum err notice_page_proof(struct ctx *cx, struct buf *out, const struct notice_page *p)
{
	buf_addz(out, "<div class=\"proof\">");
	if (p->url.n)
		TRY(put_qr(cx, out, p));
	buf_addz(out, "<p>");
	put_when(out, p);
	buf_addz(out, "</p><p><code>");
	TRY(notice_sheet_digits(cx, p, 16, out));
	buf_addz(out, "</code></p></div>\n");
	return OK;
}

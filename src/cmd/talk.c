/* talk - standard output, standard error, questions and the progress bar. */
#include "cmd/talk.h"

#include <errno.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

#include "base/msg.h"
#include "base/os.h"
#include "base/typed.h"

#define SENTENCE_MAX 65536
#define DRAW_EVERY_NS INT64_C(100000000)
#define BAR 24

static void sentence_args(struct buf *out, enum lang lang, const char *key, va_list ap)
{
	struct str arg[ERR_ARGS];
	const char *next;
	int n = 0;

	while (n < ERR_ARGS && (next = va_arg(ap, const char *)) != NULL)
		arg[n++] = str_of(next);
	msg_add(out, lang, key, arg, n);
}

/* Standard error cannot be reported on; what does not fit there is lost. */
static void write_err(struct buf *b)
{
	struct ctx quiet;

	buf_addc(b, '\n');
	ctx_init(&quiet, 1 << 16);
	os_write_all(&quiet, 2, b->p, b->n);
	ctx_free(&quiet);
}

/* What was put out before is to be read before. */
static void talk_args(struct cmd *c, const char *key, va_list ap)
{
	struct buf b BUF_AUTO = { 0 };

	if (c->out.n)
		(void)out_flush(c);              /* a failure comes out with the next flush */
	buf_init(&b, SENTENCE_MAX);
	sentence_args(&b, c->cx->lang, key, ap);
	write_err(&b);
}

void say(struct cmd *c, const char *key, ...)
{
	va_list ap;

	if (c->quiet)
		return;
	va_start(ap, key);
	talk_args(c, key, ap);
	va_end(ap);
}

void warn(struct cmd *c, const char *key, ...)
{
	va_list ap;

	va_start(ap, key);
	talk_args(c, key, ap);
	va_end(ap);
}

void put(struct cmd *c, const char *key, ...)
{
	va_list ap;

	va_start(ap, key);
	sentence_args(&c->out, c->cx->lang, key, ap);
	va_end(ap);
	buf_addc(&c->out, '\n');
}

const char *in_lang(const struct cmd *c, const char *zh, const char *en)
{
	return c->cx->lang == LANG_ZH ? zh : en;
}

/* ---- failures ---- */

void kind_add(struct buf *out, enum lang lang, const struct kind *k, struct str column,
              struct str detail)
{
	kind_sentence(out, lang, k, column, detail);
}

void sentence_add(struct buf *out, enum lang lang, const struct err_info *e)
{
	const struct kind *k = kind_find(e->key);

	if (k)
		kind_add(out, lang, k, e->narg > 0 ? e->arg[0] : STR(""),
		         e->narg > 1 ? e->arg[1] : STR(""));
	else
		msg_add(out, lang, e->key, e->arg, e->narg);
}

/* What the domain calls "until" was typed as --until. */
static bool names_option(const struct cmd *c, struct str where)
{
	for (const struct opt *o = c->def ? c->def->opt : NULL; o && o->name; o++)
		if (str_eqz(where, o->name))
			return true;
	return false;
}

void report(struct cmd *c, const struct err_info *e)
{
	struct buf b BUF_AUTO = { 0 }, what BUF_AUTO = { 0 };

	if (!e->key)
		return;
	buf_init(&b, SENTENCE_MAX);
	buf_init(&what, SENTENCE_MAX);
	sentence_add(&what, c->cx->lang, e);
	if (colour_wanted(2))
		buf_addz(&b, "\033[1;31mjingzhun\033[0m: ");
	else
		buf_addz(&b, "jingzhun: ");
	if (e->kind == ERR_BUG)
		buf_addz(&b, msg_text(c->cx->lang, "cmd-bug"));
	if (e->where.n && e->kind != ERR_USAGE && str_find(buf_str(&what), e->where) < 0) {
		buf_addz(&b, names_option(c, e->where) ? "--" : "");
		msg_shown(&b, e->where);
		buf_addz(&b, ": ");
	}
	buf_adds(&b, buf_str(&what));
	if (msg_typed(e->key)) {
		buf_addc(&b, '\n');
		msg_add(&b, c->cx->lang, msg_typed(e->key), e->arg, e->narg);
	}
	write_err(&b);
}

/* ---- standard output ---- */

enum err out_flush(struct cmd *c)
{
	const char *p = c->out.p;
	size_t left = c->out.n;

	if (c->out_failed)
		return ERR_IO;
	if (c->out.full)
		return err_set(c->cx, ERR_LIMIT, "stdout", "cmd-out-too-large", NULL);
	while (left) {
		ssize_t n = write(c->out_fd ? c->out_fd : 1, p, left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			c->out_failed = true;
			c->out_closed = errno == EPIPE;
			buf_reset(&c->out);
			if (c->out_fd && cmd_text(c, "output"))
				return os_fail(c->cx, cmd_text(c, "output"));
			return err_set(c->cx, ERR_IO, "stdout", "cmd-out-failed", strerror(errno),
			               NULL);
		}
		p += n;
		left -= (size_t)n;
	}
	buf_reset(&c->out);
	return OK;
}

bool colour_wanted(int fd)
{
	const char *no = os_env("NO_COLOR"), *term = os_env("TERM");

	return os_is_tty(fd) && !(no && *no) && !(term && strcmp(term, "dumb") == 0);
}

int out_columns(void)
{
	return os_is_tty(1) ? os_tty_columns(1) : 80;
}

const char *grouped(struct cmd *c, int64_t n)
{
	char digits[24], *out = arena_alloc(&c->cx->arena, 32);
	int len = snprintf(digits, sizeof(digits), "%lld", (long long)n), k = 0;

	for (int i = 0; i < len; i++) {
		out[k++] = digits[i];
		if (i + 1 < len && digits[i] != '-' && (len - i - 1) % 3 == 0)
			out[k++] = ',';
	}
	return out;
}

const char *clock_text(struct cmd *c, int64_t ms)
{
	char *out = arena_alloc(&c->cx->arena, 32);

	register_clock(c->reg, ms, out);
	return out;
}

const char *action_text(struct cmd *c, int action)
{
	char key[64];

	snprintf(key, sizeof(key), "cmd-act-%s", action_name(action));
	return msg_text(c->cx->lang, key);
}

/* ---- questions ---- */

/* A line without its end; false when the input ended or a signal came. */
static bool read_line(struct cmd *c, int fd, struct buf *line)
{
	char byte;

	for (;;) {
		ssize_t n = read(fd, &byte, 1);

		if (n < 0 && errno == EINTR && !*c->cx->stop)
			continue;
		if (n <= 0)
			return false;
		if (byte == '\n')
			return true;
		buf_addc(line, byte);
	}
}

enum err ask(struct cmd *c, const char *key, bool hidden, const char **out)
{
	struct buf line BUF_AUTO = { 0 };
	struct termios was, no_echo;
	bool got, off = false;
	struct str text;

	*out = NULL;
	if (!os_is_tty(0) || !os_is_tty(2))
		return OK;
	buf_init(&line, 4096);
	buf_addz(&line, msg_text(c->cx->lang, key));
	buf_addc(&line, ' ');
	TRY(os_write_all(c->cx, 2, line.p, line.n));
	buf_reset(&line);
	if (hidden && tcgetattr(0, &was) == 0) {
		no_echo = was;
		no_echo.c_lflag &= ~(tcflag_t)ECHO;
		off = tcsetattr(0, TCSAFLUSH, &no_echo) == 0;
	}
	got = read_line(c, 0, &line);
	if (off)
		tcsetattr(0, TCSAFLUSH, &was);
	if (hidden || !got)
		os_write_all(c->cx, 2, "\n", 1);
	if (!got || line.full)
		return err_set(c->cx, ERR_INPUT, "", "cmd-ask-nothing", NULL);
	text = hidden ? buf_str(&line) : str_trim(buf_str(&line));
	if (!hidden)                             /* a passphrase may have any sign */
		TRY(typed_text(c->cx, "", false, &text));
	*out = str_z(&c->cx->arena, text);
	if (hidden)
		explicit_bzero(line.p, line.n);
	return OK;
}

/* ---- progress ---- */

void progress_begin(struct progress *p, struct cmd *c, const char *what)
{
	*p = (struct progress){ .c = c, .what = what, .began_ns = os_mono_ns(), .first = -1,
		.on = !c->quiet && os_is_tty(2) };
}

static void bar_add(struct buf *b, int64_t done, int64_t total)
{
	int full = (int)(done * BAR / total);

	buf_addz(b, " [");
	for (int i = 0; i < BAR; i++)
		buf_addc(b, i < full ? '#' : '.');
	buf_addz(b, "] ");
	buf_addi(b, done * 100 / total);
	buf_addc(b, '%');
}

static void rate_add(struct progress *p, struct buf *b, int64_t done, int64_t total, int64_t now)
{
	int64_t ms = (now - p->began_ns) / 1000000, moved = done - p->first;
	char left[32];

	if (ms < 500 || moved <= 0)
		return;
	buf_addz(b, "  ");
	msg_add(b, p->c->cx->lang, "cmd-progress-rate",
	        (struct str[]){ str_of(grouped(p->c, moved * 1000 / ms)) }, 1);
	if (total > done) {
		int64_t s = (total - done) * ms / moved / 1000;

		snprintf(left, sizeof(left), "%lld:%02d", (long long)(s / 60), (int)(s % 60));
		buf_addz(b, "  ");
		msg_add(b, p->c->cx->lang, "cmd-progress-left", (struct str[]){ str_of(left) }, 1);
	}
}

void progress_show(struct progress *p, int64_t done, int64_t total)
{
	struct buf b BUF_AUTO = { 0 };
	int64_t now;

	if (!p->on)
		return;
	now = os_mono_ns();
	if (p->first < 0)
		p->first = done;
	if (now - p->drawn_ns < DRAW_EVERY_NS && (done < total || !p->drawn))
		return;
	p->drawn_ns = now;
	p->drawn = true;
	buf_init(&b, 4096);
	buf_addz(&b, "\r\033[K");
	msg_shown(&b, str_of(p->what));
	if (total > 0 && done <= total)
		bar_add(&b, done, total);
	else
		buf_addf(&b, " %s", grouped(p->c, done));
	rate_add(p, &b, done, total, now);
	os_write_all(p->c->cx, 2, b.p, b.n);
}

void progress_end(struct progress *p)
{
	if (p->drawn)
		os_write_all(p->c->cx, 2, "\r\033[K", 4);
	p->drawn = false;
}

/* ---- commands to type ---- */

void shell_quoted(struct buf *b, struct str text)
{
	struct buf plain BUF_AUTO = { 0 };
	struct str s;

	buf_init(&plain, 65536);
	msg_shown(&plain, text);        /* nothing that a terminal would obey */
	s = buf_str(&plain);
	buf_addc(b, '\'');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\'')
			buf_addz(b, "'\\'");
		buf_addc(b, s.p[i] == '\n' ? ' ' : s.p[i]);
	}
	buf_addc(b, '\'');
}

void shell_word(struct buf *b, const char *text)
{
	static const char plain[] = " !\"#$&'()*;<>?[\\]^`{|}~\n\t";

	buf_addc(b, ' ');
	if (!*text || strpbrk(text, plain))
		shell_quoted(b, str_of(text));
	else
		msg_shown(b, str_of(text));
}

const char *data_said(struct cmd *c)
{
	const char *dir = cmd_text(c, "data");
	struct buf b BUF_AUTO = { 0 };

	if (!dir)
		return "";
	buf_init(&b, 65536);
	buf_addz(&b, " --data");
	shell_word(&b, dir);
	return str_z(&c->cx->arena, buf_str(&b));
}

#include "fmt/xml_walk.h"

#include <expat.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/utf8.h"

static struct str local(const char *name)
{
	const char *colon = strchr(name, ':');

	return str_of(colon ? colon + 1 : name);
}

static void stop(struct xml_walk *w, const char *key)
{
	if (w->e == OK)
		w->e = err_set(w->cx, ERR_INPUT, w->part, key, w->part, NULL);
	XML_StopParser(w->parser, XML_FALSE);
}

static void place(struct xml_walk *w)
{
	w->at = (size_t)XML_GetCurrentByteIndex(w->parser);
	w->after = w->at + (size_t)XML_GetCurrentByteCount(w->parser);
}

static void on_start(void *arg, const char *name, const char **atts)
{
	struct xml_walk *w = arg;

	if (++w->depth > XML_DEPTH) {
		stop(w, "fill-xml-deep");
		return;
	}
	place(w);
	if (w->start)
		w->start(w, local(name), atts);
	if (w->e != OK)
		XML_StopParser(w->parser, XML_FALSE);
}

static void on_end(void *arg, const char *name)
{
	struct xml_walk *w = arg;

	place(w);
	if (w->end && w->e == OK)
		w->end(w, local(name));
	w->depth--;
	if (w->e != OK)
		XML_StopParser(w->parser, XML_FALSE);
}

static void on_text(void *arg, const char *s, int n)
{
	struct xml_walk *w = arg;

	if (w->text && w->e == OK)
		w->text(w, (struct str){ s, (size_t)n });
}

static void on_doctype(void *arg, const char *name, const char *sys, const char *pub, int subset)
{
	(void)name;
	(void)sys;
	(void)pub;
	(void)subset;
	stop(arg, "fill-xml-doctype");
}

static void on_declaration(void *arg, const char *version, const char *encoding, int standalone)
{
	(void)version;
	(void)standalone;
	if (encoding && strcmp(encoding, "UTF-8") != 0 && strcmp(encoding, "utf-8") != 0)
		stop(arg, "fill-xml-encoding");
}

enum err xml_walk(struct xml_walk *w)
{
	char line[24];
	enum XML_Status rc;

	if (w->raw.n >= 2 && (!w->raw.p[0] || !w->raw.p[1] || (unsigned char)w->raw.p[0] >= 0xFE))
		return err_set(w->cx, ERR_INPUT, w->part, "fill-xml-encoding", w->part, NULL);
	w->parser = XML_ParserCreate(NULL);
	if (!w->parser)
		return err_set(w->cx, ERR_LIMIT, w->part, "fill-memory", NULL);
	w->depth = 0;
	w->e = OK;
	XML_SetUserData(w->parser, w);
	XML_SetElementHandler(w->parser, on_start, on_end);
	XML_SetCharacterDataHandler(w->parser, on_text);
	XML_SetStartDoctypeDeclHandler(w->parser, on_doctype);
	XML_SetXmlDeclHandler(w->parser, on_declaration);
	rc = XML_Parse(w->parser, w->raw.p, (int)w->raw.n, 1);
	if (rc != XML_STATUS_OK && w->e == OK) {
		snprintf(line, sizeof line, "%lu",
		         (unsigned long)XML_GetCurrentLineNumber(w->parser));
		w->e = err_set(w->cx, ERR_INPUT, w->part, "fill-xml-bad", w->part, line,
		               XML_ErrorString(XML_GetErrorCode(w->parser)), NULL);
	}
	XML_ParserFree(w->parser);
	w->parser = NULL;
	return w->e;
}

const char *xml_att(const char **atts, const char *name)
{
	for (; *atts; atts += 2)
		if (str_eqz(local(atts[0]), name))
			return atts[1];
	return NULL;
}

void xml_escape(struct buf *out, struct str s)
{
	while (s.n) {
		struct str before = s;
		int32_t cp = utf8_next(&s);

		if (cp == '&')
			buf_addz(out, "&amp;");
		else if (cp == '<')
			buf_addz(out, "&lt;");
		else if (cp == '>')
			buf_addz(out, "&gt;");
		else if (cp == '"')
			buf_addz(out, "&quot;");
		else if ((cp < 32 && cp != '\t' && cp != '\n') || cp == 0xFFFE || cp == 0xFFFF)
			buf_addc(out, '?');
		else
			buf_add(out, before.p, before.n - s.n);
	}
}

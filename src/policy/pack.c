/* pack - finding, reading and inheriting policy packs. What was read is kept byte for byte as one
 * text ("jingzhun-pack 1", then each file with its length), hashed, and can be loaded again. */

#include <stdio.h>

#include "base/os.h"
#include "crypto/digest.h"
#include "policy/pack_int.h"
#include "policy/rules.h"

#define TEXT_MAGIC "jingzhun-pack 1\n"
#define TEXT_MAX ((size_t)64 << 20)
#define RULES_ROOM ((size_t)256 << 20)
#define FOLDERS 4

#define FILE(name, merge) name,
static const char *const file_names[] = {
#include "policy/files.def"
};
#undef FILE
#define NFILES (int)(sizeof file_names / sizeof *file_names)

/* The files of one pack; bytes.p NULL: there is none. */
struct source {
	struct str name;                     /* of the pack */
	const char *path[NFILES];            /* how to name them to people */
	struct str bytes[NFILES];
	struct node *root[NFILES];
	struct source *parent;
};

/* --- where packs are ---------------------------------------------------------------------- */

static enum err folders(struct ctx *cx, const char *out[FOLDERS], int *n)
{
	const char *env = os_env("JINGZHUN_POLICY");
	struct str self, dir;

	*n = 0;
	if (env && *env)
		out[(*n)++] = env;
	TRY(os_self_path(cx, &self));
	dir = self;
	while (dir.n && dir.p[dir.n - 1] != '/')
		dir.n--;
	out[(*n)++] = str_z(&cx->arena, str_join(&cx->arena, dir, STR("../policy")));
	out[(*n)++] = str_z(&cx->arena, str_join(&cx->arena, dir, STR("policy")));
	out[(*n)++] = "/usr/share/jingzhun/policy";
	return OK;
}

static const char *path_in(struct ctx *cx, const char *dir, const char *name)
{
	struct arena *a = &cx->arena;

	return str_z(a, str_join(a, str_join(a, str_of(dir), STR("/")), str_of(name)));
}

/* The first policy folder that has this pack. */
static enum err find_folder(struct ctx *cx, struct str name, struct mark asked, const char **dir)
{
	const char *place[FOLDERS];
	struct str tried = { 0 };
	int n;

	TRY(folders(cx, place, &n));
	for (int i = 0; i < n; i++) {
		*dir = path_in(cx, place[i], name.p);
		if (os_exists(path_in(cx, *dir, file_names[0])))
			return OK;
		tried = str_join(&cx->arena, tried, i ? STR(", ") : STR(""));
		tried = str_join(&cx->arena, tried, str_of(place[i]));
	}
	return err_set(cx, ERR_NOTFOUND, mark_text(cx, asked), "pack-not-found", name.p,
	               str_z(&cx->arena, tried), NULL);
}

static const char *names_of(struct ctx *cx)
{
	struct str all = { 0 };

	for (int i = 0; i < NFILES; i++) {
		all = str_join(&cx->arena, all, i ? STR(" ") : STR(""));
		all = str_join(&cx->arena, all, str_of(file_names[i]));
	}
	return str_z(&cx->arena, all);
}

/* A misspelt file name would silently leave a policy out. */
static enum err refuse_unknown_files(struct ctx *cx, const char *dir)
{
	struct str *names;
	size_t n;

	TRY(os_list_dir(cx, dir, &names, &n));
	for (size_t i = 0; i < n; i++) {
		bool known = !str_ends(names[i], STR(".yaml")) && !str_ends(names[i], STR(".yml"));

		for (int k = 0; !known && k < NFILES; k++)
			known = str_eqz(names[i], file_names[k]);
		if (!known)
			return err_set(cx, ERR_INPUT, path_in(cx, dir, str_z(&cx->arena, names[i])),
			               "pack-unknown-file", str_z(&cx->arena, names[i]),
			               names_of(cx), NULL);
	}
	return OK;
}

static enum err read_source(struct ctx *cx, struct str name, struct mark asked, struct source *s)
{
	const char *dir;

	TRY(find_folder(cx, name, asked, &dir));
	TRY(refuse_unknown_files(cx, dir));
	s->name = name;
	for (int i = 0; i < NFILES; i++) {
		s->path[i] = path_in(cx, dir, file_names[i]);
		if (os_exists(s->path[i]))
			TRY(os_read_file(cx, s->path[i], PACK_FILE_MAX, &s->bytes[i]));
	}
	return OK;
}

/* --- one pack ------------------------------------------------------------------------------ */

static enum err parse_source(struct ctx *cx, struct arena *a, struct source *s)
{
	for (int i = 0; i < NFILES; i++)
		if (s->bytes[i].p)
			TRY(yaml_read(cx, a, s->path[i], s->bytes[i], &s->root[i]));
	if (!s->root[0])
		return err_set(cx, ERR_INPUT, s->path[0], "pack-no-pack-yaml", s->name.p, NULL);
	return OK;
}

static enum err read_layer(struct ctx *cx, const struct node *root, struct pack *p)
{
	struct pack_layer *l = &p->layer[p->nlayer++];
	const struct node *issued;

	l->name = p->name;
	TRY(node_kind_of(cx, root, "issued", NODE_MAP, false, &issued));
	if (!issued)
		return OK;
	TRY(node_known(cx, issued, "by on"));
	TRY(node_text(cx, issued, "by", true, &l->by));
	TRY(node_day(cx, issued, "on", true, &l->issued));
	return l->issued ? OK : PACK_BAD(cx, issued->at, "pack-missing-key", "on");
}

static enum err read_head(struct ctx *cx, const struct source *s, struct pack *p)
{
	const struct node *root = s->root[0];

	TRY(node_known(cx, root, "name parent zh en zone_minutes made_up_province small_cell "
	               "issued offices documents"));
	TRY(node_text(cx, root, "name", true, &p->name));
	if (!str_eq(p->name, s->name))
		return PACK_BAD(cx, node_get(root, "name")->at, "pack-name-differs", p->name.p,
		                s->name.p);
	TRY(node_text(cx, root, "parent", false, &p->parent));
	if (p->parent.n && !name_good(p->parent, '-', 32))
		return PACK_BAD(cx, node_get(root, "parent")->at, "pack-bad-name", p->parent.p);
	TRY(node_text(cx, root, "zh", true, &p->zh));
	TRY(node_text(cx, root, "en", true, &p->en));
	TRY(node_int(cx, root, "zone_minutes", false, -720, 840, &p->zone_minutes));
	TRY(node_int(cx, root, "small_cell", false, 0, 1000, &p->small_cell));
	if (node_get(root, "small_cell"))
		p->small_by = p->name;
	TRY(node_int(cx, root, "made_up_province", false, 10, 99, &p->made_up));
	TRY(offices_read(cx, root, p));
	return read_layer(cx, root, p);
}

/* --- a chain of packs ----------------------------------------------------------------------- */

/* sheets.yaml waits for all the others. */
static enum err sheets_later(struct loading *ld, const struct node *root)
{
	ld->sheets[ld->nsheets++] = root;
	return OK;
}

static enum err merge_files(struct loading *ld, const struct source *s)
{
#define FILE(name, merge) merge,
	static enum err (*const merge[NFILES])(struct loading *, const struct node *) = {
#include "policy/files.def"
	};
#undef FILE

	for (int k = 0; k < NFILES; k++)
		if (s->root[k])
			TRY(merge[k](ld, s->root[k]));
	return OK;
}

/* lines.yaml, standards.yaml, checks.yaml and pack.yaml are told entry by entry (versions.h). */
static void keep_hash(struct arena *a, struct pack *p, const char *file, struct str bytes)
{
	static const char *const told[] = { "pack.yaml", "lines.yaml", "standards.yaml",
		"checks.yaml" };
	unsigned char sum[32];
	char hex[17];

	for (size_t i = 0; i < sizeof told / sizeof *told; i++)
		if (!strcmp(file, told[i]))
			return;
	if (p->nfile == PACK_FILES_MAX)
		return;
	digest_of(HASH_SHA256, bytes.p, bytes.n, sum);
	for (int i = 0; i < 8; i++)
		snprintf(hex + 2 * i, 3, "%02x", sum[i]);
	p->file[p->nfile].path = str_join(a, str_join(a, p->name, STR("/")), str_of(file));
	p->file[p->nfile++].hash = str_dup(a, str_of(hex));
}

/* Merges the sources (child first in `chain`) into one pack and checks the whole. */
static enum err build(struct ctx *cx, struct arena *a, struct source *const chain[], int n,
                      bool from_files, struct pack **out)
{
	struct pack *p = ARENA_NEW(a, struct pack);
	struct loading ld = { .cx = cx, .a = a, .p = p };
	BUF_AUTO struct buf text;

	p->from_files = from_files;
	buf_init(&text, TEXT_MAX);
	buf_addz(&text, TEXT_MAGIC);
	for (int i = n - 1; i >= 0; i--) {
		p->parent = STR("");
		TRY(read_head(cx, chain[i], p));
		ld.depth = n - 1 - i;
		for (int k = 0; k < NFILES; k++) {
			struct str bytes = chain[i]->bytes[k];

			if (!bytes.p)
				continue;
			keep_hash(a, p, file_names[k], bytes);
			buf_addf(&text, "file %.*s/%s %zu\n", STR_FMT(p->name), file_names[k],
			         bytes.n);
			buf_adds(&text, bytes);
			buf_addc(&text, '\n');
		}
		TRY(merge_files(&ld, chain[i]));
	}
	TRY(lists_check(&ld));
	TRY(fields_check(&ld));
	TRY(leads_check(&ld));
	TRY(standards_check(&ld));
	TRY(checks_check(&ld));
	TRY(procedures_check(&ld));
	TRY(sheets_build(&ld));
	if (text.full || arena_full(a))
		return err_set(cx, ERR_LIMIT, p->name.p, "pack-too-many-nodes", NULL);
	p->text = str_dup(a, buf_str(&text));
	digest_of(HASH_SHA256, p->text.p, p->text.n, p->hash);
	*out = p;
	return OK;
}

enum err pack_load(struct ctx *cx, struct arena *a, const char *name, struct pack **out)
{
	struct source *chain[PACK_PARENTS_MAX];
	struct str want = str_of(name);
	struct mark asked = { name, 0, 0 };
	int n = 0;

	if (!name_good(want, '-', 32))
		return err_set(cx, ERR_INPUT, name, "pack-bad-name", name, NULL);
	while (want.n) {
		const struct node *parent;

		for (int i = 0; i < n; i++)
			if (str_eq(chain[i]->name, want))
				return PACK_BAD(cx, asked, "pack-circle", want.p);
		if (n == PACK_PARENTS_MAX)
			return PACK_BAD(cx, asked, "pack-too-many-parents", want.p);
		chain[n] = ARENA_NEW(a, struct source);
		TRY(read_source(cx, want, asked, chain[n]));
		TRY(parse_source(cx, a, chain[n]));
		for (int i = 0; i < NFILES; i++)
			if (chain[n]->root[i])
				TRY(node_seen(cx, chain[n]->root[i]));
		parent = node_get(chain[n]->root[0], "parent");
		want = (struct str){ 0 };
		if (parent) {
			TRY(node_text(cx, chain[n]->root[0], "parent", true, &want));
			asked = parent->at;
			if (!name_good(want, '-', 32))
				return PACK_BAD(cx, asked, "pack-bad-name", want.p);
		}
		n++;
	}
	return build(cx, a, chain, n, true, out);
}

/* --- the stored text ------------------------------------------------------------------------- */

static enum err bad_text(struct ctx *cx)
{
	return err_set(cx, ERR_INPUT, "pack_version", "pack-text-damaged", NULL);
}

/* Cuts "file NAME/FILE LENGTH\n", the bytes and the newline after them off *rest. */
static enum err next_file(struct ctx *cx, struct str *rest, struct str *pack, struct str *file,
                          struct str *bytes)
{
	struct str line, word;
	int64_t n;

	if (!str_next(rest, '\n', &line) || !str_next(&line, ' ', &word) ||
	    !str_eqz(word, "file") || !str_next(&line, ' ', &word) ||
	    !str_next(&word, '/', pack) || !name_good(*pack, '-', 32) ||
	    !str_i64(line, &n) || n < 0 || (size_t)n >= rest->n || rest->p[n] != '\n')
		return bad_text(cx);
	*file = word;
	*bytes = str_sub(*rest, 0, (size_t)n);
	*rest = str_sub(*rest, (size_t)n + 1, rest->n);
	return OK;
}

static int file_index(struct str file)
{
	for (int i = 0; i < NFILES; i++)
		if (str_eqz(file, file_names[i]))
			return i;
	return -1;
}

enum err pack_from_text(struct ctx *cx, struct arena *a, struct str text, struct pack **out)
{
	struct source *found[PACK_PARENTS_MAX], *chain[PACK_PARENTS_MAX];
	struct str rest = text;
	int n = 0;

	if (!str_starts(text, STR(TEXT_MAGIC)))
		return bad_text(cx);
	rest = str_sub(rest, sizeof TEXT_MAGIC - 1, rest.n);
	while (rest.n) {
		struct str pack, file, bytes;
		struct arena *t = &cx->arena;
		int k;

		TRY(next_file(cx, &rest, &pack, &file, &bytes));
		k = file_index(file);
		if (k < 0 || (k > 0 && (n == 0 || !str_eq(found[n - 1]->name, pack))))
			return bad_text(cx);
		if (k == 0) {
			if (n == PACK_PARENTS_MAX)
				return bad_text(cx);
			found[n] = ARENA_NEW(a, struct source);
			found[n++]->name = str_dup(a, pack);
		}
		if (found[n - 1]->bytes[k].p)
			return bad_text(cx);
		found[n - 1]->path[k] = str_z(t, str_join(t, str_join(t, pack, STR("/")), file));
		found[n - 1]->bytes[k] = str_dup(a, bytes);
	}
	if (n == 0)
		return bad_text(cx);
	for (int i = 0; i < n; i++) {
		chain[n - 1 - i] = found[i];
		TRY(parse_source(cx, a, found[i]));
	}
	for (int i = 0; i < n; i++) {        /* each names the next as its parent, the last none */
		struct str parent = { 0 };

		TRY(node_text(cx, chain[i]->root[0], "parent", false, &parent));
		if (!str_eq(parent, i + 1 < n ? chain[i + 1]->name : STR("")))
			return bad_text(cx);
	}
	return build(cx, a, chain, n, false, out);
}

/* Does every text of the pack compile? Who judges compiles those it needs. */
static enum err rules_good(struct ctx *cx, const struct pack *p, const struct model *m)
{
	struct arena a;
	struct rules *rules;
	enum err err;

	arena_init(&a, RULES_ROOM);
	err = rules_compile(cx, &a, p, m, &rules);
	if (err == OK)
		err = rules_procedures(cx, &a, rules);
	arena_free(&a);
	return err;
}

enum err pack_model(struct ctx *cx, struct arena *a, const struct pack *p, struct model **out)
{
	struct list_face *face = ARENA_NEW(a, struct list_face);

	TRY(pack_list_face(cx, a, p, face));
	TRY(entity_model(cx, a, face, out));
	(*out)->book = p->book;
	for (int i = 0; i < p->nfield; i++)
		TRY(entity_add_field(cx, a, *out, p->field_entity[i], &p->fields[i]));
	TRY(entity_setup(cx, a, *out));
	TRY(sources_fit(cx, p, *out));
	TRY(papers_fit(cx, p, *out));
	if (!p->from_files)
		return OK;
	TRY(pack_sound(cx, a, p));
	TRY(pack_words_sound(cx, p));
	return rules_good(cx, p, *out);
}

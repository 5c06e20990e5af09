/* leaf - the bytes: leaves, runs of row keys, checkpoints. docs/journal.md describes them for
 * people who write their own verifier; a change is a new magic, never a change of these. */
#include "journal/journal_private.h"

#include "crypto/sign.h"

#define LEAF_MAGIC "JZL1"

static const char *const action_names[] = {
	[ACT_INIT] = "init", [ACT_SCHEMA] = "schema", [ACT_PACK] = "pack", [ACT_AREA] = "area",
	[ACT_IMPORT_OPEN] = "import-open", [ACT_IMPORT_CHUNK] = "import-chunk",
	[ACT_IMPORT_CLOSE] = "import-close", [ACT_EDIT] = "edit", [ACT_EXPORT] = "export",
	[ACT_READ] = "read", [ACT_BACKUP] = "backup", [ACT_RESTORE] = "restore", [ACT_ERASE] =
		"erase", [ACT_UNDO] = "undo", [ACT_LOGIN] = "login", [ACT_LOGIN_FAILED] = "login-failed",
	[ACT_LOGOUT] = "logout", [ACT_ACCOUNT] = "account", [ACT_GRANT] = "grant", [ACT_KIN] = "kin",
	[ACT_EMERGENCY] = "emergency",
};

const char *action_name(int action)
{
	if (action < 1 || (size_t)action >= sizeof(action_names) / sizeof(action_names[0]))
		return "unknown";
	return action_names[action];
}

/* ---- leaf ---- */

static void put_be16(struct buf *out, uint16_t v)
{
	buf_addc(out, (char)(v >> 8));
	buf_addc(out, (char)v);
}

void leaf_encode(struct buf *out, const struct leaf *leaf, const unsigned char log_id[LOG_ID_LEN],
                 const unsigned char salt[NOTE_SALT_LEN], const struct hash *note_commit)
{
	buf_add(out, LEAF_MAGIC, 4);
	buf_add(out, log_id, LOG_ID_LEN);
	buf_be64(out, leaf->seq);
	buf_be64(out, (uint64_t)leaf->time_ms);
	put_be16(out, leaf->action);
	put_be16(out, (uint16_t)leaf->actor.n);
	buf_adds(out, leaf->actor);
	buf_addc(out, (char)leaf->object);
	buf_be64(out, (uint64_t)leaf->object_id);
	buf_be64(out, (uint64_t)leaf->batch);
	buf_be32(out, leaf->rows);
	buf_add(out, leaf->subroot.b, HASH_LEN);
	buf_add(out, salt, NOTE_SALT_LEN);
	buf_add(out, note_commit->b, HASH_LEN);
	buf_be32(out, (uint32_t)leaf->extra.n);
	buf_adds(out, leaf->extra);
}

/* Takes n bytes off s; false when they are not there. */
static bool take(struct str *s, size_t n, const char **p)
{
	if (s->n < n)
		return false;
	*p = s->p;
	s->p += n;
	s->n -= n;
	return true;
}

static bool take_num(struct str *s, size_t n, uint64_t *v)
{
	const char *p;

	if (!take(s, n, &p))
		return false;
	*v = 0;
	for (size_t i = 0; i < n; i++)
		*v = *v << 8 | (unsigned char)p[i];
	return true;
}

static bool take_bytes(struct str *s, size_t n, void *out)
{
	const char *p;

	if (!take(s, n, &p))
		return false;
	memcpy(out, p, n);
	return true;
}

static bool take_text(struct str *s, size_t len_bytes, size_t max, struct str *out)
{
	uint64_t n;

	if (!take_num(s, len_bytes, &n) || n > max)
		return false;
	out->n = (size_t)n;
	return take(s, out->n, &out->p);
}

bool leaf_decode(struct str s, struct leaf *out, unsigned char log_id[LOG_ID_LEN],
                 unsigned char salt[16], struct hash *note_commit)
{
	uint64_t time_ms, action, object, object_id, batch, rows;
	struct leaf l = { 0 };
	const char *magic;

	bool ok = take(&s, 4, &magic) && memcmp(magic, LEAF_MAGIC, 4) == 0
		&& take_bytes(&s, LOG_ID_LEN, log_id)
		&& take_num(&s, 8, &l.seq) && take_num(&s, 8, &time_ms) && take_num(&s, 2, &action)
		&& take_text(&s, 2, LEAF_ACTOR_MAX, &l.actor)
		&& take_num(&s, 1, &object) && take_num(&s, 8, &object_id)
			&& take_num(&s, 8, &batch)
		&& take_num(&s, 4, &rows) && take_bytes(&s, HASH_LEN, l.subroot.b)
		&& take_bytes(&s, NOTE_SALT_LEN, salt) && take_bytes(&s, HASH_LEN, note_commit->b)
		&& take_text(&s, 4, LEAF_EXTRA_MAX, &l.extra)
		&& s.n == 0 && rows <= LEAF_ROWS_MAX;
	if (!ok)
		return false;
	l.time_ms = (int64_t)time_ms;
	l.action = (uint16_t)action;
	l.object = (uint8_t)object;
	l.object_id = (int64_t)object_id;
	l.batch = (int64_t)batch;
	l.rows = (uint32_t)rows;
	*out = l;
	return true;
}

void leaf_note_commit(enum hash_alg alg, const unsigned char salt[NOTE_SALT_LEN], struct str note,
                      struct hash *out)
{
	struct digest d;

	digest_init(&d, alg);
	digest_add(&d, "\x02", 1);
	digest_add(&d, salt, NOTE_SALT_LEN);
	digest_add(&d, note.p, note.n);
	digest_end(&d, out->b);
}

void leaf_row_hash(enum hash_alg alg, const struct rowkey *key, const struct hash *row,
                   struct hash *out)
{
	unsigned char b[1 + 1 + 8 + 4 + HASH_LEN] = { 0, key->entity };
	uint64_t id = (uint64_t)key->id;
	uint32_t version = (uint32_t)key->version;

	for (int i = 0; i < 8; i++)
		b[2 + i] = (unsigned char)(id >> (56 - 8 * i));
	for (int i = 0; i < 4; i++)
		b[10 + i] = (unsigned char)(version >> (24 - 8 * i));
	memcpy(b + 14, row->b, HASH_LEN);
	digest_of(alg, b, sizeof(b), out->b);
}

bool leaf_extra(struct str extra, const char *name, struct str *value)
{
	struct str line, key = str_of(name);

	while (str_next(&extra, '\n', &line))
		if (line.n > key.n && str_starts(line, key) && line.p[key.n] == '=') {
			*value = str_sub(line, key.n + 1, line.n);
			return true;
		}
	return false;
}

/* ---- runs of row keys: entity, zigzag(first id - id after the run before), count, version ---- */

static uint64_t zigzag(uint64_t delta)
{
	return delta << 1 ^ (0 - (delta >> 63));
}

static uint64_t unzigzag(uint64_t v)
{
	return v >> 1 ^ (0 - (v & 1));
}

void rowkeys_pack(struct buf *out, const struct rowkey *keys, uint32_t n)
{
	uint64_t after = 0;

	for (uint32_t i = 0, k; i < n; i += k) {
		for (k = 1; i + k < n && keys[i + k].entity == keys[i].entity
		     && keys[i + k].version == keys[i].version
		     && (uint64_t)keys[i + k].id == (uint64_t)keys[i].id + k; k++)
			;
		buf_varint(out, keys[i].entity);
		buf_varint(out, zigzag((uint64_t)keys[i].id - after));
		buf_varint(out, k);
		buf_varint(out, (uint32_t)keys[i].version);
		after = (uint64_t)keys[i].id + k;
	}
}

/* LEB128, shortest form only. */
static bool take_varint(struct str *s, uint64_t max, uint64_t *out)
{
	uint64_t v = 0;

	for (int shift = 0; shift < 64 && s->n > 0; shift += 7) {
		unsigned char c = (unsigned char)*s->p;
		s->p++, s->n--;
		if (shift == 63 && c > 1)
			return false;
		v |= (uint64_t)(c & 0x7f) << shift;
		if (!(c & 0x80)) {
			*out = v;
			return v <= max && (c != 0 || shift == 0);
		}
	}
	return false;
}

void rowkeys_begin(struct rowkeys_iter *it, struct str packed)
{
	*it = (struct rowkeys_iter){ .rest = packed };
}

bool rowkeys_next(struct rowkeys_iter *it, struct rowkey *out)
{
	uint64_t entity, delta, count, version;

	if (it->bad || (it->left == 0 && it->rest.n == 0))
		return false;
	if (it->left == 0) {
		if (!take_varint(&it->rest, UINT8_MAX, &entity)
		    || !take_varint(&it->rest, UINT64_MAX, &delta)
		    || !take_varint(&it->rest, LEAF_ROWS_MAX, &count)
		    || !take_varint(&it->rest, UINT32_MAX, &version) || count == 0) {
			it->bad = true;
			return false;
		}
		it->next.entity = (uint8_t)entity;
		it->next.id = (int64_t)((uint64_t)it->next.id + unzigzag(delta));
		it->next.version = (int32_t)(uint32_t)version;
		it->left = (uint32_t)count;
	}
	*out = it->next;
	it->next.id = (int64_t)((uint64_t)it->next.id + 1);
	it->left--;
	return true;
}

/* ---- checkpoints ---- */

bool base64_hash(struct str s, struct hash *out)
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 64);
	if (s.n != 44 || !base64_read(&b, s) || b.full || b.n != HASH_LEN)
		return false;
	memcpy(out->b, b.p, HASH_LEN);
	return true;
}

bool read_u64(struct str s, uint64_t *out)
{
	int64_t v;

	if (s.n == 0 || s.n > 18 || s.p[0] < '0' || (s.p[0] == '0' && s.n > 1) || !str_i64(s, &v))
		return false;
	*out = (uint64_t)v;
	return true;
}

void checkpoint_put(struct buf *out, const struct checkpoint *c)
{
	buf_adds(out, c->origin);
	buf_addc(out, '\n');
	buf_addi(out, (int64_t)c->size);
	buf_addc(out, '\n');
	base64_put(out, c->root.b, HASH_LEN);
	buf_addc(out, '\n');
}

bool checkpoint_read(struct str body, struct checkpoint *out)
{
	struct str size, root;

	if (body.n == 0 || body.p[body.n - 1] != '\n')
		return false;
	body.n--;
	return str_next(&body, '\n', &out->origin) && out->origin.n > 0
		&& str_next(&body, '\n', &size) && read_u64(size, &out->size)
		&& str_next(&body, '\n', &root) && base64_hash(root, &out->root)
		&& body.n == 0 && body.p == root.p + root.n;
}

bool note_body(struct str note, struct str *body)
{
	ptrdiff_t at = str_find(note, STR("\n\n"));

	if (at < 0)
		return false;
	*body = str_sub(note, 0, (size_t)at + 1);
	return true;
}

struct str origin_of(struct arena *a, const unsigned char log_id[LOG_ID_LEN])
{
	struct buf b BUF_AUTO = { 0 };

	buf_init(&b, 64);
	buf_addz(&b, "jingzhun/");
	hex_put(&b, log_id, LOG_ID_LEN);
	return str_dup(a, buf_str(&b));
}

/* ---- restore: lines restore-from=..., then pairs replaced-size=N, replaced-root=base64 ---- */

void leaf_replaced(const struct leaf *leaf, replaced_fn *fn, void *arg)
{
	struct str rest = leaf->extra, line;
	struct replaced r = { .restore_seq = leaf->seq };
	bool have_size = false;

	if (leaf->action != ACT_RESTORE || !str_starts(rest, STR("restore-from=")))
		return;
	while (str_next(&rest, '\n', &line)) {
		if (str_starts(line, STR("replaced-size=")))
			have_size = read_u64(str_sub(line, 14, line.n), &r.size);
		if (have_size && str_starts(line, STR("replaced-root="))
		    && base64_hash(str_sub(line, 14, line.n), &r.root)) {
			fn(arg, &r);
			have_size = false;
		}
	}
}

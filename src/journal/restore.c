/* restore - what a restored log says of the one it replaces, so that heads printed meanwhile are
 * understood and not taken for a rollback. docs/journal.md has the format. */
#include "journal/journal_private.h"

#include "base/os.h"
#include "crypto/sign.h"

/* More pairs than fit a leaf would be restores by the hundred from one backup. */
#define PAIRS_MAX 60

struct gather {
	const struct journal *j;     /* the log as it is in the backup */
	struct buf *out;
	struct hash seen[PAIRS_MAX];
	int n;
};

static void put_pair(struct gather *g, uint64_t size, const struct hash *root)
{
	if (size <= g->j->front.size || g->n == PAIRS_MAX)
		return;                              /* our own log covers it */
	for (int i = 0; i < g->n; i++)
		if (!memcmp(&g->seen[i], root, sizeof *root))
			return;
	g->seen[g->n++] = *root;
	buf_addz(g->out, "replaced-size=");
	buf_addi(g->out, (int64_t)size);
	buf_addz(g->out, "\nreplaced-root=");
	base64_put(g->out, root->b, HASH_LEN);
	buf_addc(g->out, '\n');
}

/* A head counts only if our own key signed it for this log. */
static void put_head(struct gather *g, struct str note)
{
	struct checkpoint c;
	struct str body;

	if (sign_note_open(note, g->j->origin, g->j->keys->sign_public, &body) &&
	    checkpoint_read(body, &c))
		put_pair(g, c.size, &c.root);
}

static void put_replaced(void *arg, const struct replaced *r)
{
	struct gather *g = arg;

	if (r->restore_seq >= g->j->front.size)     /* a restore that is lost with the replaced log */
		put_pair(g, r->size, &r->root);
}

static enum err from_old(struct ctx *cx, struct db *old, struct gather *g)
{
	unsigned char log_id[LOG_ID_LEN], salt[NOTE_SALT_LEN];
	struct hash commit;
	struct str note;
	uint64_t size;
	struct stmt *s;
	struct leaf l;

	TRY(journal_head(cx, old, &note, &size));
	put_head(g, note);
	TRY(db_stmt(cx, old, &journal_sql_scan, &s));
	for (bool row = false;;) {
		TRY(stmt_step(cx, s, &row));
		if (!row)
			break;
		if (leaf_decode(stmt_col_blob(s, 1), &l, log_id, salt, &commit) &&
		    !memcmp(log_id, g->j->log_id, LOG_ID_LEN))
			leaf_replaced(&l, put_replaced, g);
	}
	return OK;
}

enum err journal_restore_extra(struct ctx *cx, const struct journal *j, struct str from,
                               struct db *old, const char *head_path, struct buf *extra)
{
	struct gather g = { .j = j, .out = extra };
	struct str text;
	ptrdiff_t at;

	buf_addz(extra, "restore-from=");
	buf_adds(extra, from);
	buf_addc(extra, '\n');
	if (head_path && os_exists(head_path)) {
		TRY(os_read_file(cx, head_path, 1 << 16, &text));
		at = str_find(text, STR("\n\n"));
		if (at >= 0)
			put_head(&g, str_sub(text, (size_t)at + 2, text.n));
	}
	if (old && from_old(cx, old, &g) != OK)
		err_clear(cx);                           /* the old one may be what is broken */
	return OK;
}

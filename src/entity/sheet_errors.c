/* sheet_errors - see the header. */
#include "entity/sheet_errors.h"

#include "base/buf.h"

#define HASH_SHOWN 8

static const struct { const char *zh, *en; } label[ERROR_COLS] = {
	[ERROR_BATCH] = { "差错表批次", "Error list of batch" },
	[ERROR_ROW] = { "原行号", "Original row" },
	[ERROR_REASON] = { "差错原因", "What is wrong" },
	[ERROR_HINT] = { "修改建议", "Suggestion" },
};

const char *sheet_error_label(int which, enum lang lang)
{
	return lang == LANG_ZH ? label[which].zh : label[which].en;
}

bool sheet_error_cols(const struct str *cells, int n, int at[ERROR_COLS])
{
	for (int k = 0; k < ERROR_COLS; k++) {
		at[k] = -1;
		for (int i = 0; i < n && at[k] < 0; i++) {
			struct str s = str_trim(cells[i]);

			if (str_eqz(s, label[k].zh) || str_eqz(s, label[k].en))
				at[k] = i;
		}
	}
	return at[ERROR_BATCH] >= 0 && at[ERROR_ROW] >= 0;
}

void sheet_error_mark(struct buf *out, struct str batch, struct str file_hash)
{
	buf_adds(out, batch);
	buf_addc(out, '-');
	for (size_t i = 0; i < HASH_SHOWN && i < file_hash.n; i++) {
		char c = file_hash.p[i];

		buf_addc(out, c >= 'a' && c <= 'f' ? (char)(c - 32) : c);
	}
}

bool sheet_error_mark_read(struct str mark, struct str *batch, struct str *hash)
{
	ptrdiff_t cut = str_find(mark, STR("-"));

	if (cut < 2 || *mark.p != 'B')
		return false;
	*batch = str_sub(mark, 0, (size_t)cut);
	*hash = str_sub(mark, (size_t)cut + 1, mark.n);
	return hash->n == HASH_SHOWN;
}

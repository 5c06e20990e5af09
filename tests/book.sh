# Shared by stories about workbooks; source it after story.sh. book FILE > TEXT: as lines, see
# tests/tools/book_text.c; fails when it holds a formula. book FILE PART > TEXT: one part of it.
${CC:-cc} -std=gnu17 -O1 -Wall -Wextra -o "$TMPDIR/book_text" "$JZ_ROOT/tests/tools/book_text.c" \
	-lminizip || fail 'book_text does not build'
book() # FILE [PART]
{
	"$TMPDIR/book_text" "$@" || fail "$1 is no workbook without formulas"
}

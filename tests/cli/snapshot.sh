# What is generated from the tables and committed is what the tables say now: make meta.
. "$JZ_ROOT/tests/story.sh"

[ -f "$JZ_ROOT/snapshot/ddl.sql" ] || fail 'snapshot/ is empty: make meta'
JINGZHUN=$JZ sh "$JZ_ROOT/tools/meta.sh" "$TMPDIR/now" || fail 'tools/meta.sh'
for file in "$TMPDIR"/now/*; do
	name=$(basename "$file")
	diff -u "$JZ_ROOT/snapshot/$name" "$file" | head -40
	cmp -s "$JZ_ROOT/snapshot/$name" "$file" || fail "snapshot/$name is stale: make meta"
done
for name in commands.md faults.md api.md; do
	cmp -s "$JZ_ROOT/docs/$name" "$JZ_ROOT/snapshot/$name" ||
		fail "docs/$name is stale: make meta"
done

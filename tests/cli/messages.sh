# Every sentence that the sources ask for is there, and once; the program has them all.
. "$JZ_ROOT/tests/story.sh"
cd "$JZ_ROOT"

cat src/base/msg_*.def | tr '\n' ' ' |
	grep -o 'MSG("[^"]*"' | sed 's/MSG("//;s/"//' | sort > "$TMPDIR/there"
[ "$(wc -l < "$TMPDIR/there")" -gt 100 ] || fail 'hardly any sentence was found'
[ -z "$(uniq -d "$TMPDIR/there")" ] || fail "twice: $(uniq -d "$TMPDIR/there")"
for file in src/base/msg_*.def; do
	grep -qF "\"base/$(basename "$file")\"" src/base/msg.def ||
		fail "msg.def does not include $file"
done

# Keys handed to err_set, say, warn, put, msg_add, msg_text, ask: text like "module-words".
# A statement a record: the whole as one text would be copied for every call.
find src -name '*.c' | sort | xargs awk '
	BEGIN { RS = ";" }
	match($0, /(err_set|say|warn|put|ask|msg_add|msg_text)\(/) {
		call = substr($0, RSTART)
		while (match(call, /"[a-z][a-z0-9]*(-[a-z0-9]+)+"/)) {
			print substr(call, RSTART + 1, RLENGTH - 2)
			call = substr(call, RSTART + RLENGTH)
		}
	}' | sort -u > "$TMPDIR/asked"
[ "$(wc -l < "$TMPDIR/asked")" -gt 100 ] || fail 'hardly any key was found'
missing=$(comm -13 "$TMPDIR/there" "$TMPDIR/asked")
[ -z "$missing" ] || fail "no sentence for: $missing"

# What whoever types can do besides stands under an error alone: a key that has such a sentence is
# the reason of one somewhere. What `say` or a page says would lose it.
find src -name '*.c' | sort | xargs awk '
	BEGIN { RS = ";" }
	match($0, /(err_set|refuse|not_for|gate_row)\(/) {
		call = substr($0, RSTART)
		while (match(call, /"[a-z][a-z0-9]*(-[a-z0-9]+)+"/)) {
			print substr(call, RSTART + 1, RLENGTH - 2)
			call = substr(call, RSTART + RLENGTH)
		}
	}' | sort -u > "$TMPDIR/reasons"
sed -n 's/-typed$//p' "$TMPDIR/there" | sort > "$TMPDIR/typed"
[ "$(wc -l < "$TMPDIR/typed")" -gt 10 ] || fail 'hardly any sentence for who types was found'
unsaid=$(comm -23 "$TMPDIR/typed" "$TMPDIR/reasons")
[ -z "$unsaid" ] || fail "no error says: $unsaid"

# What a fault is called is told in the browser, too: it names no command.
! grep -n 'KIND(.*jingzhun' src/entity/kinds.def || fail 'a description of a fault names a command'

# What the documents show is what the program says: every command of their examples is run, in
# order, and each line they show must come, in order. Dates and "..." lines are left open.
. "$JZ_ROOT/tests/story.sh"
unset JINGZHUN_POLICY
program=${JZ_RELEASE:-$JZ}

# Files of the examples: the csv blocks, named in the text before them.
lists_of() # DOCUMENT
{
	awk '
	/^`[a-z]*\.csv`/ { split($0, part, "`"); name = part[2] }
	/^```/ { on = $0 == "```csv"; next }
	on { print > name }' "$1"
}

# Every command of the document, each with the lines shown below it, as files step.NN.cmd, .want.
steps_of() # DOCUMENT
{
	awk '
	/^```/ { block = $0; next }
	block == "```sh" { sub(/PATH="[^"]*" ?/, ""); begin($0); next }
	block != "```console" { next }
	/^\$ / { begin(substr($0, 3)); next }
	step && $0 != "" { print > (name ".want") }
	function begin(command) {
		name = sprintf("step.%02d", ++step)
		print command > (name ".cmd")
		printf "" > (name ".want")
	}' "$1"
}

plain() # stdin: without what differs from run to run
{
	# days of the clock come after every day of the lists
	sed -E 's/20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}/TIME/
		s/(2026-1[12]|20(2[7-9]|[3-9][0-9])-[0-9]{2})-[0-9]{2}/DAY/g; s/(leaf|of|第|共) ?[0-9]+/\1 N/g
		s/ +$//; s/^ +//'
}

# The wanted lines stand in the output, one after the other.
comes() # STEP
{
	plain < "$1.want" > want
	plain < "$1.out" > got
	awk '
	FILENAME == "want" { if ($0 != "...") line[++n] = $0; next }
	BEGIN { at = 1 }
	at <= n && $0 == line[at] { at++ }
	END { if (at <= n) { print "not said: " line[at]; exit 1 } }' want got >&2 ||
		{ cat "$1.cmd" "$1.out" >&2; fail "$document"; }
}

walk() # DOCUMENT LANG
{
	document=$1
	export LC_ALL="$2"
	rm -rf "$TMPDIR/walk"
	mkdir -p "$TMPDIR/walk/bin" "$TMPDIR/walk/build"
	cd "$TMPDIR/walk" || exit 1
	ln -s "$program" bin/jingzhun
	steps_of "$JZ_ROOT/$document"
	lists_of "$JZ_ROOT/$document"
	[ -f step.05.cmd ] || fail "$document shows hardly any command"
	[ ! -f list.csv ] || sed 's/980121198009230241/980121198009230242/; s/北沟寨/北沟村/
		/北沟村,[王刘]/s/,3,/,2,/' list.csv > fixed.csv
	for command in step.*.cmd; do
		step=${command%.cmd}
		text=$(cat "$command")
		case "$text" in
		./test*) continue ;;
		./run*) text="JINGZHUN='$program' DEMO_DIR='$TMPDIR/walk/build/demo' \
				sh '$JZ_ROOT/tools/demo.sh' --fresh --no-serve" ;;
		export\ *|jingzhun\ *|sqlite3\ *) ;;
		*) fail "$document: a command this story does not know: $text" ;;
		esac
		case "$text" in
		export\ ) ;;
		export\ *) eval "$text" ;;
		*) (PATH="$TMPDIR/walk/bin:$PATH"; eval "$text") > "$step.out" 2>&1
			comes "$step" ;;
		esac
		# the trial of the list is followed by the import itself
		case "$text" in *--dry-run*)
			"$program" import list.csv > /dev/null 2>&1 ;;
		esac
	done
	unset JINGZHUN_DATA
}

walk docs/guide/first-day.md C.UTF-8
walk docs/guide/first-day.zh-CN.md zh_CN.UTF-8
walk docs/guide/corrections.md C.UTF-8
walk docs/guide/corrections.zh-CN.md zh_CN.UTF-8
walk docs/guide/next-month.md C.UTF-8
walk docs/guide/next-month.zh-CN.md zh_CN.UTF-8
walk docs/guide/sheets.md C.UTF-8
walk docs/guide/sheets.zh-CN.md zh_CN.UTF-8
walk docs/guide/leads.md C.UTF-8
walk docs/guide/leads.zh-CN.md zh_CN.UTF-8
walk docs/guide/judging.md C.UTF-8
walk docs/guide/judging.zh-CN.md zh_CN.UTF-8
walk README.md C.UTF-8
walk README.zh-CN.md zh_CN.UTF-8

# Each file that a document links to is there.
(
	cd "$JZ_ROOT"
	for document in ./*.md docs/*.md docs/*/*.md src/*/README.md src/*/*/README.md; do
		grep -oE '\]\([^)#: ]+' "$document" | sed 's/^](//' | sort -u | while read -r link; do
			[ -e "$(dirname "$document")/$link" ] || echo "$document: $link"
		done
	done
) > links
[ ! -s links ] || { cat links; fail 'a link leads nowhere'; }

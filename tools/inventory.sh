#!/bin/sh
# tools/inventory.sh [-q]: what the packs answer of the source articles, row by row (policy/
# inventory.tsv): pack x row, then the slots that sources leave open. Fails for a row about policy
# whose line is not in its pack. -q: only what is wrong.
set -eu
cd "$(dirname "$0")/.."
quiet=0
[ "${1:-}" != -q ] || quiet=1

# Every entry of every pack, "PACK FILE:ID"; with the slots it leaves open, "PACK FILE:ID SLOTS".
entries()
{
	for file in policy/*/lines.yaml policy/*/standards.yaml policy/*/provisions.yaml \
		policy/*/checks.yaml policy/*/lists.yaml; do
		[ -f "$file" ] || continue
		pack=$(basename "$(dirname "$file")")
		awk -v pack="$pack" -v kind="$(basename "$file" .yaml)" '
			function tell() { if (id != "") print pack, kind ":" id, open + 0 }
			/^[a-z_]+:/ { tell(); id = ""; section = $1 }
			/^  [a-z][a-z0-9_-]*:/ && section == kind ":" {
				tell(); id = $1; sub(/:.*/, "", id); open = 0
			}
			/^      - \{.*count: [0-9]+\}/ { n = $0; sub(/.*count: /, "", n); open += n + 0 }
			END { tell() }' "$file"
	done
}

entries | awk -v quiet="$quiet" '
	FNR == NR { have[$1 " " $2] = 1; open[$1 " " $2] = $3; pack[$1]++; next }
	/^#/ || $0 == "" { next }
	{
		rows++
		if (seen[$1]++) bad("row " $1 " stands twice")
		if ($5 == "context") { say("-"); next }
		n = split($5, id, ",")
		if (n == 0) bad("row " $1 " (" $3 ") names no line")
		for (i = 1; i <= n; i++) {
			key = $4 " " id[i]
			if (!(key in have)) bad("row " $1 " (" $3 "): " $4 " has no " id[i])
			named[key] = 1
			if (open[key]) left[key] = open[key]
		}
		cells++
		say($5)
	}
	function bad(text) { print "policy/inventory.tsv: " text > "/dev/stderr"; failed = 1 }
	function say(where) { if (!quiet) printf "%-5s %-13s %s: %s\n", $1, $4, $3, where }
	END {
		if (!quiet) {
			print "\nLeft open by the source, to be filled by the place:"
			for (key in left) printf "  %-42s %3d slots\n", key, left[key] | "LC_ALL=C sort"
			close("LC_ALL=C sort")
			printf "\n%d rows, %d answered by a pack\n", rows, cells
		}
		if (rows < 168) bad(rows " rows of 168")
		exit failed
	}' - FS='\t' policy/inventory.tsv

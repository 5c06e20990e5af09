#!/bin/sh
# tools/prove.sh: every promised figure, one a line: id<TAB>value<TAB>limit<TAB>ok|short<TAB>
# command. The command shows it again, alone. PROVE=id (or part of one) makes only the scripts run
# that show it. Sizes by environment, defaults as promised: KILLS=1000 TAMPERS=1000 SECRETS=1000
# SEEDS="..."
# P1_ROWS=5000000 ROUNDS=3. Ends with 1 if a figure is short.
set -u
cd "$(dirname "$0")/.." || exit 1
[ -x build/jingzhun ] || make -s release >&2 || exit 1
PROVE=${PROVE:-}
log=$(mktemp "${TMPDIR:-/tmp}/jzprove.XXXXXX") || exit 1
trap 'rm -f "$log" "$log.lines"' EXIT
trap 'exit 130' INT TERM HUP

# In the order of the issue: what is done, then speed and size.
scripts='tests/long/run.sh
tests/long/count.sh
tests/long/faults.sh
tests/long/kill.sh
tests/long/tamper.sh
tests/long/oldfolder.sh
tests/long/secrets.sh
tests/long/bad.sh
tests/long/faults_books.sh
tests/long/faults_hands.sh
tests/long/bad_xlsx.sh
tests/long/bad_xls.sh
tests/long/errors.sh
tests/long/undo.sh
tests/long/year.sh
tests/long/year_books.sh
tests/long/leads.sh
tests/long/forms.sh
tests/long/office_in.sh
tests/long/axe.sh
tests/long/slow_net.sh
tests/long/stories.sh
tests/long/web.sh
tests/long/judge.sh
tests/long/procedures.sh
tests/long/procedures_kill.sh
tests/long/stranger.sh
tests/long/hostile_notices.sh
tests/long/procedures_actors.sh
bench/size.sh
bench/county.sh
bench/paper.sh
bench/export.sh
bench/xlsx.sh
bench/month.sh
bench/serve.sh
bench/cockpit.sh
bench/notices.sh
bench/rounds.sh
bench/serve_import.sh
bench/p1.sh
bench/nation.sh'

failed=0
for script in $scripts; do
	ids=$(sed -n 's/^# proves: //p' "$script" | tr '\n' ' ')
	case " $ids" in *"$PROVE"*) ;; *) continue ;; esac
	# What a script prints on its way is shown only if it fails.
	sh "$script" > "$log.lines" 2> "$log" || { failed=1; sed "s|^|$script: |" "$log" >&2; }
	for id in $ids; do
		case "$id" in *"$PROVE"*) ;; *) continue ;; esac
		line=$(awk -F'\t' -v id="$id" '$1 == id' "$log.lines")
		[ -n "$line" ] || { line=$(printf '%s\t-\t-\tshort' "$id"); failed=1; }
		printf '%s\tsh %s\n' "$line" "$script"
	done
done
exit "$failed"

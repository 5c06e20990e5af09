#!/bin/sh
# Every room of the app, by those who may enter it, looked over by axe: zh light desktop, en dark
# desktop, zh dark phone, en light phone; all rules of axe, none switched off. Wants Chromium.
# proves: axe-looks axe-violations
. "$(dirname "$0")/../proof.sh"
JZ_AXE=all JZ_RELEASE=$JZ JZ=$JZ node --test-reporter=tap "$JZ_ROOT/ui/test/axe.test.mjs" \
	> axe.out 2>&1
code=$?
[ "$code" -ne 77 ] || { cat axe.out; exit 77; }
line=$(sed -n 's/^.*axe: \([0-9]*\) looks, \([0-9]*\) violations.*$/\1 \2/p' axe.out)
[ "$code" -eq 0 ] || grep -v '^ *at ' axe.out >&2
judge axe-looks "${line% *}" '>=' 180
judge axe-violations "$([ "$code" -eq 0 ] && echo "${line#* }")" '==' 0
proof_end

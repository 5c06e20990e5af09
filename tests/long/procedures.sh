#!/bin/sh
# Every gate, act, role, level and condition of each procedure is decided as the table says; and
# each procedure of each pack loses one thing after the other: the tests must notice.
# proves: procedure-combinations procedure-mutants procedure-mutants-noticed
. "$(dirname "$0")/../proof.sh"
command -v node > /dev/null || { echo 'needs node'; exit 77; }
[ -x "$JZ_ROOT/build-asan/test_procedures" ] || make -s -C "$JZ_ROOT" asan >&2 || exit 1
JZ_ROOT=$JZ_ROOT "$JZ_ROOT/build-asan/test_procedures" > all 2>&1 || die "$(tail -20 all)"
combinations=$(sed -n 's/.* procedures, \([0-9]*\) combinations.*/\1/p' all)
judge procedure-combinations "$combinations" '>=' 1000000
node "$JZ_ROOT/tools/mutants.mjs" "$JZ_ROOT/build-asan" > said
cat said >&2
judge procedure-mutants "$(sed -n 's/^\([0-9]*\) procedures with one.*/\1/p' said)" '>=' 900 made
judge procedure-mutants-noticed "$(sed -n 's/.*(\([0-9]*\)\.[0-9]* %)$/\1/p' said)" '>=' 95 %
proof_end

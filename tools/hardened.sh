#!/bin/sh
# tools/hardened.sh PROGRAM: fails where a release lost a protection that meson.build asks for: a
# program that can lie anywhere, tables fixed before it starts, no stack that runs, checked buffers,
# guarded stacks, and no hook of the tests.
set -eu
program=$1
[ -f "$program" ] || { echo "$program: not built" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
readelf -hldW "$program" > "$work/elf"
nm -D "$program" > "$work/names"

failed=0
want() # WHAT FILE PATTERN
{
	grep -qE "$3" "$2" || { echo "$program: $1" >&2; failed=1; }
}
want 'is not position independent' "$work/elf" 'Type:[ ]+DYN'
want 'has no read-only relocations' "$work/elf" 'GNU_RELRO'
want 'binds names late' "$work/elf" 'BIND_NOW'
want 'may run its stack' "$work/elf" 'GNU_STACK.* RW +0x'
want 'has unguarded stacks' "$work/names" '__stack_chk_fail'
want 'has unchecked buffers' "$work/names" '__memcpy_chk|__snprintf_chk'
if grep -q 'JZ_TEST\|os_test_\|db_test_' "$program"; then
	echo "$program: has hooks of the tests" >&2
	failed=1
fi
exit $failed

# A thousand tamperings by somebody who can write every table and has no keys: all found, and what
# was touched is named. Prints "tamper FOUND/TRIES" last.
set -u
JZ_TAMPER=${JZ_TAMPER:-1000} "$JZ_ROOT/build-asan/test_tamper" > "$TMPDIR/out" 2>&1
code=$?
grep -v '^\[' "$TMPDIR/out"
exit $code

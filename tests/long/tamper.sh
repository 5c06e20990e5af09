#!/bin/sh
# Tamperings by somebody who can write every table but has no keys: all found, the object named.
# The work is done by the unit program test_tamper on the build with sanitizers.
# TAMPERS=1000.
# proves: tamperings-found
. "$(dirname "$0")/../proof.sh"
TAMPERS=${TAMPERS:-$(size 100 1000)}
export JZ_TAMPER="$TAMPERS"
program=$JZ_ROOT/build-asan/test_tamper
[ -x "$program" ] || make -s -C "$JZ_ROOT" debug > build.log 2>&1 ||
	{ tail -20 build.log >&2; die build; }
[ -x "$program" ] || { figure tamperings-found - ">= $TAMPERS" short; proof_end; }
(cd "$JZ_ROOT" && "$program") > out 2>&1 && failed=0 || failed=1
cat out >&2
[ "$failed" -eq 0 ] || short=1
judge tamperings-found "$(sed -n 's,^tamper \([0-9]*\)/[0-9]*$,\1,p' out)" '>=' "$TAMPERS"
proof_end

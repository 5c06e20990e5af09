#!/bin/sh
# The program's size, as delivered.
# proves: program-mb
. "$(dirname "$0")/../tests/proof.sh"
judge program-mb "$(wc -c < "$JZ" | awk '{ printf "%.2f", $1 / 1e6 }')" '<=' 6 MB
proof_end

#!/bin/sh
# Every figure of speed and size, beside what a user could use instead. One alone: sh bench/NAME.sh
cd "$(dirname "$0")/.." || exit 1
failed=0
for name in size county export xlsx month serve serve_import p1 nation; do
	echo "== bench/$name.sh" >&2
	sh "bench/$name.sh" || failed=1
done
exit "$failed"

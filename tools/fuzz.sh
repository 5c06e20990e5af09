#!/bin/sh
# tools/fuzz.sh: each target of tests/fuzz for FUZZ_SECONDS on its corpus. New inputs stay in
# build-fuzz; a crash is kept there too: add its file to the corpus with the repair.
set -eu
cd "$(dirname "$0")/.."
seconds=${FUZZ_SECONDS:-60}
part=${T:-}

if ! echo 'int LLVMFuzzerTestOneInput(void) { return 0; }' |
	clang -fsanitize=fuzzer,address,undefined -x c - -o /dev/null 2>/dev/null; then
	echo 'make fuzz needs clang and its run time: apt-get install clang libclang-rt-14-dev' >&2
	exit 1
fi
CC=clang sh tools/configure.sh build-fuzz -Dfuzz=true -Dbuildtype=debug -Doptimization=1 \
	-Db_lundef=false -Db_sanitize=address,undefined
ninja -C build-fuzz --quiet

ran=0 failed=0
for file in $(sh tools/sources.sh fuzz | grep -F -e "$part"); do
	name=$(basename "$file" .c)
	name=${name#fuzz_}
	mkdir -p "build-fuzz/found/$name"
	ran=$((ran + 1))
	if "build-fuzz/fuzz_$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
		-print_final_stats=1 -artifact_prefix="build-fuzz/crash-$name-" \
		"build-fuzz/found/$name" "tests/fuzz/corpus/$name" \
		> "build-fuzz/$name.log" 2>&1; then
		inputs=$(sed -n 's/^stat::number_of_executed_units: *//p' "build-fuzz/$name.log")
		echo "ok fuzz/$name ($inputs inputs)"
	else
		failed=$((failed + 1))
		echo "not ok fuzz/$name"
		tail -n 40 "build-fuzz/$name.log"
	fi
done
echo "$((ran - failed)) passed, $failed failed"
[ "$ran" -gt 0 ] && [ "$failed" -eq 0 ]

#!/bin/sh
# tools/clang.sh: the whole program with the other compiler, warnings as errors. 77 if it is absent.
set -eu
cd "$(dirname "$0")/.."
command -v clang >/dev/null 2>&1 || { echo 'clang is not installed'; exit 77; }
CC=clang sh tools/configure.sh build-clang -Dwerror=true
exec ninja -C build-clang --quiet

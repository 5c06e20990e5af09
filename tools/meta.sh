#!/bin/sh
# tools/meta.sh [DIR]: rewrites what is made from the tables - DIR/{ddl.sql,dictionary.md,
# entities.json,commands.md,faults.md,openapi.json,api.md}, by default snapshot/ and with it docs/.
# tests/cli/snapshot.sh compares. JINGZHUN names another program than build/jingzhun.
set -eu
cd "$(dirname "$0")/.."
jingzhun=${JINGZHUN:-build/jingzhun}
dir=${1:-snapshot}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset JINGZHUN_DATA JINGZHUN_PASSPHRASE
mkdir -p "$dir"

cd "$work"
case "$jingzhun" in /*) ;; *) jingzhun=$OLDPWD/$jingzhun ;; esac
"$jingzhun" dictionary > dictionary.md
"$jingzhun" dictionary --json > entities.json
"$jingzhun" help --markdown --lang en > commands.md
"$jingzhun" explain --markdown --lang en > faults.md
"$jingzhun" openapi > openapi.json
"$jingzhun" openapi --markdown > api.md
"$jingzhun" init --quiet --data register
# What a fresh register's file holds; one statement after the other, by name.
sqlite3 register/jingzhun.db \
	"SELECT sql || ';' FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name" > ddl.sql
cd "$OLDPWD"
for file in dictionary.md entities.json commands.md faults.md openapi.json api.md ddl.sql; do
	cp "$work/$file" "$dir/$file"
done
[ "$dir" != snapshot ] || cp "$work/commands.md" "$work/faults.md" "$work/api.md" docs/

#!/bin/sh
# tools/setup with stand-ins for the system's commands: what it asks for, and when it keeps quiet.
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
wrong=0

stand_in() # NAME LINE...
{
	file=$work/bin/$1
	shift
	{ echo '#!/bin/sh'; printf '%s\n' "$@"; } > "$file"
	chmod +x "$file"
}

run() # UID LANG: the script with our commands first
{
	stand_in id "echo $1"
	: > "$work/calls"
	code=0
	PATH=$work/bin:/usr/bin:/bin LANG=$2 work=$work /bin/sh tools/setup > "$work/out" 2>&1 ||
		code=$?
}

want() # WHAT CONDITION...
{
	what=$1
	shift
	"$@" && return
	echo "wrong: $what (exit $code)"
	cat "$work/out" "$work/calls"
	wrong=1
}
says() { grep -q -e "$1" "$work/out"; }
calls() { grep -q -e "$1" "$work/calls"; }
none() { [ ! -s "$1" ]; }

stand_in apt-get 'echo "apt-get $*" >> "$work/calls"'
stand_in sudo 'echo "sudo $*" >> "$work/calls"; "$@"'

stand_in dpkg-query 'echo "install ok installed"'
run 0 C
want 'all there: exit 0' [ $code -eq 0 ]
want 'all there: no command' none "$work/calls"
want 'all there: no word' none "$work/out"

# Removed but not purged packages answer too, with another state.
stand_in dpkg-query 'case "$4" in meson) exit 1 ;; gcc) echo "deinstall ok config-files" ;;' \
	'*) echo "install ok installed" ;; esac'
run 0 C
want 'root: exit 0' [ $code -eq 0 ]
want 'root: refreshes the lists' calls '^apt-get update'
want 'root: installs what is missing, only that' calls '^apt-get install .*recommends gcc meson$'
want 'root: says what' says 'Installing .* gcc meson'
run 1000 zh_CN.UTF-8
want 'user: through sudo' calls '^sudo env .*apt-get install'
want 'user: in Chinese' says '正在安装'

rm "$work/bin/apt-get"
stand_in apt-get 'echo "apt-get $*" >> "$work/calls"; [ "$1" != update ]'
run 0 C
want 'no network but a cache: goes on' [ $code -eq 0 ]
stand_in apt-get 'exit 100'
run 0 C
want 'install failed: exit 1' [ $code -eq 1 ]
want 'install failed: says so' says 'Installing failed'
exit $wrong

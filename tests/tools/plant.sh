# plant.sh: sourced by the tests of the checking scripts. The caller sets $check (a command that
# takes the root of a tree) and defines clean_tree.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tried=0 wrong=0

put() # FILE LINE...
{
	mkdir -p "$work/$(dirname "$1")"
	target=$work/$1
	shift
	printf '%s\n' "$@" > "$target"
}

fresh() { rm -rf "$work/src" "$work/tests" "$work/tools"; clean_tree; }

# The clean tree passes, else the faults below would prove nothing.
accepts()
{
	fresh
	tried=$((tried + 1))
	$check "$work" > "$work/out" 2>&1 && [ ! -s "$work/out" ] && return
	wrong=$((wrong + 1))
	echo 'the clean tree is refused:'
	cat "$work/out"
}

# The check fails on the tree as it stands, and names PLACE (file:line).
expects() # PLACE
{
	tried=$((tried + 1))
	if $check "$work" > "$work/out" 2>&1; then
		echo "not refused: $1"
	elif ! grep -q "^$1: " "$work/out"; then
		echo "refused without naming $1:"
		cat "$work/out"
	else
		return 0
	fi
	wrong=$((wrong + 1))
}

# The same for the clean tree with TEXT as the file of PLACE, and further files.
refuses() # PLACE TEXT [FILE TEXT]...
{
	place=$1
	fresh
	put "${1%:*}" "$2"
	shift 2
	while [ $# -gt 0 ]; do put "$1" "$2"; shift 2; done
	expects "$place"
}

summary()
{
	echo "$tried trees, $wrong wrong"
	[ "$wrong" -eq 0 ]
}

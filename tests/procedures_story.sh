# Shared by the stories of procedures: source it after story.sh. A made-up county with one village
# of two households, and the steps of a round.
export JINGZHUN_DATA=D

county() # PACK
{
	printf '区划代码,名称,级别,上级\n980000000000,演示省,省级,\n' > areas.csv
	printf '980100000000,演示市,地级,980000000000\n' >> areas.csv
	printf '980121000000,演示县,县级,980100000000\n980121100000,青山镇,乡级,980121000000\n' >> areas.csv
	printf '980121100200,甲村,村级,980121100000\n' >> areas.csv
	[ ! -f groups.csv ] || cat groups.csv >> areas.csv
	ends 0 init --areas areas.csv --pack "$1"
	ends 0 import household h.csv
	ends 0 user demo
}

# A made-up pack over the national one, for procedures of a story's own; they go into
# policy/NAME/procedures.yaml.
trial_pack() # NAME [ISSUED]
{
	mkdir -p "policy/$1"
	[ -d policy/cn ] || cp -r "$JZ_ROOT/policy/cn" policy/
	export JINGZHUN_POLICY="$PWD/policy"
	cat > "policy/$1/pack.yaml" <<-Y
		name: $1
		parent: cn
		zh: 试验包
		en: Trial
		issued: {by: 试验, on: ${2:-2020-01-01}}
		documents: [{id: trial, zh: 试验办法, en: Trial, date: 2015-01-01, from: 2015}]
	Y
}

act() # CODE CASE ACT ARG...
{
	code=$1
	shift
	ends "$code" case act "$@"
}

# A document with a word in it, as small as one can be.
a_paper() { printf '%%PDF-1.4\n1 0 obj<</K(%s)>>endobj\n%%%%EOF\n' "$1"; }

paper() # CASE KIND DAY
{
	a_paper "$1 $2 $3" > paper.pdf
	ends 0 case paper "$1" paper.pdf --kind "$2" --on "$3" --as village
}

# Two photographs: that of the first day does not prove the last.
cp "$JZ_ROOT/tools/demo_board.png" photo.png
cp "$JZ_ROOT/tools/demo_board_last.png" last.png

# The list of a gate hangs, with a photograph of the first day and, if it is said, of the last.
hang() # GATE FIRST LAST WHO
{
	ends 0 round publish "$round" "$1" --on "$2" --as "$4"
	notice=$(sed -n 's/^Notice \([0-9-]*\):.*/\1/p' out)
	[ -n "$notice" ] || fail "no list was made at $1"
	ends 0 notice post "$notice" --photo photo.png --place 公开栏 --taken "$2"
	[ -z "$3" ] || ends 0 notice last "$notice" --photo last.png --place 公开栏 --taken "$3"
}

opened() # PROCEDURE DAY
{
	ends 0 round open "$1" --area 青山镇 --name "$1" --on "$2" --as township
	round=$(sed -n 's/^Round \(R[0-9]*\).*/\1/p' out)
}

taken() # HOUSEHOLD DAY
{
	ends 0 case add "$round" "$1" --on "$2" --as village
	taken=$(sed -n 's/^Case \(P[0-9]*\):.*/\1/p' out | head -1)
}

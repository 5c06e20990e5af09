# A made-up county and the server over it, for the benches that ask through HTTP. Sourced after
# tests/proof.sh; needs a free port only.

need_all() # PROGRAM...
{
	for need in "$@"; do
		command -v "$need" > /dev/null || PATH=$PATH:/usr/sbin
		command -v "$need" > /dev/null || die "$need is missing: sh tools/setup proofs"
	done
}

register() # DIR HOUSEHOLDS [OPTION OF init...]
{
	made=$1
	"$JZ" demo --out "$made.lists" --households "$2" --faults none --seed 5 -q > /dev/null ||
		die demo
	shift 2
	"$JZ" init --data "$made" --areas "$made.lists/areas.csv" "$@" -q > /dev/null || die init
	rm -f "$made.lists/truth.csv" "$made.lists/areas.csv"
	"$JZ" import --data "$made" -q "$made.lists"/*.csv > /dev/null 2>&1 || die import
	rm -rf "$made.lists"
}

serve() # DIR [OPTION...]: sets url, server, start_ms, and password where --demo is among them
{
	data=$1
	shift
	from=$(date +%s%N)
	rm -f served
	"$JZ" serve --data "$data" --listen 127.0.0.1:0 "$@" > served 2> serve.err &
	server=$!
	started="$started $server"
	until grep -q "Ctrl-C ends it" served 2> /dev/null; do
		kill -0 $server 2> /dev/null || { cat serve.err >&2; die serve; }
		sleep 0.01
	done
	start_ms=$((($(date +%s%N) - from) / 1000000))
	url=$(sed -n 's/^The register is served at \(.*\)\/$/\1/p' served)
	password=$(sed -n 's/^Password of the demo accounts: //p' served)
}

serve_end()
{
	kill $server
	wait $server
}

# Proportional memory of the server and its children, in MiB.
memory()
{
	for pid in $server $(pgrep -P $server); do cat "/proc/$pid/smaps_rollup" 2> /dev/null; done |
		awk '/^Pss:/ { n += $2 } END { printf "%.1f", n / 1024 }'
}

loaded() # WRK'S ARGUMENTS...: sets rate, p99, bad
{
	wrk "$@" > load.out 2>&1 || die wrk
	rate=$(awk '/^Requests\/sec/ { printf "%d", $2 }' load.out)
	p99=$(awk '$1 == "99%" { v = $2; u = v; sub(/[0-9.]+/, "", u); sub(/[a-z]+/, "", v)
		printf "%.2f", v * (u == "s" ? 1000 : u == "us" ? 0.001 : 1) }' load.out)
	bad=$(awk '/Non-2xx/ { n = $NF } END { print n + 0 }' load.out)
}

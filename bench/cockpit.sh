#!/bin/sh
# Whoever asks about everybody, through the server: the figures of random areas under 50 writes a
# second, of a register of HOUSEHOLDS=30000; then what-ifs and checks, and the memory of the server
# with all of that in use. SECONDS_EACH=10.
# proves: cockpit-p99 cockpit-failed cockpit-same desk-memory desk-whatif check-columns
. "$(dirname "$0")/../tests/proof.sh"
. "$JZ_ROOT/bench/served.sh"
HOUSEHOLDS=${HOUSEHOLDS:-30000}
SECONDS_EACH=${SECONDS_EACH:-10}
need_all wrk node
register county "$HOUSEHOLDS"
serve county --demo

cat > ask.mjs <<'JS'
// Asks what a script needs: a session (cookie LOGIN), what-ifs and checks (busy), or whether the
// figures of areas are those of their lists (same).
const [, , what, url, password, login] = process.argv
const a = await fetch(url + '/login', { method: 'POST', redirect: 'manual',
	headers: { 'content-type': 'application/x-www-form-urlencoded' },
	body: new URLSearchParams({ login: login ?? 'county', password, code: '', next: '/' }) })
const cookie = a.headers.get('set-cookie').split(';')[0]
const ask = async (path, body) => {
	const r = await fetch(url + '/api/v1/' + path, { method: body ? 'POST' : 'GET',
		body: body && JSON.stringify(body),
		headers: { cookie, 'x-jz': '1', 'content-type': 'application/json',
			...(body ? { 'idempotency-key': `k${Math.random()}` } : {}) } })
	if (!r.ok) throw new Error(`${path}: ${r.status} ${await r.text()}`)
	return r.json()
}
if (what === 'cookie') {
	console.log(cookie)
} else if (what === 'busy') {
	const job = (await ask('checks/run', {})).job
	for (let state = ''; state !== 'done';) {
		await new Promise(done => setTimeout(done, 100))
		state = (await ask(`jobs/${job}`)).state
		if (/fail|cancel/.test(state)) throw new Error(state)
	}
	const slide = []
	for (let n = 0; n < 60; n++) {
		const from = performance.now()
		await ask('simulate', { standard: 'household-poor', on: '2020-12-31',
			lines: `poverty=${3000 + n * 50}` })
		slide.push(performance.now() - from)
	}
	for (const s of (await ask('standards')).items) await ask('simulate', { standard: s.id })
	await ask('cockpit')
	slide.sort((x, y) => x - y)
	console.log(slide[30].toFixed(1))
} else {
	let wrong = 0, n = 0
	for (const area of process.argv.slice(6)) {
		const c = await ask(`cockpit?area=${area}`)
		const list = async (noun, where) => (await ask(`${noun}?limit=1&count=1&where=` +
			encodeURIComponent(`area=${area}${where}`))).total
		n += 3
		wrong += c.households !== await list('household', '')
		wrong += c.persons !== await list('person', '')
		wrong += c.risks_open !== await list('risk', ' and cleared!=1')
	}
	console.log(wrong, n)
}
JS
node ask.mjs cookie "$url" "$password" county > cookie || die "sign in"
"$JZ" list --data county area --limit 1000 --json -q | sed 's/.*"code":"\([0-9]*\)".*/\1/' > areas
{
	printf 'local area = {'
	sed 's/.*/"&",/' areas | tr -d '\n'
	printf '}\nmath.randomseed(7)\nrequest = function() return wrk.format("GET", '
	printf '"/api/v1/cockpit?area=" .. area[math.random(1, #area)], { Cookie = "%s" }) end\n' \
		"$(cat cookie)"
} > cockpit.lua
loaded -t1 -c2 -d2 --latency -s cockpit.lua "$url"      # warm
node "$JZ_ROOT/bench/cockpit_clerks.mjs" "$url" "$password" 50 "$SECONDS_EACH" > clerks &
clerks=$!
started="$started $clerks"
loaded -t1 -c2 -d"$SECONDS_EACH" --latency -s cockpit.lua "$url"
wait $clerks || die clerks
say "cockpit: $rate/s, p99 $p99 ms; $(cat clerks)"
judge cockpit-p99 "$p99" '<=' 20 ms
judge cockpit-failed "$((bad + $(awk '{ print $4 }' clerks)))" '<=' 0
judge cockpit-same "$(node ask.mjs same "$url" "$password" county $(awk 'NR % 40 == 1' areas) |
	awk '{ print $1 }')" '<=' 0 figures

# ---- what-ifs and checks, and what all of it takes ----
judge desk-whatif "$(node ask.mjs busy "$url" "$password")" '<=' 100 ms
judge desk-memory "$(memory)" '<=' 64 MiB
serve_end

# ---- checks over the columns ----
# The middle of five, each a program of its own.
for i in 1 2 3 4 5; do
	"$JZ" check --data county --dry-run --lang en 2>&1 |
		sed -n 's/^Over the columns in \([0-9.]*\) ms.*/\1/p'
done | sort -n > columns
judge check-columns "$(sed -n 3p columns)" '<=' 10 ms
proof_end

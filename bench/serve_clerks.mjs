// bench/serve_clerks.mjs URL PASSWORD RATE SECONDS: clerks at work beside a load. Proposes edits, RATE
// a second, and prints how long each took and after how long it was seen by the approver: sorted
// milliseconds, median, p99, the longest, as "proposed N median p99 max seen p99".
const [, , url, password, rate_text, seconds_text] = process.argv;
const rate = Number(rate_text), seconds = Number(seconds_text);

async function sign_in(login) {
	const a = await fetch(url + "/login", { method: "POST", redirect: "manual",
		headers: { "content-type": "application/x-www-form-urlencoded" },
		body: new URLSearchParams({ login, password, code: "", next: "/" }) });
	const cookie = (a.headers.get("set-cookie") || "").split(";")[0];
	if (!cookie)
		throw new Error(`${login} cannot sign in: ${a.status}`);
	return (path, ask = {}) => fetch(url + "/api/v1/" + path, { ...ask,
		headers: { cookie, "x-jz": "1", "content-type": "application/json", ...ask.headers } });
}

const clerk = await sign_in("county");
const watcher = await sign_in("leader");
const homes = [];
for (let cursor = ""; homes.length < 2000;) {
	const page = await (await clerk(`household?limit=500&fields=no${cursor && "&cursor=" + cursor}`)).json();
	homes.push(...page.items.filter((h) => h.no));
	if (!page.next)
		break;
	cursor = page.next;
}

const took = [], seen = [];
let failed = 0;
async function one(n) {
	const h = homes[(n * 7919) % homes.length];
	const from = performance.now();
	const a = await clerk("household/" + h.no, { method: "PATCH",
		headers: { "if-match": `"v${h.v}"`, "idempotency-key": `bench-${process.pid}-${n}` },
		body: JSON.stringify({ set: { group_name: `组${n}` }, reason: "bench" }) });
	await a.text();
	took.push(performance.now() - from);
	if (a.status !== 202)
		failed++;
	if (n % 25)
		return;
	const page = await (await watcher(`household/${h.no}/page`)).json();
	if (page.changes.some((c) => c.set.some((s) => s.new === `组${n}`)))
		seen.push(performance.now() - from);
	else
		failed++;
}

const all = [];
for (let n = 1; n <= rate * seconds; n++) {
	all.push(one(n).catch(() => failed++));
	await new Promise((done) => setTimeout(done, 1000 / rate));
}
await Promise.all(all);
const at = (list, share) => list.sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))] || 0;
console.log(["proposed", took.length, failed, at(took, 0.5).toFixed(1), at(took, 0.99).toFixed(1),
	at(took, 1).toFixed(1), "seen", seen.length, at(seen, 1).toFixed(1)].join(" "));

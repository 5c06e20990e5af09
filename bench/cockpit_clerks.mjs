// bench/cockpit_clerks.mjs URL PASSWORD WRITES SECONDS: clerks beside who looks. Half of WRITES a
// second are proposals of an edit, half approve one, which changes a household's kind of monitoring
// and when its risk was found. Prints "written N failed M median p99", in milliseconds.
const [, , url, password, rate_text, seconds_text] = process.argv;
const rate = Number(rate_text) / 2, seconds = Number(seconds_text);

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

const clerk = await sign_in("county"), approver = await sign_in("county2");
const homes = [];
for (let cursor = ""; homes.length < 2000;) {
	const page = await (await clerk(`household?limit=500&fields=no${cursor && "&cursor=" + cursor}`)).json();
	homes.push(...page.items.filter((h) => h.no));
	if (!page.next)
		break;
	cursor = page.next;
}

const took = [];
let failed = 0;
async function timed(ask, status) {
	const from = performance.now(), a = await ask(), text = await a.text();
	took.push(performance.now() - from);
	if (a.status === status)
		return text;
	failed++;
	if (failed < 4)
		console.error(a.status, text.slice(0, 300));
	return "";
}
async function one(n) {
	const h = homes[(n * 7919) % homes.length];
	const made = await timed(() => clerk("household/" + h.no, { method: "PATCH",
		headers: { "if-match": `"v${h.v}"`, "idempotency-key": `bench-${process.pid}-${n}` },
		body: JSON.stringify({ set: { risk_found: `2025-0${1 + n % 9}-11` }, reason: "bench" }) }), 202);
	if (made)
		await timed(() => approver(`changes/${JSON.parse(made).change.id}/approve`, { method: "POST",
			headers: { "idempotency-key": `bench-${process.pid}-${n}-a` },
			body: JSON.stringify({ reason: "bench" }) }), 200);
}

const all = [];
for (let n = 1; n <= Math.min(rate * seconds, homes.length); n++) {
	all.push(one(n).catch(() => failed++));
	await new Promise((done) => setTimeout(done, 1000 / rate));
}
await Promise.all(all);
took.sort((a, b) => a - b);
const at = (share) => (took[Math.min(took.length - 1, Math.floor(took.length * share))] || 0).toFixed(1);
console.log(["written", took.length, "failed", failed, at(0.5), at(0.99)].join(" "));

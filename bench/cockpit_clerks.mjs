// bench/cockpit_clerks.mjs URL PASSWORD WRITES SECONDS: clerks beside who looks. Half of WRITES a
// second are proposals of an edit, half approve one, which changes a household's kind of monitoring
// and when its risk was found. Prints "written N failed M median p99", in milliseconds.
import { at, at_a_rate, homes_of, propose, rate_text, seconds_text, sign_in } from "./clerks.mjs";

const rate = Number(rate_text) / 2, seconds = Number(seconds_text);

const clerk = await sign_in("county"), approver = await sign_in("county2");
const homes = await homes_of(clerk);

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
	const made = await timed(() => propose(clerk, h, n, { risk_found: `2025-0${1 + n % 9}-11` }), 202);
	if (made)
		await timed(() => approver(`changes/${JSON.parse(made).change.id}/approve`, { method: "POST",
			headers: { "idempotency-key": `bench-${process.pid}-${n}-a` },
			body: JSON.stringify({ reason: "bench" }) }), 200);
}

await at_a_rate(rate, Math.min(rate * seconds, homes.length), (n) => one(n).catch(() => failed++));
console.log(["written", took.length, "failed", failed, at(took, 0.5).toFixed(1), at(took, 0.99).toFixed(1)].join(" "));

// bench/serve_clerks.mjs URL PASSWORD RATE SECONDS: clerks at work beside a load. Proposes edits, RATE
// a second, and prints how long each took and after how long it was seen by the approver: sorted
// milliseconds, median, p99, the longest, as "proposed N median p99 max seen p99".
import { at, at_a_rate, homes_of, propose, rate_text, seconds_text, sign_in } from "./clerks.mjs";

const rate = Number(rate_text), seconds = Number(seconds_text);

const clerk = await sign_in("county");
const watcher = await sign_in("leader");
const homes = await homes_of(clerk);

const took = [], seen = [];
let failed = 0;
async function one(n) {
	const h = homes[(n * 7919) % homes.length];
	const from = performance.now();
	const a = await propose(clerk, h, n, { group_name: `组${n}` });
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

await at_a_rate(rate, rate * seconds, one);
console.log(["proposed", took.length, failed, at(took, 0.5).toFixed(1), at(took, 0.99).toFixed(1),
	at(took, 1).toFixed(1), "seen", seen.length, at(seen, 1).toFixed(1)].join(" "));

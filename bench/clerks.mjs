// What the clerks of the benches share: signing in to the demo, the households they work on, and
// milliseconds in order.
export const [, , url, password, rate_text, seconds_text] = process.argv;

/** Asks the API as this account. */
export async function sign_in(login) {
	const a = await fetch(url + "/login", { method: "POST", redirect: "manual",
		headers: { "content-type": "application/x-www-form-urlencoded" },
		body: new URLSearchParams({ login, password, code: "", next: "/" }) });
	const cookie = (a.headers.get("set-cookie") || "").split(";")[0];
	if (!cookie)
		throw new Error(`${login} cannot sign in: ${a.status}`);
	return (path, ask = {}) => fetch(url + "/api/v1/" + path, { ...ask,
		headers: { cookie, "x-jz": "1", "content-type": "application/json", ...ask.headers } });
}

/** Some thousand households, with their versions. */
export async function homes_of(clerk) {
	const homes = [];
	for (let cursor = ""; homes.length < 2000;) {
		const page = await (await clerk(`household?limit=500&fields=no${cursor && "&cursor=" + cursor}`)).json();
		homes.push(...page.items.filter((h) => h.no));
		if (!page.next)
			break;
		cursor = page.next;
	}
	return homes;
}

/** Proposes a change of household n of those: its answer. */
export const propose = (clerk, h, n, set) => clerk("household/" + h.no, { method: "PATCH",
	headers: { "if-match": `"v${h.v}"`, "idempotency-key": `bench-${process.pid}-${n}` },
	body: JSON.stringify({ set, reason: "bench" }) });

/** Begins one of `count` works so many times a second; ends when all have. */
export async function at_a_rate(rate, count, one) {
	const all = [];
	for (let n = 1; n <= count; n++) {
		all.push(one(n));
		await new Promise((done) => setTimeout(done, 1000 / rate));
	}
	await Promise.all(all);
}

/** The time that this share of them stays below. */
export const at = (list, share) => list.sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))] || 0;

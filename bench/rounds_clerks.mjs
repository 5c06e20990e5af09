// bench/rounds_clerks.mjs, with JZ_URL and JZ_PASSWORD: people of a round.
//   cookie LOGIN             a session, for wrk
//   open HOUSEHOLDS          opens a round over the county and takes everybody in: "R1 SECONDS CASES"
//   act ROUND SECONDS        a clerk who acts ten times a second: "acted N failed M median p99"
const { JZ_URL: url, JZ_PASSWORD: password } = process.env;
const [, , what, first, second] = process.argv;

async function sign_in(login) {
	const a = await fetch(url + "/login", { method: "POST", redirect: "manual",
		headers: { "content-type": "application/x-www-form-urlencoded" },
		body: new URLSearchParams({ login, password, code: "", next: "/" }) });
	const cookie = (a.headers.get("set-cookie") || "").split(";")[0];
	if (!cookie)
		throw new Error(`${login} cannot sign in: ${a.status}`);
	return cookie;
}
const asks = (cookie) => async (path, body) => {
	const a = await fetch(url + "/api/v1/" + path, { method: body ? "POST" : "GET", body: body && JSON.stringify(body),
		headers: { cookie, "x-jz": "1", "content-type": "application/json" } });
	if (!a.ok)
		throw new Error(`${path}: ${a.status} ${(await a.text()).slice(0, 300)}`);
	return a.json();
};

async function open(most) {
	const ask = asks(await sign_in("county"));
	const nos = [];
	for (let cursor = ""; nos.length < most;) {
		const page = await ask(`household?limit=500&fields=no${cursor && "&cursor=" + cursor}`);
		nos.push(...page.items.map((h) => h.no).filter(Boolean));
		cursor = page.next;
		if (!cursor)
			break;
	}
	const area = (await ask("me")).areas[0].code, from = performance.now();
	const { no } = await ask("rounds", { procedure: "monitor", name: "bench", area });
	let n = 0;
	for (let i = 0; i < nos.length; i += 2000)
		n += (await ask(`rounds/${no}/cases`, { about: nos.slice(i, i + 2000) })).items.filter((x) => x.done).length;
	const seconds = ((performance.now() - from) / 1000).toFixed(2);
	/* all of them at once, too: they are there, and the server bears it */
	const filled = await ask(`rounds/${no}/fill`, {});
	if (filled.there !== n)
		throw new Error(`of ${n} cases ${filled.there} are there`);
	console.log(no, seconds, n);
}

async function act(round, seconds) {
	const ask = asks(await sign_in("township"));
	const waiting = [];
	for (let cursor = ""; waiting.length < seconds * 10;) {
		const page = await ask(`rounds/${round}/cases?gate=lead&limit=200${cursor && "&cursor=" + cursor}`);
		waiting.push(...page.items.map((c) => c.no));
		cursor = page.next;
		if (!cursor)
			break;
	}
	const took = [];
	let failed = 0;
	for (const no of waiting.slice(0, seconds * 10)) {
		const then = performance.now();
		await ask(`cases/${no}/act`, { act: "accept" }).catch(() => failed++);
		took.push(performance.now() - then);
		await new Promise((done) => setTimeout(done, Math.max(0, 100 - took.at(-1))));
	}
	took.sort((a, b) => a - b);
	const at = (share) => (took[Math.min(took.length - 1, Math.floor(took.length * share))] || 0).toFixed(1);
	console.log(["acted", took.length, "failed", failed, at(.5), at(.99)].join(" "));
}

if (what === "cookie")
	console.log(await sign_in(first));
else if (what === "open")
	await open(Number(first));
else
	await act(first, Number(second));

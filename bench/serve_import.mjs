// bench/serve_import.mjs URL PASSWORD FILE...: uploads the files as `county`, starts one import of
// them, prints "started", and when it has ended "done SECONDS STATE ROWS".
import { readFileSync } from "node:fs";
import { basename } from "node:path";

const [, , url, password, ...files] = process.argv;
const a = await fetch(url + "/login", { method: "POST", redirect: "manual",
	headers: { "content-type": "application/x-www-form-urlencoded" },
	body: new URLSearchParams({ login: "county", password, code: "", next: "/" }) });
const cookie = (a.headers.get("set-cookie") || "").split(";")[0];
const api = (path, ask = {}) => fetch(url + "/api/v1/" + path, { ...ask,
	headers: { cookie, "x-jz": "1", ...ask.headers } });

const uploads = [];
for (const file of files) {
	const sent = await api("uploads?name=" + encodeURIComponent(basename(file)), { method: "POST",
		body: readFileSync(file), headers: { "content-type": "application/octet-stream" } });
	if (sent.status !== 201)
		throw new Error(`${file}: ${sent.status} ${await sent.text()}`);
	uploads.push((await sent.json()).id);
}
const from = performance.now();
const started = await api("imports", { method: "POST", body: JSON.stringify({ uploads }),
	headers: { "content-type": "application/json" } });
const { job } = await started.json();
console.log("started");
for (;;) {
	const j = await (await api("jobs/" + job)).json();
	if (j.state !== "queued" && j.state !== "running") {
		console.log("done", ((performance.now() - from) / 1000).toFixed(1), j.state,
			j.result?.total?.rows ?? 0);
		break;
	}
	await new Promise((done) => setTimeout(done, 500));
}

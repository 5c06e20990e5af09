// A server of generated data that follows /api/v1, so that the app can be looked at and tested
// without the program: node ui/test/mock.mjs [BUNDLE-DIR] [PORT]. JZ_N: how many households;
// JZ_ROLE: whose rights. Nothing of it goes into the program.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { World } from "./world.mjs";

const here = dirname(fileURLToPath(import.meta.url));

export function start_mock({ bundle = resolve(here, process.env.JZ_BUNDLE || "../../build/ui"), port = 0, n = 3000,
	role = "county_office" } = {}) {
	const dir = resolve(bundle);
	const files = new Map(readFileSync(join(dir, "assets.list"), "utf8").trim().split("\n")
		.map((line) => line.split("\t")).map(([url, file, type, cache]) => [url, { file, type, cache }]));
	const csp = readFileSync(join(dir, "csp.txt"), "utf8").trim().split("\n");
	const policy = ["default-src 'none'", ...csp.map((l) => l.replace(/^(\S+) /, "$1 'self' ")),
		"img-src 'self' blob:", "connect-src 'self'", "manifest-src 'self'", "worker-src 'self'",
		"frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'",
		"require-trusted-types-for 'script'"].join("; ");
	const world = new World(n, role);

	function asset(req, res, url) {
		const hit = files.get(url) || files.get("/");
		const zip = /\bbr\b/.test(req.headers["accept-encoding"] || "");
		const body = readFileSync(join(dir, hit.file + (zip ? ".br" : "")));
		res.writeHead(200, { "Content-Type": hit.type, "Content-Security-Policy": policy,
			...(zip ? { "Content-Encoding": "br" } : {}), "X-Content-Type-Options": "nosniff",
			"Cache-Control": hit.cache === "immutable" ? "max-age=31536000, immutable" : "no-cache" });
		res.end(body);
	}

	async function take(req, res) {
		const url = new URL(req.url, "http://mock");
		if (url.pathname === "/login") {
			res.writeHead(200, { "Content-Type": "text/html; charset=utf-8" });
			res.end("<!doctype html><title>login</title><h1>Login</h1>");
			return;
		}
		if (!url.pathname.startsWith("/api/v1/")) {
			asset(req, res, url.pathname);
			return;
		}
		const parts = [];
		for await (const part of req)
			parts.push(part);
		const body = Buffer.concat(parts);
		world.lang = /^zh/.test(req.headers["accept-language"] || "zh") ? "zh" : "en";
		if (req.method !== "GET" && req.headers["x-jz"] !== "1")
			return send(res, 403, { title: "CSRF", status: 403, code: "csrf", detail: "X-JZ" });
		if (url.pathname.endsWith("/events"))
			return world.events(req, res, url);
		const answer = world.answer(req.method, url, body, req.headers);
		return send(res, answer.status || 200, answer.body, answer.headers);
	}

	function send(res, status, body, headers = {}) {
		const raw = typeof body === "string" || Buffer.isBuffer(body);
		res.writeHead(status, { "Content-Type": status >= 400 ? "application/problem+json"
			: "application/json", "Cache-Control": "no-store", "Content-Security-Policy": policy,
			...headers });
		res.end(raw ? body : JSON.stringify(body));
	}

	const server = createServer((req, res) => take(req, res).catch((e) => {
		console.error(e);
		send(res, 500, { title: "mock", status: 500, detail: String(e), trace: "00000000" });
	}));
	return new Promise((ok) => server.listen(port, "127.0.0.1", () =>
		ok({ url: `http://127.0.0.1:${server.address().port}`, world,
			close: () => { server.closeAllConnections(); server.close(); } })));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const mock = await start_mock({ bundle: process.argv[2], port: Number(process.argv[3] || 8099),
		n: Number(process.env.JZ_N || 3000), role: process.env.JZ_ROLE });
	console.log(mock.url);
}

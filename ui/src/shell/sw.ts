// The worker that makes the second visit quick and lets the app open without a line. It keeps the
// program only (the shell and its rooms), never an answer of the API: personal data is not stored
// on the machine.
declare const VERSION: string;
declare const PRECACHE: string[];
interface Extendable extends Event { waitUntil(p: Promise<unknown>): void }
interface Fetching extends Extendable {
	request: Request; respondWith(p: Promise<Response> | Response): void;
}
interface Scope extends EventTarget {
	skipWaiting(): Promise<void>; clients: { claim(): Promise<void> };
}
const scope = self as unknown as Scope;
const store = "jz-" + VERSION;
const foreign = /^\/(api|login|logout|setup|p|healthz|metrics|a)(\/|$)/;

async function fill(): Promise<void> {
	const cache = await caches.open(store);
	await cache.addAll(PRECACHE);
	const page = await fetch("/", { credentials: "same-origin" });
	if (page.ok && !page.redirected)
		await cache.put("/", page);
}

// One older generation stays: a page opened before the change may still ask for its rooms.
async function sweep(): Promise<void> {
	const old = (await caches.keys()).filter((k) => k.startsWith("jz-") && k !== store);
	await Promise.all(old.slice(0, -1).map((k) => caches.delete(k)));
}

async function page(request: Request): Promise<Response> {
	const cache = await caches.open(store);
	const hit = await cache.match("/");
	return hit || fetch(request);
}

async function asset(request: Request): Promise<Response> {
	return await caches.match(request) || fetch(request);
}

scope.addEventListener("install", (e) =>
	(e as Extendable).waitUntil(fill().then(() => scope.skipWaiting())));
scope.addEventListener("activate", (e) =>
	(e as Extendable).waitUntil(sweep().then(() => scope.clients.claim())));
scope.addEventListener("fetch", (event) => {
	const e = event as Fetching;
	const url = new URL(e.request.url);
	if (e.request.method !== "GET" || url.origin !== location.origin)
		return;
	if (e.request.mode === "navigate" && !foreign.test(url.pathname))
		e.respondWith(page(e.request));
	else if (url.pathname.startsWith("/a/"))
		e.respondWith(asset(e.request));
});

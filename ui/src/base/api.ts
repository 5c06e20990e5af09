// Asking the server. Every fault becomes a Problem with a text for people and a trace to copy.
import { useEffect, useRef, useState } from "preact/hooks";
import { lang, t } from "./words";

export interface FieldFault { field: string; code?: string; detail: string }

export class Problem extends Error {
	status: number; code: string; trace: string; errors: FieldFault[]; body: any;
	constructor(status: number, body: any) {
		super(body?.detail || body?.title || t("fault.unknown", status));
		this.status = status;
		this.code = body?.code || "";
		this.trace = body?.trace || "";
		this.errors = body?.errors || [];
		this.body = body;
	}
}

export interface Ask {
	method?: string; body?: unknown; raw?: Blob; etag?: string; key?: string; signal?: AbortSignal;
}

/** Without a session there is nothing to show: sign in, then come back to this address. */
export function to_login(): void {
	location.assign("/login?next=" + encodeURIComponent(location.pathname + location.search));
}

function heads(ask: Ask): Record<string, string> {
	const h: Record<string, string> = { Accept: "application/json", "Accept-Language": lang.value };
	if (ask.method && ask.method !== "GET")
		h["X-JZ"] = "1";
	if (ask.raw)
		h["Content-Type"] = "application/octet-stream";
	else if (ask.body !== undefined)
		h["Content-Type"] = "application/json";
	if (ask.etag)
		h["If-Match"] = ask.etag;
	if (ask.key)
		h["Idempotency-Key"] = ask.key;
	return h;
}

/* Marks that turn the direction of what follows would let a name or a file's name say something else
 * than it is: they are shown as what cannot be shown. The server sends characters, not escapes. */
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
export const plain = (text: string): string => text.replace(turning, "\ufffd");

export async function api<T>(path: string, ask: Ask = {}): Promise<T> {
	return (await api_full<T>(path, ask)).data;
}

export async function api_full<T>(path: string, ask: Ask = {}):
	Promise<{ data: T; etag: string }> {
	let answer: Response;
	try {
		answer = await fetch("/api/v1/" + path, { method: ask.method || "GET", headers: heads(ask),
			body: ask.raw || (ask.body === undefined ? undefined : JSON.stringify(ask.body)),
			credentials: "same-origin", signal: ask.signal });
	} catch (e) {
		if ((e as Error).name === "AbortError")
			throw e;
		throw new Problem(0, { detail: t("fault.offline"), code: "offline" });
	}
	if (answer.status === 401) {
		to_login();
		await new Promise(() => undefined);
	}
	const text = plain(await answer.text());
	let body: any = null;
	try {
		body = text ? JSON.parse(text) : null;
	} catch {
		body = { detail: t("fault.unknown", answer.status) };
	}
	if (!answer.ok)
		throw new Problem(answer.status, body);
	return { data: body as T, etag: answer.headers.get("ETag") || "" };
}

/** A key that makes a doubled request one effect; crypto.randomUUID is absent on plain HTTP. */
export function new_key(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

/** "a=1&b=2" of what is set; begins with ? when there is something. */
export function query_text(params: Record<string, string | number | boolean | null | undefined>):
	string {
	const q = new URLSearchParams();
	for (const [name, value] of Object.entries(params))
		if (value !== undefined && value !== null && value !== "" && value !== false)
			q.append(name, String(value));
	const text = q.toString();
	return text ? "?" + text : "";
}

export interface Loaded<T> {
	data?: T; fault?: Problem; loading: boolean; etag: string; reload: () => void;
}

/** Loads path, again when it or the language changes; null loads nothing. */
export function useLoad<T>(path: string | null): Loaded<T> {
	const [state, set] = useState<{ path: string | null; data?: T; fault?: Problem; etag: string;
		busy: boolean }>({ path: null, etag: "", busy: true });
	const [turn, again] = useState(0);
	const now = useRef<string | null>(null);
	const key = path === null ? null : lang.value + " " + path;
	now.current = key;
	useEffect(() => {
		if (path === null)
			return undefined;
		const stop = new AbortController();
		set((old) => ({ ...old, busy: true, fault: undefined }));
		api_full<T>(path, { signal: stop.signal }).then(
			({ data, etag }) => now.current === key &&
				set({ path, data, etag, busy: false }),
			(e) => {
				if (e.name !== "AbortError" && now.current === key)
					set((old) => ({ path, data: old.path === path ? old.data : undefined,
						etag: "", busy: false, fault: e }));
			});
		return () => stop.abort();
	}, [key, turn]);
	return { data: state.data, fault: state.fault, etag: state.etag,
		loading: path !== null && (state.busy || state.path !== path),
		reload: () => again((n) => n + 1) };
}

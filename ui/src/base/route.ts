// Where we are: path and query of the address bar. Everything a view shows stands in its address,
// so that any view can be sent to somebody else and opened there.
import { signal } from "@preact/signals";

export const path = signal(location.pathname);
export const query = signal(new URLSearchParams(location.search));

function read(): void {
	path.value = location.pathname;
	query.value = new URLSearchParams(location.search);
}

const places = new Map<string, number>();
const place = (): string => location.pathname + location.search;

function restore_scroll(): void {
	const y = places.get(place()) || 0;
	let tries = 20;
	const step = (): void => {
		window.scrollTo(0, y);
		if (Math.abs(window.scrollY - y) > 2 && tries-- > 0)
			setTimeout(step, 50);
	};
	step();
}

/** Goes to an address of the app; replace leaves no step back. */
export function go(to: string, replace = false): void {
	places.set(place(), window.scrollY);
	if (replace)
		history.replaceState(null, "", to);
	else
		history.pushState(null, "", to);
	const other = path.value !== location.pathname;
	read();
	if (other) {
		window.scrollTo(0, 0);
		// The reader of the screen is told where we are; the view sets the title.
		setTimeout(() => document.getElementById("main")?.focus({ preventScroll: true }), 0);
	}
}

/** The same view with some of its parameters changed; empty takes one away. */
export function here(changes: Record<string, string | null | undefined>): string {
	const q = new URLSearchParams(query.value);
	for (const [name, value] of Object.entries(changes))
		if (value)
			q.set(name, value);
		else
			q.delete(name);
	const text = q.toString();
	return path.value + (text ? "?" + text : "");
}

/** An address with the area that is looked at now, so that links keep the scope. */
export function to(address: string, params: Record<string, string | number | undefined> = {}):
	string {
	const q = new URLSearchParams();
	const area = query.value.get("area");
	if (area && !("area" in params))
		q.set("area", area);
	for (const [name, value] of Object.entries(params))
		if (value !== undefined && value !== "")
			q.set(name, String(value));
	const text = q.toString();
	return address + (text ? "?" + text : "");
}

const ours = (a: HTMLAnchorElement): boolean => a.origin === location.origin && !a.target &&
	!a.hasAttribute("download") && !/^\/(api|login|logout|setup|p|a)(\/|$)/.test(a.pathname);

export function start_routing(): void {
	window.addEventListener("popstate", () => {
		read();
		restore_scroll();
	});
	document.addEventListener("click", (e) => {
		const a = (e.target as Element).closest?.("a[href]") as HTMLAnchorElement | null;
		if (!a || e.defaultPrevented || e.button || e.ctrlKey || e.metaKey || e.shiftKey || !ours(a))
			return;
		if (a.hash && a.pathname === location.pathname)
			return;
		e.preventDefault();
		go(a.pathname + a.search);
	});
}

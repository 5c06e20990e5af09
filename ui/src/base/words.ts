// Language and words. t("KEY") in a source becomes t(["中文","English"]) in the build (words.mjs).
import { signal } from "@preact/signals";

export type Msg = readonly [string, string];
export type Lang = "zh" | "en";

function first_lang(): Lang {
	// Pressed on the page one signed in at: then it holds from here on.
	const here = new URL(location.href);
	const pressed = here.searchParams.get("lang");
	if (pressed === "zh" || pressed === "en") {
		localStorage.setItem("jz.lang", pressed);
		here.searchParams.delete("lang");
		history.replaceState(history.state, "", here.pathname + here.search + here.hash);
	}
	const kept = localStorage.getItem("jz.lang");
	if (kept === "zh" || kept === "en")
		return kept;
	// Nobody has chosen: the first of the browser's languages that is spoken here.
	for (const l of navigator.languages || [navigator.language || ""])
		if (/^(zh|en)\b/i.test(l))
			return l.slice(0, 2).toLowerCase() as Lang;
	return "zh";
}

export const lang = signal<Lang>(first_lang());

export function set_lang(to: Lang, keep = true): void {
	if (keep)
		localStorage.setItem("jz.lang", to);
	lang.value = to;
	document.documentElement.lang = to === "zh" ? "zh-CN" : "en";
}

/** Of two texts the one in the user's language. */
export const pick = (zh: string | undefined, en: string | undefined): string =>
	(lang.value === "zh" ? zh || en : en || zh) || "";
/** Between the names of a list: the comma of the language. */
export const comma = (): string => pick("、", ", ");

/** Words for now: {0} takes the first argument; {0#member|members} chooses by number. */
export function t(words: Msg | string, ...args: (string | number)[]): string {
	const text = typeof words === "string" ? words : words[lang.value === "zh" ? 0 : 1];
	return text.replace(/\{(\d)(?:#([^|}]*)\|([^}]*))?\}/g, (_, i: string, one, many) => {
		const value = args[Number(i)];
		if (one !== undefined)
			return String(value).replace(/,/g, "") === "1" ? one : many;
		return typeof value === "number" ? value.toLocaleString("en-US") : String(value ?? "");
	});
}

/** Words for later: kept in a table, shown with t(). */
export const m = (words: Msg | string): Msg => words as Msg;

// What the whole app knows: who is signed in, what the fields are called, how it should look.
import { computed, signal } from "@preact/signals";
import { api } from "./api";
import { query } from "./route";
import type { Code, Field, Me, Meta, Named, Noun } from "./types";
import { lang, pick, t } from "./words";

export const me = signal<Me | null>(null);
export const meta = signal<Meta | null>(null);
/** What one may oneself and a program may, too. */
export const token_perms = (): Named[] => (meta.value?.perms || []).filter((p) => p.token && can(p.name));
export const may_have_tokens = (): boolean => token_perms().length > 0;

export const start_fault = signal<Error | null>(null);

export const can = (...perms: string[]): boolean =>
	perms.some((p) => me.value?.perms.includes(p));

export async function start(): Promise<void> {
	start_fault.value = null;
	try {
		const [who, what] = await Promise.all([api<Me>("me"), api<Meta>("meta")]);
		meta.value = what;
		me.value = who;
	} catch (e) {
		start_fault.value = e as Error;
	}
}

/** The area every view is limited to: of the address, else everything one may see. */
export const area = computed(() => query.value.get("area") || "");

/* ---- names of nouns, fields and codes ---- */
const nouns = computed(() => new Map((meta.value?.nouns || []).map((n) => [n.name, n])));

export const noun_of = (name: string): Noun | undefined => nouns.value.get(name);
export const has_noun = (name: string): boolean => nouns.value.has(name);

export function noun_name(name: string): string {
	const n = noun_of(name);
	return n ? pick(n.zh, n.en) : name;
}

/** A row of a household as a heading: which it is, of what kind, whose ("2025 Income statement · ..."). */
export const row_name = (noun: string, called?: string, head?: string): string =>
	[[called, noun_name(noun)].filter(Boolean).join(" "), head].filter(Boolean).join(" · ");

/** Of many: English titles of lists. "Line of a notice" is one of "Lines of a notice". */
export function plural(words: string): string {
	const [first, ...rest] = words.split(" of ");
	return [/(s|x|ch|sh)$/.test(first!) ? first + "es" : /[^aeiou]y$/.test(first!) ? first!.slice(0, -1) + "ies" : first + "s",
		...rest].join(" of ");
}
export const nouns_name = (name: string): string => lang.value === "en" ? plural(noun_name(name)) : noun_name(name);

export const field_of = (noun: string, field: string): Field | undefined =>
	noun_of(noun)?.fields.find((f) => f.name === field);

export function field_name(noun: string, field: string): string {
	const f = field_of(noun, field);
	return f ? pick(f.zh, f.en) : field;
}

export const field_unit = (f: Field | undefined): string =>
	f?.unit ? pick(f.unit[0], f.unit[1]) : "";

export const is = (f: Field | undefined, flag: string): boolean => !!f?.flags?.includes(flag);

export const is_number = (f: Field | undefined): boolean =>
	!!f && (f.type === "int" || f.type === "dec" || f.type === "money");

export const codes_of = (f: Field | undefined): Code[] =>
	(f?.list && meta.value?.lists[f.list]) || [];

/** A sentence of the program as a label of its own. */
export const first_big = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export function kind_name(kind: string): string {
	const k = meta.value?.kinds[kind] || meta.value?.kinds[kind.replace(/-/g, "_")];
	return k ? first_big(kind_words(pick(k.zh, k.en), t("kind.cell"))) : kind;
}

/** Sentences about a cell name its column in {0}: here any column is meant. What to do about it
 * stands behind the comma; what is in brackets goes as a whole, when it tells a detail or has a
 * comma of its own. */
export const kind_words = (text: string, cell: string): string => text
	.replace(/\s*[(（][^()（）]*(\{1\}|[，；;,、])[^()（）]*[)）]/g, "").replace(/[“"]\{0\}[”"]/g, cell)
	.replace(/\s*\{1\}\s*人/g, "人数").replace(/the \{1\} that are listed/g, "the number of those listed")
	.replace(/第\s*\{1\}\s*行/g, "另一行").replace(/row \{1\}/g, "another row").replace(/[“"]\{1\}[”"]/g, t("kind.other"))
	.replace(/\s*\{\d\}\s*/g, t("kind.some")).replace(/[，；;][^“”（）()]*([(（][^()（）]*[)）][^“”（）()]*)*$|; [^"]*$/, "");

/** The whole sentence of a kind, with what to do about it, of one column. */
export function kind_told(kind: string, column: string, detail = ""): string {
	const k = meta.value?.kinds[kind];
	return k ? first_big(pick(k.zh, k.en).replace(/\{0\}/g, column || t("kind.cell")).replace(/\{1\}/g, detail || "{1}")
		.replace(/\s*[(（]\{\d\}[)）]/g, "").replace(/\s*\{\d\}\s*/g, t("kind.some"))) : "";
}

/** A column of a list as a field's label, where it is one: "姓名" is Name in English. */
export function column_name(noun: string, header: string): string {
	for (const n of [noun_of(noun), noun_of("household"), noun_of("person"), ...nouns.value.values()]) {
		const f = n?.fields.find((x) => x.zh === header || x.en === header);
		if (f)
			return pick(f.zh, f.en);
	}
	return header;
}

export function source_name(source: string): string {
	const x = meta.value?.sources?.find((y) => y.name === source);
	return x ? pick(x.zh, x.en) : source;
}

export function role_name(role: string): string {
	const r = meta.value?.roles.find((x) => x.name === role);
	return r ? pick(r.zh, r.en) : role;
}

export function perm_name(perm: string): string {
	const p = meta.value?.perms.find((x) => x.name === perm);
	return p ? pick(p.zh, p.en) : perm;
}

/* ---- looks ---- */
export type Theme = "auto" | "light" | "dark";

export const theme = signal<Theme>((localStorage.getItem("jz.theme") as Theme) || "auto");

export function set_theme(to: Theme): void {
	theme.value = to;
	if (to === "auto") {
		localStorage.removeItem("jz.theme");
		delete document.documentElement.dataset.theme;
	} else {
		localStorage.setItem("jz.theme", to);
		document.documentElement.dataset.theme = to;
	}
}

export const is_dark = (): boolean => theme.value === "dark" ||
	(theme.value === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);

const narrow = matchMedia("(max-width: 640px)");
export const phone = signal(narrow.matches);
narrow.addEventListener("change", () => { phone.value = narrow.matches; });

/** While the page is on its way to paper: pages show all their parts then. */
export const printing = signal(false);
const paper = matchMedia("print");
paper.addEventListener("change", () => { printing.value = paper.matches; });
addEventListener("beforeprint", () => { printing.value = true; });
addEventListener("afterprint", () => { printing.value = false; });

/* ---- what is kept on this machine for this account ---- */
export function kept<T>(name: string, otherwise: T): T {
	try {
		const text = localStorage.getItem(`jz.${me.value?.account.login}.${name}`);
		return text ? JSON.parse(text) as T : otherwise;
	} catch {
		return otherwise;
	}
}

export function keep(name: string, value: unknown): void {
	try {
		localStorage.setItem(`jz.${me.value?.account.login}.${name}`, JSON.stringify(value));
	} catch {
		// A full or forbidden store loses a convenience, nothing else.
	}
}

/** The title of the page: what it shows, then the system's name. */
export function set_title(text: string): void {
	const name = lang.value === "zh" ? "精准" : "Jingzhun";
	document.title = text ? `${text} · ${name}` : name;
}

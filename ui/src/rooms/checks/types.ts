// What the server says of checks and doubts, and how they are called here.
import { codes_of, field_of } from "../../base/state";
import { to } from "../../base/route";
import { m, pick, type Msg } from "../../base/words";
import type { Tone } from "../../parts/status";

export interface Counts { open: number; explained: number; upheld: number; exempt: number }
export interface Check extends Counts {
	id: string; name: string; todo?: string; severity: string; about: string; holds: boolean;
}
export interface At { code: string; name: string; live: number }
export interface Checks { items: Check[]; places: At[] }

export const severities: [string, Tone, Msg][] = [["error", "bad", m("chk.error")], ["contradiction", "conflict", m("chk.contradiction")],
	["either", "conflict", m("chk.either")], ["missing", "warn", m("chk.missing")], ["doubt", "info", m("chk.doubt")]];
export const severity_of = (id: string): [string, Tone, Msg] => severities.find((s) => s[0] === id) || severities[4]!;
export const states: [keyof Counts, Msg, Tone][] = [["open", m("chk.open"), "warn"], ["explained", m("chk.explained"), "info"],
	["upheld", m("chk.upheld"), "bad"], ["exempt", m("chk.exempt"), "ok"]];

const label = (meaning: string): string => {
	const c = codes_of(field_of("doubt", "state")).find((x) => x.sem?.split(" ")[0] === meaning);
	return c ? pick(c.zh, c.en) : meaning;
};

export const live_n = (c: Counts): number => c.open + c.explained + c.upheld;

/** The condition of those that are to be dealt with. */
export const live_query = (): string => ["exempt", "gone"].map((x) => "f.state.not=" + encodeURIComponent(label(x))).join("&");

/** The list of doubts that a number counts; without a state: those that are to be dealt with. */
export function doubts_at(of: { check?: string; state?: keyof Counts; area?: string }): string {
	const at = to("/doubt", { ...(of.area ? { area: of.area } : {}), ...(of.check ? { "f.check_id": of.check } : {}),
		...(of.state ? { "f.state": label(of.state) } : {}) });
	return of.state ? at : at + (at.includes("?") ? "&" : "?") + live_query();
}

/** By the meaning that the pack marks, never by the word. */
export function state_tone(value: string): Tone {
	const sem = codes_of(field_of("doubt", "state")).find((c) => c.zh === value || c.en === value)?.sem?.split(" ")[0];
	return states.find((s) => s[0] === sem)?.[2] || "none";
}

/** Of a severity as the pack calls it: the same sign wherever a doubt is told. */
export function doubt_tone(value: string): Tone {
	const sem = codes_of(field_of("doubt", "severity")).find((c) => c.zh === value || c.en === value)?.sem?.split(" ") || [];
	return severities.find((s) => sem.includes(s[0]))?.[1] || "info";
}

// What the API says of rounds and cases; words that several rooms have for them.
import type { Tone } from "../../parts/status";
import { t } from "../../base/words";

export interface GateName { id: string; name: string }
export interface Card {
	no: string; household?: string; head?: string; place?: string; round?: string; procedure?: string; procedure_id?: string;
	gate: GateName; end?: string; since?: string; due?: string; left?: number; ended?: string; assigned_to?: string;
	next?: GateName; decides?: boolean; turn?: string; missing: string[]; mine: boolean;
}
export interface RoundBrief {
	no: string; name: string; procedure: string; procedure_name: string; for: string; place?: string;
	began?: string; state: "open" | "closed"; opened_by?: string; open: number; late: number; ended: number;
}
export interface RoundGate {
	id: string; name: string; end?: string; n: number; late: number; publish: boolean; meeting: boolean;
	cards: Card[]; more: boolean;
}
export interface Place { code: string; name?: string; n: number; late: number }
export interface Round extends RoundBrief {
	gates: RoundGate[]; places: Place[]; may_work: boolean; may_close: boolean;
}
export interface Cards { items: Card[]; next: string | null; more: boolean }
export interface Act { id: string; name: string; to: GateName; who?: string; takes?: string; back: boolean; decide: boolean }
export interface Gate { id: string; name: string; end?: string; clock?: string; publish: boolean; meeting: boolean; acts: Act[] }
export interface ProcedureBrief {
	id: string; name: string; for: string; from?: string; to?: string; holds: boolean; draft: boolean;
	campaign: boolean; unconfirmed: boolean; document?: { name: string; no?: string; clause?: string };
}
export interface Procedure extends ProcedureBrief { note?: string; gates: Gate[] }
export interface DoneOne { no: string; done: boolean; gate?: GateName; why?: string[] }

/** How much time is left, in words and as a state: colour, shape and word together. */
export function left_of(c: { left?: number; due?: string }): { tone: Tone; text: string } | null {
	if (c.left === undefined)
		return null;
	if (c.left < 0)
		return { tone: "bad", text: t("case.late", -c.left) };
	return { tone: c.left <= 2 ? "warn" : "info", text: c.left ? t("case.left", c.left) : t("case.today") };
}

export const case_href = (no: string): string => "/case/" + encodeURIComponent(no);
/** The one look of where a case stands: on its way, confirmed, or ended otherwise. An end that does not confirm is a
 * household's own word or what it was spared as often as a failure: its mark judges nothing. */
export const gate_tone = (end: string | undefined): Tone => end === "confirmed" ? "ok" : end ? "over" : "info";

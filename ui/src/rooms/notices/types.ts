// What the server says of notices and of what people say to them, and how states are called here.
import { useRef, useState } from "preact/hooks";
import { new_key } from "../../base/api";
import { m, type Msg } from "../../base/words";
import type { Tone } from "../../parts/status";

export type NoticeState = "made" | "hanging" | "stopped" | "done" | "down" | "superseded";
export interface NoticeBrief {
	no: string; state: NoticeState; kind: "objections" | "result"; title: string; place: string; lines: number; days: number; working?: boolean;
	unproven?: boolean; day?: number; from?: string; posted?: string; until?: string; missing_since?: string; mending?: string;
}
interface Photo { place: string; taken?: string }
export interface Notice extends NoticeBrief {
	list: string; board: string; sheet: string; round?: string; made_by?: string; made: string; first?: Photo; last?: Photo;
	replaced_by?: string; down?: string; down_why?: string; missing_why?: string; struck: number[]; shown: boolean; restarts: number; proven_first: boolean; proven_last: boolean; open_objections: number; may_act: boolean;
}
export interface Waiting {
	round: string; round_name?: string; gate: string; gate_name: string; kind: "objections" | "result"; days: number;
	working: boolean; area: string; place: string; waiting: number; unlisted: number;
	may_make: boolean; told?: string;
}
export interface Listed<T> { items: T[]; all: number }
export interface Objection {
	id: string; is: "received" | "verified" | "answered"; place: string; notice?: string; topic?: string; channel?: string; state?: string;
	outcome?: string; position?: number; household?: string; head?: string; case?: string; received?: string; due?: string; left?: number; answered?: string; name?: string; phone?: string;
	content?: string; found?: string; answer?: string; taken_by?: string; verified_by?: string; verified?: string;
	answered_by?: string; own?: string; may_verify?: boolean; may_answer?: boolean;
}
export interface Declaration {
	id: string; is: "received" | "taken" | "answered"; place: string; channel?: string; state?: string; household?: string; case?: string;
	received?: string; due?: string; left?: number; answered?: string; name?: string; phone?: string; group?: string; topic?: string;
	content?: string; answer?: string; taken_by?: string; answered_by?: string; rounds?: { no: string; name?: string }[];
	may_act?: boolean; may_propose?: boolean; change?: string;
}

const states: Record<NoticeState, [Tone, Msg]> = {
	made: ["warn", m("ntc.made")], hanging: ["info", m("ntc.hanging")], stopped: ["bad", m("ntc.stopped")],
	done: ["ok", m("ntc.done")], down: ["stop", m("ntc.down")], superseded: ["stop", m("ntc.superseded")],
};
/** A list that states a result is called so, and no term of it runs. */
const announced: Partial<Record<NoticeState, Msg>> = { hanging: m("ntc.announced"), done: m("ntc.announced") };
/** How a notice is called: one whose days are over without the photo of the last has not hung its time. */
export const state_of = (n: { kind: Notice["kind"]; state: NoticeState; unproven?: boolean }): [Tone, Msg] =>
	n.unproven ? ["warn", m("ntc.unproven")] : n.kind === "result" && announced[n.state] ? ["ok", announced[n.state]!] : states[n.state];
export const kinds = { objections: m("ntc.kind.objections"), result: m("ntc.kind.result") };
/** Words about a list that differ by what it is: one that asks for objections runs for days, one that states
 * a result is put up, and that is that. */
const said = { begins: [m("ntc.from"), m("ntc.announced.on")], first: [m("ntc.first.photo"), m("ntc.ann.photo")], post: [m("ntc.post"), m("ntc.ann.post")],
	post_words: [m("ntc.post.words"), m("ntc.ann.post.words")], missing_words: [m("ntc.missing.words"), m("ntc.ann.missing.words")],
	unlisted: [m("ntc.unlisted"), m("ntc.ann.unlisted")], restarts: [m("ntc.down.restarts"), m("ntc.ann.restarts")] } satisfies Record<string, [Msg, Msg]>;
export const by_kind = (kind: Notice["kind"], what: keyof typeof said): Msg => said[what][kind === "result" ? 1 : 0]!;
export const deal_tone = (is: string): Tone => is === "received" ? "warn" : is === "answered" ? "ok" : "info";

/** The photo that proves the last day was taken on a later one. */
export const late_last = (n: { last?: { taken?: string }; until?: string }): boolean => !!n.last?.taken && !!n.until && n.last.taken > n.until;

/** A form on its way: pressed twice it is one effect; after a fault it may be sent again. */
export function useSend(): { busy: boolean; fault: Error | null; send: (run: (key: string) => Promise<void>) => void } {
	const [busy, set_busy] = useState(false);
	const [fault, set_fault] = useState<Error | null>(null);
	const key = useRef(new_key());
	const send = (run: (key: string) => Promise<void>): void => {
		set_busy(true);
		set_fault(null);
		run(key.current).catch((e: Error) => { set_fault(e); key.current = new_key(); }).finally(() => set_busy(false));
	};
	return { busy, fault, send };
}

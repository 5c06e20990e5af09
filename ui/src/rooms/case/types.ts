// What the API says of one case.
import type { NoticeState } from "../notices/types";
import type { GateName } from "../rounds/types";

export interface Stop { id: string; name: string; state: "past" | "here" | "ahead" | "stopped"; end?: string }
export interface Step {
	no: string; gate?: GateName; to?: GateName; act: string; act_name: string; back: boolean; by?: string; with?: string; role?: string;
	on?: string; entered?: string; reason?: string; excuse?: string; verdict?: string; standard?: string; found?: "met" | "not_met" | "unknown"; told?: string; against: boolean; late: boolean;
	signer?: string; proxy?: string; relation?: string; witness?: string; checks?: { name: string; result?: string }[]; papers?: string;
	vote?: { meeting: string; in_favour: number; against: number; abstain: number; excluded: number };
}
export interface Need { id: string; name: string; have: boolean; may_add: boolean }
export interface Lack { code: string; text: string; said: boolean }
export interface CaseAct {
	id: string; name: string; to: GateName; end?: string; who?: string; takes?: string; ready: boolean; mine: boolean;
	back: boolean; letter: boolean; reason: boolean; sign: boolean; refusal: boolean; witnesses?: number; proxies?: number; each: boolean; people: number; against: boolean; verdict?: { state: "met" | "not_met" | "unknown"; standard?: string; told?: string }; needs: Need[]; checks: string[]; lacks: Lack[];
}
export interface Checklist { id: string; name: string; items: GateName[] }
export interface Paper { id: string; kind?: string; title?: string; taken?: string; type?: string; needed?: boolean; used?: boolean; meeting?: string }
export interface Letter { no: string; reason?: string; written?: string; last: boolean; review_until?: string; review_to?: string; further?: string;
	served_on?: string; served_by?: string; served_to?: string; proxy?: string; relation?: string; witness?: string; post_no?: string; paper?: string; may_serve: boolean; witnesses: number }
export interface Talk { no: string; on: string; manner?: string; by: string; with: string; text: string; maker: string; made: string }
export interface Photo { place: string; taken?: string }
export interface CaseNotice { no: string; gate?: GateName; state: NoticeState; kind: "objections" | "result"; made: string; from?: string; posted?: string; until?: string;
	down?: string; first?: Photo; last?: Photo; unproven?: boolean; mending?: string }
export interface Hands { role: string; people: { login?: string; name: string; unit?: string }[]; n: number }
export interface CaseVoted { meeting: string; gate?: GateName; on?: string; in_favour: number; against: number; abstain: number; excluded: number; result?: string }
export interface Case {
	no: string; round: { no: string; name: string; open: boolean }; procedure: string; procedure_id: string; gate: GateName;
	end?: string; state?: string; household?: string; head?: string; place?: string; channel?: string; since?: string;
	due?: string; left?: number; ended?: string; opened?: string; opened_by?: string; assigned_to?: string;
	way: Stop[]; steps: Step[]; acts: CaseAct[]; checklists: Checklist[]; papers: Paper[]; letters: Letter[]; votes: CaseVoted[]; hands?: Hands[];
	notices: CaseNotice[]; objections: { id: string; topic?: string; state?: string; outcome?: string; received?: string; due?: string }[];
	declaration?: { id: string; topic?: string; content?: string; state?: string; received?: string };
	leads?: { no: string; topic?: string; channel?: string; department?: string; state?: string; received?: string }[];
	conversations: Talk[]; may_note: boolean; deals: boolean; may_assign: boolean; may_carry?: boolean; may_attach: boolean;
}

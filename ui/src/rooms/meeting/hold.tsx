// A meeting is recorded: who came, who carries whose vote, and how it came out for each case. Tried
// before it is kept: the program says whether there is a quorum, who stands back as a relative, and
// what each vote comes to.
import { useState } from "preact/hooks";
import { api, query_text, useLoad } from "../../base/api";
import { date_value } from "../../base/format";
import { go } from "../../base/route";
import { area as area_now, me, meta } from "../../base/state";
import type { AreaName } from "../../base/types";
import { pick, t } from "../../base/words";
import { AreaDialog } from "../../parts/area";
import { Labelled } from "../../parts/form";
import { Icon } from "../../parts/icon";
import { toast } from "../../parts/overlay";
import { Fault, Ready } from "../../parts/states";
import { Status, type Tone } from "../../parts/status";
import { Panel } from "../../parts/timeline";
import { about } from "../rounds/card";
import { Buttons, Day, useSend } from "../rounds/forms";
import type { Card, GateName, Round } from "../rounds/types";

interface Rule { quorum: string; pass: string; of_all: boolean; proxies: number; level: number }
interface Agenda { gate: GateName; rule: Rule; items: Card[]; more: boolean }
interface Came { dry: boolean; no?: string; present: number; proxies: number; quorate: boolean;
	votes: { case: string; result: "passed" | "failed" | "no_quorum"; excluded: number; kin: string }[] }
interface Vote { on: boolean; in_favour: string; against: string; abstain: string; note: string; kin: string }

const none: Vote = { on: true, in_favour: "", against: "", abstain: "", note: "", kin: "" };
const count = (s: string): number => Number(s.trim() || 0);

export function Hold({ r, gate, close }: { r: Round; gate: string; close: () => void }) {
	const own = me.value?.areas || [];
	const [area, set_area] = useState<AreaName | null>(own.length === 1 ? own[0]! : null);
	const [picking, set_picking] = useState(false);
	const code = area?.code || area_now.value;
	const agenda = useLoad<Agenda>(`rounds/${r.no}/agenda` + query_text({ gate, area: code }));
	return <Panel title={t("meet.hold")} tools={<button type="button" class="btn" onClick={() => set_picking(true)}><Icon name="area" />{area?.name || t("meet.whole")}</button>}>
		{picking ? <AreaDialog close={() => set_picking(false)} start={code} take={(a) => { set_area(a); set_picking(false); }} /> : null}
		<Ready of={agenda}>{(a) => <>
			<p class="muted">{t("meet.rule", a.gate.name, a.rule.quorum, a.rule.pass, a.rule.of_all ? t("meet.of.all") : t("meet.of.present"), a.rule.proxies)}</p>
			{!a.items.length ? <p class="notice">{t("meet.nothing")}</p> : !code ? <p class="notice">{t("meet.where")}</p>
				: <Form r={r} a={a} area={code} close={close} key={code} />}</>}</Ready>
	</Panel>;
}

function Form({ r, a, area, close }: { r: Round; a: Agenda; area: string; close: () => void }) {
	const [m, set_m] = useState({ day: "", place: "", chair: "", manner: "", reps: "", attendance: "", minutes: "" });
	const [votes, set_votes] = useState<Record<string, Vote>>({});
	const [came, set_came] = useState<Came | null>(null);
	const { busy, fault, send } = useSend();
	const vote = (no: string): Vote => votes[no] || none;
	const put = (no: string, more: Partial<Vote>): void => { set_votes({ ...votes, [no]: { ...vote(no), ...more } }); set_came(null); };
	const set = (more: Partial<typeof m>): void => { set_m({ ...m, ...more }); set_came(null); };
	const body = (dry: boolean) => ({ gate: a.gate.id, area, ...(date_value(m.day) ? { on: date_value(m.day) } : {}), place: m.place, chair: m.chair,
		...(m.manner ? { manner: m.manner } : {}), minutes: m.minutes, attendance: m.attendance, representatives: count(m.reps), dry,
		votes: a.items.filter((c) => vote(c.no).on).map((c) => ({ case: c.no, in_favour: count(vote(c.no).in_favour), against: count(vote(c.no).against),
			abstain: count(vote(c.no).abstain), ...(vote(c.no).kin ? { kin: vote(c.no).kin } : {}), ...(vote(c.no).note ? { note: vote(c.no).note } : {}) })) });
	const post = (dry: boolean, key?: string): Promise<Came> => api<Came>(`rounds/${r.no}/meetings`, { method: "POST", key, body: body(dry) });
	async function keep(key: string): Promise<void> {
		const done = await post(false, key);
		toast(t("meet.kept", done.no || ""));
		go("/meeting/" + done.no);
	}
	const text = (name: keyof typeof m, label: string, hint?: string) => <Labelled id={"mt-" + name} label={label} hint={hint}>
		<input type="text" id={"mt-" + name} value={m[name]} maxLength={100} onInput={(e) => set({ [name]: e.currentTarget.value })} /></Labelled>;
	const manners = meta.value?.lists.vote_manner || [];
	return <form class="stack" onSubmit={(e) => { e.preventDefault(); send(came ? keep : async () => set_came(await post(true))); }}>
		{fault ? <Fault fault={fault} /> : null}
		<div class="meet-two">
			<div class="stack">
				<Day id="mt-day" value={m.day} set={(day) => set({ day })} />
				{text("place", t("meet.place"))}{text("chair", t("meet.chair"))}
				<Labelled id="mt-manner" label={t("meet.manner")}><select id="mt-manner" value={m.manner} onChange={(e) => set({ manner: e.currentTarget.value })}>
					<option value="">{t("choose")}</option>{manners.map((x) => <option key={x.code} value={x.sem || ""}>{pick(x.zh, x.en)}</option>)}</select></Labelled>
				{text("reps", t("meet.reps"), t("meet.reps.hint"))}
			</div>
			<Labelled id="mt-attendance" label={t("meet.attendance")} hint={t("meet.attendance.hint")} need>
				<textarea id="mt-attendance" rows={12} required value={m.attendance} onInput={(e) => set({ attendance: e.currentTarget.value })} /></Labelled>
		</div>
		{came ? <p class="row"><Status tone={came.quorate ? "ok" : "bad"}>{came.quorate ? t("meet.quorate") : t("meet.not.quorate")}</Status>
			<span>{t("meet.there", came.present, came.proxies, count(m.reps))}</span></p> : null}
		<ul class="plain ballots">{a.items.map((c) => <Ballot key={c.no} c={c} v={vote(c.no)} put={(more) => put(c.no, more)}
			came={came?.votes.find((x) => x.case === c.no)} />)}</ul>
		{a.more ? <p class="muted">{t("task.more", a.items.length)}</p> : null}
		<Labelled id="mt-minutes" label={t("meet.minutes")}><textarea id="mt-minutes" rows={5} class="wide" value={m.minutes}
			onInput={(e) => set({ minutes: e.currentTarget.value })} /></Labelled>
		<Buttons yes={came ? t("meet.keep") : t("meet.try")} busy={busy} off={!m.attendance.trim() || !count(m.reps)} close={close} />
	</form>;
}

const results: Record<string, Tone> = { passed: "ok", failed: "stop", no_quorum: "bad" };

function Ballot({ c, v, put, came }: { c: Card; v: Vote; put: (v: Partial<Vote>) => void; came?: Came["votes"][number] }) {
	const number = (name: "in_favour" | "against" | "abstain", label: string) => <label class="ballot-n"><span>{label}</span>
		<input type="text" inputMode="numeric" size={4} value={v[name]} disabled={!v.on} aria-label={`${about(c)} ${label}`}
			onInput={(e) => put({ [name]: e.currentTarget.value })} /></label>;
	return <li class={v.on ? "" : "off"}>
		<label class="check"><input type="checkbox" checked={v.on} onChange={(e) => put({ on: e.currentTarget.checked })} />
			<b>{about(c)}</b> <span class="muted small">{c.no} · {c.place}</span></label>
		<div class="row">{number("in_favour", t("meet.for"))}{number("against", t("meet.against"))}{number("abstain", t("meet.abstain"))}
			<label class="ballot-n"><span>{t("meet.kin")}</span><input type="text" size={14} value={v.kin} disabled={!v.on} aria-label={`${about(c)} ${t("meet.kin")}`}
				onInput={(e) => put({ kin: e.currentTarget.value })} /></label></div>
		{came && v.on ? <p class="row"><Status tone={results[came.result] || "none"}>{came.result === "passed" ? t("meet.passed") : came.result === "failed" ? t("meet.failed") : t("meet.no.quorum")}</Status>
			{came.excluded ? <span>{t("meet.stood.back", came.excluded, came.kin.split("\n").join("、"))}</span> : null}</p> : null}
	</li>;
}

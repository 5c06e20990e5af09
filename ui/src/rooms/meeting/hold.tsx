// A meeting is recorded: who came, who carries whose vote, and how it came out for each case. Tried
// before it is kept: the program says whether there is a quorum, who stands back as a relative, and
// what each vote comes to.
import { useEffect, useState } from "preact/hooks";
import { api, Problem, query_text, useLoad } from "../../base/api";
import { date_value } from "../../base/format";
import { go } from "../../base/route";
import { area as area_now, me, meta } from "../../base/state";
import type { AreaName } from "../../base/types";
import { comma, pick, t } from "../../base/words";
import { AreaDialog } from "../../parts/area";
import { described, Labelled } from "../../parts/form";
import { Icon } from "../../parts/icon";
import { toast } from "../../parts/overlay";
import { Fault, Ready } from "../../parts/states";
import { Status, type Tone } from "../../parts/status";
import { Panel } from "../../parts/timeline";
import { about } from "../rounds/card";
import { Buttons, Day, useSend } from "../rounds/forms";
import type { Card, GateName, Round } from "../rounds/types";
import { is_half, quorum_of, stands_back, there, votes_to_pass, type Rule } from "./count";

interface Agenda { gate: GateName; rule: Rule; items: Card[]; more: boolean }
interface Came { dry: boolean; no?: string; present: number; proxies: number; quorate: boolean;
	votes: { case: string; result: "passed" | "failed" | "no_quorum"; tie: boolean; excluded: number; uncast: number; kin: string }[] }
interface Vote { on: boolean; in_favour: string; against: string; abstain: string; note: string; kin: string }

const none: Vote = { on: true, in_favour: "", against: "", abstain: "", note: "", kin: "" };
const count = (s: string): number => Number(s.trim() || 0);

/* Where a fault is told: beside the field that it is about, by what the program calls it. */
const fields: Record<string, string> = { attendance: "mt-attendance", representatives: "mt-reps", on: "mt-day", manner: "mt-manner", vote_manner: "mt-manner", proof: "mt-proof" };
/* A half is more than a half, unless a tie passes: nobody is to take 1/2 for just a half. */
const pass_words = (rule: Rule): string => !is_half(rule) ? t("meet.share", rule.pass) : rule.tie_passes ? t("meet.half") : t("meet.over.half");

const boxes = ["in_favour", "against", "abstain"] as const;
const ballot_id = (no: string): string => "ballot-" + no;
const box_id = (no: string, box: string): string => box === "in_favour" ? ballot_id(no) : `${ballot_id(no)}-${box}`;
const place_of = (fault: Error | null, items: Card[]): string => {
	const where = fault instanceof Problem ? String(fault.body?.where || "") : "";
	return fields[where] || (items.some((c) => c.no === where) ? ballot_id(where) : "");
};

export function Hold({ r, gate, close }: { r: Round; gate: string; close: () => void }) {
	const own = me.value?.areas || [];
	const [area, set_area] = useState<AreaName | null>(own.length === 1 ? own[0]! : null);
	const [picking, set_picking] = useState(false);
	const code = area?.code || area_now.value;
	const agenda = useLoad<Agenda>(`rounds/${r.no}/agenda` + query_text({ gate, area: code }));
	return <Panel title={t("meet.hold")} tools={<button type="button" class="btn" onClick={() => set_picking(true)}><Icon name="area" />{area?.name || t("meet.whole")}</button>}>
		{picking ? <AreaDialog close={() => set_picking(false)} start={code} take={(a) => { set_area(a); set_picking(false); }} /> : null}
		<Ready of={agenda}>{(a) => <>
			<p class="muted">{t("meet.rule", a.gate.name, a.rule.quorum, pass_words(a.rule), a.rule.of_all ? t("meet.of.all") : t("meet.of.present"), a.rule.proxies ? t("meet.rule.proxies", a.rule.proxies) : t("meet.rule.alone"))}</p>
			{!a.items.length ? <p class="notice">{t("meet.nothing")}</p> : !code ? <p class="notice">{t("meet.where")}</p>
				: <Form r={r} a={a} area={code} close={close} key={code} />}</>}</Ready>
	</Panel>;
}

function Form({ r, a, area, close }: { r: Round; a: Agenda; area: string; close: () => void }) {
	const [m, set_m] = useState({ day: "", place: "", chair: "", manner: "", reps: "", attendance: "", minutes: "", proof: "" });
	const [votes, set_votes] = useState<Record<string, Vote>>({});
	const [came, set_came] = useState<Came | null>(null);
	const { busy, fault, send } = useSend();
	const [empty, set_empty] = useState<Record<string, string>>({});
	const at = place_of(fault, a.items);
	useEffect(() => { if (fault && at) document.getElementById(at)?.focus(); }, [fault, at]);
	const said = (id: string): string | undefined => fault && at === id ? fault.message : undefined;
	const vote = (no: string): Vote => votes[no] || none;
	/* What was not entered is not nought: the first empty box is shown, and nothing is sent. */
	const entered = (): boolean => {
		const lacks = a.items.filter((c) => vote(c.no).on && boxes.some((b) => !vote(c.no)[b].trim()));
		set_empty(Object.fromEntries(lacks.map((c) => [c.no, t("meet.not.entered")])));
		const first = lacks[0];
		if (first)
			document.getElementById(box_id(first.no, boxes.find((b) => !vote(first.no)[b].trim())!))?.focus();
		return !first;
	};
	const put = (no: string, more: Partial<Vote>): void => { set_votes({ ...votes, [no]: { ...vote(no), ...more } }); set_empty({ ...empty, [no]: "" }); set_came(null); };
	const set = (more: Partial<typeof m>): void => { set_m({ ...m, ...more }); set_came(null); };
	const body = (dry: boolean) => ({ gate: a.gate.id, area, ...(date_value(m.day) ? { on: date_value(m.day) } : {}), place: m.place, chair: m.chair,
		...(m.manner ? { manner: m.manner } : {}), minutes: m.minutes, ...(m.proof ? { proof: m.proof } : {}), attendance: m.attendance, representatives: count(m.reps), dry,
		votes: a.items.filter((c) => vote(c.no).on).map((c) => ({ case: c.no, in_favour: count(vote(c.no).in_favour), against: count(vote(c.no).against),
			abstain: count(vote(c.no).abstain), ...(vote(c.no).kin ? { kin: vote(c.no).kin } : {}), ...(vote(c.no).note ? { note: vote(c.no).note } : {}) })) });
	const post = (dry: boolean, key?: string): Promise<Came> => api<Came>(`rounds/${r.no}/meetings`, { method: "POST", key, body: body(dry) });
	async function keep(key: string): Promise<void> {
		const done = await post(false, key);
		toast(t("meet.kept", done.no || ""));
		go("/meeting/" + done.no);
	}
	const text = (name: keyof typeof m, label: string, hint?: string, need?: boolean) => <Labelled id={"mt-" + name} label={label} hint={hint} need={need} fault={said("mt-" + name)}>
		<input type="text" id={"mt-" + name} value={m[name]} maxLength={100} aria-describedby={described("mt-" + name, hint, said("mt-" + name))}
			aria-invalid={said("mt-" + name) ? true : undefined} onInput={(e) => set({ [name]: e.currentTarget.value })} /></Labelled>;
	const hint = a.rule.proxies ? t("meet.attendance.hint") : t("meet.attendance.alone");
	const manners = meta.value?.lists.vote_manner || [];
	return <form class="stack" onSubmit={(e) => { e.preventDefault(); if (entered()) send(came ? keep : async () => set_came(await post(true))); }}>
		<div class="meet-two">
			<div class="stack">
				<Day id="mt-day" label={t("meet.on")} value={m.day} set={(day) => set({ day })} fault={said("mt-day")} />
				{text("place", t("meet.place"))}{text("chair", t("meet.chair"))}
				<Labelled id="mt-manner" label={t("meet.manner")} fault={said("mt-manner")}><select id="mt-manner" value={m.manner} onChange={(e) => set({ manner: e.currentTarget.value })}>
					<option value="">{t("choose")}</option>{manners.map((x) => <option key={x.code} value={x.sem || ""}>{pick(x.zh, x.en)}</option>)}</select></Labelled>
				{text("reps", t("meet.reps"), t("meet.reps.hint"), true)}
				{text("proof", t("meet.proof"), t("meet.proof.hint"))}
			</div>
			<Labelled id="mt-attendance" label={t("meet.attendance")} hint={hint} need fault={said("mt-attendance")}>
				<textarea id="mt-attendance" rows={12} required aria-describedby={described("mt-attendance", hint, said("mt-attendance"))}
					aria-invalid={said("mt-attendance") ? true : undefined} value={m.attendance} onInput={(e) => set({ attendance: e.currentTarget.value })} /></Labelled>
		</div>
		<Enough rule={a.rule} attendance={m.attendance} reps={count(m.reps)} />
		{came ? <p class="row"><Status tone={came.quorate ? "ok" : "bad"}>{came.quorate ? t("meet.quorate") : t("meet.not.quorate")}</Status>
			<span>{t("meet.there", came.present, came.proxies, count(m.reps))}</span></p> : null}
		<p class="muted small">{t("meet.kin.hint")}</p>
		<ul class="plain ballots">{a.items.map((c) => <Ballot key={c.no} c={c} v={vote(c.no)} put={(more) => put(c.no, more)}
			rule={a.rule} attendance={m.attendance} reps={count(m.reps)} fault={empty[c.no] || said(ballot_id(c.no))} came={came?.votes.find((x) => x.case === c.no)} />)}</ul>
		{a.more ? <p class="muted">{t("task.more", a.items.length)}</p> : null}
		<Labelled id="mt-minutes" label={t("meet.minutes")}><textarea id="mt-minutes" rows={5} class="wide" value={m.minutes}
			onInput={(e) => set({ minutes: e.currentTarget.value })} /></Labelled>
		{fault && !at ? <Fault fault={fault} now /> : null}
		<Buttons yes={came ? t("meet.keep") : t("meet.try")} busy={busy} off={!m.attendance.trim() || !count(m.reps)} close={close} />
	</form>;
}

const results: Record<string, Tone> = { passed: "ok", failed: "stop", no_quorum: "bad" };

/* Before anything is sent: what the rule asks of so many representatives, and whether those who came
 * are enough. */
function Enough({ rule, attendance, reps }: { rule: Rule; attendance: string; reps: number }) {
	const { present, proxies } = there(attendance), all = present + proxies;
	if (!reps || !Number.isFinite(reps))
		return <p class="notice" id="mt-enough">{t("meet.enough.ask", rule.quorum)}</p>;
	const least = quorum_of(rule, reps), more = least - all;
	return <div class="notice" id="mt-enough" role="status">
		<p class="row"><Status tone={all > reps ? "bad" : more > 0 ? "warn" : "ok"}>{all > reps ? t("meet.enough.over", all - reps) : more > 0 ? t("meet.enough.less", more) : t("meet.enough.yes")}</Status>
			<span>{t("meet.enough.quorum", reps, rule.quorum, least)} {t("meet.enough.now", all, present, proxies)}</span></p>
		<p>{t("meet.enough.votes", all)} {rule.of_all ? t("meet.enough.pass.all", pass_words(rule), votes_to_pass(rule, all, reps)) : t("meet.enough.pass", pass_words(rule), votes_to_pass(rule, all, reps))} {t("meet.enough.kin")}</p>
	</div>;
}

interface BallotOf { c: Card; v: Vote; put: (v: Partial<Vote>) => void; came?: Came["votes"][number]; rule: Rule; attendance: string; reps: number; fault?: string }

function Ballot({ c, v, put, came, rule, attendance, reps, fault }: BallotOf) {
	const { present, proxies } = there(attendance);
	const base = present + proxies - (came ? came.excluded : stands_back(attendance, v.kin));
	const given = count(v.in_favour) + count(v.against) + count(v.abstain);
	const number = (name: "in_favour" | "against" | "abstain", label: string) => <label class="ballot-n"><span>{label}</span>
		<input type="text" inputMode="numeric" size={4} value={v[name]} disabled={!v.on} aria-label={`${about(c)} ${label}`}
			id={box_id(c.no, name)} aria-describedby={fault ? ballot_id(c.no) + "-fault" : undefined} aria-invalid={fault ? true : undefined}
			onInput={(e) => put({ [name]: e.currentTarget.value })} /></label>;
	return <li class={(v.on ? "" : "off") + (fault ? " faulty" : "")}>
		<label class="check"><input type="checkbox" checked={v.on} onChange={(e) => put({ on: e.currentTarget.checked })} />
			<b>{about(c)}</b> <span class="muted small">{c.no} · {c.place}</span></label>
		{fault ? <p class="fault" role="alert" id={ballot_id(c.no) + "-fault"}>! {fault}</p> : null}
		<div class="row">{number("in_favour", t("meet.for"))}{number("against", t("meet.against"))}{number("abstain", t("meet.abstain"))}
			<label class="ballot-n"><span>{t("meet.kin")}</span><input type="text" size={14} placeholder={t("meet.kin.place")} value={v.kin} disabled={!v.on} aria-label={`${about(c)} ${t("meet.kin")}`}
				onInput={(e) => put({ kin: e.currentTarget.value })} /></label>
			{v.on && base > 0 && reps ? <span class="muted small">{t("meet.may.vote", base, votes_to_pass(rule, base, reps))}</span> : null}</div>
		<div class="ballot-said">{v.on && reps && given > base ? <p><Status tone="bad">{t("meet.too.many", given, base)}</Status></p> : null}
		{came && v.on ? <p class="row"><Status tone={results[came.result] || "none"}>{came.result === "passed" ? t("meet.passed") : came.result === "failed" ? t("meet.failed") : t("meet.no.quorum")}{came.tie ? ` · ${t("meet.tie")}` : ""}</Status>
			{came.excluded ? <span>{t("meet.stood.back", came.excluded, came.kin.split("\n").join(comma()))}</span> : null}
			{came.uncast ? <span>▲ {t("meet.uncast", came.uncast)}</span> : null}</p> : null}</div>
	</li>;
}

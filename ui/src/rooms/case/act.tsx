// What can be done at the gate: one way on, and beside it refusing, sending back, withdrawing. Who
// may not is told who may; what is missing stands there before anything is pressed.
import { useEffect, useRef, useState } from "preact/hooks";
import { api, Problem } from "../../base/api";
import { date_value } from "../../base/format";
import { meta } from "../../base/state";
import { pick, t } from "../../base/words";
import { Labelled } from "../../parts/form";
import { Dialog, toast } from "../../parts/overlay";
import { Fault } from "../../parts/states";
import { Status } from "../../parts/status";
import { Buttons, Day, useSend } from "../rounds/forms";
import { HandIn } from "./hand_in";
import { Hands, Together } from "./hands";
import { Found, ToldBy } from "./told";
import type { Case, CaseAct } from "./types";

const order = (a: CaseAct): number => a.end === "withdrawn" ? 3 : a.back ? 2 : a.end === "refused" || a.letter ? 1 : 0;

/* The clauses that stand above already are not said again. */
const told_above = (acts: CaseAct[], i: number): boolean => acts.slice(0, i).some((a) => a.verdict && a.verdict.told === acts[i]!.verdict!.told);

export function Acts({ c, take }: { c: Case; take: (a: CaseAct) => void }) {
	const acts = [...c.acts].sort((a, b) => order(a) - order(b));
	return <ul class="plain acts">{acts.map((a, i) => {
		const missing = a.lacks.filter((l) => !l.said);
		return <li key={a.id} class={a.ready ? "act-ready" : ""}>
			<div class="row spread">
				<div><b>{a.name}</b> <span class="muted">→ {a.to.name}</span></div>
				<button type="button" class={"btn" + (a.ready && !order(a) ? " main" : "")} disabled={!a.ready} aria-describedby={"act-" + a.id}
					onClick={() => take(a)}>{a.name}</button>
			</div>
			<div id={"act-" + a.id}>
				{a.verdict ? <Verdict v={a.verdict} brief={told_above(acts, i)} /> : null}
				{a.ready ? <p class="ready"><span aria-hidden="true">✓ </span>{t("case.can")}</p> : null}
				{missing.length ? <ul class="plain lacks">{missing.map((l) => <li key={l.text}><span aria-hidden="true">○ </span>{l.text}</li>)}</ul> : null}
				{a.against ? <p><Status tone="warn">{t("case.against")}</Status></p> : null}
				{c.deals && a.who && (!a.mine || a.people > 1) ? <Hands c={c} act={a} /> : null}
				{a.who && !a.mine ? null : <p class="muted small">{[a.takes].filter(Boolean).map((x) => t("case.takes") + " " + x).join("")}</p>}
			</div>
		</li>;
	})}</ul>;
}

/* What the standard says today of the household that is decided about. */
function Verdict({ v, open, brief }: { v: NonNullable<CaseAct["verdict"]>; open?: boolean; brief?: boolean }) {
	return <div class="verdict"><Found found={v.state} of={v.standard} />
		{v.told && !brief ? <details open={open}><summary>{t("case.clauses")}</summary><ToldBy text={v.told} /></details> : null}</div>;
}

interface Way { code: string; name: string; sem: string[]; proxy: boolean; refused: boolean }
const ways = (): Way[] => (meta.value?.lists.signer || []).map((s) => {
	const sem = (s.sem || "").split(" ");
	return { code: pick(s.zh, s.en), name: pick(s.zh, s.en), sem, proxy: sem.includes("proxy"), refused: sem.includes("refused") };
});
/** Ways to hand over a letter: signed for, or by nobody. */
export const handed = (): Way[] => ways().filter((s) => !s.refused);
/* Ways to sign at an act; where it says so, also that the household refuses to. */
const signers = (a: CaseAct): Way[] => ways().filter((s) => !s.sem.includes("unsigned") && (a.refusal || !s.refused));

/* Where in the form each thing is said. */
const at_field: Record<string, string> = { with: "act-with", reason: "act-why", excuse: "act-late", on: "act-day", signer: "sign-who", proxy: "sign-proxy",
	authority: "sign-authority", witness: "sign-witness" };

export function ActForm({ c, act, close, done, reload }: { c: Case; act: CaseAct; close: () => void; done: () => void; reload: () => void }) {
	const [day, set_day] = useState("");
	const [reason, set_reason] = useState("");
	const [excuse, set_excuse] = useState("");
	const [others, set_others] = useState("");
	const [checks, set_checks] = useState<Record<string, string>>({});
	const [sign, set_sign] = useState({ signer: "", proxy: "", relation: "", witness: "" });
	const { busy, fault, send } = useSend();
	const lacks = fault instanceof Problem ? fault.errors : [];
	const said = (field: string): string | undefined => lacks.find((x) => x.field === field)?.detail;
	const lists = c.checklists.filter((l) => act.checks.includes(l.id));
	async function run(key: string): Promise<void> {
		const on = date_value(day);
		const said = Object.fromEntries(Object.entries({ reason, excuse, with: others, ...sign }).filter(([, v]) => v.trim()));
		const a = await api<{ gate: { name: string }; letter?: string }>(`cases/${encodeURIComponent(c.no)}/act`, { method: "POST", key,
			body: { act: act.id, gate: c.gate.id, ...(on ? { on } : {}), ...said, ...(lists.length ? { checks } : {}) } });
		toast(t("case.went", a.gate.name) + (a.letter ? " " + t("case.letter.made", a.letter) : ""));
		done();
	}
	// The reason goes into the household's letter: why the office is late does not belong there.
	// What was done in time may be entered late: the day that is told counts.
	const timely = !!day && !!c.due && day <= c.due;
	const overdue = !timely && act.lacks.some((l) => /late/.test(l.code));
	const need = act.reason && !(timely && act.lacks.every((l) => !/reason|against/.test(l.code)) && act.lacks.some((l) => /late/.test(l.code)));
	const late = act.letter && overdue;
	const why = act.lacks.filter((l) => l.said && (late || timely ? /against/ : /late|against/).test(l.code)).map((l) => l.text).join(" ");
	// Which bodies it takes says more than how many people.
	const bodies = act.lacks.find((l) => /each/.test(l.code))?.text;
	const all = lists.every((l) => l.items.every((i) => checks[i.id]?.trim()));
	return <Dialog title={`${act.name} → ${act.to.name}`} close={close} wide={lists.length > 0}>
		<form class="stack" onSubmit={(e) => { e.preventDefault(); send(run); }}>
			{fault ? <Refused fault={fault} id_of={(f) => at_field[f]} /> : null}
			{act.verdict ? <Verdict v={act.verdict} open /> : null}
			{act.letter ? <p class="notice warn-edge">{t("case.letter.words")}</p> : null}
			{lists.map((l) => <fieldset class="checklist" key={l.id}><legend>{l.name}</legend>{l.items.map((i) =>
				<Labelled key={i.id} id={"chk-" + i.id} label={i.name} need><input type="text" id={"chk-" + i.id} class="wide" maxLength={500}
					value={checks[i.id] || ""} onInput={(e) => set_checks({ ...checks, [i.id]: e.currentTarget.value })} /></Labelled>)}</fieldset>)}
			{act.people > 1 ? <Labelled id="act-with" label={t("case.with")} need hint={bodies || t("case.with.hint", act.people)} fault={said("with")}>
				<input type="text" id="act-with" maxLength={200} required value={others} onInput={(e) => set_others(e.currentTarget.value)} />
				<p class="muted small">{t("case.with.untold")}</p>
				<Together c={c} act={act} value={others} set={set_others} /></Labelled> : null}
			{act.sign ? <Sign c={c} act={act} value={sign} set={set_sign} said={said} reload={reload} /> : null}
			<Labelled id="act-why" label={t("case.reason")} need={need} fault={said("reason")} hint={why || (need ? act.sign ? t("case.reason.own") : act.letter ? t("case.reason.hint") : t("case.reason.kept") : undefined)}>
				<textarea id="act-why" rows={3} maxLength={2000} required={need} value={reason} onInput={(e) => set_reason(e.currentTarget.value)} /></Labelled>
			{late ? <Labelled id="act-late" label={t("case.excuse")} need hint={t("case.excuse.hint")} fault={said("excuse")}>
				<textarea id="act-late" rows={2} maxLength={2000} required value={excuse} onInput={(e) => set_excuse(e.currentTarget.value)} /></Labelled> : null}
			<Day id="act-day" value={day} set={set_day} hint={t("case.on.since", c.since || "")} fault={said("on")} />
			<Buttons yes={act.name} busy={busy} off={!all || (act.people > 1 && !others.trim()) || (need && !reason.trim()) || (late && !excuse.trim()) || (act.sign && !signed(act, sign))} close={close} />
		</form>
	</Dialog>;
}

/** Everything that was missing, each with the way to where it is said. */
function Refused({ fault, id_of }: { fault: Error; id_of: (field: string) => string | undefined }) {
	const all = fault instanceof Problem ? fault.errors : [];
	const ref = useRef<HTMLDivElement>(null);
	useEffect(() => { ref.current?.focus(); }, [fault]);
	const go_to = (e: Event, id: string): void => { e.preventDefault(); document.getElementById(id)?.focus(); };
	const told = (x: { field: string; detail: string }) => {
		const id = id_of(x.field);
		return id ? <a href={"#" + id} onClick={(e) => go_to(e, id)}>{x.detail}</a> : <>{x.detail}</>;
	};
	if (!all.length)
		return <Fault fault={fault} now />;
	return <div class="notice bad-edge" role="alert" ref={ref} tabIndex={-1}>{all.length === 1 ? <p><b>! {told(all[0]!)}</b></p>
		: <><p><b>! {t("case.refused")}</b></p><ul>{all.map((x) => <li key={x.detail}>{told(x)}</li>)}</ul></>}</div>;
}

/* Everything that the chosen way to sign asks for is filled in. */
function signed(act: CaseAct, s: Signed): boolean {
	const way = signers(act).find((x) => x.code === s.signer);
	return !!way && (!way.refused || !!s.witness.trim()) && (!way.proxy || !!(s.proxy.trim() && s.relation.trim() && s.witness.trim()));
}

interface Signed { signer: string; proxy: string; relation: string; witness: string }

function Sign({ c, act, value, set, said, reload }: { c: Case; act: CaseAct; value: Signed; set: (v: Signed) => void; said: (field: string) => string | undefined; reload: () => void }) {
	const way = signers(act).find((s) => s.code === value.signer);
	const text = (name: keyof Signed, label: string, hint?: string) => <Labelled id={"sign-" + name} label={label} hint={hint} need fault={said(name)}>
		<input type="text" id={"sign-" + name} class={name === "witness" ? "wide" : undefined} maxLength={200} value={value[name]} onInput={(e) => set({ ...value, [name]: e.currentTarget.value })} /></Labelled>;
	return <fieldset class="checklist"><legend>{t("case.sign")}</legend>
		<Labelled id="sign-who" label={t("case.signer")} need fault={said("signer")}><select id="sign-who" value={value.signer} required
			onChange={(e) => set({ ...value, signer: e.currentTarget.value })}><option value="">{t("choose")}</option>
			{signers(act).map((s) => <option key={s.code} value={s.code}>{s.name}</option>)}</select></Labelled>
		{way?.refused ? text("witness", t("case.witness"), t("case.refused.hint", act.witnesses || 0)) : null}
		{way?.proxy ? <>{text("proxy", t("case.proxy"), act.proxies ? t("case.proxy.most", act.proxies) : undefined)}{text("relation", t("case.relation"))}{text("witness", t("case.witness"), act.witnesses ? t("case.witness.n", act.witnesses) : t("case.witness.hint"))}
			<Authority c={c} fault={said("authority")} reload={reload} /></> : null}
	</fieldset>;
}

/* The paper by which the household lets somebody sign: handed in here, before the step is taken. */
function Authority({ c, fault, reload }: { c: Case; fault?: string; reload: () => void }) {
	const kind = meta.value?.lists.attachment_kind?.find((x) => (x.sem || "").split(" ").includes("authority"));
	if (!kind)
		return null;
	const name = pick(kind.zh, kind.en);
	const have = c.papers.some((p) => p.kind === name && !p.used);
	return <div class={"field" + (fault ? " faulty" : "")} id="sign-authority" tabIndex={-1}>
		{fault ? <p class="fault">! {fault}</p> : null}
		<p class="row spread"><span><span aria-hidden="true">{have ? "✓" : "○"}</span> {name}<span class="hidden-text"> {have ? t("case.have") : t("case.have.not")}</span></span>
			{c.may_attach ? <HandIn at={`cases/${encodeURIComponent(c.no)}/papers`} name={name} more={have} done={reload} /> : null}</p></div>;
}

// Several cases at once: the same act, or the same person. Each is answered by itself.
import { useState } from "preact/hooks";
import { api, useLoad } from "../../base/api";
import { date_value } from "../../base/format";
import { can } from "../../base/state";
import { t } from "../../base/words";
import { Labelled } from "../../parts/form";
import { Dialog, toast } from "../../parts/overlay";
import { Fault, Ready } from "../../parts/states";
import { Who } from "../checks/who";
import { Buttons, Day, useSend } from "./forms";
import { case_href, type DoneOne, type Procedure, type Round } from "./types";

interface Props { r: Round; chosen: Map<string, string>; clear: () => void; done: () => void }

export function BulkBar({ r, chosen, clear, done }: Props) {
	const [form, set_form] = useState<"act" | "assign" | "">("");
	const gates = new Set(chosen.values());
	return <div class="bulk-bar" role="region" aria-label={t("many.title")}>
		<b>{t("many.chosen", chosen.size)}</b>
		{can("procedure", "decide") ? <button type="button" class="btn main" disabled={gates.size > 1} onClick={() => set_form("act")}>{t("many.act")}</button> : null}
		{can("procedure") ? <button type="button" class="btn" onClick={() => set_form("assign")}>{t("case.assign")}</button> : null}
		<button type="button" class="btn bare" onClick={clear}>{t("bulk.clear")}</button>
		{gates.size > 1 ? <span class="small">{t("many.one.gate")}</span> : null}
		{form === "act" ? <ActMany r={r} gate={[...gates][0]!} nos={[...chosen.keys()]} close={() => set_form("")} done={done} /> : null}
		{form === "assign" ? <AssignMany nos={[...chosen.keys()]} close={() => set_form("")} done={done} /> : null}
	</div>;
}

function Came({ all, close }: { all: DoneOne[]; close: () => void }) {
	return <>
		<p><b>{t("many.done", all.filter((x) => x.done).length, all.length)}</b></p>
		<ul class="plain came">{all.map((x) => <li key={x.no}>{x.done ? "✓" : "✕"} <a href={case_href(x.no)}>{x.no}</a>
			{x.gate ? <> → {x.gate.name}</> : null}{x.why?.length ? <ul class="muted">{x.why.map((w) => <li key={w}>{w}</li>)}</ul> : null}</li>)}</ul>
		<button type="button" class="btn" onClick={close}>{t("close")}</button>
	</>;
}

function ActMany({ r, gate, nos, close, done }: { r: Round; gate: string; nos: string[]; close: () => void; done: () => void }) {
	const procedure = useLoad<Procedure>("procedures/" + encodeURIComponent(r.procedure));
	const [act, set_act] = useState("");
	const [day, set_day] = useState("");
	const [reason, set_reason] = useState("");
	const [came, set_came] = useState<DoneOne[] | null>(null);
	const { busy, fault, send } = useSend();
	async function run(): Promise<void> {
		const on = date_value(day);
		const a = await api<{ items: DoneOne[] }>("cases/act", { method: "POST",
			body: { nos, act, ...(on ? { on } : {}), ...(reason.trim() ? { reason } : {}) } });
		set_came(a.items);
	}
	if (came)
		return <Dialog title={t("many.act.n", nos.length)} close={done}><Came all={came} close={done} /></Dialog>;
	return <Dialog title={t("many.act.n", nos.length)} close={close}><Ready of={procedure}>{(p) => {
		const acts = p.gates.find((g) => g.id === gate)?.acts || [];
		const a = acts.find((x) => x.id === act);
		return <form class="stack" onSubmit={(e) => { e.preventDefault(); send(run); }}>
			{fault ? <Fault fault={fault} now /> : null}
			<Labelled id="blk-act" label={t("many.act")} need><select id="blk-act" value={act} required onChange={(e) => set_act(e.currentTarget.value)}>
				<option value="">{t("choose")}</option>{acts.map((x) => <option key={x.id} value={x.id}>{`${x.name} → ${x.to.name}`}</option>)}</select></Labelled>
			{a?.takes ? <p class="muted small">{t("case.takes")} {a.takes}</p> : null}
			<Day id="blk-day" value={day} set={set_day} />
			<Labelled id="blk-why" label={t("case.reason")}><textarea id="blk-why" rows={3} maxLength={2000} value={reason}
				onInput={(e) => set_reason(e.currentTarget.value)} /></Labelled>
			<p class="muted small">{t("many.words")}</p>
			<Buttons yes={t("many.act.n", nos.length)} busy={busy} off={!act} close={close} />
		</form>;
	}}</Ready></Dialog>;
}

export function AssignMany({ nos, close, done }: { nos: string[]; close: () => void; done: () => void }) {
	const [who, set_who] = useState("");
	const [came, set_came] = useState<DoneOne[] | null>(null);
	const { busy, fault, send } = useSend();
	async function run(): Promise<void> {
		const a = await api<{ items: DoneOne[] }>("cases/assign", { method: "POST", body: { nos, to: who.trim() } });
		if (a.items.every((x) => x.done)) {
			toast(t("case.assigned.n", a.items.length));
			done();
		} else {
			set_came(a.items);
		}
	}
	return <Dialog title={t("case.assign.n", nos.length)} close={came ? done : close}>{came ? <Came all={came} close={done} />
		: <form class="stack" onSubmit={(e) => { e.preventDefault(); send(run); }}>
			{fault ? <Fault fault={fault} now /> : null}
			<Who of="cases" nos={nos} value={who} set={set_who} hint={t("case.assign.hint")} />
			<Buttons yes={t("case.assign")} busy={busy} close={close} />
		</form>}</Dialog>;
}

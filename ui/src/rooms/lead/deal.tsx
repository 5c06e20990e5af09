// A lead on its page: how it stands, what its topic says is to be looked at; accepted into a round,
// explained or answered by who deals with cases where it lies.
import { useState } from "preact/hooks";
import { api, useLoad } from "../../base/api";
import { to } from "../../base/route";
import { m, t, type Msg } from "../../base/words";
import { Labelled } from "../../parts/form";
import { Dialog, toast } from "../../parts/overlay";
import { Fault, Ready } from "../../parts/states";
import { Status, type Tone } from "../../parts/status";
import { Panel } from "../../parts/timeline";
import { Accept } from "../notices/accept";
import { Due } from "../notices/due";
import { useSend } from "../notices/types";
import { case_href } from "../rounds/types";

interface Dealing {
	no: string; is: "open" | "checked" | "explained" | "closed" | "procedure"; state?: string; check?: string; case?: string; due?: string; left?: number;
	rounds?: { no: string; name?: string }[]; may_act: boolean;
}
type Act = "check" | "explain" | "close";
const tones: Record<Dealing["is"], Tone> = { open: "warn", checked: "info", explained: "ok", closed: "ok", procedure: "ok" };
const acts: Record<Act, [Msg, Msg]> = {
	check: [m("lead.check"), m("lead.check.hint")], explain: [m("lead.explain"), m("lead.explain.hint")], close: [m("lead.close"), m("lead.close.hint")],
};

export function LeadDeal({ no, household, name, changed }: { no: string; household?: string; name: string; changed: () => void }) {
	const at = "leads/" + encodeURIComponent(no);
	const got = useLoad<Dealing>(at);
	const [act, set_act] = useState<Act | "accept" | null>(null);
	const close = (): void => set_act(null);
	const over = (): void => { close(); toast(t("ntc.act.done")); got.reload(); changed(); };
	return <Panel title={t("lead.deal")}><Ready of={got}>{(d) => <div class="stack">
		<p class="row"><Status tone={tones[d.is]}>{d.state || t("lead.open")}</Status><Due of={{ ...d, is: d.is === "open" ? "received" : "answered" }} /></p>
		{d.case ? <p>{t("dcl.case")} <a href={to(case_href(d.case))}>{d.case}</a></p> : null}
		{d.check ? <p><span class="muted">{t("lead.look")}</span> {d.check}</p> : null}
		{d.may_act ? <div class="row"><button type="button" class="btn main" onClick={() => set_act("accept")}>{t("dcl.accept")}</button>
			{(Object.keys(acts) as Act[]).map((a) => <button type="button" class="btn" key={a} onClick={() => set_act(a)}>{t(acts[a][0])}</button>)}</div> : null}
		{act === "accept" ? <Accept d={{ rounds: d.rounds, household, name }} fixed={!!household} dated close={close} done={over} run={(body) =>
			api(at + "/accept", { method: "POST", body })} /> : act ? <Say act={act} close={close} done={over} run={(text, key) =>
			api(at + "/deal", { method: "POST", body: { act, text }, key })} /> : null}
	</div>}</Ready></Panel>;
}

function Say({ act, close, done, run }: { act: Act; close: () => void; done: () => void; run: (text: string, key: string) => Promise<unknown> }) {
	const [text, set] = useState("");
	const { busy, fault, send } = useSend();
	const title = t(acts[act][0]);
	return <Dialog title={title} close={close}><form class="stack" onSubmit={(e) => { e.preventDefault(); send(async (key) => {
		await run(text, key);
		done();
	}); }}>
		{fault ? <Fault fault={fault} /> : null}
		<Labelled id="lead-text" label={title} hint={t(acts[act][1])} need><textarea id="lead-text" rows={5} required maxLength={2000}
			value={text} onInput={(e) => set(e.currentTarget.value)} /></Labelled>
		<div class="row"><button type="submit" class="btn main" disabled={busy || !text.trim()}>{busy ? t("working") : title}</button>
			<button type="button" class="btn" onClick={close}>{t("cancel")}</button></div>
	</form></Dialog>;
}

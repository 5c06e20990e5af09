// What was talked about a case, with whom, and how: told to those who deal with it, never changed.
import { useState } from "preact/hooks";
import { api } from "../../base/api";
import { date_value } from "../../base/format";
import { meta } from "../../base/state";
import { pick, t } from "../../base/words";
import { Labelled } from "../../parts/form";
import { Icon } from "../../parts/icon";
import { Dialog, toast } from "../../parts/overlay";
import { Fault } from "../../parts/states";
import { Panel } from "../../parts/timeline";
import { Buttons, Day, useSend } from "../rounds/forms";
import type { Case } from "./types";

export function Talks({ c, done }: { c: Case; done: () => void }) {
	const [open, set_open] = useState(false);
	return c.conversations.length || c.may_note ? <Panel title={t("case.talks")} tools={c.may_note ? <button type="button" class="btn small" onClick={() => set_open(true)}>
		<Icon name="plus" />{t("case.talk.add")}</button> : null}>
		{c.conversations.length ? <ul class="plain stack case-talks">{c.conversations.map((x) => <li key={x.no}>
			<b>{[x.on, x.manner].filter(Boolean).join(" ")}</b> <span class="muted small">{x.no}</span>
			<br />{t("case.talk.who", x.by, x.with)}
			<p class="said">{x.text}</p>
			<span class="muted small">{t("case.talk.maker", x.maker, x.made)}</span></li>)}</ul> : <p class="muted">{t("case.talk.none")}</p>}
		{open ? <Note no={c.no} close={() => set_open(false)} done={() => { set_open(false); done(); }} /> : null}
	</Panel> : null;
}

function Note({ no, close, done }: { no: string; close: () => void; done: () => void }) {
	const [v, set] = useState({ by: "", with: "", manner: "", text: "" });
	const [day, set_day] = useState("");
	const { busy, fault, send } = useSend();
	async function run(key: string): Promise<void> {
		const on = date_value(day);
		const filled = Object.fromEntries(Object.entries({ ...v, on }).filter(([, x]) => x));
		await api(`cases/${encodeURIComponent(no)}/notes`, { method: "POST", key, body: filled });
		toast(t("case.talk.kept"));
		done();
	}
	const names = (name: "by" | "with", label: string, hint: string, need?: boolean) => <Labelled id={"talk-" + name} label={label} hint={hint} need={need}>
		<input type="text" id={"talk-" + name} class="wide" maxLength={200} required={need} aria-describedby={`talk-${name}-hint`} value={v[name]} onInput={(e) => set({ ...v, [name]: e.currentTarget.value })} /></Labelled>;
	return <Dialog title={t("case.talk.add")} close={close}><form class="stack" onSubmit={(e) => { e.preventDefault(); send(run); }}>
		{fault ? <Fault fault={fault} now /> : null}
		{names("with", t("case.talk.with"), t("case.talk.names"), true)}
		{names("by", t("case.talk.by"), t("case.talk.by.hint"))}
		<Labelled id="talk-manner" label={t("case.talk.manner")}><select id="talk-manner" value={v.manner} onChange={(e) => set({ ...v, manner: e.currentTarget.value })}>
			<option value="">{t("choose")}</option>{(meta.value?.lists.talk_manner || []).map((x) => <option key={x.code} value={x.sem || ""}>{pick(x.zh, x.en)}</option>)}</select></Labelled>
		<Day id="talk-day" label={t("case.talk.on")} value={day} set={set_day} />
		<Labelled id="talk-text" label={t("case.talk.text")} need><textarea id="talk-text" class="wide" rows={5} required maxLength={2000} value={v.text}
			onInput={(e) => set({ ...v, text: e.currentTarget.value })} /></Labelled>
		<Buttons yes={t("case.talk.keep")} busy={busy} off={!v.with.trim() || !v.text.trim()} close={close} />
	</form></Dialog>;
}

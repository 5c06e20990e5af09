// Forms about what people say: looked into, answered; and taken in when it came on paper, by phone
// or in person. The receipt number is shown once, for the slip that its sender takes home.
import { useState } from "preact/hooks";
import { api } from "../../base/api";
import { date_value } from "../../base/format";
import { area, me, meta } from "../../base/state";
import { pick, t } from "../../base/words";
import { AreaDialog } from "../../parts/area";
import { DateInput, Labelled } from "../../parts/form";
import { Dialog, toast } from "../../parts/overlay";
import { Fault } from "../../parts/states";
import { useSend, type Objection } from "./types";

const first = (sem?: string): string => (sem || "").split(" ")[0]!;

/* A list of the pack, chosen by meaning: what the server takes. */
function Choose({ id, list, value, set, label }: { id: string; list: string; value: string;
	set: (v: string) => void; label: string }) {
	const seen = new Set<string>();
	const all = (meta.value?.lists[list] || []).filter((c) => first(c.sem) && !seen.has(first(c.sem)) && seen.add(first(c.sem)));
	return <Labelled id={id} label={label} need><select id={id} required value={value} onChange={(e) => set(e.currentTarget.value)}>
		<option value="">{t("choose")}</option>{all.map((c) => <option key={c.code} value={first(c.sem)}>{pick(c.zh, c.en)}</option>)}
	</select></Labelled>;
}

export function Deal({ act, o, close, done, run }: { act: "verify" | "answer"; o: Pick<Objection, "found">; close: () => void; done: () => void;
	run: (body: object, key: string) => Promise<unknown> }) {
	const [text, set_text] = useState("");
	const [more, set_more] = useState("");
	const { busy, fault, send } = useSend();
	const title = act === "verify" ? t("obj.verify") : t("obj.answer");
	return <Dialog title={title} close={close}><form class="stack" onSubmit={(e) => { e.preventDefault(); send(async (key) => {
		await run(act === "verify" ? { text, ...(more ? { with: more } : {}) } : { text, outcome: more }, key);
		toast(t("ntc.act.done"));
		done();
	}); }}>
		{fault ? <Fault fault={fault} /> : null}
		{act === "answer" ? <><p class="said"><span class="muted">{t("obj.verified")}</span> {o.found}</p>
			<Choose id="obj-outcome" list="objection_outcome" label={t("obj.outcome")} value={more} set={set_more} /></> : null}
		<Labelled id="obj-text" label={act === "verify" ? t("obj.found") : t("obj.tell")} need
			hint={act === "verify" ? t("obj.found.hint") : t("obj.tell.hint")}><textarea id="obj-text" rows={5} required maxLength={2000}
				value={text} onInput={(e) => set_text(e.currentTarget.value)} /></Labelled>
		{act === "verify" ? <Labelled id="obj-with" label={t("obj.with")} hint={t("obj.with.hint")}><input type="text" id="obj-with" value={more}
			maxLength={100} onInput={(e) => set_more(e.currentTarget.value)} /></Labelled> : null}
		<div class="row"><button type="submit" class="btn main" disabled={busy}>{busy ? t("working") : title}</button>
			<button type="button" class="btn" onClick={close}>{t("cancel")}</button></div>
	</form></Dialog>;
}

interface Typed { topic: string; channel: string; text: string; name: string; phone: string; notice: string; position: string; group: string; received: string }
const nothing: Typed = { topic: "", channel: "paper", text: "", name: "", phone: "", notice: "", position: "", group: "", received: "" };

export function Enter({ what, close }: { what: "objections" | "declarations"; close: () => void }) {
	const said = what === "declarations";
	const [v, set] = useState(nothing);
	const own = me.value!.areas, only = own.length === 1 && own[0]!.level === 5 ? own[0]! : null;
	const [place, set_place] = useState(only || { code: area.value, name: "" });
	const [picking, set_picking] = useState(false);
	const [no, set_no] = useState("");
	const { busy, fault, send } = useSend();
	const typed = (key: keyof Typed) => (e: { currentTarget: { value: string } }): void => set({ ...v, [key]: e.currentTarget.value });
	const line = (key: keyof Typed, label: string, more: object = {}) => <Labelled id={"in-" + key} label={label} need={"required" in more}>
		<input type="text" id={"in-" + key} value={v[key]} onInput={typed(key)} autocomplete="off" {...more} /></Labelled>;
	if (picking)
		return <AreaDialog start={place.code} close={() => set_picking(false)} take={(a) => {
			set_place(a ? { code: a.code, name: a.name } : { code: "", name: "" });
			set_picking(false);
		}} />;
	if (no)
		return <Dialog title={t("obj.entered")} close={close}><p class="big-code mono">{no}</p><p>{t("obj.entered.words")}</p>
			<div class="row"><button type="button" class="btn main" onClick={close}>{t("close")}</button></div></Dialog>;
	const run = async (key: string): Promise<void> => {
		const filled = Object.fromEntries(Object.entries({ ...v, received: date_value(v.received) || v.received }).filter(([, x]) => x));
		const made = await api<{ no: string }>(what, { method: "POST", key, body: { ...filled, ...(v.notice || !place.code ? {} : { area: place.code }) } });
		set_no(made.no);
	};
	return <Dialog title={said ? t("dcl.enter") : t("obj.enter")} close={close}><form class="stack" onSubmit={(e) => { e.preventDefault(); send(run); }}>
		{fault ? <Fault fault={fault} /> : null}
		{said ? null : <div class="row">{line("notice", t("obj.notice.no"))}{line("position", t("obj.position"), { inputMode: "numeric", size: 4 })}</div>}
		{v.notice ? null : <p class="row"><b>{t("obj.place")}</b> {place.name || place.code} <button type="button" class="btn small"
			onClick={() => set_picking(true)}>{t("area.pick")}</button></p>}
		<div class="row"><Choose id="in-topic" list={said ? "lead_topic" : "objection_topic"} label={t("obj.topic")} value={v.topic}
			set={(x) => set({ ...v, topic: x })} /><Choose id="in-channel" list="objection_channel"
			label={t("obj.channel")} value={v.channel} set={(x) => set({ ...v, channel: x })} /></div>
		<Labelled id="in-text" label={said ? t("dcl.text") : t("obj.told")} need><textarea id="in-text" rows={4} required maxLength={said ? 1000 : 2000}
			value={v.text} onInput={typed("text")} /></Labelled>
		<div class="row">{line("name", said ? t("dcl.name") : t("obj.name"), said ? { required: true } : {})}
			{line("phone", t("acc.phone"), { inputMode: "tel", ...(said ? { required: true } : {}) })}
			{said ? line("group", t("ntc.col.group"), { required: true }) : null}</div>
		<Labelled id="in-day" label={t("obj.on")} hint={t("ntc.since.hint")}><DateInput field={{ name: "", type: "date", zh: "", en: "" }} id="in-day"
			value={v.received} set={(x) => set({ ...v, received: x })} /></Labelled>
		<div class="row"><button type="submit" class="btn main" disabled={busy}>{busy ? t("working") : said ? t("dcl.enter") : t("obj.enter")}</button>
			<button type="button" class="btn" onClick={close}>{t("cancel")}</button></div>
	</form></Dialog>;
}

// A round is opened and closed; households are taken into it, each answered by itself.
import { useRef, useState } from "preact/hooks";
import { api, new_key, useLoad } from "../../base/api";
import { date_value } from "../../base/format";
import { go } from "../../base/route";
import { me, meta } from "../../base/state";
import type { AreaName } from "../../base/types";
import { pick, t } from "../../base/words";
import { AreaDialog } from "../../parts/area";
import { DateInput, Labelled } from "../../parts/form";
import { Houses, useHouses, where_of } from "./house";
import { Icon } from "../../parts/icon";
import { Dialog, toast } from "../../parts/overlay";
import type { Hit } from "../../parts/search";
import { Fault, Ready } from "../../parts/states";
import { Status } from "../../parts/status";
import { basis_text } from "../household/verdicts";
import { case_href, type ProcedureBrief, type Round } from "./types";

export const day_field = { name: "", type: "date", zh: "", en: "" };

/** One request at a time; a doubled one is one effect. */
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

export function Day({ id, value, set, hint, fault, label }: { id: string; value: string; set: (v: string) => void; hint?: string; fault?: string; label?: string }) {
	return <Labelled id={id} label={label || t("case.on")} hint={hint || t("case.on.hint")} fault={fault}><DateInput field={day_field} id={id} value={value} set={set} fault={fault} /></Labelled>;
}

export function Buttons({ yes, busy, off, close }: { yes: string; busy: boolean; off?: boolean; close: () => void }) {
	return <div class="row"><button type="submit" class="btn main" disabled={busy || off}>{busy ? t("working") : yes}</button>
		<button type="button" class="btn" onClick={close}>{t("cancel")}</button></div>;
}

/** How they came to be looked at, by the list of the pack; nobody has to say it. */
export function Channel({ id, value, set }: { id: string; value: string; set: (v: string) => void }) {
	const all = meta.value?.lists.lead_channel || [];
	return all.length ? <Labelled id={id} label={t("case.channel")}><select id={id} value={value} onChange={(e) => set(e.currentTarget.value)}>
		<option value="">{t("choose")}</option>{all.filter((x) => x.sem).map((x) => <option key={x.code} value={x.sem!.split(" ")[0]}>{pick(x.zh, x.en)}</option>)}</select></Labelled> : null;
}

export function OpenRound({ close }: { close: () => void }) {
	const list = useLoad<{ items: ProcedureBrief[] }>("procedures");
	const own = me.value?.areas || [];
	const [procedure, set_procedure] = useState("");
	const [name, set_name] = useState("");
	const [day, set_day] = useState("");
	const [area, set_area] = useState<AreaName | null>(own.length === 1 ? own[0]! : null);
	const [picking, set_picking] = useState(false);
	const { busy, fault, send } = useSend();
	if (picking)
		return <AreaDialog close={() => set_picking(false)} start={area?.code || ""} take={(a) => { set_area(a); set_picking(false); }} />;
	async function run(key: string): Promise<void> {
		const on = date_value(day);
		const made = await api<{ no: string }>("rounds", { method: "POST", key, body: { procedure, name, area: area!.code, ...(on ? { on } : {}) } });
		toast(t("round.opened", made.no));
		close();
		go("/rounds/" + made.no);
	}
	return <Dialog title={t("round.open")} close={close}><Ready of={list}>{(d) => {
		const usable = d.items.filter((p) => !p.draft);
		const p = d.items.find((x) => x.id === procedure);
		return <form class="stack" onSubmit={(e) => { e.preventDefault(); send(run); }}>
			{fault ? <Fault fault={fault} now /> : null}
			<Labelled id="rnd-procedure" label={t("round.procedure")} need><select id="rnd-procedure" value={procedure} required
				onChange={(e) => set_procedure(e.currentTarget.value)}><option value="">{t("choose")}</option>
				{usable.map((x) => <option key={x.id} value={x.id}>{x.name}{x.holds ? "" : ` · ${x.from || "…"} ～ ${x.to || "…"}`}</option>)}</select></Labelled>
			{p ? <p class="muted small">{basis_text(p.document as never)}{p.unconfirmed ? <><br />▲ {t("round.unconfirmed")}</> : null}</p> : null}
			<Labelled id="rnd-name" label={t("round.name")} hint={t("round.name.hint")} need><input type="text" id="rnd-name" class="wide" required maxLength={100}
				value={name} onInput={(e) => set_name(e.currentTarget.value)} /></Labelled>
			<div class="field"><b>{t("round.place")}</b><button type="button" class="btn" onClick={() => set_picking(true)}>
				<Icon name="area" />{area?.name || t("choose")}</button></div>
			<Labelled id="rnd-day" label={t("round.began")} hint={t("case.on.hint")}><DateInput field={day_field} id="rnd-day" value={day} set={set_day} /></Labelled>
			<Buttons yes={t("round.open")} busy={busy} off={!procedure || !name.trim() || !area} close={close} />
		</form>;
	}}</Ready></Dialog>;
}

export function CloseRound({ r, close, done }: { r: Round; close: () => void; done: () => void }) {
	const [reason, set_reason] = useState("");
	const { busy, fault, send } = useSend();
	return <Dialog title={t("round.close")} close={close}><form class="stack" onSubmit={(e) => {
		e.preventDefault();
		send(async (key) => {
			await api(`rounds/${r.no}/close`, { method: "POST", key, body: { reason } });
			toast(t("round.was.closed"));
			done();
		});
	}}>
		{fault ? <Fault fault={fault} now /> : null}
		<p>{r.open ? t("round.close.open", r.open) : t("round.close.words", r.name)}</p>
		<Labelled id="rnd-why" label={t("round.note")}><input type="text" id="rnd-why" class="wide" maxLength={500} value={reason}
			onInput={(e) => set_reason(e.currentTarget.value)} /></Labelled>
		<Buttons yes={t("round.close")} busy={busy} close={close} />
	</form></Dialog>;
}

export interface Added { about: string; no?: string; done: boolean; why?: string; refused?: { no: string; on: string } }
/** Nothing that whoever takes them in has to read. */
export const plain = (all: Added[]): boolean => all.every((x) => x.done && !x.refused);

/** What became of each that was to be taken in. */
export function CameIn({ all, close }: { all: Added[]; close: () => void }) {
	return <Dialog title={t("round.add")} close={close}>
		<p>{t("round.added", all.filter((x) => x.done).length)}</p>
		<ul class="plain came">{all.map((x) => <li key={x.about}>{x.done ? "✓" : "✕"} {x.no ? <a href={case_href(x.no)}>{x.about}</a> : x.about}
			{x.why ? <><br /><span class="muted">{x.why}</span></> : null}
			{x.refused ? <><br /><Status tone="warn">{t("round.refused.before", x.refused.on)}</Status> <a href={case_href(x.refused.no)}>{x.refused.no}</a></> : null}</li>)}</ul>
		<button type="button" class="btn" onClick={close}>{t("close")}</button></Dialog>;
}

/* Households found by the names of their heads, as many as one likes. */
function Choose({ chosen, set }: { chosen: Hit[]; set: (all: Hit[]) => void }) {
	const [text, set_text] = useState("");
	const hits = useHouses(text);
	const out = (h: Hit): void => set(chosen.filter((x) => x.no !== h.no));
	return <>
		<Labelled id="add-find" label={t("round.add.find")}><input type="search" id="add-find" value={text} maxLength={40} autocomplete="off" class="wide"
			placeholder={t("house.hint")} onInput={(e) => set_text(e.currentTarget.value)}
			onKeyDown={(e) => { if (e.key === "Enter") e.preventDefault(); }} /></Labelled>
		<Houses hits={hits} chosen={chosen.map((h) => h.no)} pick={(h) => chosen.some((x) => x.no === h.no) ? out(h) : set([...chosen, h])} />
		{chosen.length ? <div><p class="hint">{t("round.add.chosen", chosen.length)}</p><ul class="plain tags">{chosen.map((h) => <li key={h.no}>
			<button type="button" class="btn small" aria-label={t("round.add.out", h.title)} onClick={() => out(h)}>{h.title} <span class="muted">{where_of(h)}</span> ✕</button>
		</li>)}</ul></div> : null}
	</>;
}

export function AddCases({ r, close, done, start = "" }: { r: Round; start?: string; close: () => void; done: () => void }) {
	const [chosen, set_chosen] = useState<Hit[]>([]);
	const [text, set_text] = useState(start);
	const [day, set_day] = useState("");
	const [channel, set_channel] = useState("");
	const [came, set_came] = useState<Added[] | null>(null);
	const { busy, fault, send } = useSend();
	const numbers = [...new Set([...chosen.map((h) => h.no), ...text.split(/[\s,，、;；]+/).filter(Boolean)])];
	async function run(): Promise<void> {
		const on = date_value(day);
		const a = await api<{ items: Added[] }>(`rounds/${r.no}/cases`, { method: "POST", body: { about: numbers, ...(channel ? { channel } : {}), ...(on ? { on } : {}) } });
		done();
		if (plain(a.items)) {
			toast(t("round.added", a.items.length));
			close();
		} else {
			set_came(a.items);
		}
	}
	if (came)
		return <CameIn all={came} close={close} />;
	const house = r.for === "household";
	return <Dialog title={t("round.add")} close={close}><form class="stack" onSubmit={(e) => { e.preventDefault(); send(run); }}>
		{fault ? <Fault fault={fault} now /> : null}
		{house ? <Choose chosen={chosen} set={set_chosen} /> : null}
		<Labelled id="add-nos" label={house ? t("round.add.nos") : t("round.codes")} need={!house} hint={house ? t("round.add.hint") : t("round.add.codes")}>
			<textarea id="add-nos" rows={house ? 3 : 6} class="mono" required={!house} value={text} onInput={(e) => set_text(e.currentTarget.value)} /></Labelled>
		<Channel id="add-channel" value={channel} set={set_channel} />
		<Day id="add-day" value={day} set={set_day} />
		<Buttons yes={numbers.length ? t("round.add.n", numbers.length) : t("round.add")} busy={busy} off={!numbers.length} close={close} />
	</form></Dialog>;
}

// Notices: which lists wait to be made and hung up, which hang, which are over.
import { useState } from "preact/hooks";
import { api, query_text, useLoad } from "../base/api";
import { date_value } from "../base/format";
import { go, here, query, to } from "../base/route";
import { area, can } from "../base/state";
import { t, type Msg, m } from "../base/words";
import { Confirm } from "../parts/confirm";
import { DateInput, Labelled } from "../parts/form";
import { toast } from "../parts/overlay";
import { Empty, PageHead, Ready } from "../parts/states";
import { Status } from "../parts/status";
import { Panel } from "../parts/timeline";
import { day_field } from "./rounds/forms";
import { by_kind, kinds, state_of, type Listed, type NoticeBrief, type Waiting } from "./notices/types";

const shows: [string, Msg][] = [["", m("ntc.all")], ["made", m("ntc.made")], ["hanging", m("ntc.hanging")], ["stopped", m("ntc.stopped")],
	["done", m("ntc.done")]];
type Order = { kind: Waiting["kind"]; round: string; gate: string; gate_name: string; area?: string; place?: string; n: number };

export default function Notices(_: { parts: string[] }) {
	const show = query.value.get("show") || "";
	const list = useLoad<Listed<NoticeBrief>>("notices" + query_text({ state: show, area: area.value }));
	const waits = useLoad<{ items: Waiting[] }>(can("procedure") ? "notices/waiting" : null);
	const [order, set_order] = useState<Order | null>(null);
	return <>
		<PageHead title={t("nav.notices")} sub={t("ntc.words")}>
			<a class="btn" href="/p/n" target="_blank" rel="noopener">{t("ntc.public")}</a></PageHead>
		{waits.data?.items.some((w) => w.unlisted) ? <div class="gap"><ToMake items={waits.data.items.filter((w) => w.unlisted)} make={set_order} /></div> : null}
		<div class="row filters" role="group" aria-label={t("filter")}>{shows.map(([id, name]) => <button type="button" class="btn" key={id}
			aria-pressed={id === show} onClick={() => go(here({ show: id || null }), true)}>{t(name)}{id === show && list.data?.all ? <span class="count"> {list.data.all}</span> : null}</button>)}</div>
		<Ready of={list}>{(d) => d.items.length ? <>
			<ul class="plain found notices">{d.items.map((n) => <li key={n.no}><Line n={n} /></li>)}</ul>
			{d.all > d.items.length ? <p class="muted">{t("ntc.newest", d.items.length, d.all)}</p> : null}</>
			: <Empty text={t("ntc.none")} />}</Ready>
		{order ? <Make o={order} close={() => set_order(null)} done={() => { set_order(null); list.reload(); waits.reload(); }} /> : null}
	</>;
}

function Line({ n }: { n: NoticeBrief }) {
	const [tone, word] = state_of(n);
	return <a href={to("/notices/" + encodeURIComponent(n.no))}>
		<Status tone={tone}>{t(word)}{n.day && n.kind !== "result" ? " " + t("ntc.day", n.day, n.days) : ""}</Status>{n.mending ? <Status tone="warn">{t("ntc.mending.since", n.mending)}</Status> : null}
		<b>{n.title}</b><span class="tag">{t(kinds[n.kind])}</span>
		<span>{n.place}</span><span class="muted">{t("ntc.lines", n.lines)}</span>
		{n.posted ? <span class="muted">{n.posted}{n.until && n.state !== "stopped" && n.kind !== "result" ? " ～ " + n.until : ""}</span> : null}
		<span class="mono muted">{n.no}</span></a>;
}

/* A line for each gate of a round; the places of it can be had one by one. Who makes none of them reads who does. */
function ToMake({ items, make }: { items: Waiting[]; make: (o: Order) => void }) {
	const gates = new Map<string, Waiting[]>();
	for (const w of items)
		gates.set(w.round + "/" + w.gate, [...(gates.get(w.round + "/" + w.gate) || []), w]);
	return <Panel title={t("ntc.to.make")}><ul class="plain stack">{[...gates.values()].map((ws) => {
		const w = ws[0]!, n = ws.reduce((s, x) => s + x.unlisted, 0);
		const mine = ws.filter((x) => x.may_make), all = mine.length === ws.length;
		const o = { kind: w.kind, round: w.round, gate: w.gate, gate_name: w.gate_name };
		return <li key={w.round + w.gate}>
			<div class="row spread"><div class="row"><b>{w.gate_name}</b><span class="tag">{t(kinds[w.kind])}</span>
				<span class="muted">{w.round_name || w.round} · {!w.days ? "" : w.working ? t("ntc.workdays", w.days) : t("ntc.days", w.days)}</span>
				<span>{t(by_kind(w.kind, "unlisted"), n, ws.length)}</span></div>
				{all ? <button type="button" class="btn main" onClick={() => make({ ...o, n: ws.length })}>{t("ntc.make.all", ws.length)}</button>
					: mine.length ? null : <span class="muted">{w.told}</span>}</div>
			{ws.length > 1 ? <details open={mine.length > 0 && !all}><summary>{t("ntc.places", ws.length)}</summary><ul class="plain tags">{ws.map((x) => <li key={x.area}>
				{x.may_make ? <button type="button" class="btn small" onClick={() => make({ ...o, area: x.area, place: x.place, n: 1 })}>
					{x.place} <span class="muted">{x.unlisted}</span></button> : <span class="muted">{x.place} {x.unlisted}</span>}</li>)}</ul></details> : <p class="muted">{w.place}</p>}
		</li>;
	})}</ul></Panel>;
}

function Make({ o, close, done }: { o: Order; close: () => void; done: () => void }) {
	const [day, set_day] = useState("");
	return <Confirm title={`${t("ntc.make")} · ${o.gate_name}`} yes={t("ntc.make")} close={close} run={async () => {
		const from = date_value(day);
		const made = await api<{ items: { no: string; lines: number; withheld: number }[] }>("notices", { method: "POST",
			body: { round: o.round, gate: o.gate, ...(o.area ? { area: o.area } : {}), ...(from ? { from } : {}) } });
		const hidden = made.items.reduce((s, x) => s + x.withheld, 0);
		toast((made.items.length ? t("ntc.was.made", made.items.length) : t("ntc.was.none")) + (hidden ? " " + t("ntc.withheld", hidden) : ""));
		done();
	}}><p>{o.place || t("ntc.places", o.n)}</p><p class="muted">{t("ntc.make.words")}</p>
		<Labelled id="ntc-from" label={t(by_kind(o.kind, "begins"))} hint={t("ntc.from.hint")}><DateInput field={day_field} id="ntc-from" value={day} set={set_day} /></Labelled></Confirm>;
}

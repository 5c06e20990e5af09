// Work items and alerts: on my desk, or in all of my places; how late, who has it, who is told next.
// Done with a reason; an alert is explained by somebody who had no part in it.
import { useState } from "preact/hooks";
import { api, query_text, useLoad } from "../../base/api";
import { date_value } from "../../base/format";
import { go, here, query, to } from "../../base/route";
import { area, can, noun_name } from "../../base/state";
import { comma, t } from "../../base/words";
import { Labelled } from "../../parts/form";
import { Dialog, toast } from "../../parts/overlay";
import { Empty, Fault, Ready } from "../../parts/states";
import { Status } from "../../parts/status";
import { DataTable } from "../../parts/table";
import { Buttons, Day, useSend } from "../rounds/forms";
import { case_href, left_of } from "../rounds/types";

interface Item {
	no: string; kind: string; kind_name?: string; what?: string; why?: string; state?: string; open: boolean; case?: string; household?: string; head?: string;
	about?: string; place?: string; since?: string; due?: string; left?: number; who: string[]; told: string[];
	opens?: { procedure: string; rounds: { no: string; name?: string }[] }; next?: { role: string; on: string }; done_on?: string; done_by?: string; reason?: string; mine: boolean;
	asks?: string; waits?: string; bare?: boolean;
}

/** Which desk is open: who only looks has none of his own, and begins with what there is. */
export const at_office = (): boolean => {
	const desk = query.value.get("desk");
	return desk ? desk === "office" : !can("procedure", "decide");
};

export function Items() {
	const office = at_office();
	const late = query.value.get("late") || "";
	const closed = query.value.get("closed") || "";
	const list = useLoad<{ items: Item[]; more: boolean }>("tasks/items" + query_text({ area: area.value, mine: office ? "" : 1, late, closed }));
	const [one, set_one] = useState<Item | null>(null);
	const filter = (name: string, text: string) => <label class="check"><input type="checkbox" name={name} checked={query.value.get(name) === "1"}
		onChange={(e) => go(here({ [name]: e.currentTarget.checked ? "1" : null }), true)} /> {text}</label>;
	return <>
		<div class="filters row" role="group" aria-label={t("filter")}>
			<div class="seg" role="group" aria-label={t("item.desk")}>
				{([["mine", t("item.mine")], ["office", t("item.office")]] as const).map(([v, name]) => <button type="button" key={v}
					class={"btn" + ((v === "office") === office ? " on" : "")} aria-pressed={(v === "office") === office}
					onClick={() => go(here({ desk: v }), true)}>{name}</button>)}</div>
			{filter("late", t("round.only.late"))}
			{filter("closed", t("item.closed"))}
		</div>
		<Ready of={list}>{(d) => d.items.length ? <>
			<DataTable label={t("item.title")} rows={d.items} key_of={(x) => x.no} columns={[
				{ name: "what", label: t("item.what"), card: "title", sort: false, wide: true, show: (x) => <>{x.what || x.kind_name}<br />{x.opens ? <><Opens x={x} /><br /></> : null}{x.why ? <><span class="small">{x.why}</span><br /></> : null}
					<span class="muted small">{x.kind_name} · {x.no}</span></> },
				{ name: "about", label: t("case.about"), sort: false, show: (x) => <About x={x} /> },
				{ name: "place", label: t("round.place"), sort: false, show: (x) => x.place || "--" },
				{ name: "due", label: t("case.due"), sort: false, show: (x) => <When x={x} /> },
				{ name: "who", label: t("item.who"), sort: false, wide: true, show: (x) => <Whose x={x} /> },
				{ name: "do", label: t("item.done"), sort: false, show: (x) => x.mine ? <div class="row"><Record x={x} /><button type="button" class="btn small" onClick={() => set_one(x)}>
					{title_of(x)}</button></div> : x.open ? <span class="muted">{t("item.others")}</span> : <Ended x={x} /> },
			]} />
			{d.more ? <p class="muted">{t("item.more", d.items.length)}</p> : null}</>
			: <Empty text={late || closed ? t("item.none.filtered") : office ? t("item.none.office") : t("item.none")} />}</Ready>
		{one ? <Finish x={one} close={() => set_one(null)} done={() => { set_one(null); list.reload(); }} /> : null}
	</>;
}

/* What somebody did: it is explained, not done. */
const explains = (x: Item): boolean => ["against", "fast", "bulk", "quota"].includes(x.kind);

const title_of = (x: Item): string => explains(x) ? t("item.explain") : x.asks ? t("item.bare.title") : t("item.finish");

/* What it asks for is entered on the page of the household; that ends it, once it was approved. */
function Record({ x }: { x: Item }) {
	if (x.waits)
		return <a href={to("/changes/" + x.waits.slice(1))}>{t("item.waits", x.waits)}</a>;
	if (x.open && x.kind === "notice" && x.about)
		return <a href={`/notices/${encodeURIComponent(x.about)}?do=last`} class="btn small main">{t("ntc.last")}</a>;
	return x.open && x.asks && x.household && can("propose") ? <a class="btn small main" href={`/household/${encodeURIComponent(x.household)}?tab=${x.asks}&add=1`}>
		{t("item.record", noun_name(x.asks))}</a> : null;
}

function About({ x }: { x: Item }) {
	return <>{x.head || x.household ? <a href={"/household/" + encodeURIComponent(x.household!)}>{x.head || x.household}</a> : null}
		{x.case ? <>{x.household ? " · " : ""}<a href={case_href(x.case)}>{x.case}</a></>
			: x.kind === "notice" && x.about ? <a href={"/notices/" + encodeURIComponent(x.about)}>{x.about}</a>
			: x.kind === "lead" && x.about ? <>{x.household ? " · " : ""}<a href={"/lead/" + encodeURIComponent(x.about)}>{x.about}</a></>
			: x.kind === "declaration" && x.about ? <a href={to("/declarations/" + x.about)}>{t("nav.declarations")}</a>
			: x.household ? null : x.about || "--"}</>;
}

/* Where the household is to be taken in: a round that is open, or the rounds, to open one. */
function Opens({ x }: { x: Item }) {
	const all = x.opens!.rounds;
	return all.length ? <>{all.map((r) => <a key={r.no} href={to("/rounds/" + r.no, { add: x.household || "" })}>{t("item.opens", r.name || r.no)}</a>)}</>
		: <a href={to("/rounds")}>{t("item.opens.none", x.opens!.procedure)}</a>;
}

function When({ x }: { x: Item }) {
	const left = x.open ? left_of(x) : null;
	return <>{x.due || "--"} {left ? <Status tone={left.tone}>{left.text}</Status> : null}</>;
}

function Whose({ x }: { x: Item }) {
	return <>{x.who.join(comma()) || t("item.anybody")}
		{x.told.length ? <><br /><span class="small">{t("item.told", x.told.join(comma()))}</span></> : null}
		{x.next ? <><br /><span class="muted small">{t("item.next", x.next.on, x.next.role)}</span></> : null}</>;
}

function Ended({ x }: { x: Item }) {
	return <><Status tone={x.bare ? "warn" : "ok"}>{x.bare ? t("item.bare") : x.state || ""}</Status><br /><span class="muted small">{[x.done_on, x.done_by].filter(Boolean).join(" · ")}</span>
		{x.reason ? <><br /><span class="small">{x.reason}</span></> : null}</>;
}

function Finish({ x, close, done }: { x: Item; close: () => void; done: () => void }) {
	const [reason, set_reason] = useState("");
	const [day, set_day] = useState("");
	const { busy, fault, send } = useSend();
	const title = title_of(x);
	async function run(key: string): Promise<void> {
		const on = date_value(day);
		await api(`tasks/items/${encodeURIComponent(x.no)}/done`, { method: "POST", key, body: { reason: reason.trim(), ...(on ? { on } : {}) } });
		toast(t("item.was.done", x.no));
		done();
	}
	return <Dialog title={title} close={close}><form class="stack" onSubmit={(e) => { e.preventDefault(); send(run); }}>
		{fault ? <Fault fault={fault} /> : null}
		<Record x={x} />
		<p><b>{x.what || x.kind_name}</b><br /><span class="muted">{[x.head, x.place, x.case].filter(Boolean).join(" · ")}</span></p>
		<Labelled id="itm-why" label={t("case.reason")} hint={explains(x) ? t("item.explain.hint") : x.asks ? t("item.bare.hint") : t("item.finish.hint")} need>
			<textarea id="itm-why" rows={4} maxLength={2000} required value={reason} onInput={(e) => set_reason(e.currentTarget.value)} /></Labelled>
		<Day id="itm-day" value={day} set={set_day} />
		<Buttons yes={title} busy={busy} off={!reason.trim()} close={close} />
	</form></Dialog>;
}

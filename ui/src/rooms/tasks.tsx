// What waits for me: cases I may act on now, the soonest due first; work items and alerts; and what
// is late, by who has it.
import { query_text, useLoad } from "../base/api";
import { number_text } from "../base/format";
import { go, here, query, to } from "../base/route";
import { area, can } from "../base/state";
import { t } from "../base/words";
import { PrintFoot } from "../parts/print";
import { Empty, PageHead, Ready } from "../parts/states";
import { Status } from "../parts/status";
import { DataTable } from "../parts/table";
import { tab_now, Tabs } from "../parts/tabs";
import { Due } from "./notices/due";
import { deal_tone, type Objection } from "./notices/types";
import { about, Missing } from "./rounds/card";
import { Left } from "./rounds/list";
import { case_href, type Card, type GateName } from "./rounds/types";
import { Items } from "./tasks/items";

interface Late { who?: string; procedure?: string; gate?: GateName; role?: string; n: number; oldest?: string; cases: { no: string; head?: string; due: string }[] }

export default function Room(_: { parts: string[] }) {
	const mine = useLoad<{ items: unknown[]; objections?: unknown[] }>(works() ? "tasks" + query_text({ area: area.value }) : null);
	const items = useLoad<{ items: unknown[] }>("tasks/items" + query_text({ area: area.value, mine: works() ? 1 : "" }));
	const late = useLoad<{ items: Late[] }>("tasks/late" + query_text({ area: area.value }));
	const n = (of: { items: unknown[]; objections?: unknown[] } | undefined): number => (of?.items.length || 0) + (of?.objections?.length || 0);
	const tabs = [{ id: "mine", name: t("task.mine"), count: n(mine.data) }, { id: "items", name: t("item.title"), count: n(items.data) },
		{ id: "late", name: t("task.late"), count: late.data?.items.reduce((s, x) => s + x.n, 0) || 0 }].filter((x) => x.id !== "mine" || works());
	// Who only looks begins where there is something.
	if (!works() && items.data && !n(items.data) && n(late.data))
		tabs.reverse();
	const now = tab_now(tabs);
	return <>
		<PageHead title={t("nav.tasks")} sub={now === "mine" ? t("task.sub") : now === "items" ? t("item.sub") : t("task.late.sub")} />
		<Tabs tabs={tabs} label={t("nav.tasks")} />
		<div id="tab-body" role="tabpanel" aria-labelledby={"tab-" + now} tabIndex={0} class="panel tab-body">
			{now === "mine" ? <Mine /> : now === "items" ? <Items /> : <LateOnes />}</div>
		<PrintFoot />
	</>;
}

/* Who only looks has nothing that waits for him. */
const works = (): boolean => can("procedure", "decide");

function Mine() {
	const assigned = query.value.get("assigned") || "";
	const late = query.value.get("late") || "";
	const list = useLoad<{ items: Card[]; more: boolean; objections?: Objection[] }>("tasks" + query_text({ area: area.value, assigned, late }));
	return <>
		<div class="filters row" role="group" aria-label={t("filter")}>
			<label class="check"><input type="checkbox" name="assigned" checked={assigned === "me"}
				onChange={(e) => go(here({ assigned: e.currentTarget.checked ? "me" : null }), true)} /> {t("task.only.mine")}</label>
			<label class="check"><input type="checkbox" name="late" checked={late === "1"}
				onChange={(e) => go(here({ late: e.currentTarget.checked ? "1" : null }), true)} /> {t("round.only.late")}</label>
		</div>
		{list.data?.objections?.length && !assigned && !late ? <Waiting items={list.data.objections} /> : null}
		<Ready of={list}>{(d) => d.items.length ? <>
			<DataTable label={t("nav.tasks")} rows={d.items} key_of={(c) => c.no} href={(c) => case_href(c.no)} columns={[
				{ name: "head", label: t("case.about"), card: "title", sort: false, show: about },
				{ name: "gate", label: t("case.gate"), sort: false, wide: true, show: (c) => <>{c.gate.name}<br /><span class="muted small">{c.procedure}</span></> },
				{ name: "place", label: t("round.place"), sort: false, show: (c) => c.place },
				{ name: "due", label: t("case.due"), sort: false, show: (c) => c.due ? <>{c.due} <Left c={c} /></> : "--" },
				{ name: "assigned", label: t("case.assigned"), sort: false, show: (c) => c.assigned_to || "--" },
				{ name: "missing", label: t("case.missing"), sort: false, wide: true, show: (c) => <Missing c={c} /> },
			]} />
			{d.more ? <p class="muted">{t("task.more", d.items.length)}</p> : null}</>
			: d.objections?.length && !assigned && !late ? null : <Empty text={assigned || late ? t("task.none.filtered") : t("task.none")}>{can("procedure") ? <a class="btn" href={to("/rounds")}>{t("round.title")}</a> : null}</Empty>}</Ready>
	</>;
}

/* Objections that I may look into or answer. */
function Waiting({ items }: { items: Objection[] }) {
	return <section class="stack" aria-label={t("task.objections")}><h2>{t("task.objections")}</h2>
		<ul class="plain found">{items.map((o) => <li key={o.id}><a href={to("/objections/" + o.id)}>
			<Status tone={deal_tone(o.is)}>{o.is === "verified" ? t("obj.to.answer") : t("obj.to.verify")}</Status><b>{o.topic}</b>
			{o.head ? <span>{o.head}</span> : null}<span>{o.place}</span><Due of={o} /></a></li>)}</ul></section>;
}

function LateOnes() {
	const list = useLoad<{ items: Late[] }>("tasks/late" + query_text({ area: area.value }));
	return <Ready of={list}>{(d) => d.items.length ? <DataTable label={t("task.late")} rows={d.items}
		key_of={(x) => (x.who || "") + (x.procedure || "") + (x.gate?.id || "")} columns={[
			{ name: "who", label: t("case.assigned"), card: "title", sort: false, show: (x) => x.who || <span class="muted">{t("task.nobody")}</span> },
			{ name: "gate", label: t("case.gate"), sort: false, wide: true, show: (x) => x.gate ? `${x.procedure} · ${x.gate.name}` : "--" },
			{ name: "role", label: t("task.role"), sort: false, show: (x) => x.role || "--" },
			{ name: "n", label: t("round.cases"), num: true, sort: false, show: (x) => <Status tone="bad">{number_text(x.n)}</Status> },
			{ name: "oldest", label: t("task.oldest"), sort: false, show: (x) => x.oldest },
			{ name: "cases", label: t("task.late.cases"), sort: false, wide: true, show: (x) => <ul class="plain tags">{x.cases.map((c) =>
				<li key={c.no}><a href={case_href(c.no)} title={c.due}>{c.head || c.no}</a></li>)}{x.n > x.cases.length
				? <li class="muted">{t("task.late.more", x.n - x.cases.length)}</li> : null}</ul> },
		]} /> : <Empty text={t("task.late.none")} />}</Ready>;
}

// 一户一页一账: one household on one page, everything the register knows of it and its changes.
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { query_text, useLoad } from "../base/api";
import { cell_text, number_text } from "../base/format";
import { go, here, query } from "../base/route";
import { area, can, field_name, field_of, kind_name, noun_name, noun_of, printing, set_title } from "../base/state";
import type { Change, Event, Row } from "../base/types";
import { m, t, type Msg } from "../base/words";
import { Icon } from "../parts/icon";
import { Menu } from "../parts/overlay";
import { Propose } from "./row/propose";
import { PrintFoot } from "../parts/print";
import { PageHead, Ready } from "../parts/states";
import { Status } from "../parts/status";
import { Tabs, tab_now, type Tab } from "../parts/tabs";
import { Panel, set_of, Timeline } from "../parts/timeline";
import { AddRow, entered } from "./household/add";
import { Cases, Stands, Stories } from "./household/cases";
import { Doubts } from "./household/doubts";
import { Income } from "./household/income";
import { Papers } from "./household/papers";
import { PrintItems } from "./household/print";
import { Verdicts } from "./household/verdicts";
import { Conditions, Members, Overview, Records } from "./household/tabs";

export interface HouseholdPage {
	household: Row; members: Row[]; known?: { id: string; age?: number; sex?: string }[]; children: Record<string, Row[]>;
	sums?: { id: string; income?: string; spending?: string }[]; events: Event[];
	todo?: { kind: string; text: string }[]; changes?: Change[];
}
interface Nav { prev?: string | null; next?: string | null; at?: number; of?: number }

/* The list that one came from stands in the address: its conditions, or "all". */
const address = (no: string): string => `/household/${encodeURIComponent(no)}`
	+ query_text({ area: area.value, list: query.value.get("list") });
const list_address = (): string => {
	const q = new URLSearchParams(query.value.get("list") || "");
	q.delete("all");
	if (area.value)
		q.set("area", area.value);
	return "/household" + (q.toString() ? "?" + q : "");
};

function with_past(page: HouseholdPage, past: Event[]): HouseholdPage {
	if (!past.length)
		return page;
	const own = past.map((e) => ({ ...e, noun: "household" }));
	const events = [...own, ...page.events.filter((e) => e.noun !== "household")];
	return { ...page, events: events.sort((a, b) => a.when < b.when ? 1 : a.when > b.when ? -1 : 0) };
}

/** The way from household to household of the list that one came from. */
function useNav(no: string): Nav | undefined {
	const list = query.value.get("list");
	const q = new URLSearchParams(list || "");
	q.delete("all");
	if (area.value)
		q.set("area", area.value);
	const beside = useLoad<Nav>(list === null ? null : `household/${encodeURIComponent(no)}/beside` + (q.toString() ? "?" + q : ""));
	return list === null || beside.loading ? undefined : beside.data;
}

export default function Household({ parts }: { parts: string[] }) {
	const no = parts[1]!;
	const got = useLoad<HouseholdPage>(`household/${encodeURIComponent(no)}/page`);
	// What each change changed may come by itself, after the page has been drawn.
	const told = !got.data || got.data.events.some((e) => e.changed);
	const past = useLoad<{ items: Event[] }>(told ? null : `household/${encodeURIComponent(no)}/history`);
	const page = { ...got, data: got.data && with_past(got.data, told ? [] : past.data?.items || []) };
	const [edit, set_edit] = useState(false);
	const nav = useNav(no);
	useLayoutEffect(() => {
		const key = (e: KeyboardEvent): void => {
			if ((e.target as Element).closest("input,select,textarea,dialog") || e.ctrlKey || e.metaKey ||
				document.querySelector("dialog[open]"))
				return;
			const to = e.key === "j" ? nav?.next : e.key === "k" ? nav?.prev : null;
			if (to)
				go(address(to));
		};
		document.addEventListener("keydown", key);
		return () => document.removeEventListener("keydown", key);
	}, [nav?.next, nav?.prev]);
	return <>{page.fault && !page.data ? <PageHead title={noun_name("household")} /> : null}<Ready of={page}>{(d) => <>
		<Way nav={nav} />
		<Head page={d} edit={() => set_edit(true)} />
		<Body page={d} reload={page.reload} />
		{edit ? <Propose row={d.household} noun="household" fields={noun_of("household")!.fields}
			close={() => set_edit(false)} done={() => { set_edit(false); page.reload(); }} /> : null}
		<PrintFoot />
	</>}</Ready></>;
}

function Way({ nav }: { nav: Nav | undefined }) {
	return <nav class="row way" aria-label={t("hh.way")}>
		<a class="btn bare" href={list_address()}>
			<Icon name="left" />{t("nav.households")}</a>
		{nav?.at ? <span class="muted">{nav.of ? t("hh.at", number_text(nav.at), number_text(nav.of)) : t("hh.nth", number_text(nav.at))}</span> : null}
		<span class="grow" />
		{nav?.prev ? <a class="btn" href={address(nav.prev)}><Icon name="left" />{t("hh.prev")}
			<kbd class="only-wide">k</kbd></a> : null}
		{nav?.next ? <a class="btn" href={address(nav.next)}>{t("hh.next")}<Icon name="right" />
			<kbd class="only-wide">j</kbd></a> : null}
	</nav>;
}

function Head({ page, edit }: { page: HouseholdPage; edit: () => void }) {
	const h = page.household;
	const c = h.c;
	const name = String(c.head_name ?? h.no ?? "");
	const title = t("hh.title", name);
	useEffect(() => set_title(title), [title]);
	const helper = page.children.helper?.[0];
	const income = page.children.income?.[0];
	const net = income?.c.per_capita_net ?? c.per_capita_net;
	return <header class="panel hh-head">
		<div class="row spread">
			<div><h1>{title}</h1>
				<p class="muted">{h.no} · {h.area?.path || cell_text(field_of("household", "area"), c.area)}
					{c.group_name ? " " + c.group_name : ""} · {t("hh.members", Number(c.members) || page.members.length)}</p>
			</div>
			<div class="row no-print">
				{can("propose") ? <button type="button" class="btn main" onClick={edit}><Icon name="edit" />
					{t("propose")}</button> : null}
				<Menu icon="print" label={t("print")}>{(close) => <PrintItems no={h.no || ""} close={close} />}</Menu>
				<Menu icon="more" title={t("more")}>{(close) => <>
					<a class="menu-item" href={`/person?f.household=${encodeURIComponent(h.no || "")}`}
						onClick={close}>{t("hh.members.list")}</a>
					{h.area ? <a class="menu-item" href={`/area/${h.area.code}`} onClick={close}>
						{t("hh.village")}</a> : null}
					{can("audit_read") ? <a class="menu-item" onClick={close}
						href={`/journal?noun=household&no=${encodeURIComponent(h.no || "")}`}>{t("nav.journal")}</a> : null}
				</>}</Menu>
			</div>
		</div>
		<div class="row marks">
			{c.type ? <Status tone="info">{String(c.type)}</Status> : null}
			{c.monitor_type ? <Status tone={c.risk_cleared_on ? "ok" : "warn"}>{String(c.monitor_type)}{c.risk_cleared_on
				? ` · ${field_name("household", "risk_cleared_on")} ${String(c.risk_cleared_on)}` : ""}</Status> : null}
			{page.children.risk?.filter((r) => !r.c.cleared_on).map((r) =>
				<Status tone="bad" key={r.id}>{String(r.c.kind ?? noun_name("risk"))}</Status>)}
			{helper ? <span><span class="muted">{noun_name("helper")}</span> {String(helper.c.name ?? "")}
				{helper.c.unit_name ? ` (${helper.c.unit_name})` : ""} {String(helper.c.phone ?? "")}</span> : null}
			{net !== undefined && net !== "" ? <span><span class="muted">{t("hh.net")}</span>{" "}
				<b>{number_text(net, 2)}</b></span> : null}
		</div>
		<Stands no={h.no || ""} />
	</header>;
}

function Part({ id, page, reload }: { id: string; page: HouseholdPage; reload: () => void }) {
	if (id === "overview")
		return <Overview page={page} />;
	if (id === "members")
		return <Members page={page} />;
	if (id === "income")
		return <><Add noun={id} /><Income page={page} /><Added noun={id} page={page} reload={reload} /></>;
	if (id === "conditions")
		return <Conditions page={page} />;
	if (id === "verdicts")
		return <Verdicts no={page.household.no || ""} />;
	if (id === "cases")
		return <Stories no={page.household.no || ""} />;
	if (id === "attachment")
		return <Papers page={page} reload={reload} />;
	return id === "changes" ? <Timeline events={page.events} noun="household" first={40} />
		: <><Add noun={id} /><Records noun={id} rows={page.children[id] || []} /><Added noun={id} page={page} reload={reload} /></>;
}

const Add = ({ noun }: { noun: string }) => can("propose") && entered.includes(noun) ? <p class="row no-print"><button type="button" class="btn main"
	onClick={() => go(here({ add: "1" }), true)}><Icon name="plus" />{t("add.new", noun_name(noun))}</button></p> : null;

/* The form of a new row stands in the address, so that a work item leads to it. */
function Added({ noun, page, reload }: { noun: string; page: HouseholdPage; reload: () => void }) {
	const close = (): void => go(here({ add: null }), true);
	return <>{page.changes?.filter((c) => c.new && c.noun === noun).map((c) => <p key={c.id}><Status tone="info">{t("add.waits")}</Status>{" "}
		<a href={`/changes/${c.id}`}>{c.set.map(set_of).map((s) => String(s.new ?? "")).filter(Boolean).join("，")}</a></p>)}
		{query.value.get("add") && can("propose") && entered.includes(noun) && page.household.no ? <AddRow noun={noun} no={page.household.no} place={page.household.area?.code}
			close={close} done={() => { close(); reload(); }} /> : null}</>;
}

/** 一户一档 on paper: every part, one after the other. */
const Whole = ({ page, tabs, reload }: { page: HouseholdPage; tabs: Tab[]; reload: () => void }) => <>{tabs.map((x) =>
	<section class="print-part" key={x.id}><h2>{x.name}</h2><Part id={x.id} page={page} reload={reload} /></section>)}</>;

/* Each tab holds several: a noun by itself would name one. */
const records: [string, Msg][] = [["risk", m("tab.risk")], ["measure", m("tab.measure")], ["status", m("tab.status")], ["lead", m("tab.lead")],
	["helper", m("tab.helper")], ["work", m("tab.work")], ["post", m("tab.post")], ["member_event", m("tab.member_event")],
	["attachment", m("tab.attachment")]];

function Body({ page, reload }: { page: HouseholdPage; reload: () => void }) {
	const kids = page.children;
	const tabs: Tab[] = [
		{ id: "overview", name: t("tab.overview") },
		{ id: "members", name: t("tab.members"), count: page.members.length },
		...(kids.income?.length || can("propose") ? [{ id: "income", name: t("tab.income"), count: kids.income?.length || 0 }] : []),
		{ id: "conditions", name: t("tab.conditions") },
		{ id: "verdicts", name: t("tab.verdicts") },
		{ id: "cases", name: t("tab.cases") },
		...records.filter(([n]) => noun_of(n) && (kids[n]?.length || (n === "attachment" && can("attach")) || (entered.includes(n) && can("propose"))))
			.map(([n, name]) => ({ id: n, name: t(name), count: kids[n]?.length || 0 })),
		{ id: "changes", name: t("tab.changes"), count: page.events.length },
	];
	const now = tab_now(tabs);
	return <div class="hh-body">
		<div class="hh-main">
			<Tabs tabs={tabs} label={t("hh.tabs")} />
			{printing.value ? <Whole page={page} tabs={tabs} reload={reload} /> : null}
			<div id="tab-body" role="tabpanel" hidden={printing.value} aria-labelledby={"tab-" + now} tabIndex={0} class="panel tab-body">
				<Part id={now} page={page} reload={reload} />
			</div>
		</div>
		<aside class="rail" aria-label={t("hh.rail")}>
			{page.todo?.length ? <Panel title={t("hh.todo")}><ul class="plain stack">
				{page.todo.map((d, i) => <li key={i}><Status tone="bad">{kind_name(d.kind)}</Status>
					<p>{d.text}</p></li>)}</ul></Panel> : null}
			<Cases no={page.household.no || ""} />
			<Doubts no={page.household.no || ""} />
			{page.changes?.length ? <Panel title={t("hh.open")}><ul class="plain stack">
				{page.changes.map((c) => <li key={c.id}><Status tone="info">{t("proposed")}</Status>
					<p>{c.who} · {c.when}<br />{c.set.map(set_of).map((s) =>
						`${field_name(c.noun, s.field)}: ${s.new ?? "--"}`).join("；")}</p>
					<a href={`/changes/${c.id}`}>{t("open")}</a></li>)}</ul></Panel> : null}
			<Panel title={t("hh.recent")}><Timeline events={page.events} noun="household" first={4} /></Panel>
			{page.household.from ? <Panel title={t("hh.source")}>{page.household.from.file ? <p>{t("hh.from", page.household.from.file || "--",
				page.household.from.row ?? "--")}</p> : null}<p class="muted">{page.household.from.when} · {
				page.household.from.who}</p></Panel> : null}
		</aside>
	</div>;
}

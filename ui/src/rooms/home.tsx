// The first page: what waits for me, how things stand; every number opens the list it counts.
import { query_text, useLoad } from "../base/api";
import { cell_text, number_text } from "../base/format";
import { monitored_now, of_code } from "../base/lists";
import { may_enter } from "../base/rooms";
import { to } from "../base/route";
import { area, can, field_name, field_of, has_noun, kind_name, me, meta } from "../base/state";
import { job_over } from "../base/tell";
import type { Change, Job, Page, Row } from "../base/types";
import { comma, t } from "../base/words";
import { Bars, SvgChart } from "../parts/chart";
import { Icon } from "../parts/icon";
import type { Areas } from "../parts/area";
import { JobState, job_name } from "../parts/job";
import { Empty, PageHead, Ready } from "../parts/states";
import { Status, type Tone } from "../parts/status";
import { DataTable } from "../parts/table";
import { Panel } from "../parts/timeline";
import { live_query } from "./checks/types";
import { Cockpit } from "./cockpit/figures";

export interface Summary {
	place: string; households: number; persons: number; present?: number; monitored?: number;
	types?: { code: number; label: string; n: number }[];
	monitor?: { code: number; label: string; n: number }[];
	townships?: { code?: string; name: string; households?: number; persons?: number; monitored?: number }[];
	findings?: { kind: string; label?: string; n: number }[];
	differences_open?: number; changes_open?: number;
}

/* Kinds of findings that stand here; the others are in the list. */
const FIRST = 5;

/* What was found and not settled since. */
const still = { "f.closed.unknown": "1" };

export default function Home(_: { parts: string[] }) {
	const sum = useLoad<Summary>(can("read") && can("summary") ? "summary" + query_text({ area: area.value }) : null);
	const open = useLoad<Page<Change>>(can("approve") ? "changes" + query_text({ state: "proposed", area: area.value }) : null);
	const mine = useLoad<Page<Change>>(can("propose") ? "changes" + query_text({ state: "proposed", mine: 1, area: area.value }) : null);
	const found = useLoad<Page<unknown>>(can("read") && can("finding", "import") && has_noun("finding")
		? "finding" + query_text({ limit: 1, count: 1, area: area.value, ...still }) : null);
	const doubts = useLoad<Page<unknown>>(can("read") && can("propose", "approve") && has_noun("doubt")
		? "doubt" + query_text({ limit: 1, count: 1, area: area.value }) + "&" + live_query() : null);
	const tasks = useLoad<{ items: unknown[]; more: boolean; objections?: unknown[] }>(can("procedure", "decide") ? "tasks" + query_text({ area: area.value }) : null);
	const items = useLoad<{ items: unknown[] }>(may_enter("/tasks") ? "tasks/items" + query_text({ area: area.value, mine: 1 }) : null);
	const late = useLoad<{ items: { n: number }[] }>(may_enter("/tasks") ? "tasks/late" + query_text({ area: area.value }) : null);
	const lists = useLoad<{ items: { unlisted: number; may_make: boolean }[] }>(can("procedure") ? "notices/waiting" : null);
	const overdue = late.data?.items.reduce((s, x) => s + x.n, 0) || 0;
	const unmade = lists.data?.items.filter((w) => w.unlisted && w.may_make).length || 0;
	const told = useLoad<{ all: number }>(can("procedure") ? "declarations" + query_text({ state: "received", area: area.value }) : null);
	const jobs = useLoad<Page<Job>>(can("jobs") ? "jobs" : null);
	const running = (jobs.data?.items || []).filter((j) => !job_over(j));
	const scope = sum.data?.place || me.value!.areas.map((a) => a.name).join(comma());
	const decide = (open.data?.items || []).filter((c) => c.may_decide);
	const assigned = can("read") && !me.value!.areas.length && !me.value!.everywhere;
	return <>
		<PageHead title={t("home.hello", me.value!.account.name)} sub={scope} />
		<div class="tiles">
			{tasks.data?.items?.length ? <Tile href={to("/tasks")} tone="warn" label={t("nav.tasks")} n={tasks.data.items.length} more={tasks.data.more} /> : null}
			{tasks.data?.objections?.length ? <Tile href={to("/objections")} tone="warn" label={t("home.objections")} n={tasks.data.objections.length} /> : null}
			{items.data?.items?.length ? <Tile href={to("/tasks", { tab: "items" })} tone="warn" label={t("item.title")} n={items.data.items.length} /> : null}
			{overdue ? <Tile href={to("/tasks", { tab: "late" })} tone="warn" label={t("home.late")} n={overdue} /> : null}
			{unmade ? <Tile href={to("/notices")} tone="warn" label={t("ntc.to.make")} n={unmade} /> : null}
			{told.data?.all ? <Tile href={to("/declarations")} tone="warn" label={t("nav.declarations")} n={told.data.all} /> : null}
			{can("approve") && open.data ? <Tile href={to("/changes")} n={decide.length} tone={decide.length
				? "warn" : "ok"} label={t("home.decide")} /> : null}
			{can("propose") && mine.data ? <Tile href={to("/changes", { show: "waiting" })} tone="info"
				n={mine.data.items.length} label={t("home.mine")} /> : null}
			{can("settle") && sum.data?.differences_open !== undefined ? <Tile href={to("/differences")}
				n={sum.data.differences_open} tone={sum.data.differences_open ? "warn" : "ok"}
				label={t("home.differences")} /> : null}
			{found.data?.total !== undefined && found.data.total !== null ? <Tile href={to("/finding", still)}
				tone={found.data.total ? "warn" : "ok"} label={t("home.findings")} n={found.data.total} /> : null}
			{doubts.data?.total ? <Tile href={to("/checks")} tone="warn" label={t("home.doubts")} n={doubts.data.total} /> : null}
			{running.length ? <Tile href="/jobs" n={running.length} tone="info" label={t("home.jobs")} /> : null}
		</div>
		{can("read") && can("summary") && !assigned ? <Ready of={sum}>{(s) => <Figures s={s} />}</Ready> : null}
		{can("read") && (assigned || !can("summary")) ? <MyHouseholds /> : null}
		{!can("read") ? <Keepers /> : null}
		{running.length ? <Panel title={t("home.jobs")}><ul class="plain">{running.map((j) =>
			<li key={j.id} class="row"><a href={`/jobs/${j.id}`}>{job_name(j)}</a><JobState job={j} />
				<span class="muted">{j.stage} {j.of ? t("job.at", number_text(j.done), number_text(j.of)) : ""}
				</span></li>)}</ul></Panel> : null}
	</>;
}

function Tile({ href, n, label, tone, more }: { href: string; n: number; label: string; more?: boolean;
	tone: "ok" | "warn" | "info" }) {
	return <a class={"tile " + tone} href={href}><span class="tile-n">{number_text(n)}{more ? "+" : ""}</span>
		<span>{label}</span></a>;
}

/* A helper counts nothing: the households themselves are the first thing wanted. */
function MyHouseholds() {
	const list = useLoad<Page<Row>>("household?limit=50&fields=no,head_name,area,group_name,members,type");
	const names = ["no", "area", "group_name", "members", "type"];
	return <section><h2>{t("home.households")}</h2><Ready of={list}>{(d) => d.items.length
		? <DataTable label={t("home.households")} rows={d.items} key_of={(r) => r.no || r.id}
			href={(r) => `/household/${encodeURIComponent(r.no || r.id)}`} columns={[
				{ name: "head_name", label: field_name("household", "head_name"), card: "title", sort: false,
					show: (r) => String(r.c.head_name ?? r.no ?? r.id) },
				...names.map((name) => ({ name, label: field_name("household", name), sort: false,
					show: (r: Row) => cell_text(field_of("household", name), r.c[name]) }))]} />
		: <Empty text={t("home.households.none")} />}</Ready></section>;
}

/* Those who keep the system see no household: their rooms stand here instead. */
function Keepers() {
	const all: [string, string, string, string, string][] = [
		["users", "/accounts", "users", t("nav.accounts"), t("keep.accounts")],
		["grants", "/grants", "key", t("nav.grants"), t("keep.grants")],
		["audit_read", "/journal", "log", t("nav.journal"), t("keep.journal")],
		["verify", "/verify", "shield", t("nav.verify"), t("keep.verify")],
		["backup", "/backup", "disk", t("nav.backup"), t("keep.backup")],
	];
	return <div class="doors">{all.filter(([perm]) => can(perm)).map(([, href, icon, name, what]) =>
		<a class="door" href={href} key={href}><Icon name={icon} size={24} /><b>{name}</b>
			<span class="muted">{what}</span></a>)}</div>;
}

function Figures({ s }: { s: Summary }) {
	const list = can("read");
	return <>
		<Cockpit area={area.value} title={s.place}>
			{s.townships && s.townships.length > 1 ? me.value?.outlines ? <SvgChart name="map" area={area.value} title={s.place} />
				: <SvgChart name="townships" area={area.value} title={s.place} /> : null}
			{s.types?.length ? <Panel title={t("sum.types")}><Bars label={t("sum.types")} bars={s.types.map((x) => ({
				label: x.label, n: x.n, href: list ? to("/household", { ...of_code("type", x) }) : undefined }))} /></Panel> : null}
			{s.monitor?.some((x) => x.n) ? <Panel title={t("sum.monitor")}><Bars label={t("sum.monitor")}
				bars={s.monitor.map((x) => ({ label: x.label, n: x.n,
					href: list ? to("/household", { ...of_code("monitor_type", x), "f.risk_cleared.not": t("yes") }) : undefined }))} /></Panel> : null}
			{s.townships && s.townships.length > 1 ? <Panel title={t("sum.townships")}><Townships places={s.townships} /></Panel> : null}
			{s.townships?.length === 1 && s.townships[0]!.code && may_look_into(s.townships[0]!.code)
				? <Villages of={s.townships[0]!.code} /> : null}
			{s.findings?.length ? <Found all={s.findings} /> : null}
		</Cockpit>
	</>;
}

/* As in the list: an error is refused, a doubt is asked about. */
function kind_tone(kind: string): Tone {
	const severity = meta.value?.kinds[kind]?.severity;
	return severity === "doubt" ? "warn" : severity === "note" ? "info" : "bad";
}

/** The kinds that most was found of. */
function Found({ all }: { all: NonNullable<Summary["findings"]> }) {
	const list = can("finding", "import");
	const rest = all.length - FIRST;
	return <Panel title={t("home.findings")}><ul class="plain stack">{[...all].sort((a, b) => b.n - a.n).slice(0, FIRST).map((f) =>
		<li class="row spread" key={f.kind}><Status tone={kind_tone(f.kind)}>{f.label || kind_name(f.kind)}</Status>
			{list ? <a href={to("/finding", { "f.kind": f.kind, ...still })}>{number_text(f.n)}</a> : number_text(f.n)}</li>)}</ul>
		{rest > 0 ? list ? <p><a href={to("/finding", still)}>{t("home.findings.all", rest)}</a></p>
			: <p class="muted">{t("home.findings.more", rest)}</p> : null}</Panel>;
}

/* Who has the whole of a township may open it; who has a village of it may not. */
const VILLAGE = 5;
const may_look_into = (township: string): boolean => !!me.value?.everywhere ||
	!!me.value?.areas.some((a) => a.level < VILLAGE && (a.code === township || township.startsWith(a.code.replace(/0+$/, ""))));

/* Who has one township wants to know of its villages. */
function Villages({ of }: { of: string }) {
	const list = useLoad<Areas>("areas" + query_text({ under: of }));
	const places = (list.data?.items || []).filter((a) => a.households);
	return places.length > 1 ? <Panel title={t("sum.townships")}><Townships places={places} /></Panel> : null;
}

function Townships({ places }: { places: { code?: string; name: string; households?: number; persons?: number; monitored?: number }[] }) {
	const monitored = places.some((a) => a.monitored !== undefined);
	const link = (a: { code?: string }): boolean => can("read") && !!a.code;
	const count = (a: { code?: string }, noun: string, n: number | undefined, of = {}) => <td class="num">{link(a)
		? <a href={`/${noun}` + query_text({ area: a.code, ...of })}>{number_text(n)}</a> : number_text(n)}</td>;
	return <div class="scroll-x"><table class="plain-table"><thead><tr><th scope="col">{t("sum.area")}</th>
		<th scope="col" class="num">{t("sum.households")}</th><th scope="col" class="num">{t("sum.persons")}</th>
		{monitored ? <th scope="col" class="num">{t("sum.monitored")}</th> : null}</tr></thead>
		<tbody>{places.map((a) => <tr key={a.code || a.name}><th scope="row">{link(a) ? <a href={`/area/${a.code}`}>
			{a.name}</a> : a.name}</th>
			{count(a, "household", a.households)}{count(a, "person", a.persons)}
			{monitored ? count(a, "household", a.monitored, monitored_now()) : null}</tr>)}</tbody></table></div>;
}

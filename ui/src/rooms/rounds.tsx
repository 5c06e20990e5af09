// Rounds: those that are open, a new one; and one of them as a board (gates side by side), as a
// table, or by deadline.
import { useState } from "preact/hooks";
import { query_text, useLoad } from "../base/api";
import { number_text } from "../base/format";
import { go, here, query, to } from "../base/route";
import { area, can, meta, phone } from "../base/state";
import { m, pick, t, type Msg } from "../base/words";
import { Bars } from "../parts/chart";
import { Icon } from "../parts/icon";
import { Menu } from "../parts/overlay";
import { PrintFoot } from "../parts/print";
import { Empty, PageHead, Ready } from "../parts/states";
import { Status } from "../parts/status";
import { DataTable } from "../parts/table";
import { Panel } from "../parts/timeline";
import { SavedViews } from "../parts/views";
import { BulkBar } from "./rounds/bulk";
import { CaseCard } from "./rounds/card";
import { AddCases, CloseRound, OpenRound } from "./rounds/forms";
import { FillRound } from "./rounds/fill";
import { CaseTable, Deadlines } from "./rounds/list";
import { Progress } from "./rounds/progress";
import { gate_tone, type Round, type RoundBrief, type RoundGate } from "./rounds/types";

export default function Room({ parts }: { parts: string[] }) {
	return parts[1] ? <One no={parts[1]} key={parts[1]} /> : <All />;
}

/* ---- all ---- */

function All() {
	const closed = query.value.get("closed") === "1";
	const rounds = useLoad<{ items: RoundBrief[]; may_open: boolean }>("rounds" + query_text({ closed: closed ? 1 : "" }));
	const [opening, set_opening] = useState(false);
	return <>
		<PageHead title={t("round.title")} sub={t("round.sub")}>
			<a class="btn" href={to("/procedures")}><Icon name="log" />{t("nav.procedures")}</a>
			<a class="btn" href={to("/years")}><Icon name="shield" />{t("year.title")}</a>
			{rounds.data?.may_open && can("round") ? <button type="button" class="btn main" onClick={() => set_opening(true)}>
				<Icon name="plus" />{t("round.open")}</button> : null}
		</PageHead>
		<div class="filters row" role="group" aria-label={t("filter")}><label class="check"><input type="checkbox" name="closed"
			checked={closed} onChange={(e) => go(here({ closed: e.currentTarget.checked ? "1" : null }), true)} /> {t("round.closed.too")}</label></div>
		<Ready of={rounds}>{(d) => d.items.length ? <DataTable label={t("round.title")} rows={d.items} key_of={(r) => r.no}
			href={(r) => to("/rounds/" + r.no)} columns={[
				{ name: "name", label: t("round.name"), card: "title", wide: true, sort: false, show: (r) => r.name },
				{ name: "procedure", label: t("round.procedure"), sort: false, wide: true, show: (r) => r.procedure_name },
				{ name: "place", label: t("round.place"), sort: false, show: (r) => r.place },
				{ name: "began", label: t("round.began"), sort: false, show: (r) => r.began },
				{ name: "state", label: t("round.state"), sort: false, show: (r) => <Status tone={r.state === "open" ? "info" : "none"}>
					{r.state === "open" ? t("round.is.open") : t("round.is.closed")}</Status> },
				{ name: "open", label: t("round.cases"), num: true, sort: false, show: (r) => number_text(r.open) },
				{ name: "late", label: t("round.late"), num: true, sort: false, show: (r) => r.late
					? <Status tone="bad">{number_text(r.late)}</Status> : "0" },
				{ name: "ended", label: t("round.ended"), num: true, sort: false, show: (r) => number_text(r.ended) },
			]} /> : <Empty text={d.may_open ? t("round.none.open") : t("round.none")} />}</Ready>
		{opening ? <OpenRound close={() => set_opening(false)} /> : null}
		<PrintFoot />
	</>;
}

/* ---- one ---- */

type View = "board" | "table" | "days" | "progress";
const views: [View, Msg][] = [["board", m("round.board")], ["table", m("round.table")], ["days", m("round.days")],
	["progress", m("round.progress")]];
const view_now = (): View => (views.find(([v]) => v === query.value.get("view")) || views[0]!)[0];

function One({ no }: { no: string }) {
	const late = query.value.get("late") || "";
	const assigned = query.value.get("assigned") || "";
	const round = useLoad<Round>(`rounds/${encodeURIComponent(no)}` + query_text({ area: area.value, late, assigned, channel: query.value.get("channel") }));
	const [chosen, set_chosen] = useState<Map<string, string>>(new Map());       // case -> gate
	const add = query.value.get("add") || "";                  // a work item says whom to take in
	const [form, set_form] = useState<"add" | "fill" | "close" | "">(add ? "add" : "");
	const [turn, set_turn] = useState(0);
	const toggle = (id: string, gate: string): void => {
		const next = new Map(chosen);
		if (!next.delete(id))
			next.set(id, gate);
		set_chosen(next);
	};
	const over = (): void => { set_chosen(new Map()); set_turn(turn + 1); round.reload(); };
	const view = view_now();
	return <>
		<nav class="row way"><a class="btn bare" href={to("/rounds")}><Icon name="left" />{t("round.title")}</a></nav>
		<Ready of={round}>{(r) => <>
			<PageHead title={r.name} sub={[r.procedure_name, r.place, r.state === "closed" ? t("round.is.closed") : ""].filter(Boolean).join(" · ")}>
				<a class="btn" href={to(`/meeting`, { round: r.no })}><Icon name="users" />{t("meet.title")}</a>
				{r.may_work && can("procedure") ? <button type="button" class="btn main" onClick={() => set_form("add")}>
					<Icon name="plus" />{t("round.add")}</button> : null}
				<Menu icon="more" title={t("more")}>{(close) => <>
					<a class="menu-item" href={to("/procedures/" + r.procedure)} onClick={close}>{t("round.chart")}</a>
					{r.may_close && can("round") && r.for === "household" ? <button type="button" class="menu-item"
						onClick={() => { close(); set_form("fill"); }}>{t("fill.title")}</button> : null}
					{r.may_close && can("round") ? <button type="button" class="menu-item" onClick={() => { close(); set_form("close"); }}>
						{t("round.close")}</button> : null}
				</>}</Menu>
			</PageHead>
			<Filters />
			{view === "board" ? <Board r={r} chosen={chosen} toggle={r.may_work ? toggle : undefined} />
				: view === "table" ? <CaseTable r={r} key={turn} chosen={chosen} set={r.may_work ? set_chosen : undefined} />
				: view === "days" ? <Deadlines r={r} key={turn} /> : <Progress r={r} key={turn} />}
			{view !== "progress" && r.places.length > 1 ? <Panel title={t("round.places")}><Bars label={t("round.places")} bars={r.places.slice(0, 30).map((p) => ({
				label: p.name + (p.late ? ` · ${t("round.late.n", p.late)}` : ""), n: p.n, href: here({ area: p.code }) }))} />
				{r.places.length > 30 ? <p class="muted">{t("prog.more", 30)}</p> : null}</Panel> : null}
			{chosen.size ? <BulkBar r={r} chosen={chosen} clear={() => set_chosen(new Map())} done={over} /> : null}
			{form === "add" ? <AddCases r={r} start={add} close={() => set_form("")} done={over} /> : null}
			{form === "fill" ? <FillRound r={r} close={() => set_form("")} done={over} /> : null}
			{form === "close" ? <CloseRound r={r} close={() => set_form("")} done={() => { set_form(""); round.reload(); }} /> : null}
		</>}</Ready>
		<PrintFoot />
	</>;
}

function Filters() {
	const view = view_now();
	return <div class="filters row" role="group" aria-label={t("filter")}>
		<div class="seg" role="group" aria-label={t("round.view")}>{views.map(([v, name]) => <button type="button" key={v}
			class={"btn" + (v === view ? " on" : "")} aria-pressed={v === view}
			onClick={() => go(here({ view: v === "board" ? null : v, gate: null }), true)}>{t(name)}</button>)}</div>
		{view === "progress" ? null : <><label class="check"><input type="checkbox" name="late" checked={query.value.get("late") === "1"}
			onChange={(e) => go(here({ late: e.currentTarget.checked ? "1" : null }), true)} /> {t("round.only.late")}</label>
		<label class="quick"><span>{t("case.assigned")}</span><select name="assigned" value={query.value.get("assigned") || ""}
			onChange={(e) => go(here({ assigned: e.currentTarget.value }), true)}><option value="">{t("any")}</option>
			<option value="me">{t("round.mine")}</option><option value="nobody">{t("round.nobody")}</option></select></label>
		<label class="quick"><span>{t("round.channel")}</span><select name="channel" value={query.value.get("channel") || ""}
			onChange={(e) => go(here({ channel: e.currentTarget.value || null }), true)}><option value="">{t("any")}</option>
			{meta.value?.lists.lead_channel?.map((c) => <option key={c.code} value={String(c.code)}>{pick(c.zh, c.en)}</option>)}</select></label></>}
		<SavedViews noun="round" />
	</div>;
}

function Board({ r, chosen, toggle }: { r: Round; chosen: Map<string, string>; toggle?: (no: string, gate: string) => void }) {
	const shown = r.gates.filter((g) => !g.end);
	const ends = r.gates.filter((g) => g.end && g.n);
	const now = shown.find((g) => g.id === query.value.get("gate")) || shown.find((g) => g.n) || shown[0];
	return <>
		{phone.value && now ? <><Switch all={shown} now={now} /><Column key={now.id} g={now} chosen={chosen} toggle={toggle} r={r} /></>
			: <div class="board" tabIndex={0} role="region" aria-label={t("round.board")}>{shown.map((g) =>
				<Column key={g.id} g={g} chosen={chosen} toggle={toggle} r={r} />)}</div>}
		{ends.length ? <p class="row board-ends"><span class="muted">{t("round.ended")}</span>{ends.map((g) =>
			<a key={g.id} href={here({ view: "table", gate: g.id })}><Status tone={gate_tone(g.end)}>{g.name} {number_text(g.n)}</Status></a>)}</p> : null}
	</>;
}

/* On a phone one column at a time: which, how many cases each has, and the next on either side that
 * has any. */
function Switch({ all, now }: { all: RoundGate[]; now: RoundGate }) {
	const at = all.indexOf(now);
	const left = all.slice(0, at).reverse().find((g) => g.n), right = all.slice(at + 1).find((g) => g.n);
	const step = (g: RoundGate | undefined, icon: string, name: string) => <button type="button" class="btn" disabled={!g}
		aria-label={name} onClick={() => go(here({ gate: g!.id }), true)}><Icon name={icon} /></button>;
	return <div class="row nowrap column-switch">
		{step(left, "left", t("round.col.left"))}
		<select aria-label={t("case.gate")} value={now.id} onChange={(e) => go(here({ gate: e.currentTarget.value }), true)}>{all.map((g) =>
			<option key={g.id} value={g.id}>{`${g.name} (${number_text(g.n)})`}</option>)}</select>
		{step(right, "right", t("round.col.right"))}
	</div>;
}

function Column({ g, r, chosen, toggle }: { g: RoundGate; r: Round; chosen: Map<string, string>; toggle?: (no: string, gate: string) => void }) {
	return <section class={"column" + (g.n ? "" : " bare-column")} aria-label={g.name}>
		<header><h2 class={phone.value ? "hidden-text" : ""}>{g.name}</h2>
			<p class="row"><a class="column-n" href={here({ view: "table", gate: g.id })}>{t("round.n", number_text(g.n))}</a>
				{g.late ? <Status tone="bad">{t("round.late.n", g.late)}</Status> : null}
				{g.meeting && g.n ? <a class="small" href={to("/meeting", { round: r.no, gate: g.id })}>{t("meet.title")}</a> : null}
				{g.publish && g.n ? <a class="small" href={to("/notices", { round: r.no })}>{t("round.lists")}</a> : null}</p></header>
		<ul class="plain">{g.cards.map((c) => <CaseCard key={c.no} c={c} chosen={chosen.has(c.no)}
			choose={toggle ? () => toggle(c.no, g.id) : undefined} />)}</ul>
		{g.more ? <a class="btn bare small" href={here({ view: "table", gate: g.id })}>{t("round.all.here", number_text(g.n))}</a> : null}
		{!g.n ? <p class="muted small">{t("round.empty.gate")}</p> : null}
	</section>;
}

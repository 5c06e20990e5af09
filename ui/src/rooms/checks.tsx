// The checks of the pack and what they found: by check and by place, each number opening its list;
// and one check: what it asks, with which parameters, resting on what.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { query_text, useLoad } from "../base/api";
import { number_text } from "../base/format";
import { go, here, query, to } from "../base/route";
import { area, field_name, noun_name } from "../base/state";
import { comma, m, t, type Msg } from "../base/words";
import { Bars } from "../parts/chart";
import { Icon } from "../parts/icon";
import { PrintFoot } from "../parts/print";
import { Empty, PageHead, Ready } from "../parts/states";
import { Status } from "../parts/status";
import { DataTable, type Column } from "../parts/table";
import { Panel } from "../parts/timeline";
import { Run, Tools } from "./checks/sheets";
import { doubts_at, live_n, severities, severity_of, states, type At, type Check, type Checks, type Counts }
	from "./checks/types";
import { basis_text, type Basis } from "./household/verdicts";

interface Value { value: string; place?: string; from?: string; to?: string }
interface Full extends Check {
	among?: string; rule?: string; compares?: string; fields: string[]; covers: string[]; from?: string; to?: string;
	document?: Basis; parameters: { id: string; name?: string; values: Value[] }[]; places: At[];
}

const Count = ({ n, href }: { n: number; href: string }) => n ? <a href={href}>{number_text(n)}</a> : <>0</>;

export default function Room({ parts }: { parts: string[] }) {
	return parts[1] ? <One id={parts[1]} key={parts[1]} /> : <All />;
}

const shown = (): { kind: string; text: string; all: boolean } => ({ kind: query.value.get("kind") || "",
	text: query.value.get("find") || "", all: query.value.get("all") === "1" });

function All() {
	const checks = useLoad<Checks>("checks" + query_text({ area: area.value }));
	const [job, set_job] = useState("");
	return <>
		<PageHead title={t("chk.title")} sub={checks.data ? t("chk.sub", number_text(checks.data.items.length),
			number_text(checks.data.items.reduce((n, c) => n + live_n(c), 0))) : ""}><Tools run={set_job} /></PageHead>
		{job ? <Run id={job} over={checks.reload} /> : null}
		<Ready of={checks}>{(d) => <>
			<Totals all={d.items} />
			<div class="chk-body">
				<div class="stack"><Filters /><Listed all={d.items} /></div>
				<Places places={d.places} />
			</div></>}</Ready>
		<PrintFoot />
	</>;
}

function Totals({ all, check }: { all: Counts[]; check?: string }) {
	return <div class="big-row">{states.map(([state, name]) => {
		const n = all.reduce((sum, c) => sum + c[state], 0);
		return <div class="panel big" key={state}><span class="muted">{t(name)}</span>
			<span class="big-n"><Count n={n} href={doubts_at({ check, state })} /></span></div>;
	})}</div>;
}

function Places({ places, check }: { places: At[]; check?: string }) {
	const some = places.filter((p) => p.live);
	return some.length ? <Panel title={t("chk.places")}><Bars label={t("chk.places")} bars={some.map((p) => ({ label: p.name,
		n: p.live, href: doubts_at({ check, area: p.code }) }))} /></Panel> : null;
}

function Filters() {
	const s = shown();
	return <div class="filters row" role="group" aria-label={t("filter")}>
		<label class="quick"><span>{t("chk.severity")}</span><select value={s.kind} name="kind"
			onChange={(e) => go(here({ kind: e.currentTarget.value }), true)}><option value="">{t("any")}</option>
			{severities.map(([id, , name]) => <option key={id} value={id}>{t(name)}</option>)}</select></label>
		<label class="quick"><span>{t("chk.find")}</span><input type="search" value={s.text} name="find"
			onInput={(e) => go(here({ find: e.currentTarget.value }), true)} /></label>
		<label class="check"><input type="checkbox" checked={s.all} name="all"
			onChange={(e) => go(here({ all: e.currentTarget.checked ? "1" : "" }), true)} /> {t("chk.all")}</label>
	</div>;
}

function Listed({ all }: { all: Check[] }) {
	const s = shown();
	const rank = (c: Check): number => severities.findIndex((x) => x[0] === c.severity);
	const rows = all.filter((c) => (s.all || live_n(c) + c.exempt) && (!s.kind || c.severity === s.kind) &&
		(c.name + " " + c.id + " " + noun_name(c.about)).toLowerCase().includes(s.text.trim().toLowerCase()))
		.sort((a, b) => rank(a) - rank(b) || live_n(b) - live_n(a));
	if (!rows.length)
		return <Empty text={all.some((c) => live_n(c)) ? t("chk.none.filtered") : t("chk.none")} />;
	const number = (state: keyof Counts, label: Msg): Column<Check> => ({ name: state, label: t(label), num: true, sort: false,
		show: (c) => <Count n={c[state]} href={doubts_at({ check: c.id, state })} /> });
	const columns: Column<Check>[] = [
		{ name: "name", label: t("chk.check"), sort: false, wide: true, card: "title", show: (c) => c.name },
		{ name: "severity", label: t("chk.severity"), sort: false, show: (c) => {
			const [, tone, name] = severity_of(c.severity);
			return <Status tone={tone}>{t(name)}</Status>;
		} },
		{ name: "about", label: t("chk.about"), sort: false, show: (c) => noun_name(c.about) },
		number("open", m("chk.open.short")), number("explained", m("chk.explained.short")), number("upheld", m("chk.upheld.short")),
		number("exempt", m("chk.exempt"))];
	return <DataTable label={t("nav.checks")} rows={rows} columns={columns} key_of={(c) => c.id}
		href={(c) => to("/checks/" + encodeURIComponent(c.id))} />;
}

/* ---- one check ---- */

const compares: Record<string, Msg> = { duplicate: m("chk.duplicate"), shared: m("chk.shared"), village_sum: m("chk.village_sum") };
const span = (x: { from?: string; to?: string }): string => x.from || x.to ? `${x.from || "…"} ～ ${x.to || "…"}` : "";

function One({ id }: { id: string }) {
	const check = useLoad<Full>(`checks/${encodeURIComponent(id)}` + query_text({ area: area.value }));
	const [job, set_job] = useState("");
	return <>
		<nav class="row way"><a class="btn bare" href={to("/checks")}><Icon name="left" />{t("nav.checks")}</a></nav>
		<Ready of={check}>{(c) => <>
			<PageHead title={c.name} sub={c.id}><Tools check={id} run={set_job} /></PageHead>
			{job ? <Run id={job} over={check.reload} /> : null}
			<Totals all={[c]} check={id} />
			<div class="chk-body"><Told c={c} /><Places places={c.places} check={id} /></div>
		</>}</Ready>
		<PrintFoot />
	</>;
}

function Told({ c }: { c: Full }) {
	const [, tone, name] = severity_of(c.severity);
	const facts: [string, ComponentChildren][] = [[t("chk.severity"), <Status tone={tone}>{t(name)}</Status>],
		[t("chk.about"), noun_name(c.about)], [t("chk.todo"), c.todo], [t("chk.document"), basis_text(c.document)],
		[t("chk.span"), span(c)], [t("chk.covers"), c.covers.join(comma())]];
	return <div class="stack">
		{c.holds ? null : <p class="notice">{t("chk.not.now")}</p>}
		<section class="panel"><dl class="facts">{facts.filter(([, v]) => v).map(([k, v]) => <div key={k}><dt>{k}</dt><dd>{v}</dd></div>)}</dl></section>
		<Panel title={t("chk.rule")}>
			{c.among ? <><p class="muted">{t("chk.among")}</p><pre class="mono note">{c.among}</pre></> : null}
			{c.rule ? <><p class="muted">{t("chk.fires")}</p><pre class="mono note">{c.rule}</pre></> : null}
			{c.compares ? <p>{t(compares[c.compares] || m("chk.duplicate"), c.fields.map((f) => field_name(c.about, f)).join(comma()))}</p> : null}
		</Panel>
		{c.parameters.length ? <Panel title={t("chk.params")}><div class="scroll-x" tabIndex={0} role="region" aria-label={t("chk.params")}><table class="plain-table"><thead><tr>
			<th scope="col">{t("chk.param")}</th><th scope="col" class="num">{t("chk.value")}</th><th scope="col">{t("chk.where")}</th>
			<th scope="col">{t("chk.when")}</th></tr></thead><tbody>{c.parameters.flatMap((p) => p.values.map((v, i) =>
			<tr key={p.id + i}><th scope="row">{i ? "" : p.name || p.id}</th><td class="num">{v.value.replace(/^-?\d+(\.\d+)?(?=$| )/, (x) => number_text(x))}</td>
				<td>{v.place || t("chk.everywhere")}</td><td>{span(v) || t("chk.always")}</td></tr>))}</tbody></table></div></Panel> : null}
	</div>;
}

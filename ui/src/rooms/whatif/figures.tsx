// The answer: the numbers beside today's, places as tiles, tables by area, type, cause and ethnic
// group. Every number of households opens the list behind it.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { api } from "../../base/api";
import { NONE, number_text } from "../../base/format";
import { to } from "../../base/route";
import { m, t, type Msg } from "../../base/words";
import { Dialog } from "../../parts/overlay";
import { Fault, Loading } from "../../parts/states";
import { Panel } from "../../parts/timeline";
import { below } from "./address";
import { Places } from "./map";
import { Count, type Open } from "./tiles";
import { breakdowns, type By, type Group, type Household, type Num, type Order, type Simulation, type Sums,
	type Which } from "./types";

const PAGE = 50;

export const yuan = (fen: Num | undefined): string =>
	fen === null || fen === undefined ? NONE : number_text(Math.round(fen / 100));
const change = (from: Num | undefined, now: Num | undefined, scale = 1): string => {
	if (from === null || from === undefined || now === null || now === undefined)
		return "";
	const d = Math.round(now / scale) - Math.round(from / scale);    // of the figures as they are shown
	return d > 0 ? "+" + number_text(d) : d < 0 ? "−" + number_text(-d) : "±0";
};

/* children: what is moved. It stands beside the map, so that both are seen at once; the figures are
 * between them on a narrow screen. */
export function Figures({ d, order, busy, children }: { d: Simulation; order: Order; busy: boolean; children: ComponentChildren }) {
	const [list, set_list] = useState<Which | null>(null);
	return <div aria-busy={busy} class={busy ? "wif-busy" : ""}>
		{d.holds ? null : <p class="notice">{t("wif.not.in.force", d.on)}</p>}
		<div class="wif-desk"><div class="wif-move stack">{children}</div>
			<div class="wif-see"><Big s={d.all} open={set_list} />
				{d.areas.length > 1 ? <Places d={d} order={order} open={set_list} /> : null}</div></div>
		<Tables d={d} order={order} open={set_list} />
		{hidden(d) ? <p class="muted">{t("wif.few", number_text(d.few_under))}</p> : null}
		<p class="muted">{t("wif.only")}</p>
		{list ? <List order={order} which={list} close={() => set_list(null)} /> : null}
	</div>;
}

const hidden = (d: Simulation): boolean => [d.all, ...breakdowns.flatMap((b) => d[b])].some((g: Sums) =>
	[g.in, g.out, g.now.met, g.then.met, g.then.unknown].some((x) => x === null));

function Card({ name, children, sub, title }: { name: string; children: ComponentChildren; sub?: ComponentChildren; title?: string }) {
	return <div class="panel big" title={title}><span class="muted">{name}</span><span class="big-n">{children}</span>
		<small class="muted">{sub}</small></div>;
}

function Big({ s, open }: { s: Sums; open: Open }) {
	const which = (list: string, title: string): Which => ({ list, title });
	return <div class="big-row" role="status" aria-live="polite">
		<Card name={t("wif.covered")} sub={<>{t("wif.now")} <Count n={s.now.met} open={open}
			which={which("now_met", t("wif.covered.now"))} /> · {t("wif.people.n", number_text(s.now.people))}</>}>
			<Count n={s.then.met} open={open} which={which("then_met", t("wif.covered.then"))} />
			{" "}<small>{change(s.now.met, s.then.met)} · {t("wif.people.n", number_text(s.then.people))}</small></Card>
		<Card name={t("wif.in")} title={t("wif.in.sub")}>
			<Count n={s.in} sign="+" open={open} which={which("in", t("wif.in"))} /></Card>
		<Card name={t("wif.out")} title={t("wif.out.sub")}>
			<Count n={s.out} sign="−" open={open} which={which("out", t("wif.out"))} /></Card>
		<Card name={t("wif.unknown")} sub={<>{t("wif.now")} <Count n={s.now.unknown} open={open}
			which={which("now_unknown", t("wif.unknown"))} /></>}>
			<Count n={s.then.unknown} open={open} which={which("then_unknown", t("wif.unknown"))} /></Card>
		{s.then.cost === undefined ? null : <Card name={t("wif.cost")} sub={<>{t("wif.now")} {yuan(s.now.cost)} ·
			{" "}{t("wif.gap")} {yuan(s.now.gap)} → {yuan(s.then.gap)}</>}>
			{yuan(s.then.cost)} <small>{change(s.now.cost, s.then.cost, 100)}</small></Card>}
	</div>;
}

const titles: Record<By, Msg> = { areas: m("wif.by.area"), types: m("wif.by.type"), causes: m("wif.by.cause"),
	nations: m("wif.by.nation") };

function Tables({ d, order, open }: { d: Simulation; order: Order; open: Open }) {
	const panel = (by: By) => <div class="gap" key={by}><Panel title={t(titles[by])}>
		<Table d={d} order={order} by={by} open={open} /></Panel></div>;
	return <div class="two-panels wif-tables">
		<div>{panel("areas")}</div>
		<div>{breakdowns.filter((by) => by !== "areas" && d[by].length).map(panel)}</div></div>;
}

/* Covered now, and then: the bars of a group. What they show stands in the row as numbers. */
function Beside({ now, then, most }: { now: Num; then: Num; most: number }) {
	const bar = (n: Num, y: number, name: string) => <rect class={name} y={y} height="4"
		width={n ? Math.max(1, 100 * n / most) : 0} />;
	return <svg class="beside" viewBox="0 0 100 9" preserveAspectRatio="none" height="9" aria-hidden="true">
		{bar(now, 0, "bar-now")}{bar(then, 5, "bar")}</svg>;
}

const stands = (g: Group): boolean => [g.now.met, g.then.met, g.in, g.out, g.then.unknown].some((x) => x !== 0);

function Table({ d, order, by, open }: { d: Simulation; order: Order; by: By; open: Open }) {
	const money = d.all.then.cost !== undefined;
	const rows = d[by].filter((g) => by === "areas" || stands(g));
	const most = Math.max(1, ...rows.flatMap((g) => [g.now.met ?? 0, g.then.met ?? 0]));
	if (!rows.length)
		return <p class="muted">{t("wif.none")}</p>;
	return <><p class="legend plain"><span><i class="swatch tone-now" aria-hidden="true" />{t("wif.now")}</span>{" "}
		<span><i class="swatch tone-then" aria-hidden="true" />{t("wif.then")}</span></p>
		<div class="scroll-x" tabIndex={0} role="region" aria-label={t(titles[by])}><table class="plain-table" aria-label={t(titles[by])}><thead><tr><td />{[t("wif.now"), t("wif.then"), t("wif.in"), t("wif.out"), t("wif.unknown"), ...(money ? [t("wif.cost")] : [])]
			.map((h) => <th scope="col" class="num" key={h}>{h}</th>)}</tr></thead>
	<tbody>{rows.map((g) => {
		const which = (list: string, what: string): Which =>
			({ list, by, group: g.group, title: `${g.name} · ${what}` });
		return <tr key={g.group}><th scope="row">{by === "areas" && g.code && g.code !== d.code
			? <a href={below(order, g.code)}>{g.name}</a> : g.name}
			<Beside now={g.now.met} then={g.then.met} most={most} /></th>
		<td class="num"><Count n={g.now.met} open={open} which={which("now_met", t("wif.covered.now"))} /></td>
		<td class="num"><Count n={g.then.met} open={open} which={which("then_met", t("wif.covered.then"))} /></td>
		<td class="num"><Count n={g.in} sign="+" open={open} which={which("in", t("wif.in"))} /></td>
		<td class="num"><Count n={g.out} sign="−" open={open} which={which("out", t("wif.out"))} /></td>
		<td class="num"><Count n={g.then.unknown} open={open} which={which("then_unknown", t("wif.unknown"))} /></td>
		{money ? <td class="num">{yuan(g.then.cost)}</td> : null}</tr>;
	})}</tbody></table></div></>;
}

/* The households behind a number, by pages. */
function List({ order, which, close }: { order: Order; which: Which; close: () => void }) {
	const [skip, set_skip] = useState(0);
	const [data, set] = useState<{ total: number; items: Household[] } | null>(null);
	const [fault, set_fault] = useState<Error | null>(null);
	useEffect(() => {
		const { title: _, ...rest } = which;
		api<{ total: number; items: Household[] }>("simulate/list", { method: "POST",
			body: { ...order, ...rest, skip } }).then(set, set_fault);
	}, [skip]);
	return <Dialog wide title={which.title} close={close}>
		{fault ? <Fault fault={fault} /> : data === null ? <Loading rows={4} /> : <>
			<p>{t("wif.list.n", number_text(data.total))}</p>
			<div class="scroll-x" tabIndex={0} role="region" aria-label={t("wif.no")}><table class="plain-table"><thead><tr><th scope="col">{t("wif.no")}</th>
				<th scope="col">{t("wif.head")}</th><th scope="col">{t("wif.place")}</th></tr></thead>
			<tbody>{data.items.map((h) => <tr key={h.no}><td>{h.no
				? <a href={to("/household/" + encodeURIComponent(h.no))} onClick={close}>{h.no}</a> : NONE}</td>
				<td>{h.head || NONE}</td><td>{h.place || NONE}</td></tr>)}</tbody></table></div>
			{data.total > PAGE ? <p class="row"><button type="button" class="btn" disabled={!skip}
				onClick={() => set_skip(skip - PAGE)}>{t("wif.before")}</button>
				<span>{t("wif.from.to", skip + 1, Math.min(skip + PAGE, data.total), data.total)}</span>
				<button type="button" class="btn" disabled={skip + PAGE >= data.total}
					onClick={() => set_skip(skip + PAGE)}>{t("wif.after")}</button></p> : null}
		</>}
	</Dialog>;
}

// Poverty and inequality of a place: how many are below a line and how far, how unequal incomes are,
// what happens right at the line; each place below leads on to its own figures.
import { useState } from "preact/hooks";
import { query_text, useLoad } from "../base/api";
import { NONE, number_text } from "../base/format";
import { go, here, query, to } from "../base/route";
import { area } from "../base/state";
import { pick, t } from "../base/words";
import { SvgChart } from "../parts/chart";
import { PrintFoot } from "../parts/print";
import { Empty, PageHead, Ready } from "../parts/states";
import { Panel } from "../parts/timeline";

type Num = number | null;
interface Place {
	code?: string; name?: string; few?: boolean; n?: number; poor_n?: number; share?: Num; poor?: Num;
	weight?: Num; fgt?: Num[]; part?: Num[]; watts?: Num; gap?: Num; poor_median?: Num; median_gap?: Num;
	mean?: Num; median?: Num; gini?: Num; theil_t?: Num; theil_l?: Num; s80s20?: Num;
}
interface Side { n: number; weight: Num; mean: Num; transfers_n: number; transfers: Num; with_transfers: Num }
interface Test { state: string; below: number; above: number; theta: Num; z: Num; p: Num }
interface Measures {
	place: string; year: number; few_under: number; own_lines: boolean; usual_line?: string; lines: { name: string; zh: string; en?: string }[]; rows: number; line: Num; line_of_median: Num;
	left_out: Record<string, number>; negative: number; zero: number; all: Place; groups: Place[];
	near?: { width: Num; below: Side; above: Side; overtaken: boolean };
	heaping?: { at_line: number; density: Test; round?: Num; round_n?: number; whole_n?: number;
		round_times?: Num; density_without_round?: Test };
}

const fixed = (v: Num | undefined, places = 0): string =>
	v === null || v === undefined ? NONE : number_text(v.toFixed(places), places);
const percent = (v: Num | undefined, places = 2): string =>
	v === null || v === undefined ? NONE : `${(100 * v).toFixed(places)}%`;

export default function Room(_: { parts: string[] }) {
	const line = query.value.get("line") || "";
	const year = query.value.get("year") || "";
	const asked = { area: area.value, line, year };
	const data = useLoad<Measures>("measures" + query_text(asked));
	return <>
		<PageHead title={t("pov.title")} sub={data.data ? `${data.data.place} ${data.data.year || ""}` : ""}>
			<button type="button" class="btn" onClick={() => print()}>{t("print")}</button></PageHead>
		<Ask key={line + year} line={line} year={year} lines={data.data?.lines || []}
			usual={data.data?.usual_line || ""} now={data.data?.year} />
		<Ready of={data}>{(d) => <Figures d={d} params={{ line, year }} />}</Ready>
		<Multi />
		<PrintFoot />
	</>;
}

/* What is asked stands in the address; the pack's usual line when nothing is. */
function Ask({ line, year, lines, usual, now }: { line: string; year: string; lines: Measures["lines"]; usual: string; now?: number }) {
	const named = lines.find((l) => l.name === usual);
	const median = /^(\d+)%median$/.exec(usual);
	const shown = named ? pick(named.zh, named.en) : median ? t("pov.of.median", median[1]!) : usual;
	const [z, set_z] = useState(line);
	const [y, set_y] = useState(year);
	return <form class="row panel gap" onSubmit={(e) => { e.preventDefault(); go(here({ line: z.trim(), year: y.trim() })); }}>
		<label class="quick"><span>{t("pov.line")}</span><input type="text" size={18} value={z} name="line"
			placeholder={shown} list="pov-lines" onInput={(e) => set_z(e.currentTarget.value)} />
			<datalist id="pov-lines">{lines.map((l) => <option key={l.name} value={l.name}>{pick(l.zh, l.en)}</option>)}
				{[50, 60].map((n) => <option key={n} value={`${n}%median`} label={t("pov.of.median", n)}>{t("pov.of.median", n)}</option>)}</datalist></label>
		<label class="quick"><span>{t("pov.year")}</span><input type="text" size={6} inputMode="numeric" value={y} placeholder={now ? String(now) : ""}
			name="year" pattern="(19|20)\d\d" onInput={(e) => set_y(e.currentTarget.value)} /></label>
		<button type="submit" class="btn main">{t("pov.show")}</button>
		<span class="muted">{t("pov.line.hint")}</span>
	</form>;
}

function Figures({ d, params }: { d: Measures; params: Record<string, string> }) {
	const out = Object.values(d.left_out).reduce((a, b) => a + b, 0);
	if (d.all.few)
		return <Empty text={t("pov.few.all", number_text(d.few_under))} />;
	if (!d.all.n)
		return <Empty text={t("pov.none")} />;
	const big: [string, string, string][] = [
		[t("pov.h"), percent(d.all.fgt?.[0]), t("pov.h.sub", fixed(d.all.poor), number_text(d.all.poor_n))],
		[t("pov.gap"), percent(d.all.fgt?.[1]), t("pov.gap.sub", fixed(d.all.gap))],
		[t("pov.gini"), fixed(d.all.gini, 4), t("pov.gini.sub", fixed(d.all.s80s20, 2))],
		[t("pov.median"), fixed(d.all.median, 0), t("pov.mean", fixed(d.all.mean, 0))],
	];
	return <>
		<p>{d.own_lines ? t("pov.line.own") : d.line_of_median ? t("pov.line.median", fixed(d.line, 2), percent(d.line_of_median, 0))
			: t("pov.line.is", fixed(d.line, 2))} {t("pov.counted", number_text(d.all.n), number_text(d.rows),
			fixed(d.all.weight))}{out ? " " + t("pov.out", number_text(out)) : ""}</p>
		<div class="big-row">{big.map(([label, n, sub]) => <div class="panel big" key={label}>
			<span class="muted">{label}</span><span class="big-n">{n}</span><small class="muted">{sub}</small></div>)}</div>
		<div class="two-panels">
			<SvgChart name="at-line" area={area.value} title={t("pov.at.line")} params={params} />
			<SvgChart name="lorenz" area={area.value} title={t("pov.lorenz")} params={params} />
		</div>
		{d.groups.length ? <div class="gap"><Panel title={t("pov.by.area")}><ByArea d={d} params={params} /></Panel></div>
			: null}
		<div class="two-panels">
			{d.near ? <Panel title={t("pov.cliff")}><Cliff near={d.near} /></Panel> : null}
			{d.heaping ? <Panel title={t("pov.heap")}><Heaping h={d.heaping} /></Panel> : null}
		</div>
		<Panel title={t("pov.more")}><More p={d.all} /></Panel>
	</>;
}

function ByArea({ d, params }: { d: Measures; params: Record<string, string> }) {
	const head = [t("pov.households"), t("pov.of.people"), t("pov.h"), t("pov.gap"), t("pov.of.poor"), t("pov.median"),
		t("pov.gini")];
	return <>
		<div class="scroll-x"><table class="plain-table"><thead><tr><th scope="col">{t("sum.area")}</th>
			{head.map((h) => <th scope="col" class="num" key={h}>{h}</th>)}</tr></thead>
			<tbody>{d.groups.map((g) => <tr key={g.code || g.name}><th scope="row">{g.code
				? <a href={to("/measures", { area: g.code, ...params })}>{g.name}</a> : g.name}</th>
				{(g.few ? head.map((_, i) => i ? "*" : "< " + d.few_under) : [number_text(g.n), percent(g.share, 1),
					percent(g.fgt?.[0]), percent(g.fgt?.[1]), percent(g.part?.[0], 1), fixed(g.median), fixed(g.gini, 4)])
					.map((x, i) => <td class="num" key={i}>{x}</td>)}</tr>)}</tbody></table></div>
		{d.groups.some((g) => g.few) ? <p class="muted">{t("pov.few", number_text(d.few_under))}</p> : null}
	</>;
}

function Cliff({ near }: { near: NonNullable<Measures["near"]> }) {
	const sides: [string, Side][] = [[t("pov.below"), near.below], [t("pov.above"), near.above]];
	return <>
		<p class="muted">{t("pov.cliff.words", fixed(near.width))}</p>
		<div class="scroll-x" tabIndex={0} role="region" aria-label={t("pov.cliff")}><table class="plain-table"><thead><tr><th scope="col">{t("pov.side")}</th>
			<th scope="col" class="num">{t("pov.households")}</th><th scope="col" class="num">{t("pov.before")}</th>
			<th scope="col" class="num">{t("pov.transfers")}</th><th scope="col" class="num">{t("pov.together")}</th></tr></thead>
			<tbody>{sides.map(([name, s]) => <tr key={name}><th scope="row">{name}</th><td class="num">{number_text(s.n)}</td>
				<td class="num">{fixed(s.mean)}</td><td class="num">{fixed(s.transfers)}</td>
				<td class="num">{fixed(s.with_transfers)}</td></tr>)}</tbody></table></div>
		{near.below.transfers_n && near.above.transfers_n
			? <p>{near.overtaken ? t("pov.overtaken") : t("pov.not.overtaken")}</p> : null}
	</>;
}

function Verdict({ test, name }: { test: Test; name: string }) {
	if (test.state !== "tested")
		return <p>{test.state === "few_rows" ? t("pov.test.few", number_text(test.below), number_text(test.above))
			: t("pov.test.none")}</p>;
	const words = (test.p ?? 1) >= .05 ? t("pov.test.smooth") : (test.theta ?? 0) > 0 ? t("pov.test.lifted")
		: t("pov.test.pressed");
	return <p>{name} {t("pov.test", Math.exp(test.theta ?? 0).toFixed(2), fixed(test.z, 2),
		(test.p ?? 1) < .0001 ? "< 0.0001" : (test.p ?? 1).toFixed(4))} <b>{words}</b></p>;
}

function Heaping({ h }: { h: NonNullable<Measures["heaping"]> }) {
	return <>
		<p>{t("pov.at.exactly", number_text(h.at_line))}</p>
		<Verdict test={h.density} name={t("pov.test.all")} />
		{h.density_without_round && h.density.state === "tested"
			? <Verdict test={h.density_without_round} name={t("pov.test.round", fixed(h.round))} /> : null}
		{h.whole_n ? <p class="muted">{t("pov.round", fixed(h.round), percent((h.round_n ?? 0) / h.whole_n, 1),
			fixed(h.round_times, 1))}</p> : null}
	</>;
}

interface MultiPlace {
	code?: string; name?: string; few?: boolean; n?: number; h?: Num; a?: Num; m0?: Num; share?: Num; of_m0?: Num;
	raw?: Num[]; censored?: Num[]; contribution?: Num[];
}
interface MultiFigures {
	index: string; note?: string; few_under: number; indexes: { name: string; zh: string; en?: string }[];
	multi?: { indicators: { name: string; weight: number; unknown: number }[]; k: Num; unknown: number; all: MultiPlace;
		groups: MultiPlace[] };
}

/* An index of the pack: which deprivations are counted together, with which weights. */
function Multi() {
	const index = query.value.get("index") || "";
	const data = useLoad<MultiFigures>("measures/multi" + query_text({ area: area.value, index }));
	if (!data.data)
		return null;
	const d = data.data, m = d.multi, is = d.indexes.find((x) => x.name === d.index);
	return <Panel title={`${t("pov.multi")} · ${is ? pick(is.zh, is.en) : d.index}`}>
		{d.indexes.length > 1 ? <p class="row gap">{d.indexes.map((x) => <a key={x.name} href={here({ index: x.name })}>
			{pick(x.zh, x.en)}</a>)}</p> : null}
		{d.note ? <p class="muted">{d.note}</p> : null}
		{m ? <MultiTables d={d} m={m} /> : <p>{t("pov.few.all", number_text(d.few_under))}</p>}
	</Panel>;
}

function MultiTables({ d, m }: { d: MultiFigures; m: NonNullable<MultiFigures["multi"]> }) {
	const all = m.indicators.reduce((sum, x) => sum + x.weight, 0);
	const head = [t("pov.households"), t("pov.of.people"), t("pov.h"), t("pov.multi.a"), t("pov.multi.m0"), t("pov.of.poor")];
	const words = [t("pov.multi.weight"), t("pov.multi.raw"), t("pov.multi.censored"), t("pov.multi.part")];
	return <>
		<p>{t("pov.multi.counted", number_text(m.all.n ?? 0), number_text(m.unknown), fixed(m.k, 3))}</p>
		<dl class="facts">{([[t("pov.h"), percent(m.all.h)], [t("pov.multi.a"), percent(m.all.a)],
			[t("pov.multi.m0"), fixed(m.all.m0, 4)]] as [string, string][]).map(([name, v]) => <div key={name}>
			<dt>{name}</dt><dd>{v}</dd></div>)}</dl>
		<div class="scroll-x gap"><table class="plain-table"><thead><tr><th scope="col">{t("pov.multi.indicator")}</th>
			{words.map((x) => <th scope="col" class="num" key={x}>{x}</th>)}</tr></thead>
			<tbody>{m.indicators.map((x, i) => <tr key={x.name}><th scope="row">{x.name}</th>
				{[percent(x.weight / all, 1), percent(m.all.raw?.[i]), percent(m.all.censored?.[i]), percent(m.all.contribution?.[i], 1)]
					.map((v, k) => <td class="num" key={k}>{v}</td>)}</tr>)}</tbody></table></div>
		<div class="scroll-x gap"><table class="plain-table"><thead><tr><th scope="col">{t("sum.area")}</th>
			{head.map((x) => <th scope="col" class="num" key={x}>{x}</th>)}</tr></thead>
			<tbody>{m.groups.filter((g) => g.few || g.n).map((g) => <tr key={g.code}><th scope="row">
				<a href={to("/measures", { area: g.code, index: d.index })}>{g.name}</a></th>
				{(g.few ? head.map((_, i) => i ? "*" : "< " + d.few_under) : [number_text(g.n ?? 0), percent(g.share, 1), percent(g.h),
					percent(g.a), fixed(g.m0, 4), percent(g.of_m0, 1)]).map((v, k) => <td class="num" key={k}>{v}</td>)}</tr>)}
			</tbody></table></div>
	</>;
}

function More({ p }: { p: Place }) {
	const rows: [string, string][] = [[t("pov.fgt2"), percent(p.fgt?.[2])], [t("pov.watts"), fixed(p.watts, 4)],
		[t("pov.poor.median"), fixed(p.poor_median)], [t("pov.median.gap"), percent(p.median_gap)],
		[t("pov.theil.t"), fixed(p.theil_t, 4)], [t("pov.theil.l"), fixed(p.theil_l, 4)], ["S80/S20", fixed(p.s80s20, 2)]];
	return <dl class="facts">{rows.map(([name, v]) => <div key={name}><dt>{name}</dt><dd>{v}</dd></div>)}</dl>;
}

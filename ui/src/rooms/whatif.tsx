// What if: another line, another wording of a clause - who would come in, who would drop out, what a
// year would cost, while the slider moves. What is assumed stands in the address, so that it can be
// sent to somebody else; nothing here changes a household.
import { useEffect, useRef, useState } from "preact/hooks";
import { api, useLoad } from "../base/api";
import { number_text } from "../base/format";
import { go, here, query } from "../base/route";
import { area } from "../base/state";
import { pick, t } from "../base/words";
import { PrintFoot } from "../parts/print";
import { Empty, Fault, Loading, PageHead, Ready } from "../parts/states";
import { Panel } from "../parts/timeline";
import { Figures } from "./whatif/figures";
import { KeptOnes, Save } from "./whatif/kept";
import type { Clause, Kept, Line, Order, Simulation, Standard, Standards } from "./whatif/types";

const DELAY = 60;                  // ms of rest before the server is asked

type Texts = Record<string, string>;

const split = (text: string, sign: string): Texts => Object.fromEntries(text.split(sign).filter((x) => x.includes("="))
	.map((x) => [x.slice(0, x.indexOf("=")).trim(), x.slice(x.indexOf("=") + 1).trim()]));
const joined = (texts: Texts, sign: string): string =>
	Object.entries(texts).map(([k, v]) => `${k}=${v.replace(/\s+/g, " ")}`).join(sign);

export default function Room(_: { parts: string[] }) {
	const number = query.value.get("scenario");
	const standards = useLoad<Standards>("standards");
	const kept = useLoad<Kept>(number ? "scenarios/" + encodeURIComponent(number) : null);
	useEffect(() => {                  // a kept one becomes an address of its own
		const k = kept.data;
		if (k && number)
			go(here({ scenario: null, standard: k.standard, area: k.area, on: k.on, lines: k.lines, clauses: k.clauses,
				name: k.name }), true);
	}, [kept.data]);
	if (number && kept.fault)
		return <Fault fault={kept.fault} />;
	return <>
		<Ready of={standards}>{(d) => number ? <Loading /> : d.items.length ? <Ask d={d} />
			: <Empty text={t("wif.no.standard")} />}</Ready>
		<PrintFoot />
	</>;
}

/* Days may be cut short: 2020 is all of it. */
const holds = (s: Standard, on: string): boolean => (!s.from || on.slice(0, s.from.length) >= s.from) &&
	(!s.to || on.slice(0, s.to.length) <= s.to);

function Ask({ d }: { d: Standards }) {
	const asked = query.value.get("standard") || "";
	const standard = d.items.find((s) => s.id === asked) || d.items.find((s) => s.holds) || d.items[0]!;
	const on = query.value.get("on") || "";
	const [saving, set_saving] = useState(false);
	const [turn, set_turn] = useState(0);
	const [order, set_order] = useState<Order | null>(null);
	const [assumed, set_assumed] = useState("");
	const title = query.value.get("name") || t("wif.title");
	const change = (to: Record<string, string>): void => go(here({ lines: "", clauses: "", name: "", ...to }));
	return <>
		<PageHead title={title} sub={standard ? pick(standard.zh, standard.en) : ""}>
			<button type="button" class="btn" onClick={() => print()}>{t("print")}</button>
			<button type="button" class="btn main" disabled={!order} onClick={() => set_saving(true)}>{t("wif.save")}</button>
		</PageHead>
		<div class="row panel gap wif-ask">
			<label class="quick"><span>{t("wif.standard")}</span><select name="standard" value={standard.id}
				onChange={(e) => change({ standard: e.currentTarget.value })}>
				{[true, false].flatMap((now) => d.items.filter((s) => holds(s, on || d.on || "") === now).map((s) =>
					<option key={s.id} value={s.id}>{pick(s.zh, s.en)}{now ? "" : ` (${t("wif.not.now")})`}</option>))}</select></label>
			<label class="quick"><span>{t("wif.on")}</span><input type="date" value={on || d.on || ""} name="on"
				onChange={(e) => change({ standard: standard.id, on: e.currentTarget.value })} /></label>
		</div>
		{on || d.on ? <Simulate key={standard.id + on + area.value} standard={standard.id} on={on} told={set_order} says={set_assumed} />
			: <Empty text={t("wif.choose.day")} />}
		<KeptOnes turn={turn} standards={d.items} />
		{saving && order ? <Save order={order} assumed={assumed} close={() => set_saving(false)} saved={() => set_turn(turn + 1)} /> : null}
	</>;
}

/* Asks again whenever something moves; an answer that comes late is dropped. */
function useAnswer(order: Order): { data: Simulation | null; fault: Error | null; busy: boolean } {
	const [state, set] = useState<{ data: Simulation | null; fault: Error | null }>({ data: null, fault: null });
	const [busy, set_busy] = useState(true);
	const first = useRef(true);
	const key = JSON.stringify(order);
	useEffect(() => {
		const stop = new AbortController();
		set_busy(true);
		const wait = setTimeout(() => {
			api<Simulation>("simulate", { method: "POST", body: order, signal: stop.signal }).then(
				(data) => { set({ data, fault: null }); set_busy(false); },
				(e: Error) => {
					if (e.name !== "AbortError") {
						set((old) => ({ data: old.data, fault: e }));
						set_busy(false);
					}
				});
		}, first.current ? 0 : DELAY);
		first.current = false;
		return () => { clearTimeout(wait); stop.abort(); };
	}, [key]);
	return { ...state, busy };
}

function Simulate({ standard, on, told, says }: { standard: string; on: string; told: (o: Order) => void; says: (s: string) => void }) {
	const [lines, set_lines] = useState<Texts>(split(query.value.get("lines") || "", ","));
	const [clauses, set_clauses] = useState<Texts>(split(query.value.get("clauses") || "", "\n"));
	const order: Order = { standard, ...(area.value ? { area: area.value } : {}), ...(on ? { on } : {}),
		...(Object.keys(lines).length ? { lines: joined(lines, ",") } : {}),
		...(Object.keys(clauses).length ? { clauses: joined(clauses, "\n") } : {}) };
	const { data, fault, busy } = useAnswer(order);
	useEffect(() => {
		told(order);
		const wait = setTimeout(() => go(here({ standard, lines: joined(lines, ","), clauses: joined(clauses, "\n") }), true),
			400);
		return () => clearTimeout(wait);
	}, [JSON.stringify(order)]);
	useEffect(() => {                  // what is assumed, by the names of lines and clauses
		says([...(data?.lines || []).filter((l) => l.id in lines).map((l) => `${pick(l.zh, l.en)} ${lines[l.id]} ${t("wif.yuan")}`),
			...(data?.clauses || []).filter((c) => c.id in clauses).map((c) => `${pick(c.zh, c.en)} (${clauses[c.id] ? t("wif.changed")
				: t("wif.left.out")})`)].join("; "));
	}, [data, JSON.stringify(order)]);
	if (!data)
		return fault ? <Fault fault={fault} /> : <Loading />;
	return <>
		{fault ? <Fault fault={fault} /> : null}
		<Figures d={data} order={order} busy={busy}>
			{data.lines.length ? <Panel title={t("wif.lines")}>
				{data.lines.map((l) => <Slider key={l.id} line={l} text={lines[l.id]}
					set={(v) => set_lines((old) => with_text(old, l.id, v))} />)}</Panel> : null}
			<Panel title={t("wif.clauses")}><Clauses clauses={data.clauses} texts={clauses}
				set={(id, v) => set_clauses((old) => with_text(old, id, v))} /></Panel>
		</Figures>
	</>;
}

/* undefined takes the assumption back. */
function with_text(old: Texts, id: string, v: string | undefined): Texts {
	const { [id]: _, ...rest } = old;
	return v === undefined ? rest : { ...rest, [id]: v };
}

function Slider({ line, text, set }: { line: Line; text?: string; set: (v: string | undefined) => void }) {
	const now = line.now === null ? null : line.now / 100;
	const most = useRef(Math.max(1000, Math.ceil((now ?? 4000) * 2.5 / 100) * 100)).current;
	const step = most > 4000 ? 50 : 5;
	const value = text ?? (now === null ? "" : String(now));
	const move = (v: string): void => set(v === "" || (now !== null && Number(v) === now) ? undefined : v);
	return <div class="wif-line">
		<label for={"wif-" + line.id}>{pick(line.zh, line.en)}</label>
		<div class="row"><input type="range" id={"wif-" + line.id} name={"line-" + line.id} min={0} max={most} step={step}
			value={value || 0} aria-valuetext={`${value} ${t("wif.yuan")}`} onInput={(e) => move(e.currentTarget.value)} />
		<input type="number" class="wif-yuan" aria-label={pick(line.zh, line.en)} min={0} step="any" value={value}
			onInput={(e) => move(e.currentTarget.value)} /><span>{t("wif.yuan")}</span>
		<button type="button" class="btn" disabled={text === undefined} onClick={() => set(undefined)}>
			{t("wif.back")}</button></div>
		<p class="muted small">{now === null ? t("wif.line.none") : t("wif.line.now", number_text(now))}</p>
	</div>;
}

function Clauses({ clauses, texts, set }: { clauses: Clause[]; texts: Texts; set: (id: string, v: string | undefined) => void }) {
	const [id, set_id] = useState("");
	return <>
		{clauses.map((c) => <OneClause key={c.id + (texts[c.id] ?? "")} c={c} text={texts[c.id]}
			set={(v) => set(c.id, v)} />)}
		<details><summary>{t("wif.clause.add")}</summary>
			<form class="row" onSubmit={(e) => { e.preventDefault(); if (id) { set(id, "true"); set_id(""); } }}>
				<label class="quick"><span>{t("wif.clause.id")}</span><input type="text" value={id} pattern="[a-z_][a-z0-9_]*"
					maxLength={60} onInput={(e) => set_id(e.currentTarget.value)} /></label>
				<button type="submit" class="btn">{t("wif.clause.add")}</button></form>
			<p class="muted small">{t("wif.clause.hint")}</p></details>
	</>;
}

function OneClause({ c, text, set }: { c: Clause; text?: string; set: (v: string | undefined) => void }) {
	const [now, set_now] = useState(text ?? c.now ?? c.then ?? "");
	const other = text !== undefined;
	const clean = (x: string): string => x.replace(/\s+/g, " ").trim();
	const tried = (): void => {
		const v = clean(now);
		set(c.now !== undefined && v === clean(c.now) ? undefined : v);
	};
	return <details open={other} class="wif-clause"><summary>{pick(c.zh, c.en)}
		{other ? <b> · {text ? t("wif.changed") : t("wif.left.out")}</b> : null}</summary>
		<textarea rows={3} class="mono" aria-label={pick(c.zh, c.en)} name={"clause-" + c.id} value={now} spellcheck={false}
			onInput={(e) => set_now(e.currentTarget.value)} />
		<div class="row"><button type="button" class="btn main" onClick={tried}>{t("wif.try")}</button>
			{other ? <button type="button" class="btn" onClick={() => set(undefined)}>{t("wif.back")}</button>
				: <button type="button" class="btn" onClick={() => set("")}>{t("wif.leave.out")}</button>}</div>
	</details>;
}

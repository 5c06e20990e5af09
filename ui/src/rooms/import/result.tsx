// What an import did, or would do: per file its counts, its columns, its faults, its first rows
// with the faulty cells coloured.
import { useState } from "preact/hooks";
import { number_text } from "../../base/format";
import { can, field_name, kind_name, noun_name } from "../../base/state";
import type { Job } from "../../base/types";
import { comma, m, t, type Msg } from "../../base/words";
import { ClearFile } from "../../parts/clear";
import { Status, type Tone } from "../../parts/status";
import { Panel } from "../../parts/timeline";

export interface ImportFinding {
	row: number; col?: string; kind: string; text: string; severity: string; hint?: string;
}
export interface Near { target: string; label: string }
export interface ImportFile {
	name: string; noun?: string; sheet?: string; error?: string; again?: boolean; rows: number; new: number; changed: number; unchanged: number;
	refused: number; left_out?: number; normalised?: number; to_settle?: number; batch?: string | null; asked?: { header: string; near: Near[]; example?: string[] }[];
	columns?: ImportColumn[]; findings?: ImportFinding[];
	preview?: any;
}
export interface ImportColumn { header: string; field?: string | null; label?: string; how?: string }
export interface ImportAnswer { files: ImportFile[]; found?: number; stopped?: string }

/* A column of no use, the rows' numbers, is not one that was left out. */
export const left_out = (c: ImportColumn): boolean => !c.field && c.how !== "nothing";
export const column_field = (f: ImportFile, c: ImportColumn): string =>
	c.label || (c.field ? field_name(f.noun || "", c.field.replace(/^.*\./, "")) : t("imp.unread"));

/** A file by its name; of a workbook with several lists, the sheet, too. */
export const called = (f: { name: string; sheet?: string }): string => f.sheet ? `${f.name} · ${f.sheet}` : f.name;

/** The answer file by file: findings and questions come for all files in one list. */
export function answer_of(result: any): ImportAnswer {
	const files: ImportFile[] = (result?.files || []).map((f: any) => ({ ...f, findings: [...(f.findings || [])],
		asked: [...(f.asked || [])] }));
	for (const x of result?.findings || []) {
		const f = files.find((y) => y.name === x.file) || files[0];
		if (x.header !== undefined)
			f?.asked!.push({ header: x.header, near: x.near || [] });
		else
			f?.findings!.push(x);
	}
	return { files, found: result?.found, stopped: result?.stopped };
}

/** What a list is of; the exchange list states households and persons at once. */
export const list_name = (noun: string): string => noun === "list32" ? `${noun_name("household")} + ${noun_name("person")}` : noun_name(noun);

export const tone_of = (severity: string): Tone => severity === "error" || severity === "file" ? "bad"
	: severity === "doubt" ? "warn" : "info";

export function Counts({ f, dry }: { f: ImportFile; dry: boolean }) {
	const all: [string, number, string][] = [
		[dry ? t("imp.will.new") : t("imp.new"), f.new, "ok"], [dry ? t("imp.will.changed") : t("imp.changed"), f.changed, "info"],
		[t("imp.unchanged"), f.unchanged, "none"], [t("imp.refused"), f.refused, f.refused ? "bad" : "none"],
		[t("imp.normalised"), f.normalised || 0, "none"],
		...f.left_out ? [[t("imp.left.rows"), f.left_out, "none"] as [string, number, string]] : [],
		...f.to_settle ? [[t("imp.to.settle"), f.to_settle, "warn"] as [string, number, string]] : []];
	return <dl class="big-facts counts"><div><dt>{t("imp.rows")}</dt><dd>{number_text(f.rows)}</dd></div>
		{all.map(([name, n, tone]) => <div key={name}><dt>{name}</dt><dd class={tone}>{number_text(n)}</dd></div>)}</dl>;
}

export function Findings({ items }: { items: ImportFinding[] }) {
	const [all, set] = useState(false);
	const kinds = new Map<string, number>();
	for (const f of items)
		kinds.set(f.kind, (kinds.get(f.kind) || 0) + 1);
	return <>
		<p class="row">{[...kinds].map(([kind, n]) => <span class="chip plain-chip" key={kind}>{kind_name(kind)} {n}</span>)}</p>
		<div class="table-box" tabIndex={0} role="region" aria-label={t("imp.findings")}><table>
			<thead><tr><th scope="col" class="num">{t("imp.row")}</th><th scope="col">{t("imp.col")}</th>
				<th scope="col">{t("imp.severity")}</th><th scope="col">{t("imp.why")}</th></tr></thead>
			<tbody>{(all ? items : items.slice(0, 20)).map((f, i) => <tr key={i}><th scope="row" class="num">{f.row}</th>
				<td>{f.col || "--"}</td><td><Status tone={tone_of(f.severity)}>{severity_name(f.severity)}</Status></td>
				<td class="wide">{f.text || kind_name(f.kind)}
					{f.hint && !f.text.includes(f.hint) ? <div class="muted">{t("imp.hint", f.hint)}</div> : null}</td></tr>)}</tbody></table></div>
		{items.length > 20 && !all ? <button type="button" class="btn bare" onClick={() => set(true)}>
			{t("show.all", items.length)}</button> : null}
	</>;
}

export function severity_name(s: string): string {
	return s === "error" ? t("sev.error") : s === "doubt" ? t("sev.doubt") : s === "note" ? t("sev.note")
		: s === "file" ? t("sev.file") : s;
}

type Cells = { row?: number; what?: string; cells: unknown[]; faults?: ImportFinding[] };

const outcomes: Record<string, [Tone, Msg]> = { new: ["ok", m("imp.will.new")], changed: ["info", m("imp.will.changed")],
	unchanged: ["none", m("imp.unchanged")], refused: ["bad", m("imp.refused")] };

function outcome(r: Cells) {
	const known = outcomes[r.what || ""];
	const whole = r.faults?.map((x) => x.text).join("\n");
	return <span title={whole}>{known ? <Status tone={known[0]}>{t(known[1])}</Status> : "--"}
		{whole ? <span class="hidden-text"> {whole}</span> : null}</span>;
}

/** Rows as they stand in the file; a cell with a fault carries its mark, its words and its colour. */
function Preview({ f }: { f: ImportFile }) {
	const rows: Cells[] = (Array.isArray(f.preview) ? f.preview : f.preview?.rows || []).map((r: any, i: number) =>
		Array.isArray(r) ? { row: i + 2, cells: r } : { row: r.row ?? i + 2, what: r.what, cells: r.cells || r.c || [] });
	const heads = (f.columns || []).map((c) => c.header);
	for (const r of rows)            // what is wrong with no cell of it is told of the row as a whole
		r.faults = f.findings?.filter((x) => x.row === r.row && !heads.includes(x.col || ""));
	if (!rows.length || !heads.length)
		return null;
	const fault = (row: number | undefined, col: string): ImportFinding | undefined =>
		f.findings?.find((x) => x.row === row && x.col === col);
	return <Panel title={t("imp.preview")}>
		<p class="row"><span class="key-cell f-bad">! {t("sev.error")}</span><span class="key-cell f-warn">▲ {t("sev.doubt")}</span>
			<span class="key-cell f-info">◐ {t("sev.note")}</span></p>
		<div class="table-box" tabIndex={0} role="region" aria-label={t("imp.preview")}><table><thead><tr>
			<th scope="col" class="num">{t("imp.row")}</th><th scope="col">{t("imp.what")}</th>
			{heads.map((h, k) => <th scope="col" key={k}>{h || "@" + (k + 1)}</th>)}</tr></thead>
			<tbody>{rows.slice(0, 200).map((r) => <tr key={r.row}><th scope="row" class="num">{r.row}</th>
				<td>{outcome(r)}</td>{heads.map((h, k) => {
					const x = fault(r.row, h);
					const text = String((r.cells as any)[k] ?? (r.cells as any)[h] ?? "");
					return <td key={k} class={x ? "f-" + tone_of(x.severity) : undefined} title={x?.text}>
						{x ? <span aria-hidden="true">{x.severity === "doubt" ? "▲ " : x.severity === "note" ? "◐ " : "! "}
						</span> : null}{text || "--"}{x ? <span class="hidden-text"> {x.text}</span> : null}</td>;
				})}</tr>)}</tbody></table></div></Panel>;
}

/* Of many sheets one wants to know first what became of all. */
function added(files: ImportFile[]): ImportFile {
	const sum = (get: (f: ImportFile) => number | undefined): number => files.reduce((n, f) => n + (get(f) || 0), 0);
	return { name: "", rows: sum((f) => f.rows), new: sum((f) => f.new), changed: sum((f) => f.changed),
		unchanged: sum((f) => f.unchanged), refused: sum((f) => f.refused), normalised: sum((f) => f.normalised),
		left_out: sum((f) => f.left_out), to_settle: sum((f) => f.to_settle) };
}

const hows: Record<string, Msg> = { given: m("imp.how.given"), remembered: m("imp.how.remembered") };

export function ImportResult({ result, dry, job }: { result: ImportAnswer; dry: boolean; job?: Job | null }) {
	return <div class="stack below">
	{!dry && job?.file ? <p><ClearFile href={`/api/v1/jobs/${job.id}/file`} label={t("imp.errors")} /> <span class="muted">{t("imp.errors.words")}</span></p> : null}
	{result.files.length > 1 ? <Panel title={t("imp.total", result.files.length)}><Counts f={added(result.files)} dry={dry} /></Panel> : null}
	{result.files.map((f, i) => f.error ? <section key={i} class="notice bad-edge">
		<p><b>! {called(f)}</b></p><p>{f.error}</p></section>
	: <section key={i} class="stack">
		<Panel title={called(f)} tools={f.noun ? <span class="tag">{list_name(f.noun)}</span> : null}>
			{f.again ? <p class="warn">▲ {t("imp.again.words")}</p> : null}
			<Counts f={f} dry={dry} />
			<div class="row">
				{!dry && !job?.file && f.batch && f.refused ? <ClearFile href={`/api/v1/batches/${f.batch}/errors.xlsx`} label={t("imp.errors")} /> : null}
				{!dry && f.batch ? <a class="btn" href={`/batches/${f.batch}`}>{t("imp.batch")}</a> : null}
				{!dry && can("settle") ? <a class="btn" href="/differences">{t("nav.differences")}</a> : null}
			</div>
			{f.columns?.some(left_out) ? <p class="warn">▲ {t("imp.left", f.columns.filter(left_out)
				.map((c) => c.header).join(comma()))}</p> : null}
		</Panel>
		{f.findings?.length ? <Panel title={t("imp.findings")}><Findings items={f.findings} /></Panel> : null}
		{dry ? <Preview f={f} /> : null}
		{dry && f.columns?.length ? <details class="panel"><summary>{t("imp.columns", f.columns.length)}</summary>
			<table class="plain-table"><thead><tr><th scope="col">{t("imp.header")}</th><th scope="col">{t("field")}</th></tr>
			</thead><tbody>{f.columns.map((c, k) => <tr key={k}><th scope="row">{c.header}</th>
				<td>{column_field(f, c)}{c.how === "given" || c.how === "remembered"
					? <> <span class="tag">{t(hows[c.how]!)}</span></> : null}</td></tr>)}</tbody></table></details> : null}
	</section>)}</div>;
}

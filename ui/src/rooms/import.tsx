// The import wizard: choose files → see how columns are understood → check without taking anything
// in → take in → what came of it. Each step stands in the address and survives a reload.
import { useState } from "preact/hooks";
import { api, new_key, Problem } from "../base/api";
import { bytes_text } from "../base/format";
import { go, here, query } from "../base/route";
import { can, has_noun, is, meta, noun_name, noun_of } from "../base/state";
import { post } from "../base/tell";
import { comma, pick, t } from "../base/words";
import { FilePick, Labelled } from "../parts/form";
import { Icon } from "../parts/icon";
import { JobCard, useJob } from "../parts/job";
import { Fault, Loading, PageHead } from "../parts/states";
import { Status } from "../parts/status";
import { Panel } from "../parts/timeline";
import { answer_of, called, column_field, ImportResult, list_name, type ImportFile } from "./import/result";

interface Upload { id: string; name: string; size: number }

/* How the import takes "do not read this column". */
const LEAVE = "-";

/* What has to be said with the run again is kept in the address: uploads, source, kind, mapping. */
interface Said { uploads: string[]; source: string; kind: string; map: Record<string, string> }
const said = (): Said => ({
	uploads: (query.value.get("files") || "").split(",").filter(Boolean), source: query.value.get("source") || "",
	kind: query.value.get("kind") || "", map: JSON.parse(query.value.get("map") || "{}"),
});

export default function Import(_: { parts: string[] }) {
	const dry = query.value.get("dry");
	const run = query.value.get("run");
	const step = run ? 4 : dry ? 3 : 1;
	const names = [t("imp.step.choose"), t("imp.step.map"), t("imp.step.check"), t("imp.step.run"), t("imp.step.result")];
	return <>
		<PageHead title={t("nav.import")}>{can("import") ? <a class="btn" href="/batches">{t("nav.batches")}</a> : null}</PageHead>
		{run ? <Run id={run} steps={names} /> : dry ? <Check id={dry} steps={names} />
			: <><Steps names={names} at={step} /><Choose /></>}
	</>;
}

function Steps({ names, at }: { names: string[]; at: number }) {
	return <ol class="steps plain">{names.map((n, i) => <li key={n} aria-current={i + 1 === at ? "step" : undefined}
		class={i + 1 < at ? "past" : ""}><span class="step-n" aria-hidden="true">{i + 1 < at ? "✓" : i + 1}</span>{n}</li>)}</ol>;
}

async function start(dry: boolean, s: Said, map: object = s.map): Promise<string> {
	const a = await post<{ job: string }>("imports", { uploads: s.uploads, dry, source: s.source || null,
		kind: s.kind || null, map });
	return String(a.job);
}

const templates = ["household", "person", "income", "risk", "measure", "helper", "lead", "work", "status"];

function Choose() {
	const [files, set_files] = useState<{ file: File; up?: Upload; fault?: string }[]>([]);
	const [source, set_source] = useState("");
	const [busy, set_busy] = useState(false);
	const [fault, set_fault] = useState<Problem | null>(null);
	async function next(): Promise<void> {
		set_busy(true);
		set_fault(null);
		try {
			const ups: Upload[] = [];
			for (const f of files)
				ups.push(f.up || await api<Upload>("uploads?name=" + encodeURIComponent(f.file.name),
					{ method: "POST", raw: f.file, key: new_key() }));
			set_files(files.map((f, i) => ({ ...f, up: ups[i] })));
			const ids = ups.map((u) => String(u.id));
			const job = await start(true, { uploads: ids, source, kind: "", map: {} });
			go(here({ files: ids.join(","), source, dry: job }));
		} catch (e) {
			set_fault(e as Problem);
			set_busy(false);
		}
	}
	return <div class="stack">
		{fault ? <Fault fault={fault} /> : null}
		<FilePick label={t("imp.pick")} accept=".xlsx,.xls,.csv,.txt" multiple
			take={(more) => set_files([...files, ...more.map((file) => ({ file }))])} />
		{files.length ? <Panel title={t("imp.chosen", files.length)}><ul class="plain">{files.map((f, i) =>
			<li class="row" key={f.file.name + i}><Icon name="list" /><span class="grow">{f.file.name}</span>
				<span class="muted">{bytes_text(f.file.size)}</span><button type="button" class="btn bare small"
					aria-label={t("imp.drop", f.file.name)} onClick={() => set_files(files.filter((_x, k) => k !== i))}>
					<Icon name="close" size={14} /></button></li>)}</ul></Panel> : null}
		<Labelled id="imp-source" label={t("imp.source")} hint={t("imp.source.hint")}>
			<select id="imp-source" value={source} onChange={(e) => set_source(e.currentTarget.value)}>
				<option value="">{t("imp.source.own")}</option>{(meta.value?.sources || []).map((x) =>
					<option key={x.name} value={x.name}>{pick(x.zh, x.en)}</option>)}
			</select></Labelled>
		<div class="row"><button type="button" class="btn main" disabled={!files.length || busy} onClick={() => void next()}>
			{busy ? t("working") : t("imp.check")}</button><span class="muted">{t("imp.check.words")}</span></div>
		{can("template") ? <Panel title={t("imp.templates")}><p class="muted">{t("imp.templates.words")}</p>
			<div class="row">{templates.filter(has_noun).map((n) => <a class="btn small" key={n} download
				href={`/api/v1/templates/${n}.xlsx`}><Icon name="export" size={14} />{noun_name(n)}</a>)}</div></Panel> : null}
	</div>;
}

function Check({ id, steps }: { id: string; steps: string[] }) {
	const { job, fault } = useJob(id);
	const [busy, set_busy] = useState(false);
	const [wrong, set_wrong] = useState<Problem | null>(null);
	const result = job?.state === "done" ? answer_of(job.result) : null;
	const map_said = said().map;
	const asked = result?.files.some((f) => header_keys(f).some((h) => !(h in map_said))) || false;
	async function go_on(dry: boolean, map: object, kind = said().kind): Promise<void> {
		set_busy(true);
		set_wrong(null);
		try {
			const next = await start(dry, { ...said(), kind }, map);
			go(here({ [dry ? "dry" : "run"]: next, kind: kind || null, map: Object.keys(map).length ? JSON.stringify(map) : null }));
		} catch (e) {
			set_wrong(e as Problem);
		}
		set_busy(false);
	}
	const good = result?.files.reduce((n, f) => n + (f.new || 0) + (f.changed || 0), 0) || 0;
	const settle = result?.files.reduce((n, f) => n + (f.to_settle || 0), 0) || 0;
	return <div class="stack"><Steps names={steps} at={asked ? 2 : 3} />
		{fault && !job ? <Fault fault={fault} /> : null}
		{!job ? <Loading /> : job.state !== "done" ? <JobCard job={job} /> : null}
		{wrong ? <Fault fault={wrong} /> : null}
		{result && alike(result.files).length === 1 && (asked || result.files[0]!.error) ? <Labelled id="imp-kind" label={t("imp.kind")}
			hint={t("imp.kind.hint")}><select id="imp-kind" value={said().kind} disabled={busy}
				onChange={(e) => void go_on(true, {}, e.currentTarget.value)}><option value="">{t("imp.kind.found")}</option>
				{templates.filter(has_noun).map((n) => <option key={n} value={n}>{noun_name(n)}</option>)}</select></Labelled> : null}
		{result && asked ? <Mapping files={result.files} busy={busy} done={(map) => void go_on(true, map)} /> : null}
		{result && !asked ? <>
			<div class={"notice " + (good + settle ? "ok-edge" : "warn-edge")}><p><b>{t("imp.dry")}</b> {good ? t("imp.dry.good", good)
				: settle ? "" : t("imp.dry.nothing")}</p>
				{settle ? <p>⇄ {t("imp.dry.settle", settle)}</p> : null}
				<div class="row">{good + settle ? <button type="button" class="btn main" disabled={busy}
					onClick={() => void go_on(false, said().map)}>{busy ? t("working") : good ? t("imp.run", good) : t("imp.run.compare")}</button> : null}
					<a class="btn" href="/import">{t("imp.other")}</a></div></div>
			<ImportResult result={result} dry />
		</> : null}
		{job && (job.state === "failed" || job.state === "cancelled") ? <a class="btn" href="/import">{t("imp.other")}</a> : null}
	</div>;
}

/** Columns the program could not place: each gets a field, or is left out. What is said here is
 * used again for lists with the same header. */
function Mapping({ files, busy, done }: { files: ImportFile[]; busy: boolean;
	done: (map: Record<string, string>) => void }) {
	const [map, set] = useState(said().map);
	return <>{alike(files).map((like, n) => {
		const f = like[0]!;
		if (!f.asked?.length)
			return null;
		const keys = header_keys(f);
		const all = targets(f);
		return <Panel key={n} title={like.length > 1 ? f.name : called(f)}
			tools={f.noun ? <span class="tag">{list_name(f.noun)}</span> : null}>
			{f.error ? <p class="bad">! {f.error}</p> : null}
			{like.length > 1 ? <p><b>{t("imp.like", like.length)}</b> {like.map((x) => sheet_of(x, f.name) || called(x))
				.join(comma())}</p> : null}
			<p>{t("imp.map.words")}</p>
			<table class="plain-table"><thead><tr><th scope="col">{t("imp.header")}</th><th scope="col">{t("field")}</th></tr></thead>
				<tbody>{f.asked.map((a, i) => <tr key={i}><th scope="row"><label for={`map-${n}-${i}`}>{a.header}</label>
					{a.example?.length ? <div class="muted">{a.example.join(comma())}</div> : null}</th>
					<td><select id={`map-${n}-${i}`} value={map[keys[i]!] || LEAVE}
						onChange={(e) => set({ ...map, [keys[i]!]: e.currentTarget.value })}>
						<option value={LEAVE}>{t("imp.map.leave")}</option>
						{a.near.length ? <optgroup label={t("imp.map.near")}>{a.near.map((x) =>
							<option key={x.target} value={x.target}>{x.label}</option>)}</optgroup> : null}
						<optgroup label={t("columns.all")}>{all.filter((x) => !a.near.some((y) => y.target === x.target))
							.map((x) => <option key={x.target} value={x.target}>{x.label}</option>)}</optgroup></select></td></tr>)}
				{(f.columns || []).filter((c) => c.field).map((c, i) => <tr key={"known" + i}><th scope="row">{c.header}</th>
					<td><Status tone="ok">{column_field(f, c)}</Status></td></tr>)}</tbody></table></Panel>;
	})}
		<div class="row"><button type="button" class="btn main" disabled={busy} onClick={() => done({ ...map,
			...Object.fromEntries(files.flatMap(header_keys).map((h) => [h, map[h] || LEAVE])) })}>
			{busy ? t("working") : t("imp.map.go")}</button></div>
	</>;
}

/* The sheet alone, where the workbook is the one that was named already. */
function sheet_of(x: ImportFile, first: string): string {
	const book = (name: string): string => name.replace(/ \[[^\]]*\]$/, "");
	return book(x.name) === book(first) ? x.sheet || (x.name.match(/ \[([^\]]*)\]$/)?.[1] ?? "") : "";
}

/** Sheets of one kind with the same columns: an answer is for all of them. */
function alike(files: ImportFile[]): ImportFile[][] {
	const groups = new Map<string, ImportFile[]>();
	for (const f of files) {
		const key = JSON.stringify([f.noun, f.error, f.columns?.map((c) => [c.header, c.field]), header_keys(f)]);
		groups.set(key, [...groups.get(key) || [], f]);
	}
	return [...groups.values()];
}

/* What the import calls each column that is asked about: of several with one header, the first is
 * 表头#1. */
function header_keys(f: ImportFile): string[] {
	const used = new Set<number>();
	return (f.asked || []).map((a) => {
		const all = (f.columns || []).map((c) => c.header);
		const at = all.findIndex((h, k) => h === a.header && f.columns![k]!.how === "ignored" && !used.has(k));
		used.add(at);
		const nth = all.slice(0, at + 1).filter((h) => h === a.header).length;
		return all.indexOf(a.header) !== all.lastIndexOf(a.header) ? `${a.header}#${nth}` : a.header;
	});
}

/* Everything a column of this sheet may be: fields of the nouns it states that can be written. */
function targets(f: ImportFile): { target: string; label: string }[] {
	const stated = [...(f.columns || []).map((c) => c.field || ""), ...f.asked!.flatMap((a) => a.near.map((x) => x.target))]
		.filter((x) => x.includes(".")).map((x) => x.split(".")[0]!);
	const found = [...new Set([f.noun || "", ...stated])].filter(has_noun);
	const places = (f.columns || []).some((c) => c.field === "county" || c.field === "township")
		? [{ target: "county", label: t("imp.county") }, { target: "township", label: t("imp.township") }] : [];
	return [...(found.length ? found : ["household", "person"]).flatMap((n) => noun_of(n)?.coded ? []
		: (noun_of(n)?.fields || []).filter((x) => !is(x, "readonly")).map((x) => ({ target: `${n}.${x.name}`,
			label: `${noun_name(n)} · ${pick(x.zh, x.en)}` }))), ...places];
}

function Run({ id, steps }: { id: string; steps: string[] }) {
	const { job, fault } = useJob(id);
	const over = job?.state === "done";
	const answer = job?.result ? answer_of(job.result) : null;
	const [wrong, set_wrong] = useState<Problem | null>(null);
	void meta.value;
	async function resume(): Promise<void> {
		try {
			go(here({ run: await start(false, said()) }));
		} catch (e) {
			set_wrong(e as Problem);
		}
	}
	return <div class="stack"><Steps names={steps} at={over ? 5 : 4} />
		{fault && !job ? <Fault fault={fault} /> : null}
		{!job ? <Loading /> : over ? null : <JobCard job={job} />}
		{over ? <><div class="notice ok-edge"><p><b>✓ {t("imp.done")}</b></p><div class="row">
			<a class="btn main" href="/import">{t("imp.again")}</a><a class="btn" href="/batches">{t("nav.batches")}</a></div></div>
			<ImportResult result={answer!} dry={false} job={job} /></> : null}
		{wrong ? <Fault fault={wrong} /> : null}
		{!over && answer?.stopped ? <><div class="notice warn-edge"><p>▲ {answer.stopped}</p><div class="row">
			<button type="button" class="btn main" onClick={() => void resume()}>{t("imp.resume")}</button>
			<a class="btn" href="/batches">{t("nav.batches")}</a></div></div>
			<ImportResult result={answer} dry={false} job={job} /></> : null}
		{!answer && (job?.state === "failed" || job?.state === "cancelled") ? <a class="btn" href="/import">{t("imp.other")}</a> : null}
	</div>;
}

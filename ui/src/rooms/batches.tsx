// Imports done: what each brought, its faults, its error workbook, and undoing it.
import { useEffect, useState } from "preact/hooks";
import { useLoad } from "../base/api";
import { cell_text, number_text } from "../base/format";
import { go, here, query } from "../base/route";
import { can, field_name, field_of } from "../base/state";
import { post } from "../base/tell";
import type { Cell, Page } from "../base/types";
import { t } from "../base/words";
import { Confirm } from "../parts/confirm";
import { Icon } from "../parts/icon";
import { JobCard, useJob } from "../parts/job";
import { Empty, PageHead, Ready } from "../parts/states";
import { Status } from "../parts/status";
import { DataTable } from "../parts/table";
import { Panel } from "../parts/timeline";
import { ClearFile } from "../parts/clear";
import { Counts, Findings, list_name, type ImportFile, type ImportFinding } from "./import/result";

interface Batch { no: string; c?: Record<string, Cell>; [name: string]: any }
const of = (b: Batch, name: string): Cell => (b.c ? b.c[name] : b[name]) ?? undefined;
const text = (b: Batch, name: string): string => cell_text(field_of("batch", name), of(b, name));
const who = (b: Batch): string => String(b.by || of(b, "actor") || "--");
const number = (b: Batch, name: string): number => Number(of(b, name) || 0);

export default function Batches({ parts }: { parts: string[] }) {
	return parts[1] ? <One no={parts[1]} /> : <All />;
}

function All() {
	const list = useLoad<Page<Batch>>("batches");
	const head = (name: string): string => field_name("batch", name);
	return <>
		<PageHead title={t("nav.batches")}>{can("import") ? <a class="btn main" href="/import"><Icon name="import" />
			{t("nav.import")}</a> : null}</PageHead>
		<Ready of={list}>{(d) => d.items.length ? <><DataTable label={t("nav.batches")} rows={d.items} key_of={(b) => String(b.no)}
			href={(b) => `/batches/${encodeURIComponent(b.no)}`} row_class={(b) => of(b, "undone") ? "undone" : ""} columns={[
				{ name: "no", label: head("no"), sort: false, show: (b) => b.no },
				{ name: "file", label: head("file"), sort: false, card: "title", show: (b) => <>{text(b, "file")}{of(b, "sheet")
					? <span class="muted"> · {String(of(b, "sheet"))}</span> : null}</> },
				{ name: "kind", label: head("kind"), sort: false, show: (b) => list_name(String(of(b, "kind") || "")) },
				...["rows", "new", "changed", "refused"].map((name) => ({ name, label: head(name), num: true, sort: false,
					show: (b: Batch) => number_text(of(b, name)) })),
				{ name: "state", label: head("state"), sort: false, show: (b) => <State b={b} /> },
				{ name: "started", label: head("started"), sort: false, show: (b) => text(b, "started") },
				{ name: "actor", label: head("actor"), sort: false, show: (b) => who(b) }]} />
			<p class="pager muted">{t("pager.all", d.items.length)}</p></>
			: <Empty text={t("bat.none")}>{can("import") ? <a class="btn main" href="/import">{t("nav.import")}</a> : null}</Empty>}</Ready>
	</>;
}

function State({ b }: { b: Batch }) {
	const undone = !!of(b, "undone");
	return <Status tone={undone ? "stop" : number(b, "refused") ? "warn" : "ok"}>{undone ? t("bat.undone")
		: text(b, "state")}</Status>;
}

function One({ no }: { no: string }) {
	const batch = useLoad<Batch>(`batches/${encodeURIComponent(no)}`);
	const found = useLoad<Page<ImportFinding>>(`batches/${encodeURIComponent(no)}/findings`);
	const [ask, set_ask] = useState(false);
	const undo = useJob(query.value.get("undo"));
	useEffect(() => {
		if (undo.job?.state === "done")
			batch.reload();
	}, [undo.job?.state]);
	return <>
		<nav class="row way"><a class="btn bare" href="/batches"><Icon name="left" />{t("nav.batches")}</a></nav>
		<Ready of={batch}>{(b) => {
			const sheet = String(of(b, "sheet") || "");
			const file: ImportFile = { name: text(b, "file"), noun: String(of(b, "kind") || ""), rows: number(b, "rows"),
				new: number(b, "new"), changed: number(b, "changed"), unchanged: number(b, "unchanged"),
				refused: number(b, "refused"), normalised: number(b, "normalised") };
			// A batch counts as rows what was read, totals, notes and examples too: as in the wizard these stand apart.
			file.left_out = Math.max(0, file.rows - file.new - file.changed - file.unchanged - file.refused);
			file.rows -= file.left_out;
			return <>
				<PageHead title={file.name} sub={`${sheet ? sheet + " · " : ""}${t("bat.no", no)} · ${text(b, "started")} · ${who(b)}`}>
					{file.refused ? <ClearFile href={`/api/v1/batches/${encodeURIComponent(no)}/errors.xlsx`} label={t("imp.errors")} /> : null}
					{can("undo") && !of(b, "undone") && !of(b, "corrects") ? <button type="button" class="btn risky" onClick={() => set_ask(true)}>
						<Icon name="undo" />{t("bat.undo")}</button> : null}</PageHead>
				{undo.job ? <JobCard job={undo.job} /> : null}
				<div class="stack below">
					<Panel title={list_name(file.noun || "")} tools={<State b={b} />}><Counts f={file} dry={false} />
						{of(b, "undone") ? <p class="muted">{t("bat.undone.by", text(b, "undone_by"), text(b, "undone"),
							text(b, "undo_reason"))}</p> : null}
						{of(b, "corrects") ? <p><a href={`/batches/${encodeURIComponent(text(b, "corrects"))}`}>
							{t("bat.corrects", text(b, "corrects"))}</a></p> : null}
						{number(b, "asked") ? <p class="warn">▲ <a href="/differences">{t("bat.asked", number(b, "asked"))}</a></p> : null}
					</Panel>
					<Ready of={found}>{(d) => d.items.length ? <Panel title={t("imp.findings")}><Findings items={d.items} /></Panel>
						: null}</Ready></div>
				{ask ? <Confirm title={t("bat.undo.title", no)} yes={t("bat.undo")} risky reason count={file.new + file.changed}
					close={() => set_ask(false)} run={async (why) => {
						const a = await post<{ job: string }>(`batches/${encodeURIComponent(no)}/undo`, { reason: why });
						go(here({ undo: String(a.job) }), true);
					}}><p>{t("bat.undo.words", file.new, file.changed)}</p></Confirm> : null}
			</>;
		}}</Ready>
	</>;
}

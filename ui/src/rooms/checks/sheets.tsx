// What is done with many doubts at once: the checks are run, a list goes out to the villages, and
// comes back filled.
import { useEffect, useState } from "preact/hooks";
import { api, query_text } from "../../base/api";
import { number_text } from "../../base/format";
import { area, can } from "../../base/state";
import { job_over, post } from "../../base/tell";
import { t } from "../../base/words";
import { FilePick } from "../../parts/form";
import { Icon } from "../../parts/icon";
import { JobCard, useJob } from "../../parts/job";
import { Dialog } from "../../parts/overlay";
import { Fault } from "../../parts/states";

interface Back { dry: boolean; rows: number; done: number; empty: number; refused: { sheet?: string; row: number; no?: string; text: string }[] }

/** check: only of this one. */
export function Tools({ check, run }: { check?: string; run: (job: string) => void }) {
	const [back, set_back] = useState(false);
	const [fault, set_fault] = useState<Error | null>(null);
	const start = (): void => {
		set_fault(null);
		post<{ job: string }>("checks/run", { ...(check ? { check } : {}), ...(area.value ? { area: area.value } : {}) })
			.then((a) => run(String(a.job)), set_fault);
	};
	return <>
		{can("export") ? <a class="btn" href={"/api/v1/doubts.xlsx" + query_text({ check, area: area.value })} download>
			<Icon name="export" />{t("chk.sheet.out")}</a> : null}
		{can("propose") ? <button type="button" class="btn" onClick={() => set_back(true)}><Icon name="import" />
			{t("chk.sheet.back")}</button> : null}
		{can("finding") ? <button type="button" class="btn main" onClick={start}><Icon name="check" />
			{check ? t("chk.run.one") : t("chk.run")}</button> : null}
		{fault ? <Fault fault={fault} /> : null}
		{back ? <SheetBack close={() => set_back(false)} /> : null}
	</>;
}

/** The run while it goes on, then what it found. */
export function Run({ id, over }: { id: string; over: () => void }) {
	const { job } = useJob(id);
	const done = !!job && job_over(job);
	useEffect(() => { if (done) over(); }, [done]);
	if (!job || job.state !== "done")
		return job ? <div class="gap"><JobCard job={job} /></div> : null;
	const r = job.result || {};
	return <p class="notice ok-edge" role="status">✓ {t("chk.ran", number_text(r.looked), number_text(r.found), number_text(r.new),
		number_text(r.gone))}{r.errors ? " " + t("chk.ran.errors", number_text(r.errors)) : ""}</p>;
}

/* First only told, then, with one more click, written. */
function SheetBack({ close }: { close: () => void }) {
	const [file, set_file] = useState<File | null>(null);
	const [told, set_told] = useState<Back | null>(null);
	const [fault, set_fault] = useState<Error | null>(null);
	const [busy, set_busy] = useState(false);
	const send = async (f: File, dry: boolean): Promise<void> => {
		set_busy(true);
		set_fault(null);
		try {
			set_told(await api<Back>(`doubts/back?name=${encodeURIComponent(f.name)}` + (dry ? "&dry=1" : ""), { method: "POST", raw: f }));
		} catch (e) {
			set_told(null);
			set_fault(e as Error);
		}
		set_busy(false);
	};
	return <Dialog title={t("chk.sheet.back")} close={close} wide>
		<div class="stack">
			<p class="muted">{t("chk.sheet.words")}</p>
			{fault ? <Fault fault={fault} /> : null}
			{told && !told.dry ? null : <FilePick label={file ? file.name : t("chk.sheet.pick")} accept=".xlsx,.xls,.csv"
				take={(all) => { if (all[0]) { set_file(all[0]); void send(all[0], true); } }} />}
			{told ? <>
				<p role="status"><b>{told.dry ? t("chk.sheet.would", number_text(told.done), number_text(told.empty))
					: "✓ " + t("chk.sheet.did", number_text(told.done))}</b></p>
				{told.refused.length ? <><p>{t("chk.sheet.refused", number_text(told.refused.length))}</p>
					<ul>{told.refused.slice(0, 50).map((x, i) => <li key={i}>{x.text}</li>)}</ul></> : null}
			</> : null}
			<div class="row">{told?.dry && told.done && file ? <button type="button" class="btn main" disabled={busy}
				onClick={() => void send(file, false)}>{t("chk.sheet.take")}</button> : null}
				<button type="button" class="btn" onClick={close}>{told && !told.dry ? t("done") : t("cancel")}</button></div>
		</div>
	</Dialog>;
}

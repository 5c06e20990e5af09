// Backup: when the last one was made, where to, whether restoring it was tried; and one more now.
import { useEffect, useState } from "preact/hooks";
import { useLoad } from "../base/api";
import { bytes_text } from "../base/format";
import { go, here, query } from "../base/route";
import { job_over, post } from "../base/tell";
import { t } from "../base/words";
import { JobCard, useJob } from "../parts/job";
import { Fault, PageHead, Ready } from "../parts/states";
import { Status } from "../parts/status";
import { Panel } from "../parts/timeline";

interface Backup {
	path?: string; last?: { when: string; ok: boolean; size?: number; text?: string } | null;
	tested?: { when: string; ok: boolean; text?: string } | null; next?: string | null;
	items?: { when: string; file?: string; size?: number; ok?: boolean; text?: string }[];
}

export default function BackupRoom(_: { parts: string[] }) {
	const state = useLoad<Backup>("backup");
	const { job } = useJob(query.value.get("job"));
	const [fault, set_fault] = useState<Error | null>(null);
	useEffect(() => {
		if (job && job_over(job))
			state.reload();
	}, [job?.state]);
	return <>
		<PageHead title={t("nav.backup")}><button type="button" class="btn main" onClick={() =>
			post<{ job: string }>("backup").then((a) => go(here({ job: String(a.job) }), true), set_fault)}>
			{t("bak.now")}</button></PageHead>
		<div class="stack">
			{fault ? <Fault fault={fault} /> : null}
			{job ? <JobCard job={job} /> : null}
			{[403, 404, 405].includes((state.fault as { status?: number } | undefined)?.status || 0) ? <p class="panel">{t("bak.words")}</p> : <Ready of={state}>{(b) => <>
				{b.last === null || b.last?.ok === false ? <div class="notice bad-edge" role="alert"><p><b>! {b.last
					? t("bak.failed") : t("bak.never")}</b></p><p>{b.last?.text}</p></div> : null}
				<Panel title={t("bak.state")}><dl class="facts">
					<div><dt>{t("bak.last")}</dt><dd>{b.last ? <>{b.last.when} <Ok ok={b.last.ok} /></> : "--"}</dd></div>
					<div><dt>{t("bak.tested")}</dt><dd>{b.tested ? <>{b.tested.when} <Ok ok={b.tested.ok} /></> : "--"}</dd></div>
					<div><dt>{t("bak.path")}</dt><dd class="mono">{b.path || "--"}</dd></div>
					<div><dt>{t("bak.next")}</dt><dd>{b.next || "--"}</dd></div></dl></Panel>
				{b.items?.length ? <Panel title={t("bak.kept")}><div class="scroll-x"><table class="plain-table"><thead><tr>
					<th scope="col">{t("jour.when")}</th><th scope="col">{t("bak.file")}</th><th scope="col" class="num">{t("bak.size")}</th>
					<th scope="col">{t("job.state")}</th></tr></thead><tbody>{b.items.map((i) => <tr key={i.when + i.file}>
					<th scope="row">{i.when}</th><td class="mono">{i.file || "--"}</td><td class="num">{i.size ? bytes_text(i.size) : "--"}</td>
					<td><Ok ok={i.ok !== false} /> {i.text}</td></tr>)}</tbody></table></div></Panel> : null}
			</>}</Ready>}
		</div>
	</>;
}

const Ok = ({ ok }: { ok: boolean }) => <Status tone={ok ? "ok" : "bad"}>{ok ? t("job.done") : t("job.failed")}</Status>;

// Long jobs of everybody whose jobs I may see; one of them with its progress and result.
import { useLoad } from "../base/api";
import { number_text } from "../base/format";
import type { Job, Page } from "../base/types";
import { t } from "../base/words";
import { JobCard, JobState, job_name, useJob } from "../parts/job";
import { Icon } from "../parts/icon";
import { Empty, Fault, Loading, PageHead, Ready } from "../parts/states";
import { DataTable } from "../parts/table";
import { answer_of, ImportResult } from "./import/result";

export default function Jobs({ parts }: { parts: string[] }) {
	return parts[1] ? <One id={parts[1]} /> : <All />;
}

function All() {
	const jobs = useLoad<Page<Job>>("jobs");
	return <>
		<PageHead title={t("nav.jobs")}><button type="button" class="btn" onClick={jobs.reload}>{t("refresh")}</button>
		</PageHead>
		<Ready of={jobs}>{(d) => d.items.length ? <DataTable label={t("nav.jobs")} rows={d.items}
			key_of={(j) => j.id} href={(j) => `/jobs/${j.id}`} columns={[
				{ name: "kind", label: t("job.kind"), sort: false, card: "title", show: job_name },
				{ name: "state", label: t("job.state"), sort: false, show: (j) => <JobState job={j} /> },
				{ name: "at", label: t("job.progress"), sort: false, num: true, show: (j) => j.of
					? t("job.at", number_text(j.done), number_text(j.of)) : number_text(j.done) },
				{ name: "who", label: t("job.who"), sort: false, show: (j) => j.who || "--" },
				{ name: "started", label: t("job.started"), sort: false, show: (j) => j.started || "--" },
				{ name: "ended", label: t("job.ended"), sort: false, show: (j) => j.ended || "--" }]} />
			: <Empty text={t("job.none")} />}</Ready>
	</>;
}

function One({ id }: { id: string }) {
	const { job, fault } = useJob(id);
	if (fault && !job)
		return <Fault fault={fault} />;
	if (!job)
		return <Loading />;
	return <>
		<nav class="row way"><a class="btn bare" href="/jobs"><Icon name="left" />{t("nav.jobs")}</a></nav>
		<PageHead title={job_name(job)} sub={`${job.who || ""} ${job.started || ""}`} />
		<JobCard job={job} />
		{job.state === "done" && job.result?.files ? <ImportResult job={job}
			result={answer_of(job.result)} dry={job.kind === "dry" || !!job.result.dry} /> : null}
		{job.state === "done" && job.result?.text ? <p class="notice ok-edge pre">{job.result.text}</p> : null}
	</>;
}

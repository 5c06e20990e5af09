// A long job: what it does, how far it is, how long it may take, and the way to stop it. Survives
// leaving the page: the job is the server's.
import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "../base/api";
import { number_text } from "../base/format";
import { follow_job, job_over } from "../base/tell";
import type { Job } from "../base/types";
import { m, t, type Msg } from "../base/words";
import { Status, type Tone } from "./status";

const states: Record<string, [Tone, Msg]> = {
	queued: ["none", m("job.queued")], running: ["info", m("job.running")],
	done: ["ok", m("job.done")], failed: ["bad", m("job.failed")],
	cancelled: ["stop", m("job.cancelled")],
};
const kinds: Record<string, Msg> = {
	import: m("job.import"), undo: m("job.undo"), verify: m("job.verify"), backup: m("job.backup"),
	export: m("job.export"), dry: m("job.dry"),
};

const job_kind = (kind: string): string => {
	const words = kinds[kind];
	return words ? t(words) : kind;
};

/** What it does, and to what: "导入检查 · persons.xlsx". */
export const job_name = (job: Job): string => (job.title || job_kind(job.kind)) + (job.about ? " · " + job.about : "");

export function JobState({ job }: { job: Job }) {
	const [tone, words] = states[job.state] || ["none", m("job.queued")];
	return <Status tone={tone}>{t(words)}</Status>;
}

/** Follows a job and hands over its last state. */
export function useJob(id: string | null): { job: Job | null; fault: Error | null } {
	const [job, set] = useState<Job | null>(null);
	const [fault, set_fault] = useState<Error | null>(null);
	useEffect(() => {
		set(null);
		set_fault(null);
		return id ? follow_job(id, set, set_fault) : undefined;
	}, [id]);
	// What an earlier job said is not shown as this one's, not even until the next drawing.
	return { job: job && String(job.id) === id ? job : null, fault };
}

export function JobCard({ job }: { job: Job }) {
	const begun = useRef<{ at: number; done: number } | null>(null);
	const done = job.done || 0;
	if (!begun.current && job.state === "running")
		begun.current = { at: Date.now(), done };
	const b = begun.current;
	const seconds = b ? (Date.now() - b.at) / 1000 : 0;
	const speed = b && seconds > 1 ? (done - b.done) / seconds : 0;
	const left = speed > 0 && job.of ? Math.ceil((job.of - done) / speed) : 0;
	return <section class="panel job" aria-label={job_name(job)}>
		<div class="row spread"><h2>{job_name(job)}</h2><JobState job={job} /></div>
		{job_over(job) ? null : <>
			{job.of ? <progress value={done} max={job.of} aria-label={job_name(job)} />
				: <progress aria-label={job_name(job)} />}
			<p class="row spread"><span>{job.stage || ""} {job.of ? t("job.at", number_text(done),
				number_text(job.of)) : number_text(done)}</span>
				<span class="muted">{speed > 0 ? t("job.speed", number_text(Math.round(speed))) : ""}{" "}
					{left > 1 ? t("job.left", left < 90 ? t("job.seconds", left)
						: t("job.minutes", Math.round(left / 60))) : ""}</span></p>
			<button type="button" class="btn" onClick={() => void api(`jobs/${job.id}/cancel`,
				{ method: "POST", body: {} }).catch(() => undefined)}>{t("job.cancel")}</button>
		</>}
		{job.error ? <p class="bad">! {job.error.detail || job.error.title}</p> : null}
	</section>;
}

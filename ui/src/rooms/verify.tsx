// Verifying: the journal and the rows agree, or the first place where they do not; and the head, as
// text and as a QR picture, to be kept by somebody else.
import { useLoad } from "../base/api";
import { number_text } from "../base/format";
import { go, here, query } from "../base/route";
import { post } from "../base/tell";
import { useState } from "preact/hooks";
import { t } from "../base/words";
import { Icon } from "../parts/icon";
import { JobCard, useJob } from "../parts/job";
import { toast } from "../parts/overlay";
import { PrintFoot } from "../parts/print";
import { Fault, PageHead, Ready } from "../parts/states";
import { Panel } from "../parts/timeline";

interface Head { size: number; note: string; vkey: string }

export default function Verify(_: { parts: string[] }) {
	const head = useLoad<Head>("head");
	const { job } = useJob(query.value.get("job"));
	const [fault, set_fault] = useState<Error | null>(null);
	const start = (deep: boolean): void => {
		set_fault(null);
		post<{ job: string }>("verify", { deep }).then((a) => go(here({ job: String(a.job) }), true), set_fault);
	};
	const code = job?.state === "done" ? Number(job.result?.code) : null;
	const found: string[] = job?.result?.found || [];
	return <>
		<PageHead title={t("nav.verify")} sub={t("ver.words")}><button type="button" class="btn" onClick={() => print()}>
			<Icon name="print" />{t("print")}</button></PageHead>
		<div class="stack">
			{fault ? <Fault fault={fault} /> : null}
			<Panel title={t("ver.run")}><p>{t("ver.run.words")}</p><div class="row">
				<button type="button" class="btn main" onClick={() => start(true)}><Icon name="shield" />{t("ver.deep")}</button>
				<button type="button" class="btn" onClick={() => start(false)}>{t("ver.quick")}</button></div></Panel>
			{job && code === null ? <JobCard job={job} /> : null}
			{code !== null ? <div class={"notice " + (code === 0 ? "ok-edge" : "bad-edge")} role="status">
				<p><b>{code === 0 ? "✓ " + t("ver.good") : "! " + t("ver.bad")}</b></p>
				<p>{t("ver.checked", number_text(job!.result.leaves), number_text(job!.result.rows))}</p>
				{found.length ? <ul>{found.map((text, i) => <li key={i}>{text}</li>)}</ul> : null}
				{job!.result.faults > found.length ? <p class="muted">{t("ver.more", number_text(job!.result.faults - found.length))}</p>
					: null}
				{code ? <p>{t("ver.bad.words")}</p> : null}</div> : null}
			<Ready of={head}>{(h) => <Panel title={t("ver.head")}><p class="muted">{t("ver.head.words")}</p>
				<div class="head-sheet"><div class="grow"><p>{t("ver.size", h.size)}</p><pre class="mono note">{h.note}</pre>
					<p class="muted">{t("ver.key")}</p><p class="mono">{h.vkey}</p>
					<button type="button" class="btn no-print" onClick={() => void navigator.clipboard?.writeText(h.note)
						.then(() => toast(t("copied")))}><Icon name="copy" />{t("copy")}</button></div>
					<img class="qr" src="/api/v1/head.svg" alt={t("ver.qr")} width="200" height="200" /></div></Panel>}</Ready>
		</div>
		<PrintFoot />
	</>;
}

// What happened with a case, the newest first: who, in which role, on what, with or against the
// verdict as it was then. The day it was done stands beside the time it was entered.
import { to } from "../../base/route";
import { t } from "../../base/words";
import { Status } from "../../parts/status";
import { Panel } from "../../parts/timeline";
import { Found, ToldBy } from "./told";
import type { Case, Step } from "./types";

export function Steps({ c }: { c: Case }) {
	return <Panel title={t("case.steps")}>{c.steps.length ? <ol class="plain timeline case-steps">{c.steps.map((s) => <li key={s.no}>
		<div class="row"><time>{s.on}</time><b>{s.gate?.name}</b><span>{s.act_name} → {s.to?.name}</span>
			{s.back ? <Status tone="stop">{t("case.back")}</Status> : null}
			{s.against ? <Status tone="warn">{t("case.was.against")}</Status> : null}
			{s.late ? <Status tone="bad">{t("case.was.late")}</Status> : null}</div>
		<p class="muted">{[s.by, s.with, s.role].filter(Boolean).join(" · ")} · {t("case.entered", s.entered || "--")}{s.signer ? ` · ${t("case.signed", s.signer)}${s.proxy ? t("case.signed.for", s.proxy, s.relation || "", s.witness || "") : s.witness ? t("case.signed.seen", s.witness) : ""}` : ""}</p>
		{s.reason ? <p class="said">{s.reason}</p> : null}
		{s.excuse ? <p class="said"><span class="muted">{t("case.excuse")}</span> {s.excuse}</p> : null}
		{s.vote ? <p><a href={to("/meeting/" + s.vote.meeting)}>{t("case.vote", s.vote.in_favour, s.vote.against, s.vote.abstain, s.vote.excluded)}</a></p> : null}
		<More s={s} />
	</li>)}</ol> : <p class="muted">{t("case.no.steps")}</p>}</Panel>;
}

function More({ s }: { s: Step }) {
	return <>
		{s.checks?.length ? <details><summary>{t("case.checks.n", s.checks.length)}</summary><dl class="facts one">{s.checks.map((x) =>
			<div key={x.name}><dt>{x.name}</dt><dd>{x.result}</dd></div>)}</dl></details> : null}
		{s.found ? <Found found={s.found} of={s.standard} was /> : null}
		{s.told ? <details><summary>{t("case.clauses")}</summary><ToldBy text={s.told} /></details> : null}
	</>;
}

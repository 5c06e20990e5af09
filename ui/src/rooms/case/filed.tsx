// What is kept beside a case: the lists on which it hung, with the days that their photos prove, what
// was said against it, the declaration and the leads that it came of.
import { to } from "../../base/route";
import { t } from "../../base/words";
import { Status } from "../../parts/status";
import { Panel } from "../../parts/timeline";
import { by_kind, late_last, state_of } from "../notices/types";
import type { Case, CaseNotice, Photo } from "./types";

const photo_at = (n: CaseNotice, day: string): string => `/api/v1/notices/${encodeURIComponent(n.no)}/photos/${day}`;

/** The meetings that voted on it: what they came to, and their minutes. */
export function Voted({ c }: { c: Case }) {
	return c.votes.length ? <Panel title={t("meet.title")}><ul class="plain stack case-votes">{c.votes.map((v) => <li key={v.meeting}>
		<a href={to("/meeting/" + encodeURIComponent(v.meeting))}><b>{[v.on, v.gate?.name].filter(Boolean).join(" ")}</b></a> <span class="muted small">{v.meeting}</span>
		<br />{v.result} <span class="muted small">{t("case.vote", v.in_favour, v.against, v.abstain, v.excluded)}</span></li>)}</ul></Panel> : null;
}

export function Hung({ c }: { c: Case }) {
	return c.notices.length ? <Panel title={t("nav.notices")}><ul class="plain timeline">{c.notices.map((n) => <li key={n.no}>
		<div class="row"><b>{n.gate?.name}</b><Status tone={state_of(n)[0]}>{t(state_of(n)[1])}</Status>{n.mending ? <Status tone="warn">{t("ntc.mending.since", n.mending)}</Status> : null}
			<a href={to("/notices/" + encodeURIComponent(n.no))}>{n.no}</a></div>
		<p>{n.posted ? n.kind === "result" ? <>{t("ntc.announced.on")} {n.posted}</> : <>{t("ntc.posted")} {n.posted}{n.until ? " ～ " + n.until : ""}</> : <span class="muted">{t("ntc.made")}</span>}
			{n.down ? <> · {t("ntc.down")} {n.down}</> : null}</p>
		<p class="muted small">{t("case.ntc.made", n.made)} {n.from ? <Status tone="warn">{t("ntc.later", n.from)}</Status> : null}</p>
		<p class="row"><Proof n={n} day="first" name={t(by_kind(n.kind, "first"))} p={n.first} />
			{n.kind === "result" && !n.last ? null : <Proof n={n} day="last" name={t("ntc.last.photo")} p={n.last} />}
			{late_last(n) ? <Status tone="warn">{t("ntc.last.late", n.until!)}</Status> : null}</p>
	</li>)}</ul></Panel> : null;
}

function Proof({ n, day, name, p }: { n: CaseNotice; day: string; name: string; p?: Photo }) {
	return p ? <a href={photo_at(n, day)} target="_blank" rel="noopener">{name} · {p.taken} · {p.place}</a>
		: <span class="muted">○ {name} · {t("ntc.no.photo")}</span>;
}

export function Said({ c }: { c: Case }) {
	const d = c.declaration;
	return <>
		{d ? <Panel title={t("case.declaration")} tools={<Status tone="info">{d.state}</Status>}>
			<p><a href={to("/declarations/" + d.id)}><b>{d.topic || t("nav.declarations")}</b></a> <span class="muted">{d.received}</span></p>
			{d.content ? <p class="said">{d.content}</p> : null}</Panel> : null}
		{c.leads?.length ? <Panel title={t("case.leads")}><ul class="plain stack">{c.leads.map((l) => <li key={l.no}>
			<a href={"/lead/" + encodeURIComponent(l.no)}><b>{l.topic || l.no}</b></a> <Status tone="info">{l.state}</Status>
			<br /><span class="muted small">{[l.channel, l.department, l.received].filter(Boolean).join(" · ")}</span></li>)}</ul></Panel> : null}
		{c.objections.length ? <Panel title={t("nav.objections")}><ul class="plain stack">{c.objections.map((o) => <li key={o.id}>
			<a href={to("/objections/" + o.id)}><b>{o.topic}</b></a> <Status tone={o.outcome ? "over" : "warn"}>{o.outcome || o.state}</Status>
			<br /><span class="muted small">{o.received}</span></li>)}</ul></Panel> : null}
	</>;
}

// The papers a case rests on: those the gate asks for, there or missing, each with its own button to
// hand it in for who may; and what else lies with the household or came from its meetings.
import { to } from "../../base/route";
import { t } from "../../base/words";
import { HandIn } from "./hand_in";
import { Panel } from "../../parts/timeline";
import type { Case, Need, Paper } from "./types";

const content = (p: { id: string }): string => `/api/v1/attachments/${p.id}/content`;

/** What is asked for, and whether it is there. */
export function Wanted({ needs, at, done }: { needs: Need[]; at: string; done: () => void }) {
	return needs.length ? <ul class="plain needs">{needs.map((n) => <li key={n.id} class="row spread">
		<span><span aria-hidden="true">{n.have ? "✓" : "○"}</span> {n.name}<span class="hidden-text"> {n.have ? t("case.have") : t("case.have.not")}</span></span>
		{n.may_add ? <HandIn at={at} name={n.name} more={n.have} done={done} /> : null}</li>)}</ul> : null;
}

export function Brought({ papers }: { papers: Paper[] }) {
	return <ul class="plain papers-list">{papers.map((p) => <li key={p.id}>
		<a href={content(p)} target="_blank" rel="noopener">{p.title || p.kind}</a>
		<span class="muted small"> {[p.title ? p.kind : "", p.taken, p.used ? t("case.used") : ""].filter(Boolean).join(" · ")}
			{p.meeting ? <> · <a href={to("/meeting/" + p.meeting)}>{t("case.paper.meeting", p.meeting)}</a></> : null}</span></li>)}</ul>;
}

export function Evidence({ c, reload }: { c: Case; reload: () => void }) {
	const needs = new Map<string, Need>();
	for (const a of c.acts)
		for (const n of a.needs)
			needs.set(n.id, n);
	const wanted = [...needs.values()];
	return <Panel title={t("case.papers")}>
		<Wanted needs={wanted} at={`cases/${encodeURIComponent(c.no)}/papers`} done={reload} />
		{c.papers.length ? <Brought papers={c.papers} /> : wanted.length ? null : <p class="muted">{t("paper.none")}</p>}
	</Panel>;
}

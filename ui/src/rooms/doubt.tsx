// A doubt: which check, about whom, by which values; whose task it is, what was said about it and
// decided. Each may do here what he has the right to, and sees no more of the values than elsewhere.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { query_text, useLoad } from "../base/api";
import { grouped_text } from "../base/format";
import { to } from "../base/route";
import { has_noun, noun_name } from "../base/state";
import type { Event, Page } from "../base/types";
import { t } from "../base/words";
import { Icon } from "../parts/icon";
import { PrintFoot } from "../parts/print";
import { PageHead, Ready } from "../parts/states";
import { Status } from "../parts/status";
import { Panel, Timeline } from "../parts/timeline";
import { Act, type Acting } from "./checks/act";
import { doubt_tone, state_tone } from "./checks/types";
import type { Reason } from "./household/verdicts";

export interface Doubt {
	no: string; check: string; name?: string; todo?: string; severity?: string; state?: string; household?: string;
	head?: string; place?: string; noun: string; about?: string; on?: string; found?: string; assigned_to?: string; assigned_name?: string;
	assigned_by?: string; due?: string; said?: string; evidence?: string; said_by?: string; said_at?: string;
	exempt_until?: string; decided_by?: string; decided_at?: string; reason?: string; closed?: string; still: boolean;
	used: Reason[]; may_explain: boolean; may_decide: boolean;
}

export default function Room({ parts }: { parts: string[] }) {
	const no = encodeURIComponent(parts[1] || "");
	const doubt = useLoad<Doubt>("doubts/" + no);
	const past = useLoad<Page<Event>>(`doubt/${no}/history`);
	const [act, set_act] = useState<Acting | null>(null);
	const reload = (): void => { doubt.reload(); past.reload(); };
	return <>
		<nav class="row way"><a class="btn bare" href={to("/doubt")}><Icon name="left" />{noun_name("doubt")}</a></nav>
		<Ready of={doubt}>{(d) => <>
			<PageHead title={d.name || d.check} sub={[d.no, d.place].filter(Boolean).join(" · ")}>
				{d.may_explain ? <button type="button" class="btn" onClick={() => set_act("assign")}><Icon name="users" />{t("dbt.assign")}</button> : null}
				{d.may_explain ? <button type="button" class="btn main" onClick={() => set_act("explain")}><Icon name="edit" />{t("dbt.explain")}</button> : null}
				{d.may_decide ? <button type="button" class="btn" onClick={() => set_act("uphold")}>{t("dbt.uphold")}</button> : null}
				{d.may_decide ? <button type="button" class="btn main" onClick={() => set_act("exempt")}>{t("dbt.exempt")}</button> : null}
			</PageHead>
			<div class="hh-body">
				<div class="stack"><Why d={d} /><Steps d={d} /></div>
				<aside class="rail"><About d={d} />
					<Panel title={t("tab.changes")}><Ready of={past}>{(p) => <Timeline noun="doubt" first={6}
						events={p.items.map((e) => e.changed?.some((c) => c[0] === "no") ? { ...e, changed: [], why: t("dbt.made") } : e)} />}</Ready></Panel>
				</aside>
			</div>
			{act ? <Act what={act} d={d} close={() => set_act(null)} done={() => { set_act(null); reload(); }} /> : null}
		</>}</Ready>
		<PrintFoot />
	</>;
}

function Why({ d }: { d: Doubt }) {
	return <Panel title={t("dbt.why")} tools={<Status tone={state_tone(d.state || "")}>{d.state}</Status>}>
		{d.still ? null : <p class="muted">{d.closed ? t("dbt.gone") : t("dbt.not.still")}</p>}
		{d.used.length ? <div class="scroll-x" tabIndex={0} role="region" aria-label={t("dbt.why")}><table class="plain-table grounds"><tbody>{rows_of(d.used).map((rows) =>
			rows.map((x, i) => <tr key={i}>{i ? null : <th scope="rowgroup" rowSpan={rows.length}>{x.row || t("dbt.rule")}</th>}
				<td class="muted">{x.item}</td><td><b>{grouped_text(x.value)}</b></td></tr>))}</tbody></table></div> : null}
		{d.todo ? <p><b>{t("chk.todo")}</b> {d.todo}</p> : null}
		<p><a href={to("/checks/" + encodeURIComponent(d.check))}>{t("dbt.check")}</a></p>
	</Panel>;
}

/* What was looked at, row by row. */
function rows_of(used: Reason[]): Reason[][] {
	const rows = new Map<string, Reason[]>();
	for (const r of used)
		rows.set(r.row || "", [...(rows.get(r.row || "") || []), r]);
	return [...rows.values()];
}

function About({ d }: { d: Doubt }) {
	const house = d.household || (d.noun === "household" ? d.about : "");
	return <Panel title={t("dbt.about")}><dl class="facts one">
		{house ? <div><dt>{noun_name("household")}</dt><dd><a href={`/household/${encodeURIComponent(house)}`}>{d.head || house}</a>
			<br /><span class="muted small">{house}</span></dd></div> : null}
		{d.noun !== "household" && d.about && has_noun(d.noun) ? <div><dt>{noun_name(d.noun)}</dt><dd>
			<a href={`/${d.noun}/${encodeURIComponent(d.about)}`}>{d.about}</a></dd></div> : null}
		<div><dt>{t("chk.severity")}</dt><dd>{d.severity ? <Status tone={doubt_tone(d.severity)}>{d.severity}</Status> : null}</dd></div>
		<div><dt>{t("dbt.on")}</dt><dd>{d.on}</dd></div>
	</dl>{house ? <p><a href={"/doubt" + query_text({ "f.household": house })}>{t("dbt.others")}</a></p> : null}</Panel>;
}

/* From found to settled: what has happened, and what has not yet. */
function Steps({ d }: { d: Doubt }) {
	const line = (...x: (string | undefined)[]): string => x.filter(Boolean).join(" · ");
	const steps: [string, boolean, ComponentChildren][] = [
		[t("dbt.found"), true, d.found],
		[t("dbt.step.given"), !!d.assigned_to, d.assigned_to ? <>{line(d.assigned_name || d.assigned_to, d.due && t("dbt.until", d.due))}
			{d.assigned_by ? <span class="muted"> · {t("dbt.by", d.assigned_by)}</span> : null}</> : t("dbt.nobody")],
		[t("dbt.step.explained"), !!d.said, d.said ? <><span class="said">{d.said}</span><br /><span class="muted">{line(d.said_by, d.said_at)}</span>
			{d.evidence ? <p><a class="btn" href={`/api/v1/attachments/${d.evidence}/content`} target="_blank" rel="noopener">
				<Icon name="eye" />{t("dbt.evidence")}</a></p> : null}</> : t("dbt.unsaid")],
		[t("dbt.decide"), !!d.decided_at, d.decided_at ? <>{d.exempt_until ? t("dbt.exempt.until", d.exempt_until) : t("chk.upheld")}
			{d.reason ? <><br />{d.reason}</> : null}<br /><span class="muted">{line(d.decided_by, d.decided_at)}</span></> : t("dbt.undecided")],
		...(d.closed ? [[t("dbt.closed"), true, d.closed] as [string, boolean, ComponentChildren]] : []),
	];
	return <Panel title={t("dbt.course")}><ol class="plain course">{steps.map(([name, past, what]) => <li key={name}>
		<div><Status tone={past ? "ok" : "none"}>{name}</Status></div><div class={past ? "" : "muted"}>{what}</div></li>)}</ol></Panel>;
}

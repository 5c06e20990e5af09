// Appraisals: those of a round, one being held (who came, votes case by case, relatives standing
// back), and the minutes of one that was, to be printed.
import { useState } from "preact/hooks";
import { query_text, useLoad } from "../base/api";
import { number_text } from "../base/format";
import { query, to } from "../base/route";
import { can } from "../base/state";
import { t } from "../base/words";
import { Icon } from "../parts/icon";
import { PrintFoot } from "../parts/print";
import { Print } from "../parts/papers";
import { Empty, PageHead, Ready } from "../parts/states";
import { Status, type Tone } from "../parts/status";
import { DataTable } from "../parts/table";
import { Panel } from "../parts/timeline";
import { Brought, Wanted } from "./case/papers";
import type { Need, Paper } from "./case/types";
import { Hold } from "./meeting/hold";
import { case_href, type GateName, type Round } from "./rounds/types";

interface Brief { no: string; gate: GateName; area?: string; on?: string; representatives: number; present: number; proxies: number; quorate: boolean }
interface Vote { case: string; head?: string; household?: string; in_favour: number; against: number; abstain: number; excluded: number; uncast: number; result?: string; tie: boolean; note?: string }
interface Meeting extends Brief {
	round: string; round_name: string; procedure: string; place?: string; proof?: string; proof_needed: boolean; manner?: string; chair?: string; attendance?: string;
	minutes?: string; maker?: string; made?: string; elsewhere: number; votes: Vote[]; papers: Paper[]; kinds: (Need & { proof: boolean })[];
}

export default function Room({ parts }: { parts: string[] }) {
	return parts[1] ? <One no={parts[1]} key={parts[1]} /> : <Of no={query.value.get("round") || ""} />;
}

export const quorum_tone = (yes: boolean): Tone => yes ? "ok" : "bad";

/* ---- of a round ---- */

function Of({ no }: { no: string }) {
	const round = useLoad<Round>(no ? `rounds/${encodeURIComponent(no)}` : null);
	const held = useLoad<{ items: Brief[] }>(no ? `rounds/${encodeURIComponent(no)}/meetings` : null);
	const [open, set_open] = useState(!!query.value.get("gate"));
	if (!no)
		return <Empty text={t("meet.no.round")}><a class="btn" href={to("/rounds")}>{t("round.title")}</a></Empty>;
	return <>
		<nav class="row way"><a class="btn bare" href={to("/rounds/" + no)}><Icon name="left" />{round.data?.name || no}</a></nav>
		<Ready of={round}>{(r) => {
			const gates = r.gates.filter((g) => g.meeting);
			const work = r.may_work && can("procedure") && gates.length > 0;
			return <>
				<PageHead title={t("meet.title")} sub={[r.procedure_name, r.place].filter(Boolean).join(" · ")}>
					{work && !open ? <button type="button" class="btn main" onClick={() => set_open(true)}><Icon name="plus" />{t("meet.hold")}</button> : null}
				</PageHead>
				{gates.length ? null : <p class="notice">{t("meet.no.gate")}</p>}
				{open && work ? <div class="gap"><Hold r={r} gate={query.value.get("gate") || gates[0]!.id} close={() => set_open(false)} /></div> : null}
				<Ready of={held}>{(d) => d.items.length ? <DataTable label={t("meet.title")} rows={d.items} key_of={(m) => m.no} href={(m) => "/meeting/" + m.no} columns={[
					{ name: "on", label: t("meet.on"), card: "title", sort: false, show: (m) => `${m.on} ${m.no}` },
					{ name: "area", label: t("round.place"), sort: false, show: (m) => m.area },
					{ name: "gate", label: t("case.gate"), sort: false, show: (m) => m.gate.name },
					{ name: "present", label: t("meet.present"), num: true, sort: false, show: (m) => `${number_text(m.present)} / ${number_text(m.representatives)}` },
					{ name: "quorate", label: t("meet.quorum"), sort: false, show: (m) => <Status tone={quorum_tone(m.quorate)}>{m.quorate ? t("meet.quorate") : t("meet.not.quorate")}</Status> },
				]} /> : open ? null : <Empty text={t("meet.none")} />}</Ready>
			</>;
		}}</Ready>
		<PrintFoot />
	</>;
}

/* ---- one: the minutes ---- */

/* Nothing that was handed in shows who came. */
function Unproven({ kinds, needed }: { kinds: Meeting["kinds"]; needed: boolean }) {
	const proof = kinds.filter((k) => k.proof);
	return proof.length && !proof.some((k) => k.have) ? <p class="notice" id="meet-unproven">
		{t("meet.unproven", proof.map((k) => k.name).join(" / "))} {needed ? t("meet.unproven.needed") : t("meet.unproven.one")}</p> : null;
}

function One({ no }: { no: string }) {
	const got = useLoad<Meeting>("meetings/" + encodeURIComponent(no));
	return <Ready of={got}>{(m) => <>
		<nav class="row way"><a class="btn bare" href={to("/meeting" + query_text({ round: m.round }))}><Icon name="left" />{t("meet.title")}</a></nav>
		<PageHead title={t("meet.of", m.area || m.no, m.on || "")} sub={[m.procedure, m.gate.name, m.round_name, m.no].join(" · ")}>
			<Print at={"meetings/" + encodeURIComponent(m.no)} papers={["minutes"]} />
			<button type="button" class="btn" onClick={() => window.print()}><Icon name="print" />{t("meet.print")}</button></PageHead>
		<Panel title={t("meet.came")} tools={<Status tone={quorum_tone(m.quorate)}>{m.quorate ? t("meet.quorate") : t("meet.not.quorate")}</Status>}>
			<dl class="facts">{([[t("meet.place"), m.place], [t("meet.chair"), m.chair], [t("meet.manner"), m.manner], [t("meet.proof"), m.proof],
				[t("meet.reps"), number_text(m.representatives)], [t("meet.present"), number_text(m.present)], [t("meet.proxies"), number_text(m.proxies)],
				[t("meet.maker"), [m.maker, m.made].filter(Boolean).join(" · ")]] as [string, string | undefined][]).filter(([, v]) => v).map(([k, v]) =>
				<div key={k}><dt>{k}</dt><dd>{v}</dd></div>)}</dl>
			{m.attendance ? <details open><summary>{t("meet.attendance")}</summary><p class="said names">{m.attendance.split("\n").filter(Boolean).join("　")}</p></details> : null}
		</Panel>
		{m.kinds.length || m.papers.length ? <section class="below"><Panel title={t("meet.papers")}>
			<p class="muted">{t("meet.papers.words")}</p>
			<Unproven kinds={m.kinds} needed={m.proof_needed} />
			<Wanted needs={m.kinds} at={`meetings/${encodeURIComponent(m.no)}/papers`} done={got.reload} />
			<Brought papers={m.papers} /></Panel></section> : null}
		<section class="below"><h2>{t("meet.votes")}</h2>
			<DataTable label={t("meet.votes")} rows={m.votes} key_of={(v) => v.case} href={(v) => case_href(v.case)} columns={[
				{ name: "head", label: t("case.about"), card: "title", sort: false, show: (v) => v.head || v.case },
				{ name: "case", label: t("case.no"), sort: false, show: (v) => v.case },
				{ name: "in_favour", label: t("meet.for"), num: true, sort: false, show: (v) => v.in_favour },
				{ name: "against", label: t("meet.against"), num: true, sort: false, show: (v) => v.against },
				{ name: "abstain", label: t("meet.abstain"), num: true, sort: false, show: (v) => v.abstain },
				{ name: "excluded", label: t("meet.excluded"), num: true, sort: false, show: (v) => v.excluded },
				{ name: "result", label: t("meet.result"), sort: false, show: (v) => <><b>{v.result}</b>{v.tie ? <> · {t("meet.tie")}</> : null}{v.uncast ? <> · {t("meet.uncast", v.uncast)}</> : null}</> },
				{ name: "note", label: t("meet.note"), sort: false, wide: true, show: (v) => v.note || "--" },
			]} />
			{m.elsewhere ? <p class="notice">{t("meet.elsewhere", m.elsewhere)}</p> : null}</section>
		{m.minutes ? <Panel title={t("meet.minutes")}><p class="said">{m.minutes}</p></Panel> : null}
		<PrintFoot />
	</>}</Ready>;
}


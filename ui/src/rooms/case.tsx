// A case: where it stands on its way, what it still takes, the papers, what was decided and by whom.
import { useState } from "preact/hooks";
import { useLoad } from "../base/api";
import { to } from "../base/route";
import { noun_name } from "../base/state";
import { t } from "../base/words";
import { Icon } from "../parts/icon";
import { PrintFoot } from "../parts/print";
import { Print } from "../parts/papers";
import { PageHead, Ready } from "../parts/states";
import { shape, Status } from "../parts/status";
import { Panel } from "../parts/timeline";
import { ActForm, Acts } from "./case/act";
import { Hung, Said, Voted } from "./case/filed";
import { Serve, Told } from "./case/letter";
import { Carry } from "./case/carry";
import { Evidence } from "./case/papers";
import { Steps } from "./case/steps";
import { Talks } from "./case/talk";
import type { Case, CaseAct, Letter } from "./case/types";
import { AssignMany } from "./rounds/bulk";
import { gate_tone, left_of } from "./rounds/types";

/* In the order of the way that a case goes. */
const household_papers = ["application", "authorisation", "survey", "case-sheet", "refusal-letter", "review-letter", "exit-acceptance", "certificate", "clear-card"];

export default function Room({ parts }: { parts: string[] }) {
	const got = useLoad<Case>("cases/" + encodeURIComponent(parts[1] || ""));
	const [act, set_act] = useState<CaseAct | null>(null);
	const [assign, set_assign] = useState(false);
	const [carry, set_carry] = useState(false);
	const [serve, set_serve] = useState<Letter | null>(null);
	return <Ready of={got}>{(c) => <>
		<nav class="row way"><a class="btn bare" href={to("/rounds/" + c.round.no)}><Icon name="left" />{c.round.name}</a></nav>
		<PageHead title={t("case.title", c.head || c.place || c.no)} sub={[c.procedure, c.place, c.no].filter(Boolean).join(" · ")}>
			{c.household ? <a class="btn" href={"/household/" + encodeURIComponent(c.household)}><Icon name="household" />{t("case.household")}</a> : null}
			<Print at={"cases/" + encodeURIComponent(c.no)} papers={c.household ? household_papers.filter((x) => x !== "clear-card" || c.end !== "refused") : ["approval-sheet"]}
				came={(p) => (!p.procedure || p.procedure.split(" ").includes(c.procedure_id)) && (!p.after || (p.after === "confirmed" ? c.end === "confirmed" : c.letters.some((l) => l.last === (p.after === "answer"))))} />
			{c.may_assign ? <button type="button" class="btn" onClick={() => set_assign(true)}><Icon name="users" />{t("case.assign")}</button> : null}
			{c.may_carry ? <button type="button" class="btn main" onClick={() => set_carry(true)}>{t("case.carry")}</button> : null}
		</PageHead>
		<Way c={c} />
		<div class="hh-body">
			<div class="stack"><Now c={c} take={set_act} /><Steps c={c} /><Talks c={c} done={got.reload} /><Hung c={c} /></div>
			<aside class="rail"><About c={c} /><Voted c={c} /><Said c={c} />
				{c.letters.map((l) => <Told key={l.no} no={c.no} l={l} serve={() => set_serve(l)} />)}
				<Evidence c={c} reload={got.reload} /></aside>
		</div>
		{act ? <ActForm c={c} act={act} reload={got.reload} close={() => set_act(null)} done={() => { set_act(null); got.reload(); }} /> : null}
		{serve ? <Serve no={c.no} l={serve} close={() => set_serve(null)} done={() => { set_serve(null); got.reload(); }} /> : null}
		{carry ? <Carry no={c.no} close={() => set_carry(false)} done={() => { set_carry(false); got.reload(); }} /> : null}
		{assign ? <AssignMany nos={[c.no]} close={() => set_assign(false)} done={() => { set_assign(false); got.reload(); }} /> : null}
		<PrintFoot />
	</>}</Ready>;
}

/* What lies ahead, what is behind, and where it stands or stopped as everywhere. */
const mark = (g: Case["way"][number]): string => shape[g.state === "ahead" ? "none" : g.state === "stopped" ? "over"
	: g.state === "past" && !g.end ? "ok" : gate_tone(g.end)];

/* The gates as the server orders them: which are behind it, where it stands, what is to come. */
function Way({ c }: { c: Case }) {
	return <ol class="plain gates panel" aria-label={t("case.way")}>{c.way.map((g) =>
		<li key={g.id} class={g.state + (g.end && g.state !== "ahead" ? " end-" + g.end : "")} aria-current={g.state === "here" ? "step" : undefined}>
			<span class="gate-dot" aria-hidden="true">{mark(g)}</span>
			<span>{g.name}</span><span class="hidden-text">{g.state === "past" ? t("case.past") : g.state === "here" ? t("case.here") : g.state === "stopped" ? t("case.stopped") : t("case.ahead")}</span></li>)}</ol>;
}

function Now({ c, take }: { c: Case; take: (a: CaseAct) => void }) {
	const left = left_of(c);
	return <Panel title={c.end ? c.gate.name : t("case.now", c.gate.name)} tools={c.end ? <Status tone={gate_tone(c.end)}>{[t("case.ended.word"), c.ended].filter(Boolean).join(" ")}</Status>
		: left ? <Status tone={left.tone}>{left.text}</Status> : null}>
		{c.acts.length ? <Acts c={c} take={take} /> : <p class="muted">{t("case.over")}</p>}
	</Panel>;
}

function About({ c }: { c: Case }) {
	const facts: [string, string | undefined][] = [[t("case.state"), c.end ? c.gate.name : c.state], [t("case.since"), c.since], [t("case.due"), c.due],
		[t("case.assigned"), c.assigned_to], [t("case.channel"), c.channel], [t("case.begun"), c.steps[c.steps.length - 1]?.on || c.since], [t("case.opened"), [c.opened, c.opened_by].filter(Boolean).join(" · ")],
		[t("case.ended"), c.ended]];
	return <Panel title={t("case.facts")}><dl class="facts one">
		{c.household ? <div><dt>{noun_name("household")}</dt><dd><a href={"/household/" + encodeURIComponent(c.household)}>{c.head || c.household}</a>
			<br /><span class="muted small">{c.household}</span></dd></div> : null}
		{facts.filter(([, v]) => v).map(([k, v]) => <div key={k}><dt>{k}</dt><dd>{v}</dd></div>)}
	</dl></Panel>;
}

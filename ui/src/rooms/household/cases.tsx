// The procedures a household is or was in.
import { useLoad } from "../../base/api";
import { t } from "../../base/words";
import { Empty, Ready } from "../../parts/states";
import { Status } from "../../parts/status";
import { Panel } from "../../parts/timeline";
import { Missing } from "../rounds/card";
import { Left } from "../rounds/list";
import { case_href, gate_tone, type Card } from "../rounds/types";

export function Cases({ no }: { no: string }) {
	const got = useLoad<{ items: Card[] }>(no ? `household/${encodeURIComponent(no)}/cases` : null);
	return got.data?.items.length ? <Panel title={t("hh.cases")}><ul class="plain stack">{got.data.items.slice(0, 8).map((c) => <li key={c.no}>
		<a href={case_href(c.no)}>{c.procedure}</a> <span class="muted small">{c.no}</span>
		<br /><Status tone={gate_tone(c.end)}>{c.gate.name}</Status> {c.ended ? <span class="muted small">{c.ended}</span> : c.due ? <Left c={c} /> : null}
		{c.ended ? null : <Missing c={c} />}</li>)}</ul></Panel> : null;
}

interface Phases { name: string; again?: string; open: boolean; steps: { id: string; name: string; at: "past" | "now" | "next" }[] }

/** Where it stands from coming in to being struck off, a line for each generation that it is of. */
export function Stands({ no }: { no: string }) {
	const got = useLoad<{ phases: Phases[] }>(no ? `household/${encodeURIComponent(no)}/cases` : null);
	return <>{got.data?.phases?.map((p) => <div class="phases" key={p.name}><span class="muted">{p.name}</span>
		<ol class="plain" aria-label={p.name}>{p.steps.map((s) => <li key={s.id} class={s.at} aria-current={s.at === "now" ? "step" : undefined}>
			{s.name}{s.at === "now" && p.open ? <span class="small"> {t("hh.phase.open")}</span> : null}</li>)}</ol>
		{p.again ? <Status tone="warn">{p.again}</Status> : null}</div>)}</>;
}

interface Line { on?: string; what: string; who?: string; told: string[] }
interface Told { items: Card[]; stories: { no: string; lines: Line[] }[] }

/** Each procedure from its beginning: what was handed in, decided, voted, hung up, objected, told. */
export function Stories({ no }: { no: string }) {
	const got = useLoad<Told>(`household/${encodeURIComponent(no)}/cases?story=1`);
	return <Ready of={got}>{(d) => d.items.length ? <>{d.stories.map((s) => <Story key={s.no} lines={s.lines}
		c={d.items.find((c) => c.no === s.no)!} />)}</> : <Empty text={t("hh.no.cases")} />}</Ready>;
}

function Story({ c, lines }: { c: Card; lines: Line[] }) {
	return <section class="stack case-story">
		<h3 class="row"><a href={case_href(c.no)}>{c.procedure}</a> <Status tone={gate_tone(c.end)}>{c.gate.name}</Status>
			<span class="muted small">{c.no}</span></h3>
		<ol class="plain timeline">{lines.map((l, i) => <li key={i}>
			<div class="row"><time>{l.on || "--"}</time><b>{l.what}</b>{l.who ? <span class="muted">{l.who}</span> : null}</div>
			{l.told.map((x, j) => <p class="said" key={j}>{x}</p>)}
		</li>)}</ol>
	</section>;
}

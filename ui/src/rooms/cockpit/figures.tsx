// A place at one look: six numbers, each with its definition and its list; how far identification
// has come; why people are poor; how that moves month by month.
import type { ComponentChildren } from "preact";
import { query_text, useLoad } from "../../base/api";
import { number_text } from "../../base/format";
import { monitored_now, of_code } from "../../base/lists";
import { can, has_noun } from "../../base/state";
import { m, t, type Msg } from "../../base/words";
import { Bars, SvgChart } from "../../parts/chart";
import { Ready } from "../../parts/states";
import { Panel } from "../../parts/timeline";

interface Line { code: number; label: string; n: number }
interface Look {
	today: string; as_of?: string; few_under: number; households?: number; persons?: number; monitored?: number; risks_open?: number;
	leads_open?: number; leads_late?: number; findings_open?: number; differences_open?: number;
	steps: { id: string; n: number }[]; causes: Line[]; risks: Line[];
	trend: { month: string; found?: number; cleared?: number }[];
	gates?: { round: string; name?: string; gate: { id: string; name: string }; n: number }[]; due_today?: number; hanging?: number;
}
type Conditions = Record<string, string | undefined>;

const share = (n: number, of: number): string => of ? `${(100 * n / of).toFixed(n / of < .05 ? 2 : 1)}%` : "";

/* What a list is limited to, so that it has as many rows as the number says. */
const waiting = { "f.closed.unknown": "1" };
const open_risk = (): Conditions => ({ "f.cleared.not": t("yes") });
const step_list: Record<string, [string, () => Conditions, Msg]> = {
	leads: ["lead", () => ({}), m("cock.step.leads")],
	checked: ["lead", () => ({ "f.checked.known": "1" }), m("cock.step.checked")],
	settled: ["lead", () => ({ "f.closed.known": "1" }), m("cock.step.settled")],
	monitored: ["household", () => ({ "f.monitor_type.known": "1" }), m("cock.step.monitored")],
	cleared: ["household", () => ({ "f.monitor_type.known": "1", "f.risk_cleared": t("yes") }), m("cock.step.cleared")],
};

/** Where a number of this place leads to: undefined for who may not read lists. */
const list_of = (area: string, noun: string, of: Conditions = {}): string | undefined =>
	can("read") && has_noun(noun) ? `/${noun}` + query_text({ area, ...of }) : undefined;

const Count = ({ n, href }: { n: number | undefined; href?: string }) =>
	href ? <a href={href}>{number_text(n)}</a> : <>{number_text(n)}</>;

function Figure({ name, what, n, href, children }: { name: string; what: string; n: number | undefined; href?: string;
	children?: ComponentChildren }) {
	return <div class="panel big"><div class="row spread"><span class="muted">{name}</span>
		<details class="what"><summary aria-label={t("cock.what", name)}>i</summary><p>{what}</p></details></div>
		<span class="big-n"><Count n={n} href={href} /></span>
		{children ? <p class="muted flat">{children}</p> : null}</div>;
}

/** The six numbers: the first six of which the reader has the lists. */
function Six({ d, area }: { d: Look; area: string }) {
	const list = (noun: string, of: Conditions = {}) => list_of(area, noun, of);
	const step = (id: string): number | undefined => d.steps.find((s) => s.id === id)?.n;
	const all = [
		<Figure name={t("sum.households")} what={t("cock.what.households")} n={d.households} href={list("household")} />,
		<Figure name={t("sum.persons")} what={t("cock.what.persons")} n={d.persons} href={list("person")} />,
		<Figure name={t("sum.monitored")} what={t("cock.what.monitored")} n={d.monitored}
			href={list("household", monitored_now())}>{d.monitored === undefined || d.households === undefined ? null : share(d.monitored, d.households)}</Figure>,
		has_noun("risk") && <Figure name={t("cock.risks")} what={t("cock.what.risks")} n={d.risks_open}
			href={list("risk", open_risk())} />,
		has_noun("lead") && <Figure name={t("cock.leads")} what={t("cock.what.leads")} n={d.leads_open}
			href={list("lead", waiting)}>{t("cock.late")} <Count n={d.leads_late}
				href={list("lead", { ...waiting, "f.due.lt": d.today })} /></Figure>,
		can("finding", "import") && has_noun("finding") && <Figure name={t("home.findings")} what={t("cock.what.findings")}
			n={d.findings_open} href={list("finding", waiting)} />,
		can("settle") && <Figure name={t("home.differences")} what={t("cock.what.differences")} n={d.differences_open}
			href={"/differences" + query_text({ area })} />,
		<Figure name={t("cock.step.cleared")} what={t("cock.what.cleared")} n={step("cleared")}
			href={list("household", step_list.cleared![1]())} />,
	];
	return <div class="big-row six">{all.filter(Boolean).slice(0, 6)}</div>;
}

function Steps({ d, area }: { d: Look; area: string }) {
	const leads = d.steps.some((s) => s.id === "leads" && s.n);
	const steps = d.steps.filter((s) => step_list[s.id] && (leads || step_list[s.id]![0] !== "lead"));
	return steps.some((s) => s.n) ? <Panel title={t("cock.steps")}><p class="muted small">{t("cock.steps.words")}</p><Bars label={t("cock.steps")} bars={steps.map((s) => {
		const [noun, of, name] = step_list[s.id]!;
		return { label: t(name), n: s.n, href: list_of(area, noun, of()) };
	})} /></Panel> : null;
}

/** What is in hand: lists that hang, cases that are due today, and those at each gate of a round. */
function InHand({ d, area }: { d: Look; area: string }) {
	const gates = d.gates || [];
	const rounds = [...new Set(gates.map((g) => g.round))];
	const work = can("read");
	const count = (n: number | undefined, path: string, of: Conditions = {}) =>
		<b><Count n={n} href={work && n ? path + query_text({ area, ...of }) : undefined} /></b>;
	return gates.length || d.hanging ? <Panel title={t("cock.in.hand")}><p class="row">
		<span>{t("cock.hanging")} {count(d.hanging, "/notices")}</span>
		{d.due_today === undefined ? null : <span>{t("cock.due.today")} {count(d.due_today, "/tasks")}</span>}</p>
		{rounds.map((r) => { const of = gates.filter((g) => g.round === r);
			return <div key={r}><p class="flat muted">{work ? <a href={`/rounds/${r}` + query_text({ area })}>{of[0]!.name || r}</a> : of[0]!.name || r}</p>
				<Bars label={of[0]!.name || r} bars={of.map((g) => ({ label: g.gate.name, n: g.n,
				href: work ? `/rounds/${r}` + query_text({ area, view: "table", gate: g.gate.id }) : undefined }))} /></div>; })}</Panel> : null;
}

function Trend({ d, area, title }: { d: Look; area: string; title: string }) {
	if (!d.trend.some((x) => x.found || x.cleared))
		return null;
	return <section><SvgChart name="trend" area={area} title={title} />
		<details class="panel"><summary>{t("cock.trend")}</summary><div class="scroll-x"><table class="plain-table"><thead><tr>
			<th scope="col">{t("cock.month")}</th><th scope="col" class="num">{t("cock.found")}</th>
			<th scope="col" class="num">{t("cock.cleared")}</th></tr></thead><tbody>{d.trend.map((x) => <tr key={x.month}>
			<th scope="row">{x.month}</th>
			<td class="num"><Count n={x.found} href={list_of(area, "household", { "f.risk_found": x.month })} /></td>
			<td class="num"><Count n={x.cleared} href={list_of(area, "household", { "f.risk_cleared_on": x.month })} /></td>
		</tr>)}</tbody></table></div></details></section>;
}

/** children: panels of the page's own, beside these. */
export function Cockpit({ area, title, children }: { area: string; title: string; children?: ComponentChildren }) {
	const look = useLoad<Look>("cockpit" + query_text({ area }));
	return <Ready of={look}>{(d) => <>
		{d.as_of ? <p class="muted">{t("cock.as_of", d.as_of)}</p> : null}
		<Six d={d} area={area} />
		<div class="two-flow">
			{children}
			<InHand d={d} area={area} />
			<Steps d={d} area={area} />
			{d.risks.length ? <Panel title={t("cock.risk_kinds")}><Bars label={t("cock.risk_kinds")} bars={d.risks.map((x) => ({
				label: x.label, n: x.n, href: list_of(area, "risk", { ...of_code("kind", x), ...open_risk() }) }))} /></Panel> : null}
			{d.causes.length ? <Panel title={t("cock.causes")}><Bars label={t("cock.causes")} bars={d.causes.map((x) => ({
				label: x.label, n: x.n, href: list_of(area, "household", of_code("cause1", x)) }))} /></Panel> : null}
			<Trend d={d} area={area} title={title} />
		</div>
	</>}</Ready>;
}

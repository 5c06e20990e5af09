// What the standards say of this household: each clause met or not, by which document, by which
// values, and what is missing. A verdict proposes; it changes no status.
import { useState } from "preact/hooks";
import { query_text, useLoad } from "../../base/api";
import { grouped_text, number_text } from "../../base/format";
import { t } from "../../base/words";
import { Ready } from "../../parts/states";
import { Status, type Tone } from "../../parts/status";

export type State = "met" | "not_met" | "unknown" | "absent";
export interface Basis { id: string; name: string; no?: string; clause?: string; unconfirmed?: boolean }
export interface Reason { noun?: string; row?: string; field?: string; item: string; value: string; document?: Basis }
interface Clause { id: string; state: State; name?: string; rule?: string; document?: Basis; error?: string;
	used?: Reason[]; missing?: Reason[] }
export interface Judged { id: string; name: string; on: string; holds: boolean; state: State; document?: Basis;
	verdict?: string; combined?: string; topup?: number; topup_used?: Reason[]; clauses: Clause[] }

export const tone: Record<State, Tone> = { met: "ok", not_met: "stop", unknown: "warn", absent: "none" };
export const word = (s: State): string => s === "met" ? t("verdict.met") : s === "not_met" ? t("verdict.not_met")
	: s === "unknown" ? t("verdict.unknown") : t("verdict.absent");
export const basis_text = (b: Basis | undefined): string => b ? [b.name, b.no && `(${b.no})`, b.clause].filter(Boolean).join(" ") : "";

/* Rows that are told one by one; a village may have hundreds. */
const ROWS = 8;

/** One row's items stand together behind its name; those of the row that is judged need none. */
function Reasons({ label, of, root, bad }: { label: string; of: Reason[]; root: string; bad?: boolean }) {
	const rows: { row: string; text: string[] }[] = [];
	for (const r of of) {
		const row = r.noun === root ? "" : r.row || "";
		if (rows[rows.length - 1]?.row !== row)
			rows.push({ row, text: [] });
		rows[rows.length - 1]!.text.push(`${r.item} ${grouped_text(r.value)}${r.document ? ` (${basis_text(r.document)})` : ""}`);
	}
	return of.length ? <p class={bad ? "reason bad" : "reason"}><span class="muted">{label}</span> {rows.slice(0, ROWS).map((r, i) =>
		<span key={i}>{i ? t("verdict.sep") : ""}{r.row ? <i>{r.row}</i> : null}{r.row ? t("verdict.colon") : ""}{r.text.join(t("verdict.join"))}</span>)}
		{rows.length > ROWS ? <span class="muted"> {t("verdict.more", rows.length - ROWS)}</span> : null}</p> : null;
}

function ClauseLine({ c, number, above, root }: { c: Clause; number: number; above: string; root: string }) {
	const by = basis_text(c.document);
	return <li class="clause">
		<p><Status tone={tone[c.state]}>{word(c.state)}</Status> <b>{number ? `${number}. ` : ""}{c.name}</b></p>
		{by && by !== above ? <p class="muted">{by}</p> : null}
		{c.error ? <p class="fault">{c.error}</p> : null}
		<Reasons label={t("verdict.used")} of={c.used || []} root={root} />
		<Reasons label={t("verdict.missing")} of={c.missing || []} root={root} bad={c.state === "unknown"} />
		<details class="no-print"><summary>{t("verdict.rule")}</summary><code>{c.rule}</code></details>
	</li>;
}

export function Standard({ s, root = "household" }: { s: Judged; root?: string }) {
	const by = basis_text(s.document);
	const shown = s.clauses.filter((c) => c.state !== "absent");
	return <section class="standard" id={"standard-" + s.id} aria-label={s.name}>
		<header class="row spread"><h3>{s.name}</h3><Status tone={tone[s.state]}>{word(s.state)}</Status></header>
		{by ? <p class="muted">{by}{s.document?.unconfirmed ? ` · ${t("verdict.unconfirmed")}` : ""}</p> : null}
		{s.topup ? <><p>{t("verdict.topup", number_text(String(s.topup / 100), 2))}</p>
			<Reasons label={t("verdict.from")} of={s.topup_used || []} root={root} /></> : null}
		{s.combined ? <p>{s.combined}</p> : null}
		<ul class="plain stack">{shown.map((c, i) => <ClauseLine c={c} number={shown.length > 1 ? i + 1 : 0} above={by} root={root} key={c.id} />)}</ul>
	</section>;
}

/** How many say what, and which: each opens its standard below. */
function Overview({ of }: { of: Judged[] }) {
	const said = (["met", "not_met", "unknown"] as State[]).map((s) => ({ s, of: of.filter((x) => x.holds && x.state === s) }));
	return <section class="overview" aria-label={t("verdict.overview")}>
		<p><b>{t("verdict.n", of.filter((x) => x.holds).length)}</b></p>
		<ul class="plain stack">{said.filter((x) => x.of.length).map((x) => <li key={x.s}>
			<Status tone={tone[x.s]}>{`${word(x.s)} ${x.of.length}`}</Status>{" "}{x.of.map((j, i) => <span key={j.id}>
				{i ? t("verdict.comma") : ""}<a href={"#standard-" + j.id} onClick={(e) => { e.preventDefault();
					document.getElementById("standard-" + j.id)?.scrollIntoView(); }}>{j.name}</a></span>)}</li>)}</ul></section>;
}

/** Those in force first. */
const in_order = (of: Judged[]): Judged[] => [...of.filter((s) => s.holds), ...of.filter((s) => !s.holds)];

export function Verdicts({ no }: { no: string }) {
	const [on, set_on] = useState("");
	const got = useLoad<{ standards: Judged[] }>(`household/${encodeURIComponent(no)}/verdicts` + query_text({ on }));
	return <div class="stack verdicts"><h2 class="hidden-text">{t("tab.verdicts")}</h2>
		<div class="row"><label class="row">{t("verdict.on")} <input type="date" value={on || got.data?.standards[0]?.on || ""} min="2014-01-01"
			onChange={(e) => set_on((e.target as HTMLInputElement).value)} /></label>
			<span class="muted">{t("verdict.proposes")}</span></div>
		<Ready of={got}>{(d) => d.standards.length ? <>
			<Overview of={d.standards} />
			{in_order(d.standards).map((s) => <Standard s={s} key={s.id} />)}</> : <p>{t("verdict.none")}</p>}</Ready>
	</div>;
}

// What the standards say of a village or county, clause by clause; and of the villages in a township
// or county as a table.
import { query_text, useLoad } from "../../base/api";
import { number_text } from "../../base/format";
import { go, here, query } from "../../base/route";
import { t } from "../../base/words";
import { Ready } from "../../parts/states";
import { Status } from "../../parts/status";
import { Panel } from "../../parts/timeline";
import { basis_text, Standard, tone, word, type Basis, type Judged, type State } from "../household/verdicts";

interface Column { id: string; name?: string; rule?: string; document?: Basis; met: number; not_met: number; unknown: number }
interface Line { code: string; name: string; under?: string; under_name?: string; year: number; state: State; clauses: string }
interface Table { standard: string; name: string; document?: Basis; met: number; not_met: number; unknown: number;
	clauses: Column[]; rows: Line[] }
interface Places { level: number; on?: string; standards: Judged[]; tables: Table[] }

const TOWNSHIP = 4;
const signs: Record<string, State> = { "1": "met", "0": "not_met", "?": "unknown", "-": "absent" };
const mark: Record<State, string> = { met: "✓", not_met: "✕", unknown: "?", absent: "–" };

const Sign = ({ of }: { of: string }) => {
	const state = signs[of] || "unknown";
	return <td class={"sign " + state}><span aria-hidden="true">{mark[state]}</span>
		<span class="hidden-text">{word(state)}</span></td>;
};

const name_of = (c: Column): string => c.name || c.id;

/* Each place a line. */
function ByPlace({ tab }: { tab: Table }) {
	return <table class="plain-table signs"><thead><tr><th scope="col">{t("sum.area")}</th>
		<th scope="col">{t("place.verdict")}</th>{tab.clauses.map((c) => <th scope="col" key={c.id}>{name_of(c)}</th>)}</tr></thead>
		<tbody>{tab.rows.map((r) => <tr key={r.code}><th scope="row"><a href={`/area/${r.code}`}>{r.name}</a></th>
			<td><Status tone={tone[r.state]}>{word(r.state)}</Status></td>
			{tab.clauses.map((c, i) => <Sign key={c.id} of={r.clauses[i] || "?"} />)}</tr>)}</tbody>
		<tfoot><tr><th scope="row">{t("place.met_of", tab.rows.length)}</th><td>{number_text(tab.met)}</td>
			{tab.clauses.map((c) => <td key={c.id}>{number_text(c.met)}</td>)}</tr></tfoot></table>;
}

/* Of a county: a line for each township, with how many of its villages meet each clause. */
function ByTownship({ tab }: { tab: Table }) {
	const towns = new Map<string, { name: string; rows: Line[] }>();
	for (const r of tab.rows) {
		const key = r.under || r.code;
		if (!towns.has(key))
			towns.set(key, { name: r.under_name || r.name, rows: [] });
		towns.get(key)!.rows.push(r);
	}
	const met = (rows: Line[], i: number): number => rows.filter((r) => r.clauses[i] === "1").length;
	return <table class="plain-table signs"><thead><tr><th scope="col">{t("sum.area")}</th>
		<th scope="col" class="num">{t("place.villages")}</th><th scope="col" class="num">{t("verdict.met")}</th>
		<th scope="col" class="num">{t("verdict.not_met")}</th><th scope="col" class="num">{t("verdict.unknown")}</th>
		{tab.clauses.map((c) => <th scope="col" class="num" key={c.id}>{name_of(c)}</th>)}</tr></thead>
		<tbody>{[...towns].map(([code, x]) => <tr key={code}><th scope="row"><a href={`/area/${code}`}>{x.name}</a></th>
			<td class="num">{number_text(x.rows.length)}</td>
			{(["met", "not_met", "unknown"] as State[]).map((s) => <td class="num" key={s}>
				{number_text(x.rows.filter((r) => r.state === s).length)}</td>)}
			{tab.clauses.map((c, i) => <td class="num" key={c.id}>{number_text(met(x.rows, i))}</td>)}</tr>)}</tbody>
		<tfoot><tr><th scope="row">{t("place.all")}</th><td class="num">{number_text(tab.rows.length)}</td>
			<td class="num">{number_text(tab.met)}</td><td class="num">{number_text(tab.not_met)}</td>
			<td class="num">{number_text(tab.unknown)}</td>
			{tab.clauses.map((c) => <td class="num" key={c.id}>{number_text(c.met)}</td>)}</tr></tfoot></table>;
}

function Clauses({ tab }: { tab: Table }) {
	return <details class="no-print"><summary>{t("place.clauses")}</summary><ul class="plain stack">{tab.clauses.map((c) =>
		<li class="clause" key={c.id}><p><b>{name_of(c)}</b></p>{c.document ? <p class="muted">{basis_text(c.document)}</p> : null}
			<p><code>{c.rule}</code></p></li>)}</ul></details>;
}

export function PlaceVerdicts({ code }: { code: string }) {
	const on = query.value.get("on") || "";
	const got = useLoad<Places>(`areas/${code}/verdicts` + query_text({ on }));
	return <Panel title={t("place.title")} tools={<label class="row no-print">{t("verdict.on")}{" "}
		<input type="date" value={on || got.data?.on || ""} min="2014-01-01" onChange={(e) => go(here({ on: e.currentTarget.value || null }))} /></label>}>
		<Ready of={got}>{(d) => <div class="stack verdicts">
			{d.on ? <p class="muted">{t("verdict.asof", d.on)} · {t("verdict.proposes")}</p> : null}
			{!d.standards.length && !d.tables.length ? <p>{t("verdict.none")}</p> : null}
			{d.standards.map((s) => <Standard s={s} root={d.level < TOWNSHIP ? "county" : "village"} key={s.id} />)}
			{d.tables.filter((x) => x.rows.length).map((x) => <section class="standard" aria-label={x.name} key={x.standard}>
				<h3>{x.name}</h3>
				{x.document ? <p class="muted">{basis_text(x.document)}</p> : null}
				<div class="scroll-x">{d.level < TOWNSHIP && x.rows.some((r) => r.under) ? <ByTownship tab={x} /> : <ByPlace tab={x} />}</div>
				<Clauses tab={x} /></section>)}
		</div>}</Ready>
	</Panel>;
}

// Income and spending: a year a column, newest first, parts above their sums as the descriptors
// order them; below them the items added, for comparison with what was stated.
import { field_unit, is_number, noun_of } from "../../base/state";
import { cell_text, number_text } from "../../base/format";
import type { Row } from "../../base/types";
import { pick, t } from "../../base/words";
import { Empty } from "../../parts/states";
import { Facts } from "../../parts/value";
import type { HouseholdPage } from "../household";

const totals = new Set(["total", "net", "per_capita_net", "disposable", "per_capita_disposable",
	"rigid"]);

/* A whole year by its number; else from when to when. */
function period(c: Row["c"]): string {
	const from = String(c.period_from ?? ""), to = String(c.period_to ?? "");
	const year = from.slice(0, 4);
	return from === year + "-01-01" && to === year + "-12-31" ? year : to ? `${from} ～ ${to}` : from;
}

export function Income({ page }: { page: HouseholdPage }) {
	const rows = page.children.income || [];
	const fields = noun_of("income")!.fields.filter((f) => f.type === "money" &&
		rows.some((r) => (r.c[f.name] ?? "") !== ""));
	const other = noun_of("income")!.fields.filter((f) => !is_number(f) && f.type !== "ref" && !f.name.startsWith("period_"));
	const unit = field_unit(fields[0]);
	const sums = new Map(page.sums?.map((s) => [s.id, s]));
	const added = ([["income", t("income.sum")], ["spending", t("income.spent")]] as const)
		.filter(([name]) => rows.some((r) => sums.get(r.id)?.[name]));
	if (!rows.length)
		return <Empty text={t("list.none")} />;
	return <div class="stack">
		<div class="table-box" tabIndex={0} role="region" aria-label={t("tab.income")}>
			<table class="ledger"><thead><tr><th scope="col">{t("income.item")} {unit ? `(${unit})` : ""}</th>
				{rows.map((r) => <th scope="col" class="num" key={r.id}>{period(r.c)}</th>)}</tr></thead>
				<tbody>{fields.map((f) => <tr key={f.name} class={totals.has(f.name) ? "sum" : ""}>
					<th scope="row">{pick(f.zh, f.en)}</th>
					{rows.map((r) => <td class="num" key={r.id}>{cell_text(f, r.c[f.name])}</td>)}</tr>)}
				{added.map(([name, label]) => <tr key={name} class="sum added"><th scope="row">{label}</th>
					{rows.map((r) => <td class="num" key={r.id}>{number_text(sums.get(r.id)?.[name], 2)}</td>)}</tr>)}
				</tbody></table>
		</div>
		{rows[0] ? <Facts row={rows[0]} noun="income" fields={other} bare /> : null}
	</div>;
}

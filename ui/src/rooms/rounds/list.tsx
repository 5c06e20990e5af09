// A round as a table, gate by gate, page by page; and by the days on which cases are due.
import { useState } from "preact/hooks";
import { query_text, useLoad } from "../../base/api";
import { number_text } from "../../base/format";
import { go, here, query } from "../../base/route";
import { area } from "../../base/state";
import { t } from "../../base/words";
import { Empty, Ready } from "../../parts/states";
import { Status } from "../../parts/status";
import { DataTable, Pager } from "../../parts/table";
import { Panel } from "../../parts/timeline";
import { about, CaseCard, Missing, Turn } from "./card";
import { case_href, left_of, type Card, type Cards, type Round } from "./types";

const SIZE = 50;
const ALL = "*";

export function Left({ c }: { c: Card }) {
	const left = left_of(c);
	return left ? <Status tone={left.tone}>{left.text}</Status> : <>--</>;
}

const asked = (more: Record<string, string | number> = {}): string => query_text({ area: area.value, late: query.value.get("late"),
	assigned: query.value.get("assigned"), channel: query.value.get("channel"), ...more });

export function CaseTable({ r, chosen, set }: { r: Round; chosen: Map<string, string>; set?: (m: Map<string, string>) => void }) {
	const gate = query.value.get("gate") || r.gates.find((g) => g.n && !g.end)?.id || r.gates[0]!.id;
	const all = gate === ALL;
	const [at, set_at] = useState<string[]>([]);
	const list = useLoad<Cards>(`rounds/${r.no}/cases` + asked({ gate: all ? "" : gate, limit: SIZE, cursor: at.slice(-1)[0] || "" }));
	const total = all ? r.gates.reduce((n, g) => n + (g.end ? 0 : g.n), 0) : r.gates.find((g) => g.id === gate)?.n;
	const filtered = query.value.get("late") || query.value.get("assigned") || query.value.get("channel");
	return <>
		<div class="filters row"><label class="quick"><span>{t("case.gate")}</span><select name="gate" value={gate}
			onChange={(e) => { set_at([]); go(here({ gate: e.currentTarget.value }), true); }}><option value={ALL}>{t("round.gates.all")}</option>{r.gates.map((g) =>
				<option key={g.id} value={g.id}>{`${g.name} (${number_text(g.n)})`}</option>)}</select></label></div>
		<Ready of={list}>{(d) => d.items.length ? <>
			<DataTable label={r.name} rows={d.items} key_of={(c) => c.no} href={(c) => case_href(c.no)}
				chosen={new Set(chosen.keys())} choose={set ? (some) => set(new Map([...some].map((no) => [no, chosen.get(no) || d.items.find((c) => c.no === no)?.gate.id || gate]))) : undefined}
				columns={[
					{ name: "head", label: t("case.about"), card: "title", sort: false, show: about },
					{ name: "no", label: t("case.no"), sort: false, show: (c) => c.no },
					...(all ? [{ name: "gate", label: t("case.gate"), sort: false, show: (c: Card) => c.gate.name }] : []),
					{ name: "place", label: t("round.place"), sort: false, show: (c) => c.place },
					{ name: "due", label: t("case.due"), sort: false, show: (c) => c.due ? <>{c.due} <Left c={c} /></> : "--" },
					{ name: "turn", label: t("case.whose"), sort: false, show: (c) => c.next ? <Turn c={c} /> : "--" },
					{ name: "assigned", label: t("case.assigned"), sort: false, show: (c) => c.assigned_to || "--" },
					{ name: "missing", label: t("case.missing"), sort: false, wide: true, show: (c) => <Missing c={c} /> },
					{ name: "since", label: t("case.since"), sort: false, show: (c) => c.since },
				]} />
			<Pager at={at} size={SIZE} shown={d.items.length} total={filtered ? null : total} next={d.next} go={set_at} />
		</> : <Empty text={t("round.empty.gate")} />}</Ready>
	</>;
}

/* Days with what is due on them, the late ones first. */
export function Deadlines({ r }: { r: Round }) {
	const list = useLoad<Cards>(`rounds/${r.no}/cases` + asked({ limit: 200 }));
	return <Ready of={list}>{(d) => {
		const sorted = d.items.filter((c) => c.due).sort((a, b) => a.due! < b.due! ? -1 : 1);
		const days = [...new Set(sorted.map((c) => c.due!))];
		const none = d.items.length - sorted.length;
		return <div class="stack">
			{days.length ? days.map((day) => <Panel key={day} title={day} tools={<Left c={sorted.find((c) => c.due === day)!} />}>
				<ul class="plain day-cards">{sorted.filter((c) => c.due === day).map((c) => <CaseCard key={c.no} c={c} />)}</ul></Panel>)
				: <Empty text={t("round.no.days")} />}
			{none ? <p class="muted">{t("round.without.day", none)}</p> : null}
			{d.more ? <p class="muted">{t("round.days.more")}</p> : null}
		</div>;
	}}</Ready>;
}

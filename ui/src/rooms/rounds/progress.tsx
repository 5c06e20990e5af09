// How far a round has come: by county, township, village, group, person or household.
import { useLoad } from "../../base/api";
import { number_text } from "../../base/format";
import { go, here, query } from "../../base/route";
import { m, t, type Msg } from "../../base/words";
import { Empty, Ready } from "../../parts/states";
import { Status } from "../../parts/status";
import { DataTable } from "../../parts/table";
import type { Round } from "./types";

interface Part { name?: string; code?: string; all: number; ended: number; confirmed: number; refused: number; withdrawn: number; late: number }
const ways: [string, Msg][] = [["county", m("prog.county")], ["township", m("prog.township")], ["village", m("prog.village")],
	["group", m("prog.group")], ["person", m("prog.person")], ["household", m("prog.household")]];

export function Progress({ r }: { r: Round }) {
	const by = (ways.find(([v]) => v === query.value.get("by")) || ways[1]!)[0];
	const shown = ways.filter(([v]) => r.for === "household" || ["county", "township", "village", "person"].includes(v));
	const got = useLoad<{ drawn?: string; items: Part[]; more: boolean }>(`rounds/${encodeURIComponent(r.no)}/progress?by=${by}`);
	return <>
		<div class="filters row"><div class="seg" role="group" aria-label={t("prog.by")}>{shown.map(([v, name]) => <button type="button" key={v}
			class={"btn" + (v === by ? " on" : "")} aria-pressed={v === by} onClick={() => go(here({ by: v }), true)}>{t(name)}</button>)}</div></div>
		<Ready of={got}>{(d) => d.items.length ? <>
			{d.drawn ? <p class="muted small">{t("prog.drawn")} {d.drawn}</p> : null}
			<DataTable label={t("round.progress")} rows={d.items} key_of={(p) => (p.code || "") + (p.name || "")} columns={[
				{ name: "name", label: t((ways.find(([v]) => v === by) || ways[1]!)[1]), card: "title", sort: false, show: (p) => p.name || <span class="muted">{t("round.nobody")}</span> },
				{ name: "all", label: t("prog.all"), num: true, sort: false, show: (p) => number_text(p.all) },
				{ name: "ended", label: t("round.ended"), num: true, sort: false, show: (p) => <>{number_text(p.ended)} <span class="muted small">{Math.floor(p.ended * 100 / p.all)}%</span></> },
				{ name: "confirmed", label: t("prog.confirmed"), num: true, sort: false, show: (p) => number_text(p.confirmed) },
				{ name: "refused", label: t("prog.refused"), num: true, sort: false, show: (p) => number_text(p.refused) },
				{ name: "withdrawn", label: t("prog.withdrawn"), num: true, sort: false, show: (p) => number_text(p.withdrawn) },
				{ name: "late", label: t("round.late"), num: true, sort: false, show: (p) => p.late ? <Status tone="bad">{number_text(p.late)}</Status> : "0" },
			]} />
			{d.more ? <p class="muted">{t("prog.more", d.items.length)}</p> : null}</>
			: <Empty text={t("prog.none")} />}</Ready>
	</>;
}

// Pairs that may be the same household or person, side by side; merged by choosing which number
// stays. What differs stands out.
import { useState } from "preact/hooks";
import { query_text, useLoad } from "../base/api";
import { go, here, query } from "../base/route";
import { cell_text } from "../base/format";
import { area, can, noun_name, noun_of } from "../base/state";
import { post } from "../base/tell";
import type { Page, Row } from "../base/types";
import { comma, pick, t } from "../base/words";
import { Confirm } from "../parts/confirm";
import { toast } from "../parts/overlay";
import { Empty, PageHead, Ready } from "../parts/states";
import { Status } from "../parts/status";
import { Pager } from "../parts/table";

interface Pair { id?: string; noun: string; a: Row; b: Row; why?: string | string[]; score?: number }
const SIZE = 20;
const key = (r: Row): string => r.no || "#" + r.id;
type Act = { p: Pair; keep: Row; drop: Row; same: boolean };

export default function Duplicates(_: { parts: string[] }) {
	const at = (query.value.get("at") || "").split(",").filter(Boolean);
	const list = useLoad<Page<Pair>>("duplicates" + query_text({ area: area.value, limit: SIZE, cursor: at[at.length - 1] }));
	const [act, set_act] = useState<Act | null>(null);
	return <>
		<PageHead title={t("nav.duplicates")} sub={t("dup.words")} />
		<Ready of={list}>{(d) => d.items.length ? <><ul class="plain stack">{d.items.map((p) =>
			<PairCard key={key(p.a) + key(p.b)} p={p} act={(keep, drop, same) => set_act({ p, keep, drop, same })} />)}</ul>
			<Pager at={at} size={SIZE} shown={d.items.length} total={d.total} next={d.next}
				go={(to) => go(here({ at: to.join(",") }))} /></>
			: <Empty text={t("dup.none")} />}</Ready>
		{act && !act.same ? <Confirm title={t("dup.distinct.title", key(act.keep), key(act.drop))} yes={t("dup.distinct")} reason
			close={() => set_act(null)} run={async (why) => {
				await post("duplicates/distinct", { noun: act.p.noun, a: key(act.keep), b: key(act.drop), reason: why });
				toast(t("dup.distinct.done"));
				list.reload();
			}}><p>{t("dup.distinct.words")}</p></Confirm> : null}
		{act?.same ? <Confirm title={t("dup.merge.title", key(act.drop), key(act.keep))} yes={t("dup.merge")} risky reason
			close={() => set_act(null)} run={async (why) => {
				await post("duplicates/merge", { noun: act.p.noun, keep: key(act.keep), drop: key(act.drop), reason: why });
				toast(t("dup.done"));
				list.reload();
			}}><p>{t("dup.merge.words", key(act.keep), key(act.drop))}</p></Confirm> : null}
	</>;
}

function PairCard({ p, act }: { p: Pair; act: (keep: Row, drop: Row, same: boolean) => void }) {
	const [all, set] = useState(false);
	const fields = (noun_of(p.noun)?.fields || []).filter((f) => (p.a.c[f.name] ?? "") !== "" || (p.b.c[f.name] ?? "") !== "");
	const text = (r: Row, name: string): string => cell_text(fields.find((f) => f.name === name), r.c[name]);
	const differ = fields.filter((f) => text(p.a, f.name) !== text(p.b, f.name));
	const shown = all ? fields : [...fields.filter((f) => !differ.includes(f)).slice(0, 4), ...differ];
	return <li class="panel">
		<div class="row"><Status tone="conflict">{noun_name(p.noun)}</Status><span class="muted">{[p.why].flat().join(comma())}</span></div>
		<div class="scroll-x"><table class="plain-table pair"><thead><tr><th scope="col">{t("field")}</th>
			{[p.a, p.b].map((r) => <th scope="col" key={key(r)}><a href={`/${p.noun}/${encodeURIComponent(key(r))}`}>{key(r)}</a></th>)}
		</tr></thead><tbody>{shown.map((f) => <tr key={f.name} class={differ.includes(f) ? "clash" : ""}>
			<th scope="row">{pick(f.zh, f.en)}{differ.includes(f) ? <span class="hidden-text"> {t("dup.differs")}</span> : null}</th>
			<td>{text(p.a, f.name)}</td><td>{text(p.b, f.name)}</td></tr>)}</tbody></table></div>
		<div class="row below">{can("merge") ? <><button type="button" class="btn" onClick={() => act(p.a, p.b, true)}>
			{t("dup.keep", key(p.a))}</button><button type="button" class="btn" onClick={() => act(p.b, p.a, true)}>
			{t("dup.keep", key(p.b))}</button><button type="button" class="btn" onClick={() => act(p.a, p.b, false)}>
			{t("dup.distinct")}</button></> : null}
			<button type="button" class="btn bare" onClick={() => set(!all)}>{all ? t("dup.less") : t("dup.all")}</button></div>
	</li>;
}

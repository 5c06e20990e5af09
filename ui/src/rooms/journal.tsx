// The journal: who changed or read what, when, why. Filters stand in the address.
import { useState } from "preact/hooks";
import { query_text, useLoad } from "../base/api";
import { number_text } from "../base/format";
import { go, here, query } from "../base/route";
import { can, meta, noun_name } from "../base/state";
import type { Page } from "../base/types";
import { comma, pick, t } from "../base/words";
import { Icon } from "../parts/icon";
import { Empty, PageHead, Ready } from "../parts/states";
import { DataTable, Pager } from "../parts/table";
import { act_name, acts } from "../parts/timeline";

interface Leaf {
	leaf: number; when: string; who: string; what: string; noun?: string; label?: string; no?: string; id?: string; rows?: number; why?: string;
	looks?: { who: string; noun: string; label?: string; no: string }[];
}
const names = ["who"] as const;

export default function Journal(_: { parts: string[] }) {
	const q = query.value;
	const at = (q.get("at") || "").split(",").filter(Boolean);
	const params: Record<string, string | undefined> = { cursor: at[at.length - 1] };
	for (const n of [...names, "noun", "action"])
		params[n] = q.get(n) || undefined;
	const list = useLoad<Page<Leaf>>("journal" + query_text(params));
	return <>
		<PageHead title={t("nav.journal")} sub={t("jour.words")}>{can("verify") ? <a class="btn" href="/verify">
			<Icon name="shield" />{t("nav.verify")}</a> : null}
			<button type="button" class="btn" onClick={() => print()}><Icon name="print" />{t("print")}</button></PageHead>
		<Filters key={q.toString()} />
		<Ready of={list}>{(d) => d.items.length ? <><DataTable label={t("nav.journal")} rows={d.items}
			key_of={(l) => String(l.leaf)} columns={[
				{ name: "leaf", label: t("jour.leaf"), num: true, sort: false, show: (l) => number_text(l.leaf) },
				{ name: "when", label: t("jour.when"), sort: false, show: (l) => l.when },
				{ name: "who", label: t("jour.who"), sort: false, show: (l) => l.looks?.length ? [...new Set(l.looks.map((x) => x.who))].join(comma()) : l.who },
				{ name: "what", label: t("jour.what"), sort: false, card: "title", show: (l) => l.looks ? t("act.looked") : act_name(l.what) },
				{ name: "noun", label: t("jour.noun"), sort: false, show: (l) => l.looks ? "--" : l.label || (l.noun ? noun_name(l.noun) : "--") },
				{ name: "no", label: t("jour.no"), sort: false, show: (l) => l.looks ? "--" : l.no || l.id || "--" },
				{ name: "rows", label: t("jour.rows"), num: true, sort: false, show: (l) => number_text(l.rows) },
				{ name: "why", label: t("reason"), sort: false, wide: true, show: (l) => l.looks ? <Looks of={l.looks} /> : l.why || "--" }]} />
			<Pager at={at} size={50} shown={d.items.length} next={d.next} go={(to) => go(here({ at: to.join(",") }))} /></>
			: <Empty text={t("list.none.filtered")} />}</Ready>
	</>;
}

/* A second of looking: by whom, at what. */
function Looks({ of }: { of: NonNullable<Leaf["looks"]> }) {
	const by = new Map<string, string[]>();
	for (const x of of)
		by.set(x.who, [...by.get(x.who) || [], `${x.label || noun_name(x.noun)} ${x.no}`]);
	return <ul class="plain">{[...by].map(([who, what]) => <li key={who}><b>{who}</b>{" "}
		{what.slice(0, 6).join(comma())}{what.length > 6 ? " " + t("jour.looks.more", what.length - 6) : ""}</li>)}</ul>;
}

function Filters() {
	const q = query.value;
	const [v, set] = useState<Record<string, string>>(() =>
		Object.fromEntries(names.map((n) => [n, q.get(n) || ""])));
	const label = { who: t("jour.who") };
	const any = [...names, "noun", "action"].some((n) => q.get(n));
	return <form class="filters row" role="search" aria-label={t("filter")} onSubmit={(e) => {
		e.preventDefault();
		go(here({ ...v, at: null }));
	}}>
		{names.map((n) => <label class="quick" key={n}><span>{label[n]}</span><input type="text" size={14}
			value={v[n]} onInput={(e) => set({ ...v, [n]: e.currentTarget.value })} /></label>)}
		<label class="quick"><span>{t("jour.what")}</span><select value={q.get("action") || ""}
			onChange={(e) => go(here({ action: e.currentTarget.value, at: null }))}><option value="">{t("any")}</option>
			{Object.keys(acts).filter((a) => a !== "import").map((a) => <option key={a} value={a}>{act_name(a)}</option>)}
		</select></label>
		<label class="quick"><span>{t("jour.noun")}</span><select value={q.get("noun") || ""}
			onChange={(e) => go(here({ noun: e.currentTarget.value, at: null }))}><option value="">{t("any")}</option>
			{(meta.value?.nouns || []).map((n) => <option key={n.name} value={n.name}>{pick(n.zh, n.en)}</option>)}</select></label>
		<button type="submit" class="btn"><Icon name="search" />{t("filter.apply")}</button>
		{any ? <a class="btn bare" href="/journal">{t("filter.clear")}</a> : null}
	</form>;
}

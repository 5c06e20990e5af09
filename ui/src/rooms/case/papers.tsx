// The papers a case rests on: those the gate asks for, there or missing, each with its own button to
// add it; and what else lies with the household.
import { useRef, useState } from "preact/hooks";
import { api, new_key, type Problem } from "../../base/api";
import { t } from "../../base/words";
import { Icon } from "../../parts/icon";
import { toast } from "../../parts/overlay";
import { Fault } from "../../parts/states";
import { Panel } from "../../parts/timeline";
import type { Case, Need, Paper } from "./types";

const content = (p: Paper): string => `/api/v1/attachments/${p.id}/content`;

export function Evidence({ c, reload }: { c: Case; reload: () => void }) {
	const needs = new Map<string, Need>();
	for (const a of c.acts)
		for (const n of a.needs)
			needs.set(n.id, n);
	const wanted = [...needs.values()];
	return <Panel title={t("case.papers")}>
		{wanted.length ? <ul class="plain needs">{wanted.map((n) => <li key={n.id} class="row spread">
			<span><span aria-hidden="true">{n.have ? "✓" : "○"}</span> {n.name}<span class="hidden-text"> {n.have ? t("case.have") : t("case.have.not")}</span></span>
			{c.may_attach && c.household ? <Add c={c} n={n} reload={reload} /> : null}</li>)}</ul> : null}
		{c.papers.length ? <ul class="plain papers-list">{c.papers.map((p) => <li key={p.id}>
			<a href={content(p)} target="_blank" rel="noopener">{p.title || p.kind}</a>
			<span class="muted small"> {[p.title ? p.kind : "", p.taken, p.used ? t("case.used") : ""].filter(Boolean).join(" · ")}</span></li>)}</ul>
			: wanted.length ? null : <p class="muted">{t("paper.none")}</p>}
	</Panel>;
}

function Add({ c, n, reload }: { c: Case; n: Need; reload: () => void }) {
	const [busy, set_busy] = useState(false);
	const [fault, set_fault] = useState<Problem | null>(null);
	const keys = useRef(new Map<string, string>());
	async function send(input: HTMLInputElement): Promise<void> {
		const f = input.files?.[0];
		input.value = "";
		if (!f)
			return;
		set_busy(true);
		set_fault(null);
		const what = [f.name, f.size, f.lastModified, n.id].join("|");
		if (!keys.current.has(what))
			keys.current.set(what, new_key());
		try {
			await api(`household/${encodeURIComponent(c.household!)}/attachments?name=${encodeURIComponent(f.name)}`
				+ `&kind=${encodeURIComponent(n.name)}`, { method: "POST", raw: f, key: keys.current.get(what)! });
			toast(t("case.paper.added", n.name));
			reload();
		} catch (e) {
			set_fault(e as Problem);
		}
		set_busy(false);
	}
	return <>
		<label class={"btn small" + (busy ? " off" : "")}><Icon name={n.have ? "plus" : "import"} size={14} />{busy ? t("working") : t("case.add.paper")}
			<input class="hidden-text" type="file" accept="image/jpeg,image/png,application/pdf" disabled={busy} aria-label={t("case.add.paper.of", n.name)}
				onChange={(e) => void send(e.currentTarget)} /></label>
		{fault ? <Fault fault={fault} /> : null}
	</>;
}

// What can be printed of a household: this page, or a paper to be read and signed, as PDF. Offered first is
// what fits: papers of no procedure, and those of the procedures it has a case of; the rest lies under "more".
import { useState } from "preact/hooks";
import { useLoad } from "../../base/api";
import { lang, pick, t } from "../../base/words";
import type { Card } from "../rounds/types";

interface Paper { name: string; zh: string; en: string; about: string; after?: string; procedure?: string }

export function PrintItems({ no, close }: { no: string; close: () => void }) {
	const papers = useLoad<{ items: Paper[] }>("papers").data?.items;
	const cases = useLoad<{ items: Card[] }>(`household/${encodeURIComponent(no)}/cases`);
	const [all, set_all] = useState(false);
	const of = new Set(cases.data?.items.map((c) => c.procedure_id));
	const fits = (p: Paper): boolean => !p.procedure || p.procedure.split(" ").some((x) => of.has(x));
	// Who is not shown its cases is offered every paper.
	const mine = (papers || []).filter((p) => p.about === "household" && !p.after);
	const asked = cases.data || cases.fault;
	const first = cases.fault ? mine : mine.filter(fits), rest = mine.filter((p) => !first.includes(p));
	const one = (p: Paper) => <a key={p.name} class="menu-item" target="_blank" rel="noopener" onClick={close}
		href={`/api/v1/household/${encodeURIComponent(no)}/papers/${p.name}.pdf?lang=${lang.value}`}>{pick(p.zh, p.en)}</a>;
	return <>
		<button type="button" class="menu-item" onClick={() => { close(); print(); }}>{t("print.page")}</button>
		{asked ? <>{first.map(one)}
			{!rest.length ? null : all ? rest.map(one)
				: <button type="button" class="menu-item" aria-expanded="false" onClick={() => set_all(true)}>{t("print.more")}</button>}</> : null}
	</>;
}

// What can be printed of a household: this page, or a paper to be read and signed, as PDF.
import { useEffect, useState } from "preact/hooks";
import { api } from "../../base/api";
import { lang, pick, t } from "../../base/words";

interface Paper { name: string; zh: string; en: string; about: string; after?: string }

export function PrintItems({ no, close }: { no: string; close: () => void }) {
	const [papers, set] = useState<Paper[]>([]);
	useEffect(() => {
		api<{ items: Paper[] }>("papers").then((a) => set(a.items), () => undefined);
	}, []);
	return <>
		<button type="button" class="menu-item" onClick={() => { close(); print(); }}>{t("print.page")}</button>
		{papers.filter((p) => p.about === "household" && !p.after).map((p) => <a key={p.name} class="menu-item"
			target="_blank" rel="noopener" onClick={close}
			href={`/api/v1/household/${encodeURIComponent(no)}/papers/${p.name}.pdf?lang=${lang.value}`}>
			{pick(p.zh, p.en)}</a>)}
	</>;
}

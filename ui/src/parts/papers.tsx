// Papers that can be printed of something: PDF files of the server, each opened in a tab of its own.
import { useLoad } from "../base/api";
import { lang, pick, t } from "../base/words";
import { Icon } from "./icon";
import { Menu } from "./overlay";

interface Paper { name: string; zh: string; en: string; about: string; after?: "letter" | "answer" | "confirmed"; procedure?: string }

/** came: which of those that a case must have come to are there. at: what it is about, such as notices/2026-0001; papers: those that fit, by name; none: all about `of`. */
export function Print({ at, papers, of, came }: { at: string; papers?: string[]; of?: string; came?: (p: Paper) => boolean }) {
	const all = useLoad<{ items: Paper[] }>("papers").data?.items || [];
	const fit = (papers ? papers.map((p) => all.find((x) => x.name === p)).filter((x): x is Paper => !!x) : all.filter((x) => x.about === of))
		.filter((p) => !came || came(p));
	const link = (p: Paper): string => `/api/v1/${at}/papers/${p.name}.pdf?lang=${lang.value}`;
	if (!fit.length)
		return null;
	if (fit.length === 1)
		return <a class="btn" href={link(fit[0]!)} target="_blank" rel="noopener"><Icon name="print" />{pick(fit[0]!.zh, fit[0]!.en)}</a>;
	return <Menu label={t("print.paper")} icon="print">{(close) => fit.map((p) => <a key={p.name} class="btn bare start" href={link(p)} target="_blank"
		rel="noopener" onClick={close}>{pick(p.zh, p.en)}</a>)}</Menu>;
}

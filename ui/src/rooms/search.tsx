// What was found, by name, initials, number or last four digits.
import { query_text, useLoad } from "../base/api";
import { query, to } from "../base/route";
import { noun_name, phone } from "../base/state";
import { t } from "../base/words";
import { SearchBox, type Hits } from "../parts/search";
import { Empty, PageHead, Ready } from "../parts/states";

/* The program tells no more at once. */
const MOST = 20;

export default function Search(_: { parts: string[] }) {
	const q = query.value.get("q") || "";
	const hits = useLoad<Hits>(q ? "search" + query_text({ q, limit: MOST }) : null);
	return <>
		<PageHead title={q ? t("search.for", q) : t("search")} />
		{phone.value ? <div class="search-page"><SearchBox auto={!q} /></div> : null}
		{q ? <Ready of={hits}>{(d) => <>
			{d.counted ? <p class="notice warn-edge">▲ {t("search.counted")}</p> : null}
			{d.items.length ? <ul class="plain found">{d.items.map((h) => <li key={h.noun + h.no}>
				<a href={to(`/${h.noun}/${encodeURIComponent(h.no)}`)}><span class="tag">{noun_name(h.noun)}</span>
					<b>{h.title}</b> <span class="muted">{h.sub}</span><span class="muted small mono">{h.no}</span></a></li>)}
				{d.items.length >= MOST ? <li class="muted">{t("search.most", MOST)}</li> : null}
			</ul> : <Empty text={t("search.none", q)}><p>{t("search.tips")}</p></Empty>}
		</>}</Ready> : <p class="muted">{t("search.tips")}</p>}
	</>;
}

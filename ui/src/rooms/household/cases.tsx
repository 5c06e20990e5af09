// The procedures a household is or was in.
import { useLoad } from "../../base/api";
import { t } from "../../base/words";
import { Status } from "../../parts/status";
import { Panel } from "../../parts/timeline";
import { Missing } from "../rounds/card";
import { Left } from "../rounds/list";
import { case_href, type Card } from "../rounds/types";

export function Cases({ no }: { no: string }) {
	const got = useLoad<{ items: Card[] }>(no ? `household/${encodeURIComponent(no)}/cases` : null);
	return got.data?.items.length ? <Panel title={t("hh.cases")}><ul class="plain stack">{got.data.items.slice(0, 8).map((c) => <li key={c.no}>
		<a href={case_href(c.no)}>{c.procedure}</a> <span class="muted small">{c.no}</span>
		<br /><Status tone={c.ended ? "none" : "info"}>{c.gate.name}</Status> {c.ended ? <span class="muted small">{c.ended}</span> : c.due ? <Left c={c} /> : null}
		{c.ended ? null : <Missing c={c} />}</li>)}</ul></Panel> : null;
}

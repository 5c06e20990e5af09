// What the checks doubt about this household, and nobody has settled yet.
import { useLoad } from "../../base/api";
import { has_noun } from "../../base/state";
import type { Page, Row } from "../../base/types";
import { t } from "../../base/words";
import { Status } from "../../parts/status";
import { Panel } from "../../parts/timeline";
import { live_query, state_tone } from "../checks/types";

const FIRST = 5;

export function Doubts({ no }: { no: string }) {
	const of = "f.household=" + encodeURIComponent(no) + "&" + live_query();
	const doubts = useLoad<Page<Row>>(no && has_noun("doubt") ? `doubt?${of}&limit=${FIRST}&count=1&fields=no,check_id,state` : null);
	const d = doubts.data;
	return d?.items.length ? <Panel title={t("hh.doubts")}><ul class="plain stack">{d.items.map((r) => <li key={r.id}>
		<a href={`/doubt/${r.no}`}>{r.labels?.check_id || String(r.c.check_id)}</a>
		<br /><Status tone={state_tone(String(r.c.state))}>{String(r.c.state)}</Status></li>)}</ul>
		{(d.total ?? 0) > FIRST ? <p><a href={"/doubt?" + of}>{t("show.all", d.total ?? 0)}</a></p> : null}</Panel> : null;
}

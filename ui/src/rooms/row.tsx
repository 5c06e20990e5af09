// One row of any noun on its page: its fields, where it came from, what was changed; a person too.
import { useState } from "preact/hooks";
import { useLoad } from "../base/api";
import { area, can, column_name, kind_name, kind_told, noun_name, noun_of, row_name } from "../base/state";
import type { Event, Page, Row } from "../base/types";
import { t } from "../base/words";
import { Icon } from "../parts/icon";
import { Dialog } from "../parts/overlay";
import { PrintFoot } from "../parts/print";
import { Propose } from "./row/propose";
import { room_name } from "../base/rooms";
import { Empty, PageHead, Ready } from "../parts/states";
import { Panel, Timeline } from "../parts/timeline";
import { Facts } from "../parts/value";
import { LeadDeal } from "./lead/deal";
import { cell_view } from "./list/cell";

/* Kept by the program: nobody proposes changes to them. */
const kept = ["finding", "batch", "difference", "setting", "list_value", "pack_version", "roll", "area",
	"area_event", "attachment"];

export default function RowPage({ parts }: { parts: string[] }) {
	const [noun, key] = parts as [string, string];
	const n = noun_of(noun);
	const at = `${noun}/${encodeURIComponent(key)}`;
	const row = useLoad<Row>(n ? at : null);
	const past = useLoad<Page<Event>>(n ? at + "/history" : null);
	const [edit, set_edit] = useState(false);
	if (!n)
		return <><PageHead title={t("fault.404")} /><Empty text={t("list.unknown")} /></>;
	return <>
		<nav class="row way"><a class="btn bare" href={`/${noun}` + (area.value ? `?area=${area.value}` : "")}>
			<Icon name="left" />{room_name("/" + noun) || noun_name(noun)}</a></nav>
		{row.fault && !row.data ? <PageHead title={noun_name(noun)} /> : null}
		<Ready of={row}>{(r) => {
			const wrong = noun === "finding" ? String(r.c.kind ?? "") : "";
			const name = wrong ? kind_name(wrong) : r.labels?.called ? row_name(noun, r.labels.called, r.labels.head)
				: String(r.c.name ?? r.c.title ?? r.c.head_name ?? r.no ?? key);
			const house = r.c.household ? String(r.c.household) : r.c.about_entity === "household" ? String(r.c.about_no ?? "") : "";
			return <>
				<PageHead title={name} sub={`${noun_name(noun)} ${r.no || r.id}` + (r.area ? ` · ${r.area.path}` : "")}>
					{house ? <a class="btn" href={`/household/${encodeURIComponent(house)}`}>
						<Icon name="household" />{t("row.household")}</a> : null}
					{can("propose") && !kept.includes(noun) ? <button type="button" class="btn main"
						onClick={() => set_edit(true)}><Icon name="edit" />{t("propose")}</button> : null}
					<button type="button" class="btn" onClick={() => print()}><Icon name="print" />{t("print")}</button>
				</PageHead>
				<div class="hh-body">
					<section class="panel">{wrong ? <p>{kind_told(wrong, column_name(String(r.c.about_entity || ""),
						String(r.c.col || "")), String(r.c.detail ?? ""))}</p> : null}
						<Facts row={r} noun={noun} fields={n.fields.filter((f) => f.name !== "fact_key")} bare view={(f) => noun === "finding" ? cell_view(noun, f, r) : undefined}
						events={past.data?.items.map((e) => ({ ...e, noun })) || []} /></section>
					<aside class="rail">
						{noun === "lead" && r.no ? <LeadDeal no={String(r.no)} household={house} name={name}
							changed={() => { row.reload(); past.reload(); }} /> : null}
						{r.from ? <Panel title={t("hh.source")}>{r.from.file ? <p>{t("hh.from", r.from.file || "--", r.from.row ?? "--")}</p> : null}
							<p class="muted">{r.from.when} · {r.from.who}</p></Panel> : null}
						<Panel title={t("tab.changes")}><Ready of={past}>{(p) => p.items.length
							? <Timeline events={wrong ? p.items.map((e) => ({ ...e, changed: e.what?.startsWith("import") ? [] : e.changed }))
								: p.items} noun={noun} /> : <p class="muted">{t("row.unchanged")}</p>}</Ready></Panel>
					</aside>
				</div>
				{edit && r.closed ? <ClosedYear told={r.closed} close={() => set_edit(false)} /> : edit ? <Propose row={r} noun={noun} fields={n.fields} close={() => set_edit(false)}
					done={() => { set_edit(false); row.reload(); }} /> : null}
				<PrintFoot />
			</>;
		}}</Ready>
	</>;
}

/* In place of a form whose end would be a refusal: the year is closed, by whom, who may open it again. */
function ClosedYear({ told, close }: { told: string; close: () => void }) {
	return <Dialog title={t("closed.title")} close={close}><div class="stack">
		<p class="notice warn-edge">{told}</p>
		<div class="row"><a class="btn" href="/years" onClick={close}>{t("closed.go")}</a>
			<button type="button" class="btn main" onClick={close}>{t("close")}</button></div>
	</div></Dialog>;
}

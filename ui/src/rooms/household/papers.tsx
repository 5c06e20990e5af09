// Photographs and documents of a household: shown, and added from the phone's camera or from a file.
import { useRef, useState } from "preact/hooks";
import { api, new_key, type Problem } from "../../base/api";
import { bytes_text, cell_text } from "../../base/format";
import { can, field_of } from "../../base/state";
import type { Row } from "../../base/types";
import { t } from "../../base/words";
import { CodeSelect, Labelled } from "../../parts/form";
import { Icon } from "../../parts/icon";
import { Fault } from "../../parts/states";
import type { HouseholdPage } from "../household";

const content = (row: Row): string => `/api/v1/attachments/${row.id}/content`;

function Paper({ row }: { row: Row }) {
	const c = row.c;
	const title = String(c.title || "") || cell_text(field_of("attachment", "kind"), c.kind);
	const photo = c.media_type === "image/jpeg";
	const kept = !!c.media_type;
	return <figure class="paper">
		{photo ? <a href={content(row)} target="_blank" rel="noopener"><img src={content(row)} alt={title} loading="lazy" /></a>
			: kept ? <a class="btn" href={content(row)} download><Icon name="export" />PDF</a> : null}
		<figcaption><b>{title}</b><div class="muted">{cell_text(field_of("attachment", "kind"), c.kind)}
			{c.taken ? ` · ${c.taken}` : ""}{c.taken_by ? ` · ${c.taken_by}` : ""}
			{c.bytes ? ` · ${bytes_text(Number(c.bytes))}` : ""}</div></figcaption>
	</figure>;
}

function Add({ no, done }: { no: string; done: () => void }) {
	const [kind, set_kind] = useState("");
	const [title, set_title] = useState("");
	const [busy, set_busy] = useState(false);
	const [fault, set_fault] = useState<Problem | null>(null);
	const keys = useRef(new Map<string, string>());
	const field = field_of("attachment", "kind");
	async function send(input: HTMLInputElement): Promise<void> {
		const files = [...(input.files || [])];
		input.value = "";
		set_busy(true);
		set_fault(null);
		try {
			for (const f of files) {
				/* the same file again, because no answer came: it is kept once */
				const what = [f.name, f.size, f.lastModified, kind, title].join("|");
				if (!keys.current.has(what))
					keys.current.set(what, new_key());
				await api(`household/${encodeURIComponent(no)}/attachments?name=${encodeURIComponent(f.name)}`
					+ `&kind=${encodeURIComponent(kind)}&title=${encodeURIComponent(title)}`, { method: "POST", raw: f, key: keys.current.get(what)! });
			}
			set_title("");
			done();
		} catch (e) {
			set_fault(e as Problem);
		}
		set_busy(false);
	}
	return <div class="stack no-print paper-add">
		{fault ? <Fault fault={fault} /> : null}
		<div class="row">
			{field ? <Labelled id="paper-kind" label={t("paper.kind")} need><CodeSelect field={field} id="paper-kind" value={kind}
				set={set_kind} /></Labelled> : null}
			<Labelled id="paper-title" label={t("paper.title")}><input id="paper-title" type="text" maxLength={100} value={title}
				onInput={(e) => set_title(e.currentTarget.value)} /></Labelled>
		</div>
		<div class="row">
			<label class={"btn main" + (kind && !busy ? "" : " off")}><Icon name="plus" />{busy ? t("working") : t("paper.camera")}
				<input class="hidden-text" type="file" accept="image/*" capture="environment" disabled={!kind || busy}
					onChange={(e) => void send(e.currentTarget)} /></label>
			<label class={"btn" + (kind && !busy ? "" : " off")}><Icon name="import" />{t("paper.file")}
				<input class="hidden-text" type="file" accept="image/jpeg,image/png,application/pdf" multiple
					disabled={!kind || busy} onChange={(e) => void send(e.currentTarget)} /></label>
			<span class="muted">{kind ? t("paper.words") : t("paper.first")}</span>
		</div>
	</div>;
}

export function Papers({ page, reload }: { page: HouseholdPage; reload: () => void }) {
	const rows = page.children.attachment || [];
	return <div class="stack">
		{can("attach") && page.household.no ? <Add no={page.household.no} done={reload} /> : null}
		{rows.length ? <div class="papers">{rows.map((r) => <Paper row={r} key={r.id} />)}</div>
			: <p class="muted">{t("paper.none")}</p>}
	</div>;
}

// Who declares is in no list: the village proposes the household with what was told; when somebody
// else has approved it, the declaration goes on with it. Heads of the same name who are in the
// register stand above, so that nobody is entered twice.
import { useState } from "preact/hooks";
import { api, Problem, type FieldFault } from "../../base/api";
import { number_value } from "../../base/format";
import { field_of, is_number } from "../../base/state";
import { pick, t } from "../../base/words";
import { check_value, ErrorSummary, FieldInput, Labelled, ReasonInput } from "../../parts/form";
import { useHouses, where_of } from "../rounds/house";
import { Dialog } from "../../parts/overlay";
import { useSend, type Declaration } from "./types";

const asked = ["head_name", "head_id", "phone", "group_name", "members"];
const id_of = (field: string): string => "new-" + field;

export function Newcomer({ d, close, done }: { d: Declaration; close: () => void; done: () => void }) {
	const [v, set] = useState<Record<string, string>>({ head_name: d.name || "", phone: d.phone || "", group_name: d.group || "" });
	const [why, set_why] = useState(t("new.why", d.channel || "", d.received || ""));
	const [faults, set_faults] = useState<FieldFault[]>([]);
	const { busy, fault, send } = useSend();
	const same = (useHouses(v.head_name || "") || []).filter((h) => h.title === v.head_name?.trim());
	const fields = asked.map((name) => field_of("household", name)).filter((f) => !!f);
	function wrong(): FieldFault[] {
		const all = fields.map((f) => ({ field: f.name, detail: check_value(f, v[f.name] || "") })).filter((x) => x.detail);
		if (!v.head_name?.trim())
			all.push({ field: "head_name", detail: t("check.required") });
		if (!why.trim())
			all.push({ field: "reason", detail: t("check.reason") });
		return all;
	}
	async function run(key: string): Promise<void> {
		const cells = fields.filter((f) => v[f.name]?.trim()).map((f) => [f.name, is_number(f) ? number_value(v[f.name]!) : v[f.name]!.trim()]);
		await api(`declarations/${d.id}/household`, { method: "POST", key, body: { set: Object.fromEntries(cells), reason: why.trim() } });
		done();
	}
	const fault_of = (name: string): string | undefined => faults.find((f) => f.field === name)?.detail;
	return <Dialog title={t("dcl.newcomer")} close={close}><form class="stack" noValidate onSubmit={(e) => {
		e.preventDefault();
		const all = wrong();
		set_faults(all);
		if (!all.length)
			send((key) => run(key).catch((f) => { set_faults(f instanceof Problem ? f.errors : []); throw f; }));
	}}>
		<ErrorSummary faults={faults} fault={fault} id_of={id_of} />
		<p class="muted">{t("new.words", d.place)}</p>
		{same.length ? <div class="notice warn-edge" role="status"><p>▲ {t("new.same")}</p><ul>{same.map((h) => <li key={h.no}>
			<a href={"/household/" + encodeURIComponent(h.no)} target="_blank" rel="noopener">{h.title}</a> {where_of(h)} <span class="muted small">{h.no}</span></li>)}</ul></div> : null}
		{fields.map((f) => <Labelled key={f.name} id={id_of(f.name)} label={pick(f.zh, f.en)} need={f.name === "head_name"} fault={fault_of(f.name)}
			hint={f.name === "head_id" ? t("new.id.hint") : undefined}>
			<FieldInput field={f} id={id_of(f.name)} value={v[f.name] || ""} fault={fault_of(f.name)} set={(x) => set((o) => ({ ...o, [f.name]: x }))} /></Labelled>)}
		<ReasonInput id={id_of("reason")} value={why} set={set_why} hint={t("propose.why")} fault={fault_of("reason")} />
		<div class="row"><button type="submit" class="btn main" disabled={busy}>{busy ? t("working") : t("new.send")}</button>
			<button type="button" class="btn" onClick={close}>{t("cancel")}</button></div>
	</form></Dialog>;
}

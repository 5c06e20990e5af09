// The forms of what people do about doubts: give them to somebody, explain with evidence, exempt for
// a time, or say that it is true.
import { useRef, useState } from "preact/hooks";
import { api, new_key } from "../../base/api";
import { date_value } from "../../base/format";
import { can, field_of } from "../../base/state";
import { comma, m, t, type Msg } from "../../base/words";
import { CodeSelect, DateInput, FilePick, Labelled } from "../../parts/form";
import { Dialog, toast } from "../../parts/overlay";
import { Fault } from "../../parts/states";
import type { Doubt } from "../doubt";
import { Who } from "./who";

export type Acting = "assign" | "explain" | "exempt" | "uphold";
const titles: Record<Acting, Msg> = { assign: m("dbt.assign"), explain: m("dbt.explain"), exempt: m("dbt.exempt"), uphold: m("dbt.uphold") };

function useSend(): { busy: boolean; fault: Error | null; send: (run: (key: string) => Promise<void>) => void } {
	const [busy, set_busy] = useState(false);
	const [fault, set_fault] = useState<Error | null>(null);
	const key = useRef(new_key());
	const send = (run: (key: string) => Promise<void>): void => {
		set_busy(true);
		set_fault(null);
		run(key.current).catch((e: Error) => { set_fault(e); key.current = new_key(); }).finally(() => set_busy(false));
	};
	return { busy, fault, send };
}

export function Act({ what, d, close, done }: { what: Acting; d: Doubt; close: () => void; done: () => void }) {
	const [words, set_words] = useState(what === "assign" ? d.assigned_to || "" : what === "explain" ? d.said || "" : "");
	const [day, set_day] = useState(what === "assign" ? d.due || "" : "");
	const [kind, set_kind] = useState("");
	const [paper, set_paper] = useState<File | null>(null);
	const { busy, fault, send } = useSend();
	const house = d.household || "";
	const kinds = field_of("attachment", "kind");
	async function run(key: string): Promise<void> {
		const date = date_value(day) || day;
		let evidence = d.evidence || "";
		if (paper) {
			const a = await api<{ id: string }>(`household/${encodeURIComponent(house)}/attachments?name=${encodeURIComponent(paper.name)}`
				+ `&kind=${encodeURIComponent(kind)}&title=${encodeURIComponent(d.no)}`, { method: "POST", raw: paper, key: key + "p" });
			evidence = String(a.id);
		}
		const body = what === "assign" ? { to: words, ...(date ? { due: date } : {}) }
			: what === "explain" ? { said: words, ...(evidence ? { evidence } : {}) }
			: what === "exempt" ? { until: date, reason: words } : { reason: words };
		await api(`doubts/${encodeURIComponent(d.no)}/${what}`, { method: "POST", body, key });
		toast(t("dbt.done"));
		done();
	}
	return <Dialog title={t(titles[what])} close={close}>
		<form class="stack" onSubmit={(e) => { e.preventDefault(); send(run); }}>
			{fault ? <Fault fault={fault} /> : null}
			{what === "assign" ? <Who of="doubts" nos={[d.no]} value={words} set={set_words} need />
				: <Labelled id="dbt-words" label={what === "explain" ? t("dbt.said") : t("dbt.reason")} need
					hint={what === "explain" ? t("dbt.said.hint") : what === "exempt" ? t("dbt.exempt.hint") : t("dbt.uphold.hint")}>
					<textarea id="dbt-words" rows={4} required maxLength={what === "explain" ? 1000 : 500} value={words}
						onInput={(e) => set_words(e.currentTarget.value)} /></Labelled>}
			{what === "assign" || what === "exempt" ? <Labelled id="dbt-day" label={what === "assign" ? t("dbt.due") : t("dbt.exempt.day")}
				need={what === "exempt"}><DateInput field={{ name: "", type: "date", zh: "", en: "" }} id="dbt-day" value={day} set={set_day} />
			</Labelled> : null}
			{what === "explain" && house && can("attach") && kinds ? <fieldset class="radios"><legend>{t("dbt.evidence.add")}</legend>
				<Labelled id="dbt-kind" label={t("paper.kind")}><CodeSelect field={kinds} id="dbt-kind" value={kind} set={set_kind} /></Labelled>
				{kind ? <><FilePick label={paper ? "✓ " + paper.name : t("paper.file")} accept="image/jpeg,image/png,application/pdf"
					take={(all) => set_paper(all[0] || null)} /><p class="muted small">{t("paper.words")}</p></> : null}</fieldset> : null}
			<div class="row"><button type="submit" class="btn main" disabled={busy || (what === "exempt" && !date_value(day))}>
				{busy ? t("working") : t(titles[what])}</button>
				<button type="button" class="btn" onClick={close}>{t("cancel")}</button></div>
		</form>
	</Dialog>;
}

/** Several doubts go to one person. */
export function AssignMany({ nos, close, done }: { nos: string[]; close: () => void; done: () => void }) {
	const [who, set_who] = useState("");
	const [day, set_day] = useState("");
	const { busy, fault, send } = useSend();
	async function run(key: string): Promise<void> {
		const due = date_value(day);
		const a = await api<{ done: number; left: string[] }>("doubts/assign", { method: "POST", key,
			body: { nos, to: who, ...(due ? { due } : {}) } });
		toast(t("dbt.given", a.done) + (a.left.length ? " " + t("dbt.left", a.left.join(comma())) : ""));
		done();
	}
	return <Dialog title={t("dbt.assign.n", nos.length)} close={close}>
		<form class="stack" onSubmit={(e) => { e.preventDefault(); send(run); }}>
			{fault ? <Fault fault={fault} /> : null}
			<Who of="doubts" nos={nos} value={who} set={set_who} need />
			<Labelled id="dbt-day" label={t("dbt.due")}><DateInput field={{ name: "", type: "date", zh: "", en: "" }} id="dbt-day" value={day}
				set={set_day} /></Labelled>
			<div class="row"><button type="submit" class="btn main" disabled={busy}>{busy ? t("working") : t("dbt.assign")}</button>
				<button type="button" class="btn" onClick={close}>{t("cancel")}</button></div>
		</form>
	</Dialog>;
}

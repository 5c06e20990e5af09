// Proposing a change: only the fields touched are sent, with a reason, on the version that was
// seen. When somebody else was quicker, both versions are shown and one goes on from there.
import { useRef, useState } from "preact/hooks";
import { api_full, new_key, Problem, type FieldFault } from "../../base/api";
import { cell_text, date_value, number_value } from "../../base/format";
import { field_of, is, is_number, noun_name } from "../../base/state";
import type { Cell, Change, Field, Row } from "../../base/types";
import { pick, t } from "../../base/words";
import { check_value, ErrorSummary, FieldInput, Labelled, ReasonInput } from "../../parts/form";
import { Dialog, toast } from "../../parts/overlay";

const id_of = (name: string): string => "edit-" + name;
const text_of = (v: Cell): string => v === undefined || v === null ? ""
	: typeof v === "boolean" ? (v ? t("yes") : t("no")) : String(v);

/** What may be proposed: neither keys nor what the program reckons or a procedure decides; sealed ones are typed anew. */
export const editable = (f: Field): boolean => !is(f, "key") && !is(f, "readonly") && !is(f, "decided") &&
	!["ref", "area", "hash", "time"].includes(f.type);

export function Propose({ row, noun, fields, close, done }: { row: Row; noun: string;
	fields: Field[]; close: () => void; done: (c: Change) => void }) {
	const [base, set_base] = useState(row);
	const [set_to, put] = useState<Record<string, string>>({});
	const [why, set_why] = useState("");
	const [find, set_find] = useState("");
	const [faults, set_faults] = useState<FieldFault[]>([]);
	const [fault, set_fault] = useState<Problem | null>(null);
	const [stale, set_stale] = useState<Row | null>(null);
	const [busy, set_busy] = useState(false);
	const key = useRef(new_key());
	const known = fields.filter(editable);
	const decided = fields.filter((f) => is(f, "decided") && base.c[f.name] !== undefined);
	const before = (f: Field): string => is(f, "sealed") ? "" : text_of(base.c[f.name]);
	const touched = known.filter((f) => set_to[f.name] !== undefined && set_to[f.name] !== before(f));
	const fault_of = (name: string): string | undefined => faults.find((f) => f.field === name)?.detail;

	function check(): FieldFault[] {
		const all = touched.map((f) => ({ field: f.name, detail: check_value(f, set_to[f.name]!) }))
			.filter((x) => x.detail)
			.map((x) => ({ ...x, detail: t("check.at", pick(field_of(noun, x.field)!.zh,
				field_of(noun, x.field)!.en), x.detail) }));
		if (!touched.length)
			all.push({ field: known[0]?.name || "", detail: t("propose.nothing") });
		if (!why.trim())
			all.push({ field: "reason", detail: t("check.reason") });
		return all;
	}
	function value_of(f: Field): string | null {
		const text = set_to[f.name]!.trim();
		if (!text)
			return null;
		return is_number(f) ? number_value(text) : f.type === "date" ? date_value(text) || text : text;
	}
	async function send(e: Event | SubmitEvent): Promise<void> {
		(e as SubmitEvent).preventDefault();
		if (busy)
			return;
		const wrong = check();
		set_faults(wrong);
		set_fault(null);
		if (wrong.length)
			return;
		set_busy(true);
		try {
			const { data } = await api_full<{ change: Change }>(
				`${noun}/${encodeURIComponent(row.no || row.id)}`, { method: "PATCH",
					etag: `"v${base.v}"`, key: key.current,
					body: { set: Object.fromEntries(touched.map((f) => [f.name, value_of(f)])),
						reason: why.trim() } });
			toast(t("propose.sent"));
			done(data.change);
		} catch (f) {
			const p = f as Problem;
			set_busy(false);
			if (p.status === 412 && p.body?.now)
				set_stale(p.body.now as Row);
			else {
				set_faults(p.errors);
				set_fault(p);
			}
			key.current = new_key();
		}
	}
	if (stale)
		return <Dialog title={t("conflict.title")} close={close} wide>
			<ConflictView noun={noun} yours={Object.fromEntries(touched.map((f) => [f.name, set_to[f.name]!]))}
				before={base} now={stale} />
			<div class="row"><button type="button" class="btn main" onClick={() => {
				set_base(stale);
				set_stale(null);
			}}>{t("conflict.go")}</button>
				<button type="button" class="btn" onClick={close}>{t("conflict.leave")}</button></div>
		</Dialog>;
	const shown = known.filter((f) => !find || (f.zh + f.en).toLowerCase().includes(find.toLowerCase()));
	return <Dialog title={t("propose.title", noun_name(noun), row.no || row.id)} close={close} wide>
		<form class="stack propose" onSubmit={send} noValidate>
			<ErrorSummary faults={faults} fault={fault} id_of={id_of} />
			<p class="muted">{t("propose.words")}</p>
			{known.length > 12 ? <input type="search" value={find} placeholder={t("columns.find")}
				aria-label={t("columns.find")} onInput={(e) => set_find(e.currentTarget.value)} /> : null}
			<div class="two">{shown.map((f) => {
				const id = id_of(f.name);
				const on = touched.includes(f);
				return <div key={f.name} class={on ? "touched" : ""}>
					<Labelled id={id} label={pick(f.zh, f.en)} fault={fault_of(f.name)} need={is(f, "required")}
						hint={is(f, "sealed") && base.c[f.name] ? t("propose.sealed", String(base.c[f.name]))
							: on ? t("propose.was", cell_text(f, base.c[f.name])) : undefined}>
						<FieldInput field={f} id={id} value={set_to[f.name] ?? before(f)}
							fault={fault_of(f.name)} set={(v) => put((o) => ({ ...o, [f.name]: v }))} />
					</Labelled></div>;
			})}</div>
			{decided.length && !find ? <><h3>{t("propose.decided")}</h3><dl class="facts">{decided.map((f) => <div key={f.name}>
				<dt>{pick(f.zh, f.en)}</dt><dd>{cell_text(f, base.c[f.name])}</dd></div>)}</dl></> : null}
			<div class="sticky-foot">
				<ReasonInput id={id_of("reason")} value={why} set={set_why} hint={t("propose.why")}
					fault={fault_of("reason")} />
				<div class="row"><button type="submit" class="btn main" disabled={busy}>
					{busy ? t("working") : t("propose.send", touched.length)}</button>
					<button type="button" class="btn" onClick={close}>{t("cancel")}</button></div>
			</div>
		</form>
	</Dialog>;
}

/** Three columns: what one saw, what it is now, what one wrote. */
export function ConflictView({ noun, yours, before, now }: { noun: string;
	yours: Record<string, string>; before: Row; now: Row }) {
	const names = Object.keys({ ...before.c, ...now.c, ...yours }).filter((f) => f in yours ||
		text_of(before.c[f]) !== text_of(now.c[f]));
	return <>
		<p>{t("conflict.words")}</p>
		<table class="plain-table three"><thead><tr><th scope="col">{t("field")}</th>
			<th scope="col">{t("conflict.before")}</th><th scope="col">{t("conflict.now")}</th>
			<th scope="col">{t("conflict.yours")}</th></tr></thead>
			<tbody>{names.map((name) => {
				const f = field_of(noun, name);
				const both = name in yours && text_of(before.c[name]) !== text_of(now.c[name]);
				return <tr key={name} class={both ? "clash" : ""}>
					<th scope="row">{f ? pick(f.zh, f.en) : name}{both ? <span class="status conflict small">
						<span aria-hidden="true">⇄</span> {t("conflict.both")}</span> : null}</th>
					<td>{cell_text(f, before.c[name])}</td><td>{cell_text(f, now.c[name])}</td>
					<td>{name in yours ? yours[name] || "--" : ""}</td></tr>;
			})}</tbody></table>
	</>;
}

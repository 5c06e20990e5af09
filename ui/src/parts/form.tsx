// Forms: one column, label above, hint, unit inside. Faults are told on sending, at the top with
// links and at the field with the same words; what was typed stays.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Problem, type FieldFault } from "../base/api";
import { date_value, money_hint, number_value } from "../base/format";
import { codes_of, field_unit, is, is_number } from "../base/state";
import type { Code, Field } from "../base/types";
import { pick, t } from "../base/words";
import { Icon } from "./icon";

export function Labelled({ id, label, hint, fault, children, need }: { id: string; label: string;
	hint?: string; fault?: string; children: ComponentChildren; need?: boolean }) {
	return <div class={"field" + (fault ? " faulty" : "")}>
		<label for={id}>{label}{need ? <span class="bad" aria-hidden="true"> *</span> : null}</label>
		{hint ? <p class="hint" id={id + "-hint"}>{hint}</p> : null}
		{fault ? <p class="fault" id={id + "-fault"}>! {fault}</p> : null}
		{children}
	</div>;
}

export const described = (id: string, hint?: string, fault?: string): string | undefined =>
	[hint ? id + "-hint" : "", fault ? id + "-fault" : ""].filter(Boolean).join(" ") || undefined;

interface InputProps {
	field: Field; id: string; value: string; set: (v: string) => void; fault?: string;
	label?: string;
	/** Of a list, the values that can be chosen; left out: all. */
	codes?: Code[];
}

export function CodeSelect({ field, id, value, set, label, fault, codes = codes_of(field) }: InputProps) {
	const known = codes.some((c) => c.zh === value || c.en === value);
	return <select id={id} value={value} aria-label={label} aria-invalid={fault ? true : undefined}
		onChange={(e) => set(e.currentTarget.value)}>
		<option value="">{t("choose")}</option>
		{value && !known ? <option value={value}>{value}</option> : null}
		{codes.map((c) => <option key={c.code} value={pick(c.zh, c.en)}>{pick(c.zh, c.en)}</option>)}
	</select>;
}

function SetInput({ field, id, value, set }: InputProps) {
	const chosen = value.split(/[、,，]\s*/).filter(Boolean);
	return <fieldset class="checks" id={id}>
		<legend class="hidden-text">{pick(field.zh, field.en)}</legend>
		{codes_of(field).map((c) => {
			const text = pick(c.zh, c.en);
			return <label key={c.code} class="check"><input type="checkbox"
				checked={chosen.includes(text)} onChange={(e) => set((e.currentTarget.checked
					? [...chosen, text] : chosen.filter((x) => x !== text)).join("、"))} /> {text}
			</label>;
		})}
	</fieldset>;
}

export function DateInput({ id, value, set, label, fault }: InputProps) {
	return <input type="text" id={id} value={value} placeholder={t("check.date.form")} size={12}
		inputMode="numeric" autocomplete="off" aria-label={label} aria-invalid={fault ? true : undefined}
		onInput={(e) => set(e.currentTarget.value)}
		onBlur={(e) => { const d = date_value(e.currentTarget.value); if (d) set(d); }} />;
}

export function MoneyInput({ field, id, value, set, label, fault }: InputProps) {
	const hint = money_hint(number_value(value));
	const unit = field_unit(field);
	return <span class="with-unit">
		<input type="text" id={id} value={value} inputMode="decimal" size={14} class="num"
			autocomplete="off" aria-label={label} aria-invalid={fault ? true : undefined}
			onInput={(e) => set(e.currentTarget.value)}
			onBlur={(e) => set(number_value(e.currentTarget.value))} />
		{unit ? <span class="unit">{unit}</span> : null}
		{hint ? <span class="muted small">{hint}</span> : null}
	</span>;
}

/** The input that fits a field of the descriptors. Values are texts as a person writes them. */
export function FieldInput(props: InputProps) {
	const { field, id, value, set, label, fault } = props;
	if (field.type === "list")
		return <CodeSelect {...props} />;
	if (field.type === "set")
		return <SetInput {...props} />;
	if (field.type === "bool")
		return <select id={id} aria-label={label} onChange={(e) => set(e.currentTarget.value)}
			value={/^(是|yes)$/i.test(value) ? t("yes") : /^(否|no)$/i.test(value) ? t("no") : ""}>
			<option value="">{t("choose")}</option>
			<option value={t("yes")}>{t("yes")}</option>
			<option value={t("no")}>{t("no")}</option>
		</select>;
	if (field.type === "date" || field.type === "month")
		return <DateInput {...props} />;
	if (is_number(field))
		return <MoneyInput {...props} />;
	if (field.type === "text" && (field.max || 0) > 120)
		return <textarea id={id} value={value} aria-label={label} maxLength={field.max}
			onInput={(e) => set(e.currentTarget.value)} />;
	return <input type="text" id={id} value={value} autocomplete="off" aria-label={label}
		aria-invalid={fault ? true : undefined} inputMode={field.type === "phone" ? "tel" : undefined}
		onInput={(e) => set(e.currentTarget.value)} />;
}

/** What can be seen wrong here already; the server says the rest. */
export function check_value(f: Field, text: string): string {
	const value = text.trim();
	if (!value)
		return is(f, "required") ? t("check.required") : "";
	if (f.type === "date" && !date_value(value))
		return t("check.date");
	if (is_number(f)) {
		const n = number_value(value);
		if (!/^-?\d+(\.\d+)?$/.test(n))
			return t("check.number");
		if (f.max && Number(n) > f.max)
			return t("check.max", f.max);
		if (f.min !== undefined && Number(n) < f.min)
			return t("check.min", f.min);
	}
	return "";
}

export function ErrorSummary({ faults, fault, id_of }: { faults?: FieldFault[]; fault?: Error | null;
	id_of?: (field: string) => string }) {
	const ref = useRef<HTMLDivElement>(null);
	const all = faults?.length ? faults : fault instanceof Problem ? fault.errors : [];
	const show = all.length > 0 || !!fault;
	useEffect(() => { if (show) ref.current?.focus(); }, [show, fault, faults?.length]);
	if (!show)
		return null;
	return <div class="notice bad-edge" role="alert" tabIndex={-1} ref={ref}>
		<p><b>! {all.length ? t("form.faults") : fault?.message}</b></p>
		<ul>{all.map((f) => <li key={f.field}>
			<a href={"#" + (id_of ? id_of(f.field) : f.field)} onClick={(e) => {
				e.preventDefault();
				document.getElementById(id_of ? id_of(f.field) : f.field)?.focus();
			}}>{f.detail}</a></li>)}</ul>
		{fault instanceof Problem && fault.trace
			? <p class="muted small">{t("fault.trace", fault.trace)}</p> : null}
	</div>;
}

/** A reason, asked for wherever one is kept: recent ones are offered. */
export function ReasonInput({ id, value, set, fault, hint }: { id: string; value: string;
	set: (v: string) => void; fault?: string; hint?: string }) {
	return <Labelled id={id} label={t("reason")} hint={hint} fault={fault} need>
		<input type="text" id={id} value={value} maxLength={200} class="wide"
			aria-describedby={described(id, hint, fault)} aria-invalid={fault ? true : undefined}
			onInput={(e) => set(e.currentTarget.value)} /></Labelled>;
}

/** Our own button over the browser's file field, whose words are in the browser's language. */
export function FilePick({ label, accept, multiple, take }: { label: string; accept: string;
	multiple?: boolean; take: (files: File[]) => void }) {
	const [over, set] = useState(false);
	return <label class={"file-pick" + (over ? " over" : "")}
		onDragOver={(e) => { e.preventDefault(); set(true); }} onDragLeave={() => set(false)}
		onDrop={(e) => { e.preventDefault(); set(false);
			take(Array.from(e.dataTransfer?.files || [])); }}>
		<Icon name="import" size={24} />
		<span>{label}</span>
		<input type="file" class="hidden-text" accept={accept} multiple={multiple}
			onChange={(e) => { take(Array.from(e.currentTarget.files || []));
				e.currentTarget.value = ""; }} />
	</label>;
}

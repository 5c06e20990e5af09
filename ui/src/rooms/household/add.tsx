// A row that the household does not have yet: a helper, a measure, a statement of income. What everybody wants
// to know stands first, all else below. It is a proposal: somebody else reviews it, then it holds.
import { useState } from "preact/hooks";
import { api, Problem, useLoad, type FieldFault } from "../../base/api";
import { date_value, number_value } from "../../base/format";
import { first_columns } from "../../base/lists";
import { codes_of, is, is_number, noun_name, noun_of } from "../../base/state";
import type { Code, Field } from "../../base/types";
import { pick, t } from "../../base/words";
import { check_value, ErrorSummary, FieldInput, Labelled, ReasonInput } from "../../parts/form";
import { Dialog, toast } from "../../parts/overlay";
import { editable } from "../row/propose";
import { useSend } from "../notices/types";

/** Nouns of which rows are entered by hand, so that their tab is there before the first of them. */
export const entered = ["income", "risk", "measure", "helper", "work", "post"];

/* The field that says of which year a row is: where years are closed, none of such a year is entered. */
const of_year: Record<string, string> = { income: "period_to" };

/* A year by itself is the whole of it, day by day as lists write it: twice would not be noticed. */
const whole_year: Record<string, string> = { "income.period_from": "-01-01", "income.period_to": "-12-31" };

/* What is asked first, where the columns of a list leave something out. */
const asked: Record<string, string[]> = { measure: "kind subkind content started ended unit_name amount".split(" "),
	risk: "kind subtype found channel detail".split(" "),
	income: "period_from period_to basis members wage operating property transfer operating_cost net per_capita_net".split(" ") };

/* The values of a list that details another of the noun, such as submeasure: those that belong to the value
 * chosen there (tag of_N), and those that belong to none. */
function codes_under(f: Field, fields: Field[], v: Record<string, string>): Code[] {
	const over = fields.find((x) => x.list && f.list === "sub" + x.list);
	const chosen = over && codes_of(over).find((c) => [c.zh, c.en].includes(v[over.name] || ""))?.code;
	const of = (c: Code): string[] => (c.sem || "").split(" ").filter((s) => s.startsWith("of_"));
	return codes_of(f).filter((c) => !chosen || !of(c).length || of(c).includes("of_" + chosen));
}

const id_of = (field: string): string => "add-" + field;

export function AddRow({ noun, no, place, close, done }: { noun: string; no: string; place?: string; close: () => void; done: () => void }) {
	const [v, set] = useState<Record<string, string>>({});
	const [why, set_why] = useState("");
	const [faults, set_faults] = useState<FieldFault[]>([]);
	const { busy, fault, send } = useSend();
	const all = noun_of(noun)!.fields.filter(editable);
	const years = useLoad<{ here?: { year: number; told: string }[] }>(of_year[noun] && place ? `years?area=${place}` : null);
	const shut = years.data?.here || [];
	const closed = shut.find((y) => date_value(v[of_year[noun] || ""] || "")?.startsWith(String(y.year)))?.told;
	const first = all.filter((f) => is(f, "required") || (asked[noun] || first_columns(noun)).includes(f.name));
	const rest = all.filter((f) => !first.includes(f));
	const given = all.filter((f) => v[f.name]?.trim());
	const fault_of = (name: string): string | undefined => name === of_year[noun] && closed ? closed : faults.find((f) => f.field === name)?.detail;
	function wrong(): FieldFault[] {
		const bad = all.map((f) => ({ field: f.name, detail: check_value(f, v[f.name] || "") })).filter((x) => x.detail)
			.map((x) => ({ ...x, detail: t("check.at", pick(all.find((f) => f.name === x.field)!.zh, all.find((f) => f.name === x.field)!.en), x.detail) }));
		return why.trim() ? bad : [...bad, { field: "reason", detail: t("check.reason") }];
	}
	const value_of = (f: Field): string => {
		const text = v[f.name]!.trim();
		const day = f.type === "date" ? date_value(text) || text : text;
		return is_number(f) ? number_value(text) : /^\d{4}$/.test(day) ? day + (whole_year[`${noun}.${f.name}`] || "") : day;
	};
	async function run(key: string): Promise<void> {
		await api(`household/${encodeURIComponent(no)}/rows/${noun}`, { method: "POST", key,
			body: { set: Object.fromEntries(given.map((f) => [f.name, value_of(f)])), reason: why.trim() } });
		toast(t("propose.sent"));
		done();
	}
	/* What was chosen of a kind goes with the kind. */
	function said(f: Field, x: string): void {
		set((o) => {
			const now: Record<string, string> = { ...o, [f.name]: x };
			for (const g of all)
				if (g.type === "list" && now[g.name] && !codes_under(g, all, now).some((c) => [c.zh, c.en].includes(now[g.name]!)))
					delete now[g.name];
			return now;
		});
	}
	const input = (f: Field) => <Labelled key={f.name} id={id_of(f.name)} label={pick(f.zh, f.en)} need={is(f, "required")} fault={fault_of(f.name)}
		hint={f.help ? pick(f.help[0], f.help[1]) : undefined}>
		<FieldInput field={f} id={id_of(f.name)} value={v[f.name] || ""} fault={fault_of(f.name)} set={(x) => said(f, x)}
			codes={f.type === "list" ? codes_under(f, all, v) : undefined} /></Labelled>;
	return <Dialog title={t("add.title", noun_name(noun))} close={close} wide><form class="stack propose" noValidate onSubmit={(e) => {
		e.preventDefault();
		const bad = wrong();
		set_faults(bad);
		if (!bad.length)
			send((key) => run(key).catch((f) => { set_faults(f instanceof Problem ? f.errors : []); throw f; }));
	}}>
		<ErrorSummary faults={faults} fault={fault} id_of={id_of} />
		<p class="muted">{t("add.words")}</p>
		{shut.length ? <p class="notice warn-edge">{t("closed.years", shut.map((y) => String(y.year)).join(t("verdict.comma")))}</p> : null}
		<div class="two">{first.map(input)}</div>
		{rest.length ? <details><summary>{t("add.more", rest.length)}</summary><div class="two">{rest.map(input)}</div></details> : null}
		<div class="sticky-foot"><ReasonInput id={id_of("reason")} value={why} set={set_why} hint={t("propose.why")} fault={fault_of("reason")} />
			<div class="row"><button type="submit" class="btn main" disabled={busy || !!closed}>{busy ? t("working") : t("add.send")}</button>
				<button type="button" class="btn" onClick={close}>{t("cancel")}</button></div></div>
	</form></Dialog>;
}

// The filters over a list. They stand in the address as the API writes them: f.FIELD=VALUE or
// f.FIELD.OP=VALUE. Values are words of the lists, in the language they were chosen in.
import { useState } from "preact/hooks";
import { number_value } from "../../base/format";
import { go, here, path, query } from "../../base/route";
import { codes_of, field_of, is_number, noun_of } from "../../base/state";
import type { Field } from "../../base/types";
import { m, pick, t, type Msg } from "../../base/words";
import { DateInput, FieldInput } from "../../parts/form";
import { Icon } from "../../parts/icon";
import { Dialog } from "../../parts/overlay";

export interface Filter { field: string; op: string; value: string; name: string }

const ops: Record<string, Msg> = {
	"": m("op.is"), ne: m("op.ne"), not: m("op.not"), lt: m("op.lt"), le: m("op.le"), gt: m("op.gt"), ge: m("op.ge"),
	has: m("op.has"), unknown: m("op.unknown"), known: m("op.known"),
};

export function filters_of(q: URLSearchParams): Filter[] {
	const all: Filter[] = [];
	for (const [name, value] of q) {
		const [f, field, op = ""] = name.split(".");
		if (f === "f" && field)
			all.push({ field, op, value, name });
	}
	return all;
}

export function ops_for(f: Field): string[] {
	if (is_number(f) || ["date", "year", "month", "time"].includes(f.type))
		return ["", "ge", "le", "gt", "lt", "ne", "not", "known", "unknown"];
	if (f.type === "text" || f.type === "code" || f.type === "set")
		return ["has", "", "ne", "not", "known", "unknown"];
	return ["", "ne", "not", "known", "unknown"];
}

function Quick({ f }: { f: Field }) {
	const label = pick(f.zh, f.en);
	const value = query.value.get("f." + f.name) || "";
	const set = (v: string): void => go(here({ ["f." + f.name]: v, at: null }), true);
	if (f.type === "bool")
		return <label class="quick"><span>{label}</span><select value={value}
			onChange={(e) => set(e.currentTarget.value)}>
			<option value="">{t("any")}</option><option>{t("yes")}</option><option>{t("no")}</option>
		</select></label>;
	return <label class="quick"><span>{label}</span><select value={value}
		onChange={(e) => set(e.currentTarget.value)}>
		<option value="">{t("any")}</option>
		{codes_of(f).map((c) => <option key={c.code} value={pick(c.zh, c.en)}>{pick(c.zh, c.en)}</option>)}
		{value && !codes_of(f).some((c) => pick(c.zh, c.en) === value)
			? <option value={value}>{value}</option> : null}
	</select></label>;
}

export function FilterBar({ noun, first, may }: { noun: string; first: string[];
	may: (f: Field) => boolean }) {
	const [open, set_open] = useState(false);
	const quick = first.map((name) => field_of(noun, name)!)
		.filter((f) => f && (f.type === "list" || f.type === "bool")).slice(0, 4);
	const other = filters_of(query.value).filter((f) =>
		f.op !== "" || !quick.some((x) => x.name === f.field));
	const any = filters_of(query.value).length > 0 || query.value.get("where");
	return <div class="filters row" role="group" aria-label={t("filter")}>
		{quick.map((f) => <Quick key={f.name} f={f} />)}
		<button type="button" class="btn" onClick={() => set_open(true)}><Icon name="filter" />
			{t("filter.more")}</button>
		{other.map((f) => <Chip key={f.name} noun={noun} f={f} />)}
		{query.value.get("where") ? <span class="chip">{query.value.get("where")}
			<button type="button" aria-label={t("filter.remove", query.value.get("where") || "")}
				onClick={() => go(here({ where: null, at: null }))}><Icon name="close" size={12} /></button>
		</span> : null}
		{any ? <button type="button" class="btn bare" onClick={clear}>{t("filter.clear")}</button> : null}
		{open ? <AddFilter noun={noun} may={may} close={() => set_open(false)} /> : null}
	</div>;
}

function clear(): void {
	const q = new URLSearchParams();
	for (const [name, value] of query.value)
		if (!name.startsWith("f.") && name !== "where" && name !== "at")
			q.append(name, value);
	const text = q.toString();
	go(path.value + (text ? "?" + text : ""));
}

function Chip({ noun, f }: { noun: string; f: Filter }) {
	const field = field_of(noun, f.field);
	const name = field ? pick(field.zh, field.en) : f.field;
	const value = f.op === "known" || f.op === "unknown" ? "" : f.value;
	const text = `${name} ${t(ops[f.op] || ops[""]!)} ${value}`.trim();
	return <span class="chip">{text}<button type="button" aria-label={t("filter.remove", text)}
		onClick={() => go(here({ [f.name]: null, at: null }))}><Icon name="close" size={12} /></button>
	</span>;
}

function AddFilter({ noun, may, close }: { noun: string; may: (f: Field) => boolean;
	close: () => void }) {
	const fields = (noun_of(noun)?.fields || []).filter(may);
	const [name, set_name] = useState(fields[0]?.name || "");
	const f = fields.find((x) => x.name === name) || fields[0]!;
	const [op, set_op] = useState(ops_for(f)[0]!);
	const [value, set] = useState("");
	const bare = op === "known" || op === "unknown";
	function add(e: Event): void {
		e.preventDefault();
		const text = bare ? "1" : is_number(f) ? number_value(value) : value.trim();
		if (!text)
			return;
		close();
		go(here({ ["f." + f.name + (op ? "." + op : "")]: text, at: null }));
	}
	return <Dialog title={t("filter.add")} close={close}>
		<form class="stack" onSubmit={add}>
			<div class="field"><label for="filter-field">{t("filter.field")}</label>
				<select id="filter-field" value={f.name} onChange={(e) => {
					set_name(e.currentTarget.value);
					set("");
					set_op(ops_for(fields.find((x) => x.name === e.currentTarget.value)!)[0]!);
				}}>{fields.map((x) => <option key={x.name} value={x.name}>{pick(x.zh, x.en)}</option>)}
				</select></div>
			<div class="field"><label for="filter-op">{t("filter.op")}</label>
				<select id="filter-op" value={op} onChange={(e) => set_op(e.currentTarget.value)}>
					{ops_for(f).map((o) => <option key={o} value={o}>{t(ops[o]!)}</option>)}
				</select></div>
			{bare ? null : <div class="field"><label for="filter-value">{t("filter.value")}</label>
				{f.type === "set" ? <FieldInput field={{ ...f, type: "list" }} id="filter-value"
					value={value} set={set} /> : f.type === "time"
					? <DateInput field={f} id="filter-value" value={value} set={set} />
					: <FieldInput field={{ ...f, max: 0 }} id="filter-value" value={value} set={set} />}
			</div>}
			<div class="row"><button type="submit" class="btn main">{t("filter.apply")}</button>
				<button type="button" class="btn" onClick={close}>{t("cancel")}</button></div>
		</form>
	</Dialog>;
}

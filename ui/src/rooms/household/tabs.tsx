// The tabs of the household page that show rows and fields as the descriptors have them.
import type { ComponentChildren } from "preact";
import { first_columns } from "../../base/lists";
import { cell_text, number_text } from "../../base/format";
import { area, codes_of, field_unit, is_number, noun_name, noun_of } from "../../base/state";
import type { Field, Row } from "../../base/types";
import { pick, t } from "../../base/words";
import { Empty } from "../../parts/states";
import { DataTable, type Column } from "../../parts/table";
import { set_of } from "../../parts/timeline";
import { Facts } from "../../parts/value";
import type { HouseholdPage } from "../household";

/* Living and producing: land, house, water, power, relocation; all else is the overview. */
const living = /^(land_|cultivated_|paddy_|dry_|forest_|power_|broadcast|water_|safe_water|road_|house_|danger|toilet|fuel|cooperative|leading_|leader_|relocat|resettle|moved_in)/;

export function Overview({ page }: { page: HouseholdPage }) {
	const fields = noun_of("household")!.fields.filter((f) => !living.test(f.name));
	const open = new Set(page.changes?.flatMap((c) => c.noun === "household"
		? c.set.map((s) => set_of(s).field) : []));
	return <Facts row={page.household} noun="household" fields={fields} events={page.events} bare open={open} />;
}

export function Conditions({ page }: { page: HouseholdPage }) {
	const fields = noun_of("household")!.fields.filter((f) => living.test(f.name));
	return <Facts row={page.household} noun="household" fields={fields} events={page.events} />;
}

const show = (f: Field, title = false): Column<Row> => ({ name: f.name, label: pick(f.zh, f.en),
	unit: field_unit(f), num: is_number(f), sort: false, card: title ? "title" : undefined,
	show: (r) => cell_text(f, r.c[f.name]) });

const member_columns = "name relation sex birth idno education school health labour resident_medical"
	.split(" ");

export function Members({ page }: { page: HouseholdPage }) {
	const all = noun_of("person")!.fields;
	const fields = member_columns.map((n) => all.find((f) => f.name === n)).filter((f): f is Field => !!f
		&& (f.name !== "birth" || page.members.some((r) => r.c.birth)));
	const known = new Map(page.known?.map((k) => [k.id, k]));
	// Lists of the national system state neither: the ID number tells the sex, and how old somebody is.
	const sex = (r: Row, f: Field): ComponentChildren => {
		const code = codes_of(f).find((c) => c.sem?.split(/[ ,]/).includes(known.get(r.id)?.sex || "-"));
		return (r.c.sex ?? "") !== "" || !code ? cell_text(f, r.c.sex)
			: <span title={t("hh.by.idno")}>{pick(code.zh, code.en)}</span>;
	};
	const columns = fields.flatMap((f): Column<Row>[] => f.name === "sex" ? [{ ...show(f), show: (r) => sex(r, f) },
		{ name: "age", label: t("hh.age"), num: true, sort: false, show: (r) => number_text(known.get(r.id)?.age) }] : [show(f, f.name === "name")]);
	return <DataTable label={t("tab.members")} rows={page.members} key_of={(r) => r.no || r.id} columns={columns}
		href={(r) => `/person/${encodeURIComponent(r.no || r.id)}` + (area.value ? `?area=${area.value}` : "")} />;
}

export function Records({ noun, rows }: { noun: string; rows: Row[] }) {
	const all = noun_of(noun)?.fields || [];
	const names = first_columns(noun).filter((n) => n !== "household");
	const extra = all.filter((f) => !names.includes(f.name) && f.name !== "household" &&
		rows.some((r) => (r.c[f.name] ?? "") !== "")).slice(0, 4).map((f) => f.name);
	const fields = [...names, ...extra].map((n) => all.find((f) => f.name === n))
		.filter((f): f is Field => !!f);
	if (!rows.length)
		return <Empty text={t("list.none")} />;
	return <DataTable label={noun_name(noun)} rows={rows} key_of={(r) => r.id}
		columns={fields.map((f, i) => show(f, i === 0))}
		href={(r) => `/${noun}/${encodeURIComponent(r.no || r.id)}`} />;
}

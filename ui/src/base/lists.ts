// How a noun's list is shown before anybody chose: which columns, which filters stand in front.
// Names only; what does not exist in the descriptors is left out, so that a pack may differ.
import { is, noun_of } from "./state";
import { t } from "./words";
import type { Field } from "./types";

const columns: Record<string, string> = {
	household: "no head_name area group_name members type monitor_type risk_cleared per_capita_net",
	person: "no name sex birth relation household labour school",
	village: "area year households population monitored_households per_capita_net collective_income",
	risk: "household person kind found channel cleared cleared_on",
	measure: "household person kind started ended unit_name amount",
	helper: "household name unit_name post phone started ended",
	lead: "no name area topic channel received state due",
	income: "household period_from period_to total net per_capita_net",
	status: "household person scheme started ended",
	work: "person kind started where_to employer monthly_pay months",
	post: "person kind started ended monthly_pay",
	member_event: "household person kind reason happened",
	finding: "kind severity col about_entity about_no file file_row state found",
	doubt: "no check_id severity household about_no state assigned_to due found",
	batch: "no file sheet kind source rows new changed refused state started actor",
	area: "code name level parent_area",
};
const filters: Record<string, string> = {
	household: "type monitor_type risk_cleared members cause1",
	person: "sex relation labour school health_class",
	risk: "kind cleared found channel",
	measure: "kind started unit_name",
	lead: "state topic channel received",
	helper: "unit_level kind ended",
	finding: "kind severity state",
	doubt: "severity state assigned_to due",
	status: "scheme ended",
};

function known(noun: string, names: string | undefined): Field[] {
	const all = noun_of(noun)?.fields || [];
	return (names || "").split(" ").map((n) => all.find((f) => f.name === n))
		.filter((f): f is Field => !!f);
}

export function first_columns(noun: string): string[] {
	const named = known(noun, columns[noun]).map((f) => f.name);
	if (named.length)
		return named;
	return (noun_of(noun)?.fields || []).filter((f) => !is(f, "later")).slice(0, 8)
		.map((f) => f.name);
}

export function first_filters(noun: string): string[] {
	const named = known(noun, filters[noun]).map((f) => f.name);
	if (named.length)
		return named;
	return (noun_of(noun)?.fields || []).filter((f) => f.type === "list").slice(0, 4)
		.map((f) => f.name);
}

/** Sealed fields are shown masked and cannot be searched here: the search box counts them. */
export const may_filter = (f: Field): boolean => !is(f, "sealed") && f.type !== "hash";

/** Monitored now: of a monitored kind, and the risk not said to be removed. What a summary counts. */
export const monitored_now = (): Record<string, string> =>
	({ "f.monitor_type.known": "1", "f.risk_cleared.not": t("yes") });

/** The condition that a line of figures counts; -1 are those of whom it is not known. */
export const of_code = (field: string, x: { code: number; label: string }): Record<string, string> =>
	x.code < 0 ? { [`f.${field}.unknown`]: "1" } : { [`f.${field}`]: x.label };

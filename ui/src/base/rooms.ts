// The rooms of the app and what one must be allowed to do to enter them. What is not allowed, or
// not known to the server's descriptors, is not shown. Names of permissions are the server's.
import { can, has_noun } from "./state";
import { m, t, type Msg } from "./words";

export interface Room {
	path: string; name: Msg; icon: string; group: Msg; perms?: string[]; noun?: string;
}

const work = m("nav.work");
const cases = m("nav.cases");
const register = m("nav.register");
const data = m("nav.data");
const watch = m("nav.watch");
const system = m("nav.system");

const all: Room[] = [
	{ path: "/", name: m("nav.home"), icon: "home", group: work },
	{ path: "/changes", name: m("nav.changes"), icon: "check", group: work,
		perms: ["propose", "approve"] },
	{ path: "/tasks", name: m("nav.tasks"), icon: "clock", group: cases, perms: ["oversee"] },
	{ path: "/rounds", name: m("nav.rounds"), icon: "columns", group: cases, perms: ["read"] },
	{ path: "/notices", name: m("nav.notices"), icon: "log", group: cases, perms: ["read"] },
	{ path: "/objections", name: m("nav.objections"), icon: "help", group: cases,
		perms: ["procedure", "decide", "inspect"] },
	{ path: "/declarations", name: m("nav.declarations"), icon: "edit", group: cases,
		perms: ["procedure", "decide"] },
	{ path: "/household", name: m("nav.households"), icon: "household", group: register,
		noun: "household" },
	{ path: "/person", name: m("nav.persons"), icon: "person", group: register, noun: "person" },
	{ path: "/area", name: m("nav.areas"), icon: "area", group: register },
	{ path: "/measures", name: m("nav.poverty"), icon: "chart", group: register },
	{ path: "/whatif", name: m("nav.whatif"), icon: "compare", group: register },
	{ path: "/lead", name: m("nav.leads"), icon: "alert", group: register, noun: "lead" },
	{ path: "/risk", name: m("nav.risks"), icon: "alert", group: register, noun: "risk" },
	{ path: "/measure", name: m("nav.measures"), icon: "star", group: register, noun: "measure" },
	{ path: "/helper", name: m("nav.helpers"), icon: "users", group: register, noun: "helper" },
	{ path: "/more", name: m("nav.lists"), icon: "more", group: register },
	{ path: "/import", name: m("nav.import"), icon: "import", group: data, perms: ["import"] },
	{ path: "/batches", name: m("nav.batches"), icon: "batch", group: data, perms: ["import", "undo"] },
	{ path: "/differences", name: m("nav.differences"), icon: "compare", group: data,
		perms: ["settle"] },
	{ path: "/duplicates", name: m("nav.duplicates"), icon: "copy", group: data, perms: ["merge"] },
	{ path: "/finding", name: m("nav.findings"), icon: "help", group: data, noun: "finding",
		perms: ["finding", "import"] },
	{ path: "/checks", name: m("nav.checks"), icon: "alert", group: data, noun: "doubt" },
	{ path: "/jobs", name: m("nav.jobs"), icon: "clock", group: data,
		perms: ["jobs"] },
	{ path: "/journal", name: m("nav.journal"), icon: "log", group: watch, perms: ["audit_read"] },
	{ path: "/verify", name: m("nav.verify"), icon: "shield", group: watch, perms: ["verify"] },
	{ path: "/accounts", name: m("nav.accounts"), icon: "users", group: system, perms: ["users"] },
	{ path: "/grants", name: m("nav.grants"), icon: "key", group: system, perms: ["grants"] },
	{ path: "/backup", name: m("nav.backup"), icon: "disk", group: system, perms: ["backup"] },
	{ path: "/outlines", name: m("nav.outlines"), icon: "area", group: system, perms: ["settings"] },
	{ path: "/settings", name: m("nav.settings"), icon: "gear", group: system },
];

export const rooms = (): Room[] => all.filter((r) =>
	(!r.perms || can(...r.perms)) && (!r.noun || (has_noun(r.noun) && can("read"))) &&
	(r.path !== "/more" || can("read")) &&
	(!["/area", "/measures", "/whatif"].includes(r.path) || (can("read") && can("summary"))));

/** Whether a room is one of mine. */
export const may_enter = (path: string): boolean => rooms().some((r) => r.path === path);

/** Whether the room of an address wants a right one has not; the program itself asks again. */
export function room_closed(path: string): boolean {
	const r = all.find((x) => x.path === "/" + (path.split("/")[1] || ""));
	return !!r?.perms && !can(...r.perms);
}

/** What a list is called at the left; lists of other nouns have no room of their own. */
export function room_name(path: string): string {
	const r = all.find((x) => x.path === path);
	return r ? t(r.name) : "";
}

/** Which file of rooms/ shows an address. */
export function room_file(path: string): { file: string; parts: string[] } {
	const parts = path.split("/").filter(Boolean).map(decodeURIComponent);
	const [first = "", second] = parts;
	const fixed: Record<string, string> = {
		"": "home", search: "search", area: "area", import: "import", batches: "batches",
		differences: "differences", duplicates: "duplicates", changes: "changes", jobs: "jobs",
		journal: "journal", verify: "verify", accounts: "accounts", grants: "grants",
		backup: "backup", settings: "settings", tokens: "tokens", outlines: "outlines", more: "more", measures: "measures", whatif: "whatif", checks: "checks",
		rounds: "rounds", tasks: "tasks", procedures: "procedures", case: "case", years: "years", meeting: "meeting",
		village: second ? "row" : "list",
		notices: second ? "notice" : "notices", objections: "objections", declarations: "declarations",
	};
	if (first in fixed)
		return { file: fixed[first]!, parts };
	if (first === "doubt" && second)
		return { file: "doubt", parts };
	if (first === "household" && second)
		return { file: "household", parts };
	return { file: second ? "row" : "list", parts };
}

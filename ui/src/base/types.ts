// What /api/v1 says and takes.
export interface Field {
	name: string; type: string; zh: string; en: string;
	unit?: [string, string]; list?: string; ref?: string; flags?: string[];
	min?: number; max?: number; scale?: number; help?: [string, string];
}
export interface Noun {
	name: string; zh: string; en: string; key?: string | null; parent?: string | null;
	coded?: boolean; fields: Field[];
}
export interface Code { code: number; zh: string; en: string; sem?: string }
export interface Named { name: string; zh: string; en: string; perms?: string[]; help?: [string, string]; token?: boolean }
export interface Meta {
	nouns: Noun[]; lists: Record<string, Code[]>; perms: Named[]; roles: Named[];
	kinds: Record<string, { zh: string; en: string; severity?: string }>; sources?: Named[];
}
export interface AreaName { code: string; name: string; level: number }
export interface Me {
	account: { id: string; login: string; name: string; roles: string[]; approver?: boolean;
		lang?: string; must_change?: boolean; second?: boolean; totp?: boolean };
	perms: string[]; areas: AreaName[]; demo?: boolean; outlines?: boolean; place?: string; everywhere?: boolean;
	banner?: string; emergency_until?: string; left?: { reveals: number; tails: number };
	words?: Record<string, string>; head?: { size: number; note?: string }; version?: string;
}
export type Cell = string | number | boolean | null | undefined;
export interface Row {
	id: string; no?: string; v?: number; noun?: string; c: Record<string, Cell>;
	area?: { code: string; path: string };
	from?: { file?: string; row?: number; batch?: string; when?: string; who?: string };
	labels?: Record<string, string>;
	closed?: string;                     // its year is closed: by whom, and who may open it again
}
export interface Page<T> { items: T[]; next?: string | null; total?: number | null }
export type Changed = [string, Cell, Cell];
export interface Event {
	when: string; who?: string; what?: string; noun?: string; no?: string; why?: string;
	v?: number; file?: string; row?: number; leaf?: number; changed?: Changed[];
}
export interface Change {
	id: string; noun: string; no: string; row?: string; household?: string; area?: string; who: string; when: string;
	why?: string; state: string; late?: boolean;
	set: ({ field: string; old?: Cell; new?: Cell } | Changed)[];
	checker?: string; checked?: string; note?: string; may_decide?: boolean; mine?: boolean;
	head?: string;                       // of the household
	called?: string;                     // the row beside its number: a year, a name, what tells it apart
	new?: boolean;                       // it adds a row to the household
	declaration?: string;                // it makes the household of that one
}
export interface Job {
	id: string; kind: string; state: "queued" | "running" | "done" | "failed" | "cancelled";
	stage?: string; title?: string; about?: string; file?: boolean; done?: number; of?: number; started?: string; ended?: string; who?: string;
	result?: any; error?: { title?: string; detail?: string; code?: string; trace?: string };
}

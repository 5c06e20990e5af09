// The generated county behind mock.mjs: descriptors from snapshot/, codes from policy/, made-up
// people from a seeded generator, so that every run shows the same.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const sex = ["男", "女"];

function random(seed) {
	let s = seed >>> 0;
	return () => {
		s = (s + 0x6d2b79f5) >>> 0;
		let x = Math.imul(s ^ (s >>> 15), 1 | s);
		x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
		return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
	};
}

export function read_lists() {
	const lists = {};
	let now = null;
	for (const line of readFileSync(join(root, "policy/cn/lists.yaml"), "utf8").split("\n")) {
		const name = /^ {2}(\w+):\s*$/.exec(line);
		if (name)
			lists[name[1]] = now = [];
		const code = /^\s+- \{code: (\d+), zh: "?([^,"}]+)"?, en: (?:"([^"]+)"|([^,}]+))/.exec(line);
		if (code && now)
			now.push({ code: Number(code[1]), zh: code[2].trim(), en: (code[3] || code[4]).trim() });
	}
	return lists;
}

export function read_nouns() {
	const all = JSON.parse(readFileSync(join(root, "snapshot/entities.json"), "utf8"));
	const parents = { person: "household" };
	return Object.entries(all).map(([name, e]) => {
		const fields = Object.entries(e.properties).map(([f, p]) => {
			const flags = ["key", "required", "sum", "later"].filter((x) => p[x]);
			if (p.sensitivity)
				flags.push(p.sensitivity);
			if (p.program)
				flags.push("readonly");
			return { name: f, type: p.format, zh: p.zh, en: p.en, flags,
				unit: p.unit?.split("|"), list: p.list, ref: p.ref, scale: p.scale,
				min: p.minimum ?? p.minLength, max: p.maximum ?? p.maxLength, help: p.help?.split("|") };
		});
		return { name, zh: e.zh, en: e.en, key: fields.find((f) => f.flags.includes("key"))?.name || null,
			parent: parents[name] || null, coded: false, fields };
	});
}

const NAMES = "王秀英 李建国 张桂兰 刘志强 陈玉珍 杨永福 赵春梅 黄德明 周小红 吴国庆 徐丽华 孙长贵 马文斌 朱金凤 胡东生 郭淑芬 何大山 高桂芳 林晓东 罗秋菊".split(" ");
const TOWNS = "石桥镇 青溪镇 柳林镇 大坪乡 云岭乡 白果镇 双河镇 龙潭乡".split(" ");
const VILLAGES = "王家湾村 李家坝村 竹林村 红岩村 新民村 杨柳村 龙井村 团结村 高峰村".split(" ");
const CAUSES = ["临时救助", "公益性岗位", "医疗救助", "产业奖补", "雨露计划"];
export const mask = (name) => name.length < 3 ? name[0] + "*" : name[0] + "*" + name.slice(2);

const office = ["read", "summary", "search_tail", "reveal", "export", "template", "jobs", "propose",
	"attach", "lead", "finding", "import", "verify"];
export const ROLES = {
	county_office: ["县级经办", "County office", office],
	county_approver: ["县级审核", "County approver", ["read", "summary", "search_tail", "reveal",
		"export", "jobs", "approve", "settle", "merge", "undo", "verify"]],
	helper: ["帮扶责任人", "Helper", ["read", "propose", "attach", "lead", "reveal"]],
	leader: ["领导", "Leader", ["read", "summary", "export", "oversee", "verify"]],
	auditor: ["安全审计员", "Audit administrator", ["audit_read", "verify", "summary"]],
	system_admin: ["系统管理员", "System administrator", ["users", "settings", "backup", "jobs",
		"verify"]],
	security_admin: ["安全管理员", "Security administrator", ["grants", "roles_security", "verify"]],
};

export class World {
	constructor(n, role = "county_office") {
		this.role = role;
		this.lang = "zh";
		this.nouns = read_nouns();
		this.lists = read_lists();
		this.areas = this.make_areas();
		this.villages = this.areas.filter((a) => a.level === 5);
		this.n = n;
		this.changes = [];
		this.next_change = 1;
		this.keys = new Map();
		this.jobs = [];
		this.edits = new Map();
		this.seed_changes();
	}

	make_areas() {
		const list = [{ code: "980101000000", name: "青山县", level: 3, up: "" }];
		TOWNS.forEach((name, i) => {
			const code = `980101${String(100 + i)}000`;
			list.push({ code, name, level: 4, up: "980101000000" });
			VILLAGES.forEach((v, k) => list.push({ code: `980101${100 + i}${200 + k}`, name: v, level: 5,
				up: code }));
		});
		return list;
	}

	label(list, k) {
		const codes = this.lists[list] || [{ zh: "其他", en: "Other" }];
		const c = codes[Math.abs(k) % codes.length];
		return this.lang === "zh" ? c.zh : c.en;
	}

	household(i) {
		const r = random(i * 7 + 11);
		const v = this.villages[Math.floor(r() * this.villages.length)];
		const town = this.areas.find((a) => a.code === v.up);
		const name = NAMES[Math.floor(r() * NAMES.length)];
		const monitored = r() < 0.09;
		const c = {
			no: `98010100${String(i).padStart(6, "0")}`, area: v.name, group_name: `${1 + Math.floor(r() * 6)}组`,
			head_name: mask(name), head_id: "980101********0**", phone: "139****2211",
			members: 1 + Math.floor(r() * 6), type: this.label("household_type", Math.floor(r() * 3)),
			per_capita_net: (6000 + r() * 18000).toFixed(2), standard: this.label("id_standard", 1),
			monitor_type: monitored ? this.label("monitor_type", 1 + Math.floor(r() * 3)) : undefined,
			risk_cleared: monitored ? (this.lang === "zh" ? "否" : "No") : undefined,
			risk_found: monitored ? "2026-03-11" : undefined, cause1: this.label("cause", Math.floor(r() * 8)),
			address: `${town.name}${v.name}${1 + Math.floor(r() * 80)}号`, data_date: "2026-10-31",
			land_cultivated: (r() * 9).toFixed(2), safe_water: this.yes(r() > .05), house_area: (60 + r() * 90).toFixed(2),
			house_structure: this.label("house_structure", Math.floor(r() * 4)), road_type: this.label("road_type", 1),
			dangerous_house: this.yes(r() < .03), toilet: this.yes(r() > .2), bank: "青山农商银行", account: "6214********7731",
			power_living: this.yes(true), broadcast: this.yes(true), fuel: this.label("fuel", 1),
			cooperative: this.yes(r() > .6), relocated: this.yes(r() > .8), first_identified: "2016-12-05",
			state: this.label("household_state", 0),
		};
		const extra = this.edits.get("household/" + c.no);
		return { id: String(i), no: c.no, v: 3 + (extra ? extra.v : 0), noun: "household", village: v,
			area: { code: v.code, path: `青山县 ${town.name} ${v.name}` }, c: { ...c, ...extra?.c },
			from: { file: "脱贫户明细表.xlsx", row: i + 4, batch: "12", when: "2026-10-31 09:12", who: "林晓" } };
	}

	yes(b) { return this.lang === "zh" ? (b ? "是" : "否") : (b ? "Yes" : "No"); }

	members(h) {
		return Array.from({ length: h.c.members }, (_, k) => {
			const r = random(Number(h.id) * 31 + k);
			const name = NAMES[Math.floor(r() * NAMES.length)];
			return { id: h.id + k, no: h.no + String(k + 1).padStart(2, "0"), v: 1, noun: "person", area: h.area,
				c: { no: h.no + String(k + 1).padStart(2, "0"), household: h.no, name: k ? mask(name) : h.c.head_name,
					idno: "980101********0**", sex: this.label("sex", Math.floor(r() * 2)),
					birth: `${1940 + Math.floor(r() * 75)}-0${1 + Math.floor(r() * 8)}-1${Math.floor(r() * 9)}`,
					relation: this.label("relation", k), nation: this.label("nation", 0),
					education: this.label("education", Math.floor(r() * 5)), health: "***",
					labour: this.label("labour", Math.floor(r() * 4)), resident_medical: this.yes(true),
					school: this.label("school", 0), work_months: (r() * 12).toFixed(1), phone: "138****0021",
					state: this.label("person_state", 0) },
				from: h.from };
		});
	}

	find_household(no) {
		const i = Number(String(no).slice(8, 14));
		return String(no).startsWith("98010100") && i >= 1 && i <= this.n ? this.household(i) : null;
	}

	/* ---- answers ---- */
	answer(method, url, body, head) {
		const parts = url.pathname.slice(8).split("/").filter(Boolean).map(decodeURIComponent);
		const json = body.length && /json/.test(head["content-type"] || "") ? JSON.parse(body) : {};
		const name = `${method} ${parts[0]}`;
		const fn = this[parts[0].replace(/\W/g, "_") + "_"];
		const kept = head["idempotency-key"] && this.keys.get(head["idempotency-key"]);
		if (kept)
			return kept;
		let a;
		if (fn)
			a = fn.call(this, method, parts, url.searchParams, json, head, body);
		else if (this.nouns.some((x) => x.name === parts[0].replace(/\.\w+$/, "")))
			a = this.noun(method, parts, url.searchParams, json, head);
		else
			a = this.fault(404, `nothing at ${name}`);
		if (head["idempotency-key"])
			this.keys.set(head["idempotency-key"], a);
		return a;
	}

	fault(status, detail, more = {}) {
		return { status, body: { type: "about:blank", title: detail, status, detail, code: "mock",
			trace: "5f3a91c0", ...more } };
	}

	me_() {
		const [, , perms] = ROLES[this.role];
		return { body: { account: { id: "1", login: "lin", name: "林晓", roles: [this.role],
			approver: perms.includes("approve"), lang: this.lang }, perms,
			areas: [{ code: "980101000000", name: "青山县", level: 3 }], demo: true, place: "青山县",
			words: {}, head: { size: 128734, note: this.note() }, version: "0.1.0" } };
	}

	meta_() {
		return { headers: { ETag: '"m1"' }, body: { nouns: this.nouns, lists: this.lists,
			perms: [...new Set(Object.values(ROLES).flatMap((r) => r[2]))].map((p) => ({ name: p, zh: p, en: p })),
			roles: Object.entries(ROLES).map(([name, [zh, en, perms]]) => ({ name, zh, en, perms })),
			sources: [{ name: "national", zh: "国家系统", en: "National system" }], kinds: { id_check_digit: { zh: "身份证校验码不符", en: "ID check digit does not fit" },
				list_unknown: { zh: "不在可选项中", en: "Not one of the allowed values" },
				income_sum: { zh: "收入合计不平", en: "Income does not add up" } } } };
	}

	counts(a) {
		const k = a.level === 3 ? 1 : a.level === 4 ? 1 / 8 : 1 / 72;
		return { households: Math.round(this.n * k), persons: Math.round(this.n * k * 3.1),
			monitored: Math.round(this.n * k * .09) };
	}

	areas_(method, parts, q) {
		if (parts[2] === "verdicts")
			return { body: { code: parts[1], level: 3, standards: [], tables: [] } };
		const under = q.get("under") || "";
		const path = [];
		for (let a = this.areas.find((x) => x.code === under); a; a = this.areas.find((x) => x.code === a.up))
			path.unshift({ code: a.code, name: a.name, level: a.level });
		return { body: { path, items: this.areas.filter((a) => a.up === under).map((a) => ({ code: a.code,
			name: a.name, level: a.level, ...this.counts(a),
			children: this.areas.filter((x) => x.up === a.code).length })) } };
	}

	cockpit_(method, parts, q) {
		const a = this.areas.find((x) => x.code === q.get("area")) || this.areas[0];
		const c = this.counts(a);
		return { body: { today: "2026-11-22", as_of: "2026-10-31", ...c, risks_open: c.monitored, leads_open: 12, leads_late: 3, findings_open: 17,
			differences_open: 7, steps: ["leads", "checked", "settled", "monitored", "cleared"].map((id, i) =>
				({ id, n: Math.round(c.monitored / (i + 1)) })),
			causes: this.lists.cause?.slice(0, 3).map((x, i) => ({ code: x.code, label: this.label("cause", i), n: 30 - 9 * i })) || [],
			risks: [], trend: Array.from({ length: 12 }, (_, i) => ({ month: `2026-${String(i + 1).padStart(2, "0")}`,
				found: 3 + i % 4, cleared: i % 3 })), hanging: 2, due_today: 1, gates: [{ round: "R1", name: "2026年监测",
				gate: { id: "check", name: this.lang === "zh" ? "入户核查" : "Checked at home" }, n: 6 }] } };
	}

	summary_(method, parts, q) {
		const a = this.areas.find((x) => x.code === q.get("area")) || this.areas[0];
		const c = this.counts(a);
		const types = this.lists.household_type.slice(0, 3).map((x, i) => ({ code: x.code,
			label: this.label("household_type", i), n: Math.round(c.households * [.62, .27, .11][i]) }));
		return { body: { place: a.name, ...c, present: Math.round(c.persons * .97), types,
			monitor: this.lists.monitor_type.slice(0, 4).map((x, i) => ({ code: x.code,
				label: this.label("monitor_type", i), n: Math.round(c.monitored * [.1, .4, .2, .3][i]) })),
			townships: this.areas.filter((x) => x.up === a.code).map((x) => ({ code: x.code, name: x.name,
				...this.counts(x) })),
			findings: [{ kind: "id_check_digit", label: this.lang === "zh" ? "身份证校验码不符" : "ID check digit does not fit", n: 12 },
				{ kind: "list_unknown", label: this.lang === "zh" ? "不在可选项中" : "Not one of the allowed values", n: 5 }],
			differences_open: 7, changes_open: this.changes.filter((x) => x.state === "proposed").length } };
	}

	/* Procedures: a round that is open, nothing on anybody's desk, one year closed. */
	tasks_(method, [, what]) {
		return { body: what === "late" ? { items: [] } : { items: [], more: false, objections: [] } };
	}

	rounds_(method, [, no]) {
		const brief = { no: "R1", name: "2026年监测", procedure: "monitor", procedure_name: "防止返贫监测对象识别", for: "household",
			place: "青山县", began: "2026-03-01", state: "open", opened_by: "林晓", open: 1, late: 0, ended: 0 };
		return { body: no ? { ...brief, gates: [], places: [], may_work: false, may_close: false } : { items: [brief], may_open: false } };
	}

	years_(method, [, no], q, json) {
		this.years ??= [{ no: "Y1", year: 2024, place: "青山县", state: this.lang === "zh" ? "已关账" : "Closed", closed: true,
			on: "2025-02-01 09:00", by: "林晓", may_reopen: true }];
		if (method === "POST" && no)
			Object.assign(this.years.find((y) => y.no === no), { closed: false, may_reopen: false, reopened_on: "2026-11-22 10:00",
				reopened_by: "周明远", why: json.reason });
		else if (method === "POST")
			this.years.unshift({ no: `Y${this.years.length + 1}`, year: json.year, place: "青山县", state: "", closed: true,
				on: "2026-11-22 10:00", by: "林晓", may_reopen: false });
		return { body: method === "POST" ? { no: no || this.years[0].no, done: true } : { items: this.years, this_year: 2026,
			close: ["县级经办"], reopen: ["县级审核"], places: [{ code: this.areas[0].code, name: this.areas[0].name }] } };
	}

	cases_(method, [, no, act]) {
		if (act === "carry")
			return { body: { done: true, no: "P2" } };
		return this.fault(404, `${no}: no case in this world`);
	}

	/* Back in after it had left: the second of five steps. */
	phases() {
		const name = (zh, en) => this.lang === "zh" ? zh : en;
		const steps = [["认定", "Recognised"], ["扶持", "Helped"], ["脱贫", "Leaving poverty"], ["验收", "Verified"], ["销号", "Struck off"]];
		return [{ name: name("建档立卡贫困户", "Registered poor household"), again: name("返贫", "Relapsed"), open: false,
			steps: steps.map(([zh, en], i) => ({ id: `s${i}`, name: name(zh, en), at: i < 1 ? "past" : i > 1 ? "next" : "now" })) }];
	}

	noun(method, parts, q, json, head) {
		const [file, key, act, sub] = parts;
		const name = file.replace(/\.\w+$/, "");
		if (!key)
			return this.list(name, q);
		if (act === "cases")
			return { body: { items: [], ...(q?.get?.("story") ? { stories: [] } : {}), phases: this.phases(key) } };
		if (act === "rows" && method === "POST")
			return { status: 202, body: { change: { id: "1", state: "proposed" } } };
		if (act === "verdicts")
			return { body: { standards: [] } };
		if (act === "page")
			return this.page(key);
		if (act === "beside")
			return { body: { next: this.household(Number(this.find_household(key).id) + 1).no,
				at: Number(this.find_household(key).id), of: this.n } };
		const row = this.row(name, key);
		if (!row)
			return this.fault(404, this.lang === "zh" ? "没有这个编号，或不在您的范围内" : "There is no such number within your area");
		if (act === "history")
			return { body: { items: this.history(row) } };
		if (act === "reveal")
			return { body: { value: { head_id: "980101197003152217", idno: "980101197003152217",
				phone: "13900002211", account: "6214000011117731" }[json.field] || "慢性病", left_today: 27, seconds: 60 } };
		if (method === "PATCH")
			return this.propose(row, json, head);
		void sub;
		return { body: row, headers: { ETag: `"v${row.v}"` } };
	}

	row(name, key) {
		if (name === "household")
			return this.find_household(key);
		if (name === "person") {
			const h = this.find_household(String(key).slice(0, 14));
			return h && this.members(h).find((p) => p.no === key);
		}
		return this.others(name).find((r) => r.id === key || r.no === key);
	}

	others(name) {
		const fields = this.nouns.find((n) => n.name === name).fields;
		return Array.from({ length: 40 }, (_, i) => {
			const h = this.household(i + 1);
			const r = random(i + name.length * 100);
			const c = {};
			for (const f of fields)
				c[f.name] = this.value(f, r, h);
			return { id: String(i + 1), no: c.no, v: 1, noun: name, area: h.area, c, from: h.from };
		});
	}

	value(f, r, h) {
		const k = r();
		switch (f.type) {
		case "list": case "set": return this.label(f.list, Math.floor(k * 5));
		case "money": return (k * 8000).toFixed(2);
		case "int": return Math.floor(k * 90);
		case "dec": return (k * 50).toFixed(f.scale || 2);
		case "bool": return this.yes(k > .5);
		case "date": return `2026-0${1 + Math.floor(k * 9)}-1${Math.floor(k * 9)}`;
		case "month": return "2026-10";
		case "year": return "2026";
		case "time": return "2026-10-31 09:12";
		case "area": return h.village.name;
		case "code": return f.flags.includes("key") ? `${1000 + Math.floor(k * 9000)}` : h.no;
		case "ref": return f.ref === "household" ? h.no : f.ref === "person" ? h.no + "01" : "12";
		case "phone": return "139****2211";
		case "idno": return "980101********0**";
		case "hash": return "9f31…";
		default: return /name|handler|reporter|actor|by$/.test(f.name) ? mask(NAMES[Math.floor(k * 20)])
			: /unit|department/.test(f.name) ? "县卫生健康局" : /remark/.test(f.name) ? undefined
			: f.name === "kind" ? "id_check_digit" : CAUSES[Math.floor(k * 5)];
		}
	}

	list(name, q) {
		const limit = Number(q.get("limit") || 50);
		const from = Number(q.get("cursor") || 0);
		const area = q.get("area") || "";
		const pick = (row) => ({ id: row.id, no: row.no, v: row.v, c: row.c });
		let rows;
		const prefix = area.replace(/(000)+$/, "");
		const keep = (r) => (!area || r.area.code.startsWith(prefix)) && [...q].every(([k, v]) => {
			const [f, field, op] = k.split(".");
			if (f !== "f")
				return true;
			const cell = r.c[field];
			if (op === "known" || op === "unknown")
				return (cell === undefined) === (op === "unknown");
			return op === "has" ? String(cell).includes(v) : op === "ge" ? Number(cell) >= Number(v)
				: op === "le" ? Number(cell) <= Number(v) : String(cell) === v;
		});
		const plain = !area && ![...q.keys()].some((k) => k.startsWith("f.") || k === "sort");
		if (name === "household" && plain) {
			rows = Array.from({ length: Math.min(limit, this.n - from) }, (_, i) => this.household(from + i + 1));
			return { body: { items: rows.map(pick), total: this.n,
				next: from + limit < this.n ? String(from + limit) : null } };
		}
		const households = Array.from({ length: Math.min(this.n, 600) }, (_, i) => this.household(i + 1));
		rows = name === "household" ? households : name === "person"
			? households.slice(0, 200).flatMap((h) => this.members(h)) : this.others(name);
		rows = rows.filter(keep);
		const sort = q.get("sort");
		if (sort) {
			const f = sort.replace("-", "");
			rows.sort((a, b) => (sort[0] === "-" ? -1 : 1) * String(a.c[f] ?? "").localeCompare(String(b.c[f] ?? ""), "zh", { numeric: true }));
		}
		return { body: { items: rows.slice(from, from + limit).map(pick), total: rows.length,
			next: from + limit < rows.length ? String(from + limit) : null } };
	}

	child(noun, h, n) {
		return this.others(noun).slice(0, n).map((r, i) => ({ ...r, id: `${h.id}${noun.length}${i}`,
			c: { ...r.c, household: h.no } }));
	}

	page(no) {
		const h = this.find_household(no);
		if (!h)
			return this.fault(404, this.lang === "zh" ? "没有这个户编号，或不在您的范围内" : "There is no such household within your area");
		const income = this.child("income", h, 3).map((r, i) => ({ ...r, c: { ...r.c,
			period_from: `${2025 - i}-10`, period_to: `${2026 - i}-09` } }));
		const zh = this.lang === "zh";
		return { headers: { ETag: `"v${h.v}"` }, body: { household: h, members: this.members(h), children: { income,
			risk: this.child("risk", h, 1), measure: this.child("measure", h, 4), helper: this.child("helper", h, 1),
			lead: this.child("lead", h, 1), status: this.child("status", h, 2), work: this.child("work", h, 1),
			post: [], member_event: this.child("member_event", h, 1), attachment: [] },
			sums: income.map((r) => ({ id: r.id, income: "31248.00", spending: "4120.50" })),
			events: this.history(h).map((e) => ({ ...e, noun: "household", no: h.no })),
			todo: [{ kind: "income_sum", text: zh ? "2025年收入合计与分项之和相差 120.00 元" : "Income of 2025 differs from its parts by 120.00 yuan" }],
			changes: this.changes.filter((x) => x.no === no && x.state === "proposed") } };
	}

	history(row) {
		const f = row.noun === "household" ? "phone" : "labour";
		return [
			{ v: 3, when: "2026-11-12 16:40", who: "周敏", what: "edit", why: "入户核实", leaf: 128001,
				changed: [["per_capita_net", "7210.00", row.c.per_capita_net ?? "1"], [f, "137****0008", row.c[f] ?? "1"]] },
			{ v: 2, when: "2026-10-31 09:12", who: "林晓", what: "import", why: "10月数据更新", leaf: 90213,
				file: "脱贫户明细表.xlsx", row: 18, changed: [["group_name", null, row.c.group_name ?? "3组"], ["members", 3, row.c.members ?? 4]] },
			{ v: 1, when: "2026-01-31 14:05", who: "林晓", what: "import", why: "首次导入", leaf: 212,
				file: "脱贫户明细表.xlsx", row: 18, changed: [] },
		];
	}

	propose(row, json, head) {
		if (!head["if-match"])
			return this.fault(428, "If-Match");
		if (head["if-match"] !== `"v${row.v}"`)
			return { status: 412, body: { status: 412, title: "412", detail: this.lang === "zh" ? "这一户刚被别人改过"
				: "Somebody else has just changed this", yours: json.set, now: row } };
		if (json.set.members !== undefined && Number(json.set.members) > 30)
			return this.fault(422, "members", { errors: [{ field: "members", code: "value_range",
				detail: this.lang === "zh" ? "家庭人口超出允许范围（1～30）" : "Members is outside the allowed range (1-30)" }] });
		const change = { id: String(this.next_change++), noun: row.noun, no: row.no, head: row.c.head_name, called: row.c.name,
			area: row.area.path, who: "林晓", when: "2026-11-22 10:02", why: json.reason, state: "proposed", late: false,
			set: Object.entries(json.set).map(([field, now]) => [field, row.c[field], now]),
			may_decide: false, mine: true };
		this.changes.unshift(change);
		return { status: 202, body: { change } };
	}

	seed_changes() {
		for (let i = 1; i <= 5; i++) {
			const h = this.household(i * 3);
			this.changes.push({ id: String(this.next_change++), noun: "household", no: h.no, head: h.c.head_name,
				area: h.area.path, who: i % 2 ? "周敏" : "林晓", when: `2026-11-2${i % 3} 1${i}:20`, why: "入户核实",
				state: i === 5 ? "approved" : "proposed", late: i === 3, mine: i % 2 === 0,
				set: [["members", h.c.members, h.c.members + 1], ["phone", "139****2211", "137****0008"]],
				may_decide: i % 2 === 1 && this.role === "county_approver", checker: i === 5 ? "孙科" : undefined,
				checked: i === 5 ? "2026-11-21 17:00" : undefined });
		}
	}

	search_(method, parts, q) {
		const text = q.get("q") || "";
		const items = [];
		for (let i = 1; i <= this.n && items.length < Number(q.get("limit") || 20); i += 1 + (i % 7)) {
			const h = this.household(i);
			if (h.c.head_name[0] === text[0] || h.no.includes(text) || /^[a-z]/i.test(text))
				items.push({ noun: "household", no: h.no, head: h.c.head_name, area: h.area.code,
					sub: `${h.area.path.split(" ").slice(1).join("")} · ${h.c.members}${this.lang === "zh" ? "人" : " members"}` });
		}
		return { body: { items, counted: /^\d{4}$/.test(text) } };
	}

	changes_(method, parts, q, json) {
		if (method === "POST") {
			const c = this.changes.find((x) => x.id === parts[1]);
			if (!c || c.state !== "proposed")
				return this.fault(409, this.lang === "zh" ? "这条修改已经处理过" : "This change was decided already");
			if (parts[2] !== "withdraw" && !c.may_decide)
				return this.fault(403, this.lang === "zh" ? "提出人不能审核自己的修改" : "The maker may not decide");
			c.state = { approve: "approved", refuse: "refused", withdraw: "withdrawn" }[parts[2]];
			c.checker = "孙科";
			c.checked = "2026-11-22 11:00";
			if (c.state === "approved") {
				const at = `${c.noun}/${c.no}`;
				const old = this.edits.get(at) || { v: 0, c: {} };
				this.edits.set(at, { v: old.v + 1, c: { ...old.c, ...Object.fromEntries(c.set.map((s) => [s[0], s[2]])) } });
			}
			return { body: { change: c } };
		}
		const state = q.get("state");
		const items = this.changes.filter((c) => (!q.get("mine") || c.mine) && (!state || (state === "decided"
			? c.state !== "proposed" : c.state === state)));
		return { body: { items, next: null, total: items.length } };
	}

	/* ---- jobs: each takes two seconds ---- */
	job(kind, of, result) {
		const j = { id: String(this.jobs.length + 1), kind, at: Date.now(), of, result, who: "林晓" };
		this.jobs.unshift(j);
		return { status: 202, body: { job: j.id } };
	}

	job_state(j) {
		const part = Math.min(1, (Date.now() - j.at) / 2000);
		const done = part === 1;
		return { id: j.id, kind: j.kind, who: j.who, started: "2026-11-22 10:00", ended: done ? "2026-11-22 10:02" : undefined,
			state: j.cancelled ? "cancelled" : done ? "done" : "running", stage: this.lang === "zh" ? "读取" : "Reading",
			done: Math.round(part * j.of), of: j.of, result: done ? j.result : undefined };
	}

	jobs_(method, parts) {
		if (!parts[1])
			return { body: { items: this.jobs.map((j) => this.job_state(j)), next: null } };
		const j = this.jobs.find((x) => x.id === parts[1]);
		if (!j)
			return this.fault(404, "job");
		if (parts[2] === "cancel")
			j.cancelled = true;
		return { body: this.job_state(j) };
	}

	events(req, res, url) {
		const j = this.jobs.find((x) => x.id === url.pathname.split("/")[4]);
		res.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
		const tick = setInterval(() => {
			const s = this.job_state(j);
			res.write(`data: ${JSON.stringify(s)}\n\n`);
			if (s.state !== "running") {
				clearInterval(tick);
				res.end();
			}
		}, 300);
		req.on("close", () => clearInterval(tick));
	}

	uploads_(method, parts, q, json, head, body) {
		this.uploaded = [...(this.uploaded || []), q.get("name")];
		return { body: { id: String(this.uploaded.length), name: q.get("name"), size: body.length } };
	}

	imports_(method, parts, q, json) {
		const zh = this.lang === "zh";
		const files = json.uploads.map((u) => {
			const name = this.uploaded[u - 1];
			const columns = [["户编号", "no"], ["户主姓名", "head_name"], ["证件号码", "head_id"], ["人数", "members"],
				["户类型", "type"], ["人均纯收入", "per_capita_net"]].map(([header, field]) => ({ header, field, how: "name" }));
			const asked = name.includes("map") && !Object.keys(json.map || {}).length
				? [{ file: name, header: "家庭收入合计", near: [{ target: "household.per_capita_net", label: "人均纯收入" }] }] : [];
			const rows = Array.from({ length: 30 }, (_, i) => this.household(i + 1).c).map((c, i) => ({ row: i + 2,
				cells: [c.no, c.head_name, i === 3 ? "98010119700315221" : "980101********0**", i === 7 ? "四" : c.members, c.type, c.per_capita_net] }));
			const findings = [{ row: 5, col: "证件号码", kind: "id_length", severity: "error", text: zh ? "“证件号码”位数不对（应为 18 位）" : "\"证件号码\" has the wrong length (18 digits)" },
				{ row: 9, col: "人数", kind: "number_invalid", severity: "error", text: zh ? "“人数”应为数字" : "\"人数\" should be a number" },
				{ row: 12, col: "人均纯收入", kind: "income_sum", severity: "doubt", text: zh ? "收入比上年降 62%，请核对" : "Income fell by 62% against last year" },
				{ row: 15, col: "户主姓名", kind: "name_spaces", severity: "note", text: zh ? "去掉了空格" : "Blanks were taken out" }];
			return { name, noun: "household", rows: 30, new: 4, changed: 18, unchanged: 6, refused: 2, normalised: 1,
				batch: json.dry ? null : "13", columns, preview: rows, said: [...asked, ...findings.map((f) => ({ file: name, ...f }))] };
		});
		return this.job("import", 30, { dry: json.dry, files, findings: files.flatMap((f) => f.said) });
	}

	batches_(method, parts, q) { return this.batch_(method, parts, q); }
	batch_(method, parts) {
		const make = (no, undone) => ({ no: String(no), c: { no: String(no), file: no % 2 ? "脱贫户明细表.xlsx" : "监测对象家庭成员.csv",
			kind: no % 2 ? "household" : "person", rows: 812, new: 20, changed: 64, unchanged: 725, refused: no % 3 ? 3 : 0, normalised: 41,
			state: this.lang === "zh" ? "完成" : "Done", started: `2026-11-${String(no).padStart(2, "0")} 09:12`, actor: "林晓", undone: undone ? "2026-11-20 10:00" : undefined,
			undone_by: undone ? "孙科" : undefined, undo_reason: undone ? "文件选错" : undefined, asked: no === 13 ? 2 : 0 } });
		const all = [13, 12, 11, 10, 9].map((n) => make(n, n === 10));
		if (!parts[1])
			return { body: { items: all, next: null, total: all.length } };
		if (parts[2] === "findings")
			return { body: { items: [{ row: 5, col: "证件号码", kind: "id_length", severity: "error", text: "“证件号码”位数不对" }], total: 1 } };
		if (parts[2] === "undo")
			return this.job("undo", 84, { text: "84" });
		return { body: all.find((b) => b.no === parts[1]) };
	}

	differences_(method, parts) { return this.difference_(method, parts); }
	difference_(method, parts) {
		this.settled = this.settled || new Set();
		if (method === "POST") {
			this.settled.add(parts[1]);
			return { body: {} };
		}
		const items = Array.from({ length: 7 }, (_, i) => {
			const h = this.household(i * 5 + 2);
			return { no: String(i + 1), c: { no: String(i + 1), household: h.no, source: this.lang === "zh" ? "国家系统" : "National system",
				about_entity: "household", about_no: h.no, field: i % 2 ? "per_capita_net" : "members", base: i % 2 ? "8120.00" : "4",
				ours: i % 2 ? "9450.00" : "5", theirs: i % 2 ? "8770.50" : "3", found: "2026-11-20 09:00", title: h.c.head_name } };
		}).filter((d) => !this.settled.has(d.no));
		return { body: { items, next: null, total: items.length } };
	}

	accounts_(method, parts, q, json) {
		if (method !== "GET")
			return json.login === "lin" ? this.fault(422, "login", { errors: [{ field: "login", code: "taken",
				detail: this.lang === "zh" ? "登录名已被使用" : "This login is taken" }] }) : { body: { id: "9" } };
		return { body: { items: [["1", "lin", "林晓", "county_office"], ["2", "sun", "孙科", "county_approver"], ["3", "zhou", "周敏", "helper"],
			["4", "audit", "钱审", "auditor"]].map(([id, login, name, role], i) => ({ id, login, name, roles: [role], unit: "县农业农村局",
			active: i !== 2, totp: i === 1, must_change: i === 3, seen: i === 3 ? null : "2026-11-22 08:30" })), next: null } };
	}

	grants_(method) {
		if (method !== "GET")
			return { body: { id: "7" } };
		return { body: { items: [["1", "lin", "林晓", "county_office", "青山县"], ["2", "sun", "孙科", "county_approver", "青山县"],
			["3", "zhou", "周敏", "helper", null]].map(([id, login, name, role, area], i) => ({ id, account: id, login, name, role,
			area: area ? "980101000000" : undefined, area_name: area || undefined, households: area ? 0 : 12, from: "2026-01-01", to: "2026-12-31",
			in_force: i !== 1, purpose: "年度工作", by: "吴安" })), next: null } };
	}

	roles_() { return { body: { items: [] } }; }

	journal_(method, parts, q) {
		const from = Number(q.get("cursor") || 0);
		const acts = ["edit", "read", "import-close", "edit", "export", "login"];
		return { body: { items: Array.from({ length: 50 }, (_, i) => ({ leaf: 128734 - from - i, when: "2026-11-22 10:02",
			who: ["林晓", "孙科", "周敏"][i % 3], what: acts[i % 6], noun: i % 6 === 5 ? undefined : "household",
			no: i % 6 === 5 ? undefined : this.household(i + 1).no, rows: i % 6 === 2 ? 812 : 1, why: i % 2 ? "入户核实" : undefined })),
			next: from < 200 ? String(from + 50) : null } };
	}

	verify_() {
		return this.job("verify", 128734, { code: 0, found: [], faults: 0, leaves: 128734, rows: 52482,
			anchored: true, head: this.note() });
	}

	head_() { return { body: { size: 128734, note: this.note(), vkey: "jingzhun/qingshan+7f1c22aa+AQz8mQ0m3oX1" } }; }

	head_svg_() {
		const cells = Array.from({ length: 625 }, (_, i) => random(i)() < .5 ? `<rect x="${i % 25}" y="${Math.floor(i / 25)}" width="1" height="1"/>` : "");
		return { headers: { "Content-Type": "image/svg+xml" }, body: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 25 25">${cells.join("")}</svg>` };
	}

	charts_() {
		const bars = Array.from({ length: 12 }, (_, i) => `<rect x="${i * 50 + 10}" y="${120 - i * 7}" width="34" height="${20 + i * 7}" fill="#2f6fb3"/>`);
		return { headers: { "Content-Type": "image/svg+xml" }, body: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 620 150">${bars.join("")}</svg>` };
	}

	backup_(method) {
		if (method === "POST")
			return this.job("backup", 100, { text: "ok" });
		return { body: { path: "/srv/backup/jingzhun", last: { when: "2026-11-22 02:00", ok: true, size: 73400320 },
			tested: { when: "2026-11-22 02:03", ok: true }, next: "2026-11-23 02:00", items: [1, 2, 3].map((i) => ({ when: `2026-11-${23 - i} 02:00`,
				file: `jingzhun-2026112${3 - i}.bak`, size: 73400320 - i * 1000, ok: true })) } };
	}

	templates_() { return { body: "x", headers: { "Content-Type": "application/octet-stream" } }; }
	to_enter_xlsx_() { return this.templates_(); }

	note() {
		return "jingzhun/qingshan\n128734\nq3Jp0xT9wq2c1m0U5vQvZ0c3p1mS7yJd8WkC2mH1l0E=\n\n— jingzhun/qingshan 7f1c…\n";
	}
}

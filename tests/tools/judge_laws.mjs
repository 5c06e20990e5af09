// Laws of what-ifs and measures, tried on a register with numbers that a seed chooses: node
// judge_laws.mjs JINGZHUN DATA SEED TRIES. Prints how many were looked at and how many were broken.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";

const [program, data, seed_text, tries_text] = process.argv.slice(2);
let seed = BigInt(seed_text) + 88172645463325252n, looked = 0, broken = 0;

const rolled = (n) => {
	seed ^= (seed << 13n) & 0xffffffffffffffffn;
	seed ^= seed >> 7n;
	seed ^= (seed << 17n) & 0xffffffffffffffffn;
	return Number(seed % BigInt(n));
};
const run = (...arg) => execFileSync(program, arg, { encoding: "utf8", maxBuffer: 1 << 28 });
const law = (kept, what) => {
	looked++;
	if (kept)
		return;
	broken++;
	console.error("broken: " + what);
};

const whatif = (...arg) => JSON.parse(run("simulate", "--data", data, "--json", ...arg));
const listed = (which, ...arg) => run("simulate", "--data", data, "--json", "--list", which, ...arg)
	.split("\n").filter((x) => x).length;
const households = (s) => s.met + s.not_met + s.unknown;

// Met, not met and unknown are all; newly in less dropping out is the difference; places are all.
function adds_up(w, what) {
	const parts = [w.all, ...w.areas, ...w.types, ...w.causes, ...w.nations].filter((x) => x);
	for (const f of parts) {
		law(households(f.now) === households(f.then), what + ": households");
		law(f.in - f.out === f.then.met - f.now.met, what + ": in and out");
	}
	for (const by of [w.areas, w.types, w.causes, w.nations]) {
		const sum = (get) => by.reduce((n, f) => n + get(f), 0);
		law(sum((f) => households(f.now)) === households(w.all.now), what + ": parts");
		law(sum((f) => f.in) === w.all.in && sum((f) => f.out) === w.all.out, what + ": parts in");
		if (typeof w.all.then.cost === "number")
			law(sum((f) => f.then.cost) === w.all.then.cost, what + ": parts of the cost");
	}
}

function lists(w, what, arg) {
	const n = { in: w.all.in, out: w.all.out };
	for (const when of ["now", "then"])
		for (const state of ["met", "not_met", "unknown"])
			n[`${when}_${state}`] = w.all[when][state];
	for (const which of Object.keys(n))
		law(listed(which, ...arg) === n[which], `${what}: list ${which}`);
}

// A standard, its line, and which way a raised line moves it.
const standards = [
	["dibao", "dibao", 1, "2025-12-31"], ["monitor-unstable", "monitoring", 1, "2025-12-31"],
	["household-poor", "poverty", 1, "2020-12-31"], ["household-exit", "poverty", -1, "2020-12-31"]];
for (let i = 0; i < Number(tries_text); i++) {
	const [standard, line, direction, on] = standards[i % standards.length];
	const at = ["", "@98", "@980121101000"][rolled(3)], yuan = rolled(20000);
	const base = ["--standard", standard, "--on", on];
	const arg = [...base, "--line", `${line}${at}=${yuan}`];
	if (rolled(3) === 0)
		arg.push("--clause", ["one_more=members >= 2", "income=",
			"one_more=person.exists(p, age(p) >= 60)"][rolled(3)]);
	const w = whatif(...arg), what = arg.join(" ");
	adds_up(w, what);
	lists(w, what, arg);
	const today = whatif(...base);
	law(today.all.in === 0 && today.all.out === 0, what + ": today");
	law(JSON.stringify(today.all.now) === JSON.stringify(today.all.then), what + ": today's figures");
	const same = today.lines.find((x) => x.id === line);
	if (same && same.now !== null) {
		const said = whatif(...base, "--line", `${line}=${same.now / 100}`);
		law(said.all.in === 0 && said.all.out === 0, what + ": said as it is");
	}
	let last = null;
	for (let step = 100 + rolled(100); step < 60000; step *= 3) {
		const met = whatif(...base, "--line", `${line}=${step}`).all.then.met;
		law(last === null || (direction > 0 ? met >= last : met <= last), `${standard} at ${step}`);
		last = met;
	}
}

// Incomes in another order, in two files, with weights eight times as large: not a digit differs.
const rows = [];
for (let i = 0; i < 800; i++)
	rows.push(`${rolled(1000000) / 100 - 100},${1 + rolled(9)},${rolled(6)}`);
const file = (name, from) => writeFileSync(name, ["y,w,g", ...from].join("\n") + "\n");
const measured = (...files) => JSON.stringify(JSON.parse(run("measure", ...files, "--income", "y",
	"--weight", "w", "--group", "g", "--line", "60%median", "--json")),
	(key, v) => key === "file" ? undefined :
		key === "groups" ? [...v].sort((a, b) => a.name - b.name) : v);
const shuffled = rows.map((x) => [rolled(1 << 30), x]).sort((a, b) => a[0] - b[0]).map((x) => x[1]);
file("rows.csv", rows);
file("one.csv", shuffled.slice(0, 300));
file("two.csv", shuffled.slice(300));
file("heavy.csv", rows.map((x) => {
	const [y, w, g] = x.split(",");
	return [y, w * 8, g].join(",");
}));
law(measured("rows.csv") === measured("one.csv", "two.csv"), "shuffled and split");
const light = JSON.parse(measured("rows.csv")), heavy = JSON.parse(measured("heavy.csv"));
for (const key of ["fgt", "gini", "theil_t", "theil_l", "s80s20", "median", "watts"])
	law(JSON.stringify(light.all[key]) === JSON.stringify(heavy.all[key]), "weights: " + key);
console.log(looked, broken);

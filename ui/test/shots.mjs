// Contact sheets of the main screens, drawn by the program itself over a made-up county, to be looked
// at: node ui/test/shots.mjs [OUT=docs/shots [BIG]]. One picture for each of zh/en, light/dark, desk/phone;
// BIG is a folder for the single screens in full size. Wants build/jingzhun and Chromium.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { need_chromium } from "./browser.mjs";
import { Office, release, root } from "./office.mjs";

need_chromium();
const [out = join(root, "docs/shots"), big] = process.argv.slice(2);
const only = process.env.JZ_WAYS?.split(",");
for (const dir of [out, big].filter(Boolean))
	mkdirSync(dir, { recursive: true });

const office = new Office({ asan: false });
// A county of some size; one workbook more, with faults, and a source that says otherwise.
office.fill({ households: 3000, seed: 8, pack: "demo-county", faults: "id_check_digit,date_invalid,list_unknown,phone_invalid,members_mismatch" });
const areas = readFileSync(join(office.lists, "areas.csv"), "utf8").trim().split("\n").map((l) => l.split(","));
const village = areas.find((a) => a[2] === "村级"), town = areas.find((a) => a[0] === village[0].slice(0, 9) + "000");
const month = (name, ...rows) => {
	const file = join(office.dir, name);
	writeFileSync(file, "序号,县,乡,行政村,户编号,人编号,姓名,证件号码,与户主关系,人均纯收入,文化程度,健康状况\n"
		+ rows.map((r, i) => `${i + 1},云溪县,${town[1]},${village[1]},HX${r[0]},PX${r[0]},${r[1]},${r[2]},户主,${r[3]},${r[4]},${r[5]}\n`).join(""));
	return file;
};
const three = [["1", "王小明", "980101197804120130"], ["2", "李小红", "980101198009230247"], ["3", "张大山", "980101196507180175"]];
office.run(["import", "-q", "--source", "national", month("2026-05.csv", ...three.map((x, i) => [...x, 5000 + i * 700, "小学", "健康"]))], { codes: [0, 1] });
for (const [who, what] of [["PX1", "文化程度=大专"], ["PX2", "文化程度=大专"], ["PX3", "健康状况=患有大病"]])
	office.run(["set", "person", who, what, "--reason", "入户核对"]);
office.run(["import", "-q", "--source", "national", month("2026-06.csv", ...three.map((x, i) => [...x, 5000 + i * 700, "高中", "残疾"]))], { codes: [0, 1] });
const all = office.json("list", "household", "--where", "members >= 4", "--limit", "300");
const rich = new Set(office.json("list", "measure", "--limit", "2000").map((m) => m.household));
const h = (all.find((r) => rich.has(r.no)) || all[0]).no;
const batch = office.json("batch", "list").find((b) => Number(b.refused) > 0).no;
office.run(["area", "outline", join(office.lists, "outlines.geojson"), "-q"]);
office.run(["check", "-q"]);
// Rounds under way, as ./run has them.
execFileSync("sh", [join(root, "tools/demo_rounds.sh"), office.data], { env: { ...process.env, JINGZHUN: release }, stdio: "inherit" });
const notice = office.json("notice", "list").find((n) => n.state === "hanging").no;
const round = /R\d+(?=[^\n]*防返贫监测)/.exec(office.run(["round", "list"]))[0], matter = /P\d+/.exec(office.run(["case", "list"]))[0];
await office.open();

// Somebody proposes, somebody else decides one of it; what is looked at stands in the journal.
const propose = (no, set, reason) => office.as("county", {}, (page) => page.evaluate(async ([n, s, why]) => {
	const v = (await (await fetch(`/api/v1/household/${n}`)).json()).v;
	await fetch(`/api/v1/household/${n}`, { method: "PATCH", headers: { "X-JZ": "1", "Content-Type": "application/json",
		"If-Match": `"v${v}"` }, body: JSON.stringify({ set: s, reason: why }) });
}, [no, set, reason]));
await propose(h, { group_name: "九组" }, "入户核实门牌");
await office.as("county2", {}, async (page) => {
	await page.visit("/changes");
	await page.click("button:has-text('通过') >> nth=0");
	await page.click("dialog button[type=submit]");
	await page.waitForSelector("dialog", { state: "detached" });
});
await propose(h, { members: 5 }, "新增一名婴儿，户口簿已看");
await propose(all.find((r) => r.no !== h).no, { group_name: "八组" }, "组别登记有误");

const screens = [["county2", "/", "home"], ["county", "/household", "households"], ["county", `/household/${h}`, "household"],
	["county", `/area/${town[0]}`, "area"], ["county", `/batches/${batch}`, "import"],
	["county2", "/differences", "differences"], ["county2", "/changes", "changes"], ["audit", "/journal", "journal"], ["audit", "/verify", "verify"],
	["county", "/whatif?standard=monitor-unstable&lines=monitoring%3D11000", "whatif", ".wif-tables"],
	["county", "/checks", "checks"], ["county", "/measures", "measures"],
	["county", `/household/${h}?tab=verdicts`, "verdicts"],
	["village", `/rounds/${round}`, "round"], ["village", `/case/${matter}`, "case"], ["village", "/tasks", "tasks"],
	["village", `/notices/${notice}`, "notice"], ["village", "/declarations", "declarations"]];
const names = { zh: ["工作台", "户", "一户一页", "区划", "导入结果", "差异", "审核", "日志", "核验", "假设测算", "疑点核查", "贫困测算", "判定", "一个轮次", "一个事项", "待办", "一期公示", "自主申报"],
	en: ["Home", "Households", "One household", "An area", "An import", "Differences", "Review", "Journal", "Verify",
		"What if", "Checks", "Poverty", "Verdicts", "A round", "A case", "Tasks", "A notice", "Declarations"] };

for (const lang of ["zh", "en"]) for (const theme of ["light", "dark"]) for (const size of ["desk", "phone"]) {
	const way = `${lang}-${theme}-${size}`, phone = size === "phone";
	if (only && !only.includes(way))
		continue;
	const shots = [], people = {};
	for (const [i, [who, path, name, part]] of screens.entries()) {
		people[who] ||= await office.person(who, { lang, theme, phone });
		const page = people[who];
		await page.visit(path);
		await page.waitForTimeout(250);
		if (name === "household") await page.waitForTimeout(250);
		if (part) {                    /* what is below the fold and worth a look */
			await page.waitForSelector(".jz-figure");
			await page.evaluate((p) => window.scrollTo(0, document.querySelector(p).getBoundingClientRect().top + scrollY - 150), part);
			await page.waitForTimeout(250);
		}
		const png = await page.screenshot();
		if (big)
			writeFileSync(join(big, `${name}-${way}.png`), png);
		shots.push([names[lang][i], `data:image/png;base64,${png.toString("base64")}`]);
	}
	for (const page of Object.values(people)) {
		if (page.faults.length)
			console.log(way, page.faults);
		await page.over();
	}
	// Five across for phones, three for desks; small enough to be carried with the source.
	const wide = phone ? 176 : 372, across = phone ? 5 : 3;
	const context = await office.browser.newContext({ viewport: { width: across * (wide + 12) + 12, height: 400 } });
	const page = await context.newPage();
	const [ink, ground] = theme === "dark" ? ["#e6edf3", "#0d1117"] : ["#1f2328", "#f4f5f7"];
	await page.setContent(`<body style="margin:0;background:${ground};color:${ink};font:12px sans-serif"><div style="display:grid;
		grid-template-columns:repeat(${across},${wide}px);gap:12px;padding:12px">${shots.map(([n, src]) =>
		`<figure style="margin:0"><figcaption>${n}</figcaption><img src="${src}" style="width:${wide}px;border:1px solid #888"></figure>`).join("")}</div>`);
	await page.waitForFunction(() => [...document.images].every((x) => x.complete));
	const file = join(out, `${way}.png`);
	await page.screenshot({ path: file, fullPage: true });
	await context.close();
	console.log(file, Math.round(statSync(file).size / 1024), "KB");
}
await office.close();

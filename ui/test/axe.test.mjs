// Every room, by those who may enter it, is looked over by axe against the program itself (all its
// rules, none switched off), in both languages and themes, on a desk and on a phone; nothing is wider
// than the screen. In the test run each room is looked at in one of the four ways, the ways taking
// turns; with JZ_AXE=all in all four (tests/long/axe.sh).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { need_chromium } from "./browser.mjs";
import { Office, settled } from "./office.mjs";

need_chromium();
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const all = process.env.JZ_AXE === "all";
const ways = [["zh", "light", false], ["en", "dark", false], ["zh", "dark", true], ["en", "light", true]];
const office = new Office();
let looks = 0, found = 0, turn = 0, rooms, batch;

before(async () => {
	office.fill({ households: 60, seed: 8, faults: "all" });
	office.run(["area", "outline", `${office.lists}/outlines.geojson`, "-q"]);
	office.run(["check", "-q"]);
	const doubt = office.json("doubt", "list", "--limit", "1")[0];
	const all_no = office.json("list", "household", "--limit", "100");
	const h = all_no[0].no, village = office.json("area", "list", "--level", "5")[0].code;
	const p = office.json("list", "person", "--where", `household=${h}`)[0].no;
	batch = office.json("batch", "list").find((b) => Number(b.refused) > 0).no;
	const town = String(village).slice(0, 9) + "000";
	rooms = {
		county: ["/", "/household", `/household?f.members.ge=3&area=${town}`, `/household/${h}`, ...["members", "income",
			"conditions", "changes", "helper"].map((x) => `/household/${h}?tab=${x}`), "/person", `/person/${p}`, "/area",
			`/area/${town}`, `/area/${village}`, "/lead", "/risk", "/measure", "/helper", "/finding", "/more", "/village", "/income",
			"/search?q=%E7%8E%8B", "/changes?show=mine", "/import", "/batches", `/batches/${batch}`, "/jobs", "/verify", "/checks", `/checks/${doubt.check}`,
			"/doubt", `/doubt/${doubt.no}`, "/measures", "/whatif", "/whatif?standard=household-poor&lines=poverty%3D9000", `/household/${h}?tab=verdicts`,
			"/rounds", "/rounds/R1", "/rounds/R1?view=table", "/rounds/R1?view=days", "/rounds/R1?view=progress", "/case/P1", "/tasks", "/tasks?tab=late", "/tasks?tab=items&desk=office", "/procedures",
			"/procedures/identify", "/meeting?round=R1", "/settings", "/tokens", "/nowhere", "/household/nobody"],
		county2: ["/", "/changes", "/changes?show=done", "/differences", "/differences?state=settled", "/duplicates", "/settings"],
		township: ["/"], village: ["/"], helper: ["/", "/household", "/settings"],
		sysadmin: ["/", "/accounts", "/backup", "/jobs", "/outlines"],
		security: ["/", "/grants"],
		audit: ["/", "/journal", "/verify"],
	};
	await office.open();
	// Something waits, so that the rooms have something to show.
	await office.as("county", {}, (page) => page.evaluate(async (no) => {
		const v = (await (await fetch(`/api/v1/household/${no}`)).json()).v;
		await fetch(`/api/v1/household/${no}`, { method: "PATCH", headers: { "X-JZ": "1", "Content-Type": "application/json",
			"If-Match": `"v${v}"` }, body: JSON.stringify({ set: { group_name: "九组" }, reason: "入户核实" }) });
		const post = async (path, body) => (await fetch("/api/v1/" + path, { method: "POST", headers: { "X-JZ": "1",
			"Content-Type": "application/json" }, body: JSON.stringify(body) })).json();
		const area = (await (await fetch("/api/v1/me")).json()).areas[0].code;
		const round = (await post("rounds", { procedure: "monitor", name: "监测", area })).no;
		await post(`rounds/${round}/cases`, { about: [no] });
	}, h));
});
after(async () => {
	await office.close();
	console.log(`axe: ${looks} looks, ${found} violations`);
});

async function look(page, where) {
	// Past the CSP, as a debugger would be: the page itself may run no such text.
	const cdp = await page.context().newCDPSession(page);
	await cdp.send("Runtime.evaluate", { expression: axe });
	const wrong = await page.evaluate(async () => (await window.axe.run(document)).violations.map((v) =>
		`${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 200)).join(" | ")}`));
	await cdp.detach();
	looks++;
	found += wrong.length;
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
	if (wide > 0)
		wrong.push(`${wide} px wider than the screen`);
	return wrong.map((w) => `${where}: ${w}`);
}

for (const way of ways) {
	const [lang, theme, phone] = way;
	test(`rooms, ${lang} ${theme} ${phone ? "phone" : "desk"}`, async () => {
		const wrong = [];
		for (const who of Object.keys(rooms)) {
			const mine = rooms[who].filter((_x, i) => all || (i + who.length + turn) % 4 === 0);
			if (mine.length) await office.as(who, { lang, theme, phone }, async (page) => {
				for (const path of mine) {
					await page.visit(path);
					wrong.push(...await look(page, `${who} ${path}`));
				}
			});
		}
		turn++;
		assert.deepEqual(wrong, []);
	});
}

test("dialogs and menus too", async () => {
	const h = rooms.county[3], doubt_page = rooms.county.find((x) => x.startsWith("/doubt/")), wrong = [];
	const doors = [["county", "/household", ".area-btn"], ["county", "/household", "text=选列"], ["county", "/household", "text=更多条件"],
		["county", "/household", "text=视图"], ["county", h, "text=提出修改"], ["county", h, ".sealed button"],
		["county2", "/changes", "button:has-text('通过')"], ["county2", `/batches/${batch}`, "text=撤销本次导入"],
		["sysadmin", "/accounts", "text=新建账号"], ["security", "/grants", ".page-head button"], ["county2", "/settings", "text=启用动态口令"],
		["county2", "/settings", "button.risky"],
		["county", "/rounds", "text=开启轮次"], ["county", "/rounds/R1", "text=放进轮次"], ["county", "/checks", "text=收回清单"], ["county", doubt_page, "text=交办"], ["county", doubt_page, ".page-head button.main"],
		["county", "/tokens", "text=新建令牌"]];
	for (const [who, path, click] of doors) await office.as(who, {}, async (page) => {
		await page.visit(path);
		await page.click(click, { timeout: 5000 });
		await page.waitForTimeout(200);
		await settled(page);
		wrong.push(...await look(page, `${who} ${path} ${click}`));
	});
	assert.deepEqual(wrong, []);
});

test("the pages before the app", async () => {
	const wrong = [];
	for (const [lang, theme, phone] of ways) {
		const context = await office.browser.newContext({ viewport: phone ? { width: 390, height: 844 } : { width: 1366, height: 768 },
			locale: lang === "zh" ? "zh-CN" : "en-GB", colorScheme: theme });
		const page = await context.newPage();
		for (const path of ["/login", "/p/"]) {
			await page.goto(office.url(path));
			wrong.push(...await look(page, `${lang} ${theme} ${path}`));
		}
		await context.close();
	}
	assert.deepEqual(wrong, []);
});

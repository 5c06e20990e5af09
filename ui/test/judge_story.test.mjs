// The story of a newcomer, against the program itself: the demo county, its cockpit, a household and
// why each clause holds, a line moved while the map follows, the what-if kept, the newly covered
// listed; and the laws that every number on the way has to keep.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { need_chromium } from "./browser.mjs";
import { Office, settled } from "./office.mjs";

need_chromium();
const office = new Office();
before(async () => {
	office.fill({ households: 500, seed: 8, pack: "demo-county" });       /* as ./run does */
	office.run(["area", "outline", join(office.lists, "outlines.geojson"), "-q"]);
	office.run(["check", "-q"]);
	await office.open();
});
after(() => office.close());

const shot = (page, name) => process.env.SHOTS && page.screenshot({ path: join(process.env.SHOTS, name + ".png"), fullPage: true });
const figure = (text) => Number(String(text).replace(/−/g, "-").replace(/[^\d-]/g, "") || 0);
const LINE = "/whatif?standard=monitor-unstable";
/* What the program itself says, asked as the page asks. */
const said = (page, order) => page.evaluate(async (o) => (await fetch("/api/v1/simulate", { method: "POST", body: JSON.stringify(o),
	headers: { "Content-Type": "application/json", "X-JZ": "1" } })).json(), order);
const slide = (page, at, yuan) => page.locator("input[type=range]").nth(at).evaluate((e, v) => {
	Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(e, v);
	e.dispatchEvent(new Event("input", { bubbles: true }));
}, String(yuan));
const map_of = (page) => page.locator(".shade-map svg").evaluate((svg) => Object.fromEntries([...svg.querySelectorAll(".jz-mark")]
	.map((g) => [g.dataset.key, { tone: /tone-(\w+)/.exec(g.getAttribute("class"))?.[1],
		fill: getComputedStyle(g.querySelector("path")).fill,
		figure: svg.querySelector(`.jz-words[data-key="${g.dataset.key}"] .jz-figure`)?.textContent }])));
const laws = (d) => {
	for (const g of [d.all, ...d.areas, ...d.types, ...d.causes, ...d.nations]) {
		assert.equal(g.in - g.out, g.then.met - g.now.met, `newly in − dropping out = difference: ${g.name || "all"}`);
		for (const s of [g.now, g.then])
			for (const n of [s.met, s.not_met, s.unknown])
				assert.ok(n >= 0, "who may open every list sees every number");
	}
	for (const by of ["areas", "types", "causes", "nations"])
		for (const when of ["now", "then"])
			for (const what of ["met", "not_met", "unknown"])
				assert.equal(d[by].reduce((n, g) => n + g[when][what], 0), d.all[when][what], `${by} add up: ${when} ${what}`);
	assert.equal(d.all.now.met + d.all.now.not_met + d.all.now.unknown, 500, "met + not met + unknown = all");
	assert.equal(d.all.then.met + d.all.then.not_met + d.all.then.unknown, 500);
};

test("the demo county at one look, with its map; a household, and why each clause holds", async () =>
	office.as("county", {}, async (page) => {
		await page.visit("/");
		await page.locator("figure.chart [data-href^='/area/']").first().waitFor();
		assert.equal(figure(await page.locator(".six .big-n a").first().innerText()), 500);
		await shot(page, "story-1-cockpit");
		// A number opens its list, the list a household.
		await page.locator(".six .big-n a").nth(2).click();
		await page.rows().first().waitFor();
		await page.locator(".table-box tbody a[href^='/household/']").first().click();
		await page.waitForURL("**/household/**");
		await page.click("[role=tab]:has-text('判定')");
		await page.locator(".standard .clause").first().waitFor();
		const clauses = await page.locator(".standard .clause").count();
		assert.ok(clauses > 5);
		assert.equal(await page.locator(".standard .clause .status").count(), clauses, "each clause says whether it holds");
		const words = await page.locator(".verdicts").innerText();
		assert.match(words, /符合/);
		assert.match(words, /用到 .*\d/);
		assert.match(words, /防止返贫监测收入范围 每人每年[\d,.]+元 \(.+\)/, "the line, and the document it stands in");
		// A month's line and a year's income stand as they were held against each other.
		assert.match(words, /农村最低生活保障标准 每人每月[\d,.]+元[^]*相比 [\d.]+ 元与 [\d.]+ 元（每人每月）/);
		// Which day it is of, and how many standards say what, at the top.
		assert.match(await page.locator(".verdicts input[type=date]").inputValue(), /^\d{4}-\d\d-\d\d$/);
		const said = (await page.locator(".overview .status").allInnerTexts()).map((x) => figure(x.replace(/\D/g, "")));
		assert.equal(said.reduce((a, b) => a + b), await page.locator(".standard").count());
		await page.locator(".standard .clause details summary").first().click();
		assert.ok((await page.locator(".clause code").first().innerText()).length > 3, "as it is written");
		await shot(page, "story-2-why");
	}));

test("the line is moved and the map follows; kept; the newly covered are as many as the number says", async () =>
	office.as("county", {}, async (page) => {
		await page.visit(LINE);
		await page.locator(".shade-map svg .tone-zero, .shade-map svg .tone-in1").first().waitFor();
		// Line and map are on one screen, so that one can be watched while the other is moved.
		const drawn = await page.locator(".shade-map svg").boundingBox();
		assert.ok((await page.locator(".wif-line input[type=range]").first().boundingBox()).y < 768);
		assert.ok(drawn.y + drawn.height * 0.9 < 768, JSON.stringify(drawn));
		const order = { standard: "monitor-unstable" };
		const today = await said(page, order);
		laws(today);
		assert.deepEqual([today.all.in, today.all.out], [0, 0], "today's scenario is all zeros");
		const before = await map_of(page);
		assert.ok(Object.values(before).every((m) => m.tone === "zero" && m.figure === "0"), JSON.stringify(before));

		const at = today.lines.findIndex((l) => l.now !== null);
		const line = today.lines[at], yuan = Math.round(line.now / 100 * 2 / 50) * 50;
		await slide(page, at, yuan);
		const moved = await said(page, { ...order, lines: `${line.id}=${yuan}` });
		laws(moved);
		assert.ok(moved.all.in > 0);
		// The map says of each place what the program says of it, and has other colours than before.
		await page.waitForFunction((n) => [...document.querySelectorAll(".jz-figure")].some((x) => x.textContent === n),
			"+" + Math.max(...moved.areas.map((g) => g.in - g.out)));
		const now = await map_of(page);
		for (const g of moved.areas)
			assert.equal(figure(now[g.code].figure), g.in - g.out, g.name);
		const most = moved.areas.reduce((a, b) => b.in - b.out > a.in - a.out ? b : a);
		assert.match(now[most.code].tone, /^in/);
		assert.notEqual(now[most.code].fill, before[most.code].fill);
		await shot(page, "story-3-map");
		// As coverage, too.
		const shown = (n) => page.waitForFunction(([code, figure]) => document.querySelector(`.jz-words[data-key="${code}"] .jz-figure`)
			?.textContent.replace(/[^\d+]/g, "") === figure, [most.code, n]);
		await page.click("text=覆盖面");
		await shown(String(most.then.met));
		await page.click("text=净增减");
		await shown("+" + (most.in - most.out));

		// Kept, beside today's figures.
		await page.click(".page-head button.main");
		await page.fill("#wif-name", "监测线翻一番");
		await page.click("dialog button[type=submit]");
		const row = page.locator("tr", { has: page.locator("a:has-text('监测线翻一番')") });
		await row.waitFor();

		// The list behind the number has its length, page by page.
		await page.locator(".big", { hasText: "新纳入" }).locator("button").click();
		await page.locator("dialog tbody tr").first().waitFor();
		assert.match(await page.locator("dialog").innerText(), new RegExp(`共 ${moved.all.in} 户`));
		const seen = new Set();
		for (;;) {
			for (const no of await page.locator("dialog tbody td:first-child").allInnerTexts())
				seen.add(no);
			const on = page.locator("dialog button:has-text('下一页')");
			if (!await on.count() || await on.isDisabled())
				break;
			const first = await page.locator("dialog tbody td").first().innerText();
			await on.click();
			await page.waitForFunction((was) => document.querySelector("dialog tbody td")?.innerText !== was, first);
		}
		assert.equal(seen.size, moved.all.in);
		await shot(page, "story-4-list");
		await page.keyboard.press("Escape");
		await page.locator("dialog").waitFor({ state: "detached" });
		await settled(page);

		// Down into that township, to where its name stands on the map.
		const kept = await row.locator("a").first().getAttribute("href");
		const name = page.locator(`.jz-words[data-key="${most.code}"] .jz-figure`);
		await name.scrollIntoViewIfNeeded();
		const box = await name.boundingBox();
		await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
		await page.waitForURL(`**area=${most.code}**`);
		await page.waitForFunction((n) => document.querySelector(".big-n")?.innerText.replace(/\D.*/s, "") === String(n), most.then.met);
		assert.match(page.url(), new RegExp(encodeURIComponent(`${line.id}=${yuan}`)));
		await page.locator(".shade-map svg .jz-mark").first().waitFor();

		// Opened again by its address it says the same.
		await page.visit(kept);
		await page.waitForFunction((n) => document.querySelector(".big-n")?.innerText.replace(/\D.*/s, "") === String(n), moved.all.then.met);
	}));

test("lower lines take out whom higher lines took in; who sees no lists sees no small numbers", async () => {
	await office.as("county", {}, async (page) => {
		await page.visit(LINE);
		await page.locator(".big-n").first().waitFor();
		const line = (await said(page, { standard: "monitor-unstable" })).lines.find((l) => l.now !== null);
		let last = -1;
		for (const part of [0, .5, 1, 1.5, 3]) {
			const d = await said(page, { standard: "monitor-unstable", lines: `${line.id}=${Math.round(line.now / 100 * part)}` });
			laws(d);
			assert.ok(d.all.then.met >= last, "raising a line never lowers coverage");
			last = d.all.then.met;
		}
	});
	await office.as("audit", {}, async (page) => {
		const d = await said(page, { standard: "monitor-unstable" });
		assert.ok(d.few_under > 0);
		for (const g of d.areas)
			assert.ok(g.now.met === null || g.now.met === 0 || g.now.met >= d.few_under, g.name);
	});
});

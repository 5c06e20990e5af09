// What the first page and the list of jobs say at one look: the kinds most was found of, not all
// thirty; and of each job what it does and to which list.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { need_chromium } from "./browser.mjs";
import { Office, people } from "./office.mjs";

need_chromium();
const office = new Office();

before(async () => {
	office.fill({ households: 80, seed: 8, faults: "all" });
	await office.open();
});
after(() => office.close());

test("the first page names the kinds most was found of, and leads to the others", async () =>
	office.as("county", {}, async (page) => {
		const panel = page.locator("section.panel", { has: page.locator("h2", { hasText: "核查问题" }) });
		const lines = await panel.locator("li").count();
		assert.equal(lines, 5);
		const counts = (await panel.locator("li a").allInnerTexts()).map((n) => Number(n.replaceAll(",", "")));
		assert.deepEqual(counts, [...counts].sort((a, b) => b - a));
		assert.match(await panel.innerText(), /全部问题（还有 \d+ 类）/);
		const [, all] = /([\d,]+)\s*核查问题/.exec((await page.locator(".tiles").innerText()).replace(/\n/g, " "));
		assert.ok(Number(all.replaceAll(",", "")) > counts.reduce((a, b) => a + b), "the rest is more than nothing");
		await panel.locator("a", { hasText: "全部问题" }).click();
		await page.waitForFunction((n) => document.querySelector("#main .page-head .sub")?.textContent.includes(n), all);
		assert.match(page.url(), /\/finding\?f\.closed\.unknown=1/);
	}));

test("a check, an import and an undo are told apart, by what they do and to what", async () => {
	const list = join(office.lists, readdirSync(office.lists).find((f) => f.startsWith("persons")));
	await office.as("county", {}, async (page) => {
		await page.visit("/import");
		await page.setInputFiles("input[type=file]", list);
		await page.click("text=检查（不写入）");
		await page.waitForSelector("text=检查完成");
		await page.visit("/jobs");
		const [row] = await page.rows().allInnerTexts();
		assert.match(row, /^导入检查 · persons-/);
		await page.click("text=导入检查");
		await page.waitForSelector("h1:has-text(\"导入检查 · persons-\")");
	});
	await office.as("county", { lang: "en" }, async (page) => {
		await page.visit("/jobs");
		assert.match((await page.rows().allInnerTexts())[0], /^Import check · persons-/);
	});
});

test("no first page asks for what its reader may not see", async () => {
	for (const who of people)
		await office.as(who, {}, async (page) => {
			const refused = [];
			page.on("response", (a) => a.status() >= 400 && refused.push(`${a.status()} ${a.url()}`));
			await page.visit("/");
			await page.waitForLoadState("networkidle");
			if (await page.locator(".side a[href='/area']").count())
				await page.visit("/area");
			assert.deepEqual(refused, [], who);
		});
});

test("columns that findings name are called in the reader's language", async () => {
	const names = async (lang) => office.as("county", { lang }, async (page) => {
		await page.visit("/finding?f.col=" + encodeURIComponent("证件号码"));
		assert.ok(await page.rows().count() > 0);
		return page.rows().allInnerTexts();
	});
	assert.match((await names("zh"))[0], /证件号码/);
	for (const row of await names("en")) {
		assert.match(row, /ID number/);
		assert.doesNotMatch(row, /证件号码/);
	}
});

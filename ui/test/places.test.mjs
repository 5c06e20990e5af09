// A village, a township, a county under the exit indicators of their kind; and a place at one look,
// with what each number counts.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { need_chromium } from "./browser.mjs";
import { Office } from "./office.mjs";

need_chromium();
const office = new Office();
let county, town, village;

before(async () => {
	office.fill({ households: 60, seed: 7, faults: "none", demo: ["--year", "2016", "--years", "1"] });
	village = String(office.json("area", "list", "--level", "5")[0].code);
	town = village.slice(0, 9) + "000";
	county = village.slice(0, 6) + "000000";
	await office.open();
});
after(() => office.close());

const panel = (page, title) => page.locator("section.panel", { has: page.locator("h2", { hasText: title }) });
const shot = (page, name) => process.env.SHOTS && page.screenshot({ path: join(process.env.SHOTS, name + ".png"), fullPage: true });

test("a county's villages by township; a township's one by one; a village's own, with reasons", async () => {
	for (const [lang, title] of [["zh", "退出和稳固指标"], ["en", "Exit and stability indicators"]])
		await office.as("county", { lang }, async (page) => {
			await page.visit(`/area/${county}`);
			const box = panel(page, title);
			await box.locator("table").first().waitFor();
			assert.match(await box.innerText(), /2016-12-31/);
			const feet = (await box.locator("tfoot td").allInnerTexts()).map(Number);
			assert.equal(feet[0], feet[1] + feet[2] + feet[3], "met + not met + unknown = all");
			assert.equal(feet[0], office.json("list", "village", "--limit", "0").length);
			// The townships add up.
			const first = await box.locator("tbody tr td:first-of-type").allInnerTexts();
			assert.equal(first.reduce((a, b) => a + Number(b), 0), feet[0]);
			await shot(page, `county-${lang}`);
			await box.locator(`a[href='/area/${town}']`).click();
			await page.waitForURL(`**/area/${town}`);
			const rows = panel(page, title).locator("tbody tr");
			await rows.first().waitFor();
			const signs = await rows.first().locator("td.sign").allInnerTexts();
			assert.ok(signs.length >= 8 && signs.every((x) => /[✓✕?–]/.test(x)), signs.join());
			await shot(page, `township-${lang}`);
			await panel(page, title).locator(`a[href='/area/${village}']`).click();
			await page.waitForURL(`**/area/${village}`);
			const own = panel(page, title).locator("li.clause");
			await own.first().waitFor();
			assert.ok(await own.count() >= 8);
			// What the page says is what the command says.
			const [told] = office.json("judge", village, "--for", "village").map((x) => x.standards[0]);
			const status = await panel(page, title).locator("section.standard header .status").innerText();
			assert.match(status, { met: /符合|Met/, not_met: /不符合|Not met/, unknown: /信息不全|Not known/ }[told.state]);
			await shot(page, `village-${lang}`);
		});
});

test("another day is in the address; where nothing holds, that is said", async () =>
	office.as("county", {}, async (page) => {
		await page.visit(`/area/${town}?on=2021-12-31`);
		await page.waitForSelector("text=当日没有有效的标准");
		await page.locator("section.panel input[type=date]").fill("2016-12-31");
		await page.waitForURL(/on=2016-12-31/);
		await panel(page, "退出和稳固指标").locator("table").first().waitFor();
	}));

test("who has a village sees its indicators and no others", async () =>
	office.as("village", {}, async (page) => {
		const codes = await page.evaluate(async () => (await (await fetch("/api/v1/areas")).json()).items.map((a) => a.code));
		assert.equal(codes.length, 1);
		const asked = (code) => page.evaluate(async (c) => (await fetch(`/api/v1/areas/${c}/verdicts`)).status, code);
		assert.equal(await asked(codes[0]), 200);
		assert.equal(await asked(county), 404);
	}));

test("each of the six numbers tells what it counts, on a desk and on a phone", async () => {
	for (const phone of [false, true])
		await office.as("county", { phone }, async (page) => {
			await page.visit("/");
			const six = page.locator(".six .big");
			await six.first().waitFor();
			assert.equal(await six.count(), 6);
			for (let i = 0; i < 6; i++) {
				await six.nth(i).locator("summary").click();
				const what = six.nth(i).locator("details p");
				assert.ok((await what.innerText()).length > 10);
				const box = await what.boundingBox();
				assert.ok(box.x >= 0 && box.x + box.width <= (phone ? 390 : 1366), `${i} is cut off: ${box.x} ${box.width}`);
				await six.nth(i).locator("summary").click();
			}
			assert.ok(await panel(page, "主要致贫原因").locator("tr").count() > 1);
			await shot(page, phone ? "look-phone" : "look-desk");
		});
});

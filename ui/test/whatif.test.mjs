// What if the line were higher: the slider moves and the numbers with it; the list behind a number;
// another wording; kept, shared, opened by its address; and what is refused says why.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { need_chromium } from "./browser.mjs";
import { Office, settled } from "./office.mjs";

need_chromium();
const office = new Office();
before(async () => {
	office.fill({ households: 400, seed: 8 });
	await office.open();
});
after(() => office.close());

const shot = (page, name) => process.env.SHOTS ? page.screenshot({ path: join(process.env.SHOTS, name + ".png"), fullPage: true }) : null;
const POOR = "/whatif?standard=household-poor&on=2020-12-31";
const covered = async (page) => Number((await page.locator(".big-n button, .big-n span").first().innerText()).replace(/\D/g, "") || 0);
const said = (yuan) => office.json("simulate", "--standard", "household-poor", "--on", "2020-12-31", "--line", `poverty=${yuan}`)[0].all;
/* The slider as a hand moves it: to a value, with the event that says so. */
const slide = (page, yuan) => page.locator("input[type=range]").first().evaluate((e, v) => {
	Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(e, v);
	e.dispatchEvent(new Event("input", { bubbles: true }));
}, String(yuan));

test("the line is moved, the numbers follow, and the list of the newly covered opens", async () =>
	office.as("county", {}, async (page) => {
		await page.visit(POOR);
		await page.waitForSelector(".big-n");
		const most = Number(await page.locator("input[type=range]").first().getAttribute("max"));
		let last = -1;
		for (const yuan of [most - 2000, most - 1000, most]) {
			await slide(page, yuan);
			const all = said(yuan);
			await page.waitForFunction((n) => document.querySelector(".big-n")?.innerText.replace(/\D.*/s, "") === String(n), all.then.met);
			assert.ok(all.then.met >= last);
			last = all.then.met;
		}
		assert.ok(last > 0);
		await shot(page, "whatif-zh");
		await page.waitForFunction((n) => location.search.includes(encodeURIComponent(`poverty=${n}`)), most);
		const all = said(most);
		await page.locator(".big", { hasText: "新纳入" }).locator("button").click();
		await page.waitForSelector("dialog table");
		assert.match(await page.locator("dialog").innerText(), new RegExp(`共 ${all.in} 户`));
		assert.match(await page.locator("dialog tbody tr td").nth(1).innerText(), /^[\u4e00-\u9fff]{2,}/, "the head of the household");
		assert.match(await page.locator("dialog tbody tr td").nth(2).innerText(), /[镇乡].*村/, "its township and village");
		await shot(page, "whatif-list");
		await page.locator("dialog tbody a").first().click();
		await page.waitForURL("**/household/**");
		await page.goBack();
		await page.waitForFunction((n) => document.querySelector(".big-n")?.innerText.replace(/\D.*/s, "") === String(n), last);
		await page.click("text=恢复现行 >> nth=0");
		await page.waitForFunction(() => /±0/.test(document.querySelector(".big-n")?.innerText || ""));
	}));

test("another wording is tried; one that does not compile says where; left out, it counts no more", async () =>
	office.as("county", { lang: "en" }, async (page) => {
		await page.visit(POOR);
		await page.waitForSelector(".wif-clause");
		await page.click(".wif-clause summary >> nth=0");
		await page.fill("[name=clause-income]", "per_capita_ned < yuan(9000)");
		await page.click(".wif-clause button.main");
		await page.waitForSelector("[role=alert]");
		assert.match(await page.locator("[role=alert]").innerText(), /per_capita_net/);
		await page.fill("[name=clause-income]", "per_capita_net < yuan(20000)");
		await page.click(".wif-clause button.main");
		await page.waitForFunction(() => !document.querySelector("[role=alert]"));
		await page.waitForFunction(() => Number(document.querySelector(".big-n")?.innerText.replace(/\D.*/s, "")) > 50);
		await shot(page, "whatif-en");
		assert.match(await page.words(), /Newly in/);
	}));

test("kept, shared and opened by its address by somebody else", async () => {
	const at = await office.as("county", {}, async (page) => {
		await page.visit(POOR + "&lines=poverty%3D9000");
		await page.waitForSelector(".big-n");
		const n = await covered(page);
		await page.click(".page-head button.main");
		await page.fill("#wif-name", "提到九千");
		await page.click("dialog input[type=checkbox]");
		await page.click("dialog button[type=submit]");
		await page.waitForSelector("a:has-text('提到九千')");
		assert.equal(n, said(9000).then.met);
		// what it assumes stands in words, and its link is at hand
		const row = page.locator("tr", { hasText: "提到九千" });
		assert.match(await row.innerText(), /扶贫标准.* 9,000元/);
		assert.doesNotMatch(await row.innerText(), /poverty=/);
		await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
		await page.click(".toast button:has-text('复制链接')");
		await page.waitForSelector(".toast:has-text('链接已复制')");
		assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^http.*scenario=/);
		await shot(page, "whatif-kept");
		return { link: await page.locator("a:has-text('提到九千')").getAttribute("href"), n };
	});
	await office.as("county2", {}, async (page) => {
		await page.visit(at.link);
		await page.waitForSelector(".big-n");
		assert.equal(await covered(page), at.n);
		assert.match(await page.words(), /提到九千/);
		assert.match(page.url(), /lines=poverty%3D9000/);
	});
	await office.as("village", {}, async (page) => {
		await page.visit(at.link);
		assert.equal(await page.locator("[role=alert]").count(), 1);
	});
});

test("on a phone nothing sticks out", async () => office.as("county", { phone: true }, async (page) => {
	await page.visit(POOR + "&lines=poverty%3D9000");
	await page.waitForSelector(".big-n");
	await settled(page);
	assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
	await shot(page, "whatif-phone");
}));

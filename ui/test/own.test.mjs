// What an account has of its own beside rights: keys for programs, and relatives it declared.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { idno } from "../../tests/web/county.mjs";
import { need_chromium } from "./browser.mjs";
import { Office } from "./office.mjs";

need_chromium();
const office = new Office();
const next_year = new Date(Date.now() + 200 * 864e5).toISOString().slice(0, 10);

before(async () => {
	office.fill({ households: 24, seed: 6, faults: "none" });
	await office.open();
});
after(() => office.close());

test("a token is made for a part of what one may, shown once, works, and is revoked", async () =>
	office.as("county", {}, async (page) => {
		await page.visit("/settings");
		await page.click("text=查看令牌");
		await page.click("text=新建令牌");
		await page.click("dialog button[type=submit]");
		assert.match(await page.locator("dialog [role=alert]").innerText(), /用途[\s\S]*权限/, "nothing is made of nothing");
		assert.equal(await page.locator("dialog input[name=approve], dialog input[name=reveal]").count(), 0, "what no token may is not offered");
		await page.fill("#tok-name", "每周取数");
		await page.check("dialog input[name=read]");
		await page.check("dialog input[name=export]");
		await page.fill("#tok-expires", "2099-01-01");
		await page.click("dialog button[type=submit]");
		await page.waitForSelector("dialog >> text=/一年|期限|失效/");
		await page.fill("#tok-expires", next_year);
		await page.click("dialog button[type=submit]");
		const key = (await page.locator("dialog .big-code").innerText()).trim();
		assert.match(key, /^jz_[0-9a-f]{32}$/);
		const ask = async (path) => (await fetch(office.url(path), { headers: { Authorization: `Bearer ${key}` } })).status;
		assert.equal(await ask("/api/v1/household?limit=1"), 200);
		assert.equal(await ask("/api/v1/summary"), 403, "it was made for less");
		await page.click("dialog >> text=关闭");
		const row = page.rows().filter({ hasText: "每周取数" });
		assert.match(await row.innerText(), new RegExp(`${next_year}[\\s\\S]*有效`));
		assert.ok(!(await page.content()).includes(key), "it is shown once");
		await row.locator("button", { hasText: "收回" }).click();
		await page.fill("#confirm-why", "不再使用");
		await page.click("dialog button[type=submit]");
		await page.waitForFunction(() => !document.querySelector("dialog") && !document.querySelector("#main td button"));
		assert.equal(await ask("/api/v1/household?limit=1"), 401);
	}));

test("who may nothing that a program may has no room for tokens", async () =>
	office.as("security", {}, async (page) => {
		await page.visit("/settings");
		assert.equal(await page.locator("text=查看令牌").count(), 0);
	}));

test("relatives that were declared are listed, and withdrawn by who manages accounts", async () => {
	await office.as("township", {}, async (page) => {
		await page.visit("/settings");
		await page.fill("#kin-name", "王表哥");
		await page.fill("#kin-idno", idno());
		await page.fill("#kin-relation", "表兄");
		await page.click("button:has-text(\"申报\")");
		await page.waitForSelector(".kin >> text=王表哥 · 表兄");
		assert.equal(await page.locator(".kin button").count(), 0, "nobody opens a door that he closed");
	});
	await office.as("sysadmin", {}, async (page) => {
		await page.visit("/accounts");
		const open = async () => {
			await page.locator("tbody tr").filter({ has: page.locator("th", { hasText: /^township$/ }) }).locator("button").first().click();
			await page.click(".menu-item:has-text(\"亲属\")");
		};
		await open();
		await page.waitForSelector("dialog .kin >> text=王表哥");
		await page.click("dialog .kin button");
		await page.fill("#confirm-why", "同名，并非亲属");
		await page.click("dialog button[type=submit]");
		await page.waitForSelector("dialog >> text=没有申报");
	});
	await office.as("township", {}, async (page) => {
		await page.visit("/settings");
		assert.equal(await page.locator(".kin").count(), 0);
	});
});

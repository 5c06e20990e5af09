// Photographs of a household in Chromium against the program itself: a picture that a phone might take
// is added, stands in the page, and opens alone without being able to do anything.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { demoRegister, release, Server } from "../../tests/web/jz.mjs";
import { chrome, open_browser } from "./browser.mjs";

const missing = !existsSync(release) ? "the program is not built" : !chrome ? "no Chromium" : false;
let server, browser;

before(async () => {
	if (missing)
		return;
	server = await new Server(demoRegister({ households: 20 }), { jz: release }).start();
	browser = await open_browser();
});
after(async () => {
	await browser?.close();
	await server?.stop();
});

test("a photograph is added and shown", { skip: missing }, async () => {
	const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: "zh-CN", hasTouch: true,
		serviceWorkers: "block" });
	context.setDefaultTimeout(10000);
	const page = await context.newPage();
	const faults = [];
	page.on("pageerror", (e) => faults.push(String(e)));
	page.on("console", (m) => { if (m.type() === "error" && !/status of 4\d\d/.test(m.text())) faults.push(m.text()); });
	const at = (path) => `http://127.0.0.1:${server.port}${path}`;
	await page.goto(at("/login"));
	await page.fill("[name=login]", "county");
	await page.fill("[name=password]", server.password);
	await page.click("main form button");
	await page.waitForSelector("#main");
	const list = await (await page.request.get(at("/api/v1/household?limit=1"))).json();
	await page.goto(at(`/household/${list.items[0].no}?tab=attachment`));
	await page.waitForSelector("[role=tab]");
	await page.locator("[role=tab]", { hasText: "附件" }).click();
	const picture = Buffer.from((await page.evaluate(() => {
		const c = document.createElement("canvas");
		c.width = 2600;
		c.height = 1300;
		const g = c.getContext("2d");
		g.fillStyle = "#7a5";
		g.fillRect(0, 0, 2600, 1300);
		g.fillStyle = "#a33";
		g.fillRect(200, 200, 900, 900);
		return c.toDataURL("image/jpeg").split(",")[1];
	})), "base64");
	assert.ok(await page.locator("input[capture]").isDisabled(), "what it is comes first");
	await page.selectOption("#paper-kind", { label: "住房照片" });
	await page.fill("#paper-title", "<img src=x onerror=alert(1)>新房");
	await page.setInputFiles("input[capture]", { name: "IMG_1.jpg", mimeType: "image/jpeg", buffer: picture });
	await page.waitForFunction(() => document.querySelector(".paper img")?.naturalWidth > 0);
	assert.deepEqual(await page.evaluate(() => [document.querySelector(".paper img").naturalWidth,
		document.querySelector(".paper img").naturalHeight]), [2000, 1000]);
	assert.match(await page.locator(".paper").innerText(), /onerror=alert\(1\)>新房[\s\S]*住房照片/);
	if (process.env.SHOTS)
		await page.screenshot({ path: join(process.env.SHOTS, "papers.png"), fullPage: true });
	await page.setInputFiles("input[multiple]", { name: "x.jpg", mimeType: "image/jpeg", buffer: picture.subarray(0, 300) });
	await page.waitForSelector("#tab-body [role=alert]");
	assert.match(await page.locator("#tab-body [role=alert]").innerText(), /损坏|不完整/);
	assert.deepEqual(faults, []);
	await context.close();
});

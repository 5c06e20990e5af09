// Pictures of the screens, to be looked at: node ui/test/shots.mjs OUT [NAME=PATH...]. JZ_URL: a
// running server, else the mock of this folder; JZ_ROLE whose rights; JZ_WAYS which of
// zh/en-light/dark-desk/phone.
import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";
import { start_mock } from "./mock.mjs";

const [out = "shots", ...paths] = process.argv.slice(2);
const ways = (process.env.JZ_WAYS || "zh-light-desk,en-dark-desk,zh-light-phone,en-dark-phone").split(",");
mkdirSync(out, { recursive: true });
const mock = process.env.JZ_URL ? null : await start_mock({ role: process.env.JZ_ROLE || "county_office" });
const base = process.env.JZ_URL || mock.url;
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
for (const way of ways) {
	const [lang, theme, size] = way.split("-");
	const context = await browser.newContext({ viewport: size === "phone" ? { width: 390, height: 844 }
		: { width: 1366, height: 768 }, locale: lang === "zh" ? "zh-CN" : "en-GB", colorScheme: theme,
		serviceWorkers: "block" });
	const page = await context.newPage();
	page.on("console", (m) => { if (m.type() === "error") console.log(way, m.text()); });
	page.on("pageerror", (e) => console.log(way, String(e)));
	await page.addInitScript((l) => localStorage.setItem("jz.lang", l), lang);
	for (const item of paths) {
		const i = item.indexOf("=");
		const [name, path] = [item.slice(0, i), item.slice(i + 1)];
		await page.goto(base + path);
		await page.waitForTimeout(700);
		await page.screenshot({ path: `${out}/${name}-${way}.png`, fullPage: !!process.env.JZ_FULL });
	}
	await context.close();
}
await browser.close();
mock?.close();

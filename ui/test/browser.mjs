// What browser tests share: a server (JZ_URL, else the mock), Chromium, pages that fail on faults.
// With JZ_URL the accounts of the demo county sign in: JZ_LOGIN_<ROLE> names one, JZ_PASSWORD all.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { start_mock } from "./mock.mjs";

export const here = dirname(fileURLToPath(import.meta.url));
export const real = !!process.env.JZ_URL;
export const chrome = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
	.find((f) => existsSync(f));

/** Where there is none the file is skipped, and says so. */
export function need_chromium() {
	if (chrome)
		return;
	console.log("Chromium is not there (sh tools/setup browser)");
	process.exit(77);
}

export async function open_browser() {
	need_chromium();
	return chromium.launch({ executablePath: chrome, args: ["--no-sandbox"] });
}

/** A server with the rights of one role; close() when done. */
export async function server(role = "county_office", n = 3000) {
	if (real)
		return { url: process.env.JZ_URL, role, close() {} };
	const mock = await start_mock({ role, n });
	return { url: mock.url, role, world: mock.world, close: mock.close };
}

/** A page signed in; its faults (script errors, refused by the CSP) are gathered in page.faults. */
export async function open_page(browser, at, { lang = "zh", theme = "light", phone = false, worker = false } = {}) {
	const context = await browser.newContext({ viewport: phone ? { width: 390, height: 844 }
		: { width: 1366, height: 768 }, locale: lang === "zh" ? "zh-CN" : "en-GB", colorScheme: theme,
		hasTouch: phone, serviceWorkers: worker ? "allow" : "block" });
	const page = await context.newPage();
	page.faults = [];
	page.on("pageerror", (e) => page.faults.push(String(e)));
	page.on("console", (m) => {
		if (m.type() === "error" && !/status of (4\d\d|503)/.test(m.text()))
			page.faults.push(m.text());
	});
	await page.addInitScript((l) => {
		if (location.protocol !== "about:" && !localStorage.getItem("jz.lang"))
			localStorage.setItem("jz.lang", l);
	}, lang);
	if (real) {
		await page.goto(at.url + "/login");
		await page.fill("[name=login]", process.env[`JZ_LOGIN_${at.role.toUpperCase()}`] || at.role);
		await page.fill("[name=password]", process.env.JZ_PASSWORD || "");
		await page.click("form button");
		await page.waitForSelector("#main");
	}
	return page;
}

export async function visit(page, at, path) {
	await page.goto(at.url + path);
	await page.waitForSelector("#main h1");
	await page.waitForFunction(() => !document.querySelector("#main .loading"));
}

// What people do on the pages of cases, meetings, notices and the public site: steps that several
// stories take.
import assert from "node:assert/strict";
import { settled } from "./office.mjs";

/** A button of an act cannot be pressed. */
export const shut = async (page, name) => assert.ok(await page.locator(".acts button", { hasText: name }).first().isDisabled(),
	`${name} is shut`);
export const at_gate = (page, name) => page.locator(".gates .here", { hasText: name }).waitFor();

/** The way of a case as it is drawn: a mark and a gate each. */
export const way = async (page) => (await page.locator(".gates li").evaluateAll((all) => all.map((x) =>
	x.children[0].textContent + x.children[1].textContent))).join(" ");

/** The act of the case's page, with what its form asks for. */
export async function act(page, name, { day, reason, checks, sign, with_whom } = {}) {
	await page.locator(".acts button", { hasText: name }).first().click();
	for (const field of await page.locator("dialog .checklist input[id^=chk-]").all())
		await field.fill(checks || "属实");
	if (sign)
		await page.locator("#sign-who").selectOption({ index: 1 });
	if (with_whom)
		await page.fill("#act-with", with_whom);
	if (reason)
		await page.fill("#act-why", reason);
	if (day)
		await page.fill("#act-day", day);
	await sent(page, "cases/");
}

/** A paper that the gate asks for is added. */
export async function paper(page, kind, file) {
	const row = page.locator(".needs li", { hasText: kind });
	await row.locator("input[type=file]").setInputFiles(file);
	await page.locator(".toast", { hasText: kind }).last().waitFor();
	await row.locator("text=✓").waitFor();
}

/** The one list that waits is made and hung up with a photograph; its number. */
export async function hang(page, { file, place, day }) {
	await page.visit("/notices");
	await page.click("button:has-text('制作 1 份名单')");
	await page.click("dialog button[type=submit]");
	await page.locator(".toast", { hasText: "已制作 1 份名单" }).waitFor();
	await page.locator(".found a", { hasText: "待张贴" }).first().click();
	await page.click("button:is(:has-text('张贴（首日照片）'), :has-text('张贴公告（照片）'))");
	await photographed(page, { file, place, day });
	return decodeURIComponent(new URL(page.url()).pathname.split("/").at(-1));
}

/** The photograph of the last day. */
export async function last_day(page, no, { file, place, day }) {
	await page.visit("/notices/" + no);
	await page.click("button:has-text('上传末日照片')");
	await photographed(page, { file, place, day });
}

async function photographed(page, { file, place, day }) {
	await page.setInputFiles("dialog input[type=file]", file);
	await page.fill("#ntc-place", place);
	await page.fill("#ntc-day", day);
	await sent(page, "notices/");
}

/** A dialog is sent, and what it changed is asked for anew and drawn. */
async function sent(page, path) {
	const anew = page.waitForResponse((r) => r.request().method() === "GET" && r.url().includes("/api/v1/" + path));
	await page.click("dialog button[type=submit]");
	await page.locator("dialog").waitFor({ state: "detached" });
	await anew;
	await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
	await settled(page);
}

/** A form of the public site is sent, its sum worked out; the receipt number. */
export async function send(page) {
	const [, a, b] = /(\d+) \+ (\d+)/.exec(await page.locator("label[for=sum]").innerText());
	await page.fill("#sum", String(Number(a) + Number(b)));
	await page.click("form[method=post] button");
	return (await page.locator(".receipt strong").innerText()).trim();
}

// A household that is to leave the register says no and will not sign its no, either: two who saw it are
// named. Its yes it always signs.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { png } from "../../tests/web/picture.mjs";
import { need_chromium } from "./browser.mjs";
import { Office, settled } from "./office.mjs";
import { at_gate, paper as bring } from "./steps.mjs";

need_chromium();
const office = new Office();
const told = (pattern, ...args) => pattern.exec(office.run(args))?.[1] ?? assert.fail(args.join(" "));
const shot = (page, name) => process.env.SHOTS && page.screenshot({ path: join(process.env.SHOTS, `refusal-${name}.png`), fullPage: true });
let photo, one;

before(async () => {
	office.fill({ households: 1500, seed: 8 });
	photo = join(office.dir, "paper.png");
	writeFileSync(photo, png(60, 40));
	await office.open();
	const page = await office.person("village");
	const area = await page.evaluate(async () => (await (await fetch("/api/v1/me")).json()).areas[0].code);
	await page.over();
	await office.rest();
	const poor = office.json("list", "household", "--where", `area=${area}`, "--limit", "1")[0].no;
	office.run(["set", "household", poor, "exit_mark=未脱贫", "type=建档立卡贫困户", "--reason", "未脱贫"]);
	const round = told(/^Round (R\d+)/m, "round", "open", "household-exit", "--area", area.slice(0, 9) + "000", "--name", "脱贫退出",
		"--on", "2018-03-01", "--as", "township");
	one = told(/^Case (P\d+)/m, "case", "add", round, poor, "--on", "2018-03-01", "--as", "village");
	const who = join(office.dir, "who.txt"), step = (act, ...more) =>
		office.run(["case", "act", one, act, "--on", "2018-03-05", "--as", "village", ...more]);
	const brought = (kind) => office.run(["case", "paper", one, photo, "--kind", kind, "--on", "2018-03-05", "--as", "village"]);
	writeFileSync(who, "甲\n乙\n丙\n丁\n戊\n己\n");
	step("propose");
	office.run(["meeting", "hold", round, "--gate", "appraisal", "--area", area, "--representatives", "9", "--attendance", who,
		"--on", "2018-03-05", "--as", "village", "--vote", `${one}=6/0/0`]);
	brought("会议记录");
	step("passed");
	writeFileSync(photo, png(61, 40));
	brought("核实意见");
	step("verified", "--with", "helper", "--reason", "已核实");
	writeFileSync(photo, png(62, 40));
	await office.server.start();
});
after(() => office.close());

const ways = (page) => page.locator("#sign-who option").allInnerTexts();

test("who agrees signs; who declines may refuse to sign, before two witnesses who do not act", async () =>
	office.as("village", {}, async (page) => {
		await page.visit("/case/" + one);
		await bring(page, "退出认可书", photo);
		await page.locator(".acts button", { hasText: "签字认可" }).first().click();
		assert.doesNotMatch((await ways(page)).join(), /拒绝签字/);
		await page.keyboard.press("Escape");
		await page.locator(".acts button", { hasText: "不认可" }).first().click();
		assert.match((await ways(page)).join(), /本人签字.*拒绝签字/);
		assert.equal(await page.locator("#sign-witness").count(), 0);
		await page.selectOption("#sign-who", { label: "拒绝签字" });
		assert.equal(await page.locator("#sign-proxy").count(), 0);
		assert.match(await page.locator("dialog").innerText(), /按本户自己的说法填写/);
		await page.fill("#act-why", "担心医疗费，不愿签字");
		await page.fill("#act-day", "2018-03-06");
		await page.fill("#sign-witness", "赵一");
		await page.click("dialog button[type=submit]");
		await page.locator("dialog .field.faulty", { has: page.locator("#sign-witness") }).waitFor();
		assert.match(await page.locator("dialog [role=alert]").innerText(), /拒绝签字的，须有 2 名见证人/);
		await shot(page, "form");
		await page.fill("#sign-witness", "赵一、钱二");
		await page.click("dialog button[type=submit]");
		await page.locator("dialog").waitFor({ state: "detached" });
		await at_gate(page, "继续帮扶");
		assert.match(await page.locator(".case-steps").innerText(), /签字：拒绝签字（见证人：赵一、钱二）/);
		await shot(page, "case");
	}));

test("it is told so in English, dark, on a phone; a leader reads no names of witnesses", async () => {
	await office.as("village", { lang: "en", theme: "dark", phone: true }, async (page) => {
		await page.visit("/case/" + one);
		assert.match(await page.locator(".case-steps").innerText(), /signed: Refuses to sign \(witnesses: 赵一、钱二\)/);
		await shot(page, "phone");
	});
	await office.as("leader", {}, async (page) => {
		await page.visit("/case/" + one);
		await settled(page);
		assert.match(await page.locator(".case-steps").innerText(), /拒绝签字/);
		assert.doesNotMatch(await page.words(), /赵一/);
	});
});

// A letter of refusal that nobody signs for: left where they live before witnesses, or sent by post; why
// the office was late stands with the step and not in the letter. What a look-back finds wrong waits as a
// work item that leads into the round of the adjustment.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { png } from "../../tests/web/picture.mjs";
import { need_chromium } from "./browser.mjs";
import { Office, settled } from "./office.mjs";
import { paper as bring } from "./steps.mjs";

need_chromium();
const office = new Office();
const told = (pattern, ...args) => pattern.exec(office.run(args))?.[1] ?? assert.fail(args.join(" "));
const shot = (page, name) => process.env.SHOTS && page.screenshot({ path: join(process.env.SHOTS, `letters-${name}.png`), fullPage: true });
let photo, houses, late, posted;

before(async () => {
	office.fill({ households: 1500, seed: 8, pack: "cn-tonghua" });
	photo = join(office.dir, "paper.png");
	writeFileSync(photo, png(60, 40));
	await office.open();
	const page = await office.person("village");
	const [area, some] = await page.evaluate(async () => [(await (await fetch("/api/v1/me")).json()).areas[0].code,
		(await (await fetch("/api/v1/household?limit=5&fields=no,head_name")).json()).items]);
	await page.over();
	houses = some.map((h) => ({ no: h.no, head: h.c.head_name }));
	await office.rest();
	const round = (procedure, name, on) => told(/^Round (R\d+)/m, "round", "open", procedure, "--area", area.slice(0, 9) + "000", "--name", name, "--on", on,
		"--as", "township");
	const taken = (r, h, on, who = "village") => told(/^Case (P\d+)/m, "case", "add", r, h.no, "--on", on, "--as", who);
	late = taken(round("monitor-quick", "限时排查", "2020-04-01"), houses[0], "2020-04-02");
	posted = taken(round("monitor", "排查", "2020-04-01"), houses[1], "2020-04-02");
	office.run(["case", "act", posted, "no-risk", "--reason", "收入稳定", "--on", "2020-04-03", "--as", "township", "--with", "village"]);
	const back = round("look-back", "精准识别回头看", "2017-03-01"), wrong = taken(back, houses[2], "2017-03-01", "township");
	office.run(["case", "paper", wrong, photo, "--kind", "入户调查表", "--on", "2017-03-02", "--as", "village"]);
	office.run(["case", "act", wrong, "wrong", "--reason", "已核", "--on", "2017-03-02", "--as", "township",
		...["enter=已入户", "look=新建楼房", "reckon=9000", "compare=偏高"].flatMap((x) => ["--check", x])]);
	office.run(["case", "act", wrong, "agree", "--reason", "核实无误", "--on", "2017-03-03", "--as", "township2"]);
	round("adjustment", "年度动态调整", "2017-04-01");
	await office.server.start();
});
after(() => office.close());

/* A form on a small screen: in one language (but for the names of people), with nothing beside the edge and each field as wide as a finger. */
const fits = async (page, what) => {
	const wrong = await page.locator("dialog").evaluate((d) => [...d.querySelectorAll("label, .hint, legend, h2, button, input, select, textarea, p")]
		.filter((x) => x.offsetParent).flatMap((x) => {
			const b = x.getBoundingClientRect();
			return [...(b.left < 0 || b.right > innerWidth || x.scrollWidth > x.clientWidth + 1 && getComputedStyle(x).display !== "inline" ? [`wide: ${x.outerHTML.slice(0, 90)}`] : []),
				...((/^(LABEL|BUTTON|LEGEND)$/.test(x.tagName) && !x.closest(".bodies")) || x.matches(".hint") ? (/\p{Script=Han}/u.test(x.textContent) ? [`Chinese: ${x.textContent}`] : []) : []),
				...(/^(INPUT|SELECT|TEXTAREA|BUTTON)$/.test(x.tagName) && b.height < 40 ? [`low: ${x.outerHTML.slice(0, 90)} ${b.height}`] : [])];
		}));
	assert.deepEqual(wrong, [], what);
	await shot(page, what);
};
const narrow = { lang: "en", theme: "dark", phone: true };

test("who refuses late says why apart from the reason; the letter is left there before two witnesses", async () =>
	office.as("village", {}, async (page) => {
		await page.visit("/case/" + late);
		await bring(page, "入户调查表", photo);
		await office.as("village", narrow, async (other) => {
			await other.visit("/case/" + late);
			await other.locator(".acts button", { hasText: "No risk" }).first().click();
			await other.locator("#act-late").fill("Too few hands");
			await fits(other, "late-phone");
		});
		await page.locator(".acts button", { hasText: "核查无风险" }).first().click();
		await page.fill("#act-with", "township");
		await page.fill("#act-why", "收入稳定");
		const send = page.locator("dialog button[type=submit]");
		assert.ok(await send.isDisabled(), "not without why it is late");
		await page.fill("#act-late", "人手不足");
		await page.fill("#act-day", "2020-06-03");
		await shot(page, "late");
		await send.click();
		await page.locator("dialog").waitFor({ state: "detached" });
		await settled(page);
		assert.match(await page.locator(".case-steps").innerText(), /超期办理[^]*收入稳定\s*超期说明\s*人手不足/);
		const letter = page.locator(".rail .panel", { hasText: "告知书 L" });
		assert.doesNotMatch(await letter.innerText(), /人手不足/);
		await office.as("village", narrow, async (other) => {
			await other.visit("/case/" + late);
			await other.click("button:has-text('Record delivery')");
			await other.selectOption("#srv-who", { label: "Left there, before witnesses" });
			assert.match(await other.locator("#srv-witness-hint").innerText(), /2 witnesses needed, not counting the person delivering it/);
			await fits(other, "left-phone");
		});
		await page.click("button:has-text('登记送达')");
		assert.doesNotMatch((await page.locator("#srv-who option").allInnerTexts()).join(), /拒绝签字/, "then it is left there");
		await page.selectOption("#srv-who", { label: "留置送达" });
		assert.ok(await send.isDisabled(), "not without witnesses");
		await page.fill("#srv-witness", "赵干事");
		await page.fill("#srv-day", "2020-06-10");
		await send.click();
		await page.locator("dialog [role=alert]", { hasText: "至少 2 位见证人" }).waitFor();
		await page.fill("#srv-witness", "赵干事，钱二");
		await shot(page, "left");
		await send.click();
		await page.locator("dialog").waitFor({ state: "detached" });
		await settled(page);
		assert.match(await letter.innerText(), /送达日期\s*2020-06-10\s*留置送达 · 见证人 赵干事，钱二 · 送达人 /);
		await shot(page, "left-served");
	}));

test("a letter that went by post has the number of its mail; English, dark, on a phone", async () =>
	office.as("village", { lang: "en", theme: "dark", phone: true }, async (page) => {
		await page.visit("/case/" + posted);
		await page.click("button:has-text('Record delivery')");
		await page.selectOption("#srv-who", { label: "By post" });
		const send = page.locator("dialog button[type=submit]");
		assert.ok(await send.isDisabled(), "not without the number of the mail");
		await page.fill("#srv-post_no", "XA12345678944");
		await page.fill("#srv-day", "2020-04-12");
		await shot(page, "post-phone");
		await send.click();
		await page.locator("dialog").waitFor({ state: "detached" });
		await settled(page);
		assert.match(await page.locator(".rail").innerText(), /2020-04-12[^]*By post · XA12345678944 · delivered by /);
		await shot(page, "posted-phone");
	}));

test("what a look-back found wrong waits as a work item; its link takes the household into the adjustment", async () => {
	await office.as("village", { lang: "en", theme: "dark", phone: true }, async (page) => {
		await page.visit("/tasks?tab=items");
		await shot(page, "look-back-phone");
	});
	await office.as("village", {}, async (page) => {
		await page.visit("/tasks?tab=items");
		const item = page.locator("tbody tr", { hasText: houses[2].head });
		await shot(page, "look-back");
		await item.locator("a", { hasText: "放进轮次：年度动态调整" }).click();
		await page.waitForURL("**/rounds/R*");
		assert.equal(await page.locator("#add-nos").inputValue(), houses[2].no);
		await shot(page, "adjust");
		await page.click("dialog button[type=submit]");
		await page.locator("dialog").waitFor({ state: "detached" });
		await page.locator(".case-card", { hasText: houses[2].head }).waitFor();
	});
});

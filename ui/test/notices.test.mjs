// Notices in the browser: a village's list is made from its round, hung up with a photograph by
// phone, objected to, found missing; what was said is looked into by one and answered by another; a
// declaration becomes a case. Nobody is shown what is not his to do.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { png } from "../../tests/web/picture.mjs";
import { need_chromium } from "./browser.mjs";
import { Office } from "./office.mjs";

need_chromium();
const office = new Office();
const today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
const photo = join(office.dir, "board.png"), again = join(office.dir, "again.png");
let round = "", houses = [];

/* What the command line said, cut out of its answer. */
const told = (pattern, ...args) => pattern.exec(office.run(args))?.[1] ?? assert.fail(args.join(" "));
const shot = (page, name) => process.env.SHOTS && page.screenshot({ path: join(process.env.SHOTS, name + ".png"), fullPage: true });

before(async () => {
	office.fill({ households: 900, seed: 8 });
	writeFileSync(photo, png(400, 300));
	writeFileSync(again, png(404, 300));       /* a photo proves one day */
	await office.open(["--site", "https://fp.example.cn"]);
	const page = await office.person("village");
	houses = (await page.evaluate(() => fetch("/api/v1/household?limit=3").then((a) => a.json()))).items.map((h) => h.no);
	const village = await page.evaluate(() => fetch("/api/v1/me").then((a) => a.json()).then((m) => m.areas[0].code));
	await page.over();
	// Two households of the village have come as far as the notice.
	office.server && await office.server.stop();
	round = told(/^Round (R\d+)/m, "round", "open", "monitor", "--area", village.slice(0, 9) + "000", "--name", "2020年监测",
		"--on", "2020-04-01", "--as", "township");
	const paper = (one, kind, on) => {
		writeFileSync(join(office.dir, "paper.pdf"), `%PDF-1.4\n1 0 obj<</K(${one} ${kind})>>endobj\n%%EOF\n`);
		office.run(["case", "paper", one, join(office.dir, "paper.pdf"), "--kind", kind, "--on", on, "--as", "village"]);
	};
	const act = (one, what, on, who, ...more) => office.run(["case", "act", one, what, "--on", on, "--as", who, ...more]);
	const cases = houses.slice(0, 2).map((no) => told(/^Case (P\d+)/m, "case", "add", round, no, "--on", "2020-04-22", "--as", "village"));
	for (const one of cases) {
		act(one, "accept", "2020-04-23", "village");
		paper(one, "入户调查表", "2020-04-24");
		paper(one, "承诺授权书", "2020-04-24");
		act(one, "checked", "2020-04-24", "village", "--check", "enter=已入户", "look=房屋良好", "reckon=6000", "compare=合理");
		paper(one, "信息比对结果", "2020-04-25");
		act(one, "compared", "2020-04-25", "county");
	}
	writeFileSync(join(office.dir, "who.txt"), "甲\n乙\n丙\n丁\n戊\n己\n庚\n");
	office.run(["meeting", "hold", round, "--gate", "appraisal", "--area", village, "--representatives", "9", "--attendance",
		join(office.dir, "who.txt"), "--on", "2020-04-26", "--as", "village", "--vote", ...cases.map((c) => c + "=7/0/0")]);
	for (const one of cases) {
		paper(one, "会议记录", "2020-04-26");
		act(one, "passed", "2020-04-26", "village");
	}
	await office.server.start();
});
after(() => office.close());

test("making a list is offered to who makes it; others read whose it is", async () => {
	for (const [who, said] of [["township", /须由[^]*村信息员[^]*办理/], ["county", /须由[^]*村信息员[^]*办理/]])
		await office.as(who, {}, async (page) => {
			await page.visit("/notices");
			assert.match(await page.locator("#main").innerText(), /待制作的名单[^]*村内公示/, who);
			assert.equal(await page.locator("button:has-text('制作')").count(), 0, who);
			assert.match(await page.words(), said, who);
			await shot(page, "notices-others-" + who);
			await page.visit("/");
			assert.equal(await page.locator(".tile[href^='/notices']").count(), 0, "no tile of work that is another's");
		});
});

test("a list is made from the round and hung up, by phone", async () => {
	await office.as("village", { phone: true }, async (page) => {
		await page.visit("/notices");
		assert.match(await page.words(), /待制作的名单[^]*村内公示[^]*2 户待公示/);
		await shot(page, "notices-to-make-phone");
		await page.click("button:has-text('制作 1 份名单')");
		await page.click("dialog button[type=submit]");
		await page.waitForSelector("text=已制作 1 份名单");
		await page.locator(".found a").first().click();
		await page.waitForSelector("text=张贴的名单");
		const table = await page.locator("table.frozen tbody tr").allInnerTexts();
		assert.equal(table.length, 2);
		for (const line of table)
			assert.match(line, /^\d\t\p{Script=Han}\*+/u);
		await page.click("button:has-text('张贴（首日照片）')");
		await page.setInputFiles("dialog input[type=file]", photo);
		await page.fill("#ntc-place", "村委会公开栏");
		await page.click("dialog button[type=submit]");
		await page.waitForSelector("dialog [role=alert]");
		assert.match(await page.locator("dialog [role=alert]").innerText(), /哪一天|日期/);
		await page.fill("#ntc-day", today);
		await page.click("dialog button[type=submit]");
		await page.waitForSelector("text=第 1/5 天");
		assert.match(await page.words(), /村委会公开栏/);
		await page.waitForFunction(() => document.querySelector("figure.paper img")?.naturalWidth > 0);
		await shot(page, "notice-phone");
	});
});

test("it stands on the public site as it hangs, and whoever may only look cannot act", async () => {
	const [n] = office.json("notice", "list");
	await office.as("leader", { lang: "en" }, async (page) => {
		await page.visit("/notices/" + n.no);
		assert.match(await page.words(), /The list as posted[^]*Photos of the posting/);
		assert.equal(await page.locator("text=Missing, clock stopped").count(), 0);
		await shot(page, "notice-en");
		await page.goto(office.url("/p/n/" + n.no));
		assert.match(await page.locator("body").innerText(), /\*/);
	});
	await office.as("leader", { lang: "en", theme: "dark", phone: true }, async (page) => {
		await page.visit("/notices/" + n.no);
		await shot(page, "notice-en-phone");
		const lines = await page.locator("table.frozen th").evaluateAll((all) => all.map((th) => {
			const words = document.createRange();
			words.selectNodeContents(th);
			return [th.textContent, new Set([...words.getClientRects()].map((r) => Math.round(r.top))).size];
		}));
		assert.deepEqual(lines.filter(([word, n]) => n > word.trim().split(" ").length), [], "a word is broken");
		assert.ok(lines.some(([word]) => word === "Members"));
	});
});

test("an objection that came by phone gets a number, is looked into by one and answered by another", async () => {
	const [n] = office.json("notice", "list");
	await office.as("township", {}, async (page) => {
		await page.visit("/objections");
		await page.click("button:has-text('登记异议')");
		await page.fill("#in-notice", n.no);
		await page.fill("#in-position", "2");
		await page.selectOption("#in-topic", { label: "名单有误" });
		await page.selectOption("#in-channel", { label: "电话" });
		await page.fill("#in-text", "这户在县城有房");
		await shot(page, "objection-enter");
		await page.click("dialog button[type=submit]");
		assert.match(await page.locator(".big-code").innerText(), /^YJ-\w{4}-\w{4}-\w{4}$/);
		await page.click("dialog button.main");
		await page.locator(".found a").first().click();
		await page.waitForSelector("text=这户在县城有房");
		await page.click("button:has-text('登记核实情况')");
		await page.fill("#obj-text", "房屋已于2019年出售，有合同");
		await page.click("dialog button[type=submit]");
		await page.waitForSelector("text=房屋已于2019年出售");
		assert.equal(await page.locator("button:has-text('答复')").count(), 0);
		await shot(page, "objection");
	});
	// Who surveyed and made the list is told why it is not for him.
	await office.as("village", {}, async (page) => {
		await page.visit("/objections?show=");
		await page.locator(".found a").first().click();
		await page.waitForSelector("text=已核实");
		assert.equal(await page.locator("button:has-text('登记核实情况')").count(), 0);
	});
	await office.as("township2", { theme: "dark" }, async (page) => {
		await page.visit("/objections?show=verified");
		await page.locator(".found a").first().click();
		await page.click("button:has-text('答复')");
		await page.selectOption("#obj-outcome", { label: "不成立" });
		await page.fill("#obj-text", "经核实该户已无住房，符合条件");
		await page.click("dialog button[type=submit]");
		await page.waitForSelector("text=不成立 · 经核实该户已无住房");
		await shot(page, "objection-dark");
	});
});

test("found missing, hung again, taken down", async () => {
	const [n] = office.json("notice", "list");
	await office.as("village", { theme: "dark" }, async (page) => {
		await page.visit("/notices/" + n.no);
		await page.click("button:has-text('发现缺失')");
		await page.fill("#ntc-why", "被雨淋坏");
		await page.click("dialog button[type=submit]");
		await page.waitForSelector("button:has-text('重新张贴')");
		await shot(page, "notice-stopped-dark");
		await page.click("button:has-text('重新张贴')");
		await page.setInputFiles("dialog input[type=file]", again);
		await page.fill("#ntc-day", today);
		await page.click("dialog button[type=submit]");
		await page.waitForSelector("text=第 1/5 天");
		await page.click("button:has-text('撤下')");
		await page.fill("#ntc-why", "名单有更正");
		await page.click("dialog button[type=submit]");
		await page.waitForSelector("text=已撤下");
		// Why is told in the office; there is no public page of it any more, and nothing to take down.
		assert.match(await page.words(), /理由：名单有更正/);
		assert.equal(await page.locator("a:has-text('看公开页')").count(), 0);
		assert.equal(await page.locator("button:has-text('撤下')").count(), 0);
		assert.equal(await page.locator("table.frozen del").count(), 0);
		await shot(page, "notice-down-dark");
		// The list is to be made anew, since nobody hangs on one now.
		await page.visit("/notices");
		assert.match(await page.words(), /2 户待公示/);
		await shot(page, "notices");
	});
});

test("what a household said of itself becomes a case, and is answered", async () => {
	await office.as("village", {}, async (page) => {
		const name = (await page.evaluate((no) => fetch(`/api/v1/household/${no}`).then((a) => a.json()), houses[2])).c.head_name;
		await page.visit("/declarations");
		await page.click("button:has-text('登记申报')");
		await page.selectOption("#in-topic", { index: 1 });
		await page.selectOption("#in-channel", { label: "上门" });
		await page.fill("#in-text", "孩子住院，开支很大");
		await page.fill("#in-name", name);
		await page.fill("#in-phone", "13900001234");
		await page.fill("#in-group", "2组");
		await page.click("dialog button[type=submit]");
		assert.match(await page.locator(".big-code").innerText(), /^SB-/);
		await page.click("dialog button.main");
		// Whose it is, what the trouble is, from where, when and how it came: one is told from the next.
		assert.match(await page.locator(".found a").first().innerText(), new RegExp(`${name}[^]*大额医疗支出[^]*2组[^]*\\d{4}-\\d\\d-\\d\\d · 上门`));
		await page.locator(".found a").first().click();
		await page.waitForSelector("text=孩子住院");
		await page.click("button:has-text('受理，放进轮次')");
		await page.locator(`dialog .houses button:has-text('${houses[2]}')`).click();
		await shot(page, "declaration-accept");
		await page.click("dialog button[type=submit]");
		await page.waitForSelector("text=已转入户核实");
		assert.match(await page.words(), /办理事项[^]*P\d+/);
		await shot(page, "declaration");
	});
	assert.match(office.run(["case", "list", "--round", round]), new RegExp(`P3.*${houses[2]}|${houses[2]}.*P3`));
});

test("who declares and is in no list: the village proposes the household, another approves, it goes into a round", async () => {
	await office.as("village", {}, async (page) => {
		await page.visit("/declarations");
		await page.click("button:has-text('登记申报')");
		await page.selectOption("#in-topic", { index: 2 });
		await page.selectOption("#in-channel", { label: "电话" });
		await page.fill("#in-text", "厂里停工，没有收入");
		await page.fill("#in-name", "覃新来");
		await page.fill("#in-phone", "13900004321");
		await page.fill("#in-group", "5组");
		await page.click("dialog button[type=submit]");
		await page.locator(".big-code").waitFor();
		await page.click("dialog button.main");
		await page.locator(".found a", { hasText: "覃新来" }).waitFor();
		// The poster of who looks after one place is that place's, whatever is chosen above.
		assert.match(await page.locator("a[href*='declare-poster']").getAttribute("href"), /[?&]area=98\d{10}/);
		await shot(page, "declarations");
		await page.locator(".found a", { hasText: "覃新来" }).click();
		await page.click("button:has-text('受理，放进轮次')");
		await page.locator("dialog", { hasText: "没有找到" }).waitFor();
		await shot(page, "declaration-nobody");
		await page.click("dialog button:has-text('申请建户')");
		assert.equal(await page.inputValue("#new-phone"), "13900004321");
		assert.equal(await page.inputValue("#new-group_name"), "5组");
		// What is wrong is told at its field, and what was typed stays.
		await page.fill("#new-head_id", "12");
		await page.click("dialog button[type=submit]");
		await page.locator("#new-head_id-fault").waitFor();
		await shot(page, "newcomer-fault");
		await page.fill("#new-head_id", "");
		await page.fill("#new-members", "4");
		await shot(page, "newcomer");
		await page.click("dialog button[type=submit]");
		await page.waitForSelector("text=已申请建户");
		assert.equal(await page.locator("button:has-text('申请建户')").count(), 0);
		await shot(page, "newcomer-waits");
	});
	await office.as("township2", { lang: "en", theme: "dark", phone: true }, async (page) => {
		await page.visit("/changes");
		const card = page.locator(".change", { hasText: "New household" });
		assert.match(await card.innerText(), /覃新来/);
		await shot(page, "newcomer-approve");
		await card.locator("button:has-text('Approve')").click();
		await page.click("dialog button[type=submit]");
		await card.waitFor({ state: "detached" });
	});
	await office.as("village", {}, async (page) => {
		await page.visit("/declarations");
		await page.locator(".found a", { hasText: "覃新来" }).click();
		await page.locator(".rail a[href^='/household/H']").waitFor();
		await page.click("button:has-text('受理，放进轮次')");
		await page.locator("dialog .houses button[aria-pressed=true]", { hasText: "覃新来" }).waitFor();
		await page.click("dialog button[type=submit]");
		await page.waitForSelector("text=已转入户核实");
		await shot(page, "newcomer-case");
		await page.locator(".rail a[href^='/household/H']").click();
		await page.locator("h1", { hasText: "覃新来" }).waitFor();
	});
	await office.server.stop();
	office.run(["verify", "--deep"]);
});

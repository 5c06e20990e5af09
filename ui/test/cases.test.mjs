// Identification in the browser, by the people whose step it is: a round is opened, a household taken
// in, its papers brought, surveyed, compared with departments' lists, voted on by a meeting where a
// relative stands back, hung on the board, reviewed in the township, confirmed in the county. Who does
// not have a step finds its button shut, and is told whose it is.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { png } from "../../tests/web/picture.mjs";
import { need_chromium } from "./browser.mjs";
import { Office, settled } from "./office.mjs";
import { act, at_gate, paper as bring, shut } from "./steps.mjs";

need_chromium();
const office = new Office();
let photo, round, poor, other, one, two, head;

before(async () => {
	office.fill({ households: 1500, seed: 8 });
	photo = join(office.dir, "paper.png");
	writeFileSync(photo, png(60, 40));
	writeFileSync(photo + ".last.png", png(61, 40));
	await office.open();
});
after(() => office.close());

const shot = (page, name) => process.env.SHOTS && page.screenshot({ path: join(process.env.SHOTS, `cases-${name}.png`), fullPage: true });
const paper = (page, kind) => bring(page, kind, photo);

test("the township opens a round; the village takes two households in", async () => {
	await office.as("township", {}, async (page) => {
		await page.visit("/rounds");
		assert.match(await page.words(), /还没有轮次/);
		await page.click("button:has-text('开启轮次')");
		await page.selectOption("#rnd-procedure", "identify");
		await page.fill("#rnd-name", "2016年识别");
		await page.fill("#rnd-day", "2016-05-03");
		await page.click("dialog button[type=submit]");
		await page.waitForURL("**/rounds/R*");
		await settled(page);
		round = page.url().match(/R\d+/)[0];
		assert.match(await page.words(), /2016年识别/);
	});
	await office.as("village", {}, async (page) => {
		const said = await page.evaluate(async () => (await fetch("/api/v1/household?limit=500&fields=no,per_capita_net,type,head_name")).json());
		[poor, other] = said.items.map((h) => h.no);
		await page.visit("/rounds");
		await page.click(`a:has-text("2016年识别")`);
		await page.locator(".board").waitFor();
		await page.click("button:has-text('放进轮次')");
		await page.fill("#add-nos", `${poor} ${other}\n没有这户`);
		await page.fill("#add-day", "2016-05-03");
		await page.click("dialog button[type=submit]");
		await page.locator("dialog .came li").nth(2).waitFor();
		const came = await page.locator("dialog .came li").allInnerTexts();
		assert.ok(came[0].startsWith("✓") && came[1].startsWith("✓") && came[2].startsWith("✕"), came.join("|"));
		await page.keyboard.press("Escape");
		await page.locator(".case-card").nth(1).waitFor();
		assert.match(await page.locator(".case-card").first().innerText(), /缺少材料：申请书/);
		[one, two] = await page.locator(".case-card .case-name").evaluateAll((all) => all.map((a) => a.getAttribute("href").split("/").at(-1)));
		head = await page.locator(".case-card .case-name").first().innerText();
		await shot(page, "1-board");
	});
});

test("the application; several at once, each answered by itself; the survey with its papers and list", async () => {
	await office.as("village", {}, async (page) => {
		await page.visit("/case/" + one);
		await shut(page, "受理");
		await paper(page, "申请书");
		// Both at once from the board: one has its paper, the other is told what it lacks.
		await page.visit("/rounds/" + round);
		for (const box of await page.locator(".case-card input[type=checkbox]").all())
			await box.check();
		await page.click(".bulk-bar .btn.main");
		await page.selectOption("#blk-act", "accept");
		await page.fill("#blk-day", "2016-05-04");
		await page.click("dialog button[type=submit]");
		await page.locator("dialog .came li").first().waitFor();
		const came = await page.locator("dialog").innerText();
		assert.match(came, /2 件中办成 1 件/);
		assert.match(came, /缺少材料：申请书/);
		await shot(page, "2-bulk");
		await page.click("dialog button:has-text('关闭') >> nth=-1");
		await page.visit("/case/" + one);
		await at_gate(page, "入户调查");
		await shut(page, "调查完成");
		await paper(page, "入户调查表");
		await paper(page, "承诺授权书");
		await act(page, "调查完成", { day: "2016-05-06", with_whom: "township" });
		await at_gate(page, "信息比对");
		await shut(page, "比对完成");
		assert.match(await page.words(), /须由县级经办、行业部门办理/);
		await shot(page, "3-case");
	});
});

test("the county's office compares; it has the case among its tasks", async () => office.as("county", {}, async (page) => {
	await page.visit("/tasks");
	await page.locator(".table-box a", { hasText: head }).first().click();
	await page.waitForURL("**/case/" + one);
	await settled(page);
	await paper(page, "信息比对结果");
	await act(page, "比对完成", { day: "2016-05-09" });
	await at_gate(page, "民主评议");
	await shut(page, "评议通过");
}));

test("the meeting: a relative stands back and is named; the vote is tried, then recorded; minutes to print", async () =>
	office.as("village", {}, async (page) => {
		await page.visit(`/meeting?round=${round}&gate=appraisal`);
		await page.locator(".ballots li").first().waitFor();
		assert.equal(await page.locator(".ballots li").count(), 1, "only who waits at the gate is on the agenda");
		await page.fill("#mt-day", "2016-05-12");
		await page.fill("#mt-place", "村委会");
		await page.fill("#mt-reps", "6");
		await page.fill("#mt-attendance", `甲一\n甲二\n甲三\n甲四\n甲五\n${head}`);
		await page.locator(".ballot-n input").nth(0).fill("5");
		await page.fill("#mt-minutes", "到会代表逐户评议。");
		await page.click("button:has-text('核对')");
		await page.locator(".ballots .status").first().waitFor();
		assert.match(await page.words(), /达到法定人数/);
		assert.match(await page.locator(".ballots").innerText(), new RegExp(`通过[\\s\\S]*回避 1 票：${head}`));
		await shot(page, "4-meeting");
		await page.click("form button[type=submit]:has-text('登记')");
		await page.waitForURL("**/meeting/M*");
		await settled(page);
		assert.match(await page.words(), /到会代表逐户评议/);
		await shot(page, "5-minutes");
		await page.visit("/case/" + one);
		await paper(page, "会议记录");
		await act(page, "评议通过", { day: "2016-05-12", reason: "代表一致认为住房和收入困难" });
		await at_gate(page, "村内公示（第一榜）");
		await shut(page, "公示期满无异议");
	}));

/* Hung by the command line, with photos of the first day and the last, while the server rests. */
async function hang(gate, first, last, as) {
	await office.server.stop();
	const made = office.run(["round", "publish", round, gate, "--on", first, "--as", as, "--lang", "en"]);
	const no = made.match(/Notice ([0-9-]+):/)[1];
	office.run(["notice", "post", no, "--photo", photo, "--place", "公开栏", "--taken", first]);
	if (last)
		office.run(["notice", "last", no, "--photo", photo + ".last.png", "--place", "公开栏", "--taken", last]);
	office.server.port = 0;
	await office.server.start();
}

test("the lists hang; the township reviews; the county confirms; each step by who has it", async () => {
	await hang("notice-1", "2016-05-13", "2016-05-20", "village");
	await office.as("village", {}, async (page) => {
		await page.visit("/case/" + one);
		await act(page, "公示期满无异议", { day: "2016-05-20" });
		await at_gate(page, "乡镇审核");
		await shut(page, "审核通过");
	});
	await office.as("township2", {}, async (page) => {
		await page.visit("/tasks");
		await page.locator(".table-box a", { hasText: head }).first().click();
		await settled(page);
		await act(page, "审核通过", { day: "2016-05-21", reason: "材料齐全，情况属实" });
		await at_gate(page, "审核结果公示（第二榜）");
	});
	await hang("notice-2", "2016-05-22", "2016-05-29", "township");
	await office.as("township", {}, async (page) => {
		await page.visit("/case/" + one);
		await act(page, "公示期满无异议", { day: "2016-05-29" });
		await shut(page, "复审通过");
	});
	await office.as("county2", {}, async (page) => {
		await page.visit("/case/" + one);
		await act(page, "复审通过", { day: "2016-05-30", reason: "符合标准" });
		await at_gate(page, "村内公告");
		await shot(page, "6-confirmed");
	});
	await hang("announce", "2016-06-01", "", "township");
	await office.as("township", {}, async (page) => {
		await page.visit("/case/" + one);
		await act(page, "公告并建档立卡", { day: "2016-06-01" });
		await at_gate(page, "已建档立卡");
		assert.equal(await page.locator(".case-steps > li").count(), 9);
		await shot(page, "7-registered");
		await page.visit("/household/" + poor);
		await page.locator(".rail a", { hasText: "贫困户识别" }).first().waitFor();
		assert.match(await page.locator(".rail").innerText(), /已建档立卡/);
		await shot(page, "8-household");
	});
});

test("a withdrawal wants paper, reason and signature; a round with open cases is not closed; English, dark, on a phone", async () =>
	office.as("village", { lang: "en", theme: "dark", phone: true }, async (page) => {
		await page.visit("/case/" + two);
		await shut(page, "Withdraw");
		await paper(page, "Withdrawal");
		await act(page, "Withdraw", { day: "2016-06-02", reason: "Moved to the city", sign: true });
		assert.match(await page.words(), /Withdrawn/);
		await shot(page, "9-phone-case");
		await page.visit("/rounds/" + round);
		await shot(page, "9-phone-board");
	}));

test("many at once: from the list of households, and drawn by a seed; how far it has come", async () => {
	await office.as("village", {}, async (page) => {
		await page.visit("/household");
		for (const box of (await page.locator("tbody .pick input").all()).slice(0, 3))
			await box.check();
		await page.click(".bulk button:has-text('放进轮次')");
		await page.selectOption("#tak-round", round);
		await page.fill("#tak-day", "2016-06-03");
		await shot(page, "10-take");
		await page.click("dialog button[type=submit]");
		await page.locator(".toast, dialog .came").first().waitFor();
	});
	await office.as("township", {}, async (page) => {
		await page.visit(`/rounds/${round}?view=progress`);
		await page.locator("tbody tr").first().waitFor();
		const before = await page.locator("tbody tr td").first().innerText();
		await page.click(".page-head .menu > button");
		await page.click("button:has-text('成批放进轮次')");
		await page.fill("#fil-share", "1/20");
		await page.fill("#fil-seed", "7");
		await page.fill("#fil-day", "2016-06-03");
		await page.click("dialog button[type=submit]");
		await page.locator("dialog .notice").waitFor();
		assert.match(await page.locator("dialog .notice").innerText(), /将放进 [\d,]+ 户中的 [\d,]+ 户[\s\S]*种子 7/);
		await shot(page, "11-fill");
		await page.click("dialog button[type=submit]");
		await page.locator("dialog").waitFor({ state: "detached" });
		await settled(page);
		assert.notEqual(await page.locator("tbody tr td").first().innerText(), before);
		for (const by of ["村", "承办人", "户"]) {
			await page.locator(".seg button", { hasText: new RegExp(`^${by}$`) }).click();
			await settled(page);
			assert.ok(await page.locator("tbody tr").count() > 0, by);
		}
		await page.visit(`/rounds/${round}?view=progress&by=village`);
		await shot(page, "12-progress");
	});
});

test("after the decision there is work to do: it is on the village's desk, and is done with a reason", async () => {
	await office.server.stop();
	office.run(["task", "run", "--on", "2016-06-02"]);
	office.server.port = 0;
	await office.server.start();
	await office.as("village", {}, async (page) => {
		await page.visit("/tasks?tab=items");
		await page.locator("tbody tr").first().waitFor();
		assert.match(await page.words(), /落实帮扶措施/);
		await shot(page, "13-items");
		const had = await page.locator("tbody tr").count();
		await page.locator("tbody tr", { hasText: "落实帮扶措施" }).locator("button", { hasText: "完成" }).click();
		await page.fill("#itm-why", "已落实，系统外登记");
		await page.click("dialog button[type=submit]");
		await page.locator("dialog").waitFor({ state: "detached" });
		await settled(page);
		assert.equal(await page.locator("tbody tr").count(), had - 1);
		await page.click("label:has-text('连同已完成的')");
		await page.locator("tbody tr", { hasText: "已落实，系统外登记" }).waitFor();
	});
	await office.as("township", { lang: "en", theme: "dark", phone: true }, async (page) => {
		await page.visit("/tasks?tab=items&desk=office");
		await shot(page, "14-phone-items");
		await page.visit(`/rounds/${round}?view=progress&by=person`);
		await shot(page, "15-phone-progress");
	});
});

test("who is refused gets a letter; that it was handed over is marked on the case", async () => office.as("township", {}, async (page) => {
	const no = await page.evaluate(async (about) => {
		const post = async (path, body) => (await fetch("/api/v1/" + path, { method: "POST", headers: { "X-JZ": "1",
			"Content-Type": "application/json" }, body: JSON.stringify(body) })).json();
		const area = (await (await fetch("/api/v1/me")).json()).areas[0].code;
		const r = (await post("rounds", { procedure: "monitor", name: "监测", area, on: "2020-04-01" })).no;
		const c = (await post(`rounds/${r}/cases`, { about: [about], on: "2020-04-02" })).items[0].no;
		await post(`cases/${c}/act`, { act: "no-risk", reason: "收入稳定", on: "2020-04-03" });
		return c;
	}, other);
	await page.visit("/case/" + no);
	await page.click("button:has-text('登记送达')");
	await page.selectOption("#srv-who", { index: 2 });
	await page.fill("#srv-day", "2020-04-06");
	await page.click("dialog button[type=submit]");
	await page.locator("dialog").waitFor({ state: "detached" });
	await page.locator(".rail", { hasText: "2020-04-06" }).waitFor();
	assert.match(await page.locator(".rail").innerText(), /送达日期[\s\S]*2020-04-06[\s\S]*手印/);
	assert.equal(await page.locator("button:has-text('登记送达')").count(), 0);
	await shot(page, "16-served");
}));

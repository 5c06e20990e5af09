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
import { act, at_gate, paper as bring, shut, way } from "./steps.mjs";

need_chromium();
const office = new Office();
let photo, round, poor, other, one, two, head, clerk;

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
		clerk = await page.evaluate(async () => (await (await fetch("/api/v1/me")).json()).account.name);
		await page.visit("/rounds");
		await page.click(`a:has-text("2016年识别")`);
		await page.locator(".board").waitFor();
		await page.click("button:has-text('放进轮次')");
		await page.fill("#add-nos", `${poor} ${other}\n没有这户`);
		await page.selectOption("#add-channel", "visit");
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
		assert.match(await page.words(), /干部走访排查/, "how it came");
		await shut(page, "受理");
		await page.click("button:has-text('登记谈话')");
		await page.fill("#talk-with", head);
		await page.selectOption("#talk-manner", "visit");
		await page.fill("#talk-day", "2016-05-03");
		await page.fill("#talk-text", "女儿在外务工，房屋漏雨。");
		await shot(page, "2-talk");
		await page.click("dialog button[type=submit]");
		await page.locator(".case-talks li", { hasText: "房屋漏雨" }).waitFor();
		assert.match(await page.locator(".case-talks li").innerText(), new RegExp(`2016-05-03 入户 T1[^]*谈话对象：${head}`));
		await shot(page, "2-talked");
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
		// Who could come along is told by name, and one press names him.
		const step = page.locator(".acts li", { hasText: "调查完成" }).first();
		await step.locator("summary", { hasText: "可办理人员" }).click();
		await step.locator(".hands li", { hasText: "乡镇经办" }).waitFor();
		await step.locator("button").click();
		await page.locator("dialog .bodies button[title=township]").click();
		assert.equal(await page.inputValue("#act-with"), "township");
		assert.match(await page.locator("dialog").innerText(), /系统不会通知对方/);
		await shot(page, "3-together");
		await page.keyboard.press("Escape");
		await act(page, "调查完成", { day: "2016-05-06", with_whom: "township" });
		await at_gate(page, "信息比对");
		await shut(page, "比对完成");
		assert.match(await page.words(), /须由县级经办、行业部门办理/);
		await page.locator(".acts li", { hasText: "比对完成" }).first().locator("summary").click();
		const named = await office.as("county", {}, (other) => other.evaluate(() => fetch("/api/v1/me").then((a) => a.json()).then((m) => m.account.name)));
		await page.locator(".hands li", { hasText: "县级经办" }).filter({ hasText: named }).waitFor();
		await shot(page, "3-case");
	});
});

test("a department hands in the list that it compared, and nothing else; the county's office compares", async () => {
	await office.as("department", {}, async (page) => {
		await page.visit("/case/" + one);
		assert.deepEqual((await page.locator(".needs input[type=file]").evaluateAll((all) => all.map((x) => x.getAttribute("aria-label")))).sort(),
			["上传信息比对结果", "上传承诺授权书"]);
		await paper(page, "信息比对结果");
		assert.equal(await page.locator(".papers-list a", { hasText: "信息比对结果" }).count(), 1);
		await shot(page, "3-department");
	});
	await office.as("leader", {}, async (page) => {
		await page.visit("/case/" + one);
		assert.equal(await page.locator(".needs input[type=file]").count(), 0);
	});
	await office.as("county", {}, async (page) => {
		await page.visit("/tasks");
		await page.locator(".table-box a", { hasText: head }).first().click();
		await page.waitForURL("**/case/" + one);
		await settled(page);
		await act(page, "比对完成", { day: "2016-05-09" });
		await at_gate(page, "民主评议");
		await shut(page, "评议通过");
	});
});

test("the meeting: a relative stands back and is named; the vote is tried, then recorded; minutes to print", async () =>
	office.as("village", {}, async (page) => {
		await page.visit(`/meeting?round=${round}&gate=appraisal`);
		await page.locator(".ballots li").first().waitFor();
		assert.equal(await page.locator(".ballots li").count(), 1, "only who waits at the gate is on the agenda");
		await page.fill("#mt-day", "2016-05-12");
		await page.fill("#mt-place", "村委会");
		// Before anything is sent: how many it takes, and whether those who are there are enough.
		await page.fill("#mt-reps", "9");
		await page.fill("#mt-attendance", "甲一\n甲二\n甲三\n甲四\n甲五");
		assert.match(await page.locator("#mt-enough").innerText(), /还差 1 人[^]*应到 9 人，2\/3 到会有效：至少 6 人。 现有 5 人：实到 5，委托 0/);
		await page.fill("#mt-attendance", `甲一\n甲二\n甲三\n甲四\n甲五\n${head}`);
		assert.match(await page.locator("#mt-enough").innerText(), /人数已够[^]*可以表决 6 票。 到会者过半数赞成通过：至少 4 票/);
		assert.match(await page.words(), /到会者过半数赞成通过，不得委托/);
		await page.fill("#mt-minutes", "到会代表逐户评议。");
		// What is wrong is told where it is, in sight and by name.
		const in_sight = async (id) => {
			await page.waitForFunction((x) => document.activeElement?.id === x, id);
			const box = await page.locator("#" + id).boundingBox(), view = page.viewportSize();
			assert.ok(box.y >= 0 && box.y + box.height <= view.height, `${id} is out of sight: ${JSON.stringify(box)}`);
		};
		// What was not entered is not nought.
		await page.locator(".ballot-n input").nth(0).fill("6");
		await page.click("button:has-text('核对')");
		await page.locator(".ballots li .fault", { hasText: "没有的填 0" }).waitFor();
		await in_sight("ballot-" + one + "-against");
		const box = await page.locator("#ballot-" + one).boundingBox();
		await page.locator("#mt-enough").scrollIntoViewIfNeeded();
		await shot(page, "4-meeting-empty");
		await page.locator(".ballot-n input").nth(1).fill("0");
		await page.locator(".ballot-n input").nth(2).fill("0");
		assert.equal((await page.locator("#ballot-" + one).boundingBox()).width, box.width);
		await page.click("button:has-text('核对')");
		const wrong = page.locator(".ballots li .fault");
		await wrong.waitFor();
		await in_sight("ballot-" + one);
		assert.match(await wrong.innerText(), new RegExp(`${one}（${head}）[^]*${head} 是本户成员或亲属`));
		await shot(page, "4-meeting-refused");
		// Five of six may vote: two and a half is no half; with a carried vote three of six is a tie.
		await page.locator(".ballot-n input").nth(0).fill("3");
		await page.locator(".ballot-n input").nth(1).fill("3");
		await page.fill("#mt-reps", "9");
		await page.fill("#mt-attendance", `甲一\n甲二\n甲三\n甲四\n甲五\n甲六\n${head}`);
		await page.click("button:has-text('核对')");
		await page.locator(".ballots .status", { hasText: "未通过 · 票数相等" }).waitFor();
		await shot(page, "4-meeting-tie");
		await page.fill("#mt-attendance", `甲一\n甲二\n甲三\n甲四\n甲五\n${head}`);
		await page.locator(".ballot-n input").nth(1).fill("0");
		await page.locator(".ballot-n input").nth(0).fill("5");
		await page.fill("#mt-reps", "5");
		assert.match(await page.locator("#mt-enough").innerText(), /比应到多 1 人/);
		await page.click("button:has-text('核对')");
		await page.locator("#mt-reps-fault").waitFor();
		await in_sight("mt-reps");
		assert.match(await page.locator("#mt-reps-fault").innerText(), /共 6 人，不能超过应到代表 5 人/);
		await page.fill("#mt-reps", "6");
		await page.click("button:has-text('核对')");
		await page.locator(".ballots .status").first().waitFor();
		assert.equal(await page.locator(".fault").count(), 0);
		assert.match(await page.words(), /达到法定人数/);
		assert.match(await page.locator(".ballots").innerText(), new RegExp(`通过[\\s\\S]*回避 1 票：${head}`));
		await shot(page, "4-meeting");
		await page.click("form button[type=submit]:has-text('登记')");
		await page.waitForURL("**/meeting/M*");
		await settled(page);
		assert.match(await page.words(), /到会代表逐户评议/);
		await paper(page, "会议记录");
		// Nothing shows who came, until the sign-in sheet or a picture does.
		assert.match(await page.locator("#meet-unproven").innerText(), /还没有提交签到表 \/ 会议照片/);
		await shot(page, "5-unproven");
		await paper(page, "签到表");
		await page.locator("#meet-unproven").waitFor({ state: "detached" });
		await shot(page, "5-minutes");
		// Handed in once for the meeting, it is there for the case.
		await page.visit("/case/" + one);
		await page.locator(".needs li", { hasText: "会议记录" }).locator("text=✓").waitFor();
		assert.match(await page.locator(".papers-list").innerText(), /会议记录[^]*评议会 M\d+/);
		// And the vote, before any step rests on it.
		const vote = page.locator(".case-votes li");
		assert.match(await vote.innerText(), /2016-05-12 民主评议 M\d+\s+通过 表决：赞成 5，反对 0/);
		assert.match(await vote.locator("a").getAttribute("href"), /^\/meeting\/M\d+$/);
		await shot(page, "5-vote");
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
		// Who decides sees the verdict beside the decision, clause by clause.
		const verdict = page.locator(".acts li", { hasText: "复审通过" }).first().locator(".verdict");
		assert.match(await verdict.innerText(), /现在的判定\s*\S+\s*\S*\s*(符合|不符合|资料不足)/);
		await page.locator(".acts button", { hasText: "复审通过" }).first().click();
		assert.ok(/人均纯收入/.test(await page.locator("dialog .verdict .told").innerText()));
		assert.doesNotMatch(await page.locator("dialog .verdict .told").innerText(), /[{}]/);
		await shot(page, "6-verdict");
		await page.keyboard.press("Escape");
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
		// Each step that was decided by a verdict says it; the last one, by which the household is on the register
		// and meets the standard no more or still, says none.
		const found = await page.locator(".case-steps > li").evaluateAll((all) => all.map((li) =>
			[li.querySelector(".row > span").textContent.split(" ")[0], /当时的判定\s*\S+\s*\S\s*(符合|不符合|资料不足)/.test(li.innerText)]));
		assert.deepEqual(found.filter(([, said]) => said).map(([name]) => name), ["复审通过", "审核通过", "评议通过"], JSON.stringify(found));
		await shot(page, "7-registered");
		await page.visit("/household/" + poor);
		await page.locator(".rail a", { hasText: "贫困户识别" }).first().waitFor();
		assert.match(await page.locator(".rail").innerText(), /已建档立卡/);
		await page.click(".hh-head button:has-text('打印')");
		await page.locator(".menu-body a", { hasText: "申请书" }).waitFor();
		assert.equal(await page.locator(".menu-body a", { hasText: "退出认可书" }).count(), 0, "it has no case of an exit");
		await page.keyboard.press("Escape");
		await shot(page, "8-household");
	});
});

test("a withdrawal wants paper, reason and signature; a round with open cases is not closed; English, dark, on a phone", async () =>
	office.as("village", { lang: "en", theme: "dark", phone: true }, async (page) => {
		await page.visit("/case/" + two);
		await shut(page, "Withdraw");
		await paper(page, "Withdrawal");
		// Somebody else signs for the household: by a paper, seen by two, and never who takes the step.
		await page.locator(".acts button", { hasText: "Withdraw" }).first().click();
		await page.selectOption("#sign-who", { label: "By proxy" });
		assert.match(await page.locator("#sign-witness-hint").innerText(), /^2 witnesses/);
		assert.match(await page.locator("#sign-proxy-hint").innerText(), /at most 3 households/);
		await page.fill("#sign-proxy", clerk);
		await page.fill("#sign-witness", "甲一、甲二");
		await page.fill("#act-why", "Moved to the city");
		assert.ok(await page.locator("dialog button[type=submit]").isDisabled(), "a proxy says what he is to the head");
		await page.fill("#sign-relation", "son");
		await page.fill("#act-day", "2016-06-02");
		const refused = async (field, words) => {
			await page.click("dialog button[type=submit]");
			await page.locator("dialog .field.faulty", { has: page.locator("#" + field) }).or(page.locator(`#${field}.faulty`)).waitFor();
			assert.match(await page.locator("dialog [role=alert]").innerText(), words);
		};
		await refused("sign-proxy", /^! Whoever takes the step cannot sign/);
		await page.fill("#sign-proxy", "甲三");
		await refused("sign-authority", /^! A proxy states the relation and shows the authority/);
		await shot(page, "9-phone-proxy");
		await page.locator("#sign-authority input[type=file]").setInputFiles(photo);
		await page.locator("#sign-authority", { hasText: "✓" }).waitFor();
		await page.fill("#sign-witness", "甲一");
		await refused("sign-witness", /^! A proxy needs 2 witnesses/);
		await page.fill("#sign-witness", "甲一、甲二");
		await page.click("dialog button[type=submit]");
		await page.locator("dialog").waitFor({ state: "detached" });
		await settled(page);
		assert.match(await page.locator(".case-steps").innerText(), /signed: By proxy \(甲三, son; witnesses: 甲一、甲二\)/);
		assert.match(await page.words(), /Withdrawn/);
		await shot(page, "9-phone-case");
		await page.visit("/rounds/" + round);
		await shot(page, "9-phone-board");
	}));

test("a letter of refusal is printed from its card and served to a proxy; its review is answered by another letter", async () => {
	const told = (...args) => office.run([...args, "--lang", "en"]);
	await office.rest();
	const at = String(JSON.parse(told("list", "household", "--where", `no="${other}"`, "--columns", "no,area", "--json")).area);
	const watch = told("round", "open", "monitor", "--area", at.slice(0, 9) + "000", "--name", "2026年排查", "--as", "township").match(/R\d+/)[0];
	const no = told("case", "add", watch, other, "--as", "village").match(/P\d+/)[0];
	told("case", "act", no, "no-risk", "--reason", "收入稳定", "--as", "township", "--with", "village");
	await office.server.start();
	const print = async (page, name) => {
		const at = await page.locator(`a[href*="${name}.pdf"][aria-label]`).getAttribute("href");
		const a = await page.request.get(office.url(at));
		assert.equal(a.status(), 200, at);
		assert.equal((await a.body()).subarray(0, 5).toString(), "%PDF-");
	};
	await office.as("village", {}, async (page) => {
		await page.visit("/case/" + no);
		assert.equal(await way(page), "■风险线索 ■未纳入");
		assert.match(await page.words(), /告知书 L\d+[^]*收入稳定[^]*可申请复核至[^]*向谁申请[^]*（村信息员）或[^]*（乡镇经办）/);
		await print(page, "refusal-letter");
		await page.click("button:has-text('登记送达')");
		await page.selectOption("#srv-who", { label: "委托他人代签" });
		assert.ok(await page.locator("dialog button[type=submit]").isDisabled());
		await page.fill("#srv-proxy", "钱秀英");
		await page.fill("#srv-relation", "儿媳");
		await shot(page, "9-served");
		await page.click("dialog button[type=submit]");
		await page.locator("dialog").waitFor({ state: "detached" });
		await settled(page);
		assert.match(await page.words(), /送达日期[^]*钱秀英 \(儿媳\)/);
		await paper(page, "复核申请");
		await act(page, "申请复核", {});
		await at_gate(page, "复核");
		// Refused, and reviewed: in the order that it went, and how it may end from here.
		assert.equal(await way(page), "■风险线索 ■未纳入 ◐复核");
		await shot(page, "9-review-way");
	});
	await office.as("county2", {}, async (page) => {
		await page.visit("/case/" + no);
		await paper(page, "核实意见");
		await act(page, "维持原决定", { reason: "核实后收入仍高于标准" });
		await at_gate(page, "复核维持");
		assert.equal(await way(page), "■风险线索 ■未纳入 ■复核 ■复核维持");
		assert.match(await page.words(), /复核答复书 L\d+[^]*核实后收入仍高于标准[^]*还有哪些途径[^]*可以随时重新申报/);
		await print(page, "review-letter");
		await shot(page, "9-answer");
		// The household's page draws the end as the case's own page does.
		await page.visit("/household/" + other);
		assert.match((await page.locator(".rail").innerText()).replace(/\s+/g, " "), /■ 复核维持/);
		await page.visit(`/household/${other}?tab=cases`);
		assert.match(await page.locator(".case-story", { hasText: no }).locator("h3").innerText(), /■ 复核维持/);
	});
	await office.as("village", { lang: "en", theme: "dark", phone: true }, async (page) => {
		await page.visit("/case/" + no);
		await shot(page, "9-answer-phone");
	});
});

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

test("after the decision there is work to do: what is recorded ends it; without a record it says so", async () => {
	await office.server.stop();
	office.run(["task", "run", "--on", "2016-06-02"]);
	office.server.port = 0;
	await office.server.start();
	const asked = (page) => page.locator("tbody tr", { hasText: "落实帮扶措施" });
	await office.as("village", {}, async (page) => {
		await page.visit("/tasks?tab=items");
		await asked(page).waitFor();
		await shot(page, "13-items");
		await asked(page).locator("a", { hasText: "登记帮扶措施" }).click();
		await page.waitForURL("**/household/*");
		await page.locator("#add-kind").waitFor();
		// What every measure states is asked for where it is.
		await page.click("dialog button[type=submit]");
		await page.locator("#add-kind-fault").waitFor();
		// Of a kind, what it has in detail and nothing else; what was chosen goes when the kind changes.
		const details = () => page.locator("#add-subkind option").allInnerTexts();
		await page.locator("#add-kind").selectOption({ label: "就业帮扶" });
		assert.ok((await details()).includes("就近就业") && !(await details()).includes("种植业"));
		await page.locator("#add-subkind").selectOption({ label: "就近就业" });
		await page.locator("#add-kind").selectOption({ label: "产业帮扶" });
		assert.equal(await page.locator("#add-subkind").inputValue(), "");
		assert.ok((await details()).includes("种植业") && !(await details()).includes("就近就业"));
		await page.locator("#add-subkind").selectOption({ label: "种植业" });
		await page.fill("#add-started", "2016-06-05");
		await page.fill("#add-reason", "入户落实");
		await shot(page, "13-record");
		await page.click("dialog button[type=submit]");
		await page.locator("dialog").waitFor({ state: "detached" });
		await settled(page);
		assert.match(await page.words(), /已提交，等待审核/);
		await page.visit("/tasks?tab=items");
		assert.equal(await asked(page).count(), 1, "proposed is not recorded");
		// It says so itself, and asks for it no second time.
		assert.match(await asked(page).innerText(), /已提交 C\d+，等待审核/);
		assert.equal(await asked(page).locator("a", { hasText: "登记帮扶措施" }).count(), 0);
		await shot(page, "13-waits");
	});
	await office.as("township2", {}, async (page) => {
		await page.visit("/changes");
		const card = page.locator(".change", { hasText: "新登记 · 帮扶措施" });
		assert.match(await card.innerText(), /2016-06-05[^]*入户落实/);
		await shot(page, "13-approve");
		await card.locator("button", { hasText: "通过" }).click();
		await page.click("dialog button[type=submit]");
		await page.locator("dialog").waitFor({ state: "detached" });
	});
	await office.as("village", {}, async (page) => {
		await page.visit("/tasks?tab=items");
		assert.equal(await asked(page).count(), 0);
		await page.click("label:has-text('包括已办结的')");
		assert.match(await asked(page).innerText(), /已完成/);
		await page.visit(`/household/${poor}?tab=measure`);
		await page.locator("#tab-body tbody tr", { hasText: "2016-06-05" }).waitFor();
		await page.locator("#tab-body button", { hasText: "登记帮扶措施" }).waitFor();
		await page.visit(`/household/${poor}?tab=helper`);
		await page.locator("#tab-body button", { hasText: "登记帮扶责任人" }).waitFor();
	});
	await office.as("leader", {}, async (page) => {
		// He is told of what is late, and does none of it: no tab of his own work, nothing to press.
		await page.visit("/tasks?desk=office&closed=1");
		await asked(page).first().waitFor();
		assert.deepEqual((await page.locator("[role=tab]").allInnerTexts()).map((x) => x.replace(/[\s\d]+/g, "")), ["工作事项", "超期事项"]);
		assert.equal(await page.locator("#tab-body tbody button").count(), 0);
		await page.visit(`/household/${poor}?tab=measure&add=1`);
		assert.equal(await page.locator("#tab-body button, dialog").count(), 0);
	});
	await office.as("township", { lang: "en", theme: "dark", phone: true }, async (page) => {
		await page.visit("/tasks?tab=items&desk=office");
		await shot(page, "14-phone-items");
		await page.visit(`/household/${poor}?tab=measure&add=1`);
		await page.locator("#add-kind").waitFor();
		await shot(page, "14-phone-record");
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
		await post(`cases/${c}/act`, { act: "no-risk", reason: "收入稳定", on: "2020-04-03", with: "village" });
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
	// The gate where it was refused is not done; taken into the same round again, it is said so.
	assert.equal(await page.locator(".gates .stopped").count(), 1);
	assert.doesNotMatch(await page.locator(".gates .stopped").innerText(), /已过/);
	const where = await page.locator(".row.way a").getAttribute("href");
	await page.visit(where + "?view=table&gate=*");
	assert.match(await page.words(), /全部在办环节/);
	await page.click("button:has-text('放进轮次')");
	await page.fill("#add-nos", other);
	await page.fill("#add-day", "2020-04-10");
	await page.click("dialog button[type=submit]");
	await page.locator("dialog .came", { hasText: "这户在本轮次曾未通过（2020-04-03）" }).locator(`a[href="/case/${no}"]`).waitFor();
	await shot(page, "17-again");
	await page.keyboard.press("Escape");
	await settled(page);
	await page.locator("tbody tr", { hasText: /线索|排查|核查|申报/ }).first().waitFor();
	await shot(page, "17-all-gates");
	await page.visit("/case/" + no);

	assert.equal(await page.locator("button:has-text('登记送达')").count(), 0);
	await shot(page, "16-served");
	// Past its term, it is named among what is late, for who only looks, too.
	await page.evaluate(async (about) => {
		const post = async (path, body) => (await fetch("/api/v1/" + path, { method: "POST", headers: { "X-JZ": "1",
			"Content-Type": "application/json" }, body: JSON.stringify(body) })).json();
		const area = (await (await fetch("/api/v1/me")).json()).areas[0].code;
		const r = (await post("rounds", { procedure: "monitor-quick", name: "限时", area, on: "2020-04-01" })).no;
		await post(`rounds/${r}/cases`, { about: [about], on: "2020-04-02" });
	}, other);
	for (const who of ["leader", "inspector"]) await office.as(who, {}, async (page) => {
		await page.visit("/tasks");
		assert.ok(await page.locator("#tab-body tbody tr").count() > 0, `${who} begins with nothing`);
		await shot(page, "14-" + who);
	});
	await office.as("leader", {}, async (page) => {
		await page.visit("/tasks?tab=late");
		await shot(page, "14-late");
		const late = page.locator("tbody a[href^='/case/']").first();
		assert.match(await page.locator("[role=tab][aria-selected=true]").innerText(), /超期事项\s*[1-9]/);
		await late.click();
		await page.waitForURL("**/case/P*");
		await settled(page);
		assert.equal(await page.locator(".acts button:not([disabled])").count(), 0);
		await page.visit("/");
		assert.match(await page.locator(".tile", { hasText: "超期事项" }).innerText(), /[1-9]/);
	});
}));

/* Its shortest end is at the first gate; who does not end there has a way of his own, and whether it
 * is kept or removed is what the county decides. */
test("a household that the yearly adjustment doubts is shown each gate that it still has to pass, and no end", async () => {
	await office.as("township", {}, async (page) => {
		const no = await page.evaluate(async (about) => {
			const post = async (path, body) => (await fetch("/api/v1/" + path, { method: "POST", headers: { "X-JZ": "1",
				"Content-Type": "application/json" }, body: JSON.stringify(body) })).json();
			const area = (await (await fetch("/api/v1/me")).json()).areas[0].code;
			const r = (await post("rounds", { procedure: "adjustment", name: "动态调整", area, on: "2017-02-01" })).no;
			return (await post(`rounds/${r}/cases`, { about: [about], on: "2017-02-02" })).items[0].no;
		}, poor);
		await page.visit("/case/" + no);
		assert.equal(await way(page), "◐逐户核对 ○保留");
		await paper(page, "入户调查表");
		await act(page, "识别不准", { day: "2017-02-06", reason: "家有营运货车", checks: "属实" });
		await at_gate(page, "民主评议");
		assert.equal(await way(page), "✓逐户核对 ◐民主评议 ○村内公示 ○乡镇审核 ○县级审定");
		await shot(page, "18-adjustment");
		await page.visit("/case/" + no);
	});
});

// One household's way through the screens, over years, each step by whose it is, and tried by
// everybody else, who is refused: it declares itself by phone, signs, is surveyed, compared, voted on;
// its list hangs; an objection to it is refused, one to its neighbour upheld; a third household is
// refused and asks for a review. A year later it leaves poverty by its own signature; a medical bill
// brings it back under watch, until the risk is gone. A stranger checks the list he photographed; the
// journal is whole.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { png } from "../../tests/web/picture.mjs";
import { need_chromium } from "./browser.mjs";
import { Office, people, root, settled } from "./office.mjs";
import { act as press, at_gate, hang, last_day, paper as bring, send, shut } from "./steps.mjs";

need_chromium();
const office = new Office();
const board = { file: join(office.dir, "board.png"), place: "向阳村村委会公开栏" };
const board_last = { ...board, file: join(office.dir, "board-last.png") };
const village = "980121100201", township = "980121100000", county = "980121000000";
const own = { no: "98012110020101", head: "王建英", masked: "王*英" };
const rich = { no: "98012110020102", head: "李大山", masked: "李*山" };
const third = { no: "98012110020103", head: "周八妹", masked: "周*妹" };
const came = {};                    // receipt numbers, notices
let day;

const shot = (page, name) => process.env.SHOTS && page.screenshot({ path: join(process.env.SHOTS, `way-${name}.png`), fullPage: true });
const paper = (page, kind) => bring(page, kind, board.file);
async function today(d) {
	everybody = null;
	await office.at(day = d);
}

/* Whatever step is sent, everybody else sends first, word by word, and is refused: other roles by
 * their own sessions, all in the demo but those who may (`also`) and who does. */
let everybody = null, refused = 0;
const as = (login, story, options = {}) => office.as(login, options, async (page) => {
	await page.route("**/api/v1/cases/*/act", async (route) => {
		everybody ||= Object.fromEntries(await Promise.all(people.map(async (x) => [x, await office.server.login(x)])));
		const { pathname } = new URL(route.request().url()), body = route.request().postData();
		await Promise.all(people.filter((x) => x !== login && !page.also.includes(x)).map(async (other) => {
			const a = await everybody[other].post(pathname, body);
			if ([403, 404].includes(a.status))
				refused++;
			else
				page.faults.push(`${other} instead of ${login}: ${a.status} ${body} ${a.text}`);
		}));
		await route.continue();
	});
	return story(page);
});
async function act(page, name, { also = [], ...form } = {}) {
	page.also = also;
	await press(page, name, form);
}

/* The last digit of an ID number. */
function idno(first) {
	const weigh = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
	return first + "10X98765432"[weigh.reduce((s, w, i) => s + w * Number(first[i]), 0) % 11];
}

before(async () => {
	const write = (name, rows) => { writeFileSync(join(office.dir, name), rows.join("\n") + "\n"); return join(office.dir, name); };
	own.idno = idno("98012119700501002");
	writeFileSync(board.file, png(400, 300));
	writeFileSync(board_last.file, png(401, 300));
	await today("2016-05-03");
	office.run(["init", "-q", "--areas", write("areas.csv", ["区划代码,名称,级别,上级", "980000000000,演示省,省级,", "980100000000,演示市,地级,980000000000",
		`${county},松溪县,县级,980100000000`, `${township},青山镇,乡级,${county}`, `${village},向阳村,村级,${township}`,
		`980121100202,河口村,村级,${township}`])]);
	const house = (h, group, members, net, phone) => `${h.no},${village},2015-12-31,一般农户,${phone},${net},${h.head},${group},${members}`;
	const families = write("households.csv", ["no,area,data_date,type,phone,per_capita_net,head_name,group_name,members", house(own, "3组", 2, 2000, "13900000001"),
		house(rich, "3组", 2, 2300, "13900000002"), house(third, "1组", 1, 9500, "13900000003")]);
	const member = (no, h, name, relation, first) => `${no},${h.no},${name},${relation},${first.slice(6, 10)}-${first.slice(10, 12)}-${first.slice(12, 14)},${idno(first)}`;
	const persons = write("persons.csv", ["no,household,name,relation,birth,idno", member(11, own, own.head, "户主", "98012119700501002"),
		member(12, own, "陈小军", "之子", "98012119981103011"), member(21, rich, rich.head, "户主", "98012119600712013"),
		member(22, rich, "何秀", "配偶", "98012119630209024"), member(31, third, third.head, "户主", "98012119750620026")]);
	office.run(["import", "-q", families, persons]);
	await office.open();
});
after(() => {
	console.log(`# ${refused} times somebody else took the step and was refused`);
	return office.close();
});

/* ---- parts of the way ---- */

async function open_round(page, procedure, name) {
	await page.visit("/rounds");
	await page.click("button:has-text('开启轮次')");
	await page.selectOption("#rnd-procedure", procedure);
	await page.fill("#rnd-name", name);
	await page.click("dialog button[type=submit]");
	await page.waitForURL("**/rounds/R*");
	await settled(page);
	return page.url().match(/R\d+/)[0];
}

/* Households are taken into a round by their numbers; their cases. */
async function take_in(page, round, ...houses) {
	await page.visit("/rounds/" + round);
	await page.click("button:has-text('放进轮次')");
	await page.fill("#add-nos", houses.map((h) => h.no).join("\n"));
	await page.click("dialog button[type=submit]");
	await page.locator("dialog").waitFor({ state: "detached" });
	for (const h of houses)
		h.case = (await page.locator(".case-card", { hasText: h.head }).locator(".case-name").getAttribute("href")).split("/").at(-1);
}

/* votes: [household, in favour, against] */
async function meet(page, round, gate, votes) {
	await page.visit(`/meeting?round=${round}&gate=${gate}`);
	await page.locator(".ballots li").nth(votes.length - 1).waitFor();
	await page.fill("#mt-place", "向阳村村委会");
	await page.fill("#mt-chair", "钱国平");
	await page.fill("#mt-reps", "9");
	await page.fill("#mt-attendance", `甲一\n甲二\n甲三\n甲四\n甲五\n甲六\n${own.head}`);
	for (const [h, yes, no] of votes) {
		const box = page.locator(".ballots li", { hasText: h.head });
		await box.locator(".ballot-n input").nth(0).fill(String(yes));
		await box.locator(".ballot-n input").nth(1).fill(String(no));
		await box.locator(".ballot-n input").nth(2).fill("0");
	}
	await page.fill("#mt-minutes", "逐户介绍情况，到会代表逐户评议、举手表决。");
	await page.click("button:has-text('核对')");
	await page.locator(".ballots .status").first().waitFor();
	const said = await page.locator(".ballots").innerText();
	await shot(page, "meeting-" + round);
	await page.click("form button[type=submit]:has-text('登记')");
	await page.waitForURL("**/meeting/M*");
	await settled(page);
	return said;
}

const hung = (page) => hang(page, { ...board, day });
const hung_out = (page, no) => last_day(page, no, { ...board_last, day });

/* ---- identification ---- */

test("a household in trouble declares itself by phone, on a small screen without script", async () => {
	await as("township", async (page) => { own.round = await open_round(page, "identify", "2016年贫困户识别"); });
	await office.passer(async (page) => {
		await page.goto(office.url("/p/"));
		await page.click("a[href^='/p/declare']");
		await page.click("a:has-text('青山镇')");
		await page.selectOption("#area", { label: "向阳村" });
		await page.fill("#group", "3组");
		await page.fill("#name", own.head);
		await page.fill("#phone", "13900000001");
		await page.check("input[name=topic][value=ill]");
		await page.fill("#content", "去年做了手术，儿子还在读书，家里没有收入。");
		await shot(page, "declare");
		came.declared = await send(page);
		assert.match(came.declared, /^SB-\w{4}-\w{4}-\w{4}$/);
		await shot(page, "declared");
	});
});

test("the village takes it into the round, and two others; applications, authorisation, survey by two", async () => as("village", async (page) => {
	await page.visit("/");
	await page.click(".tile:has-text('自主申报')");
	await page.locator(".found a").first().click();
	await page.waitForSelector("text=去年做了手术");
	await page.click("button:has-text('受理，放进轮次')");
	await page.locator(`dialog .houses button:has-text('${own.no}')`).click();
	await page.click("dialog button[type=submit]");
	await page.waitForSelector("text=已转入户核实");
	// Who declared hears that it is looked into, and not yet that it has ended.
	await office.passer(async (other) => {
		await other.goto(office.url("/p/status"));
		await other.fill("#receipt", came.declared);
		await other.click("form[method=post] button");
		const said = await other.locator("table").innerText();
		assert.match(said, /办理中[^]*贫困户识别[^]*群众申请/);
		assert.doesNotMatch(said, /已建档立卡|未通过/);
	});
	await shot(page, "declaration");
	await take_in(page, own.round, rich, third);
	own.case = (await page.locator(".case-card", { hasText: own.head }).locator(".case-name").getAttribute("href")).split("/").at(-1);
	for (const h of [own, rich, third]) {
		await page.visit("/case/" + h.case);
		await shut(page, "受理");
		await paper(page, "申请书");
		await act(page, "受理", { also: ["township"] });
		await at_gate(page, "入户调查");
		await paper(page, "入户调查表");
		// Nobody asks banks and registries about who has not signed.
		await shut(page, "调查完成");
		await paper(page, "承诺授权书");
		await act(page, "调查完成", { with_whom: "helper", checks: "入户核对属实", also: ["township"] });
		await at_gate(page, "信息比对");
		await shut(page, "比对完成");
	}
	await page.visit("/rounds/" + own.round);
	await shot(page, "board");
}));

test("departments' lists are compared; the meeting votes, a relative stands back; one is refused and told why", async () => {
	await today("2016-05-10");
	await as("county", async (page) => {
		for (const h of [own, rich, third]) {
			await page.visit("/case/" + h.case);
			await paper(page, "信息比对结果");
			await act(page, "比对完成", { also: ["department"] });
			await at_gate(page, "民主评议");
			await shut(page, "评议通过");
		}
	});
	await as("village", async (page) => {
		const said = await meet(page, own.round, "appraisal", [[own, 5, 1], [rich, 7, 0], [third, 2, 5]]);
		assert.match(said, new RegExp(`回避 1 票：${own.head}`));
		for (const h of [own, rich]) {
			await page.visit("/case/" + h.case);
			await paper(page, "会议记录");
			await shut(page, "评议未通过");
			await act(page, "评议通过", { reason: "收入低、家有病人", checks: "无" });
			await at_gate(page, "村内公示（第一榜）");
		}
		await page.visit("/case/" + third.case);
		await paper(page, "会议记录");
		await shut(page, "评议通过");
		await act(page, "评议未通过", { reason: "人均收入高于扶贫标准，家有营运货车" });
		assert.match(await page.words(), /告知书 L\d+[^]*可申请复核至[^]*2016-07-09/);
		await shot(page, "refused");
		const letter = await page.request.get(office.url(`/api/v1/cases/${third.case}/papers/refusal-letter.pdf?lang=zh`));
		assert.equal(letter.status(), 200);
		assert.equal((await letter.body()).subarray(0, 5).toString(), "%PDF-");
	});
});

test("the list hangs; anybody objects on the public site; who was refused asks for a review", async () => {
	await as("village", async (page) => {
		came.first = await hung(page);
		assert.equal(await page.locator("table.frozen tbody tr").count(), 2);
		await page.visit("/notices/" + came.first);
		assert.match(await page.words(), /第 1\/7 天/);
		came.sheet = (await page.locator("p.mono.small.wrap").innerText()).trim();
		await page.waitForFunction(() => document.querySelector("figure.paper img")?.naturalWidth > 0);
		await shot(page, "notice");
	});
	await today("2016-05-12");
	const object = async (page, h, text) => {
		await page.goto(office.url("/p/n/" + came.first));
		const line = page.locator("tr", { hasText: h.masked });
		h.position = (await line.locator("td").first().innerText()).trim();
		assert.doesNotMatch(await page.locator("body").innerText(), new RegExp(h.head));
		await page.click("a.button[href^='/p/object']");
		assert.match(await page.locator("form").innerText(), /向阳村/);
		assert.match(await page.locator("#position").innerText(), new RegExp(h.masked.replace("*", "\\*")));
		assert.doesNotMatch(await page.locator("#position").innerText(), new RegExp(h.head));
		await page.selectOption("#position", h.position);
		await page.check("input[name=topic][value=wrong]");
		await page.fill("#content", text);
		h.receipt = await send(page);
	};
	await office.passer(async (page) => {
		await page.goto(office.url("/p/n/" + came.first));
		await shot(page, "public-notice");
		await object(page, own, "她儿子在外面打工，有钱。");
		await object(page, rich, "他家在县城有一套商品房。");
	});
	await office.passer(async (page) => {
		await page.goto(office.url(`/p/n/${came.first}?lang=en`));
		await shot(page, "public-notice-en");
	}, { lang: "en" });
	await as("village", async (page) => {
		await page.visit("/case/" + own.case);
		await shut(page, "公示期满无异议");
		assert.match(await page.locator(".acts").innerText(), /对这户的异议还没有答复/);
		await page.visit("/case/" + third.case);
		await shut(page, "申请复核");
		await paper(page, "复核申请");
		await act(page, "申请复核", { also: ["township"] });
		await at_gate(page, "复核");
	});
});

/* The objection to a line, looked at by who is signed in. */
async function objection(page, h, show) {
	await page.visit("/objections?show=" + show);
	await page.locator(".found a", { hasText: `第 ${h.position} 行` }).first().click();
	await page.locator(".said").first().waitFor();
}

test("others than the surveyors look into it, a third answers: upheld for one, refused for another", async () => {
	await today("2016-05-13");
	// Who surveyed and made the list does not look into it.
	await as("village", async (page) => {
		await objection(page, own, "received");
		assert.equal(await page.locator("button:has-text('登记核实情况')").count(), 0);
	});
	await as("township", async (page) => {
		for (const [h, text] of [[own, "儿子在县职业中学读二年级，有学籍证明，没有务工"], [rich, "不动产登记查实：2014年在县城购房一套，96平方米"]]) {
			await objection(page, h, "received");
			await page.click("button:has-text('登记核实情况')");
			await page.fill("#obj-text", text);
			await page.click("dialog button[type=submit]");
			await page.locator("dialog").waitFor({ state: "detached" });
			assert.equal(await page.locator("button:has-text('答复')").count(), 0);
		}
		for (const h of [rich, third]) {
			await page.visit("/case/" + h.case);
			await paper(page, "核实意见");
		}
	});
	await as("township2", async (page) => {
		for (const [h, label, text] of [[own, "不成立", "经核实，其子在读，无务工收入，符合条件。"], [rich, "成立", "经核实，该户在县城有商品房，移出名单。"]]) {
			await objection(page, h, "verified");
			await page.click("button:has-text('答复')");
			await page.selectOption("#obj-outcome", { label });
			await page.fill("#obj-text", text);
			await page.click("dialog button[type=submit]");
			await page.locator("dialog").waitFor({ state: "detached" });
			await shot(page, "objection-" + h.position);
		}
		await page.visit("/case/" + own.case);
		await shut(page, "异议成立");
		await page.visit("/case/" + rich.case);
		await shut(page, "公示期满无异议");
		assert.match(await page.locator(".acts").innerText(), /对这户的异议已经成立/);
		assert.doesNotMatch(await page.locator(".acts").innerText(), /还没有答复/);
		await act(page, "异议成立", { reason: "在县城有商品房，异议成立" });
		assert.match(await page.words(), /告知书 L\d+/);
	});
	await as("county2", async (page) => {
		await page.visit("/case/" + third.case);
		await act(page, "维持原决定", { reason: "收入和车辆属实，维持原决定" });
		await at_gate(page, "复核维持");
		await shot(page, "review-upheld");
	}, { theme: "dark" });
	// Whoever objected is told, by the number.
	await office.passer(async (page) => {
		for (const [h, outcome] of [[own, /不成立/], [rich, /成立[^]*移出名单/]]) {
			await page.goto(office.url("/p/status"));
			await page.fill("#receipt", h.receipt);
			await page.click("form[method=post] button");
			assert.match(await page.locator("table").innerText(), outcome);
		}
		await shot(page, "answered");
	});
});

test("meanwhile whoever reads the old list is told that it is being corrected", () => office.passer(async (page) => {
	await page.goto(office.url("/p/n/" + came.first));
	assert.match(await page.locator("p.mending").innerText(), /更正中：对这份名单的异议已成立，自 2016-05-1\d 起更正/);
	await shot(page, "public-mending");
	await page.goto(office.url("/p/n"));
	assert.match(await page.locator("li", { hasText: "向阳村" }).innerText(), /更正中/);
}));

test("the changed list hangs anew; a stranger checks the sheet he photographed; the township reviews", async () => {
	await as("village", async (page) => {
		await page.visit("/case/" + own.case);
		await shut(page, "公示期满无异议");
		came.second = await hung(page);
		assert.equal(await page.locator("table.frozen tbody tr").count(), 1);
		came.sheet = (await page.locator("p.mono.small.wrap").innerText()).trim();
		// To take it down would begin the days of those on it anew: that is said before.
		await page.click("button:has-text('撤下')");
		assert.match(await page.locator("dialog .notice").innerText(), /还有 1 户/);
		await page.click("dialog button:has-text('取消')");
		// The old one has given way by that, and says to which.
		await page.visit("/notices/" + came.first);
		await page.waitForSelector("text=已被代替");
		assert.equal(await page.locator(`a[href^='/notices/${came.second}']`).count(), 1);
		// The line to which the objection was upheld is struck, and says so in words.
		assert.equal(await page.locator("table.frozen tr:has(del)").count(), 1);
		assert.match(await page.locator("table.frozen tr:has(del)").innerText(), /异议成立/);
		assert.equal(await page.locator("a:has-text('看公开页')").count(), 0);
		assert.equal(await page.locator("button:has-text('撤下')").count(), 0);
		await shot(page, "replaced");
	});
	await office.passer(async (page) => {
		assert.equal((await page.goto(office.url("/p/n/" + came.first))).status(), 410);
		await page.click(`a[href^='/p/n/${came.second}']`);
		assert.equal(await page.locator("p.mending").count(), 0);
	});
	await today("2016-05-16");
	await office.rest();
	const out = join(office.dir, "site");
	office.run(["publish", "--out", out]);
	const key = readFileSync(join(out, "checkpoint"), "utf8").split("\n")[0];
	const verified = (...sheet) => spawnSync(process.execPath, [join(root, "tools/verify-notice.mjs"), out, "--key", key, "--sheet", ...sheet], { encoding: "utf8" });
	const good = verified(came.sheet);
	assert.equal(good.status, 0, good.stdout + good.stderr);
	appendFileSync(join(out, "n", came.second + ".txt"), "2\t赵*\t1组\t3\n");
	assert.equal(verified(came.sheet).status, 1, "a line more is found");
	await today("2016-05-19");
	await as("village", async (page) => {
		await hung_out(page, came.second);
		await page.visit("/case/" + own.case);
		await act(page, "公示期满无异议");
		await at_gate(page, "乡镇审核");
		await shut(page, "审核通过");
	});
	await as("township2", async (page) => {
		await page.visit("/tasks");
		await page.locator(".table-box a", { hasText: own.head }).first().click();
		await settled(page);
		await act(page, "审核通过", { reason: "材料齐全，程序完整" });
		await at_gate(page, "审核结果公示（第二榜）");
	});
	await as("township", async (page) => { came.township = await hung(page); });
});

test("the county confirms; the announcement hangs; the household is registered, and its page tells all of it", async () => {
	await today("2016-05-25");
	await as("township", async (page) => {
		await hung_out(page, came.township);
		await page.visit("/case/" + own.case);
		await act(page, "公示期满无异议");
		await shut(page, "复审通过");
	});
	await as("county2", async (page) => {
		await page.visit("/case/" + own.case);
		await act(page, "复审通过", { reason: "符合标准" });
		await at_gate(page, "村内公告");
	});
	await as("township", async (page) => {
		await page.visit("/case/" + own.case);
		assert.match(await page.locator(".acts li", { hasText: "公告并建档立卡" }).first().innerText(), /名单还没有做。请先制作名单并张贴/);
		await hung(page);
		// What states a result hangs no days: no last one, and nothing that begins.
		assert.match(await page.words(), /公告日期[^]*公告照片/);
		assert.doesNotMatch(await page.words(), /末日|首日|公示开始|公示期/);
		await shot(page, "announced");
		await page.visit("/case/" + own.case);
		assert.match(await page.locator("section", { has: page.locator("h2", { hasText: "公示公告" }) }).innerText(), /村内公告[^]*公告日期 [\d-]+[^～]*公告照片[^○]*村内公示|审核结果公示/);
		await act(page, "公告并建档立卡", { also: ["county"] });
		await at_gate(page, "已建档立卡");
		await shot(page, "registered");
	});
	await as("village", async (page) => {
		await page.visit("/household/" + own.no);
		await page.locator(".rail a", { hasText: "贫困户识别" }).first().waitFor();
		assert.match(await page.locator(".rail").innerText(), /已建档立卡/);
		assert.match(await page.words(), /建档立卡贫困户/);
		await shot(page, "household-2016");
		await page.visit("/household/" + rich.no);
		await page.locator(".rail a", { hasText: "贫困户识别" }).first().waitFor();
		assert.match(await page.locator(".rail").innerText(), /未通过/);
	});
});

test("who declared asks by the receipt number and hears how it ended, without anybody's writing to him", async () => {
	for (const [lang, words] of [["zh", /已确认[^]*贫困户识别[^]*已建档立卡/], ["en", /Registered|Confirmed/]])
		await office.passer(async (page) => {
			await page.goto(office.url("/p/status" + (lang === "en" ? "?lang=en" : "")));
			await page.fill("#receipt", came.declared);
			await page.click("form[method=post] button");
			const said = await page.locator("table").innerText();
			assert.match(said, words);
			assert.match(said, /2016-05-25/);
			assert.doesNotMatch(await page.locator("body").innerText(), new RegExp(own.head));
			await shot(page, "declared-outcome-" + lang);
		}, { lang });
});

/* ---- a year later ---- */

test("a year later it leaves poverty: appraised, verified by the helper and the village together, by its own signature, in public", async () => {
	await today("2017-04-03");
	let round, first;
	await as("township", async (page) => { round = await open_round(page, "household-exit", "2017年脱贫退出"); });
	await as("village", async (page) => {
		await take_in(page, round, own);
		await page.visit("/case/" + own.case);
		await act(page, "提出", { also: ["helper"] });
		await meet(page, round, "appraisal", [[own, 6, 0]]);
		await page.visit("/case/" + own.case);
		await paper(page, "会议记录");
		await act(page, "评议通过");
	});
	await as("helper", async (page) => {
		await page.visit("/case/" + own.case);
		await paper(page, "核实意见");
		// Two bodies verify: which of them stands behind it by now, and who can for the other.
		await page.locator(".acts button", { hasText: "核实符合" }).first().click();
		const bodies = page.locator("dialog .bodies li");
		await bodies.first().waitFor();
		assert.match((await bodies.allInnerTexts()).join("|"), /✓ 帮扶责任人 您\|○ 村信息员 还没有人/);
		await page.locator("dialog .bodies button[title=village]").click();
		assert.match((await bodies.allInnerTexts()).join("|"), /✓ 帮扶责任人 您\|✓ 村信息员 \S/);
		await shot(page, "bodies");
		await page.keyboard.press("Escape");
		await act(page, "核实符合", { with_whom: "village", also: ["village"], reason: "入户逐项核实，两不愁三保障和饮水均达标" });
		await at_gate(page, "拟退出户认可");
		await shut(page, "签字认可");
		await paper(page, "退出认可书");
		await act(page, "签字认可", { sign: true, also: ["village"] });
		await shot(page, "signed-phone");
	}, { phone: true });
	await as("village", async (page) => { first = await hung(page); });
	await today("2017-04-09");
	await as("village", async (page) => {
		await hung_out(page, first);
		await page.visit("/case/" + own.case);
		await act(page, "公示期满无异议");
	});
	await as("township", async (page) => {
		await hung(page);
		await page.visit("/case/" + own.case);
		await act(page, "已公告");
		await shut(page, "核准销号");
		// Its certificate comes with the decision, and papers of other procedures never.
		await page.click(".page-head button:has-text('打印')");
		assert.match((await page.locator("a[href*='/papers/']:visible").allInnerTexts()).join(), /^(?!.*(脱贫光荣证|申请书)).*退出认可书/);
		await page.keyboard.press("Escape");
	});
	await as("county2", async (page) => {
		await page.visit("/case/" + own.case);
		await act(page, "核准销号", { reason: "程序完整，达到退出标准" });
		await at_gate(page, "已脱贫销号");
		await page.click(".page-head button:has-text('打印')");
		assert.match((await page.locator("a[href*='/papers/']:visible").allInnerTexts()).join(), /退出认可书.*脱贫光荣证/);
		const certificate = await page.evaluate(async (no) => {
			const a = await fetch(`/api/v1/cases/${no}/papers/certificate.pdf`);
			return [a.status, (await a.text()).slice(0, 5)];
		}, own.case);
		assert.deepEqual(certificate, [200, "%PDF-"]);
		await page.keyboard.press("Escape");
		await page.visit("/household/" + own.no);
		assert.match(await page.words(), /已脱贫/);
		await shot(page, "household-2017");
	});
});

/* ---- back under watch ---- */

/* A grant lasts a year at most: what the offices have to renew. */
async function renewed(d) {
	await today(d);
	await office.rest();
	const roles = { township: ["township_clerk", township], township2: ["township_approver", township], village: ["village_clerk", village],
		county: ["county_office", county], county2: ["county_approver", county], department: ["department", county] };
	for (const [login, [role, area]] of Object.entries(roles))
		office.run(["grant", "give", login, role, "--area", area, "--purpose", "续期"]);
	await office.server.start();
}

test("a medical bill is a lead; it is looked into, voted on, confirmed: monitored", async () => {
	await renewed("2020-04-07");
	let round, first;
	const list = join(office.dir, "医保局2020年3月自付费用.csv");
	writeFileSync(list, `姓名,身份证号,个人自付金额（元）,结算日期\n${own.head},${own.idno},36500,2020-03-20\n`);
	await as("department", async (page) => {
		await page.visit("/import");
		await page.setInputFiles("input[type=file]", list);
		await page.click("text=检查（不写入）");
		await page.waitForSelector("text=检查完成");
		await page.click("button:has-text('导入 ')");
		await page.waitForSelector("text=导入完成");
		await shot(page, "lead-import");
	});
	await as("township", async (page) => { round = await open_round(page, "monitor", "2020年防止返贫监测"); });
	await as("village", async (page) => {
		await page.visit("/lead");
		assert.match(await page.words(), /医疗|因病|疾病/);
		await shot(page, "leads");
		// It stands on the village's desk, leads to a case of the round, and each names the other.
		await page.visit("/tasks?tab=items");
		await page.click("tr:has-text('线索待核查') a[href^='/lead/'], .card:has-text('线索待核查') a[href^='/lead/']");
		await page.waitForSelector("text=要核查什么");
		const lead = page.url().split("/").at(-1);
		await shot(page, "lead");
		await page.click("button:has-text('受理，放进轮次')");
		// One round is open for it; of several none would be chosen. It may be entered a day late.
		const open = await page.locator("#dcl-round option").evaluateAll((all) => all.map((o) => o.value));
		assert.equal(await page.inputValue("#dcl-round"), open.length === 1 ? round : "");
		await page.selectOption("#dcl-round", round);
		await page.locator("#dcl-day").fill(day);
		await shot(page, "lead-accept");
		await page.click("dialog button[type=submit]");
		await page.waitForSelector("text=已转监测程序");
		own.case = (await page.locator("a[href^='/case/']").first().getAttribute("href")).split("/").at(-1);
		await shot(page, "lead-accepted");
		assert.equal(await page.locator("button:has-text('受理，放进轮次')").count(), 0);
		await page.click(`a[href='/case/${own.case}']`);
		await page.waitForSelector("text=由这些线索转来");
		assert.match(await page.words(), /部门筛查预警/);
		assert.equal(await page.locator(`a[href='/lead/${lead}']`).count(), 1);
		await act(page, "受理", { also: ["township"] });
		await paper(page, "入户调查表");
		await paper(page, "承诺授权书");
		await act(page, "核查完成", { checks: "住院自付3.65万元，借债2万元", also: ["township", "helper"] });
	});
	await as("county", async (page) => {
		await page.visit("/case/" + own.case);
		await paper(page, "信息比对结果");
		await act(page, "比对完成", { also: ["department"] });
	});
	await as("village", async (page) => {
		await meet(page, round, "appraisal", [[own, 6, 0]]);
		await page.visit("/case/" + own.case);
		await paper(page, "会议记录");
		await act(page, "评议通过");
		first = await hung(page);
	});
	await today("2020-04-11");
	await as("village", async (page) => {
		await hung_out(page, first);
		await page.visit("/case/" + own.case);
		await act(page, "公示期满无异议");
	});
	await as("township2", async (page) => {
		await page.visit("/case/" + own.case);
		await act(page, "审核通过", { reason: "自付医疗费用大，有返贫风险" });
	});
	await as("county2", async (page) => {
		await page.visit("/case/" + own.case);
		await shut(page, "审定为边缘易致贫户");
		await act(page, "审定为脱贫不稳定户", { reason: "刚性支出超过收入" });
	});
	await as("township", async (page) => {
		await hung(page);
		await page.visit("/case/" + own.case);
		await act(page, "公告并录入");
		await at_gate(page, "已纳入监测");
	});
});

/* What the first page counts of the village. */
async function risks(page) {
	await page.visit("/");
	return (await page.locator(".big", { hasText: "未消除风险" }).locator(".big-n").innerText()).trim();
}

test("who is monitored has a risk on record: asked for by a work item, entered, approved, counted", async () => {
	await today("2020-04-12");
	await as("village", async (page) => {
		assert.equal(await risks(page), "0");
		await page.visit("/tasks?tab=items");
		const item = page.locator("tr, .card", { hasText: "登记致贫返贫风险" }).filter({ hasText: own.head }).first();
		await shot(page, "risk-item");
		await item.locator("a.btn", { hasText: "登记" }).click();
		await page.locator("dialog").waitFor();
		await page.selectOption("#add-kind", { label: "因病" });
		await page.fill("#add-found", day);
		await page.fill("#add-reason", "照识别材料登记");
		await shot(page, "risk-add");
		await page.click("dialog button[type=submit]");
		await page.locator("dialog").waitFor({ state: "detached" });
		assert.equal(await risks(page), "0", "not before it is approved");
	});
	await as("township2", async (page) => {
		await page.visit("/changes");
		await page.locator(".change", { hasText: "照识别材料登记" }).locator("button", { hasText: "通过" }).click();
		await page.click("dialog button:has-text('通过')");
		await page.locator(".toast").first().waitFor();
	});
	await as("village", async (page) => {
		assert.equal(await risks(page), "1");
		await shot(page, "risk-counted");
		await page.visit("/tasks?tab=items");
		assert.equal(await page.locator("tr, .card", { hasText: "登记致贫返贫风险" }).count(), 0, "the work item is done with it");
		await page.visit("/household/" + own.no + "?tab=risk");
		assert.match(await page.locator("#tab-body").innerText(), /因病/);
	});
});

test("half a year later the risk is gone: the whole story on one page, and the journal agrees", async () => {
	await today("2020-10-20");
	await office.rest();                    /* through help takes help: what was done for it since */
	writeFileSync(join(office.dir, "measures.csv"), `household,kind,started\n${own.no},健康帮扶,2020-05-10\n`);
	office.run(["import", "-q", join(office.dir, "measures.csv")]);
	// and a risk is removed only where it is known that somebody can work
	office.run(["set", "household", own.no, "no_labour=否", "--reason", "儿子能劳动"]);
	await office.server.start();
	let round, first;
	await as("township", async (page) => { round = await open_round(page, "risk-removal", "2020年风险消除"); });
	await as("village", async (page) => {
		await take_in(page, round, own);
		await page.visit("/case/" + own.case);
		await paper(page, "入户调查表");
		await act(page, "风险已消除", { checks: "医疗救助到账，儿子已就业", also: ["township", "helper"] });
		await meet(page, round, "appraisal", [[own, 6, 0]]);
		await page.visit("/case/" + own.case);
		await paper(page, "会议记录");
		await act(page, "评议通过");
		first = await hung(page);
	});
	await today("2020-10-24");
	await as("village", async (page) => {
		await hung_out(page, first);
		await page.visit("/case/" + own.case);
		await act(page, "公示期满无异议");
	});
	await as("county2", async (page) => {
		await page.visit("/case/" + own.case);
		await act(page, "审定帮扶消除");
	});
	await as("township", async (page) => {
		await hung(page);
		await page.visit("/case/" + own.case);
		await act(page, "已公告");
		await at_gate(page, "风险已消除");
	});
	for (const lang of ["zh", "en"])
		await as("county", async (page) => {
			await page.visit("/household/" + own.no);
			await page.locator(".rail .stack a").nth(3).waitFor();
			if (lang === "zh")
				assert.match(await page.locator(".rail").innerText(), /风险消除[^]*防止返贫监测[^]*贫困户退出[^]*贫困户识别/);
			assert.match((await page.locator(".rail").innerText()).replace(/\s+/g, " "), lang === "zh" ? /✓ 风险已消除/ : /✓ Risk/);
			assert.match(await page.locator(".marks").innerText(), lang === "zh" ? /脱贫不稳定户 · 风险消除时间 2020-10-24/ : /2020-10-24/);
			await shot(page, "household-" + lang);
			// The whole story, procedure after procedure, each thing in the order of its days.
			await page.visit("/household/" + own.no + "?tab=cases");
			await page.locator(".case-story").nth(3).waitFor();
			const told = (await page.locator("#tab-body").innerText()).replace(/\s+/g, " ");
			assert.match(told, lang === "zh" ? /农户申报（.*申请书.*入户调查表 承诺授权书.*入户调查：.*信息比对结果.*评议会 M.*赞成 \d+.*民主评议：.*公示第 2016.*异议（.*末日照片：2016.*县级复审：.*公告第 2016.*贫困户退出.*签字：本人签字.*风险消除.*审定帮扶消除/
				: /Declared by the household.*Meeting M.*in favour.*2016-\d{4}.*Photo of the last day: 2016/);
			await shot(page, "story-" + lang);
		}, { lang });
	await as("county", async (page) => {
		await page.visit("/verify");
		await page.click("button:has-text('完整核验')");
		await page.waitForSelector("text=核验通过", { timeout: 60000 });
		await shot(page, "verified");
	});
});

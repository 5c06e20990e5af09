// What seldom happens, by those whose it is: a year is closed, and opened again by somebody else with a
// reason; a household leaves the register while its case is under way, and the case goes on with the
// household that it lives on in. On the board each card says whose turn it is, and after each act it
// lies on the desk of whoever is next, and no longer where it lay.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { png } from "../../tests/web/picture.mjs";
import { need_chromium } from "./browser.mjs";
import { Office, settled } from "./office.mjs";
import { act, at_gate, paper as bring } from "./steps.mjs";

need_chromium();
const office = new Office();
const told = (pattern, ...args) => pattern.exec(office.run(args))?.[1] ?? assert.fail(args.join(" "));
const shot = (page, name) => process.env.SHOTS && page.screenshot({ path: join(process.env.SHOTS, name + ".png"), fullPage: true });
let round, one, gone, heir, fourth, photo;

before(async () => {
	office.fill({ households: 1500, seed: 8 });
	photo = join(office.dir, "paper.png");
	writeFileSync(photo, png(60, 40));
	await office.open();
	const page = await office.person("village");
	const [area, houses] = await page.evaluate(async () => [(await (await fetch("/api/v1/me")).json()).areas[0].code,
		(await (await fetch("/api/v1/household?limit=5&fields=no,head_name")).json()).items]);
	await page.over();
	[one, gone, heir, fourth] = houses.map((h) => ({ no: h.no, head: h.c.head_name }));
	await office.rest();
	round = told(/^Round (R\d+)/m, "round", "open", "monitor", "--area", area.slice(0, 9) + "000", "--name", "2020年监测", "--on", "2020-04-01",
		"--as", "township");
	for (const h of [one, gone])
		h.case = told(/^Case (P\d+)/m, "case", "add", round, h.no, "--on", "2020-04-22", "--as", "village");
	office.run(["set", "household", gone.no, "state=销户", "--reason", "并入子女户"]);
	await office.server.start();
});
after(() => office.close());

test("a year is closed by the county, with a note; who closed it does not open it again", async () => {
	await office.as("village", {}, async (page) => {
		await page.visit("/years");
		assert.equal(await page.locator(".page-head .btn.main").count(), 0, "not the village's to close");
		assert.match(await page.words(), /没有关过账的年度/);
	});
	await office.as("county", {}, async (page) => {
		await page.visit("/rounds");
		await page.click("a[href^='/years']");
		await page.click(".page-head button:has-text('关账')");
		await page.fill("#year-year", "2019");
		await page.fill("#year-note", "年度数据已上报");
		await shot(page, "years-close");
		await page.click("dialog button[type=submit]");
		await page.locator("tbody tr", { hasText: "2019" }).waitFor();
		assert.match(await page.locator("tbody tr").innerText(), /2019[^]*云溪县[^]*已关账[^]*年度数据已上报/);
		assert.equal(await page.locator("tbody button").count(), 0, "not by who closed it");
		// Twice is once: the second is told so, and its words stay.
		await page.click(".page-head button:has-text('关账')");
		await page.fill("#year-year", "2019");
		await page.click("dialog button[type=submit]");
		await page.locator("dialog [role=alert]").waitFor();
		assert.equal(await page.inputValue("#year-year"), "2019");
		await page.keyboard.press("Escape");
		await page.locator("dialog").waitFor({ state: "detached" });
		await shot(page, "years");
	});
});

test("nothing of a closed year is entered; another opens it again with a reason, by phone, in English", async () => {
	await office.as("township", {}, async (page) => {
		// What the county closed is closed here, too; what it said of it is its own.
		await page.visit("/years");
		assert.match(await page.locator("tbody tr").innerText(), /2019[^]*云溪县[^]*已关账/);
		assert.doesNotMatch(await page.locator("tbody tr").innerText(), /年度数据已上报/);
		await page.visit("/rounds");
		await page.click("button:has-text('开启轮次')");
		await page.selectOption("#rnd-procedure", "monitor");
		await page.fill("#rnd-name", "补录");
		await page.fill("#rnd-day", "2019-05-05");
		await page.click("dialog button[type=submit]");
		await page.locator("dialog [role=alert]").waitFor();
		assert.match(await page.locator("dialog [role=alert]").innerText(), /2019/);
	});
	await office.as("county2", { lang: "en", theme: "dark", phone: true }, async (page) => {
		await page.visit("/years");
		await page.locator("button:has-text('Reopen')").click();
		assert.ok(await page.locator("dialog button[type=submit]").isDisabled(), "not without a reason");
		await page.fill("#year-why", "Two statements were entered in the wrong unit");
		await shot(page, "years-reopen");
		await page.click("dialog button[type=submit]");
		await page.locator("dialog").waitFor({ state: "detached" });
		assert.match(await page.locator(".toast").innerText(), /^\D*2019 /, "a year is no number of things");
		await settled(page);
		assert.match(await page.words(), /wrong unit/);
		assert.equal(await page.locator("button:has-text('Reopen')").count(), 0);
		await shot(page, "years-phone");
	});
});

/* On the board whose turn it is; on whose desk the case lies, and on whose it does not. */
async function turn(h, words, desks, { lang = "zh" } = {}) {
	for (const who of ["village", "county", "township2"]) await office.as(who, { lang }, async (page) => {
		await page.visit("/rounds/" + round);
		const card = page.locator(".case-card", { hasText: h.head });
		assert.match(await card.innerText(), desks.includes(who) ? /轮到您|Your turn/ : words, who);
		await page.visit("/tasks");
		assert.equal(await page.locator(`a[href="/case/${h.case}"]`).count() > 0, desks.includes(who), `${h.case} on the desk of ${who}`);
		if (who === "county")
			await shot(page, "turn-tasks");
	});
}

test("the card says whose turn it is, and goes to the next desk with each act", async () => {
	await turn(one, /轮到[^\n]*村信息员/, ["village"]);
	await office.as("village", {}, async (page) => {
		await page.visit("/case/" + one.case);
		await act(page, "受理", { day: "2020-04-23" });
		await at_gate(page, "入户核查");
		for (const kind of ["入户调查表", "承诺授权书"])
			await bring(page, kind, photo);
		await act(page, "核查完成", { day: "2020-04-24", checks: "属实" });
		await at_gate(page, "信息比对");
	});
	await turn(one, /轮到[^\n]*县级经办/, ["county"]);
	await office.as("county", {}, async (page) => {
		await page.visit("/case/" + one.case);
		await bring(page, "信息比对结果", photo);
		await act(page, "比对完成", { day: "2020-04-27" });
		await at_gate(page, "民主评议");
	});
	await turn(one, /轮到[^\n]*村信息员/, ["village"]);
	await office.as("village", { lang: "en", theme: "dark", phone: true }, async (page) => {
		// The board of a phone opens where a case is, and says how many lie where.
		await page.visit("/rounds/" + round);
		const gates = page.locator(".column-switch select");
		const of = async () => (await gates.locator("option:checked").innerText());
		assert.match(await of(), /\(1\)/);
		assert.equal(await page.locator(".case-card").count(), 1);
		await shot(page, "board-phone");
		const first = await of();
		await page.click(".column-switch button >> nth=1");
		await settled(page);
		assert.notEqual(await of(), first);
		assert.equal(await page.locator(".case-card").count(), 1);
		await page.locator(".tabs-bottom a[href^='/tasks']").click();
		await settled(page);
		assert.equal(await page.locator(".tabs-bottom a[aria-current]").innerText(), "My tasks");
		await shot(page, "tasks-phone");
		await page.visit(`/rounds/${round}?view=table`);
		await shot(page, "board-table-phone");
	});
});

test("a household left the register: its case ends, and begins anew with the one it lives on in", async () => {
	await office.as("village", {}, async (page) => {
		await page.visit("/case/" + gone.case);
		assert.equal(await page.locator("button:has-text('转到所在户')").count(), 0, "not the village's to carry");
	});
	await office.as("township", {}, async (page) => {
		await page.visit("/case/" + gone.case);
		await page.click("button:has-text('转到所在户')");
		assert.ok(await page.locator("dialog button[type=submit]").isDisabled(), "not without a reason");
		await page.fill("#carry-to", heir.head);
		const hit = page.locator("dialog .houses button", { hasText: heir.no });
		assert.match(await hit.innerText(), /村[^]*组/, "village and group tell equals apart");
		await hit.click();
		assert.equal(await page.inputValue("#carry-to"), heir.no);
		await page.fill("#carry-why", "老人并入女儿家");
		await shot(page, "carry");
		await page.click("dialog button[type=submit]");
		await page.waitForURL((u) => /\/case\/P\d+$/.test(u.pathname) && !u.pathname.endsWith("/" + gone.case));
		await settled(page);
		assert.match(await page.locator("h1").innerText(), new RegExp(heir.head));
		await page.visit("/case/" + gone.case);
		assert.match(await page.words(), /撤回[^]*转到所在户[^]*老人并入女儿家/);
		assert.doesNotMatch(await page.words(), /carried-over/);
		assert.equal(await page.locator("button:has-text('转到所在户')").count(), 0);
	});
	await office.as("township", { lang: "en", theme: "dark", phone: true }, async (page) => {
		await page.visit("/case/" + gone.case);
		await shot(page, "carried-phone");
	});
});

test("households are put into a round by their heads' names, village and group beside each", async () => office.as("village", {}, async (page) => {
	await page.visit("/rounds/" + round);
	await page.click("button:has-text('放进轮次')");
	await page.fill("#add-find", one.head);
	const hit = page.locator("dialog .houses button", { hasText: one.no });
	assert.match(await hit.innerText(), new RegExp(`${one.head}[^]*村[^]*组`));
	await page.fill("#add-find", "没有这人");
	await page.locator("dialog", { hasText: "没有找到" }).waitFor();
	await page.fill("#add-find", fourth.head);
	await page.locator("dialog .houses button", { hasText: fourth.no }).click();
	await page.locator("dialog .tags button", { hasText: fourth.head }).waitFor();
	await page.fill("#add-day", "2020-04-28");
	await shot(page, "add-by-name");
	await page.click("dialog button[type=submit]");
	await page.locator("dialog").waitFor({ state: "detached" });
	await page.locator(".case-card", { hasText: fourth.head }).first().waitFor();
}));

/* What the form of a new statement is told. */
async function state(page, from, to) {
	await page.fill("#add-period_from", from);
	await page.fill("#add-period_to", to);
}

test("a form says at its opening that the year is closed, by whom, and who may open it", async () => {
	await office.as("county", {}, async (page) => {
		await page.visit("/years");
		await page.click(".page-head button:has-text('关账')");
		await page.fill("#year-year", "2023");
		await page.click("dialog button[type=submit]");
		await page.locator("tbody tr", { hasText: "2023" }).waitFor();
	});
	await office.as("village", {}, async (page) => {
		const mine = (await page.evaluate(async () => (await (await fetch("/api/v1/income?limit=500")).json()).items))
			.map((r) => ({ ...r, year: String(r.c.period_to).slice(0, 4) }));
		const [shut, open] = [mine.find((r) => r.year === "2023"), mine.find((r) => r.year !== "2023")];
		await page.visit(`/income/${shut.id}`);
		await page.click("button:has-text('提出修改')");
		assert.match(await page.locator("dialog").innerText(), /2023 年已由[^]*关账[^]*先由[^]*重新打开/);
		assert.equal(await page.locator("dialog form, dialog input").count(), 0, "no form that could only be refused");
		await shot(page, "closed-row");
		await page.keyboard.press("Escape");
		await page.visit(`/income/${open.id}`);
		await page.click("button:has-text('提出修改')");
		await page.locator("dialog form").waitFor();
		assert.doesNotMatch(await page.locator("dialog").innerText(), /关账/);
	});
	await office.as("village", { lang: "en", theme: "dark", phone: true }, async (page) => {
		await page.visit(`/household/${one.no}?tab=income`);
		await page.click(".tab-body button.main");
		await page.locator("dialog", { hasText: "Closed years: 2023" }).waitFor();
		await state(page, "2023", "2023");
		assert.match(await page.locator("dialog .field.faulty").innerText(), /2023 was closed by[^]*opened again/);
		assert.ok(await page.locator("dialog button[type=submit]").isDisabled());
		await shot(page, "closed-add-phone");
		await state(page, "2022", "2022");
		assert.ok(await page.locator("dialog button[type=submit]").isEnabled());
		assert.equal(await page.locator("dialog .field.faulty").count(), 0);
	});
});

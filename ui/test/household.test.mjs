// The page of a household: what it says of its members when the list that brought them did not.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { need_chromium } from "./browser.mjs";
import { Office } from "./office.mjs";

need_chromium();
const office = new Office();
let all, office_list, incomes;

before(async () => {
	office.fill({ households: 30, seed: 4, faults: "none" });
	all = office.run(["export", "person", "--mask", "none", "--reason", "核对", "--columns", "no,household,name,idno,sex,birth",
		"--format", "jsonl"]).trim().split("\n").map((l) => JSON.parse(l));
	office_list = office.json("list", "household", "--limit", "500", "--columns", "no,members");
	incomes = office.json("list", "income", "--limit", "1000", "--columns", "household,period_from,wage,operating,property,transfer,"
		+ "operating_cost,transfer_cost,income_tax,social_security_cost,support_paid,other_transfer_cost,rigid,rigid_medical,"
		+ "rigid_school,rigid_house,rigid_disaster,rigid_accident,rigid_other");
	await office.open();
});
after(() => office.close());

/** Age and sex by a citizen number, on this day in the office. */
function of_idno(no) {
	const now = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10).replaceAll("-", "");
	return { age: Math.floor((Number(now) - Number(no.slice(6, 14))) / 10000), sex: Number(no[16]) % 2 ? "男" : "女" };
}

test("from a filtered list one goes on through that list, after a reload and past its first page", async () =>
	office.as("county", {}, async (page) => {
		const some = office_list.filter((h) => Number(h.members) >= 3).map((h) => h.no);
		await page.visit("/household?f.members.ge=3");
		await page.click(`a[href*="/household/${some[1]}"]`);
		await page.waitForSelector(`.way >> text=第 2 / ${some.length} 户`);
		await page.reload();
		for (const at of [3, 4]) {
			await page.waitForSelector(`.way >> text=第 ${at - 1} / ${some.length} 户`);
			await page.click(".way >> text=下一户");
			await page.waitForSelector(`.way >> text=第 ${at} / ${some.length} 户`);
			assert.ok(page.url().includes(`/household/${some[at - 1]}?`), page.url());
		}
		await page.click(".way >> text=上一户");
		await page.waitForSelector(`.way >> text=第 3 / ${some.length} 户`);
		assert.ok(page.url().includes(some[2]));
		// Back to the list as it was.
		await page.click(".way >> text=户 >> nth=0");
		await page.waitForURL(/household\?f\.members\.ge=3/);
		// Found by searching, a household stands in no list.
		await page.visit(`/household/${some[0]}`);
		assert.equal(await page.locator(".way >> text=下一户").count(), 0);
	}));

test("in English a tab that holds several is called so; on a phone the open one is in sight", async () =>
	office.as("village", { lang: "en", theme: "dark", phone: true }, async (page) => {
		const no = await page.evaluate(async () => (await (await fetch("/api/v1/household?limit=1&fields=no")).json()).items[0].no);
		await page.visit(`/household/${no}?tab=helper`);
		const names = (await page.locator("[role=tab]").allInnerTexts()).map((x) => x.replace(/ *\d+$/, ""));
		assert.deepEqual(["Risks", "Support measures", "Helpers", "Attachments"].filter((x) => !names.includes(x)), [], names.join());
		const box = await page.locator("[role=tab][aria-selected=true]").boundingBox();
		assert.ok(box.x >= 0 && box.x + box.width <= 390, JSON.stringify(box));
		if (process.env.SHOTS)
			await page.screenshot({ path: `${process.env.SHOTS}/tabs-phone.png` });
	}));

test("where a household stands from coming in to being struck off is one line of its head", async () => {
	const all = office.json("list", "household", "--limit", "500", "--columns", "no,monitor_type,risk_cleared");
	const cleared = (h) => [true, "是", "yes"].includes(h.risk_cleared);
	const one = all.filter((h) => h.monitor_type);
	assert.ok(one.length, "nobody is monitored");
	const monitored = (page) => page.locator(".phases", { hasText: "监测对象" }).locator("li");
	await office.as("county", {}, async (page) => {
		for (const h of [...one.filter(cleared).slice(0, 1), ...one.filter((h) => !cleared(h)).slice(0, 1)]) {
			await page.visit(`/household/${h.no}`);
			await page.waitForSelector(".phases li[aria-current=step]");
			assert.deepEqual(await monitored(page).allInnerTexts(), ["认定", "帮扶", "核实", "风险消除"]);
			assert.deepEqual(await page.locator(".phases", { hasText: "监测对象" }).locator("[aria-current=step]").allInnerTexts(), [cleared(h) ? "风险消除" : "帮扶"]);
		}
		if (process.env.SHOTS)
			await page.screenshot({ path: `${process.env.SHOTS}/stands.png` });
	});
	await office.as("county", { lang: "en", theme: "dark", phone: true }, async (page) => {
		await page.visit(`/household/${one[0].no}`);
		await page.waitForSelector(".phases li[aria-current=step]");
		assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
		if (process.env.SHOTS)
			await page.screenshot({ path: `${process.env.SHOTS}/stands-phone.png` });
	});
});

test("papers of procedures that the household is in none of lie under more", async () =>
	office.as("county", {}, async (page) => {
		await page.visit(`/household/${office_list[0].no}`);
		await page.click(".hh-head button:has-text('打印')");
		const papers = () => page.locator(".menu-body a:visible").allInnerTexts();
		await page.locator(".menu-body a", { hasText: "一户一档" }).waitFor();
		assert.doesNotMatch((await papers()).join(), /申请书|退出认可书/);
		if (process.env.SHOTS)
			await page.screenshot({ path: `${process.env.SHOTS}/household-print.png` });
		await page.click(".menu-body button:has-text('其他表单')");
		assert.match((await papers()).join(), /一户一档[^]*申请书[^]*退出认可书/);
	}));

test("items of income and spending are added, year by year, beside what was stated", async () => {
	const fen = (v) => Math.round(Number(v || 0) * 100);
	const sum = (r, names) => (names.reduce((n, f) => n + fen(r[f]), 0) / 100).toFixed(2).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
	const row = incomes.find((r) => r.wage && r.operating_cost);
	await office.as("county", {}, async (page) => {
		await page.visit(`/household/${row.household}?tab=income`);
		const lines = Object.fromEntries((await page.locator(".ledger tbody tr").allInnerTexts()).map((l) => [l.split("\t")[0], l.split("\t").slice(1)]));
		const at = (await page.locator(".ledger thead th").allInnerTexts()).slice(1).findIndex((h) => h.includes(String(row.period_from).slice(0, 4)));
		assert.ok(at >= 0);
		assert.equal(lines["各项收入相加"][at].trim(), sum(row, ["wage", "operating", "property", "transfer"]));
		const spent = ["operating_cost", ...row.transfer_cost ? ["transfer_cost"] : ["income_tax", "social_security_cost", "support_paid",
			"other_transfer_cost"], ...row.rigid ? ["rigid"] : ["medical", "school", "house", "disaster", "accident", "other"].map((x) => "rigid_" + x)];
		assert.equal(lines["各项支出相加"][at].trim(), sum(row, spent));
	});
});

test("a year of income is proposed by the dialog of any new row, approved by another, and then stands in the table", async () => {
	const house = await office.as("village", {}, async (page) => {
		const no = (await page.evaluate(async () => (await (await fetch("/api/v1/household?limit=1&fields=no")).json()).items[0].no));
		await page.visit(`/household/${no}?tab=income`);
		await page.click(".tab-body button:has-text('登记')");
		for (const [field, value] of Object.entries({ period_from: "2019", period_to: "2019", wage: "31,234.50", per_capita_net: "9000" }))
			await page.fill("#add-" + field, value);
		await page.fill("#add-reason", "补录 2019 年");
		if (process.env.SHOTS)
			await page.screenshot({ path: `${process.env.SHOTS}/income-add.png` });
		await page.click("dialog button[type=submit]");
		await page.locator(".tab-body", { hasText: "已提交，等待审核" }).waitFor();
		assert.doesNotMatch(await page.locator(".ledger thead").innerText(), /2019/, "not before it is approved");
		if (process.env.SHOTS)
			await page.screenshot({ path: `${process.env.SHOTS}/income-waits.png`, fullPage: true });
		return no;
	});
	await office.as("township2", {}, async (page) => {
		await page.visit("/changes");
		await page.locator(".change", { hasText: "补录 2019 年" }).locator("button", { hasText: "通过" }).click();
		await page.click("dialog button:has-text('通过')");
		await page.locator(".toast").first().waitFor();
		await page.visit(`/household/${house}?tab=income`);
		assert.match(await page.locator(".ledger").innerText(), /2019/);
		assert.match(await page.locator(".ledger").innerText(), /31,234\.50/);
		assert.equal(await page.locator(".tab-body button:has-text('登记')").count(), 0, "who only approves is offered nothing");
	});
	// The same year once more is told so, however it is written.
	await office.as("village", {}, async (page) => {
		await page.visit(`/household/${house}?tab=income&add=1`);
		for (const [field, value] of Object.entries({ period_from: "2019年", period_to: "2019", reason: "再录" }))
			await page.fill("#add-" + field, value);
		await page.click("dialog button[type=submit]");
		assert.match(await page.locator("dialog [role=alert]").innerText(), /已有|已经/);
	});
});

test("members of a list that states neither have their age and sex, and no digit more of their numbers", async () => {
	const house = all[0].household, family = all.filter((p) => p.household === house);
	assert.ok(family.every((p) => !p.sex && !p.birth && p.idno.length === 18), JSON.stringify(family[0]));
	await office.as("county", {}, async (page) => {
		const sent = [];
		page.on("response", async (a) => a.url().includes("/page") && sent.push(await a.text()));
		await page.visit(`/household/${house}?tab=members`);
		const rows = await page.rows().allInnerTexts();
		assert.equal(rows.length, family.length);
		for (const p of family) {
			const row = rows.find((r) => r.includes(p.name)).split("\t"), is = of_idno(p.idno);
			assert.ok(row.includes(is.sex), `${p.name} ${is.sex}: ${row}`);
			assert.ok(row.includes(String(is.age)), `${p.name} ${is.age}: ${row}`);
			for (const text of [...sent, await page.locator("body").innerHTML()]) {
				assert.ok(!text.includes(p.idno.slice(6, 14)) && !text.includes(p.idno.slice(8, 14)));
				assert.ok(!text.includes(`${p.idno.slice(6, 10)}-${p.idno.slice(10, 12)}-${p.idno.slice(12, 14)}`));
			}
		}
	});
});

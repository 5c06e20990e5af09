// A workbook of a township has a sheet for each village, all with the same columns: what a column
// means is asked once for all of them, and afterwards the sheets are told apart by name.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { book } from "./book.mjs";
import { need_chromium } from "./browser.mjs";
import { Office } from "./office.mjs";

need_chromium();
const office = new Office();
let file;

before(async () => {
	office.fill({ households: 24, seed: 5, faults: "none" });
	const house = office.json("list", "household", "--limit", "4");
	const head = ["户编号", "户类型", "人数", "住哪"];
	const rows = (h, n) => [head, [h.no, h.type, String(h.members), `竹坝${n}号`]];
	file = join(office.dir, "各村补充.xlsx");
	writeFileSync(file, book([["东山村", rows(house[0], 1)], ["西河村", rows(house[1], 2)], ["南坪村", rows(house[2], 3)],
		["别的", [[...head.slice(0, 3), "闲话"], [house[3].no, house[3].type, String(house[3].members), "无"]]]]));
	await office.open();
});
after(() => office.close());

test("like sheets are asked about once, and each is called by its name", async () =>
	office.as("county", {}, async (page) => {
		await page.visit("/import");
		await page.setInputFiles("input[type=file]", file);
		await page.click("text=检查（不写入）");
		await page.waitForSelector("text=有几列认不出来");
		const asked = page.locator("select[id^=map-]");
		assert.equal(await asked.count(), 2, "one question for three sheets, one for the other");
		const words = await page.words();
		for (const name of ["东山村", "西河村", "南坪村", "别的"])
			assert.match(words, new RegExp(name));
		assert.match(words, /3 张表的列相同/);
		await asked.first().selectOption("household.address");
		await page.click("text=按此检查");
		await page.waitForSelector("text=检查完成");
		for (const name of ["东山村", "西河村", "南坪村", "别的"])
			assert.ok(await page.locator("h2", { hasText: name }).count(), `${name} has its own figures`);
		await page.click("button:has-text(\"导入 \")");
		await page.waitForSelector("text=导入完成");
		const moved = office.json("list", "household", "--columns", "address").map((h) => h.address);
		for (const n of [1, 2, 3])
			assert.ok(moved.includes(`竹坝${n}号`), `${n}: ${moved}`);

		// Four batches of one file: the list says which is which.
		await page.visit("/batches");
		for (const name of ["东山村", "西河村", "南坪村", "别的"])
			assert.equal(await page.rows().filter({ hasText: name }).count(), 1, name);
		await page.click("text=西河村");
		await page.waitForSelector(".page-head >> text=西河村");
		assert.match(await page.locator(".page-head").innerText(), /各村补充\.xlsx[\s\S]*西河村/);
	}));

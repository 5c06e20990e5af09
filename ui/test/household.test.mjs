// The page of a household: what it says of its members when the list that brought them did not.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { need_chromium } from "./browser.mjs";
import { Office } from "./office.mjs";

need_chromium();
const office = new Office();
let all;

before(async () => {
	office.fill({ households: 30, seed: 4, faults: "none" });
	all = office.run(["export", "person", "--mask", "none", "--reason", "核对", "--columns", "no,household,name,idno,sex,birth",
		"--format", "jsonl"]).trim().split("\n").map((l) => JSON.parse(l));
	await office.open();
});
after(() => office.close());

/** Age and sex by a citizen number, on this day in the office. */
function of_idno(no) {
	const now = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10).replaceAll("-", "");
	return { age: Math.floor((Number(now) - Number(no.slice(6, 14))) / 10000), sex: Number(no[16]) % 2 ? "男" : "女" };
}

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

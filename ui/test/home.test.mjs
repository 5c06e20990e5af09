// What the first page and the list of jobs say at one look: the kinds most was found of, not all
// thirty; and of each job what it does and to which list.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { need_chromium } from "./browser.mjs";
import { Office, people } from "./office.mjs";

need_chromium();
const office = new Office();

before(async () => {
	office.fill({ households: 80, seed: 8, faults: "all" });
	await office.open();
});
after(() => office.close());

test("the first page names the kinds most was found of, and leads to the others", async () =>
	office.as("county", {}, async (page) => {
		const panel = page.locator("section.panel", { has: page.locator("h2", { hasText: "导入问题" }) });
		const lines = await panel.locator("li").count();
		assert.equal(lines, 5);
		const counts = (await panel.locator("li a").allInnerTexts()).map((n) => Number(n.replaceAll(",", "")));
		assert.deepEqual(counts, [...counts].sort((a, b) => b - a));
		assert.match(await panel.innerText(), /全部问题（还有 \d+ 类）/);
		const [, all] = /([\d,]+)\s*导入问题/.exec((await page.locator(".tiles").innerText()).replace(/\n/g, " "));
		assert.ok(Number(all.replaceAll(",", "")) > counts.reduce((a, b) => a + b), "the rest is more than nothing");
		await panel.locator("a", { hasText: "全部问题" }).click();
		await page.waitForFunction((n) => document.querySelector("#main .page-head .sub")?.textContent.includes(n), all);
		assert.match(page.url(), /\/finding\?f\.closed\.unknown=1/);
	}));

test("a check, an import and an undo are told apart, by what they do and to what", async () => {
	const list = join(office.lists, readdirSync(office.lists).find((f) => f.startsWith("persons")));
	await office.as("county", {}, async (page) => {
		await page.visit("/import");
		await page.setInputFiles("input[type=file]", list);
		await page.click("text=检查（不写入）");
		await page.waitForSelector("text=检查完成");
		await page.visit("/jobs");
		const [row] = await page.rows().allInnerTexts();
		assert.match(row, /^导入检查 · persons-/);
		await page.click("text=导入检查");
		await page.waitForSelector("h1:has-text(\"导入检查 · persons-\")");
	});
	await office.as("county", { lang: "en" }, async (page) => {
		await page.visit("/jobs");
		assert.match((await page.rows().allInnerTexts())[0], /^Import check · persons-/);
	});
});

test("no first page asks for what its reader may not see", async () => {
	for (const who of people)
		await office.as(who, {}, async (page) => {
			const refused = [];
			page.on("response", (a) => a.status() >= 400 && refused.push(`${a.status()} ${a.url()}`));
			await page.visit("/");
			await page.waitForLoadState("networkidle");
			if (await page.locator(".side a[href='/area']").count())
				await page.visit("/area");
			assert.deepEqual(refused, [], who);
		});
});

test("columns that findings name are called in the reader's language", async () => {
	const names = async (lang) => office.as("county", { lang }, async (page) => {
		await page.visit("/finding?f.col=" + encodeURIComponent("证件号码"));
		assert.ok(await page.rows().count() > 0);
		return page.rows().allInnerTexts();
	});
	assert.match((await names("zh"))[0], /证件号码/);
	for (const row of await names("en")) {
		assert.match(row, /ID number/);
		assert.doesNotMatch(row, /证件号码/);
	}
});

/* ---- what the home page leads to ---- */
test("a finding has a page in words, with the way to its household; on a phone it is called what it is", async () => {
	const kind = office.json("finding", "list")[0].kind;
	await office.as("county", {}, async (page) => {
		await page.visit("/finding");
		await page.click(".table-box tbody tr a >> nth=0");
		await page.waitForSelector(".facts");
		const words = await page.words();
		assert.doesNotMatch(words, new RegExp(`\\b(${kind}|household|person)\\b`), words);
		assert.match(words, /错误|疑点/);
	});
	await office.as("county", { phone: true }, async (page) => {
		await page.visit("/finding");
		assert.doesNotMatch(await page.locator(".card-title").first().innerText(), /\.(csv|xlsx)/);
	});
});

test("of an import that filled dozens of fields the others can be seen, too", async () =>
	office.as("county", {}, async (page) => {
		const h = office.json("list", "household", "--where", "type is known", "--limit", "1")[0].no;
		await page.visit(`/household/${h}?tab=changes`);
		const some = await page.locator("#tab-body .diff ins").count();
		await page.click("#tab-body .diff button >> nth=0");
		assert.ok(await page.locator("#tab-body .diff ins").count() > some + 4);
	}));

test("income has a year a column", async () => {
	const h = office.json("list", "income", "--limit", "1")[0].household;
	await office.as("county", {}, async (page) => {
		await page.visit(`/household/${h}?tab=income`);
		assert.deepEqual((await page.locator(".ledger thead th").allInnerTexts()).slice(1), ["2025", "2024", "2023"]);
	});
});

test("what is only doubtful is not painted as an error", async () =>
	office.as("county", {}, async (page) => {
		await page.visit("/");
		const shown = await page.locator("#main li .status").evaluateAll((l) => l.map((x) => [x.textContent, x.className]));
		const doubt = shown.find(([words]) => /完全相同/.test(words));
		assert.ok(doubt, JSON.stringify(shown));
		assert.match(doubt[1], /warn/);
	}));

test("what is in hand stands on the first page and on the area's: lists that hang, what is due, how many at each gate", async () => {
	const at = await office.as("township", {}, async (page) => {
		const at = await page.evaluate(async () => {
			const post = async (path, body) => (await fetch("/api/v1/" + path, { method: "POST", headers: { "X-JZ": "1",
				"Content-Type": "application/json" }, body: JSON.stringify(body) })).json();
			const area = (await (await fetch("/api/v1/me")).json()).areas[0].code;
			const about = (await (await fetch("/api/v1/household?limit=3&fields=no")).json()).items.map((x) => x.no);
			const { no } = await post("rounds", { procedure: "monitor", name: "看进度", area, on: "2020-04-01" });
			const made = (await post(`rounds/${no}/cases`, { about, on: "2020-04-02" })).items.filter((x) => x.no).length;
			return { no, area, made };
		});
		assert.ok(at.made > 0);
		for (const where of ["/", `/area/${at.area}`]) {
			await page.visit(where);
			const panel = page.locator("section.panel, .panel", { hasText: "办理进度" }).last();
			await panel.waitFor();
			assert.match(await panel.innerText(), /公示中\s*0[\s\S]*今日到期\s*\d+/);
			const link = panel.locator(`a[href^="/rounds/${at.no}?"][href*="gate="]`).first();
			assert.equal(Number(await link.innerText().then((x) => x.match(/\d+/)?.[0])), at.made);
			if (process.env.SHOTS)
				await page.screenshot({ path: `${process.env.SHOTS}/hand-${where === "/" ? "home" : "area"}.png`, fullPage: true });
		}
		assert.ok(await page.locator(`a[href="/notices?area=${at.area}"]`).count());
		// The board by the way that cases came, which the address holds and a view keeps by a name.
		await page.visit(`/rounds/${at.no}?view=table`);
		await page.selectOption("select[name=channel]", { index: 1 });
		await page.waitForFunction(() => new URLSearchParams(location.search).get("channel"));
		const limited = page.url();
		await page.click("button:has-text('视图') >> nth=0");
		await page.click("text=保存当前视图");
		await page.fill("#view-name", "自主申报的");
		await page.click("dialog button[type=submit]");
		await page.visit(`/rounds/${at.no}`);
		await page.click("button:has-text('视图') >> nth=0");
		await page.click("button:has-text('自主申报的')");
		await page.waitForFunction((to) => location.href === to, limited);
		if (process.env.SHOTS)
			await page.screenshot({ path: `${process.env.SHOTS}/board-channel.png` });
		return at;
	});
	if (process.env.SHOTS)
		await office.as("township", { lang: "en", theme: "dark", phone: true }, async (page) => {
			await page.visit(`/area/${at.area}`);
			await page.locator("text=In hand").first().waitFor();
			await page.screenshot({ path: `${process.env.SHOTS}/hand-phone.png`, fullPage: true });
		});
});

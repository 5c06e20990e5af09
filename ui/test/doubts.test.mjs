// Checks and doubts in the browser: run, counted by kind and place, each number as long as its list;
// a doubt given to somebody, explained with a photograph, decided by somebody else; a list that goes
// out as a sheet and comes back filled; nobody sees or decides what is not his.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import zlib from "node:zlib";
import { need_chromium } from "./browser.mjs";
import { Office, settled } from "./office.mjs";

need_chromium();
const office = new Office();
before(async () => {
	office.fill({ households: 300, seed: 8, pack: "demo-province" });
	await office.open();
});
after(() => office.close());

const shot = (page, name) => process.env.SHOTS && page.screenshot({ path: join(process.env.SHOTS, name + ".png"), fullPage: true });
const figure = (text) => Number(text.replace(/\D/g, "") || 0);
/* Doubts as the command line lists them: what the pages must agree with. */
const listed = (...args) => office.json("doubt", "list", "--limit", "5000", ...args);

/* A small grey picture. */
function picture() {
	const part = (name, data) => {
		const body = Buffer.concat([Buffer.from(name), data]), head = Buffer.alloc(4), tail = Buffer.alloc(4);
		head.writeUInt32BE(data.length);
		tail.writeUInt32BE(zlib.crc32 ? zlib.crc32(body) : crc(body));
		return Buffer.concat([head, body, tail]);
	};
	const size = Buffer.from([0, 0, 0, 40, 0, 0, 0, 40, 8, 0, 0, 0, 0]);
	return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), part("IHDR", size),
		part("IDAT", zlib.deflateSync(Buffer.concat(Array.from({ length: 40 }, () => Buffer.concat([Buffer.from([0]), Buffer.alloc(40, 120)]))))), part("IEND", Buffer.alloc(0))]);
}
function crc(data) {
	let c = ~0;
	for (const byte of data) {
		c ^= byte;
		for (let k = 0; k < 8; k++)
			c = c & 1 ? c >>> 1 ^ 0xedb88320 : c >>> 1;
	}
	return ~c >>> 0;
}

test("the checks run, and every number is as long as the list behind it", async () =>
	office.as("county", {}, async (page) => {
		await page.visit("/checks");
		assert.match(await page.words(), /没有疑点/);
		await page.click("button:has-text('运行核查')");
		await page.waitForSelector("text=核查完成", { timeout: 60000 });
		await page.locator(".table-box tbody tr").first().waitFor();
		const all = listed();
		assert.ok(all.length > 50);
		assert.equal(figure(await page.locator(".big-n").first().innerText()), all.length);
		// By check and by place they add up to all of them.
		const rows = await page.locator(".table-box tbody tr").evaluateAll((trs) => trs.map((tr) => [tr.querySelector("a").getAttribute("href"),
			Number(tr.children[3].innerText)]));
		assert.equal(rows.reduce((n, r) => n + r[1], 0), all.length);
		const places = (await page.locator(".bars td.num").allInnerTexts()).map(figure);
		assert.equal(places.reduce((a, b) => a + b, 0), all.length);
		await shot(page, "checks");
		// A number of a check, of a place, and of all opens its list.
		const id = rows[0][0].split("/").pop();
		await page.locator(".table-box tbody tr").first().locator("td a").first().click();
		await page.waitForURL("**/doubt?**");
		await page.waitForSelector(`text=共 ${rows[0][1]} 条`);
		assert.equal(all.filter((d) => d.check === id).length, rows[0][1]);
		await page.goBack();
		await page.locator(".bars td.num a").first().click();
		await page.waitForSelector(`text=共 ${places[0]} 条`);
	}));

test("one check: what it asks, with which parameters, where it found something", async () => {
	for (const [lang, words] of [["zh", /4,000 元/], ["en", /4,000 yuan/]])
		await office.as("county", { lang }, async (page) => {
			await page.visit("/checks/income_low");
			assert.match(await page.words(), words);
			assert.match(await page.words(), /per_capita_net < param\("floor"\)/);
			await shot(page, "check-" + lang);
			await page.visit("/checks/nothing");
			assert.equal(await page.locator("[role=alert]").count(), 1);
		});
});

let no;

test("several are given to somebody at once; one is explained with a photograph, decided by somebody else", async () => {
	await office.as("county", {}, async (page) => {
		await page.visit("/doubt?f.check_id=no_labour_no_dibao");
		await page.rows().first().waitFor();
		const said = office.json("doubt", "list", "--check", "no_labour_no_dibao")[0];
		for (const words of [said.head, said.place])        // whose it is, and where
			assert.ok((await page.rows().first().innerText()).includes(words), words);
		no = await page.locator(".table-box tbody a").first().innerText();
		for (const i of [0, 1])
			await page.locator(".table-box tbody .pick input").nth(i).click();
		await page.click(".bulk button:has-text('交办')");
		// who may be asked is offered by name; who is meant stands below
		await page.waitForSelector("#give-to-list option", { state: "attached" });
		const offered = await page.locator("#give-to-list option").evaluateAll((all) => all.map((o) => [o.value, o.label]));
		assert.ok(offered.every(([, label]) => / · /.test(label)));
		assert.ok(!offered.some(([login]) => ["leader", "audit"].includes(login)));
		const hand = offered.find(([login]) => login === "township");
		await page.fill("#give-to", hand[1].split(" · ")[0]);
		await page.press("#give-to", "Tab");
		assert.equal(await page.inputValue("#give-to"), "township");
		assert.match(await page.locator("#give-to-who").innerText(), / · /);
		await page.fill("#dbt-day", "2027-01-31");
		await page.click("dialog button[type=submit]");
		await page.waitForSelector("text=已交办 2 个");
		assert.equal(listed("--to", "township").length, 2);

		await page.visit("/doubt/" + no);
		assert.match(await page.words(), /何静 · 限 2027-01-31/);
		assert.match(await page.locator(".grounds").innerText(), /无劳动力/, "values as reasons");
		await page.click(".page-head button:has-text('说明')");
		await page.fill("#dbt-words", "到户看过：两位老人由女儿赡养，已劝其申请低保。");
		await page.selectOption("#dbt-kind", { index: 1 });
		const photo = join(office.dir, "门前.png");
		writeFileSync(photo, picture());
		await page.setInputFiles("dialog input[type=file]", photo);
		await shot(page, "doubt-explain");
		await page.click("dialog button[type=submit]");
		await page.waitForSelector("text=看佐证");
		assert.match(await page.words(), /已说明/);
		assert.equal(await page.locator("button:has-text('豁免')").count(), 0, "who explained does not decide");
		const seen = await page.evaluate(async (at) => (await fetch(at)).headers.get("Content-Type"),
			await page.locator("a:has-text('看佐证')").getAttribute("href"));
		assert.equal(seen, "image/jpeg");
	});
	await office.as("county2", {}, async (page) => {
		await page.visit("/doubt/" + no);
		assert.match(await page.words(), /由女儿赡养/);
		await page.click("button:has-text('豁免')");
		await page.fill("#dbt-words", "情况清楚，半年后再看。");
		await page.fill("#dbt-day", "2020-01-01");
		await page.click("dialog button[type=submit]");
		await page.waitForSelector("dialog [role=alert]");
		await page.fill("#dbt-day", "2027-06-30");
		await page.click("dialog button[type=submit]");
		await page.waitForSelector("text=豁免至 2027-06-30");
		await shot(page, "doubt-exempt");
		await page.visit("/checks");
		assert.equal(figure(await page.locator(".big-n").nth(3).innerText()), 1);
	});
	await office.as("village", {}, async (page) => {
		await page.visit("/checks");
		const all = figure(await page.locator(".big-n").first().innerText());
		assert.ok(all < listed().length, "a village sees its own");
	});
});

test("a list goes out, is filled, and comes back: first told, then taken", async () =>
	office.as("county", {}, async (page) => {
		await page.visit("/checks/no_labour_no_dibao");
		const open = figure(await page.locator(".big-n").first().innerText());
		const [sheet] = await Promise.all([page.waitForEvent("download"), page.click("a:has-text('导出清单')")]);
		const file = join(office.dir, "疑点清单.xlsx");
		await sheet.saveAs(file);
		// Villages fill it in; here its CSV twin does, with the same columns.
		const csv = join(office.dir, "填好.csv");
		const lines = office.run(["doubt", "export", "--check", "no_labour_no_dibao"]).split("\r\n").filter(Boolean);
		const filled = lines.map((l, i) => i === 0 ? l : i <= 3 ? l.replace(/,,$/, `,第${i}户已核实,王村长`) : l);
		filled.push("Q999999,,,,,,,,,,没有这个疑点,");
		writeFileSync(csv, filled.join("\r\n"));
		await page.click("button:has-text('收回清单')");
		await page.setInputFiles("dialog input[type=file]", csv);
		await page.waitForSelector("text=将说明 3 个疑点");
		assert.match(await page.locator("dialog").innerText(), /Q999999/);
		assert.equal(figure(await page.locator(".big-n").first().innerText()), open, "nothing is written yet");
		await shot(page, "doubts-back");
		await page.click("dialog button:has-text('写入')");
		await page.waitForSelector("text=已说明 3 个疑点");
		await page.click("dialog button:has-text('完成')");
		await page.visit("/checks/no_labour_no_dibao");
		assert.equal(figure(await page.locator(".big-n").nth(1).innerText()), 3);
		const q = lines[1].split(",")[0];
		await page.visit("/doubt/" + q);
		assert.match(await page.words(), /王村长：第1户已核实/, "who sent it answers for it; the sheet's name goes before the words");
		// The workbook that was sent out is one that comes back, too.
		await page.visit("/checks");
		await page.click("button:has-text('收回清单')");
		await page.setInputFiles("dialog input[type=file]", file);
		await page.waitForSelector("text=将说明 0 个疑点");
		const wrong = join(office.dir, "别的.csv");
		writeFileSync(wrong, "甲,乙\r\n1,2\r\n");
		await page.setInputFiles("dialog input[type=file]", wrong);
		await page.waitForSelector("dialog [role=alert]");
	}));

test("a household names its doubts; on a phone nothing sticks out", async () => {
	const house = listed("--check", "no_labour_no_dibao")[2].household;
	await office.as("county", {}, async (page) => {
		await page.visit("/household/" + house);
		await page.locator("a[href^='/doubt/']").first().click();
		await page.waitForURL("**/doubt/Q*");
		await settled(page);
	});
	for (const path of ["/checks", "/checks/income_low", "/doubt", "/doubt/" + no])
		await office.as("county", { phone: true, lang: "en", theme: "dark" }, async (page) => {
			await page.visit(path);
			assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, path);
		});
});

// The import wizard in Chromium against the program itself, with a register and a server of its own:
// a faulty workbook beside a list with a column that nobody knows is checked, mapped, taken in, its
// error workbook mended and taken in, and the whole undone by somebody else.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { folder, release, root, run, Server } from "../../tests/web/jz.mjs";
import { chrome, open_browser } from "./browser.mjs";
import { errors_of } from "./office.mjs";

const missing = !existsSync(release) ? "the program is not built" : !chrome ? "no Chromium" : false;
const jz = release;
let server, browser, data, dir, lists;

before(async () => {
	if (missing)
		return;
	dir = folder();
	data = join(dir, "D");
	lists = join(dir, "lists");
	run(["demo", "--out", lists, "--households", "120", "--seed", "8", "--format", "xlsx", "-q"], { jz });
	run(["init", "--data", data, "--areas", join(lists, "areas.csv"), "-q"], { jz });
	run(["demo", "--out", join(dir, "csv"), "--households", "120", "--seed", "8", "--faults", "none", "-q"], { jz });
	const [head, row] = readFileSync(join(dir, "csv/persons-01.csv"), "utf8").replace(/^\uFEFF/, "").split(/\r?\n/)
		.slice(0, 2).map((l) => l.split(","));
	// Two columns with one header that means nothing, and an ID number where none belongs.
	const of = (name) => row[head.indexOf(name)];
	writeFileSync(join(dir, "户补充.csv"), `户编号,户类型,人数,住哪,住哪,闲话\n${of("户编号")},${of("户类型")},${of("人数")},`
		+ "竹坝村三组7号,东头,身份证 980101199001010013 待核\n");
	server = await new Server(data, { jz }).start();
	browser = await open_browser();
});
after(async () => {
	await browser?.close();
	await server?.stop();
});

async function sign_in(login) {
	const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: "zh-CN", serviceWorkers: "block",
		acceptDownloads: true });
	context.setDefaultTimeout(10000);
	const page = await context.newPage();
	page.faults = [];
	page.on("pageerror", (e) => page.faults.push(String(e)));
	page.on("console", (m) => {
		if (m.type() === "error" && !/status of 4\d\d/.test(m.text()))
			page.faults.push(m.text());
	});
	page.url_of = (path) => `http://127.0.0.1:${server.port}${path}`;
	await page.goto(page.url_of("/login"));
	await page.fill("[name=login]", login);
	await page.fill("[name=password]", server.password);
	await page.click("main form button");
	await page.waitForSelector("#main");
	return page;
}
const main = (page) => page.locator("#main").innerText();
const shot = (page, name) => process.env.SHOTS ? page.screenshot({ path: join(process.env.SHOTS, name + ".png"), fullPage: true }) : null;
const uploads = () => readdirSync(join(data, "uploads")).filter((n) => !n.startsWith("errors-"));

function mended(errors) {
	const tool = join(dir, "correct_book"), out = join(dir, "mended.xlsx"), batches = join(dir, "batches");
	execFileSync("cc", ["-O1", "-o", tool, join(root, "tests/tools/correct_book.c"), "-lminizip"]);
	const all = run(["batch", "list", "--data", data, "--json"], { jz }).trim().split("\n").map((l) => JSON.parse(l));
	writeFileSync(batches, all.filter((b) => b.file?.endsWith(".xlsx")).map((b) => `${b.no}\t${b.file}\t${b.sheet || ""}\n`).join(""));
	return { n: Number(execFileSync(tool, [join(lists, "truth.csv"), batches, errors, out], { encoding: "utf8" }).match(/\d+/)[0]), out };
}

test("a faulty workbook through the wizard, mended, and taken back", { skip: missing }, async () => {
	const page = await sign_in("county");
	await page.goto(page.url_of("/import"));
	await page.setInputFiles("input[type=file]", [join(lists, "persons-01.xlsx"), join(dir, "户补充.csv")]);
	await page.click("text=检查（不写入）");

	// What is not known is asked, for each of two columns of one name apart.
	await page.waitForSelector("text=有几列认不出来");
	await shot(page, "1-map");
	assert.equal(await page.locator("select").count(), 3);
	assert.match(await page.locator("select").first().innerText(), /家庭住址/);
	await page.locator("select").first().selectOption("household.address");
	await page.click("text=按此检查");
	await page.waitForSelector("text=检查完成");
	await shot(page, "2-dry");

	// What became of both files first; and the widest sheet makes the page no wider.
	assert.match(await main(page), /合计（2 张表）/);
	assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "the page is as wide as the window");

	// Cells in colour; whole ID numbers nowhere, neither on the page nor in what was sent.
	assert.ok(await page.locator("td.f-bad").count() > 0, "faulty cells are coloured");
	assert.match(await main(page), /980121\*{6,}/);
	const id = new URL(page.url()).searchParams.get("dry");
	const sent = await (await page.request.get(page.url_of(`/api/v1/jobs/${id}`))).text();
	assert.doesNotMatch(sent, /98\d{15}[\dXx]/);
	const answer = JSON.parse(sent).result;
	const small = answer.files.find((f) => f.name === "户补充.csv");
	assert.deepEqual(small.columns.map((c) => [c.header, c.field, c.how]), [["户编号", "household.no", "exact"],
		["户类型", "household.type", "exact"], ["人数", "household.members", "exact"], ["住哪", "household.address", "given"],
		["住哪", undefined, "given"], ["闲话", undefined, "given"]]);
	assert.equal(answer.files.find((f) => f.name === "persons-01.xlsx").batch, undefined, "nothing was taken in");
	await page.reload();
	await page.waitForSelector("text=检查完成");

	await page.click("button:has-text(\"导入 \")");
	await page.waitForSelector("text=导入完成");
	await shot(page, "3-run");
	assert.deepEqual(uploads(), [], "files that were taken in are removed");
	const [got] = await Promise.all([page.waitForEvent("download"), errors_of(page)]);
	const errors = join(dir, "errors.xlsx");
	await got.saveAs(errors);
	const refused = Number(run(["batch", "list", "--data", data, "--json"], { jz }).trim().split("\n").map((l) => JSON.parse(l))
		.find((b) => b.file === "persons-01.xlsx").refused);
	assert.ok(refused > 3, String(refused));

	const m = mended(errors);
	assert.ok(m.n >= refused - 2, `${m.n} cells mended, ${refused} rows refused`);
	await page.goto(page.url_of("/import"));
	await page.setInputFiles("input[type=file]", m.out);
	await page.click("text=检查（不写入）");
	await page.waitForSelector("text=检查完成");
	await shot(page, "4-mended");
	await page.click("button:has-text(\"导入 \")");
	await page.waitForSelector("text=导入完成");
	const batch = run(["batch", "list", "--data", data, "--json"], { jz }).trim().split("\n").map((l) => JSON.parse(l))
		.find((b) => b.file === "persons-01.xlsx");
	assert.ok(Number(batch.refused) < refused, `${batch.refused} of ${refused} are still refused`);
	assert.deepEqual(page.faults, []);
	await page.context().close();

	// Who imports does not undo: somebody else does, who says why.
	const other = await sign_in("county2");
	await other.goto(other.url_of("/batches"));
	await other.waitForTimeout(800);
	await shot(other, "5-batches");
	// The list of errors has a sheet of that name: it is a part of the other.
	await other.locator("tbody tr", { hasText: "persons-01.xlsx" }).filter({ hasNotText: "mended.xlsx" }).locator("a").first().click();
	await other.waitForSelector("text=撤销本次导入");
	await other.click("text=撤销本次导入");
	await shot(other, "5-undo");
	await other.fill("#confirm-why", "文件选错");
	if (await other.locator("#confirm-count").count())
		await other.fill("#confirm-count", String(Number(batch.new) + Number(batch.changed)));
	await other.click("dialog button[type=submit]");
	await other.waitForSelector(".job >> text=完成");
	await shot(other, "6-undone");
	assert.equal(run(["export", "person", "--data", data], { jz }).trim().split("\n").length, 1, "no person is left");
	assert.deepEqual(other.faults, []);
	await other.context().close();
});

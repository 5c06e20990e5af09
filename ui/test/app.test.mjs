// What people do with the program, lived through in Chromium against the program itself: everybody
// at his own first page, a faulty workbook mended and taken back, a source that says otherwise, one
// who proposes and one who decides, the journal read and proved.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { idno } from "../../tests/web/county.mjs";
import { need_chromium } from "./browser.mjs";
import { errors_of, make_lists, Office, root, settled } from "./office.mjs";

need_chromium();
const office = new Office();
let books;
const county = ["--households", "60", "--seed", "8"];

// The county's lists are in; its rolls of persons are still to come, as workbooks with faults.
before(async () => {
	books = make_lists(join(office.dir, "books"), ...county, "--format", "xlsx",
		"--faults", "id_check_digit,date_invalid,list_unknown,phone_invalid");
	office.fill({ households: 60, seed: 8, but: /^persons?[-.]/ });
	await office.open();
});
after(() => office.close());

const shot = (page, name) => process.env.SHOTS && page.screenshot({ path: join(process.env.SHOTS, `app-${name}.png`), fullPage: true });
const accept = (page) => page.click("dialog button[type=submit]");
const gone = (page) => page.waitForSelector("dialog", { state: "detached" });
const areas = () => readFileSync(join(office.lists, "areas.csv"), "utf8").trim().split("\n").map((l) => l.split(","));

/* ---- everybody at his own first page ---- */
const read = ["/household", "/person", "/area", "/measures", "/whatif", "/lead", "/risk", "/measure", "/helper", "/more"];
const look = ["/rounds", "/notices"], work = ["/tasks", ...look, "/objections", "/declarations"];
const rooms = {
	county: ["/", "/changes", ...work, ...read, "/import", "/batches", "/finding", "/checks", "/jobs", "/verify", "/settings"],
	county2: ["/", "/changes", ...work, ...read, "/batches", "/differences", "/duplicates", "/checks", "/jobs", "/verify", "/settings"],
	township: ["/", "/changes", ...work, ...read, "/import", "/batches", "/finding", "/checks", "/jobs", "/settings"],
	township2: ["/", "/changes", ...work, ...read, "/differences", "/checks", "/jobs", "/settings"],
	village: ["/", "/changes", ...work, ...read, "/finding", "/checks", "/jobs", "/settings"],
	helper: ["/", "/changes", ...work, ...read, "/checks", "/settings"],
	department: ["/", ...work, ...read, "/import", "/batches", "/finding", "/checks", "/jobs", "/settings"],
	finance: ["/", ...look, ...read, "/checks", "/settings"],
	inspector: ["/", "/tasks", ...look, "/objections", ...read, "/checks", "/verify", "/settings"],
	leader: ["/", "/tasks", ...look, ...read, "/checks", "/verify", "/settings"],
	audit: ["/", "/journal", "/verify", "/settings"],
	sysadmin: ["/", "/jobs", "/verify", "/accounts", "/backup", "/outlines", "/settings"],
	security: ["/", "/verify", "/grants", "/settings"],
};
const keepers = ["/journal", "/accounts", "/grants", "/backup"];
// Names of places are no secret of those who keep the system.
const other_than_areas = (x) => x !== "/area";
const every = [...new Set(Object.values(rooms).flat())];

test("each demo role signs in at a page of its own, and no door leads where it may not go", async () => {
	for (const who of Object.keys(rooms)) await office.as(who, {}, async (page) => {
		const links = await page.locator(".side a").evaluateAll((l) => l.map((a) => a.getAttribute("href")));
		assert.deepEqual(links, rooms[who], who);
		assert.match(await page.locator("h1").innerText(), /您好/);
		// Every door on the first page opens, those of its tiles and figures too.
		const doors = await page.locator("#main a[href^='/']").evaluateAll((l) => l.map((a) => a.getAttribute("href")));
		for (const door of new Set([...links.filter((x) => !read.includes(x) && x !== "/settings" || who === "county"), ...doors.slice(0, 3)])) {
			await page.visit(door);
			assert.equal(await page.locator("#main [role=alert]").count(), 0, `${who} ${door}: ${await page.words()}`);
		}
		// What is not offered is not shown to who types its address either.
		const typed = ["helper", "leader", "audit", "sysadmin"].includes(who) ? every.filter((x) => !rooms[who].includes(x)
			&& (!rooms[who].includes("/household") && other_than_areas(x) || keepers.includes(x))).slice(0, 6) : [];
		for (const other of typed) {
			await page.visit(other);
			assert.equal(await page.locator(".table-box tbody tr").count(), 0, `${who} ${other}`);
			assert.doesNotMatch(await page.words(), /云溪县.*村/, `${who} ${other}`);
		}
	});
});

test("poverty figures: of everybody's own places; moved by the line; a township opens its villages", async () => {
	const rate = async (page) => parseFloat(await page.locator(".big-n").first().innerText());
	await office.as("county", {}, async (page) => {
		await page.visit("/measures?line=15000");
		await page.waitForSelector(".chart svg >> nth=1");
		assert.equal(await page.locator(".chart svg").count(), 2);
		const before = await rate(page), table = page.locator(".plain-table").first();
		const [n, own] = office.json("measure", "--line", "15000").map((m) => [m.all.n, m.all.fgt[0]])[0];
		assert.equal(before, Number((100 * own).toFixed(2)));
		assert.match(await page.words(), new RegExp(`计入 ${n} 户`));
		// Households by area add up to all, but for places too small to be shown.
		const shown = await table.locator("tbody tr td:first-of-type").allInnerTexts();
		assert.ok(shown.every((x) => /^< 5$|^\d+$/.test(x)), shown.join());
		const sum = shown.filter((x) => !x.startsWith("<")).reduce((a, b) => a + Number(b), 0);
		assert.ok(sum <= n && (sum === n) === !shown.some((x) => x.startsWith("<")));
		assert.ok(shown.filter((x) => x.startsWith("<")).length !== 1, "one place alone can be told by the rest");
		await page.fill("[name=line]", "25000");
		await page.click("#main form button[type=submit]");
		await page.waitForFunction((b) => parseFloat(document.querySelector(".big-n").innerText) > b, before);
		assert.match(page.url(), /line=25000/);
		await page.locator(".plain-table").first().locator("a").first().click();
		await page.waitForFunction(() => /area=\d+/.test(location.search) && /line=25000/.test(location.search));
		await page.fill("[name=line]", "sixty");
		await page.click("#main form button[type=submit]");
		await page.waitForSelector("[role=alert]");
		assert.match(await page.words(), /不是贫困线/);
	});
	// Whoever has a village gets figures of it, or none when it is too small; never of the county.
	await office.as("village", {}, async (page) => {
		await page.visit("/measures?line=15000");
		const n = Number(/计入 (\d+) 户/.exec(await page.words())?.[1] || 0);
		assert.ok(n < 60, String(n));
	});
	await office.as("security", {}, async (page) => {
		await page.visit("/");
		assert.equal(await page.evaluate(async () => (await fetch("/api/v1/measures")).status), 403);
		page.faults.length = 0;
	});
});

test("a helper sees the households he helps, on a phone, and nothing of the others", async () =>
	office.as("helper", { phone: true }, async (page) => {
		const mine = await page.locator("#main a[href^='/household/']").evaluateAll((l) => l.map((a) => a.getAttribute("href")));
		assert.ok(mine.length >= 1);
		const all = office.json("list", "household", "--limit", "100").map((r) => r.no);
		assert.ok(all.length > mine.length, "there are others");
		for (const no of all.filter((n) => !mine.includes(`/household/${n}`)).slice(0, 3)) {
			await page.visit(`/household/${no}`);
			assert.match(await page.locator("#main [role=alert]").innerText(), /没有|不存在|找不到/);
		}
		assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
	}));

/* ---- looks ---- */
test("language and light or dark stay as they were chosen, after a reload and after signing in again", async () =>
	office.as("leader", {}, async (page) => {
		const looks = () => page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset.theme,
			getComputedStyle(document.body).backgroundColor]);
		const [, , light] = await looks();
		await page.click("text=English");
		await page.click(".top [aria-label='Light or dark'], .top [title*='ark']");
		const [lang, theme, dark] = await looks();
		assert.match(lang, /^en/);
		assert.equal(theme, "dark");
		assert.notEqual(dark, light);
		await page.reload();
		await settled(page);
		assert.deepEqual(await looks(), [lang, theme, dark]);
		await page.click(".top [aria-haspopup], .top .menu button >> nth=-1");
		await page.click("form[action='/logout'] button");
		await page.waitForURL(/login/);
		await page.fill("[name=login]", "leader");
		await page.fill("[name=password]", office.server.password);
		await page.click("main form button");
		await page.waitForSelector("#app #main");
		await settled(page);
		assert.deepEqual(await looks(), [lang, theme, dark]);
		assert.match(await page.words(), /Households/);
	}));

test("the second visit opens without a line, and nothing of the register is kept on the machine", async () =>
	office.as("leader", { worker: true }, async (page) => {
		await page.evaluate(() => Promise.race([navigator.serviceWorker.ready,
			new Promise((_ok, no) => setTimeout(() => no(new Error("no worker")), 15000))]));
		const kept = await page.evaluate(async () => {
			const all = [];
			for (const name of await caches.keys())
				for (const r of await (await caches.open(name)).keys())
					all.push(new URL(r.url).pathname);
			return all;
		});
		assert.ok(kept.includes("/"), String(kept));
		assert.ok(kept.every((p) => p === "/" || p.startsWith("/a/")), String(kept));
		await page.context().setOffline(true);
		await page.reload();
		await page.waitForSelector("#main [role=alert]");
		assert.match(await page.words(), /连接不上服务器/);
		await page.context().setOffline(false);
		await page.click("button:has-text(\"重试\")");
		await settled(page);
		page.faults = page.faults.filter((f) => !/ERR_INTERNET_DISCONNECTED|Failed to load resource/.test(f));
	}));

/* ---- a faulty workbook ---- */
const batches = () => office.json("batch", "list");
const the_batch = (file) => batches().filter((b) => b.file === file).at(-1);

async function take_in(page, files, source) {
	await page.visit("/import");
	await page.setInputFiles("input[type=file]", files);
	if (source)
		await page.selectOption("#imp-source", source);
	await page.click("text=检查（不写入）");
	await page.waitForSelector("text=检查完成", { timeout: 60000 });
	const told = await page.words();
	await page.click("#main .notice button.main:has-text('导入')");
	await page.waitForSelector("text=导入完成", { timeout: 60000 });
	return told;
}

function mended(errors) {
	const tool = join(office.dir, "correct_book"), out = join(office.dir, "mended.xlsx"), list = join(office.dir, "batches");
	execFileSync("cc", ["-O1", "-D_GNU_SOURCE", "-o", tool, join(root, "tests/tools/correct_book.c"), "-lminizip"]);
	writeFileSync(list, batches().map((b) => `${b.no}\t${b.file}\t${b.sheet || ""}\n`).join(""));
	execFileSync(tool, [join(books, "truth.csv"), list, errors, out]);
	return out;
}

test("a faulty workbook is checked, taken in, its refused rows mended and taken in: complete; another undoes it", async () => {
	const file = "persons-01.xlsx";
	await office.as("county", {}, async (page) => {
		const told = await take_in(page, join(books, file));
		assert.match(told, /校验码|证件号码/, "the faults are named before anything is written");
		const before = the_batch(file);
		assert.ok(Number(before.refused) >= 1, JSON.stringify(before));
		assert.equal(before.state, "open");
		const [got] = await Promise.all([page.waitForEvent("download"), errors_of(page)]);
		const errors = join(office.dir, "errors.xlsx");
		await got.saveAs(errors);
		await take_in(page, mended(errors));
		assert.equal(the_batch(file).refused, 0);
		assert.equal(the_batch(file).state, "complete");
		await page.visit(`/batches/${the_batch(file).no}`);
		assert.match(await page.words(), /完成|完整/);
		assert.equal(await page.locator("text=撤销本次导入").count(), 0, "who imports does not undo");
	});
	const batch = the_batch(file);
	await office.as("county2", {}, async (page) => {
		await page.visit(`/batches/${batch.no}`);
		await page.click("text=撤销本次导入");
		await accept(page);
		assert.match(await page.locator("dialog").innerText(), /事由/, "not without a reason");
		await page.fill("#confirm-why", "文件选错了");
		if (await page.locator("#confirm-count").count())
			await page.fill("#confirm-count", String(Number(batch.new) + Number(batch.changed)));
		await accept(page);
		await page.waitForSelector(".job >> text=完成", { timeout: 30000 });
		await page.visit("/batches");
		assert.match(await page.locator(`tr:has-text("${batch.no}")`).first().innerText(), /已撤销/);
	});
	assert.ok(the_batch(file).undone, "undone");
});

/* ---- a source that says otherwise ---- */
test("the national list says otherwise than the office: the difference is settled by who decides", async () => {
	const [code, village] = areas().find((a) => a[2] === "村级");
	const town = areas().find((a) => a[0] === code.slice(0, 9) + "000")[1];
	const where = `1,云溪县,${town},${village}`;
	const head = "序号,县,乡,行政村,户编号,人编号,姓名,证件号码,与户主关系,人均纯收入,文化程度,人联系电话\n";
	const m1 = join(office.dir, "m1.csv"), m2 = join(office.dir, "m2.csv");
	const row = (school, phone) => `${where},HX1,PX1,王小明,980101197804120130,户主,5000,${school},${phone}\n`;
	writeFileSync(m1, head + row("小学", "13900000001"));
	writeFileSync(m2, head + row("高中", "13900000001"));
	await office.as("county", {}, (page) => take_in(page, m1, "national"));
	await office.as("county", {}, async (page) => {
		await page.visit("/person/PX1");
		await page.click("text=提出修改");
		const field = page.locator("dialog .field, dialog div", { has: page.locator("label:text-is('文化程度')") }).last();
		await field.locator("select, input").first().selectOption({ label: "大专" });
		await page.fill("#edit-reason", "入户核对");
		await accept(page);
		await gone(page);
	});
	await office.as("county2", {}, async (page) => {
		await page.visit("/changes");
		await page.locator(".change", { hasText: "大专" }).locator("button", { hasText: "通过" }).click();
		await accept(page);
		await gone(page);
	});
	await office.as("county", {}, async (page) => {
		await take_in(page, m2, "national");
		// Who imported does not settle.
		assert.equal(await page.locator(".side a[href='/differences']").count(), 0);
	});
	await office.as("county2", {}, async (page) => {
		await page.visit("/differences");
		const card = page.locator("#main li.panel", { hasText: "PX1" });
		const words = await card.innerText();
		assert.match(words, /小学[\s\S]*大专[\s\S]*高中/, words);
		await card.locator("button", { hasText: "大专" }).click();
		await accept(page);
		assert.match(await page.locator("dialog").innerText(), /事由/);
		await page.fill("#confirm-why", "已入户核对毕业证");
		await accept(page);
		await gone(page);
		await page.waitForFunction(() => !document.querySelector("#main").innerText.includes("PX1"));
		await page.visit("/differences?state=settled");
		assert.match(await page.words(), /PX1[\s\S]*已入户核对毕业证/);
	});
	assert.equal(office.json("difference", "list").filter((d) => d.about_no === "PX1").length, 0);
	assert.match(JSON.stringify(office.json("list", "person", "--where", "no=PX1")), /大专/);
});

/* ---- one proposes, another decides ---- */
test("one clerk proposes, another approves, and a third is refused", async () => {
	const own = areas().filter((a) => a[2] === "乡级").map((a) => a[0]);
	const all = office.json("list", "household", "--limit", "100");
	// Not in the township of the third.
	const theirs = await office.as("township2", {}, (page) => page.evaluate(() =>
		fetch("/api/v1/me").then((a) => a.json()).then((m) => m.areas.map((x) => x.code))));
	assert.ok(theirs.length && theirs.every((a) => own.includes(a)), String(theirs));
	const h = all.find((r) => !theirs.some((a) => JSON.stringify(r.area).includes(a.slice(0, 9))));
	const inside = all.find((r) => theirs.some((a) => JSON.stringify(r.area).includes(a.slice(0, 9))));
	const group = "核实九组";
	const id = await office.as("county", {}, async (page) => {
		await page.visit(`/household/${h.no}`);
		await page.click("text=提出修改");
		await page.fill("#edit-group_name", group);
		await accept(page);
		assert.match(await page.locator("dialog [role=alert]").innerText(), /事由/);
		await page.fill("#edit-reason", "入户核实门牌");
		await accept(page);
		await gone(page);
		await page.waitForSelector(".rail >> text=待审核");
		await page.visit("/changes?show=mine");
		const mine = page.locator(".change", { hasText: "入户核实门牌" });
		assert.match(await mine.innerText(), /核实九组/);
		assert.equal(await mine.locator("button", { hasText: "通过" }).count(), 0, "the maker does not decide");
		const id = await page.evaluate(() => fetch("/api/v1/changes?mine=1&state=proposed").then((a) => a.json())
			.then((d) => d.items[0].id));
		assert.deepEqual(await decide(page, id), [403, "office-no-perm"], "nor by a request of his own");
		return id;
	});
	await office.as("township2", {}, async (page) => {
		await page.visit("/changes");
		assert.doesNotMatch(await page.words(), /核实九组/);
		assert.equal((await decide(page, id))[0], 404, "outside one's area there is no such proposal");
		await page.visit(`/household/${h.no}`);
		assert.doesNotMatch(await page.words(), /核实九组/);
		if (inside) {
			await page.visit(`/household/${inside.no}`);
			assert.equal(await page.locator("text=提出修改").count(), 0, "an approver proposes nothing");
		}
	});
	await office.as("leader", {}, async (page) => {
		assert.deepEqual(await decide(page, id), [403, "office-no-perm"]);
	});
	await office.as("county2", {}, async (page) => {
		await page.visit("/changes");
		await page.locator(".change", { hasText: "入户核实门牌" }).locator("button", { hasText: "通过" }).click();
		await accept(page);
		await gone(page);
		await page.visit(`/household/${h.no}`);
		assert.match(await page.locator(".hh-head").innerText(), /核实九组/);
		await page.click(".dot >> nth=0");
		assert.match(await page.locator("dialog").innerText(), /核实九组[\s\S]*入户核实门牌|入户核实门牌[\s\S]*核实九组/);
		assert.equal((await decide(page, id))[0], 409, "decided is decided");
	});
});

/* A statement has no number that people know: whose it is and of which year is all that tells two apart. */
test("who decides about an income statement sees of which household and year it is", async () => {
	const maker = await office.as("county", {}, async (page) => {
		const row = (await page.evaluate(() => fetch("/api/v1/income?limit=1").then((a) => a.json()))).items[0];
		const house = await page.evaluate((no) => fetch(`/api/v1/household/${no}`).then((a) => a.json()), row.c.household);
		const year = String(row.c.period_from).slice(0, 4), head = house.c.head_name;
		assert.match(year, /^20\d\d$/);
		assert.ok(head && house.no);
		await page.visit(`/income/${row.id}`);
		assert.equal(await page.locator("h1").innerText(), `${year} 收支表 · ${head}`);
		await page.click("text=提出修改");
		await page.fill("#edit-wage", "43210");
		await page.fill("#edit-reason", "工资单核对");
		await accept(page);
		await gone(page);
		return { year, head, no: house.no, id: row.id };
	});
	const { year, head, no, id } = maker;
	await office.as("county2", {}, async (page) => {
		await page.visit("/changes");
		const card = page.locator(".change", { hasText: "工资单核对" });
		assert.match(await card.innerText(), new RegExp(`${year} 收支表 · ${head}[^]*${no}`));
		assert.equal(await card.locator("b").first().innerText(), `${year} 收支表 · ${head}`);
		assert.deepEqual(await card.locator("a").evaluateAll((l) => l.map((a) => a.getAttribute("href"))), [`/income/${id}`, `/household/${no}`]);
		await shot(page, "change-income");
		await card.locator("button", { hasText: "通过" }).click();
		assert.match(await page.locator("dialog").innerText(), new RegExp(`${year} 收支表 · ${head}`));
	});
	await office.as("county2", { lang: "en", theme: "dark", phone: true }, async (page) => {
		await page.visit("/changes");
		await shot(page, "change-income-phone");
		await page.visit(`/income/${id}`);
		assert.equal(await page.locator("h1").innerText(), `${year} Income statement · ${head}`);
		await shot(page, "income-phone");
	});
	const about = office.json("list", "change", "--where", "about_entity=income").map((c) => c.no);
	assert.equal(about.length, 1);
	const told = office.run(["show", "change", about[0]]);
	for (const words of [year, head, no])
		assert.ok(told.includes(words), `${words} in ${told}`);
});

const decide = (page, id) => page.evaluate((n) => fetch(`/api/v1/changes/${n}/approve`, { method: "POST",
	headers: { "X-JZ": "1", "Content-Type": "application/json" }, body: "{\"reason\":\"x\"}" })
	.then(async (a) => [a.status, (await a.json()).code]), id);

/* ---- the journal ---- */
test("the auditor reads who did what, verifies it all, and takes the head as text and as a picture", async () =>
	office.as("audit", {}, async (page) => {
		await page.visit("/journal?action=edit");
		assert.match(await page.words(), /林晓|周明远/);
		await page.visit("/journal");
		assert.match(await page.words(), /查看[\s\S]*林晓 户 98/, "who looked at what is there, too");
		await page.visit("/verify");
		await page.click("text=完整核验");
		await page.waitForSelector("text=核验通过", { timeout: 60000 });
		assert.match(await page.words(), /核对了日志 [\d,]+ 条记录、登记 [\d,]{3,} 行/);
		const note = await page.locator("pre.note").textContent();
		assert.match(note, /\n\d+\n[A-Za-z0-9+/=]{40,}\n[\s\S]*— /, note);
		await page.waitForFunction(() => document.querySelector("img.qr")?.naturalWidth > 0);
		// Who keeps the head can hold the register against it later.
		writeFileSync(join(office.dir, "head.txt"), note);
		office.run(["verify", "--head", join(office.dir, "head.txt")]);
	}));

test("tampering is told in words: which row, and what to do", async () =>
	office.as("audit", {}, async (page) => {
		await page.route("**/api/v1/jobs/*", async (r) => {
			const a = await r.fetch(), job = await a.json();
			if (job.result)
				Object.assign(job.result, { code: 1, faults: 3, found: ["household 980121000004 (#4), version 2 was changed"] });
			await r.fulfill({ response: a, json: job });
		});
		/* without the stream the page asks for the job again and again */
		await page.route("**/api/v1/jobs/*/events", (r) => r.fulfill({ status: 404, body: "" }));
		await page.visit("/verify");
		await page.click("text=只核验日志");
		await page.waitForSelector("text=980121000004 (#4), version 2 was changed", { timeout: 60000 });
		assert.match(await page.words(), /还有 2 处[\s\S]*停止写入/);
	}));

/* ---- what a newcomer stumbled over ---- */
test("a room one may not enter says so at its address; who has single households is told that there is no area", async () => {
	await office.as("finance", {}, async (page) => {
		await page.visit("/import");
		assert.equal(await page.locator("input[type=file]").count(), 0);
		assert.match(await page.words(), /没有[\s\S]*权限|无权/);
	});
	await office.as("helper", {}, async (page) => {
		await page.visit("/area");
		assert.match(await page.words(), /没有可汇总的区划/);
	});
});

test("a backup just made stands on the page without a reload", async () =>
	office.as("sysadmin", {}, async (page) => {
		await page.visit("/backup");
		await page.click("text=立即备份");
		await page.waitForFunction(() => /\d{4}-\d\d-\d\d/.test(document.querySelector("#main dl.facts dd")?.innerText || ""), null, { timeout: 60000 });
	}));

test("the language pressed where one signs in holds inside, and the way one was going is kept", async () => {
	const context = await office.browser.newContext({ locale: "zh-CN", serviceWorkers: "block" });
	const page = await context.newPage();
	await page.goto(office.url("/household"));
	await page.click("text=English");
	await page.fill("[name=login]", "county");
	await page.fill("[name=password]", "wrong");
	await page.click("main form button");
	assert.match(await page.locator("main").innerText(), /Wrong/);
	await page.fill("[name=password]", office.server.password);
	await page.click("main form button");
	await page.waitForSelector("#main h1:has-text('Households')");
	assert.equal(new URL(page.url()).search, "");
	await context.close();
});

test("until somebody chooses, the browser's language is spoken, before signing in and after", async () => {
	for (const [locale, lang, words] of [["en-GB", "en", "Households"], ["zh-CN", "zh-CN", "户"]]) {
		const context = await office.browser.newContext({ locale, serviceWorkers: "block" });
		const page = await context.newPage();
		await page.goto(office.url("/household"));
		assert.match(await page.getAttribute("html", "lang"), new RegExp("^" + lang));
		await page.fill("[name=login]", "county");
		await page.fill("[name=password]", office.server.password);
		await page.click("main form button");
		await page.waitForSelector("#main table");
		assert.equal(await page.getAttribute("html", "lang"), lang);
		assert.match(await page.locator("#main h1").innerText(), new RegExp(words));
		await context.close();
	}
});

/* ---- the first password ---- */
test("a new account signs in with its first password, must change it first, and may nothing until somebody grants it", async () => {
	const first = await office.as("sysadmin", {}, async (page) => {
		await page.visit("/accounts");
		await page.click("text=新建账号");
		await page.fill("#acc-login", "xinren");
		await page.fill("#acc-name", "新来的");
		await page.fill("#acc-idno", idno());
		const word = (await page.locator("dialog .big-code").innerText()).trim();
		await accept(page);
		// A password takes its time: what is left open after that says why.
		await page.waitForFunction(() => !document.querySelector("dialog"), null, { timeout: 20000 })
			.catch(async () => assert.fail(await page.locator("dialog").innerText()));
		assert.match(await page.locator("tr", { hasText: "xinren" }).innerText(), /新来的/);
		return word;
	});
	await office.as("xinren", { password: first }, async (page) => {
		assert.match(await page.words(), /修改密码/);
		await page.goto(office.url("/household"));
		await settled(page);
		assert.match(await page.words(), /修改密码/, "wherever one goes, this comes first");
		await page.fill("#pw-old", first);
		await page.fill("#pw-new", "山里的路修通了2026");
		await page.fill("#pw-twice", "山里的路修通了2026");
		await page.click("#main button[type=submit]");
		await page.waitForFunction(() => !/初始密码|先修改/.test(document.querySelector("#main").innerText)
			|| document.querySelector("#main [role=alert]"));
		await page.waitForSelector(".side a");
	});
	await office.as("xinren", { password: "山里的路修通了2026" }, async (page) => {
		const links = await page.locator(".side a").evaluateAll((l) => l.map((a) => a.getAttribute("href")));
		assert.deepEqual(links, ["/", "/settings"]);
		assert.doesNotMatch(await page.words(), /云溪县/);
	});
});

// Stories a clerk, a reviewer and a keeper live through, against the mock or, with JZ_URL, the
// program itself. What only the mock can play (somebody else being quicker) is skipped there.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { open_browser, open_page, real, server, visit } from "./browser.mjs";

let browser;
before(async () => { browser = await open_browser(); });
after(async () => { await browser.close(); });

async function with_page(role, options, run) {
	const at = await server(role);
	const page = await open_page(browser, at, options);
	try {
		await run(page, at);
		assert.deepEqual(page.faults, []);
	} finally {
		await page.context().close();
		at.close();
	}
}
const hh = process.env.JZ_HOUSEHOLD || "98010100000001";
const text = (page, css) => page.locator(css).innerText();
const rows = (page) => page.locator(".table-box tbody tr");

test("a list: filter, sort, columns and page stand in the address and come back from it", async () =>
	with_page("county_office", {}, async (page, at) => {
		await visit(page, at, "/household");
		const first = await rows(page).first().innerText();
		await page.click("text=下一页");
		await page.waitForFunction((f) => document.querySelector(".table-box tbody tr").innerText !== f, first);
		assert.match(page.url(), /at=/);
		await page.click("text=上一页");
		await page.waitForFunction((f) => document.querySelector(".table-box tbody tr").innerText === f, first);
		await page.selectOption(".quick select >> nth=0", { index: 1 });
		await page.waitForURL(/f\.type=/);
		assert.doesNotMatch(page.url(), /at=/);
		await page.waitForFunction(() => !document.querySelector(".busy"));
		const wanted = await page.locator(".quick select").first().inputValue();
		const shown = await page.locator(".table-box tbody tr td:nth-child(7)").allInnerTexts();
		assert.ok(shown.length && shown.every((x) => x === wanted), `${wanted}: ${shown.slice(0, 5)}`);
		await page.click("text=选列");
		await page.click(".columns-all >> text=家庭住址");
		await page.click("text=完成");
		await page.waitForURL(/cols=/);
		const here = page.url();
		await page.goto("about:blank");
		await page.goto(here);
		await page.waitForSelector(".table-box tbody tr");
		assert.match(await text(page, ".table-box thead"), /家庭住址/);
		assert.equal(await page.locator(".quick select").first().inputValue(), wanted);
	}));

test("a closed year is opened again with a reason", { skip: real }, async () =>
	with_page("county_office", {}, async (page, at) => {
		await visit(page, at, "/years");
		await page.waitForSelector(".table-box tbody tr >> text=2024");
		await page.click(".table-box tbody button");
		await page.fill("dialog textarea, dialog input[type=text]", "更正收入");
		await page.click("dialog button[type=submit]");
		await page.waitForSelector(".table-box tbody tr >> text=更正收入");
	}));

test("the keyboard alone: search, walk, choose, open, next household, help", async () =>
	with_page("county_office", {}, async (page, at) => {
		await visit(page, at, "/household");
		await rows(page).first().waitFor();
		await page.keyboard.press("j");
		await page.keyboard.press("j");
		await page.keyboard.press("Space");
		assert.match(await text(page, ".bulk"), /已选 1 行/);
		const no = (await page.locator("tr.at a").innerText()).trim();
		await page.keyboard.press("Enter");
		await page.waitForURL(new RegExp(`/household/${no}`));
		await page.waitForSelector(".hh-head");
		await page.waitForSelector(".way kbd >> text=j");
		await page.keyboard.press("j");
		await page.waitForFunction((n) => !location.pathname.endsWith(n), no);
		await page.keyboard.press("?");
		assert.match(await text(page, "dialog"), /键盘/);
		await page.keyboard.press("Escape");
		await page.waitForSelector("dialog", { state: "detached" });
		await page.keyboard.press("/");
		await page.keyboard.type(process.env.JZ_NAME || "王秀");
		await page.waitForSelector(".hits li");
		await page.keyboard.press("ArrowDown");
		await page.keyboard.press("Enter");
		await page.waitForURL(/\/(household|person)\/\d+/);
	}));

test("keys struck faster than the page is drawn are not lost", async () =>
	with_page("county_office", {}, async (page, at) => {
		await visit(page, at, "/household");
		await rows(page).first().waitFor();
		await page.evaluate(() => {
			for (const key of ["j", " ", "j", " ", "j", "k", "k", " "])
				document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
		});
		assert.match(await text(page, ".bulk"), /已选 1 行/);
		assert.equal(await rows(page).nth(1).locator("input").isChecked(), true);
		await page.keyboard.press("/");
		await page.keyboard.type(process.env.JZ_NAME || "王秀");
		await page.waitForSelector(".hits li");
		await page.locator("input[type=search]").evaluate((box) => {
			box.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
			box.form.requestSubmit();
		});
		await page.waitForURL(/\/(household|person)\/\d+/);
	}));

test("a sealed number is shown for a reason, and is hidden again", async () =>
	with_page("county_office", {}, async (page, at) => {
		await page.clock.install();
		await visit(page, at, `/household/${hh}`);
		assert.doesNotMatch((await page.locator(".sealed").allInnerTexts()).join(" "), /\d{11}/);
		await page.click(".sealed button >> nth=0");
		await page.click("dialog >> text=显示 >> nth=-1");
		assert.match(await text(page, "dialog [role=alert], dialog .fault"), /事由/);
		await page.fill("#reveal-why", "办理临时救助核对证件");
		await page.click("dialog button[type=submit]");
		await page.waitForSelector(".sealed b");
		assert.match(await text(page, ".sealed >> nth=0"), /\d{11}/);
		await page.clock.fastForward(61000);
		await page.waitForFunction(() => !/\d{11}/.test([...document.querySelectorAll(".sealed")].map((e) => e.innerText).join(" ")));
	}));

test("a change is proposed with a reason; a value that cannot be is told at its field", { skip: real }, async () =>
	with_page("county_office", {}, async (page, at) => {
		await visit(page, at, "/household/98010100000004");
		await page.click("text=提出修改");
		await page.fill("#edit-members", "四");
		await page.click("dialog button[type=submit]");
		assert.match(await text(page, "dialog [role=alert]"), /人数[\s\S]*事由/);
		await page.click("dialog [role=alert] a >> nth=0");
		assert.equal(await page.evaluate(() => document.activeElement.id), "edit-members");
		await page.fill("#edit-members", "99");
		await page.fill("#edit-reason", "入户核实");
		await page.click("dialog button[type=submit]");
		await page.waitForFunction(() => /超出/.test(document.querySelector("dialog [role=alert]")?.innerText || ""));
		assert.equal(await page.inputValue("#edit-members"), "99", "what was typed stays");
		await page.fill("#edit-members", "7");
		await page.click("dialog button[type=submit]");
		await page.waitForSelector("dialog", { state: "detached" });
		await page.waitForSelector(".rail >> text=待审核");
		assert.equal(at.world.changes.filter((c) => c.no === "98010100000004").length, 1);
	}));

test("somebody else was quicker: both versions are shown, then it goes on", { skip: real }, async () =>
	with_page("county_office", {}, async (page, at) => {
		await visit(page, at, "/household/98010100000005");
		await page.click("text=提出修改");
		await page.fill("#edit-members", "6");
		await page.fill("#edit-reason", "入户核实");
		at.world.edits.set("household/98010100000005", { v: 1, c: { members: 5, address: "新址1号" } });
		await page.click("dialog button[type=submit]");
		await page.waitForSelector(".three");
		const shown = await text(page, ".three");
		assert.match(shown, /都改了/);
		assert.match(shown, /新址1号/);
		await page.click("text=在最新版本上继续修改");
		assert.equal(await page.inputValue("#edit-members"), "6");
		await page.click("dialog button[type=submit]");
		await page.waitForSelector("dialog", { state: "detached" });
	}));

test("the maker cannot decide, another can; late ones stand out", { skip: real }, async () =>
	with_page("county_approver", {}, async (page, at) => {
		await visit(page, at, "/changes");
		const own = page.locator(".change", { hasText: "林晓 ·" }).first();
		assert.equal(await own.locator("text=通过").count(), 0);
		assert.equal(await page.locator(".change.late").count(), 1);
		const open = await page.locator(".change").count();
		await page.click(".change >> text=通过 >> nth=0");
		await page.click("dialog button[type=submit]");
		await page.waitForFunction((n) => document.querySelectorAll(".change").length === n - 1, open);
		// Refusing wants a reason.
		await page.click(".change >> text=退回 >> nth=0");
		await page.click("dialog button[type=submit]");
		assert.match(await text(page, "dialog"), /请写明事由/);
		await page.fill("#confirm-why", "与户口簿不符");
		await page.click("dialog button[type=submit]");
		await page.waitForSelector("dialog", { state: "detached" });
		assert.equal(at.world.changes.filter((c) => c.state === "refused").length, 1);
	}));

test("undoing an import of more than fifty rows wants the number and a reason", { skip: real }, async () =>
	with_page("county_approver", {}, async (page, at) => {
		await visit(page, at, "/batches/13");
		await page.click("text=撤销本次导入");
		await page.fill("#confirm-why", "文件选错");
		await page.fill("#confirm-count", "12");
		await page.click("dialog button[type=submit]");
		assert.equal(at.world.jobs.length, 0);
		await page.fill("#confirm-count", "84");
		await page.click("dialog button[type=submit]");
		await page.waitForSelector(".job");
		assert.equal(at.world.jobs[0].kind, "undo");
	}));

test("what is not allowed is not shown", async () => {
	for (const [role, never, ever] of [["helper", /导入|审计|授权|备份|差异/, /户/], ["auditor", /导入|授权|户\n人\n/, /审计日志/],
		["leader", /导入|提出修改|授权/, /户/]])
		await with_page(role, {}, async (page, at) => {
			await visit(page, at, "/");
			const side = await text(page, ".side");
			assert.doesNotMatch(side, never, role);
			assert.match(side, ever, role);
		});
});

test("hostile names run nothing and break nothing", { skip: real }, async () =>
	with_page("county_office", {}, async (page, at) => {
		const evil = ['<img src=x onerror="window.hit=1">', "<script>window.hit=1</script>", "javascript:window.hit=1",
			"';window.hit=1;//", "\u202Egnp.exe", "{{7*7}}${7*7}", "<svg onload=window.hit=1>", "A".repeat(4000)];
		evil.forEach((name, i) => at.world.edits.set(`household/9801010000000${i + 1}`, { v: 0, c: { head_name: name, address: name,
			group_name: name } }));
		for (let i = 1; i <= evil.length; i++) {
			await visit(page, at, `/household/9801010000000${i}`);
			await page.click("[role=tab] >> nth=1");
		}
		await visit(page, at, "/household?f.group_name.has=" + encodeURIComponent(evil[0]));
		await visit(page, at, "/search?q=" + encodeURIComponent(evil[1]));
		await visit(page, at, "/household?cols=" + encodeURIComponent(evil[0]) + "&sort=" + encodeURIComponent(evil[3]));
		assert.equal(await page.evaluate(() => window.hit), undefined);
	}));

test("an answer of 401 leads to the log-in page and back", { skip: real }, async () =>
	with_page("county_office", {}, async (page, at) => {
		await page.route("**/api/v1/me", (r) => r.fulfill({ status: 401, body: "{}" }));
		await page.goto(at.url + "/household?f.members.ge=5");
		await page.waitForURL(/\/login\?next=/);
		assert.equal(new URL(page.url()).searchParams.get("next"), "/household?f.members.ge=5");
	}));

test("a fault says what happened, with its trace, and can be tried again", { skip: real }, async () =>
	with_page("county_office", { lang: "en" }, async (page, at) => {
		let broken = true;
		await page.route("**/api/v1/household?*", (r) => broken ? r.fulfill({ status: 503,
			contentType: "application/problem+json", body: JSON.stringify({ status: 503, title: "busy", detail: "The disk is full", trace: "0badf00d" }) }) : r.continue());
		await page.goto(at.url + "/household");
		await page.waitForSelector("#main [role=alert]");
		assert.match(await text(page, "#main [role=alert]"), /The disk is full[\s\S]*0badf00d/);
		broken = false;
		await page.click("text=Try again");
		await page.waitForSelector(".table-box tbody tr");
	}));

test("the second visit opens without a line, and no personal data is kept on the machine", { skip: real }, async () =>
	with_page("county_office", { worker: true }, async (page, at) => {
		await visit(page, at, "/household");
		await page.evaluate(() => navigator.serviceWorker.ready.then(() => new Promise((ok) => setTimeout(ok, 300))));
		const kept = await page.evaluate(async () => {
			const all = [];
			for (const name of await caches.keys())
				for (const r of await (await caches.open(name)).keys())
					all.push(new URL(r.url).pathname);
			return all;
		});
		assert.ok(kept.includes("/"), String(kept));
		assert.ok(!kept.some((p) => p.startsWith("/api")), String(kept));
		await page.context().setOffline(true);
		await page.reload();
		await page.waitForSelector("#main [role=alert]");
		assert.match(await text(page, "#main"), /连接不上服务器/);
		await page.context().setOffline(false);
		await page.click("button:has-text(\"重试\")");
		await page.waitForSelector(".table-box tbody tr");
		page.faults = page.faults.filter((f) => !/ERR_INTERNET_DISCONNECTED|Failed to load resource/.test(f));
	}));

test("printing leaves frame and buttons away and adds the foot", async () =>
	with_page("county_office", {}, async (page, at) => {
		await visit(page, at, `/household/${hh}`);
		await page.emulateMedia({ media: "print" });
		assert.equal(await page.isVisible(".side"), false);
		assert.equal(await page.isVisible(".top"), false);
		assert.equal(await page.isVisible(".hh-head .btn"), false);
		assert.equal(await page.isVisible(".print-foot"), true);
		// 一户一档: all parts, not only the tab that was open.
		await page.waitForSelector(".print-part");
		assert.match(await text(page, "#main"), /与户主关系[\s\S]*工资性收入[\s\S]*变更记录/);
	}));

/* ---- against the program itself: three people, one household ---- */
test("one proposes, another approves, a third sees neither the household nor the proposal", { skip: !real }, async () => {
	const reason = "入户核实 " + Date.now();
	const group = "核实" + Date.now() % 100000 + "组";
	await with_page("county_office", {}, async (page, at) => {
		await visit(page, at, `/household/${hh}`);
		await page.click("text=提出修改");
		await page.fill("#edit-group_name", group);
		await page.fill("#edit-reason", reason);
		await page.click("dialog button[type=submit]");
		await page.waitForSelector("dialog", { state: "detached" });
		await visit(page, at, "/changes?show=mine");
		const own = page.locator(".change", { hasText: reason });
		assert.equal(await own.locator("text=通过").count(), 0, "the maker does not decide");
	});
	await with_page("county_approver", {}, async (page, at) => {
		await visit(page, at, "/changes");
		await page.locator(".change", { hasText: reason }).locator("button", { hasText: "通过" }).click();
		await page.click("dialog button[type=submit]");
		await page.waitForSelector("dialog", { state: "detached" });
		await visit(page, at, `/household/${hh}`);
		assert.match(await text(page, "#main"), new RegExp(group));
		await visit(page, at, `/household/${hh}?tab=changes`);
		await page.waitForSelector(`#tab-body ins:has-text("${group}")`);
		await visit(page, at, `/household/${hh}`);
		await page.click(".dot >> nth=0");
		assert.match(await text(page, "dialog"), /入户核实/);
	});
	await with_page("helper", {}, async (page, at) => {
		await page.goto(`${at.url}/household/${hh}`);
		await page.waitForSelector("#main [role=alert]");
		assert.doesNotMatch(await text(page, "#main"), new RegExp(group));
	});
});

test("a faulty list goes through the wizard into the register", { skip: !real || !process.env.JZ_IMPORT }, async () =>
	with_page("county_office", {}, async (page, at) => {
		await visit(page, at, "/import");
		// The same file twice is recognised; so it ends in some more empty lines each time.
		await page.setInputFiles("input[type=file]", { name: "list.csv", mimeType: "text/csv", buffer: Buffer.concat([
			readFileSync(process.env.JZ_IMPORT), Buffer.from("\n".repeat(1 + Date.now() % 997))]) });
		await page.click("text=检查（不写入）");
		await page.waitForSelector("text=/检查完成|认不出来/", { timeout: 60000 });
		if (await page.locator("text=按此检查").count()) {
			await page.click("text=按此检查");
			await page.waitForSelector("text=检查完成", { timeout: 60000 });
		}
		assert.ok(await page.locator(".status.bad").count(), "its faults are named");
		await page.click(".notice .btn.main");
		await page.waitForSelector("text=导入完成", { timeout: 60000 });
		assert.ok(await page.locator("text=下载错误行").count());
	}));

test("the journal is read by the auditor and verified", { skip: !real }, async () =>
	with_page("auditor", {}, async (page, at) => {
		await visit(page, at, "/journal");
		await page.waitForSelector(".table-box tbody tr");
		await visit(page, at, "/verify");
		await page.click("text=完整核验");
		await page.waitForSelector("text=核验通过", { timeout: 60000 });
	}));

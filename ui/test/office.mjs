// A county of the program's own making, its server, and people who sit before a browser: what the
// stories against the program itself share.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { folder, program, release, root, run, Server } from "../../tests/web/jz.mjs";
import { open_browser } from "./browser.mjs";

export { folder, people, program, release, root, run } from "../../tests/web/jz.mjs";

/** The lists of a made-up county in a folder. */
export function make_lists(dir, ...more) {
	run(["demo", "--out", dir, "-q", ...more], { jz: release });
	return dir;
}
export const lists_of = (dir, end = ".csv") => readdirSync(dir).filter((f) => f.endsWith(end) &&
	!["areas.csv", "truth.csv"].includes(f)).map((f) => join(dir, f));

/** A register of lists, and the server over it. */
export class Office {
	constructor({ asan = !!process.env.JZ_UI_ASAN } = {}) {
		this.dir = folder();
		this.data = join(this.dir, "D");
		this.jz = asan && existsSync(program) ? program : release;
		this.more = {};
	}
	run(args, more = {}) {
		return run([...args, "--data", this.data], { jz: release, more: this.more, ...more });
	}
	/** From now on it is ten o'clock of that day, for the program (as delivered: a sanitizer wants to
	 * be loaded first) and for who sits before it. A server that runs begins anew. */
	async at(day) {
		const lib = join(this.dir, "clock.so"), noon = Date.parse(day + "T10:00:00+08:00");
		if (!existsSync(lib))
			execFileSync("cc", ["-O1", "-shared", "-fPIC", "-o", lib, join(root, "tests/tools/clock.c"), "-ldl"]);
		this.jz = release;
		this.day = noon;
		this.more = { LD_PRELOAD: lib, JZ_CLOCK_AHEAD: String(Math.round((noon - Date.now()) / 1000)) };
		if (!this.server)
			return;
		await this.rest();
		this.server.more = this.more;
		await this.server.start();
	}
	/** The server rests, so that the command line may write. */
	async rest() {
		await this.server.stop();
		this.server.port = 0;
	}
	/** households, seed, demo: of the demo; more: of the import; but: lists that are left out;
	 * pack: other than cn. */
	fill({ households = 60, seed = 3, faults = "none", demo = [], more = [], but = null, pack = "" } = {}) {
		this.lists = make_lists(join(this.dir, "lists"), "--households", String(households), "--seed", String(seed),
			"--faults", faults, ...demo);
		this.run(["init", "--areas", join(this.lists, "areas.csv"), "-q", ...(pack ? ["--pack", pack] : [])]);
		this.run(["import", "-q", ...more, ...lists_of(this.lists).filter((f) => !but?.test(basename(f)))], { codes: [0, 1] });
		return this;
	}
	/** args: more options of serve. */
	async open(args = []) {
		this.server = await new Server(this.data, { jz: this.jz, more: this.more, args }).start();
		this.browser = await open_browser();
		return this;
	}
	async close() {
		await this.browser?.close();
		if (this.server)
			await this.server.stop();
	}
	url(path) {
		return `http://127.0.0.1:${this.server.port}${path}`;
	}
	/** Lines of JSON of a command. */
	json(...args) {
		return this.run([...args, "--json"]).trim().split("\n").filter(Boolean).map((l) => JSON.parse(l));
	}
	/** Somebody at a browser of his own; page.faults: script errors and what the CSP refused. */
	async person(login, { lang = "zh", theme = "light", phone = false, worker = false, password } = {}) {
		const context = await this.browser.newContext({ viewport: phone ? { width: 390, height: 844 }
			: { width: 1366, height: 768 }, locale: lang === "zh" ? "zh-CN" : "en-GB", colorScheme: theme,
			hasTouch: phone, timezoneId: "Asia/Shanghai", serviceWorkers: worker ? "allow" : "block", acceptDownloads: true });
		const page = await context.newPage();
		if (this.day)
			await page.clock.setFixedTime(this.day);
		page.faults = [];
		page.asked = new Set();
		page.on("request", (r) => r.resourceType() === "fetch" && page.asked.add(r));
		for (const end of ["requestfinished", "requestfailed"])
			page.on(end, (r) => page.asked.delete(r));
		page.on("pageerror", (e) => page.faults.push(`${page.url()}: ${e}`));
		page.on("console", (m) => {
			if (m.type() === "error" && !/status of (4\d\d|503)/.test(m.text()))
				page.faults.push(`${page.url()}: ${m.text()}`);
		});
		page.visit = async (path) => {
			await page.goto(this.url(path));
			await settled(page).catch(async (e) => { throw new Error(`${login} ${path}: ${e.message.split("\n")[0]}\n`
				+ (await page.locator("body").innerHTML()).slice(-1500)); });
		};
		page.words = () => page.locator("#main").innerText();
		page.rows = () => page.locator(".table-box tbody tr");
		page.over = () => context.close();
		// Who wants English has said so: accounts of a demo speak Chinese.
		await page.addInitScript((l) => {
			if (location.protocol !== "about:" && !localStorage.getItem("jz.lang"))
				localStorage.setItem("jz.lang", l);
		}, lang);
		await page.goto(this.url("/login"));
		await page.fill("[name=login]", login);
		await page.fill("[name=password]", password || this.server.password);
		await page.click("main form button");
		await page.waitForSelector("#app #main");
		await settled(page);
		return page;
	}
	/** Anybody with an old phone: a small screen, no script. */
	async passer(story, { lang = "zh" } = {}) {
		const context = await this.browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true,
			javaScriptEnabled: false, locale: lang === "zh" ? "zh-CN" : "en-GB" });
		try {
			return await story(await context.newPage());
		} finally {
			await context.close();
		}
	}
	/** Signs in, lives the story, and finds no fault of the page. */
	async as(login, options, story) {
		const page = await this.person(login, options);
		try {
			const told = await story(page);
			if (page.faults.length)
				throw new Error(page.faults.join("\n"));
			return told;
		} catch (e) {
			if (process.env.SHOTS)
				await page.screenshot({ path: join(process.env.SHOTS, "fault.png"), fullPage: true });
			throw e;
		} finally {
			await page.over();
		}
	}
}

/** Fetches the error workbook: its values are clear, so a reason is asked. */
export async function errors_of(page) {
	await page.click("text=下载错误行 >> nth=0");
	await page.fill("dialog textarea, dialog input[type=text]", "改正后重新导入");
	await page.click("dialog button[type=submit]");
}

/* Whatever was set off has been drawn, and its effects have asked for what they ask for. */
const drawn = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(() =>
	requestAnimationFrame(() => setTimeout(done))))));

/** The room is there, nothing of it is on its way and no answer is waited for. */
export async function settled(page) {
	const until = Date.now() + 12000;
	do {
		await page.waitForFunction(() => {
			const main = document.querySelector("#app #main");
			return main && (main.querySelector("h1") || main.querySelector("[role=alert]")) &&
				!main.querySelector(".loading, .busy");
		}, null, { timeout: Math.max(1, until - Date.now()) });
		await drawn(page);
		while (page.asked?.size && Date.now() < until)
			await new Promise((done) => setTimeout(done, 10));
		await drawn(page);
	} while (Date.now() < until && (page.asked?.size || await page.locator("#main .loading, #main .busy").count()));
}

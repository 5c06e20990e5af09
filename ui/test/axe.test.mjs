// Every room, in both languages and both themes, on a desk and on a phone, is looked over by axe
// (WCAG 2.0 to 2.2, A and AA; no rule switched off); nothing is wider than a phone.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { open_browser, open_page, server, visit } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const hh = process.env.JZ_HOUSEHOLD || "98010100000006";
const rooms = {
	county_office: ["/", "/household", "/household?f.members.ge=3&area=980101100000", `/household/${hh}`,
		`/household/${hh}?tab=members`, `/household/${hh}?tab=income`, `/household/${hh}?tab=changes`, `/household/${hh}?tab=conditions`, "/person", `/person/${hh}01`,
		"/area", "/area/980101100000", "/area/980101100200", "/lead", "/risk", "/measure", "/helper", "/finding", "/more", "/search?q=%E7%8E%8B",
		"/changes", "/import", "/batches", "/batches/13", "/jobs", "/verify", "/settings", "/nowhere", "/household/nobody"],
	county_approver: ["/", "/changes", "/differences", "/batches/13"],
	system_admin: ["/", "/accounts", "/backup"],
	security_admin: ["/", "/grants"],
	auditor: ["/", "/journal", "/verify"],
	helper: ["/", "/household"],
};
let browser, count = 0;
before(async () => { browser = await open_browser(); });
after(async () => { await browser.close(); console.log(`axe: ${count} pages looked over`); });

async function look(page, where) {
	const found = await page.evaluate(async () => {
		const r = await window.axe.run(document, { runOnly: { type: "tag",
			values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] } });
		return r.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | ")}`);
	});
	count++;
	return found.map((f) => `${where}: ${f}`);
}

for (const [lang, theme, phone] of [["zh", "light", false], ["en", "dark", false], ["zh", "dark", true], ["en", "light", true]])
	test(`every room, ${lang} ${theme} ${phone ? "phone" : "desk"}`, async () => {
		const wrong = [];
		for (const role of Object.keys(rooms)) {
			const at = await server(role);
			const page = await open_page(browser, at, { lang, theme, phone });
			// Past the CSP, as a debugger would be: the page itself may run no such text.
			const cdp = await page.context().newCDPSession(page);
			for (const path of rooms[role]) {
				await page.goto(at.url + path);
				await page.waitForFunction(() => document.querySelector("#main")?.textContent &&
					!document.querySelector("#main .loading"));
				await cdp.send("Runtime.evaluate", { expression: axe });
				wrong.push(...await look(page, `${role} ${path}`));
				const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
				if (wide > 0)
					wrong.push(`${role} ${path}: ${wide} px wider than the screen`);
			}
			wrong.push(...page.faults.map((f) => `${role}: ${f}`));
			await page.context().close();
			at.close();
		}
		assert.deepEqual(wrong, []);
	});

test("dialogs and menus too", async () => {
	const at = await server();
	const page = await open_page(browser, at, {});
	const cdp = await page.context().newCDPSession(page);
	const wrong = [];
	for (const [path, ...clicks] of [["/household", ".area-btn"], ["/household", "text=选列"], ["/household", "text=更多条件"],
		["/household", "text=视图"], [`/household/${hh}`, "text=提出修改"], [`/household/${hh}`, ".sealed button"],
		[`/household/${hh}`, ".dot"]]) {
		await visit(page, at, path);
		for (const c of clicks)
			await page.click(`#main ${c} >> visible=true`, { timeout: 2000 }).catch(() => page.click(c, { timeout: 2000 }));
		await page.waitForTimeout(150);
		await cdp.send("Runtime.evaluate", { expression: axe });
		wrong.push(...await look(page, path + " " + clicks.join(" ")));
	}
	await page.context().close();
	at.close();
	assert.deepEqual(wrong, []);
});

// Every number of the first page and of an area's page opens exactly the list that it counts.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { need_chromium } from "./browser.mjs";
import { Office } from "./office.mjs";

need_chromium();
const office = new Office();
let town, village;

before(async () => {
	office.fill({ households: 80, seed: 8, faults: "all" });
	village = String(office.json("area", "list", "--level", "5")[0].code);
	town = village.slice(0, 9) + "000";
	// A source that says otherwise, a risk that was removed, findings that were settled.
	const people = office.json("list", "person", "--limit", "3");
	const sheet = (name, level) => {
		const file = join(office.dir, name);
		writeFileSync(file, "户编号,人编号,姓名,文化程度\n" + people.map((p) =>
			`${p.household},${p.no},${p.name},${level}\n`).join(""));
		return file;
	};
	office.run(["import", "-q", "--source", "national", sheet("a.csv", "小学")], { codes: [0, 1] });
	for (const p of people)
		office.run(["set", "person", p.no, "文化程度=大专", "--reason", "入户核对"]);
	office.run(["import", "-q", "--source", "national", sheet("b.csv", "高中")], { codes: [0, 1] });
	const watched = office.json("list", "household", "--where", "monitor_type is known");
	assert.ok(watched.length > 2);
	for (const h of watched.slice(0, 2))
		office.run(["set", "household", h.no, "风险是否消除=是", "--reason", "入户核对"]);
	await office.open();
	for (const who of ["county", "county2"])
		await office.as(who, {}, (page) => page.evaluate(async (no) => {
			const v = (await (await fetch(`/api/v1/household/${no}`)).json()).v;
			const a = await fetch(`/api/v1/household/${no}`, { method: "PATCH", headers: { "X-JZ": "1",
				"Content-Type": "application/json", "If-Match": `"v${v}"` },
			body: JSON.stringify({ set: { group_name: "九组" }, reason: "入户核实" }) });
			if (a.status !== 202 && a.status !== 403)
				throw new Error(await a.text());
		}, watched[2].no));
});
after(() => office.close());

/** Links whose text is a number. */
const figures = (page) => page.locator("#main a[href^='/']").evaluateAll((all) => all.map((a) =>
	[a.getAttribute("href"), /^\s*([\d,]+)(?![\d.-])/.exec(a.innerText)?.[1].replaceAll(",", "")])
	.filter(([, n]) => n !== undefined));

/** How many the list of an address has, as a person would count. */
async function listed(page, href) {
	await page.visit(href);
	if (/^\/(changes|differences)/.test(href))
		return String(await page.locator("#main li.panel").count());
	await page.waitForFunction(() => /\d/.test(document.querySelector("#main .page-head .sub")?.textContent || "")
		|| document.querySelector("#main .empty"));
	return /([\d,]+)/.exec(await page.locator("#main .page-head .sub").innerText())?.[1].replaceAll(",", "") || "0";
}

test("each number opens the list it counts", async () => {
	const kinds = new Set();
	for (const [who, lang, rooms] of [["county", "zh", ["/", `/?area=${town}`, `/area/${town}`, `/area/${village}`, "/area"]],
		["county2", "en", ["/", `/area/${town}`]], ["township", "en", ["/"]], ["village", "zh", ["/", "/area"]]])
		await office.as(who, { lang }, async (page) => {
			const wrong = [], known = new Map();
			for (const room of rooms) {
				await page.visit(room);
				const all = await figures(page);
				assert.ok(all.length >= 2, `${who} ${room}: ${all.length} figures`);
				for (const [href, n] of all) {
					if (!known.has(href))
						known.set(href, await listed(page, href));
					kinds.add(href.split("?")[0] + (/f\.\w+/.exec(href)?.[0] || ""));
					if (known.get(href) !== n)
						wrong.push(`${who} ${room}: ${n} opens ${known.get(href)} at ${decodeURI(href)}`);
				}
			}
			assert.deepEqual(wrong, []);
		});
	for (const kind of ["/household", "/person", "/householdf.monitor_type", "/householdf.type", "/findingf.kind", "/changes", "/differences"])
		assert.ok(kinds.has(kind), `${kind} of ${[...kinds].join(" ")}`);
});

test("whose risk was removed is not counted as monitored, nor shown when the number is opened", async () =>
	office.as("county", {}, async (page) => {
		const now = office.json("list", "household", "--where", "monitor_type is known and risk_cleared is not 是").length;
		const ever = office.json("list", "household", "--where", "monitor_type is known").length;
		assert.ok(now + 2 <= ever, `${now} of ${ever}`);
		const href = (await figures(page)).find(([h]) => h.includes("monitor_type.known"));
		assert.equal(href[1], String(now));
		assert.equal(await listed(page, href[0]), String(now));
	}));

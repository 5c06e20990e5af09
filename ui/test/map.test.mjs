// A map of the county from outlines that somebody sent: on the page of the area and on its print.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { need_chromium } from "./browser.mjs";
import { Office } from "./office.mjs";

need_chromium();
const office = new Office();
let towns, county, file;

before(async () => {
	office.fill({ households: 60, seed: 8, faults: "none" });
	towns = office.json("area", "list", "--level", "4").map((a) => String(a.code).padEnd(12, "0"));
	county = towns[0].slice(0, 6) + "000000";
	file = join(office.dir, "乡镇边界.geojson");
	writeFileSync(file, JSON.stringify({ type: "FeatureCollection", features: towns.map((code, i) => {
		const x = 110 + (i % 5) * .1, y = 30 + Math.floor(i / 5) * .1;
		return { type: "Feature", properties: { code }, geometry: { type: "Polygon",
			coordinates: [[[x, y], [x + .1, y], [x + .1, y + .1], [x, y + .1], [x, y]]] } };
	}) }));
	await office.open();
});
after(() => office.close());

test("outlines are sent, and a wrong file says what is wrong with it", async () =>
	office.as("sysadmin", {}, async (page) => {
		await page.visit("/outlines");
		assert.match(await page.words(), /还没有/);
		const wrong = join(office.dir, "别处.geojson");
		writeFileSync(wrong, "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"code\":\"110000000000\"},"
			+ "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1,1],[2,1],[2,2],[1,1]]]}}]}");
		await page.setInputFiles("input[type=file]", wrong);
		await page.waitForSelector("text=没有一个区域的代码");
		await page.setInputFiles("input[type=file]", file);
		await page.waitForSelector(`text=乡镇边界.geojson：${towns.length} 个区域`);
	}));

test("the page of the county has its map, a township on it opens, and paper has it, too", async () =>
	office.as("county", {}, async (page) => {
		await page.visit(`/area/${county}`);
		const map = page.locator("figure.chart", { has: page.locator("[data-href^='/area/']") });
		await map.first().waitFor();
		assert.ok(await map.first().locator("[data-href]").count() >= towns.length);
		await page.emulateMedia({ media: "print" });
		assert.ok(await map.first().isVisible(), "on paper");
		if (process.env.SHOTS)
			await page.screenshot({ path: join(process.env.SHOTS, "map.png"), fullPage: true });
		await page.emulateMedia({ media: "screen" });
		await map.first().locator(`[data-href='/area/${towns[0]}']`).first().click();
		await page.waitForURL(`**/area/${towns[0]}`);
	}));

// The logic without a screen: formats, dates, filters' words. Bundled by esbuild, run by Node.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as esbuild from "esbuild";
import { Words } from "../words.mjs";
import { check_tokens } from "../tokens.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const dir = mkdtempSync(join(tmpdir(), "jz-ui-"));
process.on("exit", () => rmSync(dir, { recursive: true, force: true }));

globalThis.localStorage = { getItem: () => null, setItem() {}, removeItem() {} };
globalThis.location = { href: "http://jz/", pathname: "/", search: "" };
globalThis.matchMedia = () => ({ matches: false, addEventListener() {} });
globalThis.addEventListener ??= () => undefined;
Object.defineProperty(globalThis, "navigator", { value: { language: "zh-CN" }, configurable: true });
globalThis.document = { documentElement: { dataset: {} } };

const out = join(dir, "base.mjs");
await esbuild.build({ stdin: { contents: `export * from "../src/base/format.ts"; export { t } from
	"../src/base/words.ts"; export * from "../src/rooms/meeting/count.ts"; export { meta, kind_words, plural } from "../src/base/state.ts"; export { plain } from "../src/base/api.ts"`, resolveDir: here }, bundle: true,
	format: "esm", outfile: out, plugins: [new Words(join(here, "../words.tsv")).plugin()],
	nodePaths: [join(here, "../node_modules")] });
const base = await import(pathToFileURL(out));

test("what is left of a finding's sentence as a label is never cut within brackets or quotes", () => {
	const text = readFileSync(join(here, "../../src/entity/kinds.def"), "utf8");
	const kinds = [...text.matchAll(/^KIND\("(\w+)",\s*"\w+",\s*\d,\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)"/gm)];
	assert.ok(kinds.length > 80, String(kinds.length));
	for (const [, id, zh, en] of kinds)
		for (const whole of [zh, en.replaceAll('\\"', '"')]) {
			const label = base.kind_words(whole, "it");
			assert.ok(label.length > 3, `${id}: ${label}`);
			for (const [open, close] of ["（）", "()", "“”"])
				assert.equal(label.split(open).length, label.split(close).length, `${id}: ${label}`);
			assert.equal((label.match(/"/g) || []).length % 2, 0, `${id}: ${label}`);
			assert.doesNotMatch(label, /[{}…]/, `${id}: ${label}`);
		}
	assert.equal(base.kind_words("“{0}”位数不对（应为 18 位；旧号 15 位）", "该项"), "该项位数不对");
});

test("marks that turn the direction of text are seen, and nothing else is touched", () => {
	const turned = (mark) => JSON.parse(base.plain(JSON.stringify({ name: `王${mark}伟`, list: [`a${mark}b`] })));
	for (const mark of ["\u202a", "\u202e", "\u2066", "\u2069", "\u200f", "\u061c"])
		assert.deepEqual(turned(mark), { name: "王\ufffd伟", list: ["a\ufffdb"] });
	assert.deepEqual(JSON.parse(base.plain(JSON.stringify({ path: "C:\\u202e" }))), { path: "C:\\u202e" });
	assert.equal(base.plain("张三·李四 20-26—“x”‘y’…㐂𠀀"), "张三·李四 20-26—“x”‘y’…㐂𠀀");
});

test("dates are taken as people write them, and impossible ones are not", () => {
	for (const [text, want] of [["2026-1-31", "2026-01-31"], ["20260131", "2026-01-31"], ["2026年1月31日",
		"2026-01-31"], ["2026.1", "2026-01"], ["２０２６", "2026"], ["2026年", "2026"], ["2024-02-29", "2024-02-29"]])
		assert.equal(base.date_value(text), want, text);
	for (const text of ["2026-02-30", "2025-02-29", "31.1.2026", "2026-13", "yesterday", "", "2026-00-01"])
		assert.equal(base.date_value(text), null, text);
});

test("numbers keep every digit: they are text, not floating point", () => {
	assert.equal(base.number_text("90071992547409931.10", 2), "90,071,992,547,409,931.10");
	assert.equal(base.number_text("-1234.5", 2), "-1,234.50");
	assert.equal(base.grouped_text("9113.00 yuan a person, compared 12345.50"), "9,113.00 yuan a person, compared 12,345.50");
	assert.equal(base.grouped_text("2025-12-31 980121000331 8,700.00"), "2025-12-31 980121000331 8,700.00");
	assert.equal(base.plural("Line of a notice"), "Lines of a notice");
	assert.deepEqual(["Doubt", "Status", "Category", "Survey"].map(base.plural), ["Doubts", "Statuses", "Categories", "Surveys"]);
	assert.equal(base.number_text(0), "0");
	assert.equal(base.number_text(""), "--");
	assert.equal(base.number_text("980101********0**"), "980101********0**");
	assert.equal(base.number_value(" １２，３４５．６ "), "12345.6");
});

test("what is unknown is --, never blank and never 0", () => {
	for (const value of [undefined, null, ""])
		assert.equal(base.cell_text({ name: "x", type: "money" }, value), "--");
	assert.equal(base.cell_text({ name: "x", type: "money" }, "0"), "0.00");
	assert.equal(base.cell_text({ name: "x", type: "int" }, 0), "0");
	assert.equal(base.cell_text({ name: "x", type: "bool" }, false), "否");
});

test("what a meeting needs is reckoned as the program reckons it", () => {
	const rule = { quorum: "2/3", pass: "1/2", of_all: false, tie_passes: false, proxies: 1, level: 5 };
	assert.deepEqual([9, 10, 30, 1].map((n) => base.quorum_of(rule, n)), [6, 7, 20, 1]);
	/* a half is more than a half; any other share is reached by reaching it */
	assert.deepEqual([6, 7, 0].map((n) => base.votes_to_pass(rule, n, 9)), [4, 4, 1]);
	assert.deepEqual([6, 7].map((n) => base.votes_to_pass({ ...rule, tie_passes: true }, n, 9)), [3, 4]);
	assert.deepEqual([6, 7].map((n) => base.votes_to_pass({ ...rule, pass: "2/3" }, n, 9)), [4, 5]);
	assert.deepEqual([6, 7].map((n) => base.votes_to_pass({ ...rule, of_all: true }, n, 9)), [5, 5]);
	const who = "甲\n 乙 代 丙、丁 \n\nMary Lee for Ann, Bob\n";
	assert.deepEqual(base.there(who), { present: 3, proxies: 4 });
	assert.equal(base.stands_back(who, "乙"), 3);
	assert.equal(base.stands_back(who, "丙，Ann"), 2);
	assert.equal(base.stands_back(who, "戊"), 0);
});

test("words choose by number and take their arguments", () => {
	assert.equal(base.t(["{0} 行", "{0} {0#row|rows}"], 3), "3 行");
	assert.equal(base.t(["{0#a|b}", "{0#a|b}"], 1), "a");
	assert.equal(base.t(["{0}{1}{0}", "x"], "甲", 1234567), "甲1,234,567甲");
	// What a person typed is not read as marks.
	assert.equal(base.t(["查找“{0}”", "x"], "{1}"), "查找“{1}”");
});

test("a missing, a doubled and an unused key fail the build", () => {
	const file = join(dir, "w.tsv");
	writeFileSync(file, "a\t甲 {0}\tA {0}\nb\t乙\tB {0}\na\t丙\tC\nd\t丁\tD\n");
	const words = new Words(file);
	words.replace('t("a", 1); m("missing"); format("d")', "x.ts");
	let said = "";
	words.finish((text) => { said = text; });
	for (const want of ["b: the two texts have different", "a is there twice", 'no words for "missing"', "d is used nowhere"])
		assert.ok(said.includes(want), want + " in " + said);
});

test("a colour without its dark value fails the build", () => {
	const file = join(dir, "t.css");
	writeFileSync(file, ":root{--c-a:#fff;--c-b:#000}\n:root[data-theme=\"dark\"]{--c-a:#000}\n@media x {:root:not(x){--c-a:#0;--c-b:#0}}");
	let said = "";
	check_tokens(file, (text) => { said = text; });
	assert.match(said, /data-theme.* lacks --c-b/);
});

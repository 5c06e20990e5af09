// The words of the app: words.tsv has key, 中文, English. In the sources t("key") and m("key") name
// a key; the build puts both texts in its place, so that each room carries only its own words.
// A key that is missing, unused, doubled, empty, or whose two texts differ in their {0} marks
// fails the build.
import { readFileSync } from "node:fs";

const call = /(?<![\w.$])([tm])\("([a-z0-9_.-]+)"/g;

export class Words {
	constructor(file) {
		this.file = file;
		this.table = new Map();
		this.used = new Set();
		this.faults = [];
		readFileSync(file, "utf8").split("\n").forEach((line, i) => {
			if (line === "" || line.startsWith("#"))
				return;
			const [key, zh, en, ...more] = line.split("\t");
			const at = `${file}:${i + 1}`;
			if (!zh || !en || more.length)
				this.faults.push(`${at}: key, 中文 and English, with one tab between`);
			else if (this.table.has(key))
				this.faults.push(`${at}: ${key} is there twice`);
			else if (marks(zh) !== marks(en))
				this.faults.push(`${at}: ${key}: the two texts have different {0} marks`);
			this.table.set(key, [zh, en]);
		});
	}

	replace(text, file) {
		return text.replace(call, (all, fn, key) => {
			const pair = this.table.get(key);
			this.used.add(key);
			if (!pair) {
				this.faults.push(`${file}: no words for "${key}"`);
				return all;
			}
			return `${fn}(${JSON.stringify(pair)}`;
		});
	}

	plugin() {
		return {
			name: "words",
			setup: (build) => {
				build.onLoad({ filter: /[\\/]src[\\/].*\.tsx?$/ }, (a) => ({
					contents: this.replace(readFileSync(a.path, "utf8"), a.path),
					loader: a.path.endsWith("x") ? "tsx" : "ts",
				}));
			},
		};
	}

	finish(fail) {
		for (const key of this.table.keys())
			if (!this.used.has(key))
				this.faults.push(`${this.file}: ${key} is used nowhere`);
		if (this.faults.length)
			fail([...new Set(this.faults)].join("\n"));
	}
}

function marks(text) {
	return [...new Set((text || "").match(/\{\d/g) || [])].sort().join(" ");
}

// Every colour token must have a value in the light and in the dark theme: a token without a dark
// value is how text becomes unreadable at night.
import { readFileSync } from "node:fs";

export function check_tokens(file, fail) {
	const text = readFileSync(file, "utf8").replace(/\/\*[^]*?\*\//g, "");
	const blocks = {};
	for (const [, selector, body] of text.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
		const names = [...body.matchAll(/(--c-[\w-]+)\s*:/g)].map((m) => m[1]);
		if (names.length)
			blocks[selector.trim().replace(/\s+/g, " ")] = new Set(names);
	}
	const all = new Set(Object.values(blocks).flatMap((names) => [...names]));
	const faults = [];
	if (Object.keys(blocks).length < 3)
		faults.push("light, dark by choice and dark by the system: three blocks are expected");
	for (const [selector, names] of Object.entries(blocks))
		for (const name of all)
			if (!names.has(name))
				faults.push(`${selector} lacks ${name}`);
	if (faults.length)
		fail(`${file}:\n${faults.join("\n")}`);
}

// Cells that say more than their text: states with shape and colour, the link to what is named.
import type { ComponentChildren } from "preact";
import type { Field, Row } from "../../base/types";
import { Status, type Tone } from "../../parts/status";
import { noun_of } from "../../base/state";

// By the field, never by the word: words are the pack's.
const tones: Record<string, Tone> = { "household.monitor_type": "warn", "finding.severity": "bad" };

export function cell_view(noun: string, f: Field, row: Row): ComponentChildren | undefined {
	const value = row.c[f.name];
	if (value === undefined || value === null || value === "")
		return undefined;
	const tone = tones[noun + "." + f.name];
	if (tone)
		return <Status tone={tone}>{String(value)}</Status>;
	if (f.type === "ref" && f.ref && noun_of(f.ref)?.key && f.ref !== noun)
		return <a href={`/${f.ref}/${encodeURIComponent(String(value))}`}>
			{row.labels?.[f.name] || String(value)}</a>;
	return undefined;
}

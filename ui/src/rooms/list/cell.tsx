// Cells that say more than their text: states with shape and colour, the link to what is named.
import type { ComponentChildren } from "preact";
import type { Field, Row } from "../../base/types";
import { Status, type Tone } from "../../parts/status";
import { doubt_tone, state_tone } from "../checks/types";
import { codes_of, column_name, kind_name, noun_name, noun_of } from "../../base/state";

// By the field, never by the word: words are the pack's.
const tones: Record<string, Tone> = { "household.monitor_type": "warn" };

/* Severities by the meaning the pack marks: an error is refused, a doubt is asked about. */
function severity(f: Field, value: string): Tone {
	const sem = codes_of(f).find((c) => c.zh === value || c.en === value)?.sem || "";
	return /error|file/.test(sem) ? "bad" : /note/.test(sem) ? "info" : "warn";
}

export function cell_view(noun: string, f: Field, row: Row): ComponentChildren | undefined {
	const value = row.c[f.name];
	if (value === undefined || value === null || value === "")
		return undefined;
	if (f.name === "about_entity")
		return noun_name(String(value));
	if (noun === "finding" && f.name === "kind")
		return kind_name(String(value));
	if (noun === "finding" && f.name === "col")
		return column_name(String(row.c.about_entity || ""), String(value));
	if ((noun === "finding" || noun === "doubt") && f.name === "severity")
		return <Status tone={noun === "doubt" ? doubt_tone(String(value)) : severity(f, String(value))}>{String(value)}</Status>;
	if (noun === "doubt" && f.name === "check_id")
		return row.labels?.check_id || String(value);
	if (noun === "doubt" && f.name === "state")
		return <Status tone={state_tone(String(value))}>{String(value)}</Status>;
	const tone = tones[noun + "." + f.name];
	if (tone)
		return <Status tone={tone}>{String(value)}</Status>;
	if (f.type === "ref" && f.ref && noun_of(f.ref)?.key && f.ref !== noun)
		return <a href={`/${f.ref}/${encodeURIComponent(String(value))}`}>
			{row.labels?.[f.name] || String(value)}</a>;
	return undefined;
}

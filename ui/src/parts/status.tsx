// States are told three times: by colour, by shape, by word.
import type { ComponentChildren } from "preact";

export type Tone = "none" | "info" | "warn" | "bad" | "ok" | "stop" | "over" | "conflict";

/** The sign of a state, for what is drawn otherwise than as a word with its sign. */
export const shape: Record<Tone, string> = {
	none: "○", info: "◐", warn: "▲", bad: "!", ok: "✓", stop: "✕", over: "■", conflict: "⇄",
};

export function Status({ tone, children }: { tone: Tone; children: ComponentChildren }) {
	return <span class={`status ${tone}`}><span aria-hidden="true">{shape[tone]}</span> {children}</span>;
}

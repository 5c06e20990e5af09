// Which household is meant: found by its head's name, by initials or by number. Group and village
// stand beside each, since heads of one name are common.
import { useEffect, useState } from "preact/hooks";
import { api, query_text } from "../../base/api";
import { t } from "../../base/words";
import { Labelled } from "../../parts/form";
import type { Hit, Hits } from "../../parts/search";

const WAIT = 250;

/** Households that the text may mean; none while it is too short to ask. */
export function useHouses(text: string): Hit[] | null {
	const [hits, set] = useState<Hit[] | null>(null);
	const asked = text.trim();
	useEffect(() => {
		if (asked.length < (/^[\x00-\x7f]/.test(asked) ? 2 : 1)) {
			set(null);
			return undefined;
		}
		let old = false;
		const timer = setTimeout(() => api<Hits>("search" + query_text({ q: asked, noun: "household" }))
			.then((h) => old || set(h.items), () => old || set([])), WAIT);
		return () => { old = true; clearTimeout(timer); };
	}, [asked]);
	return hits;
}

export const where_of = (h: Hit): string => [h.sub, h.group].filter(Boolean).join(" ");

/** What was found; those of `chosen` are pressed. */
export function Houses({ hits, chosen, pick }: { hits: Hit[] | null; chosen: string[]; pick: (h: Hit) => void }) {
	if (!hits)
		return null;
	return hits.length ? <ul class="plain houses" aria-label={t("search.hits")}>{hits.map((h) => <li key={h.no}><button type="button" class="btn"
		aria-pressed={chosen.includes(h.no)} onClick={() => pick(h)}><b>{h.title}</b><span>{where_of(h)}</span>
		<span class="muted small">{h.no}</span></button></li>)}</ul> : <p class="muted" role="status">{t("house.none")}</p>;
}

/** One household: its number is the value, whatever it was found by. `start`: what is looked for while
 * nothing is typed. */
export function HouseInput({ id, label, hint, need, value, set, start }: { id: string; label: string; hint?: string; need?: boolean;
	value: string; set: (no: string) => void; start?: string }) {
	const hits = useHouses(value || start || "");
	return <>
		<Labelled id={id} label={label} hint={hint} need={need}><input type="text" id={id} required={need} value={value} maxLength={40}
			autocomplete="off" placeholder={t("house.hint")} class="wide" onInput={(e) => set(e.currentTarget.value)} /></Labelled>
		<Houses hits={hits} chosen={[value.trim()]} pick={(h) => set(h.no)} />
	</>;
}

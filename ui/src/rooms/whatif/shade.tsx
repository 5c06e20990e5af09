// A map of places: the shapes come once, as a picture of the server; colours and figures follow what
// the page counts, while a slider moves. What the map shows stands in a table beside it, too.
import { useEffect, useRef, useState } from "preact/hooks";
import { query_text } from "../../base/api";
import { is_dark, phone, theme } from "../../base/state";
import { lang } from "../../base/words";
import { clean, load } from "../../parts/chart";

/** tone: a class of the style sheet, "none" is hatched; tip: the sentence below the map. */
export interface Shade { tone: string; figure: string; tip: string }

const marks = (root: Element): Element[] => Array.from(root.querySelectorAll("[data-key]"));

function paint(root: Element, shades: Map<string, Shade>): void {
	for (const g of marks(root)) {
		const s = shades.get(g.getAttribute("data-key")!);
		const tone = s?.tone || "none";
		g.setAttribute("class", (g.classList.contains("jz-mark") ? "jz-mark" : "jz-words") + " tone-" + tone);
		g.querySelector("path")?.setAttribute("fill", tone === "none" ? `url(#${root.getAttribute("data-id")}-none)` : "");
		const figure = g.querySelector(".jz-figure");
		if (figure)
			figure.textContent = s?.figure ?? "--";
	}
}

/** open: a place was clicked; none: is told when the places here have no shapes. */
export function ShadeMap({ area, title, shades, open, none, width = 600 }: { area?: string; title: string; shades: Map<string, Shade>; width?: number;
	open: (key: string) => void; none: () => void }) {
	const box = useRef<HTMLDivElement>(null);
	const [drawn, set_drawn] = useState<Element | null>(null);
	const [at, set_at] = useState("");
	void theme.value;
	const url = "/api/v1/charts/outline.svg" + query_text({ area, lang: lang.value, theme: is_dark() ? "dark" : "light",
		width: phone.value ? 520 : width });
	useEffect(() => {
		let gone = false;
		load(url).then((root) => {
			if (gone || !box.current)
				return;
			const own = document.importNode(clean(root), true);
			own.setAttribute("data-id", own.querySelector("pattern")?.id.replace(/-none$/, "") || "outline");
			box.current.replaceChildren(own);
			set_drawn(own);
		}, () => { if (!gone) none(); });
		return () => { gone = true; };
	}, [url]);
	useEffect(() => { if (drawn) paint(drawn, shades); }, [drawn, shades]);
	const key_of = (e: Event): string => (e.target as Element).closest("[data-key]")?.getAttribute("data-key") || "";
	return <figure class="shade-map" onMouseOver={(e) => set_at(key_of(e))} onMouseLeave={() => set_at("")}
		onClick={(e) => {
			if (shades.has(key_of(e)))
				open(key_of(e));
		}}><div ref={box} class="scroll-x" tabIndex={0} role="region" aria-label={title} /><figcaption class="muted">{shades.get(at)?.tip || title}</figcaption></figure>;
}

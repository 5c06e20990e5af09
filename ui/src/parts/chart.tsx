// Pictures drawn by the server as SVG, set into the page so that their parts are links and follow
// the theme; and the small bars the app draws itself.
import { useEffect, useRef, useState } from "preact/hooks";
import { query_text } from "../base/api";
import { number_text } from "../base/format";
import { go } from "../base/route";
import { first_big, is_dark, phone, theme } from "../base/state";
import { lang, t } from "../base/words";

// XMLHttpRequest hands over a document; text made into elements would be refused by Trusted Types.
export function load(url: string): Promise<Element> {
	return new Promise((ok, fail) => {
		const ask = new XMLHttpRequest();
		ask.open("GET", url);
		ask.responseType = "document";
		ask.overrideMimeType("image/svg+xml");
		// A refusal is no picture: read as one, the browser would make a page of it with styles in it.
		ask.onreadystatechange = () => {
			if (ask.readyState === XMLHttpRequest.HEADERS_RECEIVED && ask.status !== 200)
				ask.responseType = "text";
		};
		ask.onload = () => {
			const root = ask.status === 200 ? ask.responseXML?.documentElement : null;
			if (root?.nodeName === "svg")
				ok(root);
			else
				fail(new Error(String(ask.status)));
		};
		ask.onerror = () => fail(new Error("offline"));
		ask.send();
	});
}

export function clean(root: Element): Element {
	root.querySelectorAll("script,foreignObject,iframe,use").forEach((e) => e.remove());
	for (const e of [root, ...Array.from(root.querySelectorAll("*"))])
		for (const a of Array.from(e.attributes))
			if (/^on/i.test(a.name) || (/href$/i.test(a.name) && !/^[/#]/.test(a.value)))
				e.removeAttribute(a.name);
	return root;
}

export function SvgChart({ name, area, title, params = {} }: { name: string; area?: string;
	title: string; params?: Record<string, string> }) {
	const box = useRef<HTMLDivElement>(null);
	const [fault, set] = useState(false);
	const look = is_dark() ? "dark" : "light";
	const url = `/api/v1/charts/${name}.svg` + query_text({ area, lang: lang.value, theme: look,
		width: phone.value ? 340 : null, ...params });
	void theme.value;
	useEffect(() => {
		let gone = false;
		set(false);
		load(url).then((root) => {
			if (!gone && box.current)
				box.current.replaceChildren(document.importNode(clean(root), true));
		}, () => { if (!gone) set(true); });
		return () => { gone = true; };
	}, [url]);
	if (fault)
		return null;
	return <figure class="chart panel" onClick={(e) => {
		const to = (e.target as Element).closest("[data-href]")?.getAttribute("data-href");
		if (to?.startsWith("/") && !to.startsWith("//"))
			go(to);
	}}><figcaption class="hidden-text">{title}</figcaption><div ref={box} /></figure>;
}

export interface Bar { label: string; n: number; href?: string; hint?: string }

/** Bars with the number before them, so that none is cut off; each opens its list. */
export function Bars({ bars, label }: { bars: Bar[]; label: string }) {
	const most = Math.max(1, ...bars.map((b) => b.n));
	return <table class="bars"><caption class="hidden-text">{label}</caption><tbody>
		{bars.map((b) => <tr key={b.label}><th scope="row">{first_big(b.label)}</th>
			<td class="num">{b.href ? <a href={b.href} aria-label={t("bar.open", b.label, number_text(b.n))}>
				{number_text(b.n)}</a> : number_text(b.n)}</td>
			<td class="bar-cell" aria-hidden="true"><svg viewBox="0 0 100 10" preserveAspectRatio="none"
				height="10"><rect class="bar" width={b.n ? Math.max(.8, 100 * b.n / most) : 0} height="10" />
			</svg></td></tr>)}
	</tbody></table>;
}

// The search box of the header: name, pinyin initials, number, last four digits. `/` goes there.
import { useEffect, useRef, useState } from "preact/hooks";
import { api, query_text } from "../base/api";
import { go, path, query, to } from "../base/route";
import { noun_name } from "../base/state";
import { t } from "../base/words";
import { Icon } from "./icon";

export interface Hit { noun: string; no: string; title: string; sub?: string; group?: string; area?: string }
export interface Hits { items: Hit[]; counted?: boolean }

// Four digits alone are the last of a number: such searches are counted against the person, so
// they are asked for only when the search is sent, not while typing.
const counted = (q: string): boolean => /^[0-9]{3}[0-9Xx]$/.test(q.trim());

export function SearchBox({ auto }: { auto?: boolean }) {
	const [text, set] = useState(path.value === "/search" ? query.value.get("q") || "" : "");
	const [hits, set_hits] = useState<Hit[]>([]);
	const [at, draw_at] = useState(-1);
	const now = useRef(-1);   // which hit Enter opens, before the page has drawn it so
	const set_at = (n: number): void => { now.current = n; draw_at(n); };
	const ref = useRef<HTMLInputElement>(null);
	const timer = useRef(0);
	useEffect(() => {
		const key = (e: KeyboardEvent) => {
			if (e.key === "/" && !(e.target as Element).closest("input,select,textarea,dialog")) {
				e.preventDefault();
				ref.current?.focus();
				ref.current?.select();
			}
		};
		document.addEventListener("keydown", key);
		return () => document.removeEventListener("keydown", key);
	}, []);
	useEffect(() => { set_hits([]); set_at(-1); }, [path.value]);
	function type(value: string): void {
		set(value);
		set_at(-1);
		clearTimeout(timer.current);
		if (value.trim().length < (/^[\x00-\x7f]/.test(value.trim()) ? 2 : 1) || counted(value)) {
			set_hits([]);
			return;
		}
		timer.current = setTimeout(async () => {
			try {
				const found = await api<Hits>("search" + query_text({ q: value.trim(), limit: 8 }));
				if (ref.current?.value === value && document.activeElement === ref.current)
					set_hits(found.items);
			} catch {
				set_hits([]);
			}
		}, 200) as unknown as number;
	}
	const open = (h: Hit): void => { set_hits([]); go(to(`/${h.noun}/${encodeURIComponent(h.no)}`)); };
	function send(e: Event): void {
		e.preventDefault();
		clearTimeout(timer.current);
		const hit = hits[now.current];
		if (hit)
			open(hit);
		else if (text.trim()) {
			set_hits([]);
			go(to("/search", { q: text.trim() }));
		}
	}
	return <form class="searchbox" role="search" onSubmit={send}>
		<input ref={ref} type="search" value={text} autoFocus={auto} maxLength={60}
			placeholder={t("search.hint")} aria-label={t("search")} {...({ role: "combobox" } as object)}
			aria-expanded={hits.length > 0} aria-controls="search-hits" autocomplete="off"
			aria-activedescendant={at >= 0 ? "hit-" + at : undefined}
			onInput={(e) => type(e.currentTarget.value)}
			onBlur={() => setTimeout(() => set_hits([]), 200)}
			onKeyDown={(e) => {
				if (e.key === "ArrowDown" || e.key === "ArrowUp") {
					e.preventDefault();
					set_at(Math.max(-1, Math.min(hits.length - 1, now.current + (e.key === "ArrowDown" ? 1 : -1))));
				} else if (e.key === "Escape")
					set_hits([]);
			}} />
		<button type="submit" class="btn bare" aria-label={t("search")}><Icon name="search" /></button>
		<ul id="search-hits" role="listbox" aria-label={t("search.hits")}
			class={"plain hits" + (hits.length ? "" : " none")}>
			{hits.map((h, i) => <li key={h.noun + h.no} id={"hit-" + i} role="option"
				aria-selected={i === at} onMouseDown={(e) => { e.preventDefault(); open(h); }}>
				<span class="tag">{noun_name(h.noun)}</span> <b>{h.title}</b> <span class="muted">
					{[h.sub, h.group].filter(Boolean).join(" ")}</span></li>)}
		</ul>
	</form>;
}

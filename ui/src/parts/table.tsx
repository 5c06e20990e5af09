// The table of every list: head stays, first column stays, numbers to the right, a row is opened
// with a click, with Enter, walked with j and k, chosen with Space; on a phone rows are cards.
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { phone } from "../base/state";
import { t } from "../base/words";
import { Icon } from "./icon";

export interface Column<R> {
	name: string; label: string; unit?: string; num?: boolean; sort?: boolean;
	show: (row: R) => ComponentChildren; wide?: boolean;
	/** On a phone: the heading of the card, or left out of it. */
	card?: "title" | "none";
}

interface Props<R> {
	label: string; columns: Column<R>[]; rows: R[]; key_of: (row: R) => string;
	href?: (row: R) => string | null; sort?: string; on_sort?: (sort: string) => void;
	chosen?: Set<string>; choose?: (chosen: Set<string>) => void; busy?: boolean;
	row_class?: (row: R) => string;
}

/** What keys act on. A key changes it at once, so that one struck before the next drawing finds
 *  what the key before it did. */
interface Seen<R> { p: Props<R>; at: number }

const visited = new Set<string>();

export function DataTable<R>(p: Props<R>) {
	const [at, set_at] = useState(-1);
	const box = useRef<HTMLDivElement>(null);
	const last = useRef(-1);
	const now = useRef<Seen<R>>({ p, at });
	now.current = { p, at };
	useLayoutEffect(() => set_at(-1), [p.rows]);
	useLayoutEffect(() => keys(now, set_at, box), []);
	const toggle = (i: number, range: boolean): void => {
		if (!p.choose)
			return;
		const next = new Set(p.chosen);
		const on = !next.has(p.key_of(p.rows[i]!));
		const from = range && last.current >= 0 ? last.current : i;
		for (let k = Math.min(from, i); k <= Math.max(from, i); k++)
			if (on)
				next.add(p.key_of(p.rows[k]!));
			else
				next.delete(p.key_of(p.rows[k]!));
		last.current = i;
		p.choose(next);
	};
	if (phone.value)
		return <Cards p={p} toggle={toggle} box={box} />;
	const all = p.rows.length > 0 && p.rows.every((r) => p.chosen?.has(p.key_of(r)));
	return <div class={"table-box" + (p.busy ? " busy" : "")} ref={box} tabIndex={0} role="region"
		aria-label={p.label}>
		<table>
			<thead><tr>
				{p.choose ? <th class="pick" scope="col"><input type="checkbox" checked={all}
					aria-label={t("choose.all")} onChange={() => p.choose?.(all ? new Set()
						: new Set(p.rows.map(p.key_of)))} /></th> : null}
				{p.columns.map((c) => <Head key={c.name} c={c} p={p} />)}
			</tr></thead>
			<tbody>{p.rows.map((r, i) => {
				const key = p.key_of(r);
				const link = p.href?.(r) || null;
				return <tr key={key} data-row={i} class={[i === at ? "at" : "",
					p.chosen?.has(key) ? "chosen" : "", link ? "opens" : "",
					link && visited.has(link) ? "seen" : "", p.row_class?.(r) || ""].join(" ").trim()}
					onClick={(e) => open_row(e, link, box)}>
					{p.choose ? <td class="pick"><input type="checkbox" checked={p.chosen?.has(key)}
						aria-label={t("choose.row", key)}
						onClick={(e) => { e.stopPropagation(); toggle(i, e.shiftKey); }} /></td> : null}
					{p.columns.map((c, k) => {
						const cls = [c.num ? "num" : "", c.wide ? "wide" : ""].join(" ").trim() || undefined;
						const inside = link && k === 0
							? <a href={link} onClick={() => visited.add(link)}>{c.show(r)}</a> : c.show(r);
						return k === 0 ? <th scope="row" class={cls} key={c.name}>{inside}</th>
							: <td class={cls} key={c.name}>{inside}</td>;
					})}
				</tr>;
			})}</tbody>
		</table>
	</div>;
}

function Head<R>({ c, p }: { c: Column<R>; p: Props<R> }) {
	const text = <>{c.label}{c.unit ? <span class="unit-head"> ({c.unit})</span> : null}</>;
	const down = p.sort === "-" + c.name;
	const on = down || p.sort === c.name;
	return <th scope="col" class={c.num ? "num" : undefined}
		aria-sort={on ? (down ? "descending" : "ascending") : undefined}>
		{p.on_sort && c.sort !== false ? <button type="button" class="sorter"
			onClick={() => p.on_sort?.(on ? (down ? "" : "-" + c.name) : c.name)}>
			{text}<span class="sort-mark" aria-hidden="true">{on ? (down ? "▼" : "▲") : ""}</span>
		</button> : text}
	</th>;
}

function open_row(e: MouseEvent, link: string | null, box: { current: HTMLElement | null }): void {
	if (!link || (e.target as Element).closest("a,button,input,label,select,summary") ||
		String(getSelection()))
		return;
	const row = (e.currentTarget as Element);
	visited.add(link);
	(row.querySelector(`a[href]`) as HTMLElement | null)?.click();
	box.current?.focus({ preventScroll: true });
}

function keys<R>(now: { current: Seen<R> }, set: (n: number) => void,
	box: { current: HTMLElement | null }): () => void {
	function on(e: KeyboardEvent): void {
		const { p, at } = now.current;
		const typing = (e.target as Element).closest("input,select,textarea,[contenteditable],dialog");
		if ((typing && !(e.target as HTMLInputElement).matches?.("input[type=checkbox]")) ||
			e.ctrlKey || e.metaKey || e.altKey || document.querySelector("dialog[open]"))
			return;
		const move = e.key === "j" ? 1 : e.key === "k" ? -1 : 0;
		if (move) {
			const next = Math.max(0, Math.min(p.rows.length - 1, at + move));
			now.current = { p, at: next };
			set(next);
			box.current?.querySelector(`[data-row="${next}"]`)?.scrollIntoView({ block: "nearest" });
			e.preventDefault();
		} else if (at >= 0 && e.key === "Enter" && !(e.target as Element).closest("a,button")) {
			(box.current?.querySelector(`[data-row="${at}"] a[href]`) as HTMLElement | null)?.click();
		} else if (at >= 0 && e.key === " " && p.choose && !(e.target as Element).closest("a,button")) {
			const key = p.key_of(p.rows[at]!);
			const next = new Set(p.chosen);
			if (!next.delete(key))
				next.add(key);
			now.current = { p: { ...p, chosen: next }, at };
			p.choose(next);
			e.preventDefault();
		}
	}
	document.addEventListener("keydown", on);
	return () => document.removeEventListener("keydown", on);
}

function Cards<R>({ p, toggle, box }: { p: Props<R>; toggle: (i: number, range: boolean) => void;
	box: { current: HTMLDivElement | null } }) {
	const named = p.columns.find((c) => c.card === "title") || p.columns[0]!;
	const rest = p.columns.filter((c) => c !== named && c.card !== "none").slice(0, 6);
	return <div class={p.busy ? "busy" : ""} ref={box}>
		<ul class="cards plain" aria-label={p.label}>{p.rows.map((r, i) => {
			const key = p.key_of(r);
			const link = p.href?.(r) || null;
			return <li class={"card" + (p.chosen?.has(key) ? " chosen" : "") + " " +
				(p.row_class?.(r) || "")} key={key} data-row={i}>
				<div class="row spread card-head">
					{link ? <a href={link} class="card-title">{named.show(r)}</a>
						: <b class="card-title">{named.show(r)}</b>}
					{p.choose ? <label class="touch"><input type="checkbox"
						checked={p.chosen?.has(key)} aria-label={t("choose.row", key)}
						onClick={(e) => toggle(i, e.shiftKey)} /></label>
						: link ? <Icon name="right" /> : null}
				</div>
				<dl>{rest.map((c) => <div key={c.name} class={c.wide ? "wide" : undefined}><dt>{c.label}</dt>
					<dd>{c.show(r)}{c.unit && c.show(r) !== "--" ? " " + c.unit : ""}</dd></div>)}</dl>
			</li>;
		})}</ul>
	</div>;
}

/** Pages of a list told by cursors: the way back is kept in the address as the ways before it. */
export function Pager({ at, size, shown, total, next, go }: { at: string[]; size: number;
	shown: number; total?: number | null; next?: string | null; go: (at: string[]) => void }) {
	if (!at.length && !next)
		return <p class="pager muted">{t("pager.all", total ?? shown)}</p>;
	const first = at.length * size + 1;
	return <nav class="pager row" aria-label={t("pager")}>
		<button type="button" class="btn" disabled={!at.length} onClick={() => go([])}>
			{t("pager.first")}</button>
		<button type="button" class="btn" disabled={!at.length} onClick={() => go(at.slice(0, -1))}>
			<Icon name="left" />{t("pager.prev")}</button>
		<span aria-live="polite">{total ? t("pager.of", first, first + shown - 1, total)
			: t("pager.at", first, first + shown - 1)}</span>
		<button type="button" class="btn" disabled={!next} onClick={() => next && go([...at, next])}>
			{t("pager.next")}<Icon name="right" /></button>
	</nav>;
}

// Tabs whose choice stands in the address, so that a tab can be linked to.
import { useLayoutEffect } from "preact/hooks";
import { go, here, query } from "../base/route";

export interface Tab { id: string; name: string; count?: number }

export const tab_now = (tabs: Tab[]): string => {
	const want = query.value.get("tab") || "";
	return tabs.some((x) => x.id === want) ? want : tabs[0]?.id || "";
};

export function Tabs({ tabs, label }: { tabs: Tab[]; label: string }) {
	const now = tab_now(tabs);
	// On a phone they stand in one line: the one that is open is seen.
	useLayoutEffect(() => {
		const tab = document.getElementById("tab-" + now);
		if (tab)
			tab.parentElement!.scrollLeft = tab.offsetLeft - 120;
	}, [now]);
	const move = (by: number): void => {
		const i = tabs.findIndex((x) => x.id === now);
		const next = tabs[(i + by + tabs.length) % tabs.length]!;
		go(here({ tab: next.id === tabs[0]!.id ? null : next.id }), true);
		document.getElementById("tab-" + next.id)?.focus();
	};
	return <div class="tabs" role="tablist" aria-label={label} onKeyDown={(e) => {
		if (e.key === "ArrowRight")
			move(1);
		else if (e.key === "ArrowLeft")
			move(-1);
	}}>{tabs.map((x) => <button type="button" role="tab" key={x.id} id={"tab-" + x.id}
		aria-selected={x.id === now} aria-controls="tab-body" tabIndex={x.id === now ? 0 : -1}
		onClick={() => go(here({ tab: x.id === tabs[0]!.id ? null : x.id }), true)}>{x.name}
		{x.count ? <span class="muted"> {x.count}</span> : null}</button>)}</div>;
}

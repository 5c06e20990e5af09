// A number that opens its list; and a tile for each place, where no map is.
import { number_text } from "../../base/format";
import { can } from "../../base/state";
import { t } from "../../base/words";
import type { Group, Num, Which } from "./types";

export type Open = (which: Which) => void;

/* A number that opens its list, where one may see households. */
export function Count({ n, open, sign = "", which }: { n: Num; open: Open; sign?: string; which: Which }) {
	if (n === null)
		return <span title={t("wif.few.title")}>*</span>;
	const text = n ? sign + number_text(n) : "0";
	return n && can("read") ? <button type="button" class="btn bare linkish" aria-label={`${which.title}: ${text}`}
		onClick={() => open(which)}>{text}</button> : <span>{text}</span>;
}

/* The more of a place's households come in or drop out, the deeper its tile. */
export function Tiles({ areas, open }: { areas: Group[]; open: Open }) {
	const moved = (g: Group): number => {
		const all = (g.now.met ?? 0) + (g.now.not_met ?? 0) + (g.now.unknown ?? 0);
		return g.then.met === null || g.now.met === null || !all ? 0 : (g.then.met - g.now.met) / all;
	};
	const most = Math.max(.0001, ...areas.map((g) => Math.abs(moved(g))));
	const step = (g: Group): string => {
		const x = moved(g);
		return x ? (x > 0 ? " wif-in-" : " wif-out-") + Math.ceil(3 * Math.abs(x) / most) : "";
	};
	return <ul class="wif-tiles">{areas.map((g) => <li key={g.group} class={"wif-tile" + step(g)}>
		<span>{g.name}</span><b>{g.then.met === null ? "*" : number_text(g.then.met)}</b>
		<span class="small"><Count n={g.in} sign="+" open={open}
			which={{ list: "in", by: "areas", group: g.group, title: `${g.name} · ${t("wif.in")}` }} />{" "}
			<Count n={g.out} sign="−" open={open}
				which={{ list: "out", by: "areas", group: g.group, title: `${g.name} · ${t("wif.out")}` }} /></span>
	</li>)}</ul>;
}

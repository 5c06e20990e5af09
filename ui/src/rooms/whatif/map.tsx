// Places of a what-if on the map, by what changes there or by how many are covered; tiles where no
// outlines are known. Classes are fixed: the map gets deeper as the slider moves.
import { useMemo, useState } from "preact/hooks";
import { query_text, useLoad } from "../../base/api";
import { number_text } from "../../base/format";
import { go } from "../../base/route";
import { me } from "../../base/state";
import { m, t, type Msg } from "../../base/words";
import type { Areas } from "../../parts/area";
import { Icon } from "../../parts/icon";
import { Panel } from "../../parts/timeline";
import { below } from "./address";
import { ShadeMap, type Shade } from "./shade";
import { Tiles, type Open } from "./tiles";
import type { Group, Order, Simulation } from "./types";

type Layer = "change" | "covered";
const layers: [Layer, Msg][] = [["change", m("wif.layer.change")], ["covered", m("wif.layer.covered")]];

/* Upper ends of the classes, in percent of all households of a place. */
const steps: Record<Layer, number[]> = { change: [1, 5, 20], covered: [2, 5, 10, 25] };

const step_of = (layer: Layer, percent: number): number => {
	const i = steps[layer].findIndex((most) => percent <= most);
	return (i < 0 ? steps[layer].length : i) + 1;
};

const signed = (n: number): string => n > 0 ? "+" + number_text(n) : n < 0 ? "−" + number_text(-n) : "0";

function shade_of(layer: Layer, g: Group): Shade {
	const all = g.now.met === null || g.now.not_met === null || g.now.unknown === null ? null
		: g.now.met + g.now.not_met + g.now.unknown;
	const tip = t("wif.tip", g.name, number_text(g.now.met ?? "*"), number_text(g.then.met ?? "*"),
		g.in === null ? "*" : "+" + number_text(g.in), g.out === null ? "*" : "−" + number_text(g.out));
	const none: Shade = { tone: "none", figure: "*", tip };
	if (!all)
		return all === 0 ? { ...none, figure: "--" } : none;
	if (layer === "covered")
		return g.then.met === null ? none : { tone: g.then.met ? "ramp" + step_of(layer, 100 * g.then.met / all) : "zero",
			figure: number_text(g.then.met), tip };
	if (g.in === null || g.out === null)
		return none;
	const n = g.in - g.out;
	return { tone: n ? (n > 0 ? "in" : "out") + step_of(layer, 100 * Math.abs(n) / all) : "zero", figure: signed(n), tip };
}

function Legend({ layer, hatch }: { layer: Layer; hatch: boolean }) {
	const ends = steps[layer];
	const range = (i: number): string => i === ends.length ? `> ${ends[i - 1]}%` : `${i ? ends[i - 1] : "> 0"}–${ends[i]}%`
		.replace("> 0–", "≤ ");
	const row = (tone: string, sign: string): [string, string][] => [...ends, 0].map((_, i) => [`${tone}${i + 1}`, sign + range(i)]);
	const all: [string, string][] = [...(layer === "change" ? [...row("out", "− ").reverse(), ["zero", "0"] as [string, string],
		...row("in", "+ ")] : [["zero", "0"] as [string, string], ...row("ramp", "")]),
	...(hatch ? [["none", t("wif.few.legend")] as [string, string]] : [])];
	return <ul class="legend plain" aria-label={t("wif.legend")}>{all.map(([tone, words]) => <li key={tone}>
		<span class={"swatch tone-" + tone} aria-hidden="true" />{words}</li>)}</ul>;
}

export function Places({ d, order, open }: { d: Simulation; order: Order; open: Open }) {
	const [layer, set_layer] = useState<Layer>("change");
	const [none, set_none] = useState("");
	const shades = useMemo(() => new Map(d.areas.filter((g) => g.code).map((g) => [g.code!, shade_of(layer, g)])), [d, layer]);
	const place = d.code || "";
	const map = !!me.value?.outlines && none !== "no " + place;
	const own = me.value?.areas.length === 1 ? me.value.areas[0]!.code : "";
	const path = useLoad<Areas>(place && place !== own ? "areas" + query_text({ under: place }) : null).data?.path || [];
	return <Panel title={t("wif.tiles")} tools={map ? <div class="row" role="group" aria-label={t("wif.layer")}>
		{layers.map(([id, name]) => <button type="button" class="btn small" key={id} aria-pressed={layer === id}
			onClick={() => set_layer(id)}>{t(name)}</button>)}</div> : null}>
		{path.length > 1 ? <nav class="row way" aria-label={t("area.path")}>{path.slice(Math.max(0, path.findIndex((a) => a.code === own)), -1).map((a) =>
			<a class="btn bare small" key={a.code} href={below(order, a.code)}><Icon name="left" size={14} />{a.name}</a>)}</nav> : null}
		{map ? <><Legend layer={layer} hatch={[...shades.values()].some((s) => s.tone === "none")} />
			<ShadeMap width={440} area={place} title={t("wif.map.hint")} shades={shades} open={(code) => go(below(order, code))} none={() => set_none("no " + place)} /></>
			: <Tiles areas={d.areas} open={open} />}
	</Panel>;
}

// The area every page is limited to. Opens level by level; what may not be seen is not offered.
import { useEffect, useState } from "preact/hooks";
import { query_text, useLoad } from "../base/api";
import { number_text } from "../base/format";
import { go, here } from "../base/route";
import { area, me } from "../base/state";
import type { AreaName } from "../base/types";
import { t } from "../base/words";
import { Icon } from "./icon";
import { Dialog } from "./overlay";
import { Ready } from "./states";

export interface AreaRow extends AreaName {
	households?: number; persons?: number; children?: number; monitored?: number;
}
export interface Areas { items: AreaRow[]; path?: AreaName[] }

const names = new Map<string, string>();

export function AreaPicker() {
	const [open, set] = useState(false);
	const own = me.value?.areas || [];
	const code = area.value;
	const known = own.find((a) => a.code === code)?.name || names.get(code);
	const found = useLoad<Areas>(code && !known ? "areas" + query_text({ under: code }) : null);
	useEffect(() => {
		for (const a of found.data?.path || [])
			names.set(a.code, a.name);
	}, [found.data]);
	const name = known || found.data?.path?.slice(-1)[0]?.name;
	const all = own.length === 1 ? own[0]!.name : t("area.all");
	return <>
		<button type="button" class="btn area-btn" onClick={() => set(true)} aria-haspopup="dialog"
			aria-label={t("area.scope", code ? name || code : all)}>
			<Icon name="area" /><span class="cut">{code ? name || code : all}</span>
			<Icon name="down" size={12} /></button>
		{open ? <AreaDialog close={() => set(false)} start={code} take={(a) => {
			if (a)
				names.set(a.code, a.name);
			set(false);
			go(here({ area: a?.code, at: null }));
		}} /> : null}
	</>;
}

export function AreaDialog({ close, take, start }: { close: () => void; start: string;
	take: (a: AreaName | null) => void }) {
	// Of one area there is nothing to choose but what lies in it.
	const own = me.value?.areas || [];
	const [under, set] = useState(start || (own.length === 1 ? own[0]!.code : ""));
	const areas = useLoad<Areas>("areas" + query_text({ under }));
	const path = areas.data?.path || [];
	return <Dialog title={t("area.pick")} close={close}>
		<nav class="crumbs" aria-label={t("area.path")}>
			<button type="button" class="btn bare small" onClick={() => set("")}>{t("area.top")}</button>
			{path.map((a) => <button type="button" key={a.code} class="btn bare small"
				onClick={() => set(a.code)}>› {a.name}</button>)}
		</nav>
		<div class="row">
			<button type="button" class="btn main" onClick={() => take(path.slice(-1)[0] || null)}>
				{path.length ? t("area.use", path.slice(-1)[0]!.name) : t("area.use.all")}</button>
		</div>
		<Ready of={areas}>{(data) => <ul class="plain area-list">
			{data.items.map((a) => <li key={a.code} class="row">
				<button type="button" class="btn bare grow start" onClick={() => take(a)}>{a.name}
					{a.households !== undefined ? <span class="muted small">
						{t("area.households", number_text(a.households))}</span> : null}</button>
				{a.children ? <button type="button" class="btn small" onClick={() => set(a.code)}
					aria-label={t("area.below", a.name)}><Icon name="right" size={14} /></button> : null}
			</li>)}
		</ul>}</Ready>
	</Dialog>;
}

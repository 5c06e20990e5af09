// Views kept on this machine: what a page is limited to, by a name. The address holds it all the same.
import { useState } from "preact/hooks";
import { go, path, query } from "../base/route";
import { keep, kept } from "../base/state";
import { t } from "../base/words";
import { Labelled } from "./form";
import { Icon } from "./icon";
import { Dialog, Menu, toast } from "./overlay";

interface View { name: string; query: string }

export function SavedViews({ noun }: { noun: string }) {
	const [views, set] = useState<View[]>(() => kept(`views.${noun}`, []));
	const [naming, set_naming] = useState(false);
	const q = new URLSearchParams(query.value);
	q.delete("at");
	const now = q.toString();
	const on = views.find((v) => v.query === now);
	const store = (next: View[]): void => { set(next); keep(`views.${noun}`, next); };
	function remove(v: View): void {
		store(views.filter((x) => x !== v));
		toast(t("views.removed", v.name), () => store(views));
	}
	return <>
		<Menu label={on?.name || t("views")} icon="star">{(close) => <>
			{views.length ? null : <p class="menu-text muted">{t("views.none")}</p>}
			{views.map((v) => <div class="row menu-row" key={v.name}>
				<button type="button" class="menu-item grow" aria-pressed={v === on} onClick={() => {
					close();
					go(path.value + (v.query ? "?" + v.query : ""));
				}}>{v.name}</button>
				<button type="button" class="btn bare small" aria-label={t("views.remove", v.name)}
					onClick={() => remove(v)}><Icon name="close" size={14} /></button></div>)}
			<button type="button" class="menu-item" onClick={() => { close(); set_naming(true); }}>
				<Icon name="plus" />{t("views.save")}</button>
		</>}</Menu>
		{naming ? <NameView close={() => set_naming(false)} save={(name) => {
			store([...views.filter((v) => v.name !== name), { name, query: now }]);
			set_naming(false);
		}} /> : null}
	</>;
}

function NameView({ close, save }: { close: () => void; save: (name: string) => void }) {
	const [name, set] = useState("");
	return <Dialog title={t("views.save")} close={close}>
		<form class="stack" onSubmit={(e) => { e.preventDefault(); if (name.trim()) save(name.trim()); }}>
			<Labelled id="view-name" label={t("views.name")} hint={t("views.hint")}>
				<input type="text" id="view-name" value={name} maxLength={30}
					onInput={(e) => set(e.currentTarget.value)} /></Labelled>
			<button type="submit" class="btn main">{t("save")}</button>
		</form>
	</Dialog>;
}

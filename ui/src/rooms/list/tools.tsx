// What stands over a list: views kept on this machine, the choice of columns, what is done with
// the rows chosen.
import { useState } from "preact/hooks";
import { first_columns } from "../../base/lists";
import { go, here, path, query } from "../../base/route";
import { can, keep, kept, noun_of } from "../../base/state";
import { pick, t } from "../../base/words";
import { Labelled } from "../../parts/form";
import { Icon } from "../../parts/icon";
import { Dialog, Menu, toast } from "../../parts/overlay";
import { AssignMany } from "../checks/act";
import { TakeIn } from "../rounds/take";

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

export function ColumnChooser({ noun, names }: { noun: string; names: string[] }) {
	const [open, set] = useState(false);
	const [find, set_find] = useState("");
	const all = (noun_of(noun)?.fields || []).filter((f) => f.type !== "hash");
	const show = (next: string[]): void => {
		const plain = next.join() === first_columns(noun).join();
		go(here({ cols: plain ? null : next.join(",") }), true);
	};
	const order = (name: string, by: number): void => {
		const i = names.indexOf(name);
		const next = names.filter((x) => x !== name);
		next.splice(Math.max(0, i + by), 0, name);
		show(next);
	};
	return <>
		<button type="button" class="btn" onClick={() => set(true)}><Icon name="columns" />
			{t("columns")}</button>
		{open ? <Dialog title={t("columns")} close={() => set(false)} wide>
			<div class="columns-two">
				<div><h3>{t("columns.shown")}</h3>
					<ol class="plain">{names.map((name, i) => {
						const f = all.find((x) => x.name === name);
						const label = f ? pick(f.zh, f.en) : name;
						return <li class="row" key={name}><span class="grow">{label}</span>
							<button type="button" class="btn bare small" disabled={i === 0}
								aria-label={t("columns.up", label)} onClick={() => order(name, -1)}>
								<Icon name="up" size={14} /></button>
							<button type="button" class="btn bare small" disabled={i === names.length - 1}
								aria-label={t("columns.down", label)} onClick={() => order(name, 1)}>
								<Icon name="down" size={14} /></button>
							<button type="button" class="btn bare small" disabled={names.length === 1}
								aria-label={t("columns.hide", label)}
								onClick={() => show(names.filter((x) => x !== name))}>
								<Icon name="close" size={14} /></button></li>;
					})}</ol></div>
				<div><h3>{t("columns.all")}</h3>
					<input type="search" value={find} aria-label={t("columns.find")}
						placeholder={t("columns.find")} onInput={(e) => set_find(e.currentTarget.value)} />
					<div class="columns-all">{all.filter((f) => !find ||
						(f.zh + f.en + f.name).toLowerCase().includes(find.toLowerCase())).map((f) =>
						<label class="check" key={f.name}><input type="checkbox"
							checked={names.includes(f.name)} onChange={(e) => show(e.currentTarget.checked
								? [...names, f.name] : names.length > 1 ? names.filter((x) => x !== f.name)
								: names)} /> {pick(f.zh, f.en)}</label>)}</div></div>
			</div>
			<div class="row"><button type="button" class="btn main" onClick={() => set(false)}>
				{t("done")}</button>
				<button type="button" class="btn" onClick={() => show(first_columns(noun))}>
					{t("columns.reset")}</button></div>
		</Dialog> : null}
	</>;
}

/** What is done with the rows chosen: taken along as numbers, or as they stand, for a sheet. */
export function BulkBar({ noun, chosen, rows, clear, reload }: { noun: string; chosen: Set<string>; rows: () => string;
	clear: () => void; reload: () => void }) {
	const [giving, set_giving] = useState(false);
	const [taking, set_taking] = useState(false);
	const copy = (text: string): void => {
		void navigator.clipboard?.writeText(text).then(() => toast(t("bulk.copied", chosen.size)));
	};
	return <div class="bulk row" role="status">
		<b>{t("bulk.chosen", chosen.size)}</b>
		{navigator.clipboard ? <>
			<button type="button" class="btn" onClick={() => copy([...chosen].join("\n"))}>
				<Icon name="copy" />{t("bulk.copy")}</button>
			<button type="button" class="btn" onClick={() => copy(rows())}><Icon name="copy" />
				{t("bulk.copy.rows")}</button></> : null}
		{noun === "doubt" && can("propose") ? <button type="button" class="btn main" onClick={() => set_giving(true)}>
			<Icon name="users" />{t("dbt.assign")}</button> : null}
		{noun === "household" && can("procedure") ? <button type="button" class="btn main" onClick={() => set_taking(true)}>
			<Icon name="plus" />{t("take.title")}</button> : null}
		<button type="button" class="btn bare" onClick={clear}>{t("bulk.clear")}</button>
		{taking ? <TakeIn nos={[...chosen]} close={() => set_taking(false)} done={() => { set_taking(false); clear(); }} /> : null}
		{giving ? <AssignMany nos={[...chosen]} close={() => set_giving(false)}
			done={() => { set_giving(false); clear(); reload(); }} /> : null}
	</div>;
}

// What stands over a list: the choice of columns, what is done with the rows chosen.
import { useState } from "preact/hooks";
import { first_columns } from "../../base/lists";
import { go, here } from "../../base/route";
import { can, noun_of } from "../../base/state";
import { pick, t } from "../../base/words";
import { Icon } from "../../parts/icon";
import { Dialog, toast } from "../../parts/overlay";
import { AssignMany } from "../checks/act";
import { TakeIn } from "../rounds/take";

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

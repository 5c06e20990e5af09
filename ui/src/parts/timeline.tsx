// What happened, newest first; and old → new of fields.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { cell_text } from "../base/format";
import { field_name, field_of, noun_name } from "../base/state";
import type { Cell, Change, Event } from "../base/types";
import { m, t, type Msg } from "../base/words";
import { Icon } from "./icon";

/* What a leaf of the journal is: the names of the program's own table. */
export const acts: Record<string, Msg> = {
	import: m("act.import"), "import-open": m("act.import.open"), "import-chunk": m("act.import"),
	"import-close": m("act.import.close"), edit: m("act.edit"), undo: m("act.undo"),
	export: m("act.export"), read: m("act.read"), backup: m("act.backup"), restore: m("act.restore"),
	erase: m("act.erase"), login: m("act.login"), "login-failed": m("act.login.failed"),
	logout: m("act.logout"), account: m("act.account"), grant: m("act.grant"), kin: m("act.kin"),
	emergency: m("act.emergency"), area: m("act.area"), pack: m("act.pack"), schema: m("act.schema"),
	init: m("act.init"),
};

export const act_name = (what: string | undefined): string => {
	const words = acts[what || ""];
	return words ? t(words) : what || "";
};

export type Set = Change["set"][number];

export const set_of = (s: Set): { field: string; old?: Cell; new?: Cell } =>
	Array.isArray(s) ? { field: s[0], old: s[1], new: s[2] } : s;

const none = (v: Cell): boolean => v === undefined || v === null || v === "";

/** first: an import that made the row; nothing stood there before. */
export function Diff({ noun, changed, first }: { noun: string; changed: Set[]; first?: boolean }) {
	// A first import fills dozens of fields: a few tell which it was, the others are there to be had.
	const [all, set] = useState(false);
	const shown = changed.length > 10 && !all ? changed.slice(0, 6) : changed;
	return <ul class="plain diff">{shown.map(set_of).map((c) => {
		const f = field_of(noun, c.field);
		return <li key={c.field}><span class="muted">{field_name(noun, c.field)}</span>{" "}
			{none(c.old) && first ? null : <>{none(c.old) ? <span class="muted">--</span>
				: <del>{cell_text(f, c.old)}</del>}{" "}<span aria-hidden="true">→</span>
				<span class="hidden-text">{t("diff.becomes")}</span> </>}<ins>{cell_text(f, c.new)}</ins></li>;
	})}{shown.length < changed.length ? <li><button type="button" class="btn bare small no-print" onClick={() => set(true)}>
		{t("diff.more", changed.length - shown.length)}</button></li> : null}</ul>;
}

export function Timeline({ events, noun, first = 12 }: { events: Event[]; noun: string;
	first?: number }) {
	const [all, set] = useState(false);
	const shown = all ? events : events.slice(0, first);
	return <>
		<ol class="plain timeline">{shown.map((e, i) => <li key={i}>
			<div class="row"><time>{e.when}</time><b>{act_name(e.what)}</b>
				{e.noun && e.noun !== noun ? <span class="tag">{noun_name(e.noun)}</span> : null}
				<span>{e.who}</span></div>
			{e.why ? <p class="muted">{e.why}</p> : null}
			{e.file ? <p class="muted small">{t("event.file", e.file, e.row ?? "--")}</p> : null}
			{e.changed?.length ? <Diff noun={e.noun || noun} first={!!e.what?.startsWith("import")}
				changed={e.changed.map(([field, old, now]) => ({ field, old, new: now }))} /> : null}
		</li>)}</ol>
		{events.length > shown.length ? <button type="button" class="btn bare" onClick={() => set(true)}>
			<Icon name="down" size={14} />{t("show.all", events.length)}</button> : null}
	</>;
}

export function Panel({ title, children, tools, id }: { title: string; children: ComponentChildren;
	tools?: ComponentChildren; id?: string }) {
	return <section class="panel" id={id}>
		<div class="row spread panel-head"><h2>{title}</h2>{tools}</div>
		{children}
	</section>;
}

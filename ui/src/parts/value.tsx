// A field's value on a page: with its unit, with the dot that tells it has a history, and with the
// way to see what is sealed (a reason, kept in the journal; hidden again after its seconds).
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { api, Problem } from "../base/api";
import { cell_text, with_unit } from "../base/format";
import { can, field_name, is, noun_of } from "../base/state";
import type { Event, Field, Row } from "../base/types";
import { lang, pick, t } from "../base/words";
import { ErrorSummary, ReasonInput } from "./form";
import { Icon } from "./icon";
import { Dialog } from "./overlay";
import { act_name } from "./timeline";

export function Sealed({ row, noun, field }: { row: Row; noun: string; field: Field }) {
	const [ask, set_ask] = useState(false);
	const [clear, set] = useState<{ value: string; until: number; budget: number } | null>(null);
	const [, tick] = useState(0);
	const left = clear ? Math.ceil((clear.until - Date.now()) / 1000) : 0;
	useEffect(() => {
		if (!clear)
			return undefined;
		const timer = setInterval(() => Date.now() >= clear.until ? set(null) : tick((n) => n + 1), 500);
		const hide = (): void => { if (document.hidden) set(null); };
		document.addEventListener("visibilitychange", hide);
		return () => { clearInterval(timer); document.removeEventListener("visibilitychange", hide); };
	}, [clear]);
	const masked = row.c[field.name];
	if (masked === undefined || masked === null || masked === "")
		return <>{cell_text(field, masked)}</>;
	return <span class="sealed">
		{clear && left > 0 ? <><b class="mono">{clear.value}</b>
			<span class="status warn small"><span aria-hidden="true">▲</span> {t("reveal.left", left)}</span>
			<button type="button" class="btn small" onClick={() => set(null)}>{t("reveal.hide")}</button></>
			: <><span>{String(masked)}</span>
				{can("reveal") ? <button type="button" class="btn bare small" onClick={() => set_ask(true)}
					aria-label={t("reveal.show.of", pick(field.zh, field.en))}><Icon name="eye" size={14} />
					<span class="only-wide">{t("reveal.show")}</span></button> : null}</>}
		{ask ? <Reveal row={row} noun={noun} field={field} close={() => set_ask(false)}
			take={(value, seconds, budget) => { set_ask(false);
				set({ value, until: Date.now() + seconds * 1000, budget }); }} /> : null}
	</span>;
}

function Reveal({ row, noun, field, close, take }: { row: Row; noun: string; field: Field;
	close: () => void; take: (value: string, seconds: number, budget: number) => void }) {
	const [why, set] = useState("");
	const [fault, set_fault] = useState<Problem | null>(null);
	const [lack, set_lack] = useState(false);
	async function send(e: Event | SubmitEvent): Promise<void> {
		(e as SubmitEvent).preventDefault();
		if (!why.trim()) {
			set_lack(true);
			return;
		}
		try {
			const a = await api<{ value: string; left_today: number; seconds: number }>(
				`${noun}/${encodeURIComponent(row.no || row.id)}/reveal`,
				{ method: "POST", body: { field: field.name, reason: why.trim() } });
			take(a.value, a.seconds || 60, a.left_today);
		} catch (f) {
			set_fault(f as Problem);
		}
	}
	return <Dialog title={t("reveal.title", pick(field.zh, field.en))} close={close}>
		<form class="stack" onSubmit={send} noValidate>
			<ErrorSummary fault={fault} />
			<p>{t("reveal.words")}</p>
			<ReasonInput id="reveal-why" value={why} set={set} hint={t("reveal.hint")}
				fault={lack && !why.trim() ? t("check.reason") : undefined} />
			<div class="row"><button type="submit" class="btn main">{t("reveal.do")}</button>
				<button type="button" class="btn" onClick={close}>{t("cancel")}</button></div>
		</form>
	</Dialog>;
}

/** The dot beside a field: opens what it was before, who changed it, when and why. */
export function HistoryDot({ noun, field, events }: { noun: string; field: Field; events: Event[] }) {
	const [open, set] = useState(false);
	const own = events.filter((e) => (!e.noun || e.noun === noun) &&
		e.changed?.some(([f]) => f === field.name));
	// That it once came in is no history: a dot says that it was something else before, or that
	// somebody filled it in.
	if (!own.some((e) => !e.what?.startsWith("import") || e.changed!.some(([f, old]) => f === field.name && (old ?? "") !== "")))
		return null;
	const name = field_name(noun, field.name);
	return <>
		<button type="button" class="dot" title={t("history.of", name)} aria-label={t("history.of", name)}
			onClick={() => set(true)}><span aria-hidden="true" /></button>
		{open ? <Dialog title={t("history.of", name)} close={() => set(false)}>
			<ol class="plain timeline">{own.map((e, i) => {
				const [, old, now] = e.changed!.find(([f]) => f === field.name)!;
				return <li key={i}><p><del>{cell_text(field, old)}</del> → <ins>{cell_text(field, now)}</ins></p>
					<p class="muted">{e.when} · {e.who} · {act_name(e.what)}{e.why ? " · " + e.why : ""}</p>
					{e.file ? <p class="muted small">{t("event.file", e.file, e.row ?? "--")}</p> : null}</li>;
			})}</ol>
		</Dialog> : null}
	</>;
}

/** Fields and values, two or three beside each other; unknown ones may be left out. */
export function Facts({ row, noun, fields, events = [], bare, open, view }: { row: Row; noun: string;
	fields: Field[]; events?: Event[]; bare?: boolean; open?: Set<string>;
	view?: (f: Field) => ComponentChildren | undefined }) {
	const shown = fields.filter((f) => !bare || (row.c[f.name] ?? "") !== "");
	void lang.value;
	return <dl class="facts">{shown.map((f) => <div key={f.name}
		class={f.type === "text" && String(row.c[f.name] ?? "").length > 30 ? "long" : ""}>
		<dt>{pick(f.zh, f.en)}<HistoryDot noun={noun} field={f} events={events} />
			{open?.has(f.name) ? <span class="status info small"><span aria-hidden="true">◐</span> {t("proposed")}
			</span> : null}</dt>
		<dd>{view?.(f) ?? (is(f, "sealed") ? <Sealed row={row} noun={noun} field={f} />
			: f.type === "ref" && f.ref && noun_of(f.ref)?.key && row.c[f.name] && f.ref !== noun
				? <a href={`/${f.ref}/${encodeURIComponent(String(row.c[f.name]))}`}>
					{row.labels?.[f.name] || String(row.c[f.name])}</a> : with_unit(f, row.c[f.name]))}</dd>
	</div>)}</dl>;
}

// Where a source and the register differ: what the source said before, what we have, what it says
// now; settled one by one, with a reason.
import { useState } from "preact/hooks";
import { query_text, useLoad } from "../base/api";
import { cell_text } from "../base/format";
import { go, here, query } from "../base/route";
import { area, can, field_name, field_of, noun_name, source_name } from "../base/state";
import { post } from "../base/tell";
import type { Cell, Page } from "../base/types";
import { m, t, type Msg } from "../base/words";
import { Confirm } from "../parts/confirm";
import { Icon } from "../parts/icon";
import { toast } from "../parts/overlay";
import { Empty, PageHead, Ready } from "../parts/states";
import { Status } from "../parts/status";
import { Pager } from "../parts/table";

interface Difference { id?: string; no: string; c?: Record<string, Cell>; [field: string]: any }
const of = (d: Difference, name: string): Cell => d.c ? d.c[name] : d[name];

const shows: [string, Msg][] = [["open", m("diff.open")], ["settled", m("diff.settled")]];

export default function Differences(_: { parts: string[] }) {
	const q = query.value;
	const state = q.get("state") || "open";
	const at = (q.get("at") || "").split(",").filter(Boolean);
	const list = useLoad<Page<Difference>>("differences" + query_text({ state, area: area.value, limit: 30, count: 1,
		cursor: at[at.length - 1], "f.source": q.get("source") || undefined }));
	const [act, set_act] = useState<{ d: Difference; take: "ours" | "theirs" } | null>(null);
	return <>
		<PageHead title={t("nav.differences")} sub={t("diff.words")}>
			<a class="btn" href={"/api/v1/to-enter.xlsx" + query_text({ source: q.get("source") })} download>
				<Icon name="export" />{t("diff.to.enter")}</a></PageHead>
		<div class="row filters" role="group" aria-label={t("filter")}>{shows.map(([id, name]) =>
			<button type="button" class="btn" key={id} aria-pressed={id === state}
				onClick={() => go(here({ state: id === "open" ? null : id, at: null }), true)}>{t(name)}</button>)}</div>
		<Ready of={list}>{(d) => d.items.length ? <>
			<ul class="plain stack">{d.items.map((x) => <Card key={x.no} d={x} open={state === "open"}
				act={(take) => set_act({ d: x, take })} />)}</ul>
			<Pager at={at} size={30} shown={d.items.length} total={d.total} next={d.next}
				go={(to) => go(here({ at: to.join(",") }))} /></>
			: <Empty text={state === "open" ? t("diff.none") : t("list.none")} />}</Ready>
		{act ? <Settle d={act.d} take={act.take} close={() => set_act(null)}
			done={() => { toast(t("diff.done")); list.reload(); }} /> : null}
	</>;
}

/* What may not be shown is not repeated on a button. */
const hidden = (text: string): boolean => /^\*+$/.test(text);
const take_words = (take: "ours" | "theirs", value: string): string => hidden(value)
	? take === "ours" ? t("diff.keep.ours") : t("diff.keep.theirs")
	: take === "ours" ? t("diff.take.ours", value) : t("diff.take.theirs", value);

function Card({ d, open, act }: { d: Difference; open: boolean; act: (take: "ours" | "theirs") => void }) {
	const noun = String(of(d, "about_entity") || "household");
	const field = String(of(d, "field") || "");
	const f = field_of(noun, field);
	const no = String(of(d, "about_no") || of(d, "household") || "");
	const ours = cell_text(f, of(d, "ours"));
	const theirs = cell_text(f, of(d, "theirs"));
	return <li class="panel"><div class="row spread">
		<div class="row"><Status tone={open ? "conflict" : "ok"}>{field ? field_name(noun, field)
			: String(of(d, "kind") || "")}</Status>
			<a href={`/${noun}/${encodeURIComponent(no)}`}><b>{noun_name(noun)} {no}</b></a></div>
		<span class="muted">{source_name(String(of(d, "source") || ""))} · {cell_text(field_of("difference", "found"), of(d, "found"))}</span></div>
	<dl class="three-way">
		<div><dt>{t("diff.base")}</dt><dd>{cell_text(f, of(d, "base"))}</dd></div>
		<div><dt>{t("diff.ours")}</dt><dd>{ours}</dd></div>
		<div><dt>{t("diff.theirs")}</dt><dd>{theirs}</dd></div></dl>
	{open && can("settle") ? <div class="row">
		<button type="button" class="btn" onClick={() => act("ours")}>{take_words("ours", ours)}</button>
		<button type="button" class="btn" onClick={() => act("theirs")}>{take_words("theirs", theirs)}</button>
		{hidden(ours) || hidden(theirs) ? <span class="muted">{t("diff.hidden")}</span> : null}</div>
		: of(d, "reason") ? <p class="muted">{String(of(d, "settled_by") || "")} · {cell_text(field_of("difference", "settled"), of(d, "settled"))} ·{" "}
			{String(of(d, "reason"))}</p> : null}
	</li>;
}

function Settle({ d, take, close, done }: { d: Difference; take: "ours" | "theirs"; close: () => void;
	done: () => void }) {
	const value = cell_text(field_of(String(of(d, "about_entity")), String(of(d, "field"))), of(d, take));
	const words = take_words(take, value);
	return <Confirm title={words} yes={words} reason close={close} run={async (why) => {
		await post(`differences/${encodeURIComponent(d.no)}/settle`, { take, reason: why });
		done();
	}}><p>{take === "ours" ? t("diff.ours.words") : t("diff.theirs.words")}</p></Confirm>;
}

// What households say of themselves: looked into at home as a case of a round, answered.
import { useState } from "preact/hooks";
import { api, query_text, useLoad } from "../base/api";
import { go, here, query, to } from "../base/route";
import { area, can, me } from "../base/state";
import { lang, m, pick, t, type Msg } from "../base/words";
import { Icon } from "../parts/icon";
import { toast } from "../parts/overlay";
import { Empty, PageHead, Ready } from "../parts/states";
import { Status } from "../parts/status";
import { Panel } from "../parts/timeline";
import { Accept, Answer } from "./notices/accept";
import { Enter } from "./notices/deal";
import { Newcomer } from "./notices/newcomer";
import { Told } from "./notices/told";
import { deal_tone, type Declaration, type Listed } from "./notices/types";
import { Due } from "./notices/due";

const shows: [string, Msg][] = [["received", m("obj.received")], ["taken", m("dcl.taken")], ["answered", m("obj.answered")], ["", m("ntc.all")]];

export default function Declarations({ parts }: { parts: string[] }) {
	return parts[1] ? <One id={parts[1]} /> : <All />;
}

function All() {
	const show = query.value.get("show") ?? "received";
	const list = useLoad<Listed<Declaration>>("declarations" + query_text({ state: show, area: area.value }));
	const [enter, set_enter] = useState(false);
	return <>
		<PageHead title={t("nav.declarations")} sub={t("dcl.words")}><Poster />{can("procedure") ? <button type="button" class="btn main"
			onClick={() => set_enter(true)}><Icon name="plus" />{t("dcl.enter")}</button> : null}</PageHead>
		<div class="row filters" role="group" aria-label={t("filter")}>{shows.map(([id, name]) => <button type="button" class="btn" key={id}
			aria-pressed={id === show} onClick={() => go(here({ show: id }), true)}>{t(name)}{id === show && list.data?.all ? <span class="count"> {list.data.all}</span> : null}</button>)}</div>
		<Ready of={list}>{(d) => d.items.length ? <ul class="plain found">{d.items.map((o) => <li key={o.id}><a href={to("/declarations/" + o.id)}>
			<Status tone={deal_tone(o.is)}>{o.state}</Status><Whose o={o} />
			<span class="muted">{[o.received, o.channel, o.household].filter(Boolean).join(" · ")}</span><Due of={o} /></a></li>)}</ul>
			: <Empty text={t("dcl.none")} />}</Ready>
		{enter ? <Enter close={() => { set_enter(false); list.reload(); }} what="declarations" /> : null}
	</>;
}

/* To be hung up where people pass: its code leads to the public form, of the place that is looked at,
 * else of the only one that is one's own. */
function Poster() {
	const own = me.value?.areas || [], place = area.value || (own.length === 1 ? own[0]!.code : "");
	const p = useLoad<{ items: { name: string; zh: string; en: string }[] }>("papers").data?.items.find((x) => x.name === "declare-poster");
	return p ? <a class="btn" target="_blank" rel="noopener" href={`/api/v1/papers/${p.name}.pdf` + query_text({ area: place, lang: lang.value })}>
		<Icon name="print" />{pick(p.zh, p.en)}</a> : null;
}

const told = (text?: string): string => text && text !== "***" ? text : "";

/* Who declared what from where; who does not deal with it reads where only. */
function Whose({ o }: { o: Declaration }) {
	const where = [o.place, told(o.group)].filter(Boolean).join(" ");
	return told(o.name) ? <><b>{o.name}</b><span>{told(o.topic)}</span><span>{where}</span></> : <b>{where}</b>;
}

function One({ id }: { id: string }) {
	const got = useLoad<Declaration>("declarations/" + encodeURIComponent(id));
	const [act, set_act] = useState<"accept" | "answer" | "make" | null>(null);
	const over = (): void => { set_act(null); toast(t("ntc.act.done")); got.reload(); };
	const make = (o: Declaration): (() => void) | undefined => o.may_propose ? () => set_act("make") : undefined;
	return <>
		<nav class="row way"><a class="btn bare" href={to("/declarations")}><Icon name="left" />{t("nav.declarations")}</a></nav>
		<Ready of={got}>{(o) => <>
			<PageHead title={o.topic && o.topic !== "***" ? o.topic : t("nav.declarations")} sub={o.place}>{o.may_act ? <>
				{o.case ? null : <button type="button" class="btn main" onClick={() => set_act("accept")}>{t("dcl.accept")}</button>}
				{make(o) ? <button type="button" class="btn" onClick={make(o)}><Icon name="plus" />{t("dcl.newcomer")}</button> : null}
				<button type="button" class="btn" onClick={() => set_act("answer")}>{t("obj.answer")}</button></> : null}</PageHead>
			{o.change ? <p class="notice">{t("dcl.waits")} <a href={to("/changes/" + o.change)}>{t("dcl.waits.see")}</a></p> : null}
			<div class="hh-body">
				<div class="stack"><Told title={t("dcl.text")} text={o.content} />
					{o.answer ? <Told title={`${t("obj.answered")} · ${[o.answered_by, o.answered].filter(Boolean).join(" · ")}`} text={o.answer} /> : null}</div>
				<aside class="rail"><Panel title={t("ntc.about")} tools={<Status tone={deal_tone(o.is)}>{o.state}</Status>}><dl class="facts one">
					<div><dt>{t("dcl.name")}</dt><dd>{o.name}{o.phone ? <><br />{o.phone}</> : null}</dd></div>
					<div><dt>{t("ntc.col.group")}</dt><dd>{o.group}</dd></div>
					<div><dt>{t("obj.received")}</dt><dd>{[o.channel, o.received, o.taken_by].filter(Boolean).join(" · ")}</dd></div>
					{o.household ? <div><dt>{t("dcl.household")}</dt><dd><a href={"/household/" + encodeURIComponent(o.household)}>{o.household}</a></dd></div> : null}
					{o.case ? <div><dt>{t("dcl.case")}</dt><dd><a href={to("/case/" + encodeURIComponent(o.case))}>{o.case}</a></dd></div> : null}
					{o.due ? <div><dt>{t("obj.term")}</dt><dd><Due of={o} />{o.is === "answered" ? o.due : null}</dd></div> : null}
				</dl></Panel></aside>
			</div>
			{act === "make" ? <Newcomer d={o} close={() => set_act(null)} done={() => { set_act(null); toast(t("propose.sent")); got.reload(); }} /> : null}
			{act === "accept" ? <Accept d={o} make={make(o)} close={() => set_act(null)} done={over} run={(body) =>
				api(`declarations/${o.id}/accept`, { method: "POST", body })} /> : null}
			{act === "answer" ? <Answer close={() => set_act(null)} done={over} run={(text, key) =>
				api(`declarations/${o.id}/answer`, { method: "POST", body: { text }, key })} /> : null}
		</>}</Ready>
	</>;
}

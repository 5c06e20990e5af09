// What people say to the office: a list, the oldest term first in sight; one of them, looked into by
// somebody who had no part in it and answered by a third.
import { useState } from "preact/hooks";
import { api, query_text, useLoad } from "../base/api";
import { go, here, query, to } from "../base/route";
import { area, can } from "../base/state";
import { m, t, type Msg } from "../base/words";
import { Icon } from "../parts/icon";
import { Empty, PageHead, Ready } from "../parts/states";
import { Status } from "../parts/status";
import { Panel } from "../parts/timeline";
import { Told } from "./notices/told";
import { Deal, Enter } from "./notices/deal";
import { Due } from "./notices/due";
import { deal_tone, type Listed, type Objection } from "./notices/types";

const shows: [string, Msg][] = [["open", m("obj.open")], ["received", m("obj.received")], ["verified", m("obj.verified")], ["answered", m("obj.answered")], ["all", m("ntc.all")]];

export default function Objections({ parts }: { parts: string[] }) {
	return parts[1] ? <One id={parts[1]} /> : <All />;
}

function All() {
	const show = query.value.get("show") ?? "open", notice = query.value.get("notice");
	const list = useLoad<Listed<Objection>>("objections" + query_text({ state: notice || show === "all" ? "" : show, area: area.value }));
	const [enter, set_enter] = useState(false);
	return <>
		<PageHead title={t("nav.objections")} sub={t("obj.words")}>{can("procedure") ? <button type="button" class="btn main"
			onClick={() => set_enter(true)}><Icon name="plus" />{t("obj.enter")}</button> : null}</PageHead>
		{notice ? <p class="row"><span class="plain-chip">{t("obj.of.notice", notice)}</span><a href={to("/objections")}>{t("ntc.all")}</a></p>
			: <div class="row filters" role="group" aria-label={t("filter")}>{shows.map(([id, name]) => <button type="button" class="btn" key={id}
				aria-pressed={id === show} onClick={() => go(here({ show: id }), true)}>{t(name)}{id === show && list.data?.all ? <span class="count"> {list.data.all}</span> : null}</button>)}</div>}
		<Ready of={list}>{(d) => {
			const items = d.items.filter((o) => !notice || o.notice === notice);
			return items.length ? <ul class="plain found">{items.map((o) => <li key={o.id}><a href={to("/objections/" + o.id)}>
				<Status tone={deal_tone(o.is)}>{o.state}</Status><b>{o.topic}</b>{o.head ? <span>{o.head}</span> : null}<span>{o.place}</span>
				<span class="muted">{o.notice ? `${o.notice}${o.position ? " · " + t("obj.line", o.position) : ""}` : ""}</span>
				<Due of={o} /><span class="muted">{o.channel} · {o.received}</span></a></li>)}</ul> : <Empty text={t("obj.none")} />;
		}}</Ready>
		{enter ? <Enter close={() => { set_enter(false); list.reload(); }} what="objections" /> : null}
	</>;
}

function One({ id }: { id: string }) {
	const got = useLoad<Objection>("objections/" + encodeURIComponent(id));
	const [act, set_act] = useState<"verify" | "answer" | null>(null);
	return <>
		<nav class="row way"><a class="btn bare" href={to("/objections")}><Icon name="left" />{t("nav.objections")}</a></nav>
		<Ready of={got}>{(o) => <>
			<PageHead title={o.topic || t("nav.objections")} sub={o.place}>
				{o.may_verify ? <button type="button" class="btn main" onClick={() => set_act("verify")}>{t("obj.verify")}</button> : null}
				{o.may_answer ? <button type="button" class="btn main" onClick={() => set_act("answer")}>{t("obj.answer")}</button> : null}</PageHead>
			<div class="hh-body">
				<div class="stack"><Told title={t("obj.told")} text={o.content} />
					{o.own && o.is === "received" ? <div class="notice warn-edge"><p>▲ {o.own}</p></div> : null}
					<Panel title={t("dbt.course")}><ol class="plain course">
						<Step name={t("obj.received")} past text={[o.channel, o.received, o.taken_by].filter(Boolean).join(" · ")} />
						<Step name={t("obj.verified")} past={!!o.found} text={o.found || t("obj.unverified")}
							by={[o.verified_by, o.verified].filter(Boolean).join(" · ")} />
						<Step name={t("obj.answered")} past={!!o.answer} text={o.answer ? `${o.outcome} · ${o.answer}` : t("obj.unanswered")}
							by={[o.answered_by, o.answered].filter(Boolean).join(" · ")} /></ol></Panel></div>
				<aside class="rail"><Panel title={t("ntc.about")} tools={<Status tone={deal_tone(o.is)}>{o.state}</Status>}><dl class="facts one">
					{o.notice ? <div><dt>{t("nav.notices")}</dt><dd><a href={to("/notices/" + encodeURIComponent(o.notice))}>{o.notice}</a>
						{o.position ? " · " + t("obj.line", o.position) : ""}</dd></div> : null}
					<div><dt>{t("obj.who")}</dt><dd>{o.name || t("obj.anonymous")}{o.phone ? <><br />{o.phone}</> : null}</dd></div>
					{o.due ? <div><dt>{t("obj.term")}</dt><dd><Due of={o} />{o.is === "answered" ? o.due : null}</dd></div> : null}
					{o.household ? <div><dt>{t("obj.about")}</dt><dd><a href={"/household/" + encodeURIComponent(o.household)}>{o.head || o.household}</a>
						<br /><span class="muted small">{o.household}</span></dd></div> : null}
					{o.case ? <div><dt>{t("dcl.case")}</dt><dd><a href={to("/case/" + encodeURIComponent(o.case))}>{o.case}</a></dd></div> : null}
				</dl></Panel></aside>
			</div>
			{act ? <Deal act={act} o={o} close={() => set_act(null)} done={() => { set_act(null); got.reload(); }} run={(body, key) =>
				api(`objections/${o.id}/${act}`, { method: "POST", body, key })} /> : null}
		</>}</Ready>
	</>;
}

const Step = ({ name, past, text, by }: { name: string; past: boolean; text: string; by?: string }) => <li>
	<div><Status tone={past ? "ok" : "none"}>{name}</Status></div>
	<div class={past ? "" : "muted"}><span class="said">{text}</span>{by ? <><br /><span class="muted">{by}</span></> : null}</div></li>;

// A notice: the list as it hangs, its days, the photos that prove them, and what can be done.
import { useState } from "preact/hooks";
import { useLoad } from "../base/api";
import { query, to } from "../base/route";
import { t } from "../base/words";
import { Icon } from "../parts/icon";
import { PrintFoot } from "../parts/print";
import { PageHead, Ready } from "../parts/states";
import { Status } from "../parts/status";
import { Panel } from "../parts/timeline";
import { Print } from "../parts/papers";
import { Act, type Acting } from "./notices/act";
import { by_kind, kinds, late_last, state_of, type Notice } from "./notices/types";

const heads: Record<string, () => string> = { position: () => t("ntc.col.position"), name: () => t("ntc.col.name"),
	group: () => t("ntc.col.group"), members: () => t("ntc.col.members"), place: () => t("ntc.col.place") };

/* The frozen bytes: a head of "name value", an empty line, cells with tabs between. */
function frozen(text: string): { columns: string[]; rows: string[][]; head: Map<string, string> } {
	const [top = "", ...rest] = text.split("\n\n");
	const head = new Map(top.split("\n").map((l) => { const at = l.indexOf(" "); return [l.slice(0, at), l.slice(at + 1)]; }));
	return { columns: (head.get("columns") || "").split(" "), head,
		rows: rest.join("\n\n").split("\n").filter(Boolean).map((l) => l.split("\t")) };
}

export default function Room({ parts }: { parts: string[] }) {
	const no = encodeURIComponent(parts[1] || "");
	const got = useLoad<Notice>("notices/" + no);
	// A task that asks for the photo of the last day leads straight to its form.
	const [act, set_act] = useState<Acting | null>(query.value.get("do") === "last" ? "last" : null);
	return <>
		<nav class="row way"><a class="btn bare" href={to("/notices")}><Icon name="left" />{t("nav.notices")}</a></nav>
		<Ready of={got}>{(n) => <>
			<PageHead title={n.title} sub={[n.no, n.place].join(" · ")}><Tools n={n} act={set_act} /></PageHead>
			<div class="hh-body">
				<div class="stack"><List n={n} /></div>
				<aside class="rail"><About n={n} /><Proof n={n} /><Panel title={t("ntc.check")}><p class="mono small wrap">{n.sheet}</p>
					<p class="muted small">{t("ntc.check.words")}</p></Panel></aside>
			</div>
			{act && n.may_act && !(act === "last" && n.proven_last) ? <Act what={act} n={n} close={() => set_act(null)} done={() => { set_act(null); got.reload(); }} /> : null}
		</>}</Ready>
		<PrintFoot />
	</>;
}

function Tools({ n, act }: { n: Notice; act: (a: Acting) => void }) {
	const over = n.state === "down" || n.state === "superseded";
	return <>
		{n.shown ? <a class="btn" href={"/p/n/" + encodeURIComponent(n.no)} target="_blank" rel="noopener">
			<Icon name="eye" />{t("ntc.public.one")}</a> : null}
		<Print at={`notices/${encodeURIComponent(n.no)}`} papers={n.kind === "result" ? ["announcement", "announcement-poster"] : ["notice"]} />
		{!n.may_act || over ? null : <>
			{n.state === "made" ? <button type="button" class="btn main" onClick={() => act("first")}>{t(by_kind(n.kind, "post"))}</button> : null}
			{n.state === "stopped" ? <button type="button" class="btn main" onClick={() => act("first")}>{t("ntc.again")}</button> : null}
			{n.state === "hanging" || (n.state === "done" && n.shown && n.kind !== "result") ? <button type="button" class="btn" onClick={() => act("missing")}>{t("ntc.missing")}</button> : null}
			{(n.state === "hanging" || n.state === "done") && n.kind !== "result" && !n.proven_last ? <button type="button" class={"btn" + (n.state === "done" ? " main" : "")}
				onClick={() => act("last")}>{t("ntc.last")}</button> : null}
			{n.state === "done" && !n.shown ? null
				: <button type="button" class="btn" onClick={() => act("down")}>{t("ntc.take.down")}</button>}</>}
	</>;
}

function List({ n }: { n: Notice }) {
	const { columns, rows } = frozen(n.board);
	const at = columns.indexOf("position"), struck = new Set(n.struck);
	const gone = (r: string[], i: number): boolean => struck.has(at < 0 ? i + 1 : Number(r[at]));
	return <Panel title={t("ntc.frozen")} tools={<span class="muted">{t("ntc.lines", n.lines)}</span>}>
		<div class="scroll-x" tabIndex={0} role="region" aria-label={t("ntc.frozen")}><table class="plain-table frozen"><thead><tr>
			{columns.map((c) => <th scope="col" key={c}>{heads[c]?.() || c}</th>)}
			{struck.size ? <th scope="col">{t("nav.objections")}</th> : null}</tr></thead>
			<tbody>{rows.map((r, i) => <tr key={i}>{r.map((c, k) => <td key={k}>{gone(r, i) ? <del>{c}</del> : c}</td>)}
				{struck.size ? <td>{gone(r, i) ? <Status tone="bad">{t("ntc.struck")}</Status> : null}</td> : null}</tr>)}</tbody></table></div>
		<p class="muted small">{t("ntc.frozen.words")}</p>
	</Panel>;
}

function About({ n }: { n: Notice }) {
	const [tone, word] = state_of(n), result = n.kind === "result";
	return <Panel title={t("ntc.about")} tools={<Status tone={tone}>{t(word)}{n.day && !result ? " " + t("ntc.day", n.day, n.days) : ""}</Status>}>
		<dl class="facts one">
			<div><dt>{t("ntc.kind")}</dt><dd>{[t(kinds[n.kind]), !result && n.until && n.state === "done" ? t("ntc.closed", n.until) : ""].filter(Boolean).join(" · ")}</dd></div>
			<div><dt>{t("ntc.term")}</dt><dd>{result ? t("ntc.no.term") : n.working ? t("ntc.workdays", n.days) : t("ntc.days", n.days)}</dd></div>
			{n.posted ? <div><dt>{result ? t("ntc.announced.on") : t("ntc.posted")}</dt><dd>{n.posted}{n.until && !result ? " ～ " + n.until : ""}</dd></div> : null}
			{n.mending ? <div><dt>{t("ntc.mending")}</dt><dd><Status tone="warn">{t("ntc.mending.since", n.mending)}</Status></dd></div> : null}
			{n.missing_since ? <div><dt>{t("ntc.stopped")}</dt><dd>{n.missing_since}{n.missing_why ? <><br />{t("ntc.down.why", n.missing_why)}</> : null}</dd></div> : null}
			{n.down ? <div><dt>{t("ntc.down")}</dt><dd>{n.down}{n.down_why ? <><br />{t("ntc.down.why", n.down_why)}</> : null}</dd></div> : null}
			{n.replaced_by ? <div><dt>{t("ntc.replaced")}</dt><dd><a href={to("/notices/" + encodeURIComponent(n.replaced_by))}>{n.replaced_by}</a></dd></div> : null}
			{n.from ? <div><dt>{t(by_kind(n.kind, "begins"))}</dt><dd>{n.from}<br /><Status tone="warn">{t("ntc.later", n.made)}</Status></dd></div> : null}
			<div><dt>{t("ntc.made.by")}</dt><dd>{n.made_by}<br /><span class="muted small">{n.made}</span></dd></div>
			{result && !n.open_objections ? null : <div><dt>{t("nav.objections")}</dt><dd>{n.open_objections ? <a href={to("/objections", { notice: n.no })}>
				{t("ntc.open.objections", n.open_objections)}</a> : t("ntc.no.objections")}</dd></div>}
		</dl></Panel>;
}

function Proof({ n }: { n: Notice }) {
	const days: ["first" | "last", string, Notice["first"]][] = [["first", t(by_kind(n.kind, "first")), n.first]];
	if (n.kind !== "result" || n.last)
		days.push(["last", t("ntc.last.photo"), n.last]);
	return <Panel title={t("ntc.photos")}>{days.map(([day, name, p]) => <div key={day}>{p ? <figure class="paper">
		<a href={`/api/v1/notices/${encodeURIComponent(n.no)}/photos/${day}`} target="_blank" rel="noopener">
			<img src={`/api/v1/notices/${encodeURIComponent(n.no)}/photos/${day}`} alt={name} loading="lazy" /></a>
		<figcaption><b>{name}</b><div class="muted">{p.place} · {p.taken}</div>
			{day === "last" && late_last(n) ? <Status tone="warn">{t("ntc.last.late", n.until!)}</Status> : null}</figcaption></figure>
		: <p><Status tone="none">{name}</Status> <span class="muted">{t("ntc.no.photo")}</span></p>}</div>)}</Panel>;
}

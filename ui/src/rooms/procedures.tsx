// The procedures of the pack: on what they rest, when they are in force; and one of them as a flow
// chart and gate by gate, from the same rows that decide.
import { useEffect, useRef } from "preact/hooks";
import { useLoad } from "../base/api";
import { to } from "../base/route";
import { noun_name } from "../base/state";
import { lang, t } from "../base/words";
import { clean, load } from "../parts/chart";
import { Icon } from "../parts/icon";
import { PrintFoot } from "../parts/print";
import { PageHead, Ready } from "../parts/states";
import { Status } from "../parts/status";
import { DataTable } from "../parts/table";
import { Panel } from "../parts/timeline";
import { basis_text } from "./household/verdicts";
import { gate_tone, type Gate, type Procedure, type ProcedureBrief } from "./rounds/types";

export default function Room({ parts }: { parts: string[] }) {
	return parts[1] ? <One id={parts[1]} key={parts[1]} /> : <All />;
}

function State({ p }: { p: ProcedureBrief }) {
	return p.draft ? <Status tone="warn">{t("proc.draft")}</Status> : p.holds ? <Status tone="ok">{t("proc.holds")}</Status>
		: <Status tone="none">{t("proc.not.now")}</Status>;
}

function All() {
	const list = useLoad<{ items: ProcedureBrief[] }>("procedures");
	return <>
		<nav class="row way"><a class="btn bare" href={to("/rounds")}><Icon name="left" />{t("round.title")}</a></nav>
		<PageHead title={t("nav.procedures")} sub={t("proc.sub")} />
		<Ready of={list}>{(d) => <DataTable label={t("nav.procedures")} rows={d.items} key_of={(p) => p.id} href={(p) => to("/procedures/" + p.id)} columns={[
			{ name: "name", label: t("round.procedure"), card: "title", wide: true, sort: false, show: (p) => p.name },
			{ name: "for", label: t("proc.for"), sort: false, show: (p) => noun_name(p.for) },
			{ name: "state", label: t("round.state"), sort: false, show: (p) => <State p={p} /> },
			{ name: "span", label: t("proc.span"), sort: false, show: (p) => `${p.from || "…"} ～ ${p.to || "…"}` },
			{ name: "document", label: t("proc.document"), sort: false, wide: true, show: (p) => basis_text(p.document as never) || "--" },
		]} />}</Ready>
		<PrintFoot />
	</>;
}

function Chart({ id, name }: { id: string; name: string }) {
	const box = useRef<HTMLDivElement>(null);
	const now = lang.value;
	useEffect(() => {
		let gone = false;
		load(`/api/v1/procedures/${encodeURIComponent(id)}.svg?lang=${now}`).then((root) => {
			if (!gone && box.current)
				box.current.replaceChildren(document.importNode(clean(root), true));
		}, () => undefined);
		return () => { gone = true; };
	}, [id, now]);
	return <figure class="flow"><figcaption class="hidden-text">{name}</figcaption><div ref={box} /></figure>;
}

function One({ id }: { id: string }) {
	const got = useLoad<Procedure>("procedures/" + encodeURIComponent(id));
	return <>
		<nav class="row way"><a class="btn bare" href={to("/procedures")}><Icon name="left" />{t("nav.procedures")}</a></nav>
		<Ready of={got}>{(p) => <>
			<PageHead title={p.name} sub={[basis_text(p.document as never), `${p.from || "…"} ～ ${p.to || "…"}`].filter(Boolean).join(" · ")}><State p={p} /></PageHead>
			{p.unconfirmed || p.note ? <p class="notice warn-edge">▲ {t("round.unconfirmed")}{p.note ? <><br />{p.note}</> : null}</p> : null}
			<div class="proc-body">
				<Panel title={t("proc.gates")}><ol class="plain proc-gates">{p.gates.map((g) => <OneGate key={g.id} g={g} />)}</ol></Panel>
				<Panel title={t("round.chart")}><Chart id={id} name={p.name} /></Panel>
			</div>
		</>}</Ready>
		<PrintFoot />
	</>;
}

function OneGate({ g }: { g: Gate }) {
	return <li><h3>{g.end ? <Status tone={gate_tone(g.end)}>{g.name}</Status> : g.name} {g.clock ? <span class="tag">{g.clock}</span> : null}
		{g.publish ? <span class="tag">{t("proc.publish")}</span> : null}{g.meeting ? <span class="tag">{t("meet.title")}</span> : null}</h3>
		{g.acts.length ? <ul>{g.acts.map((a) => <li key={a.id}><b>{a.name}</b> → {a.to.name} <span class="muted">[{a.who}]</span>
			{a.takes ? <><br /><span class="muted small">{a.takes}</span></> : null}</li>)}</ul> : null}</li>;
}

// A letter of refusal, or the answer of its review: what it tells, to be printed, and that it was
// handed over: on which day, and who signed for it; if a proxy did, his name and what he is to the head; or
// that it was left there before witnesses, or sent by post.
import { useState } from "preact/hooks";
import { api } from "../../base/api";
import { date_value } from "../../base/format";
import { lang, t } from "../../base/words";
import { Labelled } from "../../parts/form";
import { Icon } from "../../parts/icon";
import { Dialog, toast } from "../../parts/overlay";
import { Fault } from "../../parts/states";
import { Panel } from "../../parts/timeline";
import { Buttons, Day, useSend } from "../rounds/forms";
import { handed } from "./act";
import type { Letter } from "./types";

/** Why, and until when and of whom a review may be asked for; or what is left after one. */
export function Told({ no, l, serve }: { no: string; l: Letter; serve: () => void }) {
	const got = [l.served_to, l.proxy ? `${l.proxy}${l.relation ? ` (${l.relation})` : ""}` : "", l.witness ? t("case.seen.by", l.witness) : "", l.post_no,
		l.served_by ? t("case.served.by", l.served_by) : ""].filter(Boolean).join(" · ");
	const facts: [string, string | undefined][] = [[t("case.written"), l.written], [t("case.review.until"), l.review_until],
		[t("case.review.to"), l.review_to], [t("case.further"), l.further]];
	return <Panel title={l.last ? t("case.answer", l.no) : t("case.letter", l.no)}>
		{l.reason ? <p class="said">{l.reason}</p> : null}
		<dl class="facts one">{facts.filter(([, v]) => v).map(([k, v]) => <div key={k}><dt>{k}</dt><dd>{v}</dd></div>)}
			{l.served_on ? <div><dt>{t("case.served")}</dt><dd>{l.served_on}<br /><span class="muted small">{got}</span></dd></div> : null}</dl>
		<div class="row">{l.paper ? <a class="btn" target="_blank" rel="noopener" aria-label={`${t("case.letter.print")} ${l.no}`}
			href={`/api/v1/cases/${encodeURIComponent(no)}/papers/${l.paper}.pdf?letter=${encodeURIComponent(l.no)}&lang=${lang.value}`}>
			<Icon name="print" />{t("case.letter.print")}</a> : null}
			{l.may_serve ? <button type="button" class="btn" onClick={serve}>{t("case.serve")}</button> : null}</div>
	</Panel>;
}

export function Serve({ no, l, close, done }: { no: string; l: Letter; close: () => void; done: () => void }) {
	const [s, set_s] = useState({ signer: "", proxy: "", relation: "", witness: "", post_no: "" });
	const [day, set_day] = useState("");
	const { busy, fault, send } = useSend();
	const by = (sem: string): boolean => handed().some((x) => x.code === s.signer && x.sem.includes(sem));
	const by_proxy = by("proxy"), left = by("left"), post = by("post");
	const lacks = !s.signer || (by_proxy && (!s.proxy.trim() || !s.relation.trim())) || (left && !s.witness.trim()) || (post && !s.post_no.trim());
	async function run(key: string): Promise<void> {
		const on = date_value(day);
		await api(`cases/${encodeURIComponent(no)}/served`, { method: "POST", key, body: { letter: l.no, signer: s.signer,
			...(by_proxy ? { proxy: s.proxy, relation: s.relation } : {}), ...(left ? { witness: s.witness } : {}), ...(post ? { post_no: s.post_no } : {}), ...(on ? { on } : {}) } });
		toast(t("case.was.served", l.no));
		done();
	}
	const text = (name: "proxy" | "relation" | "witness" | "post_no", label: string, hint?: string) => <Labelled id={"srv-" + name} label={label} hint={hint} need>
		<input type="text" id={"srv-" + name} class={name === "witness" ? "wide" : undefined} maxLength={name === "witness" ? 200 : 40} required value={s[name]} onInput={(e) => set_s({ ...s, [name]: e.currentTarget.value })} /></Labelled>;
	return <Dialog title={t("case.serve")} close={close}><form class="stack" onSubmit={(e) => { e.preventDefault(); send(run); }}>
		{fault ? <Fault fault={fault} now /> : null}
		<Labelled id="srv-who" label={t("case.serve.who")} need><select id="srv-who" value={s.signer} required onChange={(e) => set_s({ ...s, signer: e.currentTarget.value })}>
			<option value="">{t("choose")}</option>{handed().map((x) => <option key={x.code} value={x.code}>{x.name}</option>)}</select></Labelled>
		{by_proxy ? <>{text("proxy", t("case.proxy.got"))}{text("relation", t("case.relation"))}</> : null}
		{left ? text("witness", t("case.left.witness"), t("case.left.hint", l.witnesses)) : null}
		{post ? text("post_no", t("case.post.no"), t("case.post.hint")) : null}
		<Day id="srv-day" label={t("case.served")} value={day} set={set_day} />
		<Buttons yes={t("case.serve")} busy={busy} off={lacks} close={close} />
	</form></Dialog>;
}

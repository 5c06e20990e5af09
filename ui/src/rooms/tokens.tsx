// Tokens: keys for programs. Less than their owner in every way, until a day; shown once.
import { useState } from "preact/hooks";
import { Problem, useLoad, type FieldFault } from "../base/api";
import { date_value } from "../base/format";
import { perm_name, token_perms } from "../base/state";
import { post } from "../base/tell";
import type { AreaName, Page } from "../base/types";
import { comma, pick, t } from "../base/words";
import { AreaDialog } from "../parts/area";
import { Confirm } from "../parts/confirm";
import { ErrorSummary, Labelled } from "../parts/form";
import { Icon } from "../parts/icon";
import { Dialog, toast } from "../parts/overlay";
import { Empty, PageHead, Ready } from "../parts/states";
import { Status } from "../parts/status";
import { DataTable } from "../parts/table";

interface Token {
	id: string; name: string; perms: string[]; area?: string; area_name?: string; made: string; expires: string;
	ended?: string; in_force: boolean;
}

export default function Tokens(_: { parts: string[] }) {
	const list = useLoad<Page<Token>>("tokens");
	const [making, set_making] = useState(false);
	const [end, set_end] = useState<Token | null>(null);
	return <>
		<PageHead title={t("tok.title")} sub={t("tok.words")}><button type="button" class="btn main"
			onClick={() => set_making(true)}><Icon name="plus" />{t("tok.new")}</button></PageHead>
		<Ready of={list}>{(d) => d.items.length ? <DataTable label={t("tok.title")} rows={d.items} key_of={(k) => k.id} columns={[
			{ name: "name", label: t("tok.name"), sort: false, card: "title", show: (k) => k.name },
			{ name: "perms", label: t("tok.may"), sort: false, show: (k) => k.perms.map(perm_name).join(comma()) },
			{ name: "area", label: t("sum.area"), sort: false, show: (k) => k.area_name || t("tok.everywhere") },
			{ name: "made", label: t("tok.made"), sort: false, show: (k) => k.made },
			{ name: "expires", label: t("tok.expires"), sort: false, show: (k) => k.expires },
			{ name: "state", label: t("job.state"), sort: false, show: (k) => <Status tone={k.in_force ? "ok" : "stop"}>
				{k.in_force ? t("gr.in.force") : t("gr.over")}</Status> },
			{ name: "acts", label: t("acts"), sort: false, show: (k) => k.in_force ? <button type="button" class="btn small"
				onClick={() => set_end(k)}>{t("tok.end")}</button> : "" }]} /> : <Empty text={t("tok.none")} />}</Ready>
		{making ? <Make close={() => { set_making(false); list.reload(); }} /> : null}
		{end ? <Confirm title={`${t("tok.end")} · ${end.name}`} yes={t("tok.end")} risky reason close={() => set_end(null)}
			run={async (why) => {
				await post(`tokens/${end.id}/end`, { reason: why });
				toast(t("saved"));
				list.reload();
			}}><p>{t("tok.end.words")}</p></Confirm> : null}
	</>;
}

function Make({ close }: { close: () => void }) {
	const [name, set_name] = useState("");
	const [perms, set_perms] = useState<string[]>([]);
	const [area, set_area] = useState<AreaName | null>(null);
	const [picking, set_picking] = useState(false);
	const [expires, set_expires] = useState("");
	const [made, set_made] = useState("");
	const [faults, set_faults] = useState<FieldFault[]>([]);
	const [fault, set_fault] = useState<Problem | null>(null);
	async function send(e: Event): Promise<void> {
		e.preventDefault();
		const wrong: FieldFault[] = [];
		if (!name.trim())
			wrong.push({ field: "tok-name", detail: t("check.at", t("tok.name"), t("check.required")) });
		if (!perms.length)
			wrong.push({ field: "tok-perms", detail: t("check.at", t("tok.may"), t("check.required")) });
		if (!date_value(expires))
			wrong.push({ field: "tok-expires", detail: t("check.date") });
		set_faults(wrong);
		set_fault(null);
		if (wrong.length)
			return;
		try {
			set_made((await post<{ token: string }>("tokens", { name: name.trim(), perms, expires: date_value(expires),
				...area ? { area: area.code } : {} })).token);
		} catch (f) {
			const p = f as Problem;
			set_faults(p.errors.map((x) => ({ ...x, field: "tok-" + x.field })));
			set_fault(p);
		}
	}
	const fault_of = (id: string): string | undefined => faults.find((f) => f.field === id)?.detail;
	if (picking)
		return <AreaDialog close={() => set_picking(false)} start={area?.code || ""}
			take={(a) => { set_area(a); set_picking(false); }} />;
	if (made)
		return <Dialog title={t("tok.new")} close={close}><div class="stack"><p><b>{t("tok.once")}</b></p>
			<p class="mono big-code">{made}</p>
			<p class="muted">Authorization: Bearer {made.slice(0, 6)}…</p>
			<div class="row"><button type="button" class="btn main" onClick={() => void navigator.clipboard?.writeText(made)
				.then(() => toast(t("copied")))}><Icon name="copy" />{t("copy")}</button>
				<button type="button" class="btn" onClick={close}>{t("close")}</button></div></div></Dialog>;
	return <Dialog title={t("tok.new")} close={close}><form class="stack" onSubmit={send} noValidate>
		<ErrorSummary faults={faults} fault={fault} />
		<Labelled id="tok-name" label={t("tok.name")} hint={t("tok.name.hint")} need fault={fault_of("tok-name")}>
			<input type="text" id="tok-name" maxLength={60} autocomplete="off" value={name} onInput={(e) => set_name(e.currentTarget.value)} />
		</Labelled>
		<fieldset class="checks" id="tok-perms" tabIndex={-1}><legend>{t("tok.may")}</legend>{token_perms().map((p) =>
			<label class="check" key={p.name}><input type="checkbox" name={p.name} checked={perms.includes(p.name)}
				onChange={(e) => set_perms(e.currentTarget.checked ? [...perms, p.name] : perms.filter((x) => x !== p.name))} />
				{" "}{pick(p.zh, p.en)}</label>)}</fieldset>
		<div class="field"><b>{t("sum.area")}</b><button type="button" class="btn" onClick={() => set_picking(true)}>
			<Icon name="area" />{area?.name || t("tok.everywhere")}</button></div>
		<Labelled id="tok-expires" label={t("tok.expires")} hint={t("tok.expires.hint")} need fault={fault_of("tok-expires")}>
			<input type="text" id="tok-expires" placeholder={t("check.date.form")} value={expires} onInput={(e) => set_expires(e.currentTarget.value)} />
		</Labelled>
		<div class="row"><button type="submit" class="btn main">{t("tok.make")}</button>
			<button type="button" class="btn" onClick={close}>{t("cancel")}</button></div>
	</form></Dialog>;
}

// Grants: a role, for an area, for a time, for a purpose. Ended, never changed.
import { useState } from "preact/hooks";
import { Problem, query_text, useLoad, type FieldFault } from "../base/api";
import { date_value } from "../base/format";
import { go, here, query } from "../base/route";
import { can, meta, perm_name, role_name } from "../base/state";
import { post } from "../base/tell";
import type { AreaName, Page } from "../base/types";
import { pick, t } from "../base/words";
import { AreaDialog } from "../parts/area";
import { Confirm } from "../parts/confirm";
import { ErrorSummary, Labelled } from "../parts/form";
import { Icon } from "../parts/icon";
import { Dialog, toast } from "../parts/overlay";
import { Empty, PageHead, Ready } from "../parts/states";
import { Status } from "../parts/status";
import { DataTable } from "../parts/table";
import type { Account } from "./accounts";

interface Grant {
	id: string; account: string; login: string; name?: string; role: string; area?: string; area_name?: string;
	households?: number; from?: string; to?: string; in_force?: boolean; ended?: string | null; purpose?: string;
	by?: string;
}

export default function Grants(_: { parts: string[] }) {
	const who = query.value.get("account") || "";
	const list = useLoad<Page<Grant>>("grants" + query_text({ account: who }));
	const [making, set_making] = useState(false);
	const [end, set_end] = useState<Grant | null>(null);
	return <>
		<PageHead title={t("nav.grants")} sub={t("gr.words")}><button type="button" class="btn main"
			onClick={() => set_making(true)}><Icon name="plus" />{t("gr.new")}</button></PageHead>
		{who ? <p class="row"><span class="chip">{t("acc.login")} {who}<button type="button" aria-label={t("filter.clear")}
			onClick={() => go(here({ account: null }))}><Icon name="close" size={12} /></button></span></p> : null}
		<Ready of={list}>{(d) => d.items.length ? <DataTable label={t("nav.grants")} rows={d.items} key_of={(g) => g.id} columns={[
			{ name: "login", label: t("acc.login"), sort: false, card: "title", show: (g) => g.name ? `${g.name} (${g.login})` : g.login },
			{ name: "role", label: t("gr.role"), sort: false, show: (g) => role_name(g.role) },
			{ name: "area", label: t("sum.area"), sort: false, show: (g) => g.households
				? t("gr.assigned", g.households) : g.area_name || t("gr.everywhere") },
			{ name: "from", label: t("gr.from"), sort: false, show: (g) => g.from || "--" },
			{ name: "to", label: t("gr.to"), sort: false, show: (g) => g.to || "--" },
			{ name: "state", label: t("job.state"), sort: false, show: (g) => <Status tone={g.in_force ? "ok" : "stop"}>
				{g.in_force ? t("gr.in.force") : t("gr.over")}</Status> },
			{ name: "purpose", label: t("gr.purpose"), sort: false, show: (g) => g.purpose || "--" },
			{ name: "by", label: t("gr.by"), sort: false, show: (g) => g.by || "--" },
			{ name: "acts", label: t("acts"), sort: false, show: (g) => g.in_force ? <button type="button"
				class="btn small" onClick={() => set_end(g)}>{t("gr.end")}</button> : "" }]} /> : <Empty text={t("list.none")} />}</Ready>
		{making ? <Give close={() => set_making(false)} done={() => { set_making(false); list.reload(); }} /> : null}
		{end ? <Confirm title={`${t("gr.end")} · ${end.name || end.login} · ${role_name(end.role)}`} yes={t("gr.end")} risky reason
			close={() => set_end(null)} run={async (why) => {
				await post(`grants/${end.id}/end`, { reason: why });
				toast(t("saved"));
				list.reload();
			}}><p>{t("gr.end.words")}</p></Confirm> : null}
	</>;
}

function Give({ close, done }: { close: () => void; done: () => void }) {
	const accounts = useLoad<Page<Account>>("accounts");
	const [account, set_account] = useState("");
	const [role, set_role] = useState("");
	const [area, set_area] = useState<AreaName | null>(null);
	const [picking, set_picking] = useState(false);
	const [to, set_to] = useState("");
	const [purpose, set_purpose] = useState("");
	const [faults, set_faults] = useState<FieldFault[]>([]);
	const [fault, set_fault] = useState<Problem | null>(null);
	const roles = (meta.value?.roles || []).filter((r) => r.name !== "emergency");
	async function send(e: Event): Promise<void> {
		e.preventDefault();
		const wrong = [[account, "gr-account", t("gr.account")], [role, "gr-role", t("gr.role")],
			[purpose.trim(), "gr-purpose", t("gr.purpose")]].filter(([v]) => !v)
			.map(([, field, name]) => ({ field: field!, detail: t("check.at", name!, t("check.required")) }));
		if (to && !date_value(to))
			wrong.push({ field: "gr-to", detail: t("check.date") });
		set_faults(wrong);
		set_fault(null);
		if (wrong.length)
			return;
		try {
			await post("grants", { account, role, area: area?.code || null, to: date_value(to), purpose: purpose.trim() });
			toast(t("saved"));
			done();
		} catch (f) {
			const p = f as Problem;
			set_faults(p.errors.map((x) => ({ ...x, field: "gr-" + x.field })));
			set_fault(p);
		}
	}
	const fault_of = (id: string): string | undefined => faults.find((f) => f.field === id)?.detail;
	const perms = meta.value?.roles.find((r) => r.name === role)?.perms;
	if (picking)
		return <AreaDialog close={() => set_picking(false)} start={area?.code || ""}
			take={(a) => { set_area(a); set_picking(false); }} />;
	return <Dialog title={t("gr.new")} close={close}><form class="stack" onSubmit={send} noValidate>
		<ErrorSummary faults={faults} fault={fault} />
		<Labelled id="gr-account" label={t("gr.account")} need fault={fault_of("gr-account")}>
			{can("users") || accounts.data ? <select id="gr-account" value={account} onChange={(e) => set_account(e.currentTarget.value)}>
				<option value="">{t("choose")}</option>{(accounts.data?.items || []).map((a) =>
					<option key={a.id} value={a.id}>{`${a.name} (${a.login})`}</option>)}</select>
				: <input type="text" id="gr-account" value={account} onInput={(e) => set_account(e.currentTarget.value)} />}</Labelled>
		<Labelled id="gr-role" label={t("gr.role")} need fault={fault_of("gr-role")}><select id="gr-role" value={role}
			onChange={(e) => set_role(e.currentTarget.value)}><option value="">{t("choose")}</option>{roles.map((r) =>
				<option key={r.name} value={r.name}>{pick(r.zh, r.en)}</option>)}</select></Labelled>
		{perms ? <ul class="plain tags" aria-label={t("set.may")}>{perms.map((p) => <li class="tag" key={p}>{perm_name(p)}</li>)}</ul> : null}
		<div class="field"><b>{t("sum.area")}</b><button type="button" class="btn" onClick={() => set_picking(true)}>
			<Icon name="area" />{area?.name || t("gr.everywhere")}</button></div>
		<Labelled id="gr-to" label={t("gr.to")} hint={t("gr.to.hint")} fault={fault_of("gr-to")}><input type="text" id="gr-to"
			placeholder={t("check.date.form")} value={to} onInput={(e) => set_to(e.currentTarget.value)} /></Labelled>
		<Labelled id="gr-purpose" label={t("gr.purpose")} need fault={fault_of("gr-purpose")}><input type="text" id="gr-purpose"
			class="wide" value={purpose} onInput={(e) => set_purpose(e.currentTarget.value)} /></Labelled>
		<div class="row"><button type="submit" class="btn main">{t("gr.give")}</button>
			<button type="button" class="btn" onClick={close}>{t("cancel")}</button></div>
	</form></Dialog>;
}

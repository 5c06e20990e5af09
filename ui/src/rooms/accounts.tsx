// Accounts: who may sign in. What they may do then is given under Grants, by somebody else.
import { useState } from "preact/hooks";
import { api, new_key, Problem, useLoad, type FieldFault } from "../base/api";
import { me, role_name } from "../base/state";
import { post } from "../base/tell";
import type { Page } from "../base/types";
import { comma, t } from "../base/words";
import { Confirm } from "../parts/confirm";
import { ErrorSummary, Labelled } from "../parts/form";
import { Icon } from "../parts/icon";
import { KinList, type Relative } from "../parts/kin";
import { Dialog, Menu, toast } from "../parts/overlay";
import { Empty, PageHead, Ready } from "../parts/states";
import { Status } from "../parts/status";
import { DataTable } from "../parts/table";

export interface Account {
	id: string; login: string; name: string; unit?: string; active: boolean;
	totp?: boolean; must_change?: boolean; roles?: string[]; seen?: string | null;
}
const works = (a: Account): boolean => a.active;

export default function Accounts(_: { parts: string[] }) {
	const list = useLoad<Page<Account>>("accounts");
	const [making, set_making] = useState(false);
	const [act, set_act] = useState<Account | null>(null);
	const [reset, set_reset] = useState<Account | null>(null);
	const [kin, set_kin] = useState<Account | null>(null);
	return <>
		<PageHead title={t("nav.accounts")} sub={t("acc.words")}><button type="button" class="btn main"
			onClick={() => set_making(true)}><Icon name="plus" />{t("acc.new")}</button></PageHead>
		<Ready of={list}>{(d) => d.items.length ? <DataTable label={t("nav.accounts")} rows={d.items}
			key_of={(a) => a.id} columns={[
				{ name: "login", label: t("acc.login"), sort: false, show: (a) => a.login },
				{ name: "name", label: t("acc.name"), sort: false, card: "title", show: (a) => a.name },
				{ name: "unit", label: t("acc.unit"), sort: false, show: (a) => a.unit || "--" },
				{ name: "roles", label: t("acc.roles"), sort: false,
					show: (a) => a.roles?.map(role_name).join(comma()) || "--" },
				{ name: "totp", label: t("acc.totp"), sort: false, show: (a) => a.totp ? t("yes") : t("no") },
				{ name: "state", label: t("job.state"), sort: false, show: (a) => <Status tone={works(a) ? "ok" : "stop"}>
					{works(a) ? a.must_change ? t("acc.first") : t("acc.active") : t("acc.disabled")}</Status> },
				{ name: "seen", label: t("acc.seen"), sort: false, show: (a) => a.seen || "--" },
				{ name: "acts", label: t("acts"), sort: false, show: (a) => a.id === me.value!.account.id ? "" : <Menu
					cls="btn small" icon="more" title={t("acc.acts", a.login)}>{(close) => <>
						<button type="button" class="menu-item" onClick={() => { close(); set_act(a); }}>
							{works(a) ? t("acc.disable") : t("acc.enable")}</button>
						<button type="button" class="menu-item" onClick={() => { close(); set_reset(a); }}>{t("acc.reset")}</button>
						<button type="button" class="menu-item" onClick={() => { close(); set_kin(a); }}>{t("kin.title")}</button>
					</>}</Menu> }]} /> : <Empty text={t("list.none")} />}</Ready>
		{making ? <Make close={() => set_making(false)} done={() => { set_making(false); list.reload(); }} /> : null}
		{act ? <Confirm title={`${works(act) ? t("acc.disable") : t("acc.enable")} · ${act.name}`} reason risky={works(act)}
			yes={works(act) ? t("acc.disable") : t("acc.enable")} close={() => set_act(null)} run={async (why) => {
				await api(`accounts/${act.id}`, { method: "PATCH", key: new_key(), body: { do: works(act) ? "disable" : "enable", reason: why } });
				toast(t("saved"));
				list.reload();
			}}>{works(act) ? <p>{t("acc.disable.words")}</p> : null}</Confirm> : null}
		{kin ? <KinOf of={kin} close={() => set_kin(null)} /> : null}
		{reset ? <Reset of={reset} close={() => set_reset(null)} /> : null}
	</>;
}

/** Relatives of somebody, whose families' business he decides nothing about. */
function KinOf({ of, close }: { of: Account; close: () => void }) {
	const list = useLoad<Page<Relative>>(`accounts/${of.id}/kin`);
	const [end, set_end] = useState<Relative | null>(null);
	const [v, set] = useState<Record<string, string>>({});
	const [fault, set_fault] = useState<Problem | null>(null);
	const label = { name: t("acc.name"), idno: t("acc.idno"), relation: t("kin.relation") };
	async function add(e: Event): Promise<void> {
		e.preventDefault();
		set_fault(null);
		try {
			await post(`accounts/${of.id}/kin`, v);
			set({});
			list.reload();
		} catch (f) {
			set_fault(f as Problem);
		}
	}
	if (end)
		return <Confirm title={`${t("kin.end")} · ${end.name}`} yes={t("kin.end")} risky reason close={() => set_end(null)} run={async (why) => {
			await post(`kin/${end.id}/end`, { reason: why });
			toast(t("saved"));
			list.reload();
		}}><p>{t("kin.end.words")}</p></Confirm>;
	return <Dialog title={`${t("kin.title")} · ${of.name}`} close={close}><div class="stack">
		<Ready of={list}>{(d) => d.items.length ? <KinList items={d.items} end={set_end} /> : <p class="muted">{t("kin.none")}</p>}</Ready>
		<form class="stack" onSubmit={add} noValidate><ErrorSummary faults={[]} fault={fault} />
			{(["name", "idno", "relation"] as const).map((n) => <Labelled key={n} id={"kin-" + n} label={label[n]} need={n === "name"}>
				<input type="text" id={"kin-" + n} autocomplete="off" value={v[n] || ""}
					onInput={(e) => set({ ...v, [n]: e.currentTarget.value })} /></Labelled>)}
			<div class="row"><button type="submit" class="btn" disabled={!v.name?.trim()}>{t("kin.declare")}</button>
				<button type="button" class="btn" onClick={close}>{t("close")}</button></div></form></div></Dialog>;
}

/** A first password: easy to read out, to be changed at the first log-in. */
function first_password(): string {
	const letters = "abcdefghjkmnpqrstuvwxyz23456789";
	const bytes = crypto.getRandomValues(new Uint8Array(32));
	const good = Array.from(bytes).filter((b) => b < 248).slice(0, 16).map((b) => letters[b % 31]!).join("");
	return good.replace(/(.{4})(?=.)/g, "$1-");
}

function Reset({ of, close }: { of: Account; close: () => void }) {
	const [password] = useState(first_password());
	return <Confirm title={`${t("acc.reset")} · ${of.name}`} yes={t("acc.reset")} reason close={close} run={async (why) => {
		await api(`accounts/${of.id}`, { method: "PATCH", key: new_key(), body: { do: "password", password, reason: why } });
		toast(t("saved"));
	}}><p>{t("acc.password.words")}</p><p class="mono big-code">{password}</p></Confirm>;
}

const names = ["login", "name", "idno", "unit", "phone"] as const;

function Make({ close, done }: { close: () => void; done: () => void }) {
	const [v, set] = useState<Record<string, string>>({});
	const [password] = useState(first_password());
	const [faults, set_faults] = useState<FieldFault[]>([]);
	const [fault, set_fault] = useState<Problem | null>(null);
	const [key] = useState(new_key());
	const label: Record<string, string> = { login: t("acc.login"), name: t("acc.name"), idno: t("acc.idno"),
		unit: t("acc.unit"), phone: t("acc.phone") };
	const hint: Record<string, string> = { login: t("acc.login.hint"), idno: t("acc.idno.hint") };
	async function send(e: Event): Promise<void> {
		e.preventDefault();
		const wrong = ["login", "name", "idno"].filter((n) => !v[n]?.trim())
			.map((n) => ({ field: "acc-" + n, detail: t("check.at", label[n]!, t("check.required")) }));
		set_faults(wrong);
		set_fault(null);
		if (wrong.length)
			return;
		try {
			await api("accounts", { method: "POST", key, body: { ...v, password } });
			toast(t("saved"));
			done();
		} catch (f) {
			const p = f as Problem;
			set_faults(p.errors.map((x) => ({ ...x, field: "acc-" + x.field })));
			set_fault(p);
		}
	}
	return <Dialog title={t("acc.new")} close={close}><form class="stack" onSubmit={send} noValidate>
		<ErrorSummary faults={faults} fault={fault} />
		{names.map((n) => <Labelled key={n} id={"acc-" + n} label={label[n]!} hint={hint[n]} need={n !== "unit" && n !== "phone"}
			fault={faults.find((f) => f.field === "acc-" + n)?.detail}><input type="text" id={"acc-" + n} class="wide"
				autocomplete="off" value={v[n] || ""} onInput={(e) => set({ ...v, [n]: e.currentTarget.value })} /></Labelled>)}
		<div><b>{t("acc.password")}</b><p class="muted">{t("acc.password.words")}</p><p class="mono big-code">{password}</p></div>
		<div class="row"><button type="submit" class="btn main">{t("acc.make")}</button>
			<button type="button" class="btn" onClick={close}>{t("cancel")}</button></div>
	</form></Dialog>;
}


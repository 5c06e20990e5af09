// How the app looks and speaks, on this machine; who I am and what I may do.
import { useState } from "preact/hooks";
import { can, may_have_tokens, me, meta, perm_name, role_name, set_theme, theme, type Theme } from "../base/state";
import { start } from "../base/state";
import { post } from "../base/tell";
import { comma, lang, m, set_lang, t, type Lang, type Msg } from "../base/words";
import { Confirm } from "../parts/confirm";
import { ErrorSummary, Labelled } from "../parts/form";
import { Icon } from "../parts/icon";
import { toast } from "../parts/overlay";
import { Password } from "../parts/password";
import { Problem, useLoad, type FieldFault } from "../base/api";
import type { Page } from "../base/types";
import { KinList, type Relative } from "../parts/kin";
import { PageHead, Ready } from "../parts/states";
import { Panel } from "../parts/timeline";

const themes: [Theme, Msg][] = [["auto", m("theme.auto")], ["light", m("theme.light")],
	["dark", m("theme.dark")]];
const langs: [Lang, string][] = [["zh", "中文"], ["en", "English"]];

export default function Settings(_: { parts: string[] }) {
	const who = me.value!;
	return <>
		<PageHead title={t("nav.settings")} />
		<div class="two-panels">
			<Panel title={t("set.looks")}>
				<fieldset class="radios"><legend>{t("set.lang")}</legend>{langs.map(([l, name]) =>
					<label class="check" key={l} lang={l}><input type="radio" name="lang" checked={lang.value === l}
						onChange={() => set_lang(l)} /> {name}</label>)}</fieldset>
				<fieldset class="radios"><legend>{t("set.theme")}</legend>{themes.map(([th, name]) =>
					<label class="check" key={th}><input type="radio" name="theme" checked={theme.value === th}
						onChange={() => set_theme(th)} /> {t(name)}</label>)}</fieldset>
			</Panel>
			<Panel title={t("set.me")}>
				<dl class="facts"><div><dt>{t("acc.name")}</dt><dd>{who.account.name}</dd></div>
					<div><dt>{t("acc.login")}</dt><dd>{who.account.login}</dd></div>
					<div><dt>{t("acc.roles")}</dt><dd>{who.account.roles.map(role_name).join(comma())}</dd></div>
					<div><dt>{t("acc.areas")}</dt><dd>{who.areas.map((a) => a.name).join(comma()) || t("area.all")}</dd></div>
				</dl>
				<h3 class="below">{t("set.may")}</h3>
				<ul class="plain tags">{(meta.value?.perms || []).filter((p) => who.perms.includes(p.name)).map((p) =>
					<li class="tag" key={p.name}>{perm_name(p.name)}</li>)}</ul>
			</Panel>
			<Panel title={t("pw.change")}><Password /></Panel>
			<Panel title={t("acc.totp")}><Second /></Panel>
			<Panel title={t("kin.title")}><Kin /></Panel>
			{may_have_tokens() ? <Panel title={t("tok.title")}><p class="muted">{t("tok.words")}</p>
				<a class="btn" href="/tokens"><Icon name="key" />{t("tok.open")}</a></Panel> : null}
			{can("break_glass") ? <Panel title={t("glass.title")}><Glass /></Panel> : null}
			{can("reveal", "search_tail") && who.left ? <Panel title={t("left.title")}><dl class="facts">
				{can("reveal") ? <div><dt>{t("left.reveals")}</dt><dd>{who.left.reveals}</dd></div> : null}
				{can("search_tail") ? <div><dt>{t("left.tails")}</dt><dd>{who.left.tails}</dd></div> : null}</dl>
				<p class="muted">{t("left.words")}</p></Panel> : null}
			<Panel title={t("set.about")}><p>{t("app.name")} {who.version}</p>
				<p class="muted">{t("set.head", who.head?.size ?? 0)}</p></Panel>
		</div>
	</>;
}

/* The second factor: a secret for the telephone, which holds once a code of it came back. */
function Second() {
	const [made, set_made] = useState<{ secret: string; uri: string; svg: string } | null>(null);
	const [code, set_code] = useState("");
	const [former, set_former] = useState("");
	const [fault, set_fault] = useState<Problem | null>(null);
	const [busy, set_busy] = useState(false);
	const has = me.value!.account.totp;
	async function act(run: () => Promise<void>): Promise<void> {
		set_busy(true);
		set_fault(null);
		try {
			await run();
		} catch (e) {
			set_fault(e as Problem);
		}
		set_busy(false);
	}
	const confirm = (e: Event): void => {
		e.preventDefault();
		void act(async () => {
			await post("me/totp/confirm", { secret: made!.secret, code: code.replace(/\s/g, ""),
				...(has ? { former: former.replace(/\s/g, "") } : {}) });
			toast(t("totp.done"));
			set_made(null);
			set_code("");
			set_former("");
			await start();
		});
	};
	return <div class="stack">
		<p>{has ? "✓ " + t("totp.has") : t("totp.none")}</p>
		{fault ? <ErrorSummary faults={[]} fault={fault} /> : null}
		{made ? <form class="stack" onSubmit={confirm} noValidate>
			<p class="muted">{t("totp.words")}</p>
			<img class="qr" src={"data:image/svg+xml;charset=utf-8," + encodeURIComponent(made.svg)} alt={t("totp.qr")}
				width="200" height="200" />
			<p class="mono">{made.secret.replace(/(.{4})(?=.)/g, "$1 ")}</p>
			<Labelled id="totp-code" label={t("totp.code")} need><input type="text" id="totp-code" inputMode="numeric" autocomplete="one-time-code"
				size={8} value={code} onInput={(e) => set_code(e.currentTarget.value)} /></Labelled>
			{has ? <Labelled id="totp-former" label={t("totp.former")} need><input type="text" id="totp-former" inputMode="numeric"
				autocomplete="off" size={8} value={former} onInput={(e) => set_former(e.currentTarget.value)} /></Labelled> : null}
			<div class="row"><button type="submit" class="btn main" disabled={busy || !code.trim() || (has && !former.trim())}>{t("totp.confirm")}</button>
				<button type="button" class="btn" onClick={() => set_made(null)}>{t("cancel")}</button></div></form>
			: <button type="button" class="btn" disabled={busy} onClick={() => void act(async () =>
				set_made(await post("me/totp")))}>{has ? t("totp.again") : t("totp.set")}</button>}
	</div>;
}

/* Relatives whose families' business one must not decide. */
function Kin() {
	const names = ["name", "idno", "relation"] as const;
	const own = useLoad<Page<Relative>>("me/kin");
	const label = { name: t("acc.name"), idno: t("acc.idno"), relation: t("kin.relation") };
	const [v, set] = useState<Record<string, string>>({});
	const [faults, set_faults] = useState<FieldFault[]>([]);
	const [fault, set_fault] = useState<Problem | null>(null);
	async function send(e: Event): Promise<void> {
		e.preventDefault();
		const wrong = v.name?.trim() ? [] : [{ field: "kin-name", detail: t("check.at", label.name, t("check.required")) }];
		set_faults(wrong);
		set_fault(null);
		if (wrong.length)
			return;
		try {
			await post("me/kin", v);
			toast(t("kin.done"));
			set({});
			own.reload();
		} catch (f) {
			set_fault(f as Problem);
		}
	}
	return <form class="stack" onSubmit={send} noValidate>
		<p class="muted">{t("kin.words")}</p>
		<Ready of={own}>{(d) => d.items.length ? <><KinList items={d.items} /><p class="muted">{t("kin.ended.by")}</p></> : null}</Ready>
		<ErrorSummary faults={faults} fault={fault} />
		{names.map((n) => <Labelled key={n} id={"kin-" + n} label={label[n]} need={n === "name"}
			hint={n === "idno" ? t("kin.idno.hint") : undefined} fault={faults.find((f) => f.field === "kin-" + n)?.detail}>
			<input type="text" id={"kin-" + n} autocomplete="off" value={v[n] || ""}
				onInput={(e) => set({ ...v, [n]: e.currentTarget.value })} /></Labelled>)}
		<button type="submit" class="btn">{t("kin.declare")}</button></form>;
}

/* Looking where one may not otherwise, for a while, on record twice. */
function Glass() {
	const [ask, set_ask] = useState(false);
	const [hours, set_hours] = useState("1");
	const until = me.value!.emergency_until;
	return <div class="stack"><p class="muted">{t("glass.words")}</p>
		{until ? <p class="bad">! {t("glass.open", until)}</p> : <>
			<Labelled id="glass-hours" label={t("glass.hours")}><select id="glass-hours" value={hours}
				onChange={(e) => set_hours(e.currentTarget.value)}>{["1", "2", "3", "4"].map((h) =>
					<option key={h} value={h}>{h}</option>)}</select></Labelled>
			<button type="button" class="btn risky" onClick={() => set_ask(true)}>{t("glass.break")}</button></>}
		{ask ? <Confirm title={t("glass.title")} yes={t("glass.break")} risky reason close={() => set_ask(false)}
			run={async (why) => {
				await post("me/glass", { reason: why, hours: Number(hours) });
				await start();
			}}><p>{t("glass.confirm", hours)}</p></Confirm> : null}
	</div>;
}

// The frame round every room: header with scope and search, rooms at the left or, on a phone, as
// tabs at the bottom.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { go, path, to } from "../base/route";
import { can, is_dark, me, phone, set_theme, set_title } from "../base/state";
import { lang, set_lang, t } from "../base/words";
import { AreaPicker } from "../parts/area";
import { Icon } from "../parts/icon";
import { Dialog, Menu } from "../parts/overlay";
import { SearchBox } from "../parts/search";
import { rooms, type Room } from "../base/rooms";

const current = (r: Room): boolean => r.path === "/" ? path.value === "/"
	: path.value === r.path || path.value.startsWith(r.path + "/");

export function Frame({ children }: { children: ComponentChildren }) {
	const [help, set_help] = useState(false);
	useEffect(() => {
		const key = (e: KeyboardEvent) => {
			if (e.key === "F1" || (e.key === "?" &&
				!(e.target as Element).closest("input,select,textarea,dialog"))) {
				e.preventDefault();
				set_help(true);
			}
		};
		document.addEventListener("keydown", key);
		return () => document.removeEventListener("keydown", key);
	}, []);
	useEffect(() => set_title(""), []);
	return <>
		<a class="skip" href="#main" onClick={(e) => { e.preventDefault();
			document.getElementById("main")?.focus(); }}>{t("skip")}</a>
		<header class="top">
			<a class="name" href={to("/")}>{t("app.name")}</a>
			{me.value && can("read") && can("summary") ? <AreaPicker /> : null}
			{me.value && can("read") && !phone.value ? <SearchBox /> : <span class="grow" />}
			{me.value ? <Mine help={() => set_help(true)} /> : null}
		</header>
		<Notices />
		<div class="frame">
			{phone.value ? null : <Side />}
			<main id="main" tabIndex={-1}>{children}</main>
		</div>
		{phone.value ? <Tabs /> : null}
		{help ? <Help close={() => set_help(false)} /> : null}
	</>;
}

/* What everybody is to know wherever he is. */
function Notices() {
	const my = me.value;
	return my && (my.demo || my.banner || my.emergency_until) ? <aside aria-label={t("notices")}>
		{my.emergency_until ? <p class="bar bad-bar" role="status">! {t("glass.open", my.emergency_until)}</p> : null}
		{my.banner ? <p class="bar bad-bar" role="alert">! {my.banner} <a href="/backup">{t("nav.backup")}</a></p> : null}
		{my.demo ? <div class="demo small">▲ {t("demo")}</div> : null}</aside> : null;
}

function Side() {
	let group: unknown = null;
	return <nav class="side" aria-label={t("nav")}>
		{me.value ? rooms().map((r) => {
			const head = r.group !== group ? <h2>{t(r.group)}</h2> : null;
			group = r.group;
			return <div key={r.path}>{head}<a href={to(r.path)}
				aria-current={current(r) ? "page" : undefined}><Icon name={r.icon} />{t(r.name)}</a></div>;
		}) : null}
	</nav>;
}

function Tabs() {
	const all = me.value ? rooms() : [];
	const tab = (p: string): Room | undefined => all.find((r) => r.path === p);
	// Whose work is cases has them at hand, and whoever approves the proposals; the rest lies under more.
	const work = tab("/tasks");
	const chosen = [tab("/"), work, work && can("approve") ? null : tab("/household"), work && !can("approve") ? null : tab("/changes")]
		.filter((r): r is Room => !!r);
	const other = !chosen.some(current) && path.value !== "/search";
	return <nav class="tabs-bottom" aria-label={t("nav")}>
		{chosen.map((r) => <a key={r.path} href={to(r.path)}
			aria-current={current(r) ? "page" : undefined}><Icon name={r.icon} size={22} />{t(r.name)}</a>)}
		{can("read") ? <a href={to("/search")} aria-current={path.value === "/search" ? "page" : undefined}>
			<Icon name="search" size={22} />{t("search")}</a> : null}
		<a href={to("/more")} aria-current={other ? "page" : undefined}>
			<Icon name="more" size={22} />{t("nav.more")}</a>
	</nav>;
}

function Mine({ help }: { help: () => void }) {
	const other = lang.value === "zh" ? "en" : "zh";
	return <>
		{phone.value ? null : <button type="button" class="btn" lang={other}
			onClick={() => set_lang(other)}>{other === "en" ? "English" : "中文"}</button>}
		{phone.value ? null : <button type="button" class="btn" aria-label={t("theme.switch")}
			title={t("theme.switch")} onClick={() => set_theme(is_dark() ? "light" : "dark")}>
			<Icon name="moon" /></button>}
		<Menu label={phone.value ? undefined : me.value!.account.name} icon="person"
			title={me.value!.account.name}>{(close) => <>
			<p class="menu-text"><b>{me.value!.account.name}</b> <span class="muted">
				{me.value!.account.login}</span></p>
			<a class="menu-item" href="/settings" onClick={close}><Icon name="gear" />{t("nav.settings")}</a>
			{phone.value ? <button type="button" class="menu-item" lang={other}
				onClick={() => set_lang(other)}>{other === "en" ? "English" : "中文"}</button> : null}
			<button type="button" class="menu-item" onClick={() => { close(); help(); }}>
				<Icon name="help" />{t("keys")}</button>
			<form method="post" action="/logout"><button type="submit" class="menu-item">
				<Icon name="out" />{t("logout")}</button></form>
		</>}</Menu>
	</>;
}

function Help({ close }: { close: () => void }) {
	const keys: [string, string][] = [["/", t("keys.search")], ["j k", t("keys.move")],
		["Enter", t("keys.open")], ["Space", t("keys.choose")], ["?", t("keys.help")],
		["Esc", t("keys.close")]];
	return <Dialog title={t("keys")} close={close}>
		<table class="plain-table"><tbody>{keys.map(([k, what]) => <tr key={k}>
			<th scope="row">{k.split(" ").map((x) => <><kbd>{x}</kbd> </>)}</th><td>{what}</td></tr>)}
		</tbody></table>
		<p><a href="/settings" onClick={() => { close(); go("/settings"); }}>{t("nav.settings")}</a></p>
	</Dialog>;
}

// How the app looks and speaks, on this machine; who I am and what I may do.
import { me, meta, perm_name, role_name, set_theme, theme, type Theme } from "../base/state";
import { lang, m, set_lang, t, type Lang, type Msg } from "../base/words";
import { Password } from "../parts/password";
import { PageHead } from "../parts/states";
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
					<div><dt>{t("acc.roles")}</dt><dd>{who.account.roles.map(role_name).join("、")}</dd></div>
					<div><dt>{t("acc.areas")}</dt><dd>{who.areas.map((a) => a.name).join("、") || t("area.all")}</dd></div>
				</dl>
				<h3 class="below">{t("set.may")}</h3>
				<ul class="plain tags">{(meta.value?.perms || []).filter((p) => who.perms.includes(p.name)).map((p) =>
					<li class="tag" key={p.name}>{perm_name(p.name)}</li>)}</ul>
			</Panel>
			<Panel title={t("pw.change")}><Password /></Panel>
			<Panel title={t("set.about")}><p>{t("app.name")} {who.version}</p>
				<p class="muted">{t("set.head", who.head?.size ?? 0)}</p></Panel>
		</div>
	</>;
}

// Everything else: on a phone all rooms, at a desk the lists that have no place in the menu.
import { can, me, meta, phone } from "../base/state";
import { to } from "../base/route";
import { pick, t } from "../base/words";
import { Icon } from "../parts/icon";
import { PageHead } from "../parts/states";
import { rooms } from "../base/rooms";

const hidden = ["setting", "list_value", "pack_version", "difference", "area"];

export default function More(_: { parts: string[] }) {
	const all = rooms();
	const lists = can("read") ? (meta.value?.nouns || []).filter((n) => !hidden.includes(n.name) &&
		!all.some((r) => r.path === "/" + n.name)) : [];
	return <>
		<PageHead title={phone.value ? t("nav.more") : t("nav.lists")} sub={phone.value ? me.value?.account.name : ""} />
		{phone.value ? <div class="doors">{all.filter((r) => r.path !== "/more" && r.path !== "/").map((r) =>
			<a class="door" key={r.path} href={to(r.path)}><Icon name={r.icon} size={22} /><b>{t(r.name)}</b></a>)}
		</div> : null}
		{phone.value && lists.length ? <h2 class="below">{t("nav.lists")}</h2> : null}
		<div class="doors">{lists.map((n) => <a class="door" key={n.name} href={to("/" + n.name)}>
			<Icon name="list" size={22} /><b>{pick(n.zh, n.en)}</b>
			<span class="muted small">{t("more.fields", n.fields.length)}</span></a>)}</div>
	</>;
}

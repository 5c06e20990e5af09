// The forms of what people do about a notice: photographed on its first or last day, found missing,
// taken down.
import { useState } from "preact/hooks";
import { api } from "../../base/api";
import { date_value } from "../../base/format";
import { m, t, type Msg } from "../../base/words";
import { DateInput, FilePick, Labelled } from "../../parts/form";
import { Dialog, toast } from "../../parts/overlay";
import { Fault } from "../../parts/states";
import { by_kind, useSend, type Notice } from "./types";

export type Acting = "first" | "last" | "missing" | "down";
const titles: Record<Exclude<Acting, "first">, Msg> = { last: m("ntc.last"), missing: m("ntc.missing"), down: m("ntc.take.down") };
const title_of = (what: Acting, n: Notice): string => t(what === "first" && n.state === "stopped" ? m("ntc.again") : what === "first" ? by_kind(n.kind, "post") : titles[what]);
const words_of = (what: Acting, n: Notice): string => t(what === "first" && n.state === "stopped" ? m("ntc.again.words") : what === "first" ? by_kind(n.kind, "post_words") : what === "missing" ? by_kind(n.kind, "missing_words")
	: what === "last" ? m("ntc.last.words") : m("ntc.down.words"));
const no_field = { name: "", type: "date", zh: "", en: "" };

export function Act({ what, n, close, done }: { what: Acting; n: Notice; close: () => void; done: () => void }) {
	const [place, set_place] = useState(n.first?.place || "");
	const [day, set_day] = useState("");
	const [why, set_why] = useState("");
	const [by, set_by] = useState("");
	const [photo, set_photo] = useState<File | null>(null);
	const { busy, fault, send } = useSend();
	const pictured = what === "first" || what === "last";
	async function run(key: string): Promise<void> {
		const at = "notices/" + encodeURIComponent(n.no), date = date_value(day) || day;
		if (pictured)
			await api(`${at}/photos/${what}?place=${encodeURIComponent(place)}` + (date ? `&taken=${encodeURIComponent(date)}` : ""),
				{ method: "POST", raw: photo!, key });
		else
			await api(`${at}/${what}`, { method: "POST", key, body: what === "missing" ? { reason: why, ...(date ? { since: date } : {}) }
				: { reason: why, ...(by ? { by } : {}) } });
		toast(t("ntc.act.done"));
		done();
	}
	return <Dialog title={title_of(what, n)} close={close}>
		<form class="stack" onSubmit={(e) => { e.preventDefault(); send(run); }}>
			{fault ? <Fault fault={fault} /> : null}
			<p class="muted">{words_of(what, n)}</p>
			{what === "down" && n.restarts ? <div class="notice warn-edge"><p>▲ {t(by_kind(n.kind, "restarts"), n.restarts)}</p></div> : null}
			{pictured ? <><FilePick label={photo ? "✓ " + photo.name : t("ntc.photo.pick")} accept="image/jpeg,image/png"
				take={(all) => set_photo(all[0] || null)} />
				<Labelled id="ntc-place" label={t("ntc.photo.place")} hint={t("ntc.photo.place.hint")} need><input type="text" id="ntc-place"
					value={place} required maxLength={60} onInput={(e) => set_place(e.currentTarget.value)} /></Labelled>
				<Labelled id="ntc-day" label={t("ntc.photo.day")} hint={t("ntc.photo.day.hint")}><DateInput field={no_field} id="ntc-day"
					value={day} set={set_day} /></Labelled></>
				: <><Labelled id="ntc-why" label={t("reason")} need><textarea id="ntc-why" rows={3} required maxLength={200} value={why}
					onInput={(e) => set_why(e.currentTarget.value)} /></Labelled>
				{what === "missing" ? <Labelled id="ntc-day" label={t("ntc.since")} hint={n.state === "done" ? t("ntc.since.over") : t("ntc.since.hint")} need={n.state === "done"}><DateInput field={no_field}
					id="ntc-day" value={day} set={set_day} /></Labelled>
					: <Labelled id="ntc-by" label={t("ntc.by")} hint={t("ntc.by.hint")}><input type="text" id="ntc-by" value={by} maxLength={32}
						onInput={(e) => set_by(e.currentTarget.value)} /></Labelled>}</>}
			<div class="row"><button type="submit" class={"btn " + (what === "down" ? "risky" : "main")} disabled={busy || (pictured && !photo)}>
				{busy ? t("working") : title_of(what, n)}</button>
				<button type="button" class="btn" onClick={close}>{t("cancel")}</button></div>
		</form>
	</Dialog>;
}

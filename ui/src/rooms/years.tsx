// Years that are closed: what was stated of them stays as it is. Closed by whom the pack says, opened
// again by somebody else, with a reason.
import { useState } from "preact/hooks";
import { api, useLoad } from "../base/api";
import { to } from "../base/route";
import { t } from "../base/words";
import { Labelled } from "../parts/form";
import { Icon } from "../parts/icon";
import { Dialog, toast } from "../parts/overlay";
import { PrintFoot } from "../parts/print";
import { Empty, Fault, PageHead, Ready } from "../parts/states";
import { Status } from "../parts/status";
import { DataTable } from "../parts/table";
import { Buttons, useSend } from "./rounds/forms";

interface Year {
	no: string; year: number; place?: string; state?: string; closed: boolean; on: string; by: string; note?: string;
	reopened_on?: string; reopened_by?: string; why?: string; may_reopen: boolean;
}
interface Years { items: Year[]; this_year: number; close: string[]; reopen: string[]; places: { code: string; name: string }[] }

export default function Room(_: { parts: string[] }) {
	const got = useLoad<Years>("years");
	const [closing, set_closing] = useState(false);
	const [one, set_one] = useState<Year | null>(null);
	const done = (): void => { set_closing(false); set_one(null); got.reload(); };
	return <>
		<nav class="row way"><a class="btn bare" href={to("/rounds")}><Icon name="left" />{t("round.title")}</a></nav>
		<PageHead title={t("year.title")} sub={t("year.sub")}>{got.data?.places.length ? <button type="button" class="btn main"
			onClick={() => set_closing(true)}><Icon name="shield" />{t("year.close")}</button> : null}</PageHead>
		<Ready of={got}>{(d) => <>
			<p class="muted">{d.close.length ? t("year.who", d.close.join(" / "), d.reopen.join(" / ")) : t("year.nobody")}</p>
			{d.items.length ? <DataTable label={t("year.title")} rows={d.items} key_of={(y) => y.no} columns={[
				{ name: "year", label: t("year.year"), card: "title", sort: false, show: (y) => <b>{y.year}</b> },
				{ name: "place", label: t("round.place"), sort: false, show: (y) => y.place },
				{ name: "state", label: t("round.state"), sort: false, show: (y) => <Status tone={y.closed ? "info" : "none"}>{y.state}</Status> },
				{ name: "by", label: t("year.closed"), sort: false, wide: true, show: (y) => <Said day={y.on} who={y.by} why={y.note} /> },
				{ name: "again", label: t("year.opened"), sort: false, wide: true, show: (y) => y.reopened_on
					? <Said day={y.reopened_on} who={y.reopened_by} why={y.why} /> : y.may_reopen
						? <button type="button" class="btn small" onClick={() => set_one(y)}>{t("year.reopen")}</button> : "--" },
			]} /> : <Empty text={t("year.none")} />}
			{closing ? <CloseYear d={d} close={() => set_closing(false)} done={done} /> : null}
		</>}</Ready>
		{one ? <Reopen y={one} close={() => set_one(null)} done={done} /> : null}
		<PrintFoot />
	</>;
}

const Said = ({ day, who, why }: { day: string; who?: string; why?: string }) => <>{[day, who].filter(Boolean).join(" · ")}
	{why ? <><br /><span class="muted small">{why}</span></> : null}</>;

function CloseYear({ d, close, done }: { d: Years; close: () => void; done: () => void }) {
	const [year, set_year] = useState(String(d.this_year - 1));
	const [area, set_area] = useState(d.places[0]!.code);
	const [note, set_note] = useState("");
	const { busy, fault, send } = useSend();
	const place = d.places.find((p) => p.code === area)?.name || "";
	async function run(key: string): Promise<void> {
		await api("years", { method: "POST", key, body: { year: Number(year), area, note } });
		toast(t("year.was.closed", year, place));
		done();
	}
	return <Dialog title={t("year.close")} close={close}><form class="stack" onSubmit={(e) => { e.preventDefault(); send(run); }}>
		{fault ? <Fault fault={fault} /> : null}
		<p>{t("year.close.words")}</p>
		<Labelled id="year-year" label={t("year.year")} need><input type="number" id="year-year" required min={1949} max={d.this_year} value={year}
			onInput={(e) => set_year(e.currentTarget.value)} /></Labelled>
		<Labelled id="year-area" label={t("round.place")} need><select id="year-area" value={area} onChange={(e) => set_area(e.currentTarget.value)}>
			{d.places.map((p) => <option key={p.code} value={p.code}>{p.name}</option>)}</select></Labelled>
		<Labelled id="year-note" label={t("round.note")}><input type="text" id="year-note" class="wide" maxLength={500} value={note}
			onInput={(e) => set_note(e.currentTarget.value)} /></Labelled>
		<Buttons yes={t("year.close")} busy={busy} off={!year || !area} close={close} />
	</form></Dialog>;
}

function Reopen({ y, close, done }: { y: Year; close: () => void; done: () => void }) {
	const [reason, set_reason] = useState("");
	const { busy, fault, send } = useSend();
	async function run(key: string): Promise<void> {
		await api(`years/${encodeURIComponent(y.no)}/reopen`, { method: "POST", key, body: { reason } });
		toast(t("year.was.opened", String(y.year), y.place || ""));
		done();
	}
	return <Dialog title={t("year.reopen")} close={close}><form class="stack" onSubmit={(e) => { e.preventDefault(); send(run); }}>
		{fault ? <Fault fault={fault} /> : null}
		<p>{t("year.reopen.words", String(y.year), y.place || "")}</p>
		<Labelled id="year-why" label={t("year.why")} need><input type="text" id="year-why" class="wide" required maxLength={500} value={reason}
			onInput={(e) => set_reason(e.currentTarget.value)} /></Labelled>
		<Buttons yes={t("year.reopen")} busy={busy} off={!reason.trim()} close={close} />
	</form></Dialog>;
}

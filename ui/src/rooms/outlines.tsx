// Outlines of places for the maps: one GeoJSON file, sent by who sets the system up.
import { useState } from "preact/hooks";
import { api, Problem, useLoad } from "../base/api";
import { start } from "../base/state";
import { t } from "../base/words";
import { FilePick } from "../parts/form";
import { toast } from "../parts/overlay";
import { Fault, PageHead, Ready } from "../parts/states";
import { Panel } from "../parts/timeline";

interface Outlines { shapes: number; name?: string; left_out?: number }

export default function OutlinesRoom(_: { parts: string[] }) {
	const now = useLoad<Outlines>("outlines");
	const [busy, set_busy] = useState(false);
	const [fault, set_fault] = useState<Problem | null>(null);
	async function send(f: File | undefined): Promise<void> {
		if (!f || busy)
			return;
		set_busy(true);
		set_fault(null);
		try {
			await api("outlines?name=" + encodeURIComponent(f.name), { method: "POST", raw: f });
			toast(t("saved"));
			now.reload();
			await start();
		} catch (e) {
			set_fault(e as Problem);
		}
		set_busy(false);
	}
	return <>
		<PageHead title={t("nav.outlines")} sub={t("map.words")} />
		<div class="stack">
			{fault ? <Fault fault={fault} /> : null}
			<Ready of={now}>{(o) => <Panel title={t("map.now")}>{o.shapes ? <p>{t("map.have", o.name || "--", o.shapes)}
				{o.left_out ? <span class="muted"> {t("map.left", o.left_out)}</span> : null}</p> : <p class="muted">{t("map.none")}</p>}</Panel>}</Ready>
			<FilePick label={busy ? t("working") : t("map.pick")} accept=".geojson,.json" take={(f) => void send(f[0])} />
			<p class="muted">{t("map.hint")}</p>
		</div>
	</>;
}

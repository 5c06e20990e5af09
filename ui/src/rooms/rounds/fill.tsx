// A round is filled with many households at once: all of its area, those whose stored verdict says
// so, or a share drawn by a seed. It is tried first; what was tried is what is taken in.
import { useState } from "preact/hooks";
import { api, useLoad } from "../../base/api";
import { date_value, number_text } from "../../base/format";
import { m, pick, t, type Msg } from "../../base/words";
import { Labelled } from "../../parts/form";
import { Dialog, toast } from "../../parts/overlay";
import { Fault } from "../../parts/states";
import { Buttons, Day, useSend } from "./forms";
import type { Round } from "./types";

interface Filled { dry: boolean; of: number; drawn: number; made: number; there: number; refused: number; seed?: string }
const states: [string, Msg][] = [["met", m("fill.met")], ["not_met", m("fill.not_met")], ["unknown", m("fill.unknown")]];

export function FillRound({ r, close, done }: { r: Round; close: () => void; done: () => void }) {
	const standards = useLoad<{ items: { id: string; zh: string; en: string }[] }>("standards");
	const [standard, set_standard] = useState("");
	const [state, set_state] = useState("met");
	const [share, set_share] = useState("");
	const [seed, set_seed] = useState("");
	const [day, set_day] = useState("");
	const [tried, set_tried] = useState<Filled | null>(null);
	const { busy, fault, send } = useSend();
	const ask = <T,>(set: (v: T) => void) => (v: T): void => { set(v); set_tried(null); };
	async function run(): Promise<void> {
		const on = date_value(day);
		const draw = tried?.seed || seed.trim();
		const a = await api<Filled>(`rounds/${r.no}/fill`, { method: "POST", body: { dry: !tried, ...(standard ? { standard, state } : {}),
			...(share.trim() ? { share: share.trim() } : {}), ...(share.trim() && draw ? { seed: draw } : {}), ...(on ? { on } : {}) } });
		if (a.dry) {
			set_tried(a);
			return;
		}
		toast(t("fill.done", a.made) + (a.there ? " " + t("fill.there", a.there) : "") + (a.refused ? " " + t("fill.refused", a.refused) : ""));
		close();
		done();
	}
	return <Dialog title={t("fill.title")} close={close}><form class="stack" onSubmit={(e) => { e.preventDefault(); send(run); }}>
		{fault ? <Fault fault={fault} now /> : null}
		<p class="muted">{t("fill.words", r.place || "")}</p>
		<Labelled id="fil-standard" label={t("fill.whom")}><select id="fil-standard" value={standard} onChange={(e) => ask(set_standard)(e.currentTarget.value)}>
			<option value="">{t("fill.all")}</option>{(standards.data?.items || []).map((s) => <option key={s.id} value={s.id}>{pick(s.zh, s.en)}</option>)}</select></Labelled>
		{standard ? <Labelled id="fil-state" label={t("fill.state")}><select id="fil-state" value={state} onChange={(e) => ask(set_state)(e.currentTarget.value)}>
			{states.map(([v, name]) => <option key={v} value={v}>{t(name)}</option>)}</select></Labelled> : null}
		<Labelled id="fil-share" label={t("fill.share")} hint={t("fill.share.hint")}><input type="text" id="fil-share" maxLength={13} value={share}
			onInput={(e) => ask(set_share)(e.currentTarget.value)} /></Labelled>
		{share.trim() ? <Labelled id="fil-seed" label={t("fill.seed")} hint={t("fill.seed.hint")}><input type="text" id="fil-seed" inputMode="numeric" maxLength={18}
			value={seed} onInput={(e) => ask(set_seed)(e.currentTarget.value)} /></Labelled> : null}
		<Day id="fil-day" value={day} set={ask(set_day)} />
		{tried ? <p class="notice" role="status">{t("fill.tried", number_text(tried.drawn), number_text(tried.of))}
			{tried.seed ? <><br /><span class="muted small">{t("fill.seed")} {tried.seed}</span></> : null}</p> : null}
		<Buttons yes={tried ? t("round.add.n", tried.drawn) : t("fill.try")} busy={busy} off={!!tried && !tried.drawn} close={close} />
	</form></Dialog>;
}

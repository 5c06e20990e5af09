// A declaration or a lead becomes a case: which household it is, found by the name that was told, and which
// round it goes into. Or it is answered.
import { useState } from "preact/hooks";
import { date_value } from "../../base/format";
import { t } from "../../base/words";
import { Labelled } from "../../parts/form";
import { Day } from "../rounds/forms";
import { HouseInput } from "../rounds/house";
import { Dialog } from "../../parts/overlay";
import { Icon } from "../../parts/icon";
import { Fault } from "../../parts/states";
import { useSend, type Declaration } from "./types";

/* fixed: whose it is is known; dated: it may be entered later than it was done. Of several rounds none is
 * the likely one. */
export function Accept({ d, close, done, run, make, fixed, dated }: { d: Pick<Declaration, "rounds" | "household" | "name">; fixed?: boolean; dated?: boolean; close: () => void; done: () => void; run: (body: object) => Promise<unknown>;
	make?: () => void }) {
	const rounds = d.rounds || [];
	const [round, set_round] = useState(rounds.length === 1 ? rounds[0]!.no : "");
	const [day, set_day] = useState("");
	const [house, set_house] = useState(d.household || "");
	const { busy, fault, send } = useSend();
	return <Dialog title={t("dcl.accept")} close={close}><form class="stack" onSubmit={(e) => { e.preventDefault(); send(async () => {
		const on = date_value(day);
		await run({ round, household: house, ...(on ? { on } : {}) });
		done();
	}); }}>
		{fault ? <Fault fault={fault} /> : null}
		{rounds.length ? null : <div class="notice warn-edge"><p>▲ {t("dcl.no.round")}</p></div>}
		<Labelled id="dcl-round" label={t("dcl.round")} need><select id="dcl-round" required value={round} onChange={(e) => set_round(e.currentTarget.value)}>
			{rounds.length === 1 ? null : <option value="">{t("choose")}</option>}
			{rounds.map((r) => <option key={r.no} value={r.no}>{r.name || r.no}</option>)}</select></Labelled>
		{fixed ? <p><span class="muted">{t("dcl.household")}</span> {d.name} {d.household}</p> : <HouseInput id="dcl-house" label={t("dcl.household")} hint={d.household ? undefined : t("dcl.household.hint")} need value={house} set={set_house}
			start={d.name === "***" ? "" : d.name} />}
		{dated ? <Day id="dcl-day" value={day} set={set_day} /> : null}
		{make ? <p><button type="button" class="btn small" onClick={make}><Icon name="plus" />{t("dcl.newcomer")}</button></p> : null}
		<div class="row"><button type="submit" class="btn main" disabled={busy || !round || !house}>{busy ? t("working") : t("dcl.accept")}</button>
			<button type="button" class="btn" onClick={close}>{t("cancel")}</button></div>
	</form></Dialog>;
}

export function Answer({ close, done, run }: { close: () => void; done: () => void; run: (text: string, key: string) => Promise<unknown> }) {
	const [text, set] = useState("");
	const { busy, fault, send } = useSend();
	return <Dialog title={t("obj.answer")} close={close}><form class="stack" onSubmit={(e) => { e.preventDefault(); send(async (key) => {
		await run(text, key);
		done();
	}); }}>
		{fault ? <Fault fault={fault} /> : null}
		<Labelled id="dcl-text" label={t("obj.tell")} hint={t("obj.tell.hint")} need><textarea id="dcl-text" rows={5} required maxLength={1000}
			value={text} onInput={(e) => set(e.currentTarget.value)} /></Labelled>
		<div class="row"><button type="submit" class="btn main" disabled={busy}>{busy ? t("working") : t("obj.answer")}</button>
			<button type="button" class="btn" onClick={close}>{t("cancel")}</button></div>
	</form></Dialog>;
}

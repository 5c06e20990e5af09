// A letter of refusal was handed over: on which day, and who signed for it.
import { useState } from "preact/hooks";
import { api } from "../../base/api";
import { date_value } from "../../base/format";
import { t } from "../../base/words";
import { Labelled } from "../../parts/form";
import { Dialog, toast } from "../../parts/overlay";
import { Fault } from "../../parts/states";
import { Buttons, Day, useSend } from "../rounds/forms";
import { signers } from "./act";
import type { Letter } from "./types";

export function Serve({ no, l, close, done }: { no: string; l: Letter; close: () => void; done: () => void }) {
	const [signer, set_signer] = useState("");
	const [day, set_day] = useState("");
	const { busy, fault, send } = useSend();
	async function run(key: string): Promise<void> {
		const on = date_value(day);
		await api(`cases/${encodeURIComponent(no)}/served`, { method: "POST", key, body: { letter: l.no, signer, ...(on ? { on } : {}) } });
		toast(t("case.was.served", l.no));
		done();
	}
	return <Dialog title={t("case.serve")} close={close}><form class="stack" onSubmit={(e) => { e.preventDefault(); send(run); }}>
		{fault ? <Fault fault={fault} /> : null}
		<Labelled id="srv-who" label={t("case.serve.who")} need><select id="srv-who" value={signer} required onChange={(e) => set_signer(e.currentTarget.value)}>
			<option value="">{t("choose")}</option>{signers().map((s) => <option key={s.code} value={s.code}>{s.name}</option>)}</select></Labelled>
		<Day id="srv-day" value={day} set={set_day} />
		<Buttons yes={t("case.serve")} busy={busy} off={!signer} close={close} />
	</form></Dialog>;
}

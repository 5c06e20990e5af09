// The household of a case is no more (merged, moved away, closed): the case ends, and the household
// that it lives on in begins at the first gate.
import { useState } from "preact/hooks";
import { api } from "../../base/api";
import { go } from "../../base/route";
import { t } from "../../base/words";
import { Labelled } from "../../parts/form";
import { HouseInput } from "../rounds/house";
import { Dialog, toast } from "../../parts/overlay";
import { Fault } from "../../parts/states";
import { Buttons, useSend } from "../rounds/forms";
import { case_href } from "../rounds/types";

export function Carry({ no, close, done }: { no: string; close: () => void; done: () => void }) {
	const [house, set_house] = useState("");
	const [reason, set_reason] = useState("");
	const { busy, fault, send } = useSend();
	async function run(key: string): Promise<void> {
		const made = await api<{ no?: string }>(`cases/${encodeURIComponent(no)}/carry`, { method: "POST", key, body: { to: house.trim(), reason } });
		toast(made.no ? t("case.was.carried", made.no) : t("case.was.ended"));
		done();
		if (made.no)
			go(case_href(made.no));
	}
	return <Dialog title={t("case.carry")} close={close}><form class="stack" onSubmit={(e) => { e.preventDefault(); send(run); }}>
		{fault ? <Fault fault={fault} now /> : null}
		<p>{t("case.carry.words")}</p>
		<HouseInput id="carry-to" label={t("case.carry.to")} hint={t("case.carry.to.hint")} value={house} set={set_house} />
		<Labelled id="carry-why" label={t("case.reason")} need><input type="text" id="carry-why" class="wide" required maxLength={500} value={reason}
			onInput={(e) => set_reason(e.currentTarget.value)} /></Labelled>
		<Buttons yes={t("case.carry")} busy={busy} off={!reason.trim()} close={close} />
	</form></Dialog>;
}

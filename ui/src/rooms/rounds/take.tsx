// Households chosen in a list are taken into a round, each answered by itself.
import { useState } from "preact/hooks";
import { api, useLoad } from "../../base/api";
import { date_value } from "../../base/format";
import { to } from "../../base/route";
import { t } from "../../base/words";
import { Labelled } from "../../parts/form";
import { Dialog, toast } from "../../parts/overlay";
import { Empty, Fault, Ready } from "../../parts/states";
import { Buttons, CameIn, Channel, Day, plain, useSend, type Added } from "./forms";
import type { RoundBrief } from "./types";

export function TakeIn({ nos, close, done }: { nos: string[]; close: () => void; done: () => void }) {
	const rounds = useLoad<{ items: RoundBrief[] }>("rounds");
	const [round, set_round] = useState("");
	const [day, set_day] = useState("");
	const [channel, set_channel] = useState("");
	const [came, set_came] = useState<Added[] | null>(null);
	const { busy, fault, send } = useSend();
	async function run(): Promise<void> {
		const on = date_value(day);
		const a = await api<{ items: Added[] }>(`rounds/${encodeURIComponent(round)}/cases`, { method: "POST", body: { about: nos, ...(channel ? { channel } : {}), ...(on ? { on } : {}) } });
		if (plain(a.items)) {
			toast(t("round.added", a.items.length));
			done();
		} else {
			set_came(a.items);
		}
	}
	if (came)
		return <CameIn all={came} close={done} />;
	return <Dialog title={t("take.title")} close={close}><Ready of={rounds}>{(d) => {
		const open = d.items.filter((r) => r.state === "open" && r.for === "household");
		return open.length ? <form class="stack" onSubmit={(e) => { e.preventDefault(); send(run); }}>
			{fault ? <Fault fault={fault} now /> : null}
			<Labelled id="tak-round" label={t("take.round")} need><select id="tak-round" value={round} required onChange={(e) => set_round(e.currentTarget.value)}>
				<option value="">{t("choose")}</option>{open.map((r) => <option key={r.no} value={r.no}>{`${r.name} · ${r.procedure_name} · ${r.place || ""}`}</option>)}</select></Labelled>
			<Channel id="tak-channel" value={channel} set={set_channel} />
			<Day id="tak-day" value={day} set={set_day} />
			<Buttons yes={t("round.add.n", nos.length)} busy={busy} off={!round} close={close} />
		</form> : <Empty text={t("take.none")}><a class="btn" href={to("/rounds")}>{t("round.title")}</a></Empty>;
	}}</Ready></Dialog>;
}

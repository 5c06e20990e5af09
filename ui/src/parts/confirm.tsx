// What cannot be taken back is confirmed, with what it does said in full; a reason where one is
// kept, and for more than fifty rows the number typed.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Problem } from "../base/api";
import { t } from "../base/words";
import { ErrorSummary, Labelled, ReasonInput } from "./form";
import { Dialog } from "./overlay";

export function Confirm({ title, children, yes, run, close, reason, count, risky }: {
	title: string; children?: ComponentChildren; yes: string; close: () => void;
	run: (reason: string) => Promise<void>; reason?: boolean; count?: number; risky?: boolean }) {
	const [why, set_why] = useState("");
	const [typed, set_typed] = useState("");
	const [lack, set_lack] = useState(false);
	const [busy, set_busy] = useState(false);
	const [fault, set_fault] = useState<Problem | null>(null);
	const must_type = (count || 0) > 50;
	async function go(e: Event): Promise<void> {
		e.preventDefault();
		if (busy)
			return;
		if ((reason && !why.trim()) || (must_type && typed.trim() !== String(count))) {
			set_lack(true);
			return;
		}
		set_busy(true);
		set_fault(null);
		try {
			await run(why.trim());
			close();
		} catch (f) {
			set_fault(f as Problem);
			set_busy(false);
		}
	}
	return <Dialog title={title} close={close}>
		<form class="stack" onSubmit={go} noValidate>
			<ErrorSummary fault={fault} />
			{children}
			{reason ? <ReasonInput id="confirm-why" value={why} set={set_why}
				fault={lack && !why.trim() ? t("check.reason") : undefined} /> : null}
			{must_type ? <Labelled id="confirm-count" label={t("confirm.type", count || 0)} need
				fault={lack && typed.trim() !== String(count) ? t("confirm.type", count || 0) : undefined}>
				<input type="text" id="confirm-count" value={typed} inputMode="numeric"
					onInput={(e) => set_typed(e.currentTarget.value)} /></Labelled> : null}
			<div class="row">
				<button type="submit" class={"btn " + (risky ? "risky" : "main")} disabled={busy}>
					{busy ? t("working") : yes}</button>
				<button type="button" class="btn" onClick={close}>{t("cancel")}</button>
			</div>
		</form>
	</Dialog>;
}

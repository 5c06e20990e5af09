// Changing one's own password; asked for before anything else while it is a first one.
import { useState } from "preact/hooks";
import { api, type FieldFault, Problem } from "../base/api";
import { start } from "../base/state";
import { t } from "../base/words";
import { ErrorSummary, Labelled } from "./form";
import { toast } from "./overlay";

export function Password({ must }: { must?: boolean }) {
	const [v, set] = useState<Record<string, string>>({});
	const [faults, set_faults] = useState<FieldFault[]>([]);
	const [fault, set_fault] = useState<Problem | null>(null);
	const fields: [string, string, string][] = [["old", t("pw.old"), "current-password"],
		["new", t("pw.new"), "new-password"], ["twice", t("pw.twice"), "new-password"]];
	async function send(e: Event): Promise<void> {
		e.preventDefault();
		const wrong = fields.filter(([n]) => !v[n]).map(([n, label]) =>
			({ field: "pw-" + n, detail: t("check.at", label, t("check.required")) }));
		if (!wrong.length && v.new !== v.twice)
			wrong.push({ field: "pw-twice", detail: t("pw.unlike") });
		set_faults(wrong);
		set_fault(null);
		if (wrong.length)
			return;
		try {
			await api("me/password", { method: "POST", body: { old: v.old, new: v.new } });
			set({});
			toast(t("pw.done"));
			if (must)
				await start();
		} catch (f) {
			set_fault(f as Problem);
		}
	}
	return <form class="stack" onSubmit={send} noValidate>
		{must ? <p class="notice warn-edge">▲ {t("pw.must")}</p> : null}
		<ErrorSummary faults={faults} fault={fault} />
		{fields.map(([n, label, complete]) => <Labelled key={n} id={"pw-" + n} label={label} need
			fault={faults.find((f) => f.field === "pw-" + n)?.detail}>
			<input type="password" id={"pw-" + n} value={v[n] || ""} autocomplete={complete as "new-password"}
				onInput={(e) => set({ ...v, [n]: e.currentTarget.value })} /></Labelled>)}
		<button type="submit" class="btn main">{t("pw.change")}</button>
	</form>;
}

// A button that hands in one paper of a kind: a photograph or a scan, sent as it is. Pressed twice, or
// sent again after a broken line, it is there once.
import { useRef, useState } from "preact/hooks";
import { api, new_key, type Problem } from "../../base/api";
import { t } from "../../base/words";
import { Icon } from "../../parts/icon";
import { toast } from "../../parts/overlay";
import { Fault } from "../../parts/states";

/** at: "cases/P1/papers"; name: the kind, as people call it; more: there is one already. */
export function HandIn({ at, name, more, done }: { at: string; name: string; more: boolean; done: () => void }) {
	const [busy, set_busy] = useState(false);
	const [fault, set_fault] = useState<Problem | null>(null);
	const keys = useRef(new Map<string, string>());
	async function send(input: HTMLInputElement): Promise<void> {
		const f = input.files?.[0];
		input.value = "";
		if (!f)
			return;
		set_busy(true);
		set_fault(null);
		const what = [f.name, f.size, f.lastModified, name].join("|");
		if (!keys.current.has(what))
			keys.current.set(what, new_key());
		try {
			await api(`${at}?name=${encodeURIComponent(f.name)}&kind=${encodeURIComponent(name)}`, { method: "POST", raw: f, key: keys.current.get(what)! });
			toast(t("case.paper.added", name));
			done();
		} catch (e) {
			set_fault(e as Problem);
		}
		set_busy(false);
	}
	return <>
		<label class={"btn small" + (busy ? " off" : "")}><Icon name={more ? "plus" : "import"} size={14} />{busy ? t("working") : t("case.add.paper")}
			<input class="hidden-text" type="file" accept="image/jpeg,image/png,application/pdf" disabled={busy} aria-label={t("case.add.paper.of", name)}
				onChange={(e) => void send(e.currentTarget)} /></label>
		{fault ? <Fault fault={fault} now /> : null}
	</>;
}

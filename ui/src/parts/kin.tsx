// Relatives that the holder of an account declared.
import { t } from "../base/words";

export interface Relative { id: string; name: string; relation?: string; idno: boolean; declared: string; by?: string }

export function KinList({ items, end }: { items: Relative[]; end?: (k: Relative) => void }) {
	return <ul class="plain stack kin">{items.map((k) => <li key={k.id} class="row spread"><span><b>{k.name}</b>
		{k.relation ? ` · ${k.relation}` : ""}{k.idno ? "" : ` · ${t("kin.no.idno")}`}
		<span class="muted small"> {k.declared} {k.by}</span></span>
		{end ? <button type="button" class="btn small" onClick={() => end(k)}>{t("kin.end")}</button> : null}</li>)}</ul>;
}

// To whom something is given: the accounts that may deal with it here, by name and office. One types
// part of a name and chooses; who is meant stands below.
import { query_text, useLoad } from "../../base/api";
import { comma, t } from "../../base/words";
import { Labelled } from "../../parts/form";

interface Assignee { login: string; name: string; unit?: string; roles: string[] }

const about = (a: Assignee): string => [a.name, a.unit, a.roles.join(comma())].filter(Boolean).join(" · ");

export function Who({ of, nos, value, set, hint, need }: { of: "doubts" | "cases"; nos: string[]; value: string;
	set: (v: string) => void; hint?: string; need?: boolean }) {
	const all = useLoad<{ items: Assignee[] }>(`${of}/assignees` + query_text({ nos: nos.join(",") }));
	const items = all.data?.items || [];
	const chosen = items.find((a) => a.login === value.trim());
	// A name does as well, when only one is called so.
	const take = (v: string): void => {
		const named = items.filter((a) => a.name === v.trim());
		set(named.length === 1 && !items.some((a) => a.login === v.trim()) ? named[0]!.login : v);
	};
	return <Labelled id="give-to" label={t("dbt.to")} hint={hint || t("dbt.to.hint")} need={need}>
		<input type="text" id="give-to" list="give-to-list" value={value} required={need} maxLength={100} autocomplete="off"
			aria-describedby="give-to-who" onInput={(e) => set(e.currentTarget.value)}
			onChange={(e) => take(e.currentTarget.value)} />
		<datalist id="give-to-list">{items.map((a) => <option key={a.login} value={a.login} label={about(a)}>{about(a)}</option>)}</datalist>
		<p class="muted small" id="give-to-who" role="status">{chosen ? about(chosen) : all.data ? items.length
			? t("dbt.to.may", items.length) : t("dbt.to.none") : ""}</p>
		{!value && items.length && items.length <= 8 ? <div class="row" role="group" aria-label={t("dbt.to.may", items.length)}>{items.map((a) =>
			<button type="button" class="btn small" key={a.login} title={about(a)} onClick={() => set(a.login)}>{[a.name, a.unit || a.roles[0]].filter(Boolean).join(" · ")}</button>)}</div> : null}
	</Labelled>;
}

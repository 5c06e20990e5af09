// Who may take a step, by name: asked for when somebody wants to know. Where bodies take it together,
// which of them stand behind it by now, and whom one can still name.
import { useState } from "preact/hooks";
import { query_text, useLoad } from "../../base/api";
import { me } from "../../base/state";
import { comma, t } from "../../base/words";
import type { Case, CaseAct, Hands as Body } from "./types";

const LISTED = 8;

const useHands = (no: string, act: string | null): Body[] | undefined =>
	useLoad<Case>(act ? `cases/${encodeURIComponent(no)}` + query_text({ hands: act }) : null).data?.hands;

const named = (b: Body): string => b.people.slice(0, LISTED).map((p) => p.unit ? t("case.hand", p.name, p.unit) : p.name).join(comma())
	+ (b.n > LISTED ? t("case.hands.more", b.n) : "");

export function Hands({ c, act }: { c: Case; act: CaseAct }) {
	const [open, set] = useState(false);
	const all = useHands(c.no, open ? act.id : null);
	return <details class="hands" onToggle={(e) => set(e.currentTarget.open)}><summary>{t("case.hands")}</summary>
		{all ? <ul class="plain">{all.map((b) => <li key={b.role}><b>{b.role}</b> {b.n ? named(b) : <span class="muted">{t("case.hands.none")}</span>}</li>)}</ul> : null}</details>;
}

const logins_of = (text: string): string[] => text.split(/[,，、;；\s]+/).filter(Boolean);

/* Each stands for one body: first those bodies for which fewest of them can. */
function covered(all: Body[], who: string[]): Map<string, string> {
	const by = new Map<string, string>(), can = (b: Body): string[] => b.people.map((p) => p.login || "").filter((l) => who.includes(l));
	for (const b of [...all].sort((x, y) => can(x).length - can(y).length)) {
		const one = can(b).find((l) => ![...by.values()].includes(l));
		if (one)
			by.set(b.role, one);
	}
	return by;
}

/** Under the field that names who does it, too. */
export function Together({ c, act, value, set }: { c: Case; act: CaseAct; value: string; set: (v: string) => void }) {
	const all = useHands(c.no, act.id);
	if (!all)
		return null;
	const own = me.value!.account.login, who = [own, ...logins_of(value)], by = covered(all, who);
	const name = (b: Body): string => b.people.find((p) => p.login === by.get(b.role))?.name || "";
	return <ul class="plain stack bodies">{all.map((b) => {
		const free = b.people.filter((p) => p.login && !who.includes(p.login)).slice(0, LISTED);
		return !act.each && !free.length ? null : <li key={b.role}>{act.each ? <span aria-hidden="true">{by.has(b.role) ? "✓ " : "○ "}</span> : null}<b>{b.role}</b>{" "}
			{act.each && by.has(b.role) ? <span>{by.get(b.role) === own ? t("case.body.you") : name(b)}</span>
				: <>{act.each ? <span class="muted">{t("case.body.open")}</span> : null}
					{free.length ? <div class="row" role="group" aria-label={b.role}>{free.map((p) => <button type="button" class="btn small" key={p.login}
						title={p.login} onClick={() => set([...logins_of(value), p.login!].join(comma()))}>{[p.name, p.unit].filter(Boolean).join(" · ")}</button>)}</div>
						: act.each ? <> <span class="muted">{t("case.hands.none")}</span></> : null}</>}</li>;
	})}</ul>;
}

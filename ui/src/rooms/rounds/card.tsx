// A case on the board: whose, how long still, what is missing for it to go on.
import { noun_name } from "../../base/state";
import { t } from "../../base/words";
import { Status } from "../../parts/status";
import { case_href, left_of, type Card } from "./types";

export const about = (c: Card): string => c.head || c.household || c.place || c.no;

/* What is decided is not said before it is: a decision is asked for, not one side of it. */
export function Missing({ c }: { c: Card }) {
	return c.missing.length ? <ul class="plain lacks">{c.missing.map((x) => <li key={x}><span aria-hidden="true">○ </span>{x}</li>)}</ul>
		: !c.next ? null
		: c.mine ? <p class="ready"><span aria-hidden="true">✓ </span>{c.decides ? t("case.ready.decide") : t("case.ready", c.next.name)}</p>
		: <p class="muted small">{c.decides ? t("case.ready.decided") : t("case.ready.others", c.next.name)}</p>;
}

/** Whose turn it is: by role, since whoever has it may act. */
export function Turn({ c }: { c: Card }) {
	return c.mine ? <b>{t("case.turn.mine")}</b> : c.turn ? <>{t("case.turn", c.turn)}</> : null;
}

export function CaseCard({ c, chosen, choose }: { c: Card; chosen?: boolean; choose?: () => void }) {
	const left = left_of(c);
	return <li class={"case-card " + (left?.tone || "none") + (chosen ? " chosen" : "")}>
		<div class="row spread nowrap">
			<a class="case-name" href={case_href(c.no)}>{about(c)}</a>
			{choose ? <label class="touch-pick"><input type="checkbox" checked={chosen} aria-label={t("choose.row", `${c.no} ${about(c)}`)}
				onChange={choose} /></label> : null}
		</div>
		<p class="muted small">{c.place || noun_name("household")} · {c.no}{c.assigned_to ? ` · ${c.assigned_to}` : ""}</p>
		<p class="row turn">{left ? <Status tone={left.tone}>{left.text}</Status> : null}{c.next ? <span class="small"><Turn c={c} /></span> : null}</p>
		<Missing c={c} />
	</li>;
}

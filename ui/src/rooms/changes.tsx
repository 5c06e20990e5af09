// Proposals: what others wait for me to decide (never my own), mine, and what was decided. Late
// ones, made in bulk or shortly before a check, stand out.
import { useState } from "preact/hooks";
import { Problem, query_text, useLoad } from "../base/api";
import { go, here, query, to } from "../base/route";
import { area, can, me, noun_name, row_name } from "../base/state";
import { post } from "../base/tell";
import type { Change, Page } from "../base/types";
import { m, t, type Msg } from "../base/words";
import { Confirm } from "../parts/confirm";
import { toast } from "../parts/overlay";
import { Empty, PageHead, Ready } from "../parts/states";
import { Status, type Tone } from "../parts/status";
import { Pager } from "../parts/table";
import { Diff } from "../parts/timeline";

const states: Record<string, [Tone, Msg]> = {
	proposed: ["info", m("chg.proposed")], approved: ["ok", m("chg.approved")],
	refused: ["stop", m("chg.refused")], withdrawn: ["stop", m("chg.withdrawn")],
};

/* What it is about: a household that is not there yet has nothing but its head's name. */
const name_of = (c: Change): string => c.noun !== "household" && (c.called || !c.new) ? row_name(c.noun, c.called || c.no, c.head)
	: c.head || (c.declaration ? c.set.map((x) => "field" in x && x.field === "head_name" ? String(x.new ?? "") : "").join("") : "")
	|| c.no || c.household || "";

const at = (c: Change): string => c.new ? `/household/${encodeURIComponent(c.household || "")}?tab=${c.noun}`
	: `/${c.noun}/${encodeURIComponent(c.no || c.row || "")}`;

type Act = { change: Change; what: "approve" | "refuse" | "withdraw" };

export default function Changes({ parts }: { parts: string[] }) {
	const one = parts[1];
	const show = query.value.get("show") || (can("approve") ? "open" : "mine");
	const at = (query.value.get("at") || "").split(",").filter(Boolean);
	const path = "changes" + query_text(one ? { "f.no": "C" + one } : { cursor: at[at.length - 1], area: area.value,
		state: show === "open" || show === "waiting" ? "proposed" : undefined,
		mine: show === "mine" || show === "waiting" ? 1 : undefined });
	const list = useLoad<Page<Change>>(path);
	const [act, set_act] = useState<Act | null>(null);
	const tabs: [string, string][] = [
		...(can("approve") ? [["open", t("chg.tab.open")] as [string, string]] : []),
		...(can("propose") ? [["waiting", t("home.mine")] as [string, string], ["mine", t("chg.tab.mine")] as [string, string]] : []),
		["done", t("chg.tab.done")]];
	const done = (words?: string): void => { if (words) toast(words); list.reload(); };
	return <>
		<PageHead title={t("nav.changes")} sub={t("chg.words")} />
		<div class="row filters" role="group" aria-label={t("filter")}>{tabs.map(([id, name]) => <button type="button"
			class="btn" key={id} aria-pressed={id === show} onClick={() => go(here({ show: id, at: null }), true)}>{name}</button>)}
		</div>
		<Ready of={list}>{(d) => {
			const items = one ? d.items.filter((c) => c.id === one)
				: d.items.filter((c) => show === "done" ? c.state !== "proposed" : show !== "open" || c.may_decide);
			return <>{items.length ? <ul class="plain stack">{items.map((c) =>
				<ChangeCard key={c.id} c={c} act={(what) => set_act({ change: c, what })} />)}</ul>
				: <Empty text={show === "open" ? t("chg.none.open") : t("chg.none")} />}
				{at.length || d.next ? <Pager at={at} size={200} shown={d.items.length} next={d.next}
					go={(pages) => go(here({ at: pages.join(",") }))} /> : null}</>;
		}}</Ready>
		{act ? <Decide act={act} close={() => set_act(null)} done={done} /> : null}
	</>;
}

function ChangeCard({ c, act }: { c: Change; act: (what: Act["what"]) => void }) {
	const [tone, words] = states[c.state] || ["none", m("chg.proposed")];
	const mine = c.mine ?? c.who === me.value!.account.name;
	return <li class={"panel change" + (c.late && c.state === "proposed" ? " late" : "")}>
		<div class="row spread">
			<div class="row"><Status tone={tone}>{t(words)}</Status>
				{c.late ? <Status tone="warn">{t("chg.late")}</Status> : null}
				{c.no || c.new || Number(c.row) ? <a href={at(c)}><b>{name_of(c)}</b></a> : <b>{name_of(c)}</b>}
				<span class="tag">{c.declaration ? t("chg.newcomer") : c.new ? `${t("chg.new")} · ${noun_name(c.noun)}` : noun_name(c.noun)}</span><span class="muted">{[c.area, c.no && name_of(c) !== c.no ? c.no : ""].filter(Boolean).join(" · ")}
					{c.household && c.household !== c.no ? <>{" · "}<a href={`/household/${encodeURIComponent(c.household)}`}>{c.household}</a></> : null}</span></div>
			<span class="muted">{c.who} · {c.when}</span>
		</div>
		<div class="change-body"><Diff noun={c.noun} changed={c.set} />
			{c.declaration ? <p><a href={to("/declarations/" + c.declaration)}>{t("chg.declaration")}</a></p> : null}
			{c.why ? <p><span class="muted">{t("reason")}</span> {c.why}</p> : null}
			{c.checker ? <p class="muted">{t("chg.checked", c.checker, c.checked || "", c.note || "")}</p> : null}</div>
		{c.state === "proposed" ? <div class="row">
			{c.may_decide ? <><button type="button" class="btn main" onClick={() => act("approve")}>
				{t("chg.approve")}</button><button type="button" class="btn" onClick={() => act("refuse")}>
				{t("chg.refuse")}</button></> : null}
			{mine ? <button type="button" class="btn" onClick={() => act("withdraw")}>{t("chg.withdraw")}</button> : null}
			{mine && can("approve") ? <span class="muted">{t("chg.own")}</span> : null}
		</div> : null}
	</li>;
}

function Decide({ act, close, done }: { act: Act; close: () => void; done: (words?: string) => void }) {
	const { change, what } = act;
	const words = { approve: t("chg.approve"), refuse: t("chg.refuse"), withdraw: t("chg.withdraw") }[what];
	const after = { approve: t("chg.approved"), refuse: t("chg.refused"), withdraw: t("chg.withdrawn") }[what];
	return <Confirm title={`${words} · ${name_of(change)}`} yes={words} close={close} risky={what !== "approve"}
		reason={what === "refuse"} run={async (why) => {
			try {
				await post(`changes/${change.id}/${what}`, what === "withdraw" ? {} : { reason: why });
			} catch (e) {
				// Somebody else decided it meanwhile: how it stands shows below what the dialog says.
				if (e instanceof Problem && e.status === 409)
					done();
				throw e;
			}
			done(after);
		}}>
		<Diff noun={change.noun} changed={change.set} />
		<p class="muted">{what === "approve" ? t("chg.approve.words", change.who) : what === "refuse"
			? t("chg.refuse.words", change.who) : t("chg.withdraw.words")}</p>
	</Confirm>;
}

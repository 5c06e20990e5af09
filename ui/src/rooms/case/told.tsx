// What a standard said, clause by clause, with the values that each rests on and those that nobody
// knows; kept with a step as it was then, or as it is today.
import { t } from "../../base/words";
import { Status, type Tone } from "../../parts/status";

interface Value { row?: string; item?: string; value?: string }
interface Clause { id: string; name?: string; state: string; document?: { name?: string }; used?: Value[]; missing?: Value[] }
interface Judged { name?: string; on?: string; clauses?: Clause[] }

const states: Record<string, [Tone, () => string]> = { met: ["ok", () => t("case.met")], "not met": ["stop", () => t("case.not.met")],
	not_met: ["stop", () => t("case.not.met")], unknown: ["warn", () => t("case.met.unknown")] };

/** What a standard said of the household, or says now. */
export function Found({ found, of, was }: { found: string; of?: string; was?: boolean }) {
	const [tone, word] = states[found] || states.unknown!;
	return <p class="row"><span class="muted">{was ? t("case.told") : t("case.verdict")}</span>{of ? <span>{of}</span> : null}<Status tone={tone}>{word()}</Status></p>;
}

function read(text: string): Judged | null {
	try {
		const said = JSON.parse(text) as Judged;
		return Array.isArray(said.clauses) ? said : null;
	} catch {
		return null;
	}
}

const values = (all: Value[] | undefined): string => (all || []).map((v) => [v.item || v.row, v.value].filter(Boolean).join(" ")).join("；");

export function ToldBy({ text }: { text: string }) {
	const said = read(text);
	if (!said)
		return <pre class="told">{text}</pre>;
	return <div class="told"><p>{[said.name, said.on].filter(Boolean).join(" · ")}</p><ul class="plain stack">{said.clauses!.map((c) => {
		const known = states[c.state];
		const used = values(c.used), missing = values(c.missing);
		return <li key={c.id}><div class="row">{known ? <Status tone={known[0]}>{known[1]()}</Status> : null}<b>{c.name || c.id}</b>
			<span class="muted small">{c.document?.name}</span></div>
			{used ? <p class="small">{used}</p> : null}{missing ? <p class="small"><span aria-hidden="true">○ </span>{t("case.told.missing", missing)}</p> : null}</li>;
	})}</ul></div>;
}

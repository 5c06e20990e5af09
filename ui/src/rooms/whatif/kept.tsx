// What-ifs that were kept: beside each other with their figures, opened and shared by their address.
import { useEffect, useState } from "preact/hooks";
import { api, useLoad } from "../../base/api";
import { number_text } from "../../base/format";
import { pick, t } from "../../base/words";
import { Labelled } from "../../parts/form";
import { Dialog, toast } from "../../parts/overlay";
import { Fault, Ready } from "../../parts/states";
import { Panel } from "../../parts/timeline";
import { yuan } from "./figures";
import type { Kept, Order, Standard } from "./types";

const link = (no: string): string => "/whatif?scenario=" + encodeURIComponent(no);

/* The address of one that is kept, for somebody else; where nothing can be copied, it is shown. */
function copy_link(no: string): void {
	const url = location.origin + link(no);
	const told = (): void => toast(t("wif.link.is", url));
	if (navigator.clipboard)
		navigator.clipboard.writeText(url).then(() => toast(t("wif.copied")), told);
	else
		told();
}

export function Save({ order, assumed, close, saved }: { order: Order; assumed: string; close: () => void; saved: () => void }) {
	const [name, set_name] = useState("");
	const [shared, set_shared] = useState(false);
	const [fault, set_fault] = useState<Error | null>(null);
	const save = async (): Promise<void> => {
		try {
			const { no } = await api<{ no: string }>("scenarios", { method: "POST", body: { ...order, name, shared } });
			toast(t("wif.saved"), { name: t("wif.copy"), run: () => copy_link(no) });
			saved();
			close();
		} catch (e) {
			set_fault(e as Error);
		}
	};
	return <Dialog title={t("wif.save.title")} close={close}>
		<p>{t("wif.save.words")}</p>
		<p class="muted">{t("wif.assumed")}{": "}{assumed || t("wif.as.is")}</p>
		<form class="stack" onSubmit={(e) => { e.preventDefault(); void save(); }}>
			{fault ? <Fault fault={fault} /> : null}
			<Labelled id="wif-name" label={t("wif.name")} hint={t("wif.name.hint")} need>
				<input id="wif-name" type="text" maxLength={100} value={name} required autoFocus
					onInput={(e) => set_name(e.currentTarget.value)} /></Labelled>
			<label class="row"><input type="checkbox" checked={shared}
				onChange={(e) => set_shared(e.currentTarget.checked)} /> <span>{t("wif.share.words")}<br /><span class="muted small">{t("wif.share.hint")}</span></span></label>
			<p class="row"><button type="submit" class="btn main">{t("wif.save")}</button>
				<button type="button" class="btn" onClick={close}>{t("cancel")}</button></p>
		</form>
	</Dialog>;
}

export function KeptOnes({ turn, standards }: { turn: number; standards: Standard[] }) {
	const kept = useLoad<{ items: Kept[] }>("scenarios");
	useEffect(() => {
		if (turn)
			kept.reload();
	}, [turn]);
	const name = (id: string): string => {
		const s = standards.find((x) => x.id === id);
		return s ? pick(s.zh, s.en) : id;
	};
	const act = async (no: string, what: string, body: unknown): Promise<void> => {
		try {
			await api(`scenarios/${encodeURIComponent(no)}/${what}`, { method: "POST", body });
			kept.reload();
		} catch (e) {
			toast((e as Error).message);
		}
	};
	return <Panel title={t("wif.kept")}><Ready of={kept}>{(d) => d.items.length === 0
		? <p class="muted">{t("wif.kept.none")}</p> : <div class="scroll-x"><table class="plain-table">
			<thead><tr><th scope="col">{t("wif.name")}</th><th scope="col">{t("wif.standard")}</th>
				<th scope="col">{t("wif.assumed")}</th><th scope="col" class="num">{t("wif.now")}</th>
				<th scope="col" class="num">{t("wif.then")}</th><th scope="col" class="num">{t("wif.in")}</th>
				<th scope="col" class="num">{t("wif.out")}</th><th scope="col" class="num">{t("wif.cost")}</th>
				<th scope="col">{t("wif.made")}</th><th scope="col">{t("wif.do")}</th></tr></thead>
			<tbody>{d.items.map((k) => <tr key={k.no}>
				<th scope="row"><a href={link(k.no)}>{k.name}</a></th>
				<td>{name(k.standard)}{k.place ? <><br /><span class="muted small">{k.place}</span></> : null}</td>
				<td class="small">{(k.assumed || []).join("; ") || t("wif.as.is")}</td>
				{k.result ? <><td class="num">{number_text(k.result.now.met)}</td>
					<td class="num">{number_text(k.result.then.met)}</td><td class="num">{number_text(k.result.in)}</td>
					<td class="num">{number_text(k.result.out)}</td><td class="num">{yuan(k.result.then.cost)}</td></>
					: <td colSpan={5} />}
				<td class="small">{k.made}<br />{k.mine ? t("wif.mine") : k.maker}</td>
				<td><span class="row"><button type="button" class="btn" onClick={() => copy_link(k.no)}>{t("wif.copy")}</button>
				{k.mine ? <><button type="button" class="btn" aria-pressed={k.shared}
					onClick={() => void act(k.no, "share", { shared: !k.shared })}>
					{k.shared ? t("wif.unshare") : t("wif.share")}</button>
				<button type="button" class="btn" onClick={() => void act(k.no, "end", {})}>{t("wif.remove")}</button>
				</> : <span class="muted">{t("wif.shared")}</span>}</span></td></tr>)}</tbody></table></div>}</Ready></Panel>;
}

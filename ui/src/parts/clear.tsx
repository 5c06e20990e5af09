// A file that carries clear values: a reason first, which the journal keeps.
import { useState } from "preact/hooks";
import { t } from "../base/words";
import { Confirm } from "./confirm";
import { Icon } from "./icon";

export function ClearFile({ href, label }: { href: string; label: string }) {
	const [ask, set_ask] = useState(false);
	return <>
		<button type="button" class="btn main" onClick={() => set_ask(true)}><Icon name="export" />{label}</button>
		{ask ? <Confirm title={label} yes={t("clear.fetch")} reason close={() => set_ask(false)} run={async (why) => {
			const a = document.createElement("a");
			a.href = `${href}?reason=${encodeURIComponent(why)}`;
			a.download = "";
			document.body.append(a);
			a.click();
			a.remove();
		}}><p>{t("clear.words")}</p></Confirm> : null}
	</>;
}

// What somebody told, as he wrote it.
import { t } from "../../base/words";
import { Panel } from "../../parts/timeline";

export const Told = ({ title, text }: { title: string; text?: string }) => <Panel title={title}>
	<p class="said">{text === "***" ? <span class="muted">{t("obj.hidden")}</span> : text}</p></Panel>;

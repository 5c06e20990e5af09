// Until when something is to be answered.
import { t } from "../../base/words";
import { Status } from "../../parts/status";

export function Due({ of }: { of: { is: string; due?: string } }) {
	if (!of.due || of.is === "answered")
		return null;
	const late = of.due < new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
	return late ? <Status tone="bad">{t("obj.late", of.due)}</Status> : <span class="muted">{t("obj.due", of.due)}</span>;
}

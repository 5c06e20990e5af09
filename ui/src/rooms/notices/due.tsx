// Until when something is to be answered.
import { t } from "../../base/words";
import { Status } from "../../parts/status";

export function Due({ of }: { of: { is: string; due?: string; left?: number } }) {
	if (!of.due || of.is === "answered")
		return null;
	return (of.left || 0) < 0 ? <Status tone="bad">{t("obj.late", of.due)}</Status> : <span class="muted">{t("obj.due", of.due)}</span>;
}

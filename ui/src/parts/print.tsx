// What a printed sheet has and the screen has not: whose it is, when it was printed, from where.
import { me } from "../base/state";
import { t } from "../base/words";

export function PrintFoot() {
	const d = new Date();
	const two = (n: number): string => String(n).padStart(2, "0");
	const now = `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${two(d.getHours())}:${two(d.getMinutes())}`;
	return <footer class="print-only print-foot">
		<p>{t("print.foot", me.value?.areas[0]?.name || "", me.value?.account.name || "", now)}</p>
		<p>{location.href}</p>
		{me.value?.demo ? <p>▲ {t("demo")}</p> : null}
		<p class="signs"><span>{t("print.maker")}</span><span>{t("print.checker")}</span>
			<span>{t("print.seal")}</span></p>
	</footer>;
}

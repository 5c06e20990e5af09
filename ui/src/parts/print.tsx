// What a printed sheet has and the screen has not: whose it is, when it was printed, from where.
import { me } from "../base/state";
import { lang, t } from "../base/words";

export function PrintFoot() {
	const now = new Date().toLocaleString(lang.value === "zh" ? "zh-CN" : "en-GB");
	return <footer class="print-only print-foot">
		<p>{t("print.foot", me.value?.areas[0]?.name || "", me.value?.account.name || "", now)}</p>
		<p>{location.href}</p>
		{me.value?.demo ? <p>▲ {t("demo")}</p> : null}
		<p class="signs"><span>{t("print.maker")}</span><span>{t("print.checker")}</span>
			<span>{t("print.seal")}</span></p>
	</footer>;
}

// Areas: the tree, level by level; and an area's own page with its figures, what lies below it and
// its lists. For a village with its file of figures.
import { query_text, useLoad } from "../base/api";
import { number_text } from "../base/format";
import { of_code } from "../base/lists";
import { can, has_noun, me, noun_name, noun_of } from "../base/state";
import type { Page, Row } from "../base/types";
import { t } from "../base/words";
import type { AreaRow, Areas } from "../parts/area";
import { Bars, SvgChart } from "../parts/chart";
import { Icon } from "../parts/icon";
import { PrintFoot } from "../parts/print";
import { Empty, PageHead, Ready } from "../parts/states";
import { DataTable } from "../parts/table";
import { Panel } from "../parts/timeline";
import { Facts } from "../parts/value";
import { PlaceVerdicts } from "./area/verdicts";
import { Cockpit } from "./cockpit/figures";
import type { Summary } from "./home";

export default function Area({ parts }: { parts: string[] }) {
	const code = parts[1] || "";
	const areas = useLoad<Areas>("areas" + query_text({ under: code }));
	const sum = useLoad<Summary>(code && can("read") ? "summary" + query_text({ area: code }) : null);
	const path = areas.data?.path || [];
	const own = path[path.length - 1];
	return <>
		<nav class="crumbs" aria-label={t("area.path")}><a class="btn bare small" href="/area">{t("area.top")}</a>
			{path.map((a) => <a key={a.code} class="btn bare small" href={`/area/${a.code}`}
				aria-current={a.code === code ? "page" : undefined}>› {a.name}</a>)}</nav>
		<PageHead title={own?.name || t("nav.areas")} sub={code}>
			{code ? <a class="btn" href={`/household?area=${code}`}><Icon name="household" />
				{t("nav.households")}</a> : null}
			{code ? <a class="btn" href={`/person?area=${code}`}><Icon name="person" />{t("nav.persons")}</a> : null}
			{code && can("read") ? <><a class="btn" href={`/rounds?area=${code}`}>{t("round.title")}</a>
				<a class="btn" href={`/meeting?area=${code}`}>{t("meet.title")}</a>
				<a class="btn" href={`/notices?area=${code}`}>{t("nav.notices")}</a></> : null}
			{code && has_noun("lead") ? <a class="btn" href={`/lead?area=${code}`}>{t("nav.leads")}</a> : null}
			<button type="button" class="btn" onClick={() => print()}><Icon name="print" />{t("print")}</button>
		</PageHead>
		{code && can("read") ? <Ready of={sum}>{(s) => <AreaFigures s={s} code={code} parts={!!own && own.level < 5 && !!areas.data?.items.length} />}</Ready> : null}
		{own && can("read") && has_noun("village") ? <PlaceVerdicts code={code} /> : null}
		{own && own.level >= 5 && has_noun("village") ? <VillageFile code={code} /> : null}
		<Ready of={areas}>{(d) => d.items.length ? <section class="below">
			<h2>{code ? t("area.within") : t("area.mine")}</h2><Below items={d.items} /></section>
			: code ? null : <Empty text={t("area.none")}><a class="btn" href="/household">{t("nav.households")}</a></Empty>}</Ready>
		<PrintFoot />
	</>;
}

function Below({ items }: { items: AreaRow[] }) {
	return <DataTable label={t("nav.areas")} rows={items} key_of={(a) => a.code} href={(a) => `/area/${a.code}`}
		columns={[{ name: "name", label: t("sum.area"), sort: false, card: "title", show: (a) => a.name },
			{ name: "code", label: t("area.code"), sort: false, show: (a) => a.code },
			{ name: "households", label: t("sum.households"), num: true, sort: false, show: (a) =>
				a.households === undefined ? "--" : <a href={`/household?area=${a.code}`}>{number_text(a.households)}</a> },
			{ name: "persons", label: t("sum.persons"), num: true, sort: false, show: (a) =>
				a.persons === undefined ? "--" : <a href={`/person?area=${a.code}`}>{number_text(a.persons)}</a> },
			{ name: "children", label: t("area.children"), num: true, sort: false,
				show: (a) => number_text(a.children) }]} />;
}

function AreaFigures({ s, code, parts }: { s: Summary; code: string; parts: boolean }) {
	const list = can("read");
	return <>
		<Cockpit area={code} title={s.place}>
			{me.value?.outlines && parts ? <SvgChart name="map" area={code} title={s.place} /> : null}
			{s.types?.length ? <Panel title={t("sum.types")}><Bars label={t("sum.types")} bars={s.types.map((x) => ({
				label: x.label, n: x.n, href: list ? "/household" + query_text({ area: code, ...of_code("type", x) })
					: undefined }))} /></Panel> : null}
			{s.monitor?.some((x) => x.n) ? <Panel title={t("sum.monitor")}><Bars label={t("sum.monitor")}
				bars={s.monitor.map((x) => ({ label: x.label, n: x.n, href: list ? "/household"
					+ query_text({ area: code, ...of_code("monitor_type", x), "f.risk_cleared.not": t("yes") }) : undefined }))} /></Panel> : null}
			<SvgChart name="sizes" area={code} title={s.place} />
		</Cockpit>
	</>;
}

function VillageFile({ code }: { code: string }) {
	const list = useLoad<Page<Row>>("village" + query_text({ area: code, limit: 1 }));
	return <Ready of={list}>{(d) => {
		const row = d.items[0];
		return row ? <Panel title={noun_name("village")} tools={<a href={`/village/${row.no || row.id}`}>
			{t("open")}</a>}><Facts row={row} noun="village" fields={noun_of("village")!.fields} bare /></Panel> : null;
	}}</Ready>;
}

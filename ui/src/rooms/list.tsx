// The list of any noun: filters, columns, sorting and page in the address; views kept; rows chosen.
import { useEffect, useMemo, useState } from "preact/hooks";
import { query_text, useLoad } from "../base/api";
import { cell_text, NONE, number_text } from "../base/format";
import { first_columns, first_filters, may_filter } from "../base/lists";
import { room_name } from "../base/rooms";
import { go, here, path, query } from "../base/route";
import { area, can, field_unit, is, is_number, noun_name, nouns_name, noun_of } from "../base/state";
import type { Field, Page, Row } from "../base/types";
import { lang, pick, t } from "../base/words";
import { DataTable, Pager, type Column } from "../parts/table";
import { Icon } from "../parts/icon";
import { Empty, PageHead, Ready } from "../parts/states";
import { SavedViews } from "../parts/views";
import { BulkBar, ColumnChooser } from "./list/tools";
import { FilterBar, filters_of } from "./list/filter";
import { cell_view } from "./list/cell";

const SIZE = 50;

/** The parameters of the API's list, from the address. */
export function list_params(noun: string, columns: string[]): string {
	const q = new URLSearchParams();
	for (const [name, value] of query.value)
		if (name.startsWith("f.") || name === "where" || name === "area")
			q.append(name, value);
	const extra = noun === "household" ? ["monitor_type", "head_name"] : [];
	q.set("fields", [...new Set([...columns, ...extra])].join(","));
	return q.toString();
}

/** What the list is limited to beside its area: pages opened from it keep this, and find the way on. */
function conditions(): string {
	const q = new URLSearchParams();
	for (const [name, value] of query.value)
		if (name.startsWith("f.") || name === "where")
			q.append(name, value);
	return q.toString();
}

export default function List({ parts }: { parts: string[] }) {
	const noun = parts[0]!;
	const n = noun_of(noun);
	if (!n)
		return <><PageHead title={t("fault.404")} /><Empty text={t("list.unknown")}><a class="btn" href="/">{t("nav.home")}</a></Empty></>;
	return <ListOf noun={noun} key={noun} />;
}

function ListOf({ noun }: { noun: string }) {
	const n = noun_of(noun)!;
	const q = query.value;
	const names = q.get("cols")?.split(",").filter((c) => n.fields.some((f) => f.name === c))
		|| first_columns(noun);
	const at = (q.get("at") || "").split(",").filter(Boolean);
	const params = list_params(noun, names);
	const list = useLoad<Page<Row>>(`${noun}?${params}&limit=${SIZE}`
		+ (at.length ? "&cursor=" + encodeURIComponent(at[at.length - 1]!) : ""));
	// Counting may take longer than the page: it is asked for beside it, once for all pages.
	const counted = useLoad<Page<Row>>(`${noun}${query_text({ limit: 1, count: 1 })}&${params}`);
	const total = counted.data?.total ?? list.data?.total;
	const [chosen, choose] = useState<Set<string>>(new Set());
	useEffect(() => choose(new Set()), [params, at.join()]);
	const columns = useMemo(() => names.flatMap((name) => [column(noun, n.fields.find((f) => f.name === name)!),
		...(noun === "doubt" && name === "household" ? whose() : [])]), [names.join(), lang.value, noun]);
	const filtered = filters_of(q).length > 0 || !!q.get("where");
	return <div>
		<PageHead title={room_name("/" + noun) || nouns_name(noun)}
			sub={total === undefined || total === null ? "" : t("list.count", number_text(total))}>
			<SavedViews noun={noun} />
			<ColumnChooser noun={noun} names={names} />
			{can("export") ? <Export noun={noun} params={params} /> : null}
			<button type="button" class="btn only-wide" onClick={() => print()}><Icon name="print" />
				{t("print")}</button>
		</PageHead>
		{chosen.size ? <BulkBar noun={noun} chosen={chosen} clear={() => choose(new Set())} reload={list.reload}
			rows={() => sheet_text(names.map((f) => n.fields.find((x) => x.name === f)!),
				(list.data?.items || []).filter((r) => chosen.has(r.no || r.id)))} />
			: <FilterBar noun={noun} first={first_filters(noun)} may={may_filter} />}
		<Ready of={list}>{(data) => data.items.length === 0
			? <Empty text={filtered || area.value ? t("list.none.filtered") : t("list.none")}>
				{filtered ? <button type="button" class="btn" onClick={() => go(path.value)}>
					{t("filter.clear")}</button> : null}
				{!filtered && can("import") ? <a class="btn main" href="/import">{t("nav.import")}</a> : null}
			</Empty>
			: <>
				<DataTable label={noun_name(noun)} columns={columns} rows={data.items}
					key_of={(r) => r.no || r.id} busy={list.loading}
					href={(r) => `/${noun}/${encodeURIComponent(r.no || r.id)}`
						+ query_text({ area: area.value, list: noun === "household" ? conditions() || "all" : null })}
					chosen={chosen} choose={choose} />
				<Pager at={at} size={SIZE} shown={data.items.length} total={total} next={data.next}
					go={(to) => { go(here({ at: to.join(",") })); scrollTo(0, 0); }} />
			</>}</Ready>
	</div>;
}

/** Rows as a spreadsheet takes them from the clipboard: tabs between, no formulas. */
function sheet_text(fields: Field[], rows: Row[]): string {
	const cell = (text: string): string => text.replace(/[\t\r\n]+/g, " ").replace(/^([=+@-])/, "'$1");
	return [fields.map((f) => pick(f.zh, f.en)), ...rows.map((r) =>
		fields.map((f) => cell(String(r.c[f.name] ?? ""))))].map((line) => line.join("\t")).join("\n");
}

const name_fields = ["head_name", "name", "title", "file"];
/* What is wrong names a finding; the file is one and the same for many. */
const titles = (noun: string, f: Field): boolean => noun === "finding" ? f.name === "kind"
	: noun === "doubt" ? f.name === "check_id" : name_fields.includes(f.name);

function column(noun: string, f: Field): Column<Row> {
	return {
		name: f.name, label: pick(f.zh, f.en), unit: field_unit(f), num: is_number(f),
		sort: !is(f, "sealed") && f.type !== "set", wide: f.type === "text" && (f.max || 0) > 60,
		card: titles(noun, f) ? "title" : undefined,
		show: (r) => cell_view(noun, f, r) ?? cell_text(f, r.c[f.name]),
	};
}

/* Whose a doubt is and where: of the household it belongs to. */
const whose = (): Column<Row>[] => [["head", t("wif.head")], ["place", t("wif.place")]].map(([name, label]) =>
	({ name: name!, label: label!, sort: false, show: (r) => r.labels?.[name!] || NONE }));

function Export({ noun, params }: { noun: string; params: string }) {
	return <>
		<a class="btn" href={`/api/v1/${noun}.xlsx?${params}`} download><Icon name="export" />Excel</a>
		<a class="btn only-wide" href={`/api/v1/${noun}.csv?${params}`} download>CSV</a>
	</>;
}

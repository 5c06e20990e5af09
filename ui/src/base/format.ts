// How values look: thousands, dates, "--" for what is not known; never blank, never 0.
import { codes_of, field_unit, is_number } from "./state";
import type { Cell, Field } from "./types";
import { lang, pick, t } from "./words";

export const NONE = "--";

export function number_text(value: Cell, places?: number): string {
	if (value === null || value === undefined || value === "")
		return NONE;
	const text = String(value);
	if (!/^-?\d+(\.\d+)?$/.test(text))
		return text;
	const [whole, part = ""] = text.split(".");
	const shown = places === undefined ? part : (part + "00000000").slice(0, places);
	return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (shown ? "." + shown : "");
}

/** A value as the server tells it, "9113.00 yuan": its amounts grouped as everywhere. Numbers without
 * a fraction may be codes or years and stay. */
export const grouped_text = (text: string): string =>
	text.replace(/(^|[^\d.,-])(-?\d{4,}\.\d+)(?![\d.])/g, (_, before: string, n: string) => before + number_text(n));

/** A cell as it stands in a list; the unit is in the column's header. */
export function cell_text(f: Field | undefined, value: Cell): string {
	if (value === null || value === undefined || value === "")
		return NONE;
	if (typeof value === "boolean")
		return value ? t("yes") : t("no");
	if (f?.type === "money")
		return number_text(value, 2);
	return is_number(f) ? number_text(value) : label_text(f, String(value));
}

/** Lists come as labels of the user's language; a code of a list is given its label. */
function label_text(f: Field | undefined, value: string): string {
	if (f?.type !== "list" || !/^\d+$/.test(value))
		return value;
	const code = codes_of(f).find((c) => String(c.code) === value);
	return code ? pick(code.zh, code.en) : value;
}

/** A value with its unit, for pages where no header names it. */
export function with_unit(f: Field | undefined, value: Cell): string {
	const text = cell_text(f, value);
	const unit = field_unit(f);
	return text === NONE || !unit ? text : `${text} ${unit}`;
}

/** Large money in words people use: 12.34 万元, 1.20 亿元. */
export function money_hint(value: Cell): string {
	const n = Number(value);
	if (!isFinite(n) || Math.abs(n) < 10000)
		return "";
	if (lang.value === "en")
		return Math.abs(n) < 1e6 ? "" : `CNY ${(n / 1e6).toFixed(2)} million`;
	return Math.abs(n) >= 1e8 ? `${(n / 1e8).toFixed(2)} 亿元` : `${(n / 1e4).toFixed(2)} 万元`;
}

export function bytes_text(n: number): string {
	if (n < 1024)
		return `${n} B`;
	return n < 1048576 ? `${(n / 1024).toFixed(0)} KB` : `${(n / 1048576).toFixed(1)} MB`;
}

/** What people type for a date, as 2026-01-31, 2026-01 or 2026; null when it is none. */
export function date_value(text: string): string | null {
	const plain = text.trim().replace(/[０-９]/g, (d) => String.fromCharCode(d.charCodeAt(0) - 65248))
		.replace(/[年月./／－]/g, "-").replace(/[日号]/g, "").replace(/-+$/, "");
	const m = /^(\d{4})(?:-?(\d{1,2})(?:-?(\d{1,2}))?)?$/.exec(plain);
	if (!m)
		return null;
	const [, y, mo, d] = m;
	if ((mo && (+mo < 1 || +mo > 12)) || (d && (+d < 1 || +d > new Date(+y, +mo, 0).getDate())))
		return null;
	return [y, mo?.padStart(2, "0"), d?.padStart(2, "0")].filter(Boolean).join("-");
}

/** Numbers as typed: full-width digits and thousands separators are taken silently. */
export function number_value(text: string): string {
	return text.trim().replace(/[０-９．－]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 65248))
		.replace(/[,，\s]/g, "");
}

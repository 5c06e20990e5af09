// What stands where data is not: loading, faults, nothing to show. And the heads of pages.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Loaded } from "../base/api";
import { Problem } from "../base/api";
import { set_title } from "../base/state";
import { t } from "../base/words";
import { Icon } from "./icon";

export function PageHead({ title, sub, children }:
	{ title: string; sub?: ComponentChildren; children?: ComponentChildren }) {
	useEffect(() => set_title(title), [title]);
	return <div class="page-head">
		<h1>{title}</h1>
		{sub ? <span class="sub">{sub}</span> : null}
		{children ? <div class="tools">{children}</div> : null}
	</div>;
}

/** Under 0.3 s nothing, then a skeleton, after 3 s words. */
export function Loading({ rows = 6 }: { rows?: number }) {
	const [stage, set] = useState(0);
	useEffect(() => {
		const a = setTimeout(() => set(1), 300);
		const b = setTimeout(() => set(2), 3000);
		return () => { clearTimeout(a); clearTimeout(b); };
	}, []);
	return <div class="loading" role="status" aria-busy="true">
		<span class="hidden-text">{t("loading")}</span>
		{stage > 0 ? Array.from({ length: rows }, (_, i) => <div key={i} class="bone" />) : null}
		{stage > 1 ? <p class="muted">{t("loading.long")}</p> : null}
	</div>;
}

/** now: somebody just pressed a button; the fault comes into his sight, wherever the page stands. */
export function Fault({ fault, retry, now }: { fault: Error; retry?: () => void; now?: boolean }) {
	const ref = useRef<HTMLDivElement>(null);
	useEffect(() => { if (now) ref.current?.focus(); }, [fault, now]);
	const p = fault instanceof Problem ? fault : null;
	const words = p?.status === 404 ? t("fault.404") : p?.status === 403 ? t("fault.403") : "";
	return <div class="notice bad-edge" role="alert" ref={ref} tabIndex={now ? -1 : undefined}>
		<p><b>! {words || fault.message}</b></p>
		{words && fault.message !== words ? <p>{fault.message}</p> : null}
		{p?.trace ? <p class="muted small">{t("fault.trace", p.trace)}</p> : null}
		{retry ? <button type="button" class="btn" onClick={retry}>{t("retry")}</button> : null}
	</div>;
}

export function Empty({ text, children }: { text: string; children?: ComponentChildren }) {
	return <div class="empty">
		<Icon name="list" size={28} />
		<p>{text}</p>
		{children ? <div class="row">{children}</div> : null}
	</div>;
}

/** Loading, fault or the page itself: what has been loaded stays while it is asked for again. */
export function Ready<T>({ of, children }:
	{ of: Loaded<T>; children: (data: T) => ComponentChildren }) {
	if (of.fault && !of.data)
		return <Fault fault={of.fault} retry={of.reload} />;
	if (of.data === undefined)
		return <Loading />;
	return <>
		{of.fault ? <Fault fault={of.fault} retry={of.reload} /> : null}
		{children(of.data)}
	</>;
}

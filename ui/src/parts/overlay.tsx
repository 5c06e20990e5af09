// What lies over the page: dialogs, menus, short messages with undo. One dialog at a time.
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../base/words";
import { Icon } from "./icon";

export function Dialog({ title, close, children, wide }: { title: string; close: () => void;
	children: ComponentChildren; wide?: boolean }) {
	const ref = useRef<HTMLDialogElement>(null);
	// Open with the drawing, not after it: a key struck at once is the dialog's already.
	useLayoutEffect(() => {
		const back = document.activeElement as HTMLElement | null;
		ref.current?.showModal();
		return () => back?.focus?.();
	}, []);
	return <dialog ref={ref} class={wide ? "wide" : ""} aria-labelledby="dialog-title"
		onCancel={(e) => { e.preventDefault(); close(); }}
		onClick={(e) => { if (e.target === ref.current) close(); }}>
		<div class="dialog-body">
			<div class="row spread dialog-head">
				<h2 id="dialog-title">{title}</h2>
				<button type="button" class="btn bare" aria-label={t("close")} onClick={close}>
					<Icon name="close" /></button>
			</div>
			{children}
		</div>
	</dialog>;
}

/** A button with a list of things under it; Esc and a click elsewhere close it. */
export function Menu({ label, icon, children, title, cls = "btn" }: { label?: ComponentChildren;
	icon?: string; children: (close: () => void) => ComponentChildren; title?: string;
	cls?: string }) {
	const [open, set] = useState(false);
	const ref = useRef<HTMLDivElement>(null);
	useLayoutEffect(() => {
		if (!open)
			return undefined;
		const away = (e: Event) => {
			const at = e.target as Element;
			if (!ref.current?.contains(at) || at.classList?.contains("menu-veil"))
				set(false);
		};
		const key = (e: KeyboardEvent) => {
			if (e.key === "Escape") {
				set(false);
				ref.current?.querySelector("button")?.focus();
				e.stopPropagation();
			}
		};
		document.addEventListener("pointerdown", away);
		document.addEventListener("focusin", away);
		document.addEventListener("keydown", key, true);
		const box = ref.current?.querySelector<HTMLElement>(".menu-body");
		if (box && box.getBoundingClientRect().right > innerWidth - 4)
			box.classList.add("to-left");
		return () => {
			document.removeEventListener("pointerdown", away);
			document.removeEventListener("focusin", away);
			document.removeEventListener("keydown", key, true);
		};
	}, [open]);
	return <div class="menu" ref={ref}>
		<button type="button" class={cls} aria-expanded={open} onClick={() => set(!open)}
			aria-label={label ? undefined : title} title={title}>
			{icon ? <Icon name={icon} /> : null}{label}
			{label ? <Icon name="down" size={12} /> : null}
		</button>
		{open ? <><div class="menu-veil" /><div class="menu-body">{children(() => set(false))}</div></> : null}
	</div>;
}

interface Next { name: string; run: () => void }
interface Note { id: number; text: string; act?: Next }
const notes = signal<Note[]>([]);
let last = 0;

/** Says something is done; ten seconds where something can follow: undo, or what is named. Never used for faults. */
export function toast(text: string, act?: (() => void) | Next): void {
	const note = { id: ++last, text, act: typeof act === "function" ? { name: t("undo"), run: act } : act };
	notes.value = [...notes.value.slice(-2), note];
	setTimeout(() => drop(note.id), act ? 10000 : 5000);
}

const drop = (id: number): void => { notes.value = notes.value.filter((n) => n.id !== id); };

export function Toasts() {
	return <div class="toasts" role="status" aria-live="polite">
		{notes.value.map((n) => <div class="toast" key={n.id}>
			<span class="grow">✓ {n.text}</span>
			{n.act ? <button type="button" class="btn small"
				onClick={() => { drop(n.id); n.act?.run(); }}>{n.act.name}</button> : null}
			<button type="button" class="btn bare small" aria-label={t("close")}
				onClick={() => drop(n.id)}><Icon name="close" size={14} /></button>
		</div>)}
	</div>;
}

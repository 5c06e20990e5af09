// Small pictures, drawn with the colour of the text beside them; never the only sign of anything.
const shapes: Record<string, string> = {
	home: "M3 11l9-8 9 8v10h-6v-6H9v6H3z",
	household: "M4 21V10l8-6 8 6v11M9 21v-6h6v6",
	person: "M12 12a4 4 0 100-8 4 4 0 000 8zM4 21c0-5 3.5-7 8-7s8 2 8 7",
	area: "M12 21s7-7 7-12a7 7 0 10-14 0c0 5 7 12 7 12zM12 11a2 2 0 100-4 2 2 0 000 4z",
	chart: "M3 21h18M6 21V11h3v10M11 21V4h3v17M16 21v-7h3v7",
	list: "M8 6h13M8 12h13M8 18h13M3 6h1M3 12h1M3 18h1",
	alert: "M12 3l10 18H2zM12 10v5M12 18v.5",
	help: "M9 9a3 3 0 116 0c0 2-3 2-3 5M12 18v.5",
	export: "M12 3v12M7 10l5 5 5-5M4 21h16",
	import: "M12 15V3M7 8l5-5 5 5M4 21h16",
	batch: "M4 5h16v5H4zM4 14h16v5H4z",
	compare: "M8 4v16M16 4v16M4 8h8M12 16h8",
	check: "M4 12l5 6L20 6",
	copy: "M8 8h12v12H8zM4 16V4h12",
	shield: "M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6z",
	log: "M5 3h14v18H5zM9 8h6M9 12h6M9 16h4",
	users: "M9 11a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM2 20c0-4 3-6 7-6s7 2 7 6M16 4a3.5 3.5 0 010 7M18 14c3 .5 4 3 4 6",
	key: "M8 15a4 4 0 100-8 4 4 0 000 8zM12 11h9v4M17 11v3",
	clock: "M12 21a9 9 0 100-18 9 9 0 000 18zM12 7v5l3 3",
	disk: "M4 4h13l3 3v13H4zM8 4v5h7V4M8 20v-6h8v6",
	gear: "M12 15a3 3 0 100-6 3 3 0 000 6zM12 2v4M12 18v4M2 12h4M18 12h4M5 5l3 3M16 16l3 3M19 5l-3 3M8 16l-3 3",
	search: "M11 18a7 7 0 100-14 7 7 0 000 14zM16 16l5 5",
	more: "M4 12h1M11.5 12h1M19 12h1",
	left: "M15 5l-7 7 7 7", right: "M9 5l7 7-7 7", down: "M5 9l7 7 7-7", up: "M5 15l7-7 7 7",
	close: "M5 5l14 14M19 5L5 19", plus: "M12 4v16M4 12h16",
	columns: "M4 4h16v16H4zM9.5 4v16M15 4v16", print: "M7 8V3h10v5M5 17H3V8h18v9h-2M7 14h10v7H7z",
	eye: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 15a3 3 0 100-6 3 3 0 000 6z",
	edit: "M4 20l1-5L16 4l4 4L9 19zM13 7l4 4", undo: "M9 5L4 10l5 5M4 10h10a6 6 0 010 12h-3",
	moon: "M20 14A8 8 0 1110 4a7 7 0 0010 10z", out: "M14 4H5v16h9M10 12h11M17 8l4 4-4 4",
	star: "M12 3l2.7 5.8 6.3.8-4.6 4.4 1.2 6.2L12 17.2 6.4 20.2 7.6 14 3 9.6l6.3-.8z",
	filter: "M3 5h18l-7 8v7l-4-2v-5z",
};

export function Icon({ name, size = 16 }: { name: string; size?: number }) {
	return <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor"
		stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"
		class="icon"><path d={shapes[name] || ""} /></svg>;
}

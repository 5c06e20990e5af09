// The shell: starts the app, draws its frame, loads the room an address belongs to.
import "jz:shared";
import { urls } from "jz:rooms";
import { Component, render, type ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { path, start_routing } from "../base/route";
import { me, meta, start, start_fault } from "../base/state";
import { lang, set_lang, t } from "../base/words";
import { Toasts } from "../parts/overlay";
import { Password } from "../parts/password";
import { Empty, Fault, Loading, PageHead } from "../parts/states";
import { Frame } from "./frame";
import { room_closed, room_file, room_name } from "../base/rooms";

type RoomView = ComponentType<{ parts: string[] }>;
const loaded = new Map<string, RoomView>();

async function load(file: string): Promise<RoomView> {
	const url = urls[file];
	if (!url)
		throw new Error(t("fault.404"));
	const module = await import(url) as { default: RoomView };
	loaded.set(file, module.default);
	return module.default;
}

/** A fault in a room leaves the frame standing. */
class Guard extends Component<{ at: string }, { fault?: Error; at?: string }> {
	static override getDerivedStateFromError(fault: Error) {
		return { fault };
	}
	override componentDidUpdate(before: { at: string }): void {
		if (before.at !== this.props.at && this.state.fault)
			this.setState({ fault: undefined });
	}
	override render() {
		return this.state.fault ? <Fault fault={this.state.fault}
			retry={() => location.reload()} /> : this.props.children;
	}
}

function Room() {
	const { file, parts } = room_file(path.value);
	const [, again] = useState(0);
	const [fault, set_fault] = useState<Error | null>(null);
	useEffect(() => {
		set_fault(null);
		if (loaded.has(file))
			again((n) => n + 1);       // it came between drawing and now
		else
			load(file).then(() => again((n) => n + 1), set_fault);
	}, [file]);
	if (room_closed(path.value))
		return <><PageHead title={room_name("/" + parts[0])} /><Empty text={t("fault.403")}>
			<a class="btn" href="/">{t("nav.home")}</a></Empty></>;
	if (fault)
		return <Fault fault={fault} retry={() => location.reload()} />;
	const View = loaded.get(file);
	return View ? <View key={file + (parts[1] ? parts.join("/") : parts[0])} parts={parts} />
		: <Loading />;
}

function App() {
	if (start_fault.value)
		return <><header class="top"><a class="name" href="/">{t("app.name")}</a></header>
			<main id="main"><Fault fault={start_fault.value} retry={() => void start()} /></main></>;
	return <>
		<Frame><Guard at={path.value}>
			{me.value?.account.must_change ? <div class="panel narrow"><PageHead title={t("pw.change")} />
				<Password must /></div> : me.value && meta.value ? <Room /> : <Loading />}</Guard></Frame>
		<Toasts />
	</>;
}

/** Trusted Types: the only script address the app makes itself is that of its worker. */
function start_worker(): void {
	if (!("serviceWorker" in navigator))
		return;
	const types = (window as any).trustedTypes;
	const policy = types?.createPolicy("jz", { createScriptURL: (u: string) => u });
	const url = policy ? policy.createScriptURL("/sw.js") : "/sw.js";
	navigator.serviceWorker.register(url).catch(() => undefined);
}

set_lang(lang.value, false);
start_routing();
void start();
// The room's file is fetched beside the first answers, not after them.
load(room_file(path.value).file).catch(() => undefined);
render(<App />, document.getElementById("app")!);
window.addEventListener("load", () => setTimeout(start_worker, 1000));

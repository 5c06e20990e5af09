// node ui/build.mjs OUTDIR [--fast]: makes the app and the list of its files. --fast leaves out
// tsc and the strongest compression, for work on the screens.
//   shell.html   one page: style and script inside; csp.txt has their hashes for the CSP
//   a/NAME-HASH  rooms loaded when first opened, the style as a file, each with .br and .gz twins
//   assets.list  URL, file, content type, cache class (tab between): what the server carries
// What the shell already has (preact, base/, parts/) is not packed into the rooms a second time:
// rooms find it under globalThis.jz. An inlined script cannot be imported from, so a shared file
// would cost a slow line two more journeys.
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync }
	from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import zlib from "node:zlib";
import * as esbuild from "esbuild";
import { Words } from "./words.mjs";
import { check_tokens } from "./tokens.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const src = join(here, "src");
const args = process.argv.slice(2);
const fast = args.includes("--fast");
const out_arg = args.find((a) => !a.startsWith("--"));
if (!out_arg) {
	console.error("usage: node ui/build.mjs OUTDIR [--fast]");
	process.exit(2);
}
const final = resolve(out_arg);
const out = final + ".new";
// What one waits for is the shell and a room; the whole is fetched in the background, once, for
// offline work. 150 KiB were set for an app without procedures and notices; their rooms took it
// to 155, and there are more to come.
const budget = { shell: 40 * 1024, room: 15 * 1024, whole: 200 * 1024 };

const hash = (text) => createHash("sha256").update(text).digest("hex").slice(0, 10);
const csp = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const brotli = (data) => zlib.brotliCompressSync(data, { params: {
	[zlib.constants.BROTLI_PARAM_QUALITY]: fast ? 5 : 11,
	[zlib.constants.BROTLI_PARAM_SIZE_HINT]: data.length } });
const gzip = (data) => zlib.gzipSync(data, { level: fast ? 6 : 9 });

function fail(text) {
	console.error(text);
	process.exit(1);
}

const words = new Words(join(here, "words.tsv"));
const common = {
	bundle: true, minify: true, format: "esm", target: "chrome87", charset: "utf8",
	jsx: "automatic", jsxImportSource: "preact", legalComments: "none", logLevel: "warning",
	absWorkingDir: here,
};

/* ---- what rooms share with the shell ------------------------------------------------------ */
const libraries = ["preact", "preact/hooks", "preact/jsx-runtime", "@preact/signals"];

function shared_files() {
	const files = [];
	for (const dir of ["base", "parts"])
		for (const name of readdirSync(join(src, dir)))
			if (/\.tsx?$/.test(name) && !name.endsWith(".d.ts"))
				files.push(join(src, dir, name));
	return files.sort();
}

const id_of = (file) => relative(src, file).split(sep).join("/").replace(/\.tsx?$/, "");

const from_shell = {
	name: "from-shell",
	setup(build) {
		const ids = new Set(shared_files().map(id_of));
		build.onResolve({ filter: /.*/ }, (a) => {
			// One stub an importer: a stub that several share would become a file of its own. The
			// names of files come from it, so the path of the checkout must not: the same source
			// gives the same bytes wherever it lies.
			const from = a.importer.startsWith(src) ? relative(src, a.importer) : basename(a.importer);
			const stub = (id) => ({ path: `${id}?${from}`, namespace: "from-shell" });
			if (libraries.includes(a.path))
				return stub(a.path);
			if (!a.path.startsWith(".") || a.namespace !== "file")
				return undefined;
			const id = id_of(resolve(a.resolveDir, a.path));
			return ids.has(id) ? stub(id) : undefined;
		});
		build.onLoad({ filter: /.*/, namespace: "from-shell" }, (a) => ({
			contents: `module.exports = globalThis.jz[${JSON.stringify(a.path.split("?")[0])}]`, loader: "js",
		}));
	},
};

function for_shell(rooms) {
	return {
		name: "for-shell",
		setup(build) {
			build.onResolve({ filter: /^jz:/ }, (a) => ({ path: a.path, namespace: "made" }));
			build.onLoad({ filter: /^jz:shared$/, namespace: "made" }, () => {
				const all = [...libraries.map((l) => [l, l]),
					...shared_files().map((f) => [id_of(f), f])];
				const head = all.map(([, from], i) =>
					`import * as m${i} from ${JSON.stringify(from)};`).join("\n");
				const body = all.map(([id], i) => `${JSON.stringify(id)}: m${i}`).join(",");
				return { contents: `${head}\nglobalThis.jz = {${body}};`, resolveDir: here };
			});
			build.onLoad({ filter: /^jz:rooms$/, namespace: "made" }, () => ({
				contents: `export const urls = ${JSON.stringify(rooms)};`, loader: "js",
			}));
		},
	};
}

/* ---- writing ------------------------------------------------------------------------------ */
const assets = [];
const sizes = {};

function put(url, file, type, cache, data) {
	const path = join(out, file);
	mkdirSync(dirname(path), { recursive: true });
	const bytes = Buffer.from(data);
	const br = brotli(bytes);
	writeFileSync(path, bytes);
	writeFileSync(path + ".br", br);
	writeFileSync(path + ".gz", gzip(bytes));
	assets.push([url, file, type, cache].join("\t"));
	sizes[file] = { raw: bytes.length, br: br.length };
}

async function build_rooms() {
	const entries = {};
	for (const file of readdirSync(join(src, "rooms")))
		if (/\.tsx$/.test(file))
			entries[file.replace(/\.tsx$/, "")] = join(src, "rooms", file);
	const result = await esbuild.build({ ...common, entryPoints: entries, splitting: true,
		outdir: join(out, "a"), write: false, metafile: true, chunkNames: "part-[hash]",
		entryNames: "[name]-[hash]", plugins: [from_shell, words.plugin()] });
	const rooms = {};
	const name_of = {};
	for (const [path, o] of Object.entries(result.metafile.outputs))
		if (o.entryPoint)
			name_of[basename(path)] = basename(o.entryPoint).replace(/\.tsx$/, "");
	for (const file of result.outputFiles) {
		const name = basename(file.path);
		if (name_of[name])
			rooms[name_of[name]] = `/a/${name}`;
		put(`/a/${name}`, `a/${name}`, "text/javascript; charset=utf-8", "immutable", file.contents);
	}
	return rooms;
}

async function build_shell(rooms) {
	const js = await esbuild.build({ ...common, entryPoints: [join(src, "shell/main.tsx")],
		write: false, outfile: "shell.js", plugins: [for_shell(rooms), words.plugin()] });
	const css = await esbuild.build({ ...common, entryPoints: [join(src, "style/app.css")],
		write: false, outfile: "app.css" });
	const script = js.outputFiles[0].text.trim().replace(/<\/(script)/gi, "<\\/$1");
	const style = css.outputFiles[0].text.trim();
	const early = readFileSync(join(src, "shell/early.js"), "utf8")
		.replace(/^\/\/.*\n/gm, "").trim();
	const html = readFileSync(join(src, "shell/shell.html"), "utf8")
		.replace("%STYLE%", () => style).replace("%EARLY%", () => early)
		.replace("%SCRIPT%", () => script);
	put("/", "shell.html", "text/html; charset=utf-8", "shell", html);
	put(`/a/app-${hash(style)}.css`, `a/app-${hash(style)}.css`, "text/css; charset=utf-8",
		"immutable", style);
	writeFileSync(join(out, "csp.txt"), `script-src ${csp(early)} ${csp(script)}\n`
		+ `style-src ${csp(style)}\n`);
	return hash(html);
}

async function build_worker(version) {
	const precache = assets.map((line) => line.split("\t")[0]).filter((u) => u.endsWith(".js"));
	const js = await esbuild.build({ ...common, entryPoints: [join(src, "shell/sw.ts")],
		write: false, outfile: "sw.js", format: "iife",
		define: { VERSION: JSON.stringify(version), PRECACHE: JSON.stringify(precache) } });
	put("/sw.js", "sw.js", "text/javascript; charset=utf-8", "revalidate", js.outputFiles[0].text);
	for (const [name, type] of [["manifest.webmanifest", "application/manifest+json"],
		["icon.svg", "image/svg+xml"]])
		put(`/${name}`, name, type, "revalidate", readFileSync(join(src, "shell", name)));
}

function check_budget() {
	const over = [];
	let whole = 0;
	for (const [file, size] of Object.entries(sizes)) {
		if (!file.endsWith(".css"))
			whole += size.br;
		const cap = file === "shell.html" ? budget.shell : file.endsWith(".js") ? budget.room : 0;
		if (cap && size.br > cap)
			over.push(`${file}: ${size.br} bytes of brotli, at most ${cap}`);
	}
	if (whole > budget.whole)
		over.push(`the whole app: ${whole} bytes of brotli, at most ${budget.whole}`);
	for (const [file, size] of Object.entries(sizes).sort())
		console.log(`${String(size.br).padStart(7)} br ${String(size.raw).padStart(8)}  ${file}`);
	console.log(`${String(whole).padStart(7)} br           whole app`);
	if (over.length && !fast)
		fail(over.join("\n"));
}

check_tokens(join(src, "style/tokens.css"), fail);
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
if (!fast) {
	try {
		execFileSync(process.execPath, [join(here, "node_modules/typescript/bin/tsc"), "-p", here],
			{ stdio: "inherit" });
	} catch {
		fail("tsc found faults (above)");
	}
}
const rooms = await build_rooms();
await build_worker(await build_shell(rooms));
words.finish(fail);
check_budget();
writeFileSync(join(out, "assets.list"), assets.sort().join("\n") + "\n");
rmSync(final, { recursive: true, force: true });
renameSync(out, final);
if (!existsSync(final) || !statSync(final).isDirectory())
	fail(`${final} was not made`);

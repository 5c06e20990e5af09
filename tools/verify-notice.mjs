#!/usr/bin/env node
/* verify-notice.mjs DIR [DIR2 ...] --key VKEY [--sheet "NO SIZE ROOT LIST" | --sheet "TEXT OF ITS QR CODE"]...
 *
 * Checks, offline and with nothing but Node, what `jingzhun publish --out DIR` wrote: that every list
 * is the one whose hash stands in the signed log, and that the log behind it only grew. With --sheet,
 * what is printed on a sheet that somebody photographed: number of the notice, size of the log, the
 * first 16 or more hex digits of its root and of the list's hash. Several folders are copies made at
 * different times or by different hands: they must agree. Ends with 0 when all is well, else with 1
 * and a line for each thing that is wrong. Formats: docs/notices.md, docs/journal.md. */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const wrong = [], good = [];
const must = (yes, why) => { if (!yes) throw new Error(why); };
const same = (a, b) => Buffer.compare(a, b) === 0;
const b64 = (s) => { const b = Buffer.from(s, 'base64'); must(b.toString('base64') === s, `no base64: ${s.slice(0, 20)}`); return b; };
/* ---- the tree of RFC 9162 ---- */
const tree = (alg) => {
	const h = (...p) => { const d = createHash(alg); p.forEach((x) => d.update(x)); return d.digest(); };
	const leaf = (data) => h(Buffer.of(0), data), node = (l, r) => h(Buffer.of(1), l, r);
	const included = (index, size, hash, path, root) => {
		let fn = BigInt(index), sn = BigInt(size) - 1n, r = hash;
		if (fn > sn) return false;
		for (const p of path) {
			if (sn === 0n) return false;
			if (fn & 1n || fn === sn) {
				r = node(p, r);
				while (!(fn & 1n) && fn !== 0n) { fn >>= 1n; sn >>= 1n; }
			} else r = node(r, p);
			fn >>= 1n; sn >>= 1n;
		}
		return sn === 0n && same(r, root);
	};
	const extends_ = (oldSize, size, oldRoot, root, given) => {
		const a = BigInt(oldSize), b = BigInt(size);
		if (a > b || a === 0n) return false;
		if (a === b) return given.length === 0 && same(oldRoot, root);
		const path = (a & (a - 1n)) === 0n ? [oldRoot, ...given] : [...given];
		let fn = a - 1n, sn = b - 1n;
		if (!path.length) return false;
		while (fn & 1n) { fn >>= 1n; sn >>= 1n; }
		let fr = path[0], sr = path[0];
		for (const c of path.slice(1)) {
			if (sn === 0n) return false;
			if (fn & 1n || fn === sn) {
				fr = node(c, fr); sr = node(c, sr);
				while (!(fn & 1n) && fn !== 0n) { fn >>= 1n; sn >>= 1n; }
			} else sr = node(sr, c);
			fn >>= 1n; sn >>= 1n;
		}
		return sn === 0n && same(fr, oldRoot) && same(sr, root);
	};
	return { leaf, included, extends_, h };
};

/* ---- signed heads ---- */
const readKey = (text) => {
	const m = /^(jingzhun\/[0-9a-f]{32})\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim());
	must(m, 'the key is not of the form NAME+ID+BASE64');
	const raw = b64(m[3]);
	must(raw.length === 33 && raw[0] === 1, 'the key is no Ed25519 key');
	const id = createHash('sha256').update(m[1] + '\n').update(raw).digest().subarray(0, 4);
	must(id.toString('hex') === m[2], 'the id of the key is not its own');
	const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw.subarray(1)]);
	return { text: m[0], name: m[1], id, key: createPublicKey({ key: der, format: 'der', type: 'spki' }) };
};
const readHead = (note, key, what) => {
	const cut = note.indexOf('\n\n'), body = note.slice(0, cut + 1), lines = body.split('\n');
	must(cut > 0 && lines.length === 4 && lines[0] === key.name && /^[1-9][0-9]*$/.test(lines[1]), `${what} is no head of this log`);
	must(/^(— [^\s+]+ \S+\n)+$/.test(note.slice(cut + 2)), `${what} is not signed`);
	const mine = note.slice(cut + 2, -1).split('\n').map((l) => l.split(' ')).map(([, who, sig]) => [who, b64(sig)])
		.filter(([who, s]) => who === key.name && same(s.subarray(0, 4), key.id));
	must(mine.length > 0, `${what} is not signed by the key`);
	for (const [, s] of mine) must(s.length === 68 && verify(null, Buffer.from(body), key.key, s.subarray(4)), `${what} has a wrong signature`);
	return { size: lines[1], root: b64(lines[2]) };
};

/* ---- files ---- */
const LIST = /^jingzhun-notice@v1\n((?:[a-z-]+ .*\n)+)\n([^]*)$/;
const ROW = /^jingzhun-row-proof@v1\nhash (sha256|sm3)\nrow (\d+) (\d+) (\d+) (\d+)\ncommitment (\S+)\n((?:row-path \S+\n)*)leaf (\S+)\n((?:leaf-path \S+\n)*)\n([^]*)$/;
const GROWTH = /^jingzhun-consistency-proof@v1\nhash (sha256|sm3)\nold (\d+)\n((?:path \S+\n)*)\n([^]*)$/;
const form = (text, re, why = 'has a proof that is none') => { const m = re.exec(text); must(m, why); return m; };
const path = (lines) => lines.split('\n').slice(0, -1).map((l) => b64(l.slice(l.indexOf(' ') + 1)));
const readLeaf = (d) => {
	must(d.subarray(0, 4).toString() === 'JZL1', 'holds no leaf');
	const actor = d.readUInt16BE(38), at = 40 + actor + 1 + 8 + 8 + 4 + 32 + 16 + 32;
	must(d.length === at + 4 + d.readUInt32BE(at), 'holds a leaf of the wrong length');
	return { origin: 'jingzhun/' + d.subarray(4, 20).toString('hex'), seq: d.readBigUInt64BE(20), time: d.readBigInt64BE(28), extra: d.subarray(at + 4).toString(),
		rows: d.readUInt32BE(at - 84), subroot: d.subarray(at - 80, at - 48) };
};

const one = (dir, no, key, newest) => {
	const text = (end) => readFileSync(join(dir, 'n', no + end), 'utf8');
	const bytes = readFileSync(join(dir, 'n', no + '.txt')), [, top, rows] = form(bytes.toString('utf8'), LIST, 'is no list');
	const said = (name) => { const f = top.split('\n').filter((l) => l.startsWith(name + ' ')); must(f.length === 1, `must say ${name} once`); return f[0].slice(name.length + 1); };
	must(said('no') === no, `says that it is ${said('no')}`);
	must(rows.split('\n').length - 1 === Number(said('lines')), 'has not as many lines as it says');
	const [, alg, ix, noun, id, version, commitment, rowPath, data64, leafPath, note] = form(text('.proof'), ROW), t = tree(alg);
	must(said('hash') === alg, 'was hashed otherwise than its proof says');
	const data = b64(data64), leaf = readLeaf(data), row = Buffer.alloc(13);
	must(leaf.origin === key.name, 'has a leaf of another log');
	const told = leaf.extra.split('\n').filter((l) => l.startsWith(`notice=${no} `)).map((l) => l.slice(no.length + 8));
	const hash = t.h(bytes).toString('hex');
	must(told.length === 1 && told[0] === hash, 'is not the list that was frozen: its hash does not stand in the log');
	const published = (text, what) => { const head = readHead(text, key, what); must(same(head.root, newest.root) && head.size === newest.size, 'has a proof against another head than the published one'); };
	row.writeUInt8(Number(noun)), row.writeBigInt64BE(BigInt(id), 1), row.writeInt32BE(Number(version), 9);
	must(t.included(ix, leaf.rows, t.leaf(Buffer.concat([row, b64(commitment)])), path(rowPath), leaf.subroot), 'has a row that is not of its leaf');
	published(note, 'the head of its proof');
	must(t.included(leaf.seq, newest.size, t.leaf(data), path(leafPath), newest.root), 'does not stand in the log at that place');
	const frozen = readHead(text('.head'), key, 'the head of its sheet');
	must(BigInt(frozen.size) === leaf.seq + 1n, 'has the head of another moment on its sheet');
	const [, grownAlg, old, grown, now] = form(text('.growth'), GROWTH);
	must(grownAlg === alg && old === frozen.size && t.extends_(old, newest.size, frozen.root, newest.root, path(grown)), 'the published log does not extend the one printed on its sheet');
	published(now, 'the head of its growth');
	const day = new Date(Number(leaf.time) - 14 * 36e5).toISOString().slice(0, 10), from = said('from');     /* wherever on earth */
	return { hash, size: frozen.size, root: frozen.root.toString('hex'), when: new Date(Number(leaf.time)).toISOString(), late: day > from ? ` AFTER it was to hang (from ${from}): nothing shows what hung before` : '' };
};

const args = process.argv.slice(2), dirs = [], sheets = [], lists = new Map(), roots = new Map(); let key = null;
for (let i = 0; i < args.length; i++) if (args[i] === '--key') key = args[++i];
	else (args[i] === '--sheet' ? sheets : dirs).push(args[i] === '--sheet' ? args[++i] : args[i]);
if (!dirs.length || !key) console.error('usage: verify-notice.mjs DIR [DIR2 ...] --key VKEY [--sheet "NO SIZE ROOT LIST"]'), process.exit(2);
const oneLog = (size, root) => { must((roots.get(size) ?? root) === root, `two logs of the size ${size}: one went on from an older copy`); roots.set(size, root); };
const tried = (what, f) => { try { f(); } catch (e) { wrong.push(`${what}: ${e.message}`); } };
tried('the key', () => { key = readKey(key); });
for (const dir of wrong.length ? [] : dirs)
	tried(dir, () => {
		const [shown, ...head] = readFileSync(join(dir, 'checkpoint'), 'utf8').split('\n\n'), newest = readHead(head.join('\n\n'), key, 'the checkpoint');
		must(shown === key.text, 'the checkpoint shows another key');
		tried(dir, () => oneLog(newest.size, newest.root.toString('hex')));
		for (const f of readdirSync(join(dir, 'n')).filter((x) => x.endsWith('.txt')).sort())
			tried(join(dir, 'n', f), () => {
				const no = f.slice(0, -4), x = one(dir, no, key, newest), before = lists.get(no);
				must(!before || before.hash === x.hash && before.size === x.size, `two lists under the number ${no}`);
				oneLog(x.size, x.root), lists.set(no, x);
				good.push(`${no}: frozen ${x.when}${x.late}, log ${x.size}, list ${x.hash.slice(0, 16)}`);
			});
	});
for (const s of sheets)
	tried(`sheet ${s}`, () => {
		const [no, size, root, list] = s.trim().split('#').pop().split(/[\s.]+/), x = lists.get(no);
		must(/^[0-9a-f]{16,64}$/.test(root ?? '') && /^[0-9a-f]{16,64}$/.test(list ?? ''), 'must be: NO SIZE ROOT LIST, hashes with 16 digits at least');
		must(x, 'there is no such notice among the published ones');
		must(x.size === size && x.root.startsWith(root), 'the published log does not extend the one on this sheet');
		must(x.hash.startsWith(list), 'another list was published than the one on this sheet');
		good.push(`sheet ${no}: the published list is the one that was posted`);
	});
[...good.map((l) => 'good  ' + l), ...wrong.map((l) => 'WRONG ' + l)].forEach((l) => console.log(l));
process.exit(wrong.length ? 1 : 0);

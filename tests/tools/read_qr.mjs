/* read_qr.mjs FILE.pgm: what the QR code on a picture says; readQr says the same of the bytes of such
 * a file. The picture is grey and upright, as `pdftoppm -gray` draws a page; the code is of error
 * correction M and in byte mode, and is read without correcting anything: each module must be right.
 * Written from ISO/IEC 18004, not from what draws it (src/fmt/qr.c). */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export function readQr(file)
{
	const fail = why => { throw new Error(why) }
	const head = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(file.subarray(0, 40).toString('latin1')) ?? fail('no PGM')
	const [width, height] = [Number(head[1]), Number(head[2])], from = head[0].length
	const dark = (x, y) => file[from + Math.round(y) * width + Math.round(x)] < 128

	/* ---- its three corners: dark, light, dark thrice as long, light, dark ---- */
	const near = (n, want) => Math.abs(n - want) <= Math.max(1, want * 0.4)
	function runsAt(y)
	{
		const runs = []

		for (let x = 0, begin = 0; x <= width; x++)
			if (x === width || dark(x, y) !== dark(begin, y)) {
				runs.push([begin, x - begin])
				begin = x
			}
		return runs
	}
	function tall(x, y, unit)        /* the same, downwards */
	{
		const run = (at, step) => { let n = 0; while (at + n * step >= 0 && at + n * step < height && dark(x, at + n * step) === dark(x, at)) n++; return n }
		const up = run(y, -1), down = run(y, 1), whole = up + down - 1

		return near(whole, 3 * unit) && near(run(y - up, -1), unit) && near(run(y + down, 1), unit) ? y + (down - up) / 2 : -1
	}
	const corners = []
	for (let y = 0; y < height; y++) {
		const runs = runsAt(y)

		for (let i = 0; i + 4 < runs.length; i++) {
			const five = runs.slice(i, i + 5).map(r => r[1]), unit = five.reduce((a, b) => a + b) / 7

			if (unit < 2 || !dark(runs[i][0], y) || ![1, 1, 3, 1, 1].every((n, k) => near(five[k], n * unit)))
				continue
			const x = runs[i + 2][0] + (five[2] - 1) / 2, middle = tall(Math.round(x), y, unit)
			if (middle < 0) continue
			const same = corners.find(c => Math.abs(c.x - x) < unit && Math.abs(c.y - middle) < unit)
			if (same) Object.assign(same, { x: (same.x * same.n + x) / (same.n + 1), n: same.n + 1 })
			else corners.push({ x, y: middle, unit, n: 1 })
		}
	}
	if (corners.length < 3) fail(`${corners.length} corners`)
	/* Data may look like a corner; the corners lie outermost. */
	const a = corners.reduce((p, q) => p.x + p.y <= q.x + q.y ? p : q)
	const beside = (k, along) => corners.filter(c => c !== a && Math.abs(c[k] - a[k]) < 2 * a.unit)
		.reduce((p, q) => !p || q[along] > p[along] ? q : p, null) ?? fail('no three corners')
	const right = beside('y', 'x'), below = beside('x', 'y')
	const version = Math.round(((right.x - a.x) / a.unit - 10) / 4), side = 17 + 4 * version
	if (version < 1 || version > 15) fail(`a side of ${side} modules`)
	const stepX = (right.x - a.x) / (side - 7), stepY = (below.y - a.y) / (side - 7)
	const at = (row, col) => dark(a.x + (col - 3) * stepX, a.y + (row - 3) * stepY) ? 1 : 0

	/* ---- which modules are data ---- */
	const centres = [[], [], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50], [6, 30, 54],
		[6, 32, 58], [6, 34, 62], [6, 26, 46, 66], [6, 26, 48, 70]][version]
	const last = side - 7
	const aligned = (r, c) => centres.some(y => centres.some(x => Math.abs(r - y) < 3 && Math.abs(c - x) < 3 &&
		!(y === 6 && x === 6) && !(y === 6 && x === last) && !(y === last && x === 6)))
	const fixed = (r, c) => r === 6 || c === 6 || (r < 9 && c < 9) || (r < 9 && c >= side - 8) || (r >= side - 8 && c < 9) ||
		aligned(r, c) || (version > 6 && ((r < 6 && c >= side - 11) || (c < 6 && r >= side - 11)))

	/* ---- format: error correction and mask ---- */
	let format = 0
	for (const [r, c] of [[8, 0], [8, 1], [8, 2], [8, 3], [8, 4], [8, 5], [8, 7], [8, 8], [7, 8], [5, 8], [4, 8], [3, 8], [2, 8], [1, 8], [0, 8]])
		format = format << 1 | at(r, c)
	format ^= 0x5412
	if (format >> 13 !== 0) fail('error correction other than M')
	const mask = [(r, c) => (r + c) % 2, r => r % 2, (r, c) => c % 3, (r, c) => (r + c) % 3, (r, c) => (Math.floor(r / 2) + Math.floor(c / 3)) % 2,
		(r, c) => r * c % 2 + r * c % 3, (r, c) => (r * c % 2 + r * c % 3) % 2, (r, c) => ((r + c) % 2 + r * c % 3) % 2][format >> 10 & 7]

	/* ---- bits, then blocks put in order ---- */
	const bits = []
	for (let col = side - 1, up = true; col > 0; col -= 2, up = !up) {
		if (col === 6) col--
		for (let i = 0; i < side; i++)
			for (const c of [col, col - 1]) {
				const r = up ? side - 1 - i : i

				if (!fixed(r, c)) bits.push(at(r, c) ^ (mask(r, c) === 0 ? 1 : 0))
			}
	}
	const words = Array.from({ length: bits.length >> 3 }, (_, i) => parseInt(bits.slice(8 * i, 8 * i + 8).join(''), 2))
	const [n1, d1, n2 = 0] = [[], [1, 16], [1, 28], [1, 44], [2, 32], [2, 43], [4, 27], [4, 31], [2, 38, 2], [3, 36, 2], [4, 43, 1], [1, 50, 4],
		[6, 36, 2], [8, 37, 1], [4, 40, 5], [5, 41, 5]][version]
	const blocks = Array.from({ length: n1 + n2 }, () => [])
	let next = 0
	for (let i = 0; i < d1 + (n2 ? 1 : 0); i++)
		blocks.forEach((block, k) => { if (i < d1 || k >= n1) block.push(words[next++]) })
	const data = blocks.flat().flatMap(w => [...w.toString(2).padStart(8, '0')]).join('')
	if (data.slice(0, 4) !== '0100') fail('not in byte mode')
	const long = version < 10 ? 8 : 16, count = parseInt(data.slice(4, 4 + long), 2)
	const bytes = Array.from({ length: count }, (_, i) => parseInt(data.slice(4 + long + 8 * i, 12 + long + 8 * i), 2))
	return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes))
}

if (process.argv[1] === fileURLToPath(import.meta.url))
	try {
		console.log(readQr(readFileSync(process.argv[2])))
	} catch (e) {
		console.error(e.message)
		process.exit(1)
	}

// What must not come out, planted and looked for. node hostile_notices.mjs
//   make DIR NOTICES SEED   lists of a made-up county in whose names and groups ID numbers, phones,
//                           cards, house numbers and illnesses were typed, minors as heads, names
//                           that look the same; orders (a notice a line) and what was planted
//   scan DIR PATH...        how often any of it stands in these files, their names, and the streams
//                           of a PDF with its alternative texts: found=N, each on stderr
//   codes DIR PATH...       the same, and what the QR codes of pages say
//   fetch DIR URL NO...     the same of the public pages of these notices, and of all others
//   marks PATH...           how often two lines of a list say the same name and group: found=N
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inflateSync } from 'node:zlib'

const [what, dir, ...rest] = process.argv.slice(2)
const here = dirname(fileURLToPath(import.meta.url))

/* ---- planting ---- */
/* 骉 stands in what a mask hides of a name only; 犇 in names of minors; 羴 of those whose age nobody
 * knows; 麤 in what people write: objections, answers, minutes, names of files. */
const hidden = '骉犇羴麤'
const ill = ['肝癌', '尿毒症', '糖尿病', '高血压', '艾滋', '精神病', '残疾', '白血病', '抑郁', '癫痫', '尘肺', '脑梗', '骨折',
	'化疗', '智障']
const houses = ['17号院', '8栋302室', '12幢6号', '三号楼', '5单元', '197号']
const digits = '〇一二三四五六七八九'

let seed = 0n
const rolled = (n) => {
	seed ^= (seed << 13n) & 0xffffffffffffffffn
	seed ^= seed >> 7n
	seed ^= (seed << 17n) & 0xffffffffffffffffn
	return Number((seed & 0xffffffffffffffffn) % BigInt(n))
}
const one = (list) => list[rolled(list.length)]
const number = (n) => Array.from({ length: n }, () => rolled(10)).join('')
const id = (year) => {
	const s = '982' + number(3) + year + '0' + (1 + rolled(9)) + '1' + rolled(10) + number(3)
	const sum = [...s].reduce((a, c, i) => a + Number(c) * [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2][i], 0)

	return s + '10X98765432'[sum % 11]
}
const phone = () => '1' + (3 + rolled(7)) + number(9)
const written = (s) => [...s].map((c) => digits[c] ?? c).join('')
const wide = (s) => [...s].map((c) => c >= '0' && c <= '9' ? String.fromCharCode(c.charCodeAt(0) + 0xfee0) : c).join('')

function name(last, secrets)
{
	const surname = one(['王', '李', '张', '刘', '欧阳', '第五', '阿依']), plain = surname + '骉' + last
	const p = one(secrets)

	return one([plain, plain, plain, plain, surname + last + '·' + '骉骉', written(p) + '·' + plain,
		surname + '·' + written(p), surname + written(p), surname + one(ill), one(ill) + plain, plain + p,
		surname + p, plain + wide(p), p, plain + ' ' + p, plain + '（' + one(ill) + '）', plain + one(houses),
		surname + '骉·' + one(ill), '骉'])
}
function group(secrets)
{
	const p = one(secrets), own = one(houses), n = 1 + rolled(3)

	return one([n + '组', n + '组', '第' + written(String(n)) + '村民小组', '张家湾', '张家湾', '', p, written(p),
		wide(p), n + '组' + p, n + '组 ' + one(ill), one(ill), one(ill) + '组', own, n + '组' + own, own,
		p.slice(0, 3) + '组' + p.slice(3, 6) + p.slice(6), n + '组\t' + p, '张家湾' + one(ill)])
}

function make(notices, from)
{
	const secrets = [], h = ['no,area,group_name,head_name,members,phone'], p = ['no,household,name,relation,birth,idno']
	const village = (v) => String(980121100200 + v), villages = Math.max(2, Math.min(300, Math.round(notices / 25)))
	const areas = ['区划代码,名称,级别,上级', '980000000000,演示省,省级,', '980100000000,演示市,地级,980000000000',
		'980121000000,演示县,县级,980100000000', '980121100000,青山镇,乡级,980121000000']
	const cell = (s) => '"' + s.replaceAll('"', '""') + '"', orders = [], each = 12
	const last = ['英', '芳', '明', '强']

	seed = BigInt(from) + 88172645463325252n
	for (let i = 0; i < 600; i++)
		secrets.push(one([id('1' + (940 + rolled(60))), phone(), '62' + number(17), id('20' + (10 + rolled(10)))]))
	for (let v = 0; v < villages; v++)
		areas.push(`${village(v)},第${written(String(v + 1))}村,村级,980121100000`)
	for (let v = 0; v < villages; v++)
		for (let i = 0; i < each; i++) {
			const no = String(1000000 + v * each + i), kind = rolled(6), own = phone()
			const head = name(kind === 0 ? '犇' : kind === 1 ? '羴' : one(last), secrets)
			const birth = kind === 0 ? '2014-05-06' : kind === 1 ? '' : '1966-05-06', number = kind > 1 ? id('1966') : ''

			secrets.push(own, ...number ? [number] : [])
			h.push([no, village(v), cell(group(secrets)), cell(head), rolled(7) || '', own].join(','))
			p.push([no + '1', no, cell(head), '户主', birth, number].join(','))
			if (rolled(2))
				p.push([no + '2', no, cell(name(one(last), secrets)), '父亲', '1940-01-02', ''].join(','))
			p.push([no + '3', no, cell('王骉犇'), '之子', '2016-01-02', ''].join(','))
		}
	for (let i = 0; i < notices; i++) {
		const v = i % villages, chosen = Array.from({ length: each }, (_, k) => 1000000 + v * each + k)
			.filter(() => rolled(4)), s = one(secrets)

		if (!chosen.length)
			chosen.push(1000000 + v * each)
		orders.push([village(v), one(['monitor-1', 'exit-1', 'identify-1', 'exit-result', 'monitor-cleared']),
			`王骉英${s},李骉麤`, `麤${s}${one(ill)}`, chosen.join(' ')].join('\t'))
	}
	mkdirSync(dir, { recursive: true })
	const put = (name, lines) => writeFileSync(join(dir, name), lines.join('\n') + '\n')
	put('areas.csv', areas)
	put('h.csv', h)
	put('p.csv', p)
	put('orders', orders)
	put('secrets', secrets)
}

/* ---- looking ---- */
let found = 0
const windows = new Set(), LONG = 11
const load = () => readFileSync(join(dir, 'secrets'), 'utf8').split('\n').filter(Boolean).forEach((s) => {
	for (let i = 0; i + LONG <= s.length; i++)
		windows.add(s.slice(i, i + LONG))
})
const told = (where, of) => { found++; console.error(`${where}: ${of}`) }

/* Digits however they are written, with nothing between them. */
const plain = (text) => [...text.normalize('NFKC')].map((c) => digits.includes(c) ? digits.indexOf(c) : c).join('')
	.replace(/(?<=[0-9Xx])[\s\-_.*·,]+(?=[0-9Xx])/g, '')

/* rules: a page about the rules, which may speak of illness. */
function text(where, raw, rules)
{
	for (const c of hidden)
		if (raw.includes(c))
			told(where, c)
	for (const word of rules ? [] : [...ill, ...houses])
		if (raw.includes(word))
			told(where, word)
	for (const form of [raw, plain(raw)])
		for (const [run] of form.matchAll(/[0-9]{10,}[0-9Xx]/g))
			for (let i = 0; i + LONG <= run.length; i++)
				if (windows.has(run.slice(i, i + LONG))) {
					told(where, run.slice(i, i + LONG))
					break
				}
}

function qr(where, svg)
{
	const side = Number(/viewBox="0 0 (\d+)/.exec(svg)[1]), dots = 4, file = join(process.env.TMPDIR ?? '/tmp', 'qr.pgm')
	const grey = Buffer.alloc(side * dots * side * dots, 255)

	for (const [, x, y, n] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1/g))
		for (let dy = 0; dy < dots; dy++)
			grey.fill(0, (y * dots + dy) * side * dots + x * dots, (y * dots + dy) * side * dots + (Number(x) + Number(n)) * dots)
	writeFileSync(file, Buffer.concat([Buffer.from(`P5\n${side * dots} ${side * dots}\n255\n`), grey]))
	text(where + ' (code)', execFileSync('node', [join(here, 'read_qr.mjs'), file], { encoding: 'utf8' }))
}

/* What a PDF holds besides what is drawn: names, titles, alternative texts, in each stream. */
function pdf(where, bytes)
{
	const parts = [bytes.toString('latin1')]

	for (let at = 0; (at = bytes.indexOf('stream', at)) >= 0; at += 6) {
		if (bytes.subarray(at - 3, at).toString() === 'end')
			continue
		const begin = at + (bytes[at + 6] === 13 ? 8 : 7), end = bytes.indexOf('endstream', begin)

		try { parts.push(inflateSync(bytes.subarray(begin, end)).toString('latin1')) } catch { /* a picture, a font */ }
	}
	for (const part of parts) {
		text(where, part)
		for (const [, hex] of part.matchAll(/<FEFF((?:[0-9A-F]{4})*)>/gi))
			text(where + ' (hex)', Buffer.from(hex, 'hex').swap16().toString('utf16le'))
		for (const [, raw] of part.matchAll(/\(\xfe\xff((?:[^\\)]|\\.)*)\)/gs)) {
			const b = Buffer.from(raw.replace(/\\([0-7]{3}|.)/gs, (_, c) => c.length === 3 ? String.fromCharCode(parseInt(c, 8)) : c), 'latin1')

			text(where + ' (string)', b.subarray(0, b.length & ~1).swap16().toString('utf16le'))
		}
	}
}

function file(path, codes)
{
	if (statSync(path).isDirectory()) {
		for (const entry of readdirSync(path)) {
			text(path + ' (name)', entry)
			file(join(path, entry), codes)
		}
		return
	}
	const bytes = readFileSync(path)

	text(basename(path) + ' (name)', basename(path))
	if (bytes.subarray(0, 5).toString() === '%PDF-')
		return pdf(path, bytes)
	text(path, bytes.toString('utf8'))
	if (codes)
		for (const [svg] of bytes.toString('utf8').matchAll(/<svg [^]*?<\/svg>/g))
			qr(path, svg)
}

async function fetched(url, path, rules)
{
	const a = await fetch(url + path), body = await a.text()

	if (!a.ok)
		throw new Error(`${path}: ${a.status}`)
	for (const [k, v] of a.headers)
		text(path + ' (header)', `${k}: ${v}`, rules)
	text(path, body, rules)
	return body
}

function marks(paths)
{
	for (const path of paths.flatMap((p) => statSync(p).isDirectory() ? readdirSync(p).map((f) => join(p, f)) : [p])) {
		if (!path.endsWith('.txt'))
			continue
		const all = readFileSync(path, 'utf8').split('\n\n')[1].split('\n').filter(Boolean).map((l) => l.split('\t').slice(1, 3).join('\t'))
		const seen = new Set()

		for (const line of all) {
			if (seen.has(line))
				told(path, line)
			seen.add(line)
		}
	}
}

if (what === 'make')
	make(Number(rest[0]), rest[1])
else if (what === 'scan' || what === 'codes') {
	load()
	rest.forEach((p) => file(p, what === 'codes'))
} else if (what === 'fetch') {
	load()
	const [url, ...numbers] = rest

	for (const path of ['/p/', '/p/n', '/p/n?from=20', '/p/object', '/p/declare', '/p/status'])
		await fetched(url, path)
	for (const path of ['/p/standards', '/p/procedures', '/p/powers', '/p/how'])
		await fetched(url, path, true)
	for (const no of numbers)
		for (const lang of ['', '?lang=en'])
			await fetched(url, `/p/n/${no}${lang}`)
} else if (what === 'marks')
	marks([dir, ...rest])
else
	process.exit(2)
if (what !== 'make')
	console.log(`found=${found}`)

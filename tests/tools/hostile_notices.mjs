// What must not come out, planted and looked for. node hostile_notices.mjs
//   make DIR NOTICES BYHAND SEED   lists of a made-up county in whose names and groups ID numbers,
//                           phones, cards, house numbers and illnesses were typed, minors as heads,
//                           names that look the same; orders (BYHAND notices, one a line), rounds
//                           for the others (hostile_county.mjs), a pack with their procedures; and
//                           what was planted
//   scan DIR PATH...        how often any of it stands in these files, their names, and the streams
//                           of a PDF with its alternative texts: found=N, each on stderr
//   codes DIR PATH...       the same, and what the QR codes of pages say
//   fetch DIR URL NUMBERS   the same of the public pages of the notices in this file, of each page of
//                           their list, and of all others
//   papers DIR PUB SAMPLE NUMBERS   the same of a PDF of each notice, as the office prints it (JZ_URL,
//                           JZ_PASSWORD): its streams, its text as pdftotext reads it, and its code
//                           as it is drawn; of SAMPLE of them in both languages, with pdfinfo and
//                           the code as it looks
//   marks PATH...           how often two lines of a list say the same name and group: found=N
import { isUtf8 } from 'node:buffer'
import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { inflateSync } from 'node:zlib'
import { readQr } from './read_qr.mjs'

const [what, dir, ...rest] = process.argv.slice(2)
const HANDS = 4
async function each(list, fn)
{
	let at = 0

	await Promise.all(Array.from({ length: HANDS }, async (_, hand) => {
		while (at < list.length) {
			const i = at++

			await fn(list[i], i, hand)
		}
	}))
}

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

/* A round of one procedure over all villages: lists for objections, announcements, and lists after a
 * meeting; in each some of each village's households, and what people write about it. */
function round(i, villages, chosen, village, secrets)
{
	const kind = ['hung', 'told', 'met'][i % 3], s = one(secrets)

	return { kind, procedure: `${kind}-${i}`, name: `麤${s}${one(ill)}`,
		villages: Array.from({ length: villages }, (_, v) => {
			const p = one(secrets), sick = one(ill)

			return { area: village(v), chosen: chosen(v).map(String), said: `麤${p}${sick} 王骉英 ${one(houses)}`,
				who: `骉${p}\n王骉${one(['英', '芳'])}`, minutes: `1. 麤：王骉英得了${sick}，证件${p}，住${one(houses)}，电话${phone()}。` }
		}) }
}

/* One procedure a round: a household is in one case of a procedure at a time. */
const procedure = (r) => `  ${r.procedure}:
    for: household
    zh: ${r.kind === 'told' ? '公告' : '公示'}
    en: Hung
    document: hostile
    from: 2014
    start: ${r.kind === 'met' ? 'appraisal' : 'notice'}
    gates:
${r.kind === 'met' ? `      - id: appraisal
        zh: 评议
        en: Appraisal
        clock: {days: 10}
        meeting: {quorum: 2/3, pass: 1/2, of: present, proxies: 0, tie: fails, level: 5}
        acts:
          - {id: passed, zh: 通过, en: Passed, to: notice, who: [county_office], when: [passed]}
          - {id: failed, zh: 未通过, en: Failed, to: refused, who: [county_office], when: [failed], reason: true}
` : ''}      - id: notice
        zh: 张榜
        en: Notice
        clock: {days: 10}
        publish: {${r.kind === 'told' ? 'kind: 公告' : 'kind: 公示, objections: true, length: {days: 5}, on_change: restart_all'}, medium: board, zh: 村公示栏, en: Village board, level: 5, photos: 1}
        acts:
          - {id: hung, zh: 已张榜, en: Hung, to: granted, who: [county_office], when: [published${r.kind === 'told' ? '' : ', unopposed'}]}
${r.kind === 'told' ? '' : '          - {id: struck, zh: 异议成立, en: Objection upheld, to: refused, who: [township_approver], decide: true, when: [upheld], reason: true}\n'}      - {id: granted, zh: 已确认, en: Confirmed, end: confirmed}
${r.kind === 'told' ? '' : '      - {id: refused, zh: 未通过, en: Refused, end: refused}\n'}`
const pack = `name: hostile
parent: cn
zh: 夹带
en: Hostile
zone_minutes: 480
documents:
  - {id: hostile, zh: 测夹带用程序（虚构）, en: Procedures for planting things (made up), date: 2014-01-01, from: 2014, to: 2099}
`

function make(notices, byhand, from)
{
	const secrets = [], h = ['no,area,group_name,head_name,members,phone'], p = ['no,household,name,relation,birth,idno']
	const village = (v) => String(980121100200 + v), villages = Math.max(2, Math.min(300, Math.round(notices / 25)))
	const areas = ['区划代码,名称,级别,上级', '980000000000,演示省,省级,', '980100000000,演示市,地级,980000000000',
		'980121000000,演示县,县级,980100000000', '980121100000,青山镇,乡级,980121000000']
	const cell = (s) => '"' + s.replaceAll('"', '""') + '"', orders = [], rounds = [], each = 12
	const last = ['英', '芳', '明', '强']
	const chosen = (v) => {
		const some = Array.from({ length: each }, (_, k) => 1000000 + v * each + k).filter(() => rolled(4))

		return some.length ? some : [1000000 + v * each]
	}

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
	for (let i = 0; i < byhand; i++) {
		const s = one(secrets)

		orders.push([village(i % villages), one(['monitor-1', 'exit-1', 'identify-1', 'exit-result', 'monitor-cleared']),
			`王骉英${s},李骉麤`, `麤${s}${one(ill)}`, chosen(i % villages).join(' ')].join('\t'))
	}
	/* Of some villages nobody was taken in: rounds for a tenth more. */
	for (let i = 0; i < Math.ceil((notices - byhand) / villages * 1.1) + 1; i++)
		rounds.push(round(i, villages, chosen, village, secrets))
	mkdirSync(join(dir, 'hostile'), { recursive: true })
	const put = (name, lines) => writeFileSync(join(dir, name), lines.join('\n') + '\n')
	put('areas.csv', areas)
	put('h.csv', h)
	put('p.csv', p)
	put('orders', orders)
	put('rounds', rounds.map((r) => JSON.stringify(r)))
	put('secrets', secrets)
	writeFileSync(join(dir, 'hostile/pack.yaml'), pack)
	writeFileSync(join(dir, 'hostile/procedures.yaml'), 'procedures:\n' + rounds.map(procedure).join(''))
}

/* ---- looking ---- */
let found = 0
const windows = new Set(), LONG = 11
const load = () => readFileSync(join(dir, 'secrets'), 'utf8').split('\n').filter(Boolean).forEach((s) => {
	for (let i = 0; i + LONG <= s.length; i++)
		windows.add(s.slice(i, i + LONG))
})
const told = (where, of) => { found++; console.error(`${where}: ${of}`) }

const anyHidden = new RegExp(`[${hidden}]`, 'g')
const twoHidden = new RegExp(`[${hidden}][${hidden}英芳明强国]|王[${hidden}]`, 'g')
const anyWord = new RegExp([...ill, ...houses].join('|'), 'g')

/* Digits however they are written, with nothing between them. */
const plain = (text) => text.normalize('NFKC').replace(/[〇一二三四五六七八九]/g, (c) => digits.indexOf(c))
	.replace(/(?<=[0-9Xx])[\s\-_.*·,]+(?=[0-9Xx])/g, '')

/* how: of 'rules' a page may speak of illness; in what is 'sealed' three bytes come together by chance
 * (once in some ten thousand photos), so that one character alone is no find there. */
function text(where, raw, how)
{
	for (const [c] of raw.matchAll(how === 'sealed' ? twoHidden : anyHidden))
		told(where, c)
	for (const [word] of how === 'rules' ? [] : raw.matchAll(anyWord))
		told(where, word)
	for (const form of [raw, plain(raw)])
		for (const [run] of form.matchAll(/[0-9]{10,}[0-9Xx]/g))
			for (let i = 0; i + LONG <= run.length; i++)
				if (windows.has(run.slice(i, i + LONG))) {
					told(where, run.slice(i, i + LONG))
					break
				}
}

/* A picture of dark squares of about this side, drawn by their corners, as readQr wants it. */
function picture(squares, about)
{
	const spread = (k) => [Math.min(...squares.map((s) => s[k])), Math.max(...squares.map((s) => s[k])) + about]
	const [left, right] = spread(0), [top] = spread(1), n = Math.round((right - left) / about), side = (right - left) / n
	const dots = 4, quiet = 4, wide = (n + 2 * quiet) * dots, grey = Buffer.alloc(wide * wide, 255)

	for (const [px, py] of squares) {
		const x = (Math.round((px - left) / side) + quiet) * dots, y = (Math.round((py - top) / side) + quiet) * dots

		for (let dy = 0; dy < dots; dy++)
			grey.fill(0, (y + dy) * wide + x, (y + dy) * wide + x + dots)
	}
	return Buffer.concat([Buffer.from(`P5\n${wide} ${wide}\n255\n`), grey])
}
function qr(where, svg)
{
	const squares = [...svg.matchAll(/M(\d+) (\d+)h(\d+)v1/g)].flatMap(([, x, y, n]) =>
		Array.from({ length: Number(n) }, (_, i) => [Number(x) + i, Number(y)]))

	text(where + ' (code)', readQr(picture(squares, 1)))
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
	return parts
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
	text(path, bytes.toString('utf8'), isUtf8(bytes) ? '' : 'sealed')
	if (codes)
		for (const [svg] of bytes.toString('utf8').matchAll(/<svg [^]*?<\/svg>/g))
			qr(path, svg)
}

async function fetched(url, path, how)
{
	const a = await fetch(url + path), body = await a.text()

	if (!a.ok)
		throw new Error(`${path}: ${a.status}`)
	for (const [k, v] of a.headers)
		text(path + ' (header)', `${k}: ${v}`, how)
	text(path, body, how)
	return body
}

async function site(url, numbers)
{
	const listed = new Set()

	for (const path of ['/p/', '/p/object', '/p/declare', '/p/status'])
		await fetched(url, path)
	for (const path of ['/p/standards', '/p/procedures', '/p/powers', '/p/how'])
		await fetched(url, path, 'rules')
	for (let from = 0, next = true; next; from += 20) {
		const page = await fetched(url, `/p/n?from=${from}`), before = listed.size

		for (const [, no] of page.matchAll(/href="\/p\/n\/([\d-]+)/g))
			listed.add(no)
		next = listed.size > before
	}
	await each(numbers, async (no) => {
		if (!listed.has(no))
			throw new Error(`${no} is on no page of the list`)
		for (const lang of ['', '?lang=en'])
			await fetched(url, `/p/n/${no}${lang}`)
	})
	console.log(`pages=${2 * numbers.length}`)
}

/* ---- papers ---- */
const runs = promisify(execFile)
const big = { encoding: 'latin1', maxBuffer: 1 << 26 }

/* The code as the page draws it: squares of one side, one by one. */
function drawn(parts)
{
	const number = '(-?[\\d.]+)', squares = []
	const path = new RegExp(`${number} ${number} m\\s+${number} \\2 l\\s+\\3 ${number} l\\s+\\1 \\4 l\\s+h`, 'g')

	for (const part of parts)
		for (const [, x, y, right, below] of part.matchAll(path))
			if (Math.abs(right - x - (below - y)) < 0.01 && right - x < 5)
				squares.push([Number(x), Number(y), right - x])
	if (!squares.length)
		throw new Error('no code is drawn')
	return readQr(picture(squares, squares.reduce((a, s) => a + s[2], 0) / squares.length))
}
function coded(where, no, says)
{
	text(where + ' (code)', says)
	if (!new RegExp(`^https://fp\\.example\\.cn/p/n/${no}#${no}\\.\\d+\\.[0-9a-f]{32,}\\.[0-9a-f]{32,}$`).test(says))
		throw new Error(`${where}: the code says ${says}`)
}

async function paper(ask, no, kind, lang, looked, file)
{
	const bytes = await ask(`notices/${no}/papers/${kind}.pdf?lang=${lang}`), where = `${no}.${lang}.pdf`

	coded(where, no, drawn(pdf(where, bytes)))
	writeFileSync(file, bytes)
	const said = Buffer.from((await runs('pdftotext', ['-layout', file, '-'], big)).stdout, 'latin1').toString()
	if (!said.includes(no))
		throw new Error(`${where} does not say its number`)
	text(where + ' (text)', said)
	if (!looked)
		return
	text(where + ' (info)', (await runs('pdfinfo', [file])).stdout)
	text(where + ' (alternative texts)', (await runs('pdfinfo', ['-struct-text', file])).stdout)
	const page = (await runs('pdftoppm', ['-r', '150', '-gray', '-singlefile', file], { ...big, encoding: 'buffer' })).stdout

	coded(where, no, readQr(page))
}

async function papers(pub, sample, numbers)
{
	const { JZ_URL: url, JZ_PASSWORD: password, TMPDIR: tmp = '/tmp' } = process.env
	const signed = await fetch(url + '/login', { method: 'POST', redirect: 'manual',
		body: new URLSearchParams({ login: 'county', password, code: '', next: '/' }) })
	const cookie = (signed.headers.get('set-cookie') ?? '').split(';')[0]
	const step = Math.max(1, Math.floor(numbers.length / sample))
	const ask = async (path) => {
		const a = await fetch(`${url}/api/v1/${path}`, { headers: { cookie } })

		if (!a.ok)
			throw new Error(`${path}: ${a.status}`)
		return Buffer.from(await a.arrayBuffer())
	}
	let printed = 0, looked = 0

	await each(numbers, async (no, i, hand) => {
		const kind = readFileSync(join(pub, 'n', no + '.txt'), 'utf8').includes('\nkind result\n') ? 'announcement' : 'notice'
		const chosen = i % step === 0

		for (const lang of chosen ? ['zh', 'en'] : [i % 2 ? 'en' : 'zh']) {
			await paper(ask, no, kind, lang, chosen, join(tmp, `paper.${hand}.pdf`))
			printed++
			looked += chosen ? 1 : 0
		}
	})
	console.log(`papers=${printed}\nlooked=${looked}`)
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

const numbers = (file) => readFileSync(file, 'utf8').split('\n').filter(Boolean)

if (what === 'make')
	make(Number(rest[0]), Number(rest[1]), rest[2])
else if (what === 'scan' || what === 'codes') {
	load()
	rest.forEach((p) => file(p, what === 'codes'))
} else if (what === 'fetch') {
	load()
	await site(rest[0], numbers(rest[1]))
} else if (what === 'papers') {
	load()
	await papers(rest[0], Number(rest[1]), numbers(rest[2]))
} else if (what === 'marks')
	marks([dir, ...rest])
else
	process.exit(2)
if (what !== 'make')
	console.log(`found=${found}`)

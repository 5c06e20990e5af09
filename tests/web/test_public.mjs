/* The public site as everybody uses it: no script, no session, small pages, forms that machines do
 * not fill in, receipt numbers that nobody finds by trying, nothing personal anywhere. */
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { hungRegister } from './hung.mjs'
import { ask, demoRegister, folder, raw, roles, run, Server } from './jz.mjs'
import { png } from './picture.mjs'

let server, data, no
const areas = []

before(async () => {
	const hung = hungRegister()

	;({ data, no } = hung)
	areas.push(...hung.villages.slice(0, 3))
	/* A round whose procedure ended in 2020 is still open. */
	run(['user', 'demo', '--data', data])
	run(['round', 'open', 'identify', '--data', data, '--area', '980121000000', '--name', '补录', '--on', '2016-05-03', '--as', 'county'])
	server = await new Server(data, { args: ['--public-rate', '1000'] }).start()
})
after(async () => { await server?.stop() })

const get = (at, headers = {}) => ask(server.port, 'GET', at, { headers })
/* Each from another address, as the proxy on this machine says, unless told otherwise. */
let sender = 0
const post = (at, fields, headers = { 'x-forwarded-for': `198.51.100.${++sender}` }) => ask(server.port, 'POST', at, {
	headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
	body: new URLSearchParams(fields).toString() })
/* The hidden fields of a form, and the sum worked out as a person would. */
function form(html)
{
	const all = Object.fromEntries([...html.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(m => [m[1], m[2]]))
	const sum = /(\d+) \+ (\d+) = \?/.exec(html)

	return { ...all, sum: String(Number(sum[1]) + Number(sum[2])) }
}
const receipt = html => /class="receipt"><strong>([^<]+)</.exec(html)?.[1]

test('every page is small, without script, in both languages, and leads only to pages that are there', async () => {
	const todo = ['/p/'], done = new Map()

	while (todo.length) {
		const at = todo.pop()

		if (done.has(at) || done.size > 400) continue
		const a = await get(at, { 'accept-language': done.size % 2 ? 'en' : 'zh' })

		done.set(at, a.status)
		assert.equal(a.status, 200, at)
		assert.ok(a.bytes === undefined || a.bytes.length <= 15360)
		assert.ok(Buffer.byteLength(a.text) <= 15360, `${at}: ${Buffer.byteLength(a.text)} bytes`)
		if (!/html/.test(a.headers['content-type'])) continue
		assert.doesNotMatch(a.text, /<script|javascript:| on\w+=|style=/i, at)
		assert.match(a.headers['content-security-policy'], /default-src 'none'; style-src 'self'/)
		assert.doesNotMatch(a.headers['content-security-policy'], /script/)
		for (const [, to] of a.text.matchAll(/href="(\/p\/[^"]*)"/g)) todo.push(to.replaceAll('&amp;', '&'))
	}
	assert.ok(done.size > 20, `${done.size} pages`)
	for (const at of ['/p/nothing', '/p/n/2026-9999', '/p/standards/none', '/p/n/..%2F..%2Fetc']) {
		const a = await get(at)

		assert.equal(a.status, 404)
		assert.match(a.headers['content-type'], /html/)
	}
})

test('a notice says what the list says, and no more', async () => {
	const a = await get(`/p/n/${no}?lang=zh`), list = await get(`/p/n/${no}/list`)

	assert.match(a.text, /公示期/)
	assert.match(a.text, /第 1 天，共 7 天/)
	assert.match(a.text, /依据：/)
	assert.match((await get(`/p/n/${no}?lang=en`)).text, /day 1 of 7/)
	assert.equal(list.text, run(['notice', 'show', no, '--data', data, '--list']))
	assert.doesNotMatch(a.text + list.text, /1[3-9]\d{9}|\d{17}[\dXx]/)
	const rows = [...a.text.matchAll(/<tr><td>(\d+)<td>([^<]*)<td>/g)]

	assert.ok(rows.length > 3)
	for (const [, , name] of rows) assert.match(name, /\*/)
	const big = await get(`/p/n/${no}?lang=zh&big=1`)

	assert.match(big.text, /class="big"/)
	assert.match(big.text, /big=1/)
})

test('procedures: a chart and words from the rows that decide, and what a role has to do in them', async () => {
	const list = (await get('/p/procedures?lang=en')).text
	const all = [...list.matchAll(/href="(\/p\/procedures\/[\w-]+)/g)].map(m => m[1])

	assert.ok(all.includes('/p/procedures/monitor'), list)
	for (const at of all) {
		const page = await get(`${at}?lang=en`), chart = await get(`${at}/chart?lang=en`)

		assert.equal(chart.status, 200)
		assert.match(chart.headers['content-type'], /image\/svg\+xml/)
		assert.match(page.text, new RegExp(`<img class="chart" src="${at}/chart\\?lang=en" alt="`))
		/* Every gate of the words is a box of the chart. */
		for (const [, gate] of page.text.matchAll(/<h2>([^<]+?)\s*(?:<|$)/g))
			if (!['Papers', 'At any gate'].includes(gate)) assert.ok(chart.text.includes(`>${gate}<`), `${at}: ${gate}`)
	}
	const monitor = await get('/p/procedures/monitor?lang=en')

	assert.match(monitor.text, /within|notice for/)
	assert.match(monitor.text, /Village clerk/)
	for (const role of Object.keys(roles())) {
		const a = await get(`/p/powers/${role}?lang=en`)

		assert.equal(a.status, 200, role)
		if (role === 'township_approver') assert.match(a.text, /href="\/p\/procedures\/monitor/)
		if (role === 'auditor') assert.match(a.text, /nothing|anything/)
	}
	/* What is under way is shown though its time is over, and says so; what is not, is not. */
	assert.match(list, /procedures\/identify[^]*?its time is over \(2014-04-01 to 2020-12-31\)/)
	assert.match((await get('/p/procedures/identify?lang=zh')).text, /有效期已过（2014-04-01 至 2020-12-31）/)
	/* Where it leads from and to: of all the steps that there are, its own stand out. */
	assert.match((await get('/p/procedures/identify?lang=zh')).text,
		/<strong>认定<\/strong> → 扶持 → 脱贫 → 验收 → 销号.*返贫/)
	assert.match(monitor.text, /<strong>Recognised<\/strong> → Helped/)
	assert.equal((await get('/p/procedures/identify/chart')).status, 200)
	assert.doesNotMatch(list, /village-exit/)
	const standards = (await get('/p/standards?lang=en')).text
	assert.match(standards, /standards\/household-poor[^]*?its time is over/)
	assert.doesNotMatch(standards, /village-exit/)
	assert.match((await get('/p/standards/household-poor?lang=en')).text, /<ol><li>/)
	/* Amounts of other provinces are not this county's. */
	const lines = (await get('/p/lines/poverty?lang=en')).text

	assert.match(lines, /3146/)
	assert.doesNotMatch((await get('/p/lines/village_poverty?lang=en')).text, /8000/)
	for (const at of ['/p/procedures/none', '/p/procedures/none/chart', '/p/powers/king'])
		assert.equal((await get(at)).status, 404, at)
})

test('an objection: asked for again when it is not right, given a number once, answered to who has it', async () => {
	const page = await get(`/p/object?n=${no}&lang=en`)
	/* it shows which list it is about, by number and place, and its masked lines to choose from */
	const list = (await get(`/p/n/${no}?lang=en`)).text, lines = /<select id="position"[^]*?<\/select>/.exec(page.text)[0]
	assert.match(page.text, new RegExp(`<strong>${no}</strong><br><a href="/p/n/${no}`))
	assert.equal(lines.match(/<option value="\d/g).length, list.match(/<tr><td>/g).length)
	assert.match(lines, /<option value="1">1 [^ ]*\*/)
	assert.doesNotMatch((await get('/p/object?n=9999-9999&lang=en')).text, /<select id="position"/)
	const told = { ...form(page.text), position: '1', topic: 'wrong', content: 'They own a house in town <b>&' }
	let a = await post('/p/object?lang=en', { ...told, sum: '1' })

	assert.equal(a.status, 422)
	assert.match(a.text, /They own a house in town &lt;b&gt;&amp;/)       /* kept, and harmless */
	const again = form(a.text)

	a = await post('/p/object?lang=en', { ...told, ...again, content: '' })
	assert.equal(a.status, 422)
	for (const content of ['\u200b', '\u3164 \u202E']) {
		a = await post('/p/object?lang=en', { ...told, ...form(a.text), content })
		assert.equal(a.status, 422, JSON.stringify(content))
	}
	for (const position of ['9999', 'the third', '-1']) {
		a = await post('/p/object?lang=en', { ...told, ...form(a.text), position })
		assert.equal(a.status, 422, position)
	}
	const good = { ...told, ...form(a.text) }

	a = await post('/p/object?lang=en', good)
	assert.equal(a.status, 200, a.text)
	const number = receipt(a.text)

	assert.match(number, /^YJ-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/)
	a = await post('/p/object?lang=en', good)              /* sent twice: the same number, one objection */
	assert.equal(receipt(a.text), number)
	a = await post('/p/status?lang=en', { receipt: number.toLowerCase() })
	assert.equal(a.status, 200)
	assert.match(a.text, /Received/)
	assert.match((await post('/p/status?lang=zh', { receipt: number })).text, /已收到/)      /* nobody took it yet */
	assert.doesNotMatch(a.text, /house in town/)            /* what was told is not said again */
	a = await post('/p/status', { receipt: 'YJ-0000-0000-0000' })
	assert.equal(a.status, 422)
	assert.equal((await get(`/p/status?receipt=${number}`)).text.includes('Received on'), false)
})

test('a declaration: four things typed, two chosen', async () => {
	const town = areas[0].slice(0, 9) + '000'
	const page = await get(`/p/declare?at=${town}&lang=zh`)
	const told = { ...form(page.text), village: areas[0], group: '3组', name: '周<i>八', phone: '13900000000',
		topic: 'work', content: '失业' }
	/* out of the code on a poster: the village is chosen, and the form keeps that it was scanned; another word is none */
	const scan = await get(`/p/declare?at=${areas[0]}&by=qr&lang=zh`)
	assert.match(scan.text, /name="by" value="qr"/)
	assert.match(scan.text, new RegExp(`value="${areas[0]}" selected`))
	assert.match((await get('/p/declare?by=qr')).text, /at=\d{12}&amp;by=qr/)
	for (const by of ['phone', 'qr%22%3E%3Cscript%3E', '', 'QR', 'web'])
		assert.doesNotMatch((await get(`/p/declare?at=${areas[0]}&by=${by}&lang=zh`)).text, /name="by"|<script/)
	let a = await post('/p/declare?lang=zh', { ...told, topic: 'ineligible' })

	assert.equal(a.status, 422)
	assert.match(a.text, /周&lt;i&gt;八/)
	a = await post('/p/declare?lang=zh', { ...told, ...form(a.text), village: '110101001001' })
	assert.equal(a.status, 422)
	a = await post('/p/declare?lang=zh', { ...told, ...form(a.text) })
	assert.match(receipt(a.text), /^SB-/)
	const ways = () => [...run(['list', 'declaration', '--data', data, '--columns', 'channel', '--json']).matchAll(/网页|Public web page|扫码|By QR code/g)].length
	const scans = () => [...run(['list', 'declaration', '--data', data, '--columns', 'channel', '--json']).matchAll(/扫码|By QR code/g)].length
	assert.deepEqual([ways(), scans()], [1, 0])
	a = await post('/p/declare?lang=zh', { ...told, name: '吴九', ...form(scan.text) })
	assert.match(receipt(a.text), /^SB-/)
	assert.deepEqual([ways(), scans()], [2, 1])
})

test('who sends too much waits, and is told how long; a whole village may share a line; a number is not found by trying', async () => {
	let limited = 0, a

	for (let i = 0; i < 60; i++) {
		a = await post('/p/status?lang=zh', { receipt: `YJ-0000-0000-${String(i).padStart(4, '0')}` }, {})
		if (a.status !== 429) continue
		limited++
		const wait = Number(a.headers['retry-after'])

		assert.ok(wait >= 1 && wait <= 11, `${wait}`)
		assert.match(a.text, new RegExp(`请等 ${wait} 秒再提交`))
	}
	assert.ok(limited >= 12, `${limited}`)
	assert.equal((await post('/p/status', { receipt: 'YJ-0000-0000-0000' }, { 'x-forwarded-for': '203.0.113.9' })).status, 422)
	assert.equal((await get('/p/')).status, 200)           /* reading goes on */

	/* From the same address fourteen neighbours declare, each with a mistake or two: questions and mistakes
	 * are not held against them. */
	const town = areas[0].slice(0, 9) + '000'

	for (let i = 0; i < 14; i++) {
		const page = await get(`/p/declare?at=${town}&lang=zh`)
		const told = { ...form(page.text), village: areas[0], group: '3组', name: '周八', phone: '13900000000', topic: 'work', content: '失业' }

		a = await post('/p/declare?lang=zh', { ...told, topic: 'ineligible' }, {})
		assert.equal(a.status, 422)
		if (i % 4 === 0) assert.equal((a = await post('/p/declare?lang=zh', { ...told, ...form(a.text), phone: '' }, {})).status, 422)
		a = await post('/p/declare?lang=zh', { ...told, ...form(a.text) }, {})
		assert.match(receipt(a.text) ?? a.text, /^SB-/)
		assert.match(a.text, /收到日期[^]*答复期限[^]*\/p\/status/)
	}
	/* A machine does not get through for long. */
	limited = 0
	for (let i = 0; i < 60 && !limited; i++) {
		const page = await get(`/p/declare?at=${town}`)

		a = await post('/p/declare', { ...form(page.text), village: areas[0], topic: 'work' }, {})
		limited = a.status === 429
	}
	assert.ok(limited)
})

test('who asks is who the nearest proxy says, on whichever line it says so', async () => {
	const body = 'receipt=YJ-0000-0000-0000', told = i => [[`10.9.9.${i}, 203.0.113.61`], [`10.9.9.${i}`, '203.0.113.61']]
	let refused = 0

	for (let i = 0; i < 40; i++)         /* one line may ask forty times at once */
		for (const lines of told(i)) {
			const fields = lines.map(v => `X-Forwarded-For: ${v}\r\n`).join('')
			const a = await raw(server.port, [`POST /p/status HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n${fields}` +
				'Content-Type: application/x-www-form-urlencoded\r\n' +
				`Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`])

			assert.match(a.text, /^HTTP\/1.1 (422|429)/)
			refused += a.text.startsWith('HTTP/1.1 429')
		}
	assert.ok(refused >= 30, `${refused} of 80 refused`)
})

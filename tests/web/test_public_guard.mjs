/* What strangers try on the public site and on the lists that hang: one who floods, a line with many
 * addresses, receipt numbers that are tried, texts and pictures that are none, a photo used twice,
 * somebody else's board, a program's key where a person has to decide. */
import assert from 'node:assert/strict'
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { after, before, test } from 'node:test'
import zlib from 'node:zlib'
import { ask, demoRegister, raw, run, Server } from './jz.mjs'
import { chunk, png } from './picture.mjs'

/* 64 MiB of nothing. */
const deflated = zlib.deflateSync(Buffer.alloc(64 << 20))
let server, data, no, other, stated, county, township, village
const areas = [], day = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10)

before(async () => {
	data = demoRegister({ households: 300 })
	run(['user', 'demo', '--data', data])
	server = await new Server(data, { args: ['--public-rate', '1000'] }).start()
	county = await server.login('county')
	township = await server.login('township')
	village = await server.login('village')
	const own = (await village.get('/api/v1/me')).json.areas[0].code

	await server.stop()
	const code = run(['list', 'area', '--data', data, '--columns', 'code', '--where', 'level="行政村"', '--limit', '0', '--json'])
	areas.push(own, ...[...code.matchAll(/98\d{10}/g)].map(m => m[0]).filter(c => c !== own))
	const make = (area, subject = 'monitor-1') => JSON.parse(run(['notice', 'make', '--data', data, '--subject', subject,
		'--area', area, '--where', 'members>=1', '--json'])).no

	;[no, other, stated] = [make(areas[0]), make(areas[1]), make(areas[0], 'identify-result')]
	server = await new Server(data, { args: ['--public-rate', '1000'] }).start()
	county = await server.login('county')
	township = await server.login('township')
	village = await server.login('village')
})
after(async () => { await server?.stop() })

const get = at => ask(server.port, 'GET', at)
let sender = 0
const from = address => ({ 'x-forwarded-for': address ?? `198.51.${++sender >> 8}.${sender & 255}` })
const post = (at, fields, address, agent) => ask(server.port, 'POST', at, { agent,
	headers: { 'content-type': 'application/x-www-form-urlencoded', ...from(address) },
	body: new URLSearchParams(fields).toString() })
function form(html)
{
	const all = Object.fromEntries([...html.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(m => [m[1], m[2]]))
	const sum = /(\d+) \+ (\d+) = \?/.exec(html)

	return { ...all, sum: String(Number(sum[1]) + Number(sum[2])) }
}
const receipt = html => /class="receipt"><strong>([^<]+)</.exec(html)?.[1]
const told = async (more = {}) => ({ ...form((await get(`/p/object?at=${areas[0].slice(0, 9)}000&lang=en`)).text),
	village: areas[0], topic: 'wrong', content: 'They own a house in town', ...more })
const photo = (who, at, which, bytes, more = {}) => who.post(`/api/v1/notices/${at}/photos/${which}?` +
	new URLSearchParams({ place: '公开栏', taken: day, ...more }), bytes, { 'content-type': 'application/octet-stream' })

test('a form that is sent many times at once is taken once', async () => {
	const before = (await county.get('/api/v1/objections')).json.all, good = await told()
	const agent = new http.Agent({ keepAlive: true, maxSockets: 12 })
	const twelve = act => Promise.all(Array.from({ length: 12 }, act))

	await twelve(() => ask(server.port, 'GET', '/p/', { agent }))        /* all connections are there */
	const all = await twelve(() => post('/p/object?lang=en', good, '192.0.2.1', agent))

	assert.deepEqual(all.map(a => a.status), all.map(() => 200))
	assert.equal(new Set(all.map(a => receipt(a.text))).size, 1)
	assert.equal((await county.get('/api/v1/objections')).json.all, before + 1)
})

test('a line is one sender, however its addresses are written', async () => {
	const lines = [i => `2001:db8::${i.toString(16)}:1:2:3`, i => `2001:DB8:0:0:${i.toString(16)}::9`, i => `[2001:db8::${i.toString(16)}:0:0:1]:4000`]
	const answers = []

	for (let i = 0; i < 60; i++)
		answers.push((await post('/p/object?lang=en', await told(), lines[i % 3](i + 1))).status)
	assert.ok(answers.filter(s => s === 429).length >= 35, answers.join(' '))
	const ports = []
	for (let i = 0; i < 40; i++)
		ports.push((await post('/p/object?lang=en', await told(), i % 2 ? `203.0.113.77:${2000 + i}` : '::ffff:203.0.113.77')).status)
	assert.ok(ports.filter(s => s === 429).length >= 15, ports.join(' '))
})

test('one who floods keeps nobody else from sending; what is asked takes nothing from what is told', async () => {
	const empty = await told({ content: '' })
	let refused = 0

	for (let i = 0; i < 700; i++) refused += (await post('/p/object?lang=en', empty, '192.0.2.2')).status === 429
	assert.ok(refused > 400, `${refused} refused`)
	assert.equal((await post('/p/object?lang=en', await told())).status, 200, 'a neighbour is heard')
	refused = 0
	for (let i = 0; i < 700; i++) refused += (await post('/p/status', { receipt: 'YJ-0000-0000-0000' })).status === 429
	assert.ok(refused > 20, `all together ask so often: ${refused} refused`)
	assert.equal((await post('/p/object?lang=en', await told())).status, 200)
})

test('a number that is none, one that was never given and one of another kind are answered alike', async () => {
	const good = receipt((await post('/p/object?lang=en', await told())).text), answers = []

	await new Promise(done => setTimeout(done, 3000))       /* what all asked before is forgotten a little */
	for (const no of [good.replace('YJ', 'SB'), good.slice(0, -1) + (good.endsWith('0') ? '1' : '0'), 'YJ-0000-0000-0000',
		'XX-0000-0000-00001', 'YJ-0000'.padEnd(17, 'U')]) {
		const a = await post('/p/status?lang=en', { receipt: no })

		assert.equal(a.status, 422, a.text)
		answers.push([a.text.replace(/ value="[^"]*"/, ''), a.headers['cache-control'], Object.keys(a.headers).join()].join('|'))
	}
	assert.equal(new Set(answers).size, 1, 'no answer tells which it was')
	assert.equal((await post('/p/status?lang=en', { receipt: good })).status, 200)
})

test('what is told: too long, with marks that turn the line, with control characters, with markup', async () => {
	/* A megabyte is refused by its length: nobody waits until it has come. */
	const long = await raw(server.port, [`POST /p/object HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n` +
		'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1048576\r\n\r\ncontent=x'])

	assert.match(long.text, /^HTTP\/1\.1 413 /)
	assert.ok(long.closed)
	assert.equal((await post('/p/object?lang=en', await told({ content: 'x'.repeat(2001) }))).status, 422)
	const evil = 'a\u202Egnp.exe\u2066\u200F\x1b[2J\x07<script>alert(1)</script>"\'&\r\nb'
	const sent = await post('/p/object?lang=en', await told({ content: evil, name: '\u202E王<b>' }))

	assert.equal(sent.status, 200, sent.text)
	const [newest] = (await county.get('/api/v1/objections')).json.items
	const one = (await county.get(`/api/v1/objections/${newest.id}`)).json

	assert.doesNotMatch(one.content + one.name, /[\u202A-\u202E\u2066-\u2069\u200E\u200F\0-\x08\x0b-\x1f\x7f-\x9f]/)
	assert.match(one.content, /<script>alert\(1\)<\/script>"'&/)
	assert.equal(run(['objection', 'list', '--data', data, '--json'], { codes: [0, 5] }).includes('\x1b'), false)
	for (const bad of ['a%00b', '%ff%fe', '%ED%A0%80', '%C0%AF', '%F4%90%80%80']) {
		const good = new URLSearchParams(await told()).toString()
		const a = await ask(server.port, 'POST', '/p/object', { headers: { 'content-type': 'application/x-www-form-urlencoded',
			...from() }, body: good.replace(/content=[^&]*/, `content=${bad}`) })

		assert.ok(a.status >= 400 && a.status < 500, `${bad}: ${a.status}`)
	}
})

test('photos of the board: bombs, broken markers, two kinds in one, a drawing', async () => {
	const made = await photo(village, no, 'first', png(40, 30))

	assert.equal(made.status, 200, made.text)
	const jpeg = (await village.get(`/api/v1/notices/${no}/photos/first`)).bytes
	const marker = (at, bytes) => { const b = Buffer.from(jpeg); bytes.forEach((x, i) => { b[at + i] = x }); return b }
	const frame = jpeg.indexOf(Buffer.from([0xFF, 0xC0]))
	const iccp = profile => Buffer.concat([Buffer.from('x\0\0'), profile])
	const bomb = Buffer.concat(Array.from({ length: 40 }, () => chunk('iTXt', Buffer.concat([Buffer.from('a\0\x01\0\0\0', 'latin1'), deflated]))))
	const whole = png(40, 30), head = whole.subarray(0, 33)
	const cases = [
		['large', png(4, 4, { said: [60000, 60000] })],
		['narrow', png(4, 4, { said: [4, 60000] })],
		['text bombs', Buffer.concat([head, bomb, whole.subarray(33)])],
		['profile bomb', Buffer.concat([head, chunk('iCCP', iccp(deflated)), whole.subarray(33)])],
		['large JPEG', marker(frame + 5, [0xFF, 0xFF, 0xFF, 0xFF])],
		['no components', marker(frame + 9, [0])], ['many components', marker(frame + 9, [255])],
		['segment of no length', Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xFF, 0xE1, 0, 0]), jpeg.subarray(2)])],
		['segment beyond the end', Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xFF, 0xE1, 0xFF, 0xFF]), jpeg.subarray(2, 60)])],
		['markers only', Buffer.concat([Buffer.from([0xFF, 0xD8]), Buffer.alloc(1 << 20, 0xFF)])],
		['no tables', Buffer.concat([jpeg.subarray(0, 2), jpeg.subarray(frame)])],
		['drawing', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>')],
		['PDF and JPEG', Buffer.concat([Buffer.from('%PDF-1.4\n'), jpeg, Buffer.from('\n%%EOF\n')])],
		['GIF', Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1')], ['archive', Buffer.from('PK\x03\x04'.padEnd(400, '\0'), 'latin1')],
	]

	for (const [name, bytes] of cases) {
		const before = fs.readdirSync(path.join(data, 'attachments'), { recursive: true }).length
		const a = await photo(county, other, 'first', bytes)

		if (a.status === 200) {        /* what can be read of it is written anew and holds nothing else */
			assert.match(name, /bomb/)
			const back = (await county.get(`/api/v1/notices/${other}/photos/first`)).bytes

			assert.ok(back.length < 4096, name)
			assert.equal((await county.post(`/api/v1/notices/${other}/missing`, { reason: 'x' })).status, 200)
			continue
		}
		assert.ok(a.status >= 400 && a.status < 500, `${name}: ${a.status} ${a.text}`)
		assert.equal(fs.readdirSync(path.join(data, 'attachments'), { recursive: true }).length, before, name)
	}
	assert.equal((await get('/healthz')).status, 200)
})

test('a photo proves one day; a board is those who work there; what was taken down takes no place', async () => {
	const first = png(50, 30), again = png(60, 30)
	const say = async (who, at, what, body) => (await who.post(`/api/v1/notices/${at}/${what}`, body)).status

	assert.equal(await say(village, no, 'missing', { reason: '被雨淋坏' }), 200)
	assert.equal((await photo(village, no, 'first', png(40, 30))).json.code, 'notice-same-photo')
	assert.equal((await photo(village, no, 'first', first)).status, 200)
	assert.equal(await say(village, no, 'missing', { reason: '又没了' }), 200)
	for (const bytes of [png(40, 30), first]) assert.equal((await photo(village, no, 'first', bytes)).status, 422)
	assert.equal((await photo(village, no, 'first', again)).status, 200)

	/* Another village's clerk: whatever number is named, there is no such board. */
	assert.equal((await photo(village, other, 'first', first)).status, 404)
	for (const what of ['missing', 'down']) assert.equal(await say(village, other, what, { reason: 'x' }), 404)
	assert.equal(await say(county, no, 'down', { reason: 'x', by: other }), 422)

	/* Why it is gone is told by the rows, in both languages: never what somebody wrote. */
	assert.equal(await say(village, no, 'missing', { reason: 'x' }), 200)
	assert.equal(await say(village, no, 'down', { reason: '王小明家有病人' }), 200)
	for (const [lang, words] of [['zh', /已于 \d{4}-\d\d-\d\d 撤下：中途发现名单缺失.*。名单不再显示。/], ['en', /taken down on \d{4}-\d\d-\d\d: it had been found missing.*\. Its list is no longer shown\./]]) {
		const a = await get(`/p/n/${no}?lang=${lang}`)

		assert.equal(a.status, 410)
		assert.match(a.text, words)
		assert.doesNotMatch(a.text, /王小明/)
	}

	/* One that states a result has no days to hang, also where it was found missing. */
	assert.equal((await photo(village, stated, 'first', png(70, 30))).status, 200)
	assert.equal(await say(village, stated, 'missing', { reason: 'x' }), 200)
	assert.equal(await say(village, stated, 'down', { reason: 'x' }), 200)
	assert.match((await get(`/p/n/${stated}?lang=zh`)).text, /这期公告已于 \d{4}-\d\d-\d\d 撤下。名单不再显示。/)
})

test('a list is under correction in public from the moment in which an objection is upheld', async () => {
	const page = () => Promise.all(['zh', 'en'].map(async lang => (await get(`/p/n/${other}?lang=${lang}`)).text))

	assert.equal((await photo(township, other, 'first', png(61, 33))).status, 200)
	for (const text of await page()) assert.doesNotMatch(text, /更正中|under correction/i)
	const said = await township.post('/api/v1/objections', { notice: other, position: '1', topic: 'wrong', channel: 'phone', text: '这户有车' })
	assert.ok([200, 201].includes(said.status), said.text)
	const { id } = (await township.get('/api/v1/objections')).json.items.find(o => o.notice === other)
	const seen = await county.post(`/api/v1/objections/${id}/verify`, { text: '登记有车' })
	assert.equal(seen.status, 200, seen.text)
	const answer = await (await server.login('county2')).post(`/api/v1/objections/${id}/answer`, { outcome: 'upheld', text: '属实' })
	assert.equal(answer.status, 200, answer.text)
	for (const text of await page()) assert.match(text, /更正中|under correction/i)
})

test('a key of a program decides nothing, and is the person who had it made', async () => {
	const soon = new Date(Date.now() + 30 * 86400e3).toISOString().slice(0, 10)
	const made = await township.post('/api/v1/tokens', { name: 'p', perms: ['read', 'propose'], expires: soon })
	const headers = { authorization: `Bearer ${made.json?.token}`, cookie: null, 'x-jz': null }
	const [{ no: house }] = (await township.get('/api/v1/household?limit=1')).json.items
	const { etag } = (await township.get(`/api/v1/household/${house}`)).headers

	assert.equal(made.status, 201, made.text)
	const wish = await township.patch(`/api/v1/household/${house}`, { set: { address: '甲组一号' }, reason: '核对' },
		{ ...headers, 'if-match': etag })

	assert.equal(wish.status, 202, wish.text)
	const decide = (who, more) => who.post(`/api/v1/changes/${wish.json.change.id}/approve`, { reason: 'x' }, more)

	assert.equal((await decide(township, headers)).status, 403, 'a key decides nothing')
	assert.equal((await decide(township)).status, 403, 'who proposed by a key does not approve with a session')
	assert.equal((await decide(await server.login('county2'))).status, 200)
	for (const at of [`notices/${no}/missing`, `notices/${no}/down`, 'rounds'])
		assert.ok([401, 403].includes((await township.post(`/api/v1/${at}`, { reason: 'x' }, headers)).status), at)
})

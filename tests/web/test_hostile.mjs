/* Whatever somebody types, uploads or calls a file: it stays text. */
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'
import { after, before, test } from 'node:test'
import { demoRegister, Server } from './jz.mjs'

const nasty = ['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '\'"`;--', '${7*7}{{7*7}}',
	'</title><svg onload=alert(1)>', 'javascript:alert(1)', '=cmd|\'/c calc\'!A1', '+1+1', '-1', '@SUM(A1)',
	'\u202Egnp.exe', 'a\u2028b\u2029c', '\uFEFFbom', '\uFFFF', 'e\u0301'.repeat(20), '👩‍👩‍👧‍👦'.repeat(4), '%00%0d%0aX: y',
	'../../etc/passwd', '\\\\server\\share', '\'; DROP TABLE household; --', '\\u0000', '&lt;b&gt;', '0x1F', 'NaN', 'null',
	'Robert\\"); alert(1)//', '{"a":1}', '[]', '\t', ' ']
const broken = ['a\u0000b', 'x'.repeat(100000), '\uD800', 'line\nbreak', 'tab\there', '\u0007bell', '\u001b[31mred',
	'a\r\nphone\t13900000000']
let server, all, houses

before(async () => {
	server = await new Server(demoRegister({ households: 120 })).start()
	all = await server.loginAll(['county', 'county2', 'audit', 'sysadmin', 'security', 'township', 'village'])
	houses = (await all.county.get('/api/v1/household?limit=100')).json.items
})
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }, server.said))

const propose = (no, v, set, reason) => all.county.patch(`/api/v1/household/${no}`, { set, reason },
	{ 'if-match': `"v${v}"` })
/* Nothing in it runs, breaks a line of the head or is not JSON. */
function sound(a, what)
{
	assert.ok(a.status < 500, `${what}: ${a.status} ${a.text.slice(0, 200)}`)
	if (/json/.test(a.headers['content-type'] ?? '')) assert.ok(a.json !== undefined, `${what}: ${a.text.slice(0, 200)}`)
	assert.ok(!a.headers.x && !a.headers['x-y'], what)
}

test('what is typed into a field comes out as it went in, or is refused', async () => {
	for (const [i, text] of [...nasty, ...broken].entries()) {
		const { no, v } = houses[i]
		const a = await propose(no, v, { address: text, remark: text, phone: text }, text)

		sound(a, JSON.stringify(text).slice(0, 60))
		const b = await propose(no, v, { remark: text }, text.slice(0, 400))
		sound(b, text.slice(0, 60))
		if (b.status !== 202) continue
		const c = await all.county2.post(`/api/v1/changes/${b.json.change.id}/approve`, { reason: text.slice(0, 400) })
		sound(c, text)
		const row = await all.county.get(`/api/v1/household/${no}`)
		sound(row, text)
		for (const at of [`/api/v1/household/${no}/page`, `/api/v1/household/${no}/history`, '/api/v1/changes',
			`/api/v1/household?fields=no,remark&f.no=${no}`, `/api/v1/household.csv?fields=no,remark&f.no=${no}`,
			`/api/v1/household.xlsx?fields=no,remark&f.no=${no}`])
			sound(await all.county.get(at), `${at} ${text}`)
		if (c.status !== 200) continue
		/* a proposal sets what it says and nothing beside it */
		assert.equal(row.json.v, v + 1)
		assert.ok(!/13900000000/.test(row.json.c.phone ?? ''), text)
		if (nasty.includes(text) && text.trim() === text && !/[\u202E\uFEFF\u2028\u2029\uFFFF]/.test(text))
			assert.equal(row.json.c.remark.normalize('NFC'), text.normalize('NFC'))
		assert.ok(!/[\u0000-\u001f\u007f]/.test(row.json.c.remark ?? ''), JSON.stringify(row.json.c.remark))
	}
	assert.equal((await all.audit.get('/api/v1/journal?limit=500')).status, 200)
})

test('a cell of a file that a spreadsheet would run is guarded', async () => {
	const rows = (await all.county.get('/api/v1/household.csv?fields=no,remark')).text.split('\r\n').slice(1)

	for (const row of rows) {
		const cell = row.slice(row.indexOf(',') + 1).replace(/^"/, '')

		assert.ok(!/^[=+@\t\r]/.test(cell) && !/^-\D/.test(cell), row)
	}
})

test('bodies that are no JSON, or not what is meant, are refused', async () => {
	const at = `/api/v1/household/${houses[50].no}`, match = { 'if-match': `"v${houses[50].v}"` }
	const bodies = ['', '{', '[]', 'null', '1', '"x"', '{"set":', '{"set":[]}', '{"set":"x","reason":"r"}', '{"set":null}',
		'{"set":{"address":{"a":1}},"reason":"r"}', '{"set":{"address":[1]},"reason":"r"}', '{"set":{},"reason":"r"}',
		'{"set":{"no":"1"},"reason":"r"}', '{"set":{"provisional":"是"},"reason":"r"}', '{"set":{"nofield":"1"},"reason":"r"}',
		'{"set":{"id":"1"},"reason":"r"}', '{"set":{"v":"1"},"reason":"r"}',
		'{"set":{"address":"x"}}', '{"set":{"address":"x","家庭住址":"y"},"reason":"r"}', '{"set":{"address":"x"},"reason":""}', '{"set":{"address":"x"},"reason":"   "}',
		'{"set":{"address":"x"},"reason":7}', '{"set":{"address":"a","address":"b"},"reason":"r"}', '['.repeat(100000),
		'{"a":'.repeat(50000), '{"set":{"address":"\\ud800"},"reason":"r"}', '{"set":{"address":"x"},"reason":"r"}x',
		`{"set":{${Array.from({ length: 500 }, (_, i) => `"f${i}":"1"`).join()}},"reason":"r"}`, '\ufeff{}', '{"set":{"members":1e999},"reason":"r"}',
		'{"set":{"members":-1},"reason":"r"}', '{"set":{"members":"1; 2"},"reason":"r"}', '{"set":{"type":"no such"},"reason":"r"}']

	for (const body of bodies) {
		const a = await all.county.patch(at, body, match)

		sound(a, body.slice(0, 60))
		assert.ok([400, 403, 409, 413, 422, 429, 202].includes(a.status), `${body.slice(0, 60)}: ${a.status}`)
		/* a number is as good a reason as its digits */
		if (a.status === 202) assert.ok(/reason":7/.test(body), `${body.slice(0, 80)} was taken`)
	}
	assert.equal((await all.county.get(at)).json.v, houses[50].v)
	for (const query of ['f.', 'f..=1', 'f.no.zz=1', 'where=', 'where=%22', 'where=((', 'where=no=', `where=${'no=1%20and%20'.repeat(500)}no=1`,
		'fields=,', 'fields=x', 'limit=-1', 'limit=99999999999999999999', 'limit=x', 'cursor=1e9', 'sort=;', 'count=2', 'area=%00', 'area=x', 'area=0',
		`f.address=${encodeURIComponent('"; drop')}`, `f.no=${encodeURIComponent('" or no!="')}`, 'q=%', '%', '%zz=1', `f.no=${'9'.repeat(7000)}`, 'lang=xx'])
		sound(await all.county.get(`/api/v1/household?${query}`), query)
	for (const q of nasty) sound(await all.county.get(`/api/v1/search?q=${encodeURIComponent(q)}`), q)
	for (const key of ['..', '%2e%2e', '%2f', '%00', '1%20or%201=1', '-1', '0', '9223372036854775808', 'x'.repeat(3000), '%ff%fe', '*'])
		for (const tail of ['', '/history', '/page']) sound(await all.county.get(`/api/v1/household/${key}${tail}`), key)
	/* a condition is one: it does not end in another */
	const a = await all.village.get(`/api/v1/household?count=1&f.no=${encodeURIComponent('1" and no!="x')}`)
	assert.equal(a.json?.total ?? 0, 0)
})

test('accounts, grants and reasons with hostile texts', async () => {
	for (const [i, text] of [...nasty, ...broken].entries()) {
		const a = await all.sysadmin.post('/api/v1/accounts', { login: i % 2 ? `user${i}` : text, name: text, unit: text,
			phone: text, idno: text, password: 'a long enough sentence 1' })

		sound(a, text.slice(0, 40))
		sound(await all.security.post('/api/v1/grants', { account: text, role: text, area: text, purpose: text, to: text }), text)
		sound(await all.county.post(`/api/v1/household/${houses[0].no}/reveal`, { field: text, reason: text }), text)
		sound(await server.tryLogin(text, text, { code: text, localAddress: `127.9.${i}.1` }), text)
	}
	sound(await all.sysadmin.get('/api/v1/accounts'), 'accounts')
	sound(await all.audit.get('/api/v1/journal?limit=500'), 'journal')
})

test('names of files lead nowhere and break no head', async () => {
	const up = path.join(server.data, 'uploads')

	for (const name of ['../x.csv', '../../../../tmp/x.csv', '/etc/passwd', '..', '.', '.hidden', 'a/../../b.csv', '..\\..\\b.csv',
		'a\u0000.csv', 'x\r\nX-Y: z.csv', 'a"b.csv', '\u202Evsc.exe', 'CON', 'x'.repeat(201), 'x'.repeat(190) + '.csv', '名单'.repeat(30) + '.csv', '%2e%2e%2fx', '~/.ssh', 'a;b|c&d$(e).csv', ' ', '']) {
		const a = await all.county.upload(name, '户编号,行政村\n1,2\n')

		sound(a, name)
		assert.ok([201, 400].includes(a.status), `${name}: ${a.status} ${a.text}`)
		if (a.status !== 201) continue
		assert.ok(!/[/\\\u0000-\u001f\u202e]/.test(a.json.name), JSON.stringify(a.json.name))
		assert.ok(!a.json.name.startsWith('.'))
		assert.equal(fs.readdirSync(path.join(up, fs.readdirSync(up).find(d => d.endsWith(a.json.id)))).length, 1)
		const b = await all.county.post('/api/v1/imports', { uploads: [a.json.id], dry: true })
		sound(b, name)
		const job = await all.county.job(b.json.job)
		assert.ok(['done', 'failed'].includes(job.state), job.state)
	}
	for (const f of fs.readdirSync(path.dirname(server.data))) assert.ok(['D', 'D.keys', 'lists'].includes(f) || f.startsWith('D.'), f)
	/* another's upload, a path, a wish */
	for (const id of ['../../D.keys', '0'.repeat(32), 'x', '', `${'0'.repeat(31)}/`, '..'])
		assert.ok([404, 422].includes((await all.county.post('/api/v1/imports', { uploads: [id], dry: true })).status), id)
	const mine = await all.county.upload('mine.csv', 'x\n')
	assert.ok([403, 404].includes((await all.township.post('/api/v1/imports', { uploads: [mine.json.id], dry: true })).status))
})

/* ---- archives ---- */

/* A zip of these files: name -> bytes, or what the head of the entry lies about. */
function zip(files)
{
	const parts = [], dir = []
	let at = 0

	for (const [name, body, lie = {}] of files) {
		const packed = lie.packed ?? zlib.deflateRawSync(body), n = Buffer.from(name), local = Buffer.alloc(30), central = Buffer.alloc(46)

		for (const [b, o] of [[local, 0], [central, 2]]) {
			b.writeUInt16LE(20, o + 4)
			b.writeUInt16LE(8, o + 8)
			b.writeUInt32LE(lie.crc ?? 0, o + 14)
			b.writeUInt32LE(packed.length, o + 18)
			b.writeUInt32LE(lie.size ?? body.length, o + 22)
			b.writeUInt16LE(n.length, o + 26)
		}
		local.writeUInt32LE(0x04034b50, 0)
		central.writeUInt32LE(0x02014b50, 0)
		central.writeUInt32LE(at, 42)
		parts.push(local, n, packed)
		dir.push(central, n)
		at += 30 + n.length + packed.length
	}
	const end = Buffer.alloc(22), size = dir.reduce((s, b) => s + b.length, 0)
	end.writeUInt32LE(0x06054b50, 0)
	end.writeUInt16LE(files.length, 8)
	end.writeUInt16LE(files.length, 10)
	end.writeUInt32LE(size, 12)
	end.writeUInt32LE(at, 16)
	return Buffer.concat([...parts, ...dir, end])
}

test('archives that blow up end as a refused job, and the server lives on', async () => {
	const types = Buffer.from('<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
	const zeros = Buffer.alloc(64 << 20), laugh = Buffer.from('<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa">' +
		'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet><sheetData>&b;</sheetData></worksheet>')
	const sheet = 'xl/worksheets/sheet1.xml', book = ['xl/workbook.xml', Buffer.from('<workbook><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>')]
	const files = {
		'bomb.xlsx': zip([['[Content_Types].xml', types], book, [sheet, zeros]]),
		'lies.xlsx': zip([['[Content_Types].xml', types], book, [sheet, zeros, { size: 10 }]]),
		'laugh.xlsx': zip([['[Content_Types].xml', types], book, [sheet, laugh]]),
		'many.xlsx': zip(Array.from({ length: 3000 }, (_, i) => [`xl/f${i}.xml`, Buffer.from('x')])),
		'twice.xlsx': zip([['[Content_Types].xml', types], book, [sheet, Buffer.from('<worksheet/>')], [sheet, Buffer.from('<worksheet/>')]]),
		'path.xlsx': zip([['[Content_Types].xml', types], ['../../../../tmp/jzweb-evil', Buffer.from('x')]]),
		'empty.xlsx': Buffer.alloc(0), 'cut.xlsx': zip([['[Content_Types].xml', types], book]).subarray(0, 60),
		'noise.xlsx': Buffer.from(Array.from({ length: 5000 }, (_, i) => i * 7919 & 255)),
		'noise.xls': Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(4000, 255)]),
		'nul.csv': Buffer.alloc(100000), 'wide.csv': Buffer.from(','.repeat(200000) + '\n'), 'quote.csv': Buffer.from('"' + 'x'.repeat(3 << 20)),
		'picture.csv': Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
	}
	const before = server.memory()

	for (const [name, bytes] of Object.entries(files)) {
		const a = await all.county.upload(name, bytes)

		assert.equal(a.status, 201, name)
		const b = await all.county.post('/api/v1/imports', { uploads: [a.json.id], dry: false })
		assert.equal(b.status, 202, name)
		const job = await all.county.job(b.json.job)
		const refused = job.state === 'failed' || job.result.files.every(f => f.error) || job.result.total.new === 0
		assert.ok(refused, `${name}: ${JSON.stringify(job).slice(0, 300)}`)
		assert.equal((await all.village.get('/api/v1/me')).status, 200)
	}
	assert.ok(!fs.existsSync('/tmp/jzweb-evil'))
	assert.ok(server.memory() - before < 256 * 1024, `${server.memory() - before} kB more`)
})

test('bodies larger than welcome are refused before they are read', async () => {
	const a = await all.county.post('/api/v1/household/1/reveal', `{"reason":"${'x'.repeat(2 << 20)}"}`).catch(e => ({ status: 413, e }))

	assert.equal(a.status, 413)
	assert.equal((await all.county.get('/api/v1/me')).status, 200)
})

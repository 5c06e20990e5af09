/* A photograph and a paper of a household, as a phone sends them: what is kept, who may add and see
 * them, what of hostile files, and that a file which is gone or changed is noticed. */
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { be, png } from './picture.mjs'
import { demoRegister, release, run, Server } from './jz.mjs'

let server, data, county, house, others

const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n')
/* An APP1 segment that tells place, day, and that the phone was held upright. */
function exif()
{
	const u16 = n => be(n, 2), u32 = n => be(n, 4)
	const entry = (tag, type, n, value) => Buffer.concat([u16(tag), u16(type), u32(n), value])
	const fraction = (...n) => Buffer.concat(n.flatMap(x => [u32(x), u32(1)]))
	const first = 8, gps = first + 2 + 3 * 12 + 4, lat = gps + 2 + 4 * 12 + 4, lon = lat + 24, day = lon + 24
	const tiff = Buffer.concat([Buffer.from('MM\0*'), u32(first),
		u16(3), entry(0x0112, 3, 1, Buffer.concat([u16(6), u16(0)])), entry(0x0132, 2, 20, u32(day)),
		entry(0x8825, 4, 1, u32(gps)), u32(0),
		u16(4), entry(1, 2, 2, Buffer.from('N\0\0\0')), entry(2, 5, 3, u32(lat)),
		entry(3, 2, 2, Buffer.from('E\0\0\0')), entry(4, 5, 3, u32(lon)), u32(0),
		fraction(27, 15, 36), fraction(106, 30, 0), Buffer.from('2025:06:07 08:09:10\0')])
	const body = Buffer.concat([Buffer.from('Exif\0\0'), tiff])

	return Buffer.concat([Buffer.from([0xFF, 0xE1]), u16(body.length + 2), body])
}

const add = (who, no, name, bytes, kind = '住房照片', title = '') => who.post(`/api/v1/household/${no}/attachments?name=` +
	`${encodeURIComponent(name)}&kind=${encodeURIComponent(kind)}&title=${encodeURIComponent(title)}`, bytes,
	{ 'content-type': 'application/octet-stream' })
const content = (who, id) => who.get(`/api/v1/attachments/${id}/content`)
const files = () => fs.existsSync(path.join(data, 'attachments')) ? fs.readdirSync(path.join(data, 'attachments'),
	{ recursive: true }).map(String).filter(f => f.includes('/')) : []
const papers = async (who, no) => (await who.get(`/api/v1/household/${no}/page`)).json.children.attachment ?? []

before(async () => {
	data = demoRegister({ households: 40 })
	server = await new Server(data).start()
	county = await server.login('county')
	house = (await county.get('/api/v1/household?limit=40')).json.items.map(r => r.no)
	others = await server.login('village')
})
after(async () => {
	await server?.stop()
})

let photo

test('a picture is written anew, without what it told beside itself', async () => {
	const made = await add(county, house[0], '门口 照片.png', png(2400, 40), '住房照片', '改造后')

	assert.equal(made.status, 201, made.text)
	assert.equal(made.json.type, 'image/jpeg')
	const shown = await county.get(`/api/v1/attachments/${made.json.id}/content`)

	assert.equal(shown.status, 200)
	assert.equal(shown.headers['content-type'], 'image/jpeg')
	assert.equal(shown.headers['x-content-type-options'], 'nosniff')
	assert.match(shown.headers['content-disposition'], /^inline/)
	assert.match([shown.headers['content-security-policy']].flat().join(), /sandbox/)
	assert.equal(shown.bytes.readUInt16BE(0), 0xFFD8)
	photo = shown.bytes
	const [row] = await papers(county, house[0])

	assert.equal(row.c.title, '改造后')
	assert.equal(row.id, made.json.id)
	assert.equal(files().length, 1)
	const kept = fs.readFileSync(path.join(data, 'attachments', files()[0]))

	assert.ok(!kept.includes(photo.subarray(0, 64)), 'the file is sealed')
	assert.equal(fs.statSync(path.join(data, 'attachments', files()[0])).mode & 0o777, 0o600)
})

test('place and day out of EXIF become fields, the picture stands upright and holds none of it', async () => {
	const sent = Buffer.concat([photo.subarray(0, 2), exif(), photo.subarray(2)])
	const made = await add(county, house[1], 'a.jpg', sent)

	assert.equal(made.status, 201, made.text)
	const back = (await county.get(`/api/v1/attachments/${made.json.id}/content`)).bytes

	assert.ok(!back.includes('Exif'))
	const frame = back.indexOf(Buffer.from([0xFF, 0xC0]))

	assert.deepEqual([back.readUInt16BE(frame + 5), back.readUInt16BE(frame + 7)], [2000, 33], 'upright')
	const [row] = await papers(county, house[1])

	assert.equal(row.c.taken, '2025-06-07')
	assert.equal(row.c.lat, '***', 'where a home lies is shown for a reason only')
	const told = await county.post(`/api/v1/attachment/${row.id}/reveal`, { field: 'lat', reason: '核对位置' })

	assert.equal(told.status, 200, told.text)
	assert.equal(told.json.value, '27.26')
})

test('a PDF is kept as it is, and only to be saved', async () => {
	const made = await add(county, house[0], '申请书.pdf', pdf, '申请书')

	assert.equal(made.status, 201, made.text)
	const back = await county.get(`/api/v1/attachments/${made.json.id}/content`)

	assert.deepEqual(back.bytes, pdf)
	assert.equal(back.headers['content-type'], 'application/pdf')
	assert.match(back.headers['content-disposition'], /^attachment/)
})

test('what is none, or hostile, is refused, and leaves nothing', async () => {
	const before = files().length
	const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')

	for (const [name, bytes, code] of [
		['a.jpg', svg, 'picture-unknown'], ['a.png', Buffer.from('<html><script>1</script>'), 'picture-unknown'],
		['bomb.png', png(4, 4, { said: [60000, 60000] }), 'picture-large'],
		['wide.png', png(4, 4, { said: [19999, 19999] }), 'picture-large'],
		['lie.png', png(4, 4, { said: [3000, 3000] }), 'picture-broken'],
		['zero.png', png(4, 4, { said: [0, 4] }), 'picture-broken'],
		['cut.png', png(300, 300).subarray(0, 80), 'picture-broken'],
		['cut.jpg', photo.subarray(0, photo.length >> 1), 'picture-broken'],
		['head.jpg', photo.subarray(0, 20), 'picture-broken'], ['cut.pdf', pdf.subarray(0, 20), 'picture-unknown'],
		['empty.jpg', Buffer.alloc(0), 'picture-unknown']]) {
		const a = await add(county, house[0], name, bytes)

		assert.ok(a.status >= 400 && a.status < 500, `${name}: ${a.status} ${a.text}`)
		assert.equal(a.json.code, code, name)
	}
	assert.equal((await add(county, house[0], 'a.png', png(4, 4), 'nonsense')).status, 422)
	assert.equal((await add(county, house[0], 'a.png', png(4, 4), '')).status, 422)
	assert.equal(files().length, before)
	assert.match((await county.get('/healthz')).text, /./)
})

test('what hangs on behind a picture is not kept', async () => {
	const made = await add(county, house[2], 'two.png', png(8, 8, { more: Buffer.from('<script>alert(1)</script>PK\x03\x04') }))

	assert.equal(made.status, 201, made.text)
	const back = (await county.get(`/api/v1/attachments/${made.json.id}/content`)).bytes

	assert.ok(!back.includes('script'))
})

test('a photograph that is sent again with its key is kept once, small or large', async () => {
	const before = files().length, no = house[6], where = `/api/v1/household/${no}/attachments?name=p.png&kind=${encodeURIComponent('住房照片')}`
	const large = png(900, 700, { more: Buffer.alloc(2 << 20, 7) })        /* lies in a file while it comes */

	for (const [i, bytes] of [png(30, 30), large].entries()) {
		const send = (body = bytes) => county.post(where, body, { 'content-type': 'application/octet-stream',
			'idempotency-key': `photo-${i}` })
		const answers = await Promise.all(Array.from({ length: 8 }, () => send()))
		const last = await send()

		for (const a of [...answers, last]) assert.equal(a.text, last.text)
		assert.equal(last.status, 201, last.text)
		assert.equal((await papers(county, no)).length, i + 1)
		assert.equal((await content(county, last.json.id)).status, 200)
		/* another picture under the same key is no repetition */
		const other = Buffer.from(bytes)
		other[other.length - 1] ^= 1
		assert.equal((await send(other)).status, 422)
		assert.equal((await papers(county, no)).length, i + 1)
	}
	assert.equal(files().length, before + 2)
})

test('who does not see the household sees none of it and adds nothing; who only looks adds nothing', async () => {
	const seen = new Set((await others.get('/api/v1/household?limit=200')).json.items.map(r => r.no))
	const foreign = house.slice(0, 3).find(no => !seen.has(no))
	const [row] = await papers(county, foreign)

	assert.ok(row)
	assert.equal((await content(others, row.id)).status, 404)
	assert.equal((await add(others, foreign, 'a.png', png(4, 4))).status, 404)
	const leader = await server.login('leader')

	assert.equal((await add(leader, house[0], 'a.png', png(4, 4))).status, 403)
})

test('a file that was changed or is gone is told, by the page and by verify', async () => {
	const [row] = await papers(county, house[2])
	const before = files(), deep = () => run(['verify', '--data', data, '--deep'], { jz: release, codes: [0, 1, 2] })

	assert.match(deep(), /./)
	for (const f of before) {
		const where = path.join(data, 'attachments', f), bytes = fs.readFileSync(where)

		bytes[20] ^= 1
		fs.writeFileSync(where, bytes)
	}
	assert.ok((await content(county, row.id)).status >= 500)
	assert.match(deep(), /altered|被改动/)
	for (const f of before) fs.rmSync(path.join(data, 'attachments', f))
	assert.equal((await content(county, row.id)).status, 404)
	assert.match(deep(), /missing|不见了/)
})

test('what a photograph tells is taken from it on the command line, too', async () => {
	await server.stop()
	const jz = (...args) => run([...args, '--data', data], { jz: release })
	const file = path.join(path.dirname(data), 'phone.jpg'), on = '2020-06-01'
	const camera = Buffer.from('\xFF\xFE\0\x0CSpyPhone 9', 'latin1')
	const village = JSON.parse(jz('grant', 'list', '--json').split('\n').find(l => l.includes('"login":"village"'))).area
	const no = JSON.parse(jz('list', 'household', '--where', `area=${village}`, '--columns', 'no', '--limit', '1', '--json')).no
	const round = jz('round', 'open', 'monitor-quick', '--area', String(village), '--name', 'photo', '--on', on, '--as', 'township')
		.match(/R\d+/)[0]
	const one = jz('case', 'add', round, no, '--on', on, '--as', 'village').match(/P\d+/)[0]
	const paper = (name, codes) => run(['case', 'paper', one, name, '--kind', '入户调查表', '--as', 'village', '--data', data],
		{ jz: release, codes })

	fs.writeFileSync(file, Buffer.concat([photo.subarray(0, 2), exif(), camera, photo.subarray(2)]))
	const id = paper(file, [0]).match(/\d+/)[0]
	/* what is neither a photograph nor a PDF is refused as it is on the page, whatever it is called */
	fs.writeFileSync(`${file}.heic`, '\0\0\0 ftypheic Exif SpyPhone')
	paper(`${file}.heic`, [1])
	fs.writeFileSync(`${file}.pdf`, fs.readFileSync(file).subarray(0, 20))
	paper(`${file}.pdf`, [1])
	await server.start()
	county = await server.login('county')
	const back = await content(county, id)
	assert.equal(back.status, 200)
	assert.equal(back.headers['content-type'], 'image/jpeg')
	assert.ok(!back.bytes.includes('Exif') && !back.bytes.includes('SpyPhone'))
	const row = (await papers(county, no)).find(r => r.id === id)
	assert.equal(row.c.taken, '2025-06-07')
	assert.equal(row.c.lat, '***')
})

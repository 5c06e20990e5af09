/* Papers as the browser asks for them: who gets which household's, what they show, and that the
 * journal has who printed what. */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { after, before, test } from 'node:test'
import { demoRegister, Server } from './jz.mjs'

let server, data, county, village, far, near

const readable = spawnSync('pdftotext', ['-v']).error === undefined
const text = pdf => execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf }).toString()
const get = (who, target) => who.get(`/api/v1/${target}`)

before(async () => {
	data = demoRegister({ households: 40 })
	server = await new Server(data).start()
	county = await server.login('county')
	village = await server.login('village')
	const all = (await county.get('/api/v1/household?limit=40')).json.items.map(r => r.no)
	const own = (await village.get('/api/v1/household?limit=40')).json.items.map(r => r.no)

	near = own[0]
	far = all.find(no => !own.includes(no))
})
after(async () => {
	await server?.stop()
})

test('every paper of a household is there, filled and blank, in both languages', async () => {
	const papers = (await village.get('/api/v1/papers')).json.items

	assert.ok(papers.length >= 12)
	for (const p of papers) {
		const blank = await get(village, `papers/${p.name}.pdf?lang=en`)

		assert.equal(blank.status, 200, p.name)
		assert.equal(blank.headers['content-type'], 'application/pdf')
		if (p.about !== 'household') continue
		for (const lang of ['zh', 'en']) {
			const a = await get(village, `household/${near}/papers/${p.name}.pdf?lang=${lang}`)

			assert.equal(a.status, 200, p.name)
			assert.ok(a.bytes.subarray(0, 5).equals(Buffer.from('%PDF-')), p.name)
			assert.match(a.headers['content-disposition'], /^inline; filename="[a-z-]+\.pdf"$/)
			if (!readable) continue
			const read = text(a.bytes)

			assert.match(read, lang === 'zh' ? /第\s*1\s*页/ : /Page 1 of \d/, p.name)
			/* The card goes to the family that is to call its helper: his number alone is whole. */
			const bare = read.replace(/\s/g, '').replace(p.name === 'clear-card' ?
				/(帮扶人电话|Helper'sphone)[\p{L}\d、,]*/u : '', '')

			assert.doesNotMatch(bare, /98\d{15}[\dX]|(?<!\d)1[3-9]\d{9}(?!\d)/, p.name)
			assert.ok(read.includes(lang === 'zh' ? '演示数据' : 'made-up data'), p.name)
		}
	}
})

test('another village gets none of it, and a paper about a place none of a household', async () => {
	assert.ok(far)
	for (const p of ['application', 'dossier', 'survey']) {
		assert.equal((await get(village, `household/${far}/papers/${p}.pdf`)).status, 404)
		assert.equal((await get(county, `household/${far}/papers/${p}.pdf`)).status, 200)
	}
	assert.equal((await get(village, `household/${near}/papers/notice.pdf`)).status, 404)
	assert.equal((await get(village, `household/${near}/papers/..%2Fpack.pdf`)).status, 404)
	for (const who of ['audit', 'sysadmin', 'security'])
		assert.equal((await get(await server.login(who), `household/${near}/papers/dossier.pdf`)).status, 403, who)
})

test('the journal has who printed what', async () => {
	const audit = await server.login('audit')
	const count = async () => (await audit.get(`/api/v1/journal?limit=500`)).json.items.filter(i =>
		i.no === near && i.what === 'export').length
	const before = await count()

	assert.equal((await get(village, `household/${near}/papers/refusal-letter.pdf`)).status, 200)
	assert.equal(await count(), before + 1)
})

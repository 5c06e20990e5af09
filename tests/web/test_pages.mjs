/* A household's page that is kept is the page that would be written anew, for everybody who may see
 * it and nobody else: after each kind of change, what the server shows that has shown all pages
 * before equals what it shows when it was started again and has shown none. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { canaryRegister, county, csv, word } from './county.mjs'
import { demoRegister, each, Server, sleep } from './jz.mjs'
import { png } from './picture.mjs'

/* From whom most is shown, who may decide, too, to whom least is. */
const who = ['county2', 'county', 'leader', 'inspector', 'township', 'village', 'helper']
const langs = ['en', 'zh']
let server, all

/* "who no lang" -> what was answered. Who looks first at a page is who it may be kept from. */
async function look(order = who)
{
	const shown = new Map()

	for (const w of order)
		await each(county.households.flatMap(h => langs.map(l => [h.no, l])), 8, async ([no, l]) => {
			const a = await all[w].get(`/api/v1/household/${no}/page`, { 'accept-language': l })

			shown.set(`${w} ${no} ${l}`, `${a.status} ${a.headers.etag ?? ''} ${a.text}`)
		})
	return shown
}

/* What stands in one and not so in the other. */
const differ = (a, b) => [...a].filter(([k, v]) => b.get(k) !== v).map(([k]) => k)

/* Does something while every page is kept; says whose pages look different now. */
async function after_doing(what)
{
	await look()
	const before_it = await look()
	await what()
	const kept = await look()
	await server.stop()
	await server.start()             /* those who signed in stay so */
	const anew = await look([...who].reverse())

	assert.deepEqual(differ(anew, kept).map(k => `${k}\n kept ${kept.get(k)}\n anew ${anew.get(k)}`), [])
	return differ(before_it, kept)
}

const houses = keys => [...new Set(keys.map(k => k.split(' ')[1]))].sort()
const page = async (w, no) => (await all[w].get(`/api/v1/household/${no}/page`)).json
let at

async function edit(w, noun, key, set)
{
	const now = await all[w].get(`/api/v1/${noun}/${key}`)
	const a = await all[w].patch(`/api/v1/${noun}/${key}`, { set, reason: 'seen on the spot' },
		{ 'if-match': now.headers.etag })

	assert.equal(a.status, 202, a.text)
	return a.json.change.id
}

async function approve(w, id)
{
	const a = await all[w].post(`/api/v1/changes/${id}/approve`, { reason: 'right' })

	assert.equal(a.status, 200, a.text)
}

async function imported(name, text, more = {})
{
	const up = await all.county.upload(name, Buffer.from(text))
	const a = await all.county.post('/api/v1/imports', { uploads: [up.json.upload ?? up.json.id], ...more })

	assert.equal(a.status, 202, a.text)
	const done = await all.county.job(a.json.job)
	assert.equal(done.state, 'done', JSON.stringify(done))
	return done.result.files[0].batch
}

before(async () => {
	const data = canaryRegister({ first: 6 })

	server = new Server(data)
	await server.start()
	all = await server.loginAll([...who, 'township2', 'sysadmin', 'security', 'audit'])
	at = county.households
})
after(async () => {
	const end = await server.stop()

	assert.deepEqual(end, { code: 0, signal: null }, server.said)
})

test('a page that nothing happened to is the same for all who may see it', async () => {
	assert.deepEqual(await after_doing(() => {}), [])
	const shown = await look()
	const statuses = w => at.map(x => shown.get(`${w} ${x.no} en`).slice(0, 3))

	assert.deepEqual(statuses('county'), at.map(x => x.village.startsWith('980121') ? '200' : '404'))
	assert.deepEqual(statuses('village'), at.map(x => x.village === at[0].village ? '200' : '404'))
})

let change

test('a proposal, its approval: on the household and on a member', async () => {
	const no = at[0].no, name = word({ noun: 'household', village: at[0].village, household: no, what: 'x' })

	assert.deepEqual(houses(await after_doing(async () => {
		change = await edit('township', 'household', no, { address: name })
	})), [no])
	assert.deepEqual(houses(await after_doing(() => approve('township2', change))), [no])
	assert.ok(JSON.stringify(await page('village', no)).includes(name))
	change = await edit('township', 'person', `${no}02`, { name: 'k' + name })
	assert.deepEqual(houses(await after_doing(() => approve('township2', change))), [no])
	assert.ok(JSON.stringify(await page('village', no)).includes('k' + name))
})

test('a row below a member, and one that is refused', async () => {
	const no = at[1].no, work = (await page('county', no)).children.work[0]

	change = await edit('township', 'work', work.id, { employer: 'kelsewhere' })
	assert.deepEqual(houses(await after_doing(() => approve('township2', change))), [no])
	change = await edit('township', 'household', no, { address: 'nowhere' })
	assert.deepEqual(houses(await after_doing(async () => {
		const a = await all.township2.post(`/api/v1/changes/${change}/refuse`, { reason: 'no' })

		assert.equal(a.status, 200, a.text)
	})), [no])
})

test('a photograph', async () => {
	const no = at[2].no

	assert.deepEqual(houses(await after_doing(async () => {
		const a = await all.village.post(`/api/v1/household/${no}/attachments?name=p.png&kind=` +
			`${encodeURIComponent('住房照片')}&title=t`, png(40, 40), { 'content-type': 'application/octet-stream' })

		assert.equal(a.status, 201, a.text)
	})), [no])
})

let batch

test('a list that is taken in, and back out', async () => {
	const two = [at[0], at[3]]

	assert.deepEqual(houses(await after_doing(async () => {
		batch = await imported('incomes.csv', csv(two.map(x => ({ 户编号: x.no, 起始时间: '2024-01-01',
			截止时间: '2024-12-31', '核算人数(人)': 2, '工资性收入(元)': 77, '纯收入(元)': 77 }))),
		{ kind: 'income' })
	})), two.map(x => x.no).sort())
	assert.deepEqual(houses(await after_doing(async () => {
		const a = await all.county2.post(`/api/v1/batches/${batch}/undo`, { reason: 'the wrong list' })

		assert.equal(a.status, 202, a.text)
		assert.equal((await all.county2.job(a.json.job)).state, 'done')
	})), two.map(x => x.no).sort())
})

test('a new household, one that moves, and members that come and go', async () => {
	const no = `${at[0].no.slice(0, -3)}900`
	const village = at[0].village, other = at.find(x => x.village !== village &&
		x.village.startsWith('9801211')).village

	at.push({ no, village })
	await after_doing(() => imported('new.csv', csv([{ 户编号: no, 行政村: village, 户主姓名: 'knewbornabc',
		户类型: '脱贫户', 人数: 1 }]), { kind: 'household' }))
	assert.equal((await all.village.get(`/api/v1/household/${no}/page`)).status, 200)
	await after_doing(() => imported('head.csv', csv([{ 户编号: no, 人编号: `${no}01`, 姓名: 'knewbornabc',
		与户主关系: '户主' }]), { kind: 'person' }))
	assert.equal((await page('village', no)).members.length, 1)
	await after_doing(() => imported('moved.csv', csv([{ 户编号: no, 行政村: other, 户主姓名: 'knewbornabc' }]),
		{ kind: 'household' }))
	assert.equal((await all.village.get(`/api/v1/household/${no}/page`)).status, 404)
	assert.equal((await all.township.get(`/api/v1/household/${no}/page`)).status, 200)
})

test('a list of places: for who has all of them, and it shows on the pages', async () => {
	const areas = (code, name) => csv([{ 区划代码: code, 名称: name, 级别: '村级', 上级: `${code.slice(0, 9)}000` }])
	const up = await all.county.upload('areas.csv', Buffer.from(areas(at[0].village, 'elsewhere')))
	const order = await all.county.post('/api/v1/imports', { uploads: [up.json.id], kind: 'area' })
	const done = await all.county.job(order.json.job)

	/* the register knows a second county, which this clerk does not */
	assert.equal(done.state, 'failed')
	assert.equal(done.error.code, 'import-not-yours')

	/* a register of one county */
	const one = await new Server(demoRegister()).start()

	try {
		const clerk = await one.login('county')
		const { no } = (await clerk.get('/api/v1/household?limit=1')).json.items[0]
		const show = async () => (await clerk.get(`/api/v1/household/${no}/page`)).json.household.area
		const { code } = await show(), list = areas(code, 'Renamed')
		const file = await clerk.upload('areas.csv', Buffer.from(list))
		const { job } = (await clerk.post('/api/v1/imports', { uploads: [file.json.id], kind: 'area' })).json

		assert.equal((await clerk.job(job)).state, 'done')
		assert.match((await show()).path, /Renamed/)
	} finally {
		assert.deepEqual(await one.stop(), { code: 0, signal: null }, one.said)
	}
})

test('two that are one, and two that are not', async () => {
	const pair = at.slice(4, 6).map(x => x.no).sort()
	const decide = (what, body) => all.county2.post(`/api/v1/duplicates/${what}`, { noun: 'household',
		reason: 'known in the village', ...body })

	await after_doing(async () => {
		const a = await decide('distinct', { a: pair[0], b: at[3].no })

		assert.equal(a.status, 200, a.text)
	})
	/* what is in dispute is settled first; that shows on the pages, too */
	assert.deepEqual(houses(await after_doing(async () => {
		const open = (await all.county2.get('/api/v1/differences?limit=500')).json.items

		for (const d of open.filter(x => pair.some(no => JSON.stringify(x).includes(no)))) {
			const a = await all.county2.post(`/api/v1/differences/${d.no}/settle`,
				{ take: 'theirs', reason: 'seen' })

			assert.equal(a.status, 200, a.text)
		}
	})), pair)
	assert.deepEqual(houses(await after_doing(async () => {
		const a = await decide('merge', { keep: pair[0], drop: pair[1] })

		assert.equal(a.status, 200, a.text)
	})), pair)
	assert.equal((await all.county.get(`/api/v1/household/${pair[1]}/page`)).status, 404)
	/* what has left keeps its history, for whose it was */
	assert.equal((await all.village.get(`/api/v1/household/${pair[1]}/history`)).status, 200)
	assert.equal((await all.helper.get(`/api/v1/household/${pair[1]}/history`)).status, 404)
})

test('who sees what may change at any time', async () => {
	const no = at[0].no, me = (await all.sysadmin.get('/api/v1/accounts')).json.items
		.find(a => a.login === 'village').id
	const grants = (await all.security.get(`/api/v1/grants?account=${me}`)).json.items

	assert.equal((await all.village.get(`/api/v1/household/${no}/page`)).status, 200)
	for (const g of grants) {
		const a = await all.security.post(`/api/v1/grants/${g.id}/end`, { reason: 'left' })

		assert.equal(a.status, 200, a.text)
	}
	assert.notEqual((await all.village.get(`/api/v1/household/${no}/page`)).status, 200)
	assert.equal((await all.township.get(`/api/v1/household/${no}/page`)).status, 200)
})

test('each look is in the journal, whether the page was kept or not', async () => {
	const no = at[1].no
	const looks = async () => (await all.audit.get('/api/v1/journal?limit=500&noun=reading')).json.items
		.flatMap(i => i.looks)

	await sleep(1500)
	const first = (await looks()).length

	for (let i = 0; i < 3; i++) assert.equal((await all.inspector.get(`/api/v1/household/${no}/page`)).status, 200)
	await sleep(1500)
	const more = (await looks()).slice(0, -first)

	assert.ok(more.length && more.every(l => l.no === no), JSON.stringify(more))
})

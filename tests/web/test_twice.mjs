/* The same request twice does nothing twice; two people at one household both see what stands. */
import assert from 'node:assert/strict'
import http from 'node:http'
import { after, before, test } from 'node:test'
import { ask, demoRegister, each, Server } from './jz.mjs'

let server, all, houses
before(async () => {
	server = await new Server(demoRegister({ households: 300 })).start()
	all = await server.loginAll(['county', 'county2', 'township', 'township2', 'village', 'audit', 'security',
		'sysadmin'])
	houses = (await all.county.get('/api/v1/household?limit=200')).json.items
})
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }, server.said))

const change = (who, i, set, more) => all[who].patch(`/api/v1/household/${houses[i].no}`,
	{ set, reason: 'because' }, { 'if-match': `"v${houses[i].v}"`, ...more })
const open = async i => (await all.county.get(`/api/v1/changes?state=proposed&f.household=${houses[i].no}`))
	.json.items.length

test('64 at once with one key make one change and hear one answer', async () => {
	const agent = new http.Agent({ keepAlive: true, maxSockets: 64 })

	for (let round = 0; round < 4; round++) {
		const i = round, body = JSON.stringify({ set: { address: `once ${round}` }, reason: 'because' })
		const answers = await Promise.all(Array.from({ length: 64 }, () => ask(server.port, 'PATCH',
			`/api/v1/household/${houses[i].no}`, { agent, body, headers: { cookie: all.county.cookie,
				'x-jz': '1', 'if-match': `"v${houses[i].v}"`, 'idempotency-key': `key-${round}`,
				'content-length': Buffer.byteLength(body) } })))

		assert.equal(await open(i), 1)
		assert.deepEqual([...new Set(answers.map(a => `${a.status} ${a.text}`))].length, 1)
		assert.equal(answers[0].status, 202, answers[0].text)
		const again = await change('county', i, { address: `once ${round}` }, { 'idempotency-key': `key-${round}` })
		assert.equal(again.text, answers[0].text)
	}
	agent.destroy()
})

test('a key is for one request, of one person, and outlives the server', async () => {
	const key = { 'idempotency-key': 'k-1' }, a = await change('county', 10, { address: 'one' }, key)

	assert.equal(a.status, 202)
	assert.equal((await change('county', 10, { address: 'other' }, key)).status, 422)
	assert.equal((await change('county', 11, { address: 'one' }, key)).status, 422)
	/* another person's key of the same name is another key: what they ask for is done, too */
	const at = (await all.village.get('/api/v1/household?limit=1')).json.items[0]
	const b = await all.village.patch(`/api/v1/household/${at.no}`, { set: { address: 'theirs' }, reason: 'r' },
		{ 'if-match': `"v${at.v}"`, ...key })
	assert.equal(b.status, 202, b.text)
	assert.notEqual(b.text, a.text)
	await server.stop('SIGKILL')
	await server.start()
	const c = await change('county', 10, { address: 'one' }, key)
	assert.equal(c.status, 202)
	assert.equal(c.text, a.text)
	assert.equal(await open(10), 1)
	for (const bad of ['k'.repeat(129), 'k'.repeat(4000)])
		assert.equal((await change('county', 12, { address: 'one' }, { 'idempotency-key': bad })).status, 400)
	assert.equal(await open(12), 0)
})

test('what is decided twice is decided once', async () => {
	const a = await change('county', 20, { address: 'decide' })
	const { id } = a.json.change
	const answers = await Promise.all(Array.from({ length: 32 }, () =>
		all.county2.post(`/api/v1/changes/${id}/approve`, {}, { 'idempotency-key': `approve-${id}` })))

	for (const x of answers) assert.equal(x.status, 200, x.text)
	const row = (await all.county.get(`/api/v1/household/${houses[20].no}`)).json
	assert.equal(row.c.address, 'decide')
	assert.equal(row.v, houses[20].v + 1)
	/* who heard nothing asks again with the key and hears what became of it */
	const again = await all.county2.post(`/api/v1/changes/${id}/approve`, {}, { 'idempotency-key': `approve-${id}` })
	assert.equal(again.status, 200, again.text)
})

test('approve and refuse at once: one of them', async () => {
	for (let i = 30; i < 36; i++) {
		const { id } = (await change('county', i, { address: 'race' })).json.change
		const answers = await Promise.all(['approve', 'refuse', 'approve', 'refuse', 'withdraw'].map(act =>
			all[act === 'withdraw' ? 'county' : 'county2'].post(`/api/v1/changes/${id}/${act}`, { reason: 'r' })))

		assert.equal(answers.filter(a => a.status === 200).length, 1)
		const row = (await all.county.get(`/api/v1/household/${houses[i].no}`)).json
		const at = answers.findIndex(a => a.status === 200)
		assert.equal(row.v, houses[i].v + (at === 0 || at === 2 ? 1 : 0))
	}
})

test('an edit says which version it is of, and which stands', async () => {
	const at = `/api/v1/household/${houses[40].no}`, v = houses[40].v

	for (const match of [null, '', '*', 'v1', '"1"', '"v"', '"v0"', '"v-1"', '"v1', '"v99999999999999999999"', 'W/"v1"'])
		assert.equal((await all.county.patch(at, { set: { address: 'x' }, reason: 'r' }, { 'if-match': match }))
			.status, 428, String(match))
	assert.equal((await all.county.patch(at, { set: { address: 'x' }, reason: 'r' },
		{ 'if-match': `"v${v + 7}"` })).status, 412)
	const a = await change('county', 40, { address: 'first' })
	assert.equal((await all.county2.post(`/api/v1/changes/${a.json.change.id}/approve`, {})).status, 200)
	/* the second clerk still has the old page open */
	const b = await change('county', 40, { address: 'second', phone: '13912345678' })
	assert.equal(b.status, 412)
	assert.deepEqual(b.json.yours, { address: 'second', phone: '13912345678' })
	assert.equal(b.json.now.c.address, 'first')
	assert.equal(b.json.now.v, v + 1)
	assert.equal((await all.county.get(at)).headers.etag, `"v${v + 1}"`)
})

test('two proposals for one field: the later decision does not overwrite unseen', async () => {
	const a = await change('county', 50, { address: 'A' }), b = await change('county', 50, { address: 'B' })

	assert.equal(a.status, 202)
	assert.equal(b.status, 202)
	assert.equal((await all.county2.post(`/api/v1/changes/${a.json.change.id}/approve`, {})).status, 200)
	const c = await all.county2.post(`/api/v1/changes/${b.json.change.id}/approve`, {})
	assert.equal(c.status, 409)
	assert.equal((await all.county.get(`/api/v1/household/${houses[50].no}`)).json.c.address, 'A')
})

test('200 clerks at once lose nothing of each other\'s', async () => {
	const list = Array.from({ length: 100 }, (_, i) => i + 60)
	const made = []

	await each(list, 16, async i => {
		const a = await change('county', i, { address: `mine ${i}` }, { 'idempotency-key': `many-${i}` })

		assert.equal(a.status, 202, a.text)
		made.push([i, a.json.change.id])
	})
	await each(made, 16, async ([i, id]) => {
		assert.equal((await all.county2.post(`/api/v1/changes/${id}/approve`, {})).status, 200)
		assert.equal((await all.county.get(`/api/v1/household/${houses[i].no}`)).json.c.address, `mine ${i}`)
	})
})

test('a grant asked for twice with one key is one grant', async () => {
	const account = (await all.sysadmin.get('/api/v1/accounts')).json.items.find(i => i.login === 'leader').id
	const area = (await all.county.get('/api/v1/areas')).json.items[0].code
	const before = (await all.security.get(`/api/v1/grants?account=${account}`)).json.items.length
	const give = () => all.security.post('/api/v1/grants', { account, role: 'inspector', area, purpose: 'x' },
		{ 'idempotency-key': 'grant-1' })
	const [a, b] = await Promise.all([give(), give()]), c = await give()

	for (const x of [a, b, c]) assert.equal(`${x.status} ${x.text}`, `201 ${a.text}`)
	assert.equal((await all.security.get(`/api/v1/grants?account=${account}`)).json.items.length, before + 1)
})

test('a job asked for twice with one key is one job', async () => {
	const a = await all.county.upload('twice.csv', '户编号,行政村\n')
	const order = { uploads: [a.json.id], dry: true }, key = { 'idempotency-key': 'job-1' }
	const answers = await Promise.all(Array.from({ length: 16 }, () =>
		all.county.post('/api/v1/imports', order, key)))

	assert.deepEqual([...new Set(answers.map(x => `${x.status} ${x.text}`))].length, 1)
	assert.equal(answers[0].status, 202)
	assert.equal((await all.county.post('/api/v1/imports', { ...order, dry: false }, key)).status, 422)
	assert.equal((await all.county.get('/api/v1/jobs')).json.items.length, 1)
	await all.county.job(answers[0].json.job)
})

test('a household taken in by many at once has one case; a round that closes meanwhile takes none', async () => {
	const area = (await all.county.get('/api/v1/me')).json.areas?.[0]?.code ?? '980121000000'
	const round = async name => (await all.county.post('/api/v1/rounds', { procedure: 'monitor', area, name })).json.no
	const into = await round('many')
	let cases = 0

	for (const h of houses.slice(20, 32)) {
		const answers = await Promise.all(Array.from({ length: 16 }, (_, i) =>
			all[i % 2 ? 'county' : 'county2'].post(`/api/v1/rounds/${into}/cases`, { about: [h.no] })))
		const done = answers.filter(a => a.json.items?.[0].done)

		assert.equal(done.length, 1, answers.map(a => a.text).join('\n'))
		for (const a of answers) assert.ok([200, 409, 403].includes(a.status), a.text)
		cases++
	}
	assert.equal((await all.county.get(`/api/v1/rounds/${into}`)).json.open, cases)
	for (const h of houses.slice(40, 52)) {
		const to = await round('closing')
		const [closed, ...added] = await Promise.all([all.county.post(`/api/v1/rounds/${to}/close`, {}),
			...Array.from({ length: 4 }, () => all.county.post(`/api/v1/rounds/${to}/cases`, { about: [h.no] }))])
		const there = added.filter(a => a.json.items?.[0].done).length

		assert.ok(closed.status === 200 ? there === 0 : there === 1, `${closed.status} ${there} ${closed.text}`)
	}
})

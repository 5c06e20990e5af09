/* Power cuts, a full disk, the end: what was acknowledged stands, once; who heard nothing asks again
 * with the same key and hears what became of it. KILLS=8 cuts (the long form has more). */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { test } from 'node:test'
import { ask, demoRegister, folder, release, run, Server, sleep } from './jz.mjs'

const cuts = Number(process.env.KILLS ?? 8), clients = 8
const figure = (id, value) => console.log(`# figure ${id} ${value}`)

/* Asks until there is an answer, through any number of cuts. */
async function insist(server, who, method, target, body, headers)
{
	for (let i = 0; i < 600; i++) {
		try {
			const a = await who.send(method, target, body, headers)

			if (a.status < 500) return a
		} catch { /* cut off: was it done? the key will tell */ }
		server.retries++
		await sleep(25)
	}
	throw new Error(`no answer to ${method} ${target}`)
}

test('kill -9 under load: nothing acknowledged is lost, nothing is done twice', { timeout: 3e6 }, async () => {
	const data = demoRegister({ households: 200 }), server = await new Server(data, { jz: release }).start()
	const maker = await server.login('county'), checker = await server.login('county2')
	const houses = (await maker.get('/api/v1/household?limit=200')).json.items.map(i => i.no)
	const done = []
	let stop = false, n = 0

	server.retries = 0
	const client = async mine => {
		for (let turn = 0; !stop; turn++) {
			const no = mine[turn % mine.length], id = ++n, text = `edit ${id} of ${no}`
			const row = await insist(server, maker, 'GET', `/api/v1/household/${no}`, undefined, {})
			const a = await insist(server, maker, 'PATCH', `/api/v1/household/${no}`, { set: { address: text },
				reason: text }, { 'if-match': row.headers.etag, 'idempotency-key': `p-${id}` })

			assert.equal(a.status, 202, a.text)
			const b = await insist(server, checker, 'POST', `/api/v1/changes/${a.json.change.id}/approve`, {},
				{ 'idempotency-key': `a-${id}` })
			assert.equal(b.status, 200, b.text)
			done.push({ no, text, change: a.json.change.id })
		}
	}
	const all = Array.from({ length: clients }, (_, i) => client(houses.filter((_, k) => k % clients === i)))
	for (let cut = 0; cut < cuts; cut++) {
		await sleep(100 + Math.random() * 500)
		await server.stop('SIGKILL')
		await server.start()
	}
	stop = true
	await Promise.all(all)

	let lost = 0, twice = 0
	for (const no of new Set(done.map(d => d.no))) {
		const versions = (await maker.get(`/api/v1/household/${no}/history`)).json.items
		const changes = []
		for (let next = '0'; next !== null;) {
			const a = (await maker.get(`/api/v1/changes?f.household=${no}&cursor=${next}`)).json

			changes.push(...a.items)
			next = a.next
		}

		for (const d of done.filter(x => x.no === no)) {
			const times = versions.filter(v => v.changed.some(c => c[0] === 'address' && c[2] === d.text)).length
			const made = changes.filter(c => c.why === d.text)

			lost += times === 0 || made.length === 0
			twice += times > 1 || made.length > 1
			if (made.length === 1) assert.equal(made[0].state, 'approved')
		}
		/* nothing that nobody asked for */
		assert.equal(changes.length, done.filter(x => x.no === no).length)
	}
	figure('web-kills', cuts)
	figure('web-kill-edits', done.length)
	figure('web-kill-lost', lost)
	figure('web-kill-twice', twice)
	assert.equal(lost, 0)
	assert.equal(twice, 0)
	assert.ok(done.length > cuts && server.retries > 0, `${done.length} edits, ${server.retries} retries`)
	assert.deepEqual(await server.stop(), { code: 0, signal: null }, server.said)
	run(['verify', '--data', data, '--deep', '-q'], { jz: release })
})

test('the end: what was asked is answered', async () => {
	const server = await new Server(demoRegister({ households: 60 }), { jz: release }).start()
	const who = await server.login('county'), agent = new http.Agent({ maxSockets: 64 })
	const row = (await who.get('/api/v1/household?limit=50')).json.items
	const asked = []

	/* signing in takes long: these wait for each other when the signal comes */
	for (let i = 0; i < 20; i++)
		asked.push(server.tryLogin('leader', 'wrong', { localAddress: `127.4.${i}.1` }))
	for (const r of row.slice(0, 20)) {
		const body = JSON.stringify({ set: { address: 'last' }, reason: 'r' })

		asked.push(ask(server.port, 'PATCH', `/api/v1/household/${r.no}`, { agent, body, headers: { cookie: who.cookie,
			'x-jz': '1', 'if-match': `"v${r.v}"`, 'content-length': body.length } }))
	}
	await sleep(60)
	const end = server.stop(), answers = await Promise.allSettled(asked)

	assert.deepEqual(answers.filter(a => a.status !== 'fulfilled').map(a => String(a.reason)), [])
	assert.ok(answers.slice(20).every(a => a.value.status === 202))
	assert.deepEqual(await end, { code: 0, signal: null }, server.said)
	agent.destroy()
})

/* A small disk of one's own, where that is allowed. */
function disk(megabytes)
{
	const dir = folder()
	const done = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', dir])

	return done.status === 0 ? dir : null
}

test('a full disk: reads go on, writes say so, and go on when there is room again', async t => {
	const dir = disk(48)

	if (!dir) return t.skip('no disk of its own can be mounted here')
	const from = demoRegister({ households: 60 }), data = path.join(dir, 'D')
	try {
		fs.cpSync(from, data, { recursive: true })
		fs.cpSync(`${from}.keys`, `${data}.keys`)
		const server = await new Server(data, { jz: release }).start()
		const who = await server.login('county'), checker = await server.login('county2')
		const rows = (await who.get('/api/v1/household?limit=60')).json.items
		const edit = (i, text) => who.patch(`/api/v1/household/${rows[i].no}`, { set: { remark: text }, reason: 'r' },
			{ 'if-match': `"v${rows[i].v}"`, 'idempotency-key': `full-${i}` })
		const acked = new Set()

		assert.equal((await edit(0, 'before')).status, 202)
		acked.add(0)
		const fill = path.join(dir, 'fill')
		const fd = fs.openSync(fill, 'w')
		try { for (;;) fs.writeSync(fd, Buffer.alloc(1 << 20)) } catch { /* full */ }
		try { for (;;) fs.writeSync(fd, Buffer.alloc(512)) } catch { /* to the last byte */ }
		fs.closeSync(fd)
		let said = 0
		for (let i = 1; i < 40; i++) {
			const a = await edit(i, 'x'.repeat(400))

			if (a.status === 202) acked.add(i)
			else {
				assert.ok([503, 507].includes(a.status), `${a.status} ${a.text}`)
				assert.ok(a.json.detail.length > 10)
				said++
			}
			assert.equal((await who.get(`/api/v1/household/${rows[i].no}`)).status, 200)
			assert.equal((await who.get('/api/v1/household?count=1')).json.total, 60)
		}
		assert.ok(said > 0, 'the disk was never full')
		await sleep(2500)       /* the office's turn comes and goes, too */
		assert.equal((await who.get('/healthz')).status, 200)
		fs.rmSync(fill)
		for (let i = 1; i < 40; i++) {
			const a = await edit(i, 'x'.repeat(400))

			assert.equal(a.status, 202, a.text)
			acked.add(i)
		}
		for (const i of acked) {
			const open = (await checker.get(`/api/v1/changes?state=proposed&f.household=${rows[i].no}`)).json.items

			assert.equal(open.length, 1)
		}
		figure('web-full-refused', said)
		assert.deepEqual(await server.stop(), { code: 0, signal: null }, server.said)
		run(['verify', '--data', data, '--deep', '-q'], { jz: release })
	} finally {
		spawnSync('umount', ['-l', dir])
	}
})

/* What goes on while the server runs: streams of progress end with the session that opened them,
 * requests that come again after a restart start nothing twice, a renewed certificate is served at
 * once, and its figures tell how long answers take. */
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import fs from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import path from 'node:path'
import { after, before, test } from 'node:test'
import tls from 'node:tls'
import { ask, demoRegister, folder, program, release, root, run, Server, sleep } from './jz.mjs'
import { png } from './picture.mjs'

const v1 = '/api/v1'
let server, all, data, houses, figures

const freePort = () => new Promise(done => {
	const s = net.createServer().listen(0, '127.0.0.1', () => {
		const { port } = s.address()
		s.close(() => done(port))
	})
})

before(async () => {
	data = demoRegister({ households: 60 })
	figures = await freePort()
	server = await new Server(data, { args: ['--metrics', `127.0.0.1:${figures}`] }).start()
	all = await server.loginAll(['county', 'county2', 'sysadmin', 'audit'])
	houses = (await all.county.get(`${v1}/household?limit=10&fields=no`)).json.items
})
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }, server.said))

/* A stream: what it said so far, and when it was over. */
function stream(who, target, headers = {})
{
	const s = { text: '', over: false }

	s.q = http.get({ host: '127.0.0.1', port: server.port, path: target,
		headers: { cookie: who.cookie, ...headers } }, a => {
		s.status = a.statusCode
		a.on('data', part => { s.text += part })
		a.on('close', () => { s.over = true })
	})
	s.q.on('error', () => { s.over = true })
	return s
}

async function until(what, fn, seconds = 10)
{
	for (let i = 0; i < seconds * 20; i++) {
		if (await fn()) return
		await sleep(50)
	}
	assert.fail(what)
}

test('who is signed out hears nothing more of a job, though it goes on', async () => {
	const dir = folder()

	run(['demo', '--out', path.join(dir, 'l'), '--households', '6000', '--seed', '9', '--faults', 'none', '-q'], { jz: release })
	const list = fs.readdirSync(path.join(dir, 'l')).find(f => f.startsWith('persons'))
	const up = await all.county.upload('many.csv', fs.readFileSync(path.join(dir, 'l', list)))
	const made = await all.county.post(`${v1}/tokens`, { name: 'watcher', perms: ['read', 'import'],
		expires: new Date(Date.now() + 9 * 864e5).toISOString().slice(0, 10) })
	assert.equal(made.status, 201, made.text)
	const bearer = { authorization: `Bearer ${made.json.token}`, 'content-type': 'application/json', 'x-jz': '1' }
	const order = JSON.stringify({ uploads: [up.json.id], dry: true })
	const own = await all.county.post(`${v1}/imports`, { uploads: [up.json.id], dry: true })
	const theirs = await ask(server.port, 'POST', `${v1}/imports`, { body: order,
		headers: { ...bearer, 'content-length': Buffer.byteLength(order) } })
	assert.equal(own.status, 202, own.text)
	assert.equal(theirs.status, 202, theirs.text)
	const second = await server.login('county')
	const session = stream(second, `${v1}/jobs/${own.json.job}/events`)
	const stays = stream(all.county, `${v1}/jobs/${own.json.job}/events`)
	const token = stream({ cookie: '' }, `${v1}/jobs/${theirs.json.job}/events`, { authorization: bearer.authorization })

	await until('streams begin', () => session.text && stays.text && token.text)
	const out = await ask(server.port, 'POST', '/logout', { headers: { cookie: second.cookie, 'x-jz': '1', 'content-length': 0 } })
	assert.ok([200, 303].includes(out.status), `${out.status}`)
	await until('the stream of a session that ended', () => session.over, 5)
	assert.ok(!/"state":"(done|failed|cancelled)"/.test(session.text), 'the job goes on')
	assert.ok(!stays.over, 'another session of the same account hears on')
	assert.equal((await all.county.post(`${v1}/tokens/${made.json.id}/end`, { reason: 'over' })).status, 200)
	await until('the stream of a token that ended', () => token.over, 5)
	assert.ok(!/"state":"(done|failed|cancelled)"/.test(token.text))
	for (const id of [own.json.job, theirs.json.job]) await all.county.post(`${v1}/jobs/${id}/cancel`, {})
	await until('the job ends for who stays', () => stays.over, 60)
})

test('a photograph sent again with its key is there once; a job asked for again after a restart is not begun again', async () => {
	const kind = encodeURIComponent('住房照片'), at = `${v1}/household/${houses[0].no}/attachments?name=a.png&kind=${kind}`
	const add = (bytes, key) => all.county.post(at, bytes, { 'content-type': 'application/octet-stream', 'idempotency-key': key })
	const there = async () => (await all.county.get(`${v1}/attachment?f.household=${houses[0].no}`)).json.items.length
	const bytes = png(60, 40), large = png(60, 40, { more: Buffer.alloc(3 << 20, 7) })

	const one = await add(bytes, 'photo-1'), again = await add(bytes, 'photo-1')
	assert.equal(one.status, 201, one.text)
	assert.equal(again.text, one.text)
	assert.equal(again.status, 201)
	assert.equal((await add(png(61, 40), 'photo-1')).status, 422, 'the key came with another picture')
	assert.equal(await there(), 1)
	const two = await add(large, 'photo-2'), twice = await Promise.all([add(large, 'photo-2'), add(large, 'photo-2')])
	assert.equal(two.status, 201, two.text)
	for (const a of twice) assert.equal(a.text, two.text)
	/* too large for memory, it lies in a file: what it says counts all the same */
	assert.equal((await add(png(60, 40, { more: Buffer.alloc(3 << 20, 8) }), 'photo-2')).status, 422)
	assert.equal(await there(), 2)

	const verify = key => all.audit.post(`${v1}/verify`, {}, { 'idempotency-key': key })
	const job = await verify('verify-1')
	assert.equal(job.status, 202, job.text)
	assert.equal((await verify('verify-1')).text, job.text)
	await all.audit.job(job.json.job)
	await server.stop('SIGKILL')
	await server.start()
	const after_it = await verify('verify-1')
	assert.equal(after_it.status, 202)
	assert.equal(after_it.text, job.text, 'the answer is the one of before')
	assert.deepEqual((await all.audit.get(`${v1}/jobs`)).json.items, [], 'and nothing was begun')
	const next = await verify('verify-2')
	assert.notEqual(next.json.job, job.json.job, 'no number is used twice')
	assert.equal((await all.audit.get(`${v1}/jobs/${job.json.job}`)).status, 404)
	assert.equal((await add(bytes, 'photo-1')).text, one.text)
	assert.equal(await there(), 2)
})

test('figures tell how long answers took', async () => {
	const port = figures
	const look = async () => {
		const text = (await ask(port, 'GET', '/metrics')).text
		const buckets = [...text.matchAll(/duration_seconds_bucket\{le="([^"]+)"\} (\d+)/g)].map(m => [m[1], Number(m[2])])

		return { text, buckets, count: Number(text.match(/duration_seconds_count (\d+)/)[1]),
			sum: Number(text.match(/duration_seconds_sum ([\d.]+)/)[1]) }
	}
	const first = await look()
	for (let i = 0; i < 20; i++) await all.county.get(`${v1}/household?limit=5`)
	const then = await look()
	assert.ok(then.count >= first.count + 20, `${first.count} ${then.count}`)
	assert.ok(then.sum > first.sum && then.sum < 60)
	assert.equal(then.buckets.at(-1)[0], '+Inf')
	assert.equal(then.buckets.at(-1)[1], then.count)
	for (let i = 1; i < then.buckets.length; i++) {
		assert.ok(then.buckets[i][1] >= then.buckets[i - 1][1])
		assert.ok(i === then.buckets.length - 1 || Number(then.buckets[i][0]) > Number(then.buckets[i - 1][0]))
	}
})

test('a renewed certificate is served at once, without a restart; who is connected stays so', async () => {
	const dir = folder(), own = path.join(dir, 'D'), files = `${own}.tls`

	run(['demo', '--out', path.join(dir, 'l'), '--households', '5', '-q'], { jz: release })
	run(['init', '--data', own, '--areas', path.join(dir, 'l/areas.csv'), '-q'], { jz: release })
	run(['tls', 'init', '--data', own])
	const child = spawn(program, ['serve', '--data', own, '--listen', '127.0.0.1:0', '--lang', 'en', '--tls', 'files',
		'--chain', `${files}/server.pem`, '--key', `${files}/server.key`],
	{ env: { ...process.env, JINGZHUN_POLICY: path.join(root, 'policy') }, stdio: ['ignore', 'pipe', 'pipe'] })
	let said = ''
	child.stdout.on('data', p => { said += p })
	child.stderr.on('data', p => { said += p })
	const gone = new Promise(done => child.on('exit', (code, signal) => done({ code, signal })))
	try {
		await until(`it listens: ${said}`, () => /https:\/\/127\.0\.0\.1:\d+/.test(said), 20)
		const port = Number(said.match(/https:\/\/127\.0\.0\.1:(\d+)/)[1])
		const meet = () => new Promise((done, broke) => {
			const s = tls.connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => done(s))
			s.on('error', broke)
		})
		const serial = async () => {
			const s = await meet(), n = s.getPeerCertificate().serialNumber
			s.destroy()
			return n
		}
		const talk = s => new Promise(done => {
			s.once('data', d => done(String(d).split('\r\n')[0]))
			s.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
		})
		const before_it = await serial(), old = await meet()
		assert.match(await talk(old), / 200 /)
		run(['tls', 'init', '--data', own, '--renew'])
		await until('the new certificate', async () => await serial() !== before_it, 20)
		assert.match(await talk(old), / 200 /)
		old.destroy()
		assert.match(said, /new server certificate/)
		/* one that cannot be read changes nothing */
		const good = await serial()
		fs.writeFileSync(`${files}/server.pem`, 'no certificate')
		await sleep(6500)
		assert.equal(await serial(), good)
	} finally {
		child.kill('SIGTERM')
	}
	assert.deepEqual(await gone, { code: 0, signal: null }, said)
	execFileSync('openssl', ['x509', '-in', `${files}/ca.pem`, '-noout'])
})

test('a name that turns its own end around is told plainly', async () => {
	const up = await all.county.upload('list\u061c\u202Exslx.csv', Buffer.from('a\n'))

	assert.equal(up.status, 201, up.text)
	assert.equal(up.json.name, 'list??xslx.csv')
})

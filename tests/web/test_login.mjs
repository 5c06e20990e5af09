/* Signing in and out: what the cookie is, how long somebody may try, that nobody learns whose account
 * there is. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ask, demoRegister, people, release, Server, share } from './jz.mjs'

let server
before(async () => { server = await new Server(demoRegister({ jz: release }), { jz: release }).start() })
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }, server.said))

test('the cookie is the browser\'s alone, new each time, and says nothing', async () => {
	const seen = new Set()

	for (let i = 0; i < 3; i++) {
		const a = await server.tryLogin('leader', server.password, { headers: { cookie: `jz=${'a'.repeat(32)}` } })
		const [cookie] = a.headers['set-cookie']

		assert.equal(a.status, 303)
		assert.equal(a.headers['set-cookie'].length, 1)
		assert.match(cookie, /^jz=[0-9a-f]{32}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/)
		assert.ok(Number(cookie.match(/Max-Age=(\d+)/)[1]) <= 12 * 3600)
		seen.add(cookie.split(';')[0])
	}
	assert.equal(seen.size, 3)
	assert.ok(!seen.has(`jz=${'a'.repeat(32)}`))
})

test('signing out ends the session, and that one only', async () => {
	const a = await server.login('finance'), b = await server.login('finance')
	const out = await a.send('POST', '/logout', '', { 'content-type': 'application/x-www-form-urlencoded' })

	assert.equal(out.status, 303)
	assert.match(out.headers['set-cookie'][0], /^jz=; .*Max-Age=0/)
	assert.equal((await a.get('/api/v1/me')).status, 401)
	assert.equal((await b.get('/api/v1/me')).status, 200)
})

test('a restart keeps those who are signed in, and changes of password end the others', async () => {
	const a = await server.login('inspector'), b = await server.login('inspector')

	await server.stop()
	await server.start()
	assert.equal((await a.get('/api/v1/me')).status, 200)
	const next = 'quite another sentence 9'
	assert.equal((await a.post('/api/v1/me/password', { old: 'wrong', new: next })).status, 403)
	assert.equal((await a.post('/api/v1/me/password', { old: server.password, new: 'short' })).status, 422)
	assert.equal((await a.post('/api/v1/me/password', { old: server.password, new: next })).status, 200)
	assert.equal((await a.get('/api/v1/me')).status, 200)
	assert.equal((await b.get('/api/v1/me')).status, 401)
})

test('where a log-in leads stays here', async () => {
	for (const next of ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)',
		'\\\\evil', '/ok\r\nSet-Cookie: x=1', '/\tx', ' /x', '/%0d%0aX: y', '']) {
		const body = new URLSearchParams({ login: 'leader', password: server.password, next }).toString()
		const a = await ask(server.port, 'POST', '/login', { body, headers: {
			'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length } })

		assert.equal(a.status, 303, next)
		assert.match(a.headers.location, /^\/($|[^/\\])/, next)
		assert.ok(!a.headers.x && a.headers['set-cookie'].length === 1, next)
		assert.ok(!/[\r\n\t\\]/.test(a.headers.location), next)
	}
	const a = await server.login('leader')
	const b = await a.get('/login?next=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E')
	assert.ok(!b.text.includes('<script>alert'))
})

test('an unknown name takes as long as a wrong password and is told the same', async () => {
	const time = { known: [], unknown: [] }, words = { known: new Set(), unknown: new Set() }

	for (let i = 0; i < 12; i++)
		for (const who of ['known', 'unknown']) {
			const login = who === 'known' ? people[i % 12] : `nobody${i}`
			const from = process.hrtime.bigint()
			const a = await server.tryLogin(login, 'wrong password here', { localAddress: `127.8.${i}.${
				who === 'known' ? 1 : 2}` })

			time[who].push(Number(process.hrtime.bigint() - from) / 1e6)
			assert.equal(a.status, 403)
			words[who].add(a.text.replace(`value="${login}"`, 'value=NAME'))
		}
	assert.deepEqual(words.known, words.unknown)
	const known = share(time.known, 0.5), unknown = share(time.unknown, 0.5)
	assert.ok(Math.max(known, unknown) / Math.min(known, unknown) < 1.6, `${known} ms, ${unknown} ms`)
})

test('who guesses one account has to wait, and the right password waits, too', async () => {
	let waits = 0

	for (let i = 0; i < 12; i++) {
		const a = await server.tryLogin('village', `guess ${i}`, { localAddress: '127.1.1.1' })

		waits += a.status === 429
	}
	assert.ok(waits >= 6, `${waits} of 12`)
	assert.equal((await server.tryLogin('village', server.password, { localAddress: '127.1.1.1' })).status, 429)
	/* from elsewhere the account is not locked by five tries of a stranger */
	await server.login('village', server.password, { localAddress: '127.1.1.2' })
})

test('nor do many addresses guess one account for long', async () => {
	let waits = 0

	for (let i = 0; i < 24; i++)
		waits += (await server.tryLogin('township', `guess ${i}`, { localAddress: `127.2.1.${i + 1}` }))
			.status === 429
	assert.ok(waits >= 8, `${waits} of 24`)
})

test('nor does one address guess many accounts for long', async () => {
	let waits = 0

	for (let i = 0; i < 70; i++)
		waits += (await server.tryLogin(`name${i}`, 'guess', { localAddress: '127.3.1.1' })).status === 429
	assert.ok(waits >= 10, `${waits} of 70`)
	/* others are not in its way */
	await server.login('county', server.password, { localAddress: '127.3.1.2' })
})

test('the first visit is shut once there is an account', async () => {

	assert.equal((await ask(server.port, 'GET', '/setup')).status, 303)
	assert.equal((await ask(server.port, 'POST', '/setup', { body: 'login1=x', headers: { 'content-length': 8,
		'content-type': 'application/x-www-form-urlencoded' } })).status, 403)
})

/* The first visit: who may make the first two administrators, from where, and that it is done once. */
import assert from 'node:assert/strict'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { idno } from './county.mjs'
import { ask, folder, run, Server } from './jz.mjs'

const dir = folder(), data = path.join(dir, 'D')
let server
before(async () => {
	run(['demo', '--out', path.join(dir, 'lists'), '--households', '10', '--seed', '3', '-q'])
	run(['init', '--data', data, '--areas', path.join(dir, 'lists/areas.csv'), '-q'])
	server = await new Server(data, { demo: false }).start()
})
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }, server.said))

const get = (target, headers = {}) => ask(server.port, 'GET', target, { headers })
function post(fields, headers = {})
{
	const body = new URLSearchParams(fields).toString()

	return ask(server.port, 'POST', '/setup', { body, headers: { 'accept-language': 'en',
		'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length, ...headers } })
}
const first = { login1: 'sys', name1: '系统', idno1: idno(), password1: 'four grey herons' }
const second = { login2: 'sec', name2: '安全', idno2: idno(), password2: 'nine slow rivers' }

test('it is to be had at the machine itself only, whoever stands between', async () => {
	assert.equal((await get('/login')).headers.location, '/setup')
	assert.equal((await get('/setup')).status, 200)
	for (const host of [`localhost:${server.port}`, 'localhost', '[::1]:8443', '127.0.0.1'])
		assert.equal((await get('/setup', { host })).status, 200, host)
	/* a proxy on this machine, and a name of somebody's that leads here */
	for (const host of ['jz.county.example', '127.evil.example', '127.0.0.1.evil.example', '[::1', '[::1].x',
		'localhost.evil.example', '192.168.1.10:8443']) {
		const a = await get('/setup', { host }), b = await post({ ...first, ...second }, { host })

		assert.ok([400, 403].includes(a.status) && [400, 403].includes(b.status), `${host} ${a.status} ${b.status}`)
	}
	assert.equal((await get('/login')).headers.location, '/setup')
})

test('two administrators are two people; what went wrong is asked again, what went well is not', async () => {
	const one = await post({ ...first, ...second, idno2: first.idno1 })

	assert.equal(one.status, 422)
	assert.match(one.text, /two people/)
	assert.equal((await get('/login')).headers.location, '/setup')
	const two = await post({ ...first, ...second, password2: 'short' })
	assert.equal(two.status, 422)
	assert.ok(!two.text.includes('login1') && two.text.includes('login2'), two.text)
	assert.ok(!two.text.includes(first.password1) && !two.text.includes(second.idno2))
	const three = await post(second)
	assert.equal(three.status, 303, three.text)
	const sys = await server.login('sys', first.password1), sec = await server.login('sec', second.password2)
	assert.deepEqual((await sys.get('/api/v1/me')).json.account.roles, ['system_admin'])
	assert.deepEqual((await sec.get('/api/v1/me')).json.account.roles, ['security_admin'])
})

test('it was done once: a grant that has ended does not open it again', async () => {
	const shut = async () => {
		assert.equal((await get('/setup')).headers.location, '/login')
		assert.equal((await post({ login2: 'eve', name2: '夏', idno2: idno(), password2: 'eight quiet hills' }))
			.status, 403)
		assert.equal((await server.tryLogin('eve', 'eight quiet hills')).status, 403)
	}

	await shut()
	await server.stop()
	run(['grant', 'end', 'G2', '--reason', 'left', '--data', data, '-q'])
	await server.start()
	const sec = await server.login('sec', second.password2)
	assert.deepEqual((await sec.get('/api/v1/me')).json.account.roles, [])
	await shut()
})

/* Those who would take more than their share, or sit down where they do not belong: guessing of
 * passwords keeps no reader waiting, a file of somebody who may send none does not fill the disk, an
 * open session gives neither password nor second factor away, and the first visit happens once, at
 * the machine itself. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { ask, demoRegister, each, folder, program, release, root, routes, run, Server, sleep } from './jz.mjs'
import { idno } from './county.mjs'

let server, all
before(async () => {
	server = await new Server(demoRegister({ households: 120 })).start()
	all = await server.loginAll(['county', 'leader', 'sysadmin', 'security', 'inspector', 'finance'])
})
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }, server.said))

test('forty who guess passwords keep nobody waiting who reads', async () => {
	const guesses = []
	let over = 0, read = 0

	for (let i = 0; i < 40; i++)
		guesses.push(server.tryLogin(`name${i}`, 'a guess', { localAddress: `127.60.${i}.1`, timeout: 60000 })
			.then(a => { over++; return a.status }))
	await sleep(50)
	/* each guess takes the server longer than a list; with one road for all, the first of these would
	 * come after the guesses that were before it */
	while (over < 20) {
		assert.equal((await all.county.get('/api/v1/household?limit=5')).status, 200)
		read++
	}
	assert.ok(read >= 20, `${read} lists while 20 passwords were looked at`)
	assert.deepEqual([...new Set(await Promise.all(guesses))], [403])
})

/* What lies in the folder of uploads, and in files without a name that the server holds open there. */
function held()
{
	const fds = `/proc/${server.child.pid}/fd`
	let bytes = 0

	for (const fd of fs.readdirSync(fds))
		try {
			const at = fs.readlinkSync(path.join(fds, fd))

			if (at.includes('(deleted)') && /uploads|spool/.test(at)) bytes += fs.statSync(path.join(fds, fd)).size
		} catch { /* closed meanwhile */ }
	return bytes
}

test('who may send no file fills no disk with one', async () => {
	const where = ['/api/v1/uploads?name=x.csv', '/api/v1/household/1/attachments?name=x.jpg&kind=x']
	const size = 8 << 20, half = Buffer.alloc(size / 2, 'x')
	const who = { nobody: {}, leader: { cookie: all.leader.cookie, 'x-jz': '1' },
		'another site': { cookie: all.county.cookie, 'x-jz': '1', 'sec-fetch-site': 'cross-site' } }

	for (const target of where)
		for (const [name, headers] of Object.entries(who)) {
			const want = name === 'nobody' ? 401 : 403
			/* asked before it is sent, and small enough to be answered in words */
			const long = await ask(server.port, 'POST', target, { headers: { ...headers, 'content-length': size } ,
				body: undefined }).catch(e => e)
			assert.equal(long.status, want, `${name} ${target}`)
			const small = await ask(server.port, 'POST', target, { body: 'x', headers: { ...headers,
				'x-jz': '1', 'content-length': 1 } })
			assert.equal(small.status, want, `${name} ${target}: ${small.text}`)
			assert.ok(small.json.detail.length > 3)
			/* in chunks nobody knows how long it is: it ends at a mebibyte */
			const chunks = await ask(server.port, 'POST', target, { headers: { ...headers,
				'transfer-encoding': 'chunked' }, body: half }).catch(e => ({ status: 413, e }))
			assert.equal(chunks.status, 413, `${name} ${target}`)
			assert.ok(held() < 2 << 20, `${held()} bytes`)
		}
	assert.equal((await all.county.upload('x.csv', half)).status, 201)
})

test('one account keeps no more files than there is a use for', async () => {
	let a, n = 0

	do a = await all.county.upload(`f${n++}.csv`, 'x')
	while (a.status === 201 && n < 300)
	assert.equal(a.status, 429, a.text)
	assert.equal(a.json.code, 'web-uploads-many')
	assert.ok(n >= 64, `${n}: as many as one import takes`)
})

test('a session that somebody left open gives the password not away', async () => {
	let waits = 0

	for (let i = 0; i < 12; i++) {
		const a = await all.finance.post('/api/v1/me/password', { old: `guess ${i}`, new: 'quite another sentence 9' })

		assert.ok([403, 429].includes(a.status), a.text)
		waits += a.status === 429
	}
	assert.ok(waits >= 6, `${waits} of 12`)
	assert.equal((await all.finance.post('/api/v1/me/password', { old: server.password,
		new: 'quite another sentence 9' })).status, 429)
	await server.login('finance')            /* who has the password is not kept out */
})

test('what a job made is shown no longer than the right lasts', async () => {
	const up = await all.county.upload('x.csv', '户编号,行政村\n1,2\n').catch(() => null)
	const account = (await all.sysadmin.get('/api/v1/accounts')).json.items.find(a => a.login === 'inspector').id
	const started = await all.inspector.post('/api/v1/verify', {})

	assert.ok(up)
	assert.equal(started.status, 202, started.text)
	await all.inspector.job(started.json.job)
	for (const g of (await all.security.get(`/api/v1/grants?account=${account}`)).json.items)
		assert.equal((await all.security.post(`/api/v1/grants/${g.id}/end`, { reason: 'left' })).status, 200)
	assert.equal((await all.inspector.get(`/api/v1/jobs/${started.json.job}`)).status, 404)
	assert.deepEqual((await all.inspector.get('/api/v1/jobs')).json.items, [])
})

test('the public address answers what is public and nothing else, whoever asks; its page is whole', async () => {
	const figures = 20000 + Math.floor(Math.random() * 12000)
	const open = await new Server(demoRegister({ households: 20 }), { args: ['--public', `127.0.0.1:${figures}`,
		'--metrics', `127.0.0.1:${figures + 1}`] }).start()
	const who = await open.login('county')

	try {
		await each(routes(), 8, async r => {
			const target = r.path.replace(/\{\w+\}/g, 'x'), headers = { cookie: who.cookie, 'x-jz': '1' }
			const [a, b] = await Promise.all([figures, figures + 1].map(port => ask(port, r.method, target, { headers })))

			/* one that needs more than the page may be there and have nothing to show */
			const open = r.flags.includes('PUBLIC')
			if (r.path !== '/p/trust' && !(open && r.path.includes('{')))
				assert.equal(a.status !== 404, open, `${r.method} ${r.path}`)
			assert.equal(b.status !== 404, r.flags.includes('FIGURES'), `${r.method} ${r.path} among the figures`)
		})
		const page = await ask(figures, 'GET', '/p/')
		const named = [...page.text.matchAll(/(?:href|src)="(\/[^"?]*)"/g)].map(m => m[1])

		assert.ok(named.length >= 2)
		for (const at of named) assert.equal((await ask(figures, 'GET', at)).status, 200, at)
	} finally {
		assert.deepEqual(await open.stop(), { code: 0, signal: null }, open.said)
	}
})

/* ---- the first visit ---- */

/* A server of a register without accounts; { port, stop }. */
async function first(data)
{
	const child = spawn(program, ['serve', '--data', data, '--listen', '127.0.0.1:0', '--lang', 'en'], { env: {
		...process.env, JINGZHUN_POLICY: path.join(root, 'policy'), LANG: 'C.UTF-8' }, stdio: ['ignore', 'pipe', 'pipe'] })
	const over = new Promise(done => child.on('exit', (code, signal) => done({ code, signal })))
	const port = await new Promise((done, broke) => {
		let said = ''
		const hear = part => {
			const at = (said += part).match(/http:\/\/127\.0\.0\.1:(\d+)\//)

			if (at) done(Number(at[1]))
		}

		child.stdout.on('data', hear)
		child.stderr.on('data', hear)
		over.then(() => broke(new Error(said)))
	})

	return { port, stop: () => { child.kill(); return over } }
}

const form = (port, fields, headers = {}) => {
	const body = new URLSearchParams(fields).toString()

	return ask(port, 'POST', '/setup', { body, headers: { 'content-type': 'application/x-www-form-urlencoded',
		'content-length': Buffer.byteLength(body), 'accept-language': 'en', ...headers } })
}

test('the first visit happens once, at the machine itself', async () => {
	const data = path.join(folder(), 'D')

	run(['init', '--data', data, '-q'], { jz: release })
	const one = await first(data)
	const both = (a, b) => ({ login1: a, name1: `Li ${a}`, idno1: idno(), password1: 'stone bridge four 1',
		login2: b, name2: `Wu ${b}`, idno2: idno(), password2: 'stone bridge four 2' })

	try {
		/* through a proxy on this machine everybody's address is this machine's */
		for (const headers of [{ host: 'jz.county.example' }, { host: '127.0.0.1.example' }, { host: 'localhost.example' },
			{ 'x-forwarded-for': '10.1.1.1' }, { forwarded: 'for=10.1.1.1' }, { via: '1.1 proxy' }, { 'x-real-ip': '10.1.1.1' }]) {
			assert.equal((await ask(one.port, 'GET', '/setup', { headers })).status, 403, JSON.stringify(headers))
			assert.equal((await form(one.port, both('thief', 'mate'), headers)).status, 403, JSON.stringify(headers))
		}
		for (const host of ['localhost', `localhost:${one.port}`, '127.0.0.1', '[::1]:80'])
			assert.equal((await ask(one.port, 'GET', '/setup', { headers: { host } })).status, 200, host)
		/* ten at once: two people, not twenty */
		const answers = await Promise.all(Array.from({ length: 10 }, (_, i) =>
			form(one.port, both(`sys${i}`, `sec${i}`)).then(a => a.status)))

		assert.equal(answers.filter(s => s === 303).length, 1, String(answers))
		assert.ok(answers.every(s => [303, 403].includes(s)), String(answers))
	} finally {
		assert.deepEqual(await one.stop(), { code: 0, signal: null })
	}
	/* the one administrator is gone: the page does not open again for whoever comes by */
	const list = run(['user', 'list', '--data', data, '--lang', 'en'], { jz: release })
	const [login] = list.match(/\bsys\d\b/)

	assert.equal(list.match(/^\s*s(ys|ec)\d\b/gm).length, 2, list)
	run(['user', 'disable', login, '--data', data, '--reason', 'left'], { jz: release })
	const two = await first(data)
	try {
		assert.equal((await ask(two.port, 'GET', '/setup')).status, 303)
		assert.equal((await form(two.port, both('thief', 'mate'))).status, 403)
	} finally {
		await two.stop()
	}
})

/* Every route times every role against the tables; requests that others' pages could send; maker and
 * checker, kin, accounts and grants that end. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { canaryRegister, county, idno } from './county.mjs'
import { ask, each, people, roles, routes, run, Server, sleep } from './jz.mjs'

const role = { county: 'county_office', county2: 'county_approver', township: 'township_clerk',
	township2: 'township_approver', village: 'village_clerk', helper: 'helper', department: 'department',
	upper: 'upper_office', upper2: 'upper_approver', finance: 'finance', inspector: 'inspector', leader: 'leader', audit: 'auditor',
	sysadmin: 'system_admin', security: 'security_admin' }
let server, all
const data = canaryRegister({ first: 13 })

before(async () => {
	server = await new Server(data).start()
	all = await server.loginAll()
})
after(async () => {
	const end = await server.stop()

	assert.deepEqual(end, { code: 0, signal: null }, server.said)
})

const h = county.households[0]
const address = (r, noun = 'household') => r.path.replace('{noun}', noun).replace('{code}', '980121000000').replace('{check}', 'income_low').replace('{key}', h.no)
	.replace('{no}', h.no).replace('{id}', '999999').replace('{name}', 'types').replace('{a}', 'rooms')
	.replace('{b}', 'x').replace('{c}', 'y').replace('{day}', 'first')
/* Changes nothing even when it is let through: what it asks for is wrong or not there. */
const changes = r => !['GET', 'HEAD'].includes(r.method)
const skipped = r => r.path === '/logout'       /* asked below: it ends the session */

test('the tables are read whole', () => {
	assert.ok(routes().length >= 51)
	assert.deepEqual(Object.keys(roles()).filter(r => r !== 'emergency').sort(), Object.values(role).sort())
	for (const r of routes())
		assert.ok(r.perm || r.flags.includes('OPEN') || r.flags.includes('SELF'), r.path)
})

test('every route times every role: what the tables say and nothing else', async () => {
	const wrong = []
	let n = 0

	for (const who of people) await each(routes().filter(r => !skipped(r)), 4, async r => {
		if (/\/(backup|verify|checks\/run)$/.test(r.path) && changes(r)) return       /* below */
		const a = changes(r) ? await all[who].send(r.method, address(r), {},
			r.flags.includes('PAGE') ? { 'content-type': 'application/x-www-form-urlencoded' } : {}) :
			await all[who].get(address(r))
		const may = !r.perm || roles()[role[who]].has(r.perm)

		n++
		if (may && ((a.status === 403 && /office-no-perm/.test(a.text)) || a.status === 401))
			wrong.push(`${who} ${r.method} ${address(r)}: ${a.status}, but ${r.perm} is theirs`)
		if (!may && (a.status !== 403 || a.json?.code !== 'office-no-perm'))
			wrong.push(`${who} ${r.method} ${address(r)}: ${a.status} ${a.json?.code}, not 403`)
		if (a.status >= 500) wrong.push(`${who} ${r.method} ${address(r)}: ${a.text.slice(0, 200)}`)
	})
	for (const who of people) for (const what of ['backup', 'verify', 'checks/run']) {
		const a = await all[who].post(`/api/v1/${what}`, {})
		const perm = what === 'checks/run' ? 'finding' : what

		if ((a.status === 202) !== roles()[role[who]].has(perm)) wrong.push(`${who} ${what}: ${a.status}`)
		if (a.status === 202) await all[who].job(a.json.job)
	}
	assert.deepEqual(wrong, [])
	console.log(`# figure web-routes ${n}`)
})

test('without a session every route is shut that is not open', async () => {
	const wrong = []

	for (const cookie of [undefined, 'jz=', 'jz=0', `jz=${'0'.repeat(32)}`, `jz=${'f'.repeat(31)}`,
		`jz=${'f'.repeat(5000)}`, '__Host-jz=x', `${all.county.cookie}0`, all.county.cookie.toUpperCase()])
		await each(routes().filter(r => !r.flags.includes('OPEN')), 8, async r => {
			const a = await ask(server.port, r.method, address(r), { agent: server.agent,
				body: changes(r) ? '{}' : undefined,
				headers: { ...cookie === undefined ? {} : { cookie }, 'x-jz': '1' } })
			const page = r.flags.includes('PAGE')

			if (page ? a.status !== 303 || !a.headers.location.startsWith('/login') : a.status !== 401)
				wrong.push(`${cookie} ${r.method} ${r.path}: ${a.status}`)
			if (a.headers['set-cookie']) wrong.push(`${r.path} sets a cookie`)
		})
	assert.deepEqual(wrong, [])
})

test('what another site could send changes nothing', async () => {
	const wrong = []
	const total = async () => (await all.audit.get('/api/v1/journal?limit=1')).json.total
	let before = -1, now         /* what was read before is written a little later */

	for (let i = 0; i < 20 && before !== (now = await total()); i++) {
		before = now
		await sleep(1500)
	}
	const ways = [{ 'x-jz': null }, { origin: 'https://evil.example' }, { origin: 'http://127.0.0.1:1' },
		{ origin: 'null' }, { origin: `http://127.0.0.1:${server.port}.evil.example` },
		{ origin: `http://evil.example/127.0.0.1:${server.port}` }, { origin: '' },
		{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' },
		{ 'sec-fetch-site': 'cross-site', origin: `http://127.0.0.1:${server.port}` },
		{ 'sec-fetch-site': 'same-origin', 'x-jz': null }]

	for (const who of ['county', 'county2', 'sysadmin', 'security'])
		for (const r of routes().filter(changes)) for (const way of ways) {
			if (!r.path.startsWith('/api/') && !('origin' in way && way.origin) && way['sec-fetch-site'] !== 'cross-site')
				continue                /* forms of our own pages have no field of ours */
			if (r.flags.includes('SITE') && way.origin === 'null') continue        /* old phones */
			const a = await all[who].send(r.method, address(r), {}, way)

			if (a.status !== 403 || a.json?.code !== 'web-not-from-here')
				wrong.push(`${who} ${r.method} ${r.path} ${JSON.stringify(way)}: ${a.status} ${a.json?.code}`)
		}
	assert.deepEqual(wrong, [])
	await sleep(1500)       /* what was read would be written by then */
	assert.equal(await total(), before)
})

test('methods that a route does not know', async () => {
	for (const method of ['PUT', 'DELETE', 'OPTIONS', 'PATCH', 'POST'])
		for (const path of ['/api/v1/me', '/api/v1/household', '/healthz', '/']) {
			const a = await all.county.send(method, path, '{}')

			assert.ok([404, 405, 501].includes(a.status), `${method} ${path}: ${a.status}`)
		}
})

test('every answer carries what keeps a browser from mischief', async () => {
	for (const target of ['/', '/login', '/api/v1/me', '/api/v1/household', '/api/v1/none/x', '/healthz',
		`/api/v1/household/${h.no}/page`, '/api/v1/household.csv', '/p/']) {
		const a = await all.county.get(target), f = a.headers

		assert.match(f['content-security-policy'] ?? '', /default-src 'none'/, target)
		assert.match(f['content-security-policy'], /frame-ancestors 'none'/, target)
		assert.ok(!/unsafe/.test(f['content-security-policy']), target)
		assert.equal(f['x-content-type-options'], 'nosniff', target)
		assert.equal(f['referrer-policy'], 'no-referrer', target)
		assert.equal(f['cross-origin-resource-policy'], 'same-origin', target)
		assert.ok(!f.server && !f['x-powered-by'], target)
		if (target.startsWith('/api/')) assert.equal(f['cache-control'], 'no-store', target)
	}
})

/* Who audits sees figures and opens no list: of a village of two families nothing is told. */
test('figures of a few families are left out for who may not open the lists', async () => {
	const small = 'area=980121100201', few = (await all.audit.get(`/api/v1/cockpit?${small}`)).json
	const full = (await all.county.get(`/api/v1/cockpit?${small}`)).json
	const shown = (x, key) => x === null || typeof x !== 'object' ?
		typeof x === 'number' && !['code', 'few_under', 'level', 'children'].includes(key) ? [x] : [] :
		Object.entries(x).flatMap(([k, v]) => shown(v, Array.isArray(x) ? key : k))

	assert.deepEqual([full.few_under, full.households, full.persons], [0, 2, 4])
	assert.equal(few.few_under, 5)
	assert.ok(!('households' in few) && !('persons' in few) && !('risks_open' in few), JSON.stringify(few))
	/* all less the one county would be the page of the other, which has four */
	const all_of = (await all.audit.get('/api/v1/cockpit')).json
	const beside = (await all.audit.get('/api/v1/cockpit?area=980121000000')).json
	assert.equal(all_of.households, county.households.length)
	assert.equal((await all.upper.get('/api/v1/cockpit?area=980122000000')).json.households, 4)
	assert.ok(!('households' in beside) && beside.steps.every(x => x.n === 0) && !beside.risks.length, JSON.stringify(beside))
	for (const target of ['cockpit', `cockpit?${small}`, 'cockpit?area=980121000000', 'summary', `summary?${small}`, 'areas?under=980121',
		'areas?under=980121100000']) {
		const a = await all.audit.get(`/api/v1/${target}`)

		assert.equal(a.status, 200, `${target}: ${a.text}`)
		for (const n of shown(a.json)) assert.ok(n === 0 || n >= 5, `${target}: ${n} in ${a.text}`)
	}
})

/* What the tree of areas leaves out of a place, a page of that place, or the list of townships, does not tell:
 * all less the others would be the few families beside it. */
test('what is left out of the tree is left out of every page of figures', async () => {
	const figures = ['households', 'persons', 'monitored'], nodes = []
	const walk = async (under) => {
		for (const n of (await all.audit.get(`/api/v1/areas${under}`)).json.items) {
			if (nodes.some(x => x.code === n.code)) continue
			nodes.push(n)
			if (n.children) await walk(`?under=${n.code}`)
		}
	}
	await walk('')
	const hides = (n) => figures.filter(f => !(f in n))
	const whole = (await all.audit.get('/api/v1/summary')).json
	let looked = 0
	for (const n of nodes.filter(x => hides(x).length)) {
		const town = whole.townships.find(x => x.code === n.code)
		for (const f of hides(n)) {
			assert.ok(!town || !(f in town), `${n.name}: ${f} among the townships`)
			for (const what of ['summary', 'cockpit']) {
				const page = (await all.audit.get(`/api/v1/${what}?area=${n.code}`)).json
				assert.ok(!page[f], `${n.name}: ${f} in ${what}`)
				for (const t of page.townships || []) assert.ok(!t[f], `${n.name}: ${f} in the townships of ${what}`)
				looked++
			}
		}
	}
	assert.ok(looked > 0, 'there are places of few families')
})

/* ---- maker and checker ---- */

async function propose(who, no, set, more = {})
{
	const at = await all[who].get(`/api/v1/household/${no}`)

	return all[who].patch(`/api/v1/household/${no}`, { set, reason: 'a reason', ...more },
		{ 'if-match': at.headers.etag })
}

/* A new account with a role for the first township, past its first password. */
async function person(login, r, id)
{
	const word = 'a long enough sentence 7', next = 'another long sentence 8'
	const a = await all.sysadmin.post('/api/v1/accounts', { login, name: '新人', idno: id, password: word })
	assert.equal(a.status, 201, a.text)
	const g = await all.security.post('/api/v1/grants', { account: a.json.id, role: r,
		area: '980121100000', purpose: 'help out' })
	assert.equal(g.status, 201, g.text)
	const p = await server.login(login, word)

	assert.equal((await p.get('/api/v1/household')).status, 403)    /* first the password */
	assert.equal((await p.post('/api/v1/me/password', { old: word, new: next })).status, 200)
	return Object.assign(p, { id: a.json.id, grant: g.json.id, next })
}

test('nobody decides what they made, by whatever account', async () => {
	let made = 0
	for (const who of ['county', 'township', 'village', 'helper']) {
		const a = await propose(who, h.no, { address: `from ${who}` })
		assert.equal(a.status, 202, a.text)
		const { id } = a.json.change

		for (const act of ['approve', 'refuse']) {
			const b = await all[who].post(`/api/v1/changes/${id}/${act}`, { reason: 'mine' })
			assert.equal(b.status, 403, `${who} ${act}: ${b.text}`)
		}
		/* others do not withdraw it */
		for (const other of ['county', 'township', 'village', 'helper'].filter(o => o !== who))
			assert.ok([403, 404].includes((await all[other].post(`/api/v1/changes/${id}/withdraw`, {})).status))
		assert.equal((await all.county2.post(`/api/v1/changes/${id}/refuse`, { reason: 'no' })).status, 200)
		/* once decided, it is */
		for (const act of ['approve', 'refuse'])
			assert.equal((await all.township2.post(`/api/v1/changes/${id}/${act}`, { reason: 'x' })).status, 409)
		made++
	}
	assert.equal(made, 4)
	/* one natural person with two accounts: a clerk's and an approver's */
	const idOf = idno(), people = []
	for (const [login, r] of [['maker', 'township_clerk'], ['checker', 'township_approver']])
		people.push(await person(login, r, idOf))
	const at = await people[0].get(`/api/v1/household/${h.no}`)
	const a = await people[0].patch(`/api/v1/household/${h.no}`, { set: { address: 'two' }, reason: 'r' },
		{ 'if-match': at.headers.etag })
	assert.equal(a.status, 202, a.text)
	for (const act of ['approve', 'refuse'])
		assert.equal((await people[1].post(`/api/v1/changes/${a.json.change.id}/${act}`, { reason: 'x' }))
			.json.code, 'office-no-duty')
	for (const i of (await all.county.get('/api/v1/changes')).json.items)
		assert.notEqual(i.who, i.checker)
})

test('a grant given and ended through the server holds from the next request on', async () => {
	const p = await person('newone', 'township_approver', idno())

	assert.equal((await p.get('/api/v1/household?count=1')).status, 200)
	assert.equal((await p.get(`/api/v1/household/${county.households.at(-1).no}`)).status, 404)
	assert.equal((await all.security.post(`/api/v1/grants/${p.grant}/end`, { reason: 'over' })).status, 200)
	assert.equal((await p.get('/api/v1/household?count=1')).status, 403)
	assert.equal((await p.get(`/api/v1/household/${h.no}`)).status, 403)
	assert.equal((await p.get('/api/v1/me')).status, 200)
	/* an account that is disabled is signed out at once, everywhere */
	const q = await server.login('newone', p.next)
	assert.equal((await all.sysadmin.send('PATCH', `/api/v1/accounts/${p.id}`, { do: 'disable',
		reason: 'left' })).status, 200)
	for (const session of [p, q]) assert.equal((await session.get('/api/v1/me')).status, 401)
	assert.equal((await server.tryLogin('newone', p.next)).status, 403)
})

test('what one administrator may, the other may not, and neither gives it to themselves', async () => {
	const mine = async who => (await all[who].get('/api/v1/me')).json.account.id
	const own = await mine('security'), admin = await mine('sysadmin')
	const give = (account, r, more = {}) => all.security.post('/api/v1/grants', { account, role: r,
		area: '980121000000', purpose: 'x', ...more })

	assert.equal((await give(own, 'county_approver')).status, 403)
	assert.equal((await give(own, 'system_admin', { area: '' })).status, 403)
	/* three administrators are three people */
	for (const r of ['security_admin', 'auditor', 'county_office', 'county_approver'])
		assert.ok([403, 409, 422].includes((await give(admin, r, r.endsWith('n') || r === 'auditor' ? { area: '' } :
			{})).status), r)
	/* a role for places that it is not for; a role that is given by nobody */
	for (const [r, area] of [['village_clerk', '980121000000'], ['county_office', '980121100200'],
		['emergency', '980121000000'], ['helper', '980121000000'], ['nonsense', '980121000000'],
		['county_office', '999999999999'], ['county_office', '']]) {
		const a = await give(await mine('village'), r, { area })

		assert.ok(a.status >= 400 && a.status < 500, `${r} ${area}: ${a.status}`)
	}
})

test('the open glass shows what lies elsewhere, and each look by it is a leaf', async () => {
	const far = `/api/v1/household/${county.households.at(-1).no}`
	const leaves = async () => (await all.audit.get('/api/v1/journal?limit=500&action=emergency')).json.items.length
	const open = body => all.township2.post('/api/v1/me/glass', { reason: 'a flood', ...body })
	const before = await leaves()

	assert.equal((await all.township2.get(far)).status, 404)
	for (const hours of [0, 5, 99, -1, 'x']) {
		const a = await open({ hours })

		assert.equal(`${a.status} ${a.json.code}`, '422 office-glass-hours', String(hours))
	}
	assert.equal((await open({ reason: ' ' })).status, 422)
	assert.equal(await leaves(), before)
	assert.equal((await open({ hours: 4 })).status, 200)
	assert.equal((await open({ hours: 4 })).status, 409)
	const opened = await leaves()
	assert.ok(opened > before)
	for (let i = 1; i <= 3; i++) {
		assert.equal((await all.township2.get(far)).status, 200)
		assert.equal(await leaves(), opened + i)
	}
})

test('kin of a family decide nothing about it', async () => {
	const a = await propose('township', h.no, { address: 'kin' })

	assert.equal(a.status, 202, a.text)
	await server.stop()
	run(['user', 'kin', 'county2', '表兄', '--data', data, '--idno', h.id, '--relation', '表兄', '-q'])
	await server.start()
	all = await server.loginAll()
	for (const act of ['approve', 'refuse']) {
		const b = await all.county2.post(`/api/v1/changes/${a.json.change.id}/${act}`, { reason: 'x' })

		assert.equal(b.status, 403, b.text)
		assert.equal(b.json.code, 'office-no-kin')
	}
	const one = (await all.county2.get('/api/v1/changes?state=proposed')).json.items
		.find(i => i.id === a.json.change.id)
	assert.equal(one.may_decide, false)
	assert.equal((await all.township2.post(`/api/v1/changes/${a.json.change.id}/approve`, {})).status, 200)
	assert.equal((await all.county.get(`/api/v1/household/${h.no}`)).json.c.address, 'kin')

	/* who has to stand back from a case is told because of whom */
	const area = (await all.township.get('/api/v1/me')).json.areas[0].code
	const r = await all.township.post('/api/v1/rounds', { procedure: 'monitor', name: 'kin', area, on: '2020-04-01' })
	const made = (await all.township.post(`/api/v1/rounds/${r.json.no}/cases`, { about: [h.no], on: '2020-04-02' })).json.items[0]
	const lacks = (await all.county2.get(`/api/v1/cases/${made.no}`)).json.acts.flatMap(x => x.lacks)
	const kin = lacks.find(x => x.code === 'gate-no-kin')
	assert.match(kin?.text ?? JSON.stringify(lacks), /(回避|stand back).*表兄.*表兄/)
})

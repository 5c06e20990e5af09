/* Nothing of a row outside what somebody may see ever reaches them: every role follows every route
 * that reads, every noun and key, with conditions, pages, counts and searches for what lies
 * elsewhere. Every text of every row is a word of its own; the counts are known from the lists. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { below, canaryRegister, counties, county, csv, nounsOfRows, perHousehold, villages, word, words }
	from './county.mjs'
import { each, people, release, roles, routes, run, Server, unzip } from './jz.mjs'

let server, all, meta
const scope = {}                /* role -> { villages, households } */
const areas = counties.flatMap(c => [c.code, ...c.townships.flatMap(t => [t.code, ...t.villages])])
const readers = people.filter(p => !['audit', 'sysadmin', 'security'].includes(p)).concat('token')

const sees = (who, owner) => {
	const s = scope[who]

	if (owner.under) return below(owner.under).some(v => s.villages.has(v) || s.near.has(v))
	if (owner.household) return s.households.has(owner.household)
	return s.villages.has(owner.village) || (owner.noun !== 'village' && s.near.has(owner.village))
}

/* What an answer tells that it must not. What was asked with is no news. */
function leaks(who, asked, answer)
{
	const text = answer.text + '\n' + answer.raw.join('\n'), found = []

	for (const w of new Set(text.match(/k[a-z]{9}/g) ?? []))
		if (words.has(w) && !asked.includes(w) && !sees(who, words.get(w)))
			found.push(`${w} ${JSON.stringify(words.get(w))}`)
	for (const no of new Set(text.match(/\b2[12][0-9]{9}(?=\b|0[129]\b)/g) ?? []))
		if (byNo.has(no) && !asked.includes(no) && !scope[who].households.has(no))
			found.push(`household ${no}`)
	for (const id of ids)
		if (text.includes(id)) found.push(`ID number ${id}`)
	return found
}

const byNo = new Map(), ids = []
const told = []
let asked = 0

async function look(who, target, headers)
{
	const a = await all[who].get(target, headers)

	asked++
	if (a.bytes.subarray(0, 4).toString('latin1') === 'PK\x03\x04') a.text = unzip(a.bytes)
	for (const l of leaks(who, decodeURIComponent(target), a)) told.push(`${who} GET ${target}: ${l}`)
	if (a.status >= 500) told.push(`${who} GET ${target}: ${a.status} ${a.text.slice(0, 200)}`)
	return a
}

const set = (list, near = []) => ({ villages: new Set(list), near: new Set(near),
	households: new Set(county.households.filter(h => list.includes(h.village)).map(h => h.no)) })

before(async () => {
	const data = canaryRegister()

	said(data)
	server = new Server(data, { jz: process.env.JZ_SWEEP ?? release })
	for (const h of county.households) {
		byNo.set(h.no, h)
		ids.push(h.id)
	}
	await server.start()
	all = await server.loginAll()
	meta = (await all.county.get('/api/v1/meta')).json
	const [one] = counties, [near] = one.townships
	for (const who of ['county', 'county2', 'department', 'finance', 'inspector', 'leader'])
		scope[who] = set(below(one.code))
	scope.upper = scope.upper2 = set(villages)
	scope.township = scope.township2 = set(below(near.code))
	scope.village = set([near.villages[0]])
	const mine = (await all.helper.get('/api/v1/household?limit=500')).json.items.map(i => i.no)
	assert.equal(mine.length, 12)
	assert.ok(mine.every(no => byNo.get(no).village === near.villages[0]))
	scope.helper = { villages: new Set(), near: new Set([near.villages[0]]), households: new Set(mine) }
	/* a program's token for one township of what its owner sees */
	const t = await all.county.post('/api/v1/tokens', { name: 'program', perms: ['read', 'export'],
		area: one.townships[1].code,
		expires: new Date(Date.now() + 30 * 864e5).toISOString().slice(0, 10) })
	assert.equal(t.status, 201, t.text)
	const headers = { authorization: `Bearer ${t.json.token}`, cookie: '' }
	all.token = { get: (target, more) => all.county.get(target, { ...headers, ...more }) }
	scope.token = set(below(one.townships[1].code))
	await proposals()
	const maps = await server.login('sysadmin')
	const drawn = [...villages, ...counties.flatMap(c => c.townships.map(t => t.code))].map((code, i) => ({ type: 'Feature', properties: { code }, geometry:
		{ type: 'Polygon', coordinates: [[[i, 1], [i + 1, 1], [i + 1, 2], [i, 1]]] } }))
	const sent = await maps.post('/api/v1/outlines?name=a.geojson', JSON.stringify({ type: 'FeatureCollection', features: drawn }),
		{ 'content-type': 'application/octet-stream' })
	assert.equal(sent.json?.shapes, drawn.length, sent.text)
})
after(async () => {
	const end = await server.stop()

	assert.deepEqual(end, { code: 0, signal: null }, server.said)
})

/* Somebody objects, and somebody declares himself, in every village: in words of the village's own. */
function said(data)
{
	for (const village of villages) {
		run(['objection', 'add', '--area', village, '--text', word({ noun: 'objection', village }), '--data', data, '-q'],
			{ jz: release })
		run(['declaration', 'add', '--area', village, '--name', word({ noun: 'declaration', what: 'name', village }), '--phone',
			'13900001234', '--group', word({ noun: 'declaration', what: 'group', village }), '--text',
			word({ noun: 'declaration', village }), '--data', data, '-q'], { jz: release })
	}
}

/* A change is proposed in every household of the county by the county's clerk, every second is decided. */
async function proposals()
{
	for (const [i, h] of county.households.filter(x => scope.county.households.has(x.no)).entries()) {
		const owner = { noun: 'change', village: h.village, household: h.no }
		const at = await all.county.get(`/api/v1/household/${h.no}`)
		const a = await all.county.patch(`/api/v1/household/${h.no}`,
			{ set: { address: word({ ...owner, what: 'cell' }) },
				reason: word({ ...owner, what: 'why' }) },
			{ 'if-match': at.headers.etag })

		assert.equal(a.status, 202, a.text)
		h.change = a.json.change.id
		h.open = !(i % 2)
		if (i % 2) {
			const b = await all.county2.post(`/api/v1/changes/${h.change}/approve`,
				{ reason: word({ ...owner, what: 'note' }) })

			assert.equal(b.status, 200, b.text)
		}
	}
}

const inside = (who, noun, village) => county.households.filter(h => scope[who].households.has(h.no) &&
	(!village || below(village).includes(h.village))).length * perHousehold[noun]

test('the looker finds what it looks for', async () => {
	const a = await all.county.get('/api/v1/household?limit=500')
	const found = leaks('village', '', a)

	assert.ok(found.some(f => f.includes('head_name') || f.includes('"name"')))
	assert.ok(found.some(f => f.startsWith('household ')))
	assert.deepEqual(leaks('county', '', a), [])
})

test('lists and their counts hold what one may see, whatever is asked', async () => {
	const wrong = []

	await each(readers.flatMap(who => nounsOfRows.map(noun => [who, noun])), 8, async ([who, noun]) => {
		const fields = meta.nouns.find(n => n.name === noun).fields.map(f => f.name)
		const count = async (query, want) => {
			const a = await look(who, `/api/v1/${noun}?count=1&limit=500${query}`)
			const got = a.status === 200 ? a.json.total : 0

			if (got !== want || (a.json?.items?.length ?? 0) !== want)
				wrong.push(`${who} ${noun}${query}: ${got}, ${a.json?.items?.length}, not ${want}`)
		}

		await count('', inside(who, noun))
		await count(`&fields=${fields.join()}`, inside(who, noun))
		await count(`&sort=${fields.at(-1)}`, inside(who, noun))
		for (const area of areas)
			await count(`&area=${area}`, inside(who, noun, area))
		const away = [...words].filter(([, o]) => o.noun === noun && o.household && !sees(who, o))
		for (const [w, o] of away.slice(0, 12)) {
			await count(`&f.${o.what}=${w}`, 0)
			await count(`&f.${o.what}.has=${w.slice(0, 6)}`, 0)
			await count(`&where=${encodeURIComponent(`${o.what}=${w}`)}`, 0)
		}
		for (const h of county.households.filter(x => !scope[who].households.has(x.no)).slice(0, 4))
			await count(noun === 'household' ? `&f.no=${h.no}` : fields.includes('household') ?
				`&f.household=${h.no}` : `&f.person=${h.no}01`, 0)
		/* page by page, from anywhere: each row once, none that is not one's own */
		const seen = new Set()
		for (let next = '0'; next !== null;) {
			const a = await look(who, `/api/v1/${noun}?limit=7&cursor=${next}`)

			for (const i of a.json.items) {
				if (seen.has(i.id)) wrong.push(`${who} ${noun} page by page: ${i.id} twice`)
				seen.add(i.id)
			}
			next = a.json.next
		}
		if (seen.size !== inside(who, noun))
			wrong.push(`${who} ${noun} page by page: ${seen.size} not ${inside(who, noun)}`)
		for (const at of ['5', '20', '999999999', '-1', 'x', '%00'])
			await look(who, `/api/v1/${noun}?limit=3&count=1&cursor=${at}`)
	})
	assert.deepEqual(wrong, [])
	assert.deepEqual(told, [])
})

test('files of lists hold the same rows, and no others', async () => {
	const wrong = []

	await each(readers.flatMap(who => nounsOfRows.map(noun => [who, noun])), 4, async ([who, noun]) => {
		for (const area of ['', ...areas.slice(0, 6)]) {
			const a = await look(who, `/api/v1/${noun}.csv?area=${area}`)
			const rows = a.text.trim().split('\r\n').length - 1

			if (a.status === 403 && ['helper', 'department'].includes(who)) continue
			if (a.status !== 200 || rows !== inside(who, noun, area))
				wrong.push(`${who} ${noun}.csv ${area}: ${a.status}, ${rows}, not ${inside(who, noun, area)}`)
			const b = await look(who, `/api/v1/${noun}.xlsx?area=${area}`)
			if (b.status !== 200) wrong.push(`${who} ${noun}.xlsx ${area}: ${b.status}`)
		}
		await look(who, `/api/v1/templates/${noun}.xlsx`)
	})
	for (const who of readers) {
		await look(who, '/api/v1/to-enter.xlsx?source=national')
		for (const b of ['B2', 'B10', 'B60', 'B90', 'B100'])
			await look(who, `/api/v1/batches/${b}/errors.xlsx?reason=mend`)
	}
	assert.deepEqual(wrong, [])
	assert.deepEqual(told, [])
})

test('what is sealed is searched for by whom may, whole or by its end, and counted', async () => {
	const h = county.households[0], tail = h.id.slice(14)
	const leaves = async () => (await all.audit.get('/api/v1/journal?limit=1')).json.total
	const list = (who, query, form = '') => all[who].get(`/api/v1/person${form}?count=1&${query}`)

	for (const form of ['', '.csv', '.xlsx']) {
		/* an ID number is not to be found out digit by digit */
		for (const q of [`f.idno.has=${h.id.slice(0, 8)}`, `where=idno~${h.id.slice(2, 9)}`,
			'f.phone.has=139', `f.idno.ne=${h.id}`])
			assert.equal((await list('county', q, form)).status, 403, q + form)
		/* who may not search by the last four does not do it by a list either */
		for (const who of ['finance', 'leader', 'helper', 'department'])
			assert.equal((await list(who, `f.idno=${tail}`, form)).status, 403, who + form)
		const before = await leaves()
		assert.equal((await list('county', `f.idno=${tail}`, form)).status, 200)
		assert.ok(await leaves() > before, 'counted' + form)
	}
	for (const q of [`f.theirs.has=${h.id.slice(0, 4)}`, 'f.ours.ne=x'])
		assert.equal((await all.county.get(`/api/v1/difference?count=1&${q}`)).status, 403, q)
	for (const q of [`f.set.has=${h.id.slice(0, 4)}`, 'f.was.ne=x'])
		assert.equal((await all.county.get(`/api/v1/changes?${q}`)).status, 403, q)
	/* what was searched for stands in no journal */
	const journal = (await all.audit.get('/api/v1/journal?limit=500')).text
	assert.ok(!journal.includes(h.id) && !journal.includes(`=${tail}`))
})

test('findings, differences, changes and figures of others are not there', async () => {
	const wrong = []

	await each(readers, 4, async who => {
		const n = scope[who].households.size
		const made = county.households.filter(h => h.change && scope[who].households.has(h.no)).length

		for (const noun of ['difference', 'finding', 'batch', 'village', 'area', 'county', 'attachment',
			'area_event']) {
			const a = await look(who, `/api/v1/${noun}?count=1&limit=500`)

			if (a.json.total !== a.json.items.length) wrong.push(`${who} ${noun}: ${a.json.total}`)
			if (noun === 'difference' && a.json.total !== n) wrong.push(`${who} differences ${a.json.total}, not ${n}`)
			if (noun === 'batch' && a.json.total && n < county.households.length) wrong.push(`${who} sees ${a.json.total} batches`)
		}
		for (const state of ['', 'proposed', 'approved', 'refused', 'withdrawn']) {
			const a = await look(who, `/api/v1/changes?state=${state}`)

			if (state === '' && a.json.items.length !== made) wrong.push(`${who} changes ${a.json.items.length}, not ${made}`)
		}
		for (const area of ['', ...areas]) {
			const a = await look(who, `/api/v1/summary?area=${area}`)
			const most = county.households.filter(h => scope[who].households.has(h.no) &&
				(!area || below(area).includes(h.village))).length

			const { households, persons, differences_open, changes_open } = a.json

			if (a.status === 200 && (households !== most || persons !== 2 * most))
				wrong.push(`${who} summary ${area}: ${households}/${persons}, not ${most}`)
			if (a.status === 200 && differences_open !== most)
				wrong.push(`${who} summary ${area}: ${differences_open} differences of ${most}`)
			const open = county.households.filter(h => h.open && scope[who].households.has(h.no) &&
				(!area || below(area).includes(h.village))).length
			if (a.status === 200 && changes_open !== open)
				wrong.push(`${who} summary ${area}: ${changes_open} changes of ${open}`)
			for (const chart of ['overview', 'types', 'monitor', 'townships', 'sizes'])
				await look(who, `/api/v1/charts/${chart}.svg?area=${area}`)
			/* a map shows no place that its reader does not see, whatever the file of outlines holds */
			const map = await look(who, `/api/v1/charts/map.svg?area=${area}`)
			for (const [, code] of map.text.matchAll(/\/area\/(\d+)/g))
				if (!below(code).some(v => scope[who].villages.has(v) || scope[who].near.has(v)))
					wrong.push(`${who} map of ${area}: ${code}`)
			const b = await look(who, `/api/v1/areas?under=${area}`)
			for (const i of b.json.items ?? []) {
				const own = county.households.filter(h => scope[who].households.has(h.no) &&
					below(i.code).includes(h.village)).length

				if (i.households > own) wrong.push(`${who} areas ${i.code}: ${i.households} of ${own}`)
			}
		}
	})
	assert.deepEqual(wrong, [])
	assert.deepEqual(told, [])
})

test('a search finds nothing that lies elsewhere', async () => {
	const wrong = []

	await each(readers, 4, async who => {
		const away = county.households.filter(h => !scope[who].households.has(h.no)).slice(0, 6)

		for (const h of away)
			for (const q of [h.no, `${h.no}01`, h.head, h.head.slice(0, 5), h.id]) {
				const a = await look(who, `/api/v1/search?q=${q}`)

				if (a.json?.items?.length) wrong.push(`${who} ${q}: ${a.text.slice(0, 200)}`)
			}
		/* the last four digits of somebody elsewhere find only one's own */
		if (away.length) await look(who, `/api/v1/search?q=${away[0].id.slice(14)}`)
		const own = county.households.find(h => scope[who].households.has(h.no))
		const a = await look(who, `/api/v1/search?q=${own.no}`)
		if (a.json.items.length !== 1) wrong.push(`${who} does not find ${own.no}`)
	})
	assert.deepEqual(wrong, [])
	assert.deepEqual(told, [])
})

test('one row, its history and its page: outside is as if it were not', async () => {
	const wrong = [], nouns = meta.nouns.map(n => n.name)
	const keys = noun => {
		const own = noun === 'household' ? county.households.map(h => h.no) : noun === 'person' ?
			county.persons.map(p => p.no) : noun === 'lead' ? county.households.map(h => `X${h.no}`) :
			noun === 'batch' ? Array.from({ length: 20 }, (_, i) => `B${i * 5 + 1}`) :
			noun === 'difference' ? Array.from({ length: 30 }, (_, i) => `D${i + 1}`) :
			noun === 'area' ? areas : []

		return [...own, ...Array.from({ length: noun === 'person' ? 56 : 30 }, (_, i) => String(i + 1))]
	}
	const visible = (who, noun, key) => {
		const no = noun === 'person' ? key.slice(0, -2) : noun === 'lead' ? key.slice(1) : key

		return byNo.has(no) ? scope[who].households.has(no) : undefined
	}

	await each(readers, 4, async who => {
		for (const noun of nouns) {
			const none = (await look(who, `/api/v1/${noun}/99999999999`)).text
			const noHistory = (await look(who, `/api/v1/${noun}/99999999999/history`)).text

			for (const key of keys(noun)) {
				const a = await look(who, `/api/v1/${noun}/${key}`)
				const b = await look(who, `/api/v1/${noun}/${key}/history`)
				const may = visible(who, noun, key)

				if (may === true && (a.status !== 200 || b.status !== 200))
					wrong.push(`${who} ${noun}/${key}: ${a.status} ${b.status}`)
				if (may === false && (a.status !== 404 || b.status !== 404))
					wrong.push(`${who} ${noun}/${key}: ${a.status} ${b.status}`)
				/* what is hidden and what is not there answer alike, to the letter */
				if (a.status === 404 && (a.text !== none || a.headers.etag))
					wrong.push(`${who} ${noun}/${key}: ${a.text}`)
				if (b.status === 404 && b.text !== noHistory)
					wrong.push(`${who} ${noun}/${key}/history: ${b.text}`)
				if (a.status !== b.status) wrong.push(`${who} ${noun}/${key}: ${a.status}, history ${b.status}`)
				if (noun !== 'household') continue
				const c = await look(who, `/api/v1/household/${key}/page`)
				if (c.status !== a.status) wrong.push(`${who} page of ${key}: ${c.status} not ${a.status}`)
				/* the households beside it in a list are one's own, too, and so is its place */
				const d = await look(who, `/api/v1/household/${key}/beside`)
				if (d.status !== a.status || (d.json?.of ?? 0) > scope[who].households.size ||
				    [d.json?.prev, d.json?.next].some(no => no && !scope[who].households.has(no)))
					wrong.push(`${who} beside ${key}: ${d.text}`)
			}
		}
	})
	assert.deepEqual(wrong, [])
	assert.deepEqual(told, [])
})

test('what lies elsewhere can be neither looked into, changed nor decided', async () => {
	const wrong = []
	const expect = (who, what, a, statuses) => {
		for (const l of leaks(who, what, a)) told.push(`${who} ${what}: ${l}`)
		if (!statuses.includes(a.status)) wrong.push(`${who} ${what}: ${a.status} ${a.text.slice(0, 200)}`)
	}

	await each(people, 4, async who => {
		const may = roles()[{ county: 'county_office', county2: 'county_approver', township: 'township_clerk',
			township2: 'township_approver', village: 'village_clerk', helper: 'helper' }[who]] ?? new Set()
		const away = county.households.filter(h => !scope[who]?.households.has(h.no)).slice(-4)
		const no = perm => may.has(perm) ? [404] : [403, 404]

		scope[who] ??= set([])
		for (const h of away) {
			expect(who, `reveal ${h.no}`, await all[who].post(`/api/v1/household/${h.no}/reveal`,
				{ field: 'head_id', reason: 'look' }), no('reveal'))
			expect(who, `propose ${h.no}`, await all[who].patch(`/api/v1/household/${h.no}`,
				{ set: { address: 'x' }, reason: 'r' }, { 'if-match': '"v1"' }), no('propose'))
			/* a wrong version of a hidden row shows nothing of what stands there now */
			expect(who, `add to ${h.no}`, await all[who].post(`/api/v1/household/${h.no}/rows/measure`,
				{ set: { started: '2016-06' }, reason: 'r' }), no('propose'))
			expect(who, `propose ${h.no} v77`, await all[who].patch(`/api/v1/household/${h.no}`,
				{ set: { address: 'x' }, reason: 'r' }, { 'if-match': '"v77"' }), no('propose'))
			if (h.change) for (const act of ['approve', 'refuse'])
				expect(who, `${act} ${h.change}`, await all[who].post(`/api/v1/changes/${h.change}/${act}`,
					{ reason: 'r' }), no('approve'))
		}
		for (let d = 1; d <= 28; d++) {
			const a = await look(who, `/api/v1/difference/D${d}`)

			if (a.status !== 200)
				expect(who, `settle D${d}`, await all[who].post(`/api/v1/differences/D${d}/settle`,
					{ take: 'theirs', reason: 'r' }), no('settle'))
		}
		for (const b of ['B1', 'B30'])
			expect(who, `undo ${b}`, await all[who].post(`/api/v1/batches/${b}/undo`, { reason: 'r' }),
				no('undo'))
	})
	assert.deepEqual(wrong, [])
	assert.deepEqual(told, [])
})

test('what people said elsewhere is not there, nor how much of it', async () => {
	const wrong = []

	await each(readers, 4, async who => {
		for (const noun of ['objections', 'declarations']) {
			const own = [...scope[who].villages].length, list = await look(who, `/api/v1/${noun}`)
			if (list.json.all !== own) wrong.push(`${who} ${noun}: ${list.json.all}, not ${own}`)
			for (let id = 1; id <= villages.length; id++) {
				const a = await look(who, `/api/v1/${noun}/${id}`)
				if (a.status !== (list.json.items.some(i => i.id === String(id)) ? 200 : 404)) wrong.push(`${who} ${noun} ${id}: ${a.status}`)
			}
			for (const v of villages)
				await look(who, `/api/v1/${noun}?area=${v}`)
		}
		for (const what of ['notices', 'notices/waiting'])
			await look(who, `/api/v1/${what}`)
	})
	assert.deepEqual(wrong, [])
	assert.deepEqual(told, [])
})

test('the administrators see no row at all, and the journal no cell', async () => {
	for (const who of ['audit', 'sysadmin', 'security']) {
		scope[who] = set([])
		for (const r of routes().filter(x => x.method === 'GET' && x.perm === 'read')) {
			const target = r.path.replace('{noun}', 'household').replace('{key}', county.households[0].no)
				.replace('{no}', county.households[0].no).replace('{name}', 'types')
				.replace('{id}', '1').replace('{code}', '980121000000').replace('{check}', 'income_low')
				.replace('{day}', 'first')
			const a = await look(who, target)

			assert.equal(a.status, 403, `${who} ${target}`)
		}
	}
	/* reasons are in the journal for who watches, values are not */
	for (const v of villages) scope.audit.near.add(v)
	const before = told.length
	for (let next = ''; next !== null;) {
		const a = await all.audit.get(`/api/v1/journal?limit=500&cursor=${next}`)

		assert.equal(a.status, 200)
		for (const w of a.text.match(/k[a-z]{9}/g) ?? [])
			if (words.has(w) && !['why', 'note', 'reason', 'file'].includes(words.get(w).what) &&
				words.get(w).noun !== 'area')
				told.push(`journal: ${w} ${JSON.stringify(words.get(w))}`)
		for (const id of ids) assert.ok(!a.text.includes(id))
		next = a.json.next
	}
	assert.deepEqual(told.slice(before), [])
})

test('rounds and cases: each sees those of his own places, whoever opened the round', async () => {
	const [one] = counties, mine = county.households.filter(h => scope.county.households.has(h.no))
	const open = await all.county.post('/api/v1/rounds', { procedure: 'monitor', name: 'monitoring', area: one.code })
	assert.equal(open.status, 201, open.text)
	const round = open.json.no, at = `/api/v1/rounds/${round}`
	const added = await all.county.post(`${at}/cases`, { about: mine.map(h => h.no) })
	assert.ok(added.json.items.every(x => x.done), added.text)
	const cases = new Map(added.json.items.map(x => [x.about, x.no]))
	/* a county's office takes nothing in that lies elsewhere */
	const alien = county.households.find(h => !scope.county.households.has(h.no))
	assert.equal((await all.county.post(`${at}/cases`, { about: [alien.no] })).json.items[0].done, false)
	for (const h of mine.filter(x => scope.township.households.has(x.no)).slice(0, 8)) {
		const owner = { noun: 'decision', village: h.village, household: h.no }
		const a = await all.township.post(`/api/v1/cases/${cases.get(h.no)}/act`,
			{ act: 'no-risk', with: 'village', reason: word({ ...owner, what: 'why' }) })

		assert.equal(a.status, 200, a.text)
	}
	for (const who of readers) {
		const board = await look(who, at), theirs = mine.filter(h => scope[who].households.has(h.no))

		assert.equal(board.status, theirs.length ? 200 : 404, who)
		if (!theirs.length) continue
		assert.equal(board.json.open + board.json.ended, theirs.length, who)
		assert.equal(board.json.gates.reduce((n, g) => n + g.n, 0), theirs.length, who)
		for (const g of board.json.gates) {
			let n = 0
			for (let next = ''; next !== null;) {
				const a = await look(who, `${at}/cases?gate=${g.id}&limit=7&cursor=${next}`)
				n += a.json.items.length
				next = a.json.next
			}
			assert.equal(n, g.n, `${who} ${g.id}`)
		}
		const said = (await look(who, `${at}/progress?by=household`)).json.items.map(p => p.name).sort()
		assert.deepEqual(said, theirs.map(h => h.no).sort(), who)
		for (const tail of ['/progress', '/progress?by=county', '/progress?by=village', '/progress?by=group', '/progress?by=person', '?late=1', '?assigned=me', '/cases', '/cases?limit=200', '/meetings', '/agenda', `?area=${villages.at(-1)}`,
			`/cases?area=${villages.at(-1)}`, `/agenda?area=${one.townships[1].villages[0]}`])
			await look(who, at + tail)
	}
	for (const who of readers) {
		for (const target of ['/api/v1/rounds?closed=1', '/api/v1/tasks', '/api/v1/tasks?late=1', '/api/v1/tasks/late', '/api/v1/tasks/items', '/api/v1/tasks/items?mine=1', '/api/v1/tasks/items?closed=1&late=1', '/api/v1/procedures'])
			await look(who, target)
		for (const h of mine.slice(0, 40)) {
			const a = await look(who, `/api/v1/cases/${cases.get(h.no)}`)

			assert.equal(a.status, scope[who].households.has(h.no) ? 200 : 404, `${who} ${h.no}`)
			for (const story of ['', '?story=1'])
				await look(who, `/api/v1/household/${h.no}/cases${story}`)
		}
	}
	/* a reason is clear for those who deal with cases there */
	const h = mine.find(x => scope.township.households.has(x.no)), no = cases.get(h.no)
	const said = async who => (await all[who].get(`/api/v1/cases/${no}`)).json?.steps[0]?.reason
	assert.equal(await said('leader'), '***')
	const storied = async who => (await all[who].get(`/api/v1/household/${h.no}/cases?story=1`)).json.stories[0].lines[0].told.find(x => !/^In the roles of/.test(x))
	assert.equal(await storied('leader'), '***')
	assert.equal(await storied('township2'), await said('township2'))
	/* and for whoever inspects that work: of it he decides nothing */
	assert.match(await said('inspector'), /^k/)
	assert.ok((await all.inspector.get(`/api/v1/cases/${no}`)).json.acts.every(a => !a.mine && !a.ready))
	assert.match(await said('township2'), /^k/)
	/* nobody acts on a case that he does not see, alone or among others */
	const outside = cases.get(mine.find(x => !scope.village.households.has(x.no)).no)
	assert.equal((await all.village.post(`/api/v1/cases/${outside}/act`, { act: 'accept' })).status, 404)
	for (const what of ['act', 'assign']) {
		const a = await all.village.post(`/api/v1/cases/${what}`, { nos: [outside], act: 'accept', to: 'village' })
		assert.equal(a.json.items[0].done, false)
		assert.ok(!a.text.includes(mine.find(x => !scope.village.households.has(x.no)).no))
	}
	assert.deepEqual(told, [])
})

test('jobs and files of others are not there', async () => {
	const a = await all.county.upload(`${word({ noun: 'batch', what: 'file', village: villages.at(-1) })}.csv`,
		'户编号,行政村\n')
	assert.equal(a.status, 201)
	const b = await all.county.post('/api/v1/imports', { uploads: [a.json.id], dry: true })
	assert.equal(b.status, 202)
	await all.county.job(b.json.job)
	for (const who of people.filter(p => p !== 'county')) {
		for (const tail of ['', '/events', '/file'])
			assert.equal((await look(who, `/api/v1/jobs/${b.json.job}${tail}`)).status, 404)
		assert.equal((await look(who, '/api/v1/jobs')).json.items.length, 0)
		assert.equal((await all[who].post(`/api/v1/jobs/${b.json.job}/cancel`, {})).status, 404)
		const c = await all[who].post('/api/v1/imports', { uploads: [a.json.id], dry: true })
		assert.ok([403, 404].includes(c.status), `${who} ${c.status}`)
	}
	/* the error list of a batch holds clear values: who sees the batch does not see that */
	const h = county.households.find(x => scope.township.households.has(x.no))
	const d = await all.township.upload(`${word({ noun: 'batch', what: 'file', village: h.village })}.csv`,
		csv([{ 户编号: h.no, 人编号: `${h.no}08`, 姓名: word({ noun: 'finding', what: 'name', village: h.village,
			household: h.no }), 证件号码: '980121195001020010', 与户主关系: '之子' }]))
	const e = await all.township.post('/api/v1/imports', { uploads: [d.json.id], kind: 'person' })
	const { batch } = (await all.township.job(e.json.job)).result.files[0]
	const errors = async who => look(who, `/api/v1/batches/${batch}/errors.xlsx?reason=x`)

	assert.equal((await errors('township')).status, 200)
	assert.equal((await look('county', `/api/v1/batches/${batch}`)).status, 200)
	assert.equal((await errors('county')).json.code, 'web-errors-own')
	assert.equal((await errors('village')).status, 403)
	assert.deepEqual(told, [])
	console.log(`# figure web-leaks ${told.length}`)
	console.log(`# ${asked} answers read by ${people.length} people, ${words.size} words, ${told.length} leaks`)
})

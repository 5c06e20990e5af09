/* What nobody can read in a text is not taken, at any door where people write a reason, a name or a
 * note: signs that are not seen make no reason, signs that turn the direction or begin a line in a
 * name are refused, and nothing changes. A password may have any sign. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Server } from './jz.mjs'
import { png } from './picture.mjs'
import { columns, county, exited, township, Village, village } from './village.mjs'

const v1 = '/api/v1'
const place = new Village(), { data, jz } = place
const unseen = ['\u200b', ' \u3164 \u200d', '\u00a0'], turned = ['a\u202Eb', '\u2066x', 'a\u001b[31m'], lines = ['a\nb', '甲\u200b乙']
let server, all, round, one, doors = 0

/* The command line keeps the register to itself, so it comes before the server. */
function typed()
{
	const set = (text, said) => assert.throws(() => jz('set', 'household', '1', 'phone=13900000003', '--reason', text), said,
		JSON.stringify(text))

	for (const text of turned) set(text, /control signs/)
	for (const text of unseen) set(text, /A change wants a reason/)
	assert.doesNotMatch(jz('show', 'household', '1', '--mask', 'none', '--reason', '核实'), /13900000003/)
}

/* A round in which one household waits for its meeting. */
function prepare()
{
	place.import('household', columns + exited('1', '王建英'))
	typed()
	jz('user', 'demo')
	round = place.opened('monitor-quick', '2020-06-01')
	one = place.taken(round, '1', '2020-06-01')
	place.surveyed(one, '2020-06')
}

before(async () => {
	prepare()
	server = await new Server(data).start()
	all = await server.loginAll()
})
after(async () => {
	const end = await server.stop()

	assert.deepEqual(end, { code: 0, signal: null }, server.said)
	assert.ok(doors >= 16)
})

/* The journal's rows of what was written, not of what was looked at. */
const seen = async look => (await all.county.get(v1 + look)).text

/* Each of the texts is refused at the field and nothing changes; then the same with a good one goes
 * through, so that it was the text and nothing else. body(text); where: what the answer names. */
async function door(who, method, at, body, where, bad, { look = at, good = '核实', headers } = {})
{
	const send = text => all[who].send(method, v1 + at, body(text), headers)
	const was = await seen(look)

	doors++
	for (const text of bad) {
		const a = await send(text), what = `${who} ${method} ${at} ${JSON.stringify(text)}`

		assert.equal(a.status, 422, `${what}: ${a.status} ${a.text}`)
		assert.ok([].concat(where).includes(a.json.where), `${what}: ${a.text}`)
		if (turned.includes(text) || lines.includes(text)) assert.equal(a.json.code, 'gate-typed-signs', what)
	}
	assert.equal(await seen(look), was, at)
	const a = await send(good)
	assert.ok(a.status < 300, `${at}: ${a.status} ${a.text}`)
	return a.json
}

const reason = text => ({ reason: text })

test('reasons: of a look, of an emergency, of a change and of its refusal', async () => {
	await door('village', 'POST', '/household/1/reveal', text => ({ field: 'phone', reason: text }), 'reason', [...unseen, ...turned], { look: '/household/1' })
	const { change } = await door('village', 'PATCH', '/household/1', text => ({ set: { phone: '13900000002' }, reason: text }), 'reason',
		[...unseen, ...turned], { look: '/changes', headers: { 'if-match': `"v${(await all.village.get(`${v1}/household/1`)).json.v}"` } })
	await door('township2', 'POST', `/changes/${change.id}/refuse`, reason, 'reason', [...unseen, ...turned], { look: '/changes' })
	await door('county2', 'POST', '/me/glass', reason, 'reason', [...unseen, ...turned], { look: '/accounts' })
})

test('names: of relatives, accounts and rounds; a password may have any sign', async () => {
	await door('township2', 'POST', '/me/kin', text => ({ name: text }), 'name', [...unseen, ...turned, ...lines], { look: '/accounts' })
	assert.deepEqual((await all.township2.get(`${v1}/me/kin`)).json.items.map(k => k.name), ['核实'])
	const account = text => ({ login: 'newone', name: text, unit: '乡', password: 'a\u202Eb long \u200b sentence\n1' })
	await door('sysadmin', 'POST', '/accounts', account, 'name', [...unseen, ...turned, ...lines])
	assert.ok(await server.login('newone', account('').password))
	const order = text => ({ procedure: 'monitor-quick', name: text, area: township, on: '2020-07-01' })
	await door('township', 'POST', '/rounds', order, 'name', [...unseen, ...turned, ...lines])
})

test('a meeting: its place, its chair, its minutes, and why a case is voted on again', async () => {
	const at = `/rounds/${round}/meetings`, vote = { case: one, in_favour: 6, against: 0, abstain: 0 }
	const held = more => ({ gate: 'appraisal', area: village, on: '2020-06-05', manner: 'hands', representatives: 9,
		attendance: '甲\n乙\n丙\n丁\n戊\n己', minutes: 'told', votes: [], ...more })

	await door('village', 'POST', at, place => held({ place }), 'place', [...unseen, ...turned, ...lines])
	await door('village', 'POST', at, chair => held({ chair }), 'chair', [...unseen, ...turned, ...lines])
	await door('village', 'POST', at, minutes => held({ minutes }), 'minutes', turned)
	await door('village', 'POST', at, note => held({ votes: [{ ...vote, note }] }), 'note', turned)
	/* it stands: another meeting says why */
	await door('village', 'POST', at, note => held({ votes: [{ ...vote, note }] }), ['note', one], [...unseen, ...turned])
})

test('a notice is found missing, and taken down, for a reason', async () => {
	const { no } = (await all.village.get(`${v1}/rounds/${round}/meetings`)).json.items[0]
	const minutes = await all.village.post(`${v1}/meetings/${no}/papers?name=m.png&kind=${encodeURIComponent('会议记录')}`, png(40, 30),
		{ 'content-type': 'application/octet-stream' })
	assert.ok(minutes.status < 300, minutes.text)
	const passed = await all.village.post(`${v1}/cases/${one}/act`, { act: 'passed', on: '2020-06-06' })
	assert.equal(passed.status, 200, passed.text)
	const made = await all.village.post(`${v1}/notices`, { round, gate: 'notice', area: village })
	const at = `/notices/${made.json.items[0].no}`
	const photo = await all.village.post(`${v1}${at}/photos/first?place=x&taken=${new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10)}`,
		png(40, 30), { 'content-type': 'application/octet-stream' })
	assert.ok(photo.status < 300, photo.text)

	await door('village', 'POST', `${at}/missing`, reason, 'reason', [...unseen, ...turned], { look: at })
	await door('village', 'POST', `${at}/down`, reason, 'reason', [...unseen, ...turned], { look: at })
})

test('a year is closed, opened again, and a round closed, for a reason', async () => {
	await door('county', 'POST', '/years', note => ({ year: 2015, area: county, note }), 'note', turned)
	const no = (await all.county.get(`${v1}/years`)).json.items[0].no
	await door('county2', 'POST', `/years/${no}/reopen`, reason, 'reason', [...unseen, ...turned], { look: '/years' })
	const other = (await all.township.post(`${v1}/rounds`, { procedure: 'monitor-quick', name: 'three', area: township, on: '2020-07-01' })).json.no
	await door('township', 'POST', `/rounds/${other}/close`, reason, 'reason', [...turned], { look: `/rounds/${other}` })
})

test('what is taken in for others: objections and declarations', async () => {
	const told = more => ({ area: village, topic: 'ill', channel: 'person', name: '李四', phone: '13900001235', group: '2组', text: '住院', ...more })

	await door('village', 'POST', '/declarations', name => told({ name }), 'name', [...unseen, ...turned, ...lines])
	await door('village', 'POST', '/declarations', text => told({ text }), ['text', 'content'], [...unseen, ...turned])
})

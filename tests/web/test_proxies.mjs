/* One person signs for at most so many households, however many clerks enter it at once; and of two
 * who decide the same case at once, one does. */
import { execFileSync, spawnSync } from 'node:child_process'
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Server } from './jz.mjs'
import { columns, exited, Village } from './village.mjs'

const readable = spawnSync('pdftotext', ['-v']).error === undefined
const v1 = '/api/v1', on = '2020-06-01', MANY = 6, MOST = 3
const place = new Village(), { data, jz } = place
const cases = []
let server, all

before(async () => {
	place.import('household', columns + Array.from({ length: MANY }, (_, i) => exited(String(i + 1), '王建英')).join(''))
	jz('user', 'demo')
	const round = place.opened('monitor-quick', on)
	for (let i = 1; i <= MANY; i++) {
		const one = place.taken(round, String(i), on)

		for (const kind of ['撤回申请', '代签委托书']) place.paper(one, kind, on)
		cases.push(one)
	}
	server = await new Server(data).start()
	all = await server.loginAll()
})
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }, server.said))

const sign = (who, one, proxy) => all[who].post(`${v1}/cases/${one}/act`, { act: 'withdraw', on, reason: '误报', signer: 'proxy',
	proxy, relation: '兄弟', witness: '赵一、钱二' })
const ended = async () => (await Promise.all(cases.map(c => all.county.get(`${v1}/cases/${c}`))))
	.filter(a => a.json.state === 'withdrawn' || /withdrawn/i.test(JSON.stringify(a.json.gate))).length

test('a name is one line, a witness is another person, and what is typed has no signs that nobody sees', async () => {
	const one = cases[0]
	const tried = async (status, what, more) => {
		const a = await all.village.post(`${v1}/cases/${one}/act`, { act: 'withdraw', on, reason: '误报', signer: 'proxy',
			proxy: '王建国', relation: '兄弟', witness: '赵一、钱二', ...more })
		assert.equal(a.status, status, what + ': ' + a.text)
		return a.text
	}
	/* what passed a line feed was counted under another name than it was read */
	assert.match(await tried(422, 'a proxy of two lines', { proxy: '王建国\n兄弟\n赵一、钱二' }), /control signs|控制字符/)
	assert.match(await tried(422, 'a proxy with a sign that is taken for another', { proxy: '\uF9E1建国' }), /U\+F9E1/)
	await tried(422, 'a direction mark', { reason: '误报\u202Egnp' })
	await tried(422, 'a long relation', { relation: '兄'.repeat(61) })
	/* one person with a digit or a bracket behind the name is not two */
	for (const name of ['赵一1', '赵一１', '赵一（户主）', '王建英1', '王建英(户主)', '赵一/钱二'])
		assert.match(await tried(422, name, { witness: `赵一、${name}` }), /gate-typed-name/)
	assert.match(await tried(422, 'a proxy with a number', { proxy: '王建国2' }), /gate-typed-name/)
	await tried(403, 'a log-in name may have digits', { witness: 'county2' })
	await tried(403, 'one witness twice', { witness: '赵一、赵 一' })
	await tried(403, 'the proxy sees himself', { witness: '王 建国、赵一' })
	const me = (await all.village.get(`${v1}/me`)).json.account.name
	await tried(403, 'who acts as a witness', { witness: `${me}、赵一` })
	/* nobody of the household sees it, by whatever signs the name is written, and nobody whose kin it is */
	assert.match(await tried(403, 'the head sees it himself', { witness: '王 建英、赵一' }), /kin|亲属/)
	const other = (await all.department.get(`${v1}/me`)).json.account.name
	const declared = await all.department.post(`${v1}/me/kin`, { name: '王建英', relation: '兄弟' })
	assert.ok(declared.status < 300, declared.text)
	await tried(403, 'an account that declared kin, by its log-in name', { witness: 'department、赵一' })
	await tried(403, 'an account that declared kin, by its name', { witness: `${other}、赵一` })
	/* the browser has no command line, and the field is that of the request */
	const nobody = JSON.parse(await tried(404, 'nobody with him', { with: 'nobody' }))
	assert.equal(nobody.where, 'with')
	assert.doesNotMatch(nobody.detail, /--|jingzhun /)
	assert.equal(await ended(), 0)
})

test('a proxy signs for so many, though all are entered at once', async () => {
	const answers = await Promise.all(cases.map((one, i) => sign(i % 2 ? 'village' : 'township', one, '王建国')))
	const good = answers.filter(a => a.status === 200).length

	assert.equal(good, MOST, answers.map(a => a.text).join('\n'))
	for (const a of answers) assert.ok([200, 403, 409].includes(a.status), a.text)
	assert.equal(await ended(), MOST)
	/* under another way of writing the name he is no other */
	const left = cases[answers.findIndex(a => a.status !== 200)]
	assert.notEqual((await sign('village', left, ' 王建国 ')).status, 200)
	const other = await Promise.all(['village', 'township', 'village', 'township'].map(who => sign(who, left, '李建国')))
	assert.equal(other.filter(a => a.status === 200).length, 1, 'of several who decide one case at once, one does')
	assert.equal(await ended(), MOST + 1)
	/* papers tell who signed and who saw it to those whom the case tells it, and to no other */
	const done = cases[answers.findIndex(a => a.status === 200)]
	let told = 0
	for (const who of readable ? Object.keys(all) : []) {
		const shown = (await all[who].get(`${v1}/cases/${done}`)).text.includes('王建国')
		for (const paper of ['case-sheet', 'approval-sheet', 'exit-acceptance']) {
			const a = await all[who].get(`${v1}/cases/${done}/papers/${paper}.pdf?lang=zh`)
			if (a.status !== 200) continue
			const says = execFileSync('pdftotext', ['-layout', '-', '-'], { input: a.bytes }).toString()
			if (!shown) assert.doesNotMatch(says.replace(/\s/g, ''), /王建国|赵一|钱二/, `${who} ${paper}`)
			told += shown && says.includes('王建国')
		}
	}
	assert.ok(told || !readable, 'no paper tells the proxy')
})

/* Meetings, notices, objections, declarations, rounds, tasks and years, over the real routes: at each
 * step everybody of the demo whose it is not tries first, with all that it takes, and is refused;
 * nothing of what it is about changes. Then the first of those whose it is does it. */
import { execFileSync, spawnSync } from 'node:child_process'
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { each, people, Server } from './jz.mjs'
import { png } from './picture.mjs'
import { columns, county, exited, township, Village, village } from './village.mjs'

const readable = spawnSync('pdftotext', ['-v']).error === undefined

const v1 = '/api/v1'
const place = new Village(), { data, jz } = place
const day = n => new Date(Date.now() + 8 * 3600e3 + n * 86400e3).toISOString().slice(0, 10)     /* the office's */
let server, all, refused = 0, steps = 0, round, one, two

/* A round in which one household waits for its meeting, and another has only begun. */
function prepare()
{
	place.import('household', columns + exited('1', '王建英') + exited('2', '李四') + exited('3', '赵六'))
	place.import('person', '人编号,户编号,姓名,与户主关系\nm2,2,李四,户主\nm3,3,赵六,户主\n')
	place.import('status', '户编号,身份类别,开始时间\n2,脱贫户,2016-12-01\n')
	jz('user', 'demo')
	round = place.opened('monitor-quick', '2020-06-01', 'one')
	;[one, two] = ['1', '2'].map(no => place.taken(round, no, '2020-06-01'))
	place.surveyed(one, '2020-06')
	jz('task', 'run', '--on', '2020-06-05')
}

before(async () => {
	prepare()
	server = await new Server(data, { args: ['--site', 'https://fp.example.cn'] }).start()
	all = await server.loginAll()
})
after(async () => {
	const end = await server.stop()

	console.log(`# ${steps} steps, ${refused} attempts refused`)
	assert.deepEqual(end, { code: 0, signal: null }, server.said)
	assert.ok(refused >= 200)
})

/* What is seen of it, but not whose turn it is. */
const seen = async at => (at ? (await all.county.get(v1 + at)).text : '')

/* Everybody but `may` is refused; then the first of them does it. body(who) may differ. */
async function step(what, may, at, body, { look, good = [200, 201], headers, mine = [] } = {})
{
	const send = who => all[who].post(v1 + at, typeof body === 'function' ? body(who) : body, headers)
	const was = await seen(look)
	const wrong = []

	steps++
	for (const who of people.filter(p => !may.includes(p) && !mine.includes(p))) {
		const a = await send(who)

		if ([403, 404, 409].includes(a.status)) refused++
		else wrong.push(`${what}: ${who} got ${a.status} ${a.text.slice(0, 160)}`)
	}
	assert.deepEqual(wrong, [])
	assert.equal(await seen(look), was, `${what}: something changed`)
	if (!may.length) return null
	const a = await send(may[0])
	assert.ok(good.includes(a.status), `${what}: ${may[0]} got ${a.status} ${a.text.slice(0, 300)}`)
	return a.json
}

test('rounds: opened, filled, closed', async () => {
	const order = { procedure: 'monitor-quick', name: 'two', area: township, on: '2020-07-01' }
	const no = (await step('open', ['township', 'county'], '/rounds', order, { look: '/rounds' })).no
	await step('fill', ['township', 'county'], `/rounds/${no}/fill`, { share: '1/2', seed: '1', on: '2020-07-01', dry: true },
		{ look: `/rounds/${no}` })
	const other = (await all.township.post(`${v1}/rounds`, { ...order, name: 'three' })).json.no
	await step('close', ['township', 'county'], `/rounds/${other}/close`, { reason: 'nobody' }, { look: `/rounds/${other}` })
	const items = who => ({ about: ['3'], on: '2020-07-01' })
	const was = await seen(`/rounds/${no}`)
	for (const who of people.filter(p => !['village', 'township', 'county', 'helper'].includes(p))) {
		const a = await all[who].post(`${v1}/rounds/${no}/cases`, items(who))

		assert.ok([403, 404, 409].includes(a.status) || a.json?.items.every(i => !i.done), `add: ${who} got ${a.text}`)
		refused++
	}
	assert.equal(await seen(`/rounds/${no}`), was)
})

test('a meeting: with its votes and minutes, held by those who hold it', async () => {
	const body = { gate: 'appraisal', area: village, on: '2020-06-05', place: 'hall', manner: 'hands', representatives: 9,
		attendance: '甲\n乙\n丙\n丁\n戊\n己', minutes: 'told', proof: 'two sheets', votes: [{ case: one, in_favour: 6, against: 0, abstain: 0, note: 'poor' }] }
	/* tried out twice, and once with more votes than there were people: no number is used up */
	const tried = v => all.village.post(`${v1}/rounds/${round}/meetings`, { ...body, ...v })
	for (const v of [{ dry: true }, { dry: true }, { votes: [{ case: one, in_favour: 99, against: 0, abstain: 0 }] }])
		assert.ok([200, 422].includes((await tried(v)).status))
	const held = (await step('hold', ['village'], `/rounds/${round}/meetings`, body, { look: `/rounds/${round}/meetings` })).no
	assert.equal(held, 'M1')
	/* who came, what was said and noted, on the page and on paper: not for who only reads, nor for upper levels */
	for (const who of ['village', 'township2', 'inspector', 'leader', 'finance', 'upper', 'upper2']) {
		const page = await all[who].get(`${v1}/meetings/${held}`)
		const pdf = await all[who].get(`${v1}/meetings/${held}/papers/minutes.pdf?lang=zh`)
		const paper = readable && pdf.status === 200 ? execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf.bytes }).toString() : ''
		const knows = ['village', 'township2', 'inspector'].includes(who)

		assert.equal(page.status, 200, who)
		assert.equal(/戊/.test(page.text), knows, who)
		assert.equal(page.json.proof, 'two sheets', who)
		assert.equal(page.json.votes[0].note, knows ? 'poor' : '***', who)
		if (paper) assert.equal(/戊/.test(paper), knows, who)
		assert.equal(pdf.status, 200, `${who} ${pdf.text}`)
	}
	/* its minutes: by those who hold such meetings */
	const raw = { 'content-type': 'application/octet-stream' }, at = `/meetings/${held}/papers?name=m.png&kind=${encodeURIComponent('会议记录')}`
	await step('minutes', ['village'], at, png(40, 30), { look: `/meetings/${held}`, headers: raw })
	/* nothing shows yet who came; the sign-in sheet or a picture does, handed in by the same */
	const unproven = async () => (await all.village.get(`${v1}/meetings/${held}`)).json.kinds.filter(k => k.proof).map(k => [k.id, k.have])
	assert.deepEqual(await unproven(), [['signatures', false], ['meeting_photo', false]])
	await step('sign-in sheet', ['village'], at.replace(/kind=.*/, `kind=${encodeURIComponent('签到表')}`), png(41, 30), { look: `/meetings/${held}`, headers: raw })
	assert.deepEqual(await unproven(), [['signatures', true], ['meeting_photo', false]])
	await step('minutes of another kind', [], at.replace(/kind=.*/, `kind=${encodeURIComponent('入户调查表')}`), png(40, 30), { look: `/meetings/${held}`, headers: raw })
	/* a double click: the same request several times at once is one meeting, and the next has the next number */
	for (let i = 2; i < 8; i++) {
		const again = { 'idempotency-key': `click-${i}` }
		const clicks = await Promise.all(['a', 'b', 'c', 'd'].map(() => all.village.post(`${v1}/rounds/${round}/meetings`,
			{ ...body, votes: [] }, again)))

		assert.deepEqual(clicks.map(a => [a.status, a.json?.no]), clicks.map(() => [200, `M${i}`]))
	}
	/* somebody whose page still shows the gate before this one acts on what he sees, and not on what is */
	const shown = await seen(`/cases/${one}`)
	const stale = await all.village.post(`${v1}/cases/${one}/act`, { act: 'passed', on: '2020-06-06', gate: 'compare' })
	assert.equal(stale.status, 409, stale.text)
	assert.equal(await seen(`/cases/${one}`), shown)
	await step('passed', ['village'], `/cases/${one}/act`, { act: 'passed', on: '2020-06-06' }, { look: `/rounds/${round}/agenda` })
})

test('a notice: made, photographed, found missing, taken down', async () => {
	const list = `/notices?area=${village}`
	const made = (await step('make', ['village'], '/notices', { round, gate: 'notice', area: village }, { look: list })).items
	assert.equal(made.length, 1)
	const at = `/notices/${made[0].no}`, photo = { 'content-type': 'application/octet-stream' }
	await step('photo', ['village', 'township', 'county', 'helper'], `${at}/photos/first?place=x&taken=${day(0)}`, png(40, 30), { look: at, headers: photo })

	/* said against it: taken in, looked into by others than who made it, answered by a third */
	await step('take in', ['township', 'county', 'village', 'helper'], '/objections',
		{ notice: made[0].no, position: '1', topic: 'wrong', channel: 'phone', text: '这户有车' }, { look: '/objections' })
	const id = (await all.township.get(`${v1}/objections`)).json.items[0].id, it = `/objections/${id}`
	await step('answered before', [], `${it}/answer`, { outcome: 'refused', text: 'no' })
	/* village made the list, and surveyed */
	await step('verify', ['township', 'county', 'helper'], `${it}/verify`, { text: '登记有车' }, { mine: [] })
	for (const who of ['county', 'department']) {
		const a = await all[who].post(`${v1}${it}/verify`, { text: 'again' })

		assert.ok([403, 404, 409].includes(a.status), `twice: ${who} ${a.status}`)
		refused++
	}
	await step('answer', ['township2', 'county2'], `${it}/answer`, { outcome: 'refused', text: '车为邻居所有' })
	await step('missing', ['village', 'township', 'county', 'helper'], `${at}/missing`, { reason: 'torn' }, { look: at })
	await step('down', ['village', 'township', 'county', 'helper'], `${at}/down`, { reason: 'a mistake' }, { look: at })
	/* what somebody wrote may name people: it is for who may read what is sealed there */
	const told = []
	for (const who of Object.keys(all).sort()) {
		const a = await all[who].get(v1 + at)
		assert.ok(!a.json?.down_why || a.json.down_why === 'a mistake')
		assert.equal(a.json?.missing_why, a.json?.down_why && 'torn', who)
		if (a.json?.down_why) told.push(who)
	}
	assert.ok(told.includes('village') && told.includes('county2'), told.join())
	for (const who of ['finance', 'leader', 'department']) {
		assert.equal((await all[who].get(v1 + at)).status, 200, who)
		assert.ok(!told.includes(who), who)
	}
})

test('who surveyed does not look into it with another, nor under another name', async () => {
	const made = (await all.county.get(`${v1}/notices?area=${village}`)).json.items[0]
	const told = { topic: 'wrong', channel: 'phone', text: '再报一次', notice: made.no, position: '1' }
	assert.equal((await all.township.post(`${v1}/objections`, told)).status, 201)
	const id = (await all.township.get(`${v1}/objections?state=received`)).json.items[0].id
	for (const withs of ['village', '谢小芳', '钱五,village', '孙六、谢小芳', '谢 小芳', '孙六；village', '孙六 village', '孙六 谢小芳']) {
		const a = await all.township.post(`${v1}/objections/${id}/verify`, { text: 'seen', with: withs })

		assert.equal(a.status, 403, `${withs}: ${a.text}`)
		refused++
	}
	for (const withs of ['钱五1', '钱五（村干部）', '\uF9E1四', '钱\u200B五']) {
		const a = await all.township.post(`${v1}/objections/${id}/verify`, { text: 'seen', with: withs })

		assert.deepEqual([a.status, a.json.where], [422, 'with'], `${withs}: ${a.text}`)
		refused++
	}
	assert.equal((await all.township.post(`${v1}/objections/${id}/verify`, { text: 'seen', with: 'county,钱五' })).status, 200)
	const one = (await all.county.get(`${v1}/objections/${id}`)).json
	assert.match(one.verified_by, /何静.*林晓.*钱五/)
	assert.equal(one.may_answer, false)
})

test('who verified it, by whatever name he was written, does not answer it', async () => {
	const name = (await all.county2.get(`${v1}/me`)).json.account.name
	const made = (await all.county.get(`${v1}/notices?area=${village}`)).json.items[0]
	for (const withs of [name, `${name[0]} ${name.slice(1)}`, `孙六、${name}`, `孙六；county2`, 'county2', `孙六 ${name}`]) {
		const told = { topic: 'wrong', channel: 'phone', text: withs, notice: made.no, position: '1' }
		assert.equal((await all.township.post(`${v1}/objections`, told)).status, 201)
		const id = (await all.township.get(`${v1}/objections?state=received`)).json.items[0].id
		const seen = await all.township.post(`${v1}/objections/${id}/verify`, { text: 'seen', with: withs })
		assert.equal(seen.status, 200, `${withs}: ${seen.text}`)
		assert.equal((await all.county2.get(`${v1}/objections/${id}`)).json.may_answer, false, withs)
		const a = await all.county2.post(`${v1}/objections/${id}/answer`, { outcome: 'refused', text: 'no' })
		assert.equal(a.status, 403, `${withs}: ${a.text}`)
		refused++
		const good = await all.township2.post(`${v1}/objections/${id}/answer`, { outcome: 'refused', text: 'no' })
		assert.equal(good.status, 200, `${withs}: ${good.text}`)
	}
})

test('a list that many ask for at once is made once, and the others hear of it', async () => {
	const ask = () => all.village.post(`${v1}/notices`, { round, gate: 'notice', area: village })
	const stand = async () => (await all.county.get(`${v1}/notices?area=${village}`)).json.items.filter(i => i.state === 'made')

	const number = list => Math.max(0, ...list.map(i => Number(i.no.split('-').at(-1))))
	const every = async () => (await all.county.get(`${v1}/notices`)).json.items
	let last = number(await every())
	for (let turn = 0; turn < 6; turn++) {
		const answers = await Promise.all(Array.from({ length: 12 }, ask))

		assert.equal(answers.filter(a => a.status === 200 && a.json.items.length === 1).length, 1)
		for (const a of answers) assert.ok(a.status === 200 || (a.status === 409 && /20\d\d-\d{4}/.test(a.text)), a.text)
		const made = await stand()
		assert.equal(made.length, 1)
		assert.equal(number(made), ++last, 'the numbers of lists have no gap')
		assert.equal((await all.village.post(`${v1}/notices/${made[0].no}/down`, { reason: 'a mistake' })).status, 200)
	}
})

test('a declaration: taken in, accepted, answered', async () => {
	const told = { area: village, topic: 'ill', channel: 'person', name: '赵六', phone: '13900001234', group: '2组', text: '住院开支大' }
	const may = ['village', 'township', 'county', 'helper']
	await step('take in', may, '/declarations', told, { look: '/declarations' })
	const [a] = (await all.village.get(`${v1}/declarations`)).json.items
	const at = `/declarations/${a.id}`
	const reads = async who => {
		const d = (await all[who].get(v1 + at)).json, own = await all[who].get(`${v1}/household/3/cases?story=1`)

		return [d?.content === told.text, d?.name === told.name, d?.phone === told.phone, own.text.includes(told.text)]
	}
	const works = ['village', 'township', 'county'], inspecting = ['township2', 'county2', 'inspector'], other = ['leader', 'finance', 'upper', 'upper2']

	/* Before it is a case it concerns those who deal with it here. */
	for (const who of works) assert.deepEqual(await reads(who), [true, true, true, false], who)
	for (const who of [...inspecting, ...other]) assert.deepEqual(await reads(who), [false, false, false, false], who)
	await step('accept', ['village', 'township', 'county', 'helper'], `${at}/accept`, { round, household: '3' }, { look: '/declarations' })
	/* Then who decides or inspects the case reads what was told, here as in the household's story, and
	 * not who told it; others read it in neither. */
	for (const who of works) assert.deepEqual(await reads(who), [true, true, true, true], who)
	for (const who of inspecting) assert.deepEqual(await reads(who), [true, false, false, true], who)
	for (const who of other) assert.deepEqual(await reads(who), [false, false, false, false], who)
	for (const who of people) {
		const [page, , , story] = await reads(who)

		assert.equal(page, story, who)
	}
	await all.village.post(`${v1}/declarations`, told)
	const b = (await all.village.get(`${v1}/declarations?state=received`)).json.items[0]
	await step('answer', may, `/declarations/${b.id}/answer`, { text: 'you were heard' }, { look: '/declarations' })
})

test('what a procedure decides nobody proposes: which procedure does is told', async () => {
	const no = JSON.parse(jz('list', 'household', '--where', `area="${village}"`, '--columns', 'no', '--limit', '1', '--json')).no
	const one = (await all.village.get(`${v1}/household/${no}`)).json.household ?? (await all.village.get(`${v1}/household/${no}`)).json
	const wish = (who, set) => all[who].patch(`${v1}/household/${no}`, { set, reason: '看过' }, { 'if-match': `"v${one.v}"` })

	for (const who of ['village', 'county'])
		for (const [set, says] of [[{ exit_mark: '返贫' }, 'Exit of poor households'], [{ monitor_type: '突发严重困难户' }, 'onitor']]) {
			const a = await wish(who, set)

			assert.equal(a.status, 422, a.text)
			assert.equal(a.json.code, 'change-decided-field')
			assert.match(a.text, new RegExp(says))
		}
	/* a reason that nobody could keep is a wrong input, and not one request too many */
	for (const signs of [501, 6000]) {
		const long = await all.village.patch(`${v1}/household/${no}`, { set: { address: '村尾' }, reason: '长'.repeat(signs) },
			{ 'if-match': `"v${one.v}"` })
		assert.deepEqual([long.status, long.json.where], [422, 'reason'], long.text)
		assert.match(long.text, /500/)
	}
	assert.equal((await wish('village', { address: '村口' })).status, 202)
})

const refusedAs = (a, status, code) => assert.deepEqual([a.status, a.json.code], [status, code], a.text)

test('nor a status that procedures begin and end; a person of another household gets no measure', async () => {
	const add = (no, noun, set) => all.village.post(`${v1}/household/${no}/rows/${noun}`, { set, reason: '看过' })
	const decide = async a => (await all.township2.post(`${v1}/changes/${a.json.change.id}/approve`, {})).status
	const news = { scheme: '脱贫不稳定户', started: '2020-03-01' }, a = await add('3', 'status', news)
	refusedAs(a, 422, 'change-decided-field')
	assert.match(a.text, /Unstable exited household.*[Mm]onitor/)
	assert.equal(a.json.errors[0].field, 'scheme')
	refusedAs(await add('3', 'status', { scheme: '脱贫户', started: '2020-03-01' }), 422, 'change-decided-field')
	assert.equal(await decide(await add('3', 'status', { scheme: '低保对象', started: '2020-03-01' })), 200)

	const rows = (await all.village.get(`${v1}/status?limit=50`)).json.items
	const edit = (row, set) => all.village.patch(`${v1}/status/${row.id}`, { set, reason: '看过' }, { 'if-match': `"v${row.v}"` })
	const exited = rows.find(x => x.c.scheme === 'Exited household'), dibao = rows.find(x => x.c.scheme === 'Dibao')
	refusedAs(await edit(exited, { ended: '2021-01-01' }), 422, 'change-decided-field')
	refusedAs(await edit(dibao, { scheme: '边缘易致贫户' }), 422, 'change-decided-field')
	assert.equal((await edit(dibao, { ended: '2021-01-01' })).status, 202)

	const measure = person => add('3', 'measure', { kind: '产业帮扶', started: '2020-06-05', person })
	refusedAs(await measure('m2'), 422, 'change-not-member')
	assert.equal(await decide(await measure('m3')), 200)
	const made = (await all.village.get(`${v1}/measure?limit=50`)).json.items[0]
	const moved = await all.village.patch(`${v1}/measure/${made.id}`, { set: { person: 'm2' }, reason: '看过' },
		{ 'if-match': `"v${made.v}"` })
	assert.equal(moved.status, 422, moved.text)
})

test('one row proposed several times and approved at once is there once', async () => {
	const set = { kind: '就业帮扶', started: '2020-07-01' }, count = async () => (await all.village.get(`${v1}/measure?limit=50`)).json.items.length
	const had = await count(), ids = []

	for (let i = 0; i < 6; i++)
		ids.push((await all.village.post(`${v1}/household/3/rows/measure`, { set, reason: '看过' })).json.change.id)
	const answers = await Promise.all(ids.map(id => all.township2.post(`${v1}/changes/${id}/approve`, {})))
	assert.deepEqual(answers.map(a => a.status).sort(), [200, 409, 409, 409, 409, 409])
	assert.equal(await count(), had + 1)
})

test('a declaration goes into a round that takes some in, with one case however many accept it', async () => {
	const open = async procedure => (await all.township.post(`${v1}/rounds`,
		{ procedure, name: procedure, area: township, on: '2020-07-01' })).json.no
	const told = { area: village, topic: 'ill', channel: 'phone', name: '李四', phone: '13900001235', group: '2组', text: '住院' }
	const exit = await open('risk-removal'), rounds = [await open('monitor'), await open('re-entry')]
	assert.equal((await all.village.post(`${v1}/declarations`, told)).status, 201)
	const { id } = (await all.village.get(`${v1}/declarations?state=received`)).json.items[0]
	const accept = round => all.village.post(`${v1}/declarations/${id}/accept`, { round, household: '2' })
	const cases = async no => (await all.county.get(`${v1}/rounds/${no}/cases`)).json.items.map(x => x.no)
	refusedAs(await accept(exit), 422, 'lead-no-round')
	const answers = await Promise.all([...rounds, ...rounds].map(accept))
	assert.ok(answers.some(a => a.status === 200), answers.map(a => a.text).join())
	for (const a of answers) assert.ok([200, 409].includes(a.status), a.text)
	const { case: no } = answers.find(a => a.status === 200).json
	assert.deepEqual([...await cases(rounds[0]), ...await cases(rounds[1])], [no])
	/* it came by phone, and says so; others say how they came when they are taken in */
	const channel = async no => (await all.village.get(`${v1}/cases/${no}`)).json.channel
	assert.equal(await channel(no), 'Hotline')
	const taken = async (about, channel) => (await all.village.post(`${v1}/rounds/${rounds[1]}/cases`, { about: [about], channel, on: '2020-07-01' }))
	refusedAs(await taken('1', 'rumour'), 422, 'gate-no-tag')
	const by = (await taken('1', 'media')).json.items[0]
	assert.equal(await channel(by.no), 'Media', JSON.stringify(by))
})

test('a poster leads to the public form of a place; one for a place that is not there is not printed', async () => {
	const listed = (await all.village.get(`${v1}/papers`)).json.items.map(p => p.name)
	assert.ok(listed.includes('declare-poster'))
	const poster = query => all.village.get(`${v1}/papers/declare-poster.pdf?lang=zh${query}`)
	const pdf = await poster(`&area=${village}`)
	assert.equal(pdf.status, 200, pdf.text.slice(0, 200))
	if (readable) assert.match(execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf.bytes }).toString(), /甲村[^]*fp\.example\.cn\/p\/declare/)
	assert.equal((await poster('')).status, 200)
	assert.equal((await poster('&area=110000000000')).status, 404)
	assert.equal((await poster('&area=%00%3Cscript%3E')).status, 404)
})

test('a list longer than one answer is told page after page', async () => {
	const told = { area: village, topic: 'ill', channel: 'person', name: '赵六', phone: '13900001234', group: '2组', text: '住院' }
	const was = (await all.county.get(`${v1}/declarations`)).json.all

	await each(Array.from({ length: 505 }), 16, async () =>
		assert.equal((await all.village.post(`${v1}/declarations`, told)).status, 201))
	const seen = []
	for (let cursor = ''; cursor !== null;) {
		const page = (await all.county.get(`${v1}/declarations?cursor=${cursor}`)).json

		assert.equal(page.all, was + 505)
		assert.ok(page.items.length <= 500)
		seen.push(...page.items.map(i => BigInt(i.id)))
		cursor = page.next
	}
	assert.equal(new Set(seen).size, was + 505)
	assert.ok(seen.every((id, i) => !i || id < seen[i - 1]), 'the newest first, none twice')
	assert.equal((await all.county.get(`${v1}/declarations?cursor=x`)).status, 400)
})

test('a work item: closed by those on whose desk it is', async () => {
	const items = (await all.county.get(`${v1}/tasks/items`)).json.items
	const late = items.find(i => i.kind === 'late')
	assert.ok(late, JSON.stringify(items))
	const desk = []
	for (const who of people) {
		const list = (await all[who].get(`${v1}/tasks/items`)).json?.items ?? []

		if (list.find(i => i.no === late.no)?.mine) desk.push(who)
	}
	assert.deepEqual(desk, ['township'])
	await step('done', desk, `/tasks/items/${late.no}/done`, { reason: 'the family was away' }, { look: '/tasks/items?closed=1' })
})

test('a paper of a case: handed in by whoever may do the act that needs it, and whoever may add any', async () => {
	const raw = { 'content-type': 'application/octet-stream' }, kind = k => `/cases/${two}/papers?name=s.png&kind=${encodeURIComponent(k)}`
	const any = ['village', 'township', 'county', 'helper'], look = `/cases/${two}`
	/* it has only begun: the survey is to be made, the comparison is not */
	await step('survey', any, kind('入户调查表'), png(40, 30), { look, headers: raw })
	await step('comparison too early', any, kind('信息比对结果'), png(40, 31), { look, headers: raw })
	/* the department, which may add nothing to households, compares */
	/* late, with a letter of refusal: why it is late is said beside the letter's reason, and named so */
	const late = await all.township.post(`${v1}/cases/${two}/act`, { act: 'no-risk', on: day(0), reason: '无风险' })
	assert.ok(late.json.errors?.some(e => e.field === 'excuse'), late.text)
	const more = { with: 'township', checks: { enter: 'a', look: 'b', reckon: 'c', compare: 'd' } }
	assert.equal((await all.village.post(v1 + kind('承诺授权书'), png(40, 32), raw)).status, 201)
	assert.equal((await all.village.post(`${v1}/cases/${two}/act`, { act: 'checked', on: day(0), reason: 'late', ...more })).status, 200)
	await step('comparison', ['department', ...any], kind('信息比对结果'), png(40, 33), { look, headers: raw })
	await step('authorisation', ['department', ...any], kind('承诺授权书'), png(40, 34), { look, headers: raw })
	await step('identity papers', any, kind('身份证件'), png(40, 35), { look, headers: raw })
})

test('a case is given to somebody by those who work there', async () => {
	const at = `/cases/${two}`
	const was = await seen(at)
	for (const who of ['upper', 'upper2', 'department', 'finance', 'inspector', 'leader', 'audit', 'sysadmin', 'security', 'county2', 'township2']) {
		const a = await all[who].post(`${v1}/cases/assign`, { nos: [two], to: 'township' })

		assert.ok([403, 404, 409].includes(a.status) || a.json?.items.every(i => !i.done), `assign: ${who} ${a.text}`)
		refused++
	}
	assert.equal(await seen(at), was)
	await step('carry', [], `${at}/carry`, { reason: 'one family' }, { look: at })
})

test('a year: closed, and opened again by another', async () => {
	const note = { year: 2015, area: county, note: 'all is in' }
	const add = (house, year) => all.village.post(`${v1}/household/${house}/rows/income`,
		{ set: { period_from: `${year}-01-01`, period_to: `${year}-12-31`, per_capita_net: '2000', members: '3' }, reason: '看过' })
	const early = await add('3', 2015)
	assert.equal((await all.township2.post(`${v1}/changes/${early.json.change.id}/approve`, {})).status, 200)
	const stands = (await all.village.get(`${v1}/income?limit=50`)).json.items[0]
	await step('close', ['county'], '/years', note)
	const no = (await all.county.get(`${v1}/years`)).json.items[0].no
	/* what states something of it is not even proposed: who closed it, and who may open it, is told */
	const closed = await add('2', 2015)
	refusedAs(closed, 409, 'closing-closed')
	assert.match(closed.json.detail, /2015.*closed by 林晓.*County approver/)
	assert.doesNotMatch(closed.text, /jingzhun|--/)
	refusedAs(await all.village.patch(`${v1}/income/${stands.id}`, { set: { per_capita_net: '2100' }, reason: '看过' },
		{ 'if-match': `"v${stands.v}"` }), 409, 'closing-closed')
	assert.equal((await add('2', 2014)).status, 202)
	await step('reopen', ['county2'], `/years/${no}/reopen`, { reason: 'a mistake' }, { look: '/years' })
	assert.equal((await add('2', 2015)).status, 202)
})

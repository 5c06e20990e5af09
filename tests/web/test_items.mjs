/* Work items of leads and of a look-back are done with the answer that settles them, over the real
 * routes: nobody has to wait for the daily run. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Server } from './jz.mjs'
import { columns, Village, village } from './village.mjs'

const v1 = '/api/v1'
const place = new Village({ pack: 'cn-tonghua' }), { data, jz, opened } = place
let server, clerk, monitor, adjustment, reentry

/* Three leads, and a household that a look-back found wrongly registered. */
function prepare()
{
	const lead = (no, about, head) => `${no},${village},${about},${head},大额医疗支出,部门筛查预警,2021-03-02,县医保局,待受理,2021-03-05\n`

	place.import('household', columns + `1,${village},2016-12-31,建档立卡贫困户,未脱贫,13900000001,9000,王建英\n` +
		`2,${village},2016-12-31,脱贫户,已脱贫,13900000002,5500,李四\n`)
	place.import('lead', '线索编号,行政村,户编号,对象姓名,线索主题,线索来源,收到日期,推送部门,办理状态,办结期限\n' +
		['X1', 'X2', 'X3'].map(no => lead(no, '2', '李四')).join('') + lead('X4', '1', '王建英'))
	jz('user', 'demo')
	const one = place.taken(opened('look-back', '2017-03-01'), '1', '2017-03-01', 'township')
	place.paper(one, '入户调查表', '2017-03-02')
	place.act(one, 'wrong', '2017-03-02', 'township', '--reason', '已核', ...['enter=已入户', 'look=新建楼房', 'reckon=9000', 'compare=偏高']
		.flatMap(c => ['--check', c]))
	place.act(one, 'agree', '2017-03-03', 'township2', '--reason', '核实无误')
	adjustment = opened('adjustment', '2017-03-01')
	reentry = opened('re-entry', '2017-04-01')
	monitor = opened('monitor-quick', '2021-03-04')
	jz('task', 'run')
}

before(async () => {
	prepare()
	server = await new Server(data).start()
	clerk = await server.login('village')
})
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }, server.said))

const items = async () => (await clerk.get(`${v1}/tasks/items`)).json.items
const waiting = async () => (await items()).filter(i => i.kind === 'lead' && i.about !== 'X4').map(i => i.about).sort()

test('a round that is not for the household is neither offered to its lead nor takes it, and says why', async () => {
	const offered = async no => (await clerk.get(`${v1}/leads/${no}`)).json.rounds.map(r => r.no)

	/* the one has left poverty and may come back; the other never did */
	assert.ok((await offered('X1')).includes(reentry))
	assert.ok(!(await offered('X4')).includes(reentry))
	assert.ok((await offered('X4')).includes(monitor))
	const no = await clerk.post(`${v1}/leads/X4/accept`, { round: reentry })
	assert.equal(no.status, 422, no.text)
	assert.match(no.json.detail, /must have left poverty/)
})

test('a lead that goes into a case, is explained or settled is asked for no more', async () => {
	assert.deepEqual(await waiting(), ['X1', 'X2', 'X3'])
	const taken = await clerk.post(`${v1}/leads/X1/accept`, { round: monitor })
	assert.equal(taken.status, 200, taken.text)
	assert.deepEqual(await waiting(), ['X2', 'X3'])
	/* who is sent by a department tells leads, and settles none; nor does who only reads */
	for (const who of ['department', 'leader', 'inspector', 'upper']) {
		const other = await server.login(who)

		for (const act of ['check', 'explain', 'close'])
			assert.equal((await other.post(`${v1}/leads/X2/deal`, { act, text: '不属实' })).status, 403, `${who} ${act}`)
		assert.equal((await other.post(`${v1}/leads/X2/accept`, { round: monitor })).status, 403, who)
	}
	assert.deepEqual(await waiting(), ['X2', 'X3'])
	const explained = await clerk.post(`${v1}/leads/X2/deal`, { act: 'explain', text: '已报销' })
	assert.equal(explained.status, 200, explained.text)
	assert.deepEqual(await waiting(), ['X3'])
	assert.equal((await clerk.post(`${v1}/leads/X3/deal`, { act: 'close', text: '不属实' })).status, 200)
	assert.deepEqual(await waiting(), [])
})

test('a case of the adjustment ends what the look-back asked for', async () => {
	const asked = async () => (await items()).filter(i => i.kind === 'after').length
	assert.equal(await asked(), 1)
	/* a case of another procedure is not what was asked for */
	const other = await clerk.post(`${v1}/rounds/${monitor}/cases`, { about: ['1'], on: '2021-03-05' })
	assert.equal(other.json.items[0].done, true, other.text)
	assert.equal(await asked(), 1)
	const made = await clerk.post(`${v1}/rounds/${adjustment}/cases`, { about: ['1'], on: '2017-03-02' })
	assert.equal(made.json.items[0].done, true, made.text)
	assert.equal(await asked(), 0)
	/* the case began a day before it was asked for: nothing is done before it is asked for */
	assert.match(jz('list', 'task', '--where', 'subject ~ "after:"', '--columns', 'since,done_on', '--json'),
		/"since":"2017-03-03","done_on":"2017-03-03"/)
	assert.match(jz('verify', '--deep'), /./)
})

test('a list that is taken back takes what it asked for with it', async () => {
	const office = await server.login('county')
	const list = '线索编号,行政村,户编号,对象姓名,线索主题,线索来源,收到日期,推送部门,办理状态,办结期限\n' +
		`X9,${village},2,李四,大额医疗支出,部门筛查预警,2021-03-05,县医保局,待受理,2021-03-08\n`
	const sent = (await office.upload('lead.csv', list)).json.id
	const job = await office.job((await office.post(`${v1}/imports`, { uploads: [sent] })).json.job)
	assert.deepEqual(await waiting(), ['X9'], JSON.stringify(job))
	const batch = (await office.get(`${v1}/batches`)).json.items[0].no
	const approver = await server.login('county2')
	const undone = await approver.post(`${v1}/batches/${batch}/undo`, { reason: '发错了' })
	assert.ok(undone.json.job, undone.text)
	await approver.job(undone.json.job)
	assert.deepEqual(await waiting(), [])
})

/* The story of a case of which everything is of one day: what is told after what, over the real
 * routes. Its acts, list, objection, letter and review were entered one after the other. */
import assert from 'node:assert/strict'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { root, Server } from './jz.mjs'
import { Village, village } from './village.mjs'

const v1 = '/api/v1'
const place = new Village({ pack: 'cn' }), { data, jz } = place
const day = new Date(Date.now() - 86400000).toISOString().slice(0, 10)
let server, clerk

const paper = (kind, who) => place.paper('P1', kind, day, who)
const act = (name, who, ...more) => place.act('P1', name, day, who, ...more)

function prepare()
{
	place.import('household', `no,area,data_date,type,phone,head_name\n1,${village},2020-12-31,一般农户,13900000001,王建英\n`)
	place.import('person', 'no,household,name,relation,birth,idno\n11,1,王建英,户主,1970-05-01,\n')
	jz('user', 'demo')
	const round = place.opened('monitor-quick', day)

	place.taken(round, '1', day)
	for (const kind of ['入户调查表', '入户调查表', '承诺授权书'])
		paper(kind)
	act('checked', 'village', '--with', 'township', ...['enter=a', 'look=b', 'reckon=c', 'compare=d'].flatMap(c => ['--check', c]))
	paper('信息比对结果')
	act('compared', 'county')
	const came = place.write('who.txt', '王建英\n李秀英\n赵大山\n周明\n吴桂兰\n郑海\n孙丽\n')
	const meet = (...votes) => jz('meeting', 'hold', round, '--gate', 'appraisal', '--area', '甲村', '--representatives', '9',
		'--attendance', came, '--on', day, '--as', 'village', '--vote', ...votes)
	meet('P1=3/3/0')
	meet('P1=6/0/0', '--note', '一人改变意见，重新表决')
	paper('会议记录')
	act('passed', 'village')
	const notice = jz('round', 'publish', round, 'notice', '--on', day, '--as', 'village').match(/Notice ([0-9-]+):/)[1]
	jz('notice', 'post', notice, '--photo', path.join(root, 'tools/demo_board.png'), '--place', '公开栏', '--taken', day)
	const no = jz('objection', 'add', '--notice', notice, '--line', '1', '--text', '家有轿车', '--received', day, '--json')
		.match(/"no":"([^"]*)"/)[1]
	jz('objection', 'verify', no, '--text', '查实', '--by', '钱五', '--with', '孙六')
	jz('objection', 'answer', no, '--outcome', 'upheld', '--text', '属实', '--by', '王主任')
	paper('核实意见', 'township2')
	act('struck', 'township2', '--reason', '家有轿车')
	jz('case', 'served', 'P1', '--signer', 'self', '--on', day, '--as', 'village')
	paper('复核申请')
	act('ask-review', 'village')
}

before(async () => {
	prepare()
	server = await new Server(data).start()
	clerk = await server.login('village')
})
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }, server.said))

const lines = async () => (await clerk.get(`${v1}/household/1/cases?story=1`)).json.stories.find(s => s.no === 'P1').lines

test('within one day each thing stands after what it came of', async () => {
	const told = await lines()

	assert.deepEqual([...new Set(told.map(l => l.on))], [day])
	assert.deepEqual(told.map(l => l.what.replace(/: .*| \(.*| [\dLM][\d-]*$/, '')), ['Papers', 'Home check', 'Papers', 'Comparison',
		'Meeting', 'Meeting', 'Papers', 'Democratic appraisal', 'Notice that invites objections', 'Objection', 'Papers',
		'Notice on the same day', 'Letter of refusal', 'Handed over', 'Papers', 'Not taken in'])
})

test('a paper on which no step rests is told, and who stood back is the household itself', async () => {
	const told = await lines(), [first] = told, [vote] = told.filter(l => l.what.startsWith('Meeting'))

	assert.equal(first.told.length, 3, first.told.join())
	assert.equal(first.told[0], first.told[1])
	assert.ok(vote.told.includes('Stood back, of the household itself: 1'), vote.told.join())
})

test('a step that several took names the roles of all', async () => {
	const told = await lines(), step = (await clerk.get(`${v1}/cases/P1`)).json.steps.find(s => s.act === 'checked')

	assert.equal(step.role, 'Village clerk, Township clerk')
	assert.equal(told.find(l => l.what.startsWith('Home check')).told[0], 'In the roles of: Village clerk, Township clerk')
})

test('when the case has ended, the paper that came to nothing is still told; one of later is not', async () => {
	const survey = (await lines())[0].told[0]

	await server.stop()
	paper('核实意见', 'county2')
	act('uphold', 'county2', '--reason', '维持')
	place.taken(place.opened('monitor-quick', day), '1', day)
	place.paper('P2', '承诺授权书', day)
	server = await new Server(data).start()
	clerk = await server.login('village')
	const idle = (await lines()).filter(l => l.told.includes('No step rests on this'))

	assert.deepEqual(idle.map(l => [l.what, l.told[0]]), [['Papers', survey]])
})

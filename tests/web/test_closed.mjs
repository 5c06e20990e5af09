/* A year is closed while a list that states something of it is on its way: from then on nothing of the
 * year changes, whatever was looked at before. The same list again goes on, and says what it refuses. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Server, sleep } from './jz.mjs'
import { county, Village, village } from './village.mjs'

const MANY = 9000
const place = new Village(), { data, jz } = place
const rows = (head, row) => [head, ...Array.from({ length: MANY }, (_, i) => row(i + 1))].join('\n') + '\n'
let server

after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }, server.said))

test('a list that was being read when its year was closed changes nothing of it any more', async () => {
	place.import('household', rows('no,area,data_date,type,phone,per_capita_net,head_name',
		i => `${i},${village},2015-12-31,一般农户,139${String(i).padStart(8, '0')},2000,王建英`))
	jz('user', 'demo')
	server = await new Server(data).start()
	const office = await server.login('county')
	const list = rows('household,period_from,period_to,per_capita_net,members', i => `${i},2016-01-01,2016-12-31,${2000 + i},3`)
	const sent = async () => (await office.upload('income.csv', list)).json.id
	const count = () => jz('list', 'income', '--columns', 'period_to', '--limit', '100000', '--json').split('2016-12-31').length - 1
	const begin = async () => (await office.post('/api/v1/imports', { uploads: [await sent()] })).json

	const job = await begin()
	assert.ok(job.job, JSON.stringify(job))
	/* rows are being looked at: the first chunk was saved, or will be soon */
	for (let i = 0; i < 400 && !count(); i++) await sleep(5)
	const shut = await office.post('/api/v1/years', { year: 2016, area: county })
	assert.equal(shut.status, 200, shut.text)
	const then = count()
	const end = await office.job(job.job)
	assert.equal(count(), then, `${then} statements when it was closed`)
	if (then < MANY) assert.match(JSON.stringify(end), /2016/)
	const again = await office.job((await begin()).job)
	assert.equal(count(), then)
	if (then < MANY) assert.match(JSON.stringify(again), /year_closed/)
})

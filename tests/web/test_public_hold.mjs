/* What the public forms hold to: the sum is one that was asked here, the village lies in the township
 * that was chosen, and what hangs no more is not read from the form either. */
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { hungRegister } from './hung.mjs'
import { ask, demoRegister, folder, run, Server } from './jz.mjs'
import { png } from './picture.mjs'

let server, data, gone
const villages = [], town = code => `${code.slice(0, 9)}000`

before(async () => {
	const hung = hungRegister()

	;({ data, no: gone } = hung)
	villages.push(...hung.villages)
	server = await new Server(data, { args: ['--public-rate', '1000'] }).start()
})
after(async () => { await server?.stop() })

const get = at => ask(server.port, 'GET', at)
const post = (at, fields) => ask(server.port, 'POST', at, {
	headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(fields).toString() })
async function form(village = villages[0])
{
	const { text } = await get(`/p/object?at=${town(village)}&lang=en`)
	const all = Object.fromEntries([...text.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(m => [m[1], m[2]]))
	const sum = /(\d+) \+ (\d+) = \?/.exec(text)

	return { ...all, sum: String(Number(sum[1]) + Number(sum[2])), village, topic: 'wrong', content: 'They own a house in town' }
}
const receipt = html => /class="receipt"><strong>([^<]+)</.exec(html)?.[1]

test('a sum that was not asked here is none: nobody answers a question of his own', async () => {
	const good = await form(), [nonce, at, a, b, sign] = good.check.split('.')

	for (const [check, sum] of [[`${nonce}.${at}.1.1.${sign}`, '2'], [`${nonce}.${at}.${a}.${b}.1`, good.sum],
		[`1.${at}.${a}.${b}.${sign}`, good.sum], [`${nonce}.${Number(at) - 1}.${a}.${b}.${sign}`, good.sum],
		[good.check, String(Number(good.sum) + 1)], [good.check, ''], ['', good.sum]]) {
		const answer = await post('/p/object?lang=en', { ...good, check, sum })

		assert.equal(answer.status, 422, check)
		assert.equal(receipt(answer.text), undefined)
	}
	assert.ok(receipt((await post('/p/object?lang=en', good)).text))
})

test('the place is a village of the township that was chosen', async () => {
	const other = villages.find(v => town(v) !== town(villages[0]))

	for (const village of [other, town(villages[0]), '980000000000', '1', ''])
		assert.equal((await post('/p/object?lang=en', { ...await form(), village })).status, 422, village)
	for (const village of [other, town(villages[0])])
		assert.equal((await post('/p/declare?lang=en', { ...await form(), village, topic: 'ill', group: '3', name: 'Wang',
			phone: '13900000001' })).status, 422, village)
})

test('a list that hangs no more is not read from the form, either', async () => {
	const shown = (await get(`/p/object?n=${gone}&lang=en`)).text

	assert.match(shown, /<select id="position"/)
	assert.match(shown, /<option value="1">[^<]*\*/)
	await server.stop()
	run(['notice', 'down', gone, '--data', data, '--reason', 'over'])
	await server.start()
	const { text } = await get(`/p/object?n=${gone}&lang=en`)

	assert.doesNotMatch(text, /<select id="position"|<option/)
	assert.match(text, /<input id="position"/)
})

test('an address that is too long to be kept is answered like any other, again and again', async () => {
	for (let i = 0; i < 3; i++)
		for (const x of ['a', 'b'])
			assert.equal((await get(`/p/?lang=en&${x}=${x.repeat(1500)}`)).status, 200)
	for (const lang of ['zh', 'en']) assert.equal((await get(`/p/?lang=${lang}`)).status, 200)
})

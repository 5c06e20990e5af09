// A county's rounds as hostile_notices.mjs planted them, through a served program: procedures opened,
// households taken in, meetings held, a list for each village, a photo of each.
//   JZ_URL=… JZ_PASSWORD=… node hostile_county.mjs DIR THERE NOTICES PHOTO
// THERE: numbers of households that were taken in, one a line. Prints the numbers of the notices.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const { JZ_URL: url, JZ_PASSWORD: password } = process.env
const [dir, thereFile, most, photoFile] = process.argv.slice(2)
const lines = (file) => readFileSync(file, 'utf8').split('\n').filter(Boolean)
const there = new Set(lines(thereFile)), photo = readFileSync(photoFile)
const rounds = lines(join(dir, 'rounds')).map((l) => JSON.parse(l))
const today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10)
const AT_ONCE = 200, TAKEN_AT_ONCE = 2000, HANDS = 4

const signed = await fetch(url + '/login', { method: 'POST', redirect: 'manual',
	headers: { 'content-type': 'application/x-www-form-urlencoded' },
	body: new URLSearchParams({ login: 'county', password, code: '', next: '/' }) })
const cookie = (signed.headers.get('set-cookie') ?? '').split(';')[0]

async function post(path, body, type = 'application/json')
{
	const a = await fetch(`${url}/api/v1/${path}`, { method: 'POST', headers: { cookie, 'x-jz': '1', 'content-type': type },
		body: Buffer.isBuffer(body) ? body : JSON.stringify(body) })

	if (!a.ok)
		throw new Error(`${path}: ${a.status} ${(await a.text()).slice(0, 400)}`)
	return a.json()
}
const pieces = (list, n) => Array.from({ length: Math.ceil(list.length / n) }, (_, i) => list.slice(i * n, i * n + n))
async function each(list, fn)
{
	let at = 0

	await Promise.all(Array.from({ length: HANDS }, async () => { while (at < list.length) await fn(list[at++]) }))
}
const all = (items, what) => {
	const not = items.find((i) => !i.done)

	if (not)
		throw new Error(`${what}: ${JSON.stringify(not)}`)
	return items
}

/* Whoever takes the minutes writes what was said. */
async function met(no, r, cases)
{
	await each(r.villages.filter((v) => cases.has(v.area)), async (v) => {
		const nos = cases.get(v.area)

		const held = (who) => post(`rounds/${no}/meetings`, { gate: 'appraisal', area: v.area, on: today, place: v.said,
			chair: v.said.slice(0, 20), manner: 'hands', representatives: 9, attendance: '甲\n乙\n丙\n丁\n戊\n己\n' + who,
			minutes: v.minutes, votes: nos.map((one) => ({ case: one, in_favour: 6, against: 0, abstain: 0, note: v.said })) })

		await held(v.who).catch((e) => {            /* a number is no name: then nobody else was there */
			if (!/gate-typed-(name|alike|signs)/.test(e.message))
				throw e
			return held('')
		})
		for (const some of pieces(nos, AT_ONCE))
			all((await post('cases/act', { nos: some, act: 'passed', reason: v.said })).items, 'passed')
	})
}

async function round(r, left)
{
	const { no } = await post('rounds', { procedure: r.procedure, name: r.name, area: '980121000000' }), cases = new Map()
	const village = new Map(r.villages.flatMap((v) => v.chosen.filter((h) => there.has(h)).map((h) => [h, v])))

	for (const some of pieces([...village.keys()], TAKEN_AT_ONCE))
		for (const [i, one] of all((await post(`rounds/${no}/cases`, { about: some })).items, 'taken in').entries()) {
			const { area } = village.get(some[i])

			cases.set(area, [...cases.get(area) ?? [], one.no])
		}
	if (r.kind === 'met')
		await met(no, r, cases)
	const made = (await post('notices', { round: no, gate: 'notice' })).items
	if (made.length !== cases.size)
		throw new Error(`round ${no}: ${made.length} lists of ${cases.size} villages`)
	await each(made.slice(0, left).map((m, i) => [m.no, r.villages[i % r.villages.length].said]), async ([notice, said]) => {
		await post(`notices/${notice}/photos/first?${new URLSearchParams({ place: said, taken: today })}`, photo, 'image/png')
		console.log(notice)
	})
	return Math.min(made.length, left)
}
let done = 0
for (const r of rounds) {
	if (done >= Number(most))
		break
	done += await round(r, Number(most) - done)
	console.error(`${r.kind} ${r.procedure}: ${done} notices`)
}

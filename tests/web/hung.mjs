/* A demo county with a list of a village that hangs since today: what the public site is tried on. */
import fs from 'node:fs'
import path from 'node:path'
import { demoRegister, folder, run } from './jz.mjs'
import { png } from './picture.mjs'

/* { data, villages: codes of all of them, no: of the list, which hangs in the first } */
export function hungRegister()
{
	const data = demoRegister({ households: 1500 }), photo = path.join(folder(), 'board.png')

	fs.writeFileSync(photo, png(40, 30))
	const code = run(['list', 'area', '--data', data, '--columns', 'code', '--where', 'level="行政村"', '--limit', '0', '--json'])
	const villages = [...code.matchAll(/98\d{10}/g)].map(m => m[0])
	const { no } = JSON.parse(run(['notice', 'make', '--data', data, '--subject', 'monitor-1', '--area', villages[0],
		'--where', 'members>=1', '--json']))

	run(['notice', 'post', no, '--data', data, '--photo', photo, '--place', '村委会', '--taken',
		new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10)])
	return { data, villages, no }
}

// tools/mutants.mjs [DIR]: takes one thing after the other out of the procedures of the packs (a
// guard, a role, a clock, a paper, a condition) and asks the test whether it notices. Prints those
// that it does not; fails below 95 in 100. Asks test_procedures_law first, which says what holds of
// every procedure, then the table of test_procedures. DIR: build. Run: node tools/mutants.mjs [DIR]
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync, existsSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const build = resolve(process.argv[2] ?? join(root, 'build'))
const work = mkdtempSync(join(tmpdir(), 'jz_mutants_'))
cpSync(join(root, 'policy'), work, { recursive: true })

// What one line can lose: [what, text before, text after].
const flags = ['decide', 'each', 'reason', 'sign', 'refusal', 'letter', 'kin', 'served']
const lists = ['who', 'needs', 'shared', 'checks', 'when', 'other_than', 'withdraws']
const values = ['guard', 'verdict', 'level', 'people', 'clock', 'escalate', 'wait', 'within', 'review', 'older', 'length', 'photos', 'quorum', 'pass',
	'begin', 'end_status', 'set', 'objections']
// Where leaving it out means the same: turned into another.
const turned = [['of: present', 'of: all'], ['tie: fails', 'tie: passes'], ['tie: passes', 'tie: fails'], ['proxies: 0', 'proxies: 2'],
	['proxies: 1,', 'proxies: 0,'], ['on_change: restart_all', 'on_change: amend'], ['on_change: restart_changed', 'on_change: restart_all']]
const value = `(?:'[^']*'|"[^"]*"|\\{[^{}]*\\}|\\[[^\\]]*\\]|[^,{}]+)`

function * losses (line) {
	for (const key of flags) {
		const re = new RegExp(`, ${key}: true`)
		if (re.test(line)) yield [key, line.replace(re, '')]
	}
	for (const key of lists) {
		const m = line.match(new RegExp(`\\b${key}: \\[([^\\]]+)\\]`))
		if (!m) continue
		const all = m[1].split(', ')
		for (const one of all) {
			const rest = all.filter(x => x !== one)
			const said = key === 'who' && !rest.length ? 'who: [leader]' : rest.length ? `${key}: [${rest.join(', ')}]` : ''
			const out = line.replace(m[0], said)
			yield [`${key} ${one}`, out.replace(/, ,/g, ',').replace(/, }/g, '}')]
		}
	}
	for (const [said, other] of turned) if (line.includes(said)) yield [said, line.replace(said, other)]
	for (const key of values) {
		const m = line.match(new RegExp(`, ${key}: ${value}`))
		if (m) yield [key, line.replace(m[0], key === 'guard' ? m[0].replace(new RegExp(value + '$'), "'true'") : '')]
	}
	if (/^\s+(clock|escalate|calendar|standard|proxies|witnesses|from|to):/.test(line)) yield [line.trim(), '']
}

// Which of the two notices it: 'law', 'table' or nothing.
function asked (pack) {
	const env = { ...process.env, JZ_ROOT: root, JZ_PART: 'table', JZ_PACK: pack, JINGZHUN_POLICY: work }
	if (existsSync(join(work, pack, 'procedures.yaml')) && spawnSync(join(build, 'test_procedures_law'), { env }).status !== 0) return 'law'
	return spawnSync(join(build, 'test_procedures'), { env }).status !== 0 ? 'table' : ''
}

const noticed = { law: 0, table: 0 }
let made = 0
for (const pack of readdirSync(work).sort()) {
	const file = join(work, pack, 'procedures.yaml')
	if (!existsSync(file) || pack === 'graduation') continue
	const text = readFileSync(file, 'utf8')
	const lines = text.split('\n')
	const before = asked(pack)
	if (before) throw new Error(`${pack}: the ${before} fails before anything is taken out`)
	for (let i = 0; i < lines.length; i++) {
		for (const [what, less] of losses(lines[i])) {
			if (less === lines[i]) continue
			writeFileSync(file, [...lines.slice(0, i), ...(less ? [less] : []), ...lines.slice(i + 1)].join('\n'))
			const by = asked(pack)
			made++
			if (by) noticed[by]++
			else console.log(`not noticed: ${pack}/procedures.yaml:${i + 1} without ${what}`)
		}
	}
	writeFileSync(file, text)
}
rmSync(work, { recursive: true })
const all = noticed.law + noticed.table
console.log(`${made} procedures with one thing less: ${noticed.law} noticed by what holds of all or refused, ${noticed.table} by the table (${(100 * all / made).toFixed(1)} %)`)
process.exit(made > 0 && all >= 0.95 * made ? 0 : 1)

/* A made-up county in which every text of every row is a word that stands nowhere else, so that
 * whoever sees the word saw that row: two counties, townships, villages, and all nouns. The oracle
 * (how many rows of a noun lie where) is counted here, not asked of the program. */
import fs from 'node:fs'
import path from 'node:path'
import { folder, release, run } from './jz.mjs'

let seed = 20260731
const chance = n => {
	seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
	return Math.floor(seed / 4294967296 * n)
}

/* word -> { noun, village, household, what } */
export const words = new Map()
export function word(owner)
{
	let w

	do {
		w = 'k'
		for (let i = 0; i < 9; i++) w += 'abcdefghijklmnopqrstuvwxyz'[chance(26)]
	} while (words.has(w))
	words.set(w, owner)
	return w
}

export const counties = [
	{ code: '980121000000', townships: [
		{ code: '980121100000', villages: ['980121100200', '980121100201', '980121100202'] },
		{ code: '980121200000', villages: ['980121200200', '980121200201'] }] },
	{ code: '980122000000', townships: [
		{ code: '980122100000', villages: ['980122100200', '980122100201'] }] },
]
export const villages = counties.flatMap(c => c.townships.flatMap(t => t.villages))
/* Villages below a code. */
export function below(code)
{
	if (code.endsWith('00000000')) return villages.filter(v => v.startsWith(code.replace(/(00)+$/, '')))
	if (code.endsWith('000000')) return villages.filter(v => v.startsWith(code.slice(0, 6)))
	if (code.endsWith('000')) return villages.filter(v => v.startsWith(code.slice(0, 9)))
	return villages.filter(v => v === code)
}

let born = 0
export function idno()
{
	born++
	const no = '980121' + (1950 + born % 60) + String(1 + born % 12).padStart(2, '0') +
		String(1 + born % 28).padStart(2, '0') + String(born % 1000).padStart(3, '0')
	const weight = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
	const sum = [...no].reduce((s, c, i) => s + Number(c) * weight[i], 0)

	return no + '10X98765432'[sum % 11]
}
const phone = () => '139' + String(10000000 + chance(89999999))

export function csv(rows)
{
	const names = [...new Set(rows.flatMap(r => Object.keys(r)))]
	const cell = t => /[",\n\r]/.test(t) ? `"${t.replaceAll('"', '""')}"` : t

	return [names, ...rows.map(r => names.map(n => String(r[n] ?? '')))]
		.map(r => r.map(cell).join(',')).join('\n') + '\n'
}

/* Fields of text that people fill in, as the dictionary has them: label and longest. */
let dictionary
function texts(noun)
{
	dictionary ??= JSON.parse(run(['dictionary', '--json', '--lang', 'zh'], { jz: release }))
	return Object.entries(dictionary[noun].properties)
		.filter(([, f]) => f.format === 'text' && !f.program && (f.maxLength ?? 99) >= 10)
		.map(([name, f]) => ({ name, label: f.zh }))
}

/* A row of a noun: what is given, and a word of its own in every other text. */
function row(noun, owner, given)
{
	const all = { ...given }

	for (const { name, label } of texts(noun))
		if (!(label in all)) all[label] = word({ noun, what: name, ...owner })
	return all
}

export const county = { households: [], persons: [], files: [] }

function household(village, n)
{
	const no = `${village.slice(0, 9)}${village.slice(9)}`.slice(4) + String(n).padStart(3, '0')
	const owner = { village, household: no }
	const head = word({ noun: 'person', what: 'name', ...owner }), id = idno()
	const lists = {
		household: [row('household', owner, { 户编号: no, 行政村: village, 户主姓名: head,
			户主证件号码: id, 户联系电话: phone(), 户类型: '脱贫户', 人数: 2, 首次识别时间: '2014-05-01',
			数据日期: '2026-06-30' })],
		person: [
			row('person', owner, { 户编号: no, 人编号: `${no}01`, 姓名: head, 证件号码: id, 与户主关系: '户主',
				人联系电话: phone() }),
			row('person', owner, { 户编号: no, 人编号: `${no}02`, 证件号码: idno(), 与户主关系: '配偶',
				人联系电话: phone() })],
		income: [row('income', owner, { 户编号: no, 起始时间: '2025-01-01', 截止时间: '2025-12-31',
			'核算人数(人)': 2, '工资性收入(元)': 1000 + n, '纯收入(元)': 1000 + n })],
		status: [row('status', owner, { 户编号: no, 身份类别: '脱贫户', 开始时间: '2019-11-21' })],
		risk: [row('risk', owner, { 户编号: no, 风险类型: '因病', 风险识别时间: '2024-01-01', 风险是否消除: '否' })],
		measure: [row('measure', owner, { 户编号: no, 帮扶措施类型: '产业帮扶', 开始时间: '2025-02-04',
			'帮扶金额(元)': 2000 + n })],
		helper: [row('helper', owner, { 户编号: no, 帮扶责任人姓名: word({ noun: 'helper', what: 'name', ...owner }),
			帮扶开始时间: '2023-03-15', 帮扶人联系电话: phone() })],
		member_event: [row('member_event', owner, { 户编号: no, 人编号: `${no}02`, 变动类型: '出生',
			变动时间: '2025-08-09' })],
		work: [row('work', owner, { 人编号: `${no}01`, 务工类别: '已外出务工', 务工开始时间: '2025-03-01' })],
		post: [row('post', owner, { 人编号: `${no}02`, 公益性岗位类型: '保洁员', 上岗时间: '2025-01-01' })],
		lead: [row('lead', owner, { 线索编号: `X${no}`, 户编号: no, 行政村: village, 线索主题: '大额医疗支出',
			收到日期: '2026-05-01' })],
	}

	county.households.push({ no, village, head, id })
	county.persons.push({ no: `${no}01`, household: no, village }, { no: `${no}02`, household: no, village })
	return lists
}

export const nounsOfRows = ['household', 'person', 'income', 'status', 'risk', 'measure', 'helper',
	'member_event', 'work', 'post', 'lead']
/* How many rows of a noun each household has. */
export const perHousehold = { household: 1, person: 2, income: 1, status: 1, risk: 1, measure: 1,
	helper: 1, member_event: 1, work: 1, post: 1, lead: 1 }

/* Writes all lists; a file a village and noun, whose name is a word, too. */
function write(dir, first)
{
	const areas = [{ 区划代码: '980000000000', 名称: '演示省', 级别: '省级', 上级: '' },
		{ 区划代码: '980100000000', 名称: '演示市', 级别: '地级', 上级: '980000000000' }]

	for (const c of counties) {
		areas.push({ 区划代码: c.code, 名称: `县${word({ noun: 'area', under: c.code })}`, 级别: '县级',
			上级: '980100000000' })
		for (const t of c.townships) {
			areas.push({ 区划代码: t.code, 名称: `镇${word({ noun: 'area', under: t.code })}`, 级别: '乡级',
				上级: c.code })
			for (const v of t.villages)
				areas.push({ 区划代码: v, 名称: `村${word({ noun: 'area', under: v })}`, 级别: '村级', 上级: t.code })
		}
	}
	fs.writeFileSync(path.join(dir, 'areas.csv'), csv(areas))
	for (const v of villages) {
		const all = {}

		for (let n = 1; n <= (v === villages[0] ? first : 2); n++)
			for (const [noun, rows] of Object.entries(household(v, n)))
				(all[noun] ??= []).push(...rows)
		all.village = [row('village', { village: v }, { 行政村: v, 年度: 2025 })]
		for (const [noun, rows] of Object.entries(all)) {
			const name = `${word({ noun: 'batch', what: 'file', village: v })}.csv`

			fs.writeFileSync(path.join(dir, name), csv(rows))
			county.files.push({ noun, village: v, name })
		}
	}
}

/* What the source says otherwise: a conflict in every household; and a faulty row in every village. */
function disputes(dir)
{
	for (const v of villages) {
		const of = county.households.filter(h => h.village === v)
		const name = `${word({ noun: 'batch', what: 'file', village: v })}.csv`
		const bad = `${word({ noun: 'batch', what: 'file', village: v })}.csv`

		fs.writeFileSync(path.join(dir, name), csv(of.map(h => ({ 户编号: h.no, 行政村: v, 户主姓名: h.head,
			自然村: word({ noun: 'difference', what: 'theirs', village: v, household: h.no }) }))))
		fs.writeFileSync(path.join(dir, bad), csv(of.map(h => ({ 户编号: h.no, 人编号: `${h.no}09`,
			姓名: word({ noun: 'finding', what: 'name', village: v, household: h.no }),
			证件号码: '98012119500102001' + (h.id[17] === '1' ? '2' : '1'), 与户主关系: '之子' }))))
		county.files.push({ noun: 'household', village: v, name, source: 'national' },
			{ noun: 'person', village: v, name: bad, faulty: true })
	}
}

/* The register of it all: its data folder. first: households of the first village, where the demo's
 * village clerk and helper are. */
export function canaryRegister({ first = 14 } = {})
{
	const dir = folder(), data = path.join(dir, 'D')

	write(dir, first)
	disputes(dir)
	const take = (noun, files, more = []) => run(['import', noun, ...files.map(f => path.join(dir, f.name)),
		'--data', data, '-q', ...more], { jz: release, codes: [0, 1] })

	run(['init', '--data', data, '--areas', path.join(dir, 'areas.csv'), '-q'], { jz: release })
	for (const noun of ['village', ...nounsOfRows]) {
		const files = county.files.filter(f => f.noun === noun && !f.source && !f.faulty)

		/* why the risks came in is told with them, so it is a word of each village */
		if (noun !== 'risk') take(noun, files)
		else for (const f of files)
			take(noun, [f], ['--reason', word({ noun, what: 'reason', village: f.village })])
	}
	take('household', county.files.filter(f => f.source), ['--source', 'national'])
	take('person', county.files.filter(f => f.faulty))
	return data
}

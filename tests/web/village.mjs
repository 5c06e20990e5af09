/* A county of one village, for the tests of procedures: its register in a folder of its own, made on
 * the command line before a server keeps it to itself. */
import fs from 'node:fs'
import path from 'node:path'
import { folder, release, run } from './jz.mjs'

export const county = '980121000000', township = '980121100000', village = '980121100200'

const areas = '区划代码,名称,级别,上级\n980000000000,演示省,省级,\n' +
	'980100000000,演示市,地级,980000000000\n980121000000,演示县,县级,980100000000\n' +
	'980121100000,青山镇,乡级,980121000000\n980121100200,甲村,村级,980121100000\n'

/* The line of a household that exited once: its number, who heads it. */
export const exited = (no, head) => `${no},${village},2020-12-31,脱贫户,已脱贫,1390000000${no},6000,${head}\n`
export const columns = 'no,area,data_date,type,exit_mark,phone,per_capita_net,head_name\n'

/* The answers that the monitoring procedures ask for in a home. */
export const checks = ['enter=已入户', 'look=一般', 'reckon=6000', 'compare=偏低'].flatMap(c => ['--check', c])

export class Village
{
	dir = folder()
	papers = 0
	data = path.join(this.dir, 'D')

	at = name => path.join(this.dir, name)
	jz = (...args) => run([...args, '--data', this.data, '--lang', 'en'], { jz: release })
	write = (name, text) => {
		fs.writeFileSync(this.at(name), text)
		return this.at(name)
	}

	constructor({ pack } = {})
	{
		this.jz('init', '--areas', this.write('areas.csv', areas), ...(pack ? ['--pack', pack] : []))
	}

	import = (noun, text) => this.jz('import', noun, this.write(`${noun}.csv`, text))

	opened = (procedure, on, name = procedure) => this.jz('round', 'open', procedure, '--area', '青山镇',
		'--name', name, '--on', on, '--as', 'township').match(/R\d+/)[0]
	taken = (round, no, on, who = 'village') => this.jz('case', 'add', round, no, '--on', on, '--as', who).match(/P\d+/)[0]
	/* No two are the same file: what proved something proves nothing else. */
	paper = (one, kind, on, who = 'village') => this.jz('case', 'paper', one,
		this.write('p.pdf', `%PDF-1.4\n1 0 obj<</K(${++this.papers})>>endobj\n%%EOF\n`), '--kind', kind, '--on', on, '--as', who)
	act = (one, name, on, who, ...more) => this.jz('case', 'act', one, name, '--on', on, '--as', who, ...more)

	/* Brings a case of monitor-quick from its survey on the second of a month before its meeting. */
	surveyed(one, month)
	{
		for (const kind of ['入户调查表', '承诺授权书', '信息比对结果']) this.paper(one, kind, `${month}-02`)
		this.act(one, 'checked', `${month}-02`, 'village', ...checks)
		this.act(one, 'compared', `${month}-03`, 'county')
	}
}

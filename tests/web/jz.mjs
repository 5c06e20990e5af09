/* What the tests of the whole server share: a register of its own in a folder of its own, the
 * server on a free port, people who signed in. Only Node's own modules. Ends the process that it
 * started, and no other. $JZ is the program (a build with sanitizers), $JZ_RELEASE as delivered. */
import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import zlib from 'node:zlib'

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
export const program = process.env.JZ ?? path.join(root, 'build-asan/jingzhun')
export const release = process.env.JZ_RELEASE ?? path.join(root, 'build/jingzhun')

export const sleep = ms => new Promise(done => setTimeout(done, ms))

/* Word by word, what a person of each role is called in a demo. */
export const people = ['county', 'county2', 'township', 'township2', 'village', 'helper', 'upper', 'upper2',
	'department', 'finance', 'inspector', 'leader', 'audit', 'sysadmin', 'security']

/* An installed program ($JZ_INSTALLED) finds its packs by itself. */
const packs = process.env.JZ_INSTALLED ? {} : { JINGZHUN_POLICY: path.join(root, 'policy') }
const env = { ...process.env, ...packs, LANG: 'C.UTF-8', TZ: 'UTC' }

const folders = [], running = new Set()
process.on('exit', () => {
	for (const child of running) child.kill('SIGKILL')
	for (const dir of folders) fs.rmSync(dir, { recursive: true, force: true })
})

export function folder()
{
	const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'jzweb.'))

	folders.push(dir)
	return dir
}

/* Runs the program; fails unless it ends with one of these codes. */
export function run(args, { jz = program, codes = [0], input = '', more = {} } = {})
{
	const done = spawnSync(jz, args, { env: { ...env, ...more }, input, encoding: 'utf8', maxBuffer: 1 << 28 })

	if (!codes.includes(done.status))
		throw new Error(`jingzhun ${args.join(' ')} ended with ${done.status ?? done.signal}:\n` +
			done.stdout + done.stderr)
	return done.stdout
}

/* A demo county of the program's own making. */
export function demoRegister({ households = 60, jz = release } = {})
{
	const dir = folder(), data = path.join(dir, 'D')

	run(['demo', '--out', path.join(dir, 'lists'), '--households', String(households), '--seed', '3',
		'--faults', 'none', '-q'], { jz })
	run(['init', '--data', data, '--areas', path.join(dir, 'lists/areas.csv'), '-q'], { jz })
	const files = fs.readdirSync(path.join(dir, 'lists')).filter(f => f.endsWith('.csv') &&
		!['areas.csv', 'truth.csv'].includes(f)).map(f => path.join(dir, 'lists', f))
	run(['import', '--data', data, '-q', ...files], { jz, codes: [0, 1] })
	return data
}

/* ---- one request ---- */

/* { status, headers, text, json }; a connection that breaks throws. */
export function ask(port, method, target, { headers = {}, body, agent, localAddress, timeout = 20000 } = {})
{
	return new Promise((done, broke) => {
		const q = http.request({ host: '127.0.0.1', port, method, path: target, headers, agent,
			localAddress, timeout }, a => {
			const parts = []

			a.on('data', part => parts.push(part))
			a.on('error', broke)
			a.on('end', () => {
				const bytes = Buffer.concat(parts), text = bytes.toString('utf8')
				let json

				try { json = JSON.parse(text) } catch { json = undefined }
				done({ status: a.statusCode, headers: a.headers, raw: a.rawHeaders, bytes, text, json })
			})
		})

		q.on('timeout', () => q.destroy(new Error(`no answer: ${method} ${target}`)))
		q.on('error', broke)
		q.end(body)
	})
}

/* ---- what a route's row in the table says it answers ---- */

let told
const undocumented = new Set()

/* Every answer to somebody who signed in is held against the API's description, in every test: a
 * status that the handler gives and the table does not name is a fault of one of the two. */
function documented(method, target, a)
{
	const at = target.split('?')[0]

	if (!at.startsWith('/api/')) return
	told ??= { paths: JSON.parse(run(['openapi'], { jz: release })).paths, routes: routes().map(r => ({ ...r,
		as: new RegExp(`^${r.path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`) })) }
	const route = told.routes.find(r => r.method === (method === 'HEAD' ? 'GET' : method) && r.as.test(at))
	const answers = route && told.paths[route.path]?.[route.method.toLowerCase()]?.responses

	if (answers && !answers[a.status] && !standing.has(a.status) && a.json?.code !== 'receipt-other')
		undocumented.add(`${method} ${route.path}: ${a.status} ${a.json?.code ?? ''}`)
}
/* Of any route (and a key of another request, wherever one is taken): a head that nobody
 * understands, a length that is missing, a form too large, rows that somebody altered, a halt. */
const standing = new Set([405, 411, 413, 415, 431, 500, 501, 503])

/* Somebody who signed in. Changing requests carry what our own pages send, unless told otherwise. */
export class Person
{
	constructor(server, login, cookie)
	{
		Object.assign(this, { server, login, cookie })
	}

	async get(target, headers = {})
	{
		const a = await ask(this.server.port, 'GET', target, { agent: this.server.agent,
			headers: { cookie: this.cookie, 'accept-language': 'en', ...headers } })

		documented('GET', target, a)
		return a
	}

	async send(method, target, body, headers = {})
	{
		const text = body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body :
			JSON.stringify(body)
		const all = { cookie: this.cookie, 'x-jz': '1', 'accept-language': 'en',
			'content-type': 'application/json', 'content-length': Buffer.byteLength(text ?? ''),
			...headers }

		for (const name of Object.keys(all))
			if (all[name] === null) delete all[name]
		const a = await ask(this.server.port, method, target, { agent: this.server.agent, body: text,
			headers: all })

		documented(method, target, a)
		return a
	}

	post(target, body, headers) { return this.send('POST', target, body, headers) }
	patch(target, body, headers) { return this.send('PATCH', target, body, headers) }

	/* Waits for a job to be over; its last state. */
	async job(id, seconds = 60)
	{
		for (let i = 0; i < seconds * 20; i++) {
			const a = await this.get(`/api/v1/jobs/${id}`)

			if (a.json && !['queued', 'running'].includes(a.json.state)) return a.json
			await sleep(50)
		}
		throw new Error(`job ${id} is not over after ${seconds} s`)
	}

	async upload(name, bytes)
	{
		const a = await this.post(`/api/v1/uploads?name=${encodeURIComponent(name)}`, bytes,
			{ 'content-type': 'application/octet-stream' })

		return a
	}
}

/* All that stands in a workbook, part after part. */
export function unzip(bytes)
{
	let at = bytes.lastIndexOf(Buffer.from('PK\x05\x06')), out = ''
	const n = bytes.readUInt16LE(at + 10)

	at = bytes.readUInt32LE(at + 16)
	for (let i = 0; i < n; i++) {
		const where = bytes.readUInt32LE(at + 42), size = bytes.readUInt32LE(at + 20)
		const from = where + 30 + bytes.readUInt16LE(where + 26) + bytes.readUInt16LE(where + 28)
		const part = bytes.subarray(from, from + size)

		out += (bytes.readUInt16LE(at + 10) ? zlib.inflateRawSync(part) : part).toString('utf8') + '\n'
		at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
	}
	return out
}

/* ---- the server ---- */

export class Server
{
	/* more: of its environment. */
	constructor(data, { jz = program, args = [], demo = true, more = {} } = {})
	{
		Object.assign(this, { data, jz, args, demo, more })
		this.agent = new http.Agent({ keepAlive: true, maxSockets: 8 })
	}

	/* Resolves when it listens. Its words go to `said`, so that a fault of the sanitizers shows. */
	start()
	{
		this.said = ''
		this.child = spawn(this.jz, ['serve', '--data', this.data, ...this.demo ? ['--demo'] : [],
			'--listen', '127.0.0.1:0', '--lang', 'en', ...this.args], { env: { ...env, ...this.more }, stdio: ['ignore', 'pipe', 'pipe'] })
		running.add(this.child)
		this.over = new Promise(done => {
			const end = (code, signal) => {
				running.delete(this.child)
				this.agent.destroy()
				done({ code, signal })
			}

			this.child.on('exit', end)
			this.child.on('error', end)
		})
		return new Promise((done, broke) => {
			const hear = part => {
				this.said += part
				const at = this.said.match(/http:\/\/127\.0\.0\.1:(\d+)\//)
				const word = this.said.match(/demo accounts: (\S+)/)

				if (at && (word || !this.demo) && !this.port) {
					this.port = Number(at[1])
					this.password = word?.[1]
					done(this)
				}
			}
			this.port = 0
			this.child.stdout.on('data', hear)
			this.child.stderr.on('data', hear)
			this.over.then(({ code, signal }) =>
				broke(new Error(`the server ended with ${code ?? signal}:\n${this.said}`)))
		})
	}

	/* Ends it and says how it ended; SIGKILL is a power cut. */
	async stop(signal = 'SIGTERM')
	{
		if (running.has(this.child)) this.child.kill(signal)
		const end = await this.over
		const more = [...undocumented].sort()

		undocumented.clear()
		if (more.length) throw new Error(`answers that no table names:\n${more.join('\n')}`)
		this.agent = new http.Agent({ keepAlive: true, maxSockets: 8 })
		return end
	}

	/* The answer to the form, as it is. */
	tryLogin(login, password, { headers = {}, localAddress, code = '' } = {})
	{
		const body = new URLSearchParams({ login, password, code, next: '/' }).toString()

		return ask(this.port, 'POST', '/login', { localAddress, body, headers: {
			'content-type': 'application/x-www-form-urlencoded',
			'content-length': Buffer.byteLength(body), 'accept-language': 'en', ...headers } })
	}

	async login(login, password = this.password, more = {})
	{
		const a = await this.tryLogin(login, password, more)
		const cookie = (a.headers['set-cookie'] ?? []).map(c => c.split(';')[0]).find(c => c)

		if (a.status !== 303 || !cookie)
			throw new Error(`${login} cannot sign in: ${a.status} ${a.text.slice(0, 300)}`)
		return new Person(this, login, cookie)
	}

	async loginAll(names = people)
	{
		const all = {}

		for (const name of names) all[name] = await this.login(name)
		return all
	}

	/* kB of memory that is the process's own. */
	memory()
	{
		const status = fs.readFileSync(`/proc/${this.child.pid}/status`, 'utf8')

		return Number(status.match(/VmRSS:\s+(\d+)/)[1])
	}
}

/* Raw bytes to the server and all that comes back until it closes or falls silent. pieces: what is
 * written, with a pause after each. */
export function raw(port, pieces, { pause = 0, quiet = 700, localAddress } = {})
{
	return new Promise(done => {
		const sock = net.connect({ host: '127.0.0.1', port, localAddress, noDelay: true })
		const got = []
		let timer, ended = false
		const finish = closed => {
			if (ended) return
			ended = true
			clearTimeout(timer)
			sock.destroy()
			done({ text: Buffer.concat(got).toString('latin1'), closed })
		}
		const wait = () => {
			clearTimeout(timer)
			timer = setTimeout(() => finish(false), quiet)
		}

		sock.on('connect', async () => {
			wait()
			for (const piece of pieces) {
				if (ended) return
				sock.write(piece)
				wait()
				if (pause) await sleep(pause)
				else await new Promise(next => setImmediate(next))
			}
		})
		sock.on('data', part => { got.push(part); wait() })
		sock.on('close', () => finish(true))
		sock.on('error', () => finish(true))
	})
}

/* At most `width` at once. */
export async function each(list, width, fn)
{
	let at = 0

	await Promise.all(Array.from({ length: width }, async () => {
		while (at < list.length) {
			const i = at++

			await fn(list[i], i)
		}
	}))
}

/* The value below which a share of them lies. */
export function share(list, part)
{
	const sorted = [...list].sort((a, b) => a - b)

	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]
}

/* ---- the tables of the program, read from its own source: what is not in them is not tested ---- */

/* Every route: { method, path, perm, flags }. */
export function routes()
{
	const text = fs.readFileSync(path.join(root, 'src/web/routes.c'), 'utf8')
	const all = [...text.matchAll(/\{ HTTP_(\w+), "([^"]+)", (\w+), ([^,]*(?:\|[^,]*)*), ([^,]+),/g)]

	return all.map(([, method, where, perm, flags]) => ({ method, path: where,
		perm: perm === 'NONE' ? null : perm.replace('PERM_', ''),
		flags: flags.replace(/\bSITE(_SLOW)?\b/, 'OPEN|PAGE|PUBLIC|SITE').split('|')
			.map(f => f.trim().replace('ROUTE_', '')).filter(f => f !== '0') }))
}

/* Permissions by role, as the table gives them. */
export function roles()
{
	const text = fs.readFileSync(path.join(root, 'src/policy/roles.def'), 'utf8') + '#endif'
	const all = {}

	for (const [, id, body] of text.matchAll(/^ROLE\((\w+),([\s\S]*?)\)\n(?=ROLE|\/\*|#endif)/gm))
		all[id] = new Set([...body.matchAll(/P\((\w+)\)/g)].map(m => m[1]))
	return all
}

/* Requests that two readers could understand in two ways: each is refused by one well-formed answer and
 * the end of the connection, in one piece, byte by byte, after a good request and behind one. What hides
 * in a body is answered by nobody. Against the real routes of the real server, signed in. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { demoRegister, each, raw, Server } from './jz.mjs'

let server, who, good, port
before(async () => {
	server = await new Server(demoRegister({ households: 60 })).start()
	port = server.port
	who = await server.login('county')
	good = `GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`
})
after(async () => assert.deepEqual(await server.stop(), { code: 0, signal: null }, server.said))

/* What an attacker wants answered: it names itself in the answer if it is. */
const hidden = 'GET /login?next=/was-hidden HTTP/1.1\r\nHost: h\r\n\r\n'
const smuggled = text => text.includes('was-hidden')
const H = 'Host: 127.0.0.1\r\n'
const post = fields => `POST /login HTTP/1.1\r\n${H}${fields}`

const refused = {
	'two lengths': `${post('Content-Length: 0\r\nContent-Length: 5\r\n')}\r\nhello`,
	'two equal lengths': `${post('Content-Length: 5\r\nContent-Length: 5\r\n')}\r\nhello`,
	'a list of lengths': `${post('Content-Length: 5, 5\r\n')}\r\nhello`,
	'length and chunks': `${post(`Content-Length: 4\r\nTransfer-Encoding: chunked\r\n`)}\r\n0\r\n\r\n${hidden}`,
	'chunks and length': `${post(`Transfer-Encoding: chunked\r\nContent-Length: 4\r\n`)}\r\n0\r\n\r\n${hidden}`,
	'space before the colon': `${post(`Content-Length : ${hidden.length}\r\n`)}\r\n${hidden}`,
	'tab before the colon': `${post(`Content-Length\t: ${hidden.length}\r\n`)}\r\n${hidden}`,
	'space before a name': `${post(` Content-Length: ${hidden.length}\r\n`)}\r\n${hidden}`,
	'a folded line': `${post(`X: a\r\n Content-Length: 5\r\n`)}\r\n${hidden}`,
	'a folded encoding': `${post('Transfer-Encoding:\r\n chunked\r\n')}\r\n0\r\n\r\n${hidden}`,
	'xchunked': `${post('Transfer-Encoding: xchunked\r\n')}\r\n0\r\n\r\n${hidden}`,
	'chunked, identity': `${post('Transfer-Encoding: chunked, identity\r\n')}\r\n0\r\n\r\n${hidden}`,
	'identity, chunked': `${post('Transfer-Encoding: identity, chunked\r\n')}\r\n0\r\n\r\n${hidden}`,
	'chunked twice': `${post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n')}\r\n0\r\n\r\n${hidden}`,
	'chunked and identity': `${post('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n')}\r\n0\r\n\r\n${hidden}`,
	'gzip, chunked': `${post('Transfer-Encoding: gzip, chunked\r\n')}\r\n0\r\n\r\n${hidden}`,
	'a quoted encoding': `${post('Transfer-Encoding: "chunked"\r\n')}\r\n0\r\n\r\n${hidden}`,
	'an encoding with a vertical tab': `${post('Transfer-Encoding: \x0bchunked\r\n')}\r\n0\r\n\r\n${hidden}`,
	'an encoding with NUL': `${post('Transfer-Encoding: chunked\0\r\n')}\r\n0\r\n\r\n${hidden}`,
	'chunks in HTTP/1.0': `POST /login HTTP/1.0\r\n${H}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
	'a signed length': `${post('Content-Length: +5\r\n')}\r\nhello`,
	'a negative length': `${post('Content-Length: -5\r\n')}\r\nhello`,
	'a length in hex': `${post('Content-Length: 0x5\r\n')}\r\nhello`,
	'a length with a point': `${post('Content-Length: 5.0\r\n')}\r\nhello`,
	'a length with a space': `${post('Content-Length: 1 0\r\n')}\r\nhello`,
	'an empty length': `${post('Content-Length: \r\n')}\r\nhello`,
	'a length beyond numbers': `${post('Content-Length: 99999999999999999999999\r\n')}\r\nhello`,
	'a length of 2^64': `${post('Content-Length: 18446744073709551617\r\n')}\r\nh`,
	'only LF': good => good.replaceAll('\r\n', '\n'),
	'LF inside the head': `GET /healthz HTTP/1.1\r\nHost: h\nX: y\r\n\r\n`,
	'CR inside a value': `GET /healthz HTTP/1.1\r\nHost: h\r\nX: a\rb\r\n\r\n`,
	'CR CR LF': `GET /healthz HTTP/1.1\r\r\nHost: h\r\n\r\n`,
	'NUL in a value': `GET /healthz HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n`,
	'NUL in a name': `GET /healthz HTTP/1.1\r\nHost: h\r\nX\0: b\r\n\r\n`,
	'NUL in the target': `GET /health\0z HTTP/1.1\r\nHost: h\r\n\r\n`,
	'a control in a value': `GET /healthz HTTP/1.1\r\nHost: h\r\nX: a\x01b\r\n\r\n`,
	'a name of no characters': `GET /healthz HTTP/1.1\r\nHost: h\r\n: b\r\n\r\n`,
	'a name in brackets': `GET /healthz HTTP/1.1\r\nHost: h\r\n(X): b\r\n\r\n`,
	'a line without a colon': `GET /healthz HTTP/1.1\r\nHost: h\r\nX\r\n\r\n`,
	'no host': `GET /healthz HTTP/1.1\r\n\r\n`,
	'two hosts': `GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n`,
	'a host with a path': `GET /healthz HTTP/1.1\r\nHost: a/b\r\n\r\n`,
	'a host with a space': `GET /healthz HTTP/1.1\r\nHost: a b\r\n\r\n`,
	'two spaces': `GET  /healthz HTTP/1.1\r\nHost: h\r\n\r\n`,
	'a tab for a space': `GET\t/healthz HTTP/1.1\r\nHost: h\r\n\r\n`,
	'a space at the end': `GET /healthz HTTP/1.1 \r\nHost: h\r\n\r\n`,
	'no version': `GET /healthz\r\nHost: h\r\n\r\n`,
	'HTTP/0.9': `GET /healthz HTTP/0.9\r\nHost: h\r\n\r\n`,
	'HTTP/1.2': `GET /healthz HTTP/1.2\r\nHost: h\r\n\r\n`,
	'HTTP/2': `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n`,
	'http/1.1': `GET /healthz http/1.1\r\nHost: h\r\n\r\n`,
	'HTTP/1.10': `GET /healthz HTTP/1.10\r\nHost: h\r\n\r\n`,
	'a method in small letters': `get /healthz HTTP/1.1\r\nHost: h\r\n\r\n`,
	'TRACE': `TRACE /healthz HTTP/1.1\r\nHost: h\r\n\r\n`,
	'CONNECT': `CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n`,
	'a target that is a word': `GET healthz HTTP/1.1\r\nHost: h\r\n\r\n`,
	'a target with a fragment': `GET /healthz#x HTTP/1.1\r\nHost: h\r\n\r\n`,
	'a target with 8 bits': `GET /health\xffz HTTP/1.1\r\nHost: h\r\n\r\n`,
	'a long target': `GET /${'a'.repeat(9000)} HTTP/1.1\r\nHost: h\r\n\r\n`,
	'a long head': `GET /healthz HTTP/1.1\r\nHost: h\r\nX: ${'a'.repeat(20000)}\r\n\r\n`,
	'many fields': `GET /healthz HTTP/1.1\r\nHost: h\r\n${'X: y\r\n'.repeat(80)}\r\n`,
	'a chunk size that is none': `${post('Transfer-Encoding: chunked\r\n')}\r\nzz\r\nhello\r\n0\r\n\r\n${hidden}`,
	'a signed chunk size': `${post('Transfer-Encoding: chunked\r\n')}\r\n+5\r\nhello\r\n0\r\n\r\n${hidden}`,
	'a chunk size in 0x': `${post('Transfer-Encoding: chunked\r\n')}\r\n0x5\r\nhello\r\n0\r\n\r\n${hidden}`,
	'a chunk size beyond numbers': `${post('Transfer-Encoding: chunked\r\n')}\r\n10000000000000005\r\nhello\r\n0\r\n\r\n${hidden}`,
	'a space before a chunk size': `${post('Transfer-Encoding: chunked\r\n')}\r\n 5\r\nhello\r\n0\r\n\r\n${hidden}`,
	'a chunk that is longer than it says': `${post('Transfer-Encoding: chunked\r\n')}\r\n3\r\nhello\r\n0\r\n\r\n${hidden}`,
	'a chunk that ends in LF': `${post('Transfer-Encoding: chunked\r\n')}\r\n5\nhello\n0\n\n${hidden}`,
	'a chunk size that ends in LF': `${post('Transfer-Encoding: chunked\r\n')}\r\n5\nhello\r\n0\r\n\r\n${hidden}`,
	'a long chunk extension': `${post('Transfer-Encoding: chunked\r\n')}\r\n5;${'a'.repeat(5000)}\r\nhello\r\n0\r\n\r\n${hidden}`,
	'a chunk extension with a newline': `${post('Transfer-Encoding: chunked\r\n')}\r\n5;\nhello\r\n0\r\n\r\n${hidden}`,
	'a length on GET': `GET /healthz HTTP/1.1\r\n${H}Content-Length: ${hidden.length}\r\n\r\n${hidden}`,
	'chunks on GET': `GET /healthz HTTP/1.1\r\n${H}Transfer-Encoding: chunked\r\n\r\n${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`,
	'an expectation of something else': `${post('Content-Length: 5\r\nExpect: 200-ok\r\n')}\r\nhello`,
}

/* All answers in what came back: each well formed, with a length that fits. */
function answers(text)
{
	const all = []

	for (let rest = text; rest.length;) {
		const end = rest.indexOf('\r\n\r\n')

		if (end < 0) return { all, torn: rest }
		const head = rest.slice(0, end), status = head.match(/^HTTP\/1\.1 (\d{3}) [ -~]*(\r\n|$)/)
		if (!status) return { all, torn: rest }
		const n = head.match(/\r\nContent-Length: (\d+)/i)
		const size = status[1][0] === '1' ? 0 : n ? Number(n[1]) : 0
		if (status[1][0] !== '1') all.push({ status: Number(status[1]), head, body: rest.slice(end + 4, end + 4 + size) })
		rest = rest.slice(end + 4 + size)
	}
	return { all, torn: '' }
}

function judge(name, way, got, before, wrong)
{
	const { all, torn } = answers(got.text), last = all[before]

	/* what is on the way past the refusal may be reset, so that the answer was there is enough */
	if (smuggled(got.text)) wrong.push(`${name}, ${way}: what was hidden is answered`)
	if (torn) wrong.push(`${name}, ${way}: ${JSON.stringify(torn.slice(0, 80))}`)
	if (all.length !== before + 1) wrong.push(`${name}, ${way}: ${all.length} answers`)
	else if (last.status < 400) wrong.push(`${name}, ${way}: ${last.status}`)
	else if (!got.closed) wrong.push(`${name}, ${way}: ${last.status} and stays open`)
	for (let i = 0; i < before && i < all.length; i++)
		if (all[i].status !== 200) wrong.push(`${name}, ${way}: the good one before got ${all[i].status}`)
}

async function inEveryWay(cases, pieces)
{
	const wrong = []

	await each(cases, 24, async ([name, bytes]) => {
		const b = Buffer.from(typeof bytes === 'function' ? bytes(good) : bytes, 'latin1')

		judge(name, 'in one piece', await raw(port, [b]), 0, wrong)
		judge(name, 'behind another', await raw(port, [Buffer.concat([Buffer.from(good), b])]), 1, wrong)
		judge(name, 'after another', await raw(port, [good, b], { pause: 60 }), 1, wrong)
		if (b.length < pieces)
			judge(name, 'byte by byte', await raw(port, [...b].map(x => Buffer.from([x]))), 0, wrong)
		else judge(name, 'in pieces', await raw(port, Array.from({ length: Math.ceil(b.length / 777) }, (_, i) =>
			b.subarray(i * 777, i * 777 + 777))), 0, wrong)
	})
	return wrong
}

test('what two could read in two ways is refused, however it comes', async () => {
	assert.deepEqual(await inEveryWay(Object.entries(refused), 2000), [])
	console.log(`# ${Object.keys(refused).length} framings in four ways`)
})

test('the looker sees what is hidden when it is answered', async () => {
	assert.ok(smuggled((await raw(port, [hidden])).text))
})

test('a body is a body, whatever it looks like', async () => {
	const wrong = [], cookie = `Cookie: ${who.cookie}\r\n`
	const bodies = [
		`POST /login HTTP/1.1\r\n${H}Content-Length: ${hidden.length}\r\n\r\n${hidden}`,
		`POST /login HTTP/1.1\r\n${H}Transfer-Encoding: chunked\r\n\r\n${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`,
		`POST /api/v1/household/1/reveal HTTP/1.1\r\n${H}${cookie}X-JZ: 1\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
		`POST /api/v1/uploads?name=x.csv HTTP/1.1\r\n${H}${cookie}X-JZ: 1\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
		`POST /api/v1/uploads?name=x.csv HTTP/1.1\r\n${H}X-JZ: 1\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
		`POST /api/v1/uploads?name=x.csv HTTP/1.1\r\n${H}${cookie}Content-Length: ${hidden.length}\r\n\r\n${hidden}`,
		`PATCH /api/v1/household/1 HTTP/1.1\r\n${H}${cookie}X-JZ: 1\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
		`POST /nowhere HTTP/1.1\r\n${H}Content-Length: ${hidden.length}\r\n\r\n${hidden}`,
		`POST /api/v1/nowhere/x/y/z HTTP/1.1\r\n${H}Content-Length: ${hidden.length}\r\n\r\n${hidden}`,
		`POST /healthz HTTP/1.1\r\n${H}Content-Length: ${hidden.length}\r\n\r\n${hidden}`,
		`DELETE /api/v1/household HTTP/1.1\r\n${H}Content-Length: ${hidden.length}\r\n\r\n${hidden}`,
		`POST /login HTTP/1.1\r\n${H}Expect: 100-continue\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
		`POST /login HTTP/1.1\r\n${H}Content-Length: ${hidden.length + 99999}\r\n\r\n${hidden}`,
	]

	await each(bodies, 4, async bytes => {
		for (const pieces of [[bytes], [...Buffer.from(bytes, 'latin1')].map(x => Buffer.from([x])), [good + bytes], [good + bytes + good]]) {
			const got = await raw(port, pieces, { quiet: 400 })

			if (smuggled(got.text)) wrong.push(`${bytes.slice(0, 50)}: what was hidden is answered`)
			if (answers(got.text).torn) wrong.push(`${bytes.slice(0, 50)}: torn`)
		}
	})
	assert.deepEqual(wrong, [])
})

test('good requests in any pieces and rows are answered each, in order', async () => {
	const targets = ['/healthz', '/login', '/api/v1/me', '/nope/x/y', '/icon.svg', '/healthz']
	const text = targets.map(t => `GET ${t} HTTP/1.1\r\nhOsT:   127.0.0.1\t \r\nCookie: ${who.cookie}\r\nAccept-Language: en\r\n\r\n`).join('')
	const one = await raw(port, [text])
	const bytes = await raw(port, [...Buffer.from(text)].map(x => Buffer.from([x])))
	const plain = t => answers(t).all.map(a => [a.status, a.body.length])

	assert.equal(answers(one.text).all.length, targets.length)
	assert.deepEqual(plain(one.text), plain(bytes.text))
	assert.equal(answers(one.text).all[0].status, 200)
	/* HEAD has a head and no body */
	const head = await raw(port, [`HEAD /healthz HTTP/1.1\r\n${H}\r\n${good}`])
	assert.equal(head.text.match(/HTTP\/1\.1 200/g).length, 2)
	assert.equal(head.text.split('ok\n').length, 2)
})

test('half a request ends nothing but itself', async () => {
	await each(Array.from({ length: 200 }, (_, i) => i), 50, i => raw(port,
		[`POST /login HTTP/1.1\r\n${H}Content-Length: 500\r\n\r\n${'x'.repeat(i)}`.slice(0, 10 + i)], { quiet: 30 }))
	assert.equal((await who.get('/api/v1/me')).status, 200)
})

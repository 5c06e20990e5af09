/* node slow_clients.mjs PORT N COOKIE ASSET [KIND]: N connections from N/32 loopback addresses, each of which takes
 * its time: a head byte by byte, a body byte by byte, an answer that is not read, nothing at all. Comes
 * back when it is cut off. Says once a second how many it holds. Ends with its standard input. */
import net from 'node:net'

const [port, n, cookie, asset, only] = process.argv.slice(2)
const held = new Set()
let opened = 0, cut = 0

const heads = {
	head: `GET /healthz HTTP/1.1\r\nHost: h\r\nX-${'x'.repeat(3000)}`,
	body: `POST /login HTTP/1.1\r\nHost: h\r\nContent-Length: 9000\r\n\r\n${'x'.repeat(3000)}`,
	read: `GET ${asset} HTTP/1.1\r\nHost: h\r\n\r\n`.repeat(40),
	rows: `GET /api/v1/meta HTTP/1.1\r\nHost: h\r\nCookie: ${cookie}\r\n\r\n`.repeat(8),
	none: '',
	hoard: 'GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n',
}
const kinds = only ? [only] : ['head', 'body', 'read', 'none']

function open(i)
{
	const kind = !only && i % 40 === 7 ? 'rows' : kinds[i % kinds.length], text = heads[kind]
	const sock = net.connect({ host: '127.0.0.1', port: Number(port),
		localAddress: `127.${10 + (i >> 13)}.${(i >> 5) & 255}.1` })

	sock.kind = kind
	sock.at = kind === 'body' ? text.indexOf('\r\n\r\n') + 4 : ['read', 'rows', 'hoard'].includes(kind) ? text.length : 0
	sock.on('connect', () => {
		opened++
		held.add(sock)
		if (kind === 'read' || kind === 'rows') sock.pause()
		sock.write(text.slice(0, sock.at))
	})
	sock.on('error', () => {})
	sock.on('close', () => {
		held.delete(sock)
		cut++
		setTimeout(() => open(i), 1000 + Math.random() * 2000)
	})
}
let next = 0
const more = setInterval(() => {
	for (let k = 0; k < 200 && next < Number(n); k++) open(next++)
	if (next >= Number(n)) clearInterval(more)
}, 50)
setInterval(() => {
	for (const sock of held)
		if (sock.at < heads[sock.kind].length) sock.write(heads[sock.kind][sock.at++])
	console.log(`${held.size} held, ${opened} opened, ${cut} cut`)
}, 1000)
process.stdin.on('end', () => process.exit(0)).resume()

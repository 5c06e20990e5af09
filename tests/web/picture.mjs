/* Pictures made byte by byte. */
import zlib from 'node:zlib'

export const be = (n, bytes) => { const b = Buffer.alloc(bytes); b.writeUIntBE(n, 0, bytes); return b }
const crcOf = bytes => zlib.crc32 ? zlib.crc32(bytes) : crc(bytes)
function crc(bytes)
{
	let c = 0xFFFFFFFF

	for (const b of bytes) {
		c ^= b
		for (let k = 0; k < 8; k++) c = c & 1 ? c >>> 1 ^ 0xEDB88320 : c >>> 1
	}
	return (c ^ 0xFFFFFFFF) >>> 0
}
export const chunk = (type, body) => Buffer.concat([be(body.length, 4), Buffer.from(type), body,
	be(crcOf(Buffer.concat([Buffer.from(type), body])), 4)])
/* A PNG that says to be as large as one likes. */
export function png(width, height, { said = [width, height], more = Buffer.alloc(0) } = {})
{
	const head = Buffer.concat([be(said[0], 4), be(said[1], 4), Buffer.from([8, 2, 0, 0, 0])])
	const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, 90)])

	return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head),
		chunk('IDAT', zlib.deflateSync(Buffer.concat(Array(height).fill(row)))),
		chunk('IEND', Buffer.alloc(0)), more])
}

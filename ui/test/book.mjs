// A workbook with some sheets of text cells, for stories that need one of a certain shape.
const xml = (s) => String(s).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const letter = (i) => i < 26 ? String.fromCharCode(65 + i) : letter(Math.floor(i / 26) - 1) + letter(i % 26);

function zip(files) {
	const parts = [], ends = [];
	let at = 0;
	for (const [name, text] of files) {
		const data = Buffer.from(text), title = Buffer.from(name), head = Buffer.alloc(30), end = Buffer.alloc(46);
		head.writeUInt32LE(0x04034b50, 0);
		head.writeUInt16LE(20, 4);
		head.writeUInt32LE(crc(data), 14);
		head.writeUInt32LE(data.length, 18);
		head.writeUInt32LE(data.length, 22);
		head.writeUInt16LE(title.length, 26);
		end.writeUInt32LE(0x02014b50, 0);
		end.writeUInt16LE(20, 4);
		head.copy(end, 6, 4, 30);
		end.writeUInt32LE(at, 42);
		parts.push(head, title, data);
		ends.push(end, title);
		at += 30 + title.length + data.length;
	}
	const last = Buffer.alloc(22), size = ends.reduce((n, b) => n + b.length, 0);
	last.writeUInt32LE(0x06054b50, 0);
	last.writeUInt16LE(files.length, 8);
	last.writeUInt16LE(files.length, 10);
	last.writeUInt32LE(size, 12);
	last.writeUInt32LE(at, 16);
	return Buffer.concat([...parts, ...ends, last]);
}

function crc(data) {
	let c = ~0;
	for (const b of data) {
		c ^= b;
		for (let i = 0; i < 8; i++)
			c = (c >>> 1) ^ (c & 1 ? 0xedb88320 : 0);
	}
	return ~c >>> 0;
}

/** sheets: [[name, rows]]; a row is a list of texts. */
export function book(sheets) {
	const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
	const rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
	const types = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
	return zip([
		["[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">`
			+ `<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`
			+ `<Override PartName="/xl/workbook.xml" ContentType="${types}sheet.main+xml"/>` + sheets.map((_, i) =>
			`<Override PartName="/xl/worksheets/sheet${i + 1}.xml" ContentType="${types}worksheet+xml"/>`).join("") + `</Types>`],
		["_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
			+ `<Relationship Id="rId1" Type="${rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>`],
		["xl/workbook.xml", `<workbook xmlns="${main}" xmlns:r="${rel}"><sheets>` + sheets.map(([name], i) =>
			`<sheet name="${xml(name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`).join("") + `</sheets></workbook>`],
		["xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
			+ sheets.map((_, i) => `<Relationship Id="rId${i + 1}" Type="${rel}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`)
				.join("") + `</Relationships>`],
		...sheets.map(([, rows], i) => [`xl/worksheets/sheet${i + 1}.xml`, `<worksheet xmlns="${main}"><sheetData>`
			+ rows.map((row, k) => `<row r="${k + 1}">` + row.map((text, c) =>
				`<c r="${letter(c)}${k + 1}" t="inlineStr"><is><t>${xml(text)}</t></is></c>`).join("") + `</row>`).join("")
			+ `</sheetData></worksheet>`]),
	]);
}

// table.mjs CSV FEMALE STUDENT,...: the county table of eight predicates, in memory, native table,
// typed columns, two threads. Prints the seconds (middle of five) of both forms of the question, and
// the sum of all cells, which must be the same as everybody's.
import { DuckDBInstance } from "@duckdb/node-api";

const [, , csv, female, students] = process.argv;
const db = await DuckDBInstance.create(":memory:", { threads: "2" });
const c = await db.connect();

await c.run(`CREATE TABLE person(county USMALLINT, birth DATE, months USMALLINT, sex UTINYINT,
	school UTINYINT, medical BOOLEAN, pension BOOLEAN, dibao BOOLEAN, aid BOOLEAN)`);
await c.run(`COPY person FROM '${csv.replaceAll("'", "''")}' (HEADER)`);

const old = "birth <= DATE '1960-12-31'", young = "birth > DATE '2004-12-31'";
const asked = [old, young, `sex = ${female}`, `school IN (${students})`, "medical",
	`${old} AND NOT pension`, `birth > DATE '1960-12-31' AND NOT ${young} AND months >= 60`,
	"dibao AND NOT aid"];
const forms = {
	filter: asked.map(q => `count(*) FILTER (WHERE ${q})`),
	case: asked.map(q => `sum(CASE WHEN ${q} THEN 1 ELSE 0 END)`),
};

for (const [name, cells] of Object.entries(forms)) {
	const took = [];
	let sum = 0;

	for (let i = 0; i < 5; i++) {
		const began = process.hrtime.bigint();
		const rows = await c.runAndReadAll(
			`SELECT county, ${cells.join(", ")} FROM person GROUP BY county`);
		took.push(Number(process.hrtime.bigint() - began) / 1e9);
		sum = rows.getRows().reduce((s, r) => s + r.slice(1).reduce((t, n) => t + Number(n), 0), 0);
	}
	took.sort((a, b) => a - b);
	console.log(`duckdb-${name} ${took[2].toFixed(4)}`);
	console.log(`duckdb-${name}-sum ${sum}`);
}

// Takes the download addresses out of package-lock.json, so that `npm ci` asks whatever registry
// this machine is set to; the integrity hashes stay. Run after `npm install`.
import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8"));
for (const entry of Object.values(lock.packages)) {
	delete entry.resolved;
	delete entry.funding;
}
writeFileSync(file, JSON.stringify(lock, null, "\t") + "\n");

// What the rule of a gate asks of a meeting, reckoned while its form is filled in, as the program
// (domain/gate/meeting) will: who is there, how many make a quorum, how many votes pass a case.

export interface Rule { quorum: string; pass: string; of_all: boolean; tie_passes: boolean; proxies: number; level: number }

const share = (s: string): [number, number] => {
	const [num, den] = s.split("/").map(Number);
	return [num || 0, den || 1];
};
export const names_of = (s: string): string[] => s.split(/[,，、;]/).map((x) => x.trim()).filter(Boolean);

/** Everybody that a line of the attendance brings: himself, and whose vote he carries. */
export function came_by(attendance: string): { name: string; carried: string[] }[] {
	return attendance.split("\n").map((x) => x.trim()).filter(Boolean).map((line) => {
		const sign = line.includes(" 代 ") ? " 代 " : " for ";
		const at = line.indexOf(sign);
		return at < 0 ? { name: line, carried: [] } : { name: line.slice(0, at).trim(), carried: names_of(line.slice(at + sign.length)) };
	});
}

export function there(attendance: string): { present: number; proxies: number } {
	const all = came_by(attendance);
	return { present: all.length, proxies: all.reduce((n, a) => n + a.carried.length, 0) };
}

/** A half decides, so that just a half is a tie. */
export const is_half = (rule: Rule): boolean => { const [num, den] = share(rule.pass); return num * 2 === den; };

/** How many must be there, carried ones counted, of so many representatives. */
export function quorum_of(rule: Rule, reps: number): number {
	const [num, den] = share(rule.quorum);
	return Math.ceil(reps * num / den);
}

/** How many must be in favour: base are those who may vote on it. A half is more than a half, unless a
 * tie passes. */
export function votes_to_pass(rule: Rule, base: number, reps: number): number {
	const [num, den] = share(rule.pass), of = rule.of_all ? reps : base;
	return num * 2 === den && !rule.tie_passes ? Math.floor(of / 2) + 1 : Math.ceil(of * num / den);
}

/** Votes that are not there for a case, as far as the form says: of those whom it names as kin, carried
 * or there, and those that they carry. Members of the household are known to the program only. */
export function stands_back(attendance: string, kin: string): number {
	const no = new Set(names_of(kin));
	return came_by(attendance).reduce((n, a) => n + (no.has(a.name) ? 1 + a.carried.length : a.carried.filter((x) => no.has(x)).length), 0);
}

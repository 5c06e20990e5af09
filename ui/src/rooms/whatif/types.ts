// What the server says of a what-if. Amounts are fen; null: not shown, or there is none.
export type Num = number | null;
export interface Sum { met: Num; not_met: Num; unknown: Num; people: Num; cost?: Num; gap?: Num }
export interface Sums { now: Sum; then: Sum; in: Num; out: Num }
export interface Group extends Sums { group: number; name: string; code?: string }
export interface Line { id: string; zh: string; en: string; now: Num; then: Num }
export interface Clause { id: string; zh: string; en: string; now?: string; then?: string }
export interface Simulation {
	standard: string; zh: string; en: string; holds: boolean; on: string; place?: string; code?: string;
	few_under: number; lines: Line[]; clauses: Clause[]; all: Sums;
	areas: Group[]; types: Group[]; causes: Group[]; nations: Group[];
}
export interface Standard { id: string; zh?: string; en?: string; holds: boolean; from?: string; to?: string }
export interface Standards { on?: string; items: Standard[] }
export interface Kept {
	no: string; name: string; standard: string; area?: string; place?: string; on?: string; lines?: string;
	clauses?: string; assumed?: string[]; maker?: string; made: string; mine: boolean; shared: boolean; result?: Sums;
}
export interface Household { no?: string; head?: string; place?: string }
/* What is asked: as the server takes it. */
export interface Order { standard: string; area?: string; on?: string; lines?: string; clauses?: string }
export interface Which { list: string; by?: string; group?: number; title: string }
export const breakdowns = ["areas", "types", "causes", "nations"] as const;
export type By = typeof breakdowns[number];

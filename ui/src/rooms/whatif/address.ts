// The same question about another place. What is assumed is taken from the question itself: it gets
// into the address a little later.
import { to } from "../../base/route";
import type { Order } from "./types";

export const below = (order: Order, area: string): string => to("/whatif", {
	...Object.fromEntries(new URLSearchParams(location.search)), standard: order.standard, lines: order.lines || "",
	clauses: order.clauses || "", area });

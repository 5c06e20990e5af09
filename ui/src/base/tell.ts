// Doing things: a POST with a key of its own, so that a doubled click or a retried request is one
// effect; and following a job, by events with polling as the way round a proxy that holds them.
import { api, new_key } from "./api";
import type { Job } from "./types";

export const post = <T>(path: string, body: unknown = {}, etag?: string): Promise<T> =>
	api<T>(path, { method: "POST", body, key: new_key(), etag });

export const job_over = (j: Job): boolean => j.state !== "queued" && j.state !== "running";

/** Calls on with every state of a job until it is over; the answer stops listening. */
export function follow_job(id: string, on: (j: Job) => void, fault: (e: Error) => void): () => void {
	let over = false;
	let source: EventSource | null = null;
	let timer = 0;
	let heard = 0;
	const got = (j: Job): void => {
		if (over)
			return;
		heard = Date.now();
		on(j);
		if (job_over(j))
			stop();
	};
	const stop = (): void => {
		over = true;
		source?.close();
		clearTimeout(timer);
	};
	async function poll(): Promise<void> {
		if (over)
			return;
		if (Date.now() - heard > 2500)
			try {
				got(await api<Job>("jobs/" + id));
			} catch (e) {
				fault(e as Error);
			}
		if (!over)
			timer = setTimeout(poll, 1500) as unknown as number;
	}
	try {
		source = new EventSource(`/api/v1/jobs/${encodeURIComponent(id)}/events`);
		source.onmessage = (e) => got(JSON.parse(e.data) as Job);
		source.onerror = () => source?.close();
	} catch {
		source = null;
	}
	void poll();
	return stop;
}

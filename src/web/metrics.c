/* metrics - how the server is doing, for Prometheus, on a listener of its own. No name and no
 * number of anybody. */
#include "web/api.h"
#include "web/web_int.h"

static void figure(struct web_req *q, const char *name, const char *type, const char *help,
                   int64_t v)
{
	struct buf *b = &q->x->a.body;

	buf_addf(b, "# HELP jingzhun_%s %s\n# TYPE jingzhun_%s %s\n", name, help, name, type);
	buf_addf(b, "jingzhun_%s %lld\n", name, (long long)v);
}

/* How long answers took, from the request to its answer: of these, clients feel the slow ones. */
static void durations(struct web_req *q, const struct web *w)
{
	struct buf *b = &q->x->a.body;
	uint64_t sum = 0, us = __atomic_load_n(&w->took_us, __ATOMIC_RELAXED);

	buf_addz(b, "# HELP jingzhun_http_request_duration_seconds Time from a request to its answer.\n"
	         "# TYPE jingzhun_http_request_duration_seconds histogram\n");
	for (int i = 0; i < WEB_TOOK; i++) {
		sum += __atomic_load_n(&w->took[i], __ATOMIC_RELAXED);
		if (i < WEB_TOOK - 1)
			buf_addf(b, "jingzhun_http_request_duration_seconds_bucket{le=\"%lld.%04lld\"} %llu\n",
			         (long long)(web_took_us[i] / 1000000),
			         (long long)(web_took_us[i] % 1000000 / 100), (unsigned long long)sum);
		else
			buf_addf(b, "jingzhun_http_request_duration_seconds_bucket{le=\"+Inf\"} %llu\n",
			         (unsigned long long)sum);
	}
	buf_addf(b, "jingzhun_http_request_duration_seconds_sum %llu.%06llu\n"
	         "jingzhun_http_request_duration_seconds_count %llu\n",
	         (unsigned long long)us / 1000000, (unsigned long long)us % 1000000,
	         (unsigned long long)sum);
}

enum err page_metrics(struct web_req *q)
{
	const struct web *w = q->web->set.figures_of;
	struct str note;
	uint64_t size;

	TRY(journal_head(q->cx, q->r->db, &note, &size));
	http_answer_field(&q->x->a, "Content-Type", STR("text/plain; version=0.0.4"));
	figure(q, "http_requests_total", "counter", "Requests answered.",
	       (int64_t)__atomic_load_n(&w->asked, __ATOMIC_RELAXED));
	figure(q, "http_refused_total", "counter", "Requests answered with 4xx or 5xx.",
	       (int64_t)__atomic_load_n(&w->refused, __ATOMIC_RELAXED));
	durations(q, w);
	figure(q, "http_connections", "gauge", "Open connections.", http_server_open(w->server));
	figure(q, "jobs_running", "gauge", "Jobs that run or wait.", jobs_running(w->jobs));
	figure(q, "journal_leaves", "counter", "Leaves of the journal.", (int64_t)size);
	figure(q, "accounts", "gauge", "Accounts.", office_accounts(w->set.office));
	figure(q, "up_seconds", "gauge", "Seconds since the start.",
	       (q->cx->now_ms - w->began_ms) / 1000);
	buf_addz(&q->x->a.body, "# HELP jingzhun_build_info Version.\n"
	         "# TYPE jingzhun_build_info gauge\n"
	         "jingzhun_build_info{version=\"" JZ_VERSION "\"} 1\n");
	return OK;
}

/* jobs - see job.h. Jobs live in memory: what they did stands in the register (batches, leaves),
 * and a job that was broken off is taken up by starting it again. */
#include "web/jobs.h"

#include "base/mem.h"
#include "base/os.h"
#include "base/thread.h"
#include "web/uploads.h"
#include "web/web_int.h"

#define JOBS_MOST   200          /* remembered; the oldest that are over give way */
#define WAIT_MOST   50
#define RESULT_MOST (16 << 20)

struct jobs {
	struct web *w;
	struct reg *view;
	struct thread *thread;
	struct queue *waiting;
	struct lock *lock;
	struct job *job[JOBS_MOST];
	int n;
	int64_t next;
	volatile int stop;
};

const struct job_order *job_ordered(const struct job *j)
{
	return &j->order;
}

const char *job_folder(const struct job *j)
{
	return j->jobs->w->set.uploads;
}

void job_at(struct job *j, const char *what, int64_t done, int64_t of)
{
	lock_write(j->jobs->lock);
	j->what = what;
	j->done = done;
	j->of = of;
	lock_end(j->jobs->lock);
}

static void job_free(struct job *j)
{
	buf_free(&j->result);
	ctx_free(&j->cx);
	arena_free(&j->arena);
	mem_free(j);
}

enum err job_file(struct ctx *cx, struct job *j, const char *folder, struct str name)
{
	struct str dir = str_join(&j->arena, str_of(folder), STR("/"));

	if (j->order.nfile == JOB_FILES)
		return err_set(cx, ERR_LIMIT, "uploads", "web-jobs-many", NULL);
	j->path[j->order.nfile++] = str_z(&j->arena, str_join(&j->arena, dir, name));
	j->order.file = j->path;
	return OK;
}

void job_drop(struct job *j)
{
	job_free(j);
}

void job_made(struct job *j, const char *path, const char *name)
{
	lock_write(j->jobs->lock);
	j->file = str_z(&j->arena, str_of(path));
	j->file_name = str_z(&j->arena, str_of(name));
	lock_end(j->jobs->lock);
}

static void state_set(struct job *j, enum job_state s)
{
	lock_write(j->jobs->lock);
	j->state = s;
	if (s == JOB_RUNNING)
		j->started = os_now_ms();
	else
		j->ended = os_now_ms();
	lock_end(j->jobs->lock);
}

static void run_one(struct jobs *js, struct job *j)
{
	enum err e;

	if (j->stop || js->stop) {
		state_set(j, JOB_CANCELLED);
		return;
	}
	ctx_free(&j->cx);
	ctx_init(&j->cx, (size_t)512 << 20);
	j->cx.actor = j->actor;
	j->cx.lang = j->lang;
	j->cx.stop = &j->stop;
	j->order.r = js->view;
	js->view->scope = NULL;
	state_set(j, JOB_RUNNING);
	e = j->kind->run(&j->cx, j);
	js->view->scope = &scope_nothing;
	register_rest(js->view);
	state_set(j, e == OK ? JOB_DONE : j->stop ? JOB_CANCELLED : JOB_FAILED);
}

static void run(void *arg)
{
	struct jobs *js = arg;
	void *j;

	while (queue_get(js->waiting, &j))
		run_one(js, j);
}

enum err jobs_start(struct ctx *cx, struct web *w, struct jobs **out)
{
	struct jobs *js = mem_new(1, sizeof *js);

	js->w = w;
	js->lock = lock_new();
	js->waiting = queue_new(WAIT_MOST);
	js->next = os_now_ms();      /* an id of an earlier run names no job of this one */
	*out = js;
	TRY(os_mkdir(cx, w->set.uploads, 0700));
	TRY(uploads_sweep(cx, w->set.uploads));
	TRY(register_view(cx, w->set.r, &js->view));
	js->thread = thread_start(run, js);
	return OK;
}

void jobs_stop(struct ctx *cx, struct jobs *js)
{
	js->stop = 1;
	lock_write(js->lock);
	for (int i = 0; i < js->n; i++)
		js->job[i]->stop = 1;
	lock_end(js->lock);
	queue_close(js->waiting);
	if (js->thread)
		thread_join(js->thread);
	for (int i = 0; i < js->n; i++)
		job_free(js->job[i]);
	if (js->view)
		register_close(cx, js->view);
	queue_free(js->waiting);
	lock_free(js->lock);
	mem_free(js);
}

int jobs_running(const struct jobs *js)
{
	int n = 0;

	lock_read(js->lock);
	for (int i = 0; i < js->n; i++)
		n += js->job[i]->state <= JOB_RUNNING;
	lock_end(js->lock);
	return n;
}

/* Room for one more: the oldest that is over goes. Under the lock. */
static bool make_room(struct jobs *js)
{
	if (js->n < JOBS_MOST)
		return true;
	for (int i = 0; i < js->n; i++) {
		if (js->job[i]->state <= JOB_RUNNING)
			continue;
		job_free(js->job[i]);
		memmove(&js->job[i], &js->job[i + 1], (size_t)(js->n - i - 1) * sizeof js->job[0]);
		js->n--;
		return true;
	}
	return false;
}

struct job *job_new(struct jobs *js, const struct job_kind *kind, const struct who *who,
                    enum lang lang)
{
	struct job *j = mem_new(1, sizeof *j);

	j->jobs = js;
	j->kind = kind;
	j->account = who->account;
	j->token = who->token;
	j->lang = lang;
	arena_init(&j->arena, (size_t)64 << 20);
	ctx_init(&j->cx, 1 << 20);
	buf_init(&j->result, RESULT_MOST);
	j->actor = str_z(&j->arena, str_of(who->actor));
	j->order.office = js->w->set.office;
	j->order.result = &j->result;
	j->order.may = &j->may;
	j->order.host = js->w->set.host;
	j->made = os_now_ms();
	return j;
}

void job_scope(struct job *j, const struct scope *s)
{
	int64_t *area = arena_array(&j->arena, (size_t)s->narea + 1, sizeof *area);
	int64_t *house = arena_array(&j->arena, (size_t)s->nhousehold + 1, sizeof *house);

	if (s->narea)
		memcpy(area, s->area, (size_t)s->narea * sizeof *area);
	if (s->nhousehold)
		memcpy(house, s->household, (size_t)s->nhousehold * sizeof *house);
	j->may = *s;
	j->may.area = area;
	j->may.household = house;
	j->may.actor = j->actor;
}

/* The job that was started with this key by the same account; NULL. Under the lock. */
static const struct job *same(const struct jobs *js, const struct job *j)
{
	for (int i = 0; j->key.n && i < js->n; i++)
		if (js->job[i]->account == j->account && str_eq(js->job[i]->key, j->key))
			return js->job[i];
	return NULL;
}

enum err job_send(struct ctx *cx, struct job *j, int64_t *id)
{
	struct jobs *js = j->jobs;
	const struct job *twin;
	bool room, other = false;

	lock_write(js->lock);
	twin = same(js, j);
	if (twin) {
		*id = twin->id;
		other = memcmp(twin->asked, j->asked, sizeof j->asked) != 0;
	}
	room = !twin && make_room(js);
	if (room) {
		*id = j->id = js->next++;
		js->job[js->n++] = j;
	}
	lock_end(js->lock);
	if (twin) {
		job_free(j);
		return other ? err_set(cx, ERR_INPUT, "Idempotency-Key", "receipt-other", NULL) : OK;
	}
	if (room && queue_offer(js->waiting, j))
		return OK;
	if (room)
		state_set(j, JOB_CANCELLED);
	else
		job_free(j);
	return err_set(cx, ERR_LIMIT, "", "web-jobs-many", NULL);
}

enum err web_begin(struct ctx *cx, struct web *w, const char *kind)
{
	const struct job_kind *k = job_kind_of(w, kind);
	struct who nobody = { .actor = "server" };
	struct job *j;
	int64_t id;

	if (!k)
		return err_set(cx, ERR_NOTFOUND, kind, "web-job-none", NULL);
	j = job_new(w->jobs, k, &nobody, cx->lang);
	j->order.order = STR("{}");
	return job_send(cx, j, &id);
}

const struct job_kind *job_kind_of(const struct web *w, const char *name)
{
	for (const struct job_kind *k = w->set.kinds; k && k->name; k++)
		if (!strcmp(k->name, name))
			return k;
	return NULL;
}

bool job_seen(struct jobs *js, int64_t id, const struct who *who, void (*fn)(struct job *, void *),
              void *arg)
{
	bool found = false;

	lock_write(js->lock);
	for (int i = js->n - 1; i >= 0 && !found; i--) {
		struct job *j = js->job[i];

		if ((id && j->id != id) || j->account != who->account ||
		    (who->token && j->token != who->token) || !(who->perms & PERM_BIT(j->kind->perm)))
			continue;
		fn(j, arg);
		found = id != 0;
	}
	lock_end(js->lock);
	return found;
}

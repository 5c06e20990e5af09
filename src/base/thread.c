/* thread - POSIX threads. Workers block all signals: signals belong to the main thread. */
#include "base/thread.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "jingzhun: no more %s\n", what);
	abort();
}

static void *claim(size_t n, size_t size)
{
	void *p = calloc(n, size);

	if (!p)
		die("memory for threads");
	return p;
}

struct thread {
	pthread_t id;
	void (*fn)(void *);
	void *arg;
};

static void *run(void *arg)
{
	struct thread *t = arg;

	t->fn(t->arg);
	return NULL;
}

struct thread *thread_start(void (*fn)(void *), void *arg)
{
	struct thread *t = claim(1, sizeof *t);
	sigset_t all, before;
	int rc;

	t->fn = fn;
	t->arg = arg;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	rc = pthread_create(&t->id, NULL, run, t);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (rc)
		die("threads");
	return t;
}

void thread_join(struct thread *t)
{
	pthread_join(t->id, NULL);
	free(t);
}

struct lock {
	pthread_rwlock_t rw;
};

struct lock *lock_new(void)
{
	struct lock *l = claim(1, sizeof *l);

	pthread_rwlock_init(&l->rw, NULL);
	return l;
}

void lock_free(struct lock *l)
{
	if (!l)
		return;
	pthread_rwlock_destroy(&l->rw);
	free(l);
}

void lock_write(struct lock *l)
{
	pthread_rwlock_wrlock(&l->rw);
}

void lock_read(struct lock *l)
{
	pthread_rwlock_rdlock(&l->rw);
}

void lock_end(struct lock *l)
{
	pthread_rwlock_unlock(&l->rw);
}

struct queue {
	pthread_mutex_t lock;
	pthread_cond_t not_empty, not_full;
	void **item;
	size_t room, head, count;
	bool closed;
};

struct queue *queue_new(size_t room)
{
	struct queue *q = claim(1, sizeof *q);

	q->room = room ? room : 1;
	q->item = claim(q->room, sizeof *q->item);
	pthread_mutex_init(&q->lock, NULL);
	pthread_cond_init(&q->not_empty, NULL);
	pthread_cond_init(&q->not_full, NULL);
	return q;
}

void queue_free(struct queue *q)
{
	if (!q)
		return;
	pthread_mutex_destroy(&q->lock);
	pthread_cond_destroy(&q->not_empty);
	pthread_cond_destroy(&q->not_full);
	free(q->item);
	free(q);
}

static bool put(struct queue *q, void *item, bool wait)
{
	bool done;

	pthread_mutex_lock(&q->lock);
	while (wait && q->count == q->room && !q->closed)
		pthread_cond_wait(&q->not_full, &q->lock);
	done = !q->closed && q->count < q->room;
	if (done) {
		q->item[(q->head + q->count++) % q->room] = item;
		pthread_cond_signal(&q->not_empty);
	}
	pthread_mutex_unlock(&q->lock);
	return done;
}

static bool get(struct queue *q, void **item, bool wait)
{
	bool got;

	pthread_mutex_lock(&q->lock);
	while (wait && q->count == 0 && !q->closed)
		pthread_cond_wait(&q->not_empty, &q->lock);
	got = q->count > 0;
	if (got) {
		*item = q->item[q->head];
		q->head = (q->head + 1) % q->room;
		q->count--;
		pthread_cond_signal(&q->not_full);
	}
	pthread_mutex_unlock(&q->lock);
	return got;
}

bool queue_put(struct queue *q, void *item)
{
	return put(q, item, true);
}

bool queue_offer(struct queue *q, void *item)
{
	return put(q, item, false);
}

bool queue_get(struct queue *q, void **item)
{
	return get(q, item, true);
}

bool queue_poll(struct queue *q, void **item)
{
	return get(q, item, false);
}

void queue_close(struct queue *q)
{
	pthread_mutex_lock(&q->lock);
	q->closed = true;
	pthread_cond_broadcast(&q->not_empty);
	pthread_cond_broadcast(&q->not_full);
	pthread_mutex_unlock(&q->lock);
}

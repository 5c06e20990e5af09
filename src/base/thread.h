/* thread - worker threads and bounded queues between them; the only locks outside db. */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <stdbool.h>
#include <stddef.h>

struct thread;
struct thread *thread_start(void (*fn)(void *), void *arg);   /* aborts if the system has none */
void thread_join(struct thread *t);                           /* waits and frees */

/* One at a time; shared: many who only look. */
struct lock;
struct lock *lock_new(void);
void lock_free(struct lock *l);
void lock_write(struct lock *l);
void lock_read(struct lock *l);
void lock_end(struct lock *l);                              /* after either */

/* A FIFO of pointers with room for `room`; put waits when full, get waits when empty. */
struct queue;
struct queue *queue_new(size_t room);
void queue_free(struct queue *q);
bool queue_put(struct queue *q, void *item);      /* false when closed */
bool queue_get(struct queue *q, void **item);     /* false when closed and empty */
bool queue_offer(struct queue *q, void *item);    /* put without waiting: false when full, too */
bool queue_poll(struct queue *q, void **item);    /* get without waiting: false when empty, too */
void queue_close(struct queue *q);

#endif

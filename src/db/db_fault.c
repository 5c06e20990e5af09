/* db_fault - a file layer that fails on order, for tests only: the default one with two of its
 * calls replaced. The counters are process-wide and exist in no release. */
#include "db/db_private.h"

#ifdef JZ_TEST_HOOKS

#include <pthread.h>
#include <stdatomic.h>

static atomic_int sync_left, write_left;
static sqlite3_vfs fault_vfs;                    /* filled once by fault_register */
static sqlite3_vfs *real_vfs;
static struct patched {
	sqlite3_io_methods io;                   /* first: a file's pMethods point at it */
	const sqlite3_io_methods *real;
} patched[4];                                    /* locking and non-locking files differ */
static pthread_once_t fault_once = PTHREAD_ONCE_INIT;
static pthread_mutex_t fault_lock = PTHREAD_MUTEX_INITIALIZER;

static const sqlite3_io_methods *real_of(sqlite3_file *f)
{
	return ((const struct patched *)f->pMethods)->real;
}

static int fault_sync(sqlite3_file *f, int flags)
{
	if (atomic_load(&sync_left) > 0 && atomic_fetch_sub(&sync_left, 1) == 1)
		return SQLITE_IOERR_FSYNC;
	return real_of(f)->xSync(f, flags);
}

static int fault_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	int left = atomic_load(&write_left);
	if (left == 1)
		return SQLITE_FULL;
	if (left > 1)
		atomic_fetch_sub(&write_left, 1);
	return real_of(f)->xWrite(f, p, n, at);
}

static int fault_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *got)
{
	int rc = real_vfs->xOpen(vfs, name, f, flags, got);
	if (rc != SQLITE_OK || !f->pMethods)
		return rc;
	pthread_mutex_lock(&fault_lock);
	for (int i = 0; i < 4; i++) {
		struct patched *p = &patched[i];
		if (p->real && p->real != f->pMethods)
			continue;
		if (!p->real) {
			p->real = f->pMethods;
			p->io = *p->real;
			p->io.xSync = fault_sync;
			p->io.xWrite = fault_write;
		}
		f->pMethods = &p->io;
		break;
	}
	pthread_mutex_unlock(&fault_lock);
	return rc;
}

static void fault_register(void)
{
	sqlite3_initialize();
	real_vfs = sqlite3_vfs_find(NULL);
	fault_vfs = *real_vfs;
	fault_vfs.zName = "jzfault";
	fault_vfs.pNext = NULL;
	fault_vfs.xOpen = fault_open;
	sqlite3_vfs_register(&fault_vfs, 0);
}

const char *db_vfs(void)
{
	pthread_once(&fault_once, fault_register);
	return fault_vfs.zName;
}

void db_test_fail_sync(int nth)
{
	atomic_store(&sync_left, nth);
}

void db_test_fail_write(int nth)
{
	atomic_store(&write_left, nth);
}

#else

const char *db_vfs(void)
{
	return NULL;
}

#endif

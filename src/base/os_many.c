/* os_many - see the header. */
#include "base/os_many.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/os.h"

enum err os_write_new(struct ctx *cx, const char *path, struct str data, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
	enum err e;

	if (fd < 0)
		return os_fail(cx, path);
	e = os_write_named(cx, fd, path, data.p, data.n);
	if (close(fd) < 0 && e == OK)
		e = os_fail(cx, path);
	return e;
}

enum err os_sync_disk(struct ctx *cx, const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc;
	enum err e;

	if (fd < 0)
		return os_fail(cx, dir);
	while ((rc = syncfs(fd)) < 0 && errno == EINTR)
		;
	e = rc < 0 ? os_fail(cx, dir) : OK;
	close(fd);
	return e;
}

bool os_is_link(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
}

#include "base/os_draft.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/os.h"

/* DIR/.NAME.part */
static const char *part_of(struct ctx *cx, const char *path)
{
	struct arena *a = &cx->arena;
	struct str s = str_of(path), name;
	size_t cut = s.n;

	while (cut && s.p[cut - 1] != '/')
		cut--;
	name = str_join(a, STR("."), str_join(a, str_sub(s, cut, s.n - cut), STR(".part")));
	return str_join(a, str_sub(s, 0, cut), name).p;
}

enum err os_draft_begin(struct ctx *cx, const char *path, struct os_draft *d)
{
	char real[PATH_MAX];
	struct stat st;

	*d = (struct os_draft){ .fd = -1 };
	if (lstat(path, &st) == 0 && S_ISLNK(st.st_mode) && realpath(path, real))
		path = real;
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return err_set(cx, ERR_USAGE, path, "os-no-file", path, NULL);
	d->path = str_z(&cx->arena, str_of(path));
	d->part = part_of(cx, d->path);
	unlink(d->part);
	d->fd = open(os_folder_of(cx, d->path), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (d->fd >= 0)
		return OK;
	if (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT && errno != EINVAL)
		return os_fail(cx, path);
	d->fd = open(d->part, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (d->fd < 0)
		return os_fail(cx, path);
	d->named = true;
	return OK;
}

/* Replacing needs a name to rename; a new name is given at once. */
static int give_name(struct os_draft *d)
{
	char self[32];

	if (!d->named) {
		snprintf(self, sizeof self, "/proc/self/fd/%d", d->fd);
		if (linkat(AT_FDCWD, self, AT_FDCWD, d->path, AT_SYMLINK_FOLLOW) == 0)
			return 0;
		if (errno != EEXIST)
			return -1;
		unlink(d->part);
		if (linkat(AT_FDCWD, self, AT_FDCWD, d->part, AT_SYMLINK_FOLLOW) < 0)
			return -1;
		d->named = true;
	}
	if (rename(d->part, d->path) < 0)
		return -1;
	d->named = false;
	return 0;
}

enum err os_draft_publish(struct ctx *cx, struct os_draft *d, mode_t mode)
{
	enum err e = OK;

	if (fchmod(d->fd, mode) < 0 || fsync(d->fd) < 0 || give_name(d) < 0)
		e = os_fail(cx, d->path);
	os_draft_drop(d);
	return e == OK ? os_fsync_path(cx, os_folder_of(cx, d->path)) : e;
}

void os_draft_drop(struct os_draft *d)
{
	if (d->fd >= 0)
		close(d->fd);
	d->fd = -1;
	if (d->named)
		unlink(d->part);
	d->named = false;
}

/*
 * What workers run: the file by whose name this process was called, so that a link which is set to
 * another release is followed at the next start. A name that does not lead to this program (it is
 * the caller's to choose) is not believed: then it is the path that the kernel ran.
 */
#include "process/supervisor_private.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SELF "/proc/self/exe"

enum { PATH_SIZE = 4096 };

/* Without /proc there is nothing to compare with: what can be run has to do. */
static bool is_this_program(const char *path)
{
	struct stat named;
	struct stat own;
	if (stat(path, &named) != 0 || !S_ISREG(named.st_mode) || access(path, X_OK) != 0)
		return false;
	return stat(SELF, &own) != 0 || (own.st_dev == named.st_dev && own.st_ino == named.st_ino);
}

static const char *search(struct arena *arena, const char *name)
{
	const char *folder = getenv("PATH");
	while (folder && *folder) {
		size_t size = strcspn(folder, ":");
		const char *path =
			arena_string(arena, "%.*s/%s", (int)size, size ? folder : ".", name);
		if (is_this_program(path))
			return path;
		folder += size + (folder[size] ? 1 : 0);
	}
	return NULL;
}

static const char *find_by_name(struct arena *arena, const char *name)
{
	if (!strchr(name, '/'))
		return search(arena, name);
	return is_this_program(name) ? name : NULL;
}

static const char *find_by_kernel(struct arena *arena)
{
	char path[PATH_SIZE];
	ssize_t size = readlink(SELF, path, sizeof(path) - 1);
	return size > 0 ? arena_copy(arena, (struct text){path, (size_t)size}).data : NULL;
}

bool supervisor_find_binary(struct supervisor *supervisor, const char **ret_reason)
{
	const char *name = supervisor->settings->command_line[0];
	*ret_reason =
		"the supervisor cannot find its own binary: call it by its path, or mount /proc";
	supervisor->binary = name ? find_by_name(supervisor->arena, name) : NULL;
	if (supervisor->binary)
		return true;
	supervisor->binary = find_by_kernel(supervisor->arena);
	if (supervisor->binary)
		log_say(supervisor->log, LOG_WARN,
			"the name that this was called by is not its own: workers run the same "
			"file, and follow no link");
	return supervisor->binary != NULL;
}

/* Whether the spool's folder is one that lasts, takes what it must, and holds nothing forgotten. */
#include "commands/doctor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "spool/survey.h"

enum { FREE_LEAST = 64 * 1024 * 1024, FREE_LEAST_PERCENT = 5 };

/* By their magic numbers (statfs(2)). */
static const struct {
	uint32_t magic;
	enum verdict verdict;
	const char *why;
} file_systems[] = {
	{0x01021994, VERDICT_FAIL, "lies in memory (tmpfs): it is lost when the machine ends"},
	{0x858458f6, VERDICT_FAIL, "lies in memory (ramfs): it is lost when the machine ends"},
	{0x794c7630, VERDICT_FAIL,
		"lies in a container's layer (overlay): it is lost with the container"},
	{0x61756673, VERDICT_FAIL,
		"lies in a container's layer (aufs): it is lost with the container"},
	{0x6969, VERDICT_WARN,
		"lies on NFS: locks and syncs may not hold there; a local disk is better"},
};

static bool look_at_file_system(struct doctor *doctor, const char *path)
{
	struct statfs about;
	if (statfs(path, &about) != 0)
		return true;
	for (size_t i = 0; i < sizeof file_systems / sizeof file_systems[0]; i++) {
		if ((uint32_t)about.f_type != file_systems[i].magic)
			continue;
		doctor_say(doctor, file_systems[i].verdict, "spool",
			"%s %s. Set spool to a folder on a disk or a volume that lasts.", path,
			file_systems[i].why);
		return false;
	}
	return true;
}

static bool look_at_room(struct doctor *doctor, const char *path)
{
	struct statvfs about;
	if (statvfs(path, &about) != 0)
		return true;
	uint64_t available = (uint64_t)about.f_bavail * about.f_frsize;
	uint64_t percent = about.f_blocks ? about.f_bavail * 100 / about.f_blocks : 100;
	if (available >= FREE_LEAST && percent >= FREE_LEAST_PERCENT)
		return true;
	doctor_say(doctor, available < FREE_LEAST ? VERDICT_FAIL : VERDICT_WARN, "spool",
		"Its disk is nearly full (%llu MB free, %llu %%): when it is, messages are not "
		"kept while PostgreSQL is away. Make room.",
		(unsigned long long)(available >> 20), (unsigned long long)percent);
	return false;
}

/* A file of its own, written and synced as the spool does it. */
static bool look_whether_writable(struct doctor *doctor, const char *path)
{
	const char *name = arena_string(doctor->arena, "%s/doctor-%d", path, (int)getpid());
	int fd = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool is_writable = fd >= 0 && write(fd, "?", 1) == 1 && fdatasync(fd) == 0;
	int error = errno;
	if (fd >= 0) {
		(void)close(fd);
		(void)unlink(name);
	}
	if (!is_writable)
		doctor_say(doctor, VERDICT_FAIL, "spool",
			"%s cannot be written to: %s. It must belong to the server's user.", path,
			strerror(error));
	return is_writable;
}

static bool look_at_contents(struct doctor *doctor, const char *path)
{
	struct spool_survey survey = {NULL};
	size_t abandoned = 0, messages = 0;
	int error = spool_survey(doctor->arena, path, NULL, NULL, &survey);
	for (const struct spool_survey_folder *folder = survey.folders; folder;
		folder = folder->next) {
		abandoned += folder->is_in_use ? 0 : 1;
		messages += folder->is_in_use ? 0 : folder->records;
	}
	if (error)
		doctor_say(doctor, VERDICT_FAIL, "spool", "%s cannot be read: %s.", path,
			strerror(error));
	if (abandoned > 0)
		doctor_say(doctor, VERDICT_WARN, "spool",
			"Dead workers left %zu folders with %zu messages. A running server takes "
			"them over within 10 s; without one: frontdesk spool drain",
			abandoned, messages);
	if (survey.quarantined > 0)
		doctor_say(doctor, VERDICT_WARN, "spool",
			"%zu damaged pieces are in %s/quarantine: the disk is not to be trusted. "
			"Keep them for who may repair them, then remove them.",
			survey.quarantined, path);
	return !error && abandoned == 0 && survey.quarantined == 0;
}

void doctor_look_at_spool(struct doctor *doctor)
{
	const char *path = doctor->settings->spool;
	if (!*path) {
		doctor_say(doctor, VERDICT_WARN, "spool",
			"The setting spool is empty: what PostgreSQL has not confirmed is lost "
			"with the process, and sent again by its client. Set it to a folder on a "
			"disk that lasts.");
		return;
	}
	if (access(path, F_OK) != 0) {
		doctor_say(doctor, VERDICT_FAIL, "spool",
			"%s: %s. The server makes the folder itself, if it may; its parent must be "
			"there.",
			path, strerror(errno));
		return;
	}
	bool is_well = look_at_file_system(doctor, path);
	is_well = look_whether_writable(doctor, path) && is_well;
	is_well = look_at_room(doctor, path) && is_well;
	is_well = look_at_contents(doctor, path) && is_well;
	if (is_well)
		doctor_say(doctor, VERDICT_OK, "spool",
			"%s, on a disk, writable, and nothing is left over.", path);
}

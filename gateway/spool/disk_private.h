/* What the files that make disk.h work share. */
#ifndef FRONTDESK_SPOOL_DISK_PRIVATE_H
#define FRONTDESK_SPOOL_DISK_PRIVATE_H

#include "spool/disk.h"
#include "spool/segment.h"
#include "spool/trouble.h"

/* A locked folder. */
struct spool_folder {
	struct spool_folder *next;
	int fd;
	char name[SPOOL_NAME_SIZE];
	size_t segments; /* of the disk's list */
	bool is_left;    /* holds something to be left where it is */
	bool has_failed; /* a call, when it was adopted: to be looked at again */
};

/* A segment's file in one of them, by the number that stands for it in this process. */
struct spool_entry {
	struct spool_entry *next;
	uint64_t number;
	struct spool_folder *folder;
	char name[SPOOL_NAME_SIZE];
	struct spool_head head; /* as it was made or found, whatever stands there now */
	/* What must be there: our own segment has it since it was closed, a dead worker's by what
	 * the next segment says, or else since it was first read. */
	bool is_counted;
	uint32_t records;
	size_t size;      /* to the end of the last of them */
	uint32_t excused; /* of the records: missing, and not for us to say */
	bool may_be_torn; /* behind that, what was written may never have been synced */
	bool is_long;     /* its file is longer than any is made */
	struct spool_said said;
	bool is_left; /* damaged, and some of it could not be put aside by itself */
};

struct spool_disk {
	const char *path;
	int root; /* -1: not open */
	struct vault keys;
	struct spool_folder *folders, *own;
	struct spool_entry *entries;
	struct spool_segment active; /* fd -1: none */
	uint64_t active_number, last_number;
	struct spool_extent before; /* of the segment that was written to before */
	struct spool_reports reports;
	struct spool_troubles troubles;
};

void spool_disk_report(struct spool_disk *disk, const struct spool_report *report);
/* Notes a failing call. */
void spool_disk_fault(struct spool_disk *disk, uint64_t segment, int error);
/* Leaves in a folder what a call failed for: said once, looked at again ever more seldom. */
void spool_disk_leave(
	struct spool_disk *disk, struct spool_folder *folder, const char *name, int error);
/* Opens the root, where it is not yet: 0 or an errno. */
int spool_disk_open_root(struct spool_disk *disk);
struct spool_entry *spool_disk_add(struct spool_disk *disk, struct spool_folder *folder,
	uint64_t number, const char *name, const struct spool_head *head);
/* NULL: there is none of this number. */
struct spool_entry *spool_disk_find(const struct spool_disk *disk, uint64_t number);
/* Unlocks a folder that has no segments; removes it unless something is left in it. */
void spool_disk_release(struct spool_disk *disk, struct spool_folder *folder);
/* Puts damaged bytes of a segment, or all of its file (absent), into the quarantine, and reports
 * it; ret_is_known: not those that are there already. */
int spool_quarantine_bytes(struct spool_disk *disk, const struct spool_entry *entry, size_t offset,
	struct text bytes, bool *ret_is_known);
int spool_quarantine_file(
	struct spool_disk *disk, const struct spool_folder *folder, const char *name);

#endif

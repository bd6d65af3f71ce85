/*
 * One worker's part of the spool folder, on the spool's thread or in a command: its own folder
 * "worker-…" with segments, and those of dead workers that it has adopted. A folder belongs to who
 * holds its flock. What cannot be used (damaged bytes) goes to "quarantine"; what cannot be read
 * for now (an unknown master key, a failing disk) stays where it is. Blocks.
 *
 * What others should know is reported: take the reports after every call.
 */
#ifndef FRONTDESK_SPOOL_DISK_H
#define FRONTDESK_SPOOL_DISK_H

#include "crypto/vault.h"
#include "spool/row.h"

#define SPOOL_QUARANTINE "quarantine"

struct spool_disk;

struct spool_report {
	struct spool_report *next;
	enum {
		SPOOL_CLOSED,      /* nothing more is written to this segment */
		SPOOL_FOUND,       /* a segment of an adopted folder, to be read */
		SPOOL_ADOPTED,     /* a folder */
		SPOOL_READ,        /* rows of a segment, and how many are missing; or an error */
		SPOOL_QUARANTINED, /* so many bytes of a segment (0: the whole of it) */
		SPOOL_CUT,         /* so many bytes of a segment's file are not there */
		SPOOL_TORN,        /* so many bytes of what may never have been synced, left out */
		SPOOL_UNREADABLE,  /* a segment under a master key that is not here: left alone */
		SPOOL_FAILED,      /* a call of the disk, with its error */
		SPOOL_STATE,       /* takes rows (0) or not (an error); the thread's word */
		SPOOL_SYNCED       /* a group, in so many microseconds; the thread's word */
	} kind;
	uint64_t segment, number;
	int error;
	size_t records;         /* SPOOL_TORN: missing there, as far as that is seen */
	struct spool_rows rows; /* SPOOL_READ */
};

struct spool_reports {
	struct spool_report *first, *last;
};

/* Copies the report; NULL takes none. */
void spool_reports_add(struct spool_reports *reports, const struct spool_report *report);
/* The first, or NULL; free it with spool_report_free. */
struct spool_report *spool_reports_take(struct spool_reports *reports);
void spool_report_free(struct spool_report **report);

/* Takes the keys. `path` is borrowed. Touches nothing yet. */
struct spool_disk *spool_disk_new(const char *path, const struct vault *keys);
struct spool_reports *spool_disk_reports(struct spool_disk *disk);
/* Makes sure that there is a segment to write to: 0 or an errno. */
int spool_disk_prepare(struct spool_disk *disk);
/* Appends the rows and syncs: each that is durable is marked kept, with its place. When a segment
 * fails, its group goes to another; after three failures, or without room, it answers an errno, and
 * the rows that are not kept are the caller's to try again. */
int spool_disk_keep(struct spool_disk *disk, struct spool_rows *rows);
/* Closes the segment that is written to; the next row begins another. */
void spool_disk_roll(struct spool_disk *disk);
/* Takes over what dead workers left, and reports each segment. What cannot be read for a failing
 * call is looked at again as soon as nothing else of its folder is held; what is under an unknown
 * master key, after a restart. */
void spool_disk_adopt(struct spool_disk *disk);
/* Reports the rows of a segment, and how many that should be there are not, each once. */
void spool_disk_read(struct spool_disk *disk, uint64_t segment);
/* Removes a segment that nobody needs, and its folder with the last. */
void spool_disk_drop(struct spool_disk *disk, uint64_t segment);
/* Lets go of everything; the segment that is written to goes unless it is needed, and the own
 * folder with the last one. */
void spool_disk_free(struct spool_disk **disk, bool is_active_needed);

#endif

/* What a spool folder holds, for commands: looked at from outside, and left as it is. Blocks. */
#ifndef FRONTDESK_SPOOL_SURVEY_H
#define FRONTDESK_SPOOL_SURVEY_H

#include "spool/segment.h"

/* One worker's folder. */
struct spool_survey_folder {
	struct spool_survey_folder *next; /* by name */
	char name[SPOOL_NAME_SIZE];
	bool is_in_use; /* by a worker that lives */
	size_t segments, records, bytes;
	size_t damaged; /* places that are no record, or a record that does not open */
	size_t missing; /* records that should be there */
	size_t cut;     /* segments that are shorter than they were made */
	/* Segments: under a master key that is not here, or the disk fails; or the folder itself.
	 */
	size_t unreadable;
	int64_t oldest_us; /* when its oldest segment was made; 0: none */
};

struct spool_survey {
	struct spool_survey_folder *folders;
	size_t quarantined; /* files */
};

/* Who looks into the records. */
struct spool_survey_reader {
	/* The row is borrowed. */
	void (*read)(struct spool_survey_reader *reader, const struct spool_row *row);
};

/* With keys every record is opened, and read by the reader unless it is NULL; without its checksum
 * is compared. 0 or an errno of the spool's folder itself. */
int spool_survey(struct arena *arena, const char *path, const struct vault *keys,
	struct spool_survey_reader *reader, struct spool_survey *ret_survey);

#endif

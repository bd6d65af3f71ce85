/*
 * A parcel (crypto/parcel.h) on the disk. It is written under a name with ".part" behind it, and
 * has its own once all of it is on the disk. Each piece is a letter, which says what it is, and a
 * text.
 */
#ifndef FRONTDESK_PARCEL_FILE_H
#define FRONTDESK_PARCEL_FILE_H

#include "commands/admin.h"
#include "crypto/parcel.h"

enum parcel_kind {
	PARCEL_HEADER = 'H',  /* what it is about: JSON */
	PARCEL_SECTION = 'S', /* rows of a table follow: its name, and its columns */
	PARCEL_ROWS = 'R',    /* so many rows: a JSON array */
	PARCEL_SUM = 'E',     /* the section's end: how many rows, and their hash */
	PARCEL_END = 'Z'
};

struct parcel_file {
	struct admin *admin; /* whose reason says what failed */
	struct parcel parcel;
	const char *path, *part; /* what goes with it when it is not finished; NULL: nothing */
	int fd;
	uint64_t pieces; /* written or read so far */
};

/* Reads the first line of the file that an option names, which nobody else may read. The text is
 * the arena's: wipe it. */
bool parcel_passphrase(struct admin *admin, struct text *ret_passphrase);

/* Each answers whether it is done, and leaves the reason: a disk that is full, a file that is
 * there.
 */
bool parcel_create(struct admin *admin, const char *path, struct parcel_file *ret_file);
bool parcel_write(struct parcel_file *file, enum parcel_kind kind, struct text text);
/* Ends it; only now it has its name. */
bool parcel_finish(struct parcel_file *file);
/* Closes it; what is not finished goes. */
void parcel_close(struct parcel_file *file);

bool parcel_open_file(struct admin *admin, const char *path, struct parcel_file *ret_file);
/* The next piece, in the arena. Behind PARCEL_END there is none. */
bool parcel_read(struct parcel_file *file, struct arena *arena, enum parcel_kind *ret_kind,
	struct text *ret_text);

#endif

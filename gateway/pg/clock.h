/* What a replica must know of PostgreSQL now and then: its clock, and which history it has. */
#ifndef FRONTDESK_DB_CLOCK_H
#define FRONTDESK_DB_CLOCK_H

#include "loop/wheel.h"

struct db;
struct parts;

enum { DB_EPOCH_SIZE_MAX = 100 };

struct db_clock {
	struct parts *parts;
	struct timer timer;
	int64_t asked_us;  /* clock_steady_us() when the statement was queued */
	int64_t offset_us; /* until it is measured: of the wall clock at the start */
	int64_t error_us;  /* how far that could be off either way */
	int64_t read_us;   /* clock_steady_us() then */
	bool is_measured;
	bool is_stopped;
	char epoch[DB_EPOCH_SIZE_MAX];
	size_t epoch_size;
};

/* Measures at once and then every 10 s. */
void db_clock_init(struct db_clock *clock, struct parts *parts);
void db_clock_stop(struct db_clock *clock);
/* The one that db owns. */
struct db_clock *db_clock_of(struct db *db);
enum db_clock_reading {
	DB_CLOCK_IGNORED, /* nothing new: a slow round trip, and we know it better */
	DB_CLOCK_TAKEN,
	DB_CLOCK_SET /* taken: PostgreSQL's clock runs otherwise than it did */
};

/* Takes what was read between two looks at our own steady clock. Pure. */
enum db_clock_reading db_clock_note(
	struct db_clock *clock, int64_t asked_us, int64_t answered_us, int64_t server_us);

#endif

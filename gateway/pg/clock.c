/* A statement every 10 s: the difference to the middle of its round trip is the offset. */
#include "pg/clock.h"

#include <stdlib.h>
#include <string.h>

#include "call/parts.h"
#include "loop/clocks.h"
#include "loop/env.h"
#include "sql_gateway.h"

enum {
	MEASURE_MS = 10000,
	MEASURE_SOON_MS = 1000,  /* while it is not known well */
	MEASURE_AGAIN_MS = 200,  /* after a failure */
	ERROR_SMALL_US = 125000, /* of an answer within a quarter of a second */
	DRIFT_PARTS = 2000,      /* one part of so many: more than two clocks drift apart */
	SET_US = 1000000         /* so much is said */
};

static bool is_good(const struct db_clock *clock)
{
	return clock->error_us <= ERROR_SMALL_US;
}

/* PostgreSQL read its clock somewhere in the round trip: half of that is how far the middle can be
 * off, and what was read earlier has drifted since. Two readings whose ranges do not meet prove
 * that its clock was set; NTP keeps and compares its samples likewise (RFC 5905, 10 and 11.2.1). */
enum db_clock_reading db_clock_note(
	struct db_clock *clock, int64_t asked_us, int64_t answered_us, int64_t server_us)
{
	int64_t error_us = (answered_us - asked_us) / 2;
	int64_t offset_us = server_us - (asked_us + error_us);
	int64_t known_error_us = clock->error_us + (answered_us - clock->read_us) / DRIFT_PARTS;
	bool is_set = clock->is_measured &&
		      llabs(offset_us - clock->offset_us) > error_us + known_error_us;
	bool is_better =
		!clock->is_measured || error_us <= ERROR_SMALL_US || error_us <= known_error_us;
	if (!is_set && !is_better)
		return DB_CLOCK_IGNORED;
	clock->is_measured = true;
	clock->offset_us = offset_us;
	clock->error_us = error_us;
	clock->read_us = answered_us;
	return is_set ? DB_CLOCK_SET : DB_CLOCK_TAKEN;
}

static void measure(struct timer *timer);

static void measure_after(struct db_clock *clock, uint64_t delay_ms)
{
	if (!clock->is_stopped)
		wheel_set(clock->parts->env.wheel, &clock->timer, delay_ms, measure);
}

static void note_epoch(struct db_clock *clock, struct text epoch)
{
	bool is_same = clock->epoch_size == epoch.size && epoch.size > 0 &&
		       memcmp(clock->epoch, epoch.data, epoch.size) == 0;
	if (is_same || epoch.size == 0 || epoch.size > sizeof(clock->epoch))
		return;
	if (clock->epoch_size > 0)
		log_say(clock->parts->env.log, LOG_WARN, "the database has another history now");
	memcpy(clock->epoch, epoch.data, epoch.size);
	clock->epoch_size = epoch.size;
}

/* Ours runs steadily: what jumps is PostgreSQL's, which is followed, forward and back. False when
 * it is not known well after this. */
static bool note_time(struct db_clock *clock, int64_t server_us)
{
	int64_t before_us = clock->offset_us;
	enum db_clock_reading reading =
		db_clock_note(clock, clock->asked_us, clock_steady_us(), server_us);
	int64_t jump_us = clock->offset_us - before_us;
	if (reading == DB_CLOCK_SET && llabs(jump_us) > SET_US)
		log_say(clock->parts->env.log, LOG_WARN, "the database's clock was set",
			LOG_F_NUMBER("by_ms", jump_us / 1000));
	return reading != DB_CLOCK_IGNORED && is_good(clock);
}

static struct next note_answer(struct call *call, const struct sql_answer *answer)
{
	struct db_clock *clock = db_clock_of(call->parts->db);
	if (answer->err != ERR_NONE) {
		measure_after(clock, MEASURE_AGAIN_MS);
		return call_done(call);
	}
	struct sql_db_clock_row row = sql_db_clock_row(answer, 0);
	note_epoch(clock, row.epoch);
	measure_after(clock, note_time(clock, row.now) ? MEASURE_MS : MEASURE_SOON_MS);
	return call_done(call);
}

static struct next ask(struct call *call)
{
	db_clock_of(call->parts->db)->asked_us = clock_steady_us();
	return sql_db_clock(call, note_answer);
}

static void measure(struct timer *timer)
{
	struct db_clock *clock = CONTAINER_OF(timer, struct db_clock, timer);
	call_start_tick(clock->parts, NULL, "database clock", ask);
}

void db_clock_init(struct db_clock *clock, struct parts *parts)
{
	clock->parts = parts;
	clock->offset_us = clock_wall_us() - clock_steady_us();
	wheel_set(parts->env.wheel, &clock->timer, 0, measure);
}

void db_clock_stop(struct db_clock *clock)
{
	clock->is_stopped = true;
	wheel_cancel(clock->parts->env.wheel, &clock->timer);
}

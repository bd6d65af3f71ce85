/* A statement every 10 s: the difference to the middle of its round trip is the offset. */
#include "db_clock.h"

#include "clocks.h"
#include "gateway.h"
#include "sql_gateway.h"

#include <stdlib.h>
#include <string.h>

enum {
	MEASURE_MS = 10000,
	MEASURE_AGAIN_MS = 200,
	ROUND_TRIP_MAX_US = 250000,
	SLOW_ANSWERS_MAX = 5,
	SET_US = 1000000 /* further off than any drift or round trip */
};

bool db_clock_note(struct db_clock *clock, int64_t asked_us, int64_t answered_us, int64_t server_us)
{
	bool is_slow = answered_us - asked_us > ROUND_TRIP_MAX_US;
	if (is_slow && clock->is_measured && ++clock->slow_answers < SLOW_ANSWERS_MAX)
		return false;
	clock->slow_answers = 0;
	clock->is_measured = true;
	clock->offset_us = server_us - (asked_us + (answered_us - asked_us) / 2);
	return true;
}

static void measure(struct timer *timer);

static void measure_after(struct db_clock *clock, uint64_t delay_ms)
{
	if (!clock->is_stopped)
		wheel_set(clock->gateway->wheel, &clock->timer, delay_ms, measure);
}

static void note_epoch(struct db_clock *clock, struct text epoch)
{
	bool is_same = clock->epoch_size == epoch.size && epoch.size > 0 &&
		       memcmp(clock->epoch, epoch.data, epoch.size) == 0;
	if (is_same || epoch.size == 0 || epoch.size > sizeof(clock->epoch))
		return;
	if (clock->epoch_size > 0)
		log_say(clock->gateway->log, LOG_WARN, "the database has another history now");
	memcpy(clock->epoch, epoch.data, epoch.size);
	clock->epoch_size = epoch.size;
}

/* Ours runs steadily: what jumps is PostgreSQL's, which is followed, forward and back. */
static bool note_time(struct db_clock *clock, int64_t server_us)
{
	int64_t before_us = clock->offset_us;
	bool was_measured = clock->is_measured;
	bool is_taken = db_clock_note(clock, clock->asked_us, clock_steady_us(), server_us);
	int64_t jump_us = clock->offset_us - before_us;
	if (was_measured && llabs(jump_us) > SET_US)
		log_say(clock->gateway->log, LOG_WARN, "the database's clock was set",
			LOG_F_NUMBER("by_ms", jump_us / 1000));
	return is_taken;
}

static struct next note_answer(struct call *call, const struct sql_answer *answer)
{
	struct db_clock *clock = db_clock_of(call->gateway->db);
	if (answer->err != ERR_NONE) {
		measure_after(clock, MEASURE_AGAIN_MS);
		return call_done(call);
	}
	struct sql_db_clock_row row = sql_db_clock_row(answer, 0);
	note_epoch(clock, row.epoch);
	bool is_taken = note_time(clock, row.now);
	measure_after(clock, is_taken ? MEASURE_MS : MEASURE_AGAIN_MS);
	return call_done(call);
}

static struct next ask(struct call *call)
{
	db_clock_of(call->gateway->db)->asked_us = clock_steady_us();
	return sql_db_clock(call, note_answer);
}

static void measure(struct timer *timer)
{
	struct db_clock *clock = CONTAINER_OF(timer, struct db_clock, timer);
	call_start_tick(clock->gateway, NULL, "database clock", ask);
}

void db_clock_init(struct db_clock *clock, struct gateway *gateway)
{
	clock->gateway = gateway;
	clock->offset_us = clock_wall_us() - clock_steady_us();
	wheel_set(gateway->wheel, &clock->timer, 0, measure);
}

void db_clock_stop(struct db_clock *clock)
{
	clock->is_stopped = true;
	wheel_cancel(clock->gateway->wheel, &clock->timer);
}

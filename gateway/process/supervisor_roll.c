/*
 * The rolling restart: for one worker after the other a newcomer is started beside it, and when
 * that one is ready the old one drains. A newcomer that does not get ready ends the whole: the old
 * ones stay, and nobody has noticed anything.
 */
#include "process/supervisor_private.h"

#include "process/service_manager.h"

enum { READY_LIMIT_MS = 30000 };

static void finish(struct supervisor *supervisor)
{
	supervisor->roll.step = ROLL_IDLE;
	service_manager_say("READY=1");
}

void supervisor_roll_failed(struct supervisor *supervisor, size_t worker)
{
	struct worker *place = &supervisor->workers[worker];
	place->fresh = SEAT_NONE;
	log_say(supervisor->log, LOG_ERROR,
		"rolling restart given up: the new worker does not get ready, the old ones stay",
		LOG_F_NUMBER("worker", worker));
	finish(supervisor);
	if (place->current == SEAT_NONE)
		supervisor_schedule(supervisor, worker, 0);
}

static void begin(struct supervisor *supervisor, size_t worker)
{
	supervisor->roll.worker = worker;
	supervisor->roll.step = ROLL_BEGINNING;
	if (worker < supervisor->worker_count)
		return;
	log_say(supervisor->log, LOG_INFO, "rolling restart done");
	finish(supervisor);
}

/* Waits where it must: every seat may be taken by one that drains. */
static bool start(struct supervisor *supervisor)
{
	struct roll *roll = &supervisor->roll;
	struct worker *place = &supervisor->workers[roll->worker];
	if (!supervisor_has_seat(supervisor, roll->worker))
		return false;
	place->fresh = supervisor_start(supervisor, roll->worker);
	if (place->fresh == SEAT_NONE) {
		supervisor_roll_failed(supervisor, roll->worker);
		return false;
	}
	place->start_at_ms = 0;
	roll->give_up_ms = supervisor_now_ms() + READY_LIMIT_MS;
	roll->step = ROLL_STARTING;
	return true;
}

static bool look_at_newcomer(struct supervisor *supervisor)
{
	struct roll *roll = &supervisor->roll;
	struct worker *place = &supervisor->workers[roll->worker];
	enum seat_state state = seat_state(seat_at(supervisor->seats, roll->worker, place->fresh));
	if (state == SEAT_READY) {
		struct child *old =
			place->current == SEAT_NONE ? NULL : &place->children[place->current];
		roll->leaving = old ? old->pid : 0;
		if (old)
			supervisor_ask(supervisor, old);
		place->current = place->fresh;
		place->fresh = SEAT_NONE;
		place->backoff = (struct backoff){0};
		roll->step = ROLL_DRAINING;
		return true;
	}
	if (state == SEAT_DRAINING || supervisor_now_ms() >= roll->give_up_ms) {
		supervisor_ask(supervisor, &place->children[place->fresh]);
		supervisor_roll_failed(supervisor, roll->worker);
	}
	return false;
}

static bool has_left(const struct supervisor *supervisor)
{
	const struct roll *roll = &supervisor->roll;
	const struct worker *place = &supervisor->workers[roll->worker];
	for (size_t i = 0; roll->leaving && i < SEATS_PER_WORKER; i++)
		if (place->children[i].pid == roll->leaving)
			return false;
	return true;
}

static bool go_on(struct supervisor *supervisor)
{
	struct roll *roll = &supervisor->roll;
	switch (roll->step) {
	case ROLL_IDLE:
		if (!roll->is_wanted || !supervisor->has_listened)
			return false;
		roll->is_wanted = false;
		log_say(supervisor->log, LOG_INFO, "rolling restart begins");
		service_manager_say("RELOADING=1");
		begin(supervisor, 0);
		return true;
	case ROLL_BEGINNING:
		return start(supervisor);
	case ROLL_STARTING:
		return look_at_newcomer(supervisor);
	case ROLL_DRAINING:
		if (!has_left(supervisor))
			return false;
		begin(supervisor, roll->worker + 1);
		return true;
	}
	return false;
}

void supervisor_roll(struct supervisor *supervisor)
{
	while (go_on(supervisor))
		;
}

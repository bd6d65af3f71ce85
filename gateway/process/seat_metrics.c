/* Figures in seats: a worker's processes are one to the reader. */
#include "process/seat_metrics.h"

#include <assert.h>

static_assert(
	(int)SEATS_PER_WORKER <= (int)METRICS_PROCESSES_MAX, "a worker's processes have room");

struct metrics *seat_metrics(const struct post *post)
{
	return metrics_at(&seat_at(post->seats, post->worker, post->seat)->metrics);
}

static struct metrics_worker read_worker(struct seats *seats, size_t number)
{
	struct metrics_worker worker = {
		.process_count = SEATS_PER_WORKER, .restarts = seats->restarts[number]};
	for (size_t i = 0; i < SEATS_PER_WORKER; i++) {
		const struct seat *seat = seat_at(seats, number, i);
		enum seat_state state = seat_state(seat);
		worker.processes[i] = (struct metrics_process){
			.place = &seat->metrics, .is_over = state == SEAT_FREE};
		worker.is_up = worker.is_up || state == SEAT_LISTENING || state == SEAT_READY;
	}
	return worker;
}

struct text seat_metrics_page(struct seats *seats, struct arena *arena)
{
	size_t count = seats->worker_count;
	struct metrics_worker *workers = arena_alloc(arena, count * sizeof(*workers));
	for (size_t i = 0; i < count; i++)
		workers[i] = read_worker(seats, i);
	return metrics_page(workers, count, arena);
}

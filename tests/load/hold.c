/* Members that are only there: held idle, or let in as fast as it goes. */
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "crowd.h"
#include "histogram.h"
#include "modes.h"

static struct histogram opening;

static void note_arrival(struct member *member, const char *text, size_t size)
{
	histogram_add(&opening, clients_now_ns() - member->since_ns);
}

static bool input_has_ended(void)
{
	char byte;
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
	return poll(&input, 1, 0) > 0 && read(STDIN_FILENO, &byte, 1) <= 0;
}

static double gather_timed(void)
{
	uint64_t start_ns = clients_now_ns();
	crowd.arrived = note_arrival;
	crowd_gather();
	return (double)(clients_now_ns() - start_ns) / 1e9;
}

static void report(double seconds, double share)
{
	printf("{\"connections\":%u,\"seconds\":%.3f,\"perSecond\":%.0f,\"p50Ms\":%.3f,"
	       "\"p99Ms\":%.3f,\"loaderCpu\":%.2f,\"lost\":%u}\n",
		crowd.count, seconds, crowd.count / seconds,
		(double)histogram_quantile(&opening, 0.5) / 1e6,
		(double)histogram_quantile(&opening, 0.99) / 1e6, share, crowd.lost);
	(void)fflush(stdout);
}

int mode_idle(const struct options *options)
{
	crowd_start(options, 1, 0);
	double seconds = gather_timed();
	fputs("ready\n", stderr);
	uint64_t end_ns = clients_now_ns() + (uint64_t)options->limit_ms * 1000000;
	while (!input_has_ended() && clients_now_ns() < end_ns)
		clients_turn(50);
	report(seconds, cpu_share());
	crowd_drop_all();
	return crowd.lost > 0;
}

int mode_storm(const struct options *options)
{
	crowd_start(options, options->listeners, 0);
	crowd.stops_at_welcome = !options->resumes;
	(void)cpu_share();
	fputs("begin\n", stderr);
	double seconds = gather_timed();
	fputs("end\n", stderr);
	report(seconds, cpu_share());
	crowd_drop_all();
	return crowd.lost > 0;
}

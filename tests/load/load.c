/*
 * The loader: one process, one thread, one epoll.
 *
 *     load talk|idle|storm|exodus ports=PORT[,PORT] people=FILE|relay=1 [name=value …]
 *
 * Connects to 127.0.0.1 only, from source addresses of 127.0.0.0/8. Prints one JSON object, in
 * which loaderCpu says what share of a core it used: near 1, it is itself the limit.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "modes.h"

static double seconds_of(struct timeval time)
{
	return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

double cpu_share(void)
{
	static double last_used, last_time;
	struct timespec now;
	struct rusage usage;
	clock_gettime(CLOCK_MONOTONIC, &now);
	getrusage(RUSAGE_SELF, &usage);
	double time = (double)now.tv_sec + (double)now.tv_nsec / 1e9;
	double used = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
	double share = time > last_time ? (used - last_used) / (time - last_time) : 0;
	last_used = used;
	last_time = time;
	return share;
}

static const struct {
	const char *name;
	int (*run)(const struct options *options);
} modes[] = {
	{"talk", mode_talk},
	{"idle", mode_idle},
	{"storm", mode_storm},
	{"exodus", mode_exodus},
};

int main(int argc, char **argv)
{
	struct options options;
	struct rlimit descriptors;
	options_read(argc, argv, &options);
	(void)signal(SIGPIPE, SIG_IGN);
	getrlimit(RLIMIT_NOFILE, &descriptors);
	descriptors.rlim_cur = descriptors.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &descriptors);
	alarm((options.limit_ms + options.warmup_ms + options.run_ms) / 1000 + 30);
	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++)
		if (strcmp(modes[i].name, options.mode) == 0)
			return modes[i].run(&options);
	fprintf(stderr, "load: talk, idle, storm or exodus\n");
	return 2;
}

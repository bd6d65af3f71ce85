/* Descriptors counted: so many a connection, and what is kept for the rest. */
#include "net/descriptors.h"

#include <sys/resource.h>

#include "net/tls.h"

enum {
	/* The log, the loop's own, listening sockets, the spool's segments, web files, certificates
	 * that are read anew, name look-ups; and room for what is opened for a moment. */
	ASIDE = 64,
	LINKS_PER_REDIS = 2,
	WRITERS = 1,
	PER_OUTSIDE = 3, /* a request's socket, and the pair by which its look-up tells its end */
	TIMES = 2        /* a link that is lost is made anew before the old one has closed */
};

static uint64_t count_redis(const char *list)
{
	uint64_t count = *list ? 1 : 0;
	for (; *list; list++)
		count += *list == ',' ? 1 : 0;
	return count;
}

static uint64_t per_connection(const struct settings *settings)
{
	return *settings->tls_certificate ? TLS_DESCRIPTORS : 1;
}

static uint64_t aside(const struct settings *settings)
{
	uint64_t links = (uint64_t)settings->db_connections +
			 (uint64_t)settings->db_slow_connections + WRITERS +
			 LINKS_PER_REDIS * count_redis(settings->redis);
	return ASIDE + TIMES * links + (uint64_t)PER_OUTSIDE * DESCRIPTORS_OUTSIDE_AT_ONCE;
}

uint64_t descriptors_wanted(const struct settings *settings)
{
	return (uint64_t)settings->connections_max * per_connection(settings) + aside(settings);
}

uint64_t descriptors_connections(const struct settings *settings, uint64_t limit)
{
	uint64_t most = (uint64_t)settings->connections_max;
	uint64_t usable = limit < DESCRIPTORS_MOST ? limit : DESCRIPTORS_MOST;
	uint64_t rest = usable > aside(settings) ? usable - aside(settings) : 0;
	uint64_t carried = rest / per_connection(settings);
	return carried < most ? carried : most;
}

uint64_t descriptors_hard_limit(void)
{
	struct rlimit limit;
	return getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_max : 0;
}

uint64_t descriptors_take(const struct settings *settings)
{
	struct rlimit limit;
	uint64_t wanted = descriptors_wanted(settings);
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return 0;
	wanted = wanted < DESCRIPTORS_MOST ? wanted : DESCRIPTORS_MOST;
	limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
	return descriptors_connections(settings, limit.rlim_cur);
}

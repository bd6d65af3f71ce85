/*
 * What the C library knows of a time zone, which is TZ's:
 *
 *     zone FROM TO     the seconds, since 1970, of all changes of its clock in between, one a line
 *     zone             for each local time on standard input, "2026-03-29 02:30", the first and the
 *                      last moment that have it; the one of the jump twice where none has
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { QUARTER_SECONDS = 900, HOUR_SECONDS = 3600, NEAR_SECONDS = 16 * HOUR_SECONDS };

static time_t local_at(time_t moment)
{
	struct tm local;
	if (!localtime_r(&moment, &local) || local.tm_gmtoff % QUARTER_SECONDS != 0)
		abort();
	return moment + local.tm_gmtoff;
}

static time_t offset_at(time_t moment)
{
	return local_at(moment) - moment;
}

/* The first second of the clock after a change, which is within this hour. */
static time_t change_after(time_t hour)
{
	time_t moment = hour + 1;
	while (offset_at(moment) == offset_at(hour))
		moment++;
	return moment;
}

static void say_changes(time_t from, time_t to)
{
	for (time_t hour = from; hour < to; hour += HOUR_SECONDS)
		if (offset_at(hour) != offset_at(hour + HOUR_SECONDS))
			printf("%lld\n", (long long)change_after(hour));
}

/* The moment at which the clock goes from before the local time to after it. */
static time_t jump_over(time_t local)
{
	for (time_t moment = local - NEAR_SECONDS; moment <= local + NEAR_SECONDS; moment++)
		if (local_at(moment - 1) < local && local_at(moment) > local)
			return moment;
	abort();
}

static void say_moments(const char *text)
{
	struct tm tm = {0};
	if (!strptime(text, "%Y-%m-%d %H:%M", &tm))
		abort();
	time_t local = timegm(&tm), first = 0, last = 0;
	for (time_t moment = local - NEAR_SECONDS; moment <= local + NEAR_SECONDS;
		moment += QUARTER_SECONDS) {
		if (local_at(moment) != local)
			continue;
		first = first ? first : moment;
		last = moment;
	}
	if (!first)
		first = last = jump_over(local);
	printf("%lld %lld\n", (long long)first, (long long)last);
}

int main(int argc, char **argv)
{
	char line[64];
	tzset();
	if (argc == 3)
		say_changes((time_t)strtoll(argv[1], NULL, 10), (time_t)strtoll(argv[2], NULL, 10));
	while (argc == 1 && fgets(line, sizeof(line), stdin))
		say_moments(line);
	return 0;
}

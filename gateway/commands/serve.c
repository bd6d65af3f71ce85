/* `frontdesk serve`: a supervisor, or one of its workers. A single worker has a supervisor too: it
 * starts it again, replaces it without a refused connection, and takes 1.3 MB. */
#include "commands/commands.h"

#include <stdio.h>
#include <string.h>
#include <uv.h>

#include "pg/owner_db.h"
#include "process/seat.h"
#include "process/serve.h"
#include "process/supervisor.h"

enum { START_MS = 2000 };

size_t serve_workers(const struct settings *settings)
{
	size_t usual = *settings->redis ? uv_available_parallelism() : 1;
	return settings->workers ? (size_t)settings->workers : usual;
}

/* Several would not hear each other without Redis. */
static bool count_workers(
	const struct settings *settings, size_t *ret_count, const char **ret_reason)
{
	size_t count = serve_workers(settings);
	*ret_reason = "several workers need Redis to hear each other: set redis, or workers = 1";
	if (count > 1 && !*settings->redis)
		return false;
	*ret_reason = "workers must be at most 256";
	if (count > SEAT_WORKERS_MAX)
		return false;
	*ret_count = count;
	return true;
}

/* A PostgreSQL that is away comes back; a pooler in its place never will. */
static bool leads_to_pooler(struct arena *arena, const struct settings *settings)
{
	struct owner_db *db = NULL;
	const char *reason;

	if (!*settings->database || owner_db_open_as_server(arena, settings->database, START_MS,
					    &db, &reason) != ERR_INVALID) {
		owner_db_close(&db);
		return false;
	}
	(void)fprintf(stderr, "frontdesk: %s\n", reason);
	return true;
}

static int serve_all(struct arena *arena, const struct settings *settings)
{
	struct post post;
	size_t count;
	const char *reason;
	if (seat_take(&post))
		return serve_as_worker(arena, settings, &post);
	if (!count_workers(settings, &count, &reason)) {
		(void)fprintf(stderr, "frontdesk: %s\n", reason);
		return 1;
	}
	if (leads_to_pooler(arena, settings))
		return 1;
	return supervise(arena, settings, count);
}

int command_serve(struct arena *arena, const struct settings *settings, int argc, char **argv)
{
	if (argc == 1)
		return serve_all(arena, settings);
	bool is_help = strcmp(argv[1], "--help") == 0;
	if (is_help)
		(void)printf("frontdesk serve: serves until SIGTERM; takes settings only, see "
			     "frontdesk --help\n");
	else
		(void)fprintf(stderr, "frontdesk serve: %s is no setting; see frontdesk --help\n",
			argv[1]);
	return is_help ? 0 : 2;
}

/* The parts that storing needs, as serve.c has them, and a look every 100 ms. */
#include "process/spool_drain.h"

#include "call/call_start.h"
#include "loop/wheel.h"
#include "process/gateway.h"
#include "spool/spool.h"
#include "spool/survey.h"

#include <signal.h>
#include <stdio.h>
#include <uv.h>

enum { LOOK_MS = 100, CLOSE_TURNS_MAX = 1000 };

struct drain {
	struct gateway gateway;
	uv_loop_t loop;
	struct timer look;
	size_t outcomes[WRITER_FAILED + 1];
	size_t moved, moved_before; /* whatever was stored */
	uint64_t patience_ms, still_since_ms;
	bool is_done;
};

static void stored(
	struct gateway *gateway, const struct writer_row *row, const struct writer_result *result)
{
	struct drain *drain = CONTAINER_OF(gateway, struct drain, gateway);
	(void)row;
	drain->outcomes[result->outcome]++;
	drain->moved++;
}

static void look(struct timer *timer)
{
	struct drain *drain = CONTAINER_OF(timer, struct drain, look);
	const struct spool *spool = drain->gateway.spool;
	uint64_t now_ms = env_now_ms(&drain->gateway.env);
	if (drain->moved != drain->moved_before || drain->still_since_ms == 0)
		drain->still_since_ms = now_ms;
	drain->moved_before = drain->moved;
	drain->is_done = spool_has_looked(spool) && spool_rows(spool) == 0 &&
			 spool_unread(spool) == 0 && writer_pending(drain->gateway.writer) == 0;
	if (drain->is_done || now_ms - drain->still_since_ms > drain->patience_ms)
		uv_stop(&drain->loop);
	else
		wheel_set(drain->gateway.env.wheel, timer, LOOK_MS, look);
}

static bool start(struct drain *drain)
{
	struct gateway *gateway = &drain->gateway;
	(void)uv_loop_init(&drain->loop);
	gateway->env.loop = &drain->loop;
	gateway->env.log = log_new(LOG_WARN);
	gateway->env.metrics = metrics_new();
	gateway->env.wheel = wheel_new(gateway->env.loop);
	gateway->calls = calls_new(gateway);
	gateway->db = db_new(gateway);
	gateway->tenants = tenants_new(gateway);
	gateway->spool = spool_new(gateway, gateway->env.settings->spool);
	if (!gateway->db || !gateway->spool)
		return false;
	gateway->writer = writer_new(gateway, stored, NULL);
	return true;
}

static void stop(struct drain *drain)
{
	struct gateway *gateway = &drain->gateway;
	if (gateway->writer)
		writer_close(gateway->writer);
	writer_free(&gateway->writer);
	spool_free(&gateway->spool);
	tenants_free(&gateway->tenants);
	if (gateway->db)
		db_close(gateway->db);
	db_free(&gateway->db);
	calls_free(&gateway->calls);
	wheel_free(&gateway->env.wheel);
	metrics_free(&gateway->env.metrics);
	log_free(&gateway->env.log);
	for (int i = 0; i < CLOSE_TURNS_MAX && uv_loop_close(&drain->loop) == UV_EBUSY; i++)
		(void)uv_run(&drain->loop, UV_RUN_NOWAIT);
}

/* --- what is said ---------------------------------------------------------------------------- */

static void say_stored(const size_t *outcomes)
{
	(void)printf("Stored: %zu new, %zu that were stored already.\n", outcomes[WRITER_FRESH],
		outcomes[WRITER_DUPLICATE]);
	if (outcomes[WRITER_ERASED] > 0)
		(void)printf("Dropped: %zu whose session or tenant has been erased.\n",
			outcomes[WRITER_ERASED]);
	if (outcomes[WRITER_CONFLICT] + outcomes[WRITER_FAILED] > 0)
		(void)printf("Refused: %zu whose id is taken; %zu are in the dead letters.\n",
			outcomes[WRITER_CONFLICT], outcomes[WRITER_FAILED]);
}

/* Whether anything is. */
static bool say_lost(const struct spool_toll *toll)
{
	if (toll->lost > 0)
		(void)printf("Lost: %zu messages that should be there; some of them may have been "
			     "stored before.\n",
			toll->lost);
	if (toll->damaged > 0)
		(void)printf("Damaged: %zu places, put into the quarantine or cut off.\n",
			toll->damaged);
	if (toll->torn > 0)
		(void)printf("Torn: %zu ends, as when a disk loses power: what stood there may "
			     "be lost, unless nobody was ever told that it is kept.\n",
			toll->torn);
	return toll->lost + toll->damaged > 0;
}

/* Looks at the folder itself, when all locks are free: whether anything of a dead worker's is left,
 * or that cannot be told. */
static bool say_left(struct arena *arena, const struct drain *drain)
{
	struct spool_survey survey;
	struct vault keys = {NULL};
	size_t segments = 0, unreadable = 0;
	const char *path = drain->gateway.env.settings->spool;
	if (!spool_keys_make(drain->gateway.keyring, &keys) ||
		spool_survey(arena, path, &keys, &survey) != 0) {
		(void)fprintf(stderr, "frontdesk spool: %s cannot be read.\n", path);
		vault_free(&keys);
		return true;
	}
	vault_free(&keys);
	for (const struct spool_survey_folder *folder = survey.folders; folder;
		folder = folder->next) {
		segments += folder->is_in_use ? 0 : folder->segments;
		unreadable += folder->is_in_use ? 0 : folder->unreadable;
	}
	if (segments == 0)
		return false;
	(void)printf("Left: %zu segments", segments);
	if (unreadable > 0)
		(void)printf(", %zu of which cannot be read: the disk fails, or their master key "
			     "is not in keys",
			unreadable);
	(void)printf(".\n");
	return true;
}

static int summarise(
	struct arena *arena, const struct drain *drain, const struct spool_toll *toll, size_t rows)
{
	say_stored(drain->outcomes);
	const bool is_lost = say_lost(toll), is_left = say_left(arena, drain);
	if (rows > 0)
		(void)fprintf(stderr,
			"frontdesk spool: PostgreSQL does not take %zu messages. Check the "
			"setting database with frontdesk doctor; they stay where they are.\n",
			rows);
	return is_left ? 1 : is_lost ? 3 : 0;
}

/* --- the whole ------------------------------------------------------------------------------- */

int spool_drain(struct arena *arena, const struct settings *settings, int64_t patience_s)
{
	struct drain drain = {
		.gateway = {.env.settings = settings}, .patience_ms = (uint64_t)patience_s * 1000};
	const char *reason = NULL;
	if (keyring_load(settings->keys, arena, &drain.gateway.keyring, &reason) != ERR_NONE) {
		(void)fprintf(stderr, "frontdesk spool: %s\n", reason);
		return 1;
	}
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN); /* as serve.c: it is a full disk, and no end */
	const bool has_begun = start(&drain);
	struct spool_toll toll = {.lost = 0};
	size_t rows = 0;
	if (has_begun) {
		wheel_set(drain.gateway.env.wheel, &drain.look, 0, look);
		(void)uv_run(&drain.loop, UV_RUN_DEFAULT);
		toll = *spool_toll(drain.gateway.spool);
		rows = spool_rows(drain.gateway.spool);
	} else {
		(void)fprintf(stderr, "frontdesk spool: it cannot start: is the setting database a "
				      "PostgreSQL connection string?\n");
	}
	stop(&drain);
	int status = has_begun ? summarise(arena, &drain, &toll, rows) : 1;
	keyring_free(&drain.gateway.keyring);
	return status;
}

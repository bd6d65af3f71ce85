/* The parts that storing needs, as serve.c has them, and a look every 100 ms. */
#include "process/spool_drain.h"

#include <signal.h>
#include <stdio.h>
#include <uv.h>

#include "call/parts.h"
#include "call/start.h"
#include "crypto/keyring.h"
#include "loop/wheel.h"
#include "pg/db.h"
#include "pg/tenants.h"
#include "spool/spool.h"
#include "spool/survey.h"
#include "writer/writer.h"

enum { LOOK_MS = 100, CLOSE_TURNS_MAX = 1000 };

struct drain {
	struct parts parts;
	struct spool *spool;
	uv_loop_t loop;
	struct timer look;
	size_t outcomes[WRITER_FAILED + 1];
	size_t moved, moved_before; /* whatever was stored */
	uint64_t patience_ms, still_since_ms;
	bool is_done;
};

static void stored(
	struct parts *parts, const struct writer_row *row, const struct writer_result *result)
{
	struct drain *drain = CONTAINER_OF(parts, struct drain, parts);
	(void)row;
	drain->outcomes[result->outcome]++;
	drain->moved++;
}

static void look(struct timer *timer)
{
	struct drain *drain = CONTAINER_OF(timer, struct drain, look);
	const struct spool *spool = drain->spool;
	uint64_t now_ms = env_now_ms(&drain->parts.env);
	if (drain->moved != drain->moved_before || drain->still_since_ms == 0)
		drain->still_since_ms = now_ms;
	drain->moved_before = drain->moved;
	drain->is_done = spool_has_looked(spool) && spool_rows(spool) == 0 &&
			 spool_unread(spool) == 0 && writer_pending(drain->parts.writer) == 0;
	if (drain->is_done || now_ms - drain->still_since_ms > drain->patience_ms)
		uv_stop(&drain->loop);
	else
		wheel_set(drain->parts.env.wheel, timer, LOOK_MS, look);
}

static bool start(struct drain *drain)
{
	struct parts *parts = &drain->parts;
	(void)uv_loop_init(&drain->loop);
	parts->env.loop = &drain->loop;
	parts->env.log = log_new(LOG_WARN);
	parts->env.metrics = metrics_new();
	parts->env.wheel = wheel_new(parts->env.loop);
	parts->calls = calls_new(parts);
	parts->db = db_new(parts);
	parts->tenants = tenants_new(parts);
	drain->spool = spool_new(&parts->env, parts->keyring, parts->env.settings->spool);
	if (!parts->db || !drain->spool)
		return false;
	parts->writer = writer_new(parts, drain->spool, stored, NULL);
	return true;
}

static void stop(struct drain *drain)
{
	struct parts *parts = &drain->parts;
	if (parts->writer)
		writer_close(parts->writer);
	writer_free(&parts->writer);
	spool_free(&drain->spool);
	tenants_free(&parts->tenants);
	if (parts->db)
		db_close(parts->db);
	db_free(&parts->db);
	calls_free(&parts->calls);
	wheel_free(&parts->env.wheel);
	metrics_free(&parts->env.metrics);
	log_free(&parts->env.log);
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
	if (outcomes[WRITER_ENDED] > 0)
		(void)printf("Refused: %zu that were written after their session's end.\n",
			outcomes[WRITER_ENDED]);
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
	const char *path = drain->parts.env.settings->spool;
	if (!spool_keys_make(drain->parts.keyring, &keys) ||
		spool_survey(arena, path, &keys, NULL, &survey) != 0) {
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
		.parts = {.env.settings = settings}, .patience_ms = (uint64_t)patience_s * 1000};
	const char *reason = NULL;
	if (keyring_load(settings->keys, arena, &drain.parts.keyring, &reason) != ERR_NONE) {
		(void)fprintf(stderr, "frontdesk spool: %s\n", reason);
		return 1;
	}
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN); /* as serve.c: it is a full disk, and no end */
	const bool has_begun = start(&drain);
	struct spool_toll toll = {.lost = 0};
	size_t rows = 0;
	if (has_begun) {
		wheel_set(drain.parts.env.wheel, &drain.look, 0, look);
		(void)uv_run(&drain.loop, UV_RUN_DEFAULT);
		toll = *spool_toll(drain.spool);
		rows = spool_rows(drain.spool);
	} else {
		(void)fprintf(stderr, "frontdesk spool: it cannot start: is the setting database a "
				      "PostgreSQL connection string?\n");
	}
	stop(&drain);
	int status = has_begun ? summarise(arena, &drain, &toll, rows) : 1;
	keyring_free(&drain.parts.keyring);
	return status;
}

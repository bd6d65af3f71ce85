/* The spool on its thread, with a loop and a real folder; the test stands for the writer. */
#include "unit.h"

#include "call/parts.h"
#include "crypto/keyring.h"
#include "crypto/vault.h"
#include "metrics_alone.h"
#include "spool/spool.h"

#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

static char base[] = "/tmp/frontdesk-unit-spool-XXXXXX";
static char folder[64], keys[64];
static struct parts parts;
static struct spool *spool;
static struct settings settings;
static struct arena arena;

static struct {
	struct spool_place places[1000];
	size_t kept, refused, returned;
	bool is_changed;
} seen;

/* --- the writer's part ----------------------------------------------------------------------- */

static void kept(struct writer *writer, struct spool_row *row)
{
	(void)writer;
	if (row->is_kept)
		seen.places[seen.kept++] = row->place;
	else
		seen.refused++;
	spool_row_free(&row);
}

static void returned(struct writer *writer, struct spool_rows *rows)
{
	struct spool_row *row;
	(void)writer;
	while ((row = spool_rows_take(rows)) != NULL) {
		seen.places[seen.returned++] = row->place;
		spool_row_free(&row);
	}
}

static void changed(struct writer *writer)
{
	(void)writer;
	seen.is_changed = true;
}

static const struct spool_owner owner = {.kept = kept, .returned = returned, .changed = changed};

/* --- the tests' hands ------------------------------------------------------------------------ */

static void begin(void)
{
	memset(&seen, 0, sizeof(seen));
	spool = spool_new(&parts.env, parts.keyring, folder);
	assert_non_null(spool);
	spool_own(spool, NULL, &owner);
}

/* As a death would, but for the lock, which goes with the process. */
static void end(void)
{
	spool_free(&spool);
	(void)uv_run(parts.env.loop, UV_RUN_NOWAIT);
}

static void give(size_t count)
{
	const struct spool_row row = {
		.tenant_id = {{5}}, .sender_type = "visitor", .sealed = TEXT("sealed")};
	for (size_t i = 0; i < count; i++)
		spool_keep(spool, spool_row_new(&row));
}

static void turn(void)
{
	(void)uv_run(parts.env.loop, UV_RUN_ONCE);
}

static size_t count_workers(void)
{
	size_t count = 0;
	DIR *listing = opendir(folder);
	const struct dirent *entry;
	while (listing && (entry = readdir(listing)) != NULL)
		count += strncmp(entry->d_name, "worker-", 7) == 0;
	if (listing)
		(void)closedir(listing);
	return count;
}

static int set_up(void **state)
{
	const char *path, *reason;
	(void)state;
	memcpy(base + sizeof(base) - 7, "XXXXXX", 6);
	assert_non_null(mkdtemp(base));
	(void)snprintf(folder, sizeof(folder), "%s/spool", base);
	(void)snprintf(keys, sizeof(keys), "%s/keys", base);
	arena_init(&arena);
	assert_int_equal(keyring_init(keys, &arena, &path, &reason), ERR_NONE);
	parts = (struct parts){.env.loop = uv_loop_new(), .env.settings = &settings};
	assert_int_equal(keyring_load(keys, &arena, &parts.keyring, &reason), ERR_NONE);
	parts.env.log = log_new(LOG_ERROR + 1);
	parts.env.metrics = metrics_new();
	parts.env.wheel = wheel_new(parts.env.loop);
	return 0;
}

static int tear_down(void **state)
{
	char command[64];
	(void)state;
	wheel_free(&parts.env.wheel);
	metrics_free(&parts.env.metrics);
	log_free(&parts.env.log);
	keyring_free(&parts.keyring);
	arena_done(&arena);
	(void)uv_run(parts.env.loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(parts.env.loop), 0);
	free(parts.env.loop);
	(void)snprintf(command, sizeof(command), "rm -rf %s", base);
	return system(command);
}

/* --- the tests ------------------------------------------------------------------------------- */

static void rows_that_are_stored_leave_no_folder(void **state)
{
	begin();
	while (!spool_is_healthy(spool))
		turn();
	give(500);
	while (seen.kept < 500)
		turn();
	assert_int_equal(spool_rows(spool), 500);
	assert_int_equal(count_workers(), 1);
	for (size_t i = 0; i < 500; i++)
		spool_stored(spool, seen.places[i]);
	end();
	assert_int_equal(count_workers(), 0);
}

static void what_is_needed_is_found_and_read_by_the_next(void **state)
{
	begin();
	while (!spool_is_healthy(spool))
		turn();
	give(300);
	while (seen.kept < 300)
		turn();
	for (size_t i = 0; i < 100; i++)
		spool_stored(spool, seen.places[i]);
	end();
	assert_int_equal(count_workers(), 1);
	begin();
	while (spool_unread(spool) == 0)
		turn();
	spool_read_back(spool);
	while (seen.returned < 300) /* of a segment all come: nothing doubles when stored again */
		turn();
	for (size_t i = 0; i < 300; i++)
		spool_stored(spool, seen.places[i]);
	end();
	assert_int_equal(count_workers(), 0);
}

static void forgotten_rows_are_read_back_and_the_others_are_not(void **state)
{
	begin();
	while (!spool_is_healthy(spool))
		turn();
	give(200);
	while (seen.kept < 200)
		turn();
	for (size_t i = 0; i < 50; i++)
		spool_forget(spool, seen.places[i], 0);
	struct spool_place rest[150];
	memcpy(rest, seen.places + 50, sizeof(rest));
	spool_read_back(spool);
	while (seen.returned < 50)
		turn();
	for (size_t i = 0; i < 50; i++)
		spool_stored(spool, seen.places[i]);
	for (size_t i = 0; i < 150; i++)
		spool_stored(spool, rest[i]);
	assert_int_equal(seen.returned, 50);
	assert_int_equal(spool_rows(spool), 0);
	end();
	assert_int_equal(count_workers(), 0);
}

/* Those of the 10 that were stored, or are still in memory, are no loss. */
static void rows_that_are_nowhere_any_more_are_counted_and_given_up(void **state)
{
	char command[128];
	begin();
	while (!spool_is_healthy(spool))
		turn();
	give(10);
	while (seen.kept < 10)
		turn();
	struct spool_place places[10];
	memcpy(places, seen.places, sizeof(places));
	spool_stored(spool, places[9]);
	for (size_t i = 0; i < 7; i++)
		spool_forget(spool, places[i], 0);
	(void)snprintf(command, sizeof(command), "truncate -s 64 %s/worker-*/*.segment", folder);
	assert_int_equal(system(command), 0);
	spool_read_back(spool);
	while (spool_rows(spool) > 2)
		turn();
	assert_int_equal(seen.returned, 0);
	struct text page = metrics_alone(parts.env.metrics, &arena);
	static const char line[] = "\nfrontdesk_spool_lost_total{worker=\"0\"} 7\n";
	assert_non_null(memmem(page.data, page.size, line, strlen(line)));
	spool_stored(spool, places[7]);
	spool_stored(spool, places[8]);
	end();
	assert_int_equal(count_workers(), 0);
}

static void what_is_on_its_way_at_the_end_is_kept_for_the_next(void **state)
{
	begin();
	while (!spool_is_healthy(spool))
		turn();
	give(100);
	end();
	begin();
	while (spool_unread(spool) == 0)
		turn();
	spool_read_back(spool);
	while (seen.returned < 100)
		turn();
	for (size_t i = 0; i < 100; i++)
		spool_stored(spool, seen.places[i]);
	end();
}

static void while_there_is_no_folder_rows_are_refused_and_later_kept(void **state)
{
	int file = creat(folder, 0600); /* in the way */
	begin();
	while (!spool_has_looked(spool))
		turn();
	assert_false(spool_is_healthy(spool));
	give(3);
	while (seen.refused < 3)
		turn();
	(void)close(file);
	(void)unlink(folder);
	while (!spool_is_healthy(spool))
		turn();
	give(3);
	while (seen.kept < 3)
		turn();
	assert_true(seen.is_changed);
	for (size_t i = 0; i < 3; i++)
		spool_stored(spool, seen.places[i]);
	end();
	assert_int_equal(count_workers(), 0);
}

/* Counts what this thread closes, and closes it. */
static _Thread_local size_t closings;

int sodium_mprotect_noaccess(void *keys_page)
{
	int (*closing)(void *) = (int (*)(void *))dlsym(RTLD_NEXT, "sodium_mprotect_noaccess");
	closings++;
	return closing(keys_page);
}

/* What lingered here as well would be closed under the thread's hands. */
static void the_keys_are_the_threads_alone(void **state)
{
	vault_linger();
	begin();
	closings = 0;
	vault_rest();
	assert_int_equal(closings, 0);
	end();
}

int main(void)
{
#define SPOOL_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		SPOOL_TEST(rows_that_are_stored_leave_no_folder),
		SPOOL_TEST(what_is_needed_is_found_and_read_by_the_next),
		SPOOL_TEST(forgotten_rows_are_read_back_and_the_others_are_not),
		SPOOL_TEST(rows_that_are_nowhere_any_more_are_counted_and_given_up),
		SPOOL_TEST(what_is_on_its_way_at_the_end_is_kept_for_the_next),
		SPOOL_TEST(while_there_is_no_folder_rows_are_refused_and_later_kept),
		SPOOL_TEST(the_keys_are_the_threads_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* `frontdesk spool list | verify | drain`: the spool folder, from the command line. */
#include "commands/commands.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "crypto/keyring.h"
#include "process/spool_drain.h"
#include "spool/survey.h"

enum { PATIENCE_S = 15 };

typedef int (*spool_action)(struct arena *arena, const struct settings *settings);

static int complain(const char *reason)
{
	(void)fprintf(stderr, "frontdesk spool: %s\n", reason);
	return 1;
}

/* --- list and verify ------------------------------------------------------------------------- */

static bool has_faults(const struct spool_survey_folder *folder)
{
	return folder->damaged + folder->missing + folder->cut + folder->unreadable > 0;
}

static void print_folder(const struct spool_survey_folder *folder)
{
	(void)printf("%s  %s  %zu segments, %zu messages, %zu bytes", folder->name,
		folder->is_in_use ? "in use" : "abandoned", folder->segments, folder->records,
		folder->bytes);
	if (folder->damaged > 0)
		(void)printf(", %zu damaged places", folder->damaged);
	if (folder->missing > 0)
		(void)printf(", %zu missing", folder->missing);
	if (folder->cut > 0)
		(void)printf(", %zu segments cut short", folder->cut);
	if (folder->unreadable > 0)
		(void)printf(", %zu segments unreadable", folder->unreadable);
	(void)printf("\n");
}

static int complain_of(struct arena *arena, const char *path, int error)
{
	return complain(error == ENOENT ? arena_string(arena, "there is no folder %s.", path)
					: arena_string(arena, "%s cannot be read: %s.", path,
						  strerror(error)));
}

/* Without a judge, faults are told and no failure. */
static int print_survey(struct arena *arena, const struct settings *settings,
	const struct vault *keys, bool is_judged)
{
	struct spool_survey survey = {0};
	size_t messages = 0;
	bool is_faulty = false;
	int error = access(settings->spool, F_OK) != 0
			    ? errno
			    : spool_survey(arena, settings->spool, keys, NULL, &survey);
	if (error)
		return complain_of(arena, settings->spool, error);
	for (const struct spool_survey_folder *folder = survey.folders; folder;
		folder = folder->next) {
		print_folder(folder);
		messages += folder->records;
		is_faulty = is_faulty || has_faults(folder);
	}
	(void)printf("%zu messages in %s, stored already or not; %zu files in its quarantine.\n",
		messages, settings->spool, survey.quarantined);
	if (is_faulty)
		(void)complain("what is damaged goes to the quarantine when it is drained, what "
			       "is missing or was cut off is lost unless it was stored; what is "
			       "under a master key that is not here waits for the key.");
	return is_faulty && is_judged;
}

static int list(struct arena *arena, const struct settings *settings)
{
	return print_survey(arena, settings, NULL, false);
}

static int verify(struct arena *arena, const struct settings *settings)
{
	struct keyring *keyring = NULL;
	const char *reason = NULL;
	struct vault keys = {NULL};
	if (keyring_load(settings->keys, arena, &keyring, &reason) != ERR_NONE)
		return complain(reason);
	int status = spool_keys_make(keyring, &keys)
			     ? print_survey(arena, settings, &keys, true)
			     : complain("there is no guarded memory for the keys");
	vault_free(&keys);
	keyring_free(&keyring);
	return status;
}

static int drain(struct arena *arena, const struct settings *settings)
{
	return spool_drain(arena, settings, PATIENCE_S);
}

/* --- the command ----------------------------------------------------------------------------- */

static const struct {
	const char *name, *sentence;
	spool_action act;
} actions[] = {
	{"list", "shows each worker's folder, and the quarantine", list},
	{"verify", "opens every record with the keys, and changes nothing", verify},
	{"drain", "stores what dead workers left, without serving", drain},
};

int command_spool(struct arena *arena, const struct settings *settings, int argc, char **argv)
{
	for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
		if (argc != 2 || strcmp(argv[1], actions[i].name) != 0)
			continue;
		if (!*settings->spool)
			return complain("the setting spool is empty: there is none");
		return actions[i].act(arena, settings);
	}
	(void)fprintf(stderr, "frontdesk spool: say what to do:\n");
	for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
		(void)fprintf(stderr, "  frontdesk spool %-8s %s\n", actions[i].name,
			actions[i].sentence);
	return 2;
}

/* `frontdesk key init | status`: the master keys, from the command line. */
#include "commands/commands.h"

#include <stdio.h>
#include <string.h>

#include "crypto/keyring.h"

typedef int (*key_action)(struct arena *arena, const struct settings *settings);

static int complain(const char *reason)
{
	(void)fprintf(stderr, "frontdesk key: %s\n", reason);
	return 1;
}

static int init(struct arena *arena, const struct settings *settings)
{
	const char *path = NULL, *reason = NULL;

	if (keyring_init(settings->keys, arena, &path, &reason))
		return complain(reason);
	(void)printf("A new master key is in %s.\n"
		     "Keep a copy of it in a safe place, apart from the database's backups:\n"
		     "without it, every message is lost.\n",
		path);
	return 0;
}

static int status(struct arena *arena, const struct settings *settings)
{
	struct keyring *keyring = NULL;
	const char *reason = NULL;
	char id[UUID_TEXT_SIZE + 1];

	if (keyring_load(settings->keys, arena, &keyring, &reason))
		return complain(reason);
	(void)printf("Master keys in %s, newest first:\n", settings->keys);
	for (size_t i = 0; i < keyring_count(keyring); i++) {
		uuid_format(keyring_master_id(keyring, i), id);
		(void)printf("  %s  %s\n", id, i == 0 ? "wraps what is new" : "opens what is old");
	}
	keyring_free(&keyring);
	return 0;
}

static const struct {
	const char *name, *sentence;
	key_action act;
} actions[] = {
	{"init", "makes the first master key", init},
	{"status", "checks the master keys and names them", status},
};

int command_key(struct arena *arena, const struct settings *settings, int argc, char **argv)
{
	for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
		if (argc == 2 && strcmp(argv[1], actions[i].name) == 0)
			return actions[i].act(arena, settings);
	(void)fprintf(stderr, "frontdesk key: say what to do:\n");
	for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
		(void)fprintf(
			stderr, "  frontdesk key %-8s %s\n", actions[i].name, actions[i].sentence);
	return 2;
}

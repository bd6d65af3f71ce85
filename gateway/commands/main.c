/* The one binary: reads the settings, finds the command, runs it. */
#include "commands/commands.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/core_dumps.h"

static const struct {
	const char *name;
	command_fn run;
	const char *sentence;
	bool is_open; /* what it holds is no secret: a supervisor's descriptors are looked at */
} commands[] = {
	{"serve", command_serve, "Serve visitors and agents until SIGTERM", true},
	{"migrate", command_migrate, "Bring the database's schemas up to date"},
	{"tenant", command_tenant, "Create, change, list, suspend, move and delete tenants"},
	{"agent", command_agent, "Add, list and disable agents, set their passwords"},
	{"key", command_key, "Make master keys and say how they are used"},
	{"spool", command_spool, "List, verify and drain what PostgreSQL has not confirmed"},
	{"jobs", command_jobs, "List, retry and drop what the server does by itself"},
	{"csat", command_csat, "Compare the figures of surveys with a recount, and count anew"},
	{"doctor", command_doctor, "Check this installation and say what to do"},
	{"settings", command_settings, "Print the reference of all settings as Markdown"},
};

enum { COMMAND_COUNT = sizeof(commands) / sizeof(commands[0]), ASKED_WRONGLY = 2 };

static void print_help(void)
{
	(void)printf("frontdesk COMMAND [OPTION …]\n\nCommands:\n");
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		(void)printf("  %-10s %s\n", commands[i].name, commands[i].sentence);
	(void)printf("\nfrontdesk help COMMAND says more.\n\nSettings (flag, or FRONTDESK_… in the "
		     "environment, or a line in the file):\n");
	settings_print(false);
}

static size_t find_command(const char *name)
{
	size_t i = 0;
	while (i < COMMAND_COUNT && strcmp(commands[i].name, name) != 0)
		i++;
	return i;
}

static int run(struct arena *arena, const struct settings *settings, int argc, char **argv)
{
	size_t command = find_command(argv[0]);
	if (command == COMMAND_COUNT) {
		(void)fprintf(stderr, "frontdesk: there is no command %s; see frontdesk --help\n",
			argv[0]);
		return ASKED_WRONGLY;
	}
	if (!commands[command].is_open)
		core_dumps_forbid();
	return commands[command].run(arena, settings, argc, argv);
}

/* `help COMMAND` is `COMMAND --help`. */
static int help(struct arena *arena, const struct settings *settings, int argc, char **argv)
{
	static char flag[] = "--help";
	if (argc < 2) {
		print_help();
		return 0;
	}
	char *asked[] = {argv[1], flag, NULL};
	return run(arena, settings, 2, asked);
}

static int obey(struct arena *arena, const struct settings *settings, int argc, char **argv)
{
	if (argc == 0) {
		print_help();
		return ASKED_WRONGLY;
	}
	if (strcmp(argv[0], "help") == 0 || strcmp(argv[0], "--help") == 0)
		return help(arena, settings, argc, argv);
	return run(arena, settings, argc, argv);
}

/* Settings take their flags out of argv. */
static char **copy_words(struct arena *arena, int argc, char **argv)
{
	char **words = arena_array(arena, (size_t)argc + 1, sizeof(char *));
	memcpy(words, argv, (size_t)argc * sizeof(char *));
	return words;
}

/* A command whose answer is lost has failed: on a full disk an id or a secret would be missing. */
static int finish_answer(int status)
{
	bool is_lost = fflush(stdout) != 0 || ferror(stdout);
	if (is_lost)
		(void)fprintf(stderr,
			"frontdesk: the answer could not be written: standard output takes "
			"no more\n");
	return is_lost && status == 0 ? 1 : status;
}

int main(int argc, char **argv)
{
	struct arena arena;
	struct settings settings;
	const char *reason = "";
	int rest = argc - 1;
	if (sodium_init() < 0) {
		(void)fprintf(stderr, "frontdesk: libsodium cannot start\n");
		return 1;
	}
	arena_init(&arena);
	char **words = copy_words(&arena, argc, argv);
	int status = ASKED_WRONGLY;
	if (settings_load(&arena, &rest, argv + 1, &settings, &reason) == ERR_NONE) {
		settings.command_line = words;
		status = finish_answer(obey(&arena, &settings, rest, argv + 1));
	} else {
		(void)fprintf(stderr, "frontdesk: %s\n", reason);
	}
	arena_done(&arena);
	return status;
}

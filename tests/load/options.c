/* name=value, by table. */
#include "options.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct number_option {
	const char *name;
	size_t offset;
	uint32_t usual, least, most;
} numbers[] = {
	{"sessions", offsetof(struct options, sessions), 50, 1, 20000},
	{"listeners", offsetof(struct options, listeners), 1, 1, 20000},
	{"window", offsetof(struct options, window), 1, 1, 1000},
	{"rate", offsetof(struct options, rate), 0, 0, 1000000},
	{"unstored", offsetof(struct options, unstored), 20000, 1, 60000},
	{"size", offsetof(struct options, size), 64, 1, 8000},
	{"opening", offsetof(struct options, opening), 64, 1, 2000},
	{"warmup", offsetof(struct options, warmup_ms), 1000, 0, 60000},
	{"run", offsetof(struct options, run_ms), 5000, 100, 120000},
	{"limit", offsetof(struct options, limit_ms), 180000, 1000, 600000},
	{"deaf", offsetof(struct options, deaf), 0, 0, 10},
	{"talkers", offsetof(struct options, talkers), 1, 1, 20000},
	{"jitter", offsetof(struct options, jitter_ms), 2000, 1, 60000},
};

static const struct switch_option {
	const char *name;
	size_t offset;
} switches[] = {
	{"relay", offsetof(struct options, is_relay)},
	{"await-stored", offsetof(struct options, awaits_stored)},
	{"typing", offsetof(struct options, is_typing)},
	{"flood", offsetof(struct options, is_flood)},
	{"resume", offsetof(struct options, resumes)},
};

static const struct text_option {
	const char *name;
	size_t offset;
} texts[] = {
	{"people", offsetof(struct options, people)},
};

static void refuse(const char *what, const char *value)
{
	fprintf(stderr, "load: %s: %s\n", what, value);
	exit(2);
}

static bool is_named(const char *argument, const char *name)
{
	size_t size = strlen(name);
	return strncmp(argument, name, size) == 0 && argument[size] == '=';
}

static uint32_t read_number(const char *text, uint32_t least, uint32_t most)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);
	if (*text == '\0' || *end != '\0' || value < least || value > most)
		refuse("not a number within its bounds", text);
	return (uint32_t)value;
}

static void add_targets(struct options *options, char *list)
{
	for (char *port = strtok_r(list, ",", &list); port; port = strtok_r(NULL, ",", &list)) {
		if (options->target_count == TARGETS_MAX)
			refuse("too many targets", port);
		struct client_target *target = &options->targets[options->target_count++];
		target->address = (struct sockaddr_in){.sin_family = AF_INET,
			.sin_port = htons((uint16_t)read_number(port, 1, 65535)),
			.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	}
}

static bool take_argument(struct options *options, char *argument)
{
	char *base = (char *)options, *value = strchr(argument, '=');
	if (!value)
		return false;
	value++;
	if (is_named(argument, "ports")) {
		add_targets(options, value);
		return true;
	}
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		if (is_named(argument, numbers[i].name)) {
			*(uint32_t *)(base + numbers[i].offset) =
				read_number(value, numbers[i].least, numbers[i].most);
			return true;
		}
	for (size_t i = 0; i < sizeof(switches) / sizeof(*switches); i++)
		if (is_named(argument, switches[i].name)) {
			*(bool *)(base + switches[i].offset) = read_number(value, 0, 1) == 1;
			return true;
		}
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (is_named(argument, texts[i].name)) {
			*(const char **)(base + texts[i].offset) = value;
			return true;
		}
	return false;
}

void options_read(int argc, char **argv, struct options *ret_options)
{
	struct options options = {.mode = argc > 1 ? argv[1] : ""};
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		*(uint32_t *)((char *)&options + numbers[i].offset) = numbers[i].usual;
	for (int i = 2; i < argc; i++)
		if (!take_argument(&options, argv[i]))
			refuse("unknown option", argv[i]);
	if (options.target_count == 0)
		refuse("no ports", "ports=NUMBER[,NUMBER]");
	if (!options.is_relay && !options.people)
		refuse("frontdesk.v1 needs people", "people=FILE");
	for (size_t i = 0; i < options.target_count; i++) {
		struct client_target *target = &options.targets[i];
		target->path = options.is_relay ? "/" : "/api/support/chat/ws";
		target->protocol = options.is_relay ? "relay" : "frontdesk.v1";
		target->origin = options.is_relay ? NULL : "http://shop.example";
	}
	*ret_options = options;
}

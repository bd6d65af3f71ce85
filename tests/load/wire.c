/* Texts by printf, events by their first letters: the loader must be cheaper than what it loads. */
#include "wire.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CONTENT_MAX = 8000, UUID_SIZE = 36, NS_A_MS = 1000000 };

static const struct {
	const char *type;
	enum heard heard;
} types[] = {
	{"message.new\"", HEARD_NEW},
	{"message.stored\"", HEARD_STORED},
	{"typing\"", HEARD_NEW},
	{"welcome\"", HEARD_WELCOME},
	{"resumed\"", HEARD_RESUMED},
	{"message.refused\"", HEARD_REFUSED},
	{"error\"", HEARD_ERROR},
	{"head\"", HEARD_HEAD},
};

enum heard wire_hear(const char *text, size_t size, bool is_relay)
{
	static const char begin[] = "{\"type\":\"";
	if (is_relay)
		return size == 6 && memcmp(text, "joined", 6) == 0 ? HEARD_RESUMED : HEARD_NEW;
	if (size < sizeof(begin) || memcmp(text, begin, sizeof(begin) - 1) != 0)
		return HEARD_OTHER;
	text += sizeof(begin) - 1;
	size -= sizeof(begin) - 1;
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		size_t length = strlen(types[i].type);
		if (size >= length && memcmp(text, types[i].type, length) == 0)
			return types[i].heard;
	}
	return HEARD_OTHER;
}

/* --- ids ---------------------------------------------------------------------------------- */
/* Version 7 (RFC 9562, 5.7) by the loader's clock: its millisecond, the nanoseconds of that one
 * (6.2, method 3), and the session. */
static void format_id(uint32_t session, uint64_t when_ns, char ret_id[UUID_SIZE + 1])
{
	const uint64_t ms = when_ns / NS_A_MS;
	const unsigned rest = (unsigned)(when_ns % NS_A_MS);
	(void)snprintf(ret_id, UUID_SIZE + 1, "%08" PRIx32 "-%04x-7%03x-80%02x-%012" PRIx32,
		(uint32_t)(ms >> 16), (unsigned)(ms & 0xffff), rest >> 8, rest & 0xff, session);
}

static uint64_t read_hex(const char *text, size_t digits)
{
	uint64_t value = 0;
	for (size_t i = 0; i < digits; i++) {
		char c = text[i];
		value = value << 4 | (uint64_t)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
	}
	return value;
}

uint64_t wire_sent_ns(const char *text, size_t size)
{
	static const char name[] = "\"id\":\"";
	const char *at = memmem(text, size, name, sizeof(name) - 1);
	if (!at || (size_t)(text + size - at) < sizeof(name) + UUID_SIZE)
		return 0;
	at += sizeof(name) - 1;
	const uint64_t ms = read_hex(at, 8) << 16 | read_hex(at + 9, 4);
	return ms * NS_A_MS + (read_hex(at + 15, 3) << 8 | read_hex(at + 21, 2));
}

int64_t wire_number(const char *text, size_t size, const char *name)
{
	char wanted[40];
	int length = snprintf(wanted, sizeof(wanted), "\"%s\":", name);
	const char *at = memmem(text, size, wanted, (size_t)length);
	return at ? strtoll(at + length, NULL, 10) : -1;
}

/* --- saying ------------------------------------------------------------------------------- */
void wire_hello(struct client *client, const struct wire_person *person)
{
	char text[128];
	int size = snprintf(
		text, sizeof(text), "{\"type\":\"hello\",\"token\":\"%s\"}", person->token);
	client_say(client, text, (size_t)size);
}

void wire_resume(struct client *client, const struct wire_person *person, int64_t after_seq,
	const char *epoch)
{
	char text[256];
	int size = snprintf(text, sizeof(text), "{\"type\":\"resume\",\"sessionId\":\"%s\"",
		person->session_id);
	if (after_seq >= 0)
		size += snprintf(text + size, sizeof(text) - (size_t)size,
			",\"afterSeq\":%" PRId64 ",\"epoch\":\"%s\"", after_seq, epoch);
	text[size++] = '}';
	client_say(client, text, (size_t)size);
}

void wire_join(struct client *client, uint32_t room)
{
	char text[16];
	int size = snprintf(text, sizeof(text), "%" PRIu32, room);
	client_say(client, text, (size_t)size);
}

void wire_send(struct client *client, const struct wire_person *person, uint32_t session,
	uint64_t when_ns, uint32_t content_size)
{
	static const char words[] =
		"where is my order and when will it arrive at my door, please? ";
	char text[CONTENT_MAX + 256], id[UUID_SIZE + 1];
	format_id(session, when_ns, id);
	int size = snprintf(text, sizeof(text),
		"{\"type\":\"message.send\",\"sessionId\":\"%s\",\"id\":\"%s\",\"content\":\"",
		person->session_id, id);
	for (uint32_t i = 0; i < content_size; i++)
		text[size++] = words[i % (sizeof(words) - 1)];
	text[size++] = '"';
	text[size++] = '}';
	client_say(client, text, (size_t)size);
}

void wire_typing(struct client *client, const struct wire_person *person, bool typing)
{
	char text[160];
	int size = snprintf(text, sizeof(text),
		"{\"type\":\"typing.set\",\"sessionId\":\"%s\",\"typing\":%s}", person->session_id,
		typing ? "true" : "false");
	client_say(client, text, (size_t)size);
}

/* --- people ------------------------------------------------------------------------------- */
static struct wire_person made_up(uint32_t number)
{
	struct wire_person person = {.token = "none"};
	(void)snprintf(person.session_id, sizeof(person.session_id),
		"00000000-0000-4000-8000-%012" PRIx32, number);
	return person;
}

struct wire_person *wire_people(const char *file, uint32_t wanted)
{
	struct wire_person *people = calloc(wanted, sizeof(*people));
	FILE *input = file ? fopen(file, "r") : NULL;
	if (!people || (file && !input)) {
		perror(file ? file : "calloc");
		exit(1);
	}
	for (uint32_t i = 0; i < wanted; i++) {
		if (!input) {
			people[i] = made_up(i);
		} else if (fscanf(input, "%64s %36s", people[i].token, people[i].session_id) != 2) {
			fprintf(stderr, "load: %s holds only %" PRIu32 " people\n", file, i);
			exit(1);
		}
	}
	if (input)
		(void)fclose(input);
	return people;
}

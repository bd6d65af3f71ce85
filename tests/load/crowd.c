/* From nothing to ready: connect, hello and welcome, resume and resumed (relays: join, joined). */
#include "crowd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct crowd crowd;

static struct member *member_of(struct client *client)
{
	return (struct member *)((char *)client - offsetof(struct member, client));
}

const struct wire_person *crowd_person(const struct member *member)
{
	return &crowd.people[member->session];
}

static void become_ready(struct member *member, const char *text, size_t size)
{
	member->state = MEMBER_READY;
	crowd.opening--;
	crowd.ready++;
	if (crowd.arrived)
		crowd.arrived(member, text, size);
}

/* --- what the clients tell ---------------------------------------------------------------- */
static void opened(struct client *client)
{
	struct member *member = member_of(client);
	if (crowd.options->is_relay)
		wire_join(client, member->session);
	else
		wire_hello(client, crowd_person(member));
}

static void keep_epoch(const char *text, size_t size)
{
	static const char name[] = "\"epoch\":\"";
	const char *at = memmem(text, size, name, sizeof(name) - 1);
	if (crowd.epoch[0] || !at)
		return;
	at += sizeof(name) - 1;
	const char *end = memchr(at, '"', (size_t)(text + size - at));
	if (end && (size_t)(end - at) < sizeof(crowd.epoch))
		memcpy(crowd.epoch, at, (size_t)(end - at));
}

static void welcome(struct member *member, const char *text, size_t size)
{
	member->state = MEMBER_GREETED;
	member->early_first = member->early_last = 0;
	keep_epoch(text, size);
	if (crowd.stops_at_welcome)
		become_ready(member, text, size);
	else
		wire_resume(&member->client, crowd_person(member), member->seq, crowd.epoch);
}

static void note_early(struct member *member, int64_t seq)
{
	if (seq != member->early_last + 1)
		member->early_first = seq;
	member->early_last = seq;
}

/* True when it is a resume that may be sent again, as a client of ours would. */
static bool is_put_off(struct member *member, const char *text, size_t size)
{
	int64_t wait_ms = wire_number(text, size, "retryAfterMs");
	if (member->state != MEMBER_GREETED || wait_ms < 0)
		return false;
	member->retry_ns = clients_now_ns() + (uint64_t)wait_ms * 1000000;
	crowd.waiting++;
	crowd.retries++;
	return true;
}

void crowd_retry(void)
{
	for (uint32_t i = 0; crowd.waiting > 0 && i < crowd.count; i++) {
		struct member *member = &crowd.members[i];
		if (member->retry_ns == 0 || member->retry_ns > clients_now_ns())
			continue;
		member->retry_ns = 0;
		crowd.waiting--;
		if (member->state == MEMBER_GREETED)
			wire_resume(
				&member->client, crowd_person(member), member->seq, crowd.epoch);
	}
}

static void heard(struct client *client, const char *text, size_t size)
{
	struct member *member = member_of(client);
	enum heard what = wire_hear(text, size, crowd.options->is_relay);
	if (what == HEARD_ERROR && is_put_off(member, text, size))
		return;
	if (what == HEARD_WELCOME)
		welcome(member, text, size);
	else if (what == HEARD_RESUMED && member->state != MEMBER_READY)
		become_ready(member, text, size);
	else if (what == HEARD_STORED && member->state == MEMBER_GREETED)
		note_early(member, wire_number(text, size, "seq"));
	else if (member->state == MEMBER_READY && crowd.heard)
		crowd.heard(member, what, text, size);
	if (what == HEARD_ERROR || what == HEARD_REFUSED)
		crowd.errors++;
	if ((what == HEARD_ERROR || what == HEARD_REFUSED) && crowd.errors == 1)
		fprintf(stderr, "load: %.*s\n", (int)size, text);
}

static void closed(struct client *client)
{
	struct member *member = member_of(client);
	if (member->state == MEMBER_READY)
		crowd.ready--;
	else
		crowd.opening--;
	member->state = MEMBER_ABSENT;
	crowd.lost++;
	if (crowd.left)
		crowd.left(member);
}

static const struct client_events events = {opened, heard, closed};

/* --- gathering ---------------------------------------------------------------------------- */
void crowd_start(const struct options *options, uint32_t per_session, uint32_t extra)
{
	uint32_t regular = options->sessions * per_session;
	crowd.options = options;
	crowd.people = wire_people(options->people, options->sessions);
	crowd.count = regular + extra;
	crowd.members = calloc(crowd.count, sizeof(*crowd.members));
	if (!crowd.members)
		exit(1);
	for (uint32_t i = 0; i < crowd.count; i++)
		crowd.members[i] = (struct member){.number = i,
			.session = i < regular ? i / per_session : 0,
			.place = i < regular ? i % per_session : per_session + i - regular,
			.seq = -1};
	clients_start(&events);
}

void crowd_open(struct member *member, size_t target)
{
	member->state = MEMBER_OPENING;
	member->target = target;
	member->since_ns = clients_now_ns();
	crowd.opening++;
	client_open(&member->client, &crowd.options->targets[target], member->number);
}

void crowd_gather(void)
{
	const struct options *options = crowd.options;
	uint64_t end_ns = clients_now_ns() + (uint64_t)options->limit_ms * 1000000;
	while (crowd.ready < crowd.count) {
		while (crowd.opened < crowd.count && crowd.opening < options->opening) {
			struct member *member = &crowd.members[crowd.opened++];
			crowd_open(member, member->place % options->target_count);
		}
		clients_turn(100);
		crowd_retry();
		if (crowd.lost == 0 && crowd.errors == 0 && clients_now_ns() < end_ns)
			continue;
		fprintf(stderr, "load: of %u members %u are ready, %u were lost, %u refused\n",
			crowd.count, crowd.ready, crowd.lost, crowd.errors);
		exit(1);
	}
}

void crowd_drop_all(void)
{
	for (uint32_t i = 0; i < crowd.count; i++)
		client_drop(&crowd.members[i].client);
}

/*
 * Conversations under load. In a closed loop each has `window` messages under way; in an open loop
 * messages are due at fixed times, round the conversations, and a late one counts from when it was
 * due: a server that stalls is charged for all that would have come.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "crowd.h"
#include "histogram.h"
#include "modes.h"

struct conversation {
	struct member *sender;
	uint64_t copies_due; /* of messages under way */
	uint64_t unstored;
	bool is_typing;
};

static struct {
	const struct options *options;
	struct conversation *conversations;
	uint64_t start_ns, begin_ns, end_ns; /* measured from begin to end */
	uint64_t next_due_ns, sent, unstored, deliveries, stored, last_ns;
	bool is_measuring;
	struct histogram delivery, storing;
} talk;

/* --- sending ------------------------------------------------------------------------------ */
static void say(uint32_t index, uint64_t when_ns)
{
	struct conversation *conversation = &talk.conversations[index];
	struct member *sender = conversation->sender;
	conversation->copies_due += talk.options->listeners;
	talk.sent++;
	if (talk.options->is_typing && !talk.options->is_relay) {
		conversation->is_typing = !conversation->is_typing;
		wire_typing(&sender->client, crowd_person(sender), conversation->is_typing);
		return;
	}
	/* No two messages have one time, hence no two one id. */
	talk.last_ns = when_ns > talk.last_ns ? when_ns : talk.last_ns + 1;
	conversation->unstored++;
	talk.unstored++;
	wire_send(&sender->client, crowd_person(sender), index, talk.last_ns, talk.options->size);
}

static bool has_room(const struct conversation *conversation)
{
	const struct options *options = talk.options;
	uint64_t most = (uint64_t)(options->window - 1) * options->listeners;
	if (options->awaits_stored)
		return conversation->unstored < options->window;
	if (!options->is_relay && !options->is_typing && talk.unstored >= options->unstored)
		return false;
	return conversation->copies_due <= most;
}

static void refill(uint32_t index)
{
	while (talk.options->rate == 0 && has_room(&talk.conversations[index]))
		say(index, clients_now_ns());
}

static uint32_t next_conversation(void)
{
	static uint32_t next, turn;
	if (talk.options->is_flood && ++turn % 2 == 0)
		return 0;
	return next++ % talk.options->sessions;
}

static void send_due(void)
{
	const struct options *options = talk.options;
	if (options->rate == 0)
		return;
	for (; talk.next_due_ns <= clients_now_ns() && talk.next_due_ns < talk.end_ns;
		talk.next_due_ns += 1000000000 / options->rate)
		say(next_conversation(), talk.next_due_ns);
}

/* --- hearing ------------------------------------------------------------------------------ */
static void measure(struct histogram *histogram, uint64_t *count, uint64_t sent_ns)
{
	if (!talk.is_measuring)
		return;
	(*count)++;
	if (sent_ns > 0)
		histogram_add(histogram, clients_now_ns() - sent_ns);
}

static void heard(struct member *member, enum heard what, const char *text, size_t size)
{
	struct conversation *conversation = &talk.conversations[member->session];
	uint64_t sent_ns =
		what == HEARD_OTHER || talk.options->is_typing ? 0 : wire_sent_ns(text, size);
	if (!talk.options->is_typing && sent_ns < talk.start_ns)
		return; /* of an earlier run */
	if (what == HEARD_NEW && member->place != 0) {
		if (talk.options->is_flood && member->session == 0)
			return; /* the others are what is looked at */
		measure(&talk.delivery, &talk.deliveries, sent_ns);
		if (conversation->copies_due > 0)
			conversation->copies_due--;
	} else if (what == HEARD_STORED && member->place == 0) {
		measure(&talk.storing, &talk.stored, sent_ns);
		conversation->unstored--;
		talk.unstored--;
	} else {
		return;
	}
	refill(member->session);
}

/* --- the run ------------------------------------------------------------------------------ */
/* An open loop sleeps less than its messages are apart; epoll waits whole milliseconds. */
static void run_until(uint64_t end_ns)
{
	uint64_t retry_ns = 0;
	while (clients_now_ns() < end_ns && crowd.lost <= talk.options->deaf) {
		clients_turn(1);
		send_due();
		if (talk.options->rate > 0 || clients_now_ns() < retry_ns)
			continue;
		/* Those whom the bound on unstored messages held back. */
		for (uint32_t i = 0; i < talk.options->sessions; i++)
			refill(i);
		retry_ns = clients_now_ns() + 1000000;
	}
}

static void report(uint64_t elapsed_ns, double share)
{
	double seconds = (double)elapsed_ns / 1e9;
	printf("{\"deliveries\":%" PRIu64 ",\"perSecond\":%.0f,\"p50Ms\":%.3f,\"p99Ms\":%.3f,"
	       "\"maxMs\":%.3f,\"stored\":%" PRIu64
	       ",\"storedPerSecond\":%.0f,\"storedP50Ms\":%.3f,"
	       "\"storedP99Ms\":%.3f,\"unstored\":%" PRIu64 ",\"errors\":%u,\"lost\":%u,"
	       "\"loaderCpu\":%.2f}\n",
		talk.deliveries, (double)talk.deliveries / seconds,
		(double)histogram_quantile(&talk.delivery, 0.5) / 1e6,
		(double)histogram_quantile(&talk.delivery, 0.99) / 1e6,
		(double)talk.delivery.highest / 1e6, talk.stored, (double)talk.stored / seconds,
		(double)histogram_quantile(&talk.storing, 0.5) / 1e6,
		(double)histogram_quantile(&talk.storing, 0.99) / 1e6, talk.unstored, crowd.errors,
		crowd.lost, share);
}

static void prepare(const struct options *options)
{
	talk.options = options;
	crowd_start(options, options->listeners + 1, options->deaf);
	crowd_gather();
	crowd.heard = heard;
	talk.conversations = calloc(options->sessions, sizeof(*talk.conversations));
	if (!talk.conversations)
		exit(1);
	for (uint32_t i = 0; i < crowd.count; i++) {
		struct member *member = &crowd.members[i];
		if (member->place == 0)
			talk.conversations[member->session].sender = member;
		if (member->place > options->listeners)
			client_go_deaf(&member->client); /* one of the extra ones */
	}
}

int mode_talk(const struct options *options)
{
	prepare(options);
	talk.start_ns = talk.next_due_ns = clients_now_ns();
	talk.begin_ns = talk.start_ns + (uint64_t)options->warmup_ms * 1000000;
	talk.end_ns = talk.begin_ns + (uint64_t)options->run_ms * 1000000;
	for (uint32_t i = 0; i < options->sessions; i++)
		refill(i);
	run_until(talk.begin_ns);
	(void)cpu_share();
	/* The runner reads the servers' processor time at these two marks. */
	fputs("begin\n", stderr);
	talk.is_measuring = true;
	uint64_t began_ns = clients_now_ns();
	run_until(talk.end_ns);
	uint64_t elapsed_ns = clients_now_ns() - began_ns;
	fputs("end\n", stderr);
	report(elapsed_ns, cpu_share());
	crowd_drop_all();
	return crowd.lost > options->deaf || talk.deliveries == 0;
}

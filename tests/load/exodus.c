/*
 * Two members in each conversation, on two targets; the first target dies. Who was on it comes back
 * on the second within `jitter`, at a random moment, and resumes after the last seq it knows; the
 * others keep talking meanwhile in some of the conversations, so that there is something to catch
 * up with.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crowd.h"
#include "histogram.h"
#include "modes.h"

static struct {
	const struct options *options;
	uint64_t *due_ns; /* by member: when it comes back; 0: it has not been lost */
	uint64_t first_lost_ns, all_back_ns, next_due_ns, last_ns, end_ns;
	uint32_t away, came_back, resumes, behind;
	int64_t filled;
	struct histogram absence;
	uint64_t *lost_ns;
} exodus;

static void left(struct member *member)
{
	uint64_t now = clients_now_ns();
	uint64_t jitter_ns = (uint64_t)exodus.options->jitter_ms * 1000000;
	if (exodus.first_lost_ns == 0)
		exodus.first_lost_ns = now;
	if (exodus.lost_ns[member->number] == 0) {
		exodus.lost_ns[member->number] = now;
		exodus.away++;
	}
	exodus.due_ns[member->number] = now + (uint64_t)(drand48() * (double)jitter_ns);
}

/* Whole again when it knows every seq up to the head, by the answer and what it was told before it;
 * else it resumes further. */
static void caught_up(struct member *member, const char *text, size_t size)
{
	int64_t head = wire_number(text, size, "headSeq");
	int64_t filled = 0;
	const char *at = text;
	while ((at = memmem(at, (size_t)(text + size - at), "\"seq\":", 6)) != NULL) {
		filled++;
		at += 6;
	}
	bool is_back = exodus.lost_ns[member->number] > 0;
	exodus.resumes++;
	if (member->seq >= 0)
		member->seq += filled;
	else
		member->seq = head;
	if (is_back)
		exodus.filled += filled;
	if (member->early_first <= member->seq + 1 && member->early_last > member->seq)
		member->seq = member->early_last;
	if (member->seq < head) {
		exodus.behind++;
		wire_resume(&member->client, crowd_person(member), member->seq, crowd.epoch);
		return;
	}
	if (!is_back)
		return;
	histogram_add(&exodus.absence, clients_now_ns() - exodus.lost_ns[member->number]);
	exodus.lost_ns[member->number] = 0;
	exodus.came_back++;
	if (--exodus.away == 0)
		exodus.all_back_ns = clients_now_ns();
}

static void heard(struct member *member, enum heard what, const char *text, size_t size)
{
	if (what == HEARD_RESUMED)
		caught_up(member, text, size);
	else if (what == HEARD_STORED && wire_number(text, size, "seq") == member->seq + 1)
		member->seq++;
}

static void reopen_due(void)
{
	for (uint32_t i = 0; i < crowd.count && crowd.opening < crowd.options->opening; i++) {
		if (exodus.due_ns[i] == 0 || exodus.due_ns[i] > clients_now_ns())
			continue;
		exodus.due_ns[i] = 0;
		crowd_open(&crowd.members[i], crowd.options->target_count - 1);
	}
}

static void talk_on(void)
{
	static uint32_t next;
	const struct options *options = exodus.options;
	while (options->rate > 0 && exodus.next_due_ns <= clients_now_ns()) {
		struct member *sender = &crowd.members[2 * (next++ % options->talkers) + 1];
		exodus.next_due_ns += 1000000000 / options->rate;
		exodus.last_ns = exodus.next_due_ns > exodus.last_ns ? exodus.next_due_ns
								     : exodus.last_ns + 1;
		if (sender->state == MEMBER_READY)
			wire_send(&sender->client, crowd_person(sender), sender->session,
				exodus.last_ns, options->size);
	}
}

static void report(void)
{
	double seconds = exodus.all_back_ns > exodus.first_lost_ns
				 ? (double)(exodus.all_back_ns - exodus.first_lost_ns) / 1e9
				 : -1;
	printf("{\"lost\":%u,\"back\":%u,\"allBackSeconds\":%.3f,\"p50Ms\":%.1f,\"p99Ms\":%.1f,"
	       "\"filled\":%" PRId64 ",\"resumes\":%u,\"resumedFurther\":%u,\"errors\":%u,"
	       "\"loaderCpu\":%.2f}\n",
		crowd.lost, exodus.came_back, seconds,
		(double)histogram_quantile(&exodus.absence, 0.5) / 1e6,
		(double)histogram_quantile(&exodus.absence, 0.99) / 1e6, exodus.filled,
		exodus.resumes, exodus.behind, crowd.errors, cpu_share());
}

int mode_exodus(const struct options *options)
{
	exodus.options = options;
	crowd_start(options, 2, 0);
	exodus.due_ns = calloc(crowd.count, sizeof(*exodus.due_ns));
	exodus.lost_ns = calloc(crowd.count, sizeof(*exodus.lost_ns));
	if (!exodus.due_ns || !exodus.lost_ns)
		return 1;
	crowd.arrived = caught_up;
	crowd.heard = heard;
	crowd_gather();
	crowd.left = left;
	exodus.resumes = 0;
	exodus.next_due_ns = clients_now_ns();
	exodus.end_ns = exodus.next_due_ns + (uint64_t)options->limit_ms * 1000000;
	(void)cpu_share();
	fputs("ready\n", stderr);
	while (exodus.all_back_ns == 0 && clients_now_ns() < exodus.end_ns) {
		clients_turn(5);
		crowd_retry();
		talk_on();
		reopen_due();
	}
	report();
	crowd_drop_all();
	return exodus.all_back_ns == 0;
}

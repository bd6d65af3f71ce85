/* A connection's life: opening, greeting, ready, lost; then again. */
#include "redis/link.h"

#include <stdio.h>
#include <string.h>

#include "base/backoff.h"
#include "loop/env.h"
#include "redis/socket.h"

enum {
	OPEN_MS = 3000, /* for connecting and the greeting */
	RETRY_FIRST_MS = 50,
	RETRY_MOST_MS = 2000,
	STEADY_MS = 10000, /* ready for so long, the delay begins anew */
};

void redis_link_init(struct redis_link *link, const struct env *env,
	const struct redis_address *address, const char *name)
{
	*link = (struct redis_link){.env = env, .address = address, .name = name};
}

bool redis_link_is_ready(const struct redis_link *link)
{
	return link->state == REDIS_LINK_READY;
}

/* --- losing and trying again ------------------------------------------------------------------ */
static void say(struct redis_link *link, enum log_level level, const char *event)
{
	log_say(link->env->log, level, event, LOG_F_WORD("server", link->address->name.data),
		LOG_F_WORD("link", link->name));
}

static void tear_down(struct redis_link *link)
{
	wheel_cancel(link->env->wheel, &link->timer);
	redis_socket_close(&link->socket);
	redis_reader_free(&link->reader);
	redis_buffer_done(&link->filling);
	link->state = REDIS_LINK_IDLE;
}

static void try_again(struct timer *timer)
{
	redis_link_start(CONTAINER_OF(timer, struct redis_link, timer));
}

/* Said once for each time that a server is away. */
static void complain(struct redis_link *link, const char *event)
{
	if (!link->has_complained)
		say(link, LOG_WARN, event);
	link->has_complained = true;
}

void redis_link_drop(struct redis_link *link)
{
	bool was_ready = link->state == REDIS_LINK_READY;
	complain(link, was_ready ? "Redis connection lost" : "Redis does not answer");
	if (was_ready && env_now_ms(link->env) - link->ready_ms > STEADY_MS)
		link->attempts = 0;
	tear_down(link);
	wheel_set(link->env->wheel, &link->timer,
		backoff_retry_ms(link->attempts++, RETRY_FIRST_MS, RETRY_MOST_MS), try_again);
	if (was_ready)
		link->lost(link);
}

void redis_link_failed(struct redis_link *link)
{
	redis_link_drop(link);
}

static void give_up(struct timer *timer)
{
	redis_link_drop(CONTAINER_OF(timer, struct redis_link, timer));
}

/* --- opening ---------------------------------------------------------------------------------- */
void redis_link_start(struct redis_link *link)
{
	link->state = REDIS_LINK_OPENING;
	link->reader = redis_reader_new();
	link->socket = redis_socket_open(link->env->loop, link->address, link->attempts, link);
	wheel_set(link->env->wheel, &link->timer, link->socket ? OPEN_MS : 0, give_up);
}

void redis_link_stop(struct redis_link *link)
{
	if (link->state == REDIS_LINK_READY)
		redis_link_flush(link);
	tear_down(link);
}

/* --- asking ----------------------------------------------------------------------------------- */
struct redis_buffer *redis_link_ask(struct redis_link *link)
{
	link->asked++;
	return &link->filling;
}

size_t redis_link_pending(const struct redis_link *link)
{
	return link->filling.size + (link->socket ? redis_socket_pending(link->socket) : 0);
}

void redis_link_flush(struct redis_link *link)
{
	if (link->filling.size && !redis_socket_is_writing(link->socket))
		redis_socket_write(link->socket, &link->filling);
}

void redis_link_written(struct redis_link *link)
{
	redis_link_flush(link);
}

/* --- the greeting: each part has to be answered, and not by an error ----------------------- */
static void put_auth(struct redis_link *link)
{
	const struct redis_address *address = link->address;
	bool is_named = !text_is_absent(address->user);
	if (text_is_absent(address->password))
		return;
	redis_put_command(&link->filling, is_named ? 3 : 2);
	redis_put(&link->filling, TEXT("AUTH"));
	if (is_named)
		redis_put(&link->filling, address->user);
	redis_put_secret(&link->filling, address->password);
	link->greetings_due++;
}

static void put_select(struct redis_link *link)
{
	char number[11];
	if (link->address->database == 0)
		return;
	(void)snprintf(number, sizeof(number), "%u", link->address->database);
	redis_put_command(&link->filling, 2);
	redis_put(&link->filling, TEXT("SELECT"));
	redis_put(&link->filling, text_from(number));
	link->greetings_due++;
}

void redis_link_connected(struct redis_link *link)
{
	link->state = REDIS_LINK_GREETING;
	link->greetings_due = 1;
	put_auth(link);
	put_select(link);
	redis_put_command(&link->filling, 1);
	redis_put(&link->filling, TEXT("PING"));
	redis_link_flush(link);
}

static void become_ready(struct redis_link *link)
{
	wheel_cancel(link->env->wheel, &link->timer);
	link->state = REDIS_LINK_READY;
	link->asked = link->answered = 0;
	link->ready_ms = env_now_ms(link->env);
	link->has_complained = link->has_told_refusal = false;
	say(link, LOG_INFO, "Redis connected");
	link->ready(link);
}

const char *redis_link_refusal(const struct redis_reply *reply)
{
	static const struct {
		struct text code;
		const char *event;
	} refusals[] = {
		{{"LOADING", 7}, "Redis refuses us: it is loading its data"},
		{{"NOAUTH", 6}, "Redis refuses us: it asks for a password"},
		{{"WRONGPASS", 9}, "Redis refuses us: the password is wrong"},
		{{"NOPERM", 6}, "Redis refuses us: the user may not do this"},
		{{"", 0}, "Redis refuses us"},
	};
	size_t i = 0;
	while (!text_starts_with(reply->values[0].text, refusals[i].code))
		i++;
	return refusals[i].event;
}

/* Also where it was said before that the server is away: now the cause is known. */
static void tell_refusal(struct redis_link *link, const char *event)
{
	if (!link->has_told_refusal)
		say(link, LOG_WARN, event);
	link->has_told_refusal = link->has_complained = true;
}

static void take_greeting(struct redis_link *link, const struct redis_reply *reply)
{
	if (reply->count == 0 || reply->values[0].kind == REDIS_ERROR) {
		tell_refusal(link, reply->count ? redis_link_refusal(reply) : "Redis refuses us");
		redis_link_drop(link);
	} else if (--link->greetings_due == 0) {
		become_ready(link);
	}
}

/* --- hearing ---------------------------------------------------------------------------------- */
static void take(struct redis_link *link, const struct redis_reply *reply)
{
	if (link->state == REDIS_LINK_GREETING)
		take_greeting(link, reply);
	else
		link->replied(link, reply, ++link->answered);
}

/* The owner may drop the link at any reply: its reader is gone then. */
void redis_link_received(struct redis_link *link, struct text bytes)
{
	struct redis_reply reply;
	enum redis_read read = REDIS_READ_REPLY;
	redis_reader_feed(link->reader, bytes);
	while (link->reader && read == REDIS_READ_REPLY) {
		read = redis_reader_next(link->reader, &reply);
		if (read == REDIS_READ_REPLY)
			take(link, &reply);
	}
	if (read == REDIS_READ_BROKEN)
		redis_link_drop(link);
}

/*
 * Connections of the operator's mail server. One is read as long as it has no message whole; then
 * its recipients are taken one after the other, each by a call, and the peer is answered for each.
 * A connection whose call runs stays until that has ended, though its peer has gone.
 */
#include "mail/lmtp.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include "base/memory.h"
#include "call/parts.h"
#include "call/service.h"
#include "call/start.h"
#include "mail/lmtp_protocol.h"
#include "mail/private.h"

enum {
	CONNECTIONS_MOST = 64,
	MEMORY_MOST = 64 << 20, /* of the messages of all, on their way in */
	INPUT_SIZE = 16384,
	READS_MOST = 32,     /* in a row, before others have their turn */
	OUTPUT_MOST = 16384, /* that a peer does not read: it is not read either */
	IDLE_MS = 300000,    /* RFC 5321, 4.5.3.2.7 */
	MESSAGE_MS = 600000, /* from its sender to its end, however it trickles */
	DELIVERY_MS = 30000
};

struct lmtp_connection {
	struct mail *mail;
	struct lmtp_connection *next, *prev;
	uv_poll_t poll;
	int socket;
	struct timer deadline;
	struct lmtp lmtp;
	size_t held; /* of mail->message_bytes */
	char input[INPUT_SIZE];
	struct text rest;          /* of the input, not taken yet */
	bool has_message;          /* whole: its recipients are being answered */
	uint64_t message_until_ms; /* 0: no message is under way */
	size_t answered;           /* recipients */
	struct mail_arrival arrival;
	const char *reply;  /* to the recipient whose call runs */
	bool is_delivering; /* a call runs */
	bool is_over;       /* it ends once the output is written */
	bool is_gone;       /* it ends once its call has */
	bool is_left;       /* and so does the process: nobody will tell */
};

static void step(struct lmtp_connection *connection);

/* --- its end ---------------------------------------------------------------------------------- */
static void closed(uv_handle_t *handle)
{
	struct lmtp_connection *connection =
		CONTAINER_OF((uv_poll_t *)handle, struct lmtp_connection, poll);
	(void)close(connection->socket);
	lmtp_done(&connection->lmtp);
	free(connection);
}

static void count_bytes(struct lmtp_connection *connection, size_t size)
{
	connection->mail->message_bytes += size - connection->held;
	connection->held = size;
}

static void end(struct lmtp_connection *connection)
{
	struct mail *mail = connection->mail;
	count_bytes(connection, 0);
	wheel_cancel(mail->parts->env.wheel, &connection->deadline);
	if (connection->prev)
		connection->prev->next = connection->next;
	else
		mail->first = connection->next;
	if (connection->next)
		connection->next->prev = connection->prev;
	mail->connection_count--;
	uv_close((uv_handle_t *)&connection->poll, closed);
}

/* Nothing more is read or said; what its call holds stays until that has ended. */
static void leave(struct lmtp_connection *connection)
{
	connection->is_gone = true;
	(void)uv_poll_stop(&connection->poll);
	if (!connection->is_delivering)
		end(connection);
}

/* --- time ------------------------------------------------------------------------------------- */
static void end_late(struct timer *timer)
{
	leave(CONTAINER_OF(timer, struct lmtp_connection, deadline));
}

/* A message has a time for all of it; what lies between messages has one for each silence. */
static void set_deadline(struct lmtp_connection *connection)
{
	const struct env *env = &connection->mail->parts->env;
	bool has_message = connection->lmtp.state >= LMTP_SENDER;
	uint64_t now_ms = env_now_ms(env);
	uint64_t limit_ms = IDLE_MS;
	if (!has_message)
		connection->message_until_ms = 0;
	else if (connection->message_until_ms == 0)
		connection->message_until_ms = now_ms + MESSAGE_MS;
	if (has_message && connection->message_until_ms < now_ms + IDLE_MS)
		limit_ms = connection->message_until_ms > now_ms
				   ? connection->message_until_ms - now_ms
				   : 0;
	wheel_set(env->wheel, &connection->deadline, limit_ms, end_late);
}

/* --- delivering ------------------------------------------------------------------------------- */
static const struct {
	enum err err;
	const char *reply;
} replies[] = {
	{ERR_ABSENT, "550 5.1.1 There is no such address"},
	{ERR_DENIED, "550 5.1.1 There is no such address"},
	{ERR_INVALID, "554 5.6.0 The message cannot be read"},
	{ERR_TOO_LARGE, "552 5.3.4 The message is too large"},
};

static struct lmtp_connection *connection_of(const struct call *call)
{
	return CONTAINER_OF((struct mail_arrival *)call->arrival, struct lmtp_connection, arrival);
}

static void taken(struct call *call, int status, const char *content_type, struct text body)
{
	connection_of(call)->reply = "250 2.0.0 Stored";
}

static void refused(struct call *call, enum err err, const char *detail, uint64_t retry_ms)
{
	struct lmtp_connection *connection = connection_of(call);
	connection->reply = "451 4.3.0 Not now";
	for (size_t i = 0; i < sizeof(replies) / sizeof(replies[0]); i++)
		if (replies[i].err == err)
			connection->reply = replies[i].reply;
}

/* Of a call that its deadline has ended, what it does may come to pass all the same: the peer
 * brings the message again, which is then known. */
static void ended(struct call *call)
{
	struct lmtp_connection *connection = connection_of(call);
	if (connection->is_left)
		return;
	connection->is_delivering = false;
	if (connection->is_gone) {
		end(connection);
		return;
	}
	lmtp_say(&connection->lmtp, connection->reply);
	connection->answered++;
	set_deadline(connection);
	step(connection);
}

static const struct service *find_taker(void)
{
	for (size_t i = 0; services[i]; i++)
		if (services[i]->mail_arrived)
			return services[i];
	return NULL;
}

static struct next arrived(struct call *call)
{
	const struct service *taker = find_taker();
	return taker ? taker->mail_arrived(call) : call_fail(call, ERR_ABSENT, NULL);
}

static void deliver(struct lmtp_connection *connection)
{
	static const struct responder peer = {.answer = taken, .fail = refused, .ended = ended};
	const struct lmtp *lmtp = &connection->lmtp;
	struct call *call = call_new(connection->mail->parts, CALL_TICK, "mail", &peer);
	connection->arrival = (struct mail_arrival){
		.recipient = text_from(lmtp->recipients[connection->answered].address),
		.sender = text_from(lmtp->sender),
		.message = {lmtp->message, lmtp->message_size}};
	connection->is_delivering = true;
	wheel_cancel(connection->mail->parts->env.wheel, &connection->deadline);
	call->arrival = &connection->arrival;
	call_set_limit(call, DELIVERY_MS);
	call_resume(call, arrived);
}

/* Answers the next recipient, or has the call begin that does; false when all are answered. */
static bool answer_next(struct lmtp_connection *connection)
{
	struct lmtp *lmtp = &connection->lmtp;
	for (; connection->answered < lmtp->recipient_count; connection->answered++) {
		if (lmtp->is_too_large) {
			lmtp_say(lmtp, "552 5.3.4 The message is too large");
		} else if (lmtp->is_put_off) {
			lmtp_say(lmtp, "452 4.3.1 No room now");
		} else {
			deliver(connection);
			return true;
		}
	}
	lmtp_next(lmtp);
	connection->answered = 0;
	count_bytes(connection, 0);
	return false;
}

/* --- the socket ------------------------------------------------------------------------------- */
/* Writes what it can; false when the peer is gone. */
static bool flush(struct lmtp_connection *connection)
{
	struct lmtp *lmtp = &connection->lmtp;
	while (lmtp->output_size > 0) {
		ssize_t sent =
			send(connection->socket, lmtp->output, lmtp->output_size, MSG_NOSIGNAL);
		if (sent < 0 && (errno == EAGAIN || errno == EINTR))
			return true;
		if (sent <= 0)
			return false;
		lmtp->output_size -= (size_t)sent;
		memmove(lmtp->output, lmtp->output + sent, lmtp->output_size);
	}
	return true;
}

static void watch(struct lmtp_connection *connection);

/* What was read is taken as far as a message's end; the rest waits. */
static void take(struct lmtp_connection *connection)
{
	struct mail *mail = connection->mail;
	struct lmtp *lmtp = &connection->lmtp;
	enum lmtp_step step = lmtp_take(lmtp, &connection->rest);
	connection->is_over = step == LMTP_OVER;
	connection->has_message = step == LMTP_MESSAGE;
	count_bytes(connection, lmtp->message_capacity);
	if (mail->message_bytes > MEMORY_MOST) {
		lmtp_put_off(lmtp);
		count_bytes(connection, 0);
	}
	set_deadline(connection);
}

/* False: there is nothing to read now, or the peer has gone. */
static bool receive(struct lmtp_connection *connection)
{
	ssize_t size = recv(connection->socket, connection->input, INPUT_SIZE, 0);
	connection->is_over = size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR);
	if (size > 0)
		connection->rest = (struct text){connection->input, (size_t)size};
	return size > 0;
}

static bool is_heard(const struct lmtp_connection *connection)
{
	return connection->lmtp.output_size <= OUTPUT_MOST;
}

/* Goes on as far as it can: it waits for its peer then, or for a call, during which it but writes.
 * What was read is taken to its end, since no event would tell of it; of what there is to read
 * others have their turns, too. */
static void step(struct lmtp_connection *connection)
{
	int reads = 0;
	while (!connection->is_over && !connection->is_delivering) {
		if (connection->has_message && answer_next(connection))
			break;
		connection->has_message = false;
		if (!flush(connection)) {
			leave(connection);
			return;
		}
		if (!is_heard(connection))
			break;
		if (connection->rest.size == 0 && (reads++ == READS_MOST || !receive(connection)))
			break;
		take(connection);
	}
	if (!flush(connection) || (connection->is_over && connection->lmtp.output_size == 0))
		leave(connection);
	else
		watch(connection);
}

static void ready(uv_poll_t *poll, int status, int events)
{
	struct lmtp_connection *connection = CONTAINER_OF(poll, struct lmtp_connection, poll);
	if (status < 0)
		leave(connection);
	else
		step(connection);
}

/* While a call runs nothing is read: the peer waits for its answer. */
static void watch(struct lmtp_connection *connection)
{
	bool is_read = !connection->is_delivering && !connection->is_over && is_heard(connection);
	int events =
		(is_read ? UV_READABLE : 0) | (connection->lmtp.output_size > 0 ? UV_WRITABLE : 0);
	if (events)
		(void)uv_poll_start(&connection->poll, events, ready);
	else
		(void)uv_poll_stop(&connection->poll);
}

/* --- its beginning ---------------------------------------------------------------------------- */
static void turn_away(int socket)
{
	static const char words[] = "421 4.3.2 Too many connections\r\n";
	(void)send(socket, words, sizeof(words) - 1, MSG_NOSIGNAL);
	(void)close(socket);
}

void lmtp_open(struct mail *mail, int socket)
{
	struct lmtp_connection *connection = NULL;
	if (mail->connection_count == CONNECTIONS_MOST) {
		turn_away(socket);
		return;
	}
	connection = MEMORY_NEW(struct lmtp_connection);
	if (uv_poll_init(mail->parts->env.loop, &connection->poll, socket)) {
		free(connection);
		(void)close(socket);
		return;
	}
	connection->mail = mail;
	connection->socket = socket;
	connection->lmtp.domain = text_from(mail->domain);
	connection->lmtp.our_name = text_from(mail->domain);
	connection->next = mail->first;
	if (connection->next)
		connection->next->prev = connection;
	mail->first = connection;
	mail->connection_count++;
	lmtp_greet(&connection->lmtp);
	set_deadline(connection);
	step(connection);
}

/* Whoever is in the middle of something brings it again, to another worker. */
void lmtp_drain(struct mail *mail)
{
	struct lmtp_connection *next;
	for (struct lmtp_connection *connection = mail->first; connection; connection = next) {
		next = connection->next;
		if (connection->is_delivering || connection->is_over)
			continue;
		lmtp_say(&connection->lmtp, "421 4.3.2 This process ends: come again");
		connection->is_over = true;
		step(connection);
	}
}

bool lmtp_is_idle(const struct mail *mail)
{
	return !mail->first;
}

static void closed_alone(uv_handle_t *handle)
{
	(void)close(CONTAINER_OF((uv_poll_t *)handle, struct lmtp_connection, poll)->socket);
}

/* What the call of one reads stays, for as long as this process has. */
static void leave_behind(struct lmtp_connection *connection)
{
	connection->is_left = true;
	connection->mail->first = connection->next;
	uv_close((uv_handle_t *)&connection->poll, closed_alone);
}

void lmtp_end_all(struct mail *mail)
{
	while (mail->first) {
		mail->first->prev = NULL;
		if (mail->first->is_delivering)
			leave_behind(mail->first);
		else
			end(mail->first);
	}
}

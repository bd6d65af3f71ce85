/* The connection's states, its socket, and its results. connect.c makes the PGconn. */
#include "pg/link.h"

#include <assert.h>
#include <string.h>
#include <uv.h>

#include "base/backoff.h"
#include "loop/env.h"
#include "pg/connect.h"
#include "pg/listen.h"
#include "pg/resolve.h"

enum {
	RETRY_FIRST_MS = 100,
	RETRY_MOST_MS = 5000,
	CONNECT_MS = 5000,
	STATEMENT_MS = 3000,
	STALL_MS = 7000, /* beyond what a statement may take */
	WORDS_SIZE = 400
};

/* The socket's handle, with memory of its own: it outlives the link until the loop closed it. */
struct db_watch {
	uv_poll_t poll;
	struct db_link *link;
	int socket, events;
	struct arena memory;
};

static void watch_closed(uv_handle_t *handle)
{
	struct db_watch *watch = handle->data;
	struct arena memory = watch->memory;
	arena_done(&memory);
}

static void unwatch(struct db_link *link)
{
	if (!link->watch)
		return;
	link->watch->link = NULL;
	uv_close((uv_handle_t *)&link->watch->poll, watch_closed);
	link->watch = NULL;
}

static bool make_watch(struct db_link *link, int socket)
{
	struct arena memory;
	arena_init(&memory);
	struct db_watch *watch = ARENA_NEW(&memory, struct db_watch);
	watch->memory = memory;
	watch->link = link;
	watch->socket = socket;
	if (uv_poll_init(link->env->loop, &watch->poll, socket) != 0) {
		arena_done(&memory);
		return false;
	}
	watch->poll.data = watch;
	link->watch = watch;
	return true;
}

static void socket_ready(uv_poll_t *poll, int status, int events);

/* Waits for these events. While connecting libpq may change to another socket. */
static bool watch_for(struct db_link *link, int events)
{
	int socket = PQsocket(link->conn);
	if (link->watch && link->watch->socket != socket)
		unwatch(link);
	if (socket < 0 || (!link->watch && !make_watch(link, socket)))
		return false;
	if (link->watch->events == events) /* each start costs two system calls */
		return true;
	link->watch->events = events;
	return uv_poll_start(&link->watch->poll, events, socket_ready) == 0;
}

static void stop_watching(struct db_link *link)
{
	if (!link->watch)
		return;
	link->watch->events = 0;
	(void)uv_poll_stop(&link->watch->poll);
}

static void close_connection(struct db_link *link)
{
	unwatch(link);
	db_resolve_forget(&link->resolve);
	wheel_cancel(link->env->wheel, &link->timer);
	if (link->conn)
		PQfinish(link->conn);
	link->conn = NULL;
	link->syncs_pending = 0;
	db_entered_clear(&link->entered);
	link->units = 0;
	link->state = DB_LINK_IDLE;
}

static void timer_fired(struct timer *timer);

/* What libpq says of a connection that did not come about, in one line without quotes. Of one that
 * did it says nothing here: its words may quote a statement's values. */
static void quote_libpq(const struct db_link *link, char ret_words[WORDS_SIZE])
{
	bool is_connecting = link->state == DB_LINK_CONNECTING && link->conn;
	const char *words = is_connecting ? PQerrorMessage(link->conn) : "";
	size_t size = strnlen(words, WORDS_SIZE - 1);
	while (size > 0 && words[size - 1] == '\n')
		size--;
	for (size_t i = 0; i < size; i++) {
		bool is_plain = words[i] >= ' ' && words[i] <= '~' && words[i] != '\\';
		ret_words[i] = ' ';
		if (words[i] == '"')
			ret_words[i] = '\'';
		else if (is_plain)
			ret_words[i] = words[i];
	}
	ret_words[size] = '\0';
}

static void lose(struct db_link *link, const char *why)
{
	bool was_ready = link->state == DB_LINK_READY;
	char words[WORDS_SIZE];
	quote_libpq(link, words);
	log_say(link->env->log, LOG_WARN,
		was_ready ? "database connection lost" : "database does not answer",
		LOG_F_WORD("link", link->name), LOG_F_WORD("why", why),
		*words ? LOG_F_WORD("libpq", words) : (struct log_field){0});
	db_link_stop(link);
	link->state = DB_LINK_WAITING;
	wheel_set(link->env->wheel, &link->timer,
		backoff_retry_ms(link->attempts++, RETRY_FIRST_MS, RETRY_MOST_MS), timer_fired);
	if (was_ready)
		link->owner->lost(link);
}

static bool is_demoted(const struct db_link *link)
{
	return link->state == DB_LINK_READY && link->demotions != link->renewals->demotions;
}

static void timer_fired(struct timer *timer)
{
	struct db_link *link = CONTAINER_OF(timer, struct db_link, timer);
	if (link->state == DB_LINK_WAITING)
		db_link_start(link);
	else if (link->state == DB_LINK_CONNECTING || link->state == DB_LINK_GREETING)
		lose(link, "no connection in time");
	else if (link->state == DB_LINK_READY && PQstatus(link->conn) != CONNECTION_OK)
		lose(link, "the socket failed");
	else if (is_demoted(link))
		lose(link, "its server takes no writes");
	else if (link->state == DB_LINK_READY && link->syncs_pending > 0)
		lose(link, "no result in time");
}

static void flush(struct db_link *link)
{
	int pending = PQflush(link->conn);
	int events = UV_READABLE | (pending == 1 ? UV_WRITABLE : 0);
	if (pending < 0 || !watch_for(link, events))
		wheel_set(link->env->wheel, &link->timer, 0, timer_fired);
}

/* A successor has none of its own. */
static bool is_successor(const struct db_link *link)
{
	return !link->owner->renewed;
}

/* A successor may be gone when this returns. */
static void become_ready(struct db_link *link)
{
	wheel_cancel(link->env->wheel, &link->timer);
	link->state = DB_LINK_READY;
	link->attempts = 0;
	link->demotions = link->renewals->demotions;
	log_say(link->env->log, is_successor(link) ? LOG_DEBUG : LOG_INFO, "database connected",
		LOG_F_WORD("link", link->name));
	if (link->listener)
		link->listener->heard(link->listener->parts);
	link->owner->ready(link);
}

/* Before anything else runs on the connection, so that no word is missed once it is used. */
static void begin_to_listen(struct db_link *link)
{
	link->state = DB_LINK_GREETING;
	if (PQsendQueryParams(
		    link->conn, link->listener->statement, 0, NULL, NULL, NULL, NULL, 0) == 1 &&
		PQpipelineSync(link->conn) == 1)
		flush(link);
	else
		lose(link, "it cannot listen");
}

static void connected(struct db_link *link)
{
	if (!db_connect_kept_settings(link->conn)) {
		lose(link, "a pooler left out the session's settings");
		return;
	}
	if (PQsetnonblocking(link->conn, 1) != 0 || PQenterPipelineMode(link->conn) != 1 ||
		!watch_for(link, UV_READABLE)) {
		lose(link, "no pipeline mode");
		return;
	}
	if (link->listener)
		begin_to_listen(link);
	else
		become_ready(link);
}

/* The answer to what begin_to_listen asked; between its statement and its Sync libpq says NULL. */
static void take_greeting(struct db_link *link)
{
	bool was_null = false;
	while (!PQisBusy(link->conn)) {
		PGresult *result = PQgetResult(link->conn);
		ExecStatusType status = result ? PQresultStatus(result) : PGRES_EMPTY_QUERY;
		if (!result && was_null)
			return;
		was_null = !result;
		PQclear(result);
		if (status == PGRES_PIPELINE_SYNC) {
			become_ready(link);
			return;
		}
		if (!was_null && status != PGRES_COMMAND_OK) {
			lose(link, "it may not listen");
			return;
		}
	}
}

static void greet(struct db_link *link, int status, int events)
{
	bool is_alive = status == 0;
	if (is_alive && (events & UV_READABLE))
		is_alive = PQconsumeInput(link->conn) == 1;
	if (!is_alive || PQstatus(link->conn) != CONNECTION_OK) {
		lose(link, "closed by the server");
		return;
	}
	flush(link);
	take_greeting(link);
}

static void hear(struct db_link *link)
{
	PGnotify *said = PQnotifies(link->conn);
	if (said && link->listener)
		link->listener->heard(link->listener->parts);
	for (; said; said = PQnotifies(link->conn))
		PQfreemem(said);
}

static void connect_on(struct db_link *link)
{
	/* libpq may close its socket and open another under the same number: forget it first. */
	stop_watching(link);
	PostgresPollingStatusType status = PQconnectPoll(link->conn);
	if (status == PGRES_POLLING_OK)
		connected(link);
	else if (status == PGRES_POLLING_FAILED)
		lose(link, "refused");
	else if (!watch_for(link, status == PGRES_POLLING_READING ? UV_READABLE : UV_WRITABLE))
		lose(link, "no socket");
}

/* A statement was refused since the server takes no writes: it has become a standby, or was told
 * to. Whoever else is connected there hears only yes to what they read, and it grows old. */
static bool is_demotion(const PGresult *result)
{
	const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	return sqlstate && strcmp(sqlstate, "25006") == 0;
}

/* Hands over what has arrived. Between a unit's statements libpq says NULL, once. */
static void take_results(struct db_link *link)
{
	bool was_null = false;
	while (link->state == DB_LINK_READY && link->syncs_pending > 0 && !PQisBusy(link->conn)) {
		PGresult *result = PQgetResult(link->conn);
		if (!result && was_null)
			return;
		was_null = !result;
		if (!result)
			continue;
		if (PQresultStatus(result) == PGRES_PIPELINE_SYNC)
			link->syncs_pending--;
		if (is_demotion(result) && !is_demoted(link))
			link->renewals->demotions++;
		link->owner->result(link, result);
		PQclear(result);
	}
}

static void expect_progress(struct db_link *link)
{
	if (link->syncs_pending > 0)
		wheel_set(
			link->env->wheel, &link->timer, link->statement_ms + STALL_MS, timer_fired);
	else
		wheel_cancel(link->env->wheel, &link->timer);
}

static void socket_ready(uv_poll_t *poll, int status, int events)
{
	struct db_link *link = ((struct db_watch *)poll->data)->link;
	if (!link)
		return;
	if (link->state == DB_LINK_CONNECTING) {
		connect_on(link);
		return;
	}
	if (link->state == DB_LINK_GREETING) {
		greet(link, status, events);
		return;
	}
	bool is_alive = status == 0;
	if (is_alive && (events & UV_READABLE)) {
		is_alive = PQconsumeInput(link->conn) == 1;
		take_results(link);
	}
	if (link->state != DB_LINK_READY) /* the owner stopped it, or began anew */
		return;
	hear(link);
	if (!is_alive || PQstatus(link->conn) != CONNECTION_OK) {
		lose(link, "closed by the server");
		return;
	}
	if (is_demoted(link)) {
		lose(link, "its server takes no writes");
		return;
	}
	if (db_renew_take(link)) /* whose owner has sent on meanwhile */
		return;
	expect_progress(link);
	flush(link);
}

void db_link_init(struct db_link *link, const struct env *env, const char *name,
	const struct db_link_owner *owner, struct db_renewals *renewals)
{
	*link = (struct db_link){.env = env,
		.name = name,
		.owner = owner,
		.statement_ms = STATEMENT_MS,
		.renewals = renewals};
}

void db_link_listen(struct db_link *link, const struct db_listener *listener)
{
	link->listener = listener;
	if (link->successor)
		link->successor->listener = listener;
}

static void start_connecting(struct db_link *link, const char *address)
{
	const struct db_session session = {
		.name = link->name, .statement_ms = link->statement_ms, .address = address};
	link->conn = db_connect_start(link->env->settings->database, &session, link->attempts);
	if (!link->conn || PQstatus(link->conn) == CONNECTION_BAD || !watch_for(link, UV_WRITABLE))
		wheel_set(link->env->wheel, &link->timer, 0, timer_fired);
}

static void host_resolved(struct db_link *link, const char *address)
{
	link->resolve = NULL;
	if (address)
		start_connecting(link, address);
	else
		lose(link, "its name is not known");
}

void db_link_start(struct db_link *link)
{
	const struct env *env = link->env;
	assert(link->syncs_pending == 0);
	close_connection(link);
	link->state = DB_LINK_CONNECTING;
	wheel_set(env->wheel, &link->timer, CONNECT_MS, timer_fired);
	link->resolve = db_resolve_start(
		env->loop, env->settings->database, link->attempts, link, host_resolved);
	if (!link->resolve)
		start_connecting(link, NULL);
}

void db_link_stop(struct db_link *link)
{
	db_renew_stop(link);
	close_connection(link);
}

void db_link_look(struct db_link *link)
{
	if (is_demoted(link))
		wheel_set(link->env->wheel, &link->timer, 0, timer_fired);
}

bool db_link_takes(const struct db_link *link)
{
	return link->state == DB_LINK_READY && !is_demoted(link) && !db_renew_is_ready(link);
}

void db_link_adopt(struct db_link *link, struct db_link *from)
{
	assert(link->syncs_pending == 0 && from->state == DB_LINK_READY);
	close_connection(link);
	link->conn = from->conn;
	link->watch = from->watch;
	link->watch->link = link;
	link->state = DB_LINK_READY;
	link->demotions = from->demotions;
	from->conn = NULL;
	from->watch = NULL;
}

void db_link_send(
	struct db_link *link, const char *sql, const uint32_t *oids, const struct db_params *params)
{
	if (PQsendQueryParams(link->conn, sql, params->count, oids, params->values, params->lengths,
		    params->formats, 1) != 1)
		wheel_set(link->env->wheel, &link->timer, 0, timer_fired);
}

void db_link_send_scope(struct db_link *link, const char *role)
{
	static const uint32_t oids[] = {OID_TEXT, OID_TEXT};
	const struct db_params params = {.values = {role, role}, .count = 2};
	db_entered_add(&link->entered, role);
	db_link_send(link,
		"SELECT set_config('role', $1, true), set_config('search_path', $2, true)", oids,
		&params);
	db_link_send(link, "SELECT control.assert_scope($1, $2)", oids, &params);
}

void db_link_sync(struct db_link *link)
{
	bool is_first = link->syncs_pending == 0;
	link->syncs_pending++;
	if (PQpipelineSync(link->conn) != 1) {
		wheel_set(link->env->wheel, &link->timer, 0, timer_fired);
		return;
	}
	if (is_first)
		expect_progress(link);
	flush(link);
	link->units++;
	db_renew_look(link);
}

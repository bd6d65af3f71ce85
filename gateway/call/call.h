/*
 * A call is one piece of work with its arena: a REST request, a socket message, or a tick of our
 * own. A handler returns `struct next`, which only the functions below and those that wait
 * (generated sql_…, password_…, bus_…) can make: to forget the answer does not compile.
 *
 * Rules: every call has a deadline; it survives its client's leaving (answers then go nowhere); a
 * step runs exactly once, later, never before the function that waits has returned; what a step is
 * given is borrowed until it returns. Owner: the loop's thread alone.
 */
#ifndef FRONTDESK_CALL_H
#define FRONTDESK_CALL_H

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "call/limit.h"
#include "call/who.h"

struct parts;
struct db_unit;
struct job;
struct http_request;
struct tenant;
struct tenant_entry;

struct next {
	enum { NEXT_ANSWERED, NEXT_WAITING } kind;
};

struct call;
typedef struct next (*call_step)(struct call *call);

/* Each service keeps a call's state between its steps in a struct of its own, in the arena. */
#define SERVICE(name) struct name##_work;
#include "services.def"
#undef SERVICE
struct auth_work;
struct bus_asking;
struct idempotency_work;
struct mail_arrival;
struct mail_job;
struct outside_waiting;
struct password_job;
struct picture_waiting;
struct scan_job;
struct store_job;
struct visitor_work;
struct writer_ask;

enum call_kind { CALL_REST, CALL_SOCKET, CALL_TICK };

struct call {
	struct parts *parts;
	struct arena arena;
	enum call_kind kind;
	const char *name; /* the route's or message's, for the log and metrics */
	struct tenant
		*tenant; /* the scope of its statements; NULL: control only. A counted reference */
	struct who who;  /* who asks, as proven by cookie or token */
	struct ws_handle connection;  /* CALL_SOCKET: where answers go */
	struct http_request *request; /* CALL_REST: what was asked, for the call's whole life */
	const struct json *body;      /* the parsed body, an object, or NULL */
	call_step doubt; /* tried once, before the call fails with ERR_ABSENT; NULL: nothing is */
	uint64_t deadline_ms; /* on the loop's clock */

	struct db_unit *unit;       /* pg/db.c's: the statement that this call waits for, or NULL */
	struct job *job;            /* the durable job of which this tick does a step; NULL: none */
	bool is_writing;            /* that statement writes, and has been sent */
	struct tenant_entry *entry; /* pg/tenants.c's: the tenant that it waits for, or NULL */
#define SERVICE(name) struct name##_work *name;
#include "services.def"
#undef SERVICE
	struct auth_work *auth;
	struct idempotency_work *idempotency;
	struct visitor_work *visitor;
	struct writer_ask *writer_ask;   /* the question that this tick asks */
	struct bus_asking *asking;       /* bus/commands.h: the question that this call waits for */
	struct password_job *password;   /* the one that this call waits for */
	struct picture_waiting *picture; /* pictures/pictures.c's: the picture that it waits for */
	struct outside_waiting *outside; /* outside/ask.c's: the request that it waits for */
	const struct mail_arrival *arrival; /* the mail that came for its recipient, or NULL */
	struct mail_job *mail_job;          /* mail/read.c's: the reading that it waits for */
	struct scan_job *scan_job;   /* scan/scan.c's: the file that it hands to the scanner */
	struct store_job *store_job; /* store/store.c's: the piece that it waits for */
};

/* --- answers: exactly one a call, except call_done for ticks ----------------------------- */
/* A JSON body; the text may be the arena's or borrowed. For CALL_SOCKET the text is one event. */
struct next call_answer(struct call *call, int status, struct text json);
/* The same with an event that can wait for company in one write: for sockets alone. */
struct next call_answer_lazily(struct call *call, struct text json);
/* An answer that is not JSON, for REST calls: the metrics page. */
struct next call_answer_text(
	struct call *call, int status, const char *content_type, struct text body);
/* 204 for REST, nothing for a socket. */
struct next call_answer_empty(struct call *call);
/* A problem document (RFC 9457) or an `error` event that names the client's own reference. The
 * detail is a sentence for people; it never repeats what the client sent. NULL: the title alone. */
struct next call_fail(struct call *call, enum err err, const char *detail);
/* The same, with Retry-After and retryAfterMs. */
struct next call_fail_later(struct call *call, enum err err, const char *detail, uint64_t retry_ms);
/* A tick's end. */
struct next call_done(struct call *call);
/* Adds a header to the REST answer that will follow; ignored elsewhere. Value is copied. */
void call_add_header(struct call *call, const char *name, struct text value);

/* --- waiting ----------------------------------------------------------------------------- */
/* Parks the call until call_resume. Who parks a call resumes it, exactly once, and may hold its
 * pointer until then: at its deadline the client hears ERR_BUSY, or ERR_UNCERTAIN while a write is
 * under way, but the call's memory stays until call_resume, which then frees it without running
 * the step. */
struct next call_wait(struct call *call);
/* Gives the call so long from now, if that is longer than what it has left. */
void call_extend(struct call *call, uint64_t limit_ms);
/* Runs `step` from the loop, later. The call must be parked. */
void call_resume(struct call *call, call_step step);
/* Whether its answer may reach anybody: false once its connection is gone, or a request was
 * answered at its deadline. A client that has closed its end in good order may still read. */
bool call_is_awaited(const struct call *call);
/* Runs a step of our own from the loop, with a fresh call: a tick. `tenant` may be NULL. */
void call_start_tick(struct parts *parts, struct tenant *tenant, const char *name, call_step step);
/* The same for what each of thousands of tenants has in its turn: counted until it ends, so that
 * whoever starts such ticks knows how many are under way. */
void call_start_turn(struct parts *parts, struct tenant *tenant, const char *name, call_step step);
size_t call_turns_running(const struct parts *parts);

/* Takes one token of a rate limit: 0 when granted, else how many milliseconds to wait. */
uint64_t call_limit(struct call *call, enum limit_kind kind, struct text key);

/* --- what was asked (REST) --------------------------------------------------------------- */
/* The n-th {…} of the route's path as a UUID; a malformed one never reaches a handler (404). */
struct uuid call_path_uuid(const struct call *call, size_t index);
/* The last segment of the path, as it came. */
struct text call_path_end(const struct call *call);
/* A decoded query parameter, absent when missing. First one wins. */
struct text call_query(const struct call *call, const char *name);
/* ?limit=, bounded: `usual` when missing; malformed ones count as missing. */
int64_t call_query_int(
	const struct call *call, const char *name, int64_t usual, int64_t least, int64_t most);
/* Whether its method changes nothing (GET and HEAD: RFC 9110, 9.2.1). True for what is no REST. */
bool call_is_safe(const struct call *call);
/* A request header; absent when missing. */
struct text call_header(const struct call *call, const char *name);
/* The page's origin as the browser sent it, or absent. */
struct text call_origin(const struct call *call);
/* The peer's address, after trusted proxies. */
struct text call_peer(const struct call *call);
/* The same where the route is for a tenant's staff, or for signing in, and the peer has an address
 * of IP: what audit logs note. Absent of visitors, whose address is nobody's concern. */
struct text call_staff_peer(const struct call *call);

#endif

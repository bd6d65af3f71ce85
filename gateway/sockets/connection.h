/*
 * What the files of this room share: one connection's body, and the steps of its life. A connection
 * is either a WebSocket (socket.c), which is made when its handshake is done, proves itself by
 * hello, and is freed when libwebsockets drops the protocol; or an event stream (stream.c), the
 * answer to a request that has proven itself, freed when its HTTP connection ends. Closing has two
 * steps: ws_close marks it, and the turn's flush carries it out, so that nothing is freed under a
 * caller's feet. Loop thread only.
 */
#ifndef FRONTDESK_WS_CONNECTION_H
#define FRONTDESK_WS_CONNECTION_H

#include <uv.h>

#include "call/parts.h"
#include "call/service.h"
#include "net/governor.h"
#include "net/http_connection.h"
#include "proto.h"
#include "sockets/hub.h"
#include "sockets/lws.h"
#include "sockets/outbox.h"
#include "sockets/ws.h"

enum {
	WS_MESSAGE_SIZE_MAX = 64 * 1024,
	WS_FRAGMENTS_MAX = 128,
	WS_MESSAGE_MS = 10000, /* from a message's first byte to its last */
	WS_HELLO_MS = 5000,
	WS_CLIENT_PING_MS = 25000,
	WS_MISSED_PINGS_MAX = 2,
	/* An agent's console that is frozen, or whose line is dead, is gone within 30 s: visitors
	   wait. */
	WS_AGENT_WATCH_MS = 10000,
	WS_AGENT_MISSED_PINGS_MAX = 1,
	WS_PART_MS = 2000, /* for what is queued when closing begins */
	WS_FLOOD_MS = 10000,
	WS_FLOOD_MESSAGES = 600, /* more within WS_FLOOD_MS is no client of ours */
	WS_QUEUED_BYTES_MAX = 256 * 1024,
	WS_QUEUED_MESSAGES_MAX = 128,
	WS_SLOW_RETRY_MS = 2000,
	WS_FLOOD_RETRY_MS = 30000,
	WS_BUSY_RETRY_MS = 2000,
	WS_MOVE_RETRY_MS = 2000 /* while the tenant moves; clients wait longer each time */
};

/* A message whose fragments are still arriving. */
struct ws_incoming {
	struct ws_connection *connection;
	struct timer deadline;
	uint32_t fragments;
	size_t size, capacity;
	char *bytes;
};

/* A message that waits until the connection's running call has ended. */
struct ws_queued {
	struct ws_queued *next;
	size_t size;
	char bytes[];
};

/* Messages that wait, while there are any. */
struct ws_queue {
	struct ws_queued *first, *last;
	size_t count, bytes;
};

/* What the handshake brought, until hello has been proven. */
struct ws_credentials {
	char *origin;
	char *cookie; /* the whole Cookie header of an agent; NULL for visitors */
};

/* What carries a connection's bytes. */
struct ws_transport {
	/* Writes what one write takes of the outbox, unless an earlier one is pending; asks to be
	 * flushed again when there is more. False when the connection has failed. */
	bool (*write)(struct ws_connection *connection);
	/* Carries out the closing. The connection may be gone when this returns. */
	void (*end)(struct ws_connection *connection);
	uint32_t watch_ms; /* how often to see whether it lives */
	bool is_one_way;   /* nothing comes back: it lives as long as it takes what is written */
};

/* Some 15,000 lie idle in a worker: what only a busy one needs is allocated then. */
struct ws_connection {
	struct parts *parts;
	const struct ws_transport *transport;
	union { /* by transport */
		struct lws *wsi;
		struct http_connection *stream;
	};
	struct http_stream_owner stream_owner; /* the stream knows us by it */
	struct ws_handle handle;
	struct tenant *tenant;
	struct who who;
	struct timer timer; /* for hello, then pings, then the end of closing */
	struct hub_seat seat;
	struct outbox outbox;
	uint32_t held;       /* that libwebsockets keeps of the last write, at most */
	uint32_t opened_in;  /* which drain_round */
	struct share *share; /* of the worker; NULL without limits, and for a stream */
	struct share_reader reader;
	struct ws_credentials *credentials; /* NULL once they have been taken */
	struct ws_incoming *incoming;
	struct ws_queue *queue;
	uint64_t origin_mark; /* auth_origin_mark's */
	uint32_t flush_place; /* on its flush list, counted from 1; 0: on none */
	uint32_t flood_start_ms;
	uint16_t flood_count;
	uint16_t close_code; /* an enum ws_close */
	uint8_t missed_pings;
	bool is_agent : 1;     /* by its path; `who` says what was proven */
	bool is_open : 1;      /* hello has been proven */
	bool is_running : 1;   /* a call of its messages has not ended yet */
	bool is_dequeuing : 1; /* run_queued is on the stack */
	bool is_inside_frame : 1;
	unsigned flush_list : 2; /* an enum flush_list_name */
	bool is_heard : 1;       /* since the last ping timer */
	bool is_silent : 1;      /* closed because nothing was heard */
	bool is_closing : 1;     /* takes no event and no message any more */
	bool has_parted : 1;     /* the services and the hub know */
	bool is_handed_back : 1; /* its transport does the rest of its closing */
};

struct ws_slot {
	struct ws_connection *connection;
	uint32_t generation;
	uint32_t next_free;
};

/* Connections that something is queued on; NULL: on another list by now, or gone. */
struct flush_list {
	struct ws_connection **items;
	uint32_t count, capacity;
};

/* Whoever is written to when the turn ends, and two generations of those whom only lazy frames wait
 * for. */
enum flush_list_name { FLUSH_NOW, FLUSH_LINGERING, FLUSH_LISTS = FLUSH_LINGERING + 2 };

struct sockets {
	struct parts *parts;
	struct ws_slot *slots;
	uint32_t slot_count, first_free;
	size_t count;
	struct flush_list flush_lists[FLUSH_LISTS];
	struct timer linger;
	unsigned generation; /* 0 or 1: which of the lingering is joined */
	const struct socket_handler *handlers[PROTO_TYPE_COUNT];
	uv_prepare_t turn;
	struct timer drain;
	struct timer tenants_check;
	uint32_t drained_slot;   /* how far the goodbyes have come */
	uint32_t drain_round;    /* how often all have been sent away */
	const char *read_buffer; /* where libwebsockets reads to; NULL until known */
	char write_buffer[OUTBOX_WRITE_MAX];
};

/* --- ws.c ------------------------------------------------------------------------------------- */
/* A connection with its handle; it goes with its transport, by ws_drop. */
struct ws_connection *ws_connection_new(struct parts *parts, const struct ws_transport *transport);
void ws_drop(struct ws_connection *connection);

/* --- upgrade.c ----------------------------------------------------------------------------- */
/* Checks an opening handshake; when it will not do, answers with a problem document. */
bool ws_upgrade_is_allowed(struct lws *wsi);
/* Copies what hello will need from the handshake's head. */
void ws_upgrade_keep(struct ws_connection *connection);
void ws_credentials_free(struct ws_credentials **credentials);

/* --- receive.c: from fragments to messages ------------------------------------------------- */
void ws_receive(struct ws_connection *connection, struct text piece);
void ws_incoming_free(struct ws_incoming **incoming, struct wheel *wheel);

/* --- unmasked.c ---------------------------------------------------------------------------- */
/* Learns where libwebsockets reads to, from the end of the handshake's buffer. */
void ws_learn_read_buffer(struct sockets *sockets, const char *end);
/* Whether the frame that begins with this piece came unmasked, as far as can be seen. */
bool ws_is_unmasked(const struct ws_connection *connection, struct text piece);

/* --- dispatch.c: from messages to calls ---------------------------------------------------- */
/* Takes a whole message: runs it, or queues it behind the running one and what is unread. */
void ws_take_message(struct ws_connection *connection, struct text message);
/* Takes up what is queued, as far as there is room for the answers. */
void ws_run_queued(struct ws_connection *connection);
void ws_queue_free(struct ws_queue **queue);
/* Starts a call of this connection for the message's JSON, which the call then owns. */
struct call *ws_call_new(struct ws_connection *connection, enum proto_type type, struct json *json);
/* Refuses what `json` (may be NULL) asked for: by a `message.refused` a message to somebody, by an
 * `error` event anything else. */
void ws_refuse(
	struct ws_connection *connection, const struct json *json, const struct proto_error *error);

/* --- hello.c ------------------------------------------------------------------------------- */
void ws_hello(struct ws_connection *connection, const struct proto_hello *hello, struct json *json);
/* What follows when hello's proof failed. */
void ws_hello_failed(struct ws_connection *connection, enum err err);
void ws_hello_expect(struct ws_connection *connection);

/* --- open.c -------------------------------------------------------------------------------- */
/* Makes the connection the call's person's, who has been proven: welcomes, watches over it, tells
 * the services. `agent` is the SupportAgent's JSON; absent for visitors. */
void ws_open(struct ws_connection *connection, struct call *call, struct text agent);

/* --- stream.c: an HTTP connection as transport --------------------------------------------- */
extern const struct ws_transport ws_stream_transport;
extern const struct http_stream_events ws_stream_events;

/* --- tenants.c ----------------------------------------------------------------------------- */
/* Closes the sockets of suspended, moving and deleted tenants from now on, within 5 s. */
void ws_watch_tenants(struct sockets *sockets);
/* Says goodbye to who lost their tenant; while it moves they are to come back. */
void ws_leave_tenant(struct ws_connection *connection);

/* --- turn.c: who is written to, and when --------------------------------------------------- */
/* Has the connection flushed when the turn ends. */
void ws_flush_now(struct ws_connection *connection);
/* Has it flushed within 40 ms, unless it is before that. */
void ws_flush_later(struct ws_connection *connection);
/* Takes it off the list that it is on, if any. */
void ws_flush_forget(struct ws_connection *connection);
void ws_turn(uv_prepare_t *turn);

/* --- flush.c: writing, and carrying out closes --------------------------------------------- */
void ws_flush(struct ws_connection *connection);
/* Tells the hub and the services, once. */
void ws_part(struct ws_connection *connection);
/* Lets one go that does not read. */
void ws_drop_slow(struct ws_connection *connection);
/* Notes how much of what it was given libwebsockets keeps. */
void ws_hold(struct ws_connection *connection, uint32_t size);
/* Queues a goodbye, then closes. */
void ws_say_goodbye(struct ws_connection *connection, const char *reason, uint64_t retry_ms,
	enum ws_close code);

#endif

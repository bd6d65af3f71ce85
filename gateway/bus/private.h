/*
 * What the files of this room share. A worker has two links to each Redis server: one for commands,
 * one for subscriptions. A topic is a channel as the bus sees it: wanted while somebody listens
 * here and for 60 s after, so that who comes back soon costs nothing. A channel belongs to one
 * server.
 */
#ifndef FRONTDESK_BUS_PRIVATE_H
#define FRONTDESK_BUS_PRIVATE_H

#include <uv.h>

#include "base/keyed_hash.h"
#include "bus/bus.h"
#include "bus/keys.h"
#include "call/parts.h"
#include "redis/link.h"
#include "sockets/channel.h"
#include "sockets/hub.h"

enum {
	BUS_TICK_MS = 1000,        /* between heartbeats */
	BUS_LATE_BEATS = 2,        /* unheard so many times, a server counts as unhealthy */
	BUS_SILENT_BEATS = 4,      /* and then as dead: three were sent and none came back */
	BUS_REFUSED_BEATS = 60,    /* from a refusal to the next try */
	BUS_LINGER_MS = 60000,     /* from the last listener's leaving to UNSUBSCRIBE */
	BUS_LINGERING_MAX = 32768, /* more of them, and the first go sooner */
	BUS_WAIT_MS = 1000,        /* the most that hub_settle and bus_presence_ask wait */
	BUS_BATCH_MAX = 512,       /* channels in one SUBSCRIBE or UNSUBSCRIBE */
	BUS_PRESENCE_SECONDS = 60,
	BUS_PENDING_MAX =
		8 * 1024 * 1024, /* bytes towards a server; publications beyond are dropped */
	BUS_BEAT_NAME_SIZE = 38, /* "fd1:b:" and the origin */
};

enum topic_state {
	TOPIC_WANTED,    /* its server's subscriptions are away, or it stands in line */
	TOPIC_ASKED,     /* SUBSCRIBE has been written */
	TOPIC_CONFIRMED, /* what others publish arrives */
};

/* A call that waits for a topic's confirmation; in the call's arena. */
struct bus_settling {
	struct call *call;
	call_step step;
	struct bus_topic *topic;
	struct timer limit;
	struct bus_settling *next;
};

struct bus_topic {
	struct channel channel;
	enum topic_state state;
	bool is_in_line;   /* of its server, to be subscribed to */
	bool is_lingering; /* nobody listens any more */
	uint64_t left_ms;  /* since when */
	struct bus_server *server;
	struct tenant *tenant; /* a counted reference: whose keys open what arrives */
	struct bus_settling *settling;
	struct bus_topic *next_in_bucket;
	struct bus_topic *next_in_line;
	struct bus_topic *older, *newer; /* on the bus's list of the lingering */
};

/* A question to Redis under way; in its call's arena, in a struct of who asks. */
struct bus_asking {
	struct call *call;
	struct bus_server *server; /* NULL: nobody was asked */
	void (*take)(struct bus_asking *asking, const struct redis_reply *reply);
	call_step go_on; /* has the asking as call->asking; with or without an answer */
	uint64_t number; /* of the command's reply */
	struct timer limit;
	struct bus_asking *next;
};

struct bus_server {
	struct bus *bus;
	const struct redis_address *address;
	struct redis_link commands, subscriptions;
	struct bus_topic *line_first, *line_last; /* to be subscribed to */
	struct bus_asking *askings;               /* oldest first */
	bool is_restored;  /* all that was wanted when the subscriptions came has been confirmed */
	bool is_limitless; /* it has refused to count limits, which was said */
	uint32_t silent;   /* seconds since something of ours came back */
	uint64_t beat;     /* the number of the last heartbeat */
	uint64_t beat_asked; /* and of the command that sent it */
	uint32_t refused; /* seconds until what Redis refused is tried again; 0: it refuses nothing
			   */
	bool has_complained; /* of a refusal, since it last refused nothing */
	uint64_t beat_us;    /* when it was sent, on the loop's clock */
};

struct bus {
	struct parts *parts;
	struct uuid origin;
	uint64_t published; /* numbers what we publish: never the same twice */
	char beat_name[BUS_BEAT_NAME_SIZE + 1];
	struct redis_address addresses[REDIS_SERVERS_MAX];
	struct bus_server servers[REDIS_SERVERS_MAX];
	size_t server_count;
	struct bus_keys *keys;
	struct hub_watch watch;
	struct timer tick;
	uv_idle_t idle; /* active while something was asked in this turn */
	bool is_refreshing;

	struct hash_secret secret;
	struct bus_topic **buckets;
	size_t bucket_count; /* a power of two */
	size_t topic_count, confirmed_count;
	struct bus_topic *lingering_first, *lingering_last;
	size_t lingering_count;

	char *room; /* for what is opened */
	size_t room_size;
};

/* --- bus.c -------------------------------------------------------------------------------- */
/* Something was asked of a link: it is written once the turn's work is done. */
void bus_touch(struct bus *bus);
struct bus_server *bus_server_of(struct bus *bus, const void *name, size_t size);
/* Whether the server takes a command that may be lost. */
bool bus_has_room(const struct bus_server *server, size_t size);

/* --- topics.c: the table, and who waits -------------------------------------------------- */
void bus_topics_init(struct bus *bus);
void bus_topics_done(struct bus *bus);
struct bus_topic *bus_topic_find(const struct bus *bus, const struct channel *channel);
void bus_topic_set_state(struct bus *bus, struct bus_topic *topic, enum topic_state state);
/* Resumes who waits for the topic. */
void bus_topic_settle(struct bus *bus, struct bus_topic *topic);
void bus_topic_forget(struct bus *bus, struct bus_topic *topic);

/* --- subscriptions.c: what we ask Redis for ----------------------------------------------- */
/* The subscriptions' link has come, or has gone. */
void bus_subscribe_all(struct bus_server *server);
void bus_subscribe_lost(struct bus_server *server);
/* Writes SUBSCRIBE for those in line. */
void bus_subscribe_flush(struct bus_server *server);
void bus_subscribe_enqueue(struct bus_topic *topic);
/* Writes UNSUBSCRIBE for those who have lingered long enough, and forgets them. */
void bus_unsubscribe_due(struct bus *bus);
/* Redis has confirmed a channel. */
void bus_subscribe_confirmed(struct bus_server *server, struct text name);

/* Asks again for what was refused. */
void bus_subscribe_again(struct bus_server *server);

/* --- receive.c ---------------------------------------------------------------------------- */
/* What came on a link for subscriptions. */
void bus_receive(struct bus_server *server, const struct redis_reply *reply);

/* --- beat.c: heartbeats ------------------------------------------------------------------- */
void bus_beat(struct bus_server *server);
void bus_beat_heard(struct bus_server *server, struct text payload);
/* Redis does not let us do what the bus is for: said once, tried again in a while. */
void bus_beat_refused(struct bus_server *server, const struct redis_reply *reply, const char *what);

/* --- commands.c: questions ------------------------------------------------------------ */
/* Parks the call until the command that was asked of the server last is answered, a second has
 * passed or the server is lost; without a server it goes on at once. */
struct next bus_ask_wait(struct bus_asking *asking);
/* The nth reply on a link for commands. */
void bus_ask_answer(struct bus_server *server, const struct redis_reply *reply, uint64_t number);
void bus_ask_lost(struct bus_server *server);

#endif

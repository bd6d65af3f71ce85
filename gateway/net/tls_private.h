/* What tls.c (its life), tls_relay.c (one connection) and tls_watch.c (the files) share. */
#ifndef FRONTDESK_TLS_PRIVATE_H
#define FRONTDESK_TLS_PRIVATE_H

#include <sys/stat.h>
#include <uv.h>

#include "loop/env.h"
#include "net/governor.h"
#include "net/ip.h"
#include "net/openssl.h"
#include "net/tls.h"

enum { TLS_CHUNK_SIZE = SSL3_RT_MAX_PLAIN_LENGTH }; /* a record: a read never leaves a part */

enum relay_state {
	RELAY_SHAKING, /* there is no inner side yet */
	RELAY_OPEN,
	RELAY_LEAVING /* the client has got all, and our goodbye; what still comes from it passes */
};

/* What one side has sent and the other not taken; empty nearly always, and then without memory. */
struct relay_rest {
	char *data;
	size_t size, sent;
};

struct relay_list {
	struct relay *first, *last; /* the oldest, the youngest */
	size_t count;
};

struct relay {
	struct tls *tls;
	struct relay_list *list;
	struct relay *next, *prev;
	SSL *ssl; /* NULL until the client has said something */
	enum relay_state state;
	uv_poll_t client, inner;
	int client_socket, inner_socket; /* -1: not there yet */
	int client_events, inner_events; /* what is polled for */
	int open_handles;
	struct relay_rest up, down; /* for the inner side, for the client */
	bool is_client_ended, is_inner_ended;
	bool is_inner_deaf;    /* what the client says is dropped */
	bool is_flushing;      /* the inner side has said all, and the client not got it */
	bool wants_to_write;   /* TLS itself has something to say before it reads on */
	unsigned own_messages; /* TLS's, from the client, after the handshake */
	struct timer deadline;
	uint64_t opened_ms;  /* on the loop's clock */
	struct share *share; /* lent, while there is an HTTP connection; NULL without limits */
	struct share_reader reader;
	char peer[IP_TEXT_SIZE];
};

/* What tells a file from the one that was there before. */
struct file_stamp {
	dev_t device;
	ino_t inode;
	off_t size;
	struct timespec changed;
};

/* Of the certificate's file and the key's. */
struct pair_stamp {
	struct file_stamp files[2];
};

struct tls_look;

struct tls {
	const struct env *env;
	SSL_CTX *context; /* for handshakes from now on */
	struct tls_taker *taker;
	struct relay_list shaking, open, leaving; /* by state */
	uv_prepare_t turn;
	uint64_t shaken_ns; /* spent on handshakes in this turn of the loop */
	struct timer next_look;
	struct tls_look *look; /* one is under way; NULL: none */
	struct pair_stamp served, seen, refused;
	char buffer[TLS_CHUNK_SIZE]; /* for what passes through; wiped each time */
};

/* --- tls_relay.c ------------------------------------------------------------------------- */
/* Begins a connection's handshake; takes the socket and the share. */
void relay_open(struct tls *tls, int socket, struct text peer, struct share *share);
/* Closes both sides at once. Its memory stays until the loop's next turn. */
void relay_end(struct relay *relay);

/* --- tls_watch.c ------------------------------------------------------------------------- */
/* Looks at the files again and again, and takes a pair that has changed and is good. */
void tls_watch(struct tls *tls);
void tls_unwatch(struct tls *tls);
/* Serves a pair from now on: takes the context. */
void tls_serve(struct tls *tls, SSL_CTX *context);
/* Blocks on the disk; zeroes for a file that is not there. */
struct pair_stamp pair_stamp_read(const char *certificate_path, const char *key_path);

#endif

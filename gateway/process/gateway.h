/* The process's parts, by name. Made by main.c, in this order; torn down in the reverse. */
#ifndef FRONTDESK_GATEWAY_H
#define FRONTDESK_GATEWAY_H

#include "crypto/keyring.h"
#include "loop/env.h"
#include "loop/limit.h"
#include "pg/db.h"
#include "pg/tenant.h"
#include "sockets/hub.h"
#include "sockets/ws.h"
#include "writer/writer.h"

struct bus;       /* bus.c: what joins the replicas; NULL without Redis */
struct accounts;  /* the accounts service's own state */
struct governor;  /* governor.c: keeps clients from taking what is everybody's */
struct calls;     /* call.c: what runs and what is due */
struct chat;      /* the chat service's own state */
struct passwords; /* password.c: who waits for the pool */
struct post;      /* seat.h: this process under its supervisor */
struct proofs;    /* proofs.c: visitors who proved themselves a moment ago; may be NULL */
struct server;    /* server.c: the lws context */
struct spool;     /* spool.c: NULL when there is none */
struct sockets;   /* ws.c's table of connections */

struct gateway {
	struct env env;
	struct keyring *keyring;
	struct limits *limits;
	struct db *db;
	struct tenants *tenants;
	struct hub *hub;
	struct bus *bus;
	struct sockets *sockets;
	struct server *server;
	struct governor *governor;
	struct calls *calls;
	struct spool *spool;
	struct writer *writer;
	struct passwords *passwords;
	struct proofs *proofs;
	struct accounts *accounts;
	struct chat *chat;
	const struct post *post;
	size_t worker;     /* which of this host's workers this is, from 0 */
	uint64_t drain_ms; /* what it has to drain */
};

#endif

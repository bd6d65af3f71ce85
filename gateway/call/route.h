/*
 * The route table: method, path, who may, what body. rest/http.c finds the row, parses the body,
 * has the right checked, then runs the handler. Fixed segments win over {…}; every {…} is a UUID,
 * and anything else in its place is another path. A <…>, at the end of pages' paths, is whatever
 * stands there.
 */
#ifndef FRONTDESK_ROUTE_H
#define FRONTDESK_ROUTE_H

#include "call/call.h"
#include "call/scope.h"

enum method { METHOD_GET, METHOD_POST, METHOD_PUT, METHOD_PATCH, METHOD_DELETE, METHOD_COUNT };

enum access {
	ACCESS_PUBLIC,    /* no tenant needed: sign-in */
	ACCESS_HEALTH,    /* the same, and answered in the middle of the trouble that it tells of */
	ACCESS_OPEN,      /* as ACCESS_PUBLIC, and a page of another origin may ask */
	ACCESS_TENANT,    /* tenantId in query or body, Origin on its list */
	ACCESS_VISITOR,   /* Authorization: Bearer, Origin as bound */
	ACCESS_SIGNED_IN, /* cookie, also of who must set up a second factor before all else */
	ACCESS_AGENT,     /* cookie; unsafe methods also need a same-origin proof, as above */
	ACCESS_SUPERVISOR,
	ACCESS_ADMIN
};

enum { ROUTE_IDS_MAX = 4 };

/* NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): the order in which rows read */
struct route {
	enum method method;
	const char *path; /* "/api/support/chat/{sessionId}" */
	enum access access;
	bool takes_body; /* a JSON object is required */
	call_step handle;
	const char *sentence; /* what it does: for the reference */
	enum scope scope;     /* of the keys that open it, beside an agent's cookie */
	size_t body_most;     /* bytes of a body that is no JSON; 0: as of all others */
	/* Of a page that people look at: what they read in place of a problem document, as HTML, in
	 * the call's arena. NULL: no page. */
	struct text (*refuse)(struct call *call, enum err err);
};

struct route_table {
	const struct route *rows;
	size_t count;
};

struct route_match {
	const struct route *route; /* NULL: none for this path and method */
	struct uuid ids[ROUTE_IDS_MAX];
	size_t id_count;
	unsigned allowed;     /* the methods that the path has: bits 1 << METHOD_… */
	bool is_for_visitors; /* whether a page of another origin may ask at this path */
};

/* Finds the row in the rooms' own tables, which a NULL ends, and in every service's. */
struct route_match route_find(
	const struct route_table *const *rooms, enum method method, struct text path);
/* Whether the path fits the pattern; the {…} as UUIDs. */
bool route_path_fits(const char *pattern, struct text path, struct uuid ret_ids[ROUTE_IDS_MAX],
	size_t *ret_count);
/* "GET, HEAD, OPTIONS, POST": the value of Allow (RFC 9110, 10.2.1). */
struct text route_allow(unsigned allowed, struct arena *arena);

#endif

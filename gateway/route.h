/*
 * The route table: method, path, who may, what body. http.c finds the row, checks the right, reads
 * and parses the body, then runs the handler. Fixed segments win over {…}.
 */
#ifndef FRONTDESK_ROUTE_H
#define FRONTDESK_ROUTE_H

#include "call.h"

enum method { METHOD_GET, METHOD_POST, METHOD_PATCH, METHOD_DELETE };

enum access {
	ACCESS_PUBLIC,     /* no tenant needed: sign-in, health */
	ACCESS_TENANT,     /* tenantId in query or body, Origin on its list */
	ACCESS_VISITOR,    /* Authorization: Bearer, Origin as bound */
	ACCESS_AGENT,      /* cookie; unsafe methods also need a same-origin proof */
	ACCESS_SUPERVISOR,
	ACCESS_ADMIN
};

enum { ROUTE_BODY_MAX = 64 * 1024 };

struct route {
	enum method method;
	const char *path;        /* "/api/support/chat/{sessionId}" */
	enum access access;
	bool takes_body;         /* a JSON object is required */
	call_step handle;
	const char *sentence;    /* what it does: for the reference */
};

#endif

/* A REST request as its call has it. It lives in the call's arena and so survives its connection.
 */
#ifndef FRONTDESK_REQUEST_H
#define FRONTDESK_REQUEST_H

#include "call/call.h"
#include "call/route.h"
#include "loop/wheel.h"
#include "net/http_head.h"

struct http_connection;

struct http_request {
	struct call *call;
	struct http_connection *connection; /* NULL once the client has left or was answered */
	struct http_head head;
	struct text body, peer;
	struct route_match match;
	uint64_t wait_ms;       /* until whom a proxy names may come again; 0: it may go on */
	struct timer held_back; /* then it is told so, where it owes too much */
};

#endif

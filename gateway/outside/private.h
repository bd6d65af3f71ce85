/* What the room's files share: libcurl, and one transfer by it. */
#ifndef FRONTDESK_OUTSIDE_PRIVATE_H
#define FRONTDESK_OUTSIDE_PRIVATE_H

#include <curl/curl.h>
#include <stdlib.h>

#include "outside/outside.h"

struct mail_service;
struct networks;
struct transfer;

/* In the order of their coming. */
struct transfer_list {
	struct transfer *first, *last;
};

struct outside {
	const struct env *env;
	const struct networks *allowed;
	struct mail_service *mail; /* the arena's */
	CURLM *multi;
	struct timer clock; /* libcurl's */
	struct timer drain;
	struct transfer_list waiting, running;
	size_t running_count;
	bool is_closing; /* nobody is told anything any more */
	struct arena memory;
};

/* Embedded in what is asked. It is in one of the two lists from transfer_begin to transfer_end. */
struct transfer {
	/* Set after transfer_init. The second ends the transfer, the first may; what it is in may
	 * be gone then. */
	void (*succeeded)(struct transfer *transfer);
	void (*failed)(struct transfer *transfer, CURLcode code);
	bool is_operators; /* its address is not judged */

	/* transfer.c's */
	struct outside *outside;
	CURL *easy;
	struct transfer_list *list;
	struct transfer *next, *prev;
	struct timer limit;
	const char *inside; /* what kept an address from being connected to; NULL: nothing did */
	char words[CURL_ERROR_SIZE];
	char failure[CURL_ERROR_SIZE + 128];
};

/* What cannot fail but for want of memory. */
#define TRANSFER_SET(transfer, option, value)                                          \
	do {                                                                           \
		if (curl_easy_setopt((transfer)->easy, (option), (value)) != CURLE_OK) \
			abort(); /* as arenas do */                                    \
	} while (0)

/* --- transfer.c ------------------------------------------------------------------------------- */
/* Makes the handle, with what all transfers have; options are set after. */
void transfer_init(struct transfer *transfer, struct outside *outside);
/* Begins, or waits for its turn; it has so long from now. */
void transfer_begin(struct transfer *transfer, uint32_t limit_ms);
/* It is over: lets the handle and its connection go, and others have their turn. */
void transfer_end(struct transfer *transfer);
/* Why it failed, as a sentence that lives as long as the transfer. */
const char *transfer_failure(struct transfer *transfer, CURLcode code);
/* Gives those that wait their turn. */
void transfers_go_on(struct outside *outside);

/* --- multi.c ---------------------------------------------------------------------------------- */
/* Puts libcurl's sockets and its clock on the loop. */
void multi_begin(struct outside *outside);

#endif

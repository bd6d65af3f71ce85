/* The installation as the world sees it: its own origin, and the proxies before it. */
#ifndef FRONTDESK_SITE_H
#define FRONTDESK_SITE_H

#include "base/arena.h"

struct forwarded_header;
struct http_head;
struct proxies;
struct settings;

struct site {
	struct text origin;                       /* of public_url: "https://desk.example" */
	const struct proxies *proxies;            /* that are trusted */
	const struct forwarded_header *forwarded; /* in which they name the client */
};

/* Where the installation stands, by public_url, whatever path stands there; absent where it is no
 * URL. */
struct text site_origin(const struct settings *settings, struct arena *arena);
/* Reads what the settings say; false with a sentence. */
bool site_read(struct site *ret_site, const struct settings *settings, struct arena *arena,
	const char **ret_reason);
/* The address to hold responsible: the peer's, or behind trusted proxies whom they name. */
struct text site_client(const struct site *site, struct arena *arena, struct text peer,
	const struct http_head *head);

#endif

/* uv_getaddrinfo runs on libuv's threads; the request has memory of its own and may be forgotten.
 */
#include "pg/resolve.h"

#include <arpa/inet.h>
#include <libpq-fe.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "base/addresses.h"
#include "base/memory.h"

struct db_resolve {
	uv_getaddrinfo_t request;
	struct db_link *link; /* NULL: forgotten */
	unsigned attempt;
	void (*then)(struct db_link *link, const char *address);
};

static const char *option(const PQconninfoOption *options, const char *keyword)
{
	for (; options->keyword; options++) {
		if (strcmp(options->keyword, keyword) == 0 && options->val && *options->val)
			return options->val;
	}
	return NULL;
}

static bool is_name(const char *host)
{
	struct in6_addr address;
	return host && *host != '/' && *host != '@' && !strchr(host, ',') &&
	       inet_pton(AF_INET, host, &address) != 1 && inet_pton(AF_INET6, host, &address) != 1;
}

static void resolved(uv_getaddrinfo_t *request, int status, struct addrinfo *found)
{
	struct db_resolve *resolve = request->data;
	const struct addrinfo *chosen =
		status == 0 ? addresses_choose(found, resolve->attempt) : NULL;
	char address[NI_MAXHOST];
	bool is_known = chosen && getnameinfo(chosen->ai_addr, chosen->ai_addrlen, address,
					  sizeof(address), NULL, 0, NI_NUMERICHOST) == 0;
	if (resolve->link)
		resolve->then(resolve->link, is_known ? address : NULL);
	uv_freeaddrinfo(found);
	free(resolve);
}

static struct db_resolve *look_up(struct uv_loop_s *loop, const char *host)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG};
	struct db_resolve *resolve = MEMORY_NEW(struct db_resolve);
	resolve->request.data = resolve;
	if (uv_getaddrinfo(loop, &resolve->request, resolved, host, NULL, &hints) == 0)
		return resolve;
	free(resolve);
	return NULL;
}

struct db_resolve *db_resolve_start(struct uv_loop_s *loop, const char *database, unsigned attempt,
	struct db_link *link, void (*then)(struct db_link *link, const char *address))
{
	PQconninfoOption *options = PQconninfoParse(database, NULL);
	struct db_resolve *resolve = NULL;
	if (!options)
		return NULL;
	if (!option(options, "hostaddr") && is_name(option(options, "host")))
		resolve = look_up(loop, option(options, "host"));
	PQconninfoFree(options);
	if (resolve) {
		resolve->link = link;
		resolve->attempt = attempt;
		resolve->then = then;
	}
	return resolve;
}

void db_resolve_forget(struct db_resolve **resolve)
{
	if (!*resolve)
		return;
	(*resolve)->link = NULL;
	(void)uv_cancel((uv_req_t *)&(*resolve)->request);
	*resolve = NULL;
}

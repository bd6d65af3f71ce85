/* Reading the site's settings, and who a request is from. */
#include "net/site.h"

#include <string.h>

#include "base/settings.h"
#include "net/forwarded.h"
#include "net/proxies.h"

struct text site_origin(const struct settings *settings, struct arena *arena)
{
	const char *public_url = settings->public_url;
	struct text url = text_from(public_url);
	bool is_http =
		text_starts_with(url, TEXT("http://")) || text_starts_with(url, TEXT("https://"));
	const char *host = is_http ? strstr(public_url, "://") + 3 : NULL;
	if (!host || !*host || *host == '/')
		return TEXT_ABSENT;
	const char *slash = strchr(host, '/');
	if (slash)
		url.size = (size_t)(slash - public_url);
	return arena_copy(arena, url);
}

bool site_read(struct site *ret_site, const struct settings *settings, struct arena *arena,
	const char **ret_reason)
{
	ret_site->origin = site_origin(settings, arena);
	ret_site->proxies = proxies_read(arena, text_from(settings->trusted_proxies));
	ret_site->forwarded = forwarded_find(text_from(settings->forwarded_header));
	if (text_is_absent(ret_site->origin))
		*ret_reason = "public_url must be a URL such as https://desk.example";
	else if (!ret_site->proxies)
		*ret_reason = "trusted_proxies must be addresses or networks by commas, such as "
			      "10.0.0.0/8, ::1";
	else if (!ret_site->forwarded)
		*ret_reason = "forwarded_header must be X-Forwarded-For, Forwarded or none";
	else if (settings->proxy_protocol && proxies_is_empty(ret_site->proxies) &&
		 !strstr(settings->listen, "unix:"))
		*ret_reason =
			"proxy_protocol needs trusted_proxies: whose header is to be believed?";
	else
		return true;
	return false;
}

struct text site_client(const struct site *site, struct arena *arena, struct text peer,
	const struct http_head *head)
{
	return proxies_client(site->proxies, arena, peer, site->forwarded, head);
}

/* Reading the setting `redis`, piece by piece from the left. */
#include "redis/url.h"

#include <string.h>
#include <sys/un.h>

#include "base/keyed_hash.h"

enum { PORT_USUAL = 6379, DATABASE_MAX = 1 << 20, HOST_SIZE_MAX = 255 };

/* --- pieces ----------------------------------------------------------------------------------- */
static struct text piece(struct text text, size_t from, size_t to)
{
	return (struct text){text.data + from, to - from};
}

static size_t find(struct text text, char wanted)
{
	const char *found = text.size ? memchr(text.data, wanted, text.size) : NULL;
	return found ? (size_t)(found - text.data) : text.size;
}

static size_t find_last(struct text text, char wanted)
{
	const char *found = text.size ? memrchr(text.data, wanted, text.size) : NULL;
	return found ? (size_t)(found - text.data) : text.size;
}

static struct text trim(struct text text)
{
	while (text.size && strchr(" \t", text.data[0]))
		text = piece(text, 1, text.size);
	while (text.size && strchr(" \t", text.data[text.size - 1]))
		text.size--;
	return text;
}

static int hex_digit(char digit)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = digit ? strchr(digits, digit | ('a' ^ 'A')) : NULL;
	return found ? (int)(found - digits) : -1;
}

static bool decode(struct arena *arena, struct text encoded, struct text *ret_text)
{
	char *plain = arena_alloc(arena, encoded.size + 1);
	size_t size = 0;
	for (size_t i = 0; i < encoded.size; i++) {
		plain[size] = encoded.data[i];
		if (encoded.data[i] == '%') {
			int high = i + 2 < encoded.size ? hex_digit(encoded.data[i + 1]) : -1;
			int low = high >= 0 ? hex_digit(encoded.data[i + 2]) : -1;
			if (low < 0)
				return false;
			plain[size] = (char)(high * 16 + low);
			i += 2;
		}
		size++;
	}
	*ret_text = (struct text){plain, size};
	return true;
}

static bool take_number(struct text digits, uint64_t most, uint64_t *ret_number)
{
	uint64_t number;
	if (digits.size > 10 || !text_to_uint64(digits, &number) || number > most)
		return false;
	*ret_number = number;
	return true;
}

/* --- one address ------------------------------------------------------------------------------ */
static const char *const wrong_form = "redis must be a list of unix:/path, host:port or "
				      "redis://[user][:password@]host:port/database";

static bool is_host(struct text host)
{
	static const char allowed[] =
		"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-_:";
	for (size_t i = 0; i < host.size; i++)
		if (!host.data[i] || !strchr(allowed, host.data[i]))
			return false;
	return host.size > 0 && host.size <= HOST_SIZE_MAX;
}

/* host, host:port or [host]:port */
static bool take_host(struct arena *arena, struct text text, struct redis_address *address)
{
	bool is_bracketed = text.size && text.data[0] == '[';
	size_t end = is_bracketed ? find(text, ']') : find(text, ':');
	struct text host = piece(text, is_bracketed ? 1 : 0, end);
	if (is_bracketed && end == text.size)
		return false;
	struct text rest = piece(text, end + (is_bracketed ? 1 : 0), text.size);
	uint64_t port = PORT_USUAL;
	if (rest.size &&
		(rest.data[0] != ':' || !take_number(piece(rest, 1, rest.size), UINT16_MAX, &port)))
		return false;
	if (!is_host(host) || (!is_bracketed && memchr(host.data, ':', host.size)) || port == 0)
		return false;
	address->host = arena_copy(arena, host);
	address->port = (uint16_t)port;
	address->name = arena_copy(arena, text);
	return true;
}

static bool take_who(struct arena *arena, struct text who, struct redis_address *address)
{
	size_t colon = find(who, ':');
	if (colon == who.size)
		return false;
	if (colon > 0 && !decode(arena, piece(who, 0, colon), &address->user))
		return false;
	return decode(arena, piece(who, colon + 1, who.size), &address->password);
}

/* What follows redis:// */
static bool take_url(struct arena *arena, struct text text, struct redis_address *address)
{
	size_t at = find_last(text, '@');
	if (at < text.size) {
		if (!take_who(arena, piece(text, 0, at), address))
			return false;
		text = piece(text, at + 1, text.size);
	}
	size_t slash = find(text, '/');
	uint64_t database = 0;
	if (slash + 1 < text.size &&
		!take_number(piece(text, slash + 1, text.size), DATABASE_MAX, &database))
		return false;
	address->database = (uint32_t)database;
	return take_host(arena, piece(text, 0, slash), address);
}

/* Names go into the log as they are. */
static bool is_loggable(struct text text)
{
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] < ' ' || text.data[i] > '~' || strchr("\"\\", text.data[i]))
			return false;
	return true;
}

static bool take_path(struct arena *arena, struct text path, struct redis_address *address)
{
	enum { PATH_SIZE_MAX = sizeof(((struct sockaddr_un *)NULL)->sun_path) - 1 };
	if (path.size == 0 || path.size > PATH_SIZE_MAX || path.data[0] != '/' ||
		!is_loggable(path))
		return false;
	address->path = arena_copy(arena, path);
	address->name = arena_printf(arena, "unix:%.*s", TEXT_ARG(path));
	return true;
}

static bool take_address(struct arena *arena, struct text text, struct redis_address *ret_address)
{
	static const struct {
		struct text scheme;
		bool (*take)(struct arena *arena, struct text text, struct redis_address *address);
	} forms[] = {{{"unix:", 5}, take_path}, {{"redis://", 8}, take_url}, {{"", 0}, take_host}};
	struct redis_address address = {0};
	size_t form = 0;
	while (!text_starts_with(text, forms[form].scheme))
		form++;
	if (!forms[form].take(arena, piece(text, forms[form].scheme.size, text.size), &address))
		return false;
	*ret_address = address;
	return true;
}

/* --- the list --------------------------------------------------------------------------------- */
static bool is_listed(
	const struct redis_address *addresses, size_t count, const struct redis_address *wanted)
{
	for (size_t i = 0; i < count; i++)
		if (text_equals(addresses[i].name, wanted->name))
			return true;
	return false;
}

static const char *take_list(
	struct arena *arena, struct text list, struct redis_address *addresses, size_t *ret_count)
{
	size_t count = 0;
	list = trim(list);
	while (list.size) {
		size_t comma = find(list, ',');
		if (count == REDIS_SERVERS_MAX)
			return "redis names too many servers: 16 are the most";
		if (!take_address(arena, trim(piece(list, 0, comma)), &addresses[count]))
			return wrong_form;
		if (is_listed(addresses, count, &addresses[count]))
			return "redis names a server twice";
		count++;
		list = piece(list, comma < list.size ? comma + 1 : comma, list.size);
	}
	*ret_count = count;
	return NULL;
}

enum err redis_url_parse(struct arena *arena, struct text list,
	struct redis_address ret_addresses[REDIS_SERVERS_MAX], size_t *ret_count,
	const char **ret_reason)
{
	struct redis_address addresses[REDIS_SERVERS_MAX];
	size_t count;
	const char *reason = take_list(arena, list, addresses, &count);
	if (reason) {
		*ret_reason = reason;
		return ERR_INVALID;
	}
	memcpy(ret_addresses, addresses, count * sizeof(*addresses));
	*ret_count = count;
	return ERR_NONE;
}

/* --- choosing --------------------------------------------------------------------------------- */
size_t redis_url_choose(
	const struct redis_address *addresses, size_t count, const void *name, size_t name_size)
{
	/* Known to all: every replica has to choose alike. */
	static const struct hash_secret known = {{0}};
	uint64_t key = count > 1 ? keyed_hash(&known, (struct text){name, name_size}) : 0;
	uint64_t heaviest = 0;
	size_t chosen = 0;
	for (size_t i = 0; i < count && count > 1; i++) {
		struct hash_secret mixed = {{0}};
		memcpy(mixed.bytes, &key, sizeof(key));
		uint64_t weight = keyed_hash(&mixed, addresses[i].name);
		if (i == 0 || weight > heaviest) {
			heaviest = weight;
			chosen = i;
		}
	}
	return chosen;
}

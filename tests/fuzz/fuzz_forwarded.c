/* Any bytes as lines of X-Forwarded-For and Forwarded: whoever they name is an address, read the
 * same again, and of the first hop what the last proxy has appended, whatever stands before it. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "net/forwarded.h"
#include "net/proxies.h"

static const char *const headers[] = {"X-Forwarded-For", "Forwarded"};
static const struct text appended[] = {TEXT("203.0.113.9"), TEXT("for=\"203.0.113.9:80\"")};

static struct http_head lines_of(const char *name, struct text input)
{
	struct http_head head = {.header_count = 0};
	while (input.size && head.header_count < HTTP_HEADERS_MAX) {
		const char *end = memchr(input.data, '\n', input.size);
		size_t size = end ? (size_t)(end - input.data) : input.size;
		head.headers[head.header_count++] =
			(struct http_header){text_from(name), {input.data, size}};
		input.data += end ? size + 1 : size;
		input.size -= end ? size + 1 : size;
	}
	return head;
}

static void check_walk(
	struct arena *arena, const struct proxies *proxies, size_t i, struct text input)
{
	const struct forwarded_header *header = forwarded_find(text_from(headers[i]));
	struct http_head head = lines_of(headers[i], input);
	struct text client = proxies_client(proxies, arena, TEXT("10.0.0.1"), header, &head);
	struct text again = proxies_client(proxies, arena, client, header, &head);
	struct ip ip;
	assert(ip_read(client, &ip));
	assert(proxies_trust(proxies, client) || text_equals(again, client));
}

static void check_appended(struct arena *arena, size_t i, struct text input)
{
	struct http_head head = lines_of(headers[i], (struct text){0});
	struct forwarded hops;
	char written[IP_TEXT_SIZE];
	struct ip ip;
	struct text line =
		arena_printf(arena, "%.*s, %.*s", TEXT_ARG(input), TEXT_ARG(appended[i]));
	if (memchr(input.data, 0, input.size))
		return; /* arena_printf ends there; a head has none */
	head.headers[head.header_count++] = (struct http_header){text_from(headers[i]), line};
	hops = forwarded_begin(forwarded_find(text_from(headers[i])), &head);
	assert(forwarded_next(&hops, &ip));
	ip_format(&ip, written);
	assert(strcmp(written, "203.0.113.9") == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text input = {(const char *)data, size};
	struct arena arena;
	arena_init(&arena);
	const struct proxies *proxies = proxies_read(&arena, TEXT("10.0.0.0/8, 2001:db8::/32"));
	for (size_t i = 0; size && i < sizeof(headers) / sizeof(headers[0]); i++) {
		check_walk(&arena, proxies, i, input);
		check_appended(&arena, i, input);
	}
	arena_done(&arena);
	return 0;
}

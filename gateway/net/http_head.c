/* Reads a request's head: the lines first, then what the headers mean together. */
#include "net/http_head.h"

#include <string.h>

#include "net/http_target.h"

/* Why a head was refused, for the answer. */
struct fault {
	enum err err;
	const char *detail;
};

#define NO_FAULT ((struct fault){ERR_NONE, NULL})

static struct fault invalid(const char *detail)
{
	return (struct fault){ERR_INVALID, detail};
}

bool http_is_token_char(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c != 0 && strchr("!#$%&'*+-.^_`|~", c));
}

static bool is_token(struct text text)
{
	for (size_t i = 0; i < text.size; i++)
		if (!http_is_token_char((unsigned char)text.data[i]))
			return false;
	return text.size > 0;
}

/* One empty line before the request line is passed over (RFC 9112, 2.2). */
static size_t lead_of(struct text input)
{
	return text_starts_with(input, TEXT("\r\n")) ? 2 : 0;
}

enum http_head_progress http_head_scan(struct text input, size_t scanned, size_t *ret_size)
{
	size_t lead = lead_of(input);
	bool is_begun = input.size > lead && !text_equals(input, TEXT("\r"));
	if (is_begun && (input.data[lead] < 'A' || input.data[lead] > 'Z'))
		return HTTP_HEAD_BROKEN;
	const char *end = input.data + input.size;
	const char *from = input.data + (scanned > lead ? scanned : lead);
	while (from < end) {
		const char *line = memchr(from, '\n', (size_t)(end - from));
		if (!line)
			break;
		if (line == input.data || line[-1] != '\r')
			return HTTP_HEAD_BROKEN;
		if (line - input.data >= 3 && line[-2] == '\n') {
			*ret_size = (size_t)(line - input.data) + 1;
			return HTTP_HEAD_COMPLETE;
		}
		from = line + 1;
	}
	return HTTP_HEAD_MORE;
}

/* --- the request line ---------------------------------------------------------------------------
 */
static const struct {
	struct text name;
	enum http_method method;
} methods[] = {
	{TEXT("GET"), HTTP_GET},
	{TEXT("HEAD"), HTTP_HEAD},
	{TEXT("POST"), HTTP_POST},
	{TEXT("PUT"), HTTP_PUT},
	{TEXT("PATCH"), HTTP_PATCH},
	{TEXT("DELETE"), HTTP_DELETE},
	{TEXT("OPTIONS"), HTTP_OPTIONS},
};

static enum http_method find_method(struct text name)
{
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (text_equals(methods[i].name, name))
			return methods[i].method;
	return HTTP_OTHER;
}

static bool cut(struct text *rest, char separator, struct text *ret_part)
{
	const char *at = rest->size ? memchr(rest->data, separator, rest->size) : NULL;
	if (!at)
		return false;
	*ret_part = (struct text){rest->data, (size_t)(at - rest->data)};
	*rest = (struct text){at + 1, rest->size - ret_part->size - 1};
	return true;
}

static struct fault refuse_version(struct text version)
{
	static const char only[] = "Only HTTP/1.1 is spoken here";
	static const char nginx[] =
		"Only HTTP/1.1 is spoken here. A proxy in front must ask by it: nginx does with "
		"proxy_http_version 1.1, and passes WebSockets on with proxy_set_header for "
		"Upgrade and Connection";
	if (!text_starts_with(version, TEXT("HTTP/")))
		return invalid("The request line is not valid");
	return (struct fault){ERR_VERSION, text_equals(version, TEXT("HTTP/1.0")) ? nginx : only};
}

static struct fault read_request_line(struct text line, struct http_head *head)
{
	struct text method;
	struct text target;
	if (!cut(&line, ' ', &method) || !cut(&line, ' ', &target) || !is_token(method))
		return invalid("The request line is not valid");
	if (!text_equals(line, TEXT("HTTP/1.1")))
		return refuse_version(line);
	head->method = find_method(method);
	const char *detail = http_target_read(target, &head->path, &head->query);
	return detail ? invalid(detail) : NO_FAULT;
}

/* --- headers ------------------------------------------------------------------------------------
 */
static struct text trim(struct text text)
{
	while (text.size && (text.data[0] == ' ' || text.data[0] == '\t'))
		text = (struct text){text.data + 1, text.size - 1};
	while (text.size && (text.data[text.size - 1] == ' ' || text.data[text.size - 1] == '\t'))
		text.size--;
	return text;
}

static bool is_value(struct text value)
{
	for (size_t i = 0; i < value.size; i++) {
		unsigned char c = (unsigned char)value.data[i];
		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

static struct fault read_header(struct text line, struct http_head *head)
{
	struct text name;
	if (!cut(&line, ':', &name) || !is_token(name) || !is_value(line))
		return invalid("A header is not valid");
	if (head->header_count == HTTP_HEADERS_MAX)
		return (struct fault){ERR_HEAD_TOO_LARGE, "Too many headers"};
	head->headers[head->header_count++] = (struct http_header){name, trim(line)};
	return NO_FAULT;
}

static struct fault read_lines(struct text input, struct http_head *head)
{
	struct text line;
	bool is_first = true;
	size_t lead = lead_of(input);
	input = (struct text){input.data + lead, input.size - lead};
	while (cut(&input, '\n', &line)) {
		line.size -= line.size ? 1 : 0; /* the CR, which the scan has seen */
		if (line.size == 0)
			return NO_FAULT;
		struct fault fault =
			is_first ? read_request_line(line, head) : read_header(line, head);
		if (fault.err != ERR_NONE)
			return fault;
		is_first = false;
	}
	return invalid("The head does not end");
}

static size_t count(const struct http_head *head, const char *name)
{
	size_t found = 0;
	for (size_t i = 0; i < head->header_count; i++)
		if (text_equals_folded(head->headers[i].name, text_from(name)))
			found++;
	return found;
}

struct text http_head_find(const struct http_head *head, const char *name)
{
	for (size_t i = 0; i < head->header_count; i++)
		if (text_equals_folded(head->headers[i].name, text_from(name)))
			return head->headers[i].value;
	return TEXT_ABSENT;
}

bool http_list_has(struct text list, const char *token)
{
	struct text item;
	while (cut(&list, ',', &item))
		if (text_equals_folded(trim(item), text_from(token)))
			return true;
	return text_equals_folded(trim(list), text_from(token));
}

/* --- what the headers mean together ------------------------------------------------------ */
/* Of these a second one is an attack or a defect: which of them would count? */
static const char *const singles[] = {"host", "content-length", "content-type", "origin",
	"authorization", "cookie", "upgrade", "expect", "idempotency-key", "sec-fetch-site",
	"sec-websocket-key", "sec-websocket-version"};

static struct fault check_singles(const struct http_head *head)
{
	for (size_t i = 0; i < sizeof(singles) / sizeof(singles[0]); i++)
		if (count(head, singles[i]) > 1)
			return invalid("A header that may stand once stands twice");
	if (http_head_find(head, "host").size == 0)
		return invalid("A Host header is required");
	if (!http_is_authority(http_head_find(head, "host")))
		return invalid("The Host header is not a host and its port");
	return NO_FAULT;
}

static struct fault check_body(struct http_head *head, size_t body_max)
{
	bool must_have =
		head->method == HTTP_POST || head->method == HTTP_PUT || head->method == HTTP_PATCH;
	if (count(head, "transfer-encoding"))
		return (struct fault){ERR_NOT_IMPLEMENTED, "Transfer-Encoding is not supported"};
	struct text length = http_head_find(head, "content-length");
	if (text_is_absent(length))
		return must_have ? (struct fault){ERR_LENGTH, NULL} : NO_FAULT;
	uint64_t size;
	if (!text_to_uint64(length, &size))
		return invalid("Content-Length must be one plain decimal number");
	if (size && !must_have)
		return invalid("This method takes no body");
	if (size > body_max)
		return (struct fault){ERR_TOO_LARGE, NULL};
	head->body_size = (size_t)size;
	return NO_FAULT;
}

static struct fault check_expect(struct http_head *head)
{
	struct text expect = http_head_find(head, "expect");
	if (text_is_absent(expect))
		return NO_FAULT;
	if (!text_equals_folded(expect, TEXT("100-continue")))
		return invalid("Only 100-continue can be expected");
	head->expects_continue = head->body_size > 0;
	return NO_FAULT;
}

/* RFC 6455, 4.2.1. Any other protocol, h2c among them, is refused. */
static struct fault check_upgrade(struct http_head *head)
{
	static const struct fault refusal = {
		ERR_NOT_IMPLEMENTED, "No protocol but websocket can be upgraded to"};
	struct text upgrade = http_head_find(head, "upgrade");
	struct text connection = http_head_find(head, "connection");
	if (text_is_absent(upgrade))
		return http_list_has(connection, "upgrade") ? refusal : NO_FAULT;
	if (!text_equals_folded(upgrade, TEXT("websocket")))
		return refusal;
	if (head->method != HTTP_GET || !http_list_has(connection, "upgrade") ||
		!text_equals(http_head_find(head, "sec-websocket-version"), TEXT("13")) ||
		http_head_find(head, "sec-websocket-key").size != 24)
		return invalid("The WebSocket handshake is not valid");
	head->is_websocket = true;
	return NO_FAULT;
}

static struct fault check_connection(struct http_head *head)
{
	if (count(head, "connection") > 1)
		return invalid("A header that may stand once stands twice");
	head->wants_close = http_list_has(http_head_find(head, "connection"), "close");
	return NO_FAULT;
}

enum err http_head_parse(
	struct text input, size_t body_max, struct http_head *ret_head, const char **ret_detail)
{
	struct http_head head = {.header_count = 0};
	struct fault fault = read_lines(input, &head);
	if (fault.err == ERR_NONE)
		fault = check_singles(&head);
	if (fault.err == ERR_NONE)
		fault = check_connection(&head);
	if (fault.err == ERR_NONE)
		fault = check_body(&head, body_max);
	if (fault.err == ERR_NONE)
		fault = check_expect(&head);
	if (fault.err == ERR_NONE)
		fault = check_upgrade(&head);
	if (fault.err == ERR_NONE)
		*ret_head = head;
	else
		*ret_detail = fault.detail;
	return fault.err;
}

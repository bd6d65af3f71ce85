/* Cuts hops off the end of the list; an element of Forwarded is read from its beginning. */
#include "net/forwarded.h"

#include <string.h>

enum { NODE_SIZE_MAX = 64 };

struct forwarded_header {
	const char *name;
	bool (*read_hop)(struct text hop, struct ip *ret_ip); /* NULL: no header is read */
};

/* RFC 9110, 5.6.3. */
static const struct text blanks = TEXT(" \t");

/* --- elements of Forwarded (RFC 7239, 4) ------------------------------------------------- */
/* One `name=value`, its value without quotes. */
struct pair {
	struct text name;
	char value[NODE_SIZE_MAX];
	size_t size; /* of the value; past NODE_SIZE_MAX it is not kept */
};

static void add(struct pair *pair, char c)
{
	if (pair->size < NODE_SIZE_MAX)
		pair->value[pair->size] = c;
	pair->size++;
}

static struct text skip(struct text text, size_t size)
{
	return (struct text){text.data + size, text.size - size};
}

/* RFC 9110, 5.6.4: from behind the first quote to behind the last. */
static bool read_quoted(struct text *rest, struct pair *pair)
{
	for (*rest = skip(*rest, 1); rest->size; *rest = skip(*rest, 1)) {
		if (rest->data[0] == '"') {
			*rest = skip(*rest, 1);
			return true;
		}
		if (rest->data[0] == '\\')
			*rest = skip(*rest, 1);
		if (rest->size == 0)
			return false;
		add(pair, rest->data[0]);
	}
	return false;
}

static size_t token_size(struct text text)
{
	size_t size = 0;
	while (size < text.size && http_is_token_char((unsigned char)text.data[size]))
		size++;
	return size;
}

static bool read_pair(struct text *rest, struct pair *ret_pair)
{
	size_t size = token_size(*rest);
	if (size == 0 || size == rest->size || rest->data[size] != '=')
		return false;
	ret_pair->name = (struct text){rest->data, size};
	ret_pair->size = 0;
	*rest = skip(*rest, size + 1);
	if (rest->size && rest->data[0] == '"')
		return read_quoted(rest, ret_pair);
	size = token_size(*rest);
	for (size_t i = 0; i < size; i++)
		add(ret_pair, rest->data[i]);
	*rest = skip(*rest, size);
	return size > 0;
}

/* Moves to the next pair; false when something else stands there. */
static bool pass_semicolon(struct text *rest)
{
	*rest = text_trim(*rest, blanks);
	if (rest->size == 0)
		return true;
	if (rest->data[0] != ';')
		return false;
	*rest = text_trim(skip(*rest, 1), blanks);
	return true;
}

/* The address behind `for`, of which there must be one. */
static bool read_element(struct text rest, struct ip *ret_ip)
{
	size_t found = 0;
	struct pair pair;
	struct ip ip;
	while (rest.size) {
		if (!read_pair(&rest, &pair) || !pass_semicolon(&rest))
			return false;
		if (!text_equals_folded(pair.name, TEXT("for")))
			continue;
		if (pair.size > NODE_SIZE_MAX ||
			!ip_read_node((struct text){pair.value, pair.size}, &ip))
			return false;
		found++;
	}
	if (found == 1)
		*ret_ip = ip;
	return found == 1;
}

/* --- the list ---------------------------------------------------------------------------- */
/* Whether an odd number of backslashes stands before it. */
static bool is_escaped(struct text text, size_t at)
{
	size_t from = at;
	while (from > 0 && text.data[from - 1] == '\\')
		from--;
	return (at - from) % 2 == 1;
}

/* Where the last hop begins: behind the last comma that no quotes enclose. */
static size_t find_last(struct text list)
{
	bool is_quoted = false;
	for (size_t at = list.size; at > 0; at--) {
		char c = list.data[at - 1];
		if (c == '"' && !(is_quoted && is_escaped(list, at - 1)))
			is_quoted = !is_quoted;
		else if (c == ',' && !is_quoted)
			return at;
	}
	return 0;
}

static struct text cut_last(struct text *list)
{
	size_t begin = find_last(*list);
	struct text last = text_trim(skip(*list, begin), blanks);
	list->size = begin > 0 ? begin - 1 : 0;
	return last;
}

static bool go_to_earlier_line(struct forwarded *forwarded)
{
	const struct http_head *head = forwarded->head;
	struct text name = text_from(forwarded->header->name);
	while (forwarded->lines_left > 0) {
		const struct http_header *line = &head->headers[--forwarded->lines_left];
		forwarded->line = line->value;
		if (text_equals_folded(line->name, name))
			return true;
	}
	return false;
}

struct forwarded forwarded_begin(
	const struct forwarded_header *header, const struct http_head *head)
{
	return (struct forwarded){
		.header = header,
		.head = head,
		.lines_left = header->read_hop ? head->header_count : 0,
	};
}

/* Empty hops are no hops (RFC 9110, 5.6.1). */
bool forwarded_next(struct forwarded *forwarded, struct ip *ret_ip)
{
	struct text hop = TEXT_ABSENT;
	while (hop.size == 0) {
		if (forwarded->line.size == 0 && !go_to_earlier_line(forwarded))
			return false;
		hop = cut_last(&forwarded->line);
	}
	return forwarded->header->read_hop(hop, ret_ip);
}

/* clang-format off */
static const struct forwarded_header headers[] = {
	{"x-forwarded-for", ip_read_node},
	{"forwarded",       read_element},
	{"none",            NULL},
};
/* clang-format on */

const struct forwarded_header *forwarded_find(struct text name)
{
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
		if (text_equals_folded(name, text_from(headers[i].name)))
			return &headers[i];
	return NULL;
}

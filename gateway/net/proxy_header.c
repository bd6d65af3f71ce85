/* Both versions; sections are those of proxy-protocol.txt. */
#include "net/proxy_header.h"

#include <string.h>

#define SIGNATURE_1 "PROXY "
#define SIGNATURE_2 "\r\n\r\n\0\r\nQUIT\n"

/* --- version 1 (2.1): one line of words --------------------------------------------------- */
enum { LINE_SIZE_MAX = 107, WORD_COUNT = 5 /* protocol, two addresses, two ports */ };

static bool is_port(struct text word)
{
	uint64_t number;
	return text_to_uint64(word, &number) && number <= UINT16_MAX;
}

/* Exactly so many words with a single space between them. */
static bool cut_words(struct text line, struct text ret_words[WORD_COUNT])
{
	for (size_t i = 0; i < WORD_COUNT; i++) {
		const char *space = memchr(line.data, ' ', line.size);
		if (!space != (i == WORD_COUNT - 1))
			return false;
		ret_words[i] =
			(struct text){line.data, space ? (size_t)(space - line.data) : line.size};
		if (space)
			line = (struct text){space + 1, line.size - ret_words[i].size - 1};
	}
	return true;
}

/* After UNKNOWN anything may stand, and says nothing. */
static bool read_words(struct text line, struct proxy_header *header)
{
	static const struct {
		struct text protocol;
		bool (*read)(struct text text, struct ip *ret_ip);
	} protocols[] = {{TEXT("TCP4"), ip_read_v4}, {TEXT("TCP6"), ip_read_v6}};
	struct text words[WORD_COUNT];
	struct ip server;
	if (text_equals(line, TEXT("UNKNOWN")) || text_starts_with(line, TEXT("UNKNOWN ")))
		return true;
	if (!cut_words(line, words) || !is_port(words[3]) || !is_port(words[4]))
		return false;
	for (size_t i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++)
		if (text_equals(words[0], protocols[i].protocol))
			header->names_client = protocols[i].read(words[1], &header->client) &&
					       protocols[i].read(words[2], &server);
	return header->names_client;
}

static enum proxy_header_progress read_line(struct text input, struct proxy_header *header)
{
	size_t most = input.size < LINE_SIZE_MAX ? input.size : LINE_SIZE_MAX;
	const char *end = memchr(input.data, '\n', most);
	if (!end)
		return most < LINE_SIZE_MAX ? PROXY_HEADER_MORE : PROXY_HEADER_BROKEN;
	if (end[-1] != '\r')
		return PROXY_HEADER_BROKEN;
	const char *begin = input.data + sizeof(SIGNATURE_1) - 1;
	header->size = (size_t)(end - input.data) + 1;
	return end > begin && read_words((struct text){begin, (size_t)(end - 1 - begin)}, header)
		       ? PROXY_HEADER_COMPLETE
		       : PROXY_HEADER_BROKEN;
}

/* --- version 2 (2.2): a fixed part, addresses by family, TLVs ------------------------------ */
enum {
	AT_COMMAND = 12,
	AT_FAMILY = 13,
	AT_LENGTH = 14,
	FIXED_SIZE = 16,
	VERSION_2 = 0x20,
	COMMAND_LOCAL = 0,
	COMMAND_PROXY = 1
};

/* What may stand in the byte of family and transport, and how many bytes of addresses follow at
 * least. Datagrams and paths of sockets name no address that could be held responsible. */
static const struct family {
	uint8_t code;
	uint16_t size;
	struct ip (*read)(const void *bytes); /* NULL: none */
} families[] = {
	{0x00, 0, NULL},
	{0x11, 12, ip_from_v4},
	{0x12, 12, NULL},
	{0x21, 36, ip_from_v6},
	{0x22, 36, NULL},
	{0x31, 216, NULL},
	{0x32, 216, NULL},
};

static const struct family *find_family(uint8_t code)
{
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		if (families[i].code == code)
			return &families[i];
	return NULL;
}

/* Of LOCAL, by which a proxy asks for itself, family and the rest are ignored. */
static bool read_addresses(const uint8_t *bytes, size_t length, struct proxy_header *header)
{
	uint8_t command = bytes[AT_COMMAND] & 0x0f;
	if (command == COMMAND_LOCAL)
		return true;
	const struct family *family = find_family(bytes[AT_FAMILY]);
	if (command != COMMAND_PROXY || !family || length < family->size)
		return false;
	header->names_client = family->read != NULL;
	if (family->read)
		header->client = family->read(bytes + FIXED_SIZE);
	return true;
}

static enum proxy_header_progress read_binary(struct text input, struct proxy_header *header)
{
	const uint8_t *bytes = (const uint8_t *)input.data;
	if (input.size > AT_COMMAND && (bytes[AT_COMMAND] & 0xf0) != VERSION_2)
		return PROXY_HEADER_BROKEN;
	if (input.size < FIXED_SIZE)
		return PROXY_HEADER_MORE;
	size_t length = (size_t)bytes[AT_LENGTH] << 8 | bytes[AT_LENGTH + 1];
	header->size = FIXED_SIZE + length;
	if (header->size > PROXY_HEADER_SIZE_MAX)
		return PROXY_HEADER_BROKEN;
	if (input.size < header->size)
		return PROXY_HEADER_MORE;
	return read_addresses(bytes, length, header) ? PROXY_HEADER_COMPLETE : PROXY_HEADER_BROKEN;
}

/* --- either ------------------------------------------------------------------------------- */
/* Whether they are the same as far as both go. */
static bool agree(struct text input, struct text signature)
{
	size_t size = input.size < signature.size ? input.size : signature.size;
	return size == 0 || memcmp(input.data, signature.data, size) == 0;
}

static const struct {
	struct text signature;
	enum proxy_header_progress (*read)(struct text input, struct proxy_header *header);
} versions[] = {
	{TEXT(SIGNATURE_1), read_line},
	{TEXT(SIGNATURE_2), read_binary},
};

enum proxy_header_progress proxy_header_read(struct text input, struct proxy_header *ret_header)
{
	struct proxy_header header = {.size = 0};
	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		if (!agree(input, versions[i].signature))
			continue;
		if (input.size < versions[i].signature.size)
			return PROXY_HEADER_MORE;
		enum proxy_header_progress progress = versions[i].read(input, &header);
		if (progress == PROXY_HEADER_COMPLETE)
			*ret_header = header;
		return progress;
	}
	return PROXY_HEADER_BROKEN;
}

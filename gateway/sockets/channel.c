/* Channels as keys of tables, and by name. */
#include "sockets/channel.h"

#include <string.h>

/* fd1:s:TENANT:SESSION, in hex digits. */
enum { KIND_AT = 4, TENANT_AT = 6, COLON_AT = 38, SESSION_AT = 39, ID_DIGITS = 32 };
static const char kinds[] = {
	[CHANNEL_SESSION] = 's', [CHANNEL_AGENTS] = 'a', [CHANNEL_VISITORS] = 'v'};
static const char digits[] = "0123456789abcdef";

bool channel_equals(const struct channel *a, const struct channel *b)
{
	return a->kind == b->kind && uuid_equals(a->tenant_id, b->tenant_id) &&
	       uuid_equals(a->session_id, b->session_id);
}

uint64_t channel_hash(const struct hash_secret *secret, const struct channel *channel)
{
	char input[1 + 2 * sizeof(struct uuid)];
	input[0] = (char)channel->kind;
	memcpy(input + 1, channel->tenant_id.bytes, sizeof(struct uuid));
	memcpy(input + 1 + sizeof(struct uuid), channel->session_id.bytes, sizeof(struct uuid));
	return keyed_hash(secret, (struct text){input, sizeof(input)});
}

void channel_put_id(struct uuid id, char ret_digits[ID_DIGITS])
{
	for (size_t i = 0; i < sizeof(id.bytes); i++) {
		ret_digits[2 * i] = digits[id.bytes[i] >> 4];
		ret_digits[2 * i + 1] = digits[id.bytes[i] & 15];
	}
}

void channel_name(const struct channel *channel, char ret_name[CHANNEL_NAME_SIZE + 1])
{
	memcpy(ret_name, "fd1:", KIND_AT);
	ret_name[KIND_AT] = kinds[channel->kind];
	ret_name[KIND_AT + 1] = ret_name[COLON_AT] = ':';
	channel_put_id(channel->tenant_id, ret_name + TENANT_AT);
	channel_put_id(channel->session_id, ret_name + SESSION_AT);
	ret_name[CHANNEL_NAME_SIZE] = '\0';
}

static int digit(char character)
{
	if (character >= '0' && character <= '9')
		return character - '0';
	return character >= 'a' && character <= 'f' ? character - 'a' + 10 : -1;
}

static bool take_id(const char *from, struct uuid *ret_id)
{
	for (size_t i = 0; i < sizeof(ret_id->bytes); i++) {
		int high = digit(from[2 * i]), low = digit(from[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		ret_id->bytes[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

bool channel_parse(struct text name, struct channel *ret_channel)
{
	struct channel channel;
	if (name.size != CHANNEL_NAME_SIZE || memcmp(name.data, "fd1:", KIND_AT) != 0 ||
		name.data[KIND_AT + 1] != ':' || name.data[COLON_AT] != ':')
		return false;
	const char *kind = memchr(kinds, name.data[KIND_AT], sizeof(kinds));
	if (!kind || !take_id(name.data + TENANT_AT, &channel.tenant_id) ||
		!take_id(name.data + SESSION_AT, &channel.session_id))
		return false;
	channel.kind = (enum channel_kind)(kind - kinds);
	*ret_channel = channel;
	return true;
}

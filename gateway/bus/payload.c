/* Sealing a publication in place, and opening it. Pure functions: any thread. */
#include "bus/payload.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

enum {
	VERSION = 1,
	ORIGIN_AT = 1,
	NUMBER_AT = ORIGIN_AT + sizeof(struct uuid),
	KEY_ID_AT = NUMBER_AT + 8,
	HEAD_SIZE = KEY_ID_AT + sizeof(struct uuid),
	NONCE_SIZE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG_SIZE = crypto_aead_xchacha20poly1305_ietf_ABYTES,
	CHANNEL_SIZE = 1 + 2 * sizeof(struct uuid),
};
static_assert(NUMBER_AT + 8 - ORIGIN_AT == NONCE_SIZE, "origin and number are the nonce");

/* The plaintext: kind, side, whether the event is lazy, a zero, flags, id, a, b, the JSON's size,
 * then the JSON. */
enum {
	LAZY_AT = 2,
	FLAGS_AT = 4,
	NOTE_ID_AT = 8,
	A_AT = NOTE_ID_AT + sizeof(struct uuid),
	B_AT = A_AT + 8,
	JSON_SIZE_AT = B_AT + 8,
	JSON_AT = JSON_SIZE_AT + 4,
};

static size_t plain_size(size_t json_size)
{
	return (JSON_AT + json_size + SEAL_BUCKET - 1) / SEAL_BUCKET * SEAL_BUCKET;
}

size_t bus_payload_size(size_t json_size)
{
	return HEAD_SIZE + plain_size(json_size) + TAG_SIZE;
}

/* Numbers are little-endian. */
static void put_number(char *out, uint64_t number, size_t size)
{
	for (size_t i = 0; i < size; i++)
		out[i] = (char)(number >> (8 * i));
}

static uint64_t get_number(const char *from, size_t size)
{
	uint64_t number = 0;
	for (size_t i = 0; i < size; i++)
		number |= (uint64_t)(uint8_t)from[i] << (8 * i);
	return number;
}

static void put_note(char *plain, const struct bus_note *note)
{
	plain[0] = (char)note->kind;
	plain[1] = (char)note->side;
	put_number(plain + FLAGS_AT, note->flags, 4);
	memcpy(plain + NOTE_ID_AT, note->id.bytes, sizeof(note->id.bytes));
	put_number(plain + A_AT, (uint64_t)note->a, 8);
	put_number(plain + B_AT, (uint64_t)note->b, 8);
}

static struct bus_note get_note(const char *plain)
{
	struct bus_note note = {
		.kind = (uint8_t)plain[0],
		.side = (uint8_t)plain[1],
		.flags = (uint32_t)get_number(plain + FLAGS_AT, 4),
		.a = (int64_t)get_number(plain + A_AT, 8),
		.b = (int64_t)get_number(plain + B_AT, 8),
	};
	memcpy(note.id.bytes, plain + NOTE_ID_AT, sizeof(note.id.bytes));
	return note;
}

/* An absent JSON has no size either: no event of ours is empty. */
static void put_plain(char *plain, const struct bus_event *event)
{
	struct text json = event->json;
	memset(plain, 0, plain_size(json.size));
	put_note(plain, &event->note);
	plain[LAZY_AT] = event->is_lazy ? 1 : 0;
	put_number(plain + JSON_SIZE_AT, json.size, 4);
	if (json.size)
		memcpy(plain + JSON_AT, json.data, json.size);
}

/* The head as it is on the bus, then the channel. */
static void bind(
	const char *head, const struct channel *channel, uint8_t ret_data[HEAD_SIZE + CHANNEL_SIZE])
{
	uint8_t *at = ret_data + HEAD_SIZE;
	memcpy(ret_data, head, HEAD_SIZE);
	*at++ = (uint8_t)channel->kind;
	memcpy(at, channel->tenant_id.bytes, sizeof(struct uuid));
	memcpy(at + sizeof(struct uuid), channel->session_id.bytes, sizeof(struct uuid));
}

void bus_payload_seal(const struct bus_head *head, const struct seal_key *key,
	const struct bus_event *event, char *ret_payload)
{
	size_t size = plain_size(event->json.size);
	uint8_t *body = (uint8_t *)ret_payload + HEAD_SIZE;
	uint8_t data[HEAD_SIZE + CHANNEL_SIZE];
	assert(event->json.size <= BUS_EVENT_SIZE_MAX && uuid_equals(head->key_id, key->id));
	ret_payload[0] = VERSION;
	memcpy(ret_payload + ORIGIN_AT, head->origin.bytes, sizeof(struct uuid));
	put_number(ret_payload + NUMBER_AT, head->number, 8);
	memcpy(ret_payload + KEY_ID_AT, head->key_id.bytes, sizeof(struct uuid));
	bind(ret_payload, &event->channel, data);
	put_plain((char *)body, event);
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt_detached(body, body + size, NULL, body,
		size, data, sizeof(data), NULL, (uint8_t *)ret_payload + ORIGIN_AT, key->secret);
}

enum err bus_payload_head(struct text payload, struct bus_head *ret_head)
{
	if (payload.size < bus_payload_size(0) ||
		payload.size > bus_payload_size(BUS_EVENT_SIZE_MAX) ||
		(payload.size - HEAD_SIZE - TAG_SIZE) % SEAL_BUCKET != 0 ||
		payload.data[0] != VERSION)
		return ERR_UNREADABLE;
	memcpy(ret_head->origin.bytes, payload.data + ORIGIN_AT, sizeof(struct uuid));
	ret_head->number = get_number(payload.data + NUMBER_AT, 8);
	memcpy(ret_head->key_id.bytes, payload.data + KEY_ID_AT, sizeof(struct uuid));
	return ERR_NONE;
}

enum err bus_payload_open(const struct bus_head *head, const struct seal_key *key,
	struct text payload, char *room, struct bus_event *event)
{
	const uint8_t *body = (const uint8_t *)payload.data + HEAD_SIZE;
	size_t size = payload.size - HEAD_SIZE - TAG_SIZE;
	uint8_t data[HEAD_SIZE + CHANNEL_SIZE];
	bind(payload.data, &event->channel, data);
	if (!uuid_equals(head->key_id, key->id) ||
		crypto_aead_xchacha20poly1305_ietf_decrypt_detached((uint8_t *)room, NULL, body,
			size, body + size, data, sizeof(data),
			(const uint8_t *)payload.data + ORIGIN_AT, key->secret) != 0)
		return ERR_UNREADABLE;
	size_t json_size = get_number(room + JSON_SIZE_AT, 4);
	if (json_size > BUS_EVENT_SIZE_MAX || plain_size(json_size) != size)
		return ERR_UNREADABLE;
	event->note = get_note(room);
	event->is_lazy = room[LAZY_AT] != 0;
	event->json = json_size ? (struct text){room + JSON_AT, json_size} : TEXT_ABSENT;
	return ERR_NONE;
}

/*
 * Publications: whatever comes is refused without a fault; what was sealed opens; what was sealed
 * and then changed at the input's whim does not; and what was sealed under our key by somebody who
 * did not keep to our form is refused or read within its bounds.
 */
#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "bus/payload.h"

static const struct seal_key key = {{{7}}, {1}};
static const struct channel channel = {CHANNEL_SESSION, {{1}}, {{2}}};
static struct text json;

static enum err open_it(struct text payload)
{
	struct bus_head head;
	if (bus_payload_head(payload, &head) != ERR_NONE)
		return ERR_UNREADABLE;
	char *room = malloc(payload.size);
	struct bus_event event = {.channel = channel};
	enum err err = bus_payload_open(&head, &key, payload, room, &event);
	json = event.json;
	if (err == ERR_NONE && !text_is_absent(json)) {
		assert(json.data >= room && json.data + json.size <= room + payload.size);
		char *copy = malloc(json.size);
		memcpy(copy, json.data, json.size); /* every byte of it is there to read */
		free(copy);
	}
	free(room);
	return err;
}

static void seal_and_change(const uint8_t *data, size_t size)
{
	struct bus_head head = {{{9}}, size, key.id};
	struct bus_event event = {channel, {0}, {(const char *)data, size}};
	size_t sealed_size = bus_payload_size(size);
	char *payload = malloc(sealed_size);
	bus_payload_seal(&head, &key, &event, payload);
	struct text sealed = {payload, sealed_size};
	assert(open_it(sealed) == ERR_NONE && json.size == size);
	payload[size ? data[0] * sealed_size / 256 : 0] ^= (char)(1 << size % 8);
	assert(open_it(sealed) == ERR_UNREADABLE);
	free(payload);
}

/* The input is the plaintext itself. */
static void seal_anything(const uint8_t *data, size_t size)
{
	enum { HEAD = 41, TAG = 16 };
	size_t padded = size / 64 * 64;
	char *payload = calloc(1, HEAD + padded + TAG);
	uint8_t bound[HEAD + 33] = {0};
	payload[0] = 1;
	memcpy(payload + 25, key.id.bytes, sizeof(key.id.bytes));
	memcpy(bound, payload, HEAD);
	bound[HEAD] = (uint8_t)channel.kind;
	memcpy(bound + HEAD + 1, channel.tenant_id.bytes, 16);
	memcpy(bound + HEAD + 17, channel.session_id.bytes, 16);
	crypto_aead_xchacha20poly1305_ietf_encrypt_detached((uint8_t *)payload + HEAD,
		(uint8_t *)payload + HEAD + padded, NULL, data, padded, bound, sizeof(bound), NULL,
		(uint8_t *)payload + 1, key.secret);
	(void)open_it((struct text){payload, HEAD + padded + TAG});
	free(payload);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct channel found;
	if (size == 0)
		return 0;
	(void)channel_parse((struct text){(const char *)data, size}, &found);
	assert(open_it((struct text){(const char *)data, size}) == ERR_UNREADABLE);
	seal_and_change(data, size);
	seal_anything(data, size);
	return 0;
}

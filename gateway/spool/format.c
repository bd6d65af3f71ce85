/* Heads, frames, and the seal around each row. */
#include "spool/format.h"

#include <endian.h>
#include <string.h>

#include "base/crc32c.h"
#include "crypto/keyring.h"

enum { HEAD_ID = 8, HEAD_MASTER = 24, HEAD_MADE_AT = 40, HEAD_BEFORE = 48, HEAD_CRC = 60 };
enum { FRAME_SIZE_AT = 4, FRAME_INDEX = 8, FRAME_CRC = 12 };

static const char head_magic[8] = {'F', 'D', 'S', 'P', 'O', 'O', 'L', '1'};
static const char frame_magic[4] = {'F', 'D', 'R', 'E'};
static const uint8_t key_use[16] = "frontdesk.spool";

static uint32_t get_uint32(const char *bytes)
{
	uint32_t value;
	memcpy(&value, bytes, sizeof(value));
	return le32toh(value);
}

static void put_uint32(char *bytes, uint32_t value)
{
	value = htole32(value);
	memcpy(bytes, &value, sizeof(value));
}

/* --- heads ----------------------------------------------------------------------------------- */

void spool_head_write(const struct spool_head *head, char ret_bytes[SPOOL_HEAD_SIZE])
{
	const uint64_t made_at = htole64((uint64_t)head->made_at_us);
	memset(ret_bytes, 0, SPOOL_HEAD_SIZE);
	memcpy(ret_bytes, head_magic, sizeof(head_magic));
	memcpy(ret_bytes + HEAD_ID, &head->id, sizeof(head->id));
	memcpy(ret_bytes + HEAD_MASTER, &head->master_id, sizeof(head->master_id));
	memcpy(ret_bytes + HEAD_MADE_AT, &made_at, sizeof(made_at));
	put_uint32(ret_bytes + HEAD_BEFORE, head->before.number);
	put_uint32(ret_bytes + HEAD_BEFORE + 4, head->before.records);
	put_uint32(ret_bytes + HEAD_BEFORE + 8, head->before.size);
	put_uint32(ret_bytes + HEAD_CRC, crc32c(0, (struct text){ret_bytes, HEAD_CRC}));
}

enum err spool_head_read(struct text file, struct spool_head *ret_head)
{
	uint64_t made_at;
	if (file.size < SPOOL_HEAD_SIZE || memcmp(file.data, head_magic, sizeof(head_magic)) != 0 ||
		get_uint32(file.data + HEAD_CRC) != crc32c(0, (struct text){file.data, HEAD_CRC}))
		return ERR_INVALID;
	memcpy(&ret_head->id, file.data + HEAD_ID, sizeof(ret_head->id));
	memcpy(&ret_head->master_id, file.data + HEAD_MASTER, sizeof(ret_head->master_id));
	memcpy(&made_at, file.data + HEAD_MADE_AT, sizeof(made_at));
	ret_head->made_at_us = (int64_t)le64toh(made_at);
	ret_head->before = (struct spool_extent){.number = get_uint32(file.data + HEAD_BEFORE),
		.records = get_uint32(file.data + HEAD_BEFORE + 4),
		.size = get_uint32(file.data + HEAD_BEFORE + 8)};
	return ERR_NONE;
}

/* --- records --------------------------------------------------------------------------------- */

static uint32_t record_crc(const struct spool_head *head, const char *frame, struct text envelope)
{
	uint32_t crc = crc32c(0, (struct text){(const char *)head->id.bytes, sizeof(head->id)});
	crc = crc32c(crc, (struct text){frame, FRAME_CRC});
	return crc32c(crc, envelope);
}

size_t spool_record_size(size_t envelope_size)
{
	const size_t size = SPOOL_FRAME_SIZE + envelope_size;
	return (size + SPOOL_ALIGNMENT - 1) / SPOOL_ALIGNMENT * SPOOL_ALIGNMENT;
}

void spool_record_write(
	const struct spool_head *head, uint32_t index, struct text envelope, char *ret_bytes)
{
	memcpy(ret_bytes, frame_magic, sizeof(frame_magic));
	put_uint32(ret_bytes + FRAME_SIZE_AT, (uint32_t)envelope.size);
	put_uint32(ret_bytes + FRAME_INDEX, index);
	put_uint32(ret_bytes + FRAME_CRC, record_crc(head, ret_bytes, envelope));
	memcpy(ret_bytes + SPOOL_FRAME_SIZE, envelope.data, envelope.size);
}

static bool read_record(
	const struct spool_head *head, struct text file, size_t at, struct spool_span *ret_span)
{
	const char *frame = file.data + at;
	if (file.size - at < SPOOL_FRAME_SIZE ||
		memcmp(frame, frame_magic, sizeof(frame_magic)) != 0)
		return false;
	const size_t size = get_uint32(frame + FRAME_SIZE_AT);
	if (size > SPOOL_ENVELOPE_MAX || size > file.size - at - SPOOL_FRAME_SIZE)
		return false;
	const struct text envelope = {frame + SPOOL_FRAME_SIZE, size};
	if (get_uint32(frame + FRAME_CRC) != record_crc(head, frame, envelope))
		return false;
	const size_t whole = spool_record_size(size);
	*ret_span = (struct spool_span){.kind = SPOOL_SPAN_RECORD,
		.offset = at,
		.size = whole < file.size - at ? whole : file.size - at,
		.index = get_uint32(frame + FRAME_INDEX),
		.envelope = envelope};
	return true;
}

static bool is_zero(struct text file, size_t at)
{
	static const char zeros[SPOOL_ALIGNMENT];
	const size_t rest = file.size - at;
	return memcmp(file.data + at, zeros, rest < sizeof(zeros) ? rest : sizeof(zeros)) == 0;
}

struct spool_span spool_scan(const struct spool_head *head, struct text file, size_t at)
{
	struct spool_span span;
	while (at < file.size && is_zero(file, at))
		at += SPOOL_ALIGNMENT;
	if (at >= file.size)
		return (struct spool_span){.kind = SPOOL_SPAN_END, .offset = file.size};
	if (read_record(head, file, at, &span))
		return span;
	const size_t bad = at;
	size_t end = at; /* of what is not zero */
	do {
		if (!is_zero(file, at))
			end = at + SPOOL_ALIGNMENT < file.size ? at + SPOOL_ALIGNMENT : file.size;
		at += SPOOL_ALIGNMENT;
	} while (at < file.size && !read_record(head, file, at, &span));
	return (struct spool_span){.kind = SPOOL_SPAN_BAD, .offset = bad, .size = end - bad};
}

/* --- what may never have been synced --------------------------------------------------------- */

/* A group is written when the one before it is synced, so that only the last one is in doubt. It
 * is not seen where it begins when that part is missing, or in a segment made without gaps: then
 * the doubt begins with a group before, but never further from the end than one can be large. */
size_t spool_doubt_begin(const struct spool_head *head, struct text file)
{
	struct spool_span span = {.size = SPOOL_HEAD_SIZE};
	size_t begin = SPOOL_HEAD_SIZE, end = SPOOL_HEAD_SIZE;
	bool is_next = false; /* the record of this index */
	uint32_t next = 0;
	for (;;) {
		span = spool_scan(head, file, span.offset + span.size);
		if (span.kind == SPOOL_SPAN_END)
			break;
		const bool is_record = span.kind == SPOOL_SPAN_RECORD;
		if (is_next && is_record && span.index == next &&
			span.offset == end + SPOOL_GROUP_GAP)
			begin = span.offset;
		is_next = is_record;
		next = span.index + 1;
		end = span.offset + span.size;
	}
	return end > begin + SPOOL_GROUP_MAX ? end - SPOOL_GROUP_MAX : begin;
}

/* --- the seal -------------------------------------------------------------------------------- */

bool spool_keys_make(const struct keyring *keyring, struct vault *ret_keys)
{
	const size_t count = keyring_count(keyring);
	if (!vault_new(count, ret_keys))
		return false;
	for (size_t master = count; master-- > 0;) { /* oldest first: the last one seals */
		struct seal_key *key = &ret_keys->keys[ret_keys->count++];
		key->id = keyring_master_id(keyring, master);
		(void)keyring_derive(keyring, master, key_use, key->secret);
	}
	vault_close(ret_keys);
	return true;
}

bool spool_keys_have(const struct vault *keys, struct uuid master_id)
{
	bool is_there = false;
	vault_open(keys);
	for (size_t i = 0; i < keys->count; i++)
		is_there = is_there || uuid_equals(keys->keys[i].id, master_id);
	vault_close(keys);
	return is_there;
}

struct uuid spool_keys_newest(const struct vault *keys)
{
	vault_open(keys);
	const struct uuid id = keys->keys[keys->count - 1].id;
	vault_close(keys);
	return id;
}

static struct seal_place place_of(const struct spool_head *head, uint32_t index)
{
	struct seal_place place = {
		.table = TEXT("spool"), .column = TEXT("record"), .session_id = head->id};
	put_uint32((char *)place.row_id.bytes, index);
	return place;
}

struct text spool_seal(const struct vault *keys, struct arena *arena, const struct spool_head *head,
	uint32_t index, const struct spool_row *row)
{
	const struct seal_place place = place_of(head, index);
	return vault_seal(keys, arena, &place, spool_row_encode(arena, row));
}

enum err spool_open(const struct vault *keys, const struct spool_head *head,
	const struct spool_span *record, struct spool_row **ret_row)
{
	const struct seal_place place = place_of(head, record->index);
	struct arena arena;
	struct text plain;
	arena_init(&arena);
	enum err err = vault_unseal(keys, &arena, &place, record->envelope, &plain);
	if (err == ERR_NONE)
		err = spool_row_decode(plain, ret_row);
	arena_done(&arena);
	return err;
}

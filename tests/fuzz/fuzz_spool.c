/*
 * Segments: whatever the bytes, they are walked to their end without a fault, every span lies
 * within them, and nothing opens that was not sealed. With our head and a record of ours put in
 * front, that record is found, and what the input changes in it does not open.
 */
#include <assert.h>
#include <string.h>

#include "spool/format.h"

static const struct spool_head head = {.id = {{1}}, .master_id = {{2}}, .made_at_us = 3};
static struct vault keys;

static void make_keys(void)
{
	assert(vault_new(1, &keys));
	keys.keys[keys.count++] = (struct seal_key){.id = {{2}}, .secret = {7}};
	vault_close(&keys);
}

static size_t walk(const struct spool_head *of, struct text file, bool may_open)
{
	struct spool_span span = {.size = SPOOL_HEAD_SIZE};
	size_t records = 0;
	assert(spool_doubt_begin(of, file) <= file.size || file.size < SPOOL_HEAD_SIZE);
	do {
		struct spool_row *row = NULL;
		size_t before = span.offset + span.size;
		span = spool_scan(of, file, before);
		assert(span.kind == SPOOL_SPAN_END || span.offset >= before);
		assert(span.offset + span.size <= file.size || file.size < SPOOL_HEAD_SIZE);
		if (span.kind != SPOOL_SPAN_RECORD)
			continue;
		assert(span.size > 0);
		records++;
		if (spool_open(&keys, of, &span, &row) == ERR_NONE) {
			assert(may_open);
			spool_row_free(&row);
		}
	} while (span.kind != SPOOL_SPAN_END);
	return records;
}

static void read_anything(struct text input)
{
	struct spool_head read;
	struct spool_row *row = NULL;
	if (spool_head_read(input, &read) == ERR_NONE)
		(void)walk(&read, input, false);
	(void)walk(&head, input, false);
	if (spool_row_decode(input, &row) == ERR_NONE)
		spool_row_free(&row);
}

static struct text seal_row(struct arena *arena, struct text input)
{
	const struct spool_row row = {
		.tenant_id = {{5}}, .sender_type = "agent", .sender_id = "a-1", .sealed = input};
	struct spool_row *made = spool_row_new(&row);
	struct text envelope = spool_seal(&keys, arena, &head, 0, made);
	spool_row_free(&made);
	return envelope;
}

static void read_behind_our_record(struct arena *arena, struct text input)
{
	struct text envelope = seal_row(arena, input);
	size_t first = SPOOL_HEAD_SIZE + spool_record_size(envelope.size);
	char *file = arena_alloc(arena, first + input.size);
	spool_head_write(&head, file);
	spool_record_write(&head, 0, envelope, file + SPOOL_HEAD_SIZE);
	memcpy(file + first, input.data, input.size);
	assert(walk(&head, (struct text){file, first + input.size}, true) >= 1);
	/* Damaged, it is not opened, whatever follows. */
	file[SPOOL_HEAD_SIZE + SPOOL_FRAME_SIZE + input.size % envelope.size] ^= 1;
	(void)walk(&head, (struct text){file, first + input.size}, false);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct text input = {size ? (const char *)data : "", size};
	struct arena arena;
	if (!keys.keys)
		make_keys();
	arena_init(&arena);
	read_anything(input);
	read_behind_our_record(&arena, input);
	arena_done(&arena);
	return 0;
}

/* A segment's bytes: whole ones are read, others are told apart, and a record opens in its place
 * under its key alone. */
#include "unit.h"

#include "base/crc32c.h"
#include "spool/format.h"

enum { RECORDS = 5 };

static const struct spool_head head = {
	.id = {{1}}, .master_id = {{2}}, .made_at_us = 3, .before = {4, 5, 6}};
static struct vault keys, other_keys;

static int make_keys(void **state)
{
	(void)state;
	assert_true(vault_new(1, &keys) && vault_new(1, &other_keys));
	keys.keys[keys.count++] = (struct seal_key){.id = {{2}}, .secret = {7}};
	other_keys.keys[other_keys.count++] = (struct seal_key){.id = {{2}}, .secret = {8}};
	vault_close(&keys);
	vault_close(&other_keys);
	return 0;
}

static int drop_keys(void **state)
{
	(void)state;
	vault_free(&keys);
	vault_free(&other_keys);
	return 0;
}

static struct spool_row *row_of(uint8_t number)
{
	const struct spool_row row = {.tenant_id = {{5}},
		.session_id = {{number}},
		.id = {{number, 1}},
		.sender_type = "visitor",
		.sender_id = "v-1",
		.sealed = TEXT("sealed content"),
		.fingerprint = {9},
		.created_at_us = 1000 + number};
	return spool_row_new(&row);
}

/* A segment with RECORDS records, and where each begins. */
static struct text make_segment(struct arena *arena, size_t offsets[RECORDS])
{
	char *file = arena_alloc(arena, 8192);
	size_t at = SPOOL_HEAD_SIZE;
	spool_head_write(&head, file);
	for (uint8_t i = 0; i < RECORDS; i++) {
		struct spool_row *row = row_of(i);
		struct text envelope = spool_seal(&keys, arena, &head, i, row);
		spool_record_write(&head, i, envelope, file + at);
		offsets[i] = at;
		at += spool_record_size(envelope.size);
		spool_row_free(&row);
	}
	return (struct text){file, 8192};
}

static void the_checksum_is_castagnolis(void **state)
{
	assert_int_equal(crc32c(0, TEXT("123456789")), 0xe3069283);
	assert_int_equal(crc32c(crc32c(0, TEXT("1234")), TEXT("56789")), 0xe3069283);
	assert_int_equal(crc32c_by_table(0, TEXT("123456789")), 0xe3069283);
	assert_int_equal(crc32c_by_table(crc32c(0, TEXT("1234")), TEXT("56789")), 0xe3069283);
}

static void a_row_comes_back_from_its_bytes_as_it_was(void **state)
{
	struct spool_row *row = row_of(4), *read = NULL;
	struct text plain = spool_row_encode(*state, row);
	assert_int_equal(plain.size, spool_row_size(row));
	assert_int_equal(spool_row_decode(plain, &read), ERR_NONE);
	assert_true(uuid_equals(read->tenant_id, row->tenant_id));
	assert_true(uuid_equals(read->session_id, row->session_id));
	assert_true(uuid_equals(read->id, row->id));
	assert_int_equal(read->created_at_us, 1004);
	assert_string_equal(read->sender_type, "visitor");
	assert_string_equal(read->sender_id, "v-1");
	assert_memory_equal(read->fingerprint, row->fingerprint, FINGERPRINT_SIZE);
	assert_text_equal(read->sealed, "sealed content");
	spool_row_free(&row);
	spool_row_free(&read);
}

static void bytes_that_are_no_row_are_refused(void **state)
{
	struct spool_row *row = row_of(4), *read = NULL;
	struct text plain = spool_row_encode(*state, row);
	char *bytes = (char *)plain.data;
	for (size_t size = 0; size < plain.size; size++)
		assert_int_equal(
			spool_row_decode((struct text){plain.data, size}, &read), ERR_INVALID);
	bytes[0] = 2; /* another version */
	assert_int_equal(spool_row_decode(plain, &read), ERR_INVALID);
	bytes[0] = 1;
	bytes[73] = 8; /* a sender type that would not fit */
	assert_int_equal(spool_row_decode(plain, &read), ERR_INVALID);
	spool_row_free(&row);
}

static void a_head_is_read_back_and_a_damaged_one_refused(void **state)
{
	char bytes[SPOOL_HEAD_SIZE];
	struct spool_head read;
	spool_head_write(&head, bytes);
	assert_int_equal(spool_head_read((struct text){bytes, sizeof(bytes)}, &read), ERR_NONE);
	assert_memory_equal(&read.id, &head.id, sizeof(head.id));
	assert_memory_equal(&read.master_id, &head.master_id, sizeof(head.master_id));
	assert_int_equal(read.made_at_us, head.made_at_us);
	assert_memory_equal(&read.before, &head.before, sizeof(head.before));
	assert_int_equal(spool_head_read((struct text){bytes, 63}, &read), ERR_INVALID);
	for (size_t i = 0; i < sizeof(bytes); i++) {
		bytes[i] ^= 1;
		assert_int_equal(
			spool_head_read((struct text){bytes, sizeof(bytes)}, &read), ERR_INVALID);
		bytes[i] ^= 1;
	}
}

static void every_record_is_found_and_opened(void **state)
{
	size_t offsets[RECORDS];
	struct text file = make_segment(*state, offsets);
	struct spool_span span = {.size = SPOOL_HEAD_SIZE};
	for (uint32_t i = 0; i < RECORDS; i++) {
		struct spool_row *row = NULL;
		span = spool_scan(&head, file, span.offset + span.size);
		assert_int_equal(span.kind, SPOOL_SPAN_RECORD);
		assert_int_equal(span.offset, offsets[i]);
		assert_int_equal(span.index, i);
		assert_int_equal(spool_open(&keys, &head, &span, &row), ERR_NONE);
		assert_int_equal(row->created_at_us, 1000 + i);
		spool_row_free(&row);
	}
	span = spool_scan(&head, file, span.offset + span.size);
	assert_int_equal(span.kind, SPOOL_SPAN_END);
}

static void whatever_bit_is_wrong_the_other_records_are_found(void **state)
{
	size_t offsets[RECORDS];
	struct text file = make_segment(*state, offsets);
	for (size_t at = offsets[2]; at < offsets[3]; at += 7) {
		struct spool_span span = {.size = SPOOL_HEAD_SIZE};
		size_t records = 0, bad = 0;
		((char *)file.data)[at] ^= 16;
		while (span.kind != SPOOL_SPAN_END) {
			span = spool_scan(&head, file, span.offset + span.size);
			records += span.kind == SPOOL_SPAN_RECORD;
			bad += span.kind == SPOOL_SPAN_BAD;
		}
		/* A bit of the padding behind a record is nobody's. */
		assert_true(records == RECORDS || (records == RECORDS - 1 && bad == 1));
		((char *)file.data)[at] ^= 16;
	}
}

static void a_torn_record_is_bad_to_its_end_and_not_beyond(void **state)
{
	size_t offsets[RECORDS];
	struct text file = make_segment(*state, offsets);
	size_t cut = offsets[4] + 100;
	memset((char *)file.data + cut, 0, file.size - cut);
	struct spool_span span = spool_scan(&head, file, offsets[4]);
	assert_int_equal(span.kind, SPOOL_SPAN_BAD);
	assert_int_equal(span.offset, offsets[4]);
	assert_in_range(span.size, 84, 112);
	assert_int_equal(spool_scan(&head, file, span.offset + span.size).kind, SPOOL_SPAN_END);
}

static void a_record_of_another_segment_is_bad(void **state)
{
	const struct spool_head other = {.id = {{99}}, .master_id = {{2}}};
	size_t offsets[RECORDS];
	struct text file = make_segment(*state, offsets);
	assert_int_equal(spool_scan(&other, file, offsets[0]).kind, SPOOL_SPAN_BAD);
}

static void a_record_opens_at_its_index_and_under_its_key_alone(void **state)
{
	size_t offsets[RECORDS];
	struct spool_row *row = NULL;
	struct text file = make_segment(*state, offsets);
	struct spool_span span = spool_scan(&head, file, offsets[1]);
	assert_int_equal(spool_open(&other_keys, &head, &span, &row), ERR_UNREADABLE);
	span.index++;
	assert_int_equal(spool_open(&keys, &head, &span, &row), ERR_UNREADABLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_checksum_is_castagnolis),
		arena_test(a_row_comes_back_from_its_bytes_as_it_was),
		arena_test(bytes_that_are_no_row_are_refused),
		cmocka_unit_test(a_head_is_read_back_and_a_damaged_one_refused),
		arena_test(every_record_is_found_and_opened),
		arena_test(whatever_bit_is_wrong_the_other_records_are_found),
		arena_test(a_torn_record_is_bad_to_its_end_and_not_beyond),
		arena_test(a_record_of_another_segment_is_bad),
		arena_test(a_record_opens_at_its_index_and_under_its_key_alone),
	};
	return cmocka_run_group_tests(tests, make_keys, drop_keys);
}

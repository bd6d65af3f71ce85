/* Parcels: what is sealed opens again, in its order and under its passphrase, and nothing else
 * does. */
#include "unit.h"

#include "crypto/parcel.h"

#include <string.h>

static struct arena memory;
static const struct text passphrase = TEXT("correct horse battery staple");

static int set_up(void **state)
{
	arena_init(&memory);
	return sodium_init() < 0;
}

static int tear_down(void **state)
{
	arena_done(&memory);
	return 0;
}

static struct text body(struct text piece)
{
	return (struct text){piece.data + PARCEL_PREFIX_SIZE, piece.size - PARCEL_PREFIX_SIZE};
}

static struct text head_of(const struct parcel *parcel)
{
	return (struct text){(const char *)parcel->head, PARCEL_HEAD_SIZE};
}

static enum err open_with(const struct parcel *writer, struct text words, struct parcel *ret_reader)
{
	struct parcel_head head;

	assert_int_equal(parcel_read_head(head_of(writer), &head), ERR_NONE);
	return parcel_open(&head, words, head_of(writer), ret_reader);
}

static void pieces_open_in_their_order_and_the_last_says_so(void **state)
{
	struct parcel writer, reader;
	struct text first, last, plain;
	bool is_last;
	size_t size;

	assert_int_equal(parcel_begin(passphrase, &writer), ERR_NONE);
	first = parcel_seal(&writer, &memory, TEXT("rows"), false);
	last = parcel_seal(&writer, &memory, TEXT(""), true);
	assert_int_equal(open_with(&writer, passphrase, &reader), ERR_NONE);
	assert_true(uuid_equals(reader.id, writer.id));
	assert_int_equal(parcel_piece_size((const uint8_t *)first.data, &size), ERR_NONE);
	assert_int_equal(size, body(first).size);
	assert_int_equal(parcel_unseal(&reader, &memory, body(first), &plain, &is_last), ERR_NONE);
	assert_true(text_equals(plain, TEXT("rows")) && !is_last);
	assert_int_equal(parcel_unseal(&reader, &memory, body(last), &plain, &is_last), ERR_NONE);
	assert_true(plain.size == 0 && is_last);
}

static void another_passphrase_opens_nothing(void **state)
{
	struct parcel writer, reader;
	struct text first, plain;
	bool is_last;

	assert_int_equal(parcel_begin(passphrase, &writer), ERR_NONE);
	first = parcel_seal(&writer, &memory, TEXT("rows"), false);
	assert_int_equal(
		open_with(&writer, TEXT("correct horse battery stapler"), &reader), ERR_NONE);
	assert_int_equal(
		parcel_unseal(&reader, &memory, body(first), &plain, &is_last), ERR_UNREADABLE);
}

static void a_piece_that_was_left_out_is_missed(void **state)
{
	struct parcel writer, reader;
	struct text second, plain;
	bool is_last;

	assert_int_equal(parcel_begin(passphrase, &writer), ERR_NONE);
	(void)parcel_seal(&writer, &memory, TEXT("one"), false);
	second = parcel_seal(&writer, &memory, TEXT("two"), false);
	assert_int_equal(open_with(&writer, passphrase, &reader), ERR_NONE);
	assert_int_equal(
		parcel_unseal(&reader, &memory, body(second), &plain, &is_last), ERR_UNREADABLE);
}

static void a_head_of_a_newer_version_or_of_immense_work_is_refused(void **state)
{
	struct parcel writer;
	struct parcel_head head;
	uint8_t bytes[PARCEL_HEAD_SIZE];
	const struct text changed = {(const char *)bytes, sizeof bytes};

	assert_int_equal(parcel_begin(passphrase, &writer), ERR_NONE);
	memcpy(bytes, writer.head, sizeof bytes);
	bytes[16] = 2;
	assert_int_equal(parcel_read_head(changed, &head), ERR_VERSION);
	memcpy(bytes, writer.head, sizeof bytes);
	bytes[27] = 0xff; /* of memory */
	assert_int_equal(parcel_read_head(changed, &head), ERR_INVALID);
	memcpy(bytes, writer.head, sizeof bytes);
	bytes[0] ^= 1;
	assert_int_equal(parcel_read_head(changed, &head), ERR_INVALID);
	assert_int_equal(
		parcel_read_head((struct text){(const char *)writer.head, 83}, &head), ERR_INVALID);
}

static void a_size_that_no_piece_has_is_refused(void **state)
{
	const uint8_t small[] = {16, 0, 0, 0}, large[] = {0xff, 0xff, 0xff, 0xff};
	size_t size;

	assert_int_equal(parcel_piece_size(small, &size), ERR_INVALID);
	assert_int_equal(parcel_piece_size(large, &size), ERR_INVALID);
}

int main(void)
{
#define PARCEL_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		PARCEL_TEST(pieces_open_in_their_order_and_the_last_says_so),
		PARCEL_TEST(another_passphrase_opens_nothing),
		PARCEL_TEST(a_piece_that_was_left_out_is_missed),
		PARCEL_TEST(a_head_of_a_newer_version_or_of_immense_work_is_refused),
		PARCEL_TEST(a_size_that_no_piece_has_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The envelope: opens in its place, under its key, unchanged — and in no other way. */
#include "unit.h"

#include "crypto/seal.h"

static struct seal_place place_of_message(void)
{
	return (struct seal_place){
		.tenant_id = {{1}},
		.table = TEXT("chat_messages"),
		.column = TEXT("content"),
		.session_id = {{2}},
		.row_id = {{3}},
		.sender_type = TEXT("visitor"),
		.sender_id = TEXT("v-1"),
	};
}

static struct text plain_of(struct arena *arena, size_t size)
{
	char *data = arena_alloc(arena, size + 1);

	memset(data, 'x', size);
	return (struct text){data, size};
}

static void what_was_sealed_opens_in_its_place(void **state)
{
	const struct seal_place place = place_of_message();
	struct seal_key key;
	struct text plain = TEXT_ABSENT;

	seal_key_make(&key);
	for (size_t size = 0; size < 200; size++) {
		const struct text sent = plain_of(*state, size);
		const struct text envelope = seal(*state, &key, &place, sent);

		assert_int_equal(seal_open(*state, &key, &place, envelope, &plain), ERR_NONE);
		assert_true(text_equals(plain, sent));
	}
}

static void sizes_show_in_buckets_only(void **state)
{
	const struct seal_place place = place_of_message();
	static const struct {
		size_t plain, envelope;
	} sizes[] = {{0, 154}, {1, 154}, {63, 154}, {64, 218}, {127, 218}, {128, 282}};
	struct seal_key key;

	seal_key_make(&key);
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		const struct text plain = plain_of(*state, sizes[i].plain);

		assert_int_equal(seal(*state, &key, &place, plain).size, sizes[i].envelope);
		assert_int_equal(seal_envelope_size(plain.size), sizes[i].envelope);
	}
}

static void the_same_text_never_seals_alike(void **state)
{
	const struct seal_place place = place_of_message();
	struct seal_key key;

	seal_key_make(&key);
	assert_false(text_equals(seal(*state, &key, &place, TEXT("hello")),
		seal(*state, &key, &place, TEXT("hello"))));
}

static void every_flipped_bit_makes_it_unreadable(void **state)
{
	const struct seal_place place = place_of_message();
	struct seal_key key;
	struct text plain = TEXT_ABSENT;

	seal_key_make(&key);
	const struct text envelope = seal(*state, &key, &place, TEXT("a canary"));
	char *changed = (char *)arena_copy(*state, envelope).data;
	for (size_t bit = 0; bit < envelope.size * 8; bit++) {
		changed[bit / 8] ^= (char)(1 << bit % 8);
		assert_int_equal(seal_open(*state, &key, &place,
					 (struct text){changed, envelope.size}, &plain),
			ERR_UNREADABLE);
		changed[bit / 8] ^= (char)(1 << bit % 8);
	}
	assert_true(text_is_absent(plain));
}

static void every_other_length_is_unreadable(void **state)
{
	const struct seal_place place = place_of_message();
	struct seal_key key;
	struct text plain = TEXT_ABSENT;

	seal_key_make(&key);
	const struct text envelope = seal(*state, &key, &place, plain_of(*state, 100));
	char *longer = arena_alloc(*state, envelope.size + SEAL_BUCKET);
	memcpy(longer, envelope.data, envelope.size);
	for (size_t size = 0; size <= envelope.size + SEAL_BUCKET; size++)
		if (size != envelope.size)
			assert_int_equal(seal_open(*state, &key, &place,
						 (struct text){longer, size}, &plain),
				ERR_UNREADABLE);
	assert_int_equal(seal_open(*state, &key, &place, TEXT_ABSENT, &plain), ERR_UNREADABLE);
}

static void moved_to_another_place_it_is_unreadable(void **state)
{
	const struct seal_place home = place_of_message();
	struct seal_place places[14];
	struct seal_key key;
	struct text plain = TEXT_ABSENT;
	size_t count = 0;

#define ELSEWHERE(member, ...) (places[count] = home, places[count++].member = __VA_ARGS__)
	ELSEWHERE(tenant_id, (struct uuid){{9}});
	ELSEWHERE(table, TEXT("chat_notes"));
	ELSEWHERE(table, TEXT_ABSENT);
	ELSEWHERE(column, TEXT("contents"));
	ELSEWHERE(session_id, (struct uuid){{9}});
	ELSEWHERE(session_id, (struct uuid){{0}});
	ELSEWHERE(row_id, (struct uuid){{9}});
	ELSEWHERE(sender_type, TEXT("agent"));
	ELSEWHERE(sender_type, TEXT_ABSENT);
	ELSEWHERE(sender_id, TEXT("v-2"));
	ELSEWHERE(sender_id, TEXT(""));
	ELSEWHERE(sender_id, TEXT_ABSENT);
#undef ELSEWHERE
	/* The same bytes in a row, cut elsewhere. */
	places[count] = home;
	places[count].sender_type = TEXT("visito");
	places[count++].sender_id = TEXT("rv-1");
	places[count] = home;
	places[count].table = TEXT("chat_messagescontent");
	places[count++].column = TEXT("");

	seal_key_make(&key);
	const struct text envelope = seal(*state, &key, &home, TEXT("a canary"));
	for (size_t i = 0; i < count; i++)
		assert_int_equal(
			seal_open(*state, &key, &places[i], envelope, &plain), ERR_UNREADABLE);
}

static void absent_and_empty_are_different_places(void **state)
{
	struct seal_place place = place_of_message();
	struct seal_key key;
	struct text plain = TEXT_ABSENT;

	seal_key_make(&key);
	place.sender_id = TEXT("");
	const struct text envelope = seal(*state, &key, &place, TEXT("a canary"));
	place.sender_id = TEXT_ABSENT;
	assert_int_equal(seal_open(*state, &key, &place, envelope, &plain), ERR_UNREADABLE);
}

static void another_key_with_the_same_id_opens_nothing(void **state)
{
	const struct seal_place place = place_of_message();
	struct seal_key key, other;
	struct text plain = TEXT_ABSENT;

	seal_key_make(&key);
	other = key;
	other.secret[31] ^= 1;
	const struct text envelope = seal(*state, &key, &place, TEXT("a canary"));
	assert_int_equal(seal_open(*state, &other, &place, envelope, &plain), ERR_UNREADABLE);
	other = key;
	other.id.bytes[0] ^= 1;
	assert_int_equal(seal_open(*state, &other, &place, envelope, &plain), ERR_UNREADABLE);
}

/* Two envelopes of one plaintext under two keys: no mixture of their parts opens. Without the
 * commitment an attacker could craft a ciphertext that both keys accept. */
static void the_commitment_ties_an_envelope_to_one_key(void **state)
{
	const struct seal_place place = place_of_message();
	struct seal_key key, other;
	struct text plain = TEXT_ABSENT;

	seal_key_make(&key);
	other = key;
	seal_key_make(&other);
	other.id = key.id;
	const struct text mine = seal(*state, &key, &place, TEXT("a canary"));
	const struct text theirs = seal(*state, &other, &place, TEXT("a canary"));
	char *mixed = (char *)arena_copy(*state, mine).data;
	memcpy(mixed + 42, theirs.data + 42, 32);
	assert_int_equal(seal_open(*state, &key, &place, (struct text){mixed, mine.size}, &plain),
		ERR_UNREADABLE);
	assert_int_equal(seal_open(*state, &other, &place, (struct text){mixed, mine.size}, &plain),
		ERR_UNREADABLE);
}

static void an_envelope_names_its_key(void **state)
{
	const struct seal_place place = place_of_message();
	struct seal_key key;
	struct uuid key_id = {{0}};

	seal_key_make(&key);
	assert_int_equal(seal_key_id(seal(*state, &key, &place, TEXT("")), &key_id), ERR_NONE);
	assert_true(uuid_equals(key_id, key.id));
	assert_int_equal(seal_key_id(TEXT("no envelope"), &key_id), ERR_UNREADABLE);
}

static void no_plaintext_stays_beside_the_envelope(void **state)
{
	const struct seal_place place = place_of_message();
	struct arena arena;
	struct seal_key key;

	seal_key_make(&key);
	arena_init(&arena);
	const char *probe = arena_alloc(&arena, 16);
	const struct text envelope = seal(&arena, &key, &place, TEXT("CANARYCANARY"));
	assert_null(memmem(envelope.data, envelope.size, "CANARY", 6));
	assert_null(memmem(probe, (size_t)(envelope.data + envelope.size - probe), "CANARY", 6));
	arena_done(&arena);
}

static void fingerprints_agree_under_one_key_only(void **state)
{
	uint8_t first[FINGERPRINT_SIZE], second[FINGERPRINT_SIZE];
	struct seal_key key;

	seal_key_make(&key);
	seal_fingerprint(&key, TEXT("hello"), first);
	seal_fingerprint(&key, TEXT("hello"), second);
	assert_memory_equal(first, second, sizeof first);
	seal_fingerprint(&key, TEXT("hello!"), second);
	assert_memory_not_equal(first, second, sizeof first);
	seal_key_make(&key);
	seal_fingerprint(&key, TEXT("hello"), second);
	assert_memory_not_equal(first, second, sizeof first);
}

static void a_wiped_key_is_zero(void **state)
{
	static const struct seal_key zero;
	struct seal_key key;

	seal_key_make(&key);
	seal_key_wipe(&key);
	assert_memory_equal(&key, &zero, sizeof key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(what_was_sealed_opens_in_its_place),
		arena_test(sizes_show_in_buckets_only),
		arena_test(the_same_text_never_seals_alike),
		arena_test(every_flipped_bit_makes_it_unreadable),
		arena_test(every_other_length_is_unreadable),
		arena_test(moved_to_another_place_it_is_unreadable),
		arena_test(absent_and_empty_are_different_places),
		arena_test(another_key_with_the_same_id_opens_nothing),
		arena_test(the_commitment_ties_an_envelope_to_one_key),
		arena_test(an_envelope_names_its_key),
		arena_test(no_plaintext_stays_beside_the_envelope),
		arena_test(fingerprints_agree_under_one_key_only),
		arena_test(a_wiped_key_is_zero),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

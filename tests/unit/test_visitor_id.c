/* Visitors' ids: who is proven and who is not, by their form. */
#include "unit.h"

#include "auth/visitor_id.h"

static void an_id_is_its_kind_and_sixteen_bytes(void **state)
{
	static const char *const ids[] = {
		"v-0f0e0d0c-0b0a-4908-8706-050403020100", "c-0f0e0d0c0b0a49088706050403020100"};
	static const char *const none[] = {"", "c-", "v-", "v-0f0e0d0c0b0a49088706050403020100",
		"c-0f0e0d0c0b0a4908870605040302010", "c-0f0e0d0c0b0a490887060504030201zz", "x-1"};
	char id[VISITOR_ID_SIZE + 1];
	struct uuid bytes;
	bool is_proven;

	for (size_t i = 0; i < 2; i++) {
		assert_true(visitor_id_parse(text_from(ids[i]), &bytes, &is_proven));
		assert_int_equal(is_proven, i == 1);
		assert_int_equal(bytes.bytes[0], 15);
		visitor_id_format(bytes, is_proven, id);
		assert_string_equal(id, ids[i]);
	}
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_false(visitor_id_parse(text_from(none[i]), &bytes, &is_proven));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_id_is_its_kind_and_sixteen_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What PostgreSQL's SQLSTATEs are to us, and whose failure a batch's is. */
#include "unit.h"

#include "pg/clock.h"
#include "pg/errors.h"
#include "writer/flight.h"

static void a_taken_unique_value_is_a_conflict(void **state)
{
	assert_int_equal(db_error("23505"), ERR_CONFLICT);
}

static void what_is_not_there_is_absent(void **state)
{
	assert_int_equal(db_error("23503"), ERR_ABSENT);
	assert_int_equal(db_error("02000"), ERR_ABSENT);
	assert_int_equal(db_error("P0002"), ERR_ABSENT);
}

static void a_value_that_will_not_do_is_invalid(void **state)
{
	assert_int_equal(db_error("22P02"), ERR_INVALID);
	assert_int_equal(db_error("22001"), ERR_INVALID);
	assert_int_equal(db_error("23514"), ERR_INVALID);
}

static void a_missing_right_is_denied(void **state)
{
	assert_int_equal(db_error("42501"), ERR_DENIED);
}

static void a_refusal_of_our_own_functions_is_a_matter_of_state(void **state)
{
	assert_int_equal(db_error("P0001"), ERR_STATE);
}

static void what_may_pass_is_busy(void **state)
{
	static const char *const passing[] = {"08006", "40001", "40P01", "53300", "55P03", "57014",
		"57P01", "57P03", "58030", "25006"};
	for (size_t i = 0; i < sizeof(passing) / sizeof(*passing); i++) {
		assert_int_equal(db_error(passing[i]), ERR_BUSY);
		assert_true(db_error_passes(passing[i]));
	}
}

static void anything_else_is_our_own_fault(void **state)
{
	static const char *const ours[] = {
		"42601", "42P01", "23502", "55000", "25001", "XX000", ""};
	for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++) {
		assert_int_equal(db_error(ours[i]), ERR_INTERNAL);
		assert_false(db_error_passes(ours[i]));
	}
	assert_int_equal(db_error(NULL), ERR_INTERNAL);
}

static void a_scope_that_cannot_be_entered_is_the_tenants_failure(void **state)
{
	assert_int_equal(writer_fault_of("22023", true), WRITER_FAULT_TENANT);
	assert_int_equal(writer_fault_of("42501", true), WRITER_FAULT_TENANT);
	assert_int_equal(writer_fault_of("42883", false), WRITER_FAULT_TENANT);
	assert_int_equal(writer_fault_of("3F000", false), WRITER_FAULT_TENANT);
}

static void a_lock_or_a_deadlock_passes(void **state)
{
	assert_int_equal(writer_fault_of("40P01", false), WRITER_FAULT_PASSING);
	assert_int_equal(writer_fault_of("55P03", false), WRITER_FAULT_PASSING);
	assert_int_equal(writer_fault_of("57014", false), WRITER_FAULT_PASSING);
}

static void a_server_that_is_full_or_read_only_holds_everything(void **state)
{
	assert_int_equal(writer_fault_of("53100", false), WRITER_FAULT_SERVER);
	assert_int_equal(writer_fault_of("25006", false), WRITER_FAULT_SERVER);
	assert_int_equal(writer_fault_of("57P03", false), WRITER_FAULT_SERVER);
}

static void a_row_is_guilty_of_the_rest(void **state)
{
	assert_int_equal(writer_fault_of("23514", false), WRITER_FAULT_ROW);
	assert_int_equal(writer_fault_of("22021", false), WRITER_FAULT_ROW);
	assert_int_equal(writer_fault_of("23505", false), WRITER_FAULT_ROW);
}

static void the_clocks_offset_is_taken_from_the_middle_of_the_round_trip(void **state)
{
	struct db_clock clock = {.is_measured = true, .offset_us = 500050, .error_us = 100};
	assert_int_equal(db_clock_note(&clock, 1000000, 1000200, 1500100), DB_CLOCK_TAKEN);
	assert_int_equal(clock.offset_us, 500000);
}

static void a_slow_round_trip_changes_nothing_when_it_may_say_the_same(void **state)
{
	struct db_clock clock = {.is_measured = true, .offset_us = 8000000, .error_us = 50000};
	for (int64_t late_us = 0; late_us <= 1000000; late_us += 100000) {
		enum db_clock_reading reading =
			db_clock_note(&clock, 0, 1000000, 8000000 + late_us);
		assert_int_equal(reading, DB_CLOCK_IGNORED);
		assert_int_equal(clock.offset_us, 8000000);
	}
}

static void a_clock_that_was_set_is_seen_through_a_slow_round_trip(void **state)
{
	static const int64_t steps_us[] = {-3600000000, -700000, 700000, 3600000000};
	for (size_t i = 0; i < sizeof(steps_us) / sizeof(*steps_us); i++) {
		struct db_clock clock = {
			.is_measured = true, .offset_us = 8000000, .error_us = 50000};
		enum db_clock_reading reading =
			db_clock_note(&clock, 0, 1000000, 8500000 + steps_us[i]);
		assert_int_equal(reading, DB_CLOCK_SET);
		assert_int_equal(clock.offset_us, 8000000 + steps_us[i]);
	}
}

/* A loaded PostgreSQL reads its clock at the end of a long wait, and the clocks have drifted apart.
 */
static void clocks_that_drift_are_no_clock_that_was_set(void **state)
{
	enum { LATER_US = 1800000000, DRIFT_US = 90000 }; /* half an hour at 50 ppm */
	struct db_clock clock = {.is_measured = true, .offset_us = 8000000, .error_us = 100};
	enum db_clock_reading reading = db_clock_note(
		&clock, LATER_US, LATER_US + 3000000, LATER_US + 3000000 + 8000000 + DRIFT_US);
	assert_int_equal(reading, DB_CLOCK_IGNORED);
	assert_int_equal(clock.offset_us, 8000000);
}

static void the_first_round_trip_counts_however_slow_until_a_better_one(void **state)
{
	struct db_clock clock = {.offset_us = 7};
	assert_int_equal(db_clock_note(&clock, 0, 4000000, 9000000), DB_CLOCK_TAKEN);
	assert_int_equal(clock.offset_us, 7000000);
	assert_int_equal(db_clock_note(&clock, 0, 1000000, 9000000), DB_CLOCK_TAKEN);
	assert_int_equal(clock.offset_us, 8500000);
	assert_int_equal(db_clock_note(&clock, 0, 4000000, 9000000), DB_CLOCK_IGNORED);
	assert_int_equal(clock.offset_us, 8500000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_taken_unique_value_is_a_conflict),
		cmocka_unit_test(what_is_not_there_is_absent),
		cmocka_unit_test(a_value_that_will_not_do_is_invalid),
		cmocka_unit_test(a_missing_right_is_denied),
		cmocka_unit_test(a_refusal_of_our_own_functions_is_a_matter_of_state),
		cmocka_unit_test(what_may_pass_is_busy),
		cmocka_unit_test(anything_else_is_our_own_fault),
		cmocka_unit_test(a_scope_that_cannot_be_entered_is_the_tenants_failure),
		cmocka_unit_test(a_lock_or_a_deadlock_passes),
		cmocka_unit_test(a_server_that_is_full_or_read_only_holds_everything),
		cmocka_unit_test(a_row_is_guilty_of_the_rest),
		cmocka_unit_test(the_clocks_offset_is_taken_from_the_middle_of_the_round_trip),
		cmocka_unit_test(a_slow_round_trip_changes_nothing_when_it_may_say_the_same),
		cmocka_unit_test(a_clock_that_was_set_is_seen_through_a_slow_round_trip),
		cmocka_unit_test(clocks_that_drift_are_no_clock_that_was_set),
		cmocka_unit_test(the_first_round_trip_counts_however_slow_until_a_better_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

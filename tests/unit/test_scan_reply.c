/* What clamd says: only one word of it is clean. */
#include "unit.h"

#include "scan/link.h"
#include "scan/reply.h"

static char name[SCAN_NAME_MOST + 1];

static enum scan_word hear(struct text bytes)
{
	struct scan_reply reply = {0};
	scan_reply_add(&reply, bytes);
	return scan_reply_word(&reply, name);
}

#define HEAR(literal) hear((struct text){literal, sizeof(literal)}) /* with its zero */

static void ok_alone_is_clean(void **state)
{
	assert_int_equal(HEAR("stream: OK"), SCAN_WORD_CLEAN);
	assert_int_equal(HEAR("stream: OK "), SCAN_WORD_FAULT);
	assert_int_equal(HEAR("stream: OK\n"), SCAN_WORD_FAULT);
	assert_int_equal(HEAR("stream: ok"), SCAN_WORD_FAULT);
	assert_int_equal(HEAR("1: stream: OK"), SCAN_WORD_FAULT);
	assert_int_equal(HEAR("OK"), SCAN_WORD_FAULT);
	assert_int_equal(HEAR(""), SCAN_WORD_FAULT);
	assert_int_equal(HEAR("stream: Can't allocate memory ERROR"), SCAN_WORD_FAULT);
	assert_int_equal(HEAR("COMMAND READ TIMED OUT"), SCAN_WORD_FAULT);
}

static void a_reply_that_was_cut_or_goes_on_is_none(void **state)
{
	assert_int_equal(hear(TEXT("stream: OK")), SCAN_WORD_FAULT);
	assert_int_equal(HEAR("stream: OK\0stream: OK"), SCAN_WORD_FAULT);
	assert_int_equal(HEAR("stream: OK\0"), SCAN_WORD_FAULT);
}

static void what_was_found_has_its_name(void **state)
{
	assert_int_equal(HEAR("stream: Eicar-Test-Signature FOUND"), SCAN_WORD_FOUND);
	assert_string_equal(name, "Eicar-Test-Signature");
	assert_int_equal(HEAR("stream:  FOUND"), SCAN_WORD_FAULT);
	assert_int_equal(HEAR("stream: FOUND"), SCAN_WORD_FAULT);
}

static void a_name_holds_nothing_but_printable_ascii(void **state)
{
	assert_int_equal(HEAR("stream: a\r\nb\x80\x1b FOUND"), SCAN_WORD_FOUND);
	assert_string_equal(name, "a??b??");
}

static void too_much_is_told_apart(void **state)
{
	assert_int_equal(HEAR("INSTREAM size limit exceeded. ERROR"), SCAN_WORD_TOO_LARGE);
}

static void a_reply_without_end_is_a_fault(void **state)
{
	struct scan_reply reply = {0};
	for (size_t i = 0; i < 2 * (size_t)SCAN_REPLY_MOST; i++)
		scan_reply_add(&reply, TEXT("x"));
	assert_true(reply.is_fault && reply.size < SCAN_REPLY_MOST);
}

/* --- VERSION ---------------------------------------------------------------------------------- */
static bool read_version(struct text bytes, struct scan_version *ret_version)
{
	struct scan_reply reply = {0};
	scan_reply_add(&reply, bytes);
	return scan_version_read(&reply, ret_version);
}

#define VERSION(literal, version) read_version((struct text){literal, sizeof(literal)}, version)

static void signatures_have_a_number_and_a_time(void **state)
{
	struct scan_version version = {0};
	assert_true(VERSION("ClamAV 1.4.6/27000/Mon Nov 30 09:00:00 2026", &version));
	assert_int_equal(version.signatures, 27000);
	assert_int_equal(version.made_s, 1796029200);
	assert_true(VERSION("ClamAV 1.0.9/1/Thu Jan  1 00:00:01 1970", &version));
	assert_int_equal(version.made_s, 1);
}

static void a_scanner_may_not_say_how_old_they_are(void **state)
{
	struct scan_version version = {5, 5};
	assert_true(VERSION("ClamAV 1.4.6", &version));
	assert_int_equal(version.signatures, 0);
	assert_int_equal(version.made_s, 0);
}

static void what_is_no_version_is_refused(void **state)
{
	struct scan_version version;
	assert_false(VERSION("clamav 1.4.6", &version));
	assert_false(VERSION("", &version));
	assert_false(VERSION("ClamAV 1.4.6/27000", &version));
	assert_false(VERSION("ClamAV 1.4.6/-1/Mon Nov 30 09:00:00 2026", &version));
	assert_false(VERSION("ClamAV 1.4.6/1/Mon Foo 30 09:00:00 2026", &version));
	assert_false(VERSION("ClamAV 1.4.6/1/Mon anF 30 09:00:00 2026", &version));
	assert_false(VERSION("ClamAV 1.4.6/1/Mon Nov 30 09:00:00 2026 ", &version));
	assert_false(read_version(TEXT("ClamAV 1.4.6"), &version));
}

/* --- where it is ------------------------------------------------------------------------------ */
static void an_address_is_a_path_or_a_host_with_a_port(void **state)
{
	struct scan_address address;
	assert_true(scan_address_read("unix:/run/clamav/clamd.ctl", &address));
	assert_string_equal(address.host, "/run/clamav/clamd.ctl");
	assert_string_equal(address.port, "");
	assert_true(scan_address_read("clamd:3310", &address));
	assert_string_equal(address.host, "clamd");
	assert_string_equal(address.port, "3310");
	assert_true(scan_address_read("[::1]:3310", &address));
	assert_string_equal(address.host, "::1");
}

static void what_is_no_address_is_refused(void **state)
{
	struct scan_address address;
	assert_false(scan_address_read("clamd", &address));
	assert_false(scan_address_read(":3310", &address));
	assert_false(scan_address_read("clamd:0", &address));
	assert_false(scan_address_read("clamd:65536", &address));
	assert_false(scan_address_read("unix:run/clamd", &address));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ok_alone_is_clean),
		cmocka_unit_test(a_reply_that_was_cut_or_goes_on_is_none),
		cmocka_unit_test(what_was_found_has_its_name),
		cmocka_unit_test(a_name_holds_nothing_but_printable_ascii),
		cmocka_unit_test(too_much_is_told_apart),
		cmocka_unit_test(a_reply_without_end_is_a_fault),
		cmocka_unit_test(signatures_have_a_number_and_a_time),
		cmocka_unit_test(a_scanner_may_not_say_how_old_they_are),
		cmocka_unit_test(what_is_no_version_is_refused),
		cmocka_unit_test(an_address_is_a_path_or_a_host_with_a_port),
		cmocka_unit_test(what_is_no_address_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What is an e-mail address, and which two are the same. */
#include "unit.h"

#include <stdio.h>

#include "base/characters.h"
#include "base/domain.h"
#include "base/email.h"

static const char *normal_of(const char *typed)
{
	static struct email email;
	return email_read(text_from(typed), &email) == ERR_NONE ? email.normal : NULL;
}

static void what_a_mail_server_takes_is_an_address(void **state)
{
	static const char *const taken[] = {"a@b.c", "robin.hale+x@shop.example", "a@localhost",
		"!#$%&'*+-/=?^_`{|}~@shop.example", "\"robin hale\"@shop.example",
		"\"a@b\"@shop.example", "\"a..b\"@shop.example", "\"\\\"\\\\\"@shop.example",
		"j\xc3\xb6rg@shop.example", "\"j\xc3\xb6rg\"@shop.example",
		"ann@m\xc3\xbcller.example", "ann@xn--mller-kva.example", "ann@xn--i-7iq.example",
		"\xe7\x94\xa8\xe6\x88\xb7@\xe4\xbe\x8b\xe5\xad\x90.example", "a@1.2.3.example",
		"a@0-0.example"};

	for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++)
		if (!normal_of(taken[i]))
			fail_msg("%s was refused", taken[i]);
}

static void what_is_none_is_refused(void **state)
{
	static const char *const refused[] = {"", "robin", "a@", "@x", "@", "a@b@c",
		"a b@c.example", ".a@c.example", "a.@c.example", "a..b@c.example", "a@c..example",
		"a@.example", "a@c.example.", "a@-c.example", "a@c-.example", "a@c_d.example",
		"<a@c.example>", "a@[192.0.2.1]", "a@192.0.2.1", "a@c.example, b@c.example",
		"\"\"@c.example", "\"a@c.example", "\"a\"b@c.example", "a\"b\"@c.example",
		"\"a\\\"@c.example", "\"a\\\xc3\xb6\"@c.example", "a(b)@c.example",
		"a@c.example (b)", "a@c d.example", " a@c.example", "a@c.example ",
		"a@\xff.example", "\xff@c.example", "a@\xe2\x98\x83\xe2\x98\x83--.example"};

	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
		if (normal_of(refused[i]))
			fail_msg("%s was taken", refused[i]);
}

static void nothing_that_is_not_seen_is_in_an_address(void **state)
{
	static const char *const hidden[] = {"\r", "\n", "\t", "\x01", "\x1f", "\x7f", "\xc2\x85",
		"\xc2\xa0", "\xc2\xad", "\xe2\x80\x8b", "\xe2\x80\xa8", "\xe2\x80\xae",
		"\xe2\x81\xa6", "\xe3\x80\x80", "\xe3\x85\xa4", "\xef\xb8\x8f", "\xef\xbb\xbf",
		"\xf3\xa0\x80\xa1"};
	static const char *const places[][2] = {{"a", "b@c.example"}, {"\"a", "b\"@c.example"},
		{"a@c", "d.example"}, {"a@c.example", ""}};
	char typed[64];

	assert_null(normal_of("a@b.c\r\nBcc: everybody@shop.example"));
	for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++)
		for (size_t at = 0; at < sizeof places / sizeof places[0]; at++) {
			snprintf(typed, sizeof typed, "%s%s%s", places[at][0], hidden[i],
				places[at][1]);
			if (normal_of(typed))
				fail_msg("number %zu was taken at place %zu", i, at);
		}
	assert_int_equal(
		email_read((struct text){"a\0@c.example", 12}, &(struct email){}), ERR_FIELD);
}

static void two_spellings_of_one_mailbox_are_one(void **state)
{
	assert_string_equal(normal_of("Robin.Hale@Shop.EXAMPLE"), "robin.hale@shop.example");
	assert_string_equal(normal_of("\"Robin\"@shop.example"), "robin@shop.example");
	assert_string_equal(
		normal_of("\"robin\\ hale\"@shop.example"), "\"robin hale\"@shop.example");
	assert_string_equal(normal_of("\"\\\"\"@shop.example"), "\"\\\"\"@shop.example");
	assert_string_equal(normal_of("ann@M\xc3\x9cLLER.example"), "ann@xn--mller-kva.example");
	assert_string_equal(normal_of("ann@mu\xcc\x88ller.example"), "ann@xn--mller-kva.example");
	assert_string_equal(normal_of("ann@XN--MLLER-KVA.example"), "ann@xn--mller-kva.example");
	assert_string_equal(normal_of("ann@shop\xe3\x80\x82"
				      "example"),
		"ann@shop.example");
	assert_string_equal(normal_of("ann@stra\xc3\x9f"
				      "e.example"),
		"ann@xn--strae-oqa.example");
	/* The Kelvin sign is a k in a domain, and a letter of its own before the @. */
	assert_string_equal(normal_of("a@\xe2\x84\xaaiki.example"), "a@kiki.example");
	assert_string_equal(normal_of("\xe2\x84\xaaiki@c.example"), "\xe2\x84\xaaiki@c.example");
}

static void its_sizes_are_bounded(void **state)
{
	char typed[EMAIL_SIZE_MAX + 2];
	struct email email;

	memset(typed, 'a', sizeof typed);
	typed[64] = '@';
	for (size_t i = 64 + 50; i < sizeof typed; i += 50)
		typed[i] = '.';
	assert_int_equal(email_read((struct text){typed, 254}, &email), ERR_NONE);
	assert_int_equal(strlen(email.normal), 254);
	assert_int_equal(email_read((struct text){typed, 255}, &email), ERR_FIELD);
	typed[64] = 'a';
	typed[65] = '@';
	assert_int_equal(email_read((struct text){typed, 100}, &email), ERR_FIELD);
	memset(typed, 'a', sizeof typed);
	memcpy(typed, "a@", 2);
	assert_int_equal(email_read((struct text){typed, 2 + 63}, &email), ERR_NONE);
	assert_int_equal(email_read((struct text){typed, 2 + 64}, &email), ERR_FIELD);
	/* 64 letters of another script fit a label as typed, and not as DNS has them. */
	for (size_t i = 2; i < 2 + 120; i += 2)
		memcpy(typed + i, i % 4 ? "\xc3\xb6" : "\xd0\xb6", 2);
	assert_int_equal(email_read((struct text){typed, 2 + 120}, &email), ERR_FIELD);
}

static void characters_are_read_one_by_one(void **state)
{
	struct text rest = TEXT("a\xc3\xb6\xe2\x82\xac\xf0\x9f\x98\x80");

	assert_int_equal(character_take(&rest), 'a');
	assert_int_equal(character_take(&rest), 0xF6);
	assert_int_equal(character_take(&rest), 0x20AC);
	assert_int_equal(character_take(&rest), 0x1F600);
	assert_int_equal(rest.size, 0);
}

static void what_nobody_sees_is_known(void **state)
{
	static const uint32_t unseen[] = {0, ' ', 0x7F, 0xA0, 0xAD, 0x61C, 0x115F, 0x200B, 0x200F,
		0x202E, 0x2069, 0x2800, 0x3000, 0x3164, 0xFE0F, 0xFEFF, 0xFFA0, 0xE0001, 0xE0FFF};
	static const uint32_t seen[] = {'!', '~', 0xA1, 0xF6, 0x301, 0x2010, 0x2027, 0x2070, 0x3001,
		0xFDFF, 0xFE10, 0xFFFC, 0x1F600, 0xE1000, 0x10FFFF};

	for (size_t i = 0; i < sizeof unseen / sizeof unseen[0]; i++)
		assert_true(character_is_invisible(unseen[i]));
	for (size_t i = 0; i < sizeof seen / sizeof seen[0]; i++)
		assert_false(character_is_invisible(seen[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_mail_server_takes_is_an_address),
		cmocka_unit_test(what_is_none_is_refused),
		cmocka_unit_test(nothing_that_is_not_seen_is_in_an_address),
		cmocka_unit_test(two_spellings_of_one_mailbox_are_one),
		cmocka_unit_test(its_sizes_are_bounded),
		cmocka_unit_test(characters_are_read_one_by_one),
		cmocka_unit_test(what_nobody_sees_is_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

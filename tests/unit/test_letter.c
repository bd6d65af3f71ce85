/* Mails as they go to the server. */
#include "unit.h"

#include <stdlib.h>

#include "notify/letter.h"

static const struct letter plain = {.from_name = TEXT("The Shop"),
	.from_address = TEXT("desk@shop.example"),
	.to = TEXT("ada@example.org"),
	.subject = TEXT("Hello"),
	.text = TEXT("Hello Ada\n"),
	.html = TEXT("<p>Hello Ada</p>\n"),
	.message_id = TEXT("1@desk.example"),
	.date_s = 1796061977};

static const char *write_out(struct arena *arena, const struct letter *letter)
{
	return arena_copy(arena, letter_write(arena, letter)).data;
}

#define assert_has(message, wanted)                                             \
	do {                                                                    \
		if (!strstr((message), (wanted)))                               \
			fail_msg("there is no %s in\n%s", (wanted), (message)); \
	} while (0)

static void a_letter_has_what_mails_have(void **state)
{
	const char *message = write_out(*state, &plain);
	static const char wanted[] =
		"From: The Shop\r\n <desk@shop.example>\r\n"
		"To: <ada@example.org>\r\n"
		"Subject: Hello\r\n"
		"Date: Mon, 30 Nov 2026 18:06:17 +0000\r\n"
		"Message-ID: <1@desk.example>\r\n"
		"Auto-Submitted: auto-generated\r\n"
		"X-Auto-Response-Suppress: All\r\n"
		"MIME-Version: 1.0\r\n"
		"Content-Type: multipart/alternative; boundary=\"=_frontdesk_part\"\r\n\r\n"
		"--=_frontdesk_part\r\n"
		"Content-Type: text/plain; charset=utf-8\r\n"
		"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
		"Hello Ada\r\n\r\n"
		"--=_frontdesk_part\r\n"
		"Content-Type: text/html; charset=utf-8\r\n"
		"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
		"<p>Hello Ada</p>\r\n\r\n"
		"--=_frontdesk_part--\r\n";
	assert_string_equal(message, wanted);
}

static void answers_may_go_elsewhere(void **state)
{
	struct letter letter = plain;
	letter.reply_to = TEXT("help@shop.example");
	assert_has(write_out(*state, &letter), "\r\nReply-To: <help@shop.example>\r\n");
}

/* --- headers ---------------------------------------------------------------------------------- */
static void what_is_no_plain_text_is_an_encoded_word(void **state)
{
	struct letter letter = plain;
	letter.subject = TEXT("Gr\xc3\xbc\xc3\x9f\x65");
	letter.from_name = TEXT("Shop, \"the\" best");
	const char *message = write_out(*state, &letter);
	assert_has(message, "Subject: =?UTF-8?B?R3LDvMOfZQ==?=\r\n");
	assert_has(
		message, "From: =?UTF-8?B?U2hvcCwgInRoZSIgYmVzdA==?=\r\n <desk@shop.example>\r\n");
	letter.subject = TEXT("=?UTF-8?B?fake?=");
	assert_has(write_out(*state, &letter), "Subject: =?UTF-8?B?PT9VVEYtOD9CP2Zha2U/PQ==?=\r\n");
}

static void a_long_subject_is_several_words_and_no_character_is_cut(void **state)
{
	struct letter letter = plain;
	char subject[300];
	for (size_t i = 0; i < sizeof(subject); i += 3)
		memcpy(subject + i, "\xe2\x82\xac", 3);
	letter.subject = (struct text){subject, sizeof(subject)};
	const char *message = write_out(*state, &letter);
	/* Thirteen euros are 39 bytes. */
	assert_has(message,
		"Subject: =?UTF-8?B?4oKs4oKs4oKs4oKs4oKs4oKs4oKs4oKs4oKs4oKs4oKs4oKs4oKs?="
		"\r\n =?UTF-8?B?4oKs");
}

static void nothing_ends_a_header_but_its_end(void **state)
{
	struct letter letter = plain;
	letter.from_name = TEXT("Shop\r\nBcc: all@example.org\r\n");
	letter.subject = TEXT("Hello\r\n\r\n<script>\n\0x\r");
	letter.from_address = TEXT("a@b.example>\r\nBcc: <c@d.example");
	letter.message_id = TEXT("1@x\r\nX: y");
	const char *message = write_out(*state, &letter);
	assert_null(strstr(message, "\r\nBcc"));
	assert_null(strstr(message, "\r\nX: y"));
	assert_has(message, "From: =?UTF-8?B?U2hvcCAgQmNjOiBhbGxAZXhhbXBsZS5vcmcgIA==?=\r\n ");
	assert_has(message, "Subject: =?UTF-8?B?SGVsbG8gICAgPHNjcmlwdD4gIHgg?=\r\n");
}

/* --- bodies ----------------------------------------------------------------------------------- */
static void lines_are_short_and_spaces_at_their_ends_are_kept(void **state)
{
	struct letter letter = plain;
	char line[1000];
	memset(line, 'a', sizeof(line));
	line[500] = '\xc3', line[501] = '\xa4';
	letter.text = (struct text){line, sizeof(line)};
	const char *message = write_out(*state, &letter);
	size_t longest = 0;
	for (const char *at = message; *at;) {
		const char *end = strstr(at, "\r\n");
		assert_non_null(end);
		longest = (size_t)(end - at) > longest ? (size_t)(end - at) : longest;
		at = end + 2;
	}
	assert_true(longest <= 78);
	assert_has(message, "=C3=A4");
	letter.text = TEXT("-- \ntab\t\n.\n.b\na=b\nwindows\r\nend");
	assert_has(write_out(*state, &letter),
		"\r\n\r\n--=20\r\ntab=09\r\n.\r\n.b\r\na=3Db\r\nwindows\r\nend\r\n\r\n--=_");
}

static void a_byte_0_and_a_bare_return_are_written_out(void **state)
{
	struct letter letter = plain;
	letter.text = TEXT("a\0b\rc\n");
	assert_has(write_out(*state, &letter), "\r\n\r\na=00b=0Dc\r\n\r\n--=_");
}

static int unquote_digit(char c)
{
	return c <= '9' ? c - '0' : c - 'A' + 10;
}

static void a_megabyte_is_what_it_was(void **state)
{
	struct letter letter = plain;
	size_t size = (size_t)1024 * 1024;
	char *body = malloc(size);
	char *seen = malloc(size * 2);
	for (size_t i = 0; i < size; i++)
		body[i] = i % 97 == 96 ? '\n' : (char)(32 + (i * 7919 + i / 97) % 224);
	body[size - 1] = '\n';
	letter.text = (struct text){body, size};
	struct text message = letter_write(*state, &letter);
	const char *at = memmem(message.data, message.size, "printable\r\n\r\n", 13);
	const char *end = memmem(message.data, message.size,
		"\r\n--=_frontdesk_part\r\nContent-Type: text/html", 42);
	size_t read = 0;
	for (at += 13; at < end;) {
		if (at[0] == '=' && at[1] == '\r')
			at += 3;
		else if (at[0] == '=')
			seen[read++] = (char)(unquote_digit(at[1]) * 16 + unquote_digit(at[2])),
			at += 3;
		else if (at[0] == '\r')
			seen[read++] = '\n', at += 2;
		else
			seen[read++] = *at++;
	}
	assert_int_equal(read, size);
	assert_memory_equal(seen, body, size);
	free(body);
	free(seen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(a_letter_has_what_mails_have),
		arena_test(answers_may_go_elsewhere),
		arena_test(what_is_no_plain_text_is_an_encoded_word),
		arena_test(a_long_subject_is_several_words_and_no_character_is_cut),
		arena_test(nothing_ends_a_header_but_its_end),
		arena_test(lines_are_short_and_spaces_at_their_ends_are_kept),
		arena_test(a_byte_0_and_a_bare_return_are_written_out),
		arena_test(a_megabyte_is_what_it_was),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

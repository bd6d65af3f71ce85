/* What mails say, of their bytes. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "mail/html_text.h"
#include "mail/mime.h"
#include "mail/mime_bomb.h"
#include "mail/mime_text.h"

static int prepare(void **state)
{
	(void)state;
	mime_prepare();
	return 0;
}

static struct mail_reading read_mail(struct arena *arena, const char *message)
{
	struct mail_reading reading;
	assert_int_equal(mime_read(arena, text_from(message), &reading), ERR_NONE);
	return reading;
}

static void a_plain_mail_is_its_text_and_its_heads(void **state)
{
	struct mail_reading mail = read_mail(*state,
		"From: \"Ada L.\" <Ada@Customer.EXAMPLE>\r\nSubject: Re: Hello\r\n"
		"Message-ID: <1@customer.example>\r\nAuto-Submitted: Auto-Replied; x=1\r\n"
		"Precedence: BULK\r\n\r\nHello\r\nthere\r\n");
	assert_text_equal(mail.from_name, "Ada L.");
	assert_text_equal(mail.from_address, "ada@customer.example");
	assert_text_equal(mail.subject, "Re: Hello");
	assert_text_equal(mail.message_id, "1@customer.example");
	assert_text_equal(mail.auto_submitted, "auto-replied");
	assert_text_equal(mail.precedence, "bulk");
	assert_text_equal(mail.text, "Hello\nthere\n");
	assert_int_equal(mail.file_count, 0);
}

static void charsets_and_encodings_become_utf8(void **state)
{
	assert_text_equal(read_mail(*state, "Content-Type: text/plain; charset=iso-8859-1\r\n"
					    "Content-Transfer-Encoding: base64\r\n\r\nU2No9m4=\r\n")
				  .text,
		"Schön");
	assert_text_equal(
		read_mail(*state, "Subject: =?iso-8859-1?q?Gr=FC=DFe?=\r\n\r\nx").subject, "Grüße");
	assert_text_equal(read_mail(*state, "Subject: x\r\n\r\nSch\xf6n \x80 5").text, "Schön € 5");
	assert_text_equal(
		read_mail(*state, "Content-Type: text/plain; charset=utf-8\r\n\r\nSch\xf6n").text,
		"Schn");
}

static void controls_are_left_out(void **state)
{
	struct mail_reading mail = read_mail(*state,
		"Subject: =?utf-8?q?a=0D=0Ab=1B=5B31m?=\r\n\r\none\x1b[31m\ttwo\x07\rthree\r\n");
	assert_text_equal(mail.subject, "a b[31m");
	assert_text_equal(mail.text, "one[31m\ttwo\nthree\n");
}

#define MIXED                                                                                     \
	"Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n"                                \
	"Content-Type: multipart/alternative; boundary=a\r\n\r\n--a\r\n"                          \
	"Content-Type: text/plain\r\n\r\nplain\r\n--a\r\nContent-Type: text/html\r\n\r\n<p>rich"  \
	"\r\n--a--\r\n--m\r\nContent-Type: application/pdf; name=\"a.pdf\"\r\n"                   \
	"Content-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--m\r\n"                                \
	"Content-Type: text/plain\r\nContent-Disposition: attachment; filename=\"b.txt\"\r\n\r\n" \
	"not read\r\n--m--\r\n"

static void plain_text_goes_before_html_and_files_are_named(void **state)
{
	struct mail_reading mail = read_mail(*state, MIXED);
	assert_text_equal(mail.text, "plain");
	assert_int_equal(mail.file_count, 2);
	assert_text_equal(mail.files[0].name, "a.pdf");
	assert_int_equal(mail.files[0].size, 3);
	assert_text_equal(mail.files[1].name, "b.txt");
}

static void html_alone_is_read_as_it_looks(void **state)
{
	assert_text_equal(
		read_mail(*state, "Content-Type: text/html\r\n\r\n<p>a<br>b").text, "a\nb");
}

static void a_report_says_who_was_not_reached(void **state)
{
	struct mail_reading mail = read_mail(*state,
		"Content-Type: multipart/report; report-type=delivery-status; boundary=r\r\n\r\n"
		"--r\r\n\r\nSorry\r\n--r\r\nContent-Type: message/delivery-status\r\n\r\n"
		"Reporting-MTA: dns; mx\r\n\r\nFinal-Recipient: RFC822; <ada@Shop.example>\r\n"
		"Status: 5.1.1 (there is nobody of that name here)\r\n--r--\r\n");
	assert_true(mail.is_report);
	assert_text_equal(mail.failed_address, "ada@shop.example");
	assert_text_equal(mail.failed_status, "5.1.1 (there is nobo");
}

static void without_an_id_a_mail_is_known_by_its_bytes(void **state)
{
	struct text one = read_mail(*state, "Subject: a\r\n\r\nx").message_id;
	assert_true(text_equals(one, read_mail(*state, "Subject: a\r\n\r\nx").message_id));
	assert_false(text_equals(one, read_mail(*state, "Subject: a\r\n\r\ny").message_id));
	assert_false(text_equals(
		TEXT("a b"), read_mail(*state, "Message-ID: <a b>\r\n\r\nx").message_id));
}

static void a_bomb_is_refused_and_no_bytes_are_too_odd(void **state)
{
	static char bomb[200000];
	struct mail_reading reading;
	size_t size = 0;
	for (int i = 0; i <= MIME_PARTS_MOST; i++)
		size += (size_t)snprintf(bomb + size, sizeof(bomb) - size,
			"X: y\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i,
			i);
	assert_int_equal(mime_read(*state, (struct text){bomb, size}, &reading), ERR_INVALID);
	assert_int_equal(mime_read(*state, TEXT(""), &reading), ERR_INVALID);
	assert_int_equal(mime_read(*state, TEXT("Subject: x\r\n\r\n\0\0"), &reading), ERR_NONE);
	assert_text_equal(reading.text, "");
}

/* GMime reads a group in a group by a call in a call: so many end the process. */
static void groups_of_addresses_in_each_other_are_refused_wherever_they_stand(void **state)
{
	static const char *const before[] = {
		"From: ", "to : ", "CC:", "Subject: x\r\nReply-To\t: a\r\n ",
		"Content-Type: message/rfc822\r\n\r\nSender: ", " Bcc: "};
	static char bomb[400000];
	struct mail_reading reading;
	for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
		size_t size = (size_t)snprintf(bomb, sizeof(bomb), "%s", before[i]);
		for (; size + 4 < sizeof(bomb); size += 4)
			memcpy(bomb + size, size % 1000 < 4 ? "a\r\n " : "a:a:", 4);
		assert_int_equal(
			mime_read(*state, (struct text){bomb, size}, &reading), ERR_INVALID);
	}
	assert_text_equal(
		read_mail(*state, "From: Team: Ada <a@b.example>;\r\n\r\nto: 1: 2: 3").text,
		"to: 1: 2: 3");
}

static void what_comes_behind_too_many_parts_is_not_looked_at(void **state)
{
	static char message[100000];
	size_t size = (size_t)snprintf(message, sizeof(message),
		"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nfirst");
	for (int i = 0; i < 2 * MIME_BOUNDARIES_MOST; i++)
		size += (size_t)snprintf(
			message + size, sizeof(message) - size, "\r\n--b\r\n\r\nx");
	struct mail_reading mail = read_mail(*state, message);
	assert_int_equal(size, strlen(message));
	assert_text_equal(mail.text, "first");
	assert_true(mail.is_text_cut);
	assert_int_equal(mail.file_count, MIME_BOUNDARIES_MOST - 1);
}

static void long_texts_are_cut_at_a_character(void **state)
{
	char *message = malloc(200000);
	(void)snprintf(message, 200000, "%s", "Content-Type: text/plain; charset=utf-8\r\n\r\nx");
	size_t size = strlen(message);
	while (size + 2 < 200000) {
		memcpy(message + size, "\xc3\xa4", 2);
		size += 2;
	}
	message[size] = '\0';
	struct mail_reading mail = read_mail(*state, message);
	free(message);
	assert_true(mail.is_text_cut);
	assert_int_equal(mail.text.size, MIME_TEXT_MOST - 1);
	assert_true(text_is_utf8(mail.text));
}

static const char *show(struct arena *arena, const char *html)
{
	return arena_copy(arena, html_text(arena, text_from(html))).data;
}

static void html_keeps_paragraphs_lines_lists_and_quotes(void **state)
{
	assert_string_equal(show(*state, "<p>One</p>\n<p>Two <b>bold</b></p>"), "One\n\nTwo bold");
	assert_string_equal(show(*state, "<div>a</div><div>b</div>"), "a\nb");
	assert_string_equal(show(*state, "<ul><li>a</li><li>b</li></ul>"), "- a\n- b");
	assert_string_equal(
		show(*state, "x<blockquote>a<br>b<blockquote>c</blockquote></blockquote>d"),
		"x\n> a\n> b\n> > c\nd");
	assert_string_equal(show(*state, "<pre>a\n  b</pre>"), "a\n  b");
	assert_string_equal(show(*state, "a<br><br><br><br>b"), "a\n\nb");
}

static void html_hides_what_pages_hide(void **state)
{
	assert_string_equal(
		show(*state, "<style>p{}</style>a<!-- > b --><SCRIPT>c</SCRIPT>d"), "ad");
	assert_string_equal(show(*state, "<script>never closed"), "");
	assert_string_equal(show(*state, "<!doctype html><html>a"), "a");
}

static void entities_are_their_characters_and_others_stay(void **state)
{
	assert_string_equal(
		show(*state, "&lt;b&gt; &amp;amp; &#228;&#x1F600; &nope; & 1 < 2 &#0; &#xD800;"),
		"<b> &amp; ä😀 &nope; & 1 < 2 &#0; &#xD800;");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(a_plain_mail_is_its_text_and_its_heads),
		arena_test(charsets_and_encodings_become_utf8),
		arena_test(controls_are_left_out),
		arena_test(plain_text_goes_before_html_and_files_are_named),
		arena_test(html_alone_is_read_as_it_looks),
		arena_test(a_report_says_who_was_not_reached),
		arena_test(without_an_id_a_mail_is_known_by_its_bytes),
		arena_test(a_bomb_is_refused_and_no_bytes_are_too_odd),
		arena_test(groups_of_addresses_in_each_other_are_refused_wherever_they_stand),
		arena_test(what_comes_behind_too_many_parts_is_not_looked_at),
		arena_test(long_texts_are_cut_at_a_character),
		arena_test(html_keeps_paragraphs_lines_lists_and_quotes),
		arena_test(html_hides_what_pages_hide),
		arena_test(entities_are_their_characters_and_others_stay),
	};
	return cmocka_run_group_tests(tests, prepare, NULL);
}

/* Mails that come in: whose they are, and what becomes of what they say. */
#include "unit.h"

#include "inbound/content.h"
#include "inbound/judge.h"
#include "inbound/quote.h"

/* --- who wrote it ----------------------------------------------------------------------------- */
static const struct mail_reading personal = {
	.message_id = TEXT("1@customer.example"), .from_address = TEXT("ada@customer.example")};

static enum mail_verdict judge(const struct mail_reading *reading)
{
	return mail_judge(reading, TEXT("ada@customer.example"), TEXT("desk.example"));
}

static void a_person_s_mail_is_one(void **state)
{
	struct mail_reading mail = personal;
	assert_int_equal(judge(&mail), MAIL_PERSONAL);
	mail.auto_submitted = TEXT("no");
	assert_int_equal(judge(&mail), MAIL_PERSONAL);
	mail.message_id = TEXT("0f0e0d0c-0b0a-4908-8706-050403020100@elsewhere.example");
	assert_int_equal(judge(&mail), MAIL_PERSONAL);
}

static void machines_say_so_in_many_ways(void **state)
{
	struct mail_reading mail = personal;
	mail.auto_submitted = TEXT("auto-replied");
	assert_int_equal(judge(&mail), MAIL_AUTOMATIC);
	mail = personal;
	mail.is_suppressing = true;
	assert_int_equal(judge(&mail), MAIL_AUTOMATIC);
	mail = personal;
	mail.precedence = TEXT("junk");
	assert_int_equal(judge(&mail), MAIL_BULK);
	mail = personal;
	mail.is_listed = true;
	assert_int_equal(judge(&mail), MAIL_BULK);
	assert_int_equal(mail_judge(&personal, TEXT(""), TEXT("desk.example")), MAIL_AUTOMATIC);
	mail = personal;
	mail.message_id = TEXT("0f0e0d0c-0b0a-4908-8706-050403020100@DESK.example");
	assert_int_equal(judge(&mail), MAIL_OURS);
}

static void only_what_will_never_arrive_is_a_bounce(void **state)
{
	struct mail_reading mail = {.is_report = true, .failed_status = TEXT("5.1.1")};
	assert_int_equal(judge(&mail), MAIL_BOUNCE);
	mail.failed_status = TEXT("4.4.1");
	assert_int_equal(judge(&mail), MAIL_AUTOMATIC);
	mail.failed_status = TEXT_ABSENT;
	assert_int_equal(judge(&mail), MAIL_AUTOMATIC);
}

/* --- what was written in answer --------------------------------------------------------------- */
static void what_is_quoted_behind_an_answer_is_cut(void **state)
{
	static const struct {
		const char *text, *own;
	} cases[] = {
		{"Yes!\n\nOn Mon, Ann wrote:\n> Shall we?\n>\n> Ann\n", "Yes!"},
		{"Ja!\n\nAm Montag, 30. November 2026 um 12:00 schrieb "
		 "Ann\n<ann@shop.example>:\n\n> Gern?\n\n",
			"Ja!"},
		{"Yes\n> quoted without a word\n", "Yes"},
		{"Yes\n\n-----Original Message-----\nFrom: Ann\nx\n", "Yes"},
		{"Ja\n\n-----Ursprüngliche Nachricht-----\nVon: Ann\n", "Ja"},
		{"Yes\n________________________________\nFrom: Ann\nSent: Monday\nTo: "
		 "Ada\nSubject: Hello\n\nShall we?",
			"Yes"},
		{"Ja\n\nVon: Ann\nGesendet: Montag\nAn: Ada\nBetreff: Hallo\n\nWollen wir?", "Ja"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_text_equal(quote_cut(text_from(cases[i].text)), cases[i].own);
}

static void what_is_no_quoted_tail_stays(void **state)
{
	static const char *const texts[] = {"> Shall we?\nYes!", "a\n\n> b\n\nc", "From: here on",
		"-----", "These are mine:\none\ntwo", "> only what was quoted",
		"One\n----------\nTwo", "Note:\n\nHello"};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_text_equal(quote_cut(text_from(texts[i])), texts[i]);
	assert_text_equal(quote_cut(TEXT("\n \n")), "");
	assert_text_equal(quote_cut(TEXT("")), "");
}

/* --- the message ------------------------------------------------------------------------------ */
static void files_are_named_in_the_tenant_s_language(void **state)
{
	struct mail_reading mail = {.text = TEXT("Here."), .file_count = 1};
	mail.files[0] = (struct mime_file){TEXT("invoice.pdf"), 20480};
	assert_text_equal(content_message(*state, &mail, false, TEXT("en")),
		"Here.\n\n[1 attachment was not taken over: invoice.pdf (20 KB)]");
	mail.file_count = 7;
	for (size_t i = 1; i < 7; i++)
		mail.files[i] = (struct mime_file){TEXT(""), 3 << 19};
	assert_text_equal(content_message(*state, &mail, false, TEXT("de")),
		"Here.\n\n[7 Anhänge wurden nicht übernommen: invoice.pdf (20 KB), 1.5 MB, 1.5 MB, "
		"1.5 MB, 1.5 MB und 2 weitere]");
}

static void what_begins_something_says_its_subject_first(void **state)
{
	struct mail_reading mail = {.subject = TEXT("My fern"), .text = TEXT("It is brown.\n")};
	assert_text_equal(
		content_message(*state, &mail, true, TEXT("en")), "My fern\n\nIt is brown.");
	assert_text_equal(content_message(*state, &mail, false, TEXT("en")), "It is brown.");
}

static void a_message_is_never_empty_nor_longer_than_one_may_be(void **state)
{
	static char text[40000];
	struct mail_reading mail = {.text = TEXT("")};
	assert_text_equal(
		content_message(*state, &mail, false, TEXT("fr")), "[The mail has no text.]");
	memset(text, 'x', sizeof(text));
	mail.text = (struct text){text, sizeof(text)};
	mail.file_count = MIME_FILES_MOST;
	for (size_t i = 0; i < MIME_FILES_MOST; i++)
		mail.files[i] = (struct mime_file){{text, MIME_LINE_MOST}, 1};
	struct text message = content_message(*state, &mail, false, TEXT("en"));
	assert_true(message.size <= MESSAGE_SIZE_MAX && message.size > MESSAGE_SIZE_MAX - 3000);
	assert_non_null(
		strstr(message.data, "x\n\n[The mail goes on: this is its beginning.]\n\n["));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_person_s_mail_is_one),
		cmocka_unit_test(machines_say_so_in_many_ways),
		cmocka_unit_test(only_what_will_never_arrive_is_a_bounce),
		cmocka_unit_test(what_is_quoted_behind_an_answer_is_cut),
		cmocka_unit_test(what_is_no_quoted_tail_stays),
		arena_test(files_are_named_in_the_tenant_s_language),
		arena_test(what_begins_something_says_its_subject_first),
		arena_test(a_message_is_never_empty_nor_longer_than_one_may_be),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

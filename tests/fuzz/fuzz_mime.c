/* Any bytes as a mail, and what it becomes: texts that may be shown, of their bounds, whatever
 * came. */
#include <assert.h>
#include <stdint.h>

#include "base/typed.h"
#include "inbound/content.h"
#include "inbound/judge.h"
#include "inbound/quote.h"
#include "mail/html_text.h"
#include "mail/mime_text.h"

static void check_lines(struct arena *arena, struct text text)
{
	assert(!typed_take(arena, TYPED_LINES, &text));
}

static void check_line(struct text text)
{
	assert(text.size <= MIME_LINE_MOST && text_is_utf8(text) && !text_has_control(text));
}

static void check_reading(struct arena *arena, const struct mail_reading *reading)
{
	assert(reading->text.size <= MIME_TEXT_MOST);
	check_lines(arena, reading->text);
	check_line(reading->subject);
	check_line(reading->from_name);
	assert(reading->message_id.size > 0 && reading->message_id.size <= MIME_ID_MOST);
	for (size_t i = 0; i < MIME_FILES_MOST; i++)
		check_line(reading->files[i].name);
	assert(text_is_absent(reading->from_address) || email_is_address(reading->from_address));
	(void)mail_verdict_word(mail_judge(reading, TEXT(""), TEXT("desk.example")));
	struct text message = content_message(arena, reading, true, TEXT("en"));
	assert(message.size > 0 && message.size <= MESSAGE_SIZE_MAX);
	check_lines(arena, message);
}

static void check_texts(struct arena *arena, struct text bytes)
{
	struct text lines = mime_clean_lines(arena, bytes);
	struct text own = quote_cut(lines);
	check_lines(arena, lines);
	assert(own.size <= lines.size);
	check_lines(arena, mime_clean_lines(arena, html_text(arena, lines)));
	assert(text_is_utf8(html_text(arena, lines)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool is_prepared;
	struct mail_reading reading;
	struct arena arena;
	struct text bytes = {(const char *)data, size};
	if (!is_prepared)
		mime_prepare();
	is_prepared = true;
	arena_init(&arena);
	if (mime_read(&arena, bytes, &reading) == ERR_NONE)
		check_reading(&arena, &reading);
	check_texts(&arena, bytes);
	arena_done(&arena);
	return 0;
}

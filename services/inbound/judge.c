/* Rules, one after the other. */
#include "inbound/judge.h"

#include <string.h>

/* Our ids are a UUID at our host. */
static bool is_ours(const struct mail_reading *reading, struct text our_host)
{
	struct text id = reading->message_id;
	struct uuid uuid;
	const char *at = id.size > 0 ? memrchr(id.data, '@', id.size) : NULL;
	if (!at)
		return false;
	size_t before = (size_t)(at - id.data);
	struct text host = {at + 1, id.size - before - 1};
	return text_equals_folded(host, our_host) &&
	       uuid_parse((struct text){id.data, before}, &uuid);
}

static bool is_bulk(const struct mail_reading *reading)
{
	static const struct text words[] = {TEXT("bulk"), TEXT("list"), TEXT("junk")};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (text_equals(reading->precedence, words[i]))
			return true;
	return reading->is_listed;
}

/* Who sends from nobody wants no answer, and is none. */
static bool is_automatic(const struct mail_reading *reading, struct text sender)
{
	bool is_submitted = !text_is_absent(reading->auto_submitted) &&
			    !text_equals(reading->auto_submitted, TEXT("no"));
	return is_submitted || reading->is_suppressing || sender.size == 0 ||
	       text_equals(reading->precedence, TEXT("auto_reply"));
}

enum mail_verdict mail_judge(
	const struct mail_reading *reading, struct text sender, struct text our_host)
{
	if (reading->is_report)
		return text_starts_with(reading->failed_status, TEXT("5")) ? MAIL_BOUNCE
									   : MAIL_AUTOMATIC;
	if (is_ours(reading, our_host))
		return MAIL_OURS;
	if (is_bulk(reading))
		return MAIL_BULK;
	return is_automatic(reading, sender) ? MAIL_AUTOMATIC : MAIL_PERSONAL;
}

const char *mail_verdict_word(enum mail_verdict verdict)
{
	static const char *const words[] = {
		[MAIL_PERSONAL] = "personal",
		[MAIL_BOUNCE] = "bounce",
		[MAIL_AUTOMATIC] = "automatic",
		[MAIL_BULK] = "bulk",
		[MAIL_OURS] = "ours",
	};
	return words[verdict];
}

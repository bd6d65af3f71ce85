/* Any bytes as an e-mail address: what is taken has one form, which is an address itself, has that
 * same form, and can stand in a header. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/domain.h"
#include "base/email.h"

static void check(const struct email *email)
{
	const struct text normal = text_from(email->normal);
	const char *at = strrchr(email->normal, '@');
	struct email again;
	assert(normal.size <= EMAIL_SIZE_MAX && text_is_utf8(normal) && !text_has_control(normal));
	assert(at && at > email->normal && at - email->normal <= EMAIL_LOCAL_SIZE_MAX);
	assert(domain_is_plain(text_from(at + 1)));
	for (const char *each = email->normal; *each; each++)
		assert(*each < 'A' || *each > 'Z');
	assert(email_read(normal, &again) == ERR_NONE);
	assert(strcmp(again.normal, email->normal) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct text typed = {(const char *)data, size};
	struct email email;
	assert(email_is_address(typed) == (email_read(typed, &email) == ERR_NONE));
	if (email_is_address(typed)) {
		assert(text_is_utf8(typed) && !text_has_control(typed));
		check(&email);
	}
	return 0;
}

/* Any JSON as what is left in a form: what is taken is within its bounds, and can be seen. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/characters.h"
#include "base/email.h"
#include "call/who.h"
#include "tickets/form_input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct form_input *input)
{
	assert(!uuid_is_nil(input->id));
	assert(input->message.size <= FORM_MESSAGE_MOST && characters_show(input->message));
	assert(!memchr(input->message.data, '\r', input->message.size));
	assert(input->name.size <= NAME_SIZE_MAX && !text_has_control(input->name));
	assert(email_is_address(input->email) && email_is_address(input->normal));
	assert(text_is_absent(input->locale) || input->locale.size == 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;
	struct form_input input;
	struct json *body = NULL;
	if (json_parse((struct text){(const char *)data, size}, &body) != ERR_NONE)
		return 0;
	arena_init(&arena);
	if (!form_input_read(&arena, body, &input))
		check(&input);
	arena_done(&arena);
	json_free(&body);
	return 0;
}

/* What an admin says of a webhook's endpoint, judged before any of it is used. Pure. */
#ifndef FRONTDESK_NOTIFY_WEBHOOK_INPUT_H
#define FRONTDESK_NOTIFY_WEBHOOK_INPUT_H

#include "base/arena.h"
#include "base/json.h"

enum { WEBHOOK_DESCRIPTION_SIZE_MAX = 255 };

/* What is not said is absent; texts are the arena's, or borrowed from the body. */
struct webhook_input {
	struct text url; /* its host in the form that is compared */
	struct text description;
	struct text events;       /* a JSON array of their names */
	struct text *event_items; /* the same */
	size_t event_count;
	struct text state; /* "active" or "disabled" */
};

/* Reads what a body says: NULL, or a sentence that begins with the name of what will not do. */
const char *webhook_input_read(struct arena *arena, const struct json *body, bool is_http_allowed,
	struct webhook_input *ret_input);

#endif

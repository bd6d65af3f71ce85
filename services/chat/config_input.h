/* What admins say of how their widget looks, judged. Pure. */
#ifndef FRONTDESK_CONFIG_INPUT_H
#define FRONTDESK_CONFIG_INPUT_H

#include "base/json.h"

enum { OFFSET_MAX = 300, AUTO_OPEN_SECONDS_MAX = 3600, GREETING_SIZE_MAX = 2000 };

struct config_input {
	struct text updated_at; /* of what the admin has seen; borrowed */
	struct text changes;    /* a JSON object of the members that are given; of the arena */
};

/* Reads a ChatWidgetConfigChange. NULL, or a sentence that begins with the member's name. */
const char *config_input_read(
	struct arena *arena, const struct json *body, struct config_input *ret_input);
/* The updatedAt alone, borrowed; the same. */
const char *config_input_read_seen(const struct json *body, struct text *ret_updated_at);

#endif

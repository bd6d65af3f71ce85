/* What admins say of how customers are asked, judged. Pure. */
#ifndef FRONTDESK_CSAT_SETTINGS_INPUT_H
#define FRONTDESK_CSAT_SETTINGS_INPUT_H

#include "base/json.h"

enum {
	CSAT_DELAY_MINUTES_MAX = 43200,
	CSAT_EXPIRY_DAYS_MAX = 90,
	CSAT_COOLDOWN_DAYS_MAX = 365,
	CSAT_WORDS_SIZE_MAX = 500
};

struct csat_settings_input {
	struct text updated_at; /* of what the admin has seen; borrowed */
	struct text changes;    /* a JSON object of the members that are given; of the arena */
};

/* Reads a CSATSettingsChange. NULL, or a sentence that begins with the member's name. */
const char *csat_settings_input_read(
	struct arena *arena, const struct json *body, struct csat_settings_input *ret_input);

#endif

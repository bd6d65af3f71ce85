/* What admins say of their tenant, judged. Pure. */
#ifndef FRONTDESK_SETTINGS_INPUT_H
#define FRONTDESK_SETTINGS_INPUT_H

#include "base/json.h"

enum { KEPT_PARAMETERS_MAX = 50 };

struct settings_input {
	struct text version; /* of what the admin has seen; borrowed */
	struct text changes; /* a JSON object of the members that are given; of the arena */
};

/* Reads a TenantSettingsChange. NULL, or a sentence that begins with the member's name. */
const char *settings_input_read(
	struct arena *arena, const struct json *body, struct settings_input *ret_input);

#endif

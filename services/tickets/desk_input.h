/* What agents say of their views of tickets, and admins of a tenant's fields, judged. Pure. */
#ifndef FRONTDESK_DESK_INPUT_H
#define FRONTDESK_DESK_INPUT_H

#include "base/json.h"

/* Each reads a request's body into a JSON object of the members that are given: NULL, or a sentence
 * that begins with the member's name. Of what is new (`is_new`), all that it needs must be there.
 */
const char *ticket_view_read(
	struct arena *arena, const struct json *body, bool is_new, struct text *ret_given);
const char *ticket_field_read(
	struct arena *arena, const struct json *body, bool is_new, struct text *ret_given);
const char *ticket_settings_read(struct arena *arena, const struct json *body,
	struct text *ret_version, struct text *ret_given);

#endif

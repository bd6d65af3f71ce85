/* What a page says that its visitor did: a list of events, each with a name and properties. */
#ifndef FRONTDESK_EVENT_INPUT_H
#define FRONTDESK_EVENT_INPUT_H

#include "base/json.h"

enum {
	EVENTS_MAX = 10, /* told at once; what is kept of a visitor is the database's concern */
	EVENT_PROPERTIES_MAX = 10,
	EVENT_AGO_MS_MAX = 86400000 /* a page that was left for longer tells nothing of use */
};

/* Judges a list of {id, name, agoMs, properties}: ids are UUIDs, names and properties are as
 * attribute_input.h has them, and a property that says nothing is left out. NULL and the list as
 * SQL takes it, in the arena; or a sentence that says what will not do. */
const char *event_input_read(struct arena *arena, const struct json *events, struct text *ret_told);

#endif

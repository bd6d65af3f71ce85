/*
 * What a receiving replica's memory learns from an event, without parsing its JSON. It travels
 * sealed with the event.
 */
#ifndef FRONTDESK_BUS_NOTE_H
#define FRONTDESK_BUS_NOTE_H

#include "base/text.h"

struct bus_note {
	uint8_t kind; /* the service's own; 0: there is no note */
	uint8_t side; /* which side did it, for the service to define, as all that follows */
	uint32_t flags;
	struct uuid id;
	int64_t a, b;
};

#endif

/*
 * The budget of bytes in flight: over it, those who hold most of them go first, and new requests
 * come later (governor_flight_wait_ms).
 */
#ifndef FRONTDESK_GOVERNOR_FLIGHT_H
#define FRONTDESK_GOVERNOR_FLIGHT_H

struct governor;
struct governor_flight;
struct governor_holder;

/* Looks at the bytes in flight from now on. */
struct governor_flight *governor_flight_new(
	struct governor *governor, struct governor_holder *holder);
void governor_flight_free(struct governor_flight **flight);

#endif

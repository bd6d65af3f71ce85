/*
 * Who publishes: 16 random bytes, made at each start, and a number for each publication, never the
 * same twice. Together they are the nonce under which one is sealed.
 */
#ifndef FRONTDESK_BUS_ORIGIN_H
#define FRONTDESK_BUS_ORIGIN_H

#include "bus/payload.h"

struct bus_origin;

struct bus_origin *bus_origin_new(void);
void bus_origin_free(struct bus_origin **origin);
/* The head of the next publication. */
struct bus_head bus_origin_next(struct bus_origin *origin, struct uuid key_id);
/* Whether we have published this ourselves. */
bool bus_origin_made(const struct bus_origin *origin, const struct bus_head *head);
/* The channel of our heartbeats; ends with a NUL. */
struct text bus_origin_beat_name(const struct bus_origin *origin);

#endif
